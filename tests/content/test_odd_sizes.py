"""Texts that nobody writes are read in a time that grows with their size, and nothing is doubled.

Nothing is timed: what would take the square of its size does not end within a test's time limit.
"""

from __future__ import annotations

import html

import pytest

from clashreader.content import Body, digest, plain, to_document, to_html, to_text
from clashreader.content.blocks import Figure
from clashreader.content.document import pictures, walk
from clashreader.model import MediaType

PAGE = "https://gazette.example/quay"


def body(text: str, kind: MediaType = MediaType.HTML) -> Body:
    return Body(text, kind, PAGE)


def test_captions_within_captions_do_not_double() -> None:
    one = '<figure><img src="/{}.jpg"><figcaption>word{} '
    text = "".join(one.format(i, i) for i in range(60)) + "</figcaption></figure>" * 60
    document = to_document(body(text))
    words = to_text(body(text)).split()
    assert len(words) < 200
    assert words.count("word7") == 1
    assert len(pictures(document)) == 60
    assert sum(isinstance(block, Figure) for block in walk(document.blocks)) == 60


@pytest.mark.parametrize(
    "start",
    ["<table><caption><img src=/a.jpg>", "<dl><dt><figure><img src=/a.jpg><figcaption>"],
)
def test_pictures_in_captions_of_tables_and_terms_do_not_double(start: str) -> None:
    text = "".join(f"{start}word{i} " for i in range(60)) + "<tr><td>x</td><td>y</td></tr>"
    assert to_text(body(text)).split().count("word30") == 1


@pytest.mark.parametrize("kind", list(MediaType))
@pytest.mark.parametrize("reference", ["&#" + "1" * 5000, "&#x" + "0" * 5000 + "41;"])
def test_a_reference_of_thousands_of_digits_is_a_character(kind: MediaType, reference: str) -> None:
    text = f"<p title='{reference}'>Word {reference} end</p>"
    for read in (digest, to_document, to_html, to_text):
        read(body(text, kind))
    assert plain(text).startswith("Word ")
    if kind is MediaType.HTML:
        shown = to_text(body(text))
        assert shown == ("Word A end" if "x" in reference else "Word \ufffd end")


@pytest.mark.parametrize("sign", ["\u00ad", "\u00a0", "&", "&amp;", "& ", "&a"])
def test_many_of_a_sign_that_the_sanitiser_minds(sign: str) -> None:
    text = f"<p>Begin {sign * 100_000} end</p>"
    shown = to_html(body(text))
    assert shown.startswith("<p>Begin ")
    assert shown.endswith(" end</p>")
    assert html.unescape(shown[9:-8]) == sign.replace("&amp;", "&") * 100_000


def test_a_long_text_keeps_its_references_whole() -> None:
    text = "<p>" + "".join(f"&#x{0x4E00 + i % 900:x};&eacute;x" for i in range(20_000)) + "</p>"
    assert to_text(body(text)) == html.unescape(text[3:-4])


@pytest.mark.parametrize(
    "piece",
    ["<b>", "<", "\\", "[a](", "*a"],
)
def test_endless_paragraphs_of_markdown(piece: str) -> None:
    text = f"Begin {piece * (30_000 // len(piece))} end\n\nA *quay* at last.\n"
    shown = to_text(body(text, MediaType.MARKDOWN))
    assert shown.startswith("Begin")
    assert shown.endswith("A quay at last.")


def test_marks_in_an_endless_paragraph_still_count() -> None:
    text = "A **bold** word. " * 2_000
    document = to_html(body(text, MediaType.MARKDOWN))
    assert document.count("<strong>bold</strong>") > 1_900
    assert to_text(body(text, MediaType.MARKDOWN)).split()[:4] == ["A", "bold", "word.", "A"]
