"""From bytes to articles: what came from an address or a file, read as far as it can be.

Everything here is pure: no disk, no network, no clock, and no error but `ParseError`, whatever
the bytes are. The parsers and the libraries under them are imported when they are first used.
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from clashreader.errors import ParseError
from clashreader.parse.dates import parse_date
from clashreader.parse.encoding import Decoded, decode_text
from clashreader.parse.sniffing import Kind, describe, sniff
from clashreader.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from clashreader.model import FeedLink, ParsedArticle, ParsedFeed
    from clashreader.parse.kept import Export, Files
    from clashreader.parse.opml import Subscriptions

__all__ = [
    "ARTICLE_SUFFIXES",
    "Decoded",
    "Kind",
    "decode_text",
    "find_feeds",
    "parse_date",
    "parse_feed",
    "parse_file",
    "parse_opml",
    "parse_page",
    "read_export",
    "read_list",
    "sniff",
]

_log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_R = TypeVar("_R")


def _guarded(sentence: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Let nothing but `ParseError` out: a fault of ours in one document must not stop the others.

    It is a bug all the same, and goes into the log with its trace.
    """

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(function)
        def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            try:
                return function(*args, **kwargs)
            except ParseError:
                raise
            except (
                Exception
            ) as error:  # any bytes may come: a bug costs one document, and is logged
                _log.exception("%s failed", function.__name__)
                raise ParseError(sentence) from error

        return guarded

    return decorate


_MARKDOWN = frozenset((".md", ".markdown", ".mdown", ".mkd"))
_HTML = frozenset((".html", ".htm", ".xhtml"))
_TEXT = frozenset((".txt", ".text"))

ARTICLE_SUFFIXES: frozenset[str] = _MARKDOWN | _HTML | _TEXT
"""Endings, lower case and with the dot, of the files that a folder source takes for articles."""


@_guarded("This feed could not be read.")
def parse_feed(data: bytes, *, url: str, content_type: str | None = None) -> ParsedFeed:
    """Read RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, or JSON Feed 1.x.

    `url` is the address of the feed, against which relative ones are resolved; `content_type`
    is what the server said, and is only a hint. Raises `ParseError` for what is not a feed.
    """
    kind = sniff(data, content_type)
    if kind is Kind.FEED_JSON:
        from clashreader.parse.jsonfeed import parse_json_feed

        return parse_json_feed(data, url=url)
    if kind is Kind.FEED_XML:
        from clashreader.parse.xmlfeed import parse_xml_feed

        return parse_xml_feed(data, url=url, content_type=content_type)
    if kind is Kind.OPML:
        raise ParseError("This is a list of subscriptions (OPML), not a feed: import it instead.")
    if kind is Kind.EMPTY:
        raise ParseError("This address answers with nothing at all, not with a feed.")
    raise ParseError(f"This address answers with {describe(data, kind)}, not a feed.")


@_guarded("This file could not be read.")
def parse_file(data: bytes, *, path: str, base_url: str, modified: int) -> ParsedArticle:
    """Read one article file: Markdown with front matter, an HTML page, or plain text.

    `path` is the POSIX path below the root of its source, and becomes the uid; `base_url` is
    the address against which the article's pictures and links are resolved. `modified` (seconds
    since 1970) is not taken for a date of the article: copying a file sets it anew.
    Raises `ParseError` for what is not text.
    """
    del modified
    kind = sniff(data)
    if kind is Kind.BINARY:
        raise ParseError(f"This file is {describe(data, kind)}, not text.")
    if kind is Kind.EMPTY:
        raise ParseError("This file is empty.")
    dot = path.rfind(".")
    suffix = path[dot:].lower() if dot > path.rfind("/") else ""
    if suffix in _HTML or (kind is Kind.HTML and suffix not in _MARKDOWN):
        from clashreader.parse.htmlpage import parse_page

        return parse_page(data, path=path, base_url=base_url)
    if suffix in _MARKDOWN:
        from clashreader.parse.markdownfile import parse_markdown

        return parse_markdown(data, path=path, base_url=base_url)
    from clashreader.parse.textfile import parse_text

    return parse_text(data, path=path, base_url=base_url)


@_guarded("This page could not be read.")
def parse_page(data: bytes, *, url: str, content_type: str | None = None) -> ParsedArticle:
    """Read the web page that `url`, after redirects, answered with; its uid is `url`.

    `content_type` is what the server said; of it only the charset counts. Raises `ParseError` for
    what is no HTML page.
    """
    kind = sniff(data, content_type)
    if kind is Kind.EMPTY:
        raise ParseError("This address answers with nothing at all.")
    if kind is not Kind.HTML:
        raise ParseError(f"This address answers with {describe(data, kind)}, not a page.")
    from clashreader.parse.htmlpage import parse_page as work

    page = work(data, path="", base_url=url, content_type=content_type, fetched=True)
    return replace(page, uid=url)


@_guarded("This page could not be read.")
def find_feeds(data: bytes, *, url: str, content_type: str | None = None) -> tuple[FeedLink, ...]:
    """Return the feeds that a web page offers, absolute, in the order of the page, each once."""
    if sniff(data, content_type) in (Kind.BINARY, Kind.EMPTY):
        return ()
    from clashreader.parse.htmlpage import feed_links

    return feed_links(data, url=url, content_type=content_type)


@_guarded("This list of subscriptions could not be read.")
def parse_opml(data: bytes) -> tuple[FeedLink, ...]:
    """Return the subscriptions of an OPML list, each address once, with the nearest folder.

    Raises `ParseError` where there is none to be found.
    """
    return tuple(read_list(data).links.values())


@_guarded("This list of subscriptions could not be read.")
def read_list(data: bytes) -> Subscriptions:
    """Return what `parse_opml` does, and what of the list is refused.

    Raises `ParseError` with the reason where there is no feed to be found.
    """
    from clashreader.parse.opml import parse_subscriptions

    return parse_subscriptions(data)


@_guarded("This export could not be read.")
def read_export(files: Files) -> Export:
    """Return the articles that another reader exported, with what its reader did to them.

    Raises `ParseError` where it is no export that is known.
    """
    from clashreader.parse.kept.recognising import read_export as work

    return work(files)
