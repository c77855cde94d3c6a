"""A mirror brought back into a library: articles that it lacks, and what was edited outside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clashreader.errors import CancelledError, ReaderError, UsageError
from clashreader.export.kinds import Step
from clashreader.export.mirror import leaving, manifest, mending, names, own, page, reading, whole
from clashreader.export.mirror.bounds import bounded
from clashreader.export.mirror.folder import Folder, Listing
from clashreader.export.mirror.outcome import Conflict, Outcome
from clashreader.export.mirror.outside import Outside
from clashreader.library.carrying import Carried, key_of
from clashreader.library.ddl import BINNED, DELETED
from clashreader.model import NewSource, SourceKind
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.export.mirror.manifest import Entry
    from clashreader.library.library import Library

BATCH = 100
_OWN_TITLE = "Own articles"
_OTHER_TEXT = "Somebody changed its text in the file; the library has it as it was received."


@dataclass(frozen=True, slots=True)
class _Found:
    """An article of a mirror that the library lacks."""

    path: str
    article: Carried
    texts: list[tuple[str, str]]


def bring_back(
    library: Library, path: Path, *, progress: Callable[[Step], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:  # fmt: skip
    """Take into the library what the mirror in the folder `path` has beyond it.

    Nothing in the folder is changed, and no article here is overwritten: of those that are here
    already, tags, notes and marks that were edited in the files since they were written are taken.
    What cannot be decided is in `Outcome.conflicts`. Raises `UsageError` where the folder is no
    mirror, `CancelledError` soon after `stop` says so; what was taken by then stays.
    """
    root = path.absolute()
    whole.check(root)
    outcome = Outcome(root)
    folder = Folder(root)
    take_whole(library, whole.read(root), outcome)
    listing = folder.listing()
    entries = manifest.read(root)
    known = library.carried_keys()
    listed = {entry.path: entry.key for entry in entries.values()}
    bringing = Bringing(library, folder, listing, outcome, progress, stop)
    bringing.articles(known, entries)
    outside = Outside(
        library, folder, _only_known(listing, listed, known),
        {key: entry for key, entry in entries.items() if key in known}, outcome, lambda: known,
    )  # fmt: skip
    outside.look(bringing.check_stop)
    for name, (why, number) in outside.aside.items():
        outcome.conflicts.append(
            Conflict(name, f"{why}; the library's is as it was.", None, number or None)
        )
    bringing.own(outside.new, known)
    outcome.articles = len(outcome.added) + outcome.known
    if name := whole.lineage(root):
        library.know_mirror(name)  # it may go on with the mirror from here
    if not known:  # all of it is from here: what another copy writes from now on is told from it
        leaving.leave(library, root, entries.values())
    return outcome


def _is_other(body: str | None, entry: Entry | None) -> bool:
    if body is None or entry is None:
        return False
    return page.body_hash(body) != entry.body


def _in_words(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    if isinstance(error, OSError):
        return f"it cannot be read ({error.strerror or error})"
    return "it has no front matter of ours" if str(error) == page.NOT_OURS else str(error)


def _only_known(listing: Listing, listed: dict[str, str], known: dict[str, Any]) -> Listing:
    """Return the listing without the articles that were just brought."""
    pages = {path for path in listing.pages if path not in listed or listed[path] in known}
    return Listing(pages, listing.content, listing.called)


def take_whole(library: Library, said: Any, outcome: Outcome) -> None:
    """Add sources, sections, searches and rules that the library lacks."""
    library.carry_in_whole(said)
    searches = {one.name for one in library.searches()}
    for one in said.searches:
        if one.name not in searches:
            _try(lambda s=one: library.add_search(s.name, s.query, s.sort), outcome)  # type: ignore[misc]
    rules = {one.name for one in library.rules()}
    for rule in said.rules:
        if rule.name not in rules:
            _try(
                lambda r=rule: library.add_rule(r.name, r.query, r.actions, enabled=r.enabled),  # type: ignore[misc]
                outcome,
            )


def _try(deed: Callable[[], object], outcome: Outcome) -> None:
    try:
        deed()
    except (UsageError, ReaderError) as error:
        outcome.refused.append(error.message)


class Bringing:
    """Reads articles of a mirror and stores those that the library lacks."""

    def __init__(
        self, library: Library, folder: Folder, listing: Listing, outcome: Outcome,
        progress: Callable[[Step], None], stop: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._library = library
        self._folder = folder
        self._listing = listing
        self._outcome = outcome
        self._progress = progress
        self._stop = stop
        self._missing: set[str] = set()
        self._assets = {
            name.rpartition("/")[2].partition(".")[0]: name
            for name in listing.content
            if name.startswith(f"{names.ASSETS}/")
        }

    def check_stop(self) -> None:
        """Raise `CancelledError` where the reader wants to stop."""
        if self._stop():
            raise CancelledError("Stopped.")

    def articles(self, known: Mapping[str, tuple[int, int]], entries: Mapping[str, Entry]) -> None:
        """Store every article of the mirror that is not among the `known` ones; `entries` say what
        was written.
        """
        batch: list[_Found] = []
        for found in self._read_all(known, entries):
            batch.append(found)
            if len(batch) >= BATCH:
                self._store(batch)
                batch = []
        self._store(batch)
        if self._missing:
            self._outcome.remarks.append(
                f"Pictures that are missing or damaged in the mirror: {len(self._missing):,}. They "
                "are fetched again with the next sync, if they can be had."
            )

    def _read_all(
        self, known: Mapping[str, tuple[int, int]], entries: Mapping[str, Entry]
    ) -> Iterator[_Found]:
        paths, seen, deleted, binned = self._in_order(entries), set(), 0, 0
        broken: dict[str, str] = {}  # what of them no entry knows, `Outside` says
        for done, path in enumerate(paths):
            self.check_stop()
            if path.rpartition("/")[0].endswith(".versions") or names.surely_copy(path[:-3]):
                continue
            try:
                front, body = self._page(path)
            except (OSError, ValueError) as error:
                broken[path] = _in_words(error)
                continue
            key = key_of(str(front["source_url"]), str(front["uid"]))
            if key in seen:
                continue  # a copy: the first of them by name is the one
            seen.add(key)
            self._progress(Step(done, len(paths), reading.text_of(front.get("title"))))
            if key in known:
                self._outcome.known += 1
                deleted += known[key][1] == DELETED
                binned += known[key][1] == BINNED and not names.in_bin(path)
            elif (found := self._whole(path, front)) is not None:
                if _is_other(body, entries.get(key)):
                    self._outcome.conflicts.append(Conflict(path, _OTHER_TEXT))
                yield found
        for entry in entries.values():
            if entry.key not in seen and entry.key not in known:
                yield from self._lost(entry, broken.get(entry.path, "it is missing"))
        if deleted:
            what = "1 article" if deleted == 1 else f"{deleted:,} articles"
            self._outcome.remarks.append(
                f"{what} of the mirror {'was' if deleted == 1 else 'were'} deleted here for good, "
                "and not brought back."
            )
        if binned:
            what = "1 article" if binned == 1 else f"{binned:,} articles"
            self._outcome.remarks.append(
                f"{what} of the mirror {'lies' if binned == 1 else 'lie'} in the bin here; "
                "`clashreader bin restore` brings back what you want."
            )

    def _page(self, path: str) -> tuple[dict[str, Any], str | None]:
        """Return head and body of a page of ours, None for a large one; raises `OSError`,
        `ValueError`.
        """
        data, is_all = self._folder.read_page(path)
        front, body = page.read(page.plainly(data))
        if not reading.is_ours(front):
            raise ValueError(page.NOT_OURS)
        return front, body if is_all else None

    def _lost(self, entry: Entry, why: str) -> Iterator[_Found]:
        """Yield an article whose page is damaged, if it can be mended; say what cannot be had."""
        try:
            text = page.plainly(self._folder.read_page(entry.path)[0])
            front, _, damaged = mending.mended(text, entry.base)
            if not reading.is_ours(front) or entry.key != key_of(
                str(front["source_url"]), str(front["uid"])
            ):
                raise ValueError(why)
        except (OSError, ValueError):
            self._outcome.refused.append(mending.of_lost(entry, why))
            return
        if (found := self._whole(entry.path, front)) is not None:
            self._outcome.refused.append(mending.of_damaged(entry.path, damaged))
            yield found

    def _in_order(self, entries: Mapping[str, Entry]) -> list[str]:
        """Return the pages as the library that wrote them met the articles; others come last."""
        try:
            order = self._folder.read_plain(names.ORDER).decode("ascii", "replace").split()
        except OSError:
            order = []
        last = len(order)
        place = {key: number for number, key in enumerate(order)}
        rank = {entry.path: place.get(key, last) for key, entry in entries.items()}
        return sorted(self._listing.pages, key=lambda path: (rank.get(path, last), path))

    def _whole(self, path: str, front: dict[str, Any]) -> _Found | None:
        try:
            article, known = reading.carried_of(front)
            article, foul = bounded(article)
            texts = [
                (
                    self._content(
                        names.received(one.body, str(version.values.get("media_type"))), one.body
                    ),
                    self._content(names.plain_text(one.text), one.text),
                )
                for version, one in zip(article.versions, known, strict=True)
            ]
        except (ValueError, OSError) as error:
            self._outcome.refused.append(f"{path}: {error}.")
            return None
        self._outcome.refused += [f"{path}: {sentence}." for sentence in foul]
        return _Found(path, article, texts)

    def _content(self, name: str, content_hash: str) -> str:
        """Return a text as it was received; raises `ValueError` where it is not that any more."""
        try:
            data = self._folder.read_plain(name)
        except OSError as error:
            raise ValueError(f"the text as it was received is missing ({name})") from error
        if hashlib.sha256(data).hexdigest() != content_hash:
            raise ValueError(f"the text as it was received is damaged ({name})")
        return data.decode("utf-8", "surrogatepass")

    def _picture(self, content_hash: str) -> bytes | None:
        name = self._assets.get(content_hash[:32])
        if name is not None and not self._folder.is_damaged(name):
            with suppress(OSError):
                return self._folder.read(name)
        self._missing.add(content_hash)
        return None

    def _store(self, batch: list[_Found]) -> None:
        if not batch:
            return
        try:
            self._library.carry_in([(one.article, one.texts) for one in batch], self._picture)
        except UsageError as error:
            if len(batch) == 1:
                self._outcome.refused.append(f"{batch[0].path}: {error.message}")
                return
            for one in batch:  # the one that does not fit must not cost the others
                self._store([one])
            return
        for one in batch:
            self._outcome.added.append(one.path)
            self._outcome.tags += len(one.article.tags)
            self._outcome.bookmarked += "bookmarked_at" in one.article.values

    def own(
        self, files: Mapping[str, bytes], known: Mapping[str, tuple[int, int]], *,
        again: bool = False,
    ) -> dict[str, str]:  # fmt: skip
        """Make articles of files that the reader wrote; return the keys of those that are whole in
        the library, by path. With `again` one that is there already may lack its note and marks.
        """
        made: dict[str, str] = {}
        paths = list(files)
        for start in range(0, len(paths), BATCH):
            self.check_stop()
            keys, pictures, intents = {}, {}, []
            for path in paths[start : start + BATCH]:
                try:
                    intent, pictures[path] = own.new(path, files[path], self._folder)
                except ReaderError as error:
                    self._outcome.refused.append(f"{path}: {error.message}")
                    continue
                keys[path] = key_of(own.ADDRESS, intent.article.parsed.uid)
                if keys[path] not in known:
                    intents.append(intent)
                    self._outcome.added.append(path)
            if intents:
                self._library.apply(self._own_source(), intents)
            made |= self._finish_own(files, keys, pictures, () if again else known)
        return made

    def _finish_own(
        self, files: Mapping[str, bytes], keys: Mapping[str, str],
        pictures: Mapping[str, Mapping[str, str]], done: Collection[str],
    ) -> dict[str, str]:  # fmt: skip
        """Take what the heads of new files say, and their pictures; return the keys by path."""
        made = dict(keys)
        ids = self._library.carried_keys() if any(one not in done for one in keys.values()) else {}
        for path, key in keys.items():
            if key in done or key not in ids:
                continue
            for article in self._library.carried([ids[key][0]]):
                own.keep_pictures(self._library, article.id, self._folder, pictures[path])
                refused = own.take_state(self._library, article, files[path])
                self._outcome.refused += [f"{path}: {sentence}" for sentence in refused]
                if refused:  # what is not in the library stays where it is
                    del made[path]
        return made

    def _own_source(self) -> int:
        for source in self._library.sources():
            if source.url == own.ADDRESS:
                return source.id
        made = self._library.add_source(
            NewSource(SourceKind.IMPORT, own.ADDRESS, _OWN_TITLE, title_chosen=True)
        )
        return made.id
