"""Writing a document: which kind is written by what, into a file or a stream."""

from __future__ import annotations

import io
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from clashreader.errors import UsageError
from clashreader.export.articles import Tally, entries
from clashreader.export.kinds import Kind, Options, Step, Written
from clashreader.export.targets import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

    from clashreader.export.articles import Entry
    from clashreader.library.library import Library

_WRITERS = {
    Kind.HTML: "htmlfile",
    Kind.EPUB: "epubfile",
    Kind.CSV: "csvfile",
    Kind.JSON: "jsonfile",
    Kind.TEXT: "textfile",
}
"""In which module of this package each kind has its `write`; loaded when it is asked for."""


class Job:
    """One document on its way: what is to be in it, and what became of it so far."""

    def __init__(
        self,
        library: Library,
        ids: Sequence[int],
        options: Options,
        progress: Callable[[Step], None],
        stop: Callable[[], bool],
    ) -> None:
        self.library = library
        self.ids = ids
        self.options = options
        self.progress = progress
        self.stop = stop
        self.tally = Tally()

    def entries(self, ids: Sequence[int] | None = None) -> Iterator[Entry]:
        """Yield all articles, one in memory at a time, in the order of `ids` or as they were
        given; see `articles.entries`.
        """
        return entries(
            self.library,
            self.ids if ids is None else ids,
            self.tally,
            progress=self.progress,
            stop=self.stop,
        )

    def written(self, path: Path, size: int) -> Written:
        """Return what was written."""
        tally = self.tally
        return Written(
            path, tally.articles, tally.pictures, tally.pictures_missing, size, tally.remarks(),
            len(tally.gone) + len(tally.damaged),
        )  # fmt: skip


def write(
    library: Library,
    ids: Sequence[int],
    kind: Kind,
    to: Path,
    options: Options,
    progress: Callable[[Step], None],
    stop: Callable[[], bool],
    *,
    replace: bool,
) -> Written:
    """Write a document into a file: see `clashreader.export.write`."""
    job = Job(library, ids, options, progress, stop)
    with whole_file(to, replace=replace) as file:
        _writer(kind)(job, file)
        size = file.seek(0, io.SEEK_END)
    return job.written(to, size)


def write_to(
    library: Library,
    ids: Sequence[int],
    kind: Kind,
    file: BinaryIO,
    options: Options,
    progress: Callable[[Step], None],
    stop: Callable[[], bool],
) -> Written:
    """Write a document into a stream: see `clashreader.export.write_to`."""
    if kind is Kind.EPUB:
        raise UsageError("An EPUB needs a file: name one with --to.")
    job = Job(library, ids, options, progress, stop)
    counted = _Counted(file)
    _writer(kind)(job, cast("BinaryIO", counted))
    return job.written(Path(), counted.size)


def _writer(kind: Kind) -> Callable[[Job, BinaryIO], None]:
    return cast(
        "Callable[[Job, BinaryIO], None]",
        import_module(f"clashreader.export.{_WRITERS[kind]}").write,
    )


class _Counted(io.RawIOBase):
    """A stream that knows how much went into it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.size += len(data)
        return self._file.write(data)
