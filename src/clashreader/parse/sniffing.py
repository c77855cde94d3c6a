"""What kind of thing some bytes are, told from the bytes rather than from what a server says."""

from __future__ import annotations

import re
from enum import StrEnum

from clashreader.parse.encoding import decode_text
from clashreader.parse.rarecharsets import is_ebcdic

_HEAD = 4096


class Kind(StrEnum):
    """What `sniff` can tell apart."""

    FEED_XML = "feed-xml"
    """RSS, RDF or Atom."""
    FEED_JSON = "feed-json"
    OPML = "opml"
    HTML = "html"
    TEXT = "text"
    """Text of another kind, Markdown, unknown XML and JSON included."""
    BINARY = "binary"
    EMPTY = "empty"


_MAGIC = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a media file"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a compressed (gzip) file"),
    (b"BZh", "a compressed (bzip2) file"),
    (b"\xfd7zXZ", "a compressed (xz) file"),
    (b"\x28\xb5\x2f\xfd", "a compressed (zstd) file"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a media file"),
    (b"SQLite format 3\0", "a database"),
)
_PROLOGUE = re.compile(
    r"(?:\s+|<\?.{0,1000}?\?>|<!--.{0,4000}?-->|<!DOCTYPE\b[^\[>]{0,500}(?:\[.{0,3000}?\]\s*)?>)",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z]{1,12})(?=[\s>/])")
_TYPE = re.compile(r"<!DOCTYPE\s{1,20}(?:[\w.-]{1,40}:)?([A-Za-z]{1,12})(?=[\s>\[])", re.IGNORECASE)
"""A document type that does not end within the head: it names the root."""
_FEED_ROOT = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed)(?=\s)[^<>]{0,2000}(?:xmlns|version)|<rss\s*>|<feed\s*>",
    re.IGNORECASE,
)
_HTML_SIGN = re.compile(r"<!DOCTYPE\s+html|<(?:html|head|body)\b", re.IGNORECASE)
_HTML_ROOTS = frozenset(
    [
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "script",
        "div",
        "p",
        "article",
        "section",
        "main",
        "h1",
        "table",
    ]
)
_JSON_FEED = re.compile(
    r'jsonfeed\.org/version|"items"\s*:\s*\[|"home_page_url"\s*:|"feed_url"\s*:'
)


def sniff(data: bytes, content_type: str | None = None) -> Kind:
    """Tell what `data` is from its first 4 kB; `content_type` only decides what they leave open."""
    if _binary_name(data) is not None:
        return Kind.BINARY
    text = head(data)
    start = text.strip()
    if not start:
        return Kind.EMPTY if not data.strip(b"\0\t\n\f\r \xef\xbb\xbf\xff\xfe") else Kind.TEXT
    declared = (content_type or "").partition(";")[0].strip().lower()
    if start[0] in "{[":
        is_feed = declared == "application/feed+json" or _JSON_FEED.search(start)
        return Kind.FEED_JSON if start[0] == "{" and is_feed else Kind.TEXT
    if start[0] == "<":
        kind = _by_root(start)
        if kind is not None:
            return kind
    return _by_content(start, declared)


def _by_root(text: str) -> Kind | None:
    """The kind that the first element names, after declarations, comments and blanks."""
    position = 0
    while (skipped := _PROLOGUE.match(text, position)) is not None:
        position = skipped.end()
    root = _ROOT.match(text, position) or _TYPE.match(text, position)
    if root is None:
        return None
    name = root[1].lower()
    if name in ("rss", "rdf", "feed", "channel"):
        return Kind.FEED_XML
    if name == "opml":
        return Kind.OPML
    return Kind.HTML if name in _HTML_ROOTS else None


def _by_content(text: str, declared: str) -> Kind:
    """The kind of what begins oddly: a feed after a server's warning, a page after a comment."""
    page = _HTML_SIGN.search(text)
    feed = _FEED_ROOT.search(text)
    if feed is not None and (page is None or feed.start() < page.start()):
        return Kind.FEED_XML
    if page is not None or declared in ("text/html", "application/xhtml+xml"):
        return Kind.HTML
    if text.startswith("<?xml") and declared in ("application/rss+xml", "application/atom+xml"):
        return Kind.FEED_XML
    return Kind.TEXT


def head(data: bytes) -> str:
    """The first 4 kB as text, whatever their encoding, without a mark."""
    return decode_head(data).lstrip("\ufeff")


def decode_head(data: bytes) -> str:
    """Decode the beginning without guessing: only what is ASCII matters in it."""
    part = _head_of(data)
    if b"\0" in part or part[:2] in (b"\xff\xfe", b"\xfe\xff") or is_ebcdic(part):
        return decode_text(part[: len(part) // 4 * 4]).text
    return part.decode("utf-8", "replace")


_XML = re.compile(r"\ufeff?\s{0,2000}<(?:\?xml\s|rss[\s>]|feed[\s>]|rdf:RDF[\s>])")
_BLANKS = re.compile(rb"[ \t\r\n]*")


def _head_of(data: bytes) -> bytes:
    """The first 4 kB from the first byte that is no blank."""
    match = _BLANKS.match(data)
    start = match.end() if match is not None else 0
    return data[start : start + _HEAD] if start > _HEAD // 2 else data[:_HEAD]


def _binary_name(data: bytes) -> str | None:
    """The name of the binary format of `data`, or None where it may be text."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    part = _head_of(data)
    text = decode_head(part) if b"\0" in part or is_ebcdic(part) else None
    if text is not None:
        if _XML.match(text):
            return None  # a damaged document is one that can be read in part
        unreadable = sum(text.count(sign) for sign in "\0\ufffd")
        return "binary data" if unreadable * 50 > len(text) else None
    controls = len(part) - len(part.translate(None, _CONTROLS))
    return "binary data" if controls * 20 > len(part) else None


_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x0e\x0f\x1b\x1c\x1d\x1e\x1f"))


def describe(data: bytes, kind: Kind) -> str:
    """Name the kind with its article, for a sentence: "a web page", "a PDF document"."""
    if kind is Kind.BINARY:
        return _binary_name(data) or "binary data"
    if kind is Kind.HTML:
        return "a web page"
    start = head(data).lstrip()[:1]
    if start == "<":
        return "XML of another kind"
    return "JSON of another kind" if start in ("{", "[") else "plain text"
