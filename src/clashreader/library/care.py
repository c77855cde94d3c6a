"""Care of the library: how much it holds, whether it is sound, and mending it."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from clashreader.errors import PictureFolderError, UnusableLibraryError
from clashreader.library import backups, log_file, pictures, rebuilding, reindexing, repairs
from clashreader.library.connection import Connections
from clashreader.library.ddl import DELETED, LIVE
from clashreader.library.failures import is_damage
from clashreader.library.files import beside
from clashreader.library.piecing import Loss
from clashreader.library.rows import Run
from clashreader.values import dataclass


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


_INDEX_LACKS = "The search index does not hold every article."
_INDEX_DAMAGED = "The search index is damaged."
_COUNTS_WRONG = "The counts of "
_FILE_DAMAGED = "The file is damaged: "

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
        SELECT 1 FROM articles a WHERE state <> {DELETED} AND NOT EXISTS (
          SELECT 1 FROM versions v JOIN bodies b ON b.version_id = v.id
          WHERE v.article_id = a.id AND v.number = a.versions
        ) LIMIT 1""",
    ),
    (
        _INDEX_LACKS,
        f"""
        SELECT 1 FROM articles a WHERE state <> {DELETED} AND NOT EXISTS (
          SELECT 1 FROM article_search_docsize d WHERE d.id = a.id
        ) LIMIT 1""",
    ),
)


def problems(run: Run) -> list[str]:
    """Return what is wrong, a sentence each."""
    found = problems_of_the_file(run)
    if _seen(run, "PRAGMA foreign_key_check"):
        found.append(_DANGLING)
    for sentence, sql in _RECOUNTS:
        if _seen(run, sql) and not (sentence == _INDEX_LACKS and reindexing.under_way(run)):
            found.append(sentence)
    return found


def _seen(run: Run, sql: str) -> bool:
    """Whether `sql` finds anything; what lies on a damaged page is told by the file's own check."""
    rows: Sequence[Any] = ()
    with suppress_damage():
        rows = run(sql, ())
    return bool(rows)


@contextmanager
def suppress_damage() -> Iterator[None]:
    """Leave off where a damaged page is met."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise


def problems_of_the_file(run: Run) -> list[str]:
    """Return what is wrong with the pages of the file, and what of it can be mended."""
    try:
        rows = run("PRAGMA integrity_check", ())
        # A row may have a line for each cell of a page, under a heading between asterisks.
        answer = [line for row in rows for line in str(row[0]).splitlines() if line[:1] != "*"]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        answer = ["a page does not hold what it should"]
    if answer == ["ok"]:
        return []
    found = [_FILE_DAMAGED + "; ".join(answer[:5])]
    lost = [name for name in rebuilding.unreadable(run) if name not in rebuilding.EXPENDABLE]
    if lost:
        names = ", ".join(f"“{name}”" for name in lost)
        found.append(f"Of the tables {names} not everything can be read.")
    return found


_DANGLING = "Some rows point to rows that are not there."


def problems_of_contents(run: Run, images: Path) -> list[str]:
    """Return which texts are damaged and how many pictures are lost: SQLite does not look there."""
    found = []
    try:
        pictures.check_folder(images)
    except PictureFolderError as error:
        found.append(error.message)
    with suppress_damage():
        found += [
            f"The text of article {article}, version {number}, is damaged."
            for article, number, _ in repairs.damaged_texts(run)
        ]
    with suppress_damage():
        if lost := len(repairs.missing_pictures(run, images)):
            found.append(f"The files of {lost} pictures are missing or damaged.")
    return found


_LOG_DAMAGED = "What was done last before a damage of the log may be lost; the log is kept as "


def problems_of_the_log(run: Run, path: Path) -> list[str]:
    """Return which damaged logs lie beside the library, until a repair has taken note of them."""
    names = []
    with suppress_damage():
        names = log_file.unheeded(run, path)
    return [f"{_LOG_DAMAGED}{name}." for name in names]


def problems_of_the_index(connections: Connections) -> list[str]:
    """Return what FTS5's own check finds wrong; it has to be asked by a write."""
    damaged = False
    try:
        with connections.write_plainly(durable=False) as run:
            try:
                run("INSERT INTO article_search (article_search) VALUES ('integrity-check')", ())
            except sqlite3.DatabaseError:
                damaged = True
    except UnusableLibraryError:  # it met a damaged page at the end of the transaction
        damaged = True
    return [_INDEX_DAMAGED] if damaged else []


_LARGE_LOG = 64_000_000


def remarks(run: Run, path: Path, images: Path) -> list[str]:
    """Return what is worth knowing and no problem, a sentence each."""
    said = []
    with suppress_damage():
        said += _remarks_of_the_content(run, images)
    path = Path(os.path.realpath(path))  # a link's log lies beside what it leads to
    log = _size(beside(path, "-wal"))
    if log > _LARGE_LOG:
        said.append(f"The log beside the library has grown to {log / 1e6:,.0f} MB.")
    aside = sorted(one.name for one in path.parent.glob(f"{path.name}.damaged*"))
    if aside:
        said.append("Kept from earlier damage: " + ", ".join(aside) + ".")
    before = sorted(one.name for one in path.parent.glob("before-restore-*"))
    if before:
        said.append("Kept from before a backup was restored: " + ", ".join(before) + ".")
    return said


