"""A body of any kind as a fragment of HTML, not sanitised yet."""

from __future__ import annotations

from clashreader.content.body import Body
from clashreader.content.overlong import is_overlong, text_only
from clashreader.model import MediaType


def fragment(body: Body) -> tuple[str, str | None]:
    """Return the body as HTML of unknown safety, and the base of its relative addresses."""
    text = body.article
    if is_overlong(text, body.media_type):
        return text_only(text, body.media_type), body.base_url
    if body.media_type is MediaType.PAGE:
        from clashreader.content.fulltext import article_html

        html, base = article_html(text, body.base_url, body.title)
    else:
        html, base = _as_html(body), body.base_url
    return text_only(html) if is_overlong(html) else html, base


def _as_html(body: Body) -> str:
    if body.media_type is MediaType.MARKDOWN:
        from clashreader.content.markdowntext import markdown_html

        return markdown_html(body.article)
    if body.media_type is MediaType.TEXT:
        from clashreader.content.plaintext import as_html

        return as_html(body.article)
    return body.article
