"""The JSON of articles and highlights, as the command line prints and `export` writes it.

The keys are a contract: programs read them. What may be added is a key, nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from clashreader.model import HIGHLIGHT_COLOURS

if TYPE_CHECKING:
    from clashreader.model import ArticleDetail, Highlight, HighlightPlace, Provenance, VersionInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_SECOND = -62_135_596_800
"""0001-01-01T00:00:00Z."""
LAST_SECOND = 253_402_300_799
"""9999-12-31T23:59:59Z, the last that RFC 3339 can write."""


def moment(seconds: int | None) -> datetime | None:
    """Return a time as a `datetime` in UTC, or None where there is none that can be written."""
    if seconds is None or not FIRST_SECOND <= seconds <= LAST_SECOND:
        return None
    # Not fromtimestamp: it refuses times before 1970 on Windows.
    return EPOCH + timedelta(seconds=seconds)


def instant(seconds: int | None) -> str | None:
    """Return a time as RFC 3339 in UTC, or None where there is none that can be written."""
    found = moment(seconds)
    return None if found is None else found.isoformat()[:19] + "Z"


def month_name(month: int | None) -> str | None:
    """Return a month of the library (202506) as ``2025-06``."""
    return None if month is None else f"{month // 100:04d}-{month % 100:02d}"


def version_json(version: VersionInfo) -> dict[str, object]:
    """Return what programs get to know of a version."""
    return {
        "version": version.number,
        "seen": instant(version.seen),
        "title": version.title,
        "words": version.words,
        "hash": version.text_hash,
    }


def provenance_json(found: Provenance) -> dict[str, object]:
    """Return where a version comes from. The SHA-256 of body and text can be computed again: that
    of `text` is over the headline, a line feed and the text, in UTF-8.
    """
    return {
        "asked": found.asked,
        "reached": found.reached,
        "at": instant(found.at),
        "status": found.status,
        "etag": found.etag,
        "last_modified": found.last_modified,
        "sha256": {"bytes": found.bytes_hash, "body": found.body_hash, "text": found.text_hash},
        "hashed": instant(found.hashed),
        "extractor": found.extractor,
        "program": found.program,
    }


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
