"""The tables of data among the nodes of an article, and the shells of what was taken out."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import TYPE_CHECKING, Final

from clashreader.content.outline import remove, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_CELL: Final = 12
"""Words a cell that a table of data has on the average, at most."""
_SHELLS: Final = ("tr", "thead", "tbody", "tfoot", "table", "ul", "ol", "dl")
_CELLS: Final = ("td", "th", "caption")
_SHOWN: Final = frozenset({"img", "picture", "video", "audio", "iframe", "svg", "math", "object"})


def cells_of_data(
    box: _Element,
    kept: Set[_Element],
    is_said: Callable[[_Element], bool],
    is_beside: Callable[[_Element], bool],
) -> set[_Element]:
    """Return the cells and captions of the tables in `box` that belong to the article.

    A cell of one word matches no line of a text. But where a cell is among the nodes `kept`, or the
    text has a row (`is_said`), the whole table is in it; so is one between nodes that are kept,
    unless it is something beside the article (`is_beside`). Layout tables hold whole articles, and
    are left alone.
    """
    order = {node: place for place, node in enumerate(box.iter("*"))}
    places = [order[node] for node in kept if node in order]
    found: set[_Element] = set()
    for table in box.iter("table"):
        cells = list(table.iter(*_CELLS))
        if not cells or next(table.iterdescendants("table"), None) is not None:
            continue
        if sum(_words(cell) for cell in cells) > _CELL * len(cells):
            continue
        within = places and min(places) < order[table] < max(places)
        if (
            any(cell in kept for cell in cells)
            or any(is_said(row) for row in table.iter("tr"))
            or (within and _is_grid(table) and not is_beside(table))
        ):
            found.update(cells)
    return found


def _is_grid(table: _Element) -> bool:
    """Whether a table has rows and columns, and says more than where its links lead to."""
    rows = [sum(1 for _ in row.iterchildren("td", "th")) for row in table.iter("tr")]
    linked = sum(_words(link) for link in table.iter("a"))
    return sum(count > 1 for count in rows) > 1 and linked * 2 <= _words(table)


def remove_shells(box: _Element) -> None:
    """Take out rows, tables and lists in which nothing is left; a cell may well be empty."""
    for name in _SHELLS:
        for node in list(box.iter(name)):
            if node is box or text_of(node).strip():
                continue
            if any(inner.tag in _SHOWN for inner in node.iter("*")):
                continue
            # An empty row of a table that stays keeps the others in their places.
            if name == "tr" and next(node.iterchildren("td", "th"), None) is not None:
                continue
            remove(node)


def _words(node: _Element) -> int:
    return len(text_of(node).split())
