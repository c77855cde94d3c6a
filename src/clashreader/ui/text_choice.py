"""From the settings to the text of the reading pane."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from clashreader.settings import Settings
from clashreader.ui.reader import fonts
from clashreader.ui.reader.typography import TypeChoice

if TYPE_CHECKING:
    from clashreader.ui.looks import Looks
    from clashreader.ui.reader.pane import ReaderPane
    from clashreader.ui.status_bar import StatusBar

_TYPE_FIELDS: Final = tuple(field.name for field in fields(TypeChoice))
TEXT_FIELDS: Final = ("zoom", "column", *_TYPE_FIELDS)
"""The settings that say how an article's text is set."""


def type_choice(settings: Settings) -> TypeChoice:
    """Return what `settings` say of the text."""
    return TypeChoice(**{name: getattr(settings, name) for name in _TYPE_FIELDS})


def follow_settings(pane: ReaderPane, looks: Looks, status: StatusBar) -> None:
    """Let `pane` set its article as the settings say, from now on; the place in it is kept.

    A font that has gone is named in the status bar, once: the settings keep it.
    """

    def apply(settings: Settings) -> None:
        pane.set_type(type_choice(settings), zoom=settings.zoom, characters=settings.column)

    apply(looks.settings)
    looks.settings_changed.connect(apply)
    sentence = missing_font(looks.settings.font)
    if sentence:
        status.notice(sentence)


def missing_font(family: str) -> str:
    """Return the sentence that says why the text is not set in `family`; "" where it is."""
    if family in {"serif", "sans"} or fonts.is_usable(family):
        return ""
    translate = QCoreApplication.translate
    if family in fonts.installed():
        text = translate("Text", "“{0}” has no letters to read; the serif stands in for it.")
    else:
        text = translate("Text", "The font “{0}” is not installed; the serif stands in for it.")
    return text.format(family)
