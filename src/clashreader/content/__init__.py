"""An article's body on its way out: cleaned, found in its page, read as text, shown.

Pure functions of a `Body`. None of them raises on any text; what is hostile is left out.
The modules that do the work are imported when they are first needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.content.body import Body

if TYPE_CHECKING:
    from clashreader.content import blocks
    from clashreader.model import Digest

__all__ = ["Body", "digest", "plain", "to_document", "to_html", "to_markdown", "to_text"]


def digest(body: Body, *, summary: str | None = None) -> Digest:
    """Return what the library stores about `body`: text, words, pictures, summary, language.

    `summary` is what the source says of the article; without it the beginning of the text.
    `images` holds the lead picture and every picture of the body, 200 at most.
    """
    from clashreader.content.digesting import digest as work

    return work(body, summary=summary)


def to_document(body: Body) -> blocks.Document:
    """Return the body as the tree of blocks that the reading pane shows."""
    from clashreader.content.document import to_document as work

    return work(body)


def to_html(body: Body) -> str:
    """Return the body as sanitised HTML with absolute addresses."""
    from clashreader.content.document import to_html as work

    return work(body)


def to_text(body: Body) -> str:
    """Return the body as plain text: a line a paragraph, blank lines between."""
    from clashreader.content.document import to_text as work

    return work(body)


def to_markdown(body: Body) -> str:
    """Return the body as Markdown."""
    from clashreader.content.document import to_markdown as work

    return work(body)


def plain(text_or_html: str, limit: int | None = None) -> str:
    """Return a title or summary that may hold markup or entities as one line of plain text.

    It is cut at a word, with an ellipsis, so that it has at most `limit` characters.
    """
    from clashreader.content.wording import plain as work

    return work(text_or_html, limit)
