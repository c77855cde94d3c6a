"""Care of the library: how much it holds, and whether it is sound."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from clashreader.library.ddl import LIVE
from clashreader.library.packing import DamagedTextError, unpack_text
from clashreader.library.rows import Run


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a library holds; sizes in bytes, times in seconds of UTC."""

    articles: int
    unread: int
    bookmarked: int
    versions: int
    edited: int
    gone: int
    tombstones: int
    sources: int
    sections: int
    tags: int
    images_stored: int
    images_missing: int
    oldest: int | None
    newest: int | None
    library_bytes: int
    image_bytes: int
    body_bytes: int
    sqlite: str


def stats(run: Run, path: Path, images: Path) -> Stats:
    """Count; a scan of the articles, so a second or so at a million."""

    def one(sql: str) -> int:
        return int(run(sql, ())[0][0] or 0)

    live = f"SELECT count(*) FROM articles WHERE state = {LIVE}"
    span = run(f"SELECT min(published), max(published) FROM articles WHERE state = {LIVE}", ())[0]
    return Stats(
        articles=one(live),
        unread=one(f"{live} AND read = 0"),
        bookmarked=one(f"{live} AND bookmarked_at IS NOT NULL"),
        versions=one("SELECT count(*) FROM versions"),
        edited=one(f"{live} AND edits > 0"),
        gone=one(f"{live} AND gone_since IS NOT NULL"),
        tombstones=one("SELECT count(*) FROM articles WHERE state = 2"),
        sources=one("SELECT count(*) FROM sources WHERE removed_at IS NULL"),
        sections=one("SELECT count(*) FROM sections"),
        tags=one("SELECT count(*) FROM tags WHERE total > 0"),
        images_stored=one("SELECT total FROM image_counts WHERE state = 1"),
        images_missing=one("SELECT sum(total) FROM image_counts WHERE state IN (0, 2)"),
        oldest=span[0],
        newest=span[1],
        library_bytes=_size(path) + _size(path.with_name(path.name + "-wal")),
        image_bytes=one("SELECT sum(b) FROM (SELECT max(bytes) AS b FROM images "
                        "WHERE hash IS NOT NULL GROUP BY hash)"),
        body_bytes=one("SELECT sum(length(body) + length(text)) FROM bodies"),
        sqlite=str(run("SELECT sqlite_version()", ())[0][0]),
    )  # fmt: skip


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


_RECOUNTS = (
    (
        "The counts of sections and months are wrong.",
        f"""
        SELECT 1 FROM (
          SELECT coalesce(section_id, 0) AS s, coalesce(month, 0) AS m, count(*) AS total,
            sum(read = 0) AS unread FROM articles WHERE state = {LIVE} GROUP BY 1, 2
        ) c FULL OUTER JOIN (SELECT * FROM section_months WHERE total <> 0 OR unread <> 0) k
          ON k.section_id = c.s AND k.month = c.m
        WHERE k.total IS NOT c.total OR k.unread IS NOT c.unread LIMIT 1""",
    ),
    (
        "The counts of sources are wrong.",
        f"""
        SELECT 1 FROM sources o LEFT JOIN (
          SELECT source_id, count(*) AS total, sum(read = 0) AS unread
          FROM articles WHERE state = {LIVE} GROUP BY source_id
        ) c ON c.source_id = o.id
        WHERE o.articles <> coalesce(c.total, 0) OR o.unread <> coalesce(c.unread, 0) LIMIT 1""",
    ),
    (
        "The counts of tags are wrong.",
        f"""
        SELECT 1 FROM tags g LEFT JOIN (
          SELECT t.tag_id, count(*) AS total, sum(a.read = 0) AS unread
          FROM article_tags t JOIN articles a ON a.id = t.article_id
          WHERE a.state = {LIVE} GROUP BY t.tag_id
        ) c ON c.tag_id = g.id
        WHERE g.total <> coalesce(c.total, 0) OR g.unread <> coalesce(c.unread, 0) LIMIT 1""",
    ),
    (
        "The counts of pictures are wrong.",
        """
        SELECT 1 FROM image_counts k
        WHERE total <> (SELECT count(*) FROM images i WHERE i.state = k.state) LIMIT 1""",
    ),
    (
        "Some articles have no text.",
        f"""
        SELECT 1 FROM articles a WHERE state = {LIVE} AND NOT EXISTS (
          SELECT 1 FROM versions v JOIN bodies b ON b.version_id = v.id
          WHERE v.article_id = a.id AND v.number = a.versions
        ) LIMIT 1""",
    ),
    (
        "The search index does not hold every article.",
        f"""
        SELECT 1 FROM articles a WHERE state = {LIVE} AND NOT EXISTS (
          SELECT 1 FROM article_search_docsize d WHERE d.id = a.id
        ) LIMIT 1""",
    ),
)


def problems(run: Run) -> list[str]:
    """Return what is wrong, a sentence each."""
    found = []
    answer = [row[0] for row in run("PRAGMA integrity_check", ())]
    if answer != ["ok"]:
        found.append("The file is damaged: " + "; ".join(str(line) for line in answer[:5]))
    if run("PRAGMA foreign_key_check", ()):
        found.append("Some rows point to rows that are not there.")
    for sentence, sql in _RECOUNTS:
        if run(sql, ()):
            found.append(sentence)
    return found


def damaged_texts(run: Run) -> list[str]:
    """Return the versions whose text cannot be unpacked; SQLite's own check does not look there."""
    found = []
    last = 0
    while rows := run(_TEXTS, (last,)):
        for article_id, number, body, text, _ in rows:
            try:
                unpack_text(body, text)
            except DamagedTextError:
                found.append(f"The text of article {article_id}, version {number}, is damaged.")
        last = rows[-1][4]
    return found


_TEXTS = """
SELECT v.article_id, v.number, b.body, b.text, b.version_id FROM bodies b
JOIN versions v ON v.id = b.version_id WHERE b.version_id > ? ORDER BY b.version_id LIMIT 100
"""


def problems_of_the_index(run: Run) -> list[str]:
    """Return what FTS5's own check finds wrong; it has to be asked by a write."""
    try:
        run("INSERT INTO article_search (article_search) VALUES ('integrity-check')", ())
    except sqlite3.DatabaseError:
        return ["The search index is damaged."]
    return []
