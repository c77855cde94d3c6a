"""The rows of the panel's lists: articles, notes and highlights, and their model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from clashreader.model import Highlight
from clashreader.ui.annotations.words import colour_name

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
"""The whole `Row`."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Kind(Enum):
    """What a row shows."""

    ARTICLE = auto()
    NOTE = auto()
    HIGHLIGHT = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `text` is title, note or quotation, `detail` stands below it in a quiet colour.

    `absence` says why a highlight is not in the text that is shown; `version` is then the one to
    be opened for it, and `offer` the words for that.
    """

    kind: Kind
    article_id: int
    text: str
    detail: str = ""
    highlight: Highlight | None = None
    absence: str = ""
    offer: str = ""
    version: int | None = None

    @property
    def key(self) -> tuple[Kind, int, int]:
        """What stays the same when the row's words change."""
        return self.kind, self.article_id, self.highlight.id if self.highlight else 0


class RowsModel(QAbstractListModel):
    """Rows as they are given, and more of them on demand."""

    more_wanted = Signal()
    """The view has come to the end, and there is more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._more = False

    def show(self, rows: Sequence[Row], *, more: bool = False) -> None:
        """Show `rows` in place of those before; rows that stay, stay where they are."""
        self._more = more
        fresh = list(rows)
        before = self._rows
        if [row.key for row in fresh] == [row.key for row in before]:
            self._rows = fresh
            for place, (old, new) in enumerate(zip(before, fresh, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(place), self.index(place))
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def add(self, rows: Sequence[Row], *, more: bool) -> None:
        """Add `rows` at the end."""
        self._more = more
        if rows:
            count = len(self._rows)
            self.beginInsertRows(_ROOT, count, count + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, not to be changed."""
        return self._rows

    def position(self, key: tuple[Kind, int, int]) -> int:
        """Return where the row with that key is, or -1."""
        return next((place for place, row in enumerate(self._rows) if row.key == key), -1)

    # --- what Qt asks ---

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rows have no children."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there is more than is shown."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Ask for more, once; it comes when it is there."""
        if self.canFetchMore(parent):
            self._more = False
            self.more_wanted.emit()

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The row, its words, or all that a screen reader is to say of it."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        return None


def spoken(row: Row) -> str:
    """Return a row in words: "highlight, yellow: quotation. note ..."."""
    tr = QCoreApplication.translate
    if row.kind is Kind.NOTE:
        return tr("Annotations", "Note: {0}").format(row.text)
    if row.highlight is None:
        return ", ".join(part for part in (row.text, row.detail) if part)
    said = tr("Annotations", "Highlight, {0}: {1}").format(
        colour_name(row.highlight.colour), row.text
    )
    parts = [said]
    if row.highlight.note:
        parts.append(tr("Annotations", "Note: {0}").format(row.highlight.note))
    return " ".join([*parts, row.absence, row.offer]).strip()
