"""The JSON of articles, sources, tags and sections, and how times and sizes are written.

The keys are a contract: programs read them. What may be added is a key, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clashreader.export.shapes import (
    article_json,
    highlight_json,
    instant,
    moment,
    month_name,
    provenance_json,
    version_json,
)
from clashreader.model import SectionCount, Source, SourceKind, TagCount

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.model import ArticleDetail

__all__ = [
    "PAGE", "article_json", "counted", "details", "highlight_json", "instant", "kind_name",
    "local_day", "local_time", "month_name", "provenance_json", "section_json", "source_json",
    "tag_json", "version_json",
]  # fmt: skip

PAGE = 500
"""Articles held in memory at once while a long list is printed."""


def local_time(seconds: int | None) -> str:
    """Return a time for the reader: the machine's own zone, to the minute; empty if none."""
    found = moment(seconds)
    if found is None:
        return ""
    try:
        return found.astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        return found.strftime("%Y-%m-%d %H:%M")


def local_day(seconds: int | None) -> str:
    """Return the day of a time for the reader, or ``undated``."""
    return local_time(seconds)[:10] or "undated"


def details(library: Library, ids: Sequence[int]) -> Iterator[ArticleDetail]:
    """Yield the articles of `ids` in order, reading a page at a time."""
    for start in range(0, len(ids), PAGE):
        yield from library.details(ids[start : start + PAGE])


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
    return kind.value


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 article``, ``2 articles``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
