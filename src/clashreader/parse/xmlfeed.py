"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, to a `ParsedFeed`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from clashreader.errors import ParseError
from clashreader.model import MediaType, ParsedArticle, ParsedFeed
from clashreader.parse import feedtools
from clashreader.parse.dates import parse_date
from clashreader.parse.encoding import Decoded, declared_charset, decode_text
from clashreader.parse.fastfeed import read_fast
from clashreader.parse.feedmedia import media_of, number
from clashreader.parse.rawfeed import (
    Entry,
    RawFeed,
    parts_of,
    text_of,
    unpacked,
    without_declaration,
)
from clashreader.parse.words import (
    clean,
    derived_title,
    first_paragraph,
    plain,
    scrub,
    unwrapped,
    without_tags,
)

_HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
_MARKUP = re.compile(r"<[^<>]*>|\s+")
_HTML = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h[1-6]|blockquote|figure|table|pre|code)\s*>"
    r"|<(?:p|br|hr)\s*/?>|<img\s",
    re.IGNORECASE,
)
# feedparser closes every element of XHTML; to HTML, </br> is one more line break.
_VOID = re.compile(r"(<(?:br|hr|img|input|wbr|source|col|embed|area|track)\b[^<>]*>)</[a-z]+>")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 2000
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000,
            "yearly": 31536000}  # fmt: skip
_LONGEST_TTL = 31536000


def parse_xml_feed(data: bytes, *, url: str, content_type: str | None = None) -> ParsedFeed:
    """Read an XML feed. Raises `ParseError` where nothing of a feed can be found in it."""
    decoded = _decode(data, content_type)
    notices, head = decoded.notices, decoded.text[:_HEAD]
    text = without_declaration(decoded.text)
    del decoded  # a large feed is not kept more often than needed
    raw = _read(text, url)
    del text
    if not raw.entries and not raw.version and not any(map(raw.feed.get, _TELLING)):
        raise ParseError("This address answers with XML that is no feed, or too broken to read.")
    feed = raw.feed
    site_url = feedtools.absolute(url, text_of(feed, "link"))
    language = _language(text_of(feed, "language"))
    inherited = raw.version.startswith("atom")
    context = _Context(url, site_url, language, feed, inherited=inherited)
    articles = list(_articles(raw, context))
    return ParsedFeed(
        title=context.title,
        articles=feedtools.distinguish(articles),
        format=_format(raw.version, head),
        site_url=site_url,
        feed_url=_self_link(feed, url),
        description=plain(_description(feed), feedtools.SUMMARY_LENGTH) or None,
        language=language,
        section=feedtools.section_and_tags(_labels(feed))[0],
        ttl=_ttl(feed),
        notices=(*notices, *_BROKEN[: raw.broken], *_CUT[: raw.cut]),
    )


def _articles(raw: RawFeed, context: _Context) -> Iterable[ParsedArticle]:
    """Make articles; what an entry held is let go of on the way."""
    for entry in unpacked(raw.entries):
        if _says_something(entry):
            yield _article(entry, context)


def _format(version: str, head: str) -> str:
    """The format; of RSS 0.91 there are two, of which Netscape's has a document type."""
    if version == "rss091u" and "netscape" in head.lower():
        return "rss091n"
    return version or "rss"


def _read(text: str, url: str) -> RawFeed:
    """Read the short way, where that gives the same, or with all the care there is."""
    raw = read_fast(text)
    if raw is None:
        from clashreader.parse.feedreader import read_xml

        raw = read_xml(text, url)
    return raw


_DESCRIBING = ("subtitle", "summary", "itunes_summary", "info")
_TELLING = ("title", "link", *_DESCRIBING)
"""What tells, where there are no items and no version, that this is a feed nevertheless."""
_BROKEN = ("The feed is not well-formed XML; it was read as far as possible.",)
_CUT = (feedtools.CUT,)


class _Context:
    """What the articles of one feed share."""

    __slots__ = ("author", "inherited", "language", "site_url", "title", "url")

    def __init__(
        self, url: str, site_url: str | None, language: str | None, feed: Entry, *, inherited: bool
    ) -> None:
        self.url = url
        self.site_url = site_url
        self.language = language
        self.title = _title(feed, atom=inherited)
        self.author = _authors(feed)
        """Of the items that name none (RFC 4287, 4.2.1; podcasts do the same)."""
        self.inherited = inherited
        """The feed's language comes from ``xml:lang``, which an empty one takes back."""

    def outlet(self, entry: Entry) -> str | None:
        """Where a feed has an item from, if it names another than itself."""
        source = dict.get(entry, "source")
        title = _title(source, atom=self.inherited) if isinstance(source, dict) else ""
        return title if title and title != self.title else None


