"""Tags and sections as a whole, by their menus in the sidebar."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import TAG_COLOURS
from clashreader.ui.colours import THEMES, Theme, contrast
from clashreader.ui.label_deeds import LabelDeeds
from clashreader.ui.main_window import MainWindow
from clashreader.ui.sidebar_model import ENTRY_ROLE, Entry
from clashreader.ui.tag_colours import chip_ground, colour_title, tag_colour
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]


def labels(window: MainWindow) -> LabelDeeds:
    assert window.organising is not None
    return window.organising.labels


def entry(window: MainWindow, view: View) -> Entry:
    found = window.sidebar._find(view).data(ENTRY_ROLE)
    assert isinstance(found, Entry)
    return found


def pick(menu: QMenu | None, *words: str) -> None:
    """Trigger an action of a menu, or of one below it."""
    assert menu is not None
    for word in words:
        action = next(one for one in menu.actions() if one.text() == word)
        if action.menu() is not None:
            menu = action.menu()
        else:
            assert action.isEnabled()
            action.trigger()


def test_a_tag_is_renamed_merged_coloured_and_deleted(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 4)
    library.tag(ids[:2], add=["grain"])
    library.tag(ids[2:], add=["oil"])
    window = make_window()
    grain = View(ViewKind.TAG, "grain")
    window.show_view(grain)
    settle(window)
    one = labels(window)
    pick(one.make_menu(entry(window, grain)), "Colour", "Teal")
    settle(window)
    assert entry(window, grain).colour == "teal"
    assert window.articles.delegate.tag_colours == {"grain": "teal"}
    window.articles.select(ids[0])
    settle(window)

    def ink() -> QColor:
        cursor = window.reader().view.document().find("grain")
        return cursor.charFormat().foreground().color()

    assert ink() == tag_colour(window.theme, "teal"), "the pane says so too"
    pick(one.make_menu(entry(window, grain)), "Colour", "Red")
    settle(window)
    assert ink() == tag_colour(window.theme, "red")
    window.deeds.do("undoAction")
    settle(window)
    assert ink() == tag_colour(window.theme, "teal")
    dialog = one.rename_tag(one._tags()[0])
    dialog.field.setText(" ")
    dialog.save.click()
    assert dialog.message.text() == "It needs a name."
    dialog.field.setText("wheat")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    settle(window)
    assert window.listing.view == View(ViewKind.TAG, "wheat"), "who is there stays there"
    assert entry(window, View(ViewKind.TAG, "wheat")).colour == "teal"
    assert window.status.text == "Done: rename tag “grain”."
    dialog = one.rename_tag(next(tag for tag in one._tags() if tag.name == "wheat"))
    dialog.field.setText("OIL")
    dialog.save.click()
    assert "“oil” is there already" in dialog.message.text()
    dialog.save.click()
    settle(window)
    assert [tag.name for tag in library.tags()] == ["oil"]
    assert window.listing.view == View(ViewKind.TAG, "oil")
    window.deeds.do("undoAction")
    settle(window)
    assert library.article(ids[0]).tags == ("wheat",)
    picker = one.choose_tag(next(tag for tag in one._tags() if tag.name == "wheat"))
    qtbot.keyClicks(picker.field, "o")
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    settle(window)
    assert {library.article(i).tags for i in ids} == {("oil",)}
    pick(one.make_menu(entry(window, View(ViewKind.TAG, "oil"))), "Delete the tag")
    settle(window)
    assert library.tags() == ()
    assert window.listing.view == View()
    window.deeds.do("undoAction")
    settle(window)
    assert library.tags()[0].total == 4


def test_a_section_is_renamed_merged_ordered_and_hidden(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 6)
    window = make_window()
    settle(window)
    one = labels(window)
    europe = View(ViewKind.SECTION, "Europe")
    order = [section.name for section in one._sections()]
    pick(one.make_menu(entry(window, europe)), "Move down")
    settle(window)
    assert [section.name for section in one._sections()] == order[::-1]
    pick(one.make_menu(entry(window, europe)), "Hide the section")
    settle(window)
    assert not window.sidebar._find(europe).isValid()
    head = window.sidebar.model().index(5, 0).data(ENTRY_ROLE)
    pick(one.make_menu(head), "Hidden sections", "Show “Europe” again")
    settle(window)
    dialog = one.rename_section(one._sections()[order[::-1].index("Europe")])
    dialog.field.setText("The Continent")
    dialog.save.click()
    settle(window)
    assert library.article(ids[0]).section == "The Continent"
    section = next(s for s in one._sections() if s.name == "The Continent")
    menu = one.make_menu(entry(window, View(ViewKind.SECTION, "The Continent")))
    assert menu is not None
    assert "Also: “Europe”" in [action.text() for action in menu.actions()]
    picker = one.choose_section(section)
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    settle(window)
    assert library.article(ids[0]).section == "Asia-Pacific"
    for _ in range(5):
        window.deeds.do("undoAction")
        settle(window)
    assert [section.name for section in library.sections() if section.name] == order


def test_a_source_gets_a_section_by_its_menu(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3)
    window = make_window()
    settle(window)
    number = library.sources()[0].id
    for typed, section in (("Ports", "Ports"), ("as the", "Europe")):
        picker = window.sources.choose_section(number)
        assert picker is not None
        qtbot.keyClicks(picker.field, typed)
        qtbot.keyClick(picker.field, Qt.Key.Key_Return)
        settle(window)
        assert library.article(ids[0]).section == section
    window.deeds.do("undoAction")
    settle(window)
    assert library.article(ids[0]).section == "Ports"


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_tags_can_be_read_in_each_of_their_colours(theme: Theme) -> None:
    colours = {name: tag_colour(theme, name) for name in TAG_COLOURS}
    assert tag_colour(theme, None) is None
    assert len({colour.name() for colour in colours.values() if colour}) == len(TAG_COLOURS)
    assert len({colour_title(name) for name in (None, *TAG_COLOURS)}) == len(TAG_COLOURS) + 1
    grounds = (theme.window, theme.surface, theme.page, theme.selection, chip_ground(theme))
    for colour in colours.values():
        assert colour is not None
        assert min(contrast(colour, ground) for ground in grounds) >= (7 if theme.contrast else 4.5)
