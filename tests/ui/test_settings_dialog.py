"""The settings window: what is chosen holds and is written, keys and their conflicts, search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.paths import Home
from clashreader.settings import Settings, load
from clashreader.ui.key_choice import conflicts, keys_of, standard, without_conflicts
from clashreader.ui.keys import COMMANDS
from clashreader.ui.main_window import MainWindow
from clashreader.ui.settings_dialog import SettingsDialog

Settle = Callable[[MainWindow], None]
BY_NAME = {command.name: command for command in COMMANDS}


def open_settings(window: MainWindow) -> SettingsDialog:
    window.deeds.do("settingsAction")
    return next(
        top
        for top in QApplication.topLevelWidgets()
        if isinstance(top, SettingsDialog) and top.isVisible()
    )


def test_what_is_chosen_holds_at_once_and_is_written(
    library: Library, home: Home, make_window: WindowMaker
) -> None:
    window = make_window()
    dialog = open_settings(window)
    rows = {row.spec.name: row for page in dialog._rows.values() for row in page}
    rows["rows"].control.setCurrentIndex(1)  # type: ignore[attr-defined]
    rows["backups_kept"].control.setValue(7)  # type: ignore[attr-defined]
    rows["mark_read"].control.setCurrentIndex(2)  # type: ignore[attr-defined]
    assert (window.settings.rows, window.settings.backups_kept) == ("compact", 7)
    assert not rows["mark_read_delay"].isEnabled()
    dialog.accept()  # nothing waits for a timer
    kept = load(home.settings)
    assert (kept.rows, kept.backups_kept, kept.mark_read) == ("compact", 7, "never")


def test_every_setting_has_a_row(library: Library, make_window: WindowMaker) -> None:
    dialog = open_settings(make_window())
    shown = {row.spec.name for page in dialog._rows.values() for row in page} | {"keys"}
    assert shown == set(Settings.__dataclass_fields__)
    for page in dialog._rows.values():
        for row in page:
            assert row.control.accessibleName()
            assert row.control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_search_finds_settings_of_every_page_and_keys(
    library: Library, make_window: WindowMaker
) -> None:
    dialog = open_settings(make_window())

    def shown() -> set[str]:
        return {row.spec.name for page in dialog._rows.values() for row in page if row.isVisible()}

    assert "theme" not in shown()
    dialog.search.setText("sepia")
    assert shown() == {"theme"}
    dialog.search.setText("bookmark")
    assert shown() == set()
    assert dialog.keys.isVisible()
    dialog.search.setText("xyzzy")
    assert dialog._nothing.isVisible()
    dialog.pages.setCurrentRow(5)
    assert dialog.search.text() == ""
    assert shown() == {
        "backups", "backup_every", "backups_kept", "backup_pictures", "backup_folder", "mirror",
    }  # fmt: skip


def test_a_page_and_everything_go_back_to_the_first_values_and_return(
    library: Library, make_window: WindowMaker
) -> None:
    chosen = {"theme": "dark", "zoom": 140, "mark_read": "never", "keys": {"readAction": "U"}}
    window = make_window(**chosen)
    dialog = open_settings(window)
    dialog.pages.setCurrentRow(1)
    dialog.reset.click()
    assert (window.settings.zoom, window.settings.theme) == (100, "system")
    assert window.settings.mark_read == "never"
    dialog.undo.click()
    assert (window.settings.zoom, window.looks.name) == (140, "dark")
    dialog.reset_all.click()
    assert window.settings == Settings()
    assert window.commands["readAction"].shortcut() == QKeySequence("M")


def test_a_command_gets_another_key_and_its_old_owner_is_named(
    library: Library, home: Home, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3)
    window = make_window(mark_read="never")
    dialog = open_settings(window)
    dialog.pages.setCurrentRow(4)
    choose(dialog, "readAction")
    dialog.keys.field.setFocus()
    qtbot.keyClick(dialog.keys.field, Qt.Key.Key_S)
    assert "S belongs to “Bookmark”." in dialog.keys.message.text()
    assert window.settings.keys == {}
    dialog.keys.take.click()
    assert window.settings.keys == {"readAction": "M S", "bookmarkAction": ""}
    assert load(home.settings).keys == window.settings.keys
    dialog.accept()
    window.activateWindow()
    window.articles.view.setFocus()
    window.articles.select(ids[0])
    settle(window)
    qtbot.keyClick(window.articles.view, Qt.Key.Key_S)
    settle(window)
    assert library.article(ids[0]).read
    assert library.article(ids[0]).bookmarked_at is None
    assert window.commands["bookmarkAction"].toolTip() == "Bookmark"


def test_keys_go_back_to_the_programs_own(library: Library, make_window: WindowMaker) -> None:
    window = make_window(keys={"readAction": "S", "bookmarkAction": "M"})
    dialog = open_settings(window)
    choose(dialog, "bookmarkAction")
    dialog.keys.own.click()
    assert window.settings.keys == {"readAction": ""}
    choose(dialog, "readAction")
    dialog.keys.own.click()
    assert window.settings.keys == {}
    dialog.keys.none.click()
    assert window.commands["readAction"].shortcuts() == []


def choose(dialog: SettingsDialog, name: str) -> None:
    tree = dialog.keys.tree
    label = BY_NAME[name].label
    tree.setCurrentItem(tree.findItems(label, Qt.MatchFlag.MatchExactly)[0])


def test_no_two_commands_have_one_key_of_their_own(qapp: object) -> None:
    assert conflicts({}) == {}


@pytest.mark.parametrize("text", ["Foo", "Tab", "Esc", "Return", "", "Ctrl+K, Ctrl+C", "\n"])
def test_what_is_no_key_for_a_command(qapp: object, text: str) -> None:
    assert standard(text) == ""


def test_a_table_edited_by_hand_takes_no_key_twice_and_loses_no_command(qapp: object) -> None:
    chosen = {"readAction": "S", "bookmarkAction": "Foo Bar", "noSuchAction": "S"}
    assert keys_of(BY_NAME["bookmarkAction"], chosen) == ("S",)
    keys = without_conflicts(chosen)
    assert keys["readAction"] == ("S",)
    assert keys["bookmarkAction"] == ()


def test_the_sheet_of_keys_shows_the_readers_own(
    library: Library, make_window: WindowMaker
) -> None:
    from PySide6.QtWidgets import QLabel

    window = make_window(keys={"readAction": "Ctrl+Alt+U"})
    window.deeds.do("keysAction")
    sheet = next(top for top in QApplication.topLevelWidgets() if top.objectName() == "keysSheet")
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Ctrl+Alt+U" in texts
    assert "M" not in texts


def test_a_broken_file_is_set_aside_with_a_sentence(home: Home) -> None:
    home.settings.parent.mkdir(parents=True, exist_ok=True)
    home.settings.write_text("zoom = [", encoding="utf-8")
    notices: list[str] = []
    assert load(home.settings, notices) == Settings()
    aside = Path(f"{home.settings}.broken-1")
    assert aside.read_text(encoding="utf-8") == "zoom = ["
    assert notices == [
        "The settings could not be understood; the program's own hold. "
        f"The file is kept as {aside}."
    ]
