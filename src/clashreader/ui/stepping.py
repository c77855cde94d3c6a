"""Where the reader goes when the chosen article leaves the list."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clashreader.ui.article_list import ArticlePane


def step_off(pane: ArticlePane, gone: Collection[int]) -> int | None:
    """Choose the row after the chosen one if that is to go, or the one before at the end.

    Returns the article that was stepped off, or None.
    """
    view, model = pane.view, pane.model
    row = view.chosen_row
    left = model.id_at(row)
    if left is None or left not in gone:
        return None
    for way in (range(row + 1, model.rowCount()), range(row - 1, -1, -1)):
        for place in way:
            if model.id_at(place) not in gone:
                view.select_row(place)
                return left
    return left
