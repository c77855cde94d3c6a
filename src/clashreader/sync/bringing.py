"""Articles, tags, stars, notes and highlights out of another reader's export, into the library.

What comes goes into a source of its own, one for each kind of export: a sync fetches nothing for
it but the pages of articles of which only the address came. An article that the library has by its
address already, from a feed say, is not stored again: it gets the tags, the star, the notes. So the
same file imported twice changes nothing, and nothing that is here is ever taken away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from clashreader.errors import CancelledError
from clashreader.model import (
    FetchRecord,
    Insert,
    Intent,
    Known,
    Marks,
    NewSource,
    Prepared,
    Revise,
    Source,
    SourceKind,
)
from clashreader.sync.sources import BATCH, prepare
from clashreader.values import dataclass, field

if TYPE_CHECKING:
    from pathlib import Path

    from clashreader.library.library import Library
    from clashreader.parse.kept import Export, Kept

TITLES = {
    "pocket": "Pocket",
    "instapaper": "Instapaper",
    "omnivore": "Omnivore",
    "wallabag": "Wallabag",
    "bookmarks": "Browser bookmarks",
    "google-reader": "Starred in another reader",
    "pages": "Saved pages",
}
ADDRESS = "clashreader:import/"
"""What the addresses of such sources begin with; the format follows."""
_MAX_WEIGHT = 2_000_000  # characters of bodies of one transaction

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an export holds, counted by kind, and how much of it is new here."""

    format: str
    articles: int
    texts: int
    new: int
    known: int
    tags: int
    bookmarked: int
    read: int
    notes: int
    highlights: int
    to_fetch: int
    """New ones of which only the address came."""
    refused: tuple[str, ...]
    cut: bool = False


@dataclass(slots=True)
class Brought:
    """What an import did. `tags` counts the names that were put on, `articles` are the new ones.

    `known` counts those that were here already as they are, `updated` those to which something was
    added. `wanted` are new ones whose text the next sync fetches.
    """

    format: str
    source: Source | None = None
    added: int = 0
    updated: int = 0
    known: int = 0
    tags: int = 0
    bookmarked: int = 0
    wanted: int = 0
    refused: tuple[str, ...] = ()
    cut: bool = False
    articles: list[int] = field(default_factory=list)


def load(path: Path) -> Export:
    """Return what the file, folder or archive at `path` holds.

    Raises `UsageError` where it cannot be read, `ParseError` where it is no export we know.
    """
    from clashreader.parse import read_export
    from clashreader.sync.exportfiles import open_files

    return read_export(open_files(path))


def preview(library: Library, export: Export) -> Preview:
    """Return what `bring_in` would find; nothing is written."""
    known = _known(library, export.format)
    articles = _unique(export.articles)
    new = [one for one in articles if _place(library, known, one) is None]
    return Preview(
        export.format.value,
        len(articles),
        sum(bool(one.parsed.body) for one in articles),
        len(new),
        len(articles) - len(new),
        len({name.casefold() for one in articles for name in one.tags}),
        sum(one.bookmarked for one in articles),
        sum(one.read for one in articles),
        sum(bool(one.note) for one in articles),
        sum(len(one.quotes) for one in articles),
        sum(not one.parsed.body and one.parsed.url is not None for one in new),
        tuple(export.refused),
        export.cut,
    )


def bring_in(
    library: Library,
    export: Export,
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    clock: Callable[[], float] = time.time,
) -> Brought:
    """Take an export in, some hundred articles a transaction.

    Raises `CancelledError` where `cancel` is set; what came until then stays, and the same import
    goes on from there.
    """
    done = Brought(export.format.value, refused=tuple(export.refused), cut=export.cut)
    articles = _unique(export.articles)
    if not articles:
        return done
    source = _source(library, export.format)
    going_in = _GoingIn(library, source, done, int(clock()))
    waiting: list[Kept] = []
    weight = 0
    for number, one in enumerate(articles, 1):
        waiting.append(one)
        weight += len(one.parsed.body)
        if len(waiting) >= BATCH or weight >= _MAX_WEIGHT or number == len(articles):
            if cancel is not None and cancel.is_set():
                raise CancelledError("The import was stopped; what came until then stays.")
            going_in.take(waiting)
            waiting, weight = [], 0
            if progress is not None:
                progress(number, len(articles))
    done.source = library.source(source.id)
    return done


def _unique(articles: Sequence[Kept]) -> list[Kept]:
    """Return the articles each once, by address; what one says of it is added to the other."""
    from clashreader.library.keys import url_key

    found: dict[object, Kept] = {}
    for one in articles:
        key = url_key(one.parsed.url) or one.parsed.uid
        before = found.get(key)
        found[key] = one if before is None else _both(before, one)
    return list(found.values())


