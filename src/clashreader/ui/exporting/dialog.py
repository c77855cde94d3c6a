"""Export…: which articles, in which format, with what; a file dialog asks where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.ui.controls import CheckBox, ChoiceBox, RadioButton, give_way
from clashreader.ui.dialog_room import breadth
from clashreader.ui.exporting.choices import TAG, Choices, Format, Scope, format_words
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, quiet_label

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 460


class ExportDialog(QDialog):
    """Asks; `chosen` has the scope and the choices, once the reader goes on."""

    chosen = Signal(object, object)

    def __init__(
        self, scopes: Sequence[Scope], tags: Sequence[str], choices: Choices, parent: QWidget
    ) -> None:
        """`scopes` are offered in their order, the first of them chosen; then `tags` to choose."""
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle(self.tr("Export"))
        self.setFixedWidth(breadth(parent, _WIDTH))
        self._scopes = {scope.name: scope for scope in scopes}
        self.scopes: dict[str, RadioButton] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.tr("Export articles"))
        head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(head)
        box.addSpacing(8)
        for scope in scopes:
            box.addWidget(self._radio(scope.name, scope.words))
        box.addLayout(self._tag_row(tags))
        box.addSpacing(12)
        box.addWidget(quiet_label(self.tr("Format")))
        box.addWidget(self._formats())
        box.addSpacing(8)
        self.pictures = CheckBox(self.tr("Pictures"))
        self.annotations = CheckBox(self.tr("My notes and highlights"))
        self.versions = CheckBox(self.tr("Earlier versions"))
        for check, name, on in (
            (self.pictures, "exportPictures", choices.pictures),
            (self.annotations, "exportNotes", choices.annotations),
            (self.versions, "exportVersions", choices.versions),
        ):
            check.setObjectName(name)
            check.setChecked(on)
            box.addWidget(check)
        box.addSpacing(12)
        box.addLayout(self._buttons())
        first = next(iter(self.scopes.values()))
        first.setChecked(True)
        first.setFocus()
        self.format.setCurrentIndex(self.format.findData(choices.format))
        self.format.currentIndexChanged.connect(self._show_options)
        self._show_options()

    def _radio(self, name: str, words: str) -> RadioButton:
        # Not a mnemonic: titles and tags may have the sign in them.
        button = RadioButton(words.replace("&", "&&"))
        button.setObjectName(f"export-{name}")
        give_way(button)
        self.scopes[name] = button
        return button

    def _tag_row(self, tags: Sequence[str]) -> QHBoxLayout:
        self.tags = ChoiceBox()
        self.tags.setObjectName("exportTag")
        self.tags.setAccessibleName(self.tr("Tag"))
        self.tags.give_way()
        for tag in tags:
            self.tags.addItem(tag)
        row = QHBoxLayout()
        row.setSpacing(8)
        radio = self._radio(TAG, self.tr("All with the tag"))
        row.addWidget(radio)
        row.addWidget(self.tags, 1)
        self.tags.activated.connect(lambda _: radio.setChecked(True))
        for widget in (radio, self.tags):
            widget.setVisible(bool(tags))
        if not tags:
            del self.scopes[TAG]
            radio.setParent(None)
        return row

    def _formats(self) -> ChoiceBox:
        self.format = ChoiceBox()
        self.format.setObjectName("exportFormat")
        self.format.give_way()
        self.format.setAccessibleName(self.tr("Format"))
        for one in Format:
            self.format.addItem(format_words(one), one)
        return self.format

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        cancel = FlatButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.go = FlatButton(self.tr("Export …"), primary=True)
        self.go.setObjectName("exportGo")
        self.go.setToolTip(self.tr("Choose where to put the file"))
        self.go.setDefault(True)
        self.go.clicked.connect(self._go)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self.go)
        return row

    def _show_options(self) -> None:
        """Offer what the format can hold; what is switched off by it is not forgotten."""
        chosen = self.choices.format
        self.pictures.setEnabled(chosen.shows_pictures)
        self.versions.setEnabled(chosen.holds_versions)

    @property
    def choices(self) -> Choices:
        """What is chosen now."""
        return Choices(
            Format(self.format.currentData(Qt.ItemDataRole.UserRole)),
            self.pictures.isChecked(),
            self.annotations.isChecked(),
            self.versions.isChecked(),
        )

    @property
    def scope(self) -> Scope:
        """The articles that are chosen now; a tag's have its name alone."""
        name = next(name for name, button in self.scopes.items() if button.isChecked())
        if name == TAG:
            tag = self.tags.currentText()
            return Scope(TAG, tag, tag)
        return self._scopes[name]

    def _go(self) -> None:
        scope, choices = self.scope, self.choices
        self.accept()
        self.chosen.emit(scope, choices)
