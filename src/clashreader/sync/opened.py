"""What the desktop hands over to be opened: articles are taken in, all else is asked about."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import ReaderError, UsageError
from clashreader.model import SourceKind
from clashreader.sync.addresses import short
from clashreader.sync.folder import folder_path, root_of, storable
from clashreader.sync.places import local_path, refuse_known_folder, web_candidates
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.model import Source

LONGEST = 8_192
"""Characters of an address or a path."""

_HEAD = 65_536


class What(StrEnum):
    """What is done with it: see `Opened`."""

    ARTICLE = "article"
    SOURCE = "source"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Opened:
    """One thing that was handed over.

    An ARTICLE is a file of one article: it is read. A SOURCE (a feed, a list of feeds, a folder, an
    address) is looked at and asked about. What is WRONG has an error and is neither.
    """

    what: What
    target: str
    error: ReaderError | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An article file in the library. `source` is the one made for it, None where it was there."""

    article: int
    title: str
    source: Source | None = None


def look_at(target: str) -> Opened:
    """Tell what `target` is. Reads the beginning of a file, and asks nobody; never raises."""
    try:
        if len(target) > LONGEST:
            raise UsageError(f"This is too long to be an address or a file: {short(target)}.")
        path = local_path(target)
        if path is None:
            web_candidates(target.strip())  # raises for what is none
            return Opened(What.SOURCE, target.strip())
        if path.is_dir():
            return Opened(What.SOURCE, str(path))
        return Opened(_kind_of_file(path), str(path))
    except ReaderError as error:
        return Opened(What.WRONG, target, error)


def _kind_of_file(path: Path) -> What:
    from clashreader.parse import ARTICLE_SUFFIXES, Kind, sniff

    name = storable(path.name)
    if not path.is_file():
        raise UsageError(f"{name} is no file that could be read.")  # a pipe would keep us waiting
    try:
        with path.open("rb") as file:
            kind = sniff(file.read(_HEAD))
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.") from error
    if kind in {Kind.OPML, Kind.FEED_XML, Kind.FEED_JSON}:
        return What.SOURCE
    if kind is Kind.EMPTY:
        raise UsageError(f"{name} is empty.")
    if kind is Kind.BINARY or path.suffix.lower() not in ARTICLE_SUFFIXES:
        raise UsageError(
            f"{name} is nothing to read here: feeds, lists of feeds (OPML), Markdown, HTML and text"
            " are."
        )
    return What.ARTICLE


def take_in(
    library: Library,
    paths: Sequence[str],
    *,
    images: bool = True,
    cancel: threading.Event | None = None,
) -> tuple[list[Taken], list[ReaderError]]:
    """Bring article files into the library, each as a source of its own, unless they are there.

    Returns them in order, and what went wrong with others. Raises `LibraryError`, `CancelledError`.
    """
    from clashreader.errors import CancelledError, LibraryError

    taken: list[Taken] = []
    errors: list[ReaderError] = []
    for name in paths:
        try:
            taken.append(_known(library, Path(name)) or _take_in(library, name, images, cancel))
        except (LibraryError, CancelledError):
            raise
        except ReaderError as error:
            errors.append(error)
    return taken, errors


def _take_in(library: Library, name: str, images: bool, cancel: threading.Event | None) -> Taken:
    from clashreader.sync.subscribe import add, leave

    refuse_known_folder(library, Path(name))
    added = add(library, name, images=images, cancel=cancel)
    here = [one for one in library.known(added.source.id).values() if not one.deleted]
    if not here:
        leave(library, added.source, delete_articles=True)
        raise ReaderError(added.report.error or f"{storable(name)} could not be read.")
    return Taken(here[0].id, library.article(here[0].id).title, added.source)


def _known(library: Library, path: Path) -> Taken | None:
    """Return the article that was read from this very file, by a folder that is followed."""
    real = os.path.realpath(path)
    for source in library.sources():
        if source.kind is not SourceKind.FOLDER or not os.path.isabs(folder_path(source.url)):  # noqa: PTH117
            continue
        root = os.path.realpath(root_of(source))
        single = os.path.realpath(folder_path(source.url)) == real
        if not single and not real.startswith(root.rstrip(os.sep) + os.sep):
            continue
        uid = storable(os.path.relpath(real, root)).replace(os.sep, "/")
        known = library.known(source.id).get(uid)
        if known is not None and not known.deleted:
            return Taken(known.id, library.article(known.id).title)
    return None
