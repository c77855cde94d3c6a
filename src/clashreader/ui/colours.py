"""The colours of each theme, and the contrast between two of them.

Text keeps at least 4.5 to each ground it is drawn on (WCAG 2.2, AA), in the two themes of high
contrast 7; what only has to be seen, such as the focus ring, keeps 3. A test walks over every
pair that is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Marked:
    """How marked text looks: its own colour, and the ground below it."""

    text: QColor
    ground: QColor


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one look; what each is for is said in the table of look.md."""

    name: str
    dark: bool
    window: QColor
    surface: QColor
    page: QColor
    text: QColor
    secondary: QColor
    hairline: QColor
    accent: QColor
    bookmark: QColor
    selection: QColor
    highlights: tuple[QColor, ...]
    """Four soft grounds: yellow, green, blue, red; `text` keeps 7 to each."""
    inserted: Marked
    """Words that a newer version has; they are underlined too."""
    deleted: Marked
    """Words that a newer version has no more; they are struck out too."""
    contrast: bool = False
    """Whether it is one of high contrast: edges are drawn in the colour of the text there."""

    @property
    def hover(self) -> QColor:
        """A hint of the selection colour, for what the pointer is over."""
        return blend(self.surface, self.selection, 0.45)

    @property
    def selected_text(self) -> QColor:
        """The ground of selected text of an article, which is none of the highlights' colours."""
        return blend(self.page, self.text, 0.18)


def blend(first: QColor, second: QColor, share: float) -> QColor:
    """Mix two opaque colours; `share` is that of the second, 0 to 1."""
    keep = 1.0 - share
    return QColor(
        round(first.red() * keep + second.red() * share),
        round(first.green() * keep + second.green() * share),
        round(first.blue() * keep + second.blue() * share),
    )


def contrast(first: QColor, second: QColor) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    """Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _theme(
    name: str, *, colours: str, highlights: str, changes: str, contrast: bool = False
) -> Theme:
    """`colours` are the nine of `Theme` in order; `changes` two of text and ground."""
    window, surface, page, text, secondary, line, accent, bookmark, selection = (
        QColor(value) for value in colours.split()
    )
    soft = tuple(QColor(value) for value in highlights.split())
    new, new_ground, old, old_ground = (QColor(value) for value in changes.split())
    return Theme(
        name,
        page.lightness() < text.lightness(),
        window, surface, page, text, secondary, line, accent, bookmark, selection, soft,
        Marked(new, new_ground),
        Marked(old, old_ground),
        contrast,
    )  # fmt: skip


THEMES: dict[str, Theme] = {
    "light": _theme(
        "light",
        colours="#F3F1EC #FAF9F6 #FFFEFB #1F1E1B #66625A #E2DED5 #9C2F24 #9A6700 #E8E2D6",
        highlights="#FAE8A4 #DAECCF #D6E6F5 #F7DCDA",
        changes="#1B5331 #DFF0E2 #8A2A22 #FAE4E0",
    ),
    "sepia": _theme(
        "sepia",
        colours="#EADFC8 #F1E8D5 #F7EFDF #3A2E1F #6A5A43 #DACBAF #8A3517 #7E5600 #E3D5B8",
        highlights="#F4DC92 #DBE3BC #D3DEDD #F1CFBB",
        changes="#2B4E1E #DDE4C3 #842B18 #F2D6C4",
    ),
    "dark": _theme(
        "dark",
        colours="#141517 #1A1B1E #17181A #D9D6CF #A8A399 #2B2C30 #F08A72 #E0B252 #2D3035",
        highlights="#40370F #213B28 #21374E #4B272A",
        changes="#9AD8A8 #1C3323 #F3A79B #3D2223",
    ),
    "high-contrast": _theme(
        "high-contrast",
        colours="#FFFFFF #FFFFFF #FFFFFF #000000 #000000 #000000 #00308F #6B3A00 #BBDCFF",
        highlights="#FFF27A #B9F2A1 #B5DEFF #FFC9C9",
        changes="#003D12 #CDF7D2 #7A0010 #FFDDDD",
        contrast=True,
    ),
    "high-contrast-dark": _theme(
        "high-contrast-dark",
        colours="#000000 #000000 #000000 #FFFFFF #FFFFFF #FFFFFF #FFD84D #FFD84D #00407A",
        highlights="#4D4300 #00451A #003C75 #660F1B",
        changes="#8CFFA6 #00330F #FFB3B3 #4A0008",
        contrast=True,
    ),
}
"""The looks a reader can choose, by name."""

READABLE = 7.0
"""The contrast that text has in a theme of high contrast (WCAG 2.2, AAA)."""


def high_contrast(palette: QPalette) -> Theme:
    """Return a theme of high contrast in the colours of `palette`, the system's own.

    What would be hard to see in them is taken from our own theme of the same lightness: not every
    desktop that asks for contrast hands out a palette that has it.
    """
    role = QPalette.ColorRole
    base, text = palette.color(role.Base), palette.color(role.Text)
    ours = THEMES["high-contrast-dark" if base.lightness() < 128 else "high-contrast"]
    if contrast(base, text) < READABLE:
        return ours
    window = palette.color(role.Window)
    if contrast(window, text) < READABLE:
        window = base
    grounds = [base, window]
    # A row that is chosen keeps the colours of its words: the ground has to give way.
    selection = _fitting(
        [blend(base, palette.color(role.Highlight), share) for share in (0.55, 0.4, 0.3, 0.2)],
        [text],
        ours.selection if contrast(ours.selection, text) >= READABLE else base,
    )
    accent = _fitting([palette.color(role.Link)], [*grounds, selection], text)
    marks = [*ours.highlights, ours.inserted.ground, ours.deleted.ground]
    plain = any(contrast(text, ground) < READABLE for ground in marks)
    return Theme(
        name="system-contrast",
        dark=base.lightness() < text.lightness(),
        window=window,
        surface=base,
        page=base,
        text=text,
        secondary=text,
        hairline=text,
        accent=accent,
        bookmark=accent,
        selection=selection,
        highlights=(selection,) * 4 if plain else ours.highlights,
        inserted=Marked(text, selection) if plain else ours.inserted,
        deleted=Marked(text, base) if plain else ours.deleted,
        contrast=True,
    )


def _fitting(wanted: list[QColor], partners: list[QColor], otherwise: QColor) -> QColor:
    """Return the first of `wanted` that can be read together with all `partners`."""
    for colour in wanted:
        if all(contrast(colour, partner) >= READABLE for partner in partners):
            return colour
    return otherwise
