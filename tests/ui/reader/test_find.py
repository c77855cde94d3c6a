"""Find in the article: every place, in order, in tables too, and without a freeze."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from tests.ui.reader.makers import article, body, long_body, text

from clashreader.content.blocks import Cell, Table
from clashreader.ui.find_bar import FindBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.ui.reader.pane import ReaderPane


def wide_table() -> Table:
    """A table that is drawn as one object, with two cells that have the word."""
    words = [f"Administrationsbezirksnummer{n}" for n in range(12)]
    rows = [tuple(Cell((text(word),)) for word in words)]
    rows += [tuple(Cell((text(f"grain {n} {m}"),)) for m in range(12)) for n in range(3)]
    return Table(tuple(rows))


def label(bar: FindBar) -> str:
    found = bar.findChild(QLabel, "findCount")
    assert isinstance(found, QLabel)
    return found.text()


def opened(pane: ReaderPane, words: str, qtbot: QtBot) -> FindBar:
    bar = FindBar(pane)
    bar.open()
    qtbot.keyClicks(bar._field, words)
    qtbot.waitUntil(lambda: not bar._timer.isActive())
    return bar


def test_the_strip_counts_steps_and_goes_round(show: Show, qtbot: QtBot) -> None:
    pane = show(article(title="Nothing"), body(*(text(f"The quay, {n}.") for n in range(3))))
    bar = opened(pane, "quay", qtbot)
    assert label(bar) == "1 of 3"
    qtbot.keyClick(bar._field, Qt.Key.Key_Return)
    qtbot.keyClick(bar._field, Qt.Key.Key_Return)
    assert label(bar) == "3 of 3"
    qtbot.keyClick(bar._field, Qt.Key.Key_Return)
    assert label(bar) == "1 of 3, gone round"
    qtbot.keyClick(bar._field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert label(bar) == "3 of 3, gone round"
    bar.open(backwards=True)
    assert label(bar) == "2 of 3"
    assert len(pane.view.marked_bar.marks) == 3
    qtbot.keyClicks(bar._field, "x")
    qtbot.waitUntil(lambda: label(bar) == "Not found")
    assert pane.view.marked_bar.marks == ()
    qtbot.keyClick(bar._field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert pane.view.extraSelections() == []


def test_case_and_whole_words_are_minded_on_request(show: Show, qtbot: QtBot) -> None:
    pane = show(article(title="Nothing"), body(text("Port, port, ports, airport")))
    bar = opened(pane, "port", qtbot)
    assert label(bar) == "1 of 4"
    bar._whole.click()
    assert label(bar) == "1 of 2"
    bar._exact.click()
    assert label(bar) == "1 of 1"


def test_leaving_keeps_the_place(show: Show, qtbot: QtBot) -> None:
    pane = show(article(title="Nothing"), long_body(60))
    bar = opened(pane, "number 50", qtbot)
    qtbot.waitUntil(lambda: not pane.busy)
    there = pane.view.verticalScrollBar().value()
    assert there > 1000
    bar.leave()
    assert pane.view.verticalScrollBar().value() == there


def test_the_next_article_is_marked_and_not_moved(show: Show, qtbot: QtBot) -> None:
    pane = show(article(title="Nothing"), long_body(60))
    bar = opened(pane, "ferry", qtbot)
    pane.show_article(article(id=2, title="Nothing"))
    qtbot.waitUntil(lambda: label(bar) == "300 places")
    assert pane.view.verticalScrollBar().value() == 0
    bar.open()
    assert label(bar) == "1 of 300"


def test_words_in_a_wide_table_are_found_and_shown(show: Show, qtbot: QtBot) -> None:
    filler = [text("Nobody on the quay could say. " * 30) for _ in range(8)]
    pane = show(article(title="X"), body(text("grain"), *filler, wide_table(), text("grain")))
    qtbot.waitUntil(lambda: not pane.busy)
    assert pane.find("grain 1") == 12
    assert pane.view.verticalScrollBar().value() > 0, "the table is in sight"
    for _ in range(3):  # its marks are painted again and again
        pane.view.grab()
        pane.find("grain 1")
    assert pane.find("grain") == 38, "in the order of the text"
    pane.view.grab()


def test_a_long_article_is_looked_through_in_slices(show: Show, qtbot: QtBot) -> None:
    pane = show(article(title="Nothing"), long_body(4000))
    bar = opened(pane, "number 3900.", qtbot)
    assert not pane.finder.done, "typing is not kept waiting"
    qtbot.waitUntil(lambda: label(bar) == "1 of 1", timeout=10_000)
    qtbot.waitUntil(lambda: not pane.busy, timeout=10_000)
    qtbot.waitUntil(lambda: bool(pane.view.extraSelections()))
    marks = pane.view.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["number 3900."]
    assert 0 <= pane.view.cursorRect(marks[0].cursor).top() < pane.view.viewport().height()


def test_of_thousands_only_those_near_are_marked(show: Show, qtbot: QtBot) -> None:
    pane = show(article(title="Nothing"), long_body(700))
    bar = opened(pane, "the", qtbot)
    qtbot.waitUntil(lambda: pane.finder.done, timeout=10_000)
    assert label(bar) == "1 of 5000+"
    assert len(pane.view.extraSelections()) < 1000
    for _ in range(3):
        bar.open(backwards=True)
    qtbot.waitUntil(lambda: not pane.busy, timeout=10_000)
    assert label(bar).startswith("4998 of")
    current = pane.finder._found[4997][0]
    qtbot.waitUntil(
        lambda: any(m.cursor.selectionStart() == current for m in pane.view.extraSelections())
    )


def test_marks_stay_when_the_text_is_written_anew(show: Show, qtbot: QtBot) -> None:
    pane = show(article(title="Nothing"), long_body(30))
    pane.find("number 7.")
    pane.set_zoom(150)
    marks = pane.view.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["number 7."]
    assert pane.find_position == 1
