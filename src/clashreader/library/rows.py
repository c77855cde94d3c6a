"""Reading lists: ids, rows and counts, as SQL over a plain "run this" function.

Standard library only: the same statements serve `Library` (through SQLAlchemy) and the first
screen, which is painted before SQLAlchemy has been imported.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from clashreader.later import later
from clashreader.library.ddl import BINNED, DELETED, FAILED, HIDDEN, STORED, WANTED
from clashreader.model import (
    ArticleDetail,
    ArticleRow,
    Known,
    MonthCount,
    Overview,
    SectionCount,
    Source,
    SourceKind,
    TagCount,
)

if TYPE_CHECKING:
    from clashreader.library import gaps, saved
else:
    globals().update(later("clashreader.library", "gaps saved"))

_AT_ONCE = 10_000  # ids of one statement
Run = Callable[[str, Sequence[object]], Sequence[Any]]
"""Runs a statement and returns its rows as tuples."""

_ROW = """
SELECT a.id, a.source_id, a.title, coalesce(a.outlet, o.title), a.author, s.name, a.published,
  a.first_seen, a.sort_time, a.summary, a.read, a.bookmarked_at IS NOT NULL, a.versions,
  a.gone_since IS NOT NULL, a.words, a.language, i.hash, a.edits, a.edited_at,
  EXISTS (SELECT 1 FROM notes WHERE article_id = a.id)
    OR EXISTS (SELECT 1 FROM highlights WHERE article_id = a.id), a.state
FROM articles a
JOIN sources o ON o.id = a.source_id
LEFT JOIN sections s ON s.id = a.section_id
LEFT JOIN images i ON i.id = a.lead_image
WHERE a.id IN (SELECT value FROM json_each(?)) AND a.state <> 2
"""
_TIMES = "SELECT id, sort_time FROM articles WHERE id IN (SELECT value FROM json_each(?))"
_TAGS = """
SELECT t.article_id, g.name FROM article_tags t JOIN tags g ON g.id = t.tag_id
WHERE t.article_id IN (SELECT value FROM json_each(?)) ORDER BY g.folded
"""
_DETAIL = f"""
SELECT a.id, a.uid, a.url, a.updated, a.month, a.title_derived, o.title, a.outlet,
  (SELECT count(*) FROM article_images p JOIN images i ON i.id = p.image_id
     JOIN versions v ON v.id = p.version_id AND v.number = a.versions
     WHERE p.article_id = a.id AND i.state = {STORED}),
  (SELECT count(*) FROM article_images p JOIN images i ON i.id = p.image_id
     JOIN versions v ON v.id = p.version_id AND v.number = a.versions
     WHERE p.article_id = a.id AND i.state IN ({WANTED}, {FAILED}))
