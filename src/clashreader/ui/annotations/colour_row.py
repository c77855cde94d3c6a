"""The four colours of highlights, as a row of dots to choose from."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from clashreader.model import HIGHLIGHT_COLOURS
from clashreader.ui.annotations.words import colour_name
from clashreader.ui.theme import Theme

_Role = QPalette.ColorRole


class ColourDot(QAbstractButton):
    """One colour; a tick says that it is the one in use."""

    SIDE = 28

    def __init__(self, colour: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = colour
        self._theme = theme
        self.setObjectName(f"colour-{HIGHLIGHT_COLOURS[colour]}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(self.SIDE, self.SIDE)
        self.setAccessibleName(colour_name(colour))
        self.setToolTip(f"{colour_name(colour)} ({colour + 1})")

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self.SIDE, self.SIDE)

    def set_theme(self, theme: Theme) -> None:
        """Show the colour as `theme` has it."""
        self._theme = theme
        self.update()

    def nextCheckState(self) -> None:
        """Whoever is told of the click says which colour is in use."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot, a tick in it, and a ring around it while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = 9.5 if self.underMouse() else 8.5
        edge = _Role.Text if self.isChecked() else _Role.PlaceholderText
        painter.setPen(QPen(self.palette().color(edge), 1.6 if self.isChecked() else 1))
        painter.setBrush(self._theme.highlights[self.colour])
        painter.drawEllipse(middle, radius, radius)
        if self.isChecked():
            painter.setPen(QPen(self._theme.text, 1.8, c=Qt.PenCapStyle.RoundCap))
            x, y = middle.x(), middle.y()
            painter.drawPolyline(
                [QPointF(x - 3.6, y + 0.2), QPointF(x - 1.0, y + 2.8), QPointF(x + 3.8, y - 2.8)]
            )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(_Role.Accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()


class ColourRow(QWidget):
    """A dot for each colour."""

    chosen = Signal(int)
    """A colour, by its index."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._dots = [ColourDot(number, theme) for number in range(len(HIGHLIGHT_COLOURS))]
        for dot in self._dots:
            dot.clicked.connect(lambda _=False, dot=dot: self.chosen.emit(dot.colour))
            row.addWidget(dot)

    def set_current(self, colour: int | None) -> None:
        """Tick a colour, or none."""
        for dot in self._dots:
            dot.setChecked(dot.colour == colour)

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        for dot in self._dots:
            dot.set_theme(theme)
