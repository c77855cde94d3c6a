"""What takes how much room on the disk, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout

from clashreader.errors import ReaderError
from clashreader.library.asides import Aside
from clashreader.library.collecting import Collected
from clashreader.library.stopping import Stop
from clashreader.library.storage import Storage
from clashreader.ui.button_rows import spread
from clashreader.ui.dialog_room import breadth
from clashreader.ui.jobs import Job
from clashreader.ui.language import plural, sentence
from clashreader.ui.speaking import say
from clashreader.ui.storage.aside_dialog import AsideDialog
from clashreader.ui.storage.clean_up_dialog import CleanUpDialog
from clashreader.ui.storage.room_bar import Part, RoomBar, in_bytes
from clashreader.ui.storage.source_rooms import SourceRooms
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, LinkButton, ProgressLine, quiet_label

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow

_SIZE = (620, 640)
_WORTH = 1_000_000
"""Free bytes within the library's file from which on giving them back is offered."""


class StorageDialog(QDialog):
    """Measured in the background each time something has changed."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._job: Job | None = None
        self._said = ""
        self._kept: tuple[Aside, ...] = ()
        self.room: Storage | None = None
        """What was measured last."""
        self.cleaning: CleanUpDialog | None = None
        self.setObjectName("storageDialog")
        self.setWindowTitle(self.tr("Storage"))
        self._build()
        room = window.screen().availableGeometry()
        self.resize(breadth(window, _SIZE[0]), min(_SIZE[1], room.height() - 60))
        self.finished.connect(self._leave)
        self.measure()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.tr("Room on the disk"))
        head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(head)
        self.message = quiet_label("", 13)
        self.message.setWordWrap(True)
        box.addWidget(self.message)
        self._line = ProgressLine()
        box.addWidget(self._line)
        box.addSpacing(8)
        self.bar = RoomBar(self)
        box.addWidget(self.bar)
        box.addLayout(self._links())
        box.addSpacing(8)
        box.addWidget(quiet_label(self.tr("By source"), 11))
        self.sources = SourceRooms(self)
        self.sources.itemDoubleClicked.connect(lambda _: self.clean_up())
        box.addWidget(self.sources, 1)
        box.addSpacing(4)
        box.addLayout(self._buttons())

    def _links(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(0)
        self.collect = LinkButton(self.tr("Delete pictures that nothing shows"))
        self.collect.setObjectName("collectPictures")
        self.collect.clicked.connect(self._collect)
        self.shrink = LinkButton(self.tr("Give free room back to the disk"))
        self.shrink.setObjectName("giveBack")
        self.shrink.clicked.connect(self._compact)
        self.forget = LinkButton(self.tr("Delete what was kept aside …"))
        self.forget.setObjectName("deleteKeptAside")
        self.forget.clicked.connect(self._ask_about_aside)
        for link in (self.collect, self.shrink, self.forget):
            link.hide()
            rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        return rows

    def _buttons(self) -> QVBoxLayout:
        self.clean = FlatButton(self.tr("Clean up …"))
        self.clean.setObjectName("cleanUp")
        self.clean.clicked.connect(self.clean_up)
        folder = FlatButton(self.tr("Open the folder"))
        place = QUrl.fromLocalFile(str(self._library.path.parent))
        folder.clicked.connect(lambda: QDesktopServices.openUrl(place))
        close = FlatButton(self.tr("Close"), primary=True)
        close.setDefault(True)
        close.clicked.connect(self.reject)
        return spread([self.clean, folder], [close], breadth(self._window, _SIZE[0]) - 64)

    # --- measuring ---

    def measure(self) -> None:
        """Look anew."""
        library = self._library
        folders = {path.parent for path in self._window.home.beside_library.values()}

        def work(stop: Stop) -> tuple[Storage, tuple[Aside, ...]]:
            return library.storage(stop=stop), library.kept_aside(folders)

        if not self._said:
            self.message.setText(self.tr("Measuring …"))
        self._begin(self._window.jobs.submit(work, self._measured, self._failed, key="storage"))

    def _measured(self, found: tuple[Storage, tuple[Aside, ...]]) -> None:
        self._end()
        room, self._kept = found
        self.room = room
        words = self.tr("{0} in all.").format(in_bytes(room.total, self.locale()))
        self.message.setText(" ".join(one for one in (words, self._said) if one))
        self._said = ""
        older = in_bytes(room.older_versions, self.locale())
        parts = [
            Part(self.tr("Texts"), room.texts, self.tr("{0} in older versions").format(older)),
            Part(self._pictures(room.picture_count), room.pictures),
            Part(self.tr("Search index and lists"), room.index),
            Part(self.tr("Backups"), room.backups),
        ]
        if room.unused_count:
            name = self.tr("Pictures that nothing shows")
            parts.append(Part(name, room.unused_pictures))
        if room.free:
            parts.append(Part(self.tr("Free"), room.free, self.tr("used again first")))
        if room.aside:
            parts.append(
                Part(self.tr("Kept aside"), room.aside, self.tr("by restores and repairs"))
            )
        self.bar.show_parts(parts)
        self.sources.show_rooms(room.sources)
        writable = self._library.only_read is None
        self.collect.setVisible(bool(room.unused_count) and writable)
        self.shrink.setVisible(room.free >= _WORTH and writable)
        self.forget.setVisible(bool(self._kept))
        self.clean.setEnabled(writable)

    def _pictures(self, count: int) -> str:
        return plural("Storage", "%Ln picture", "%Ln pictures", count)

    def _begin(self, job: Job) -> None:
        self._job = job
        self._line.set_share(0.3)
        for button in (self.clean, self.collect, self.shrink, self.forget):
            button.setEnabled(False)

    def _end(self) -> None:
        self._job = None
        self._line.set_share(None)
        for button in (self.clean, self.collect, self.shrink, self.forget):
            button.setEnabled(True)

    def _failed(self, error: ReaderError) -> None:
        self._end()
        self.message.setText(sentence(error.message))

    def _tell(self, done: int, total: int) -> None:
        self._line.set_share(done / max(total, 1))

    # --- doing ---

    def clean_up(self) -> None:
        """Open the dialog that says what may go; the chosen source is filled in."""
        if self._job is not None or self._library.only_read is not None:
            return
        chosen = self.sources.chosen if self.sources.hasFocus() else None
        rooms = self.room.sources if self.room else ()
        self.cleaning = CleanUpDialog(self._window, self._library, rooms, self, source=chosen)
        self.cleaning.cleaned.connect(self._cleaned)
        self.cleaning.open()

    def _cleaned(self, words: str) -> None:
        self._said = words
        say(self, words)
        self.measure()

    def _collect(self) -> None:
        library, post = self._library, self._window.jobs.post

        def work(stop: Stop) -> Collected:
            def tell(done: int, total: int) -> None:
                post(lambda: self._tell(done, total))

            return library.collect_pictures(tell, stop.is_set)

        self.message.setText(self.tr("Deleting pictures …"))
        self._begin(self._window.jobs.submit(work, self._collected, self._failed, lane="writes"))

    def _collected(self, gone: Collected) -> None:
        self._end()
        words = plural("Storage", "%Ln picture deleted.", "%Ln pictures deleted.", gone.pictures)
        self._cleaned(words)

    def _ask_about_aside(self) -> None:
        if self._job is None:
            self.asking = AsideDialog(self._kept, self)
            self.asking.accepted.connect(lambda: self._forget(self.asking.chosen))
            self.asking.open()

    def _forget(self, those: list[Aside]) -> None:
        library = self._library

        def work(_: Stop) -> int:
            return library.delete_kept_aside(those)

        self.message.setText(self.tr("Deleting …"))
        self._begin(self._window.jobs.submit(work, self._forgotten, self._failed, lane="writes"))

    def _forgotten(self, freed: int) -> None:
        self._end()
        self._cleaned(self.tr("{0} deleted.").format(in_bytes(freed, self.locale())))

    def _compact(self) -> None:
        library = self._library

        def work(stop: Stop) -> int:
            return library.compact(stop=stop)

        self.message.setText(
            self.tr("Writing the library anew. What you do meanwhile is kept, and written after.")
        )
        self._begin(self._window.jobs.submit(work, self._compacted, self._failed, lane="writes"))

    def _compacted(self, freed: int) -> None:
        self._end()
        words = self.tr("The library is {0} smaller.")
        self._cleaned(words.format(in_bytes(freed, self.locale())))

    def _leave(self) -> None:
        """Nobody waits any more: measuring stops; deleting stops after the batch it is at."""
        if self._job is not None:
            self._job.cancel.set()
            self._job.done = self._job.failed = None
            self._job = None