def _decode(data: bytes, content_type: str | None) -> Decoded:
    """Decode; what a server says goes before what the document declares (RFC 7303, 3.2)."""
    match = _CHARSET.search(content_type) if content_type else None
    return decode_text(data, match[1] if match else None, declared_charset(data))


def _title(entry: Entry, *, atom: bool) -> str:
    """The headline in plain text: Atom may say what it is written in, RSS does not know."""
    text, kind = unwrapped(text_of(entry, "title")), text_of(entry, "title_type").lower()
    if atom and kind in ("text", "text/plain"):
        return clean(text, feedtools.TITLE_LENGTH)
    if kind in ("html", "xhtml") or kind in _HTML_TYPES:
        text = without_tags(text)
    return plain(text, feedtools.TITLE_LENGTH)


def _article(entry: Entry, context: _Context) -> ParsedArticle:
    url = feedtools.absolute(context.url, _link(entry))
    title = _title(entry, atom=context.inherited)
    body, media_type, base, language, is_summary = _body(entry)
    base = feedtools.absolute(context.url, base) if base and base != context.url else None
    published, updated = _dates(entry)
    section, tags = feedtools.section_and_tags(_labels(entry))
    enclosures, lead_image = media_of(entry, base or context.url)
    teaser = "" if is_summary else text_of(entry, "summary")[:8000]
    uid = clean(text_of(entry, "id"), feedtools.UID_LENGTH)
    if not uid and url and url != context.site_url:
        uid = url
    return ParsedArticle(
        uid=uid or feedtools.content_uid(title, published, body),
        title=title or derived_title(first_paragraph(body)) or feedtools.name_of_address(url),
        body=body,
        media_type=media_type,
        url=url,
        base_url=base or url or context.url,
        author=_authors(entry) or _source_authors(entry) or context.author,
        outlet=context.outlet(entry),
        published=published,
        updated=updated,
        section=section,
        tags=tags,
        summary=plain(teaser, feedtools.SUMMARY_LENGTH) or None,
        lead_image=lead_image,
        language=_spoken(entry, language, context),
        enclosures=enclosures,
        title_derived=not title,
    )


def _says_something(entry: Entry) -> bool:
    """Whether there is anything at all in an item; one that has but an author is one."""
    return any(text_of(entry, key) for key in _SAYING) or any(
        text_of(part, key)
        for name, keys in _PARTS
        for part in parts_of(entry, name)
        for key in keys
    )


_SAYING = ("title", "link", "id", "summary", "published", "updated", "created", "dc_date", "author",
           "itunes_summary", "subtitle", "media_description", "item_image")  # fmt: skip
_PARTS = (("content", ("value",)), ("links", ("href",)), ("tags", ("term", "label")),
          ("authors", ("name",)), ("media_content", ("url",)),
          ("media_thumbnail", ("url",)))  # fmt: skip


def _spoken(entry: Entry, of_body: str | None, context: _Context) -> str | None:
    """The language: of the item, of its text, of its title, of the feed."""
    title = dict.get(entry, "title_detail")
    of_title = title.get("language") if isinstance(title, dict) else None
    if context.inherited and of_body is None and ("content" in entry or "summary" in entry):
        return None
    for tag in (text_of(entry, "language"), of_body, of_title):
        if isinstance(tag, str) and (found := _language(tag)):
            return found
    return context.language


def _link(entry: Entry) -> str:
    """The address of the article: the link to a page, else any that calls itself alternate."""
    link = text_of(entry, "feedburner_origlink") or text_of(entry, "link")
    if link:
        return link
    if about := text_of(entry, "about"):
        return about
    for candidate in parts_of(entry, "links"):
        if candidate.get("rel") == "alternate" and isinstance(dict.get(candidate, "href"), str):
            return str(candidate["href"])
    return ""


