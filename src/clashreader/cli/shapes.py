"""The JSON of articles, sources, tags and sections, and how times and sizes are written.

The keys are a contract: programs read them. What may be added is a key, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from clashreader.model import HIGHLIGHT_COLOURS, SectionCount, Source, SourceKind, TagCount

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.model import ArticleDetail, Highlight, HighlightPlace

PAGE = 500
"""Articles held in memory at once while a long list is printed."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_SECOND = -62_135_596_800
"""0001-01-01T00:00:00Z."""
LAST_SECOND = 253_402_300_799
"""9999-12-31T23:59:59Z, the last that RFC 3339 can write."""


def instant(seconds: int | None) -> str | None:
    """Return a time as RFC 3339 in UTC, or None where there is none that can be written."""
    moment = _moment(seconds)
    return None if moment is None else moment.isoformat()[:19] + "Z"


def month_name(month: int | None) -> str | None:
    """Return a month of the library (202506) as ``2025-06``."""
    return None if month is None else f"{month // 100:04d}-{month % 100:02d}"


def local_time(seconds: int | None) -> str:
    """Return a time for the reader: the machine's own zone, to the minute; empty if none."""
    moment = _moment(seconds)
    if moment is None:
        return ""
    try:
        return moment.astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        return moment.strftime("%Y-%m-%d %H:%M")


def local_day(seconds: int | None) -> str:
    """Return the day of a time for the reader, or ``undated``."""
    return local_time(seconds)[:10] or "undated"


def _moment(seconds: int | None) -> datetime | None:
    if seconds is None or not FIRST_SECOND <= seconds <= LAST_SECOND:
        return None
    # Not fromtimestamp: it refuses times before 1970 on Windows.
    return EPOCH + timedelta(seconds=seconds)


def details(library: Library, ids: Sequence[int]) -> Iterator[ArticleDetail]:
    """Yield the articles of `ids` in order, reading a page at a time."""
    for start in range(0, len(ids), PAGE):
        yield from library.details(ids[start : start + PAGE])


def article_json(detail: ArticleDetail) -> dict[str, object]:
    """Return what programs get to know of an article in a list."""
    row = detail.row
    return {
        "id": row.id,
        "source": row.source_id,
        "source_title": detail.source_title,
        "outlet": detail.outlet_own,
        "uid": detail.uid,
        "url": detail.url,
        "title": row.title,
        "author": row.author,
        "section": row.section,
        "month": month_name(detail.month),
        "published": instant(row.published),
        "updated": instant(detail.updated),
        "first_seen": instant(row.first_seen),
        "summary": row.summary,
        "words": row.words,
        "language": row.language,
        "read": row.read,
        "bookmarked": row.bookmarked,
        "tags": list(row.tags),
        "versions": row.versions,
        "gone": row.gone,
        "hidden": row.hidden,
        "deleted": row.binned,
        "images": {"stored": detail.images_stored, "missing": detail.images_missing},
    }


def highlight_json(highlight: Highlight, place: HighlightPlace) -> dict[str, object]:
    """Return what programs get to know of a highlight; `found` is whether the newest version has
    its words, `found_in` the newest version that has them.
    """
    return {
        "id": highlight.id,
        "article": highlight.article_id,
        "version": highlight.version,
        "quote": highlight.exact,
        "earlier": highlight.earlier,
        "note": highlight.note,
        "found": place.current,
        "found_in": place.version,
        "colour": HIGHLIGHT_COLOURS[highlight.colour],
        "created": instant(highlight.created),
        "changed": instant(highlight.changed),
    }


def source_json(source: Source) -> dict[str, object]:
    """Return what programs get to know of a subscription."""
    return {
        "id": source.id,
        "kind": str(source.kind),
        "url": source.url,
        "title": source.title,
        "section": source.section or source.default_section,
        "site_url": source.site_url,
        "articles": source.articles,
        "unread": source.unread,
        "last_sync": instant(source.last_sync),
        "next_sync": None if source.paused else instant(source.next_sync),
        "error": source.error,
        "notice": source.notice,
        "paused": source.paused,
    }


def tag_json(tag: TagCount) -> dict[str, object]:
    """Return a tag and its counts."""
    return {
        "name": tag.name, "articles": tag.total, "unread": tag.unread, "colour": tag.colour,
    }  # fmt: skip


def section_json(section: SectionCount) -> dict[str, object]:
    """Return a section, its counts, and those of its months."""
    return {
        "name": section.name,
        "unread": section.unread,
        "total": section.total,
        "aliases": list(section.aliases),
        "hidden": section.hidden,
        "months": [
            {"month": month_name(month.month), "unread": month.unread, "total": month.total}
            for month in section.months
        ],
    }


def kind_name(kind: SourceKind) -> str:
    """Return what a kind of source is called in a table."""
    return "feed" if kind is SourceKind.FEED else "folder"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 article``, ``2 articles``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
