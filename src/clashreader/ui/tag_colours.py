"""The colours that a tag can have, as each theme draws them: names are read in them (WCAG AA)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from clashreader.model import TAG_COLOURS, TagCount
from clashreader.ui.colours import Theme, blend, contrast

Colours = Mapping[str, str]
"""The colours of tags, by the tag's name; those without one are not in it."""

NO_COLOURS: Colours = MappingProxyType({})

_HUES = {
    "red": (2, 170), "orange": (24, 190), "yellow": (46, 190), "green": (128, 120),
    "teal": (178, 140), "blue": (214, 150), "purple": (282, 110), "grey": (40, 14),
}  # fmt: skip
"""Hue (0 to 359) and saturation (0 to 255); how light each is, the theme decides."""


def colours_of(tags: Iterable[TagCount]) -> Colours:
    """Return the colours of those tags that have one."""
    return {tag.name: tag.colour for tag in tags if tag.colour is not None}


def tag_colour(theme: Theme, name: str | None) -> QColor | None:
    """Return a colour of `TAG_COLOURS` as `theme` draws it; None for a tag without one."""
    if name not in TAG_COLOURS:
        return None
    grounds = (theme.window, theme.surface, theme.page, theme.selection, chip_ground(theme))
    return _fitting(name, theme.dark, 7.0 if theme.contrast else 4.6,
                    tuple(ground.name() for ground in grounds))  # fmt: skip


def chip_ground(theme: Theme) -> QColor:
    """Return the ground below a chip in the reading pane."""
    return blend(theme.page, theme.selection, 0.62)


@lru_cache(maxsize=128)
def _fitting(name: str, dark: bool, least: float, grounds: tuple[str, ...]) -> QColor:
    """The liveliest lightness of a hue that can be read on all grounds."""
    hue, saturation = _HUES[name]
    lights = range(110, 256, 3) if dark else range(140, -1, -3)
    for light in lights:
        colour = QColor.fromHsl(hue, saturation, light)
        if all(contrast(colour, QColor(ground)) >= least for ground in grounds):
            return colour
    return QColor("white" if dark else "black")


def colour_title(name: str | None) -> str:
    """Return the name of a colour in the reader's language; that of no colour for None."""
    translate = QCoreApplication.translate
    titles = {
        "red": translate("TagColours", "Red"),
        "orange": translate("TagColours", "Orange"),
        "yellow": translate("TagColours", "Yellow"),
        "green": translate("TagColours", "Green"),
        "teal": translate("TagColours", "Teal"),
        "blue": translate("TagColours", "Blue"),
        "purple": translate("TagColours", "Purple"),
        "grey": translate("TagColours", "Grey"),
    }
    return titles.get(name or "", translate("TagColours", "No colour"))
