"""Where everything in a row of the article list goes: lines, chips, marks, picture; look.md."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from clashreader.model import ArticleRow
from clashreader.ui.excerpts import ExcerptLines
from clashreader.ui.fold_words import fold_text
from clashreader.ui.folds import ALONE, Fold
from clashreader.ui.theme import interface_font
from clashreader.ui.thumbnails import SIDE

if TYPE_CHECKING:
    from clashreader.library.snippets import Excerpt

ROW_HEIGHT = 96
COMPACT_HEIGHT = 52
GUTTER = 24
"""Where the text begins; the dot and the star stand in front of it."""

TOP = 11.0
TITLE_LINE = 19.0
MARGIN = 12.0
SEPARATOR = " \N{MIDDLE DOT} "
INDENT = 20
"""By which the rows of copies stand back."""
_FOLD_GAP = 10.0
_ARROW = 12.0
"""Before the words of a fold, with the room behind it."""
_META_LINE = 17.0
_SUMMARY_LINE = 17.0
_CHIP_HEIGHT = 16.0
_COMPACT_TOP = 7.0
_COMPACT_SIDE = 36
"""The picture of a compact row, both ways."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows are laid out: two lines or four, with pictures or without, from which side."""

    compact: bool = False
    pictures: bool = True
    mirrored: bool = False
    """Whether the window runs from right to left: marks and pictures change sides."""
    dates_edits: bool = False
    """Whether the chip "Edited" says when: where the list goes by that."""

    @property
    def height(self) -> int:
        """Of a row, in device-independent pixels."""
        return COMPACT_HEIGHT if self.compact else ROW_HEIGHT

    @property
    def top(self) -> float:
        """Where the title begins."""
        return _COMPACT_TOP if self.compact else TOP


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to paint: where, in which of the fonts, what."""

    x: float
    baseline: float
    kind: str
    text: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A tag, or how often the article was edited; `loud` is in the accent colour."""

    rect: QRectF
    baseline: float
    text: str
    loud: bool
    edits: bool = False
    tag: str = ""
    """The whole name of a tag."""


@dataclass(frozen=True, slots=True)
class FoldSign:
    """The words that say how many other sources a row stands for, and where they can be clicked.

    `sign` is the middle of the small arrow before them.
    """

    rect: QRectF
    sign: QPointF
    x: float
    baseline: float
    text: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class RowLayout:
    """A row ready to paint. `dot` is the middle of the unread dot, `signs` where the star and the
    note stand, one below the other or side by side.
    """

    row: ArticleRow
    lines: tuple[Line, ...]
    chips: tuple[Chip, ...]
    picture: QRectF | None
    dot: QPointF
    signs: tuple[QPointF, QPointF]
    found: ExcerptLines | None = None
    """What a search has found in the article, in place of its summary, and where it begins."""
    found_at: QPointF = field(default_factory=QPointF)
    fold: Fold = ALONE
    fold_sign: FoldSign | None = None


