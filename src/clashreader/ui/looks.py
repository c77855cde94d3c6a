"""The theme that is shown, and the settings it is kept in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from clashreader.errors import ReaderError
from clashreader.settings import Settings
from clashreader.ui import theme as themes


class Looks(QObject):
    """Which theme is on; follows the desktop unless the reader chose one."""

    changed = Signal(object)
    """Another `Theme` is on; the application has it already."""

    settings_changed = Signal(object)
    """The `Settings` as they are now."""

    failed = Signal(object)
    """The settings could not be written: a `ReaderError`."""

    def __init__(
        self, settings: Settings, path: Path, *, name: str | None, parent: QObject | None = None
    ) -> None:
        """`name` outranks the settings' theme, until the reader chooses another."""
        super().__init__(parent)
        self.settings = settings
        self.writes = True
        """Off for pictures of the window."""
        self.name = name or settings.theme
        """The chosen theme: ``system`` or a name."""
        self._path = path
        self.theme = self._find()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def choose(self, name: str) -> None:
        """Follow the system, or show one of the themes; kept in the settings."""
        self.name = name
        self.keep(replace(self.settings, theme=name))
        self._apply()

    def keep_zoom(self, percent: int) -> None:
        """Remember the size of the text."""
        self.keep(replace(self.settings, zoom=percent))

    def keep(self, settings: Settings) -> None:
        """Go by `settings` from now on, and write them."""
        self.settings = settings
        self.settings_changed.emit(settings)
        if not self.writes:
            return
        from clashreader.settings import save

        try:
            save(self._path, settings)
        except ReaderError as error:
            self.failed.emit(error)

    def _find(self) -> themes.Theme:
        chosen = themes.THEMES.get(self.name)
        app = QApplication.instance()
        if chosen is None and isinstance(app, QApplication):
            chosen = themes.system_theme(app)
        return chosen or themes.THEMES["light"]

    def _system_changed(self) -> None:
        """The desktop went dark, or light again."""
        if self.name == "system":
            self._apply()

    def _apply(self) -> None:
        self.theme = self._find()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.apply(app, self.theme)
        self.changed.emit(self.theme)
