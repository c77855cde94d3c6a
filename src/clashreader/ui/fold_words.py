"""What a row says of the copies that it stands for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from clashreader.model import ArticleRow
from clashreader.ui.language import plural

NAMED = 8
"""Sources that the tip names; of the others it says how many they are."""


def fold_text(others: int) -> str:
    """Return how many other sources a row stands for, or nothing."""
    return plural("ArticleModel", "+%Ln source", "+%Ln sources", others) if others else ""


def sources_text(rows: list[ArticleRow], others: int) -> str:
    """Return which the `others` are, a line each: those of `rows`, the first of them, by name.

    A source with several copies is named once, with how many it has.
    """
    counts: dict[str, int] = {}
    for row in rows[:NAMED]:
        name = row.outlet or QCoreApplication.translate("ArticleModel", "A source without a name")
        counts[name] = counts.get(name, 0) + 1
    lines = [f"{name} × {count}" if count > 1 else name for name, count in counts.items()]
    more = others - sum(counts.values())
    if lines and more > 0:
        lines.append(plural("ArticleModel", "and %Ln more", "and %Ln more", more))
    return "\n".join(lines)
