"""A link, a file or a folder that is dropped on the window is offered to be followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from clashreader.ui.theme import interface_font

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

_SCHEMES = ("http", "https", "feed", "file")


class WindowDrops(QObject):
    """Takes what other programs drop; what is dragged within the window is not its business."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._veil: _Veil | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See drags come, move, leave and be dropped."""
        kind = event.type()
        if isinstance(event, QDragMoveEvent):  # entering is a kind of moving
            self._move(event)
            return True
        if kind == QEvent.Type.DragLeave:
            self._lift()
            return True
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._drop(event)
            return True
        return False

    def _move(self, event: QDragMoveEvent) -> None:
        if event.source() is not None or not droppable(event.mimeData()):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if self._veil is None:
            self._veil = _Veil(self.tr("Drop it to see what is in it"), self._window)

    def _drop(self, event: QDropEvent) -> None:
        self._lift()
        if event.source() is not None or not droppable(event.mimeData()):
            event.ignore()
            return
        from clashreader.ui.target_field import targets_of

        event.setDropAction(Qt.DropAction.CopyAction)  # never to be moved: it stays where it is
        event.accept()
        self._window.deeds.add("\n".join(targets_of(event.mimeData())))

    def _lift(self) -> None:
        veil, self._veil = self._veil, None
        if veil is not None:
            veil.hide()
            veil.deleteLater()


def droppable(data: QMimeData) -> bool:
    """Return whether these are links, files or folders, or one address as text."""
    if data.hasUrls():
        return all(url.scheme() in _SCHEMES for url in data.urls())
    return data.hasText() and data.text().strip().lower().startswith(("http:", "https:", "feed:"))


class _Veil(QWidget):
    """An edge in the accent colour around the window, and what a drop would do."""

    def __init__(self, words: str, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("dropVeil")
        self._words = words
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(window.rect())
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both over what is there."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        ground = palette.color(QPalette.ColorRole.Window)
        ground.setAlphaF(0.86)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(12, 12, -12, -12), 10, 10)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.setFont(interface_font(16, QFont.Weight.DemiBold))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(32, 32, -32, -32), int(flags), self._words)
        painter.end()
