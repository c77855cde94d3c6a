"""Three panes by width: side by side, with the sidebar as an overlay, or one at a time."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStyle, QVBoxLayout, QWidget

from clashreader.ui.widgets import HairlineSplitter

OVERLAY_BELOW = 1000
ONE_PANE_BELOW = 700
"""Widths of the window, in device-independent pixels."""

_SIDEBAR_WIDTH = 240
_LIST_WIDTH = 380
_SIDEBAR_LEAST = 180
_LIST_LEAST = 300
_READER_LEAST = 490
"""A column of 420 with its margins and the scroll bar; list and sidebar give way before it."""

_OVERLAY_WIDTH = 280
_SLIDE = 140


class Mode(Enum):
    """How the panes share the window."""

    WIDE = "wide"
    OVERLAY = "overlay"
    SINGLE = "single"


class Panes(QWidget):
    """Holds sidebar, list and reading pane."""

    mode_changed = Signal()

    def __init__(self, sidebar: QWidget, middle: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sidebar = sidebar
        self._middle = middle
        self._reader: QWidget = _Page()
        self._mode = Mode.WIDE
        self._reading = False
        self._alone = False
        self._sidebar_wanted = True
        self._reader_room = _READER_LEAST
        self._shade: _Shade | None = None
        self._slide: QPropertyAnimation | None = None
        self._widths = (_SIDEBAR_WIDTH, _LIST_WIDTH)
        self.splitter = HairlineSplitter()
        self.splitter.addWidget(sidebar)
        self.splitter.addWidget(middle)
        self.splitter.addWidget(self._reader)
        self._stretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.splitter)
        self.splitter.splitterMoved.connect(self._remember)

    def _stretch(self) -> None:
        for place in range(self.splitter.count()):
            last = self.splitter.widget(place) is self._reader
            self.splitter.setStretchFactor(place, 1 if last else 0)

    def set_reader(self, reader: QWidget) -> None:
        """Put the reading pane in place of the empty page."""
        old = self._reader
        sizes = self.splitter.sizes()
        self._reader = reader
        reader.setMinimumWidth(280)
        reader.setVisible(old.isVisibleTo(self.splitter))
        self.splitter.replaceWidget(self.splitter.indexOf(old), reader)
        old.deleteLater()
        self._stretch()
        self.splitter.setSizes(sizes)
        self._apply()

    # --- state ---

    @property
    def mode(self) -> Mode:
        """How the panes share the window now."""
        return self._mode

    @property
    def widths(self) -> tuple[int, int]:
        """Widths of sidebar and list where they stand side by side."""
        return self._widths

    def set_widths(self, widths: tuple[int, int]) -> None:
        """Give sidebar and list these widths, within reason."""
        left, middle = widths
        self._widths = min(max(left, _SIDEBAR_LEAST), 600), min(max(middle, _LIST_LEAST), 900)
        self._apply()

    @property
    def reading(self) -> bool:
        """Whether, one pane at a time, it is the reading pane."""
        return self._mode is Mode.SINGLE and (self._reading or self._alone)

    @property
    def alone(self) -> bool:
        """Whether the reading pane stands alone, whatever room there is."""
        return self._alone

    def set_alone(self, alone: bool) -> None:
        """Show the reading pane alone, or the others beside it as they were."""
        if alone:
            self.close_overlay(at_once=True)
        self._alone = alone
        self._apply()

    def show_reader(self, reading: bool) -> None:
        """One pane at a time: show the reading pane, or the list."""
        self._reading = reading
        self._apply()
        self.mode_changed.emit()

    def set_reader_room(self, pixels: int) -> None:
        """Leave the reading pane so much, where list and sidebar can spare it: the sidebar folds
        away for it. 0: what an article needs.
        """
        self._reader_room = max(pixels, _READER_LEAST)
        self._apply()

    @property
    def _sidebar_stands(self) -> bool:
        """Whether the sidebar is a pane of the window."""
        return self._mode is Mode.WIDE and self._sidebar_wanted and not self._folds

    @property
    def _folds(self) -> bool:
        """Whether the sidebar gives way to what stands beside the article."""
        least = _SIDEBAR_LEAST + _LIST_LEAST + self._reader_room + 2
        return self._reader_room > _READER_LEAST and self.width() < least

    def toggle_sidebar(self) -> None:
        """Show or hide the sidebar, as a pane or as an overlay."""
        if self._mode is Mode.WIDE and not self._folds:
            self._sidebar_wanted = not self._sidebar_wanted
            self._apply()
        elif self._shade is not None and self._shade.isVisible():
            self.close_overlay()
        else:
            self._open_overlay()

    # --- placing ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the mode by the width."""
        super().resizeEvent(event)
        width = event.size().width()
        if width < ONE_PANE_BELOW:
            mode = Mode.SINGLE
        elif width < OVERLAY_BELOW:
            mode = Mode.OVERLAY
        else:
            mode = Mode.WIDE
        if mode is not self._mode:
            self.close_overlay(at_once=True)
            self._mode = mode
            self._apply()
            self.mode_changed.emit()
            return
        if self._sidebar.isVisibleTo(self) != (self._sidebar_stands and not self._alone):
            self._apply()
        else:
            self._share()
        if self._shade is not None and self._shade.isVisible():
            self._shade.setGeometry(self.rect())
            self._sidebar.resize(self._overlay_width(), self.height())

    def _apply(self) -> None:
        single = self._mode is Mode.SINGLE
        if self._sidebar.parent() is self.splitter:
            self._sidebar.setVisible(self._sidebar_stands and not self._alone)
        self._reader.setVisible(not single or self._reading or self._alone)
        self._middle.setVisible(not (single and self._reading) and not self._alone)
        self._share()

    def _share(self) -> None:
        """Give each pane its width: the wanted ones, as far as the article has room enough."""
        if self._mode is Mode.SINGLE or self._alone:
            panes = map(self.splitter.widget, range(self.splitter.count()))
            shown = [pane is not None and pane.isVisibleTo(self.splitter) for pane in panes]
            self.splitter.setSizes([self.width() if visible else 0 for visible in shown])
            return
        left, middle = self._widths
        if not self._sidebar_stands:
            left = 0
        if self._mode is not Mode.WIDE:
            middle = min(middle, 360)
        room = self.width() - 1 - bool(left) - self._reader_room
        middle = max(min(middle, room - left), _LIST_LEAST)
        if left:
            left = max(min(left, room - middle), _SIDEBAR_LEAST)
        self.splitter.setSizes([left, middle, max(self.width() - left - middle - 2, 280)])

    def _remember(self) -> None:
        sizes = self.splitter.sizes()
        left = sizes[0] or self._widths[0]
        self._widths = (left, sizes[1] or self._widths[1])

    # --- the overlay ---

    def _overlay_width(self) -> int:
        return min(_OVERLAY_WIDTH, self.width() - 48)

    def _open_overlay(self) -> None:
        if self._shade is None:
            self._shade = _Shade(self)
            self._shade.pressed.connect(self.close_overlay)
        self._shade.setGeometry(self.rect())
        self._shade.show()
        self._shade.raise_()
        sidebar = self._sidebar
        sidebar.setParent(self)
        width = self._overlay_width()
        end = QPoint(self.width() - width if self.isRightToLeft() else 0, 0)
        start = end + QPoint(width if self.isRightToLeft() else -width, 0)
        sidebar.setGeometry(end.x(), 0, width, self.height())
        sidebar.show()
        sidebar.raise_()
        sidebar.setFocus()
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0:
            self._slide = QPropertyAnimation(sidebar, b"pos", self)
            self._slide.setDuration(_SLIDE)
            self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
            self._slide.setStartValue(start)
            self._slide.setEndValue(end)
            self._slide.start()

    def close_overlay(self, *, at_once: bool = False) -> None:
        """Put the sidebar away, if it is an overlay now."""
        if self._slide is not None:
            self._slide.stop()
            self._slide = None
        if self._shade is not None:
            self._shade.hide()
        if self._sidebar.parent() is not self.splitter:
            self._sidebar.hide()
            self.splitter.insertWidget(0, self._sidebar)
            self._stretch()
            self._sidebar.setVisible(self._sidebar_stands and not self._alone)
            if not self._sidebar_stands:
                self._apply()


class _Page(QWidget):
    """An empty page, until the reading pane is there."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)


class _Shade(QWidget):
    """Dims what is below the overlay; a click on it puts the overlay away."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shade")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the overlay away."""
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim."""
        painter = QPainter(self)
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        painter.fillRect(self.rect(), QColor(0, 0, 0, 120 if dark else 45))
        painter.end()


def with_air(sidebar: QWidget) -> QWidget:
    """Return a ground for the sidebar that leaves some air above it and below."""
    ground = QWidget()
    ground.setAutoFillBackground(True)
    ground.setMinimumWidth(sidebar.minimumWidth())
    ground.setFocusProxy(sidebar)
    box = QVBoxLayout(ground)
    box.setContentsMargins(0, 6, 0, 6)
    box.addWidget(sidebar)
    return ground
