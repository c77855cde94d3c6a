"""What other readers kept, out of the files that they export: articles, tags, stars, notes.

`read_export` takes the file, the folder or the archive as `Files` and tells by content, never by
name, what it is. Everything in it is a stranger's: only http(s) addresses are taken, texts are
bounded, and no name in an archive is ever a path on this disk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from clashreader.model import MediaType, ParsedArticle
from clashreader.parse.feedtools import absolute, name_of_address
from clashreader.parse.words import clean, plain
from clashreader.values import dataclass, field

MOST_ARTICLES = 200_000
MOST_TAGS = 100
"""Tags of one article."""
LONGEST_TEXT = 5_000_000
"""Characters of one article's text."""
_TITLE, _TAG, _NOTE, _QUOTE, _SHOWN = 1_000, 200, 100_000, 20_000, 200
_QUOTES = 2_000
_EARLIEST, _LATEST = -2_208_988_800, 4_102_444_800  # the years 1900 to 2100


class Format(StrEnum):
    """Whose export it is; also a part of the address of the source that its articles go to."""

    POCKET = "pocket"
    INSTAPAPER = "instapaper"
    OMNIVORE = "omnivore"
    WALLABAG = "wallabag"
    BOOKMARKS = "bookmarks"
    GOOGLE_READER = "google-reader"
    """The form of Google Reader's export, which FreshRSS and others still write."""
    PAGES = "pages"
    """Web pages as a browser saved them."""


class Files(Protocol):
    """What is to be read: one file, or the files of a folder or an archive, by their names."""

    def names(self) -> Sequence[str]:
        """Return the names, with ``/`` between folders, in order."""

    def read(self, name: str) -> bytes:
        """Return the bytes of one; raises `ParseError` where it is too large or damaged."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that the reader marked; `colour` is an index into `HIGHLIGHT_COLOURS`."""

    exact: str
    note: str | None = None
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """One article as another reader kept it. `parsed.body` is empty where only its address was.

    `bookmarked_at` is when it was given its star, where that is known.
    """

    parsed: ParsedArticle
    tags: tuple[str, ...] = ()
    bookmarked: bool = False
    bookmarked_at: int | None = None
    read: bool = False
    note: str | None = None
    quotes: tuple[Quote, ...] = ()


@dataclass(slots=True)
class Export:
    """What an export holds. `refused` are addresses and files that are not taken, as they stand.

    `cut` says that it holds more than is taken.
    """

    format: Format
    articles: list[Kept] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    cut: bool = False
    lists: list[bytes] = field(default_factory=list)
    """Lists of subscriptions (OPML) that lie in the same archive."""

    def add(self, kept: Kept | None, address: object) -> None:
        """Take in one article, or note the address of one that is none."""
        if kept is None:
            self.refuse(address)
        elif len(self.articles) >= MOST_ARTICLES:
            self.cut = True
        else:
            self.articles.append(kept)

    def refuse(self, what: object) -> None:
        """Note what is not taken."""
        shown = clean(str(what), _SHOWN) if isinstance(what, str) else ""
        if len(self.refused) < MOST_ARTICLES:
            self.refused.append(shown or "an entry without an address")


def kept_article(
    url: object,
    title: object,
    *,
    body: object = None,
    author: object = None,
    outlet: object = None,
    saved: int | None = None,
    published: int | None = None,
    updated: int | None = None,
    language: object = None,
    summary: object = None,
    picture: object = None,
    name: object = None,
) -> ParsedArticle | None:
    """Return an article of an export, or None where its address is none of the web.

    What has a text but no address is an article too, known by its `name`. Without a date of its
    own the day on which it was `saved` stands for it.
    """
    address = absolute(None, url) if isinstance(url, str) else None
    text = body[:LONGEST_TEXT] if isinstance(body, str) else ""
    if address is None and not (text.strip() and isinstance(name, str | int) and not url):
        return None
    heading = plain(title, _TITLE) if isinstance(title, str) else ""
    if heading == url or absolute(None, heading) == address:
        heading = ""
    derived = name_of_address(address) if address else "Untitled"
    return ParsedArticle(
        uid=address or f"id:{name}"[:500],
        title=heading or derived or (address or "Untitled"),
        title_derived=not heading,
        body=text if text.strip() else "",
        media_type=MediaType.HTML,
        url=address,
        base_url=address,
        author=_line(author),
        outlet=_line(outlet) or host(address),
        published=published if published is not None else saved,
        updated=updated,
        language=_language(language),
        summary=_line(summary, 1_000),
        lead_image=absolute(address, picture),
    )


def _line(value: object, limit: int = 300) -> str | None:
    return (plain(value[: limit * 10], limit) or None) if isinstance(value, str) else None


def _language(value: object) -> str | None:
    is_one = isinstance(value, str) and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w{2,8})*", value)
    return str(value).replace("_", "-") if is_one else None


def host(address: str | None) -> str | None:
    """Return the name of the site that an address is of."""
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def tag_names(values: object) -> tuple[str, ...]:
    """Return labels as names of tags, each once; what is no text is none."""
    found: dict[str, str] = {}
    for value in values if isinstance(values, list | tuple) else ():
        text = clean(value[:1_000], _TAG) if isinstance(value, str) else ""
        if any(sign.isalnum() for sign in text) and len(found) < MOST_TAGS:
            found.setdefault(text.casefold(), text)
    return tuple(found.values())


def note_text(value: object) -> str | None:
    """Return the reader's own words, with their lines, or None."""
    if not isinstance(value, str) or not value.strip():
        return None
    return "\n".join(line.rstrip() for line in value.strip().splitlines())[:_NOTE]


def quotes_of(pairs: Sequence[tuple[object, object, int]]) -> tuple[Quote, ...]:
    """Return quotations from words, note and colour each; those without words are left out."""
    found: dict[str, Quote] = {}
    for words, note, colour in pairs[:_QUOTES]:
        if isinstance(words, str) and any(sign.isalnum() for sign in words):
            exact = words.strip()[:_QUOTE]
            found.setdefault(exact, Quote(exact, note_text(note), colour))
    return tuple(found.values())


def moment(value: object) -> int | None:
    """Return a time in seconds since 1970: from seconds, milli- or microseconds, or a text."""
    from clashreader.parse.dates import parse_date

    if isinstance(value, str):
        text = value.strip()
        if not re.fullmatch(r"-?\d{1,17}", text):
            return parse_date(text[:200])
        value = int(text)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - not a number
        return None
    if not abs(value) < 1e17:
        return None
    seconds = int(value)
    while abs(seconds) > _LATEST:
        seconds //= 1000
    return seconds if seconds > 0 and seconds >= _EARLIEST else None


def truth(value: object) -> bool:
    """Whether a field says yes, in any of the ways in which exports say so."""
    if isinstance(value, str):
        return value.strip().lower() in ("1", "true", "yes")
    return value is True or (isinstance(value, int | float) and value == 1)


def text_of(entry: Mapping[str, object], *names: str) -> str | None:
    """Return the first of some fields that is a text with something in it."""
    for name in names:
        value = entry.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return None