def _both(one: Kept, other: Kept) -> Kept:
    from clashreader.parse.kept import Kept

    notes = [note for note in dict.fromkeys((one.note, other.note)) if note]
    fuller = other if other.parsed.body and not one.parsed.body else one
    if fuller.parsed.title_derived:
        fuller = other if not other.parsed.title_derived and not fuller.parsed.body else fuller
    return Kept(
        fuller.parsed,
        tuple(dict.fromkeys(one.tags + other.tags)),
        one.bookmarked or other.bookmarked,
        one.bookmarked_at or other.bookmarked_at,
        one.read or other.read,
        "\n\n".join(notes) or None,
        tuple(dict.fromkeys(one.quotes + other.quotes)),
    )


def _source(library: Library, form: str) -> Source:
    """Return the source that an export's articles go to; made when they first come."""
    url = ADDRESS + str(form)
    for source in library.sources():
        if source.url == url:
            return source
    return library.add_source(NewSource(SourceKind.IMPORT, url, TITLES[str(form)], full_text=True))


def _known(library: Library, form: str) -> dict[str, Known]:
    for source in library.sources():
        if source.url == ADDRESS + str(form):
            return library.known(source.id)
    return {}


def _place(library: Library, known: dict[str, Known], one: Kept) -> int | None:
    """Return the article that the library has of one, or None; one that was deleted counts."""
    there = known.get(one.parsed.uid)
    if there is not None:
        return there.id
    return library.find_article(one.parsed.url) if one.parsed.url else None


class _GoingIn:
    """One import on its way into the library."""

    def __init__(self, library: Library, source: Source, done: Brought, now: int) -> None:
        self._library = library
        self._source = source
        self._done = done
        self._known = library.known(source.id)
        self._fetch = FetchRecord(at=now, url=source.url)
        self._tagged: set[str] = set()

    def take(self, batch: Sequence[Kept]) -> None:
        """Store what is new of a batch, then add the marks to all of it."""
        places = {one.parsed.uid: _place(self._library, self._known, one) for one in batch}
        new = [one for one in batch if places[one.parsed.uid] is None]
        revised = self._better(batch)
        intents: list[Intent] = [Insert(_prepared(one), read=one.read) for one in new]
        intents += [Revise(number, _prepared(one)) for number, one in revised]
        before = {number for number, _ in revised}
        if intents:
            changes = self._library.apply(self._source.id, intents, fetch=self._fetch)
            self._done.articles += changes.inserted
            places |= self._stored(new, changes.inserted)
        fresh = {one.parsed.uid for one in new}
        marks = [
            _marks(number, one) for one in batch if (number := places[one.parsed.uid]) is not None
        ]
        starred = self._starred([one.article_id for one in marks if one.bookmarked])
        changed = set(self._library.add_marks(marks).articles) | before
        for one in batch:
            if one.parsed.uid in fresh:
                self._done.added += 1
                self._done.wanted += not one.parsed.body and one.parsed.url is not None
            elif places[one.parsed.uid] in changed:
                self._done.updated += 1
            else:
                self._done.known += 1
        self._count(marks, changed, starred)

    def _stored(self, new: Sequence[Kept], inserted: Sequence[int]) -> dict[str, int | None]:
        """Return which article each of `new` is now, by uid."""
        if len(inserted) == len(new):
            return {one.parsed.uid: number for one, number in zip(new, inserted, strict=True)}
        known = self._library.known(self._source.id)  # another process stored some of them
        return {
            one.parsed.uid: known[one.parsed.uid].id if one.parsed.uid in known else None
            for one in new
        }

    def _better(self, batch: Sequence[Kept]) -> list[tuple[int, Kept]]:
        """Return those of which only the address was here until now, and the text has come."""
        found = []
        for one in batch:
            there = self._known.get(one.parsed.uid)
            if there and one.parsed.body and not (there.has_text or there.deleted):
                found.append((there.id, one))
        return found

    def _starred(self, ids: Sequence[int]) -> set[int]:
        """Return those of `ids` that are bookmarked already."""
        return {row.id for row in self._library.rows(ids) if row.bookmarked}

    def _count(self, marks: Sequence[Marks], changed: set[int], starred: set[int]) -> None:
        for one in marks:
            if one.article_id not in changed:
                continue
            self._tagged |= {name.casefold() for name in one.tags}
            self._done.bookmarked += one.bookmarked and one.article_id not in starred
        self._done.tags = len(self._tagged)


def _marks(article_id: int, one: Kept) -> Marks:
    quotes = tuple((quote.exact, quote.note, quote.colour) for quote in one.quotes)
    return Marks(
        article_id, one.tags, one.bookmarked, one.bookmarked_at, one.read, one.note, quotes
    )


def _prepared(one: Kept) -> Prepared:
    parsed = one.parsed
    fields = (parsed.uid, parsed.title, parsed.body, parsed.author, parsed.published)
    return prepare(parsed, sha256(repr(fields).encode("utf-8", "replace")).hexdigest())
