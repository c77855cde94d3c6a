"""Which mirrors a library wrote or took in: into these it may write, by the name of their lineage.

The name is made at random for the first mirror of a library. It goes with the file of the library
into copies and backups, and by importing a mirror into another library.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clashreader.library.rows import Run

_NAME = "mirrors"
_MOST = 1_000
_LEFT = "mirror left "
UNFINISHED = ""
"""What stands for a mirror that is being written, or was when the program was killed."""
SHAPE = re.compile(r"[0-9a-f]{16}")


def known(run: Run) -> tuple[str, ...]:
    """Return the names that the library knows; the first is its own."""
    rows = run("SELECT value FROM meta WHERE name = ?", (_NAME,))
    return tuple(SHAPE.findall(str(rows[0][0]))) if rows else ()


def know(run: Run, name: str) -> None:
    """Add a name; the first one becomes the library's own."""
    names = known(run)
    if SHAPE.fullmatch(name) and name not in names:
        run(
            "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
            (_NAME, " ".join([*names[-_MOST:], name])),
        )


def left(run: Run, place: str) -> str | None:
    """Return what `leave` kept of the mirror in a place, or None."""
    rows = run("SELECT value FROM meta WHERE name = ?", (_LEFT + place,))
    return str(rows[0][0]) if rows else None


def leave(run: Run, place: str, said: str) -> None:
    """Keep what this library last wrote into, or read from, the mirror in a place."""
    run("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_LEFT + place, said))
