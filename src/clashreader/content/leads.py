"""The picture at the head of an article: the one it came with, unless its text shows it anyway."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clashreader.content.blocks import Document, Figure
from clashreader.content.document import walk
from clashreader.content.samepicture import same_shot

if TYPE_CHECKING:
    from clashreader.model import Article, StoredImage


def lead_figure(article: Article, document: Document) -> Figure | None:
    """Return the figure to be shown above the text.

    Where the text began with it, it is that figure, with its caption. Of two sizes of the picture
    the one that is stored is taken, of two that are stored the larger.
    """
    own = document.lead
    image = _stored(article, article.lead_image)
    if own is not None:
        if image is not None and _outranks(image, _stored(article, own.url)):
            return replace(own, url=image.url)
        return own
    if image is None or _is_shown(article, image, document):
        return None
    return Figure(image.url)


def without_shown_files(article: Article, document: Document) -> Article:
    """Return the article without those of its files that are pictures which are shown."""
    if not article.enclosures:
        return article
    shown = [block.url for block in walk(document.blocks) if isinstance(block, Figure)]
    lead = lead_figure(article, document)
    if lead is not None:
        shown.append(lead.url)
    files = tuple(
        item for item in article.enclosures if not any(same_shot(item.url, url) for url in shown)
    )
    return replace(article, enclosures=files)


def _stored(article: Article, url: str | None) -> StoredImage | None:
    """Return what the article knows of the picture at `url`, in this size or another."""
    if not url:
        return None
    exact = next((image for image in article.images if image.url == url), None)
    return exact or next((i for i in article.images if same_shot(i.url, url)), None)


def _outranks(one: StoredImage, other: StoredImage | None) -> bool:
    if one.hash is None:
        return False
    if other is None or other.hash is None:
        return True
    return (one.width or 0) > (other.width or 0)


def _is_shown(article: Article, image: StoredImage, document: Document) -> bool:
    """Whether the text has the picture, by its address in any size, or as the very same file."""
    hashes = {each.url: each.hash for each in article.images}
    for block in walk(document.blocks):
        if isinstance(block, Figure):
            if same_shot(block.url, image.url):
                return True
            if image.hash is not None and hashes.get(block.url) == image.hash:
                return True
    return False