FROM articles a JOIN sources o ON o.id = a.source_id
WHERE a.id IN (SELECT value FROM json_each(?)) AND a.state <> 2
"""
SOURCE_COLUMNS = """
o.id, o.kind, o.url, o.title, o.site_url, s.name, o.default_section, o.title_chosen, o.full_text,
o.images, o.paused, o.interval, o.etag, o.last_modified, o.content_hash, o.added_at, o.last_sync,
o.next_sync, o.failures, o.error, o.notice, o.articles, o.unread, o.retry_at,
o.validated_at, o.typed, o.login
"""
_SOURCES = f"""
SELECT {SOURCE_COLUMNS} FROM sources o LEFT JOIN sections s ON s.id = o.section_id
WHERE o.removed_at IS NULL
"""


def sort_times(run: Run, ids: Sequence[int]) -> list[int]:
    """Return the time by which each of `ids` is sorted; 0 for what is not there."""
    found = dict(run(_TIMES, (json.dumps(list(ids)),)))
    return [int(found.get(number, 0)) for number in ids]


def article_rows(run: Run, ids: Sequence[int]) -> list[ArticleRow]:
    """Return the rows of `ids` in their order, in two statements; missing ones are left out."""
    if not ids:
        return []
    wanted = (json.dumps(list(ids)),)
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for article_id, name in run(_TAGS, wanted):
        tags[article_id].append(name)
    found = {row[0]: _row(row, tags) for row in run(_ROW, wanted)}
    return [found[article_id] for article_id in ids if article_id in found]


def _row(row: Any, tags: dict[int, list[str]]) -> ArticleRow:
    return ArticleRow(
        id=row[0], source_id=row[1], title=row[2], outlet=row[3], author=row[4], section=row[5],
        published=row[6], first_seen=row[7], sort_time=row[8], summary=row[9], read=bool(row[10]),
        bookmarked=bool(row[11]), versions=row[12], gone=bool(row[13]), words=row[14],
        language=row[15], lead_image=row[16], tags=tuple(tags.get(row[0], ())),
        edits=row[17], edited=row[18], annotated=bool(row[19]),
        binned=row[20] == BINNED, hidden=row[20] == HIDDEN,
    )  # fmt: skip


def article_details(run: Run, ids: Sequence[int]) -> list[ArticleDetail]:
    """Return the details of `ids` in their order, in three statements."""
    if not ids:
        return []
    extra = {row[0]: row for row in run(_DETAIL, (json.dumps(list(ids)),))}
    return [
        ArticleDetail(
            row=row,
            uid=more[1],
            url=more[2],
            updated=more[3],
            month=more[4],
            title_derived=bool(more[5]),
            source_title=more[6],
            outlet_own=more[7],
            images_stored=more[8],
            images_missing=more[9],
        )
        for row in article_rows(run, ids)
        if (more := extra.get(row.id))
    ]


def all_sources(run: Run) -> tuple[Source, ...]:
    """Return the subscriptions, by title."""
    return tuple(
        source_from(row) for row in run(_SOURCES + "ORDER BY fold_name(o.title), o.id", ())
    )


def source_from(row: Any) -> Source:
    """Build a `Source` from the columns of SOURCE_COLUMNS."""
    return Source(
        id=row[0], kind=SourceKind(row[1]), url=row[2], title=row[3], site_url=row[4],
        section=row[5], default_section=row[6], title_chosen=bool(row[7]), full_text=bool(row[8]),
        images=bool(row[9]), paused=bool(row[10]), interval=row[11], etag=row[12],
        last_modified=row[13], content_hash=row[14], added=row[15], last_sync=row[16],
        next_sync=row[17], failures=row[18], error=row[19], notice=row[20], articles=row[21],
        unread=row[22], retry_at=row[23], validated=row[24], typed=row[25], login=bool(row[26]),
    )  # fmt: skip


def sources_of(run: Run, ids: Sequence[int]) -> set[int]:
    """Return the sources of articles."""
    found: set[int] = set()
    for start in range(0, len(ids), _AT_ONCE):
        chunk = json.dumps(list(ids[start : start + _AT_ONCE]))
        found |= {
            row[0]
            for row in run(
                "SELECT DISTINCT source_id FROM articles "
                "WHERE id IN (SELECT value FROM json_each(?))", (chunk,),
            )
        }  # fmt: skip
    return found


def all_sections(run: Run, *, hidden: bool = False) -> tuple[SectionCount, ...]:
    """Return the sections in the reader's order, each with its months, newest first; those that
    the reader hid only if told.

    Articles without a section come last, under a section without a name, if there are any.
    """
    months: defaultdict[int, list[MonthCount]] = defaultdict(list)
    for section_id, month, total, unread in run(
        "SELECT section_id, month, total, unread FROM section_months WHERE total > 0 "
        "ORDER BY section_id, month = 0, month DESC", (),
    ):  # fmt: skip
        months[section_id].append(MonthCount(month or None, total, unread))
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    for section_id, name in run("SELECT section_id, name FROM section_aliases ORDER BY name", ()):
        aliases[section_id].append(name)
    named = run(
        "SELECT id, name, hidden FROM sections WHERE hidden <= ? ORDER BY position, id",
        (int(hidden),),
    )
    found = [
        _section(row[0], row[1], months[row[0]], aliases[row[0]], hidden=bool(row[2]))
        for row in named
    ]
    if months[0]:
        found.append(_section(None, None, months[0], ()))
    return tuple(found)


def _section(
    section_id: int | None,
    name: str | None,
    months: Sequence[MonthCount],
    aliases: Iterable[str],
    *,
    hidden: bool = False,
) -> SectionCount:
    return SectionCount(
        section_id, name, sum(m.total for m in months), sum(m.unread for m in months),
        tuple(aliases), tuple(months), hidden,
    )  # fmt: skip


def all_tags(run: Run) -> tuple[TagCount, ...]:
    """Return the tags that any article carries or the reader made, by name."""
    rows = run(
        "SELECT id, name, total, unread, colour FROM tags WHERE total > 0 ORDER BY folded", ()
    )
    return tuple(TagCount(*row) for row in rows)


_SAMPLED = 5_000


def languages(run: Run) -> tuple[tuple[str, int], ...]:
    """Return the languages of the articles stored last and how many have each, commonest first."""
    found = run(
        "SELECT language, count(*) FROM (SELECT language FROM articles "
        "WHERE state = 0 ORDER BY id DESC LIMIT ?) WHERE language IS NOT NULL "
        "GROUP BY language ORDER BY count(*) DESC, language", (_SAMPLED,),
    )  # fmt: skip
    return tuple((str(row[0]), int(row[1])) for row in found)


# The planner keeps no statistics and would count the whole table; the short index is named.
_COUNT = "SELECT count(*), coalesce(sum(read = 0), 0) FROM articles INDEXED BY {} WHERE state = 0"


def overview(run: Run, day_start: int) -> Overview:
    """Return everything that the sidebar and the status bar count; all from kept counters, but
    for short indexes.
    """
    sections = all_sections(run)
    today = run(
        _COUNT.format("articles_published") + " AND published >= ? AND published < ?",
        (day_start, day_start + 86_400),
    )[0]
    marked = run(_COUNT.format("articles_bookmarked") + " AND bookmarked_at IS NOT NULL", ())[0]
    edited = run(_COUNT.format("articles_edited") + " AND edits > 0", ())[0]
    images = dict(run("SELECT state, total FROM image_counts", ()))
    hidden = run(
        "SELECT coalesce(sum(m.total), 0), coalesce(sum(m.unread), 0) FROM section_months m "
        "JOIN sections s ON s.id = m.section_id WHERE s.hidden = 1", (),
    )[0]  # fmt: skip
    apart = run(
        f"SELECT count(*) FROM articles INDEXED BY articles_binned WHERE state = {BINNED} "
        "UNION ALL "
        f"SELECT count(*) FROM articles INDEXED BY articles_hidden WHERE state = {HIDDEN}", (),
    )  # fmt: skip
    return Overview(
        total=sum(section.total for section in sections) + hidden[0],
        unread=sum(section.unread for section in sections) + hidden[1],
        today=today[0], today_unread=today[1],
        bookmarked=marked[0], bookmarked_unread=marked[1],
        edited=edited[0], edited_unread=edited[1],
        sections=sections, tags=all_tags(run), sources=all_sources(run),
        images_stored=images.get(STORED, 0),
        images_missing=images.get(WANTED, 0) + images.get(FAILED, 0),
        pages_missing=gaps.count_texts(run),
        binned=apart[0][0], hidden=apart[1][0],
        searches=saved.all_searches(run),
    )  # fmt: skip


_KNOWN = """
SELECT a.id, a.uid, a.url, a.item_hash, a.text_hash, a.fingerprint, a.versions,
  a.gone_since IS NOT NULL, a.state, a.words > 0,
  CASE WHEN a.page_state THEN (
    SELECT v.words FROM versions v WHERE v.article_id = a.id AND v.number = a.versions
      AND v.media_type = 'text/html;page'
  ) END,
  o.full_text
FROM articles a JOIN sources o ON o.id = a.source_id WHERE a.source_id = ?
"""


def known_articles(run: Run, source_id: int) -> dict[str, Known]:
    """Return every article of a source by uid, deleted ones included."""
    return {
        row[1]: Known(
            id=row[0],
            uid=row[1],
            url=row[2],
            item_hash=row[3].hex(),
            text_hash=row[4].hex(),
            fingerprint=row[5],
            versions=row[6],
            gone=bool(row[7]),
            deleted=row[8] == DELETED,
            has_text=bool(row[9]),
            page_words=row[10] or 0,
            asks_page=bool(row[11]),
        )
        for row in run(_KNOWN, (source_id,))
    }
