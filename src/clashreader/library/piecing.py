"""Rows that a damaged table has lost, put together from what else the library knows of them.

An index has its columns, and that it has an article at all says something: one in `articles_unread`
is unread. A version has its article's title. What nothing is known of is counted and told.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from clashreader.library.ddl import BINNED, DELETED, HIDDEN, LIVE, PAGE_WANTED
from clashreader.library.packing import DamagedTextError, pack, unpack_text
from clashreader.library.repairs import ask_again
from clashreader.values import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """What a damaged table has lost: `rows` for good (None: some, nobody knows how many), and
    `pieced` that were put together again and lack something. `titles`: some of the articles.
    """

    table: str
    rows: int | None
    pieced: int = 0
    titles: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """Say so in words."""
        what = _NOUNS.get(self.table, f"rows of the table “{self.table}”")
        said = []
        if self.rows is None:
            said.append(f"Some {what} may be lost; how many cannot be told.")
        elif self.rows:
            said.append(f"Lost: {self.rows:,} {what}.")
        if self.pieced:
            said.append(
                f"{self.pieced:,} {what} were put together again from what else is known of them."
            )
        if self.titles:
            said.append(
                "Articles whose text is lost keep their title: "
                + ", ".join(f"“{title}”" for title in self.titles) + "."
            )  # fmt: skip
        return said


_NOUNS = {
    "articles": "articles", "bodies": "texts of articles", "versions": "versions of articles",
    "article_tags": "tags on articles", "article_images": "places of pictures in articles",
    "notes": "notes", "highlights": "highlights", "images": "addresses of pictures",
    "sources": "sources", "sections": "sections", "section_aliases": "names of sections",
    "tags": "tags", "saved_searches": "saved searches", "rules": "rules",
    "captures": "records of where a text came from",
}  # fmt: skip
_UNTOLD = {"section_months", "image_counts", "fetch_log", "meta", "sketches", "ungrouped",
           "duplicates"}  # fmt: skip
"""Tables that are made anew, or that hold nothing the reader would miss."""
_NUMBERED_LIKE = {"bodies": "versions", "notes": "articles", "sketches": "articles"}
"""Tables without an index, and where their numbers come from."""
_TITLES = 10
LOST_TEXT = "The text of this article was lost when the file of the library was damaged."


@dataclass(frozen=True, slots=True)
class Index:
    """An index: its columns (each once), how many it is stored with, and its table's key."""

    name: str
    table: str
    columns: tuple[str, ...]
    stored: int
    key: str


class Indexes:
    """What could be read of the indexes."""

    def __init__(
        self, rows: Mapping[str, tuple[list[Any], bool]], facts: Mapping[str, Index]
    ) -> None:
        self._facts = facts
        self._rows = {
            name: [_as_dict(facts[name], row) for row in found] for name, (found, _) in rows.items()
        }
        self.whole = {name for name, (_, whole) in rows.items() if whole}

    def of(self, table: str) -> list[tuple[str, dict[str, Any]]]:
        """Return the rows of a table's indexes, each with the name of its index."""
        return [
            (name, row)
            for name, index in self._facts.items()
            if index.table == table
            for row in self._rows[name]
        ]

    def know(self, table: str) -> bool:
        """Whether an index of a table can be read whole."""
        return any(one.table == table and one.name in self.whole for one in self._facts.values())

    def highest(self, table: str) -> int:
        """Return the highest number that stands first in a table's key, as far as known."""
        table = _NUMBERED_LIKE.get(table, table)
        keys = [row.get(self._facts[name].key) for name, row in self.of(table)]
        return max((key for key in keys if isinstance(key, int)), default=0)


def _as_dict(index: Index, row: tuple[Any, ...]) -> dict[str, Any]:
    if len(row) != index.stored:
        return {}
    if index.stored == len(index.columns):
        return dict(zip(index.columns, row, strict=True))
    # A column that stands in it already is stored again as the row's id, at the end.
    return dict(zip(index.columns, row[: len(index.columns)], strict=True))


def piece_together(fresh: sqlite3.Connection, damaged: list[str], indexes: Indexes) -> list[Loss]:
    """Put rows of the `damaged` tables together in `fresh`; return what is lost all the same."""
    pieced: dict[str, int] = {}
    work = _Piecing(fresh, indexes)
    for table in ("sections", "section_aliases", "sources", "tags", "images", "versions"):
        if table in damaged:
            pieced[table] = work.simple(table)
    pieced["articles"] = work.articles("articles" in damaged)
    for table in ("article_tags", "article_images"):
        if table in damaged:
            pieced[table] = work.simple(table)
    if "bodies" in damaged:
        work.drop_damaged_texts()
    titles = work.lost_texts()
    if {"ungrouped", "sketches", "duplicates"} & set(damaged):
        fresh.execute("INSERT OR IGNORE INTO ungrouped SELECT id FROM articles WHERE state = 0")
    work.refill(damaged)
    losses = []
    for table in damaged:
        if table in _UNTOLD:
            continue
        losses.append(
            Loss(table, work.lost(table, len(titles)), pieced.get(table, 0),
                 tuple(titles[:_TITLES]) if table == "bodies" else ())
        )  # fmt: skip
    return losses