def _body(entry: Entry) -> tuple[str, MediaType, str | None, str | None, bool]:
    """The richest text: body, type, base as written, language, and whether it is the summary."""
    summary = text_of(entry, "summary")
    detail = dict.get(entry, "summary_detail")
    detail = detail if isinstance(detail, dict) else {}
    best: dict[str, Any] | None = None
    for content in parts_of(entry, "content"):
        value = dict.get(content, "value")
        if isinstance(value, str) and value and (best is None or _richer(content, best)):
            best = content
    if best is not None and not _rank(best) and summary:
        best = None  # a picture in base64, or data
    if best is None:
        chosen, is_summary = {**detail, "value": summary}, True
    else:
        # A content that is a picture or a teaser gives way; a short article does not.
        value = best["value"]
        is_summary = len(summary) > len(value) and _visible(summary) > 2 * _visible(value)
        chosen = {**detail, "value": summary} if is_summary else best
        is_summary = is_summary or chosen["value"] == summary
    body = unwrapped(scrub(chosen["value"]))
    kind = str(chosen.get("type") or "text/html")
    notes = "" if best is not None else scrub(_notes(entry, body))
    if notes:
        body, kind, chosen, is_summary = notes, "text/plain", {}, False
    elif kind == "application/xhtml+xml":
        body = _VOID.sub(r"\1", body)
    # RSS does not say what the text of an element is, and Atom feeds often forget to.
    plain_text = kind not in _HTML_TYPES and not ("<" in body and _HTML.search(body))
    base = chosen.get("base")
    return (
        body,
        MediaType.TEXT if plain_text else MediaType.HTML,
        base if isinstance(base, str) else None,
        chosen.get("language") if isinstance(chosen.get("language"), str) else None,
        is_summary,
    )


def _notes(entry: Entry, body: str) -> str:
    """What describes a broadcast or a picture, where the item itself is not described, or but in
    a few words; '' else.
    """
    show_notes = text_of(entry, "itunes_summary") or text_of(entry, "subtitle")
    if show_notes and _visible(show_notes) > 2 * _visible(body):
        return show_notes
    return "" if body else text_of(entry, "media_description")


def _richer(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """HTML before plain text before other types (a picture in base64); then the longer one."""
    return (_rank(one), len(one["value"])) > (_rank(other), len(other["value"]))


def _rank(content: dict[str, Any]) -> int:
    kind = content.get("type")
    return 2 if kind in _HTML_TYPES else int(str(kind).startswith("text/"))


def _visible(markup: str) -> int:
    """About how many characters of text a piece of HTML shows."""
    return len(_MARKUP.sub("", markup))


def _dates(entry: Entry) -> tuple[int | None, int | None]:
    """When it was published and, if that differs, when it was changed."""
    published = None
    for key in ("published", "dc_date", "created"):
        value = text_of(entry, key)
        if value:
            published = parse_date(value)
            if published is not None:
                break
    value = text_of(entry, "updated")
    updated = parse_date(value) if value else None
    if published is None:
        return updated, None
    return published, updated if updated != published else None


def _description(feed: Entry) -> str:
    return next(filter(None, (text_of(feed, key) for key in _DESCRIBING)), "")


def _labels(entry: Entry) -> Iterable[str]:
    for tag in parts_of(entry, "tags"):
        for label in (dict.get(tag, "label"), dict.get(tag, "term")):
            if isinstance(label, str) and label.strip():
                yield label
                break


def _authors(entry: Entry) -> str | None:
    """The names of the authors, or their mail addresses where they have no names."""
    names = [
        name or text_of(author, "email")
        for author in parts_of(entry, "authors")[:50]
        if isinstance(name := dict.get(author, "name", ""), str)
    ]
    return feedtools.join_authors(names) or feedtools.join_authors([text_of(entry, "author")])


def _source_authors(entry: Entry) -> str | None:
    source = dict.get(entry, "source")
    return _authors(source) if isinstance(source, dict) else None


def _language(text: str | None) -> str | None:
    """A BCP 47 tag as it is usually written, or None for what is none."""
    if not text:
        return None
    tag = text.strip().replace("_", "-")
    return tag[:35] if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", tag[:35]) else None


def _self_link(feed: Entry, url: str) -> str | None:
    for link in parts_of(feed, "links"):
        if link.get("rel") == "self":
            return feedtools.absolute(url, dict.get(link, "href"))
    return None


def _ttl(feed: Entry) -> int | None:
    """Seconds between checks: RSS 2.0 ``ttl`` is in minutes; else the syndication module's."""
    minutes = number(text_of(feed, "ttl"))
    if minutes:
        return min(minutes * 60, _LONGEST_TTL)
    period = _PERIODS.get(text_of(feed, "sy_updateperiod").strip().lower())
    if period is None:
        return None
    return max(period // max(number(text_of(feed, "sy_updatefrequency")) or 1, 1), 60)
