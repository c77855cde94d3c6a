"""A body of any kind as a fragment of HTML, not sanitised yet."""

from __future__ import annotations

from clashreader.content.body import Body
from clashreader.model import MediaType


def fragment(body: Body) -> tuple[str, str | None]:
    """Return the body as HTML of unknown safety, and the base of its relative addresses."""
    if body.media_type is MediaType.PAGE:
        from clashreader.content.fulltext import article_html

        return article_html(body.article, body.base_url, body.title)
    return _as_html(body), body.base_url


def _as_html(body: Body) -> str:
    if body.media_type is MediaType.MARKDOWN:
        from clashreader.content.markdowntext import markdown_html

        return markdown_html(body.article)
    if body.media_type is MediaType.TEXT:
        from clashreader.content.plaintext import as_html

        return as_html(body.article)
    return body.article