class _Piecing:
    def __init__(self, fresh: sqlite3.Connection, indexes: Indexes) -> None:
        self._fresh = fresh
        self._indexes = indexes
        self._columns: dict[str, list[str]] = {}

    def _run(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
        return self._fresh.execute(sql, parameters).fetchall()

    def _insert(self, table: str, row: Mapping[str, Any]) -> int:
        """Add a row of the columns that the table has; return whether (1 or 0) there was none."""
        if table not in self._columns:
            self._columns[table] = [one[1] for one in self._run(f"PRAGMA table_info({table})")]
        names = [name for name in self._columns[table] if name in row]
        marks = ", ".join("?" * len(names))
        sql = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({marks})"
        return self._fresh.execute(sql, tuple(row[name] for name in names)).rowcount

    def _merged(self, table: str, key: str = "id") -> dict[int, dict[str, Any]]:
        """Return what the indexes know of each row, with the names of those that have it."""
        found: dict[int, dict[str, Any]] = {}
        for name, row in self._indexes.of(table):
            if isinstance(row.get(key), int):
                one = found.setdefault(row[key], {"in": set()})
                one.update(row)
                one["in"].add(name)
        return found

    def simple(self, table: str) -> int:
        """Put together the rows of a table that its indexes know nearly all of."""
        if table in ("section_aliases", "article_tags", "article_images"):
            rows = [row for _, row in self._indexes.of(table)]
        else:
            rows = list(self._merged(table).values())
        return sum(self._insert(table, self._filled(table, row)) for row in rows if row)

    def _filled(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        number = row.get("id", 0)
        defaults: dict[str, dict[str, Any]] = {
            "sections": {"name": row.get("folded"), "position": number},
            "section_aliases": {"name": row.get("folded")},
            "tags": {"name": row.get("folded")},
            "sources": {"kind": _kind(str(row.get("url"))),
                        "title": row.get("url"), "added_at": 0},
            # Taken for the reader's own, which nothing takes away.
            "article_tags": {"by_reader": 1},
        }  # fmt: skip
        if table == "versions":
            return {**self._version(row), **row}
        return {**defaults.get(table, {}), **row}

    def _version(self, row: Mapping[str, Any]) -> dict[str, Any]:
        known = self._run(
            "SELECT title, words, first_seen FROM articles WHERE id = ?", (row.get("article_id"),)
        )
        title, words, seen = known[0] if known else (_title(row.get("article_id")), 0, 0)
        return {"title": title, "words": words, "seen_at": seen, "media_type": "text/html",
                "text_hash": bytes(32)}  # fmt: skip

    def articles(self, damaged: bool) -> int:
        """Put articles together, those too that notes, highlights and texts belong to."""
        known = self._merged("articles") if damaged else {}
        for table in ("versions", "notes", "highlights"):
            for (number,) in self._run(
                f"SELECT DISTINCT article_id FROM {table} WHERE article_id NOT IN "
                "(SELECT id FROM articles)"
            ):
                known.setdefault(number, {"in": set(), "id": number})
        added = 0
        for number, row in sorted(known.items()):
            if not self._run("SELECT 1 FROM articles WHERE id = ?", (number,)):
                added += self._insert("articles", self._article(number, row))
        for (source,) in self._run(
            "SELECT DISTINCT source_id FROM articles WHERE source_id NOT IN "
            "(SELECT id FROM sources)"
        ):
            self._lost_source(source)
        return added

    def _article(self, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        version = self._run(
            "SELECT number, title, words, seen_at, (SELECT min(seen_at) FROM versions "
            "WHERE article_id = v.article_id) FROM versions v WHERE article_id = ? "
            "ORDER BY number DESC LIMIT 1", (number,),
        )  # fmt: skip
        versions, title, words, _, seen = version[0] if version else (1, _title(number), 0, 0, 0)
        source = row.get("source_id")
        within = row["in"]
        state = self._state(number, within)
        moment = row.get("sort_time") or seen
        marked = row.get("sort_time") or seen or 1
        return {
            **{name: row[name] for name in ("section_id", "month", "published", "lead_image",
                                            "deleted_at") if name in row},
            "id": number, "state": state,
            "source_id": self._lost_source(0) if source is None else source,
            "uid": row.get("uid") or f"lost:{number}",
            "read": self._read(row, state),
            "bookmarked_at": marked if "articles_bookmarked" in within else None,
            "edits": int("articles_edited" in within),
            "page_state": PAGE_WANTED if "articles_page" in within else 0,
            "first_seen": seen or moment, "sort_time": moment, "title": title,
            "versions": versions, "words": words, "item_hash": bytes(32), "text_hash": bytes(32),
        }  # fmt: skip

    def _state(self, number: int, within: set[str]) -> int:
        for name, state in (("articles_binned", BINNED), ("articles_hidden", HIDDEN)):
            if name in within:
                return state
        if {"articles_newest", "articles_unread", "articles_source"} & within:
            return LIVE
        if {"articles_newest", "articles_binned", "articles_hidden"} <= self._indexes.whole and (
            not self._run("SELECT 1 FROM versions WHERE article_id = ?", (number,))
        ):
            return DELETED  # known by its name only: it is not to come back
        return LIVE

    def _read(self, row: Mapping[str, Any], state: int) -> int:
        if "articles_unread" in row["in"]:
            return 0
        if "read" in row:
            return int(bool(row["read"]))
        return int(state == LIVE and bool(row["in"]) and "articles_unread" in self._indexes.whole)

    def _lost_source(self, number: int) -> int:
        """Return a source for articles whose own is lost: paused, as there is no address."""
        url = f"lost:{number}"
        row = {"kind": "feed", "url": url, "title": "Source that was lost", "added_at": 0,
               "paused": 1}  # fmt: skip
        self._insert("sources", {**row, "id": number} if number else row)
        return int(self._run("SELECT id FROM sources WHERE url = ?", (url,))[0][0])

    def drop_damaged_texts(self) -> None:
        """Take texts out of which a part is lost."""
        last = 0
        while rows := self._run(
            "SELECT version_id, body, text FROM bodies WHERE version_id > ? "
            "ORDER BY version_id LIMIT 100", (last,),
        ):  # fmt: skip
            for version, body, text in rows:
                try:
                    unpack_text(body, text)
                except (DamagedTextError, TypeError):  # no bytes at all
                    self._run("DELETE FROM bodies WHERE version_id = ?", (version,))
            last = rows[-1][0]

    def lost_texts(self) -> list[str]:
        """Put a sentence in the place of each lost text, which is asked for again."""
        rows = self._run(
            "SELECT v.id, v.article_id, v.number = a.versions, a.title FROM versions v "
            "JOIN articles a ON a.id = v.article_id WHERE v.id NOT IN "
            "(SELECT version_id FROM bodies) ORDER BY a.sort_time DESC, v.number DESC"
        )
        body, text = pack(f"<p>{LOST_TEXT}</p>", LOST_TEXT)
        for version, *_ in rows:
            self._fresh.execute(
                "INSERT OR IGNORE INTO bodies VALUES (?, ?, ?)", (version, body, text)
            )
        newest = [(article, title) for _, article, last, title in rows if last]
        for article, title in self._without_version():
            self._insert("versions", {"article_id": article, "number": 1,
                                      **self._version({"article_id": article})})  # fmt: skip
            self._fresh.execute("UPDATE articles SET versions = 1 WHERE id = ?", (article,))
            self._fresh.execute(
                "INSERT OR IGNORE INTO bodies SELECT id, ?, ? FROM versions "
                "WHERE article_id = ? AND number = 1", (body, text, article),
            )  # fmt: skip
            newest.append((article, title))
        ask_again(lambda sql, values: self._run(sql, tuple(values)), [one for one, _ in newest])
        return [title for _, title in newest]

    def _without_version(self) -> list[tuple[int, str]]:
        """Set articles to the newest version that there is; return those that have none."""
        self._fresh.execute(
            "UPDATE articles SET versions = coalesce((SELECT max(number) FROM versions v "
            f"WHERE v.article_id = articles.id), 0) WHERE state <> {DELETED} AND NOT EXISTS "
            "(SELECT 1 FROM versions v WHERE v.article_id = articles.id AND number = versions)"
        )
        return self._run(
            f"SELECT id, title FROM articles WHERE state <> {DELETED} AND versions = 0 ORDER BY id"
        )

    def refill(self, damaged: list[str]) -> None:
        """Put back what tables of our own notes have to hold."""
        if "image_counts" in damaged:
            for state in range(4):
                self._insert("image_counts", {"state": state, "total": 0})

    def lost(self, table: str, texts: int) -> int | None:
        """Return how many rows of a table its indexes know that are not there; None: unknown."""
        if table == "bodies":
            return texts
        numbers = {row["id"] for _, row in self._indexes.of(table) if row.get("id")}
        if self._indexes.know(table):
            there = {row[0] for row in self._run(f"SELECT id FROM {table}")} if numbers else set()
            return len(numbers - there)
        return None


def _title(number: object) -> str:
    return f"Article {number}, whose title was lost"


def _kind(url: str) -> str:
    """Return the kind of a source of which no more than its address is known."""
    if url.startswith("clashreader:import/"):
        return "import"
    return "feed" if "://" in url else "folder"
