"""Long articles: shown at once, written in slices, exchanged when they are set anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from tests.ui.reader.makers import article, shown_text

from clashreader.model import MediaType
from clashreader.ui.reader.bodies import LONG, document_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.ui.reader.pane import ReaderPane

LINE = "Nobody on the quay could say when the ferry would sail again. " * 6
PARAGRAPHS = LONG // len(LINE) + 200
BODY = "".join(f"<p>Paragraph {n}. {LINE}</p>" for n in range(PARAGRAPHS))


def at_top(pane: ReaderPane) -> str:
    return pane.view.cursorForPosition(QPoint(400, 2)).block().text().split(".")[0]


def test_its_beginning_is_there_at_once(show: Show, qtbot: QtBot) -> None:
    pane = show(article(body=BODY), read=document_of)
    assert pane.busy
    assert "Paragraph 3." in shown_text(pane)
    assert "Paragraph 900." not in shown_text(pane)
    pane.view.verticalScrollBar().setValue(400)
    top = at_top(pane)
    qtbot.waitUntil(lambda: not pane.busy, timeout=20_000)
    assert f"Paragraph {PARAGRAPHS - 1}." in shown_text(pane)
    assert shown_text(pane).count("Paragraph 3.") == 1
    assert at_top(pane) == top


def test_the_beginning_of_a_page_is_not_taken_for_the_article(show: Show, qtbot: QtBot) -> None:
    page = f"<html><body><p>Menu</p><article>{BODY}</article></body></html>"
    pane = show(article(body=page, media_type=MediaType.PAGE), read=document_of)
    assert "Menu" not in shown_text(pane)
    qtbot.waitUntil(lambda: not pane.busy, timeout=20_000)


def test_far_down_the_place_is_kept_when_it_is_set_anew(show: Show, qtbot: QtBot) -> None:
    pane = show(article(body=BODY), read=document_of)
    qtbot.waitUntil(lambda: not pane.busy, timeout=20_000)
    pane.set_scroll_fraction(0.9)
    top = at_top(pane)
    height = pane.view.document().size().height()
    pane.set_zoom(150)
    assert at_top(pane) == top  # what was there stays until the new text has come so far
    qtbot.waitUntil(lambda: not pane.busy, timeout=20_000)
    assert at_top(pane) == top
    assert pane.view.document().size().height() > height * 1.3
    assert pane.view.updatesEnabled()
    pane.resize(560, 600)
    qtbot.waitUntil(lambda: pane.busy, timeout=5_000)
    qtbot.waitUntil(lambda: not pane.busy, timeout=20_000)
    assert at_top(pane) == top
    assert pane.view.document().textWidth() == pane.view.viewport().width()


def test_another_article_ends_it(show: Show, qtbot: QtBot) -> None:
    pane = show(article(body=BODY), read=document_of)
    qtbot.waitUntil(lambda: not pane.busy, timeout=20_000)
    pane.set_scroll_fraction(0.9)
    pane.set_zoom(150)
    pane.show_article(article(id=2, body="<p>Short.</p>"))
    assert "Short." in shown_text(pane)
    assert pane.view.updatesEnabled()
    qtbot.waitUntil(lambda: not pane.busy, timeout=5_000)
    assert "Paragraph" not in shown_text(pane)


def test_what_is_written_later_is_found_too(show: Show, qtbot: QtBot) -> None:
    pane = show(article(body=BODY), read=document_of)
    first = pane.find("quay")
    assert 0 < first < 5000
    qtbot.waitUntil(lambda: not pane.busy and pane.finder.done, timeout=20_000)
    assert pane.finder.count == min(5000, PARAGRAPHS * 6)
    assert pane.find_position == 1


def test_the_end_key_waits_for_the_end(show: Show, qtbot: QtBot) -> None:
    pane = show(article(body=BODY), read=document_of)
    pane.view.endPressed.emit()
    qtbot.waitUntil(lambda: not pane.busy, timeout=20_000)
    bar = pane.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum(), timeout=5_000)
