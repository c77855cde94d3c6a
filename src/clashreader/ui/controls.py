"""Sliders, boxes to check and lists to choose from, as flat as the rest of the window.

Fusion draws their edges in a darker shade of the window, which nobody sees on a dark one. These
take every colour from the palette, and leave geometry, keys and accessibility to Qt.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QListView,
    QRadioButton,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QWidget,
)

from clashreader.ui.theme import ThinScrollBar
from clashreader.ui.tips import plain_tip

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup

_SIDE = 15.0
_KNOB = 7.0
_GROOVE = 4.0
_LEAST = 120
_AIR = 4
"""Pixels between an indicator and its words, beyond Fusion's."""


class Slider(QSlider):
    """A thin groove, its passed part in the accent colour, and a round knob.

    A click beside the knob brings it there, as a reader expects who wants a value in sight.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """As high as a row."""
        return QSize(120, 28)

    def minimumSizeHint(self) -> QSize:
        """Room to tell one end from the other."""
        return QSize(60, 28)

    def _share(self) -> float:
        span = self.maximum() - self.minimum()
        return (self.sliderPosition() - self.minimum()) / span if span else 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw groove and knob, mirrored where the window runs right to left."""
        role = QPalette.ColorRole
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        room = self.width() - 2 * _KNOB - 4
        share = self._share()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = _KNOB + 2 + room * (1 - share if mirrored else share)
        groove = QRectF(2, middle - _GROOVE / 2, self.width() - 4, _GROOVE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(role.Dark))
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        passed = QRectF(groove)
        if mirrored:
            passed.setLeft(x)
        else:
            passed.setRight(x)
        painter.setBrush(palette.color(role.Accent))
        painter.drawRoundedRect(passed, _GROOVE / 2, _GROOVE / 2)
        painter.setBrush(palette.color(role.Base))
        painter.setPen(QPen(palette.color(role.Accent), 2))
        painter.drawEllipse(QPointF(x, middle), _KNOB - 1, _KNOB - 1)
        if self.hasFocus():
            painter.setBrush(palette.color(role.Accent))
            painter.drawEllipse(QPointF(x, middle), _KNOB - 3, _KNOB - 3)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the knob to the pointer, and take hold of it."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.setSliderDown(True)
        self._go_to(event.position().x())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the knob follow."""
        if self.isSliderDown():
            self._go_to(event.position().x())
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        self.setSliderDown(False)
        event.accept()

    def _go_to(self, x: float) -> None:
        room = self.width() - 2 * _KNOB - 4
        share = max(0.0, min(1.0, (x - _KNOB - 2) / room)) if room > 0 else 0.0
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            share = 1 - share
        step = self.singleStep()
        value = self.minimum() + share * (self.maximum() - self.minimum())
        self.setValue(round(value / step) * step)


def _group(widget: QWidget) -> QPalette.ColorGroup:
    return _Group.Active if widget.isEnabled() else _Group.Disabled


def _paint_label(painter: QPainter, button: QAbstractButton, rect: QRect) -> None:
    rect = rect.adjusted(0, 0, -_AIR, 0) if button.isRightToLeft() else rect.adjusted(_AIR, 0, 0, 0)
    painter.setPen(button.palette().color(_group(button), _Role.WindowText))
    painter.setFont(button.font())
    # The painter mirrors it where the window runs right to left.
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
    mnemonic = Qt.TextFlag.TextShowMnemonic
    words = button.fontMetrics().elidedText(
        button.text(), Qt.TextElideMode.ElideRight, rect.width(), int(mnemonic)
    )
    painter.drawText(rect, int(flags | mnemonic), words)


def _mark_pens(button: QAbstractButton) -> tuple[QPen, QPen]:
    """The edge of an indicator, and what is drawn inside."""
    palette = button.palette()
    group = _group(button)
    quiet = palette.color(group, _Role.WindowText if not button.isEnabled() else _Role.Dark)
    if button.isEnabled():
        quiet = palette.color(_Role.PlaceholderText)
    if button.hasFocus():
        return QPen(palette.color(_Role.Accent), 2), QPen(palette.color(_Role.Accent), 2)
    mark = palette.color(_Role.Accent) if button.isEnabled() else quiet
    return QPen(quiet, 1.2), QPen(mark, 2)


def give_way(button: QAbstractButton) -> None:
    """Let the words of a check box or radio button be cut where there is no room; its tip has them
    whole.
    """
    button.setMinimumWidth(_LEAST)
    button.setToolTip(plain_tip(button.text().replace("&&", "&")))


class CheckBox(QCheckBox):
    """A box that is filled with the accent while it is checked."""

    def sizeHint(self) -> QSize:
        """As wide as it is painted."""
        return super().sizeHint() + QSize(_AIR if self.text() else 0, 0)

    def minimumSizeHint(self) -> QSize:
        """Nothing of the words is cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, its check, the words, and the ring of the focus."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        element = QStyle.SubElement
        style = self.style()
        place = QRectF(style.subElementRect(element.SE_CheckBoxIndicator, option, self))
        box = QRectF(0, 0, _SIDE, _SIDE)
        box.moveCenter(place.center() + QPointF(-1 if self.isRightToLeft() else 1, 0))
        edge, mark = _mark_pens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(edge)
        painter.setBrush(self.palette().color(_Role.Base))
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mark.color())
            painter.drawRoundedRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), 3, 3)
            painter.setPen(QPen(self.palette().color(_Role.Base), 2))
            x, y = box.left(), box.top()
            tick = [QPointF(x + 3.2, y + 7.8), QPointF(x + 6.4, y + 11), QPointF(x + 11.8, y + 4.4)]
            painter.drawPolyline(QPolygonF(tick))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(self.palette().color(_Role.WindowText), 1.4))
                painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4)
        words = style.subElementRect(element.SE_CheckBoxContents, option, self)
        _paint_label(painter, self, words)
        painter.end()


