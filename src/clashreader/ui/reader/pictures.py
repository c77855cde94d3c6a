"""Pictures from the library: decoded off the UI thread, painted as objects of the text.

Their sizes are known before their pixels, so that nothing moves when these arrive.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPixmap

from clashreader.library.picture_files import read_picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)

CACHE_BYTES: Final = 96_000_000
_SAMPLE: Final = 16
_OPAQUE: Final = 250
_SEEN: Final = 40

# Qt's SVG renderer follows references to other files, from which nothing may come.
_SVG_REFERENCE = re.compile(rb"<\s*[\w.-]*:?[\w.-]*image|<!entity|<!doctype[^>]*\[", re.IGNORECASE)

Key = tuple[str, int, int]
"""A picture's content hash, and the width and height in device pixels it is wanted in."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Pixels. `brightness` (0 to 255) is that of the drawn parts of one that is see-through."""

    image: QImage
    brightness: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """What is painted; see `Decoded`."""

    pixmap: QPixmap
    brightness: int | None = None


class PictureSource(Protocol):
    """Where the objects of a text get their pixels from."""

    def picture(self, content_hash: str, size: QSize) -> Picture | None:
        """Return the pixels, or None while they are not there; `size` in device pixels."""
        ...

    def is_unreadable(self, content_hash: str) -> bool:
        """Tell whether the file turned out to be missing or no picture."""
        ...


def decode(path: Path, size: QSize) -> Decoded | None:
    """Read the picture at `path`, turned upright, no larger than `size` and than it is.

    Returns None for what is no picture, or one too big to be opened safely. May be called from
    any thread.
    """
    try:
        data = read_picture(path)
    except OSError as error:
        log.warning("A stored picture cannot be read: %s", error)
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()).startswith(b"svg") and not _is_safe_svg(data):
        return None
    natural = reader.size()
    if natural.isValid():
        turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
        room = size.transposed() if turned else size
        if natural.width() > room.width() or natural.height() > room.height():
            scaled = natural.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
            reader.setScaledSize(scaled.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        return None
    brightness = _brightness(image) if image.hasAlphaChannel() else None
    image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
    return Decoded(image, brightness)


def can_show(media_type: str | None) -> bool:
    """Whether pictures of a media type can be shown, as far as is known."""
    return media_type is None or media_type in _shown()


@lru_cache(maxsize=1)
def _shown() -> frozenset[str]:
    names = QImageReader.supportedMimeTypes()
    return frozenset(bytes(name.data()).decode("ascii") for name in names)


def _is_safe_svg(data: bytes) -> bool:
    return b"\0" not in data and data[:2] != b"\x1f\x8b" and not _SVG_REFERENCE.search(data)


def _brightness(image: QImage) -> int | None:
    """Return the mean lightness of the drawn pixels, or None where the picture is opaque."""
    small = image.scaled(_SAMPLE, _SAMPLE, Qt.AspectRatioMode.IgnoreAspectRatio)
    colours = [small.pixelColor(x, y) for x in range(_SAMPLE) for y in range(_SAMPLE)]
    if all(colour.alpha() >= _OPAQUE for colour in colours):
        return None
    drawn = [colour.lightness() for colour in colours if colour.alpha() > _SEEN]
    return sum(drawn) // len(drawn) if drawn else None


class PictureLoader(QObject):
    """Pixels by content hash and size, from a bounded cache or, later, from a worker."""

    arrived = Signal(str)
    """The hash of a picture that can be painted now, or is known to be unreadable."""

    _done = Signal(object, object)

    def __init__(self, path_of: Callable[[str], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path_of = path_of
        self._pool: ThreadPoolExecutor | None = None
        self._cache: OrderedDict[Key, Picture] = OrderedDict()
        self._bytes = 0
        self._waiting: dict[Key, Future[None]] = {}
        self._unreadable: set[str] = set()
        self._done.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def picture(self, content_hash: str, size: QSize) -> Picture | None:
        """Return the pixels, or None and set out to get them. `size` in device pixels."""
        key = (content_hash, size.width(), size.height())
        found = self._cache.get(key)
        if found is not None:
            self._cache.move_to_end(key)
            return found
        if content_hash not in self._unreadable and key not in self._waiting:
            self._waiting[key] = self._executor().submit(self._work, key)
        return None

    @property
    def busy(self) -> bool:
        """Whether pictures are being decoded."""
        return bool(self._waiting)

    def is_unreadable(self, content_hash: str) -> bool:
        """Tell whether the file turned out to be missing or no picture."""
        return content_hash in self._unreadable

    def forget_failures(self) -> None:
        """Try unreadable pictures again: they may have been fetched anew."""
        self._unreadable.clear()

    def drop_waiting(self) -> None:
        """Give up on what has not been started: another article is shown."""
        for key, future in list(self._waiting.items()):
            if future.cancel():
                del self._waiting[key]

    def close(self) -> None:
        """Stop and join the workers."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        self._waiting.clear()

    def _executor(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(2, thread_name_prefix="pictures")
        return self._pool

    def _work(self, key: Key) -> None:
        content_hash, width, height = key
        decoded: Decoded | None = None
        try:
            decoded = decode(self._path_of(content_hash), QSize(width, height))
        except Exception:
            log.exception("A picture could not be decoded: %s", content_hash)
        # The window may be gone by now, and with it the C++ half of this object.
        with contextlib.suppress(RuntimeError):
            self._done.emit(key, decoded)

    @Slot(object, object)
    def _keep(self, key: Key, decoded: Decoded | None) -> None:
        self._waiting.pop(key, None)
        if decoded is None:
            self._unreadable.add(key[0])
        else:
            picture = Picture(QPixmap.fromImage(decoded.image), decoded.brightness)
            self._cache[key] = picture
            self._bytes += _weight(picture)
            while self._bytes > CACHE_BYTES and len(self._cache) > 1:
                self._bytes -= _weight(self._cache.popitem(last=False)[1])
        self.arrived.emit(key[0])


def _weight(picture: Picture) -> int:
    return picture.pixmap.width() * picture.pixmap.height() * 4
