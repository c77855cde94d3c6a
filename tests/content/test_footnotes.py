# ruff: noqa: E501
"""Footnotes of all forms lead to their notes, and the notes back."""

from __future__ import annotations

import pytest

from clashreader.content import Body, to_document
from clashreader.content.document import texts
from clashreader.model import MediaType

PAGE = "https://gazette.example/story"


def ways(text: str, kind: MediaType = MediaType.HTML) -> list[tuple[str, str]]:
    """Return each link within the article: its words, and those of the place it leads to."""
    spans = [span for run in texts(to_document(Body(text, kind, PAGE)).blocks) for span in run]
    places = {span.anchor: span.text for span in spans if span.anchor}
    return [
        (span.text.strip(), places[span.link[1:]].strip())
        for span in spans
        if span.link and span.link.startswith("#")
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<p>Claim<sup id="r1"><a href="#n1">1</a></sup></p><ol><li id="n1">Source <a href="#r1">↩</a></li></ol>',
        '<p>Claim<sup><a href="#n1" id="r1">1</a></sup></p><aside id="n1"><p>Source <a href="#r1">↩</a></p></aside>',
        '<p>Claim<a name="r1" href="#n1">1</a></p><p><a name="n1"></a>Source <a href="#r1">↩</a></p>',
        f'<p>Claim<a id="r1" href="{PAGE}#n1">1</a></p><div id="n1">Source <a href="{PAGE}/#r1">↩</a></div>',
        '<p>Claim<a id="r1" href="#fn%C3%BC">1</a></p><p id="fnü">Source <a href="#r1">↩</a></p>',
        '<p>Claim<a id="r1" href="#caf&eacute;">1</a></p><p id="caf&#233;">Source <a href="#r1">↩</a></p>',
        '<p>Claim<a id="r1" href="#n1">1</a></p><section role="doc-endnotes"><dl><dt id="n1">Source</dt><dd><a href="#r1">↩</a></dd></dl></section>',
    ],
)
def test_a_note_is_reached_and_left_again(html: str) -> None:
    assert ways(html) == [("1", "Source"), ("↩", "1")]


def test_notes_of_markdown() -> None:
    text = "A claim.[^1] Another.[^b]\n\n[^1]: Source\n[^b]: Book\n"
    assert ways(text, MediaType.MARKDOWN) == [
        ("1", "Source"), ("2", "Book"), ("↩", "1"), ("↩", "2"),
    ]  # fmt: skip


def test_a_link_to_another_page_or_to_nowhere_is_no_footnote() -> None:
    assert (
        ways(
            '<p><a href="https://gazette.example/other#n1">1</a><a href="#gone">2</a> <b id="n1">x</b></p>'
        )
        == []
    )
