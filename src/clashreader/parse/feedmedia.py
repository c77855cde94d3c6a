"""What hangs on an item of an XML feed: attached files, and the picture to show with it."""

from __future__ import annotations

from typing import Any

from clashreader.model import Enclosure
from clashreader.parse import feedtools
from clashreader.parse.rawfeed import Entry, parts_of, text_of
from clashreader.parse.words import clean, plain

_MOST = 50  # files of one item


def media_of(entry: Entry, base: str) -> tuple[tuple[Enclosure, ...], str | None]:
    """Attached files, and the picture to show with the article."""
    found: dict[str, Enclosure] = {}
    for link in parts_of(entry, "links"):
        if link.get("rel") == "enclosure":
            kind = dict.get(link, "type")
            kind = kind if isinstance(kind, str) and kind != "text/html" else None
            _attach(found, base, link, ("href", "length", "title"), kind)
    for item in parts_of(entry, "media_content")[:_MOST]:
        kind, medium = dict.get(item, "type"), dict.get(item, "medium")
        if _is_played(kind) or (not kind and medium in ("audio", "video")):
            _attach(found, base, item, ("url", "filesize", "title"), kind)
    enclosures = list(found.values())
    return tuple(enclosures), _lead_image(entry, base, enclosures)


def _attach(
    found: dict[str, Enclosure],
    base: str,
    item: dict[str, Any],
    keys: tuple[str, str, str],
    kind: str | None,
) -> None:
    """Add what an element names by attributes of these `keys`: address, size and title."""
    address, size, title = (dict.get(item, key) for key in keys)
    address = feedtools.absolute(base, address)
    if address is None or address in found or len(found) >= _MOST:
        return
    found[address] = Enclosure(
        address,
        clean(kind, 100) or None if kind else None,
        number(size),
        plain(title, 200) or None if isinstance(title, str) else None,
    )


def _is_played(kind: object) -> bool:
    return isinstance(kind, str) and kind.startswith(("audio/", "video/"))


def _lead_image(entry: Entry, base: str, enclosures: list[Enclosure]) -> str | None:
    contents = []
    for item in parts_of(entry, "media_content")[:50]:
        address = feedtools.absolute(base, dict.get(item, "url"))
        medium, kind = dict.get(item, "medium"), dict.get(item, "type")
        if address and (
            medium == "image" or (medium is None and feedtools.looks_like_picture(address, kind))
        ):
            contents.append((number(dict.get(item, "width")) or 0, address))
    if contents:
        return max(contents, key=lambda sized: sized[0])[1]
    for enclosure in enclosures:
        if feedtools.looks_like_picture(enclosure.url, enclosure.media_type):
            return enclosure.url
    thumbnails = [
        (number(dict.get(item, "width")) or 0, address)
        for item in parts_of(entry, "media_thumbnail")[:50]
        if (address := feedtools.absolute(base, dict.get(item, "url")))
    ]
    if thumbnails:
        return max(thumbnails, key=lambda sized: sized[0])[1]
    image = dict.get(entry, "image")
    address = dict.get(image, "href") if isinstance(image, dict) else None
    return feedtools.absolute(base, address) or feedtools.absolute(
        base, text_of(entry, "item_image") or None
    )


def number(value: object) -> int | None:
    """Return a whole number that stands in a text, or None."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
