"""Sizes, line heights and the width of the column, in device-independent pixels.

The figures are those of a page set by hand: text on a 29 px line, everything else in step with
it. All of them scale with the zoom, so that proportions stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from PySide6.QtGui import QFont, QFontMetricsF

from clashreader.settings import LINE_HEIGHT
from clashreader.ui.reader import fonts

MIN_ZOOM: Final = 50
MAX_ZOOM: Final = 300
MIN_MARGIN: Final = 28
"""Room that stays at either side of the column in a narrow pane, in pixels."""

# Letters, blanks and punctuation in about the proportions of English prose: the width of an
# average character. QFontMetrics.averageCharWidth is far too narrow for that purpose.
_SAMPLE = (  # measured, not shown
    "The delegation left the harbour before dawn, and nobody on the quay could say who had sent "
    "it, where it would land, or what the 14 crates on its deck were meant for."
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of text is set: pixels at 100 %, family, weight, and whether it is quiet."""

    size: float
    line: float
    family: str = "serif"
    weight: QFont.Weight = QFont.Weight.Normal
    quiet: bool = False
    spacing: float = 0.0
    """Letter spacing in pixels."""


class Role(Enum):
    """The kinds of text in the pane."""

    TITLE = Style(32, 38, weight=QFont.Weight.Bold, spacing=-0.2)
    LONG_TITLE = Style(24, 31, weight=QFont.Weight.Bold)
    META = Style(14, 22, "sans", quiet=True)
    CHIP = Style(13, 28, "sans", quiet=True)
    NOTICE = Style(13, 19, "sans", quiet=True)
    LEAD = Style(20, 31)
    BODY = Style(18, 29)
    HEADING_1 = Style(25, 32, weight=QFont.Weight.Bold)
    HEADING_2 = Style(22, 30, weight=QFont.Weight.Bold)
    HEADING_3 = Style(19, 28, weight=QFont.Weight.Bold)
    HEADING_4 = Style(16, 24, "sans", weight=QFont.Weight.DemiBold)
    HEADING_5 = Style(15, 24, "sans", weight=QFont.Weight.DemiBold, quiet=True)
    CAPTION = Style(14, 20, "sans", quiet=True)
    CODE = Style(14.5, 22, "mono")
    CELL = Style(15, 21, "sans")
    CELL_HEAD = Style(14, 20, "sans", weight=QFont.Weight.DemiBold, quiet=True)
    CARD_TITLE = Style(16, 22, "sans", weight=QFont.Weight.DemiBold)
    CARD_TEXT = Style(14, 21, "sans", quiet=True)
    SECTION_HEAD = Style(12, 18, "sans", weight=QFont.Weight.DemiBold, quiet=True, spacing=0.9)
    RELATED = Style(17, 24)
    GAP = Style(2, 2)
    """An empty line that Qt insists on, as small as can be."""


HEADINGS: Final = (
    Role.HEADING_1,
    Role.HEADING_2,
    Role.HEADING_3,
    Role.HEADING_4,
    Role.HEADING_5,
    Role.HEADING_5,
)


RUNNING: Final = frozenset({Role.BODY, Role.LEAD})
"""What is read line after line: the reader's line height, justifying and hyphens are for it."""
_TABULAR: Final = frozenset({Role.CELL, Role.CELL_HEAD, Role.CODE})
"""Where figures stand below each other."""
_JUSTIFIED_FROM: Final = 44
"""Characters that a line has to have room for to be justified: fewer leave gaps in it."""
_TALLEST: Final = 0.78
"""How much of its letters' height a font has to get as line height, however it is set."""


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """What the reader has chosen for the text; the meanings are those of `settings.Settings`."""

    font: str = "serif"
    line_height: float = LINE_HEIGHT
    justify: bool = False
    hyphenate: bool = False
    figures: str = ""
    """Empty: those that the font has of itself. In a PDF others could be neither found nor copied,
    for Qt knows of no letter behind their shapes."""


