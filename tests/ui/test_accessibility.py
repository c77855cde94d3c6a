"""What a screen reader is told, where Tab leads, and that the focus can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QListWidget,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.fakes import prepared
from tests.ui.conftest import WindowMaker, store

from clashreader.errors import ReaderError
from clashreader.library.library import Library
from clashreader.model import Insert, RuleActions
from clashreader.ui import speaking
from clashreader.ui import theme as themes
from clashreader.ui.choice_list import ChoiceList
from clashreader.ui.colours import THEMES
from clashreader.ui.controls import CheckBox, ChoiceBox, RadioButton, Slider
from clashreader.ui.dialog_room import fit
from clashreader.ui.dialogs import KeysSheet
from clashreader.ui.main_window import MainWindow
from clashreader.ui.rules.rule_list import RuleList
from clashreader.ui.search_box import SearchBox
from clashreader.ui.widgets import Field, FlatButton, IconButton, LinkButton, QuietButton

Settle = Callable[[MainWindow], None]
Role = QAccessible.Role
NAME = QAccessible.Text.Name
BODY = '<p>Ships <a href="https://example.org/a">leave</a> the <a href="/b">harbour</a>.</p>'


def interface(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    assert found.isValid()
    return found


def children(parent: QAccessibleInterface, role: Role) -> list[QAccessibleInterface]:
    every = (parent.child(place) for place in range(parent.childCount()))
    return [child for child in every if child is not None and child.role() is role]


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What is announced, and whether urgently."""
    heard: list[tuple[str, bool]] = []

    class Ear(QAccessible):
        @staticmethod
        def updateAccessibility(event: object) -> None:
            urgent = event.politeness() == QAccessible.AnnouncementPoliteness.Assertive  # type: ignore[attr-defined]
            heard.append((event.message(), urgent))  # type: ignore[attr-defined]

    monkeypatch.setattr(speaking, "QAccessible", Ear)
    return heard


def test_rows_sidebar_and_article_speak(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 4, body=BODY, outlet="Harbour Gazette")
    library.set_bookmarked(ids[:1], True)
    library.set_read(ids[1:2], True)
    library.tag(ids[:1], add=["grain"])
    window = make_window(mark_read="never")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.articles.view.setFocus()
    window.articles.select(ids[0])
    settle(window)
    table = interface(window.articles.view)
    assert (table.role(), table.text(NAME)) == (Role.Table, "Articles")
    cells = children(table, Role.Cell)
    assert len(cells) == 4
    assert cells[0].text(NAME).startswith("unread, bookmarked, Report 0 on the harbour, ")
    assert cells[1].text(NAME).startswith("Report 1 on the harbour, ")
    assert cells[2].text(NAME).startswith("unread, Report 2 on the harbour, ")
    state = cells[0].state()
    assert state.selected
    assert state.focused
    assert state.focusable
    assert not cells[1].state().selected
    cell = cells[2].tableCellInterface()
    assert (cell.rowIndex(), cell.columnIndex()) == (2, 0)
    assert not children(table, Role.RowHeader) or all(
        head.state().invisible for head in children(table, Role.RowHeader)
    )
    tree = interface(window.sidebar)
    assert (tree.role(), tree.text(NAME)) == (Role.Tree, "Library")
    items = {item.text(NAME): item for item in children(tree, Role.TreeItem)}
    assert "All articles, 3 unread of 4" in items
    head = next(item for name, item in items.items() if name.startswith("Sections"))
    assert head.state().expandable
    assert head.state().expanded
    text = interface(window.reader().view)
    assert text.text(NAME) == "Article"
    assert text.state().readOnly
    words = text.textInterface()
    whole = words.text(0, words.characterCount())
    assert "Report 0 on the harbour" in whole
    assert "Ships leave the harbour." in whole.replace("\N{NO-BREAK SPACE}", " ")
    for button in window.findChildren(QPushButton) + window.toolbar.findChildren(IconButton):
        if button.isVisible():
            assert interface(button).text(NAME), button.objectName()
            assert interface(button).role() in (Role.Button, Role.ButtonMenu)
    assert interface(window.toolbar.search).role() is Role.EditableText


def test_what_comes_on_its_own_is_announced(
    library: Library, make_window: WindowMaker, settle: Settle, spoken: list[tuple[str, bool]]
) -> None:
    store(library, 3)
    library.add_rule("Grain deal", "grain", RuleActions(notify=True))
    window = make_window()
    settle(window)
    spoken.clear()
    source = library.sources()[0].id
    news = [Insert(prepared(f"n{i}", "Of grain.", title=f"Grain {i}")) for i in range(2)]
    window.apply_changes(library.apply(source, news))
    settle(window)
    assert spoken == [("2 new for “Grain deal”", False), ("2 new articles", False)]
    window.apply_changes(library.apply(source, [Insert(prepared("x", "Of salt."))]))
    settle(window)
    assert spoken[2:] == [("3 new articles", False)]
    spoken.clear()
    window.report(ReaderError("The disk is full."))
    assert spoken == [("The disk is full.", True)]
    spoken.clear()
    window.deeds.do("markAllAction")
    settle(window)
    assert [words for words, _ in spoken] == ["3 articles marked as read. Undo"]


