"""What only Qt can do for a document: pictures in formats that every device shows, covers as
pictures, and the words of the reader's language.
"""

from __future__ import annotations

import os
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QLocale, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QPainter

from clashreader.export import Words
from clashreader.ui.language import plural

_apps: list[QGuiApplication] = []
_QUALITY: Final = 88
_MOST_PIXELS: Final = 40_000_000
COVER_WIDTH: Final = 900


def start_without_a_screen() -> None:
    """Make the application that fonts need, where there is none yet: for the command line, which
    shows nothing on a screen.
    """
    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _apps.append(QGuiApplication(["clashreader"]))


def convert(data: bytes) -> tuple[bytes, str] | None:
    """Return a picture as JPEG, or as PNG where it is see-through; None where it is none."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if bytes(reader.format().data()).startswith(b"svg"):
        return None
    if size.isValid() and size.width() * size.height() > _MOST_PIXELS:
        return None
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        return None
    kind = "PNG" if image.hasAlphaChannel() else "JPEG"
    written = _written(image, kind, -1 if kind == "PNG" else _QUALITY)
    return (written, f"image/{kind.lower()}") if written else None


def draw(drawing: bytes) -> bytes | None:
    """Return a drawing of ours in SVG as a picture in PNG; needs a `QGuiApplication`."""
    from PySide6.QtSvg import QSvgRenderer

    from clashreader.ui.reader import fonts

    fonts.load()
    renderer = QSvgRenderer(QByteArray(drawing))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        return None
    size.scale(COVER_WIDTH, 4 * COVER_WIDTH, Qt.AspectRatioMode.KeepAspectRatio)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    return _written(image, "PNG", -1) or None


def _written(image: QImage, kind: str, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def tr(text: str) -> str:
    """Translate a word of a document."""
    return QCoreApplication.translate("Documents", text)


def words() -> Words:
    """Return the words of a document in the reader's language."""
    from clashreader.ui.reader.words import date_words, month_name

    locale = QLocale()
    return Words(
        language=locale.bcp47Name(),
        contents=tr("Contents"),
        no_section=tr("No section"),
        undated=tr("Undated"),
        untitled=tr("Untitled"),
        note=tr("Note"),
        highlights=tr("Highlights"),
        version=tr("Version {0} of {1}"),
        seen=tr("Version {0}, first seen {1}"),
        gone=tr("No longer at its source since {0}"),
        not_current=tr("no longer in the current version"),
        picture_missing=tr("This picture is not in the library."),
        left_out=tr("This article could not be read when the document was written."),
        tags=tr("Tags"),
        made_by=tr("Written by Clash Reader"),
        back=tr("Back to the contents"),
        right_to_left=locale.textDirection() is Qt.LayoutDirection.RightToLeft,
        month=month_name,
        day=date_words,
        articles=lambda number: plural("Documents", "%Ln article", "%Ln articles", number),
    )
