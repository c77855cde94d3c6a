"""What others did in the folder of a mirror since it was written, taken into the library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clashreader.errors import ParseError
from clashreader.export.mirror import edits as edit
from clashreader.export.mirror import names, own, page, properties, reading
from clashreader.export.mirror.folder import MAX_PAGE
from clashreader.export.mirror.outcome import Conflict
from clashreader.export.mirror.rendering import file_hash
from clashreader.library.carrying import key_of
from clashreader.library.ddl import DELETED

if TYPE_CHECKING:
    from collections.abc import Callable

    from clashreader.export.mirror.folder import Folder, Listing
    from clashreader.export.mirror.manifest import Entry
    from clashreader.export.mirror.outcome import Outcome
    from clashreader.library.carrying import Carried
    from clashreader.library.library import Library

_MAX_OWN = 5_000_000
"""Bytes of a text that somebody wrote; more is something else."""
_TOO_LARGE = "It is too large for an article, and was left alone."
_AT_ONCE = 25
"""Files that are compared without a pause."""
_WHAT = {
    "section": "its section", "note": "its note", "highlights": "its highlights",
    "text": "its text", "other": "more than its tags, note and marks",
}  # fmt: skip


class Outside:
    """One look at what is not as it was written.

    `intact` are the keys of articles whose file is; `aside` the files whose content is to be kept
    beside before they are written again, with what is said of each; `settled` those that were taken
    whole. The articles `held` are left alone; `new` are files of nobody's, to become articles;
    `gone` are files in places that are not theirs, to be taken away, each with its article's key.
    `own` are the lines of properties that the reader put into files, by the article's key.
    """

    def __init__(
        self, library: Library, folder: Folder, listing: Listing, entries: Mapping[str, Entry],
        outcome: Outcome, known: Callable[[], Mapping[str, tuple[int, int]]],
    ) -> None:  # fmt: skip
        self._library = library
        self._folder = folder
        self._listing = listing
        self._entries = entries
        self._by_path = {entry.path: entry for entry in entries.values()}
        self._outcome = outcome
        self._known = known
        self.intact: set[str] = set()
        self.aside: dict[str, tuple[str, int]] = {}
        self.settled: set[str] = set()
        self.held: set[str] = set()
        self.new: dict[str, bytes] = {}
        self.gone: dict[str, str] = {}
        self.own = {
            key: text for key, entry in entries.items()
            if isinstance(text := entry.base.get("own"), str)
        }  # fmt: skip
        self.unknown: list[str] = []
        self.strays: list[str] = []

    def look(self, check_stop: Callable[[], None]) -> None:
        """Compare every file with what was written, and take over what was edited.

        `check_stop` is called now and then: it may raise, or let others have a moment.
        """
        older = self._older_versions()
        for place, path in enumerate(sorted(self._listing.pages)):
            if place % _AT_ONCE == 0:
                check_stop()
            if path in older or _is_version(path):
                continue
            try:
                data = self._folder.read(path)
            except OSError as error:
                self._conflict(path, f"It cannot be read: {error.strerror}.")
                continue
            entry = self._by_path.get(path)
            if entry is None:
                self._strange(path, data)
            elif file_hash(data) == entry.file:
                self.intact.add(entry.key)
            else:
                self._edited(path, data, entry)

    def _older_versions(self) -> set[str]:
        from clashreader.export.mirror.manifest import version_paths

        return {
            path
            for entry in self._entries.values()
            if entry.versions
            for path in version_paths(entry.path, len(entry.versions))
        }

    def _conflict(
        self, path: str, sentence: str, copy: str | None = None, article: int | None = None
    ) -> None:
        self._outcome.conflicts.append(Conflict(path, sentence, copy, article))

    # --- a file that we wrote, and that is another now ---

    def _edited(self, path: str, data: bytes, entry: Entry, *, moved: bool = False) -> None:
        if len(data) > MAX_PAGE:
            self._keep_aside(path, entry.key, "It is another, and too large to be compared")
            return
        try:
            text = page.plainly(data)
        except UnicodeDecodeError:
            self._keep_aside(path, entry.key, "It is not text in UTF-8 any more")
            return
        if file_hash(text.encode()) == entry.file:  # only the ends of its lines are others
            self.intact.add(entry.key)
            return
        if page.is_merging(text):
            self.held.add(entry.key)
            self._conflict(path, "Git has left an unfinished merge in it; it was not touched.")
            return
        number, state = self._known().get(entry.key, (0, DELETED))
        if not data.strip() or state == DELETED:
            if data.strip():
                self._keep_aside(path, entry.key, "It was edited, and its article deleted")
            return  # an empty one is what a power cut leaves: it is written again
        try:
            front, body = page.read(text)
        except ValueError as error:
            self._keep_aside(path, entry.key, f"It cannot be read ({error})")
            return
        for article in self._library.carried([number]):
            self._take(path, page.split(text)[0], front, body, entry, article, moved=moved)

    def _take(
        self, path: str, head: str, front: dict[str, Any], body: str, entry: Entry,
        article: Carried, *, moved: bool,
    ) -> None:  # fmt: skip
        whole = properties.is_whole(front, entry.rest)
        mine = self.own[entry.key] = properties.of_reader(head, front)
        is_lost = mine == "" and not front.keys() <= properties.OURS  # they are not told apart
        whole = whole and not is_lost
        found = edit.find(front, entry.base, article, whole=whole)
        refused = edit.apply(self._library, article, found) if found.anything else []
        is_own, is_revised = own.is_own(article) and not is_lost, None
        if is_own:
            try:
                is_revised = own.revise(
                    self._library,
                    self._folder,
                    path,
                    entry,
                    article,
                    front,
                    mine,
                    body,
                    whole=whole,
                )
            except ParseError as error:
                refused.append(error.message)
        if refused:  # what is not in the library is kept in a file
            self._outcome.refused += [f"{path}: {sentence}" for sentence in refused]
            self._keep_aside(path, entry.key, "Not all of an edit could be taken", article.id)
            return
        what = [*dict.fromkeys(found.conflicts)]
        if is_own:
            what += ["text"] if is_revised is None else []
        else:
            what += ["text"] if page.body_hash(body) != entry.body else []
            what += [] if whole else ["other"]
        if found.anything or is_revised:
            self._outcome.taken.append(path)
        if what:
            changed = " and ".join(_WHAT[name] for name in what)
            self._keep_aside(path, entry.key, f"Somebody changed {changed} in the file", article.id)
            return
        self.settled.add(path)
        if moved:
            self.gone[path] = entry.key

    def _keep_aside(self, path: str, key: str, why: str, article: int = 0) -> None:
        self.aside[path] = (why, article or self._known().get(key, (0, 0))[0])

    # --- a file that we did not write ---

    def _strange(self, path: str, data: bytes) -> None:
        stem = path.removesuffix(".md")
        if names.surely_copy(stem):
            self._conflict(self._of_copy(path), "Another copy of it lies beside it.", path)
            return
        if len(data) > MAX_PAGE:
            self._conflict(path, _TOO_LARGE)
            return
        try:
            text = page.plainly(data)
            front, body = page.read(text)
        except ValueError as error:
            if isinstance(error, UnicodeDecodeError):
                self._conflict(path, "It is not text in UTF-8, and was left alone.")
            elif page.is_merging(text):
                self._conflict(path, "Git has left an unfinished merge in it; it was not touched.")
            else:
                self._nobodys(path, data)
            return
        if not reading.is_ours(front):
            self._nobodys(path, data)
            return
        key = key_of(str(front["source_url"]), str(front["uid"]))
        self._displaced(path, data, front, body, key)

    def _of_copy(self, path: str) -> str:
        stem = names.copy_of(path.removesuffix(".md"))
        return f"{stem}.md" if stem and f"{stem}.md" in self._listing.pages else path

    def _nobodys(self, path: str, data: bytes) -> None:
        """A file without front matter of ours is a new article, or a copy of one of ours."""
        stem = names.copy_of(path.removesuffix(".md"))
        if stem is not None and f"{stem}.md" in self._listing.pages:
            self._conflict(f"{stem}.md", "Another copy of it lies beside it.", path)
        elif len(data) > _MAX_OWN:
            self._conflict(path, _TOO_LARGE)
        elif data.strip() and not names.in_bin(path):
            self.new[path] = data

    def _displaced(
        self, path: str, data: bytes, front: dict[str, Any], body: str, key: str
    ) -> None:
        """A file of an article of ours in a place where we did not write it."""
        entry = self._entries.get(key)
        if entry is not None and entry.path in self._listing.pages:
            if file_hash(data) == entry.file:
                self.gone[path] = key  # the very same once more
            else:
                self._conflict(entry.path, "Another copy of it lies beside it.", path)
        elif entry is not None and file_hash(data) == entry.file:
            self.gone[path] = key
        elif entry is not None:
            self._edited(path, data, entry, moved=True)
        elif key not in self._known():
            self.unknown.append(path)
        else:  # a pass was ended before it could note the file: it is compared when it is written
            self.own[key] = properties.of_reader(page.split(page.plainly(data))[0], front)
            self.strays.append(path)


def _is_version(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder.endswith(".versions") and name.removesuffix(".md").isdecimal()
