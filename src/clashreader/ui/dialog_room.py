"""Windows on a low screen, or in large text: what does not fit is scrolled to, not cut off."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from clashreader.ui.theme import ThinScrollBar

_AROUND = QSize(24, 48)
"""Left free of the screen, for the frame that the desktop draws."""


def within(wanted: QSize, screen: QSize) -> QSize:
    """Return `wanted`, or what of it a window may have on a screen of which so much is free."""
    return wanted.boundedTo(screen - _AROUND)


def scrolled(inside: QWidget) -> QScrollArea:
    """Return an area without a look of its own that scrolls `inside` where it is too small."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setVerticalScrollBar(ThinScrollBar())
    area.setHorizontalScrollBar(ThinScrollBar(Qt.Orientation.Horizontal))
    area.setWidget(inside)
    return area


def fit(dialog: QDialog, room: QSize | None = None) -> bool:
    """Put what `dialog` shows into an area that scrolls where it is too much for the screen.

    To be called before it is shown. `room` stands in for the screen's own. Returns whether that was
    needed.
    """
    layout = dialog.layout()
    if layout is None:
        return False
    room = (room or dialog.screen().availableGeometry().size()) - _AROUND
    needed = layout.totalMinimumSize().expandedTo(dialog.minimumSize())
    if layout.hasHeightForWidth():
        needed.setHeight(max(needed.height(), layout.totalMinimumHeightForWidth(needed.width())))
    if needed.height() <= room.height() and needed.width() <= room.width():
        return False
    focused = dialog.focusWidget()
    inside = QWidget()
    inside.setLayout(layout)  # Qt takes it, and all that it holds, off the dialog
    area = scrolled(inside)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(area)
    wide = needed.width() + ThinScrollBar.BREADTH
    dialog.setMinimumSize(0, 0)
    dialog.setMaximumWidth(max(dialog.maximumWidth(), wide))
    dialog.resize(QSize(wide, needed.height()).boundedTo(room))
    if focused is not None:
        focused.setFocus()
    return True


_LEAST = 380


def breadth(window: QWidget, wanted: int) -> int:
    """Return how wide a dialog above `window` is: no wider than that, where it is a narrow one."""
    screen = window.screen().availableGeometry().width()
    return min(wanted, max(_LEAST, window.window().width()), screen - _AROUND.width())
