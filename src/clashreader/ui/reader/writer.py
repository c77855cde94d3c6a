"""Puts styled blocks into a QTextDocument, and keeps the index of what is painted around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from clashreader.ui.colours import blend
from clashreader.ui.reader.decorations import Decoration, Shape
from clashreader.ui.reader.links import Link, LinkKind, LinkTable
from clashreader.ui.reader.objects import (
    ASIDE,
    MARKER_TEXT,
    OBJECT_NUMBER,
    OBJECT_TYPE,
    UNSEEN,
    InlinePicture,
    ObjectHandler,
    Setting,
    TextObject,
)
from clashreader.ui.reader.typography import RUNNING, Role
from clashreader.ui.reader.words import fit, has_east_asian, has_right_to_left
from clashreader.ui.tag_colours import NO_COLOURS
from clashreader.ui.tips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clashreader.content.blocks import Span, Spans
    from clashreader.model import StoredImage
    from clashreader.ui.reader.hyphens import Hyphenator
    from clashreader.ui.reader.pictures import PictureSource


_NO_HEIGHT: Final = 0.01


@dataclass(frozen=True, slots=True)
class Place:
    """Where blocks stand: physical margins inside the column, direction, and space above.

    `role` is what a plain paragraph is set in here; `cell` says that it is inside of a table.
    """

    left: float = 0.0
    right: float = 0.0
    rtl: bool = False
    role: Role = Role.BODY
    gap: float = 17.0
    cell: bool = False
    align: Qt.AlignmentFlag | None = None
    """Where lines stand, if not where they begin."""
    side: bool | None = None
    """The side of a list's marks: right (True), left; lines of either direction stand there."""

    def indented(self, by: float, *, rtl: bool | None = None) -> Place:
        """Return the place `by` pixels further in, at the side where lines begin."""
        right_to_left = self.rtl if rtl is None else rtl
        if right_to_left:
            return replace(self, right=self.right + by, rtl=True, side=None)
        return replace(self, left=self.left + by, rtl=False, side=None)

    @property
    def indent(self) -> float:
        """How much narrower than the column it is, in pixels."""
        return self.left + self.right


def _at_side(place: Place, *, rtl: bool) -> Qt.AlignmentFlag | None:
    """Return the alignment of lines that run the other way than the list they stand in."""
    if place.side is None or place.side == rtl:
        return None
    side = Qt.AlignmentFlag.AlignRight if place.side else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute


