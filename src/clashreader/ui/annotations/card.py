"""The small bar at a selection or a highlight: colours, note, copy, delete; and the note below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clashreader.ui.annotations.colour_row import ColourRow
from clashreader.ui.annotations.note_box import NoteBox
from clashreader.ui.theme import Theme, icon
from clashreader.ui.widgets import IconButton, hairline

GAP = 8
"""Pixels between the bar and what it belongs to."""
_EDGE = 6
_WIDTH = 320
_Role = QPalette.ColorRole


class HighlightCard(QWidget):
    """Stands over the text, takes no focus of itself, and says what is clicked in it."""

    colour_chosen = Signal(int)
    note_wanted = Signal()
    copy_wanted = Signal()
    source_wanted = Signal()
    delete_wanted = Signal()
    left = Signal()
    """Escape: the keyboard is to go back to the text."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("highlightCard")
        self.setAccessibleName(self.tr("Highlight"))
        self._room = QRect()
        self._area = QRect()
        self._icons: list[tuple[IconButton, str]] = []
        self.colours = ColourRow(theme)
        self.colours.chosen.connect(self.colour_chosen)
        self.note = NoteBox(self.tr("Note on the highlight"), self.tr("Your note …"), lines=(3, 9))
        self.note.done.connect(self.left)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.colours)
        row.addWidget(_gap())
        row.addStretch()
        for name, text, key, signal in (
            ("note", self.tr("Note"), "Shift+H", self.note_wanted),
            ("copy", self.tr("Copy"), "Ctrl+C", self.copy_wanted),
            ("quote", self.tr("Copy with source"), "Ctrl+Shift+C", self.source_wanted),
            ("trash", self.tr("Delete the highlight"), "H", self.delete_wanted),
        ):
            button = IconButton()
            button.setObjectName(f"card-{name}")
            button.setAccessibleName(text)
            button.setToolTip(f"{text} ({key})")
            button.clicked.connect(signal)
            self._icons.append((button, name))
            row.addWidget(button)
        self._delete = self._icons[-1][0]
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(_EDGE, 4, _EDGE, 4)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self.note)
        self.note.hide()
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self.colours.set_theme(theme)
        for button, name in self._icons:
            button.setIcon(icon(name, theme))

    # --- showing ---

    def show_at(
        self, area: QRect, room: QRect, *, colour: int | None, note: str | None, made: bool
    ) -> None:
        """Stand above `area`, or below it, within `room` (in the parent's coordinates).

        `colour` is ticked; `made` says that there is a highlight, which can be deleted; `note` is
        its note, and None leaves the field away.
        """
        self._area, self._room = area, room
        self.colours.set_current(colour)
        self._delete.setVisible(made)
        if note is not None and not (self.note.isVisible() and self.note.changed):
            self.note.show_text(note)
        self.note.setVisible(note is not None)
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        if self.note.isHidden():
            self.setMinimumWidth(0)
        else:
            self.setMinimumWidth(min(_WIDTH, self._room.width()))
        self._box.activate()
        size = self.sizeHint().expandedTo(self.minimumSize()).boundedTo(self._room.size())
        self.resize(size)
        above = self._area.top() - GAP - size.height()
        below = self._area.bottom() + GAP
        if above >= self._room.top():
            y = above
        elif below + size.height() <= self._room.bottom():
            y = below
        else:
            y = self._room.bottom() - size.height()
        x = self._area.center().x() - size.width() // 2
        x = max(self._room.left(), min(x, self._room.right() - size.width()))
        self.move(x, max(self._room.top(), y))

    def event(self, event: QEvent) -> bool:
        """Grow with the note."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the text."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a flat ground with a hairline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.palette().color(_Role.Window))
        painter.setPen(self.palette().color(_Role.Dark))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()


def _gap() -> QWidget:
    line = hairline(vertical=True)
    line.setFixedHeight(18)
    holder = QWidget()
    holder.setFixedWidth(9)
    row = QHBoxLayout(holder)
    row.setContentsMargins(4, 0, 4, 0)
    row.addWidget(line)
    return holder
