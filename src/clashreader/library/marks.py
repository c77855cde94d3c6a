"""What the reader does to articles: read marks, bookmarks, tags, moves, hiding, the bin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError
from clashreader.library.ddl import BINNED, HIDDEN, LIVE
from clashreader.library.folding import fold_name
from clashreader.library.names import Sections, clean_name, section_id, tag_ids
from clashreader.library.undoing import IN_IDS, Journal, chunks
from clashreader.model import Changes, Deed

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run

KEPT = f"state IN ({LIVE}, {HIDDEN})"
"""What can be marked: not what is in the bin."""


def check_ids(run: Run, ids: Sequence[int], *, binned: bool = False) -> None:
    """Raise `NotFoundError` for the first of `ids` that names no article, or none in the bin."""
    gone = missing(run, ids, f"state = {BINNED}" if binned else KEPT)
    for article_id in ids:
        if article_id in gone:
            where = " in the bin" if binned else ""
            raise NotFoundError(f"There is no article {article_id}{where}.")


def missing(run: Run, ids: Sequence[int], states: str = KEPT) -> set[int]:
    """Return those of `ids` that name no article which can be marked, or none in other states."""
    known: set[int] = set()
    for chunk in chunks(ids):
        known.update(
            row[0] for row in run(f"SELECT id FROM articles WHERE {IN_IDS} AND {states}", (chunk,))
        )
    return set(ids) - known


class Marker:
    """Writes marks, and keeps in a journal what they were; several may belong to one deed."""

    def __init__(self, connection: sa.Connection, now: int) -> None:
        self._connection = connection
        self._now = now
        self.journal = Journal(connection)

    def _set(self, ids: Sequence[int], columns: tuple[str, ...], sql: str, *values: object) -> None:
        """Set columns of articles by `sql`, which says how and which of them."""
        for chunk in chunks(ids):
            with self.journal.watching("articles", IN_IDS, (chunk,), columns):
                self._connection.exec_driver_sql(
                    f"UPDATE articles SET {sql} AND {IN_IDS}", (*values, chunk)
                )

    def read(self, ids: Sequence[int], read: bool) -> None:
        """Mark articles read or unread."""
        self._set(
            ids, ("read", "read_at"), f"read = ?, read_at = ? WHERE {KEPT} AND read <> ?",
            int(read), self._now if read else None, int(read),
        )  # fmt: skip

    def bookmark(self, ids: Sequence[int], bookmarked: bool) -> None:
        """Bookmark articles or take the bookmark off."""
        self._set(
            ids, ("bookmarked_at",),
            f"bookmarked_at = ? WHERE {KEPT} AND (bookmarked_at IS NOT NULL) <> ?",
            self._now if bookmarked else None, int(bookmarked),
        )  # fmt: skip

    def tag(self, ids: Sequence[int], add: Iterable[str], remove: Iterable[str]) -> None:
        """Put tags on articles and take others off."""
        added = tag_ids(self._connection, [clean_name(name, "tag") for name in add])
        keys = json.dumps([fold_name(name) for name in remove])
        removed = self._connection.exec_driver_sql(
            "SELECT id FROM tags WHERE folded IN (SELECT value FROM json_each(?))", (keys,)
        )
        off = removed.scalars().all()
        for chunk in chunks(ids):
            for tag in added.values():
                self._watch_tag(chunk, tag, (
                    f"INSERT INTO article_tags SELECT id, ?, 1 FROM articles WHERE {IN_IDS} "
                    f"AND {KEPT} ON CONFLICT (article_id, tag_id) DO UPDATE SET by_reader = 1 "
                    "WHERE by_reader = 0"
                ), (tag, chunk))  # fmt: skip
            for tag in off:
                self._watch_tag(chunk, tag, (
                    "DELETE FROM article_tags WHERE article_id IN "
                    "(SELECT value FROM json_each(?)) AND tag_id = ?"
                ), (chunk, tag))  # fmt: skip

    def _watch_tag(self, chunk: str, tag: int, sql: str, values: tuple[object, ...]) -> None:
        where = "article_id IN (SELECT value FROM json_each(?)) AND tag_id = ?"
        with self.journal.watching("article_tags", where, (chunk, tag)):
            self._connection.exec_driver_sql(sql, values)

    def move(self, ids: Sequence[int], section: int | None) -> None:
        """Put articles into a section (None: into none), where a sync leaves them."""
        self._set(
            ids, ("section_id", "section_fixed"),
            f"section_id = ?, section_fixed = 1 WHERE {KEPT} "
            "AND (section_fixed = 0 OR section_id IS NOT ?)", section, section,
        )  # fmt: skip

    def give_back(self, ids: Sequence[int]) -> None:
        """Let articles be where their source puts them again."""
        rows: list[tuple[int, str | None, int]] = []
        for chunk in chunks(ids):
            found = self._connection.exec_driver_sql(
                f"SELECT source_id, section_own, id FROM articles WHERE {IN_IDS} "
                f"AND section_fixed = 1 AND {KEPT}", (chunk,),
            )  # fmt: skip
            rows += [(row[0], row[1], row[2]) for row in found]
        for source in {row[0] for row in rows}:
            sections = Sections(self._connection, source, left=True)
            places: dict[int | None, list[int]] = {}
            for _, own, article_id in (row for row in rows if row[0] == source):
                places.setdefault(sections.for_article(own), []).append(article_id)
            for section, some in places.items():
                self._set(
                    some, ("section_id", "section_fixed"),
                    f"section_id = ?, section_fixed = 0 WHERE {KEPT}", section,
                )  # fmt: skip

    def hide(self, ids: Sequence[int], hidden: bool) -> None:
        """Take articles out of every view, or back into them; they stay."""
        before, after = (LIVE, HIDDEN) if hidden else (HIDDEN, LIVE)
        self._set(
            ids, ("state", "hidden"), f"state = {after}, hidden = ? WHERE state = {before}",
            int(hidden),
        )  # fmt: skip

    def bin(self, ids: Sequence[int]) -> None:
        """Put articles into the bin."""
        self._set(
            ids, ("state", "deleted_at"), f"state = {BINNED}, deleted_at = ? WHERE {KEPT}",
            self._now,
        )  # fmt: skip

    def restore(self, ids: Sequence[int]) -> None:
        """Take articles out of the bin, as they were."""
        self._set(
            ids, ("state", "deleted_at"),
            f"state = CASE hidden WHEN 1 THEN {HIDDEN} ELSE {LIVE} END, deleted_at = NULL "
            f"WHERE state = {BINNED}",
        )  # fmt: skip


def set_read(connection: sa.Connection, ids: Sequence[int], read: bool, now: int) -> Changes:
    """Mark articles read or unread."""
    marker = Marker(connection, now)
    marker.read(ids, read)
    return marker.journal.changes(Deed.READ if read else Deed.UNREAD)


def set_bookmarked(
    connection: sa.Connection, ids: Sequence[int], bookmarked: bool, now: int
) -> Changes:
    """Bookmark articles or take the bookmark off."""
    marker = Marker(connection, now)
    marker.bookmark(ids, bookmarked)
    return marker.journal.changes(Deed.BOOKMARK if bookmarked else Deed.UNBOOKMARK)


def tag(
    connection: sa.Connection, ids: Sequence[int], add: Iterable[str], remove: Iterable[str],
    now: int,
) -> Changes:  # fmt: skip
    """Put tags on articles and take others off."""
    add, remove = tuple(add), tuple(remove)
    marker = Marker(connection, now)
    marker.tag(ids, add, remove)
    deed = Deed.RETAG if add and remove else Deed.TAG if add else Deed.UNTAG
    return marker.journal.changes(deed, (*add, *remove))


def move(connection: sa.Connection, ids: Sequence[int], section: str | None, now: int) -> Changes:
    """Put articles into a section, "" into none; None lets their source decide again."""
    marker = Marker(connection, now)
    if section is None:
        marker.give_back(ids)
        return marker.journal.changes(Deed.MOVE)
    with marker.journal.watching("sections", "folded = ?", (fold_name(section),)):
        target = section_id(connection, section)
    marker.move(ids, target)
    return marker.journal.changes(Deed.MOVE, (section,))


def hide(connection: sa.Connection, ids: Sequence[int], hidden: bool, now: int) -> Changes:
    """Hide articles, or show them again."""
    marker = Marker(connection, now)
    marker.hide(ids, hidden)
    return marker.journal.changes(Deed.HIDE if hidden else Deed.UNHIDE)


def delete(connection: sa.Connection, ids: Sequence[int], now: int) -> Changes:
    """Put articles into the bin."""
    marker = Marker(connection, now)
    marker.bin(ids)
    return marker.journal.changes(Deed.DELETE)


def restore(connection: sa.Connection, ids: Sequence[int], now: int) -> Changes:
    """Take articles out of the bin."""
    marker = Marker(connection, now)
    marker.restore(ids)
    return marker.journal.changes(Deed.RESTORE)
