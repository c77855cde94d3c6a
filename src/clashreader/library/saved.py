"""The saved searches as the sidebar lists them, in the reader's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.model import SavedSearch, Sort

if TYPE_CHECKING:
    from clashreader.library.rows import Run


def all_searches(run: Run) -> tuple[SavedSearch, ...]:
    """Return the saved searches in the reader's order."""
    found = run("SELECT id, name, query, sort FROM saved_searches ORDER BY position, id", ())
    return tuple(SavedSearch(row[0], row[1], row[2], Sort(row[3])) for row in found)