class RadioButton(QRadioButton):
    """A circle with a dot of the accent while it is chosen."""

    def sizeHint(self) -> QSize:
        """As wide as it is painted."""
        return super().sizeHint() + QSize(_AIR if self.text() else 0, 0)

    def minimumSizeHint(self) -> QSize:
        """Nothing of the words is cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the circle, its dot, the words, and the ring of the focus."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        element = QStyle.SubElement
        style = self.style()
        place = QRectF(style.subElementRect(element.SE_RadioButtonIndicator, option, self))
        place.translate(-1 if self.isRightToLeft() else 1, 0)
        edge, mark = _mark_pens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(edge)
        painter.setBrush(self.palette().color(_Role.Base))
        painter.drawEllipse(place.center(), _SIDE / 2, _SIDE / 2)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mark.color())
            painter.drawEllipse(place.center(), _SIDE / 4, _SIDE / 4)
        words = style.subElementRect(element.SE_RadioButtonContents, option, self)
        _paint_label(painter, self, words)
        painter.end()


class ChoiceBox(QComboBox):
    """A list to choose from: a flat field with a chevron, its list with a thin scroll bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        view = QListView()
        # Asking each item for its own size costs a second where each is in a font of its own.
        view.setUniformItemSizes(True)
        view.setVerticalScrollBar(ThinScrollBar())
        self.setView(view)

    def give_way(self) -> None:
        """Be no wider than there is room for, however long the names in it are."""
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def showPopup(self) -> None:
        """Open the list below the field, a dozen rows high: Fusion's is as high as the screen."""
        view, container = self.view(), self.view().window()
        super().showPopup()
        row = max(view.sizeHintForRow(0), 1)
        height = min(self.count(), self.maxVisibleItems()) * row + 4
        if container.height() <= height:
            return
        screen = self.screen().availableGeometry()
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        if corner.y() + height > screen.bottom():
            corner.setY(max(screen.top(), self.mapToGlobal(QPoint(0, -2)).y() - height))
        container.setGeometry(corner.x(), corner.y(), max(container.width(), self.width()), height)
        view.scrollTo(view.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def sizeHint(self) -> QSize:
        """As high as a field."""
        return QSize(super().sizeHint().width() + 8, 32)

    def minimumSizeHint(self) -> QSize:
        """The height is never less."""
        return QSize(super().minimumSizeHint().width(), 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, what is chosen, and the chevron."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        palette = self.palette()
        group = _group(self)
        focused = self.hasFocus()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(palette.color(_Role.Base))
        painter.setPen(
            QPen(palette.color(_Role.Accent if focused else _Role.Dark), 2 if focused else 1)
        )
        inset = 1.0 if focused else 0.5
        field = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(field, 6, 6)
        right_to_left = self.isRightToLeft()
        ink = palette.color(group, _Role.Text)
        painter.setPen(ink)
        words = self.rect().adjusted(
            28 if right_to_left else 10, 0, -10 if right_to_left else -28, 0
        )
        side = Qt.AlignmentFlag.AlignLeading  # the painter mirrors it
        text = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, int(side | Qt.AlignmentFlag.AlignVCenter), text)
        x = 16.0 if right_to_left else self.width() - 16.0
        y = self.height() / 2
        pen = QPen(ink, 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        chevron = [QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)]
        painter.drawPolyline(QPolygonF(chevron))
        painter.end()
