"""Articles that were carried from another library go in, with everything that is theirs.

What is here already stays as it is: this only adds. Versions keep their numbers, times and hashes,
and no rule acts on anything, since nothing of it is new to the reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clashreader.errors import UsageError
from clashreader.library import index, pictures, schema
from clashreader.library.carrying import (
    Carried,
    CarriedPicture,
    CarriedSource,
    CarriedVersion,
    CarriedWhole,
    Columns,
    Values,
    columns_of,
)
from clashreader.library.ddl import BINNED, DELETED, HIDDEN, IGNORED, LIVE, STORED, WANTED
from clashreader.library.folding import fold_name, fold_words
from clashreader.library.keys import month_of, url_key
from clashreader.library.names import clean_name, find_section, section_id, tag_ids
from clashreader.library.packing import pack, unpack_details
from clashreader.library.picture_files import is_hash
from clashreader.library.store import sort_time
from clashreader.model import TAG_COLOURS, MediaType, SourceKind
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.rows import Run
    from clashreader.library.statements import Statements

Texts = Sequence[tuple[str, str]]
"""Body as received and plain text of each version, oldest first."""

_STATES = {"live": LIVE, "bin": BINNED, "hidden": HIDDEN}
_MOST = 2**63 - 1
_TABLES = ("articles", "versions", "captures", "images", "sources")


def tables(run: Run) -> dict[str, Columns]:
    """Return what of each table is carried."""
    return {name: columns_of(run, name) for name in _TABLES}


def typed(columns: Columns, values: Values, but: Iterable[str] = ()) -> dict[str, object]:
    """Return every column of a row; what `values` does not say is as the schema has it.

    Raises `UsageError` where a value is none for its column.
    """
    row: dict[str, object] = {}
    left = set(but)
    for name, default, kind, needed in zip(
        columns.names, columns.defaults, columns.types, columns.needed, strict=True
    ):
        if name in left:
            continue
        value = values.get(name, default)
        if value is None and needed:
            raise UsageError(f"{name} is not said.")
        row[name] = value if value is None or name not in values else _as_type(name, kind, value)
    return row


def _as_type(name: str, kind: str, value: object) -> object:
    try:
        if kind == "INTEGER":
            number = int(str(value))
            if abs(number) > _MOST:
                raise ValueError
            return number
        return bytes.fromhex(str(value)) if kind == "BLOB" else str(value)
    except ValueError as error:
        raise UsageError(f"{name} cannot be {str(value)[:60]!r}.") from error


@dataclass(frozen=True, slots=True)
class _ReadyVersion:
    said: CarriedVersion
    values: dict[str, object]
    capture: dict[str, object] | None
    body: bytes
    text: bytes


@dataclass(frozen=True, slots=True)
class ReadyArticle:
    """An article that is known to fit, compressed and folded before the library is locked."""

    said: Carried
    values: dict[str, Any]
    versions: tuple[_ReadyVersion, ...]
    pictures: tuple[tuple[str, dict[str, object]], ...]
    folded: tuple[str, str, str, str]


def make_ready(columns: dict[str, Columns], article: Carried, found: Texts) -> ReadyArticle:
    """Return an article as it will be stored; raises `UsageError` where it is not whole."""
    values: dict[str, Any] = typed(columns["articles"], article.values, ("uid",))
    if not article.versions or len(article.versions) != len(found):
        raise UsageError("It has no text.")
    if [version.number for version in article.versions] != list(range(1, len(found) + 1)):
        raise UsageError("Its versions are not whole.")
    _check_packed(values.get("own_tags"), _names_of)
    versions = []
    for version, (body, text) in zip(article.versions, found, strict=True):
        own = typed(columns["versions"], version.values)
        _check_packed(own.get("details"), unpack_details)
        if own["media_type"] not in list(MediaType):
            raise UsageError(f"There is no kind of text called {own['media_type']!r}.")
        capture = None
        if version.capture is not None:
            capture = typed(columns["captures"], version.capture)
        versions.append(_ReadyVersion(version, own, capture, *pack(body, text)))
    text = found[-1][1]
    return ReadyArticle(
        article, values, tuple(versions),
        tuple((one.url, _image(columns["images"], one)) for one in article.pictures),
        (fold_words(str(values["title"])), fold_words(str(values["author"] or "")),
         fold_words(str(values["outlet"] or "")), fold_words(text)),
    )  # fmt: skip


def _check_packed(value: object, read: Callable[[str], object]) -> None:
    """Raise `UsageError` where what is packed into a column could not be read when it is shown."""
    if value:
        try:
            read(str(value))
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise UsageError("What it says of itself cannot be read.") from error


def _names_of(packed: str) -> None:
    found = json.loads(packed)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise TypeError


def _image(columns: Columns, picture: CarriedPicture) -> dict[str, object]:
    values = typed(columns, picture.values)
    stored = picture.state == "stored" and is_hash(values["hash"])
    state = STORED if stored else IGNORED if picture.state == "ignored" else WANTED
    if not stored:
        values = dict.fromkeys(values)
    return {"url": picture.url, "state": state, **values}


def keep_pictures(
    folder: Path, articles: Sequence[ReadyArticle], bring: Callable[[str], bytes | None]
) -> None:
    """Put the files of stored pictures into their places; one that cannot be had is wanted."""
    for article in articles:
        for _, values in article.pictures:
            if values["state"] != STORED or pictures.place(folder, str(values["hash"])).is_file():
                continue
            data = bring(str(values["hash"]))
            if data is None or pictures.hash_of(data) != values["hash"]:
                values.update(dict.fromkeys(values.keys() - {"url", "state"}), state=WANTED)
            else:
                pictures.write_files(folder, [(0, data, "", 0, 0)])


class CarryingIn:
    """One transaction that takes articles in."""

    def __init__(self, connection: Statements, now: int) -> None:
        self._connection = connection
        self._now = now
        self._sources = dict(self._all("SELECT url, id FROM sources"))
        self._captures: dict[tuple[object, ...], int] = {}
        self.inserted: list[int] = []
        self._next = {
            table: int(self._all(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")[0][0])
            for table in ("articles", "versions", "captures")
        }
        self._bodies: list[tuple[object, ...]] = []
        self._places: list[tuple[object, ...]] = []

    def _all(self, sql: str, parameters: tuple[object, ...] | None = None) -> Sequence[Any]:
        found: Sequence[Any] = self._connection.exec_driver_sql(sql, parameters).all()
        return found

    def take(self, article: ReadyArticle) -> bool:
        """Store an article, unless it is here already; return whether."""
        said = article.said
        source = self._sources.get(said.source)
        if source is None:
            raise UsageError(f"Its source is not known: {said.source}.")
        if self._all("SELECT 1 FROM articles WHERE source_id = ? AND uid = ?", (source, said.uid)):
            return False
        number = self._new("articles")
        images = self._images(article)
        values = article.values
        published, first_seen = values["published"], values["first_seen"]
        schema.insert(self._connection, "articles", [{
            **values, "id": number, "source_id": source, "uid": said.uid,
            "state": _STATES.get(said.state, LIVE),
            "section_id": section_id(self._connection, said.section) if said.section else None,
            "sort_time": sort_time(published, first_seen), "month": month_of(published),
            "versions": len(article.versions), "url_key": url_key(values["url"]),
            "lead_image": images.get(said.lead) if said.lead else None,
        }])  # fmt: skip
        rows = [self._version(number, source, one, images) for one in article.versions]
        self._flush()
        index.learn(self._connection, [(number, *article.folded)])
        schema.insert_tuples(
            self._connection, "ungrouped", [(number,)], then="ON CONFLICT DO NOTHING"
        )
        self._marks(number, said, rows)
        self.inserted.append(number)
        return True

    def _new(self, table: str) -> int:
        number = self._next[table]
        self._next[table] += 1
        return number

    def _version(
        self, article: int, source: int, version: _ReadyVersion, images: dict[str, int]
    ) -> int:
        row = self._new("versions")
        schema.insert(self._connection, "versions", [{
            **version.values, "id": row, "article_id": article, "number": version.said.number,
            "capture_id": self._capture(source, version.capture),
        }])  # fmt: skip
        self._bodies.append((row, version.body, version.text))
        self._places += [
            (article, row, place, images[url])
            for place, url in enumerate(dict.fromkeys(version.said.pictures))
            if url in images
        ]
        return row

    def _flush(self) -> None:
        schema.insert_tuples(self._connection, "bodies (version_id, body, text)", self._bodies)
        if self._places:
            schema.insert_tuples(self._connection, "article_images", self._places)
        self._bodies, self._places = [], []

    def _capture(self, source: int, values: dict[str, object] | None) -> int | None:
        """Versions of one fetch share what is known of it."""
        if values is None:
            return None
        key = (source, *values.values())
        if key not in self._captures:
            where = " AND ".join(f"{name} IS ?" for name in values)
            found = self._all(
                f"SELECT id FROM captures WHERE source_id = ? AND {where} LIMIT 1", key
            )
            if found:
                self._captures[key] = found[0][0]
            else:
                self._captures[key] = self._new("captures")
                row = {"id": self._captures[key], "source_id": source, **values}
                schema.insert(self._connection, "captures", [row])
        return self._captures[key]

    def _images(self, article: ReadyArticle) -> dict[str, int]:
        """Return the ids of the pictures by address, those that are new entered."""
        found: dict[str, int] = {}
        for url, values in article.pictures:
            there = self._all("SELECT id, state FROM images WHERE url = ?", (url,))
            if not there:
                schema.insert(self._connection, "images", [values])
                there = self._all("SELECT id, state FROM images WHERE url = ?", (url,))
            elif values["state"] == STORED and there[0][1] != STORED:
                schema.update(self._connection, "images", there[0][0], {**values, "error": None})
            found[url] = there[0][0]
        return found

    def _marks(self, number: int, said: Carried, rows: list[int]) -> None:
        ids = tag_ids(self._connection, [name for name, _ in said.tags])
        by_reader = {fold_name(name): int(by) for name, by in reversed(said.tags)}
        tags = [(number, ids[key], by_reader[key]) for key in by_reader if key in ids]
        if tags:
            schema.insert_tuples(self._connection, "article_tags", tags)
        if said.note is not None:
            schema.insert_tuples(
                self._connection, "notes", [(number, said.note, said.note_changed or self._now)]
            )
        for one in said.highlights:
            version = rows[one.version - 1] if one.version and one.version <= len(rows) else None
            schema.insert(self._connection, "highlights", [{
                "article_id": number, "version_id": version, "exact": one.exact,
                "prefix": one.prefix, "suffix": one.suffix, "colour": one.colour,
                "note": one.note, "created_at": one.created, "changed_at": one.changed,
                "earlier": one.earlier,
            }])  # fmt: skip


# --- what belongs to no single article ---


def take_whole(
    connection: Statements, columns: dict[str, Columns], whole: CarriedWhole, now: int
) -> None:
    """Add sources, sections, colours of tags and deleted articles that are not here yet."""
    _take_sections(connection, whole)
    for source in whole.sources:
        _take_source(connection, columns["sources"], source)
    _take_colours(connection, whole.colours)
    _take_deleted(connection, whole.deleted, now)


def _take_sections(connection: Statements, whole: CarriedWhole) -> None:
    for name, hidden, aliases in whole.sections:
        fresh = find_section(connection, name) is None
        found = section_id(connection, name)
        if fresh and hidden:
            connection.exec_driver_sql("UPDATE sections SET hidden = 1 WHERE id = ?", (found,))
        for alias in aliases if found is not None else ():
            if fold_name(alias) and find_section(connection, alias) is None:
                connection.exec_driver_sql(
                    "INSERT INTO section_aliases VALUES (?, ?, ?)",
                    (fold_name(alias), clean_name(alias, "section"), found),
                )


def _take_source(connection: Statements, columns: Columns, source: CarriedSource) -> None:
    there = connection.exec_driver_sql("SELECT 1 FROM sources WHERE url = ?", (source.url,))
    if there.first() is not None:
        return
    values = typed(columns, source.values)
    if values["kind"] not in list(SourceKind):
        raise UsageError(f"There is no kind of source called {values['kind']!r}.")
    section = section_id(connection, source.section) if source.section else None
    schema.insert(connection, "sources", [{**values, "url": source.url, "section_id": section}])


def _take_colours(connection: Statements, colours: Sequence[tuple[str, str]]) -> None:
    good = [(name, colour) for name, colour in colours if colour in TAG_COLOURS]
    ids = tag_ids(connection, [name for name, _ in good])
    for name, colour in good:
        connection.exec_driver_sql(
            "UPDATE tags SET colour = ? WHERE id = ? AND colour IS NULL",
            (colour, ids.get(fold_name(name))),
        )


def _take_deleted(connection: Statements, deleted: Sequence[tuple[str, str]], now: int) -> None:
    sources = dict(connection.exec_driver_sql("SELECT url, id FROM sources").all())
    known = bytes(32)
    rows = [
        (sources[url], uid, DELETED, now, now, now, "", known, known)
        for url, uid in deleted
        if url in sources
    ]
    if rows:
        schema.insert_tuples(
            connection,
            "articles (source_id, uid, state, deleted_at, first_seen, sort_time, title, item_hash, "
            "text_hash)",
            rows,
            then="ON CONFLICT DO NOTHING",
        )
