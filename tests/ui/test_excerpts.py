"""What a search has found, in the rows of the list; and the order of what it found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.fakes import DAY, NOON, feed, prepared
from tests.ui.conftest import WindowMaker

from clashreader.library.library import Library
from clashreader.library.snippets import Excerpt, excerpt, hits_in
from clashreader.model import Insert, Sort, Term
from clashreader.ui.excerpts import ExcerptLines, title_marks
from clashreader.ui.main_window import MainWindow
from clashreader.ui.theme import THEMES, interface_font
from clashreader.ui.widgets import QuietButton


@pytest.mark.parametrize(
    ("text", "term", "hits"),
    [
        ("the rain in Spain", Term("rain"), ["rain"]),
        ("train, Rain, rains", Term("rain"), ["Rain"]),
        ("train, Rain, rains", Term("rain", prefix=True), ["Rain", "rains"[:4]]),
        ("die Straße, STRASSE", Term("strasse"), ["Straße", "STRASSE"]),
        ("cafe\u0301 bar", Term("café"), ["cafe\u0301"]),
        ("a 中国新闻 b", Term("新闻"), ["新闻"]),
        ("of the and of  the", Term("of the", phrase=True), ["of the", "of  the"]),
        ("oft he", Term("of the", phrase=True), []),
        ("any \N{GRINNING FACE} rain", Term("rain"), ["rain"]),
        ("nothing", Term("-"), []),
        ("a HIMARS 2, HIMARS-2", Term("himars-2"), ["HIMARS 2", "HIMARS-2"]),
    ],
)
def test_hits_are_found_as_the_index_finds_them(text: str, term: Term, hits: list[str]) -> None:
    assert [text[start:end] for start, end in hits_in(text, [term])] == hits


def test_an_excerpt_begins_shortly_before_its_hit() -> None:
    found = excerpt("start " * 60 + "the grain deal " + "end " * 90, [Term("grain"), Term("deal")])
    assert [found.text[start:end] for start, end in found.hits] == ["grain", "deal"]
    assert found.hits[0][0] <= 32
    assert excerpt("short", [Term("absent")]) == Excerpt("short", ())


def test_lines_are_cut_at_a_word_and_hits_with_them(qtbot: QtBot) -> None:
    words = "grain ships left the harbour of Odesa at noon, grain again and again " * 3
    found = Excerpt(words, hits_in(words, [Term("grain")]))
    lines = ExcerptLines(found, interface_font(12), 200, 2, line=17, rtl=False)
    assert lines._layout.lineCount() == 2
    assert lines._text.endswith(" …")
    assert words.startswith(lines._text[:-2])
    assert len(lines._layout.formats()) == lines._text.count("grain")
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    blank = QImage(image)
    painter = QPainter(image)
    lines.draw(painter, QPointF(0, 0), THEMES["light"])
    painter.end()
    assert image != blank


def test_hits_in_a_line_of_a_title_are_marked_where_they_stand(qtbot: QtBot) -> None:
    font = interface_font(14)
    advance = QFontMetricsF(font).horizontalAdvance
    [(left, right)] = title_marks("Grain ships sail", (Term("ships"),), font, rtl=False)
    assert abs(left - advance("Grain ")) < 2
    assert abs(right - advance("Grain ships")) < 2
    [(left, right)] = title_marks("هدنة في الحرب", (Term("هدنه"),), font, rtl=True)
    assert abs(right - advance("هدنة في الحرب")) < 2
    assert left > right / 2
    assert title_marks("Airports", (Term("port"),), font, rtl=False) == ()


def test_a_search_shows_what_it_found_and_lets_its_order_be_chosen(
    make_window: WindowMaker, library: Library, settle: Callable[[MainWindow], None], qtbot: QtBot
) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared(str(n), "Filler words. " * 40 + f"The grain deal {'grain ' * (9 - n)}.",
                        title="Report", published=NOON - (9 - n) * DAY)) for n in range(9)
    ])  # fmt: skip
    window = make_window()
    pane = window.articles
    order = pane.findChild(QuietButton, "searchOrder")
    assert order is not None
    assert not order.isVisible()
    window.listing.search("grain")
    settle(window)
    window.grab()
    first = pane.model.id_at(0)
    assert first is not None
    qtbot.waitUntil(lambda: pane.delegate.excerpt(first) is not None)
    found = pane.delegate.excerpt(first)
    assert found is not None
    assert "grain" in found.text
    assert found.hits
    window.grab()
    assert pane.delegate.title_terms() == (Term("grain"),)
    marked = pane.grab().toImage()
    pane.delegate.title_terms = tuple
    assert pane.grab().toImage() == marked, "no title has the word"
    pane.delegate.title_terms = lambda: (Term("report"),)
    assert pane.grab().toImage() != marked
    layout = pane.delegate._cache[first, pane.view.viewport().width()]
    assert layout.found is not None
    assert order.isVisible()
    assert (order.text(), list(pane.model.ids)) == ("Best first", list(range(1, 10)))
    QTest.mouseClick(order, Qt.MouseButton.LeftButton)
    settle(window)
    assert (order.text(), list(pane.model.ids)) == ("Newest first", list(range(9, 0, -1)))
    window.listing.search("deal")  # the choice is kept for the next search
    settle(window)
    assert window.listing.sort is Sort.NEWEST
    window.listing.search("")
    settle(window)
    assert not order.isVisible()
    assert pane.delegate.excerpt(first) is None
