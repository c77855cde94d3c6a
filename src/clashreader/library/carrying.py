"""Articles with all that the library knows of them, for another library: read, and marked.

What is carried speaks no numbers of this library: sources, sections and pictures go by their
addresses and names, so that two libraries with the same content say the same. A column that has
its default is left out; columns that a later schema adds are carried by themselves. What belongs
to this machine, or to one attempt at fetching, stays here: it would be false, or new each day.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from clashreader.library.ddl import BINNED, DELETED, HIDDEN, IGNORED, LIVE, STORED
from clashreader.library.packing import unpack_body, unpack_text
from clashreader.library.rules import all_rules
from clashreader.library.saved import all_searches
from clashreader.library.schema import COLUMNS
from clashreader.model import Rule, SavedSearch
from clashreader.values import dataclass, field

if TYPE_CHECKING:
    from clashreader.library.rows import Run

Values = dict[str, Any]
"""Columns by name: whole numbers, texts, and hashes in hexadecimal."""

STATES = {LIVE: "live", BINNED: "bin", HIDDEN: "hidden"}
PICTURE_STATES = {STORED: "stored", IGNORED: "ignored"}
"""Others are to be fetched, whatever became of earlier attempts."""

_HERE_ONLY = {
    "articles": "id source_id state section_id sort_time month versions lead_image url_key "
    "fingerprint page_tries page_checked_at page_next_try page_status",
    "versions": "id article_id capture_id number",
    "captures": "id source_id",
    "images": "id url state error attempts next_try",
    "sources": "id section_id url articles unread last_sync next_sync retry_at failures error "
    "notice etag last_modified content_hash validated_at",
}
"""What is not carried, or not under its own name. A file's time and size (`fingerprint`) are of one
disk; a fetch that failed, or that found nothing new, is no content."""


@dataclass(frozen=True, slots=True)
class CarriedVersion:
    """One version; `row` is where its texts are in this library, for `texts`.

    `capture` is how it was fetched, None where that is not known; `pictures` are the addresses of
    those that it shows, in order.
    """

    number: int
    values: Values
    capture: Values | None = None
    pictures: tuple[str, ...] = ()
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class CarriedPicture:
    """A picture: ``stored``, ``ignored`` or None, and its columns."""

    url: str
    state: str | None
    values: Values


@dataclass(frozen=True, slots=True)
class CarriedHighlight:
    """A highlight; `version` is the number of the version it was made in, if that is kept."""

    version: int | None
    exact: str
    prefix: str
    suffix: str
    colour: int
    note: str | None
    created: int
    changed: int
    earlier: int | None
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Carried:
    """An article. `source` is the address of its source, `lead` that of its picture; `tags` are
    names, each with whether the reader put it there. `state` is ``live``, ``bin`` or ``hidden``.
    """

    source: str
    uid: str
    state: str
    section: str | None
    values: Values
    tags: tuple[tuple[str, bool], ...]
    note: str | None
    note_changed: int | None
    highlights: tuple[CarriedHighlight, ...]
    versions: tuple[CarriedVersion, ...]
    pictures: tuple[CarriedPicture, ...]
    lead: str | None
    id: int = field(default=0, compare=False)

    @property
    def key(self) -> str:
        """What tells it from all others, in every library."""
        return key_of(self.source, self.uid)

    def sign(self) -> str:
        """Return a hash of all of it; the texts count by the hashes of their versions."""
        said = (
            self.source, self.uid, self.state, self.section, self.values, self.tags, self.note,
            self.note_changed, self.lead,
            [(h.version, h.exact, h.prefix, h.suffix, h.colour, h.note, h.created, h.changed,
              h.earlier) for h in self.highlights],
            [(v.number, v.values, v.capture, v.pictures) for v in self.versions],
            [(p.url, p.state, p.values) for p in self.pictures],
        )  # fmt: skip
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def key_of(source: str, uid: str) -> str:
    """Return what tells an article from all others, in every library."""
    return hashlib.sha256(f"{source}\0{uid}".encode("utf-8", "replace")).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class CarriedSource:
    """A source, left ones included; `section` is the reader's choice."""

    url: str
    section: str | None
    values: Values


