"""What can be rebuilt in a library from what is in it: counts, rows that point nowhere, pictures.

Each repair says in a sentence what it did, and does nothing where nothing is wrong. What the reader
made (marks, notes, highlights) is never taken away: a row that cannot be mended stays, and is told.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from clashreader.library.ddl import LIVE, STORED, WANTED
from clashreader.library.packing import DamagedTextError, unpack_text
from clashreader.library.picture_files import is_hash
from clashreader.library.pictures import place
from clashreader.library.rows import Run

_COUNTS = (
    "DELETE FROM section_months",
    f"""INSERT INTO section_months
        SELECT coalesce(section_id, 0), coalesce(month, 0), count(*), sum(read = 0)
        FROM articles WHERE state = {LIVE} GROUP BY 1, 2""",
    f"""UPDATE sources SET (articles, unread) = (
          SELECT count(*), coalesce(sum(read = 0), 0) FROM articles
          WHERE source_id = sources.id AND state = {LIVE})""",
    f"""UPDATE tags SET (total, unread) = (
          SELECT count(*), coalesce(sum(a.read = 0), 0) FROM article_tags t
          JOIN articles a ON a.id = t.article_id WHERE t.tag_id = tags.id AND a.state = {LIVE})""",
    "UPDATE image_counts SET total = (SELECT count(*) FROM images i WHERE i.state = image_counts"
    ".state)",
)


def count_again(run: Run) -> None:
    """Set every count to what there is."""
    for sql in _COUNTS:
        run(sql, ())


_LOOSE = {
    ("articles", "section_id"), ("articles", "lead_image"), ("sources", "section_id"),
    ("versions", "capture_id"), ("highlights", "version_id"),
}  # fmt: skip
"""Columns that may as well be empty."""
_DERIVED = {"article_tags", "article_images", "section_aliases", "fetch_log", "bodies"}
"""Tables whose rows mean nothing without the row they point to."""


def dangling(run: Run) -> list[tuple[str, int | None, str]]:
    """Return table, row id (None without one) and column of each row that points nowhere."""
    found = []
    for table, rowid, _, number in run("PRAGMA foreign_key_check", ()):
        keys = run(f"PRAGMA foreign_key_list({table})", ())
        column = next(key[3] for key in keys if key[0] == number)
        found.append((table, rowid, column))
    return found


def mend_pointers(run: Run) -> int:
    """Empty or remove what points nowhere, where that takes nothing away; return how many."""
    mended = 0
    for table, rowid, column in dangling(run):
        if (table, column) in _LOOSE:
            run(f"UPDATE {table} SET {column} = NULL WHERE rowid = ?", (rowid,))
        elif table in _DERIVED and rowid is not None:
            run(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
        elif table in _DERIVED:
            parent = next(
                key[2] for key in run(f"PRAGMA foreign_key_list({table})", ()) if key[3] == column
            )
            run(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM {parent})", ())
        else:
            continue
        mended += 1
    return mended


def missing_pictures(run: Run, folder: Path) -> list[int]:
    """Return the ids of stored pictures whose file is not there, or is not of its size."""
    return [
        row[0]
        for row in run(f"SELECT id, hash, bytes FROM images WHERE state = {STORED}", ())
        if not is_hash(row[1]) or _size(place(folder, row[1])) != row[2]
    ]


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - thousands in a row: a Path each shows
    except OSError:
        return -1


def want_again(run: Run, images: list[int]) -> None:
    """Have pictures fetched again."""
    for image in images:
        run(
            f"UPDATE images SET state = {WANTED}, hash = NULL, bytes = NULL, attempts = 0, "
            "next_try = 0 WHERE id = ?", (image,),
        )  # fmt: skip


def strays(run: Run, folder: Path) -> tuple[int, int]:
    """Return number and bytes of the picture files that no row knows."""
    known = {row[0] for row in run("SELECT hash FROM images WHERE hash IS NOT NULL", ())}
    count = size = 0
    for path in _files(folder):
        if path.stem not in known and path.name not in known:
            count += 1
            size += max(_size(path), 0)
    return count, size


def _files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        for name in names:
            if not name.endswith(".part"):
                yield Path(root, name)


def damaged_texts(run: Run) -> list[tuple[int, int, bool]]:
    """Return article, version and whether it is the newest, of texts that cannot be unpacked."""
    found = []
    last = 0
    while rows := run(_TEXTS, (last,)):
        for article, number, body, text, _, newest in rows:
            try:
                unpack_text(body, text)
            except (DamagedTextError, TypeError):
                found.append((article, number, bool(newest)))
        last = rows[-1][4]
    return found


_TEXTS = """
SELECT v.article_id, v.number, b.body, b.text, b.version_id, v.number = a.versions FROM bodies b
JOIN versions v ON v.id = b.version_id JOIN articles a ON a.id = v.article_id
WHERE b.version_id > ? ORDER BY b.version_id LIMIT 100
"""


def ask_again(run: Run, articles: list[int]) -> None:
    """Have the next sync take articles for changed, if their source still has them."""
    for article in articles:
        run(
            "UPDATE articles SET item_hash = zeroblob(32), text_hash = zeroblob(32), "
            "fingerprint = NULL WHERE id = ?", (article,),
        )  # fmt: skip
        run(
            "UPDATE sources SET etag = NULL, last_modified = NULL, content_hash = NULL, "
            "next_sync = NULL WHERE id = (SELECT source_id FROM articles WHERE id = ?)", (article,),
        )  # fmt: skip
