"""Highlights in the text of an article: drawn, found again, and told from what is not the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from tests.ui.reader.makers import article, body, long_body, point_of, row, text

from clashreader.content.blocks import (
    Cell,
    Figure,
    ListBlock,
    Quote,
    Span,
    Table,
)
from clashreader.model import Highlight
from clashreader.ui.reader import sheet
from clashreader.ui.reader.grounds import Placed, grounds
from clashreader.ui.reader.view import from_utf16, to_utf16, utf16_positions
from clashreader.ui.theme import THEMES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.ui.reader.pane import ReaderPane


def highlight(exact: str, number: int = 1, **fields: Any) -> Highlight:
    values = {
        "article_id": 1, "version": 1, "prefix": "", "suffix": "", "colour": 0, "note": None,
        "created": 5, "changed": 5, **fields,
    }  # fmt: skip
    return Highlight(number, exact=exact, **values)


def select(pane: ReaderPane, words: str, until: str = "") -> None:
    """Select from the first of `words` to the end of `until`, or of `words`."""
    document = pane.view.document()
    first = document.find(words)
    last = document.find(until or words, first.selectionStart())
    assert not first.isNull()
    assert not last.isNull()
    cursor = QTextCursor(document)
    cursor.setPosition(first.selectionStart())
    cursor.setPosition(last.selectionEnd(), QTextCursor.MoveMode.KeepAnchor)
    pane.view.setTextCursor(cursor)


def marked(pane: ReaderPane) -> list[str]:
    """Return the words of each place that is drawn over the text."""
    marks = pane.view.extraSelections()
    return [mark.cursor.selectedText().replace("\u2029", "\n") for mark in marks]


HARBOUR = body(
    text("The first ferry left at six. Nobody waved."),
    text("The second ferry left at seven \U0001f6a2 and everybody waved."),
    ListBlock(False, ((text("ropes and chains"),), (text("two flags"),))),
    Quote((text("We sail whenever the wind lets us."),)),
)


def test_highlights_are_drawn_where_their_words_are(show: Show) -> None:
    pane = show(
        article(highlights=(highlight("ferry left at six"), highlight("flags", 2, colour=1))),
        HARBOUR,
    )
    assert marked(pane) == ["ferry left at six", "flags"]
    grounds = [mark.format.background().color() for mark in pane.view.extraSelections()]
    assert grounds == [THEMES["light"].highlights[0], THEMES["light"].highlights[1]]


def test_the_words_around_tell_equal_ones_apart(show: Show) -> None:
    pane = show(article(highlights=(highlight("ferry left", prefix="The second "),)), HARBOUR)
    document = pane.view.document()
    assert document.findBlock(pane.marks.placed[1].start).text().startswith("The second")


@pytest.mark.parametrize("words", ["everybody waved", "two flags", "the wind lets us"])
def test_what_is_selected_is_found_again_after_an_emoji_in_lists_and_in_quotes(
    show: Show, words: str
) -> None:
    pane = show(article(), HARBOUR)
    select(pane, words)
    made = pane.marks.quotation()
    assert made is not None
    assert made.exact == words
    pane.marks.show_highlights([highlight(made.exact, prefix=made.prefix, suffix=made.suffix)])
    assert marked(pane) == [words]


def test_a_highlight_goes_over_paragraphs(show: Show) -> None:
    pane = show(article(), HARBOUR)
    select(pane, "Nobody", "ropes")
    made = pane.marks.quotation()
    assert made is not None
    assert made.exact == (
        "Nobody waved.\nThe second ferry left at seven \U0001f6a2 and everybody waved.\nropes"
    )
    pane.marks.show_highlights([highlight(made.exact)])
    assert marked(pane) == made.exact.split("\n")


def test_captions_and_tables_are_part_of_the_text(show: Show) -> None:
    rows = ((Cell((text("Port"),)), Cell((text("Boats"),))),)
    pane = show(
        article(),
        body(
            text("Before."), Table(rows), Figure("https://i/1", "", (Span("The quay at dawn"),))
        ),
    )  # fmt: skip
    for words, until in (("Port", "Boats"), ("quay", "dawn")):
        select(pane, words, until)
        made = pane.marks.quotation()
        assert made is not None
        pane.marks.show_highlights([highlight(made.exact)])
        placed, document = pane.marks.placed[1], pane.view.document()
        assert placed.start == document.find(words).selectionStart()
        assert placed.end == document.find(until).selectionEnd()


def test_what_stands_around_is_no_text_of_the_article(show: Show) -> None:
    pane = show(article(), HARBOUR, related=[row(7, "The other strait", "Europe", None)])
    for words in ("The other strait", "Marta Lindqvist"):
        select(pane, words)
        assert pane.marks.quotation() is None
        pane.marks.show_highlights([highlight(words)])
        assert marked(pane) == []
    pane.view.selectAll()
    made = pane.marks.quotation()
    assert made is not None
    assert made.exact.startswith("The first ferry")
    assert made.exact.endswith("wind lets us.")
    assert made.prefix == made.suffix == ""


def test_the_title_can_be_marked(show: Show) -> None:
    pane = show(article(), HARBOUR)
    select(pane, "open on paper")
    made = pane.marks.quotation()
    assert made is not None
    assert made.exact == "open on paper"
    pane.marks.show_highlights([highlight(made.exact, prefix=made.prefix)])
    assert marked(pane) == ["open on paper"]


def test_a_mark_in_the_title_stays_there_though_the_text_has_the_words(show: Show) -> None:
    pane = show(article(), body(text("Nothing is open here."), text("A strait that is open.")))
    select(pane, "that is open")
    made = pane.marks.quotation()
    assert made is not None
    own = highlight(made.exact, prefix=made.prefix, suffix=made.suffix, earlier=made.earlier)
    other = highlight("that is open", 2, prefix="A strait ", suffix=".", earlier=0)
    pane.marks.show_highlights([own, other])
    pane.set_zoom(140)
    assert pane.marks.placed[1].end <= pane.marks._sheet.title[1]
    assert pane.marks.placed[2].start > pane.marks._sheet.title[1]


def test_highlights_stay_through_zoom_theme_and_column(show: Show) -> None:
    pane = show(article(highlights=(highlight("everybody waved"),)), HARBOUR)
    pane.set_zoom(160)
    assert marked(pane) == ["everybody waved"]
    pane.set_column(55)
    pane.set_theme(THEMES["dark"])
    assert marked(pane) == ["everybody waved"]
    assert (
        pane.view.extraSelections()[0].format.background().color() == (THEMES["dark"].highlights[0])
    )


def test_soft_hyphens_and_hard_blanks_are_looked_through(show: Show) -> None:
    pane = show(article(highlights=(highlight("an unforgettable crossing"),)),
                body(text("It was an\u00a0unfor\u00adgettable cross\u00ading.")))  # fmt: skip
    assert marked(pane) == ["an\u00a0unfor\u00adgettable cross\u00ading"]


def test_find_and_highlights_do_not_wipe_each_other(show: Show) -> None:
    pane = show(article(highlights=(highlight("left at six"),)), HARBOUR)
    assert pane.find("ferry") == 2
    assert marked(pane) == ["left at six", "ferry", "ferry"]
    pane.marks.show_highlights([highlight("left at six"), highlight("waved", 2)])
    assert marked(pane).count("ferry") == 2
    pane.set_zoom(120)
    assert marked(pane).count("ferry") == 2
    assert "left at six" in marked(pane)
    pane.find("")
    assert marked(pane) == ["left at six", "waved"]


def test_words_that_are_not_there_are_told_once_all_was_looked_through(show: Show) -> None:
    pane = show(article(highlights=(highlight("the third ferry"), highlight("flags", 2))), HARBOUR)
    assert pane.marks.settled
    assert list(pane.marks.placed) == [2]


def test_a_long_article_gets_its_highlights_as_it_comes(show: Show, qtbot: QtBot) -> None:
    first = highlight("Paragraph number 3.")
    last = highlight("Paragraph number 899.", 2)
    pane = show(article(highlights=(first, last)), long_body(900))
    assert pane.busy
    assert not pane.marks.settled
    qtbot.waitUntil(lambda: pane.marks.settled, timeout=15_000)
    assert list(pane.marks.placed) == [1, 2]
    assert marked(pane) == ["Paragraph number 3."]
    assert pane.view.verticalScrollBar().value() == 0
    assert pane.marks.bring_into_sight(2)
    assert marked(pane) == ["Paragraph number 899."]
    pane.view.verticalScrollBar().setValue(0)
    assert marked(pane) == ["Paragraph number 3."]


def test_what_is_written_but_not_laid_out_yet_is_not_in_sight(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "SLICE_SECONDS", 0.3)  # more at once than Qt lays out meanwhile
    pane = show(article(highlights=(highlight("Paragraph number 3."),)), long_body(900))
    seen: list[tuple[int, int]] = []
    pane.marks.placed_changed.connect(lambda: seen.append(pane.view.in_sight()))
    qtbot.waitUntil(lambda: pane.marks.settled, timeout=15_000)
    assert {first for first, _ in seen} == {0}
    assert marked(pane) == ["Paragraph number 3."]


def test_of_very_many_highlights_those_around_what_is_in_sight_are_drawn(
    show: Show, qtbot: QtBot
) -> None:
    words = [f"Boat {number}." for number in range(1000)]
    lines = body(*(text(" ".join(words[n : n + 10]) * 4) for n in range(0, 1000, 10)))
    many = [highlight(word, number) for number, word in enumerate(words, start=1)]
    whole = highlight(" ".join(words[:10]), 2000, suffix="Boat 0.")
    pane = show(article(highlights=(*many, whole)), lines)
    qtbot.waitUntil(lambda: pane.marks.settled, timeout=15_000)
    assert len(pane.marks.placed) == 1001
    assert "Boat 1." in marked(pane)
    assert len(marked(pane)) < 800
    assert pane.marks.bring_into_sight(1000)
    assert "Boat 999." in marked(pane)
    assert len(marked(pane)) < 800
    pane.view.verticalScrollBar().setValue(0)
    assert "Boat 1." in marked(pane)


def test_another_article_takes_its_own_highlights(show: Show) -> None:
    pane = show(article(highlights=(highlight("flags"),)), HARBOUR)
    pane.show_article(article(id=2))
    assert marked(pane) == []
    assert pane.marks.placed == {}
    pane.show_article(None)
    assert pane.marks.quotation() is None


def test_a_place_knows_its_highlights_the_shortest_first(show: Show) -> None:
    pane = show(
        article(highlights=(highlight("The first ferry left at six"), highlight("ferry", 2))),
        HARBOUR,
    )
    assert pane.marks.at(point_of(pane, "ferry")) == [2, 1]
    assert pane.marks.at(point_of(pane, "left")) == [1]
    assert pane.marks.at(point_of(pane, "Nobody")) == []
    assert pane.marks.at(QPoint(3, 3)) == []


def test_the_sign_of_a_note_leads_to_its_highlight(show: Show) -> None:
    pane = show(article(highlights=(highlight("first ferry", note="Which one?"),)), HARBOUR)
    pane.grab()
    line = point_of(pane, "first ferry").y()
    margin = pane.view.viewport().width() - round(
        pane.view.document().rootFrame().frameFormat().rightMargin()
    )
    assert pane.marks.at(QPoint(margin + 19, line)) == [1]


def test_it_goes_to_a_highlight(show: Show) -> None:
    pane = show(article(highlights=(highlight("Paragraph number 150."),)), long_body(160))
    assert pane.marks.bring_into_sight(1)
    rect = pane.marks.area(pane.marks.placed[1].start, pane.marks.placed[1].end)
    assert 0 <= rect.top() < pane.view.viewport().height()
    assert not pane.marks.bring_into_sight(77)


# --- parts ---


def test_where_grounds_overlap_their_colours_mix() -> None:
    theme = THEMES["light"]
    one = Placed(highlight("a"), 0, 10)
    two = Placed(highlight("b", 2, colour=1), 5, 15)
    made = grounds([one, two], theme)
    assert [(item.start, item.end) for item in made] == [(0, 5), (5, 10), (10, 15)]
    first, both, second = (item.format.background().color() for item in made)
    assert (first, second) == theme.highlights[:2]
    for channel in ("red", "green", "blue"):
        values = sorted(getattr(colour, channel)() for colour in (first, second))
        assert values[0] <= getattr(both, channel)() <= values[1]


def test_positions_turn_back_into_indices() -> None:
    words = "a\U0001f6a2b\U0001f6a2\U0001f6a2c"
    wide = utf16_positions(words)
    for index in range(len(words) + 1):
        assert from_utf16(to_utf16(index, wide), wide) == index
