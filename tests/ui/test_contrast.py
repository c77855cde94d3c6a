"""Every pair of colours that is drawn, in each theme, and the themes made of a desktop's palette.

The ratios are those of WCAG 2.2: 4.5 for text (AA), 7 in the themes of high contrast (AAA), 3 for
what only has to be seen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget
from tests.ui.conftest import WindowMaker

from clashreader.ui import theme as themes
from clashreader.ui.colours import THEMES, Theme, blend, contrast, high_contrast
from clashreader.ui.controls import Slider
from clashreader.ui.widgets import quiet_label

Pair = tuple[str, QColor, QColor, float]


def text_pairs(theme: Theme) -> Iterator[Pair]:
    """Yield what is read: a name, the text's colour, its ground, and the least contrast."""
    least = 7.0 if theme.contrast else 4.5
    grounds = {
        "window": theme.window,
        "surface": theme.surface,
        "page": theme.page,
        "selection": theme.selection,
        "hover": theme.hover,
        "code in a line": blend(theme.page, theme.selection, 0.6),
        "listing": blend(theme.page, theme.selection, 0.42),
        "chip": blend(theme.page, theme.selection, 0.62),
        "half selection": blend(theme.window, theme.selection, 0.5),
        "alternate": blend(theme.surface, theme.selection, 0.25),
    }
    for name, ground in grounds.items():
        yield f"text on {name}", theme.text, ground, 7.0
        yield f"secondary on {name}", theme.secondary, ground, least
        yield f"link on {name}", theme.accent, ground, least
    yield "selected text", theme.text, theme.selected_text, 7.0
    for number, ground in enumerate(theme.highlights):
        yield f"text on highlight {number}", theme.text, ground, 7.0
        yield f"secondary on highlight {number}", theme.secondary, ground, least
        yield f"link on highlight {number}", theme.accent, ground, least
    for name, mark in (("inserted", theme.inserted), ("deleted", theme.deleted)):
        yield f"{name} on its ground", mark.text, mark.ground, least
        yield f"{name} on the page", mark.text, theme.page, least
        yield f"text on the ground of {name}", theme.text, mark.ground, 7.0
    yield "the place found", theme.page, theme.accent, least
    yield "the primary button", theme.surface, theme.accent, least


def sight_pairs(theme: Theme) -> Iterator[Pair]:
    """Yield what is seen, not read: rings, dots, bars, stars, edges of high contrast."""
    for name in ("window", "surface", "page", "selection", "hover"):
        ground = getattr(theme, name)
        yield f"focus ring on {name}", theme.accent, ground, 3.0
        yield f"bookmark on {name}", theme.bookmark, ground, 3.0
        yield f"icon on {name}", theme.text, ground, 3.0
    palette = themes.palette_of(theme)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    yield "disabled text", disabled, theme.surface, 2.0  # WCAG asks nothing; it is there to be seen
    if theme.contrast:
        edge = palette.color(QPalette.ColorRole.Dark)
        yield "edge of a field", edge, theme.surface, 3.0
        yield "hairline", theme.hairline, theme.page, 3.0


def weak(theme: Theme) -> list[str]:
    """Return the pairs of `theme` that fall short."""
    return [
        f"{name}: {contrast(first, second):.2f} < {least}"
        for pairs in (text_pairs(theme), sight_pairs(theme))
        for name, first, second, least in pairs
        if contrast(first, second) < least
    ]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_all_that_is_drawn_can_be_read(theme: Theme) -> None:
    assert not weak(theme)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_four_highlights_differ(theme: Theme) -> None:
    assert len({colour.name() for colour in theme.highlights}) == 4
    for colour in (*theme.highlights, theme.inserted.ground, theme.deleted.ground):
        assert contrast(colour, theme.page) > 1.14


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


def system_palette(base: str, text: str, link: str, highlight: str, window: str = "") -> QPalette:
    """Return a palette as a desktop hands it out."""
    palette = QPalette()
    role = QPalette.ColorRole
    for key, value in (
        (role.Base, base), (role.Text, text), (role.Link, link), (role.Highlight, highlight),
        (role.Window, window or base), (role.WindowText, text),
    ):  # fmt: skip
        palette.setColor(key, QColor(value))
    return palette


@pytest.mark.parametrize(
    "colours",
    [
        ("#000000", "#FFFFFF", "#FFFF00", "#1AEBFF"),
        ("#000000", "#00FF00", "#0000FF", "#008000"),  # a link that nobody could read
        ("#FFFFFF", "#000000", "#00009F", "#37006E"),
        ("#202020", "#FFFFFF", "#75E9FC", "#8EE3F0"),
        ("#FFFAEF", "#3D3D3D", "#00639B", "#903909"),
        ("#808080", "#A0A0A0", "#909090", "#808080"),  # no contrast at all
        ("#2D3236", "#FFFFFF", "#70EBDE", "#A1BFDE", "#808080"),
    ],
)
def test_a_theme_made_of_the_desktop_can_be_read(colours: tuple[str, ...]) -> None:
    theme = high_contrast(system_palette(*colours))
    assert not weak(theme)
    assert theme.dark == (QColor(colours[0]).lightness() < 128)


def test_the_palette_is_the_themes_in_all_its_roles(qapp: QApplication) -> None:
    """No colour of another theme, or of Qt's own, is left in it."""
    dark = themes.palette_of(THEMES["dark"])
    light = themes.palette_of(THEMES["light"])
    for role in QPalette.ColorRole:
        if role in (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles):
            continue
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled):
            assert dark.color(group, role) != light.color(group, role), (group, role)


def test_what_cannot_be_used_does_not_shine(qapp: QApplication) -> None:
    for theme in THEMES.values():
        part = QWidget()
        part.setPalette(themes.palette_of(theme))
        slider, hint = Slider(part), quiet_label("████", parent=part)
        slider.setRange(0, 10)
        slider.setValue(7)
        slider.resize(120, 28)
        hint.resize(60, 20)

        def inks(widget: QWidget) -> set[int]:
            shown = widget.grab().toImage()
            size = shown.size()
            return {shown.pixel(x, y) for x in range(size.width()) for y in range(size.height())}

        assert theme.accent.rgb() in inks(slider)
        live = inks(hint)
        part.setEnabled(False)
        assert theme.accent.rgb() not in inks(slider)
        assert inks(hint) != live
        assert theme.secondary.rgb() not in inks(hint)


def test_tips_and_menus_follow_when_the_theme_changes(qapp: QApplication) -> None:
    for theme in THEMES.values():
        themes.apply(qapp, theme)
        tips = QToolTip.palette()
        assert tips.color(QPalette.ColorRole.ToolTipBase) == theme.surface
        assert tips.color(QPalette.ColorRole.ToolTipText) == theme.text
        menu = QMenu()
        menu.ensurePolished()
        assert menu.palette().color(QPalette.ColorRole.Text) == theme.text
        assert menu.palette().color(QPalette.ColorRole.Base) == theme.surface
        edge = menu.palette().color(QPalette.ColorRole.Window).darker(140)  # as Fusion makes it
        assert contrast(edge, theme.surface) >= (3 if theme.contrast else 1.25)
        menu.deleteLater()


def test_a_desktop_that_goes_dark_is_followed_unless_a_theme_is_chosen(
    make_window: WindowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(theme="system")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    monkeypatch.setattr(themes, "system_theme", lambda _: THEMES["dark"])
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.theme is THEMES["dark"]
    assert app.palette().window().color() == THEMES["dark"].window
    window.looks.choose("sepia")
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.theme is THEMES["sepia"]
    window.looks.choose("system")
    assert window.theme is THEMES["dark"]
