"""Which articles may go: by age, source, size, state and a query; counted before they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from clashreader.errors import ReaderError
from clashreader.library.cleaning import CleanPlan, CleanUp
from clashreader.library.grammar import parse_query
from clashreader.library.stopping import Stop
from clashreader.library.storage import SourceRoom
from clashreader.model import Changes
from clashreader.ui.controls import ChoiceBox
from clashreader.ui.dialog_room import breadth
from clashreader.ui.jobs import Job
from clashreader.ui.language import plural, sentence
from clashreader.ui.rules.query_field import QueryField
from clashreader.ui.storage.room_bar import in_bytes
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, ProgressLine, at_the_end, quiet_label
from clashreader.values import replace

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow

_WIDTH = 520
_DAY = 86_400
_MB = 1_000_000
_PAUSE = 250
"""Milliseconds after a change before it is counted what it means."""


class CleanUpDialog(QDialog):
    """Opens on what is read and a year old; deletes only after its counts were seen."""

    cleaned = Signal(str)
    """It is done; what is to be said of it."""

    def __init__(
        self,
        window: MainWindow,
        library: Library,
        rooms: Sequence[SourceRoom],
        parent: QWidget,
        *,
        source: SourceRoom | None = None,
    ) -> None:
        """`rooms` are the sources to choose from; `source` is chosen at first."""
        super().__init__(parent)
        self._window = window
        self._library = library
        self._job: Job | None = None
        self.plan: CleanPlan | None = None
        """What would go now; None while that is being counted."""
        self.setObjectName("cleanUpDialog")
        self.setWindowTitle(self.tr("Clean up"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(breadth(window, _WIDTH))
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._count)
        self._build(rooms)
        if source is not None:
            self.source.setCurrentIndex(max(0, self.source.findData(source.id)))
        for box in (self.age, self.source, self.least, self.state):
            box.currentIndexChanged.connect(self._changed)
        self.query.asks.connect(self._changed)
        self.query.refused.connect(self._refused)
        self.finished.connect(self._leave)
        self._changed()

    # --- building ---

    def _build(self, rooms: Sequence[SourceRoom]) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.tr("Clean up"))
        head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(head)
        words = quiet_label(
            self.tr(
                "Deletes articles for good, with their versions and pictures. What you bookmarked, "
                "tagged, highlighted or made a note on is never touched."
            ),
            13,
        )
        words.setWordWrap(True)
        box.addWidget(words)
        box.addSpacing(8)
        box.addLayout(self._criteria(rooms))
        box.addSpacing(8)
        self._line = ProgressLine()
        box.addWidget(self._line)
        self.preview = QLabel()
        self.preview.setObjectName("cleanUpPreview")
        self.details = quiet_label("", 12)
        self.preview.setFont(interface_font(14, QFont.Weight.DemiBold))
        for label in (self.preview, self.details):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
            box.addWidget(label)
        self.details.setMinimumHeight(34)
        box.addSpacing(8)
        self.go = FlatButton(self.tr("Delete …"))
        self.go.setObjectName("cleanUpNow")
        self.go.clicked.connect(self._ask)
        cancel = FlatButton(self.tr("Cancel"), primary=True)
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        box.addLayout(at_the_end(self.go, cancel))

    def _criteria(self, rooms: Sequence[SourceRoom]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.state = self._choice(
            (self.tr("read ones"), True), (self.tr("unread ones"), False),
            (self.tr("read or unread"), None),
        )  # fmt: skip
        ages: list[tuple[str, int | None]] = [(self.tr("at any time"), None)]
        for count, days in ((1, 30), (3, 91), (6, 182)):
            name = plural("Storage", "more than %Ln month ago", "more than %Ln months ago", count)
            ages.append((name, days * _DAY))
        for count in (1, 2, 5):
            name = plural("Storage", "more than %Ln year ago", "more than %Ln years ago", count)
            ages.append((name, count * 365 * _DAY))
        self.age = self._choice(*ages)
        self.age.setCurrentIndex(4)
        self.source = self._choice(
            (self.tr("any source"), None), *((room.title, room.id) for room in rooms)
        )
        sizes: list[tuple[str, int | None]] = [(self.tr("any size"), None)]
        for megabytes in (1, 5, 20):
            size = in_bytes(megabytes * _MB, self.locale())
            sizes.append((self.tr("more than {0} each").format(size), megabytes * _MB))
        self.least = self._choice(*sizes)
        self.query = QueryField(self._window.listing, self)
        self.query.setObjectName("cleanUpQuery")
        self.query.setPlaceholderText(self.tr("a search, such as section:Europe before:2025"))
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Articles"), self.state), (self.tr("that came"), self.age),
            (self.tr("from"), self.source), (self.tr("of"), self.least),
            (self.tr("and found by"), self.query),
        )  # fmt: skip
        for row, (name, control) in enumerate(rows):
            label = QLabel(name)
            label.setBuddy(control)
            control.setAccessibleName(name)
            grid.addWidget(label, row, 0)
            grid.addWidget(control, row, 1)
        return grid

    def _choice(self, *choices: tuple[str, Any]) -> ChoiceBox:
        box = ChoiceBox()
        for name, value in choices:
            box.addItem(name, value)
        return box

    # --- counting ---

    @property
    def wish(self) -> CleanUp:
        """What is asked for. Raises `QueryError`."""
        source = self.source.currentData()
        return CleanUp(
            parse_query(self.query.text().strip()),
            self.age.currentData(),
            () if source is None else (source,),
            self.least.currentData(),
            self.state.currentData(),
        )

    def _changed(self, *_: object) -> None:
        if self.query.error is None:
            self._forget_plan(self.tr("Counting …"))
            self._timer.start()

    def _refused(self) -> None:
        self._timer.stop()
        self._forget_plan(self.tr("The search cannot be read yet."))

    def _forget_plan(self, words: str) -> None:
        self.plan = None
        self.go.setEnabled(False)
        self.preview.setText(words)
        self.details.setText("")

    def _count(self) -> None:
        library, wish = self._library, self.wish

        def work(stop: Stop) -> tuple[CleanPlan, CleanUp | None]:
            plan = library.plan_clean_up(wish, stop=stop)
            if len(plan.ids):
                return plan, None
            return plan, _left_out(wish, lambda one: library.plan_clean_up(one, stop=stop))

        self._line.set_share(0.3)
        self._job = self._window.jobs.submit(work, self._counted, self._failed, key="clean-up")

    def _counted(self, found: tuple[CleanPlan, CleanUp | None]) -> None:
        plan, wider = found
        self._job = None
        self._line.set_share(None)
        if self._timer.isActive() or self.query.error is not None:
            return  # something else is asked for by now
        self.plan = plan
        count, number = len(plan.ids), self.locale().toString
        size = in_bytes(plan.bytes, self.locale())
        words = plural("Storage", "%Ln article would go, and free {0}.",
                       "%Ln articles would go, and free {0}.", count)  # fmt: skip
        self.preview.setText(words.format(size) if count else self.tr("Nothing would go."))
        told = []
        if count:
            these = self.tr("Unread: {0}; with older versions: {1}; gone at their source: {2}.")
            told.append(these.format(*map(number, (plan.unread, plan.edited, plan.gone))))
        if plan.kept:
            kept = plural("Storage", "%Ln article stays, for you worked on it.",
                          "%Ln articles stay, for you worked on them.", plan.kept)  # fmt: skip
            told.append(kept)
        if wider is not None:
            told.append(self._hint(wider))
        self.details.setText(" ".join(told))
        self.go.setEnabled(bool(count))

    def _hint(self, wider: CleanUp) -> str:
        """Say why nothing meets the choice, and which one something would meet."""
        read, any_state = self.state.currentData(), self.state.itemText(2)
        any_time = self.age.itemText(0)
        if wider.read is read:
            return self.tr("What came later is left out. “{0}” counts it.").format(any_time)
        if wider.older is not None or self.age.currentData() is None:
            if read:
                return self.tr("Unread ones are left out. “{0}” counts them.").format(any_state)
            return self.tr("Read ones are left out. “{0}” counts them.").format(any_state)
        words = self.tr("All that is here came later, or is left out by its state: “{0}” and “{1}” "
                        "count it.")  # fmt: skip
        return words.format(any_state, any_time)

    def _failed(self, error: ReaderError) -> None:
        self._job = None
        self._line.set_share(None)
        self._forget_plan(sentence(error.message))

    # --- doing ---

    def _ask(self) -> None:
        if self.plan is None or not len(self.plan.ids):
            return
        self.asking = SureDialog(self.plan, self)
        self.asking.accepted.connect(self._clean_up)
        self.asking.open()

    def _clean_up(self) -> None:
        plan, library, window = self.plan, self._library, self._window
        if plan is None:
            return
        post = window.jobs.post

        def work(stop: Stop) -> int:
            def tell(done: int, total: int) -> None:
                post(lambda: self._line.set_share(done / max(total, 1)))

            done = library.clean_up(plan.ids, tell, stop.is_set)
            library.collect_pictures(cancelled=stop.is_set)
            return done

        for control in (self.state, self.age, self.source, self.least, self.query, self.go):
            control.setEnabled(False)
        self.preview.setText(self.tr("Deleting …"))
        self.details.setText(self.tr("Closing this stops it; what is deleted by then is."))
        self._line.set_share(0.0)
        self._job = window.jobs.submit(work, self._cleaned, self._failed, lane="writes")

    def _cleaned(self, count: int) -> None:
        self._job = None
        announce(self._window)
        words = plural("Storage", "%Ln article deleted for good.",
                       "%Ln articles deleted for good.", count)  # fmt: skip
        self.cleaned.emit(words)
        self.accept()

    def _leave(self) -> None:
        """Counting stops; deleting stops after the batch it is at, and the window learns of it."""
        job, self._job = self._job, None
        self._timer.stop()
        if job is not None:
            window = self._window
            job.done = lambda _: announce(window)
            job.failed = None
            job.cancel.set()


def _left_out(wish: CleanUp, plan: Callable[[CleanUp], CleanPlan]) -> CleanUp | None:
    """Return the least that has to be asked for besides so that anything goes, or None."""
    for wider in (replace(wish, read=None), replace(wish, older=None),
                  replace(wish, read=None, older=None)):  # fmt: skip
        if wider != wish and len(plan(wider).ids):
            return wider
    return None


def announce(window: MainWindow) -> None:
    """Have the window show what is left; the open article may be gone."""
    from clashreader.model import ArticleQuery, Term

    window.apply_changes(Changes(everything=True))
    window.listing.show(window.listing.view)
    library, article = window.library, window.reading.article
    if library is None or article is None:
        return
    shown = article.id

    def work(_: Stop) -> int:
        return len(library.ids(ArticleQuery(Term(str(shown), "id"))))

    def look(found: int) -> None:
        now = window.reading.article
        if not found and now is not None and now.id == shown:
            window.reading.show_nothing()

    window.jobs.submit(work, look)


class SureDialog(QDialog):
    """Asks once more, with the counts."""

    def __init__(self, plan: CleanPlan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sureDialog")
        self.setWindowTitle(self.tr("Clean up"))
        self.setFixedWidth(breadth(parent, 440))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(
            plural(
                "Storage", "Delete %Ln article for good?", "Delete %Ln articles for good?",
                len(plan.ids),
            )
        )  # fmt: skip
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        head.setWordWrap(True)
        box.addWidget(head)
        words = quiet_label(
            self.tr(
                "{0} become free. They do not come back with the next sync, and this cannot be "
                "undone; only a backup has them still."
            ).format(in_bytes(plan.bytes, self.locale())),
            13,
        )
        words.setWordWrap(True)
        box.addWidget(words)
        if plan.gone:
            lost = quiet_label(
                plural(
                    "Storage",
                    "%Ln of them is no longer at its source: yours may be the last copy.",
                    "%Ln of them are no longer at their source: yours may be the last copies.",
                    plan.gone,
                ),
                13,
            )
            lost.setWordWrap(True)
            box.addWidget(lost)
        box.addSpacing(12)
        self.go = FlatButton(self.tr("Delete for good"))
        self.go.setObjectName("sureNow")
        self.go.clicked.connect(self.accept)
        cancel = FlatButton(self.tr("Cancel"), primary=True)
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        box.addLayout(at_the_end(self.go, cancel))
        cancel.setFocus()
