"""What stands in the place of a picture that is not there: what it shows, why, and an offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTextOption

from clashreader.ui.colours import blend
from clashreader.ui.reader.typography import Role
from clashreader.ui.reader.words import is_right_to_left

if TYPE_CHECKING:
    from clashreader.ui.reader.objects import Setting

_GROUND: Final = 0.42
_MOST_LINES: Final = 3
_GAP: Final = 4.0


def paint_placeholder(
    painter: QPainter, rect: QRectF, setting: Setting, alt: str, reason: str, offer: str = ""
) -> None:
    """Paint `alt`, the `reason` below it, and `offer` as a link, as far as there is room."""
    theme, typography = setting.theme, setting.typography
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(blend(theme.page, theme.selection, _GROUND))
    painter.drawRoundedRect(rect, 6, 6)
    path = QPainterPath()
    path.addRoundedRect(rect, 6, 6)
    painter.setClipPath(path)
    pad = typography.px(16)
    box = rect.adjusted(pad, pad * 0.5, -pad, -pad * 0.5)
    font = typography.font(Role.CAPTION)
    line = QFontMetricsF(font).lineSpacing()
    room = max(1, int(box.height() / line))
    lines = _Lines(painter, box, font)
    # What matters most is kept where there is little room: the offer, the reason, the words.
    offered = [offer] if offer else []
    reasons = lines.wrapped(reason, max(1, min(2, room - len(offered)))) if room > 1 else []
    left = min(_MOST_LINES, room - len(reasons) - len(offered))
    words = lines.wrapped(alt, left) if alt and left > 0 else []
    if not (offered or reasons):
        reasons = lines.wrapped(reason, 1)
    count = len(words) + len(reasons) + len(offered)
    gaps = _GAP * (bool(words) + bool(offered))
    y = box.center().y() - (count * line + gaps) / 2
    y = lines.draw(words, y, theme.text)
    y = lines.draw(reasons, y + _GAP * bool(words), theme.secondary)
    underlined = QFont(font)
    underlined.setUnderline(True)
    painter.setFont(underlined)
    lines.draw(offered, y + _GAP * bool(offered), theme.accent, font=underlined)


class _Lines:
    """Lines of centred text in a box."""

    def __init__(self, painter: QPainter, box: QRectF, font: QFont) -> None:
        self._painter = painter
        self._box = box
        self._font = font
        self._metrics = QFontMetricsF(font)

    def wrapped(self, text: str, most: int) -> list[str]:
        """Return `text` in lines that fit the box, the last of at most `most` elided."""
        width = self._box.width()
        lines: list[str] = []
        words = text.split()
        while words and len(lines) < most:
            taken = 1
            while (
                taken < len(words)
                and self._metrics.horizontalAdvance(" ".join(words[: taken + 1])) <= width
            ):
                taken += 1
            lines.append(" ".join(words[:taken]))
            words = words[taken:]
        if words:
            lines[-1] = f"{lines[-1]} {words[0]} …"
        elide = Qt.TextElideMode.ElideRight
        return [self._metrics.elidedText(line, elide, width) for line in lines]

    def draw(self, lines: list[str], y: float, colour: QColor, font: QFont | None = None) -> float:
        """Draw lines from `y` on; return where the next one goes."""
        self._painter.setFont(font or self._font)
        self._painter.setPen(QPen(colour))
        height = self._metrics.lineSpacing()
        for line in lines:
            option = QTextOption(Qt.AlignmentFlag.AlignCenter)
            option.setWrapMode(QTextOption.WrapMode.NoWrap)
            if is_right_to_left(line):
                option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            rect = QRectF(self._box.left(), y, self._box.width(), height)
            self._painter.drawText(rect, line, option)
            y += height
        return y