def _remarks_of_the_content(run: Run, images: Path) -> list[str]:
    said = []
    if reindexing.under_way(run):
        said.append(
            f"The search index is being built anew and lacks {reindexing.missing(run):,} articles; "
            "the window goes on with it, and so does `clashreader doctor --repair`."
        )
    count, size = repairs.strays(run, images)
    if count:
        said.append(f"{count:,} picture files ({size / 1e6:,.1f} MB) belong to no article.")
    return said


class Mending:
    """Rebuilds what can be rebuilt, after a copy of the library has been made."""

    def __init__(self, connections: Connections, images: Path) -> None:
        self._connections = connections
        self._images = images
        self.losses: list[Loss] = []
        """What damaged tables have lost."""

    def mend(self, found: list[str]) -> list[str]:
        """Mend `found`, what `Library.check` said; return what was done, a sentence each.

        Raises `LibraryError` where there is no room for the copy, which comes first.
        """
        with self._connections.read() as run:
            lost = any(one not in rebuilding.EXPENDABLE for one in rebuilding.unreadable(run))
        done = self._salvage() if lost else self._copy_and_mend_file(found)
        if self.losses:  # what pointed to lost rows points nowhere now
            found = [*found, _DANGLING]
        with self._connections.write_plainly(durable=True) as run:
            done += self._mend_rows(run, found, counts=len(done) > 1)
        if _INDEX_DAMAGED in found or _INDEX_LACKS in found:
            self._begin_index(damaged=_INDEX_DAMAGED in found)
            entered = build_index(self._connections)
            done.append(f"The search index was built anew: {entered:,} articles.")
        return done

    def _copy_and_mend_file(self, found: list[str]) -> list[str]:
        with self._connections.raw() as connection:
            copy = backups.make(
                connection, self._connections.path, kind=backups.BEFORE_REPAIR, checked=False
            )
        done = [rebuilding.COPIED.format(copy.path)]
        if any(one.startswith(_FILE_DAMAGED) for one in found):
            try:
                done.append(self._mend_file())
            except UnusableLibraryError:
                done += self._salvage()
            except BaseException:  # nothing was changed: so no copy is needed
                copy.path.unlink(missing_ok=True)
                raise
        return done

    def _salvage(self) -> list[str]:
        from clashreader.library import salvaging

        aside, losses = salvaging.salvage(self._connections.path, self._connections)
        self.losses += losses
        return salvaging.in_words(aside, losses)

    def _mend_file(self) -> str:
        """Build the indexes of tables anew; where SQLite cannot walk them any more, the file."""
        # Rows that stand there twice are an IntegrityError.
        with suppress(UnusableLibraryError, sqlite3.IntegrityError):
            with self._connections.write_plainly(durable=True) as run:
                run("REINDEX", ())
            with self._connections.read() as run:
                answer = [str(row[0]) for row in run("PRAGMA integrity_check", ())]
            if all(line == "ok" or "FTS5" in line for line in answer):
                return "The indexes of all tables were built anew."
        rebuilding.rebuild(self._connections)
        return rebuilding.WRITTEN_ANEW

    def _mend_rows(self, run: Run, found: list[str], *, counts: bool) -> list[str]:
        done = []
        if _DANGLING in found and (mended := repairs.mend_pointers(run)):
            done.append(f"{mended:,} rows that pointed nowhere were mended.")
        if any(one.startswith(_COUNTS_WRONG) for one in found) or done or counts:
            repairs.count_again(run)
            done.append("Everything was counted again.")
        if any(one.startswith(_LOG_DAMAGED) for one in found):
            log_file.heed(run, self._connections.path)
            done.append("The damaged log stays beside the library; nothing more can be read of it.")
        if lost := repairs.missing_pictures(run, self._images):
            repairs.want_again(run, lost)
            done.append(f"{len(lost):,} pictures will be fetched again.")
        if damaged := [one for one, _, newest in repairs.damaged_texts(run) if newest]:
            repairs.ask_again(run, damaged)
            done.append(
                f"The texts of {len(damaged):,} articles are asked for again at the next sync."
            )
        return done

    def _begin_index(self, *, damaged: bool) -> None:
        with self._connections.write_plainly(durable=False) as run:
            if damaged:
                reindexing.begin(run)
            else:
                reindexing.note(run)


def build_index(
    connections: Connections,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> int:
    """Enter what the index lacks, if it is being built anew; return how many were entered."""
    with connections.read() as run:
        if not reindexing.under_way(run):
            return 0
        total = reindexing.missing(run)
    entered, below = 0, reindexing.TOP
    while not (cancel is not None and cancel.is_set()):
        with connections.read() as run:
            gathered = reindexing.gather(run, below)
        with connections.write_plainly(durable=False) as run:
            if not gathered:
                reindexing.end(run)
                return entered
            entries = reindexing.still_so(run, gathered)
            reindexing.enter(run, entries)
        entered += len(entries)
        below = gathered[-1][0][0]
        if progress is not None:
            progress(min(entered, total), total)
    return entered
