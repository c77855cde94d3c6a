"""A picture or a wide table over the whole window: fitted, zoomed by the wheel, saved, copied."""

from __future__ import annotations

import logging
import mimetypes
import shutil
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, QSizeF, Qt, Slot
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QPainter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QWidget

from clashreader.ui.theme import icon

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import (
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QTextDocument,
        QWheelEvent,
    )

    from clashreader.model import StoredImage
    from clashreader.ui.reader.pictures import PictureLoader
    from clashreader.ui.theme import Theme

log = logging.getLogger(__name__)

FULL_SIZE: Final = QSize(4096, 4096)
"""The most that is decoded of a picture, in pixels."""
MAX_SCALE: Final = 8.0
_STEP: Final = 1.2
_MARGIN: Final = 48
_CLICK: Final = 4


class Subject(Protocol):
    """What is enlarged."""

    def size(self) -> QSizeF | None:
        """Return its natural size, None while it is not there yet."""
        ...

    def paint(self, painter: QPainter) -> None:
        """Paint it at its natural size."""
        ...


class EnlargedPicture:
    """A picture of the library."""

    def __init__(self, loader: PictureLoader, image: StoredImage) -> None:
        self._loader = loader
        self.image = image

    def size(self) -> QSizeF | None:
        """Return the size in pixels once decoded."""
        found = self._loader.picture(self.image.hash or "", FULL_SIZE)
        return QSizeF(found.pixmap.size()) if found else None

    def paint(self, painter: QPainter) -> None:
        """Paint the pixels."""
        found = self._loader.picture(self.image.hash or "", FULL_SIZE)
        if found is not None:
            painter.drawPixmap(QPointF(0, 0), found.pixmap)


class EnlargedDocument:
    """A table laid out in a document of its own."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document

    def size(self) -> QSizeF | None:
        """Return the size of its layout."""
        return self._document.size()

    def paint(self, painter: QPainter) -> None:
        """Paint the text."""
        self._document.drawContents(painter)


class Enlargement(QWidget):
    """Covers `window` until Esc, a click beside the subject, or its button closes it."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        subject: Subject,
        *,
        name: str = "",
        path: Path | None = None,
    ) -> None:
        super().__init__(window)
        self.setObjectName("enlargement")
        self.setAccessibleName(name or self.tr("Enlarged picture"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self._subject = subject
        self._path = path
        self._scale = 0.0
        """0 is fitted to the window."""
        self._offset = QPointF()
        self._grabbed: QPointF | None = None
        self._moved = 0.0
        self._before = window.focusWidget()
        self._buttons = self._make_buttons()
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def _make_buttons(self) -> QWidget:
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(4)
        actions: list[tuple[str, str, Callable[[], None]]] = [
            ("zoom-out", self.tr("Smaller (−)"), lambda: self._zoom(1 / _STEP)),
            ("zoom-in", self.tr("Larger (+)"), lambda: self._zoom(_STEP)),
        ]
        if self._path is not None:
            actions.append(("export", self.tr("Save as … (Ctrl+S)"), self.save))
        actions.append(("close", self.tr("Close (Esc)"), self._leave))
        for name, text, slot in actions:
            button = QToolButton(box)
            button.setIcon(icon(name, self._theme))
            button.setIconSize(QSize(20, 20))
            button.setFixedSize(32, 32)
            button.setAutoRaise(True)
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(slot)
            row.addWidget(button)
        return box

    @Slot()
    def update_subject(self) -> None:
        """Paint again: the pixels have come."""
        self.update()

    # --- geometry ---

    def fit_scale(self) -> float:
        """Return the scale at which the subject just fits, never above its natural size."""
        size = self._subject.size()
        if size is None or size.isEmpty():
            return 1.0
        room = (
            QSizeF(max(1, self.width() - 2 * _MARGIN), max(1, self.height() - 2 * _MARGIN))
            * self.devicePixelRatioF()
        )
        return min(1.0, room.width() / size.width(), room.height() / size.height()) / (
            self.devicePixelRatioF()
        )

    @property
    def scale(self) -> float:
        """How many device-independent pixels one of the subject's takes."""
        return self._scale or self.fit_scale()

    def _target(self) -> QRectF:
        size = (self._subject.size() or QSizeF()) * self.scale
        rect = QRectF(QPointF(), size)
        rect.moveCenter(QRectF(self.rect()).center() + self._offset)
        return rect

    def _zoom(self, factor: float, at: QPointF | None = None) -> None:
        before = self.scale
        after = max(min(self.fit_scale(), 0.1), min(MAX_SCALE, before * factor))
        pivot = (at or QRectF(self.rect()).center()) - QRectF(self.rect()).center()
        self._offset = pivot - (pivot - self._offset) * (after / before)
        self._scale = after
        self.update()

    def fit(self) -> None:
        """Fit the subject to the window again."""
        self._scale = 0.0
        self._offset = QPointF()
        self.update()

    # --- events ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons in their corner."""
        super().resizeEvent(event)
        self._buttons.adjustSize()
        self._buttons.move(self.width() - self._buttons.width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the subject."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.page)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        target = self._target()
        painter.translate(target.topLeft())
        painter.scale(self.scale, self.scale)
        self._subject.paint(painter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close, zoom, save and copy; nothing reaches the window below."""
        key = event.key()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Return):
            self._leave()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.save()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self._zoom(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep the window's single keys from acting on what is covered."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        steps = event.angleDelta().y() / 120
        if steps:
            self._zoom(_STEP**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the subject."""
        self._grabbed = event.position()
        self._moved = 0.0
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._grabbed is not None:
            step = event.position() - self._grabbed
            self._grabbed = event.position()
            self._moved += step.manhattanLength()
            self._offset += step
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a mere click beside it closes."""
        clicked = self._grabbed is not None and self._moved < _CLICK
        self._grabbed = None
        if clicked and not self._target().contains(event.position()):
            self._leave()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change between fitted and full size."""
        if self._scale:
            self.fit()
        else:
            self._zoom(1 / self.scale / self.devicePixelRatioF(), event.position())

    def _leave(self) -> None:
        self.window().removeEventFilter(self)
        if self._before is not None:
            self._before.setFocus()
        self.close()

    # --- taking it along ---

    def image(self) -> QImage:
        """Return the subject as an image at its natural size; null while it is not there."""
        size = self._subject.size()
        if size is None or size.isEmpty():
            return QImage()
        image = QImage(size.toSize(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(self._theme.page)
        painter = QPainter(image)
        self._subject.paint(painter)
        painter.end()
        return image

    def copy(self) -> None:
        """Put the subject on the clipboard."""
        image = self.image()
        if not image.isNull():
            QGuiApplication.clipboard().setImage(image)

    def save(self) -> None:
        """Ask where to, and save the file as it was received."""
        if self._path is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save picture"), self._file_name())
        if not chosen:
            return
        try:
            shutil.copyfile(self._path, chosen)
        except OSError as error:
            log.warning("The picture could not be saved: %s", error)
            self._buttons.setToolTip(str(error))

    def _file_name(self) -> str:
        image = self._subject.image if isinstance(self._subject, EnlargedPicture) else None
        if image is None:
            return ""
        name = PurePosixPath(unquote(urlsplit(image.url).path)).name or self.tr("picture")
        suffix = mimetypes.guess_extension(image.media_type or "") or ""
        return name if PurePosixPath(name).suffix or not suffix else name + suffix
