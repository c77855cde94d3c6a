"""Notes and highlights in the real window: made, found again, changed, taken away, never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.fakes import prepared
from tests.ui.conftest import WindowMaker, store

from clashreader.content import Body, digest
from clashreader.library.library import Library
from clashreader.model import Highlight, MediaType, Revise
from clashreader.quotations import Quotation, find
from clashreader.ui.annotations.annotator import Annotator
from clashreader.ui.annotations.beside import Beside
from clashreader.ui.annotations.rows import ROW_ROLE, Kind, Row
from clashreader.ui.layout import Mode
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
Control = Qt.KeyboardModifier.ControlModifier
BODY = (
    "<p>The first ferry left at six. Nobody waved to it from the quay.</p>"
    "<p>The second ferry left at seven, and everybody waved.</p>"
    "<p>Grain was what both of them carried, as the harbour master wrote.</p>"
)
LONG = "".join(f"<p>Paragraph number {n}. {'Grain left the harbour. ' * 12}</p>" for n in range(60))

Open = Callable[..., tuple[MainWindow, int]]


@pytest.fixture
def open_article(library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot) -> Open:
    """Return a function that opens a window with an article of `body` open and the keys in it."""

    def make(body: str = BODY, *, count: int = 1, **fields: Any) -> tuple[MainWindow, int]:
        ids = store(library, count, body=body)
        window = make_window(mark_read="never", **fields)
        window.open_article(ids[0])
        settle(window)
        window.activateWindow()
        window.reader().setFocus()
        qtbot.waitUntil(window.isActiveWindow)
        return window, ids[0]

    return make


def notes(window: MainWindow) -> Annotator:
    assert window.annotations is not None
    return window.annotations


def beside(window: MainWindow) -> Beside:
    return notes(window).beside


def kept(window: MainWindow, article: int) -> tuple[Highlight, ...]:
    assert window.library is not None
    return window.library.highlights(article)


def note_of(window: MainWindow, article: int) -> str | None:
    assert window.library is not None
    return window.library.article(article).note


def select(window: MainWindow, words: str, until: str = "") -> None:
    document = window.reader().view.document()
    first = document.find(words)
    last = document.find(until or words, first.selectionStart())
    assert not first.isNull()
    assert not last.isNull()
    cursor = QTextCursor(document)
    cursor.setPosition(first.selectionStart())
    cursor.setPosition(last.selectionEnd(), QTextCursor.MoveMode.KeepAnchor)
    window.reader().view.setTextCursor(cursor)


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Any = None) -> None:
    modifier = Qt.KeyboardModifier.NoModifier if modifier is None else modifier
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)


def click_on(qtbot: QtBot, window: MainWindow, words: str) -> None:
    view = window.reader().view
    cursor = view.document().find(words)
    cursor.setPosition(cursor.selectionStart())
    point = view.cursorRect(cursor).center() + QPoint(3, 0)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    qtbot.waitUntil(notes(window).card.isVisible)


def marked(window: MainWindow) -> list[str]:
    marks = window.reader().view.extraSelections()
    return [mark.cursor.selectedText() for mark in marks]


def rows(window: MainWindow, *, everything: bool = False) -> list[str]:
    panel = beside(window).panel
    listed = panel.all.list if everything else panel.here.list
    return [row.text for row in listed.rows.rows]


# --- highlighting -------------------------------------------------------------------------------


def test_h_marks_the_selection_and_h_again_takes_the_mark_away(
    open_article: Open, qtbot: QtBot
) -> None:
    window, article = open_article()
    select(window, "ferry left at six")
    press(qtbot, window, Key.Key_H)
    (made,) = kept(window, article)
    assert (made.exact, made.colour, made.version) == ("ferry left at six", 0, 1)
    assert made.prefix.endswith("The first ")
    assert marked(window) == ["ferry left at six"]
    assert not window.reader().view.textCursor().hasSelection()
    press(qtbot, window, Key.Key_H)
    assert kept(window, article) == ()
    assert marked(window) == []
    window.deeds.do("undoAction")
    assert kept(window, article) == (made,)
    assert marked(window) == ["ferry left at six"]


def test_the_bar_comes_with_the_selection_and_goes_with_it(
    open_article: Open, qtbot: QtBot
) -> None:
    window, _ = open_article()
    card = notes(window).card
    assert not card.isVisible()
    select(window, "second ferry")
    qtbot.waitUntil(card.isVisible)
    assert window.reader().view.hasFocus()
    cursor = window.reader().view.textCursor()
    line = window.reader().view.cursorRect(cursor)
    assert not card.geometry().intersects(line)
    cursor.clearSelection()
    window.reader().view.setTextCursor(cursor)
    assert not card.isVisible()


NOTED = BODY.replace("both of them", 'both<a href="#note1">[1]</a> of them') + (
    '<p>See <a href="https://example.org/2">elsewhere</a> too.</p><p id="note1">The log.</p>'
)


@pytest.mark.parametrize("way", ["click", "tab"])
def test_a_link_that_has_the_focus_is_nothing_that_was_selected(
    open_article: Open, qtbot: QtBot, way: str
) -> None:
    window, article = open_article(NOTED)
    view = window.reader().view
    settled: list[bool] = []
    notes(window)._selecting.settled.connect(lambda: settled.append(True))
    if way == "click":
        cursor = view.document().find("[1]")
        cursor.setPosition(cursor.selectionStart())
        point = view.cursorRect(cursor).center() + QPoint(3, 0)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    else:
        for _ in range(9):
            qtbot.keyClick(view, Key.Key_Tab)
            if view.textCursor().selectedText() == "[1]":
                break
    assert view.textCursor().selectedText() == "[1]", "that is how the focus is shown"
    timer = notes(window)._selecting._timer
    qtbot.waitUntil(lambda: not timer.isActive())
    assert not settled
    assert not notes(window).card.isVisible()
    press(qtbot, window, Key.Key_H)
    assert kept(window, article) == ()
    assert window.status.text.startswith("Select some words first")
    assert window.reader().selected_text() == ""


def test_a_link_can_still_be_selected(open_article: Open, qtbot: QtBot) -> None:
    window, article = open_article(NOTED)
    view = window.reader().view
    for _ in range(9):
        qtbot.keyClick(view, Key.Key_Tab)
        if view.textCursor().selectedText() == "elsewhere":
            break
    assert not view.has_selection()
    cursor = view.document().find("first ferry")
    cursor.setPosition(cursor.selectionStart())
    point = view.cursorRect(cursor).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    select(window, "elsewhere")
    qtbot.waitUntil(notes(window).card.isVisible)
    press(qtbot, window, Key.Key_H)
    assert [made.exact for made in kept(window, article)] == ["elsewhere"]


def test_numbers_choose_a_colour_while_the_bar_shows_and_only_then(
    open_article: Open, qtbot: QtBot
) -> None:
    window, article = open_article()
    card = notes(window).card
    press(qtbot, window, Key.Key_3)
    assert kept(window, article) == ()
    select(window, "second ferry")
    qtbot.waitUntil(card.isVisible)
    press(qtbot, window, Key.Key_3)
    assert [h.colour for h in kept(window, article)] == [2]
    assert card.isVisible()
    press(qtbot, window, Key.Key_2)
    assert [h.colour for h in kept(window, article)] == [1]
    press(qtbot, window, Key.Key_Escape)
    assert not card.isVisible()
    select(window, "everybody")
    press(qtbot, window, Key.Key_H)
    assert [h.colour for h in kept(window, article)] == [1, 1]
    window.deeds.do("undoAction")
    window.deeds.do("undoAction")
    assert [h.colour for h in kept(window, article)] == [2]


def test_a_note_is_written_with_the_highlight(open_article: Open, qtbot: QtBot) -> None:
    window, article = open_article()
    select(window, "harbour master")
    press(qtbot, window, Key.Key_H, Shift)
    card = notes(window).card
    assert card.note.isVisible()
    assert QApplication.focusWidget() is card.note.focusProxy()
    qtbot.keyClicks(QApplication.focusWidget(), "Ask him. 1h")
    press(qtbot, window, Key.Key_Escape)
    assert not card.isVisible()
    assert window.reader().view.hasFocus()
    (made,) = kept(window, article)
    assert made.note == "Ask him. 1h"
    click_on(qtbot, window, "harbour master")
    assert card.isVisible()
    assert card.note.text == "Ask him. 1h"
    window.deeds.do("undoAction")
    assert kept(window, article)[0].note is None


def test_h_on_a_highlight_with_a_note_asks_before_it_goes(open_article: Open, qtbot: QtBot) -> None:
    window, article = open_article()
    assert window.library is not None
    window.apply_changes(window.library.set_note(article, "x"))
    made = window.library.add_highlight(article, "second ferry", note="Which?")
    notes(window)
    window.apply_changes(window.library.edit_highlight(made.id, colour=2))
    select(window, "second ferry")
    press(qtbot, window, Key.Key_H)
    assert len(kept(window, article)) == 1
    assert notes(window).card.note.isVisible()
    assert "note" in window.status.text


def test_nothing_selected_and_what_is_not_the_article_say_why(
    open_article: Open, qtbot: QtBot
) -> None:
    window, article = open_article()
    press(qtbot, window, Key.Key_H)
    assert "Select some words" in window.status.text
    select(window, "Example")
    press(qtbot, window, Key.Key_H)
    assert "title and the text" in window.status.text
    assert kept(window, article) == ()


def test_the_same_words_are_not_marked_twice_in_one_colour(
    open_article: Open, qtbot: QtBot
) -> None:
    window, article = open_article()
    select(window, "first ferry left at six")
    press(qtbot, window, Key.Key_H)
    select(window, "ferry left")
    press(qtbot, window, Key.Key_H)
    assert len(kept(window, article)) == 1
    assert "already" in window.status.text
    qtbot.waitUntil(notes(window).card.isVisible)
    press(qtbot, window, Key.Key_Escape)
    select(window, "ferry left")
    qtbot.waitUntil(notes(window).card.isVisible)
    press(qtbot, window, Key.Key_4)
    assert [(h.exact, h.colour) for h in kept(window, article)] == [
        ("first ferry left at six", 0), ("ferry left", 3),
    ]  # fmt: skip


def test_text_is_selected_by_keyboard(open_article: Open, qtbot: QtBot) -> None:
    window, article = open_article()
    cursor = window.reader().view.document().find("Nobody")
    cursor.setPosition(cursor.selectionStart())
    window.reader().view.setTextCursor(cursor)
    press(qtbot, window, Key.Key_Right, Shift | Control)
    press(qtbot, window, Key.Key_Right, Shift | Control)
    assert window.reader().selected_text() == "Nobody waved"
    press(qtbot, window, Key.Key_Left, Shift)
    press(qtbot, window, Key.Key_H)
    assert [h.exact for h in kept(window, article)] == ["Nobody waved"]


def test_without_a_place_of_its_own_a_selection_begins_in_the_first_line_in_sight(
    open_article: Open, qtbot: QtBot
) -> None:
    window, _ = open_article(LONG)
    window.reader().set_scroll_fraction(0.5)
    before = window.reader().view.verticalScrollBar().value()
    press(qtbot, window, Key.Key_Down, Shift)
    assert window.reader().view.textCursor().hasSelection()
    assert abs(window.reader().view.verticalScrollBar().value() - before) < 60


def test_a_click_on_a_highlight_opens_its_bar_and_delete_can_be_undone(
    open_article: Open, qtbot: QtBot
) -> None:
    window, article = open_article()
    assert window.library is not None
    window.library.add_highlight(article, "everybody waved", colour=1)
    window._look_abroad()
    window.apply_changes(window.library.set_bookmarked([article], True))
    assert marked(window) == ["everybody waved"]
    click_on(qtbot, window, "everybody")
    card = notes(window).card
    assert card.isVisible()
    card.delete_wanted.emit()
    assert kept(window, article) == ()
    assert not card.isVisible()
    window.deeds.do("undoAction")
    assert [h.exact for h in kept(window, article)] == ["everybody waved"]
    window.deeds.do("redoAction")
    assert kept(window, article) == ()


def test_what_another_made_under_the_same_number_is_not_taken_away(
    open_article: Open, library: Library
) -> None:
    window, article = open_article()
    mine = library.add_highlight(article, "first ferry")
    window.apply_changes(library.edit_highlight(mine.id, colour=1))
    notes(window).delete(library.highlight(mine.id))
    other = library.add_highlight(article, "second ferry")
    assert other.id == mine.id
    window.deeds.do("undoAction")
    assert {h.exact for h in library.highlights(article)} == {"first ferry", "second ferry"}
    window.deeds.do("redoAction")
    assert [h.exact for h in library.highlights(article)] == ["second ferry"]


def test_what_is_copied_from_the_bar_are_the_words(open_article: Open, qtbot: QtBot) -> None:
    window, _ = open_article()
    select(window, "second ferry")
    qtbot.waitUntil(notes(window).card.isVisible)
    notes(window).card.copy_wanted.emit()
    assert QGuiApplication.clipboard().text() == "second ferry"
    notes(window).card.source_wanted.emit()
    assert "second ferry" in QGuiApplication.clipboard().text()


def test_highlights_stay_through_zoom_and_theme(open_article: Open, qtbot: QtBot) -> None:
    window, _ = open_article()
    select(window, "Nobody", "ferry left at seven")
    press(qtbot, window, Key.Key_H)
    before = marked(window)
    window.deeds.do("zoomInAction")
    window.looks.choose("dark")
    assert marked(window) == before != []


def test_the_list_shows_which_articles_are_annotated(open_article: Open, qtbot: QtBot) -> None:
    window, article = open_article()
    model = window.articles.model
    index = model.index(model.position(article), 0)
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    assert "annotated" not in model.data(index, role)
    select(window, "second ferry")
    press(qtbot, window, Key.Key_H)
    assert "annotated" in model.data(index, role)
    window.deeds.do("undoAction")
    assert "annotated" not in model.data(index, role)


# --- the panel ----------------------------------------------------------------------------------


def test_the_panel_lists_highlights_by_the_order_of_the_text(
    open_article: Open, library: Library, qtbot: QtBot
) -> None:
    window, article = open_article()
    for words in ("harbour master", "first ferry", "everybody"):
        library.add_highlight(article, words)
    window._look_abroad()
    window.deeds.do("annotationsAction")
    assert rows(window) == ["first ferry", "everybody", "harbour master"]
    listed = beside(window).panel.here.list
    QAbstractItemModelTester(
        listed.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, listed
    )
    assert listed.hasFocus()
    press(qtbot, window, Key.Key_2)
    assert [h.colour for h in kept(window, article)] == [0, 1, 0]
    press(qtbot, window, Key.Key_Delete)
    assert rows(window) == ["everybody", "harbour master"]
    assert listed.current is not None
    window.deeds.do("undoAction")
    assert rows(window) == ["first ferry", "everybody", "harbour master"]
    press(qtbot, window, Key.Key_Escape)
    assert window.reader_area().side is None
    assert window.reader().view.hasFocus()


def test_a_row_says_all_of_it(open_article: Open, library: Library) -> None:
    window, article = open_article()
    library.add_highlight(article, "first ferry", colour=2, note="Which?")
    window._look_abroad()
    window.deeds.do("annotationsAction")
    model = beside(window).panel.here.list.rows
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    assert model.data(model.index(0), role) == "Highlight, Blue: first ferry Note: Which?"


def test_enter_goes_to_the_place(open_article: Open, library: Library, qtbot: QtBot) -> None:
    window, article = open_article(LONG)
    library.add_highlight(article, "Paragraph number 55.")
    window._look_abroad()
    window.deeds.do("annotationsAction")
    press(qtbot, window, Key.Key_Return)
    marks = window.reader().marks
    placed = next(iter(marks.placed.values()))
    assert 0 <= marks.area(placed.start, placed.end).top() < window.reader().view.height()


def test_the_note_is_written_after_a_pause_and_read_again(
    open_article: Open, library: Library, qtbot: QtBot
) -> None:
    window, article = open_article()
    press(qtbot, window, Key.Key_N, Shift)
    box = beside(window).panel.here.note
    assert QApplication.focusWidget() is box.focusProxy()
    qtbot.keyClicks(QApplication.focusWidget(), "Ask who loaded it. Jj")
    qtbot.waitUntil(lambda: note_of(window, article) == "Ask who loaded it. Jj")
    assert box.text == "Ask who loaded it. Jj"
    qtbot.keyClicks(QApplication.focusWidget(), " And when.")
    window.reader().setFocus()
    assert note_of(window, article) == "Ask who loaded it. Jj And when."
    window.deeds.do("undoAction")
    assert note_of(window, article) is None
    assert box.text == ""
    window.deeds.do("redoAction")
    assert note_of(window, article) == "Ask who loaded it. Jj And when."


def test_what_is_typed_is_kept_when_another_article_is_opened(
    open_article: Open, settle: Settle, library: Library, qtbot: QtBot
) -> None:
    window, article = open_article(count=2)
    other = next(i for i in window.articles.model.ids if i != article)
    press(qtbot, window, Key.Key_N, Shift)
    qtbot.keyClicks(QApplication.focusWidget(), "Of the first.")
    window.open_article(other)
    settle(window)
    assert library.article(article).note == "Of the first."
    assert beside(window).panel.here.note.text == ""
    qtbot.keyClicks(beside(window).panel.here.note.focusProxy(), "Of the other.")
    window.close()
    assert library.article(article).note == "Of the first."
    assert library.article(other).note == "Of the other."


def test_a_note_written_in_two_places_keeps_both(
    open_article: Open, library: Library, qtbot: QtBot
) -> None:
    window, article = open_article()
    library.set_note(article, "Old words.")
    window._look_abroad()
    press(qtbot, window, Key.Key_N, Shift)
    box = beside(window).panel.here.note
    assert box.text == "Old words."
    qtbot.keyClicks(QApplication.focusWidget(), " Mine.")
    library.set_note(article, "Theirs.")
    window._look_abroad()
    assert box.text == "Old words. Mine.\n\nTheirs."
    assert library.article(article).note == box.text
    assert "Both texts are kept" in window.status.text
    library.set_note(article, "Quite another.")
    window._look_abroad()
    assert box.text == "Quite another."


def test_undo_leaves_a_note_alone_that_was_written_elsewhere_since(
    open_article: Open, library: Library, qtbot: QtBot
) -> None:
    window, article = open_article()
    press(qtbot, window, Key.Key_N, Shift)
    box = beside(window).panel.here.note
    qtbot.keyClicks(QApplication.focusWidget(), "Mine.")
    box.flush()
    library.set_note(article, "Theirs.")
    window._look_abroad()
    window.deeds.do("undoAction")
    assert library.article(article).note == "Theirs."
    assert "elsewhere" in window.status.text
    box.setFocus()
    box.to_end()
    qtbot.keyClicks(QApplication.focusWidget(), " And mine.")
    box.flush()
    assert library.article(article).note == "Theirs. And mine."
    window.deeds.do("undoAction")
    assert library.article(article).note == "Theirs."


def test_a_note_that_cannot_be_written_stays_in_the_field(
    open_article: Open, settle: Settle, library: Library, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from clashreader.errors import LibraryError

    window, article = open_article(count=2)
    other = next(i for i in window.articles.model.ids if i != article)
    assert window.library is not None

    def full(*_: object) -> None:
        raise LibraryError("The disk is full.")

    press(qtbot, window, Key.Key_N, Shift)
    box = beside(window).panel.here.note
    with monkeypatch.context() as patch:
        patch.setattr(window.library, "set_note", full)
        qtbot.keyClicks(QApplication.focusWidget(), "Worth keeping.")
        window.reader().setFocus()
        assert window.status.text == "The disk is full."
        window.open_article(other)
        settle(window)
        assert box.text == ""
    window.open_article(article)
    settle(window)
    assert box.text == "Worth keeping."
    box.flush()
    assert library.article(article).note == "Worth keeping."


def test_words_that_are_gone_are_said_to_be_and_their_version_opens(
    open_article: Open, library: Library, settle: Settle, qtbot: QtBot
) -> None:
    window, article = open_article()
    made = library.add_highlight(article, "Nobody waved")
    library.apply(1, [Revise(article, prepared("a0", "Text of another kind.",
                                               body="<p>Text of another kind.</p>",
                                               title="Report 0 on the harbour"))])  # fmt: skip
    window.reading.open(article, version=2)
    settle(window)
    window.deeds.do("annotationsAction")
    settle(window)
    listed = beside(window).panel.here.list
    row = listed.rows.index(0).data(ROW_ROLE)
    assert isinstance(row, Row)
    assert "Not in this version" in row.absence
    assert row.version == 1
    assert marked(window) == []
    press(qtbot, window, Key.Key_Return)
    settle(window)
    assert window.reading.article is not None
    assert window.reading.article.version == 1
    assert marked(window) == ["Nobody waved"]
    assert window.reader().marks.placed[made.id].highlight.exact == "Nobody waved"
    assert listed.rows.index(0).data(ROW_ROLE).absence == ""


def test_all_lists_every_annotated_article_in_pages(
    open_article: Open, library: Library, settle: Settle, qtbot: QtBot
) -> None:
    window, article = open_article(count=130)
    ids = list(window.articles.model.ids)
    for number in ids:
        library.add_highlight(number, "The second ferry", note=f"Note {number}")
    library.set_note(article, "Grain and bread.")
    window._look_abroad()
    window.deeds.do("annotationsAction")
    panel = beside(window).panel
    panel.show_all()
    settle(window)
    assert 0 < panel.all.list.rows.rowCount() < 2 * 130
    QAbstractItemModelTester(
        panel.all.list.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, panel.all
    )
    settle(window)
    while panel.all.list.rows.canFetchMore(panel.all.list.rootIndex()):
        panel.all.list.rows.fetchMore(panel.all.list.rootIndex())
        settle(window)
    assert panel.all.list.rows.rowCount() == 2 * 130 + 1
    panel.all.field.setText("BREAD")
    qtbot.waitUntil(lambda: len(rows(window, everything=True)) == 2)
    assert [row.kind for row in panel.all.list.rows.rows] == [Kind.ARTICLE, Kind.NOTE]
    panel.all.field.setText("nowhere at all")
    qtbot.waitUntil(lambda: panel.all.list.rows.rowCount() == 0)
    assert panel.all._empty.isVisible()


def test_a_row_of_all_opens_the_article_at_the_place(
    open_article: Open, library: Library, settle: Settle, qtbot: QtBot
) -> None:
    window, article = open_article(LONG, count=2)
    other = next(i for i in window.articles.model.ids if i != article)
    made = library.add_highlight(other, "Paragraph number 50.")
    window._look_abroad()
    window.deeds.do("annotationsAction")
    panel = beside(window).panel
    panel.show_all()
    settle(window)
    panel.all.list.choose(1)
    panel.all.list.setFocus()
    press(qtbot, window, Key.Key_Return)
    settle(window)
    assert window.reading.article_id == other
    marks = window.reader().marks
    placed = marks.placed[made.id]
    assert 0 <= marks.area(placed.start, placed.end).top() < window.reader().view.height()


def test_foreign_highlights_come_in_and_nothing_moves(open_article: Open, library: Library) -> None:
    window, article = open_article(LONG)
    window.reader().set_scroll_fraction(0.4)
    before = window.reader().view.verticalScrollBar().value()
    library.add_highlight(article, "Paragraph number 30.")
    window._look_abroad()
    assert marked(window) == ["Paragraph number 30."]
    assert window.reader().view.verticalScrollBar().value() == before


def test_in_a_narrow_window_the_panel_gives_way_to_the_place(
    open_article: Open, library: Library, settle: Settle, qtbot: QtBot
) -> None:
    window, article = open_article(LONG)
    library.add_highlight(article, "Paragraph number 30.")
    window._look_abroad()
    window.resize(500, 700)
    settle(window)
    assert window.panes.mode is Mode.SINGLE
    window.deeds.do("annotationsAction")
    panel = beside(window).panel
    assert panel.isVisible()
    assert not window.reader().isVisible()
    press(qtbot, window, Key.Key_Return)
    assert not panel.isVisible()
    assert window.reader().isVisible()


def test_without_an_article_the_panel_shows_all(
    make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window()
    window.deeds.do("annotationsAction")
    settle(window)
    assert beside(window).panel.on_all
    window.deeds.do("noteAction")
    assert "Open an article first" in window.status.text
    window.deeds.do("annotationsAction")
    assert window.reader_area().side is None


# --- more of the bar ----------------------------------------------------------------------------


def test_the_note_of_a_highlight_is_shown_below_the_pointer(
    open_article: Open, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QHelpEvent

    from clashreader.ui.annotations import selecting

    window, article = open_article()
    library.add_highlight(article, "second ferry", note="5 < 6 & so on")
    window._look_abroad()
    shown: list[str] = []
    monkeypatch.setattr(
        selecting.QToolTip, "showText", lambda _point, text, _widget: shown.append(text)
    )
    view = window.reader().view
    cursor = view.document().find("second ferry")
    point = view.cursorRect(cursor).center() - QPoint(6, 0)
    event = QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
    QApplication.sendEvent(view.viewport(), event)
    assert len(shown) == 1
    assert "5 &lt; 6 &amp; so on" in shown[0]


def test_a_highlight_of_a_long_article_is_drawn_at_once(open_article: Open, qtbot: QtBot) -> None:
    long = "".join(f"<p>Paragraph {n}. {'Grain left the harbour. ' * 12}</p>" for n in range(300))
    window, article = open_article(long)
    qtbot.waitUntil(lambda: not window.reader().busy)
    select(window, "Paragraph 299.")
    press(qtbot, window, Key.Key_H)
    assert marked(window) == ["Paragraph 299."]
    assert notes(window).card.isVisible()
    assert len(kept(window, article)) == 1


def test_the_bar_stays_while_its_note_is_written_and_the_text_moves(
    open_article: Open, qtbot: QtBot
) -> None:
    window, article = open_article(LONG)
    select(window, "Paragraph number 2.")
    press(qtbot, window, Key.Key_H, Shift)
    card = notes(window).card
    qtbot.keyClicks(QApplication.focusWidget(), "Half a sen")
    window.reader().view.verticalScrollBar().setValue(20)
    assert card.isVisible()
    qtbot.keyClicks(QApplication.focusWidget(), "tence")
    click = QPoint(30, window.reader().view.viewport().height() - 20)
    qtbot.mouseClick(window.reader().view.viewport(), Qt.MouseButton.LeftButton, pos=click)
    assert not card.isVisible()
    assert kept(window, article)[0].note == "Half a sentence"


def test_another_article_puts_the_bar_away(
    open_article: Open, settle: Settle, qtbot: QtBot
) -> None:
    window, article = open_article(count=2)
    select(window, "second ferry")
    qtbot.waitUntil(notes(window).card.isVisible)
    window.open_article(next(i for i in window.articles.model.ids if i != article))
    settle(window)
    assert not notes(window).card.isVisible()


def test_words_are_copied_with_their_source(
    open_article: Open, library: Library, qtbot: QtBot
) -> None:
    window, article = open_article()
    library.add_highlight(article, "everybody waved")
    window._look_abroad()
    click_on(qtbot, window, "everybody")
    window.deeds.do("copySourceAction")
    copied = QGuiApplication.clipboard().text()
    assert "everybody waved" in copied
    assert "Report 0 on the harbour" in copied
    assert "https://example.org/0" in copied


def test_an_older_version_gets_highlights_of_its_own(
    open_article: Open, library: Library, settle: Settle, qtbot: QtBot
) -> None:
    window, article = open_article()
    library.apply(1, [Revise(article, prepared("a0", "Other.", body="<p>Other.</p>"))])
    window.reading.open(article, version=1)
    settle(window)
    select(window, "Nobody waved")
    press(qtbot, window, Key.Key_H)
    assert [(h.exact, h.version) for h in kept(window, article)] == [("Nobody waved", 1)]


def test_the_undo_that_is_offered_is_of_that_deed_only(
    open_article: Open, library: Library, qtbot: QtBot
) -> None:
    window, article = open_article()
    library.add_highlight(article, "second ferry")
    window._look_abroad()
    notes(window).delete(kept(window, article)[0])
    window.deeds.do("bookmarkAction")
    window.status._follow()
    assert window.reading.article is not None
    assert window.reading.article.bookmarked_at is not None
    assert kept(window, article) == ()


# --- places that are alike ---

VERSE = (
    "The ferry left again at dawn, and nobody on the quay could say for whom it had waited all "
    "the winter, or why it sailed."
)


def test_a_highlight_in_a_refrain_stays_in_its_verse(
    open_article: Open, qtbot: QtBot, settle: Settle
) -> None:
    window, article = open_article(f"<p>{VERSE}</p>" * 5)
    document = window.reader().view.document()
    cursor = document.find("again")
    for _ in range(3):
        cursor = document.find("again", cursor)
    place = cursor.selectionStart()
    window.reader().view.setTextCursor(cursor)
    qtbot.keyClick(window.reader().view, Key.Key_H)
    [made] = kept(window, article)
    assert made.earlier == 3
    assert window.reader().marks.placed[made.id].start == place
    window.reader().set_zoom(140)
    settle(window)
    assert window.reader().marks.placed[made.id].start == place


# --- words that are none of the article's ---

WIDE = "".join(f"<td>Figure number {n} of the harbour</td>" for n in range(20))
PICTURED = (
    "<p>Ships for Kherson 12</p><figure><img src='https://i.example/crane.png' "
    "alt='A crane at dawn'></figure><p>Draught of each.</p>"
    "<p><iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe></p><p>After the film.</p>"
    f"<table><tr>{WIDE}</tr></table><p>The end of it.</p>"
)


@pytest.mark.parametrize(
    ("first", "last", "exact"),
    [
        ("Kherson", "Draught", "Kherson 12\nDraught"),
        ("Draught", "After the", "Draught of each.\nAfter the"),
        ("number 19", "The end", "number 19 of the harbour\nThe end"),
    ],
)
def test_words_of_the_window_are_no_part_of_a_highlight(
    open_article: Open, qtbot: QtBot, settle: Settle, first: str, last: str, exact: str
) -> None:
    window, article = open_article(PICTURED)
    select(window, first, last)
    press(qtbot, window, Key.Key_H)
    [made] = kept(window, article)
    assert made.exact == exact
    assert "Fetch now" not in made.prefix + made.suffix
    assert find(digest(Body(PICTURED, MediaType.HTML)).text, Quotation(exact)) is not None
    drawn = [mark.cursor.selectedText() for mark in window.reader().view.extraSelections()]
    assert "".join(drawn).replace(" ", "") == exact.replace("\n", "").replace(" ", "")


def test_what_is_said_in_the_place_of_a_picture_cannot_be_marked(
    open_article: Open, qtbot: QtBot
) -> None:
    window, article = open_article(PICTURED)
    select(window, "Fetch now")
    press(qtbot, window, Key.Key_H)
    assert kept(window, article) == ()
    assert "Only the title and the text" in window.status.text
    notes(window)._selected()
    assert not notes(window).card.isVisible()


# --- the panel and the article side by side ---


@pytest.mark.parametrize("width", [1000, 1200, 1280, 1366, 1600])
def test_article_and_panel_stand_side_by_side(
    open_article: Open, settle: Settle, width: int
) -> None:
    window, _ = open_article()
    window.resize(width, 800)
    before = window.panes.splitter.sizes()
    pane = window.reader()
    notes(window).toggle_panel()
    settle(window)
    panel = beside(window).panel
    assert panel.isVisible()
    assert pane.isVisible()
    assert pane.width() >= 440
    assert panel.width() >= 240
    notes(window).toggle_panel()
    settle(window)
    assert window.panes.splitter.sizes() == before
    assert window.sidebar.isVisible()


def test_a_sidebar_that_gave_way_to_the_panel_can_be_had(
    open_article: Open, settle: Settle
) -> None:
    window, _ = open_article()
    window.resize(1100, 800)
    notes(window).toggle_panel()
    settle(window)
    assert not window.sidebar.isVisible()
    window.panes.toggle_sidebar()
    assert window.sidebar.isVisible()
    assert beside(window).panel.isVisible()
    window.panes.toggle_sidebar()
    assert not window.sidebar.isVisible()
    notes(window).toggle_panel()
    settle(window)
    assert window.sidebar.isVisible()


# --- the bar belongs to words in sight, and to the words that were chosen ---


def test_the_bar_is_away_while_its_words_are_out_of_sight(open_article: Open, qtbot: QtBot) -> None:
    window, article = open_article(LONG)
    card, bar = notes(window).card, window.reader().view.verticalScrollBar()
    select(window, "Paragraph number 2.")
    qtbot.waitUntil(card.isVisible)
    for place in (1500, bar.maximum()):
        bar.setValue(place)
        assert not card.isVisible()
        with qtbot.waitSignal(notes(window)._selecting.settled):
            pass
        assert not card.isVisible()
    bar.setValue(0)
    qtbot.waitUntil(card.isVisible)
    bar.setValue(1500)
    press(qtbot, window, Key.Key_H)
    assert [h.exact for h in kept(window, article)] == ["Paragraph number 2."]
    assert not card.isVisible()


def test_a_note_within_a_longer_highlight_is_on_the_words_that_were_chosen(
    open_article: Open, qtbot: QtBot
) -> None:
    window, article = open_article()
    select(window, "first ferry left at six")
    press(qtbot, window, Key.Key_H)
    select(window, "ferry left")
    press(qtbot, window, Key.Key_H, Shift)
    qtbot.keyClicks(QApplication.focusWidget(), "Which?")
    press(qtbot, window, Key.Key_Escape)
    assert [(h.exact, h.note) for h in kept(window, article)] == [
        ("first ferry left at six", None), ("ferry left", "Which?"),
    ]  # fmt: skip
    assert not window.reader().view.textCursor().hasSelection()
    assert "already" not in window.status.text


def test_h_within_a_longer_highlight_of_the_colour_shows_which_one(
    open_article: Open, qtbot: QtBot
) -> None:
    window, article = open_article()
    select(window, "first ferry left at six")
    press(qtbot, window, Key.Key_H)
    select(window, "ferry left")
    press(qtbot, window, Key.Key_H)
    [made] = kept(window, article)
    assert window.status.text == "Highlighted already."
    assert not window.reader().view.textCursor().hasSelection()
    assert notes(window).card.isVisible()
    assert notes(window).marked_words() == made.exact
