"""Choosing two versions: two flat boxes, a button that swaps them, and ways to read either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from clashreader.ui.changes.words import tr, version_labels
from clashreader.ui.theme import icon
from clashreader.ui.tips import plain_tip
from clashreader.ui.widgets import IconButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from clashreader.model import VersionInfo
    from clashreader.ui.theme import Theme

_Role = QPalette.ColorRole
_LABELS = Qt.ItemDataRole.UserRole + 1
"""Words for the closed box, the fullest first."""
_LEADING, _TRAILING = 10, 26
"""What stands free beside the words, in pixels; the arrow is in the wider one."""


class FlatCombo(QComboBox):
    """A flat box to choose from, like the fields of the window; narrow, it has shorter words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(30)
        self.setMinimumWidth(60)
        self.setMaxVisibleItems(24)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # The list is as wide as its words need, however narrow the box.
        self.view().setTextElideMode(Qt.TextElideMode.ElideNone)

    def add_choice(self, labels: tuple[str, ...], data: object) -> None:
        """Offer the first of `labels`; the closed box shows the first that it has room for."""
        self.addItem(labels[0], data)
        self.setItemData(self.count() - 1, labels, _LABELS)

    @property
    def shown_words(self) -> str:
        """What the closed box says: uncut, but where not even the shortest words have room."""
        room = self.width() - _LEADING - _TRAILING
        metrics = self.fontMetrics()
        labels = self.currentData(_LABELS) or (self.currentText(),)
        fits = (label for label in labels if metrics.horizontalAdvance(label) <= room)
        return next(fits, None) or metrics.elidedText(labels[-1], Qt.TextElideMode.ElideRight, room)

    def minimumSizeHint(self) -> QSize:
        """It gives way."""
        return QSize(60, 30)

    def showPopup(self) -> None:
        """Let the list be as wide as its longest words."""
        metrics = self.fontMetrics()
        widths = [metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count())]
        room = self.window().width() - 16
        self.view().setMinimumWidth(min(max([self.width(), *(w + 40 for w in widths)]), room))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the edge, the words, and a small arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        focused = self.hasFocus()
        inset = 1.0 if focused else 0.5
        painter.setPen(QPen(palette.color(_Role.Accent if focused else _Role.Dark), 2 * inset))
        painter.setBrush(palette.color(_Role.Highlight if self.underMouse() else _Role.Base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        painter.setPen(palette.color(_Role.Text))
        area = self.rect().adjusted(_LEADING, 0, -_TRAILING, 0)
        if self.isRightToLeft():
            area = self.rect().adjusted(_TRAILING, 0, -_LEADING, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(area, int(flags), self.shown_words)
        x = 14.0 if self.isRightToLeft() else self.width() - 14.0
        y = self.height() / 2 - 1.5
        painter.setPen(QPen(palette.color(_Role.PlaceholderText), 1.6))
        painter.drawPolyline([QPointF(x - 4, y), QPointF(x, y + 4), QPointF(x + 4, y)])
        painter.end()


class VersionPicker(QWidget):
    """Two versions of one article."""

    chosen = Signal(int, int)
    """The numbers of the two."""

    version_wanted = Signal(int)
    """The number of one that is to be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("versionPicker")
        self.old = FlatCombo(tr("Older version"))
        self.old.setObjectName("olderVersion")
        self.new = FlatCombo(tr("Newer version"))
        self.new.setObjectName("newerVersionChoice")
        self.read_old = self._button("readOlder")
        self.read_new = self._button("readNewer")
        self.swap = self._button("swapVersions")
        self.swap.setToolTip(tr("Swap the two versions"))
        self.swap.setAccessibleName(tr("Swap the two versions"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.old, 1)
        row.addWidget(self.read_old)
        row.addWidget(self.swap)
        row.addWidget(self.new, 1)
        row.addWidget(self.read_new)
        for box in (self.old, self.new):
            box.activated.connect(self._choose)
        self.swap.clicked.connect(self._swap)
        self.read_old.clicked.connect(lambda: self.version_wanted.emit(self.old.currentData()))
        self.read_new.clicked.connect(lambda: self.version_wanted.emit(self.new.currentData()))

    def _button(self, name: str) -> IconButton:
        button = IconButton()
        button.setObjectName(name)
        button.setIconSize(QSize(16, 16))
        return button

    def show_versions(self, versions: tuple[VersionInfo, ...], old: int, new: int) -> None:
        """Offer `versions`, the newest first, with two of them picked, by number."""
        for box, number in ((self.old, old), (self.new, new)):
            box.clear()
            for version in reversed(versions):
                box.add_choice(version_labels(version, versions), version.number)
            box.setCurrentIndex(len(versions) - number)
        self._say()

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self.swap.setIcon(icon("swap", theme, 16))
        for button in (self.read_old, self.read_new):
            button.setIcon(icon("read", theme, 16))

    def _choose(self) -> None:
        self._say()
        self.chosen.emit(self.old.currentData(), self.new.currentData())

    def _swap(self) -> None:
        old, new = self.old.currentIndex(), self.new.currentIndex()
        self.old.setCurrentIndex(new)
        self.new.setCurrentIndex(old)
        self._choose()

    def _say(self) -> None:
        for box, button in ((self.old, self.read_old), (self.new, self.read_new)):
            text = tr("Read version {0}").format(box.currentData())
            button.setToolTip(text)
            button.setAccessibleName(text)
            box.setToolTip(plain_tip(box.currentText()))
