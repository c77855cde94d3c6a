"""What is said above and below the article: which version it is, and that it was edited since."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from clashreader.model import Article
from clashreader.ui.changes.words import strip_words, tr
from clashreader.ui.widgets import LinkButton, hairline


class Strip(QWidget):
    """One sentence and what can be done about it, in one line that wraps where it must."""

    def __init__(self, name: str, *, above: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(20, 5, 20, 5)
        self._row.setSpacing(16)
        self._row.addWidget(self._sentence, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        if not above:
            box.addWidget(hairline())
        box.addLayout(self._row)
        if above:
            box.addWidget(hairline())
        self.hide()

    def add(self, text: str, name: str, tip: str) -> LinkButton:
        """Add something that can be done."""
        button = LinkButton(text)
        button.setToolTip(tip)
        button.setObjectName(name)
        self._row.addWidget(button)
        return button

    def say(self, sentence: str) -> None:
        """Show the sentence."""
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._sentence.text()


class VersionStrip(Strip):
    """Above an older version."""

    newest_wanted = Signal()
    changes_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("versionStrip", above=True)
        newest = self.add(tr("Newest"), "showNewest", tr("Read the newest version"))
        newest.clicked.connect(self.newest_wanted)
        changes = self.add(tr("Changes"), "showChanges", tr("What changed since (V)"))
        changes.clicked.connect(self.changes_wanted)

    def show_version(self, article: Article) -> None:
        """Say which version is read, and of how many."""
        self.say(strip_words(article.version, article.versions, article.seen))


class NewsStrip(Strip):
    """Below an article that has a newer version since it was opened: there it moves no text."""

    newest_wanted = Signal()
    changes_wanted = Signal()
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__("editedStrip", above=False)
        show = self.add(tr("Show"), "showEdited", tr("Read the newest version"))
        show.clicked.connect(self.newest_wanted)
        changes = self.add(tr("Changes"), "showEditedChanges", tr("What changed since (V)"))
        changes.clicked.connect(self.changes_wanted)
        later = self.add(tr("Not now"), "dismissEdited", tr("Say no more of this edit"))
        later.clicked.connect(self.dismissed)

    def show_edited(self, *, edited: bool) -> None:
        """Say that the source changed it; or else that the page behind it has come in."""
        self.say(
            tr("This article has been edited since you opened it.")
            if edited
            else tr("The text of its page has come in since you opened it.")
        )
