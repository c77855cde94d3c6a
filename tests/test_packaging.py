"""What the packages are made of; the packages themselves are proved by `make package-test`."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest

import clashreader

ROOT = Path(__file__).parents[1]
PACKAGING = ROOT / "packaging"
shell = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("xz") is None,
    reason="Linux, with xz, is where a .run is for",
)


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import a script of packaging/, which is no package."""
    path = PACKAGING / f"{name}.py"
    monkeypatch.syspath_prepend(str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- what is left out ----------------------------------------------------------------------------


def test_the_bundle_keeps_what_a_desktop_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load("bundle/leaving_out", monkeypatch)
    plugins = "PySide6/Qt/plugins"

    for kept in (
        f"{plugins}/platforms/libqxcb.so",
        f"{plugins}/platforms/libqwayland.so",
        f"{plugins}/platforms/libqoffscreen.so",
        f"{plugins}/wayland-shell-integration/libxdg-shell.so",
        f"{plugins}/iconengines/libqsvgicon.so",
        f"{plugins}/imageformats/libqwebp.so",
        f"{plugins}/networkinformation/libqnetworkmanager.so",
        f"{plugins}/printsupport/libcupsprintersupport.so",
        "clashreader/resources/icons/clashreader.svg",
        "libssl.so.3",
        "libxcb-cursor.so.0",
    ):
        assert not rules.is_left_out(kept), kept


def test_a_library_of_the_displays_never_goes_without_its_twin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """libX11 of the system with a libX11-xcb of ours ends in a crash."""
    rules = load("bundle/leaving_out", monkeypatch)

    assert rules.is_left_out("libX11.so.6")
    assert rules.is_left_out("libX11-xcb.so.1")
    assert rules.is_left_out("PySide6\\Qt\\plugins\\platforms\\libqvnc.so")


def test_the_faces_that_articles_are_set_in_are_in_the_bundle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from clashreader.ui.reader import fonts

    rules = load("bundle/leaving_out", monkeypatch)
    for package, faces in fonts._PACKAGES.items():
        for face in faces:
            assert not rules.is_left_out(f"{package}/files/{face}.otf"), face
    assert rules.is_left_out("font_source_sans_pro/files/SourceSansPro-Black.otf")
    assert rules.is_left_out("font_source_sans_pro/files/SourceSansPro-Regular.ttf")


def test_the_words_of_qt_come_in_the_languages_of_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rules = load("bundle/leaving_out", monkeypatch)
    ours = ("clashreader/resources/translations/clashreader_de.qm", "/somewhere", "DATA")
    words = [(f"PySide6/Qt/translations/{name}.qm", "", "DATA") for name in
             ("qtbase_de", "qtbase_fr", "qt_de", "qt_help_de")]  # fmt: skip

    kept = rules.kept([ours, *words], rules.languages([ours, *words]))

    assert [name for name, _, _ in kept] == [ours[0], words[0][0]]


# --- the tables of ICU ---------------------------------------------------------------------------


def _common_data(tables: dict[str, bytes]) -> bytes:
    head = struct.pack("<H2sHHBBBB4s", 32, b"\xda\x27", 20, 0, 0, 0, 2, 0, b"CmnD").ljust(32, b"\0")
    place = 4 + 8 * len(tables)
    names = b"".join(name.encode() + b"\0" for name in tables)
    names += bytes(-(place + len(names)) % 16)
    start, index, pairs, body = place + len(names), place, b"", b""
    for name, table in tables.items():
        pairs += struct.pack("<II", index, start + len(body))
        index += len(name) + 1
        body += table
    return head + struct.pack("<I", len(tables)) + pairs + names + body


def test_tables_of_icu_that_qt_never_asks_for_are_taken_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    icu = load("bundle/icu", monkeypatch)
    needed = {
        "icudt73l/coll/de.res": b"sort" * 4,
        "icudt73l/curr/root.res": b"euro" * 8,
        "icudt73l/de.res": b"dies" * 4,
    }
    others = {"icudt73l/brkitr/thaidict.dict": b"word" * 4, "icudt73l/curr/de.res": b"Euro" * 12}

    smaller = icu.smaller(_common_data(dict(sorted({**needed, **others}.items()))))

    assert smaller == _common_data(needed)
    assert icu.smaller(smaller) == smaller


def test_what_is_no_table_of_icu_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    icu = load("bundle/icu", monkeypatch)

    with pytest.raises(ValueError, match="no common data"):
        icu.smaller(b"\x7fELF" + bytes(60))


# --- icons ---------------------------------------------------------------------------------------


def test_the_icon_is_written_as_windows_and_macos_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    files = load("bundle/icon_files", monkeypatch)
    pictures = {int(path.stem): path.read_bytes() for path in files.ICONS.glob("*.png")}

    ico = files.ico(pictures)
    assert struct.unpack_from("<HHH", ico) == (0, 1, len(pictures))
    for place, side in enumerate(sorted(pictures)):
        across, *_, size, start = struct.unpack_from("<BBBBHHII", ico, 6 + 16 * place)
        assert (across or 256, ico[start : start + size]) == (side, pictures[side])

    icns = files.icns(pictures)
    assert icns[:8] == b"icns" + struct.pack(">I", len(icns))
    place, kinds = 8, set()
    while place < len(icns):
        kind, size = struct.unpack_from(">4sI", icns, place)
        assert icns[place + 8 : place + size] in pictures.values()
        kinds.add(kind)
        place += size
    assert {b"icp4", b"icp5", b"ic07", b"ic08"} <= kinds


# --- what the packages hold ----------------------------------------------------------------------


def test_a_package_brings_everything_that_a_desktop_shows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desktop_files = load("desktop_files", monkeypatch)

    desktop_files.gather(tmp_path / "share")
    desktop_files.gather(tmp_path / "again")

    names = {path.relative_to(tmp_path / "share").as_posix() for path in
             (tmp_path / "share").rglob("*") if path.is_file()}  # fmt: skip
    assert len(names) == 7 + 8  # of icons there are eight sizes and a drawing
    assert "man/man1/clashreader.1.gz" in names
    for name in names:
        one, other = tmp_path / "share" / name, tmp_path / "again" / name
        assert one.read_bytes() == other.read_bytes() != b""


def test_every_package_bears_the_version_of_the_program() -> None:
    """That of the changelog and the metainfo is compared in test_architecture.py."""
    version = clashreader.__version__
    manual = (PACKAGING / "desktop" / "man" / "clashreader.1").read_text(encoding="utf-8")
    assert f'"Clash Reader {version}"' in manual
    assert "Version: {version}" in (PACKAGING / "deb" / "control").read_text(encoding="utf-8")
    assert "version=@VERSION@" in (PACKAGING / "run" / "header.sh").read_text(encoding="utf-8")
    for recipe in ("windows/clashreader.iss", "macos/build.sh", "appimage/build.sh"):
        text = (PACKAGING / recipe).read_text(encoding="utf-8")
        assert version not in text, recipe  # it asks the program


def test_what_is_shipped_is_locked_to_what_is_tested() -> None:
    pin = re.compile(r"^([a-z0-9-]+)==(\S+)(.*?)\\?$", re.MULTILINE)
    locks = [
        {(name, mark.strip()): version for name, version, mark in pin.findall(path.read_text())}
        for path in (ROOT / "requirements.lock", ROOT / "requirements-package.lock")
    ]
    tested, shipped = locks

    assert ("pyinstaller", "") in shipped
    both = set(tested) & set(shipped)
    assert len(both) > 25
    assert {one: tested[one] for one in both} == {one: shipped[one] for one in both}


def test_a_machine_that_cannot_make_a_room_is_told_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clean_room = load("clean_room", monkeypatch)
    monkeypatch.setattr(clean_room.shutil, "which", {"chroot": "/usr/sbin/chroot"}.get)

    sentence = clean_room.what_is_missing()

    if os.name == "posix" and os.uname().sysname == "Linux":
        assert "mmdebstrap and unshare" in sentence
        monkeypatch.setattr(clean_room.shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr(clean_room.os, "geteuid", lambda: 1000)
        assert "sudo make package" in clean_room.what_is_missing()
        monkeypatch.setattr(clean_room.os, "geteuid", lambda: 0)
        assert clean_room.what_is_missing() is None
    else:
        assert "Linux only" in sentence


# --- the self-extracting archive -----------------------------------------------------------------

_PROGRAM = """#!/bin/sh
echo "$1" >> "$HOME/asked"
[ "$1" != --self-test ] || [ ! -e "$HOME/broken" ] || { echo "libfoo is missing"; exit 1; }
"""


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    inside = load("inside", monkeypatch)
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as tar:
        for name, text in (("clashreader", _PROGRAM), ("_internal/clashreader/one", "free\n")):
            entry = tarfile.TarInfo(f"./{name}")
            entry.size, entry.mode = len(text), 0o755
            tar.addfile(entry, BytesIO(text.encode()))
    header = (PACKAGING / "run" / "header.sh").read_text(encoding="utf-8")
    made = tmp_path / "it is.run"
    machine = os.uname().machine
    made.write_bytes(inside.self_extracting(header, "1.2.3", machine, packed.getvalue()))
    (tmp_path / "home").mkdir()
    return made


def _sh(archive: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(archive), *words],
        check=False, capture_output=True, text=True, timeout=30, cwd=archive.parent,
        env={"PATH": os.environ["PATH"], "HOME": str(archive.parent / "home")},
    )  # fmt: skip


@shell
def test_the_archive_installs_updates_and_removes(archive: Path) -> None:
    home = archive.parent / "home"
    program, link = home / ".local/opt/clashreader", home / ".local/bin/clashreader"

    done = _sh(archive)
    assert done.returncode == 0, done.stderr
    assert "1.2.3 is installed" in done.stdout
    assert link.resolve() == program / "clashreader"
    (program / "old").touch()

    assert _sh(archive).returncode == 0
    assert not (program / "old").exists()
    assert (home / "asked").read_text().split() == ["--self-test", "--install-desktop"] * 2

    assert _sh(archive, "--remove").returncode == 0
    assert {path.name for path in home.rglob("*")} <= {".local", "asked"}
    assert _sh(archive, "--remove").returncode == 1


@shell
def test_the_archive_changes_nothing_where_it_cannot_help(archive: Path) -> None:
    home = archive.parent / "home"
    (home / "broken").touch()
    done = _sh(archive)
    assert done.returncode == 1
    assert "libfoo is missing" in done.stderr
    assert not (home / ".local/bin").exists()
    assert not list((home / ".local/opt").iterdir())

    (home / "mine").mkdir()
    (home / "mine/letter").touch()
    done = _sh(archive, "--to", str(home / "mine"))
    assert "nothing was changed" in done.stderr
    assert [path.name for path in (home / "mine").iterdir()] == ["letter"]
    done = _sh(archive, "--remove", "--to", "home/mine")
    assert (done.returncode, (home / "mine/letter").exists()) == (1, True)

    assert _sh(archive, "--extract", "home/there").returncode == 0
    assert (home / "there/clashreader").exists()
    assert _sh(archive, "--extract", "home/there").returncode == 1
    assert _sh(archive, "--fly").returncode == 2

    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1])
    done = _sh(archive, "--check")
    assert (done.returncode, "damaged" in done.stderr) == (1, True)
