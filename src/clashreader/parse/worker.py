"""A process of its own for one large or odd feed, so that it can be killed at its deadline.

It is given two paths: a file with a line of JSON (address, content type) and the bytes of the feed
behind it, and the file to write to. What it writes is text: a line of JSON for the feed, and one
for each article. Nothing of it is executed on the way back.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from clashreader.errors import ParseError
from clashreader.model import Enclosure, MediaType, ParsedArticle, ParsedFeed, Related
from clashreader.values import fields

FLAG = "--parse-worker"
"""What the program is started with, where there is no Python to start a module with."""
_MEMORY = 2 << 30
"""Bytes of address space that the worker may take, where the system can bound it."""
_DATA = 220 << 20
"""Bytes that it may fill: with the program beside it, a sync stays below 300 MB."""

_ARTICLE = tuple(field.name for field in fields(ParsedArticle))
_FEED = tuple(field.name for field in fields(ParsedFeed) if field.name != "articles")


def to_lines(feed: ParsedFeed) -> Iterator[str]:
    """Yield a feed as lines of JSON."""
    yield json.dumps([getattr(feed, name) for name in _FEED])
    for article in feed.articles:
        values: list[Any] = [getattr(article, name) for name in _ARTICLE]
        values[_ARTICLE.index("enclosures")] = [
            (one.url, one.media_type, one.size, one.title) for one in article.enclosures
        ]
        values[_ARTICLE.index("related")] = [
            (one.section, one.month, one.title, one.url) for one in article.related
        ]
        yield json.dumps(values)


def from_lines(lines: Iterable[str]) -> ParsedFeed:
    """Return the feed that `to_lines` wrote. Raises `ParseError` where the worker told of one.

    Raises ValueError, TypeError or KeyError for anything that it cannot have written.
    """
    rows = iter(lines)
    head = next(rows, "{}")
    return feed_from(head, tuple(map(article_from, rows)))


def feed_from(line: str | bytes, articles: Sequence[ParsedArticle]) -> ParsedFeed:
    """Return the feed that the first line tells of, with its articles."""
    head = json.loads(line or "{}")
    if isinstance(head, dict):
        raise ParseError(str(head["error"]))
    said = dict(zip(_FEED, head, strict=True))
    said["notices"] = tuple(said["notices"])
    return ParsedFeed(articles=articles, **said)


def article_from(line: str | bytes) -> ParsedArticle:
    """Return the article that a further line tells of."""
    said = dict(zip(_ARTICLE, json.loads(line), strict=True))
    said["media_type"] = MediaType(said["media_type"])
    said["body_span"] = tuple(said["body_span"]) if said["body_span"] else None
    said["tags"], said["notices"] = tuple(said["tags"]), tuple(said["notices"])
    said["enclosures"] = tuple(Enclosure(*one) for one in said["enclosures"])
    said["related"] = tuple(Related(*one) for one in said["related"])
    return ParsedArticle(**said)


def main(arguments: Sequence[str]) -> int:
    """Read the feed of the first path, write to the second; 0 where something was written."""
    given, wanted, seconds = arguments
    _bound(float(seconds))
    from clashreader.parse import parse_feed

    with Path(given).open("rb") as file_given:
        order = json.loads(file_given.readline())
        data = file_given.read()
    with Path(wanted).open("w", encoding="ascii") as file:
        try:
            feed = parse_feed(data, url=order["url"], content_type=order["content_type"])
        except ParseError as error:
            file.write(json.dumps({"error": error.message}))
            return 0
        file.writelines(line + "\n" for line in to_lines(feed))
    return 0


def _bound(seconds: float) -> None:
    """End with the deadline even where nobody is left to kill us; take no more than our share."""
    watch = threading.Timer(seconds, os._exit, (3,))
    watch.daemon = True
    watch.start()
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, limit in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_DATA, _DATA),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        if most != resource.RLIM_INFINITY:
            limit = min(limit, most)
        try:
            resource.setrlimit(kind, (limit, most))
        except (ValueError, OSError):  # a bound less, the deadline still holds
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
