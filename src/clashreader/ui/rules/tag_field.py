"""A field for several tags with commas between them, each completed as it is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCompleter, QWidget

from clashreader.ui.theme import ThinScrollBar
from clashreader.ui.widgets import Field

_Index = QModelIndex | QPersistentModelIndex


class TagField(Field):
    """Reads as ``grain, harbour``."""

    def __init__(self, tags: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCompleter(_LastCompleter(tags, self))

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that are written, each once."""
        names = (" ".join(part.split()) for part in self.text().split(","))
        return tuple(dict.fromkeys(name for name in names if name))

    def show_tags(self, tags: Sequence[str]) -> None:
        """Write `tags` into the field."""
        self.setText(", ".join(tags))


class _LastCompleter(QCompleter):
    """Completes what stands behind the last comma."""

    def __init__(self, words: Sequence[str], field: Field) -> None:
        super().__init__(list(words), field)
        self._field = field
        soften(self)

    def splitPath(self, path: str) -> list[str]:
        """What is looked for."""
        return [path.rpartition(",")[2].strip()]

    def pathFromIndex(self, index: _Index) -> str:
        """What the field says once a tag is taken."""
        before, comma, _ = self._field.text().rpartition(",")
        return f"{before}{comma} {super().pathFromIndex(index)}".strip()


def soften(completer: QCompleter) -> None:
    """Have a completer look anywhere in a name, whatever the case, in a list like all others."""
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    popup = completer.popup()
    if popup is not None:
        popup.setVerticalScrollBar(ThinScrollBar())
