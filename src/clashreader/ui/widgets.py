"""Small flat widgets that take their colours from the palette, and so follow every theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QIcon,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QSplitterHandle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clashreader.ui.theme import interface_font

_Role = QPalette.ColorRole


def quiet_label(text: str = "", pixels: float = 12, parent: QWidget | None = None) -> QLabel:
    """Return a label in the secondary colour."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(_Role.PlaceholderText)
    label.setFont(interface_font(pixels))
    return label


def hairline(parent: QWidget | None = None, *, vertical: bool = False) -> QWidget:
    """Return a one-pixel rule."""
    line = QWidget(parent)
    line.setAutoFillBackground(True)
    line.setBackgroundRole(_Role.Midlight)
    if vertical:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def at_the_end(*buttons: QWidget) -> QHBoxLayout:
    """Return the row at the bottom of a dialog: its buttons where reading ends."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch()
    for button in buttons:
        row.addWidget(button)
    return row


class IconButton(QToolButton):
    """A flat button, 32 pixels square, that shows its action's icon at 20."""

    SIDE = 32

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(self.SIDE, self.SIDE)
        self.setIconSize(QSize(20, 20))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a soft ground while hovered or pressed, a ring while focused, and the icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked()):
            ground = self.palette().color(_Role.Highlight)
            if not self.isDown() and not self.isChecked():
                ground.setAlphaF(0.7)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(rect, 6, 6)
        if self.hasFocus():
            _focus_ring(painter, rect, self.palette().color(_Role.Accent), 6)
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        size = self.iconSize()
        pixmap = self.icon().pixmap(size, self.devicePixelRatioF(), mode)
        left = (self.width() - size.width()) // 2
        top = (self.height() - size.height()) // 2
        painter.drawPixmap(left, top, pixmap)
        painter.end()


def _focus_ring(painter: QPainter, rect: QRectF, colour: QColor, radius: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


class Field(QLineEdit):
    """A flat field with a hairline around it, in the accent colour while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setMinimumHeight(32)
        self.setTextMargins(8, 0, 8, 0)
        palette = QPalette()
        palette.setColor(_Role.Base, QColor(0, 0, 0, 0))  # the ground is painted below
        self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the edge, then the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = QGuiApplication.palette()
        focused = self.hasFocus()
        painter.setBrush(palette.color(_Role.Base))
        edge = palette.color(_Role.Accent if focused else _Role.Dark)
        painter.setPen(QPen(edge, 1.5 if focused else 1))
        inset = 0.75 if focused else 0.5
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, 6, 6)
        painter.end()
        super().paintEvent(event)


class FlatButton(QPushButton):
    """A flat text button: the primary one is filled with the accent, others are outlined."""

    def __init__(self, text: str, parent: QWidget | None = None, *, primary: bool = False) -> None:
        super().__init__(text, parent)
        self._primary = primary
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        """32 high, with room at both sides."""
        metrics = self.fontMetrics()
        shown = self.text().replace("&", "")
        return QSize(metrics.horizontalAdvance(shown) + 32, 32)

    def minimumSizeHint(self) -> QSize:
        """The same: a button is never cut."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Repaint when the pointer comes and goes."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the ring and the words."""
        palette = self.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ink = palette.color(_Role.ButtonText)
        if not self.isEnabled():
            ink = palette.color(QPalette.ColorGroup.Disabled, _Role.ButtonText)
        if self._primary and self.isEnabled():
            ground = palette.color(_Role.Accent)
            if self.underMouse() or self.isDown():
                ground = ground.lighter(110) if ground.lightness() > 127 else ground.darker(112)
            ink = palette.color(_Role.Base)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
        else:
            hovered = self.underMouse() or self.isDown()
            painter.setPen(palette.color(_Role.Dark))
            painter.setBrush(
                palette.color(_Role.Highlight) if hovered else Qt.GlobalColor.transparent
            )
        painter.drawRoundedRect(rect, 6, 6)
        if self.hasFocus():
            ring = palette.color(_Role.Text if self._primary else _Role.Accent)
            _focus_ring(painter, QRectF(self.rect()), ring, 6)
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        painter.drawText(self.rect(), int(flags), self.text())
        painter.end()


class LinkButton(QPushButton):
    """Words in the accent colour that can be clicked."""

    ink = QPalette.ColorRole.Accent

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """As small as the words."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 1, metrics.height() + 8)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, underlined under the pointer, with a bar below while focused."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setUnderline(self.underMouse() and not self.hasFocus())
        painter.setFont(font)
        painter.setPen(self.palette().color(self.ink))
        align = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), int(align), self.text())
        if self.hasFocus():
            bottom = (self.height() + self.fontMetrics().height()) // 2 + 1
            breadth = min(self.fontMetrics().horizontalAdvance(self.text()), self.width())
            left = self.width() - breadth if self.isRightToLeft() else 0
            painter.fillRect(left, bottom, breadth, 2, self.palette().color(_Role.Accent))
        painter.end()


class QuietButton(LinkButton):
    """Words in the secondary colour that can be clicked."""

    ink = _Role.PlaceholderText


class PopupFrame(QFrame):
    """A popup with a hairline around it, in every theme."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the edge; the ground is the window's."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(_Role.Dark))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class EmptyState(QWidget):
    """One sentence and one action, for a view that shows nothing."""

    action = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = quiet_label(pixels=13)
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = FlatButton("")
        self._button.clicked.connect(self.action)
        box = QVBoxLayout(self)
        box.setContentsMargins(40, 24, 40, 64)
        box.setSpacing(16)
        box.addStretch(2)
        box.addWidget(self._sentence)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._button)
        row.addStretch()
        box.addLayout(row)
        box.addStretch(3)

    def say(self, sentence: str, action: str) -> None:
        """Show `sentence`, and `action` on the button; no button where it is empty."""
        self._sentence.setText(sentence)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._button.updateGeometry()


class HairlineSplitter(QSplitter):
    """A splitter whose handles are hairlines; Qt itself widens the grip of a one-pixel handle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:
        """A line in the hairline colour."""
        return _Hairline(self.orientation(), self)


class _Hairline(QSplitterHandle):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.contentsRect(), self.palette().color(_Role.Midlight))
        painter.end()


class ProgressLine(QWidget):
    """Two pixels under the toolbar that fill while something is under way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(2)
        self._share: float | None = None

    def set_share(self, share: float | None) -> None:
        """Show `share` of the work as done, 0 to 1; None shows nothing but the hairline."""
        self._share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hairline, and the done part over it."""
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(QRectF(0, 1, self.width(), 1), palette.color(_Role.Midlight))
        if self._share is not None:
            done = max(self._share, 0.02) * self.width()
            left = self.width() - done if self.isRightToLeft() else 0.0
            painter.fillRect(QRectF(left, 0, done, 2), palette.color(_Role.Accent))
        painter.end()


class ElidedLabel(QLabel):
    """A label that gives way: its text is cut in the middle, or as `mode` says, where there is no
    room.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        """As little as one can give."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(self.rect(), int(align), text)
        painter.end()
