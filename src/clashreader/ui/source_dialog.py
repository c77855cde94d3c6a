"""One source: what it is called, where it comes from, how often, and how its fetches went."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.errors import NotFoundError, ReaderError
from clashreader.model import Changes, FetchRecord, Source, SourceKind
from clashreader.ui.controls import CheckBox, ChoiceBox
from clashreader.ui.dates import long_date
from clashreader.ui.fetch_table import FetchTable
from clashreader.ui.language import plural, sentence
from clashreader.ui.login_fields import LoginFields
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import Field, FlatButton, LinkButton, quiet_label

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow

_WIDTH, _HEIGHT = 680, 640
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_INTERVALS = (0, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY)


@dataclass(frozen=True, slots=True)
class _Found:
    source: Source
    fetches: tuple[FetchRecord, ...]


class SourceDialog(QDialog):
    """Shows a source as the library has it, and writes what the reader changes."""

    def __init__(self, window: MainWindow, library: Library, source: Source) -> None:
        super().__init__(window)
        self.setObjectName("sourceDialog")
        self.setWindowTitle(self.tr("Source"))
        self.setMinimumSize(520, 480)
        self.resize(_WIDTH, _HEIGHT)
        self._window = window
        self._library = library
        self._source = source
        self._build()
        self._fill(source)
        self._read()
        if window.syncing is not None:
            window.syncing.finished.connect(self._read)
            window.syncing.failed.connect(self._read)

    # --- building ---

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        self._head = QLabel()
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(self._head)
        self._state = quiet_label()
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setObjectName("sourceState")
        box.addWidget(self._state)
        box.addLayout(self._trouble())
        box.addSpacing(8)
        box.addLayout(self._fields())
        box.addLayout(self._switches())
        box.addSpacing(8)
        row = QHBoxLayout()
        row.addWidget(quiet_label(self.tr("The last fetches")))
        row.addStretch()
        copy = LinkButton(self.tr("Copy"))
        copy.setAccessibleName(self.tr("Copy the last fetches"))
        copy.setObjectName("copyFetches")
        row.addWidget(copy)
        box.addLayout(row)
        self.table = FetchTable()
        copy.clicked.connect(self.table.copy_all)
        box.addWidget(self.table, 1)
        box.addSpacing(8)
        box.addLayout(self._buttons())

    def _trouble(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.message = QLabel()
        self.message.setObjectName("sourceError")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.setWordWrap(True)
        self.try_now = LinkButton(self.tr("Try now"))
        self.try_now.setObjectName("tryNow")
        self.try_now.clicked.connect(self._try)
        row.addWidget(self.message, 1)
        row.addWidget(self.try_now)
        return row

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        self.name, self.address, self.section = Field(), Field(), Field()
        self.every = ChoiceBox()
        self.every.setObjectName("sourceEvery")
        self.section.setPlaceholderText(self.tr("As the articles say"))
        for row, (words, name, widget) in enumerate((
            (self.tr("Title"), "sourceTitle", self.name),
            (self.tr("Address"), "sourceAddress", self.address),
            (self.tr("Section"), "sourceSection", self.section),
            (self.tr("Look for news"), "sourceEvery", self.every),
        )):  # fmt: skip
            label = quiet_label(words)
            label.setBuddy(widget)
            widget.setObjectName(name)
            widget.setAccessibleName(words)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        self.login = LoginFields(self._window.jobs)
        self.login.refused.connect(self._refused)
        self.login.take_away.connect(self._take_login_away)
        self._login_label = quiet_label(self.tr("Password"))
        grid.addWidget(self._login_label, grid.rowCount(), 0)
        grid.addWidget(self.login, grid.rowCount() - 1, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _switches(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(24)
        self.full_text = CheckBox(self.tr("Fetch whole articles"))
        self.images = CheckBox(self.tr("Keep pictures"))
        self.paused = CheckBox(self.tr("Paused"))
        for name, box in (
            ("sourceFullText", self.full_text), ("sourceImages", self.images),
            ("sourcePaused", self.paused),
        ):  # fmt: skip
            box.setObjectName(name)
            row.addWidget(box)
        row.addStretch()
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        leave = FlatButton(self.tr("Unsubscribe …"))
        leave.setObjectName("unsubscribe")
        leave.clicked.connect(self._unsubscribe)
        close = FlatButton(self.tr("Cancel"))
        close.clicked.connect(self.reject)
        self.save = FlatButton(self.tr("Save"), primary=True)
        self.save.setObjectName("saveSource")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        row.addWidget(leave)
        row.addStretch()
        row.addWidget(close)
        row.addWidget(self.save)
        return row

    # --- showing ---

    def _fill(self, source: Source) -> None:
        """Put the source's values into the fields."""
        self.name.setText(source.title)
        self.address.setText(source.url)
        self.address.setCursorPosition(0)
        self.section.setText(source.section or "")
        self.full_text.setChecked(source.full_text)
        for widget in (self.login, self._login_label):
            widget.setVisible(source.kind is SourceKind.FEED)
        self.full_text.setVisible(source.kind is not SourceKind.FOLDER)
        is_import = source.kind is SourceKind.IMPORT  # nothing is ever looked up for it
        self.address.setReadOnly(is_import)
        self.every.setEnabled(not is_import)
        self.login.show_kept(source.login)
        self.images.setChecked(source.images)
        self.paused.setChecked(source.paused)
        self.every.clear()
        for seconds in sorted({*_INTERVALS, source.interval or 0}):
            self.every.addItem(self._interval(seconds), seconds)
        self.every.setCurrentIndex(self.every.findData(source.interval or 0))
        self._show(source)

    def _interval(self, seconds: int) -> str:
        if not seconds:
            return self.tr("As often as it has news")
        if seconds % _DAY == 0:
            return plural("SourceDialog", "Every day", "Every %Ln days", seconds // _DAY)
        if seconds % _HOUR == 0:
            return plural("SourceDialog", "Every hour", "Every %Ln hours", seconds // _HOUR)
        return plural("SourceDialog", "Every minute", "Every %Ln minutes", seconds // _MINUTE)

    def _show(self, source: Source) -> None:
        """Show what a fetch changes; what the reader is writing stays."""
        self._source = source
        self._head.setText(source.title)
        parts = [self.tr("Never fetched")]
        if source.last_sync is not None:
            parts = [self.tr("Last fetched {0}").format(long_date(source.last_sync))]
        if source.paused:
            parts.append(self.tr("paused"))
        elif source.next_sync is not None and source.next_sync > time.time():
            parts.append(self.tr("next {0}").format(long_date(source.next_sync)))
        self._state.setText(" · ".join(parts))
        self.message.setText(sentence(source.error or source.notice or ""))
        self.message.setVisible(bool(source.error or source.notice))
        self.try_now.setVisible(not source.url.startswith("clashreader:"))

    def _read(self, _: object = None) -> None:
        library, number = self._library, self._source.id

        def work(_: threading.Event) -> _Found:
            return _Found(library.source(number), library.fetches(number))

        self._window.jobs.submit(work, self._arrived, self._gone, key=f"source {number}")

    def _arrived(self, found: _Found) -> None:
        self.try_now.setEnabled(True)
        self._show(found.source)
        self.table.fetches.show(found.fetches)

    def _gone(self, error: ReaderError) -> None:
        if isinstance(error, NotFoundError):
            self.reject()
        else:
            self._refused(error)

    # --- doing ---

    def _try(self) -> None:
        """Fetch it now; what comes of it is shown when it has come."""
        if self._window.syncing is not None:
            self.try_now.setEnabled(False)
            self._window.syncing.sync([self._source.id], force=True)

    def _changed_values(self) -> dict[str, Any]:
        source = self._source
        values = {
            "title": (self.name.text().strip(), source.title),
            "section": (self.section.text().strip(), source.section or ""),
            "full_text": (self.full_text.isChecked(), source.full_text),
            "images": (self.images.isChecked(), source.images),
            "paused": (self.paused.isChecked(), source.paused),
            "interval": (self.every.currentData(), source.interval or 0),
        }
        return {name: new for name, (new, old) in values.items() if new != old}

    def _save(self) -> None:
        """Write what was changed, off the thread of the window: a section moves all articles."""
        library, source, values = self._library, self._source, self._changed_values()
        address = self.address.text().strip()
        try:
            login = self.login.given
        except ReaderError as error:
            self._refused(error)
            return
        if not values.get("title", "-"):
            self._refused(ReaderError(self.tr("A source needs a title.")))
            return
        if not values and address == source.url and login is None:
            self.accept()
            return

        def work(_: threading.Event) -> Changes:
            from clashreader.sync import logins

            if login is not None:
                logins.require()  # before anything is changed
            if address != source.url:
                from clashreader.sync.places import new_address

                values["url"] = new_address(library, source, address)
            changes = library.edit_source(source.id, **values)
            if values.get("url", source.url) != source.url:
                logins.forget_of(source)
            if login is not None:
                logins.give(library, library.source(source.id), *login)
            return changes

        self.save.setEnabled(False)
        self._window.jobs.submit(work, lambda done: self._saved(done, login), self._refused)

    def _saved(self, changes: Changes, login: tuple[str, str] | None) -> None:
        self._window.apply_changes(changes)
        if login is not None:  # whether it is the right one is best known at once
            self._try()
        self.accept()

    def _take_login_away(self) -> None:
        library, source = self._library, self._source

        def work(_: threading.Event) -> Changes:
            from clashreader.sync import logins

            return logins.take_away(library, source)

        def done(changes: Changes) -> None:
            self._window.apply_changes(changes)
            self.login.show_kept(False)
            self._read()

        self._window.jobs.submit(work, done, self._refused)

    def _refused(self, error: ReaderError) -> None:
        self.save.setEnabled(True)
        self.message.setText(sentence(error.message))
        self.message.show()

    def _unsubscribe(self) -> None:
        dialog = UnsubscribeDialog(self._window, self._library, self._source, self)
        dialog.accepted.connect(self.accept)
        dialog.open()


class UnsubscribeDialog(QDialog):
    """Asks what is to become of the articles of a source that is left."""

    def __init__(
        self, window: MainWindow, library: Library, source: Source, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("unsubscribeDialog")
        self.setWindowTitle(self.tr("Unsubscribe"))
        self.setFixedWidth(460)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._library = library
        self._source = source
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.tr("Unsubscribe from “{0}”?").format(source.title))
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        self.message = QLabel(
            self.tr(
                "Its articles can stay in the library. If they are deleted, those that you "
                "bookmarked, tagged or annotated stay all the same."
            )
        )
        for label in (head, self.message):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            box.addWidget(label)
        box.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        delete = FlatButton(self.tr("Delete its articles"))
        delete.setObjectName("deleteArticles")
        delete.clicked.connect(lambda: self._leave(delete=True))
        cancel = FlatButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        keep = FlatButton(self.tr("Keep its articles"), primary=True)
        keep.setObjectName("keepArticles")
        keep.setDefault(True)
        keep.clicked.connect(lambda: self._leave(delete=False))
        row.addWidget(delete)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(keep)
        box.addLayout(row)

    def _leave(self, *, delete: bool) -> None:
        library, source = self._library, self._source

        def work(_: threading.Event) -> Changes:
            from clashreader.sync.subscribe import leave

            return leave(library, source, delete_articles=delete)

        self._window.jobs.submit(work, self._left, self._refused)

    def _left(self, changes: Changes) -> None:
        self._window.apply_changes(changes)
        self.accept()

    def _refused(self, error: ReaderError) -> None:
        self.message.setText(sentence(error.message))
