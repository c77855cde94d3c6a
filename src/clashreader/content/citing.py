"""An article, or a quotation of it, as text with its source: for the clipboard and for export."""

from __future__ import annotations

from typing import Final

from clashreader.content.blocks import Block, Document, Heading, Paragraph, Span
from clashreader.values import dataclass, replace

_UNSEEN: Final = dict.fromkeys(
    (0x00AD, 0x200B, 0x2060, 0xFEFF, 0xFFFC, 0x2066, 0x2067, 0x2068, 0x2069)
)
"""Soft hyphens, blanks without a width, isolates, and the sign that stands for a picture."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text comes from, each in the reader's words; an empty one is left out.

    `version` says which version it is ("Version 2 of 3"), where that has to be said.
    """

    title: str
    outlet: str = ""
    author: str = ""
    date: str = ""
    address: str = ""
    version: str = ""


def clean(text: str) -> str:
    """Return `text` without what has no place outside of a window."""
    return text.translate(_UNSEEN)


def line(text: str) -> str:
    """Return `text` clean and on one line."""
    return " ".join(clean(text).split())


def byline(source: Source) -> str:
    """Return outlet, author and date on one line; an author who is the outlet is said once."""
    outlet, author = line(source.outlet), line(source.author)
    if author.casefold() == outlet.casefold():
        author = ""
    return " · ".join(part for part in (outlet, author, line(source.date)) if part)


def quoted(text: str, source: Source, marks: tuple[str, str] = ("“", "”")) -> str:
    """Return a quotation with its source below it; without `text` the source alone.

    `marks` are the quotation marks of the reader's language. Words that are quoted as a whole
    already get no second pair of them.
    """
    words = clean(text).strip()
    parts = []
    if words:
        already = words.startswith(marks[0]) and words.find(marks[1]) == len(words) - len(marks[1])
        parts.append(words if already else f"{marks[0]}{words}{marks[1]}")
    names = ", ".join(
        part for part in (line(source.title), line(source.outlet), line(source.date)) if part
    )
    below = [f"— {names}" if words else names, source.address.strip(), line(source.version)]
    parts.append("\n".join(part for part in below if part))
    return "\n\n".join(parts)


def whole_text(document: Document, source: Source) -> str:
    """Return an article as plain text below its title and its source."""
    from clashreader.content.writing import text_of

    return clean(text_of(_with_head(document, source))).rstrip() + "\n"


def whole_markdown(document: Document, source: Source) -> str:
    """Return an article as Markdown below its title and its source."""
    from clashreader.content.markdownwriter import markdown_of

    return clean(markdown_of(_with_head(document, source)))


def _with_head(document: Document, source: Source) -> Document:
    below = [byline(source), source.address.strip(), line(source.version)]
    spans: list[Span] = []
    for part in below:
        if part:
            if spans:
                spans.append(Span("\n"))
            address = part if part is below[1] else None
            spans.append(Span(part, link=address))
    head: list[Block] = [Heading(1, (Span(line(source.title)),))]
    if spans:
        head.append(Paragraph(tuple(spans)))
    if document.lead is not None:
        head.append(document.lead)
    return replace(document, blocks=(*head, *document.blocks), lead=None)
