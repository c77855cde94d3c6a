"""Articles and quotations as text with their source, and names of files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.content import Body, to_document
from clashreader.content.citing import Source, quoted, whole_markdown, whole_text
from clashreader.content.filenames import MAX_BYTES, file_name
from clashreader.model import MediaType

SOURCE = Source(
    "The strait that is *open*",
    "Harbour Gazette",
    "Marta Lindqvist",
    "30 June 2025, 14:05",
    "https://gazette.example/strait",
    "Version 2 of 3",
)


def test_a_quotation_stands_above_its_source() -> None:
    assert quoted(" Nobody on the qu\u00aday\ufffc could say. ", SOURCE) == (
        "“Nobody on the quay could say.”\n"
        "\n"
        "— The strait that is *open*, Harbour Gazette, 30 June 2025, 14:05\n"
        "https://gazette.example/strait\n"
        "Version 2 of 3"
    )


def test_marks_are_the_readers_and_never_doubled() -> None:
    bare = Source("Titel")
    assert quoted("Niemand", bare, ("„", "“")) == "„Niemand“\n\n— Titel"
    assert quoted("„Niemand“", bare, ("„", "“")) == "„Niemand“\n\n— Titel"
    assert quoted("“One” and “two”", bare).startswith("““One” and “two””")


def test_no_words_give_the_source_alone() -> None:
    assert quoted(" \u00ad", Source("Title", "Gazette")) == "Title, Gazette"


def test_a_whole_article_as_text_and_as_markdown() -> None:
    document = to_document(Body("Some *wo\u00adrds*.\n\n- one\n- two\n", MediaType.MARKDOWN))
    assert whole_text(document, SOURCE) == (
        "The strait that is *open*\n\n"
        "Harbour Gazette · Marta Lindqvist · 30 June 2025, 14:05\n"
        "https://gazette.example/strait\n"
        "Version 2 of 3\n\n"
        "Some words.\n\n• one\n• two\n"
    )
    found = whole_markdown(document, SOURCE)
    assert found.startswith("# The strait that is \\*open\\*\n\nHarbour Gazette · Marta Lindqvist")
    assert "https://gazette.example/strait" in found
    assert "Some *words*." in found


def test_an_author_who_is_the_outlet_is_named_once() -> None:
    source = Source("T", "Gazette", "GAZETTE", "2025")
    assert (
        whole_text(to_document(Body("x", MediaType.TEXT)), source) == "T\n\nGazette · 2025\n\nx\n"
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who said: “yes/no”?", "Who said “yes no”.pdf"),
        ("CON", "_CON.pdf"),
        ("nul.txt", "_nul.txt.pdf"),
        ("Console", "Console.pdf"),
        ("..hidden..", "hidden.pdf"),
        ("سوق الورق", "سوق الورق.pdf"),
        ("a\u202eb\u00adc\nd", "abc d.pdf"),
        ("  ", "Article.pdf"),
        ("👩\u200d🚀 lifts off", "👩\u200d🚀 lifts off.pdf"),
    ],
)
def test_file_names(title: str, name: str) -> None:
    assert file_name(title, ".pdf") == name


@given(st.text(max_size=400))
def test_every_title_makes_a_name_that_every_system_takes(title: str) -> None:
    name = file_name(title, ".pdf")
    stem = name.removesuffix(".pdf")
    assert name.endswith(".pdf")
    assert stem
    assert stem == stem.strip(" .")
    assert len(name.encode()) <= MAX_BYTES
    assert not set(name) & set('<>:"/\\|?*\0\n\r\t')
