"""One pass over a mirror: what was changed outside comes in, what is new or changed goes out."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import CancelledError, WriteError
from clashreader.export.kinds import Step
from clashreader.export.mirror import leaving, manifest, names, whole
from clashreader.export.mirror.belonging import lineage, with_others
from clashreader.export.mirror.bringing import Bringing
from clashreader.export.mirror.folder import Folder, Listing, checked
from clashreader.export.mirror.leaving import written_elsewhere
from clashreader.export.mirror.manifest import Entry, version_paths
from clashreader.export.mirror.names import ASSETS, SYSTEM
from clashreader.export.mirror.outcome import Conflict, Outcome
from clashreader.export.mirror.outside import Outside
from clashreader.export.mirror.rendering import (
    Place,
    Places,
    Rendered,
    Renderer,
    file_hash,
    in_chunks,
)
from clashreader.library.carrying import CarriedWhole
from clashreader.library.grammar import parse_query
from clashreader.library.packing import DamagedTextError
from clashreader.model import ArticleQuery

if TYPE_CHECKING:
    from clashreader.library.carrying import Carried
    from clashreader.library.library import Library

log = logging.getLogger(__name__)
_NOTED = 300
"""Articles after which is noted what was written."""
_AT_ONCE = 100
"""Articles whose marks are read at a time; texts are read one by one."""


def mirror(
    library: Library, to: Path, query: str = "", *,
    progress: Callable[[Step], None] = lambda _: None, stop: Callable[[], bool] = lambda: False,
    check: bool = False, overwrite: bool = False,
) -> Outcome:  # fmt: skip
    """Make the folder `to` a mirror of the articles that `query` finds, all of them for "".

    What was edited in the folder since the last pass is taken into the library first: tags, notes,
    marks, new files. What cannot be decided is in `Outcome.conflicts`, and both sides are kept.
    Only what is new or changed is written, each file whole or not at all; a pass that was ended
    half-way goes on where it was. Pictures and received texts whose size is as it was are taken
    for whole, unless `check` says to read them all. Raises `UsageError` where the folder holds
    files of others, or of another library without `overwrite`, or another pass holds it;
    `QueryError`, `WriteError` where it cannot be written, `CancelledError` soon after `stop` says
    so.
    """
    root = to.absolute()
    folder = Folder(root)
    try:
        ours = whole.is_mirror(root)
        folder.check_usable(ours)
        with folder.locked(stop):
            if ours:
                whole.check(root)
            work = _Pass(library, folder, query, progress, stop)
            try:
                return work.run(check=check, overwrite=overwrite)
            except CancelledError:
                work.note()
                raise
    except OSError as error:
        raise WriteError(
            f"The mirror in {root} cannot be written: {error.strerror or error}. "
            "What is there is whole; the next pass goes on with it."
        ) from error


def meant(library: Library, query: str) -> array[int]:
    """Return the articles that a mirror of `query` holds: all for "", hidden ones and those in the
    bin included.
    """
    where = parse_query(query)
    ids = library.ids(ArticleQuery(where))
    if where is None:
        ids.extend(library.ids(ArticleQuery(parse_query("is:hidden"))))
        ids.extend(library.binned())
    return ids


class _Pass:
    def __init__(
        self, library: Library, folder: Folder, query: str, progress: Callable[[Step], None],
        stop: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._library = library
        self._folder = folder
        self._query = query
        self._progress = progress
        self._stop = stop
        self._outcome = Outcome(folder.root)
        self._whole = CarriedWhole()
        self._known: dict[str, tuple[int, int]] | None = None
        self._entries: dict[str, Entry] = {}
        self._dirty: set[str] = set()
        self._noted = 0
        self._listing = Listing()
        self._older: set[str] = set()
        self._by_folder: dict[str, dict[str, Entry]] = {}
        self._replaced: set[str] = set()
        """Content that entries needed which are others now, or none."""

    def _keys(self) -> dict[str, tuple[int, int]]:
        """The articles of the library by key; a million take seconds, and few passes ask."""
        if self._known is None:
            self._known = self._library.carried_keys()
        return self._known

    def run(self, *, check: bool, overwrite: bool) -> Outcome:
        for name in (SYSTEM, ASSETS, manifest.FOLDER):
            self._folder.check_way(name)
        self._listing = self._folder.listing()
        if check:
            self._outcome.remarks += checked(self._folder, self._listing, self._check_stop)
        self._entries = manifest.read(self._folder.root)
        name = lineage(self._library, self._folder.root, self._entries, self._keys,
                       overwrite=overwrite)  # fmt: skip
        self._write_if_other(whole.MARK, whole.mark(self._query, name))
        for entry in self._entries.values():
            self._by_folder.setdefault(entry.folder, {})[entry.key] = entry
        theirs = set() if overwrite else written_elsewhere(
            self._library, self._folder.root, self._entries.values()
        )  # fmt: skip
        leaving.begin(self._library, self._folder.root)
        outside = self._look_outside()
        places = self._places()
        self._leave_to_others(theirs, places, outside)
        for name in places:
            self._folder.check_way(name)
        known = {place.key for found in places.values() for place in found}
        if not known.issuperset(self._entries):
            self._whole = with_others(self._whole, self._folder.root, self._entries, self._keys())
        self._write_whole()  # a pass that is ended half-way can be brought back as far as it came
        self._remove_stale(places, outside)
        self._write_all(places, outside)
        meant_keys = {place.key for found in places.values() for place in found}
        for path, key in outside.gone.items():
            if key in meant_keys or key in self._entries:
                self._folder.remove(path)
        written = {entry.path for entry in self._entries.values()}
        self._outcome.conflicts += [
            Conflict(path, "It is another copy of an article of the mirror.")
            for path in outside.strays
            if path not in written
        ]
        self._finish()
        ours = [entry for key, entry in self._entries.items() if key not in theirs]
        leaving.leave(self._library, self._folder.root, ours)
        return self._outcome

    def _leave_to_others(
        self, theirs: set[str], places: dict[str, list[Place]], outside: Outside
    ) -> None:
        """Hold what another copy of the library wrote since, where it says other things."""
        for found in places.values():
            for place in found:
                entry = self._entries.get(place.key)
                if place.key not in theirs or entry is None:
                    continue
                if entry.sign == place.sign:
                    theirs.discard(place.key)
                    continue
                outside.held.add(place.key)
                self._outcome.conflicts.append(Conflict(
                    entry.path, "Another copy of this library wrote it since, and it says other "
                    "things than this one: it was left as it is.", None, place.id,
                ))  # fmt: skip

    def _check_stop(self) -> None:
        if self._stop():
            raise CancelledError("Stopped.")

    # --- from outside ---

    def _look_outside(self) -> Outside:
        outside = Outside(
            self._library, self._folder, self._listing, self._entries, self._outcome, self._keys
        )
        outside.look(self._check_stop)
        if outside.new:
            bringing = Bringing(
                self._library, self._folder, self._listing, self._outcome, self._progress,
                self._stop,
            )  # fmt: skip
            # Their bytes are in the library now, as received, and come back in a place of theirs.
            outside.gone |= bringing.own(outside.new, self._keys(), again=True)
            self._known = None
        if outside.unknown:
            count = len(outside.unknown)
            what = "1 article" if count == 1 else f"{count:,} articles"
            self._outcome.remarks.append(
                f"The folder holds {what} that this library does not know, for instance "
                f"{outside.unknown[0]}; `clashreader import` of the folder takes them in."
            )
        return outside

    # --- what is to be there ---

    def _places(self) -> dict[str, list[Place]]:
        said = self._library.carried_whole()
        self._titles = {one.url: str(one.values.get("title", one.url)) for one in said.sources}
        places = Places()
        for chunk in in_chunks(meant(self._library, self._query), _AT_ONCE):
            self._check_stop()
            for article in self._library.carried(chunk):
                if article.versions:
                    places.add(article, self._titles.get(article.source, article.source))
        if parse_query(self._query) is not None:
            said = whole.limited(said, places.sources, places.sections)
        self._whole = said
        self._order = places.order()
        return places.all()

    def _remove_stale(self, places: dict[str, list[Place]], outside: Outside) -> None:
        """Take away what is no longer meant, or lies elsewhere now; never what somebody edited."""
        now = {place.key: place.path for found in places.values() for place in found}
        for key, entry in list(self._entries.items()):
            path = now.get(key)
            if path == entry.path or key in outside.held:
                continue
            if path is None:
                if key not in self._keys():
                    continue  # another library's: it is not ours to take away
                self._drop(entry)
                self._outcome.removed += 1
            elif names.in_bin(path) and not names.in_bin(entry.path):
                self._outcome.removed += 1
            self._clear(entry, outside)

    def _clear(self, entry: Entry, outside: Outside) -> None:
        if entry.path in outside.aside:
            self._put_aside(entry.path, outside)
        elif entry.path in self._listing.pages and (
            entry.key in outside.intact or entry.path in outside.settled
        ):
            self._folder.remove(entry.path)
            self._listing.pages.discard(entry.path)
        for path in version_paths(entry.path, len(entry.versions)):
            if path in self._listing.pages:
                self._folder.remove(path)
                self._listing.pages.discard(path)

    def _put_aside(self, path: str, outside: Outside) -> str:
        """Keep what somebody wrote beside its place, under a name that says so."""
        why, article = outside.aside.pop(path)
        return self._keep(path, why, article or None)

    def _keep(self, path: str, why: str, article: int | None) -> str:
        copy = names.conflict_name(path, self._folder.read_or_mark(path))
        self._folder.move(path, copy)
        self._listing.pages.discard(path)
        self._outcome.conflicts.append(Conflict(
            path, f"{why}; that is kept as {copy}, and the library's written.", copy, article
        ))  # fmt: skip
        return copy

    # --- writing ---

    def _write_all(self, places: dict[str, list[Place]], outside: Outside) -> None:
        self._outcome.binned = len(places.get(names.BIN, ()))
        self._outcome.articles = sum(map(len, places.values()))
        renderer = Renderer(
            self._library, self._titles, outside.own, self._folder, self._listing.content
        )
        for found in places.values():
            changed = [place for place in found if not self._is_intact(place, outside)]
            self._outcome.unchanged += len(found) - len(changed)
            for place in changed:
                self._check_stop()
                for article in self._library.carried([place.id]):
                    self._write(article, place, renderer, outside)
            if self._outcome.written - self._noted >= _NOTED:
                self.note()
        self._outcome.pictures = renderer.pictures
        self._outcome.pictures_missing = len(renderer.pictures_missing)
        for path in list(outside.aside):  # of what is no longer there at all
            if path in self._listing.pages:
                self._put_aside(path, outside)

    def _is_intact(self, place: Place, outside: Outside) -> bool:
        if place.key in outside.held:
            return True
        entry = self._entries.get(place.key)
        return (
            entry is not None
            and entry.path == place.path
            and entry.sign == place.sign
            and place.key in outside.intact
            and len(entry.sizes) == len(entry.content)
            and all(map(self._has, entry.content, entry.sizes))
            and self._has_versions(entry)
        )

    def _has(self, path: str, size: int) -> bool:
        return self._listing.content.get(path) == size

    def _has_versions(self, entry: Entry) -> bool:
        paths = version_paths(entry.path, len(entry.versions))
        return all(
            path in self._listing.pages and self._hash_at(path) == known
            for path, known in zip(paths, entry.versions, strict=True)
        )

    def _hash_at(self, path: str) -> str:
        try:
            data = self._folder.read(path)
        except OSError:
            return ""
        return file_hash(data.replace(b"\r\n", b"\n"))

    def _write(self, article: Carried, place: Place, renderer: Renderer, outside: Outside) -> None:
        self._progress(
            Step(self._outcome.unchanged + self._outcome.written, self._outcome.articles,
                 str(article.values.get("title", "")))
        )  # fmt: skip
        try:
            rendered = renderer.render(article, place)
        except DamagedTextError:
            self._outcome.refused.append(
                f"{article.values.get('title', '')} (number {article.id}): its stored text is "
                "damaged; `clashreader doctor` says more."
            )
            return
        before = self._entries.get(place.key)
        self._put(rendered, before, outside, article.id)

    def _put(
        self, rendered: Rendered, before: Entry | None, outside: Outside, article: int
    ) -> None:
        entry = rendered.entry
        for path, data in rendered.content.items():
            if not self._has(path, len(data)):
                self._folder.write(path, data)
                self._listing.content[path] = len(data)
        for path, data in rendered.versions.items():
            self._write_page(path, data, None, outside, article)
        if before is not None:
            left = set(version_paths(before.path, len(before.versions))) - set(rendered.versions)
            for path in left & self._listing.pages if before.path == entry.path else ():
                self._folder.remove(path)
            is_moved = before.path != entry.path or before.key in outside.gone.values()
            if before.path not in self._listing.pages and not is_moved:
                self._outcome.restored.append(entry.path)
        self._write_page(entry.path, rendered.page, before, outside, article)
        self._set(entry)
        self._outcome.written += 1

    def _write_page(
        self, path: str, data: bytes, before: Entry | None, outside: Outside, article: int
    ) -> None:
        """Write a file of Markdown; what stands there and is not ours is kept beside."""
        if path in outside.aside:
            if self._hash_at(path) == file_hash(data):  # a pass was ended before it noted it
                del outside.aside[path]
                return
            self._put_aside(path, outside)
        elif path in self._listing.pages and path not in outside.gone:
            there = self._folder.read_or_mark(path)
            if there.replace(b"\r\n", b"\n") == data:
                return
            ours = path in outside.settled or (
                before is not None and before.path == path and before.key in outside.intact
            )
            older = before is None and self._is_version_of_ours(path, there)
            if there.strip() and not ours and not older:
                self._keep(path, "It is another than was written", article)
        self._folder.write(path, data)
        self._listing.pages.add(path)
        outside.gone.pop(path, None)

    def _is_version_of_ours(self, path: str, there: bytes) -> bool:
        """Whether an older version's file is as the manifest says."""
        if not self._older:
            self._older = {
                f"{name}\0{known}"
                for entry in self._entries.values()
                for name, known in zip(
                    version_paths(entry.path, len(entry.versions)), entry.versions, strict=True
                )
            } or {""}
        return f"{path}\0{file_hash(there.replace(bytes([13, 10]), bytes([10])))}" in self._older

    # --- the whole ---

    def _write_if_other(self, name: str, text: str) -> None:
        data = text.encode("utf-8", "replace")
        try:
            if self._folder.read(name) == data:
                return
        except OSError:
            pass
        self._folder.write(name, data)

    def _set(self, entry: Entry) -> None:
        before = self._entries.get(entry.key)
        if before is not None:
            self._drop(before)
        self._entries[entry.key] = entry
        self._by_folder.setdefault(entry.folder, {})[entry.key] = entry
        self._dirty.add(entry.folder)

    def _drop(self, entry: Entry) -> None:
        del self._entries[entry.key]
        self._by_folder.get(entry.folder, {}).pop(entry.key, None)
        self._dirty.add(entry.folder)
        self._replaced.update(entry.content)

    def note(self) -> None:
        """Note what was written, once it surely is on the disk."""
        self._folder.settle()
        for folder in sorted(self._dirty):
            name = f"{manifest.FOLDER}/{folder}.jsonl"
            if found := self._by_folder.get(folder):
                self._write_if_other(name, manifest.text_of(found.values()))
            else:
                self._folder.remove(name)
        self._dirty.clear()
        self._noted = self._outcome.written

    def _collect(self) -> None:
        """Take away what only articles needed that were written anew or are gone."""
        if not self._replaced:
            return
        needed = {one for entry in self._entries.values() for one in entry.content}
        for path in self._replaced - needed:
            self._folder.remove(path)

    def _finish(self) -> None:
        self._collect()
        self.note()
        self._folder.settle()

    def _write_whole(self) -> None:
        self._write_if_other(whole.LIBRARY, whole.text_of(self._whole))
        self._write_if_other(names.ORDER, "".join(f"{key}\n" for key in self._order))
