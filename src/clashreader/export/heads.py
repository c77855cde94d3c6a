"""What stands above an article in a document: where it comes from, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.content.citing import Source

if TYPE_CHECKING:
    from clashreader.export.kinds import Words
    from clashreader.model import Article


def source_of(article: Article, words: Words) -> Source:
    """Return title, outlet, author, date, address and, where there are several, the version."""
    version = ""
    if article.versions > 1:
        version = words.version.format(article.version, article.versions)
    return Source(
        title=" ".join(article.title.split()),
        outlet=article.outlet or article.source_title,
        author=article.author or "",
        date=words.undated if article.published is None else words.day(article.published),
        address=article.url or "",
        version=version,
    )
