"""What can be done with the highlight that is chosen in the panel: a strip below the list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clashreader.model import Highlight
from clashreader.ui.annotations.colour_row import ColourRow
from clashreader.ui.annotations.note_box import NoteBox
from clashreader.ui.annotations.rows import Row
from clashreader.ui.theme import Theme, icon
from clashreader.ui.widgets import IconButton, hairline


class RowTools(QWidget):
    """Colours, note, copy and delete, and the way to the version that has the words."""

    colour_wanted = Signal(object, int)
    source_wanted = Signal(object)
    delete_wanted = Signal(object)
    version_wanted = Signal(object)
    note_written = Signal(object, str)
    """A row, and the note that is to be written on its highlight."""
    left = Signal()
    """The note is finished."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self._noted: Row | None = None
        self._icons: list[tuple[IconButton, str]] = []
        self.colours = ColourRow(theme)
        self.colours.chosen.connect(lambda colour: self._tell(self.colour_wanted, colour))
        self.note = NoteBox(self.tr("Note on the highlight"), self.tr("Your note …"), lines=(3, 8))
        self.note.keep.connect(self._keep)
        self.note.done.connect(self._finish)
        self.note.hide()
        tools = QHBoxLayout()
        tools.setContentsMargins(8, 4, 8, 4)
        tools.setSpacing(2)
        tools.addWidget(self.colours)
        tools.addStretch()
        self._version = self._button("edited", self.tr("Open the version with these words"), "")
        self._version.clicked.connect(lambda: self._tell(self.version_wanted))
        self._note = self._button("note", self.tr("Note"), "F2")
        self._note.clicked.connect(self.write_note)
        source = self._button("quote", self.tr("Copy with source"), "")
        source.clicked.connect(lambda: self._tell(self.source_wanted))
        delete = self._button("trash", self.tr("Delete the highlight"), "Del")
        delete.clicked.connect(lambda: self._tell(self.delete_wanted))
        for button in (self._version, self._note, source, delete):
            tools.addWidget(button)
        field = QHBoxLayout()
        field.setContentsMargins(12, 0, 12, 8)
        field.addWidget(self.note)
        self._field = QWidget()
        self._field.setLayout(field)
        self._field.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(hairline())
        box.addLayout(tools)
        box.addWidget(self._field)
        self.set_theme(theme)
        self.hide()

    def _button(self, name: str, text: str, key: str) -> IconButton:
        button = IconButton()
        button.setObjectName(f"row-{name}")
        button.setAccessibleName(text)
        button.setToolTip(f"{text} ({key})" if key else text)
        self._icons.append((button, name))
        return button

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self.colours.set_theme(theme)
        for button, name in self._icons:
            button.setIcon(icon(name, theme))

    def show_row(self, row: Row | None) -> None:
        """Belong to `row`; a row without a highlight has no tools."""
        highlight = None if row is None else row.highlight
        noted = self._noted
        if noted is not None and (row is None or row.key != noted.key):
            self._close_note()
        self._row = row
        self.setVisible(highlight is not None)
        if row is None or highlight is None:
            return
        if self._noted is not None:
            self._noted = row
            if not self.note.changed:
                self.note.show_text(highlight.note or "")
        self.colours.set_current(highlight.colour)
        self._version.setVisible(row.version is not None)

    def write_note(self) -> None:
        """Open the field for the note on the highlight, and go there."""
        if self._row is None or self._row.highlight is None:
            return
        if self._noted is None:
            self._noted = self._row
            self.note.show_text(self._row.highlight.note or "")
        self._field.show()
        self.note.show()
        self.note.setFocus()
        self.note.to_end()

    def flush(self) -> None:
        """Write what is not written yet."""
        self.note.flush()

    @property
    def noted(self) -> Highlight | None:
        """The highlight whose note is open."""
        return None if self._noted is None else self._noted.highlight

    def _keep(self, text: str) -> None:
        if self._noted is not None:
            self.note_written.emit(self._noted, text)

    def _finish(self) -> None:
        self._close_note()
        self.left.emit()

    def _close_note(self) -> None:
        self.note.flush()
        self._noted = None
        self._field.hide()
        self.note.hide()

    def _tell(self, signal: object, *more: object) -> None:
        if self._row is not None:
            signal.emit(self._row, *more)  # type: ignore[attr-defined]