@dataclass(frozen=True, slots=True)
class CarriedWhole:
    """What belongs to no single article. Sections in the reader's order: name, whether hidden,
    names that it had once. Tags with their colours. `deleted` are the articles that were deleted
    for good, by address of the source and uid: no sync shall bring them back.
    """

    sources: tuple[CarriedSource, ...] = ()
    sections: tuple[tuple[str, bool, tuple[str, ...]], ...] = ()
    colours: tuple[tuple[str, str], ...] = ()
    searches: tuple[SavedSearch, ...] = ()
    rules: tuple[Rule, ...] = ()
    deleted: tuple[tuple[str, str], ...] = ()


# --- reading ---


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a table that are carried: how they are stored, and what they are unless said."""

    names: tuple[str, ...]
    defaults: tuple[object, ...]
    types: tuple[str, ...]
    needed: tuple[bool, ...]


def columns_of(run: Run, table: str) -> Columns:
    """Return the columns of `table` that are carried, as its file has them."""
    kept_here = set(_HERE_ONLY[table].split())
    named = [name for name in COLUMNS[table].split() if name not in kept_here]
    info = {row[1]: row for row in run(f"PRAGMA table_info({table})", ())}
    return Columns(
        tuple(named),
        tuple(_default(info[name][4]) for name in named),
        tuple(str(info[name][2]).upper() for name in named),
        tuple(bool(info[name][3]) for name in named),
    )


def _default(written: str | None) -> object:
    """Read a default of the schema: none, a number, or a text in quotes."""
    if written is None:
        return None
    return written[1:-1] if written.startswith("'") else int(written)


def _values(columns: Columns, row: Sequence[Any]) -> Values:
    return {
        name: value.hex() if isinstance(value, bytes) else value
        for name, value, default in zip(columns.names, row, columns.defaults, strict=True)
        if value != default
    }


def _named(prefix: str, columns: Columns) -> str:
    return ", ".join(f"{prefix}.{name}" for name in columns.names)


_IN = "IN (SELECT value FROM json_each(?))"


def carried(run: Run, ids: Sequence[int]) -> list[Carried]:
    """Return articles in the order of `ids`; those that are not there are left out."""
    wanted = (json.dumps(list(ids)),)
    columns = columns_of(run, "articles")
    rows = run(
        f"SELECT a.id, o.url, a.uid, a.state, s.name, i.url, {_named('a', columns)} "
        "FROM articles a JOIN sources o ON o.id = a.source_id "
        "LEFT JOIN sections s ON s.id = a.section_id LEFT JOIN images i ON i.id = a.lead_image "
        f"WHERE a.id {_IN} AND a.state <> {DELETED}", wanted,
    )  # fmt: skip
    tags, notes, highlights = _marks(run, wanted)
    versions, pictures = _versions(run, wanted)
    found = {}
    for row in rows:
        number = row[0]
        note = notes.get(number, (None, None))
        values = _values(columns, row[6:])
        values.pop("uid", None)
        found[number] = Carried(
            row[1], row[2], STATES[row[3]], row[4], values, tuple(tags.get(number, ())),
            note[0], note[1], tuple(highlights.get(number, ())), tuple(versions.get(number, ())),
            tuple(pictures.get(number, {}).values()), row[5], number,
        )  # fmt: skip
    return [found[number] for number in ids if number in found]


def _marks(run: Run, wanted: tuple[str]) -> Any:
    """Return tags, notes and highlights of articles, each by article."""
    tags: defaultdict[int, list[tuple[str, bool]]] = defaultdict(list)
    for number, name, by_reader in run(
        "SELECT t.article_id, g.name, t.by_reader FROM article_tags t JOIN tags g ON g.id = "
        f"t.tag_id WHERE t.article_id {_IN} ORDER BY g.folded", wanted,
    ):  # fmt: skip
        tags[number].append((name, bool(by_reader)))
    notes = {
        row[0]: (row[1], row[2])
        for row in run(f"SELECT article_id, text, changed_at FROM notes WHERE article_id {_IN}",
                       wanted)
    }  # fmt: skip
    highlights: defaultdict[int, list[CarriedHighlight]] = defaultdict(list)
    for row in run(
        "SELECT h.article_id, v.number, h.exact, h.prefix, h.suffix, h.colour, h.note, "
        "h.created_at, h.changed_at, h.earlier, h.id FROM highlights h "
        f"LEFT JOIN versions v ON v.id = h.version_id WHERE h.article_id {_IN} "
        "ORDER BY h.created_at, h.id", wanted,
    ):  # fmt: skip
        highlights[row[0]].append(CarriedHighlight(*row[1:]))
    return tags, notes, highlights


def _versions(run: Run, wanted: tuple[str]) -> Any:
    """Return the versions of articles, and the pictures of all of them by address."""
    shown: defaultdict[int, list[str]] = defaultdict(list)
    pictures: defaultdict[int, dict[str, CarriedPicture]] = defaultdict(dict)
    images = columns_of(run, "images")
    for row in run(
        f"SELECT p.article_id, p.version_id, i.url, i.state, {_named('i', images)} "
        "FROM article_images p JOIN images i ON i.id = p.image_id "
        f"WHERE p.article_id {_IN} ORDER BY p.article_id, p.version_id, p.position", wanted,
    ):  # fmt: skip
        shown[row[1]].append(row[2])
        if row[2] not in pictures[row[0]]:
            pictures[row[0]][row[2]] = _picture(row[2], row[3], _values(images, row[4:]))
    for row in run(  # one that no version shows any more
        f"SELECT a.id, i.url, i.state, {_named('i', images)} FROM articles a "
        f"JOIN images i ON i.id = a.lead_image WHERE a.id {_IN}", wanted,
    ):  # fmt: skip
        if row[1] not in pictures[row[0]]:
            pictures[row[0]][row[1]] = _picture(row[1], row[2], _values(images, row[3:]))
    columns, captures = columns_of(run, "versions"), columns_of(run, "captures")
    width = 5 + len(columns.names)
    versions: defaultdict[int, list[CarriedVersion]] = defaultdict(list)
    for row in run(
        f"SELECT v.article_id, v.id, v.number, c.id, 0, {_named('v', columns)}, "
        f"{_named('c', captures)} FROM versions v LEFT JOIN captures c ON c.id = v.capture_id "
        f"WHERE v.article_id {_IN} ORDER BY v.article_id, v.number", wanted,
    ):  # fmt: skip
        capture = None if row[3] is None else _values(captures, row[width:])
        versions[row[0]].append(
            CarriedVersion(
                row[2], _values(columns, row[5:width]), capture, tuple(shown.get(row[1], ())),
                row[1],
            )
        )  # fmt: skip
    return versions, pictures


def _picture(url: str, state: int, values: Values) -> CarriedPicture:
    word = PICTURE_STATES.get(state)
    return CarriedPicture(url, word, values if word == "stored" else {})


def texts(run: Run, versions: Iterable[CarriedVersion]) -> list[tuple[str, str]]:
    """Return the body as received and the plain text of each version; raises `DamagedTextError`."""
    found = []
    for version in versions:
        [row] = run("SELECT body, text FROM bodies WHERE version_id = ?", (version.row,)) or [None]
        found.append(("", "") if row is None else (unpack_body(row[0]), unpack_text(*row)))
    return found


def whole(run: Run) -> CarriedWhole:
    """Return what belongs to no single article."""
    columns = columns_of(run, "sources")
    sources = run(
        f"SELECT o.url, s.name, {_named('o', columns)} FROM sources o "
        "LEFT JOIN sections s ON s.id = o.section_id ORDER BY o.url", (),
    )  # fmt: skip
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    for section, name in run("SELECT section_id, name FROM section_aliases ORDER BY folded", ()):
        aliases[section].append(name)
    return CarriedWhole(
        tuple(CarriedSource(row[0], row[1], _values(columns, row[2:])) for row in sources),
        tuple(
            (row[1], bool(row[2]), tuple(aliases[row[0]]))
            for row in run("SELECT id, name, hidden FROM sections ORDER BY position, id", ())
        ),
        tuple(
            (row[0], row[1])
            for row in run("SELECT name, colour FROM tags WHERE colour IS NOT NULL AND total > 0 "
                           "ORDER BY folded", ())
        ),
        all_searches(run),
        all_rules(run),
        tuple(
            (row[0], row[1])
            for row in run(
                "SELECT o.url, a.uid FROM articles a JOIN sources o ON o.id = a.source_id "
                f"WHERE a.state = {DELETED} ORDER BY o.url, a.uid", (),
            )
        ),
    )  # fmt: skip


def known(run: Run) -> dict[str, tuple[int, int]]:
    """Return id and state of every article by its key, deleted ones included."""
    rows = run(
        "SELECT o.url, a.uid, a.id, a.state FROM articles a JOIN sources o ON o.id = a.source_id",
        (),
    )
    return {key_of(row[0], row[1]): (row[2], row[3]) for row in rows}