@dataclass(frozen=True)
class Typography:
    """The measures of one zoom (percent), column (characters), language and reader's choice."""

    zoom: int = 100
    characters: int = 70
    language: str | None = None
    choice: TypeChoice = TypeChoice()
    _fonts: dict[tuple[object, ...], QFont] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def px(self, value: float) -> float:
        """Scale `value`, pixels at 100 %, to whole pixels at this zoom; never less than 1."""
        if value <= 0:
            return 0.0
        return float(max(1, round(value * self.zoom / 100)))

    def line(self, role: Role) -> float:
        """Return the height of a line of `role` in pixels."""
        style = role.value
        line = style.line
        if role in RUNNING:
            # In steps of the lead's own measure to the body's, so that their proportion stays.
            line = style.line * self.choice.line_height / LINE_HEIGHT
        if style.family == "serif" and self.choice.font not in {"serif", "sans"}:
            # Some faces, such as those of Nastaliq, are twice as high as others of their size.
            line = max(line * self.zoom / 100, _TALLEST * QFontMetricsF(self.font(role)).height())
            return float(round(line))
        return self.px(line)

    def gap(self, role: Role, value: float) -> float:
        """Scale the space between paragraphs, so that it stays larger than that between lines."""
        share = self.choice.line_height / LINE_HEIGHT if role in RUNNING else 1.0
        return self.px(value * share)

    def justifies(self, role: Role, width: float, *, rtl: bool = False) -> bool:
        """Whether lines of `role`, `width` pixels wide, are to be made equally long.

        Those from the right are not: Qt leaves the blank of each line's end at its beginning.
        """
        return (
            not rtl
            and self.choice.justify
            and role in RUNNING
            and width * self.characters >= _JUSTIFIED_FROM * self.column()
        )

    def font(
        self,
        role: Role,
        *,
        bold: bool = False,
        italic: bool = False,
        mono: bool = False,
        small: bool = False,
        spaced: bool = True,
    ) -> QFont:
        """Return the font for `role`; do not change it, it is shared.

        Letters of scripts that join, such as Arabic, must not be `spaced`.
        """
        key = (role, bold, italic, mono, small, spaced)
        font = self._fonts.get(key)
        if font is None:
            font = self._make(role.value, bold=bold, italic=italic, mono=mono, small=small)
            self._set_figures(font, tabular=mono or role in _TABULAR)
            if role.value.spacing and spaced and not mono:
                spacing = role.value.spacing * self.zoom / 100
                font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
            self._fonts[key] = font
        return font

    def _make(self, style: Style, *, bold: bool, italic: bool, mono: bool, small: bool) -> QFont:
        font = QFont()
        kind = "mono" if mono else style.family
        font.setFamilies(list(fonts.families(kind, self.language, self.choice.font)))
        size = style.size * (0.84 if mono and style.family != "mono" else 1.0)
        font.setPixelSize(int(self.px(size * (0.85 if small else 1.0))))
        font.setWeight(max(style.weight, QFont.Weight.Bold) if bold else style.weight)
        font.setItalic(italic)
        font.setKerning(True)
        if kind == "mono":
            font.setStyleHint(QFont.StyleHint.Monospace)
        else:
            serif = kind == "serif" and self.choice.font != "sans"
            font.setStyleHint(QFont.StyleHint.Serif if serif else QFont.StyleHint.SansSerif)
        # Qt snaps glyphs to whole pixels by default, which spaces small text unevenly.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def _set_figures(self, font: QFont, *, tabular: bool) -> None:
        """Let figures be as the reader wants them, but stand below each other in tables."""
        if not self.choice.figures:
            return
        old_style = self.choice.figures == "old-style" and not tabular
        for tag in ("onum" if old_style else "lnum", "tnum" if tabular else "pnum"):
            font.setFeature(QFont.Tag(tag), 1)

    def column(self) -> float:
        """Return the width of the column in pixels."""
        metrics = QFontMetricsF(self.font(Role.BODY))
        return round(metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE) * self.characters)
