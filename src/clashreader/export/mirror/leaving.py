"""Which articles of a mirror another copy of the library wrote since: these are left to it.

Two computers that keep one folder each know only what they last wrote or read there themselves.
Without that, each would take what the other wrote for its own of before, and write over it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.library.mirrors import UNFINISHED

if TYPE_CHECKING:
    from clashreader.export.mirror.manifest import Entry
    from clashreader.library.library import Library

_BYTES = 6
"""Of each article's mark: one of 281 million million, so that a wrong one never comes."""


def _place(root: Path) -> str:
    return hashlib.sha256(str(root).encode(errors="surrogateescape")).hexdigest()[:16]


def _mark(entry: Entry) -> bytes:
    return hashlib.sha256(f"{entry.key} {entry.sign}".encode()).digest()[:_BYTES]


def written_elsewhere(library: Library, root: Path, entries: Iterable[Entry]) -> set[str]:
    """Return the keys of articles that are not as this library left them in the mirror.

    None where it was never there, or was killed there: what it wrote itself cannot be told then.
    """
    said = library.mirror_left(_place(root))
    if not said:
        return set()
    data = base64.b64decode(said)
    known = {data[at : at + _BYTES] for at in range(0, len(data), _BYTES)}
    return {entry.key for entry in entries if _mark(entry) not in known}


def begin(library: Library, root: Path) -> None:
    """Note that the mirror is being written."""
    if library.only_read is None and library.mirror_left(_place(root)) != UNFINISHED:
        library.leave_mirror(_place(root), UNFINISHED)


def leave(library: Library, root: Path, entries: Iterable[Entry]) -> None:
    """Note how the mirror was left; of what another copy wrote nothing, as it is not ours."""
    if library.only_read is None:
        said = base64.b64encode(b"".join(sorted(map(_mark, entries)))).decode()
        library.leave_mirror(_place(root), said)
