"""The icon in the tray: the program's own, with the number of unread articles drawn into it."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPainter, QPainterPath, QPixmap

from clashreader.paths import resources

SIZES = (16, 20, 22, 24, 32, 44, 48, 64)
_GROUND = QColor("#9C2F24")
_INK = QColor("#FFFEFB")
_SHARE = 0.62
"""Height of the number's ground as a share of the icon's."""


def number_text(unread: int) -> str:
    """Return the number as it fits: three characters at most, "" for none."""
    if unread <= 0:
        return ""
    if unread < 1000:
        return str(unread)
    return f"{unread // 1000}k" if unread < 10_000 else "9k+"  # not shown


@cache
def icon(text: str) -> QIcon:
    """Return the icon with `text` in it, at every size that trays ask for."""
    made = QIcon()
    plain = QIcon(str(resources() / "icons" / "clashreader.svg"))
    for size in SIZES:
        picture = plain.pixmap(size, size, QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(_numbered(picture, text) if text else picture)
    return made


def _numbered(plain: QPixmap, text: str) -> QPixmap:
    """Draw `text` on a ground of its own: a panel may be light or dark, and of any colour."""
    picture = QPixmap(plain)
    side = float(picture.width())
    height = round(side * (_SHARE if len(text) < 3 else 0.56))
    font, breadth = _font(text, height - max(2.0, side / 16), side - max(1.0, side / 16))
    width = min(side, max(float(height), round(breadth + side / 6)))
    ground = QRectF(side - width, side - height, width, height)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(ground, height * 0.28, height * 0.28)
    path = QPainterPath()
    path.addText(0, 0, font, text)
    box = path.boundingRect()
    path.translate(ground.center() - box.center())
    painter.fillPath(path, _INK)
    painter.end()
    return picture


def _font(text: str, height: float, breadth: float) -> tuple[QFont, float]:
    """Return the largest font in which `text` fits, and how broad it is there."""
    font = QFont()
    font.setWeight(QFont.Weight.Bold)
    pixels = height * 1.3
    while True:
        font.setPixelSize(max(1, round(pixels)))
        box = QFontMetricsF(font).tightBoundingRect(text)
        if pixels <= 5 or (box.width() <= breadth and box.height() <= height):
            return font, box.width()
        pixels -= 0.5
