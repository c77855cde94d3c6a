"""The bars above the list of a month: how much each of its days brought; a click goes there."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QEvent, QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from clashreader.ui.dates import day_words
from clashreader.ui.language import plural
from clashreader.ui.theme import Theme, interface_font
from clashreader.ui.tips import plain_tip

HEIGHT = 44
_BAR_TOP = 6
_BAR_HEIGHT = 22
_SIDE = 12


class DayBars(QWidget):
    """One bar for each day of a month. Left and Right choose a day, Return goes there."""

    wanted = Signal(int)
    """The reader wants this day, as `datetime.date.toordinal` counts."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._first = date(1970, 1, 1)
        self._counts: list[int] = []
        self._chosen = 0
        self.setObjectName("dayBars")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        """As high as the bars and their numbers."""
        return QSize(200, HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._theme = theme
        self.update()

    def show_month(self, month: str, counts: Mapping[int, int]) -> None:
        """Show ``2025-06``: how many articles each day has, by day; anything else shows nothing."""
        try:
            year, number = map(int, month.split("-"))
            self._first = date(year, number, 1)
        except ValueError:
            self.hide()
            return
        begin = self._first.toordinal()
        days = monthrange(year, number)[1]
        self._counts = [counts.get(begin + day, 0) for day in range(days)]
        self._chosen = next((day for day, count in enumerate(self._counts) if count), 0)
        self._say()
        self.show()
        self.update()

    @property
    def counts(self) -> list[int]:
        """Articles of each day, the first first."""
        return self._counts

    def _words(self, day: int) -> str:
        title = day_words(self._first.toordinal() + day, year=False, locale=QLocale())
        count = plural("DayBars", "%Ln article", "%Ln articles", self._counts[day])
        return f"{title}: {count}"

    def _say(self) -> None:
        self.setAccessibleName(self.tr("Days of the month"))
        if self._counts:
            self.setAccessibleDescription(self._words(self._chosen))

    # --- painting ---

    def _place(self, day: int) -> QRectF:
        step = (self.width() - 2 * _SIDE) / max(1, len(self._counts))
        column = len(self._counts) - 1 - day if self.isRightToLeft() else day
        return QRectF(_SIDE + column * step, 0, step, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a bar for each day, as high as its share of the busiest one."""
        painter = QPainter(self)
        theme = self._theme
        most = max(self._counts, default=0) or 1
        painter.setFont(interface_font(10))
        for day, count in enumerate(self._counts):
            place = self._place(day)
            base = _BAR_TOP + _BAR_HEIGHT
            chosen = day == self._chosen and self.hasFocus()
            if count:
                height = max(2.0, round(_BAR_HEIGHT * count / most))
                bar = QRectF(place.left() + 1, base - height, place.width() - 2, height)
                painter.fillRect(bar, theme.accent if chosen else theme.secondary)
            else:
                rule = QRectF(place.left() + 1, base - 1, place.width() - 2, 1)
                painter.fillRect(rule, theme.accent if chosen else theme.hairline)
            if day % 5 == 4 or day == 0:
                painter.setPen(theme.secondary)
                below = QRectF(place.center().x() - 12, base + 1, 24, self.height() - base - 2)
                number = QLocale().toString(day + 1)
                painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), number)
        if self.hasFocus():
            painter.setPen(theme.accent)
            painter.drawRect(self.rect().adjusted(4, 1, -5, -2))
        painter.end()

    # --- choosing ---

    def _day_at(self, point: QPoint) -> int | None:
        for day in range(len(self._counts)):
            if self._place(day).contains(point):
                return day
        return None

    def _go(self, day: int) -> None:
        if self._counts[day]:
            self.wanted.emit(self._first.toordinal() + day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over a day that has something."""
        day = self._day_at(event.position().toPoint())
        hand = day is not None and self._counts[day]
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the day."""
        day = self._day_at(event.position().toPoint())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(day)
            self._go(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through the days; go to one."""
        back, on = Qt.Key.Key_Left, Qt.Key.Key_Right
        if self.isRightToLeft():
            back, on = on, back
        if event.key() in (back, on):
            step = 1 if event.key() == on else -1
            self._choose(min(max(self._chosen + step, 0), len(self._counts) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self._chosen)
        else:
            super().keyPressEvent(event)

    def _choose(self, day: int) -> None:
        self._chosen = day
        self._say()
        self.update()
        if self.hasFocus():
            QToolTip.showText(
                self.mapToGlobal(self._place(day).bottomLeft().toPoint()),
                plain_tip(self._words(day)),
                self,
            )

    def event(self, event: QEvent) -> bool:
        """Say how many articles the day under the pointer has."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self._day_at(event.pos())
            QToolTip.showText(
                event.globalPos(), "" if day is None else plain_tip(self._words(day)), self
            )
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()
