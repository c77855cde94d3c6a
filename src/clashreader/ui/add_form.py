"""The parts of the dialog that adds sources, and their places; what they do is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from clashreader.ui.check_list import CheckList
from clashreader.ui.controls import CheckBox
from clashreader.ui.dialog_room import breadth, scrolled, within
from clashreader.ui.jobs import Jobs
from clashreader.ui.login_fields import LoginFields
from clashreader.ui.preview_card import PreviewCard
from clashreader.ui.target_field import TargetField
from clashreader.ui.widgets import Field, FlatButton, LinkButton, ProgressLine, quiet_label

_WIDTH = 560


class AddForm(QDialog):
    """A field for what is wanted, and below it what was found; as high as what is shown."""

    def __init__(self, jobs: Jobs, sections: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("addDialog")
        self.setWindowTitle(self.tr("Add a source"))
        self.setFixedWidth(breadth(parent or self, _WIDTH))
        self._sections = tuple(sections)
        self._build(jobs)

    def _build(self, jobs: Jobs) -> None:
        self.target = TargetField()
        self.target.setObjectName("addTarget")
        self.target.setAccessibleName(self.tr("Address, folder or file"))
        self.target.setToolTip(
            self.tr("Several go on lines of their own (Shift+Return); Return looks at them")
        )
        self.target.setPlaceholderText("https://")
        self.message = QLabel()
        self.message.setObjectName("addMessage")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self._known = LinkButton(self.tr("Show it"))
        self._known.setObjectName("showKnown")
        self._known.setToolTip(self.tr("Show what you follow already"))
        self.login = LoginFields(jobs)
        self.card = PreviewCard()
        self.choices = CheckList()
        self.choices.setObjectName("addChoices")
        self._line = ProgressLine()
        self._found = QWidget()
        box = QVBoxLayout(self._found)
        box.setContentsMargins(32, 24, 32, 0)
        box.setSpacing(8)
        box.addWidget(quiet_label(self.tr("A page, a feed, a folder or a file")))
        box.addWidget(self.target)
        box.addLayout(self._choosers())
        box.addWidget(self.message)
        box.addWidget(self._known)
        box.addWidget(self.login)
        box.addWidget(self.card)
        box.addWidget(self.choices)
        box.addWidget(self._make_options())
        box.addWidget(self._line)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 24)
        whole.setSpacing(0)
        whole.addWidget(scrolled(self._found), 1)  # the buttons stay in sight below it
        self._foot = self._buttons()
        whole.addLayout(self._foot)

    def _choosers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        self._folder = LinkButton(self.tr("Choose folder …"))
        self._folder.setToolTip(self.tr("A folder of articles on this computer"))
        self._file = LinkButton(self.tr("Choose file …"))
        self._file.setToolTip(self.tr("An article, a saved page, or a list of feeds (OPML)"))
        self._suggest = LinkButton(self.tr("Suggestions …"))
        self._suggest.setObjectName("showSuggestions")
        self._suggest.setToolTip(self.tr("A few sources to begin with"))
        for link in (self._folder, self._file, self._suggest):
            row.addWidget(link)
        row.addStretch()
        return row

    def _make_options(self) -> QWidget:
        self._options = QWidget()
        box = QVBoxLayout(self._options)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(8)
        self.section = Field()
        self.section.setObjectName("addSection")
        self.section.setAccessibleName(self.tr("Section"))
        self.section.setToolTip(self.tr("Where its articles are filed"))
        self.section.setPlaceholderText(self.tr("As the articles say"))
        completer = QCompleter(list(self._sections), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.section.setCompleter(completer)
        self.whole = CheckBox(self.tr("Fetch whole articles"))
        self.whole.setObjectName("addWhole")
        self.whole.setToolTip(self.tr("Reads the page of each article, besides the feed"))
        box.addWidget(quiet_label(self.tr("Section")))
        box.addWidget(self.section)
        box.addWidget(self.whole)
        self._note = quiet_label(self.tr("The feed has the beginnings of its articles only."))
        self._note.setObjectName("addNote")
        self._note.setWordWrap(True)
        box.addWidget(self._note)
        return self._options

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(32, 12, 32, 0)
        row.setSpacing(8)
        self._anyway_button = FlatButton(self.tr("Add anyway"))
        self._anyway_button.setToolTip(self.tr("Follow it now; it is read as soon as it answers"))
        self._cancel = FlatButton(self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Close without adding anything (Esc)"))
        self._add = FlatButton(self.tr("Add"), primary=True)
        self._add.setObjectName("addButton")
        self._add.setDefault(True)
        row.addWidget(self._anyway_button)
        row.addStretch()
        row.addWidget(self._cancel)
        row.addWidget(self._add)
        return row

    def _set_button(self, words: str, enabled: bool) -> None:
        self._add.setText(words)
        self._add.setToolTip(self.tr("{0} (Return)").format(words))
        self._add.setEnabled(enabled)
        self._add.updateGeometry()

    def _set_open(self, opened: bool) -> None:
        """Let all but Cancel be used, or not."""
        for part in (self.target, self._folder, self._file, self._suggest, self.choices,
                     self._options, self.login):  # fmt: skip
            part.setEnabled(opened)

    def _hide_findings(self) -> None:
        for part in (self.message, self._known, self.login, self.card, self.choices,
                     self._options, self._anyway_button):  # fmt: skip
            part.hide()
        self.message.setText("")

    def _say_words(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
        self._room()

    def _wait(self, words: str) -> None:
        """Say that something is under way, and offer to stop it."""
        self._known.hide()
        self._anyway_button.hide()
        self._line.set_share(0.4)
        self._add.setEnabled(False)
        self._cancel.setText(self.tr("Stop"))
        self._say_words(words)

    def _calm(self) -> None:
        self._line.set_share(None)
        self._cancel.setText(self.tr("Cancel"))

    def _likely_section(self, title: str) -> str:
        """The section that a source's name names: articles that name none go there."""
        words = title.casefold()
        return next((name for name in self._sections if name.casefold() in words), "")

    def _room(self) -> None:
        """As high as what is shown now, as far as the screen goes; the rest is scrolled to."""
        layout, found = self.layout(), self._found.layout()
        if layout is None or found is None:
            return
        found.activate()
        layout.activate()
        above = max(found.totalHeightForWidth(self.width()), found.totalMinimumSize().height())
        below = self._foot.sizeHint().height() + layout.contentsMargins().bottom()
        wanted = QSize(self.width(), above + below)
        self.resize(within(wanted, self.screen().availableGeometry().size()))