def test_tab_leads_through_the_window_in_the_order_of_sight_and_nobody_is_trapped(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3, body=BODY)
    window = make_window(mark_read="never")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.articles.select(ids[0])
    settle(window)
    places = [
        window.toolbar.search, window.toolbar.menu_button, window.sidebar, window.articles.view,
        window.reader().view, window.status.findChild(QWidget, "offlineCount"),
    ]  # fmt: skip
    window.toolbar.search.setFocus()
    forth = list(walk(Qt.Key.Key_Tab))
    assert [place for place in forth if place in places] == places
    assert len(set(forth)) == len(forth)
    window.toolbar.search.setFocus()
    back = list(walk(Qt.Key.Key_Backtab))
    assert back == [forth[0], *reversed(forth[1:])]
    # the article begins with a link (its section), where Qt would turn round for ever
    assert window.reader().view.document().begin().begin().fragment().charFormat().isAnchor()


def walk(key: Qt.Key) -> Iterator[QWidget]:
    """Yield what gets the focus, each once, until the first has it again."""
    first = QApplication.focusWidget()
    assert first is not None
    here = first
    yield here
    for _ in range(200):
        shift = Qt.KeyboardModifier.ShiftModifier
        held = shift if key == Qt.Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(here, key, held)
        now = QApplication.focusWidget()
        assert now is not None
        if now is first:
            return
        if now is not here:
            yield now
        here = now
    pytest.fail(f"the focus stays in {here.objectName()}")


DIALOGS = (
    "addAction", "sourceAction", "offlineAction", "backupsAction", "rulesAction", "settingsAction",
    "keysAction", "aboutAction",
)  # fmt: skip


def test_dialogs_begin_somewhere_are_left_by_esc_and_scroll_where_they_are_too_large(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 1)
    window = make_window(mark_read="never")
    window.articles.select(ids[0])
    settle(window)
    for name in DIALOGS:
        window.deeds.do(name)
        settle(window)
        (dialog,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
        assert dialog.windowTitle(), name
        begin = dialog.focusWidget()
        assert begin is not None, name
        defaults = [one for one in dialog.findChildren(QPushButton) if one.isDefault()]
        assert len(defaults) <= 1, name
        for one in dialog.findChildren(QWidget):
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                heard = interface(one)
                assert heard.text(NAME) or heard.role() is Role.ScrollBar, f"{name}: {one}"
        QTest.keyClick(begin, Qt.Key.Key_Escape)
        assert not dialog.isVisible(), name
        settle(window)
    for make in (lambda: KeysSheet(window, {}), lambda: window.rules.make_of("A", "harbour")):
        dialog = make()
        before = dialog.focusWidget()
        assert fit(dialog, QSize(660, 340))
        assert dialog.height() <= 340
        assert dialog.focusWidget() is before
        dialog.show()
        area = dialog.findChild(QScrollArea)
        assert area is not None
        assert area.verticalScrollBar().maximum() > 0
        assert not fit(dialog, QSize(5000, 5000))
        buttons = dialog.findChildren(QPushButton)
        qtbot.waitUntil(lambda buttons=buttons: any(one.isVisible() for one in buttons))
        last = [one for one in buttons if one.isVisible()][-1]
        last.setFocus(Qt.FocusReason.TabFocusReason)
        area.ensureWidgetVisible(last)
        assert area.rect().contains(last.mapTo(area, last.rect().center()))
        dialog.close()


def controls() -> list[QWidget]:
    """One of each kind that can have the focus."""
    choice = ChoiceBox()
    choice.addItems(["one", "two"])
    feeds = ChoiceList()
    feeds.offer([("One", "https://example.org"), ("Two", "https://example.com")])
    icon = IconButton()
    icon.setIcon(themes.icon("add", THEMES["light"]))
    slider = Slider()
    made: list[QWidget] = [
        Field("text"), SearchBox(THEMES["light"]), FlatButton("Plain"),
        FlatButton("Primary", primary=True), LinkButton("Link"), QuietButton("Quiet"),
        CheckBox("Check"), RadioButton("Radio"), slider, choice, icon, feeds,
    ]  # fmt: skip
    checked = CheckBox("Checked")
    checked.setChecked(True)
    chosen = RadioButton("Chosen")
    chosen.setChecked(True)
    rules = RuleList()
    from clashreader.model import Rule

    rules.show_rules([Rule(1, "A", "b", RuleActions(hide=True))])
    plain = QListWidget()
    plain.addItems(["one", "two"])
    plain.setCurrentRow(0)
    tree = QTreeWidget()
    tree.addTopLevelItem(QTreeWidgetItem(["one"]))
    tree.setCurrentItem(tree.topLevelItem(0))
    return [*made, checked, chosen, rules, plain, tree]


@pytest.mark.parametrize("name", THEMES)
def test_the_focus_is_seen_on_every_control_in_every_theme(name: str, qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themes.apply(app, THEMES[name])
    window = QDialog()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    other = Field()
    every = controls()
    for one in (other, *every):
        box.addWidget(one)
        if isinstance(one, SearchBox):
            one.set_theme(THEMES[name])
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for one in every:
        other.setFocus()
        without = picture(one)
        one.setFocus(Qt.FocusReason.TabFocusReason)
        assert one.hasFocus()
        assert differing(without, picture(one)) >= 16, type(one).__name__


def picture(widget: QWidget) -> QImage:
    if isinstance(widget, QAbstractScrollArea):
        widget.viewport().update()
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def differing(first: QImage, second: QImage) -> int:
    """Count the pixels that differ, on a grid fine enough for a hairline."""
    if first.size() != second.size():
        return first.width()
    return sum(
        first.pixel(QPoint(x, y)) != second.pixel(QPoint(x, y))
        for y in range(first.height())
        for x in range(0, first.width(), 1 if first.width() < 200 else 2)
    )
