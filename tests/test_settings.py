"""The reader's settings: limits, broken files, keys of other versions, and power cuts."""

import dataclasses
import logging
import os
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.errors import SettingsError
from clashreader.settings import FIGURES, MARK_READ, THEMES, Settings, load, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "settings.toml"


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def test_no_file_gives_the_defaults_and_makes_none(path: Path) -> None:
    assert load(path) == Settings()
    assert not path.parent.exists()


def test_what_is_saved_is_loaded(path: Path) -> None:
    chosen = Settings(
        theme="sepia",
        zoom=125,
        column=64,
        font="Noto Serif",
        line_height=1.45,
        justify=True,
        hyphenate=True,
        figures="old-style",
        mark_read="never",
        mark_read_delay=2.5,
        sync_on_start=False,
        images=False,
    )
    save(path, chosen)
    assert load(path) == chosen


@given(
    theme=st.text(max_size=9),
    zoom=st.integers() | st.floats() | st.booleans(),
    column=st.integers() | st.floats(),
    mark_read=st.text(max_size=9),
    delay=st.floats() | st.integers(),
    font=st.text(max_size=120) | st.integers(),
    line_height=st.floats() | st.integers() | st.text(max_size=3),
)
def test_whatever_is_given_is_within_the_limits(
    theme: str,
    zoom: object,
    column: object,
    mark_read: str,
    delay: object,
    font: object,
    line_height: object,
) -> None:
    settings = Settings(
        theme=theme,
        zoom=zoom,  # type: ignore[arg-type]
        column=column,  # type: ignore[arg-type]
        mark_read=mark_read,
        mark_read_delay=delay,  # type: ignore[arg-type]
        font=font,  # type: ignore[arg-type]
        line_height=line_height,  # type: ignore[arg-type]
        figures=theme,
    )
    assert 0 < len(settings.font) <= 100
    assert settings.font.isprintable()
    assert 1.2 <= settings.line_height <= 2.2
    assert settings.figures in FIGURES
    assert settings.theme in THEMES
    assert settings.mark_read in MARK_READ
    assert type(settings.zoom) is int
    assert 50 <= settings.zoom <= 300
    assert type(settings.column) is int
    assert 50 <= settings.column <= 100
    assert type(settings.mark_read_delay) is float
    assert 0.2 <= settings.mark_read_delay <= 10


def test_numbers_beyond_a_limit_become_the_limit(path: Path) -> None:
    write(path, "zoom = 9000\ncolumn = 3\nmark_read_delay = 0\n")
    assert load(path) == Settings(zoom=300, column=50, mark_read_delay=0.2)


@pytest.mark.parametrize("font", ["", " ", "x" * 101, "a\nb", "a\0b", " Noto Serif"])
def test_what_cannot_be_a_font_becomes_the_serif(font: str) -> None:
    assert Settings(font=font).font == "serif"


def test_values_of_a_wrong_kind_become_the_default(path: Path) -> None:
    write(path, 'theme = 7\nzoom = "big"\nsync_on_start = "yes"\nimages = 0\nmark_read = []\n')
    assert load(path) == Settings()


def test_not_a_number_becomes_the_default(path: Path) -> None:
    write(path, "zoom = nan\nmark_read_delay = inf\n")
    assert load(path) == Settings()


@pytest.mark.parametrize(
    "broken", [b"zoom = = 3", b"\xff\xfe\x00", b"theme = 'dark", b"a = " + b"[" * 5000]
)
def test_a_broken_file_is_set_aside(
    path: Path, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    write(path, broken)
    with caplog.at_level(logging.WARNING):
        assert load(path) == Settings()
    assert "could not be understood" in caplog.text
    caplog.clear()
    assert not path.exists()
    assert path.with_name("settings.toml.broken-1").read_bytes() == broken


def test_a_second_broken_file_does_not_replace_the_first(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for text in ("first =", "second ="):
        write(path, text)
        load(path)
    caplog.clear()
    assert path.with_name("settings.toml.broken-1").read_text() == "first ="
    assert path.with_name("settings.toml.broken-2").read_text() == "second ="


def test_saving_over_a_broken_file_sets_it_aside_too(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(path, "zoom =")
    save(path, Settings(zoom=150))
    caplog.clear()
    assert path.with_name("settings.toml.broken-1").read_text() == "zoom ="
    assert load(path).zoom == 150


def test_keys_of_another_version_are_kept(path: Path) -> None:
    write(path, 'from_the_future = "stays"\nzoom = 110\n[future]\ndepth = 2\n')
    save(path, dataclasses.replace(load(path), zoom=120))
    kept = tomllib.loads(path.read_text())
    assert kept["from_the_future"] == "stays"
    assert kept["future"] == {"depth": 2}
    assert kept["zoom"] == 120


def test_a_byte_order_mark_is_no_fault(path: Path) -> None:
    write(path, b"\xef\xbb\xbfzoom = 130\n")
    assert load(path).zoom == 130


def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(path, Settings(zoom=110))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        save(path, Settings(zoom=120))
    assert load(path).zoom == 110
    assert [found.name for found in path.parent.iterdir()] == ["settings.toml"]


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="could not be written"):
        save(tmp_path / "file" / "settings.toml", Settings())


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege there")
def test_a_linked_settings_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "reader.toml"
    write(real, "zoom = 110\n")
    path.parent.mkdir(parents=True)
    path.symlink_to(real)
    save(path, Settings(zoom=140))
    assert path.is_symlink()
    assert load(real).zoom == 140


def test_a_number_too_large_for_a_float_is_brought_within_limits(path: Path) -> None:
    write(path, f"zoom = 1{'0' * 400}\ncolumn = -1{'0' * 400}\nmark_read_delay = 1{'0' * 400}\n")
    found = load(path)
    assert (found.zoom, found.column, found.mark_read_delay) == (300, 50, 10.0)


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs another disk")
def test_settings_linked_to_another_disk(path: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        real = Path(elsewhere) / "dotfiles" / "reader.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(real)
        for zoom in (110, 140):  # the first is not there yet, nor is its folder
            save(path, Settings(zoom=zoom))
            assert load(real).zoom == zoom
        assert path.is_symlink()
        assert [found.name for found in real.parent.iterdir()] == ["reader.toml"]
