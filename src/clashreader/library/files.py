"""What every connection to a library file needs, whoever opens it: standard library only."""

from __future__ import annotations

from pathlib import Path

from clashreader.library.folding import fold_name


def sqlite_uri(path: Path, mode: str) -> str:
    """Return the URI by which SQLite opens `path`; `mode` is ``ro`` or ``rw``.

    SQLite takes what follows two slashes for a host and knows none, so a file on a network share
    needs four (its documentation, "The URI Path").
    """
    uri = path.absolute().as_uri()
    if uri.startswith("file://") and not uri.startswith("file:///"):
        uri = "file:////" + uri.removeprefix("file://")
    return f"{uri}?mode={mode}"


def is_settled(path: Path) -> bool:
    """Return whether all of a library is in its one file: no WAL beside it has anything to add."""
    try:
        wal = path.with_name(path.name + "-wal")
        return path.stat().st_size > 0 and (not wal.exists() or wal.stat().st_size == 0)
    except OSError:
        return False


def folded_name(value: object) -> str | None:
    """The SQL function ``fold_name``: the key under which a name is found."""
    return fold_name(value) if isinstance(value, str) else None
