"""The mirror that the window keeps: in which folder, of which articles, and its passes."""

from __future__ import annotations

import json
import logging
import math
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from clashreader.errors import CancelledError, ReaderError, UsageError
from clashreader.model import Changes
from clashreader.settings import write_whole
from clashreader.ui.language import plural, sentence
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from clashreader.export.kinds import Step
    from clashreader.export.mirror import Outcome
    from clashreader.library.library import Library
    from clashreader.library.stopping import Stop
    from clashreader.ui.jobs import Job
    from clashreader.ui.main_window import MainWindow

log = logging.getLogger(__name__)

START_AFTER = 45_000
"""Milliseconds from the start of the window until the first pass."""
SOON = 20_000
"""Milliseconds of quiet after a change until the next pass."""
LOOK_EVERY = 600_000
"""Milliseconds after which it is looked whether somebody edited a file."""
_BREATH = 0.002
"""Seconds between two articles in which the window has the interpreter for itself."""
_LISTED = 200
_FILE = "mirror.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of the mirror: its folder ("" for none), the query, and how the last pass went.

    `conflicts` are file, sentence, copy and article of each, `more` counts those that are not
    listed; `at` is when it ended, in seconds of UTC.
    """

    folder: str = ""
    query: str = ""
    at: int = 0
    articles: int = 0
    written: int = 0
    conflicts: tuple[tuple[str, str, str, int], ...] = ()
    more: int = 0


def load(path: Path) -> Kept:
    """Return what is kept in a file; nothing where it is missing or damaged."""
    try:
        said: dict[str, Any] = json.loads(path.read_text("utf-8"))
        conflicts = tuple(
            (str(one[0]), str(one[1]), str(one[2]), int(one[3])) for one in said["conflicts"]
        )
        numbers = {name: int(said[name]) for name in ("at", "articles", "written", "more")}
        return Kept(str(said["folder"]), str(said["query"]), conflicts=conflicts, **numbers)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return Kept()


class Mirroring(QObject):
    """Belongs to a window with an open library; makes a pass when it is asked to, and with the
    setting after every change, when there has been quiet for a moment.
    """

    changed = Signal()
    """A pass began or ended, or another folder was chosen."""
    progressed = Signal(int, int)
    """How many articles of how many a pass has been through."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._path = window.home.data / _FILE
        self.kept = load(self._path)
        self.message = ""
        """What the last pass of this window said, where it failed."""
        self._job: Job | None = None
        self._own = False
        self._told: object = None
        self._shown_at = -math.inf
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._pass_if_kept)
        self._look = QTimer(self, interval=LOOK_EVERY)
        self._look.timeout.connect(self._pass_if_kept)
        self._look.start()
        window.applied.connect(self._take_changes)
        if self.is_kept:
            QTimer.singleShot(START_AFTER, self, self._pass_if_kept)

    @property
    def running(self) -> bool:
        """Whether a pass is under way."""
        return self._job is not None

    @property
    def is_kept(self) -> bool:
        """Whether the window keeps a mirror up to date."""
        return (
            self._window.settings.mirror
            and bool(self.kept.folder)
            and self._library.only_read is None
        )

    def _take_changes(self, changes: Changes) -> None:
        if self.is_kept and not self._own and changes != Changes():
            self._soon.start()

    def keep_up(self) -> None:
        """The setting was turned: begin, if it is on now."""
        if self.is_kept and not self.running:
            self._soon.start()

    def _pass_if_kept(self) -> None:
        if not self.is_kept or self.running:
            return
        syncing = self._window.syncing
        if syncing is not None and syncing.running:
            self._soon.start()
            return
        self._begin(asked=False)

    # --- a pass ---

    def make(self, folder: Path, query: str) -> None:
        """Mirror what `query` finds to `folder` now, and remember both."""
        if self.running:
            return
        if (str(folder), query) != (self.kept.folder, self.kept.query):
            self._keep(Kept(str(folder), query))
        self._begin(asked=True)

    def stop(self) -> None:
        """End the pass that is under way; what is written stays, and the next one goes on."""
        if self._job is not None:
            self._job.cancel.set()

    def _begin(self, *, asked: bool) -> None:
        self._soon.stop()
        library, kept = self._library, self.kept
        words = self.tr("The folder of the mirror is not there: {0}").format(kept.folder)

        def work(cancel: Stop) -> Outcome:
            from clashreader.export.mirror import is_mirror, mirror

            folder = Path(kept.folder)
            if not asked and not is_mirror(folder):
                raise UsageError(words)  # its disk may be away: it is not made on another one
            return mirror(library, folder, kept.query, progress=relay, stop=waiting(cancel))

        def waiting(cancel: Stop) -> Any:
            def stop() -> bool:
                time.sleep(_BREATH)
                return cancel.is_set()

            return stop

        def relay(step: Step) -> None:
            now = time.monotonic()
            if now - self._shown_at > 0.1:
                self._shown_at = now
                self._window.jobs.post(lambda: self.progressed.emit(step.done, step.total))

        self.message = ""
        self._job = self._window.jobs.submit(
            work, self._done, lambda error: self._failed(error, asked=asked), lane="mirror"
        )
        self.changed.emit()

    def _done(self, done: Outcome) -> None:
        self._job = None
        listed = tuple(
            (one.file, one.sentence, one.copy or "", one.article or 0) for one in done.conflicts
        )
        self._keep(replace(
            self.kept, at=int(time.time()), articles=done.articles, written=done.written,
            conflicts=listed[:_LISTED], more=len(listed[_LISTED:]),
        ))  # fmt: skip
        for remark in (*done.refused, *done.remarks):
            log.warning("mirror: %s", remark)
        self.message = sentence(done.refused[0]) if done.refused else ""
        if done.changed_library:
            self._own = True
            try:
                self._window.apply_changes(Changes(everything=True, annotations=True))
            finally:
                self._own = False
        self.changed.emit()
        if listed and listed != self._told:
            self._window.status.notice(
                plural("Mirroring", "%Ln conflict in the mirror", "%Ln conflicts in the mirror",
                       len(listed)),
                self.tr("Show"), lambda: self._window.deeds.do("mirrorAction"),
            )  # fmt: skip
        self._told = listed

    def _failed(self, error: ReaderError, *, asked: bool) -> None:
        self._job = None
        if isinstance(error, CancelledError):
            self.message = self.tr("Stopped. The next pass goes on from there.")
        else:
            self.message = sentence(error.message)
            if not asked and self._told != error.message:
                self._told = error.message
                self._window.report(error)
        self.changed.emit()

    def _keep(self, kept: Kept) -> None:
        self.kept = kept
        if self._window.keeper.writes:
            try:
                write_whole(self._path, json.dumps(asdict(kept), indent=1).encode())
            except OSError as error:
                log.warning("the place of the mirror was not kept: %s", error)
