"""Things that stand in the text like one big letter: pictures, placeholders, wide tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QLinearGradient,
    QPainter,
    QPen,
    QPyTextObject,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from clashreader.content.imageinfo import FINAL
from clashreader.ui.colours import blend
from clashreader.ui.reader.decorations import cursor_x
from clashreader.ui.reader.links import is_web_address
from clashreader.ui.reader.pictures import can_show
from clashreader.ui.reader.placeholder import paint_placeholder
from clashreader.ui.reader.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QTextEdit

    from clashreader.model import StoredImage
    from clashreader.ui.reader.pictures import PictureSource
    from clashreader.ui.reader.typography import Typography
    from clashreader.ui.theme import Theme

OBJECT_TYPE: Final = QTextFormat.ObjectTypes.UserObject.value + 1
OBJECT_NUMBER: Final = QTextFormat.Property.UserProperty.value + 1
"""Character property: the index of the object in its document."""
MARKER_TEXT: Final = QTextFormat.Property.UserProperty.value + 2
"""Block property: the bullet or number that is painted before the block, for copying."""
UNSEEN: Final = QTextFormat.Property.UserProperty.value + 3
"""Block property: its words take no room; they are those of the object before them."""
ASIDE: Final = QTextFormat.Property.UserProperty.value + 4
"""Block property: its words say what an object is; they are not copied."""
CHOSEN: Final = QTextFormat.Property.UserProperty.value + 5
"""Character property of a mark over unseen words: whether find shows this place now."""

MAX_HEIGHT_SHARE: Final = 1.25
"""Height of the tallest picture as a share of the column's width."""
PLACEHOLDER_HEIGHT: Final = 132
SMALLEST_TABLE: Final = 0.6
"""The scale below which a table's words cannot be read: the rest of it is seen at full size."""
_FADE: Final = 64.0
"""Pixels over which a table that goes on beyond the column fades away."""
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


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that are marked in an object; so many times they occur in it before that place."""

    words: str
    before: int
    chosen: bool = False
    """Whether it is the place that find shows now."""


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
        self.spoken: dict[int, tuple[int, int]] = {}
        """Where the words of an object stand in the document, by its number."""
        self.selections: Callable[[], Sequence[QTextEdit.ExtraSelection]] = tuple
        """What is marked in the text."""

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
        if item is None:
            return
        number = format.property(OBJECT_NUMBER)
        if number in self.spoken and isinstance(item, PictureObject | WideTable):
            item.marks = self._marks(doc, *self.spoken[number])
        painter.save()
        item.paint(painter, QRectF(rect), self.setting)
        painter.restore()
        if format.hasProperty(QTextFormat.Property.BackgroundBrush.value):
            # It is selected, or has the focus: its pixels cover the ground that says so.
            painter.setPen(QPen(self.setting.theme.accent, 2))
            painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))

    def _marks(self, doc: QTextDocument, first: int, last: int) -> list[Mark]:
        """Return what is marked in the words of an object, from `first` to `last`."""
        found: list[Mark] = []
        for selection in self.selections():
            start, end = selection.cursor.selectionStart(), selection.cursor.selectionEnd()
            if first <= start < end <= last:
                before = QTextCursor(doc)
                before.setPosition(first)
                before.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
                words = selection.cursor.selectedText()
                count = before.selectedText().casefold().count(words.casefold())
                chosen = selection.format.property(CHOSEN) is True
                found.append(Mark(words, count, chosen))
        return found

    def respeak(self, document: QTextDocument) -> None:
        """Say anew what the pictures are: one may have arrived. No position changes by that."""
        for number, (first, last) in self.spoken.items():
            item = self.objects[number]
            if not isinstance(item, PictureObject):
                continue
            words = _of_length(item.words(), last - first)
            cursor = QTextCursor(document)
            cursor.setPosition(first)
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
            if cursor.selectedText() != words:
                cursor.insertText(words, cursor.charFormat())

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
        caption: str = "",
        link: str | None = None,
    ) -> None:
        self.most_height: float | None = None
        """Pixels that it may be high, where a page has no more room for it."""
        self._loader = loader
        self.image = image
        self.alt = alt
        self.caption = caption
        self.link = link
        self.fetching = False
        """Whether it is being fetched at the reader's wish."""
        self.marks: list[Mark] = []
        """Words that were found in what it shows."""
        self._indent = indent
        self._hint = hint

    @property
    def missing(self) -> bool:
        """Whether the library has not got it."""
        return self.image.hash is None

    @property
    def damaged(self) -> bool:
        """Whether the library has got it, but of no use."""
        return self.image.hash is not None and self._loader.is_unreadable(self.image.hash)

    @property
    def useless(self) -> bool:
        """Whether there is nothing to look at: it may be fetched, for the first time or again."""
        return self.missing or self.damaged

    def words(self) -> str:
        """Return what it is, for those who do not see it."""
        name = tr("Picture: %s").replace("%s", self.alt) if self.alt else tr("Picture")
        if not self.missing:
            return name
        return f"{name}. {self._reason()}. {self._offer()}".rstrip()

    def _reason(self) -> str:
        if self.fetching:
            return tr("Being fetched …")
        if self.damaged:
            return damage(self.image.media_type)
        return (self.image.error or tr("Not in the library yet")).rstrip(".")

    @property
    def foreign(self) -> bool:
        """Whether it is of a kind that only other programs show, and has an address for them."""
        return (
            self.damaged and not can_show(self.image.media_type) and is_web_address(self.image.url)
        )

    def _offer(self) -> str:
        if self.foreign and not self.fetching:
            return tr("Open in browser")
        return tr("Fetch now") if self.fetchable and not self.fetching else ""

    @property
    def fetchable(self) -> bool:
        """Whether fetching it may bring anything: there is an address, and no final answer."""
        known = self.image.url.partition(":")[0].lower() in ("http", "https", "file")
        return known and self.image.error not in FINAL

    def size(self, setting: Setting) -> QSizeF:
        """Return the natural size, or what of it fits: never larger than the picture is."""
        room = max(16.0, setting.column - self._indent)
        natural = self._natural()
        height = setting.typography.px(PLACEHOLDER_HEIGHT)
        if natural is None:
            return QSizeF(room, height)
        high = max(240.0, room * MAX_HEIGHT_SHARE)
        limit = QSizeF(room, min(high, self.most_height or high))
        if self.missing:  # what is said in its place needs room
            natural = natural.expandedTo(QSizeF(min(room, 2.4 * height), height))
        if natural.width() > limit.width() or natural.height() > limit.height():
            natural = natural.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio)
        # A panorama a thousand times as wide as high still has to be seen.
        return QSizeF(max(1.0, round(natural.width())), max(1.0, round(natural.height())))

    def paint(self, painter: QPainter, rect: QRectF, setting: Setting) -> None:
        """Paint the pixels, the ground they will come on, or why there are none."""
        content_hash = self.image.hash
        if content_hash is None:
            self._paint_reason(painter, rect, setting)
            return
        ratio = painter.device().devicePixelRatioF()
        wanted = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        found = self._loader.picture(content_hash, wanted)
        if found is None:
            if self.damaged:
                self._paint_reason(painter, rect, setting)
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
        if self.marks:
            painter.setPen(QPen(theme.accent, 3))
            painter.drawRect(rect.adjusted(1.5, 1.5, -1.5, -1.5))

    def _paint_reason(self, painter: QPainter, rect: QRectF, setting: Setting) -> None:
        offer = "" if setting.paper else self._offer()
        paint_placeholder(painter, rect, setting, self.alt, self._reason(), offer)

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


