"""The way the reader came: articles with their views and places, as a browser keeps its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from clashreader.ui.views import View

if TYPE_CHECKING:
    from clashreader.ui.reader.returning import Place

MOST: Final = 200
"""Steps that are remembered."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stop: an article in a view of the list, and where in it the reader was on leaving.

    `by_link` tells a stop that a link of an article led to from one chosen in the list.
    """

    article: int
    view: View
    place: Place | None = None
    by_link: bool = False


class Trail:
    """The steps, and at which of them the reader is."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._here = -1

    @property
    def here(self) -> Step | None:
        """The step the reader is at, or None at the very beginning."""
        return self._steps[self._here] if self._here >= 0 else None

    def visit(self, step: Step) -> None:
        """Go on to `step`; what lay ahead is forgotten."""
        del self._steps[self._here + 1 :]
        self._steps.append(step)
        del self._steps[:-MOST]
        self._here = len(self._steps) - 1

    def leave_mark(self, place: Place | None) -> None:
        """Remember where in the article the reader is now."""
        if self._here >= 0:
            self._steps[self._here] = replace(self._steps[self._here], place=place)

    def can(self, by: int) -> bool:
        """Whether there is a step back (-1) or ahead (1)."""
        return 0 <= self._here + by < len(self._steps)

    def go(self, by: int, exists: Callable[[int], bool]) -> Step | None:
        """Go a step back (-1) or ahead (1) and return it; None where there is none.

        Steps to articles that do not exist any more are dropped.
        """
        while self.can(by):
            there = self._here + by
            if exists(self._steps[there].article):
                self._here = there
                return self._steps[there]
            del self._steps[there]
            if by < 0:
                self._here -= 1
        return None
