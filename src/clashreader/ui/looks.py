"""The theme that is shown, and the settings it is kept in."""

from __future__ import annotations

import sys
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
        self._was_there = path.parent.is_dir()
        self._asking = False
        self.theme = self._find()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        accessibility = getattr(hints, "accessibility", None)  # Qt 6.10 and later
        if accessibility is not None:
            accessibility().contrastPreferenceChanged.connect(self._system_changed)

    def choose(self, name: str) -> None:
        """Follow the system, or show one of the themes; kept in the settings."""
        self.name = name
        self.keep(replace(self.settings, theme=name))
        self._apply()

    def keep_zoom(self, percent: int) -> None:
        """Remember the size of the text."""
        self.keep(replace(self.settings, zoom=percent))

    def show_settings(self, settings: Settings) -> None:
        """Go by `settings` from now on; `keep` will write them."""
        if settings != self.settings:
            self.settings = settings
            self.settings_changed.emit(settings)

    def keep(self, settings: Settings) -> None:
        """Go by `settings` from now on, and write them."""
        self.show_settings(settings)
        if not self.writes:
            return
        from clashreader.settings import save

        try:
            save(self._path, settings, make_folder=not self._was_there)
            self._was_there = True
        except ReaderError as error:
            self.failed.emit(error)

    @property
    def follows(self) -> bool:
        """Whether the desktop decides."""
        return self.name not in themes.THEMES

    def _find(self) -> themes.Theme:
        chosen = themes.THEMES.get(self.name)
        app = QApplication.instance()
        if chosen is not None or not isinstance(app, QApplication):
            return chosen or themes.THEMES["light"]
        if sys.platform != "linux":
            # What we asked of the desktop for another theme would be its answer now.
            app.styleHints().unsetColorScheme()
        return themes.system_theme(app)

    def _system_changed(self) -> None:
        """The desktop went dark, light again, or to high contrast."""
        if self.follows and not self._asking:
            self._apply()

    def _apply(self) -> None:
        self._asking = True  # asking the desktop makes it answer twice
        try:
            self.theme = self._find()
        finally:
            self._asking = False
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.apply(app, self.theme, follows=self.follows)
        self.changed.emit(self.theme)
