"""The buttons at the bottom of a dialog: in one row, or in two where that is too wide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clashreader.ui.widgets import at_the_end

_GAP = 8


def spread(leading: Sequence[QWidget], trailing: Sequence[QWidget], room: int) -> QVBoxLayout:
    """Return `leading` buttons where reading begins and `trailing` ones where it ends.

    They are one above the other where one row would take more than `room` pixels.
    """
    every = (*leading, *trailing)
    needed = sum(one.sizeHint().width() + _GAP for one in every)
    first = QHBoxLayout()
    first.setSpacing(_GAP)
    for button in leading:
        first.addWidget(button)
    first.addStretch()
    rows = QVBoxLayout()
    rows.setSpacing(_GAP)
    rows.addLayout(first)
    if needed > room:
        rows.addLayout(at_the_end(*trailing))
    else:
        for button in trailing:
            first.addWidget(button)
    return rows
