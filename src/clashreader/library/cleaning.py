"""Cleaning up: which articles may go, and what that frees.

What the reader put work into is never among them: bookmarks, tags of the reader's own, notes and
highlights. What goes leaves a tombstone, so that no sync brings it back.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import CancelledError, FullDiskError, LibraryError
from clashreader.library import collecting, finding
from clashreader.library.burying import BATCH, bury
from clashreader.library.connection import run_on
from clashreader.library.ddl import LIVE, STORED
from clashreader.library.subscriptions import PROTECTED
from clashreader.library.undoing import IN_IDS
from clashreader.model import ArticleQuery, Node
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.connection import Connections
    from clashreader.library.rows import Run
    from clashreader.library.stopping import Stop

_AT_ONCE = 20_000
"""Ids that go into the table of candidates with one statement."""

_STORED_BYTES = """(
  SELECT coalesce(sum(length(b.body) + length(b.text)), 0)
  FROM versions v JOIN bodies b ON b.version_id = v.id WHERE v.article_id = cleaning.id
)"""
_SHOWN_BYTES = f"""(
  SELECT coalesce(sum(bytes), 0) FROM images WHERE state = {STORED} AND id IN
    (SELECT image_id FROM article_images WHERE article_id = cleaning.id)
)"""


@dataclass(frozen=True, slots=True)
class CleanUp:
    """Which articles may go: those that meet all that is asked; with nothing asked, all.

    `where` is a query. `older` is an age in seconds, counted from when an article came into the
    library: one that was published long ago and came today is new here. `sources` are ids. `larger`
    is the least size in bytes, of all versions and pictures together. `read` is the state.
    """

    where: Node | None = None
    older: int | None = None
    sources: tuple[int, ...] = ()
    larger: int | None = None
    read: bool | None = None


@dataclass(frozen=True, slots=True)
class CleanPlan:
    """What a `CleanUp` means now: the `ids` that would go, and what that frees, in bytes.

    `bookmarked`, `tagged` and `annotated` count what was asked for and stays, each once, for the
    first of these reasons. Of those that go, `unread` were not read, `edited` have older versions,
    `gone` are no longer at their source. `pictures` are those that no other article shows.
    """

    ids: array[int]
    text_bytes: int = 0
    picture_bytes: int = 0
    pictures: int = 0
    bookmarked: int = 0
    tagged: int = 0
    annotated: int = 0
    unread: int = 0
    edited: int = 0
    gone: int = 0

    @property
    def kept(self) -> int:
        """How many were asked for and stay."""
        return self.bookmarked + self.tagged + self.annotated

    @property
    def bytes(self) -> int:
        """What is freed in all."""
        return self.text_bytes + self.picture_bytes


def plan(run: Run, wish: CleanUp, now: int) -> CleanPlan:
    """Return what `wish` means now. A walk through its articles: for a worker."""
    run("DROP TABLE IF EXISTS temp.cleaning", ())  # of a statement that was broken off
    run("CREATE TEMP TABLE cleaning (id INTEGER PRIMARY KEY, bytes INTEGER)", ())
    conditions, parameters = _conditions(wish, now)
    for chunk in _candidates(run, wish, now):
        within = "" if chunk is None else f" AND {IN_IDS}"
        last = () if chunk is None else (chunk,)
        run(
            f"INSERT INTO temp.cleaning (id) SELECT id FROM articles WHERE state = {LIVE}"
            f"{conditions}{within}",
            (*parameters, *last),
        )
    if wish.larger is not None:
        run(
            f"DELETE FROM temp.cleaning AS cleaning WHERE {_STORED_BYTES} + {_SHOWN_BYTES} < ?",
            (wish.larger,),
        )
    kept = _take_out_protected(run)
    run(f"UPDATE temp.cleaning AS cleaning SET bytes = {_STORED_BYTES}", ())
    text = run("SELECT coalesce(sum(bytes), 0) FROM temp.cleaning", ())[0][0]
    states = run(
        "SELECT coalesce(sum(read = 0), 0), coalesce(sum(edits > 0), 0), "
        "coalesce(sum(gone_since IS NOT NULL), 0) FROM articles "
        "WHERE id IN (SELECT id FROM temp.cleaning)", (),
    )[0]  # fmt: skip
    pictures, picture_bytes = run(
        # Those of no other article: neither by their address nor, with other addresses, by content.
        "SELECT count(*), coalesce(sum(bytes), 0) FROM ("
        f"SELECT min(i.bytes) AS bytes FROM images i WHERE i.state = {STORED} AND i.hash IN ("
        "  SELECT j.hash FROM article_images p JOIN temp.cleaning c ON c.id = p.article_id"
        f"  JOIN images j ON j.id = p.image_id AND j.state = {STORED}) "
        "GROUP BY i.hash HAVING NOT max(EXISTS ("
        "  SELECT 1 FROM article_images q WHERE q.image_id = i.id"
        "  AND NOT EXISTS (SELECT 1 FROM temp.cleaning c WHERE c.id = q.article_id))))", (),
    )[0]  # fmt: skip
    ids = array("q", (row[0] for row in run("SELECT id FROM temp.cleaning ORDER BY id", ())))
    run("DROP TABLE temp.cleaning", ())
    return CleanPlan(ids, text, picture_bytes, pictures, *kept, *states)


def _conditions(wish: CleanUp, now: int) -> tuple[str, tuple[object, ...]]:
    sql = ""
    parameters: list[object] = []
    if wish.older is not None:
        sql += " AND first_seen < ?"
        parameters.append(now - wish.older)
    if wish.sources:
        sql += " AND source_id IN (SELECT value FROM json_each(?))"
        parameters.append(json.dumps(wish.sources))
    if wish.read is not None:
        sql += " AND read = ?"
        parameters.append(int(wish.read))
    return sql, tuple(parameters)


def _candidates(run: Run, wish: CleanUp, now: int) -> Iterator[str | None]:
    """Yield the ids that the query means, as JSON lists; None once where there is no query."""
    if wish.where is None:
        yield None
        return
    ids = finding.query_ids(run, ArticleQuery(wish.where), now, None)
    for start in range(0, len(ids), _AT_ONCE):
        yield json.dumps(ids[start : start + _AT_ONCE].tolist())


_REASONS = (
    "SELECT id FROM articles WHERE bookmarked_at IS NOT NULL",
    "SELECT article_id FROM article_tags WHERE by_reader = 1",
    "SELECT article_id FROM notes UNION SELECT article_id FROM highlights",
)


def _take_out_protected(run: Run) -> list[int]:
    """Take what stays out of the candidates; return how many for each reason."""
    kept = []
    for reason in _REASONS:
        before = run("SELECT count(*) FROM temp.cleaning", ())[0][0]
        run(f"DELETE FROM temp.cleaning WHERE id IN ({reason})", ())
        kept.append(before - run("SELECT count(*) FROM temp.cleaning", ())[0][0])
    return kept


def clean_up(
    connections: Connections,
    images: Path,
    ids: Sequence[int],
    now: int,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> int:
    """Delete articles for good, in short transactions; return how many.

    Each is looked at once more: what has been bookmarked, tagged or annotated since the plan was
    made, stays. Where the disk is full, pictures go first: see `_bury`.
    """
    done = 0
    for start in range(0, len(ids), BATCH):
        if cancelled():
            break
        chunk = json.dumps(list(ids[start : start + BATCH]))
        done += _bury(connections, images, chunk, now)
        progress(min(start + BATCH, len(ids)), len(ids))
    return done


def _bury(connections: Connections, images: Path, chunk: str, now: int) -> int:
    """Delete those of some articles that may still go; return how many.

    On a full disk the log of the database cannot grow, and no article could ever be deleted. So the
    files of pictures go before: of those that nothing shows, then of those that these alone show.
    """
    try:
        return _bury_after(collecting.nothing, connections, chunk, now)
    except FullDiskError:
        if not collecting.makes_room(images, connections.path):
            raise
    idle = partial(collecting.unlink_idle, images)
    with suppress(FullDiskError):
        return _bury_after(idle, connections, chunk, now)
    return _bury_after(partial(collecting.unlink_shown, images), connections, chunk, now)


def _bury_after(
    first: Callable[[Run, str], object], connections: Connections, chunk: str, now: int
) -> int:
    with connections.write(durable=True) as connection:
        run = run_on(connection)
        going = may_go(run, chunk)
        first(run, json.dumps(going))
        bury(connection, going, now)
    return len(going)


def may_go(run: Run, chunk: str) -> list[int]:
    """Return those of `chunk`, ids as JSON, that are there and were not worked on."""
    sql = f"SELECT id FROM articles WHERE {IN_IDS} AND state = {LIVE} AND NOT ({PROTECTED})"
    return [row[0] for row in run(sql, (chunk,))]


# --- the file ---

_ROOM = 1.1
"""How many times the file's size has to be free: it is written anew before the old one shrinks."""


def compact(connections: Connections, stop: Stop) -> int:
    """Write the database anew without its free pages; return the bytes that the file got smaller.

    Nobody can write meanwhile. Raises `LibraryError` where the disk has no room for it, and
    `CancelledError` soon after `stop` is set; the library is as before then.
    """
    path = connections.path
    connections.fold_log()
    before = path.stat().st_size
    free = shutil.disk_usage(path.parent).free
    if free < before * _ROOM:
        raise LibraryError(
            "There is not enough room on the disk to give the free space back: "
            f"{before * _ROOM / 1_000_000:,.0f} MB are needed for a while, and "
            f"{free / 1_000_000:,.0f} MB are free."
        )
    with connections.alone() as connection:
        try:
            with stop.breaking(connection.interrupt):
                if stop.is_set():
                    raise CancelledError("Stopped.")
                connection.execute("VACUUM")
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise CancelledError("Stopped.") from error
    connections.fold_log()
    return max(0, before - path.stat().st_size)
