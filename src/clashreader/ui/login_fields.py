"""Name and password of a source: two fields, shown when they are wanted and can be kept."""

from __future__ import annotations

import threading

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from clashreader.errors import ReaderError
from clashreader.ui.jobs import Jobs
from clashreader.ui.widgets import Field, LinkButton


class LoginFields(QWidget):
    """A link that opens the fields; beside them, what takes away a password that is kept.

    What is typed here goes to the system's keyring, and nowhere else: whether there is one is
    asked, in a job, before the fields are shown.
    """

    refused = Signal(object)
    """A `ReaderError`: no password could be kept here."""

    take_away = Signal()
    """The reader wants the one that is kept to be forgotten."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._kept = False
        self.opener = LinkButton()
        self.opener.setObjectName("openLogin")
        self.opener.clicked.connect(self.open)
        self.name, self.password = Field(), Field()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.forget = LinkButton(self.tr("Forget"))
        self.forget.setObjectName("forgetLogin")
        self.forget.setAccessibleName(self.tr("Forget the name and the password"))
        self.forget.setToolTip(self.tr("Takes name and password out of the system’s keyring"))
        self.forget.clicked.connect(self.take_away)
        for field, words, name in (
            (self.name, self.tr("Name"), "loginName"),
            (self.password, self.tr("Password"), "loginPassword"),
        ):
            field.setObjectName(name)
            field.setAccessibleName(words)
            field.setPlaceholderText(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self.password, 1)
        row.addWidget(self.opener)
        row.addSpacing(8)
        row.addWidget(self.forget)
        row.addStretch()
        self.show_kept(False)

    def show_kept(self, kept: bool) -> None:
        """Say whether the keyring has a name and a password already; what was typed is gone."""
        self._kept = kept
        self.name.clear()
        self.password.clear()
        change, give = self.tr("Change the password …"), self.tr("Give a name and password …")
        self.opener.setText(change if kept else give)
        self._set_open(False)

    def _set_open(self, opened: bool) -> None:
        self.opener.setVisible(not opened)
        self.name.setVisible(opened)
        self.password.setVisible(opened)
        self.forget.setVisible(self._kept)
        self.setFocusProxy(self.name if opened else self.opener)

    def open(self) -> None:
        """Show the fields, if there is a keyring for what is typed into them."""

        def work(_: threading.Event) -> None:
            from clashreader.sync import logins

            logins.require()

        self.opener.setEnabled(False)
        self._jobs.submit(work, self._can_keep, self._cannot_keep)

    def _can_keep(self, _: None) -> None:
        self.opener.setEnabled(True)
        self._set_open(True)
        self.name.setFocus()

    def _cannot_keep(self, error: ReaderError) -> None:
        self.opener.setEnabled(True)
        self.refused.emit(error)

    @property
    def opened(self) -> bool:
        """Whether the fields can be typed into."""
        return not self.name.isHidden()

    @property
    def given(self) -> tuple[str, str] | None:
        """Name and password as typed, or None where nothing was.

        Raises `ReaderError` for a password without a name.
        """
        name, password = self.name.text().strip(), self.password.text()
        if not self.opened or not (name or password):
            return None
        if not name:
            raise ReaderError(self.tr("The password needs a name with it."))
        return name, password