def damage(media_type: str | None) -> str:
    """Return why a stored picture is not shown."""
    if can_show(media_type):
        return tr("The stored picture is damaged")
    kind = (media_type or "").rpartition("/")[2].upper()
    return tr("Pictures of this kind cannot be shown here (%s)").replace("%s", kind)


def _of_length(text: str, units: int) -> str:
    """Return `text` cut or filled up with blanks to `units` of UTF-16."""
    while len(text.encode("utf-16-le")) // 2 > units:
        text = text[:-1]
    return text + " " * (units - len(text.encode("utf-16-le")) // 2)


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

    def __init__(
        self, make: Callable[[], QTextDocument], width: float, indent: float, *, rtl: bool = False
    ) -> None:
        self._rtl = rtl
        self._make = make
        self._width = width
        self._indent = indent
        self._document: QTextDocument | None = None
        self.marks: list[Mark] = []
        """Words that were found in it."""

    def document(self) -> QTextDocument:
        """Return the table at full size."""
        if self._document is None:
            self._document = self._make()
        return self._document

    def fresh_document(self) -> QTextDocument:
        """Return the table once more, for another place."""
        return self._make()

    def size(self, setting: Setting) -> QSizeF:
        """Return the column's width, at most, and the height that goes with it."""
        full = self.document().size()
        scale = self.scale(setting)
        width = min(full.width() * scale, self._room(setting))
        return QSizeF(round(width), round(full.height() * scale))

    def paint(self, painter: QPainter, rect: QRectF, setting: Setting) -> None:
        """Paint it smaller, and only what of it is in sight."""
        painter.save()
        self._paint_scaled(painter, rect, setting)
        painter.restore()
        if (
            not setting.paper
            and self.document().size().width() * self.scale(setting) > rect.width() + 1
        ):
            self._paint_fade(painter, rect, setting)

    def _paint_fade(self, painter: QPainter, rect: QRectF, setting: Setting) -> None:
        """Show that the table goes on beyond the column."""
        edge, inner = rect.right(), rect.right() - _FADE
        if self._rtl:
            edge, inner = rect.left(), rect.left() + _FADE
        gradient = QLinearGradient(inner, 0, edge, 0)
        clear = QColor(setting.theme.page)
        clear.setAlpha(0)
        gradient.setColorAt(0, clear)
        gradient.setColorAt(1, setting.theme.page)
        painter.fillRect(QRectF(min(edge, inner), rect.top(), _FADE, rect.height()), gradient)

    def _paint_scaled(self, painter: QPainter, rect: QRectF, setting: Setting) -> None:
        scale = self.scale(setting)
        full = self.document().size()
        spare = max(0.0, full.width() * scale - rect.width()) / 2
        if setting.paper:
            painter.translate(rect.left() - spare, rect.top())
        else:  # one that goes on beyond the column shows its first columns
            painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
            painter.translate(rect.left() - (2 * spare if self._rtl else 0), rect.top())
        painter.scale(scale, scale)
        document = self.document()
        # Not as selections of a PaintContext: those made in Python crash when they are drawn.
        for mark in self.marks:
            for place in _places(document, mark):
                painter.fillRect(place, setting.theme.highlights[0])
        if painter.hasClipping():
            document.drawContents(painter, painter.clipBoundingRect())
        else:
            document.drawContents(painter)
        for mark in self.marks:
            if mark.chosen:
                painter.setPen(QPen(setting.theme.accent, 2 / scale))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRects(_places(document, mark))

    def words(self) -> str:
        """Return what it is, for those who do not see it."""
        return tr("Wide table")

    def scale(self, setting: Setting) -> float:
        """Return how much smaller than at full size it is shown; never too small to be read.

        On paper there is no other size: there it is shown whole.
        """
        room = self._room(setting) + 2 * setting.bleed
        fitting = float(min(1.0, room / max(1.0, self.document().size().width())))
        return fitting if setting.paper else max(fitting, SMALLEST_TABLE)

    def _room(self, setting: Setting) -> float:
        return max(16.0, setting.column - self._indent)


def _places(document: QTextDocument, mark: Mark) -> list[QRectF]:
    """Return where the words of `mark` stand in the table's own document, line by line."""
    cursor = QTextCursor(document)
    for _ in range(mark.before + 1):
        cursor = document.find(mark.words, cursor)
        if cursor.isNull():
            return []
    block = document.findBlock(cursor.selectionStart())
    first = cursor.selectionStart() - block.position()
    last = min(cursor.selectionEnd() - block.position(), block.length() - 1)
    corner = document.documentLayout().blockBoundingRect(block).topLeft()
    places: list[QRectF] = []
    for number in range(block.layout().lineCount()):
        line = block.layout().lineAt(number)
        start = max(first, line.textStart())
        end = min(last, line.textStart() + line.textLength())
        if start < end:
            x = sorted((cursor_x(line, start), cursor_x(line, end)))
            place = QRectF(x[0], line.y(), x[1] - x[0], line.height())
            places.append(place.translated(corner))
    return places
