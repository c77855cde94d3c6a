"""Where a file of the reader's may be written: what a name leads to, and what must stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def real_target(path: Path) -> Path:
    """Return the file that `path` means: where a link leads, if it is one.

    A file is written beside its place and renamed, which would put it in the place of a link, a
    device or a pipe. Raises `UsageError` for whatever is there and is no file.
    """
    try:
        real = path.resolve()
    except (OSError, RuntimeError):  # links that go round in a circle
        raise UsageError(f"“{path}” leads nowhere. Choose another name.") from None
    if real.is_dir():
        raise UsageError(f"“{path}” is a folder. Choose the name of a file.")
    if real.exists() and not real.is_file():
        raise UsageError(f"“{path}” is no ordinary file. Choose another name.")
    return real