def is_rtl(text: str) -> bool:
    """Whether `text` runs right to left: by its first letter that has a direction."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


class RowLayouter:
    """Breaks and elides the lines of rows, and puts everything in its place."""

    def __init__(self) -> None:
        self.fonts = {
            "unread": interface_font(14, QFont.Weight.DemiBold),
            "title": interface_font(14),
            "meta": interface_font(12),
            "summary": interface_font(12.5),
            "chip": interface_font(11),
        }
        self._metrics = {name: QFontMetricsF(font) for name, font in self.fonts.items()}
        self._fold_words = ""

    def lay_out(
        self, row: ArticleRow, width: int, shape: Shape, date: str, edited: str = "",
        excerpt: Excerpt | None = None, fold: Fold = ALONE,
    ) -> RowLayout:  # fmt: skip
        """Return the layout of `row` in `width` pixels; `date` and `edited` are words.

        `excerpt` is what a search has found, shown in place of the summary; `fold` says whether
        the row stands for others.
        """
        self._fold_words = fold_text(fold.others)
        right = width - MARGIN
        picture = None
        if row.lead_image is not None and shape.pictures:
            side = _COMPACT_SIDE if shape.compact else SIDE
            picture = QRectF(right - side, (shape.height - side) / 2, side, side)
            right = picture.left() - MARGIN
        space = max(right - GUTTER, 40.0)
        found, found_at = None, QPointF()
        if shape.compact:
            lines, chips = self._compact(row, space, date, edited)
        elif excerpt is not None:
            lines, chips = self._comfortable(replace(row, summary=""), space, date, edited)
            top = TOP + (len(lines) - 1) * TITLE_LINE + _META_LINE + 1
            room = ROW_HEIGHT - 9.0 - top - (_CHIP_HEIGHT + 2 if chips else 0)
            found = self._found(excerpt, space, int((room + 1) // _SUMMARY_LINE))
            found_at = QPointF(width - GUTTER - space if shape.mirrored else GUTTER, top)
        else:
            lines, chips = self._comfortable(row, space, date, edited)
        dot = QPointF(GUTTER / 2 + 1, shape.top + TITLE_LINE / 2)
        below = shape.top + TITLE_LINE + 3
        # In a compact row there is no room for two signs below one another.
        first = QPointF(GUTTER / 2 - 6, below)
        second = QPointF(GUTTER / 2 - 6, below + TITLE_LINE)
        made = RowLayout(
            row, tuple(lines), chips, picture, dot, (first, second), found, found_at, fold,
            self._sign(lines),
        )  # fmt: skip
        return mirrored(made, width, self) if shape.mirrored else made

    def _found(self, excerpt: Excerpt, space: float, lines: int) -> ExcerptLines:
        font, rtl = self.fonts["summary"], is_rtl(excerpt.text)
        return ExcerptLines(excerpt, font, space, lines, line=_SUMMARY_LINE, rtl=rtl)

    def _comfortable(
        self, row: ArticleRow, space: float, date: str, edited: str
    ) -> tuple[list[Line], tuple[Chip, ...]]:
        rtl = is_rtl(row.title)
        kind = "title" if row.read else "unread"
        lines: list[Line] = []
        top = TOP
        for text in self._break(row.title, kind, space, 2):
            lines.append(self._line(text, kind, top, TITLE_LINE, space, rtl=rtl))
            top += TITLE_LINE
        meta = self._meta(row.outlet, date, space)
        lines.append(self._line(meta, "meta", top, _META_LINE, space, rtl=rtl))
        top += _META_LINE + 1
        chips: tuple[Chip, ...] = ()
        labels = self._chip_labels(row, edited)
        bottom = ROW_HEIGHT - 9.0
        if labels:
            bottom -= _CHIP_HEIGHT + 2
            chips = self._chips(labels, bottom + 1, 0.0, space, rtl=rtl, edits=row.edits > 0)
        left = int((bottom - top + 1) // _SUMMARY_LINE)
        if left > 0 and row.summary:
            summary_rtl = is_rtl(row.summary)
            for text in self._break(row.summary, "summary", space, left):
                lines.append(
                    self._line(text, "summary", top, _SUMMARY_LINE, space, rtl=summary_rtl)
                )
                top += _SUMMARY_LINE
        return lines, chips

    def _compact(
        self, row: ArticleRow, space: float, date: str, edited: str
    ) -> tuple[list[Line], tuple[Chip, ...]]:
        """The title in one line; outlet, date and chips in the other."""
        rtl = is_rtl(row.title)
        kind = "title" if row.read else "unread"
        title = self._break(row.title, kind, space, 1)[0]
        lines = [self._line(title, kind, _COMPACT_TOP, TITLE_LINE, space, rtl=rtl)]
        top = _COMPACT_TOP + TITLE_LINE + 1
        meta = self._meta(row.outlet, date, space)
        lines.append(self._line(meta, "meta", top, _META_LINE, space, rtl=rtl))
        used = self._metrics["meta"].horizontalAdvance(meta) + self._fold_breadth + 12
        chips = self._chips(
            self._chip_labels(row, edited), top + 1, used, space, rtl=rtl, edits=row.edits > 0
        )
        return lines, chips

    def _line(
        self, text: str, kind: str, top: float, height: float, space: float, *, rtl: bool
    ) -> Line:
        metrics = self._metrics[kind]
        baseline = top + (height + metrics.ascent() - metrics.descent()) / 2
        x = float(GUTTER)
        if rtl:
            x += max(space - metrics.horizontalAdvance(text), 0.0)
        return Line(x, round(baseline), kind, text, rtl)

    @property
    def _fold_breadth(self) -> float:
        """What the words of a fold take of the line of outlet and date."""
        if not self._fold_words:
            return 0.0
        return _FOLD_GAP + _ARROW + self._metrics["meta"].horizontalAdvance(self._fold_words)

    def _sign(self, lines: list[Line]) -> FoldSign | None:
        """Place the words of a fold behind outlet and date, in the direction of these."""
        meta = next((line for line in lines if line.kind == "meta"), None)
        if meta is None or not self._fold_words:
            return None
        breadth = self._fold_breadth - _FOLD_GAP
        x = meta.x + self.breadth(meta) + _FOLD_GAP
        if meta.rtl:
            x = meta.x - _FOLD_GAP - breadth
        metrics = self._metrics["meta"]
        rect = QRectF(
            x - 4, meta.baseline - metrics.ascent() - 2, breadth + 8, metrics.height() + 4
        )
        sign = QPointF(x + (breadth - 4 if meta.rtl else 4), meta.baseline - metrics.xHeight() / 2)
        text_x = x if meta.rtl else x + _ARROW
        return FoldSign(rect, sign, text_x, meta.baseline, self._fold_words, meta.rtl)

    def breadth(self, line: Line) -> float:
        """Return how wide a line is, in pixels."""
        return self._metrics[line.kind].horizontalAdvance(line.text)

    def _meta(self, outlet: str, date: str, space: float) -> str:
        """Outlet and date; the outlet is cut, not the date, where both do not fit."""
        metrics = self._metrics["meta"]
        space -= self._fold_breadth
        meta = SEPARATOR.join(part for part in (outlet, date) if part)
        if metrics.horizontalAdvance(meta) <= space:
            return meta
        tail = SEPARATOR + date if date else ""
        room = space - metrics.horizontalAdvance(tail)
        return metrics.elidedText(outlet, Qt.TextElideMode.ElideRight, max(room, 20.0)) + tail

    def _break(self, text: str, kind: str, space: float, most: int) -> list[str]:
        """Break `text` into at most `most` lines, the last one elided."""
        metrics = self._metrics[kind]
        text = text[:400]
        if metrics.horizontalAdvance(text) <= space:
            return [text]
        if most == 1:
            return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, space)]
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(text, self.fonts[kind])
        layout.setTextOption(option)
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) < most:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(space)
            starts.append(line.textStart())
        layout.endLayout()
        units = text.encode("utf-16-le")  # Qt counts UTF-16 units, Python code points
        lines = [
            units[2 * first : 2 * after].decode("utf-16-le", "replace").strip()
            for first, after in zip(starts, [*starts[1:], len(units) // 2], strict=True)
        ]
        lines[-1] = metrics.elidedText(lines[-1], Qt.TextElideMode.ElideRight, space)
        return lines

    def _chip_labels(self, row: ArticleRow, edited: str) -> list[tuple[str, bool]]:
        translate = QCoreApplication.translate
        labels: list[tuple[str, bool]] = []
        if row.edits:
            text = translate("ArticleDelegate", "Edited ×{0}").format(row.edits)
            labels.append((f"{text}{SEPARATOR}{edited}" if edited else text, True))
        if row.gone:
            labels.append((translate("ArticleDelegate", "gone"), True))
        labels += [(tag, False) for tag in row.tags]
        return labels

    def _chips(
        self, labels: list[tuple[str, bool]], top: float, x: float, space: float,
        *, rtl: bool, edits: bool,
    ) -> tuple[Chip, ...]:  # fmt: skip
        metrics = self._metrics["chip"]
        baseline = round(top + (_CHIP_HEIGHT + metrics.ascent() - metrics.descent()) / 2)
        chips: list[Chip] = []
        for place, (text, loud) in enumerate(labels):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, 180 if loud else 140)
            breadth, more = metrics.horizontalAdvance(shown) + 12, len(labels) - place - 1
            kept_free = metrics.horizontalAdvance(f"+{more}") + 16 if more else 0.0
            full = x + breadth + kept_free > space
            if full:  # how many have no room is said instead
                shown, loud = f"+{more + 1}", False
                breadth = metrics.horizontalAdvance(shown) + 12
            if x + breadth > space:
                break
            left = GUTTER + (space - x - breadth if rtl else x)
            rect = QRectF(left + 0.5, top + 0.5, breadth - 1, _CHIP_HEIGHT - 1)
            tag = "" if loud or full else text
            chips.append(Chip(rect, baseline, shown, loud, edits and not chips and not full, tag))
            if full:
                break
            x += breadth + 4
        return tuple(chips)


def mirrored(layout: RowLayout, width: int, layouter: RowLayouter) -> RowLayout:
    """Return the layout for a window that runs from right to left.

    Marks, picture and gutter change sides; within what is left for the text, each line still
    begins where its own language begins.
    """
    shift = 0.0 if layout.picture is None else layout.picture.width() + MARGIN
    shift += MARGIN - GUTTER  # the text's space moves by this, and keeps its width

    def over(rect: QRectF) -> QRectF:
        return QRectF(width - rect.right(), rect.top(), rect.width(), rect.height())

    first, second = layout.signs
    sign = layout.fold_sign
    if sign is not None:
        sign = replace(
            sign, rect=sign.rect.translated(shift, 0), x=sign.x + shift,
            sign=sign.sign + QPointF(shift, 0),
        )  # fmt: skip
    return replace(
        layout,
        lines=tuple(replace(line, x=line.x + shift) for line in layout.lines),
        chips=tuple(replace(chip, rect=chip.rect.translated(shift, 0)) for chip in layout.chips),
        picture=None if layout.picture is None else over(layout.picture),
        dot=QPointF(width - layout.dot.x(), layout.dot.y()),
        signs=(
            QPointF(width - first.x() - 14, first.y()),
            QPointF(width - second.x() - 14, second.y()),
        ),
        fold_sign=sign,
    )
