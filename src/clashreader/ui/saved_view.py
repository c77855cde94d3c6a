"""What the view of a saved search asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from clashreader.errors import QueryError
from clashreader.model import Node, SavedSearch, Term
from clashreader.ui.views import View

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.model import Overview

NOTHING = Term("0", "id")
"""No article: what a saved search finds that cannot be read."""


def find_saved(
    view: View, overview: Overview | None, library: Library | None
) -> SavedSearch | None:
    """Return the search that a view shows, or None where it has been deleted."""
    searches: tuple[SavedSearch, ...] = ()
    if overview is not None:
        searches = overview.searches
    elif library is not None:
        searches = library.searches()  # at a start without a first screen
    return next((one for one in searches if str(one.id) == view.value), None)


def meaning_of(search: SavedSearch | None, report: Callable[[QueryError], object]) -> Node | None:
    """Return what a search asks for; nothing where there is none or it cannot be read."""
    from clashreader.library.grammar import parse_query

    try:
        return NOTHING if search is None else parse_query(search.query)
    except QueryError as error:
        report(error)
        return NOTHING
