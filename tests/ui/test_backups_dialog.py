"""The backups in the window: listed if they hold together, made, and gone back to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.errors import LibraryError
from clashreader.library import backups
from clashreader.library.library import Library
from clashreader.paths import Home
from clashreader.ui.backup_files import RestoreDialog
from clashreader.ui.backups_dialog import BackupsDialog, GoBackDialog
from clashreader.ui.main_window import MainWindow
from clashreader.ui.source_dialog import SourceDialog
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]


def _open(window: MainWindow, settle: Settle) -> BackupsDialog:
    window.deeds.do("backupsAction")
    settle(window)
    return window.findChildren(BackupsDialog)[-1]


def test_backups_are_made_listed_and_gone_back_to(
    library: Library, make_window: WindowMaker, settle: Settle, home: Home, qtbot: QtBot
) -> None:
    store(library, 3)
    window = make_window(mark_read="never", backups=True)
    dialog = _open(window, settle)
    assert "no backup yet" in dialog.message.text()
    assert not dialog.back.isEnabled()
    dialog.make.click()
    settle(window)
    assert dialog.choices.count() == 1
    [made] = backups.existing(home.library)
    library.set_bookmarked([1], True)
    library.set_note(2, "Written after the backup.")
    dialog.go_back()
    asking = dialog.findChild(GoBackDialog)
    assert asking is not None
    asking.reject()
    assert library.article(2).note
    # A damaged one is not listed, though it is the newest.
    made.path.with_name("library-29990101-000000.sqlite3").write_bytes(b"a letter " * 900)
    dialog.reject()
    dialog = _open(window, settle)
    assert dialog.choices.count() == 1
    dialog.choices.taken.emit()
    asking = dialog.findChild(GoBackDialog)
    assert asking is not None
    button = asking.findChild(QAbstractButton, "reallyGoBack")
    assert button is not None
    button.click()
    settle(window)
    assert not any(one.isVisible() for one in window.findChildren(BackupsDialog))
    with pytest.raises(LibraryError, match="taken the place"):  # the window's own goes on
        library.article(2)
    with Library.open(home.library, home.images) as now:
        assert now.article(2).note is None
    assert window.articles.model.rowCount() == 3
    [aside] = home.data.glob("library.sqlite3.damaged-*[0-9]")
    with Library.open(aside, home.images) as before:
        assert before.article(2).note == "Written after the backup."
        assert before.article(1).bookmarked_at


def test_leaving_while_it_looks_stops_it(
    library: Library, make_window: WindowMaker, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(library, 1)
    library.back_up()
    window = make_window()
    window.deeds.do("backupsAction")
    window.findChildren(BackupsDialog)[-1].close()
    settle(window)
    assert not window.status.findChildren(QAbstractButton, "errorDetails")


def test_a_key_opens_the_source_that_is_meant(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window(mark_read="never")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert window.findChild(SourceDialog) is None  # there is none
    store(library, 2)
    window.show_view(View(ViewKind.SOURCE, "1"))
    settle(window)
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    settle(window)
    dialog = window.findChild(SourceDialog)
    assert dialog is not None
    dialog.reject()
    window.show_view(View())
    settle(window)
    window.articles.step(1)
    settle(window)
    window.deeds.do("sourceAction")
    settle(window)
    assert [one for one in window.findChildren(SourceDialog) if one.isVisible()]


def test_one_file_goes_out_and_comes_back(
    library: Library, make_window: WindowMaker, settle: Settle, home: Home, tmp_path: Path
) -> None:
    store(library, 3)
    window = make_window(mark_read="never", backups=True)
    dialog = _open(window, settle)
    target = tmp_path / "kept.zip"
    dialog.into_file.click()
    asking = dialog.findChild(QFileDialog, "backupFile")
    assert asking is not None
    asking.fileSelected.emit(str(target))
    asking.close()
    assert dialog.busy
    settle(window)
    assert "read back and checked" in dialog.message.text()
    assert target.is_file()

    library.set_note(2, "Written after the backup.")
    dialog._files.restore(target)
    settle(window)
    question = dialog.findChild(RestoreDialog)
    assert question is not None
    question.reject()
    settle(window)
    assert dialog.message.text() == "Nothing was changed."
    assert library.article(2).note
    assert not list(home.data.glob(".restoring*"))

    dialog._files.restore(target)
    settle(window)
    button = dialog.findChildren(RestoreDialog)[-1].findChild(QAbstractButton, "reallyRestore")
    assert button is not None
    library.close()  # while anybody else has it open, it is not exchanged
    button.click()
    settle(window)
    with Library.open(home.library, home.images) as now:
        assert now.article(2).note is None
    assert list(home.data.glob("before-restore-*/library.sqlite3"))

    dialog = _open(window, settle)
    target.write_bytes(target.read_bytes()[:-50])
    dialog._files.restore(target)
    settle(window)
    assert "is damaged, and nothing was changed" in dialog.message.text()
    dialog._files.back_up(tmp_path / "other.zip")
    dialog.reject()  # which stops it
    settle(window)


def test_a_backup_that_fails_is_said_once(
    library: Library, make_window: WindowMaker, settle: Settle, tmp_path: Path
) -> None:
    store(library, 1)
    away = tmp_path / "stick"
    window = make_window(mark_read="never", backups=True, backup_folder=str(away))
    assert window.care is not None
    told: list[str] = []
    window.report = lambda error: told.append(error.message)  # type: ignore[method-assign]
    for _ in range(2):
        window.care.back_up()
        settle(window)
    assert len(told) == 1
    assert "is not there. Connect its disk" in told[0]
    away.mkdir()
    window.care.back_up()
    settle(window)
    assert len(list(away.glob("clashreader-backups-*/library-*.sqlite3"))) == 1

    window.looks.keep(replace(window.settings, backup_pictures=True))
    dialog = _open(window, settle)
    assert dialog.choices.count() == 2  # that beside the library, and that on the stick
    dialog.make.click()
    settle(window)
    assert dialog.choices.count() == 3
    library.set_note(1, "Later.")
    restored: list[Path] = []
    dialog._files.restore = restored.append  # type: ignore[assignment,method-assign]
    kinds = [one.kind for one in dialog._found]
    dialog.choices.setCurrentRow(kinds.index("whole"))
    dialog.go_back()
    assert [one.suffix for one in restored] == [".zip"]