class Writer:
    """Writes one document from its beginning to its end."""

    def __init__(
        self,
        document: QTextDocument,
        setting: Setting,
        loader: PictureSource,
        images: Mapping[str, StoredImage],
        handler: ObjectHandler | None = None,
    ) -> None:
        self.document = document
        self.setting = setting
        self.typography = setting.typography
        self.theme = setting.theme
        self.loader = loader
        self.images = images
        self.cursor = QTextCursor(document)
        self.links = LinkTable()
        self.decorations: list[Decoration] = []
        self.handler = handler or ObjectHandler(setting, document)
        document.documentLayout().registerHandler(OBJECT_TYPE, self.handler)
        self.anchors: set[str] = set()
        self.tag_colours = NO_COLOURS
        """The colours of tags, by name."""
        self.hyphenator: Hyphenator | None = None
        """What breaks the words of running text, if they are to be broken."""
        self.body: tuple[int | None, int | None] = (None, None)
        """Where the article's own text begins and ends; None for what is not written yet."""
        self.title = 0, 0
        """Where the title begins and ends."""
        self.asides: list[tuple[int, int]] = []
        """Where words of ours begin and end that stand in the article's own text, in order."""
        self.has_tables = False
        """Whether the width of the column was used for more than margins."""
        self._fresh = True
        self._marker: tuple[str, bool] | None = None
        self._outdent = 0.0
        self._formats: dict[tuple[object, ...], QTextCharFormat] = {}
        self._code_ground = blend(self.theme.page, self.theme.selection, 0.6)
        quiet = blend(self.theme.accent, self.theme.page, 0.62)
        self._underline = quiet

    def for_part(self, document: QTextDocument, setting: Setting) -> Writer:
        """Return a writer of the same kind for a part that has a document of its own."""
        return Writer(document, setting, self.loader, self.images)

    def px(self, value: float) -> float:
        """Scale pixels at 100 % to the zoom."""
        return self.typography.px(value)

    # --- blocks ---

    def start_block(
        self,
        role: Role,
        place: Place,
        *,
        before: float | None = None,
        after: float = 0.0,
        rtl: bool | None = None,
        fixed: bool = True,
        align: Qt.AlignmentFlag | None = None,
    ) -> None:
        """Begin a paragraph; `before` and `after` are space in pixels at 100 %.

        Qt gives the larger of one block's `after` and the next one's `before`, not the sum.
        """
        block = QTextBlockFormat()
        block.setLeftMargin(place.left)
        block.setRightMargin(place.right)
        block.setTopMargin(
            self.typography.gap(role, place.gap) if before is None else self.px(before)
        )
        block.setBottomMargin(self.px(after))
        right_to_left = place.rtl if rtl is None else rtl
        if right_to_left:
            block.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        else:
            block.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        room = self.setting.column - place.indent
        align = align or place.align or _at_side(place, rtl=right_to_left)
        if (
            align is None
            and not place.cell
            and self.typography.justifies(role, room, rtl=right_to_left)
        ):
            align = Qt.AlignmentFlag.AlignJustify
        if align is not None:
            block.setAlignment(align)
        if fixed:
            height = QTextBlockFormat.LineHeightTypes.FixedHeight
            block.setLineHeight(self.typography.line(role), height.value)
        if self._marker:
            block.setProperty(MARKER_TEXT, self._marker[0])
        if self._outdent:
            block.setTextIndent(-self._outdent)
            self._outdent = 0.0
        characters = self.format(role)
        if self._fresh:
            self.cursor.setBlockFormat(block)
            if not place.cell:  # in a cell it would take the place of the cell's own format
                self.cursor.setBlockCharFormat(characters)
            self._fresh = False
        else:
            self.cursor.insertBlock(block, characters)
        if self._marker:
            text, marker_rtl = self._marker
            self._marker = None
            self.decorate(
                Shape.MARKER, self.cursor.position(), place, rtl=marker_rtl, text=text, role=role
            )

    def hang(self, marker: str, *, rtl: bool) -> None:
        """Let the next block carry a bullet or number in its margin."""
        self._marker = (marker, rtl)

    def outdent(self, by: float) -> None:
        """Let the first line of the next block begin `by` pixels before the others."""
        self._outdent = by

    def next_position(self) -> int:
        """Return the position at which the next block will begin."""
        return self.cursor.position() + (0 if self._fresh else 1)

    def mark_fresh(self) -> None:
        """Say that the cursor stands in an empty block that the next one may take."""
        self._fresh = True

    @property
    def fresh(self) -> bool:
        """Whether the cursor stands in an empty block that is not used yet."""
        return self._fresh

    def decorate(
        self,
        shape: Shape,
        first: int,
        place: Place,
        *,
        pad: float = 0.0,
        rtl: bool | None = None,
        text: str = "",
        role: Role | None = None,
    ) -> None:
        """Add a shape from position `first` to where the cursor is now."""
        font = self.typography.font(role) if role else None
        self.decorations.append(
            Decoration(
                shape,
                first,
                self.cursor.position(),
                place.left,
                place.right,
                self.px(pad),
                place.rtl if rtl is None else rtl,
                place.cell,
                text,
                font,
            )
        )

    # --- text ---

    def colour(self, role: Role) -> QColor:
        """Return the colour that text of `role` has."""
        return self.theme.secondary if role.value.quiet else self.theme.text

    def format(
        self,
        role: Role,
        *,
        bold: bool = False,
        italic: bool = False,
        mono: bool = False,
        small: bool = False,
        spaced: bool = True,
        colour: QColor | None = None,
    ) -> QTextCharFormat:
        """Return a character format; it is shared, copy it before changing it."""
        name = colour.name() if colour else ""
        key = (role, bold, italic, mono, small, spaced, name)
        found = self._formats.get(key)
        if found is None:
            found = QTextCharFormat()
            found.setFont(
                self.typography.font(
                    role, bold=bold, italic=italic, mono=mono, small=small, spaced=spaced
                )
            )
            found.setForeground(colour or self.colour(role))
            if mono and role is not Role.CODE:
                found.setBackground(self._code_ground)
            self._formats[key] = found
        return found

    def text(
        self,
        text: str,
        role: Role,
        *,
        link: Link | None = None,
        bold: bool = False,
        colour: QColor | None = None,
        underline: bool = False,
        hint: str = "",
    ) -> None:
        """Insert plain text of ours; `hint` is said of it under the pointer."""
        text = fit(text)
        shape = self.format(role, bold=bold, colour=colour, spaced=not has_right_to_left(text))
        if link is not None:
            shape = QTextCharFormat(shape)
            if underline:
                shape.setForeground(self.theme.accent)
            self._make_link(shape, self.links.add(link), underline=underline)
        if hint:
            shape = QTextCharFormat(shape)
            shape.setToolTip(plain_tip(hint))
        self.cursor.insertText(text, shape)

    def spans(self, spans: Spans, role: Role) -> None:
        """Insert text of an article."""
        for index, span in enumerate(spans):
            if span.image is not None and self._inline_picture(span, role):
                continue
            text = fit(self._hyphenated(spans, index, role))
            if text or span.anchor:
                self.cursor.insertText(text or "\u200b", self._span_format(span, text, role))
                if span.anchor:
                    self.anchors.add(span.anchor)

    def _hyphenated(self, spans: Spans, index: int, role: Role) -> str:
        """Return the text of a span with the places where its words may be broken."""
        span = spans[index]
        if self.hyphenator is None or span.code or role not in RUNNING:
            return span.text
        before = spans[index - 1].text if index else ""
        after = spans[index + 1].text if index + 1 < len(spans) else ""
        return self.hyphenator.text(span.text, before, after)

    def code(self, text: str) -> None:
        """Insert a listing; a tab is four blanks."""
        self.cursor.insertText(fit(text.expandtabs(4)), self.format(Role.CODE))

    def insert_object(self, item: TextObject, *, link: bool, hint: str = "") -> int:
        """Insert an object, which a click enlarges if `link`. Returns its number.

        `hint` is what it shows, in words.
        """
        number = len(self.handler.objects)
        self.handler.objects.append(item)
        shape = QTextCharFormat()
        shape.setObjectType(OBJECT_TYPE)
        shape.setProperty(OBJECT_NUMBER, number)
        if hint:
            shape.setToolTip(plain_tip(hint))
        if link:
            anchor = self.links.add(Link(LinkKind.OBJECT, number=number))
            shape.setAnchor(True)
            shape.setAnchorHref(anchor)
        self.cursor.insertText("\ufffc", shape)
        return number

    def say(self, text: str, place: Place, *, after: float, aside: bool = False) -> None:
        """Write words that stand in the document but take no room: those of the last object.

        They are read aloud, found and, unless `aside`, copied: an object itself is one
        character, whatever it shows. `after` is the space below, in pixels at 100 %.
        """
        if self.setting.paper:
            return  # what is printed is seen, and links lead nowhere
        first = self.next_position()
        self.start_block(Role.GAP, replace(place, gap=0), before=0, after=after)
        block = self.cursor.blockFormat()
        # Qt takes a height of 0 for none given.
        block.setLineHeight(_NO_HEIGHT, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        block.setProperty(UNSEEN, True)
        block.setProperty(ASIDE, aside)
        self.cursor.setBlockFormat(block)
        shape = QTextCharFormat(self.format(Role.GAP))
        font = QFont(shape.font())
        font.setPixelSize(1)
        shape.setFont(font)
        shape.setForeground(QColor(0, 0, 0, 0))
        self.cursor.insertText(fit(text), shape)
        self.handler.spoken[len(self.handler.objects) - 1] = (first, self.cursor.position())
        if aside:
            self.close_aside(first)

    def close_aside(self, first: int) -> None:
        """Say that what was written since the position `first` is none of the article's words."""
        self.asides.append((first, self.cursor.position()))

    def _span_format(self, span: Span, text: str, role: Role) -> QTextCharFormat:
        joined = has_right_to_left(text)
        base = self.format(
            role,
            bold=span.bold,
            # Arabic, Hebrew and the scripts of East Asia have no italics: slanted letters lean
            # against the reading, or fall to pieces.
            italic=span.italic and not joined and not has_east_asian(text),
            mono=span.code,
            small=span.small,
            spaced=not joined,
        )
        anchor = self.links.add_address(span.link) if span.link else None
        raised = span.superscript or span.subscript
        plain = not (
            span.strike or span.underline or span.mark or span.anchor or raised or span.hint
        )
        if plain and anchor is None:
            return base
        shape = QTextCharFormat(base)
        if span.strike:
            shape.setFontStrikeOut(True)
        if span.underline:
            shape.setFontUnderline(True)
        if span.mark:
            shape.setBackground(self.theme.highlights[0])
        if span.superscript:
            shape.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        elif span.subscript:
            shape.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSubScript)
        if span.hint:
            shape.setToolTip(plain_tip(span.hint))
            if not span.link and not span.underline:
                shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
                shape.setUnderlineColor(self.theme.secondary)
        if span.anchor:
            shape.setAnchor(True)
            shape.setAnchorNames([span.anchor])
        if anchor is not None:
            shape.setForeground(self.theme.accent)
            self._make_link(shape, anchor, underline=not raised)
        return shape

    def _make_link(self, shape: QTextCharFormat, anchor: str, *, underline: bool) -> None:
        shape.setAnchor(True)
        shape.setAnchorHref(anchor)
        if underline:
            shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            shape.setUnderlineColor(self._underline)

    def _inline_picture(self, span: Span, role: Role) -> bool:
        image = self.images.get(span.image or "")
        if image is None or image.hash is None or not image.width or not image.height:
            return False
        size = self.px(role.value.size)
        self.insert_object(InlinePicture(self.loader, image, size), link=False)
        return True
