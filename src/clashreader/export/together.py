"""Several files that belong together: all of them are whole on the disk before one appears."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from clashreader.export import targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO


@contextlib.contextmanager
def whole_files(wanted: Sequence[tuple[Path, bool]]) -> Iterator[list[BinaryIO]]:
    """Open files for writing that get their names at the end of the block, or none does.

    `wanted` has each with whether it may replace one that is there. They appear in the order
    given, so the one that refers to the others comes last. Raises as `targets.whole_file` does.
    """
    places = [(targets.real_target(path), replace) for path, replace in wanted]
    for path, replace in places:
        targets.refuse(path, replace=replace)
    halves: list[Path] = []
    files: list[BinaryIO] = []
    path = places[0][0]  # the one that a failure is about
    try:
        with contextlib.ExitStack() as stack:
            for path, _ in places:
                halves.append(targets.half_beside(path))
                files.append(stack.enter_context(halves[-1].open("w+b")))
            path = places[-1][0]
            yield files
            # What is flushed here may fail: the disk is full. None has its name by then.
            for (one, _), file in zip(places, files, strict=True):
                path = one
                file.flush()
                os.fsync(file.fileno())
        _publish(places, halves)
    except OSError as error:
        raise targets.unwritable(path, error) from error
    finally:
        for half in halves:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)


def _publish(places: list[tuple[Path, bool]], halves: list[Path]) -> None:
    """Give all their names; where one cannot have it, those that are new lose theirs again."""
    new: list[Path] = []
    try:
        for (path, replace), half in zip(places, halves, strict=True):
            fresh = not os.path.lexists(path)
            targets.publish(half, path, replace=replace)
            if fresh:
                new.append(path)
    except BaseException:
        for path in new:
            with contextlib.suppress(OSError):
                path.unlink()
        raise
