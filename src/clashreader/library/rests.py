"""Hosts whose servers asked to be left alone for a time, whichever of their addresses was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clashreader.library.rows import Run

_PREFIX = "rest "
_ALL = "name >= 'rest ' AND name < 'rest!'"  # "!" follows the blank: every name with that prefix


def rests(run: Run) -> dict[str, int]:
    """Return until when each host is to be left alone, those included whose time is over."""
    found = run(f"SELECT name, value FROM meta WHERE {_ALL}", ())
    return {str(name)[len(_PREFIX) :]: int(value) for name, value in found}


def keep_rests(run: Run, until: Mapping[str, int], now: int) -> None:
    """Note until when hosts are to be left alone, and forget what is over."""
    run(f"DELETE FROM meta WHERE {_ALL} AND CAST(value AS INTEGER) <= ?", (now,))
    for host, time in until.items():
        run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_PREFIX + host, str(time)))
