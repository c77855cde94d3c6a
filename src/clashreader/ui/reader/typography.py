"""Sizes, line heights and the width of the column, in device-independent pixels.

The figures are those of a page set by hand: text on a 29 px line, everything else in step with
it. All of them scale with the zoom, so that proportions stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from PySide6.QtGui import QFont, QFontMetricsF

from clashreader.ui.reader import fonts

MIN_ZOOM: Final = 50
MAX_ZOOM: Final = 300
MIN_MARGIN: Final = 28
"""Room that stays at either side of the column in a narrow pane, in pixels."""

# Letters, blanks and punctuation in about the proportions of English prose: the width of an
# average character. QFontMetrics.averageCharWidth is far too narrow for that purpose.
_SAMPLE = (
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


@dataclass(frozen=True)
class Typography:
    """The measures of one zoom (percent), column (characters) and language."""

    zoom: int = 100
    characters: int = 70
    language: str | None = None
    _fonts: dict[tuple[object, ...], QFont] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def px(self, value: float) -> float:
        """Scale `value`, pixels at 100 %, to whole pixels at this zoom; never less than 1."""
        if value <= 0:
            return 0.0
        return float(max(1, round(value * self.zoom / 100)))

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
            if role.value.spacing and spaced and not mono:
                spacing = role.value.spacing * self.zoom / 100
                font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
            self._fonts[key] = font
        return font

    def _make(self, style: Style, *, bold: bool, italic: bool, mono: bool, small: bool) -> QFont:
        font = QFont()
        kind = "mono" if mono else style.family
        font.setFamilies(list(fonts.families(kind, self.language)))
        size = style.size * (0.84 if mono and style.family != "mono" else 1.0)
        font.setPixelSize(int(self.px(size * (0.85 if small else 1.0))))
        font.setWeight(max(style.weight, QFont.Weight.Bold) if bold else style.weight)
        font.setItalic(italic)
        font.setKerning(True)
        if kind == "mono":
            font.setStyleHint(QFont.StyleHint.Monospace)
        else:
            serif = kind == "serif"
            font.setStyleHint(QFont.StyleHint.Serif if serif else QFont.StyleHint.SansSerif)
        # Qt snaps glyphs to whole pixels by default, which spaces small text unevenly.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def column(self) -> float:
        """Return the width of the column in pixels."""
        metrics = QFontMetricsF(self.font(Role.BODY))
        return round(metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE) * self.characters)
