"""What the window remembers between two starts."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from clashreader.model import Sort
from clashreader.ui.views import View, ViewKind


class WindowState:
    """Typed access to the INI file; a value that makes no sense is as good as none."""

    def __init__(self, path: Path, *, writes: bool = True) -> None:
        """With `writes` False nothing is ever written: for pictures of the window."""
        self._writes = writes
        self._path = path
        self._was_there = path.parent.is_dir()
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write to the disk now."""
        if self._may_write():
            self._settings.sync()
            self._was_there = self._path.parent.is_dir()

    def _may_write(self) -> bool:
        """A folder that has gone, its disk with it, must not be made anew where it was: the disk
        could not come back there.
        """
        return self._writes and (not self._was_there or self._path.parent.is_dir())

    @property
    def view(self) -> View:
        """The view shown last."""
        return View.from_key(self._text("view"))

    @view.setter
    def view(self, view: View) -> None:
        shown = View() if view.kind is ViewKind.SEARCH else view
        self._keep("view", shown.key)

    @property
    def sort(self) -> Sort:
        """The order of the list."""
        try:
            sort = Sort(self._text("sort"))
        except ValueError:
            return Sort.NEWEST
        return Sort.NEWEST if sort is Sort.RELEVANCE else sort

    @sort.setter
    def sort(self, sort: Sort) -> None:
        self._keep("sort", sort.value)

    @property
    def article(self) -> int | None:
        """The article that was open."""
        text = self._text("article")
        return int(text) if text.isascii() and text.isdigit() else None

    @article.setter
    def article(self, article_id: int | None) -> None:
        self._keep("article", "" if article_id is None else str(article_id))

    @property
    def expanded(self) -> list[str] | None:
        """Keys of the open sidebar entries; None at the first start."""
        value = self._settings.value("expanded")
        if value is None:
            return None
        if isinstance(value, str):
            return [value] if value else []
        return [str(item) for item in value] if isinstance(value, list) else []

    @expanded.setter
    def expanded(self, keys: list[str]) -> None:
        self._keep("expanded", keys)

    @property
    def welcomed(self) -> bool:
        """Whether the welcome card was dismissed."""
        return self._text("welcomed") == "yes"

    @welcomed.setter
    def welcomed(self, done: bool) -> None:
        self._keep("welcomed", "yes" if done else "")

    @property
    def paused_until(self) -> float:
        """When the pause of syncs ends, in seconds since 1970; infinity for one without an end."""
        try:
            until = float(self._text("pausedUntil") or 0)
        except ValueError:
            return 0.0
        return 0.0 if math.isnan(until) else until

    @paused_until.setter
    def paused_until(self, until: float) -> None:
        self._keep("pausedUntil", f"{until:.0f}" if until else "")

    @property
    def highlight_colour(self) -> int:
        """The colour in which the last highlight was made, as its index."""
        text = self._text("highlight")
        return int(text) if text in ("0", "1", "2", "3") else 0

    @highlight_colour.setter
    def highlight_colour(self, colour: int) -> None:
        self._keep("highlight", str(colour))

    @property
    def export(self) -> str:
        """What was chosen for the last export, as `exporting.choices` writes it."""
        return self._text("export")

    @export.setter
    def export(self, choices: str) -> None:
        self._keep("export", choices)

    @property
    def export_folder(self) -> str:
        """Where the last export went; empty where that is no folder any more."""
        folder = self._text("export_folder")
        return folder if folder and Path(folder).is_dir() else ""

    @export_folder.setter
    def export_folder(self, folder: str) -> None:
        self._keep("export_folder", folder)

    def blob(self, name: str) -> QByteArray | None:
        """Return what `keep` kept under `name` (geometry)."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def keep(self, name: str, value: QByteArray) -> None:
        """Keep an opaque value of Qt's."""
        self._keep(name, value)

    @property
    def widths(self) -> tuple[int, int] | None:
        """Widths of sidebar and list, in pixels."""
        parts = self._text("widths").split("x")
        if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts):
            return int(parts[0]), int(parts[1])
        return None

    @widths.setter
    def widths(self, widths: tuple[int, int]) -> None:
        self._keep("widths", f"{widths[0]}x{widths[1]}")

    def _keep(self, name: str, value: object) -> None:
        if self._may_write():
            self._settings.setValue(name, value)

    def _text(self, name: str) -> str:
        value = self._settings.value(name)
        return value if isinstance(value, str) else ""
