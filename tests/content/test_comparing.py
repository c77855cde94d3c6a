"""Two versions of an article, compared block by block."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.content.markup_soup import article

from clashreader.content import Body, to_document
from clashreader.content.blocks import Block, Code, Document, Figure, Paragraph, Span
from clashreader.content.comparing import Comparison, compare
from clashreader.content.marked import MarkedCode, pieces
from clashreader.errors import CancelledError
from clashreader.model import MediaType

FILLER = "The harbour stays closed while the storm lasts, the company said on Monday."


def document(html: str) -> Document:
    return to_document(Body(html, MediaType.HTML, "https://example.org/"))


def compared(old: str, new: str, **titles: str) -> Comparison:
    return compare(document(old), document(new), **titles)


def shown(blocks: Sequence[Block]) -> str:
    """Return all text with its marks, a line for each paragraph."""
    parts: list[str] = []
    for piece in pieces(blocks):
        if piece.block_start:
            parts.append("\n")
        text = piece.text or ("picture" if piece.figure is not None else "")
        if text:
            marks = {"insert": "{+%s+}", "delete": "[-%s-]"}
            parts.append(marks.get(piece.change, "%s") % text)
    return "".join(parts).strip("\n").replace("-][-", "").replace("+}{+", "")


def told(comparison: Comparison) -> list[tuple[str, str]]:
    return [(entry.kind, shown((entry.block,))) for entry in comparison.entries]


def text(blocks: Sequence[Block], without: str) -> str:
    return "".join("".join(p.text.split()) for p in pieces(blocks) if p.change != without)


SCRIPTS = ["港口", "กั", "غادرت", "👍🏽"]
WORDS = st.sampled_from(["sea", "ship", "storm,", "and", "x-ray", ".", *SCRIPTS])
LINES = st.lists(WORDS, max_size=9).map(" ".join)
BLOCKS = st.one_of(
    LINES.map(lambda t: f"<p>{t}</p>"),
    LINES.map(lambda t: f"<h2>{t}</h2>"),
    LINES.map(lambda t: f"<blockquote><p>{t}</p><p>sea</p></blockquote>"),
    LINES.map(lambda t: f"<ul><li>{t}</li><li>ship <b>and</b> sea</li></ul>"),
    LINES.map(lambda t: f"<pre>{t}\nsea\n</pre>"),
    LINES.map(lambda t: f"<dl><dt>{t}</dt><dd>sea</dd></dl>"),
    LINES.map(lambda t: f"<table><tr><td>{t}</td><td>1</td></tr><tr><td>sea</td></tr></table>"),
    LINES.map(lambda t: f"<figure><img src='/a.png' alt='x'><figcaption>{t}</figcaption></figure>"),
)
HTML = st.lists(BLOCKS, max_size=6).map("".join) | article


@given(HTML, HTML)
def test_the_marked_blocks_hold_both_versions(old: str, new: str) -> None:
    before, after = document(old), document(new)
    found = compare(before, after)
    came = [e.block for e in found.entries if e.kind != "moved-away"]
    gone = [e.block for e in found.entries if e.kind != "moved-here"]
    lead = (after.lead,) if after.lead else ()
    old_lead = (before.lead,) if before.lead else ()
    assert text(came, "delete") == text((*lead, *after.blocks), "-")
    assert text(gone, "insert") == text((*old_lead, *before.blocks), "-")


@given(HTML)
def test_a_version_is_the_same_as_itself(html: str) -> None:
    found = compared(html, html)
    assert {entry.kind for entry in found.entries} <= {"same"}
    assert found.counts.places == found.counts.inserted == found.counts.deleted == 0
    assert not found.text_changed


def test_words_change_within_a_paragraph_and_keep_their_form() -> None:
    found = compared(
        f"<p>{FILLER}</p><p>The ferry left at <b>noon</b>, with 40 people on board.</p>",
        f"<p>{FILLER}</p><p>The ferry left at <b>one</b>, with 40 people on board.</p>",
    )
    assert told(found) == [
        ("same", FILLER),
        ("changed", "The ferry left at [-noon-]{+one+}, with 40 people on board."),
    ]
    changed = found.entries[1].block
    assert isinstance(changed, Paragraph)
    assert [span.text for span in changed.spans if span.bold] == ["noon", "one"]
    assert (found.counts.inserted, found.counts.deleted, found.counts.places) == (1, 1, 1)


def test_paragraphs_come_and_go() -> None:
    found = compared(
        f"<p>{FILLER}</p><p>Nobody was hurt.</p><p>More follows.</p>",
        f"<p>A mast broke in the night.</p><p>{FILLER}</p><p>More follows.</p>",
    )
    assert told(found) == [
        ("inserted", "{+A mast broke in the night.+}"),
        ("same", FILLER),
        ("deleted", "[-Nobody was hurt.-]"),
        ("same", "More follows."),
    ]
    assert (found.counts.inserted, found.counts.deleted, found.counts.places) == (6, 3, 2)


def test_a_paragraph_that_moved_is_no_change_of_words() -> None:
    found = compared(
        f"<p>{FILLER}</p><p>One two three.</p><p>Four five six.</p>",
        f"<p>One two three.</p><p>Four five six.</p><p>{FILLER}</p>",
    )
    assert [entry.kind for entry in found.entries] == ["moved-away", "same", "same", "moved-here"]
    assert (found.counts.inserted, found.counts.deleted, found.counts.moved) == (0, 0, 1)
    assert found.counts.places == 2


def test_a_change_deep_inside_stays_small() -> None:
    found = compared(
        "<blockquote><p>We left.</p><ul><li>the old ship here</li><li>sea</li></ul></blockquote>",
        "<blockquote><p>We left.</p><ul><li>the new ship here</li><li>sea</li></ul></blockquote>",
    )
    assert told(found) == [("changed", "We left.\nthe [-old-]{+new+} ship here\nsea")]


def test_a_table_is_compared_by_rows_and_cells() -> None:
    rows = "<table><tr><th>Port</th><th>Ships</th></tr><tr><td>North</td><td>4</td></tr>{}</table>"
    found = compared(rows.format(""), rows.format("<tr><td>South</td><td>9</td></tr>"))
    assert told(found) == [("changed", "Port\nShips\nNorth\n4\n{+South+}\n{+9+}")]


def test_a_listing_is_compared_by_lines() -> None:
    found = compared("<pre>one\ntwo\nthree</pre>", "<pre>one\n2\nthree</pre>")
    block = found.entries[0].block
    assert isinstance(block, Code)
    assert isinstance(block, MarkedCode)
    assert block.parts == (
        ("", "one\n"), ("delete", "two\n"), ("insert", "2\n"), ("", "three"),
    )  # fmt: skip


def test_pictures_are_named_and_another_size_is_the_same_picture() -> None:
    found = compared(
        f"<p>{FILLER}</p><img src='/a.jpg?w=300' alt='A quay'><img src='/b.jpg' alt='A ship'>",
        f"<p>{FILLER}</p><img src='/a.jpg?w=900' alt='A quay'><img src='/c.jpg' alt='A mast'>",
    )
    assert [figure.alt for figure in found.pictures_added] == ["A mast"]
    assert [figure.alt for figure in found.pictures_removed] == ["A ship"]
    assert found.counts.places == 1


def test_another_picture_under_the_same_words_is_a_change() -> None:
    caption = "<figcaption>The quay at noon, seen from the tower.</figcaption></figure>"
    found = compared(
        f"<p>{FILLER}</p><figure><img src='/a.jpg'>{caption}",
        f"<p>{FILLER}</p><figure><img src='/b.jpg'>{caption}",
    )
    assert [entry.kind for entry in found.entries] == ["same", "deleted", "inserted"]
    assert found.text_changed


def test_another_form_of_the_same_words_is_told_apart() -> None:
    found = compared(f"<p>{FILLER}</p>", f"<h3><i>{FILLER}</i></h3>")
    assert [entry.kind for entry in found.entries] == ["restyled"]
    assert not found.text_changed
    assert found.counts.restyled == 1


def test_a_paragraph_parted_in_two_is_another_form() -> None:
    found = compared(
        f"<p>One. {FILLER} Two.</p><p>End.</p>", f"<p>One. {FILLER}</p><p>Two.</p><p>End.</p>"
    )
    assert [entry.kind for entry in found.entries] == ["restyled", "restyled", "same"]
    assert not found.text_changed


def test_the_headline() -> None:
    found = compared("<p>a</p>", "<p>a</p>", old_title="Ship sinks", new_title="Ship sank")
    assert [(run.change, run.old or run.new) for run in found.title] == [
        ("", "Ship "), ("delete", "sinks"), ("insert", "sank"),
    ]  # fmt: skip
    assert found.title_changed
    assert not compared("", "", old_title="A  b", new_title="A b").title_changed


def test_an_emoji_drawn_as_a_picture_stays_one() -> None:
    smile = Span("smile", image="https://example.org/s.png")
    old = Document((Paragraph((Span("We won "), smile, Span(" at last"))),))
    new = Document((Paragraph((Span("We lost "), smile, Span(" at last"))),))
    block = compare(old, new).entries[0].block
    assert isinstance(block, Paragraph)
    assert smile in block.spans


def test_quotes_in_quotes_in_quotes() -> None:
    deep = "<blockquote>" * 150 + "<p>{}</p>" + "</blockquote>" * 150
    found = compared(deep.format("the old ship left"), deep.format("the new ship left"))
    assert found.counts.places == 1


def test_one_word_and_one_paragraph_of_a_long_article() -> None:
    paragraphs = [f"<p>Paragraph {n} says: {FILLER} {FILLER} {FILLER}</p>" for n in range(125)]
    old = document("".join(paragraphs))
    paragraphs[60] = paragraphs[60].replace("storm", "gale", 1)
    del paragraphs[30]
    new = document("".join(paragraphs))
    found = compare(old, new)
    assert (found.counts.places, found.counts.inserted) == (2, 1)


def test_two_long_versions_that_share_nothing_end_soon() -> None:
    old = Document(tuple(Paragraph((Span(f"old{n % 90} words of the sea"),)) for n in range(6000)))
    new = Document(tuple(Paragraph((Span(f"new{n % 80} kinds by her ship"),)) for n in range(5000)))
    found = compare(old, new)
    assert found.counts.places == 1
    with pytest.raises(CancelledError):
        compare(old, new, cancelled=lambda: True)


def test_the_lead_picture_counts() -> None:
    lead = Figure("https://example.org/a.jpg", "A quay")
    found = compare(Document((), lead=lead), Document(()))
    assert found.pictures_removed == (lead,)
