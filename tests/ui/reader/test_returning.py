"""A place in an article is found again: after a restart, in other type, in another version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.ui.reader.makers import article, body, text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.content.blocks import Document
    from clashreader.ui.reader.pane import ReaderPane


def long_body(paragraphs: int) -> Document:
    """Return numbered paragraphs in which no sentence occurs twice."""
    return body(
        *(
            text(
                f"Paragraph number {n}. "
                + " ".join(f"At {n} past {m} nobody knew when the ferry sails." for m in range(8))
            )
            for n in range(paragraphs)
        )
    )


def first_words(pane: ReaderPane) -> str:
    """The beginning of the paragraph at the upper edge."""
    from PySide6.QtCore import QPoint

    return pane.view.cursorForPosition(QPoint(300, 1)).block().text()[:22]


def go_to_paragraph(pane: ReaderPane, number: int) -> None:
    block = pane.view.document().find(f"Paragraph number {number}.").block()
    rect = pane.view.document().documentLayout().blockBoundingRect(block)
    pane.view.verticalScrollBar().setValue(round(rect.top() + 40))


@pytest.mark.parametrize("size", [(800, 600), (520, 400), (1400, 900)])
@pytest.mark.parametrize("zoom", [100, 160])
def test_a_place_is_found_in_another_width_and_zoom(
    show: Show, qtbot: QtBot, size: tuple[int, int], zoom: int
) -> None:
    pane = show(article(), long_body(70))
    qtbot.waitUntil(lambda: not pane.busy)
    go_to_paragraph(pane, 33)
    place = pane.place()
    assert place is not None
    assert 0.4 < place.share < 0.55
    other = show(article(), long_body(70), size=size)
    other.set_zoom(zoom)
    other.go_to(place)
    qtbot.waitUntil(lambda: not other.busy)
    assert first_words(other).startswith("Paragraph number 33.")


def test_a_place_is_found_in_a_version_with_more_above_it(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(70))
    qtbot.waitUntil(lambda: not pane.busy)
    go_to_paragraph(pane, 50)
    place = pane.place()
    assert place is not None
    more = body(*(text(f"A new line, {n}.") for n in range(40)), *long_body(70).blocks)
    other = show(article(version=2, versions=2), more)
    other.go_to(place)
    qtbot.waitUntil(lambda: not other.busy)
    assert first_words(other).startswith("Paragraph number 50.")


def test_where_the_words_have_gone_the_share_of_the_way_counts(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(70))
    qtbot.waitUntil(lambda: not pane.busy)
    go_to_paragraph(pane, 35)
    place = pane.place()
    assert place is not None
    other = show(article(), body(*(text(f"Other words, {n}. " * 20) for n in range(60))))
    other.go_to(place)
    qtbot.waitUntil(lambda: not other.busy)
    now = other.place()
    assert now is not None
    assert abs(now.share - place.share) < 0.03


def test_a_long_article_comes_back_to_its_place_as_it_is_written(show: Show, qtbot: QtBot) -> None:
    document: Document = long_body(3000)
    pane = show(article(), document)
    qtbot.waitUntil(lambda: not pane.busy, timeout=10_000)
    go_to_paragraph(pane, 2500)
    place = pane.place()
    assert place is not None
    other = show(article(), document)
    other.go_to(place)
    assert other.place() == place, "it is on its way there"
    qtbot.waitUntil(lambda: not other.busy, timeout=10_000)
    assert first_words(other).startswith("Paragraph number 2500."[:22])


def test_a_reader_who_scrolls_meanwhile_stays(show: Show, qtbot: QtBot) -> None:
    from PySide6.QtCore import Qt

    document = long_body(3000)
    pane = show(article(), document)
    qtbot.waitUntil(lambda: not pane.busy, timeout=10_000)
    go_to_paragraph(pane, 2500)
    place = pane.place()
    other = show(article(), document)
    other.go_to(place)
    qtbot.keyClick(other.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not other.busy, timeout=10_000)
    assert other.view.verticalScrollBar().value() < 200


def test_how_much_has_been_read(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(40))
    qtbot.waitUntil(lambda: not pane.busy)
    shares = [pane.read_share() or 0.0]
    assert pane.place() is None
    while pane.page_down():
        shares.append(pane.read_share() or 0.0)
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.3
    assert shares[-1] == 1.0
