"""The pictures of an article over the whole window: fitted, zoomed, moved, saved, copied."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, QStandardPaths, Qt, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeySequence,
    QNativeGestureEvent,
    QPainter,
    QPalette,
)
from PySide6.QtWidgets import QFileDialog, QGestureEvent, QLabel, QPinchGesture, QWidget

from clashreader.errors import ReaderError
from clashreader.ui.language import sentence
from clashreader.ui.reader.objects import damage
from clashreader.ui.reader.overlay import Overlay
from clashreader.ui.reader.saving import file_name, free_path, save_copy
from clashreader.ui.theme import interface_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from clashreader.model import StoredImage
    from clashreader.ui.reader.pictures import Picture, PictureLoader
    from clashreader.ui.theme import Theme

log = logging.getLogger(__name__)

FULL_SIZE: Final = QSize(4096, 4096)
"""The most that is decoded of a picture, in pixels."""
MAX_SCALE: Final = 8.0
_STEP: Final = 1.2
_PAN: Final = 60
_MARGIN: Final = 48
_CAPTION_WIDTH: Final = 720
_CLICK: Final = 4
_CLOSE_IN_LIGHTNESS: Final = 90


@dataclass(frozen=True, slots=True)
class Shot:
    """A stored picture of the article: its description, its caption, and where its file lies."""

    image: StoredImage
    alt: str
    caption: str
    path: Path


class Enlargement(Overlay):
    """Shows one of an article's pictures; Esc, a click beside it or its button closes it."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        loader: PictureLoader,
        shots: Sequence[Shot],
        index: int = 0,
    ) -> None:
        super().__init__(window, theme, "")
        self._loader = loader
        self._shots = tuple(shots)
        self._index = index
        self._scale = 0.0
        """0 is fitted to the window."""
        self._offset = QPointF()
        self._grabbed: QPointF | None = None
        self._moved = 0.0
        self._caption = self._make_label()
        self._count = self._make_label()
        self._add_buttons()
        self.grabGesture(Qt.GestureType.PinchGesture)
        loader.arrived.connect(self.update_subject)
        self._show_shot(index)
        self.appear()

    def _make_label(self) -> QLabel:
        label = QLabel(self)
        label.setFont(interface_font(13))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        palette = QPalette(label.palette())
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.secondary)
        label.setPalette(palette)
        return label

    def _add_buttons(self) -> None:
        self._previous = self.add_button(
            "back", self.tr("Previous picture (Left)"), lambda: self.step(-1)
        )
        self._next = self.add_button(
            "forward", self.tr("Next picture (Right)"), lambda: self.step(1)
        )
        self.add_button("zoom-out", self.tr("Smaller (−)"), lambda: self._zoom(1 / _STEP))
        self.add_button("zoom-in", self.tr("Larger (+)"), lambda: self._zoom(_STEP))
        self.add_button("export", self.tr("Save as … (Ctrl+S)"), self.save)
        self.add_button("close", self.tr("Close (Esc)"), self.leave)

    # --- which picture ---

    @property
    def shot(self) -> Shot:
        """The picture that is shown."""
        return self._shots[self._index]

    def step(self, by: int) -> None:
        """Show the next picture (1) or the one before (-1), if there is one."""
        index = self._index + by
        if 0 <= index < len(self._shots):
            self._show_shot(index)

    def _show_shot(self, index: int) -> None:
        self._index = index
        shot, many = self.shot, len(self._shots)
        several = many > 1
        self._previous.setVisible(several)
        self._next.setVisible(several)
        self._previous.setEnabled(index > 0)
        self._next.setEnabled(index + 1 < many)
        number = self.locale().toString
        place = self.tr("{0} of {1}").format(number(index + 1), number(many)) if several else ""
        self._count.setText(place)
        self._say(shot.caption or shot.alt)
        name = shot.alt or shot.caption or self.tr("Enlarged picture")
        self.setAccessibleName(f"{name}, {place}" if place else name)
        self.fit()

    def _say(self, words: str) -> None:
        self._caption.setText(words)
        self._place_labels()

    @Slot()
    def update_subject(self) -> None:
        """Paint again: the pixels have come."""
        self.update()

    def _picture(self) -> Picture | None:
        return self._loader.picture(self.shot.image.hash or "", FULL_SIZE)

    # --- geometry ---

    def _size(self) -> QSizeF | None:
        found = self._picture()
        return QSizeF(found.pixmap.size()) if found else None

    def _room(self) -> QRectF:
        """Return where a fitted picture goes: between the buttons and the caption."""
        below = self.height() - self._caption.y() if self._caption.text() else 0
        return QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -max(_MARGIN, below + 8))

    def fit_scale(self) -> float:
        """Return the scale at which the picture just fits, never above its natural size."""
        size = self._size()
        ratio = self.devicePixelRatioF()
        if size is None or size.isEmpty():
            return 1.0
        room = self._room().size().expandedTo(QSizeF(1, 1)) * ratio
        return min(1.0, room.width() / size.width(), room.height() / size.height()) / ratio

    @property
    def scale(self) -> float:
        """How many device-independent pixels one of the picture's takes."""
        return self._scale or self.fit_scale()

    def _target(self) -> QRectF:
        rect = QRectF(QPointF(), (self._size() or QSizeF()) * self.scale)
        rect.moveCenter(self._room().center() + self._offset)
        return rect

    def _move(self, by: QPointF) -> None:
        """Move the picture, but none of its edges past the window's middle."""
        self._offset = self._in_reach(self._offset + by)
        self.update()

    def _in_reach(self, offset: QPointF) -> QPointF:
        room = (self._size() or QSizeF()) * self.scale / 2
        x = max(-room.width(), min(room.width(), offset.x()))
        y = max(-room.height(), min(room.height(), offset.y()))
        return QPointF(x, y)

    def _zoom(self, factor: float, at: QPointF | None = None) -> None:
        before = self.scale
        after = max(min(self.fit_scale(), 0.1), min(MAX_SCALE, before * factor))
        centre = self._room().center()
        pivot = (at or centre) - centre
        offset = pivot - (pivot - self._offset) * (after / before)
        self._scale = after
        self._offset = self._in_reach(offset)
        self.update()

    def fit(self) -> None:
        """Fit the picture to the window again."""
        self._scale = 0.0
        self._offset = QPointF()
        self.update()

    def _place_labels(self) -> None:
        width = max(60, min(_CAPTION_WIDTH, self.width() - 2 * _MARGIN))
        height = self._caption.heightForWidth(width) if self._caption.text() else 0
        height = min(height, self.height() // 4)
        self._caption.setGeometry((self.width() - width) // 2, self.height() - height - 16,
                                  width, height)  # fmt: skip
        self._count.adjustSize()
        self._count.move((self.width() - self._count.width()) // 2, 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything in its place."""
        super().resizeEvent(event)
        self._place_labels()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the picture."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.page)
        found = self._picture()
        target = self._target()
        if found is None:
            if self._loader.is_unreadable(self.shot.image.hash or ""):
                painter.setPen(self._theme.secondary)
                words = damage(self.shot.image.media_type)
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
            return
        if (
            found.brightness is not None
            and abs(found.brightness - self._theme.page.lightness()) < _CLOSE_IN_LIGHTNESS
        ):
            # Black strokes on nothing would vanish on a dark page, white ones on a light page.
            painter.fillRect(target, self._theme.text)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, found.pixmap, QRectF(found.pixmap.rect()))

    # --- keys, wheel, mouse, fingers ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close, step, zoom, move, save and copy; nothing reaches the window below."""
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.save()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self._zoom(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            self._move_by_key(event)
        event.accept()

    def _move_by_key(self, event: QKeyEvent) -> None:
        """Step with the arrows; with Shift, and up and down, move the picture."""
        way = {
            Qt.Key.Key_Left: QPointF(_PAN, 0),
            Qt.Key.Key_Right: QPointF(-_PAN, 0),
            Qt.Key.Key_Up: QPointF(0, _PAN),
            Qt.Key.Key_Down: QPointF(0, -_PAN),
        }.get(Qt.Key(event.key()))
        if way is None:
            return
        if way.x() and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.step(-1 if way.x() > 0 else 1)
        else:
            self._move(way)

    def event(self, event: QEvent) -> bool:
        """Zoom with two fingers, on a touchpad or a screen."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(1 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                centre = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self._zoom(pinch.scaleFactor(), centre)
                event.accept(pinch)
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        steps = event.angleDelta().y() / 120
        if steps:
            self._zoom(_STEP**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        self._grabbed = event.position()
        self._moved = 0.0
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._grabbed is not None:
            step = event.position() - self._grabbed
            self._grabbed = event.position()
            self._moved += step.manhattanLength()
            self._move(step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a mere click beside it closes."""
        clicked = self._grabbed is not None and self._moved < _CLICK
        self._grabbed = None
        if clicked and not self._target().contains(event.position()):
            self.leave()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change between fitted and full size."""
        if self._scale:
            self.fit()
        else:
            self._zoom(1 / self.scale / self.devicePixelRatioF(), event.position())

    # --- taking it along ---

    def image(self) -> QImage:
        """Return the picture at its natural size; null while it is not there."""
        found = self._picture()
        return found.pixmap.toImage() if found else QImage()

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        image = self.image()
        if not image.isNull():
            QGuiApplication.clipboard().setImage(image)
            self._say(self.tr("The picture was copied."))

    def save(self) -> None:
        """Ask where to, and save the file as it was received."""
        shot = self.shot
        name = file_name(shot.image, shot.alt or shot.caption, self.tr("picture"))
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        suggested = free_path(Path(folder), name)
        # The dialogue asks before it lets a file be replaced.
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save picture"), str(suggested))
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        """Save the picture as `target`, and say how it went."""
        try:
            save_copy(self.shot.path, target)
        except ReaderError as error:
            self._say(sentence(error.message))
        except OSError as error:
            log.warning("The picture could not be saved: %s", error)
            reason = error.strerror or str(error)
            self._say(self.tr("The picture could not be saved: {0}.").format(reason))
        else:
            self._say(self.tr("Saved as “{0}”.").format(target.name))
