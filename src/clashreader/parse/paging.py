"""Where a feed's older items are: archived and paged feeds (RFC 5005), JSON Feed, WordPress."""

from __future__ import annotations

import re
from typing import Final

from clashreader.errors import ParseError
from clashreader.parse.encoding import decode_text
from clashreader.parse.feedtools import absolute
from clashreader.parse.jsonfeed import load_json
from clashreader.references import characters
from clashreader.values import dataclass

_LOOKED_AT: Final = 200_000
"""Characters before the first item, and behind the last, that are looked at."""
_FIRST = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_LAST = re.compile(r"</(?:[\w.-]{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_LINK = re.compile(r"<(?:[\w.-]{1,20}:)?link\b([^<>]{1,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([\w:-]{1,30})\s{0,20}=\s{0,20}(?:\"([^\"<>]{0,2500})\"|'([^'<>]{0,2500})')"
)
_TOTAL = re.compile(r"<(?:[\w.-]{1,20}:)?totalResults[^<>]{0,200}>\s{0,50}(\d{1,9})", re.IGNORECASE)
_GENERATOR = re.compile(
    r"<(?:[\w.-]{1,20}:)?generator\b([^<>]{0,500})>([^<>]{0,300})", re.IGNORECASE
)
_ARCHIVE = "http://www.iana.org/assignments/relation/"


@dataclass(frozen=True, slots=True)
class Paging:
    """What a feed says of its older items; addresses are absolute, http or https.

    `previous` is the archive before this document (RFC 5005, 4), `following` the next page (3),
    `last` the last page. `total` counts all items, where the feed says so. `wordpress` is set where
    a WordPress wrote it, whose feeds have pages without saying so.
    """

    previous: str | None = None
    following: str | None = None
    last: str | None = None
    total: int | None = None
    wordpress: bool = False


def feed_paging(data: bytes, *, url: str) -> Paging:
    """Return what the feed in `data`, which came from `url`, says of its older items."""
    text = decode_text(data, None).text
    if text.lstrip()[:1] == "{":
        return _of_json(text, url)
    around = _around_items(text)
    links: dict[str, str] = {}
    for match in _LINK.finditer(around):
        found = {
            name.lower(): characters(double or single)
            for name, double, single in _ATTRIBUTE.findall(match.group(1))
        }
        target = absolute(url, found.get("href"))
        if target is not None:
            links.setdefault(found.get("rel", "").lower().removeprefix(_ARCHIVE), target)
    total = _TOTAL.search(around)
    made_by = _GENERATOR.search(around)
    return Paging(
        links.get("prev-archive"),
        links.get("next"),
        links.get("last"),
        int(total.group(1)) if total else None,
        made_by is not None and "wordpress" in (made_by.group(1) + made_by.group(2)).lower(),
    )


def _around_items(text: str) -> str:
    """Return what stands before the first item and behind the last."""
    first = _FIRST.search(text)
    if first is None:
        return text[:_LOOKED_AT]
    tail = text[-_LOOKED_AT:]
    end = max((match.end() for match in _LAST.finditer(tail)), default=len(tail))
    return text[: first.start()][:_LOOKED_AT] + tail[end:]


def _of_json(text: str, url: str) -> Paging:
    try:
        feed = load_json(text)
    except ParseError:
        return Paging()
    return Paging(following=absolute(url, feed.get("next_url")) if isinstance(feed, dict) else None)
