"""Subscriptions as a list that every reader takes: OPML 2.0 (http://opml.org/spec2.opml).

Sections are outlines, feeds the outlines in them. What other readers do not know (full text,
pictures, rhythm, pauses) stands in attributes of our own name space, so that the list read into an
empty home and written again is the same, byte for byte. There is no date in it for that reason, and
no password: those are in the system's keyring, and a list is made to be passed on.

Folders are not in it: their paths mean nothing elsewhere, and tell how a computer is arranged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from clashreader.model import OPML_NAMESPACE, ArticleQuery, Source, SourceKind
from clashreader.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clashreader.library.library import Library

LONGEST_TITLE = 2_000
"""Characters of a title in a list; ours reads as many."""

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference; pictures stand for control characters."""
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"} | {
    sign: f"&#{ord(sign)};"
    for sign in "\t\n\r\x85\u2028"  # else they would be read as blanks
}


@dataclass(frozen=True, slots=True)
class SubscriptionList:
    """A list as it is to be written. `feeds` are in it, `left_out` are folders and imports."""

    text: str
    feeds: int
    left_out: int


def subscription_list(library: Library, query: ArticleQuery | None = None) -> SubscriptionList:
    """Return the subscriptions as OPML: all, or those with articles that `query` finds.

    The feeds of each section are in the order of their titles, the sections in the reader's.
    """
    sources = list(library.sources())
    if query is not None and query.where is not None:
        found = library.sources_of(library.ids(query))
        sources = [source for source in sources if source.id in found]
    feeds = [source for source in sources if source.kind is SourceKind.FEED]
    feeds.sort(key=lambda source: (_title(source).casefold(), _title(source), source.url))
    order = [section.name for section in library.sections(hidden=True)]
    text = "\n".join(_lines(feeds, order)) + "\n"
    return SubscriptionList(text, len(feeds), len(sources) - len(feeds))


def _lines(feeds: Sequence[Source], sections: Sequence[str | None]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<opml version="2.0" xmlns:clashreader="{OPML_NAMESPACE}">'
    yield "  <head>"
    yield "    <title>Subscriptions of Clash Reader</title>"
    yield "  </head>"
    yield "  <body>"
    for section in sections:
        inside = [source for source in feeds if source.section == section]
        if section is None or not inside:
            continue
        name = _legal(section)
        yield f"    <outline{_attribute('text', name)}{_attribute('title', name)}{_SECTION}>"
        for source in inside:
            yield "      " + _outline(source)
        yield "    </outline>"
    for source in feeds:
        if source.section is None:
            yield "    " + _outline(source)
    yield "  </body>"
    yield "</opml>"


_SECTION = ' clashreader:section="true"'


def _outline(source: Source) -> str:
    """Return the line of a feed. ``titleChosen`` is always there: it says that the list is ours."""
    url = _without_login(source.url)
    title = _title(source)
    attributes = {"type": "rss", "text": title, "title": title, "xmlUrl": url}
    site = _legal(source.site_url or "")
    if site.lower().startswith(("http://", "https://")):
        attributes["htmlUrl"] = site
    default = _legal(source.default_section or "")
    if default and source.section is None:
        attributes["category"] = "/" + re.sub(r"[/,]+", " ", default).strip()
    attributes["clashreader:titleChosen"] = _flag(source.title_chosen)
    attributes["clashreader:fullText"] = _flag(source.full_text)
    attributes["clashreader:images"] = _flag(source.images)
    attributes["clashreader:paused"] = _flag(source.paused)
    if source.interval:
        attributes["clashreader:interval"] = str(source.interval)
    if default:
        attributes["clashreader:defaultSection"] = default
    return "<outline" + "".join(_attribute(*pair) for pair in attributes.items()) + "/>"


def _title(source: Source) -> str:
    return _legal(source.title) or _without_login(source.url)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _legal(text: str) -> str:
    return _ILLEGAL.sub(_picture, text)[:LONGEST_TITLE]


def _picture(match: re.Match[str]) -> str:
    sign = ord(match[0])
    return chr(0x2400 + sign) if sign < 0x20 else "\N{REPLACEMENT CHARACTER}"


def _attribute(name: str, value: str) -> str:
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in value)
    return f' {name}="{escaped}"'


def _without_login(url: str) -> str:
    """Return an address without the name and password that an old library may have in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
