"""Colours, fonts, icons and scroll bars of the window.

One `Theme` is applied to the whole application: Fusion with our palette, so that menus, dialogs
and fields belong to it. No style sheets: they slow down every widget and the start.
"""

from __future__ import annotations

import logging
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QScrollBar,
    QStyle,
    QStyleFactory,
    QStyleOptionSlider,
    QToolTip,
    QWidget,
)

from clashreader.paths import resources
from clashreader.ui.colours import THEMES, Marked, Theme, blend, high_contrast

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QPaintEvent

__all__ = [
    "INTERFACE_PIXELS",
    "THEMES",
    "Marked",
    "Theme",
    "ThinScrollBar",
    "apply",
    "high_contrast",
    "icon",
    "interface_font",
    "palette_of",
    "pixmap",
    "system_theme",
    "wants_contrast",
]

log = logging.getLogger(__name__)

INTERFACE_PIXELS = 13
"""Size of the interface's text, in device-independent pixels."""


def system_theme(app: QApplication) -> Theme:
    """Return the theme that goes with the desktop: high contrast, dark, or else light."""
    hints = app.styleHints()
    dark = hints.colorScheme() == Qt.ColorScheme.Dark
    if not wants_contrast(app):
        return THEMES["dark" if dark else "light"]
    theme = high_contrast(_system_palette(app))
    if theme.dark == dark or hints.colorScheme() == Qt.ColorScheme.Unknown:
        return theme
    return THEMES["high-contrast-dark" if dark else "high-contrast"]


def wants_contrast(app: QApplication) -> bool:
    """Whether the desktop asks for high contrast; False where Qt cannot tell (before 6.10)."""
    accessibility = getattr(app.styleHints(), "accessibility", None)
    if accessibility is None:
        return False
    return bool(accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def _system_palette(app: QApplication) -> QPalette:
    """Return what the palette would be if it were not ours."""
    ours = QPalette(app.palette())
    app.setPalette(QPalette())
    found = QPalette(app.palette())
    app.setPalette(ours)
    return found


def palette_of(theme: Theme) -> QPalette:
    """Return the palette for `theme`: flat, without the light and shade of raised frames."""
    role = QPalette.ColorRole
    faint = blend(theme.secondary, theme.window, 0.45)
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: blend(theme.surface, theme.selection, 0.25),
        role.Text: theme.text,
        role.PlaceholderText: theme.secondary,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.accent,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
        role.Light: theme.surface,
        role.Midlight: theme.hairline,
        role.Mid: theme.hairline,
        role.Dark: blend(theme.hairline, theme.secondary, 0.35),
        role.Shadow: theme.hairline,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(QPalette.ColorGroup.All, key, colour)
    # What cannot be used now shines no more: its hints and its knob neither.
    for key in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.Accent):
        palette.setColor(QPalette.ColorGroup.Disabled, key, faint)
    return palette


def apply(app: QApplication, theme: Theme, *, follows: bool = False) -> None:
    """Give the whole application `theme`: Fusion, palette, interface font.

    `follows` says that it is the desktop's own: then nothing is said back to the desktop, which
    would make Qt deaf to its next change.
    """
    if app.style().name().lower() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    if sys.platform != "linux" and not follows:  # the title bar follows there
        app.styleHints().setColorScheme(Qt.ColorScheme.Dark if theme.dark else Qt.ColorScheme.Light)
    palette = palette_of(theme)
    app.setPalette(palette)
    QToolTip.setPalette(palette)  # or tips would stay in the colours of the first theme
    # Fusion draws the edges of these in a darker shade of their window colour, of which they show
    # nothing else: on a dark page the edge has to be of a lighter one to be seen.
    edged = QPalette(palette)
    edged.setColor(QPalette.ColorRole.Window, palette.color(QPalette.ColorRole.Dark).lighter(140))
    for kind in ("QMenu", "QCheckBox", "QRadioButton"):
        app.setPalette(edged, kind)  # type: ignore[arg-type]  # bytes, says the stub: refused
    font = app.font()
    if font.pixelSize() != INTERFACE_PIXELS:
        font.setPixelSize(INTERFACE_PIXELS)
        app.setFont(font)


def interface_font(
    pixels: float = INTERFACE_PIXELS, weight: QFont.Weight = QFont.Weight.Normal
) -> QFont:
    """Return the interface's font at a size in device-independent pixels (halves are kept)."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(round(pixels))
    font.setWeight(weight)
    return font


# --- icons ---------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _svg(name: str, colour: str) -> bytes:
    path = resources() / "icons" / f"{name}.svg"
    try:
        text = path.read_bytes()
    except OSError:
        log.warning("There is no icon called %s", name)
        return b""
    return text.replace(b"currentColor", colour.encode("ascii"))


@lru_cache(maxsize=512)
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    data = _svg(name, colour)
    if not data:
        return QPixmap()
    from PySide6.QtSvg import QSvgRenderer

    side = round(size * ratio)
    pixmap = QPixmap(QSize(side, side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(data)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, colour: QColor, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """Return icon `name` drawn in `colour`, `size` device-independent pixels square; cached."""
    return _pixmap(name, colour.name(), size, ratio)


@lru_cache(maxsize=256)
def _icon(name: str, normal: str, disabled: str, size: int) -> QIcon:
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(_pixmap(name, normal, size, ratio), QIcon.Mode.Normal)
        made.addPixmap(_pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


def icon(name: str, theme: Theme, size: int = 20) -> QIcon:
    """Return ``resources/icons/NAME.svg`` in the text colour of `theme`, for both pixel ratios."""
    faint = blend(theme.text, theme.window, 0.62)
    return _icon(name, theme.text.name(), faint.name(), size)


# --- scroll bars ---------------------------------------------------------------------------------


class ThinScrollBar(QScrollBar):
    """A scroll bar without a groove or arrows: a thin rounded thumb, wider under the pointer.

    Geometry and behaviour stay those of the style, so that the thumb is where clicks expect it.
    Use ``view.setVerticalScrollBar(ThinScrollBar())``.
    """

    BREADTH = 11

    def __init__(
        self,
        orientation: Qt.Orientation = Qt.Orientation.Vertical,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(orientation, parent)
        self._under_pointer = False

    def sizeHint(self) -> QSize:
        """Thin across, whatever the style says along."""
        hint = super().sizeHint()
        if self.orientation() == Qt.Orientation.Vertical:
            return QSize(self.BREADTH, hint.height())
        return QSize(hint.width(), self.BREADTH)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Widen the thumb."""
        self._under_pointer = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Let the thumb be thin again."""
        self._under_pointer = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the thumb only."""
        if self.maximum() <= self.minimum():
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        thumb = QRectF(
            self.style().subControlRect(
                QStyle.ComplexControl.CC_ScrollBar,
                option,
                QStyle.SubControl.SC_ScrollBarSlider,
                self,
            )
        )
        awake = self._under_pointer or self.isSliderDown()
        inset = 2.0 if awake else 3.0
        thumb.adjust(inset, inset, -inset, -inset)
        colour = self.palette().color(QPalette.ColorRole.PlaceholderText)
        colour.setAlphaF(0.75 if awake else 0.4)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        radius = min(thumb.width(), thumb.height()) / 2
        painter.drawRoundedRect(thumb, radius, radius)
        painter.end()
