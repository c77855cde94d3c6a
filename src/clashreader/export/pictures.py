"""Pictures of articles on their way into a document: from the library's files, never further."""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING, Protocol

from clashreader.library.picture_files import DamagedPictureError, is_hash, read_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from clashreader.export.writing import Job
    from clashreader.model import Article, StoredImage

log = logging.getLogger(__name__)

MOST_BYTES = 16_000_000
"""A larger picture is not taken along: a document has to be opened again somewhere."""
EVERYWHERE = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What every device shows."""
BROWSERS = EVERYWHERE | {"image/webp", "image/avif", "image/bmp", "image/x-icon"}
"""What every browser shows."""


class Shelf(Protocol):
    """Where the pictures of a document are put."""

    takes: frozenset[str]
    """Media types that it can hold."""

    def find(self, content_hash: str) -> str | None:
        """Return the address of a picture that it has already."""

    def put(self, content_hash: str, data: bytes, media_type: str) -> str | None:
        """Take a picture; return its address in the document, or None where there is no room."""


def finder(job: Job, article: Article, shelf: Shelf) -> Callable[[str], str | None]:
    """Return what gives the address, within the document, of a picture of `article`."""
    images = {image.url: image for image in article.images}
    known: dict[str, str | None] = {}

    def find(url: str) -> str | None:
        if not job.options.pictures:
            return None
        if url not in known:
            known[url] = _shelved(job, images.get(url), shelf)
        return known[url]

    return find


def _shelved(job: Job, image: StoredImage | None, shelf: Shelf) -> str | None:
    if image is None or not is_hash(image.hash):
        job.tally.pictures_missing += 1
        return None
    place = shelf.find(str(image.hash))
    if place is None:
        place = _put(job, str(image.hash), image.media_type, shelf)
    if place is not None:
        job.tally.pictures += 1
    return place


def _put(job: Job, content_hash: str, kind: str | None, shelf: Shelf) -> str | None:
    try:
        data = read_picture(job.library.image_path(content_hash))
    except DamagedPictureError:
        job.tally.pictures_missing += 1
        return None
    except OSError as error:
        log.warning("the picture %s cannot be read: %s", content_hash, error)
        job.tally.pictures_missing += 1
        return None
    if kind not in shelf.takes:
        converted = job.options.convert(data) if job.options.convert else None
        data, kind = converted or (b"", None)
    place = None
    if kind in shelf.takes and len(data) <= MOST_BYTES:
        place = shelf.put(content_hash, data, str(kind))
    if place is None:
        job.tally.pictures_unfit += 1
    return place


class Inside:
    """Pictures within the file itself (data: of RFC 2397), `most` bytes of them at most."""

    takes = BROWSERS

    def __init__(self, most: int) -> None:
        self._left = most

    def find(self, content_hash: str) -> str | None:
        """Return None: a picture that is shown twice is written twice."""
        return None

    def put(self, content_hash: str, data: bytes, media_type: str) -> str | None:
        """Return the picture as an address."""
        if len(data) > self._left:
            return None
        self._left -= len(data)
        return f"data:{media_type};base64,{base64.b64encode(data).decode()}"
