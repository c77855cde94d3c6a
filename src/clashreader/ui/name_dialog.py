"""A dialog that asks for one name, and whether to merge where the name is taken."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.library.folding import cut_name, fold_name
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import Field, FlatButton


class NameDialog(QDialog):
    """Renames a tag or a section; a name that another has is asked about once."""

    renamed = Signal(str)
    """The new name, which nothing else has."""

    merged = Signal(str)
    """The name of another that it is to be merged into."""

    def __init__(self, title: str, name: str, others: Collection[str], parent: QWidget) -> None:
        """`others` are the names that are taken."""
        super().__init__(parent)
        self.setObjectName("nameDialog")
        self.setWindowTitle(title)
        self.setFixedWidth(420)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._name = name
        self._others = {fold_name(other): other for other in others if other != name}
        self._asked = ""
        head = QLabel(title)
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        self.field = Field()
        self.field.setAccessibleName(self.tr("Name"))
        self.field.setText(name)
        self.field.selectAll()
        self.field.textChanged.connect(self._typed)
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.hide()
        cancel = FlatButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.save = FlatButton(self.tr("Rename"), primary=True)
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self.save)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(12)
        for widget in (head, self.field, self.message):
            box.addWidget(widget)
        box.addLayout(row)
        self.field.setFocus()

    def _typed(self) -> None:
        self._asked = ""
        self.message.hide()
        self.save.setText(self.tr("Rename"))

    def _save(self) -> None:
        name = cut_name(self.field.text())
        key = fold_name(name)
        if not key:
            self._say(self.tr("It needs a name."))
        elif key in self._others and self._asked != key:
            self._asked = key
            words = self.tr("“{0}” is there already. Both can be merged under that name.")
            self._say(words.format(self._others[key]))
            self.save.setText(self.tr("Merge"))
        elif key in self._others:
            self.merged.emit(self._others[key])
            self.accept()
        else:
            if name != self._name:
                self.renamed.emit(name)
            self.accept()

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
