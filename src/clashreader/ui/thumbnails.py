"""Small pictures for the list: decoded and scaled in a thread, rounded once, kept bounded."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPixmap

from clashreader.library.picture_files import read_picture
from clashreader.ui.jobs import Jobs

SIDE = 72
"""Device-independent pixels, both ways."""

RADIUS = 6.0
_KEPT = 400
_WAITING = 48
_BATCH = 4

_Decoded = list[tuple[str, QImage | None]]


class Thumbnails(QObject):
    """Pictures by content hash; `arrived` says that some that were asked for are there now."""

    arrived = Signal()

    def __init__(
        self, jobs: Jobs, path: Callable[[str], Path], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._path = path
        self._ratio = 1.0
        self._ready: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._working = False

    def set_ratio(self, ratio: float) -> None:
        """Render for this many device pixels a pixel from now on."""
        if ratio != self._ratio:
            self._ratio = ratio
            self._ready.clear()

    def forget_failures(self) -> None:
        """Try again what could not be read: it may have been fetched anew."""
        for name in [name for name, found in self._ready.items() if found is None]:
            del self._ready[name]

    def get(self, content_hash: str) -> QPixmap | None:
        """Return the picture, or None while it is not there; then it is on its way."""
        if content_hash in self._ready:
            self._ready.move_to_end(content_hash)
            return self._ready[content_hash]
        self._waiting[content_hash] = None
        self._waiting.move_to_end(content_hash)
        while len(self._waiting) > _WAITING:  # scrolled past: those are not looked at any more
            self._waiting.popitem(last=False)
        self._pump()
        return None

    def _pump(self) -> None:
        if self._working or not self._waiting:
            return
        batch = [self._waiting.popitem()[0] for _ in range(min(_BATCH, len(self._waiting)))]
        side = round(SIDE * self._ratio)
        work = partial(_decode, [(name, self._path(name)) for name in batch], side)
        self._working = True
        self._jobs.submit(work, partial(self._keep, self._ratio), lane="pictures")

    def _keep(self, ratio: float, decoded: _Decoded) -> None:
        self._working = False
        if ratio == self._ratio:
            for name, image in decoded:
                self._ready[name] = None if image is None else _rounded(image, ratio)
            while len(self._ready) > _KEPT:
                self._ready.popitem(last=False)
            self.arrived.emit()
        self._pump()


def _decode(wanted: list[tuple[str, Path]], side: int, cancel: threading.Event) -> _Decoded:
    """In a thread: QImage only, never QPixmap."""
    done: _Decoded = []
    for name, path in wanted:
        if cancel.is_set():
            break
        done.append((name, square(path, side)))
    return done


def square(path: Path, side: int) -> QImage | None:
    """Read a picture scaled and cut to a square of `side` pixels; None if it cannot be read."""
    try:
        data = read_picture(path)
    except OSError:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() and size.height():
        reader.setScaledSize(
            size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        )
    image = reader.read()
    if image.isNull():
        return None
    if min(image.width(), image.height()) != side:
        image = image.scaled(
            side,
            side,
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
    cut = QRect((image.width() - side) // 2, (image.height() - side) // 3, side, side)
    return image.copy(cut)


def _rounded(image: QImage, ratio: float) -> QPixmap:
    pixmap = QPixmap(image.size())
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, image.width(), image.height()), RADIUS * ratio, RADIUS * ratio)
    painter.setClipPath(path)
    painter.drawImage(0, 0, image)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
