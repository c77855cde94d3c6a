"""Subscription lists: OPML 1.0 and 2.0 (http://opml.org/spec2.opml), as programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from clashreader.errors import ParseError
from clashreader.model import OPML_NAMESPACE, FeedChoices, FeedLink
from clashreader.parse.encoding import declared_charset, decode_text
from clashreader.parse.feedtools import TITLE_LENGTH, absolute
from clashreader.parse.mending import legal_references, mend
from clashreader.parse.words import clean, plain
from clashreader.values import dataclass, field

_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]{0,1000}(?:\[[^\]]{0,100000}\]\s*)?>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_HEAD = 150_000
_MAX_FEEDS = 20_000
_SHOWN = 200  # characters of what is refused
_MAX_ATTRIBUTES = 1_000  # of one tag, or rather signs of equality in it
_OURS = f"{{{OPML_NAMESPACE}}}"
_OUR_TITLE = 2_000  # characters of a title in a list of ours, which is taken as it stands
_LONGEST_PAUSE = 10_000 * 86_400
_ELSEWHERE = frozenset({"include", "link"})  # types of outlines (OPML 2.0) that name other files


@dataclass(slots=True)
class Subscriptions:
    """What a list names: feeds by address, and what of it is refused, as it stands there.

    `cut` says that it names more than are taken.
    """

    links: dict[str, FeedLink] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    cut: bool = False

    def refuse(self, address: str | None) -> None:
        """Note an address that is not taken; bounded, as the list itself is."""
        if address and address.strip():
            self.refused.append(clean(address, _SHOWN))


def parse_subscriptions(data: bytes) -> Subscriptions:
    """Return the feeds of the list in its order, each address once, with its nearest folder.

    Only http(s) addresses count (``feed:`` is one of those in disguise): commands and local
    files, which some readers keep in such lists, are left out. Entities that the document
    declares are not expanded. Raises `ParseError` where no feed is named.
    """
    from lxml import etree

    text = decode_text(data, declared_charset(data)).text
    text = _DECLARATION.sub("", _DOCTYPE.sub("", text[:_HEAD]) + text[_HEAD:], count=1)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8"
    )
    try:
        text = _without_swollen_tags(text)
        # Also within what only looks like a comment: lxml cannot give such characters back.
        root = etree.fromstring(legal_references(mend(text)).strip().encode(), parser)
    except (etree.LxmlError, ValueError):
        root = None
    found = Subscriptions()
    if root is not None:
        _collect(root, found)
    if not found.links:
        raise ParseError(_nothing(found, text, parser.error_log))
    return found


def _nothing(found: Subscriptions, text: str, problems: Iterable[object]) -> str:
    """Return the sentence for a list without a feed."""
    if found.refused:
        return (
            "This list names no feeds of the web: commands, files and other lists are not taken"
            f" from it ({len(found.refused):,} of them)."
        )
    if "<outline" in text and any("depth" in str(one).lower() for one in problems):
        return "This list is nested too deeply to be read: its folders lie in each other."
    return "This file names no feeds: it is no list of subscriptions (OPML)."


def _collect(root: object, found: Subscriptions) -> None:
    """Walk the outlines in order, without recursion: nesting is in the hands of the file."""
    stack: list[tuple[object, str | None]] = [(root, None)]
    links = found.links
    while stack:
        if len(links) >= _MAX_FEEDS:
            found.cut = True
            return
        element, folder = stack.pop()
        tag = getattr(element, "tag", None)
        if not isinstance(tag, str):
            continue  # a comment or a processing instruction
        inner = folder
        if tag.rpartition("}")[2].lower() == "outline":
            attributes = {
                name.lower(): value
                for name, value in element.attrib.items()  # type: ignore[attr-defined]
            }
            title = _title(attributes)
            if attributes.get("type", "").strip().lower() in _ELSEWHERE:
                # Another list, which this one would have us fetch.
                found.refuse(attributes.get("url") or attributes.get("xmlurl"))
                continue
            named = attributes.get("xmlurl") or _url_of_rss(attributes)
            address = feed_address(named)
            if address is None:
                found.refuse(named)
                inner = title or folder
            elif address not in links:
                links[address] = _link(address, title, folder, attributes)
        stack.extend((child, inner) for child in reversed(element))  # type: ignore[call-overload]


def _title(attributes: dict[str, str]) -> str:
    """Return the title of an outline: as it stands in a list of ours, else as plain text."""
    text = attributes.get("title") or attributes.get("text") or ""
    if any(name.startswith(_OURS) for name in attributes):
        return text[:_OUR_TITLE]
    return plain(text, TITLE_LENGTH)


def _link(address: str, title: str, folder: str | None, attributes: dict[str, str]) -> FeedLink:
    """Return the feed that an outline names, with what a list of ours says of it."""
    ours = {
        name.removeprefix(_OURS): value
        for name, value in attributes.items()
        if name.startswith(_OURS)
    }
    if not ours:
        site = absolute(None, attributes.get("htmlurl"))
        section = folder or _category(attributes.get("category", ""))
        return FeedLink(address, title or address, section, site)
    site = attributes.get("htmlurl", "")
    every = ours.get("interval", "")
    seconds = int(every) if every.isascii() and every.isdigit() and len(every) < 12 else 0
    choices = FeedChoices(
        title_chosen=ours.get("titlechosen") == "true",
        full_text=ours.get("fulltext") == "true",
        images=ours.get("images") != "false",
        paused=ours.get("paused") == "true",
        interval=min(seconds, _LONGEST_PAUSE) or None,
        default_section=ours.get("defaultsection") or None,
    )
    is_web = site.lower().startswith(("http://", "https://"))
    return FeedLink(address, title or address, folder, site if is_web else None, choices)


def _without_swollen_tags(text: str) -> str:
    """Leave out tags of very many attributes, whose names libxml2 compares each with each.

    What stands between two "<" holds one tag at most.
    """
    if text.count("=") <= _MAX_ATTRIBUTES:
        return text
    return "<".join(part for part in text.split("<") if part.count("=") <= _MAX_ATTRIBUTES)


def feed_address(text: str | None) -> str | None:
    """Return the http(s) address of a feed; ``feed:`` and ``feed://`` stand for https or http."""
    if not text:
        return None
    text = text.strip()
    if text[:5].lower() == "feed:":
        text = text[5:].lstrip("/") if not text[5:].lower().startswith("http") else text[5:]
        if not text.lower().startswith(("http://", "https://")):
            text = f"http://{text}"
    address = absolute(None, text)
    return address and _usual_form(address)


def _usual_form(address: str) -> str:
    """Return an address with its scheme and host in lower case, a path, and nothing needless (RFC
    3986, 6.2.2 and 6.2.3): as a subscription keeps it.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return address
    if not host:
        return address
    credentials, at, _ = parts.netloc.rpartition("@")
    where = f"[{host}]" if ":" in host else host
    if port and (parts.scheme, port) not in (("http", 80), ("https", 443)):
        where += f":{port}"
    netloc = credentials + at + where
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def _url_of_rss(attributes: dict[str, str]) -> str | None:
    """Some old programs write ``url`` for ``xmlUrl`` in outlines of the type rss or atom."""
    return attributes.get("url") if attributes.get("type", "").lower() in ("rss", "atom") else None


def _category(text: str) -> str | None:
    """The last part of the first category: ``/Boston/Weather,/Other`` means Weather."""
    first = text.split(",", maxsplit=1)[0].strip("/ ")
    return plain(first.rpartition("/")[2], 60) or None
