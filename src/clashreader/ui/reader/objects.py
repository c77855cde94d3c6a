"""Things that stand in the text like one big letter: pictures, placeholders, wide tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextDocument,
    QTextFormat,
    QTextOption,
)

from clashreader.ui.colours import blend
from clashreader.ui.reader.typography import Role
from clashreader.ui.reader.words import is_right_to_left, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from clashreader.model import StoredImage
    from clashreader.ui.reader.pictures import PictureSource
    from clashreader.ui.reader.typography import Typography
    from clashreader.ui.theme import Theme

OBJECT_TYPE: Final = QTextFormat.ObjectTypes.UserObject.value + 1
OBJECT_NUMBER: Final = QTextFormat.Property.UserProperty.value + 1
"""Character property: the index of the object in its document."""
MARKER_TEXT: Final = QTextFormat.Property.UserProperty.value + 2
"""Block property: the bullet or number that is painted before the block, for copying."""

MAX_HEIGHT_SHARE: Final = 1.25
"""Height of the tallest picture as a share of the column's width."""
PLACEHOLDER_HEIGHT: Final = 132
_EMOJI_HEIGHT: Final = 1.2
_CLOSE_IN_LIGHTNESS: Final = 90


@dataclass(slots=True)
class Setting:
    """What all objects of one document share; `column` (pixels) changes with the window.

    On `paper` nothing can be clicked; a wide table may take `bleed` pixels of either margin.
    """

    theme: Theme
    typography: Typography
    column: float
    paper: bool = False
    bleed: float = 0.0


class TextObject(Protocol):
    """One object: it knows its size for a width, and paints itself."""

    def size(self, setting: Setting) -> QSizeF:
        """Return its size in pixels."""
        ...

    def paint(self, painter: QPainter, rect: QRectF, setting: Setting) -> None:
        """Paint it into `rect`."""
        ...


class ObjectHandler(QPyTextObject):
    """Hands the objects of one document to Qt's layout. Keep a reference to it."""

    def __init__(self, setting: Setting, parent: QObject) -> None:
        super().__init__(parent)
        self.setting = setting
        self.objects: list[TextObject] = []

    def intrinsicSize(
        self,
        doc: QTextDocument,
        posInDocument: int,
        format: QTextFormat,  # noqa: A002
    ) -> QSizeF:
        """Return the size of the object that `format` stands for."""
        item = self._object(format)
        return item.size(self.setting) if item else QSizeF()

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        posInDocument: int,
        format: QTextFormat,  # noqa: A002
    ) -> None:
        """Paint the object that `format` stands for."""
        item = self._object(format)
        if item is not None:
            painter.save()
            item.paint(painter, QRectF(rect), self.setting)
            painter.restore()

    def _object(self, text_format: QTextFormat) -> TextObject | None:
        number = text_format.property(OBJECT_NUMBER)
        if isinstance(number, int) and 0 <= number < len(self.objects):
            return self.objects[number]
        return None


