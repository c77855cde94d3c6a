"""What ``--self-test`` asks of Qt: fonts, pictures, the platforms, and a window that was drawn."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLibraryInfo, qVersion
from PySide6.QtGui import QColor, QImage, QImageReader

_FORMATS: Final = frozenset({"gif", "jpeg", "png", "svg", "webp"})
_PLATFORMS: Final = ("libqxcb.so", "libqwayland.so")
_COLOURS: Final = 20


def qt_version() -> str:
    """Return the version of Qt."""
    return qVersion()


def fonts() -> None:
    """Raise LookupError where the fonts of the reading pane are missing."""
    from clashreader.ui.reader.fonts import load

    if not load():
        raise LookupError("the fonts of the reading pane are not there")


def pictures() -> None:
    """Raise LookupError where a kind of picture cannot be read, or no icon be drawn."""
    known = {bytes(name.data()).decode("ascii") for name in QImageReader.supportedImageFormats()}
    if missing := _FORMATS - known:
        raise LookupError(f"Qt cannot read {', '.join(sorted(missing))}")
    from clashreader.ui.theme import pixmap

    drawn = pixmap("bookmark", QColor("black"), 32).toImage()
    if not any(drawn.pixelColor(x, y).alpha() for x in range(32) for y in range(32)):
        raise LookupError("an icon was drawn without a line")


def screens() -> None:
    """Raise OSError with the name of a system library without which no window can be shown.

    Qt would end the process with no sentence. Only Linux lets a system be without.
    """
    if not sys.platform.startswith("linux"):
        return
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms")
    for name in _PLATFORMS:
        ctypes.CDLL(str(folder / name))


def is_drawn(picture: Path) -> bool:
    """Return whether a picture file has more colours than an empty window has."""
    image = QImage(str(picture))
    return len({image.pixel(x, y) for x in range(0, image.width(), 7)
                for y in range(0, image.height(), 7)}) > _COLOURS  # fmt: skip
