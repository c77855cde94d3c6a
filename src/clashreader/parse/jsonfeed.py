"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) to a `ParsedFeed`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from clashreader.errors import ParseError
from clashreader.model import Enclosure, MediaType, ParsedArticle, ParsedFeed
from clashreader.parse import feedtools
from clashreader.parse.dates import parse_date
from clashreader.parse.encoding import decode_text
from clashreader.parse.words import clean, derived_title, first_paragraph, plain, scrub

_FORMATS = {
    "https://jsonfeed.org/version/1": "json10",
    "https://jsonfeed.org/version/1.0": "json10",
    "https://jsonfeed.org/version/1.1": "json11",
}

_CUT = (feedtools.CUT,)


def parse_json_feed(data: bytes, *, url: str) -> ParsedFeed:
    """Read a JSON feed. Raises `ParseError` where the JSON is broken or has no list of items."""
    decoded = decode_text(data, "utf-8")  # RFC 8259, 8.1
    document = load_json(decoded.text)
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(items, list):
        raise ParseError("This address answers with JSON that has no list of items: no feed.")
    site_url = feedtools.absolute(url, document.get("home_page_url"))
    language = _string(document, "language", 35) or None
    everyone = list(_names(document))
    articles = [
        _article(item, url=url, site_url=site_url, language=language, feed_authors=everyone)
        for item in items[: feedtools.MAX_ARTICLES]
        if isinstance(item, dict) and _says_something(item)
    ]
    version = _string(document, "version", 100).rstrip("/").replace("http://", "https://")
    return ParsedFeed(
        title=plain(_string(document, "title"), feedtools.TITLE_LENGTH),
        articles=feedtools.distinguish(articles),
        format=_FORMATS.get(version, "json"),
        site_url=site_url,
        feed_url=feedtools.absolute(url, document.get("feed_url")),
        description=plain(_string(document, "description"), feedtools.SUMMARY_LENGTH) or None,
        language=language,
        notices=(
            *decoded.notices,
            *([feedtools.CUT] if len(items) > feedtools.MAX_ARTICLES else []),
        ),
    )


def load_json(text: str) -> Any:
    """Parse JSON from outside. Raises `ParseError` for broken or absurdly nested documents."""
    try:
        return _loads(text)
    except RecursionError as error:
        raise ParseError("This JSON is nested too deeply to be a feed.") from error
    except ValueError as error:
        line = getattr(error, "lineno", None)
        place = f" in line {line}" if line else ""
        raise ParseError(f"This JSON feed is broken{place} and cannot be read.") from error


_TRAILING_COMMA = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|,(?=\s*[}\]])', re.DOTALL)


def _loads(text: str) -> Any:
    """Parse JSON in which line breaks may stand in texts, and a comma behind the last of a list."""
    try:
        return json.loads(text, strict=False, parse_int=_integer)
    except ValueError:
        mended = _TRAILING_COMMA.sub(lambda match: "" if match[0] == "," else match[0], text)
        if mended == text:
            raise
        return json.loads(mended, strict=False, parse_int=_integer)


def _integer(digits: str) -> int | None:
    """An integer; None for one so long that Python would refuse the whole document for it."""
    return int(digits) if len(digits) <= _MOST_DIGITS else None


_MOST_DIGITS = 40


def _says_something(item: dict[str, Any]) -> bool:
    """Whether there is anything at all in an item, an author alone included."""
    return (
        any(_string(item, key).strip() for key in _SAYING)
        or any(_strings(item.get("tags")))
        or any(_names(item))
        or bool(_attachments(item, ""))
    )


_SAYING = ("id", "url", "external_url", "title", "content_html", "content_text", "summary",
           "date_published", "date_modified", "image", "banner_image")  # fmt: skip


def _article(
    item: dict[str, Any],
    *,
    url: str,
    site_url: str | None,
    language: str | None,
    feed_authors: list[str],
) -> ParsedArticle:
    page = feedtools.absolute(url, item.get("url")) or feedtools.absolute(
        url, item.get("external_url")
    )
    title = plain(_string(item, "title"), feedtools.TITLE_LENGTH)
    markup, text = _string(item, "content_html"), _string(item, "content_text")
    summary = plain(_string(item, "summary")[:8000], feedtools.SUMMARY_LENGTH)
    body = scrub(markup or text or _string(item, "summary"))
    published = parse_date(_string(item, "date_published"))
    updated = parse_date(_string(item, "date_modified"))
    section, tags = feedtools.section_and_tags(_strings(item.get("tags")))
    uid = clean(_string(item, "id"), feedtools.UID_LENGTH)
    if not uid and page and page != site_url:
        uid = page
    return ParsedArticle(
        uid=uid or feedtools.content_uid(title, published, body),
        title=title or derived_title(first_paragraph(body)) or feedtools.name_of_address(page),
        body=body,
        media_type=MediaType.HTML if markup.strip() else MediaType.TEXT,
        url=page,
        base_url=page or url,
        author=feedtools.join_authors(list(_names(item)) or feed_authors),
        published=published if published is not None else updated,
        updated=updated if published is not None and updated != published else None,
        section=section,
        tags=tags,
        summary=(summary or None) if markup or text else None,
        lead_image=feedtools.absolute(url, item.get("image"))
        or feedtools.absolute(url, item.get("banner_image")),
        language=_string(item, "language", 35) or language,
        enclosures=_attachments(item, url),
        title_derived=not title,
    )


def _string(item: dict[str, Any], key: str, limit: int | None = None) -> str:
    """A string; numbers (ids often are) as text; '' for anything else."""
    value = item.get(key)
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else ""
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    if not isinstance(value, str):
        return ""
    return value if limit is None else clean(value, limit)


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        return []
    return [entry for entry in value[:500] if isinstance(entry, str)]


def _names(item: dict[str, Any]) -> Iterable[str]:
    """Names of ``authors`` (1.1) or ``author`` (1.0), both of which are objects, or should be."""
    authors = item.get("authors")
    if isinstance(authors, dict):
        authors = [authors]
    listed = authors if isinstance(authors, list) and authors else [item.get("author")]
    for author in listed[:50]:
        if isinstance(author, dict):
            yield _string(author, "name")
        elif isinstance(author, str):
            yield author


def _attachments(item: dict[str, Any], url: str) -> tuple[Enclosure, ...]:
    attachments = item.get("attachments")
    found = []
    for attachment in attachments[:50] if isinstance(attachments, list) else []:
        if not isinstance(attachment, dict):
            continue
        address = feedtools.absolute(url, attachment.get("url"))
        if address is None:
            continue
        size = attachment.get("size_in_bytes")
        sound = isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 2**53
        found.append(
            Enclosure(
                address,
                _string(attachment, "mime_type", 100) or None,
                size if sound else None,
                plain(_string(attachment, "title"), 200) or None,
            )
        )
    return tuple(found)
