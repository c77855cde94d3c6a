"""Taking in what another reader exported: looked at first, taken when the reader says so."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QVBoxLayout

from clashreader.errors import ReaderError
from clashreader.model import Changes
from clashreader.ui.choice_list import ChoiceList
from clashreader.ui.dialog_room import breadth, fit
from clashreader.ui.jobs import Job
from clashreader.ui.language import plural, sentence
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, ProgressLine, at_the_end, quiet_label

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.parse.kept import Export
    from clashreader.sync.bringing import Brought, Preview
    from clashreader.sync.subscribe import Imported
    from clashreader.ui.main_window import MainWindow

_WIDTH = 540
_SHOWN = 200
"""Addresses that were left out are listed up to this many."""


def choose(window: MainWindow) -> None:
    """Ask for a file, and open the dialog that looks into it."""
    library = window.library
    if library is None:
        return
    dialog = QFileDialog(window, QCoreApplication.translate("ImportDialog", "Import"))
    dialog.setObjectName("importFileDialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    known = QCoreApplication.translate("ImportDialog", "Lists and exports")
    others = QCoreApplication.translate("ImportDialog", "All files")
    endings = "*.opml *.xml *.csv *.json *.html *.htm *.mhtml *.mht *.zip"
    dialog.setNameFilters([f"{known} ({endings})", f"{others} (*)"])
    downloads = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    dialog.setDirectory(downloads)
    dialog.fileSelected.connect(lambda name: open_for(window, library, Path(name)))
    dialog.open()


def open_for(window: MainWindow, library: Library, path: Path) -> ImportDialog:
    """Open the dialog over a file."""
    dialog = ImportDialog(window, library, path)
    fit(dialog)
    dialog.open()
    return dialog


class ImportDialog(QDialog):
    """Says what is in a file and what of it is new; *Import* takes it."""

    def __init__(self, window: MainWindow, library: Library, path: Path) -> None:
        super().__init__(window)
        self.setObjectName("importDialog")
        self.setWindowTitle(self.tr("Import"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(breadth(window, _WIDTH))
        self._window = window
        self._library = library
        self._path = path
        self._export: Export | None = None
        self._job: Job | None = None
        self._build()
        self.finished.connect(self._leave)
        self._look()

    # --- building ---

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        self.head = QLabel(self.tr("Import"))
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(self.head)
        name = quiet_label(self._path.name, 12)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        box.addWidget(name)
        box.addSpacing(8)
        self.message = QLabel()
        self.message.setObjectName("importFound")
        self.message.setFont(interface_font(14, QFont.Weight.DemiBold))
        self.details = quiet_label("", 13)
        for label in (self.message, self.details):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
            box.addWidget(label)
        self.details.setMinimumHeight(40)
        box.addSpacing(4)
        self.refused = ChoiceList()
        self.refused.setObjectName("importLeftOut")
        self.refused.setAccessibleName(self.tr("What is left out"))
        self.refused.hide()
        box.addWidget(self.refused)
        self._line = ProgressLine()
        box.addWidget(self._line)
        box.addSpacing(8)
        self.take = FlatButton(self.tr("Import"), primary=True)
        self.take.setObjectName("importNow")
        self.take.setEnabled(False)
        self.take.setDefault(True)
        self.take.clicked.connect(self._bring_in)
        self.close_ = FlatButton(self.tr("Cancel"))
        self.close_.clicked.connect(self.reject)
        box.addLayout(at_the_end(self.close_, self.take))

    # --- looking ---

    def _look(self) -> None:
        path, library = self._path, self._library

        def work(_: threading.Event) -> tuple[Export, Preview, int]:
            from clashreader.parse import read_list
            from clashreader.sync import bringing

            export = bringing.load(path)
            feeds = sum(len(read_list(data).links) for data in export.lists)
            return export, bringing.preview(library, export), feeds

        self.message.setText(self.tr("Looking into the file …"))
        self._line.set_share(None)
        self._job = self._window.jobs.submit(work, self._found, self._failed, key="import")

    def _found(self, found: tuple[Export, Preview, int]) -> None:
        from clashreader.sync.bringing import TITLES

        self._job = None
        self._line.set_share(None)
        self._export, seen, feeds = found
        if seen.articles:
            self.head.setText(TITLES[seen.format])
        told = []
        if seen.articles:
            told.append(plural("ImportDialog", "%Ln article", "%Ln articles", seen.articles))
        if feeds:
            told.append(plural("ImportDialog", "%Ln feed", "%Ln feeds", feeds))
        nothing = self.tr("There is nothing in this file that can be taken.")
        self.message.setText(", ".join(told) or nothing)
        self.details.setText(self._counts(seen))
        self._show_refused(seen)
        self.take.setEnabled(bool(seen.articles or feeds))
        self.take.setFocus()
        self._room()

    def _room(self) -> None:
        """Be as high as what is said now needs, on the screen that there is."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        height = max(layout.totalHeightForWidth(self.width()), layout.totalSizeHint().height())
        self.resize(self.width(), min(height, self.screen().availableGeometry().height() - 48))

    def _counts(self, seen: Preview) -> str:
        number = self.locale().toString
        said = []
        if seen.known:
            words = self.tr("{0} are here already and get the tags and stars that they lack.")
            said.append(words.format(number(seen.known)))
        if seen.to_fetch:
            words = self.tr("{0} come as an address: the next syncs fetch their text.")
            said.append(words.format(number(seen.to_fetch)))
        marks = [
            (plural("ImportDialog", "%Ln tag", "%Ln tags", seen.tags), seen.tags),
            (plural("ImportDialog", "%Ln star", "%Ln stars", seen.bookmarked), seen.bookmarked),
            (plural("ImportDialog", "%Ln note", "%Ln notes", seen.notes), seen.notes),
            (
                plural("ImportDialog", "%Ln highlight", "%Ln highlights", seen.highlights),
                seen.highlights,
            ),
            (self.tr("{0} read").format(number(seen.read)), seen.read),
        ]
        words = " · ".join(name for name, count in marks if count)
        return "\n".join([words, *said] if words else said)

    def _show_refused(self, seen: Preview) -> None:
        if not seen.refused:
            return
        self.refused.offer([("", address) for address in seen.refused[:_SHOWN]])
        self.refused.setCurrentRow(-1)  # there is nothing to choose
        self.refused.setFixedHeight(110)
        self.refused.show()
        left = plural(
            "ImportDialog", "%Ln entry is left out:", "%Ln entries are left out:",
            len(seen.refused),
        )  # fmt: skip
        self.details.setText(f"{self.details.text()}\n{left}".strip())

    def _failed(self, error: ReaderError) -> None:
        self._job = None
        self._line.set_share(None)
        self.message.setText(self.tr("This cannot be imported."))
        self.details.setText(sentence(error.message))
        self.take.hide()
        self.close_.setText(self.tr("Close"))

    # --- taking ---

    def _bring_in(self) -> None:
        export, library, window = self._export, self._library, self._window
        if export is None or self._job is not None:
            return
        post = window.jobs.post

        def work(cancel: threading.Event) -> tuple[Brought, list[Imported]]:
            from clashreader.sync.bringing import bring_in
            from clashreader.sync.subscribe import import_opml

            def tell(done: int, total: int) -> None:
                post(lambda: self._advance(done / max(total, 1)))

            feeds = [import_opml(library, data) for data in export.lists]
            return bring_in(library, export, progress=tell, cancel=cancel), feeds

        self.take.setEnabled(False)
        self.message.setText(self.tr("Importing …"))
        self.details.setText(self.tr("Closing this stops it; what came until then stays."))
        self._line.set_share(0.0)
        self._job = window.jobs.submit(work, self._brought, self._stumbled, lane="fetch")

    def _advance(self, share: float) -> None:
        if self._job is not None:
            self._line.set_share(share)

    def _stumbled(self, error: ReaderError) -> None:
        self._failed(error)
        self._window.apply_changes(Changes(everything=True, sources=True, tags=True))

    def _brought(self, done: tuple[Brought, list[Imported]]) -> None:
        self._job = None
        tell(self._window, self._library, *done)
        self.accept()

    def _leave(self) -> None:
        """Looking stops; an import stops after the batch it is at, and the window learns of it."""
        job, self._job = self._job, None
        if job is None:
            return
        window = self._window
        everything = Changes(everything=True, sources=True, tags=True)
        job.done = lambda _: window.apply_changes(everything)
        job.failed = lambda _: window.apply_changes(everything)
        job.cancel.set()


def tell(window: MainWindow, library: Library, done: Brought, feeds: list[Imported]) -> None:
    """Have the window show what came, say it, and offer to take it back."""
    window.apply_changes(Changes(everything=True, sources=True, tags=True, sections=True))
    words = []
    added = sum(len(one.added) for one in feeds)
    if added:
        words.append(plural("ImportDialog", "%Ln feed added.", "%Ln feeds added.", added))
    if done.added or not added:
        words.append(
            plural("ImportDialog", "%Ln article imported.", "%Ln articles imported.", done.added)
        )
    if not done.articles:
        window.status.notice(" ".join(words))
        return
    undo = QCoreApplication.translate("ImportDialog", "Move them to the bin")
    window.status.notice(" ".join(words), undo, lambda: _take_back(window, library, done.articles))


def _take_back(window: MainWindow, library: Library, ids: list[int]) -> None:
    """Put the new articles into the bin, from which they can come back."""

    def work(_: threading.Event) -> Changes:
        return library.delete(ids)

    window.jobs.submit(work, window.apply_changes, window.report, lane="writes")
