"""Bodies that are too much to be laid out: their text alone, in paragraphs, in linear time.

A body is stored as it came whatever its size. What is made of it has a bound: beyond
`MAX_TAGS` tags (of plain text and Markdown: lines) or `MAX_CHARACTERS` characters (of Markdown and
whole pages: `MAX_MARKED`) its tags are left out, and of its text so many characters are read,
indexed and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from io import StringIO
from typing import Final

from clashreader.content.markup import HOLLOW, RAW, tokens
from clashreader.content.policy import BLOCKS
from clashreader.model import MediaType
from clashreader.references import characters

MAX_TAGS: Final = 200_000
MAX_CHARACTERS: Final = 10_000_000
MAX_MARKED: Final = 4_000_000
"""Characters of what has to be read as a whole document before there is an article."""
TOO_LONG: Final = "This text is too large to be laid out: only its words are shown."
_MAX_PARAGRAPHS: Final = 20_000
_PARAGRAPH: Final = 1_000
"""Characters that a paragraph has at least where there would be too many."""
_BREAKS: Final = BLOCKS | {"br", "hr", "p", "div", "tr", "td", "th", "li"}


def is_overlong(text: str, kind: MediaType = MediaType.HTML) -> bool:
    """Return whether a body is more than is laid out."""
    whole = kind in (MediaType.PAGE, MediaType.MARKDOWN)
    if len(text) > (MAX_MARKED if whole else MAX_CHARACTERS):
        return True
    if kind is MediaType.TEXT:
        return text.count("\n") > MAX_TAGS
    return text.count("<") > MAX_TAGS or (
        kind is MediaType.MARKDOWN and text.count("\n") > MAX_TAGS
    )


def text_only(text: str, kind: MediaType = MediaType.HTML) -> str:
    """Return the text of a body as HTML that has nothing but paragraphs, within the bounds."""
    marked = kind in (MediaType.HTML, MediaType.PAGE)
    plain = _without_tags(text) if marked else text[:MAX_CHARACTERS].replace("\0", "")
    folded = (" ".join(part.split()) for part in plain[:MAX_CHARACTERS].split("\n"))
    lines = [line for line in folded if line]
    if len(lines) > _MAX_PARAGRAPHS:
        lines = list(_joined(lines))
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


def _without_tags(html: str) -> str:
    text, room = StringIO(), MAX_CHARACTERS
    for token in tokens(html):
        if not token.name:
            piece = token.text[:room]
            text.write(characters(piece) if "&" in piece else piece)
            room -= len(piece)
            if room <= 0:
                break
        elif token.name in _BREAKS:
            text.write("\n")
        elif token.name in HOLLOW or token.name in RAW:
            text.write(" ")
    return text.getvalue().replace("\0", "")


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Join short lines, so that there are fewer."""
    waiting: list[str] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line) + 1
        if size > _PARAGRAPH:
            yield " ".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield " ".join(waiting)
