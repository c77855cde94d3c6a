"""The ground of the pane, in the colours of the text that stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView
    from clashreader.ui.theme import Theme


class PageColours(QObject):
    """Colours a pane and the view in it; the old ground stays as long as the old text does."""

    def __init__(self, pane: QWidget, view: ArticleView, sheet: Sheet, theme: Theme) -> None:
        super().__init__(pane)
        self._pane = pane
        self._view = view
        self._sheet = sheet
        self._theme = theme
        self._coloured = theme
        """The theme of the ground."""
        sheet.replaced.connect(self._follow)
        self._colour()

    def expect(self, theme: Theme) -> None:
        """Take the colours of `theme` as soon as a text in it is shown."""
        self._theme = theme

    def settle(self) -> None:
        """Take them now, unless the text of another theme is still on the screen."""
        if not self._sheet.replacing:
            self._colour()

    @Slot()
    def _follow(self) -> None:
        """The text of another theme has come: its ground comes with it."""
        if self._coloured is not self._theme:
            self._colour()

    def _colour(self) -> None:
        self._coloured = self._theme
        self._view.set_theme(self._theme)
        palette = QPalette(self._pane.palette())
        palette.setColor(QPalette.ColorRole.Window, self._theme.page)
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.secondary)
        self._pane.setPalette(palette)
