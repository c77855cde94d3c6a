"""Dragging articles out of the list: what is taken along, and the small card at the pointer."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt
from PySide6.QtGui import QDrag, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from clashreader.ui.language import plural
from clashreader.ui.theme import Theme, interface_font

ARTICLES = "application/x-clashreader-articles"
"""The ids of articles, eight bytes each, as this machine writes them."""

SECTION = "application/x-clashreader-section"
"""The name of a section, UTF-8."""

_TITLE = 40


def articles_data(ids: Sequence[int]) -> QMimeData:
    """Return what a drag of articles carries; nothing that another program could take."""
    data = QMimeData()
    data.setData(ARTICLES, array("q", ids).tobytes())
    return data


def articles_of(data: QMimeData) -> Sequence[int]:
    """Return the articles that a drag carries, none where it carries something else."""
    raw = bytes(data.data(ARTICLES).data())
    return array("q", raw) if len(raw) % 8 == 0 else array("q")


def section_data(name: str) -> QMimeData:
    """Return what a drag of a section carries."""
    data = QMimeData()
    data.setData(SECTION, name.encode())
    return data


def section_of(data: QMimeData) -> str:
    """Return the section that a drag carries, "" where it carries something else."""
    return bytes(data.data(SECTION).data()).decode("utf-8", "replace")


def card(words: str, theme: Theme, ratio: float) -> QPixmap:
    """Return a small card with `words` on it."""
    font = interface_font(12)
    metrics = QFontMetricsF(font)
    width = round(metrics.horizontalAdvance(words)) + 24
    made = QPixmap(round(width * ratio), round(28 * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(0.5, 0.5, width - 1, 27)
    painter.setPen(theme.accent)
    painter.setBrush(theme.surface)
    painter.drawRoundedRect(rect, 6, 6)
    painter.setFont(font)
    painter.setPen(theme.text)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.end()
    return made


def articles_words(count: int, title: str) -> str:
    """Return what the card says: the title of one article, or how many there are."""
    if count == 1:
        return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
    return plural("Dragging", "%Ln article", "%Ln articles", count)


def start(data: QMimeData, words: str, theme: Theme, source: QWidget) -> None:
    """Drag until the reader lets go; who takes it does the rest."""
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(card(words, theme, source.devicePixelRatioF()))
    drag.setHotSpot(QPoint(-12, -8))
    drag.exec(Qt.DropAction.MoveAction)
