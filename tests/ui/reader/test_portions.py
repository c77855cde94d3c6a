"""Long texts on paper: broken where Qt cannot bear them, set in portions, with nothing lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.ui.reader.makers import EMPTY

from clashreader.content.blocks import (
    Cell,
    Code,
    DefinitionList,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Span,
    Table,
)
from clashreader.model import Highlight
from clashreader.ui.reader import portions as module
from clashreader.ui.reader.portions import LONGEST_WORD, Portion, bearable, portions

if TYPE_CHECKING:
    from clashreader.content.blocks import Block


def para(text: str) -> Paragraph:
    """Return a paragraph of one span."""
    return Paragraph((Span(text),))


def said(body: Document) -> str:
    """Return all characters of a body but blanks and line ends."""
    return "".join("".join(map(module._text, body.blocks)).split())


WORD = "x" * 5_000
EVERYWHERE: tuple[Block, ...] = (
    para(WORD),
    Paragraph(tuple(Span(sign * 600, bold=sign == "b") for sign in "abcde")),
    Heading(2, (Span(WORD),)),
    Quote((para(WORD),)),
    ListBlock(True, ((para(WORD),),)),
    DefinitionList((((Span(WORD),), (para(WORD),)),)),
    Code(WORD),
    Table(((Cell((para(WORD),)),),)),
)


@pytest.mark.parametrize("block", EVERYWHERE, ids=lambda block: type(block).__name__)
def test_a_word_that_no_line_takes_is_broken_wherever_it_is(block: Block) -> None:
    body = Document((block,))
    found = bearable(body)
    assert said(found) == said(body)
    words = "\n".join(map(module._text, found.blocks)).split()
    assert max(map(len, words)) <= LONGEST_WORD
    assert bearable(found) == found


def test_what_can_be_borne_is_left_as_it_is() -> None:
    words = "A sentence with a word of some length, unbreakability. " * 300
    chinese = "港口很安静没有人谈起渡轮" * 300  # breaks between any two of its letters
    body = Document((para(words), para(chinese)))
    assert bearable(body) == body
    long = bearable(Document((para(words * 5),)))
    assert len(long.blocks) > 3
    assert "".join(map(module._text, long.blocks)) == words * 5


def test_portions_hold_everything_once_and_marks_where_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PORTION", 600)
    rows = tuple((Cell((para(f"row {number}"),)), Cell((para("cell"),))) for number in range(20))
    body = Document(
        (
            *(para(f"Paragraph {number} of the harbour. ") for number in range(30)),
            ListBlock(True, tuple((para(f"item {number}"),) for number in range(40)), start=5),
            Table(rows),
            Code("\n".join(f"line {number}" for number in range(100))),
            Quote(tuple(para(f"said {number}") for number in range(30))),
            DefinitionList(tuple(((Span(f"term {n}"),), (para("means"),)) for n in range(30))),
        )
    )
    mark = Highlight(1, 1, 1, "row 13", "", "", 0, None, 0, 0)
    nowhere = Highlight(2, 1, 1, "never said", "", "", 0, None, 0, 0)
    found = portions(replace(EMPTY, highlights=(mark, nowhere)), body)
    assert len(found) > 5
    assert "".join(said(one.body) for one in found) == said(body)
    assert [one.first for one in found] == [True] + [False] * (len(found) - 1)
    assert [one.last for one in found] == [False] * (len(found) - 1) + [True]
    lists = [one for part in found for one in part.body.blocks if isinstance(one, ListBlock)]
    assert len(lists) > 1
    assert all(f"item {one.start - 5}" == module._text(one).split("\n")[0] for one in lists)
    [place] = [part for part in found if mark in part.article.highlights]
    assert "row13" in said(place.body)
    assert found[0].article.highlights == (nowhere,)
    often = replace(mark, exact="cell", earlier=13)  # it stands in each row
    again = portions(replace(EMPTY, highlights=(often,)), body)
    [place] = [part for part in again if part.article.highlights]
    [moved] = place.article.highlights
    text = "\n".join(map(module._text, place.body.blocks))
    assert 0 <= (moved.earlier or 0) < 13
    assert [text.split("\n")[number - 1] for number, line in enumerate(text.split("\n"))
            if line == "cell"][moved.earlier or 0] == "row 13"  # fmt: skip
    short = Document((para("short"),))
    assert portions(EMPTY, short) == (Portion(EMPTY, short),)
