"""A bar of parts, and what each of them is, in a list below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import ElidedLabel
from clashreader.values import dataclass

_SHARES = (1.0, 0.55, 0.28)
"""How strong the accent is in the first parts; the others are shades of the text."""
_GREYS = (0.45, 0.25, 0.12)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, its bytes, and a word on it."""

    name: str
    bytes: int
    hint: str = ""


def in_bytes(size: int, locale: QLocale) -> str:
    """Return a size as the locale writes it: ``12.3 MB``."""
    return locale.formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def isolated(text: str) -> str:
    """Keep a piece of a line together where the line runs from right to left (UAX 9)."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def _mixed(over: QColor, ground: QColor, share: float) -> QColor:
    channels = (
        (over.red(), ground.red()), (over.green(), ground.green()), (over.blue(), ground.blue())
    )  # fmt: skip
    return QColor(*(round(a * share + b * (1 - share)) for a, b in channels))


class _Bar(QWidget):
    """The parts side by side; a hairline apart, so that they are told without their colours."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.parts: Sequence[Part] = ()
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        whole = QRectF(self.rect())
        outline = QPainterPath()
        outline.addRoundedRect(whole, 4, 4)
        painter.setClipPath(outline)
        painter.fillRect(whole, palette.color(QPalette.ColorRole.Midlight))
        total = sum(part.bytes for part in self.parts)
        left = 0.0
        for number, part in enumerate(self.parts):
            width = whole.width() * part.bytes / total if total else 0.0
            x = whole.width() - left - width if self.isRightToLeft() else left
            painter.fillRect(QRectF(x, 0, max(width - 1, 0), 18), colour_of(number, palette))
            left += width
        painter.end()


class _Spot(QWidget):
    """The colour of a part, beside its name."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self.setFixedSize(QSize(10, 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.setBrush(colour_of(self._number, self.palette()))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        painter.end()


def colour_of(number: int, palette: QPalette) -> QColor:
    """Return the colour of the part with that number."""
    ground = palette.color(QPalette.ColorRole.Window)
    if number < len(_SHARES):
        return _mixed(palette.color(QPalette.ColorRole.Accent), ground, _SHARES[number])
    grey = _GREYS[min(number - len(_SHARES), len(_GREYS) - 1)]
    return _mixed(palette.color(QPalette.ColorRole.Text), ground, grey)


class RoomBar(QWidget):
    """The bar and its legend."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.bar = _Bar(self)
        self._legend = QGridLayout()
        self._legend.setHorizontalSpacing(8)
        self._legend.setVerticalSpacing(4)
        self._legend.setColumnStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self.bar)
        box.addLayout(self._legend)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these, in this order."""
        while (item := self._legend.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.bar.parts = parts
        self.bar.update()
        told = []
        for row, part in enumerate(parts):
            size = in_bytes(part.bytes, self.locale())
            name = QLabel(part.name)
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setToolTip(part.hint)
            amount = QLabel(size)
            amount.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self._legend.addWidget(_Spot(row, self), row, 0)
            self._legend.addWidget(name, row, 1)
            if part.hint:
                hint = ElidedLabel(isolated(part.hint), mode=Qt.TextElideMode.ElideRight)
                hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
                hint.setFont(interface_font(12))
                self._legend.addWidget(hint, row, 2)
            self._legend.addWidget(amount, row, 3)
            told.append(f"{part.name}: {size}")
        self.bar.setAccessibleName("; ".join(told))
