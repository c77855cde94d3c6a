"""The dialog in which a search gets a name, or another query."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.errors import QueryError, ReaderError
from clashreader.library.library import Library
from clashreader.model import Changes, SavedSearch, Sort
from clashreader.ui.controls import ChoiceBox
from clashreader.ui.language import sentence
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import Field, FlatButton, at_the_end, quiet_label


class SearchDialog(QDialog):
    """Name, query and order. What is wrong with the query is said, and its place chosen."""

    def __init__(
        self,
        library: Library,
        parent: QWidget,
        *,
        search: SavedSearch | None = None,
        query: str = "",
        sort: Sort = Sort.NEWEST,
    ) -> None:
        """`search` is the one to change; without one a new one is saved."""
        super().__init__(parent)
        self._library = library
        self._search = search
        self.changes = Changes()
        """What was done, once the dialog was accepted."""
        self.saved: SavedSearch | None = None
        self.setObjectName("searchDialog")
        title = self.tr("Save the search") if search is None else self.tr("Saved search")
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(12)
        head = QLabel(title)
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        box.addWidget(head)
        box.addLayout(self._fields())
        self.message = QLabel()
        self.message.setObjectName("searchMessage")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.hide()
        box.addWidget(self.message)
        box.addLayout(self._buttons())
        self.name.setText(search.name if search is not None else query[:60])
        self.query.setText(search.query if search is not None else query)
        chosen = search.sort if search is not None else sort
        self.sort.setCurrentIndex(max(0, self.sort.findData(chosen)))
        self.name.setFocus()
        self.name.selectAll()

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.name = Field()
        self.name.setObjectName("searchName")
        self.name.setMaxLength(200)
        self.query = Field()
        self.query.setObjectName("searchQuery")
        self.sort = ChoiceBox()
        for value, name in (
            (Sort.NEWEST, self.tr("Newest first")),
            (Sort.OLDEST, self.tr("Oldest first")),
            (Sort.RELEVANCE, self.tr("Best first")),
            (Sort.TITLE, self.tr("By title")),
        ):
            self.sort.addItem(name, value)
        texts = (self.tr("&Name"), self.tr("&Query"), self.tr("&Order"))
        controls: tuple[QWidget, ...] = (self.name, self.query, self.sort)
        for row, (text, control) in enumerate(zip(texts, controls, strict=True)):
            label = quiet_label(text)
            label.setTextFormat(Qt.TextFormat.AutoText)
            label.setBuddy(control)
            control.setAccessibleName(text.replace("&", ""))
            grid.addWidget(label, row, 0)
            grid.addWidget(control, row, 1)
        return grid

    def _buttons(self) -> QHBoxLayout:
        cancel = FlatButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.save = FlatButton(self.tr("Save"), primary=True)
        self.save.setObjectName("saveSearch")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        return at_the_end(cancel, self.save)

    def _save(self) -> None:
        name = " ".join(self.name.text().split())
        query, sort = self.query.text().strip(), Sort(self.sort.currentData())
        if not name:
            self._say(self.tr("A saved search needs a name."))
            self.name.setFocus()
            return
        try:
            if self._search is None:
                self.saved = self._library.add_search(name, query, sort)
                self.changes = Changes(searches=True)
            else:
                self.changes = self._library.edit_search(
                    self._search.id, name=name, query=query, sort=sort
                )
        except QueryError as error:
            self._say(sentence(error.message))
            self.query.setFocus()
            self.query.setSelection(error.position, max(1, len(query) - error.position))
            return
        except ReaderError as error:
            self._say(sentence(error.message))
            return
        self.accept()

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
