"""Articles on their way out of the library: as one document, or as one file of data.

`write` is the door. Whatever is written streams: one article is in memory at a time, and a file
appears under its name only when it is whole. Nothing here knows Qt: what only Qt can do (pictures
in another format, the reader's language) is handed in with `Options`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.export.kinds import WORDS, Kind, Options, Step, Words, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from clashreader.library.library import Library

__all__ = ["WORDS", "Kind", "Options", "Step", "Words", "Written", "write", "write_to"]


def _nobody(_: Step) -> None:
    pass


def write(
    library: Library,
    ids: Sequence[int],
    kind: Kind,
    to: Path,
    *,
    options: Options = Options(),  # noqa: B008 (it never changes)
    progress: Callable[[Step], None] = _nobody,
    stop: Callable[[], bool] = lambda: False,
    replace: bool = False,
) -> Written:
    """Write the articles `ids`, in that order, into the file `to`.

    Whatever happens, `to` is either what it was before or whole, and nothing else is left behind.
    One that was deleted meanwhile, or whose stored text is damaged, is left out and said in
    `Written.remarks`. Raises `UsageError` where `to` is there already and may not be replaced,
    `WriteError` where it cannot be written, `CancelledError` soon after `stop` says so.
    """
    from clashreader.export.writing import write as work

    return work(library, ids, kind, to, options, progress, stop, replace=replace)


def write_to(
    library: Library,
    ids: Sequence[int],
    kind: Kind,
    file: BinaryIO,
    *,
    options: Options = Options(),  # noqa: B008 (it never changes)
    progress: Callable[[Step], None] = _nobody,
    stop: Callable[[], bool] = lambda: False,
) -> Written:
    """Do what `write` does into an open stream, such as standard output; `OSError` passes through.

    `Written.path` is an empty one then.
    """
    from clashreader.export.writing import write_to as work

    return work(library, ids, kind, file, options, progress, stop)
