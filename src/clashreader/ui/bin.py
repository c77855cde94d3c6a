"""The bin: a line above its list with what can be done, and emptying it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.errors import ReaderError
from clashreader.model import Changes, Overview
from clashreader.ui.keys import tip
from clashreader.ui.language import plural
from clashreader.ui.theme import interface_font
from clashreader.ui.views import View, ViewKind
from clashreader.ui.widgets import FlatButton, LinkButton, hairline, quiet_label

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow


class PlaceLine(QWidget):
    """Above the list of the bin, or of the hidden: what can be done here."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.setObjectName("placeLine")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        actions = window.commands
        self.restore = LinkButton(self.tr("Restore"))
        self.restore.setObjectName("restoreShown")
        self.restore.setToolTip(tip(actions["restoreAction"], self.tr("Out of the bin again")))
        self.restore.clicked.connect(lambda: window.deeds.do("restoreAction"))
        self.show_again = LinkButton(self.tr("Show again"))
        self.show_again.setObjectName("showAgain")
        self.show_again.setToolTip(tip(actions["hideAction"], self.tr("Back into all views")))
        self.show_again.clicked.connect(lambda: window.deeds.do("hideAction"))
        self.empty = LinkButton(self.tr("Empty the bin …"))
        self.empty.setObjectName("emptyBin")
        self.empty.clicked.connect(lambda: window.deeds.do("emptyBinAction"))
        row = QHBoxLayout()
        row.setContentsMargins(*((12, 6, 24, 7) if self.isRightToLeft() else (24, 6, 12, 7)))
        row.setSpacing(20)
        for button in (self.restore, self.show_again, self.empty):
            button.setFont(interface_font(12))
            row.addWidget(button)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(row)
        box.addWidget(hairline())

    def show_for(self, view: View, *, filled: bool) -> None:
        """Show what can be done in a view, where it has articles."""
        binned = view.kind is ViewKind.BIN
        self.restore.setVisible(binned)
        self.empty.setVisible(binned)
        self.show_again.setVisible(not binned)
        self.setVisible(filled and (binned or view.kind is ViewKind.HIDDEN))


class Bin(QObject):
    """Shows the line above the bin's list, and empties it."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._line: PlaceLine | None = None
        self.dialog: EmptyDialog | None = None
        """Asks whether the bin is to be emptied."""
        window.listing.view_changed.connect(self._look)
        window.counted.connect(self._look)
        self._look()

    def _look(self, _: object = None) -> None:
        view, overview = self._window.listing.view, self._window.overview
        special = view.kind in (ViewKind.BIN, ViewKind.HIDDEN)
        if self._line is None and not special:
            return
        if self._line is None:
            self._line = PlaceLine(self._window)
            self._window.articles.insert_banner(self._line)
        self._line.show_for(view, filled=_holds(view, overview))

    def ask(self) -> None:
        """Ask whether what is in the bin is to go for good."""
        overview = self._window.overview
        count = 0 if overview is None else overview.binned
        if not count:
            self._window.status.notice(self.tr("The bin is empty."))
            return
        self.dialog = EmptyDialog(count, self._window)
        self.dialog.accepted.connect(self._empty)
        self.dialog.open()

    def _empty(self) -> None:
        window, library = self._window, self._library

        def tell(done: int, total: int) -> None:
            window.jobs.post(lambda: self._say(done, total))

        def work(cancel: threading.Event) -> int:
            return library.empty_bin(tell, cancel)

        self._say(0, 1)
        window.jobs.submit(work, self._emptied, self._failed, key="bin", lane="writes")

    def _say(self, done: int, total: int) -> None:
        self._window.progress.set_share(done / max(total, 1))
        words = self.tr("Emptying the bin: {0} %")
        self._window.status.progress(words.format(100 * done // max(total, 1)))

    def _end(self) -> None:
        self._window.progress.set_share(None)
        self._window.status.progress("")
        self._window.apply_changes(Changes(everything=True))
        if self._window.listing.view.kind is ViewKind.BIN:
            self._window.listing.show(self._window.listing.view)
            self._window.reading.show_nothing()

    def _emptied(self, count: int) -> None:
        self._end()
        self._window.status.notice(
            plural("Bin", "%Ln article deleted for good.", "%Ln articles deleted for good.", count)
        )

    def _failed(self, error: ReaderError) -> None:
        self._end()
        self._window.report(error)


def _holds(view: View, overview: Overview | None) -> bool:
    if overview is None:
        return False
    return bool(overview.binned if view.kind is ViewKind.BIN else overview.hidden)


class EmptyDialog(QDialog):
    """Asks, with how many articles it is about."""

    def __init__(self, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("emptyDialog")
        self.setWindowTitle(self.tr("Empty the bin"))
        self.setFixedWidth(440)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(
            plural(
                "Bin",
                "Delete %Ln article for good?",
                "Delete %Ln articles for good?",
                count,
            )
        )
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        head.setWordWrap(True)
        words = quiet_label(
            self.tr(
                "Their texts, versions, notes and pictures go, bookmarked ones too. They do not "
                "come back with the next sync, and this cannot be undone."
            ),
            13,
        )
        words.setWordWrap(True)
        self.cancel = FlatButton(self.tr("Cancel"), primary=True)
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.go = FlatButton(self.tr("Delete for good"))
        self.go.setObjectName("emptyNow")
        self.go.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.go)
        row.addStretch()
        row.addWidget(self.cancel)
        box.addWidget(head)
        box.addWidget(words)
        box.addSpacing(12)
        box.addLayout(row)
        self.cancel.setFocus()
