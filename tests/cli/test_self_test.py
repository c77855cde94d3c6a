"""`clashreader --self-test`: one line of JSON for packages, and a sentence for what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clashreader import __version__
from clashreader.cli import main, self_test


def test_every_part_of_a_whole_installation_is_well(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    monkeypatch.setattr(self_test, "_open_window", _window_without_a_loop)
    monkeypatch.delitem(self_test.PARTS, "screens")  # a machine that only tests has none

    assert main(["--self-test"]) == 0

    *_, line = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert said["ok"] is True
    assert said["version"] == __version__
    assert said["bundled"] is False
    assert said["parts"] == dict.fromkeys(self_test.PARTS, "ok")


def _window_without_a_loop(folder: Path) -> tuple[int, Path]:
    """The window's own start is judged in tests/e2e: here, its library and a picture."""
    from PySide6.QtGui import QColor, QImage

    from clashreader.paths import find_home, resources

    assert main(["--home", str(folder / "home"), "add", str(resources() / "welcome")]) == 0
    assert find_home(folder / "home").library.is_file()
    picture = QImage(70, 70, QImage.Format.Format_RGB32)
    for x in range(70):
        for y in range(70):
            picture.setPixelColor(x, y, QColor(3 * x, 3 * y, 0))
    assert picture.save(str(folder / "window.png"))
    return 0, folder / "window.png"


def test_a_part_that_is_missing_is_named_and_the_others_are_tried(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "PARTS", {"fonts": _missing, "tls": self_test.PARTS["tls"]})

    assert main(["--self-test"]) == self_test.FAILED

    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert said["parts"] == {"fonts": "LookupError: no such font", "tls": "ok"}


def _missing(folder: Path) -> None:
    raise LookupError("no such font")


def test_only_the_program_as_a_whole_has_a_self_test(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--self-test"]) == 2
    assert "--self-test" in capsys.readouterr().err