class PictureObject:
    """A figure. `indent` is what the column has less at its place; `hint` the size in its HTML."""

    def __init__(
        self,
        loader: PictureSource,
        image: StoredImage,
        *,
        alt: str = "",
        indent: float = 0.0,
        hint: tuple[int | None, int | None] = (None, None),
    ) -> None:
        self._loader = loader
        self.image = image
        self.alt = alt
        self._indent = indent
        self._hint = hint

    def size(self, setting: Setting) -> QSizeF:
        """Return the natural size, or what of it fits: never larger than the picture is."""
        room = max(16.0, setting.column - self._indent)
        natural = self._natural()
        if natural is None:
            return QSizeF(room, setting.typography.px(PLACEHOLDER_HEIGHT))
        limit = QSizeF(room, max(240.0, room * MAX_HEIGHT_SHARE))
        if natural.width() > limit.width() or natural.height() > limit.height():
            natural = natural.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio)
        # A panorama a thousand times as wide as high still has to be seen.
        return QSizeF(max(1.0, round(natural.width())), max(1.0, round(natural.height())))

    def paint(self, painter: QPainter, rect: QRectF, setting: Setting) -> None:
        """Paint the pixels, the ground they will come on, or why there are none."""
        content_hash = self.image.hash
        if content_hash is None:
            self._paint_placeholder(painter, rect, setting, tr("Not in the library yet"))
            return
        ratio = painter.device().devicePixelRatioF()
        wanted = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        found = self._loader.picture(content_hash, wanted)
        if found is None:
            if self._loader.is_unreadable(content_hash):
                text = tr("This picture cannot be shown")
                self._paint_placeholder(painter, rect, setting, text)
            else:
                painter.fillRect(rect, blend(setting.theme.page, setting.theme.selection, 0.5))
            return
        theme = setting.theme
        if (
            found.brightness is not None
            and abs(found.brightness - theme.page.lightness()) < _CLOSE_IN_LIGHTNESS
        ):
            # Black strokes on nothing would vanish on a dark page, white ones on a light page.
            painter.fillRect(rect, theme.text)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = QSizeF(found.pixmap.size()).scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(QPointF(), size)
        target.moveCenter(rect.center())
        painter.drawPixmap(target, found.pixmap, QRectF(found.pixmap.rect()))

    def _natural(self) -> QSizeF | None:
        width, height = self.image.width, self.image.height
        hint_width, hint_height = self._hint
        if not width or not height:
            if hint_width and hint_height:
                return QSizeF(hint_width, hint_height)
            return None
        if hint_width and hint_width < width:
            return QSizeF(hint_width, max(1.0, height * hint_width / width))
        return QSizeF(width, height)

    def _paint_placeholder(
        self, painter: QPainter, rect: QRectF, setting: Setting, reason: str
    ) -> None:
        theme, typography = setting.theme, setting.typography
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(blend(theme.page, theme.selection, 0.42))
        painter.drawRoundedRect(rect, 6, 6)
        pad = typography.px(16)
        box = rect.adjusted(pad, pad * 0.5, -pad, -pad * 0.5)
        option = QTextOption(Qt.AlignmentFlag.AlignCenter)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        caption = typography.font(Role.CAPTION)
        line = QFontMetricsF(caption).lineSpacing()
        painter.setPen(theme.secondary)
        painter.setFont(caption)
        if box.height() < line * 2.2 or not self.alt:
            painter.drawText(box, reason, option)
            return
        rows = max(1, min(3, int(box.height() / line) - 1))
        alt = self._elided(QFontMetricsF(caption), box.width() * rows)
        lines = min(
            rows, max(1, -int(-QFontMetricsF(caption).horizontalAdvance(alt) // box.width()))
        )
        height = line * (lines + 1) + 4
        top = box.center().y() - height / 2
        painter.drawText(
            QRectF(box.left(), top + line * lines + 4, box.width(), line), reason, option
        )
        painter.setPen(theme.text)
        if is_right_to_left(alt):
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        painter.drawText(QRectF(box.left(), top, box.width(), line * lines), alt, option)

    def _elided(self, metrics: QFontMetricsF, width: float) -> str:
        return metrics.elidedText(self.alt, Qt.TextElideMode.ElideRight, width * 0.92)


class InlinePicture:
    """A small picture within a line, such as an emoji a site draws itself."""

    def __init__(self, loader: PictureSource, image: StoredImage, line_size: float) -> None:
        self._loader = loader
        self.image = image
        self._height = line_size * _EMOJI_HEIGHT

    def size(self, setting: Setting) -> QSizeF:
        """Return its size: as high as the text, but no higher than it is."""
        width, height = self.image.width or 1, self.image.height or 1
        shown = min(self._height, height)
        return QSizeF(max(1.0, min(width * shown / height, shown * 8)), shown)

    def paint(self, painter: QPainter, rect: QRectF, setting: Setting) -> None:
        """Paint the pixels, once they are there."""
        if self.image.hash is None:
            return
        ratio = painter.device().devicePixelRatioF()
        wanted = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        found = self._loader.picture(self.image.hash, wanted)
        if found is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(rect, found.pixmap, QRectF(found.pixmap.rect()))


class WideTable:
    """A table too wide for the column: laid out for itself, drawn scaled, enlarged by a click.

    It is made only when its size is asked for. `make` returns its document, `width` pixels wide.
    """

    def __init__(self, make: Callable[[], QTextDocument], width: float, indent: float) -> None:
        self._make = make
        self._width = width
        self._indent = indent
        self._document: QTextDocument | None = None

    def document(self) -> QTextDocument:
        """Return the table at full size."""
        if self._document is None:
            self._document = self._make()
        return self._document

    def size(self, setting: Setting) -> QSizeF:
        """Return the column's width, at most, and the height that goes with it."""
        full = self.document().size()
        scale = self.scale(setting)
        width = min(full.width() * scale, self._room(setting))
        return QSizeF(round(width), round(full.height() * scale))

    def paint(self, painter: QPainter, rect: QRectF, setting: Setting) -> None:
        """Paint it smaller, and only what of it is in sight."""
        scale = self.scale(setting)
        full = self.document().size()
        spare = max(0.0, full.width() * scale - rect.width()) / 2
        painter.translate(rect.left() - spare, rect.top())
        painter.scale(scale, scale)
        if painter.hasClipping():
            self.document().drawContents(painter, painter.clipBoundingRect())
        else:
            self.document().drawContents(painter)

    def scale(self, setting: Setting) -> float:
        """Return how much smaller than at full size it is shown."""
        room = self._room(setting) + 2 * setting.bleed
        return float(min(1.0, room / max(1.0, self.document().size().width())))

    def _room(self, setting: Setting) -> float:
        return max(16.0, setting.column - self._indent)
