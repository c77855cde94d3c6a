"""A body of any kind as a fragment of HTML, not sanitised yet."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from clashreader.content.body import Body
from clashreader.model import MediaType

if TYPE_CHECKING:
    from markdown import Markdown

_MARKDOWN = ["tables", "fenced_code", "footnotes", "def_list", "sane_lists"]


def fragment(body: Body) -> tuple[str, str | None]:
    """Return the body as HTML of unknown safety, and the base of its relative addresses."""
    if body.media_type is MediaType.PAGE:
        from clashreader.content.fulltext import article_html

        return article_html(body.article, body.base_url)
    return _as_html(body), body.base_url


def _as_html(body: Body) -> str:
    if body.media_type is MediaType.MARKDOWN:
        return markdown_html(body.article)
    if body.media_type is MediaType.TEXT:
        from clashreader.content.plaintext import as_html

        return as_html(body.article)
    return body.article


def markdown_html(text: str) -> str:
    """Return Markdown as HTML; text that Markdown cannot read as one paragraph a line."""
    text = _bounded(text.replace("\x02", "").replace("\x03", ""))
    try:
        converter = _converter()
        return converter.reset().convert(text)
    except (RecursionError, ValueError, IndexError, AssertionError, AttributeError, TypeError):
        # Faults of the library on odd input; the reader gets the source, which reads well too.
        from clashreader.content.plaintext import as_html

        return as_html(text)


@lru_cache(maxsize=1)
def _shared() -> type[Markdown]:
    from markdown import Markdown

    return Markdown


def _converter() -> Markdown:
    # A new one each time: it is not made for several threads.
    return _shared()(extensions=list(_MARKDOWN), output_format="html")


_DEEPEST = 40


def _bounded(text: str) -> str:
    """Bound quotations and lists within each other, which Markdown reads with recursion."""
    if ">" * _DEEPEST not in text.replace(" ", "") and " " * (4 * _DEEPEST) not in text:
        return text
    lines = []
    for line in text.split("\n"):
        marks = len(line) - len(line.lstrip("> \t"))
        lines.append(line[marks - _DEEPEST :] if marks > _DEEPEST else line)
    return "\n".join(lines)
