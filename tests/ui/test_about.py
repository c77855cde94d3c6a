"""About: versions, the folder, and the licence of everything that the program brings along."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker

import clashreader
from clashreader.library.library import Library
from clashreader.licences import parts
from clashreader.paths import Home
from clashreader.settings import Settings
from clashreader.ui.about_dialog import AboutDialog, LicencesDialog
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


def test_about_names_versions_and_opens_the_folder(
    library: Library, make_window: WindowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    window = make_window()
    window.deeds.do("aboutAction")
    dialog = window.deeds._dialog
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for words in (
        clashreader.__version__,
        "Python 3.",
        "Qt 6.",
        "SQLite 3.",
        str(window.home.data),
    ):
        assert words in texts
    dialog.findChild(QAbstractButton, "openFolder").click()
    assert [url.toLocalFile() for url in opened] == [str(window.home.data)]
    [copy] = [one for one in dialog.findChildren(QAbstractButton) if "Copy" in one.text()]
    copy.click()
    copied = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()
    assert "SQLite 3." in copied
    assert str(window.home.data) not in copied


def test_each_licence_is_shown_with_its_text(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window()
    window.deeds.do("aboutAction")
    dialog = window.deeds._dialog
    dialog.findChild(QAbstractButton, "showLicences").click()
    licences = dialog.findChild(LicencesDialog)
    settle(window)
    assert licences.list.count() == len(parts())
    assert "Apache License" in licences.text.toPlainText()
    names = [part.name for part in parts()]
    licences.list.setCurrentRow(names.index("SQLite"))
    assert "public domain" in licences.licence.text()
    assert licences.text.toPlainText()


def test_all_that_is_bundled_names_its_licence() -> None:
    found = {part.name.lower().replace("_", "-"): part for part in parts()}
    for name in ("pyside6-essentials", "shiboken6", "sqlalchemy", "lxml", "urllib3", "python"):
        assert found[name].version
    assert [name for name, part in found.items() if not part.licence] == []
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["pyside6-essentials"].text()
    assert "Permission is hereby granted" in found["sqlalchemy"].text()
    without = [name for name, part in found.items() if not part.text()]
    assert set(without) <= {"sqlite", "python"}


def test_a_bundle_lists_what_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    some = [metadata.distribution(name) for name in ("lxml", "clashreader")]
    monkeypatch.setattr(metadata, "distributions", lambda: iter(some))
    assert {part.name for part in parts()} == {"Clash Reader", "lxml", "Python", "SQLite"}


def test_about_says_of_the_backups_what_the_settings_say(
    library: Library, home: Home, make_window: WindowMaker, tmp_path: Path, qtbot: QtBot
) -> None:
    def told(**settings: Any) -> str:
        about = AboutDialog(home, Settings(**settings), window.jobs, window)
        qtbot.addWidget(about)
        qtbot.waitUntil(lambda: bool(about.backups.text().strip()))
        return about.backups.text()

    window = make_window()
    assert "each day" in told()
    assert "each week" in told(backup_every="weekly")
    assert "each" not in told(backups=False)
    elsewhere = tmp_path / "disk"
    elsewhere.mkdir()
    made = library.back_up_by(Settings(backup_folder=str(elsewhere)).backup_plan, extras={})
    assert str(made.path.parent) in told(backup_folder=str(elsewhere))
    assert "There is no backup" in told(backups=False)
    library.back_up()
    off = told(backups=False)
    assert "not backed up by itself" in off
    assert "“backups” there" in off
