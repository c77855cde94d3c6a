"""What happens with a bug while the window runs: logged, shown once, counted, and got over.

Every way by which Python loses an exception leads here: a slot or a timer, a thread, what happens
where nothing can be raised, and a job. Nothing heavy is imported before there is a bug.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from types import TracebackType

    from clashreader.crash_file import CrashFile
    from clashreader.crash_report import Memory
    from clashreader.ui.crash_dialog import CrashDialog
    from clashreader.ui.main_window import MainWindow

log = logging.getLogger(__name__)

MOST_DIALOGS = 3
"""Different bugs for which a dialog opens in one run; what follows is said in the status bar."""
QUIET_SECONDS = 5.0
"""Between two words in the status bar on a bug that comes again and again."""
_OWN_PARTS = ("clashreader/ui/crash_", "clashreader/crash_")


@dataclass(slots=True)
class Bug:
    """One bug, and how often it came."""

    error: BaseException
    times: int = 1


class CrashCare(QObject):
    """Takes what nobody else does, from `install` to `remove`."""

    _elsewhere = Signal(object)

    def __init__(self, app: QCoreApplication, file: CrashFile | None = None) -> None:
        super().__init__(app)
        self.window: MainWindow | None = None
        self.before: Callable[[], None] = lambda: None
        """Called before anything is logged."""
        self.instead: Callable[[BaseException], None] | None = None
        """What is done where nobody looks at the window: for pictures of it."""
        self.memory: Memory | None = None
        self.ending = False
        """The window is gone: what is found now is for the next start."""
        self._file = file
        self._bugs: dict[str, Bug] = {}
        self._dialogs = 0
        self._dialog: CrashDialog | None = None
        self._waiting: list[str] = []
        self._broken = False
        self._said = -QUIET_SECONDS
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._elsewhere.connect(self._meet, Qt.ConnectionType.QueuedConnection)

    @property
    def dialog(self) -> CrashDialog | None:
        """The dialog, while it is open."""
        return self._dialog

    def install(self) -> None:
        """Take over Python's three hooks."""
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._unhandled
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._unraisable

    def remove(self) -> None:
        """Give the hooks back; leave what nobody was told to the next start."""
        if sys.excepthook == self._unhandled:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        if self._waiting and self._file is not None:
            self._file.note(self.report())
        self._waiting.clear()
        self.window = None

    # --- the ways that lead here ---

    def _unhandled(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """In the thread of the window: a slot, a timer, an event."""
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        self.take(error.with_traceback(trace))

    def _in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value
        if error is not None and not isinstance(error, SystemExit):
            self._from_anywhere(error)

    def _unraisable(self, unraisable: sys.UnraisableHookArgs) -> None:
        error = unraisable.exc_value
        if error is None or isinstance(error, KeyboardInterrupt):
            self._hooks[2](unraisable)
        else:
            self._from_anywhere(error)

    def _from_anywhere(self, error: BaseException) -> None:
        if threading.current_thread() is threading.main_thread():
            self.take(error)
        else:
            self._elsewhere.emit(error)

    def _meet(self, error: BaseException) -> None:
        self.take(error)

    # --- what is done ---

    def take(self, error: BaseException, *, logged: bool = False) -> None:
        """Log a bug, count it, and see to it that the reader hears of it. Never raises."""
        try:
            self.before()
            if not logged:
                log.error("Unexpected", exc_info=error)
            self._count(error)
        except Exception:
            self._broken = True
            log.exception("The care for a bug failed")

    def _count(self, error: BaseException) -> None:
        from clashreader.crash_report import signature, touches

        if any(touches(error, part) for part in _OWN_PARTS):
            # A fault of ours in here must not call for itself.
            self._broken = True
            self._close()
            return
        if self.instead is not None:
            self.instead(error)
            return
        name = signature(error)
        bug = self._bugs.get(name)
        if bug is not None:
            bug.times += 1
            bug.error = error
        elif len(self._bugs) < 50:
            self._bugs[name] = Bug(error)
        else:
            return
        if self.ending:
            self._waiting.append(name)
        elif self._dialog is not None:
            self._dialog.show_count(self.times)
        elif name in self._waiting:
            return  # it opens in a moment
        elif bug is None and self._dialogs < MOST_DIALOGS and not self._broken:
            # Not now: this may be the middle of painting, or of another dialog's closing.
            self._waiting.append(name)
            QTimer.singleShot(0, self._open)
        else:
            self._say_again()

    @property
    def times(self) -> int:
        """How often any bug came."""
        return sum(bug.times for bug in self._bugs.values())

    def report(self) -> str:
        """Return the report on all bugs of this run."""
        from clashreader.crash_report import report, trace_of

        lines: list[str] = []
        for bug in list(self._bugs.values())[:5]:
            lines += [f"times: {bug.times}", *trace_of(bug.error), ""]
        memory = self.memory.lines if self.memory is not None else ()
        return report(lines, more=screen_facts(), log=memory)

    def _open(self) -> None:
        if not self._waiting or self._dialog is not None or self._broken or self.ending:
            return
        try:
            self._show()
        except Exception:
            self._broken = True
            log.exception("A bug could not be shown")

    def _show(self) -> None:
        from clashreader.ui.crash_dialog import CrashDialog

        dialog = CrashDialog(self.report, self._safety(), self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show_count(self.times)
        dialog.quit_wanted.connect(self._quit)
        dialog.finished.connect(lambda _: self._gone())
        dialog.destroyed.connect(lambda _=None: self._gone())
        self._dialog = dialog
        self._dialogs += 1
        self._waiting.clear()
        dialog.open()

    def _gone(self) -> None:
        self._dialog = None

    def _close(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.blockSignals(True)
            dialog.close()

    def _say_again(self) -> None:
        """In the status bar, and not as often as it happens: painting may be what fails."""
        now = time.monotonic()
        if self.window is None or now - self._said < QUIET_SECONDS:
            return
        self._said = now
        words = self.tr("Something went wrong again inside Clash Reader.")
        self.window.status.notice(words, self.tr("Copy report"), self.copy)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report())

    def _quit(self) -> None:
        """In order if that is still possible, and else all the same."""
        window = self.window
        if window is None or not window.isVisible():
            QCoreApplication.quit()
            return
        try:
            window.close()
        except Exception:
            log.exception("The window did not close in order")
            QCoreApplication.quit()

    # --- how safe the library is ---

    def _safety(self) -> str:
        """Return what is true of the library, and no more."""
        from clashreader.crash_report import touches

        window = self.window
        if window is None or window.library is None:
            return self.tr("Your library was not open: nothing in it has changed.")
        if window.care is not None and window.care.writing.pending:
            return self.tr(
                "What is in your library is safe. Some of your last changes are not in it yet: "
                "they wait to be written."
            )
        if any(touches(bug.error, "clashreader/library/") for bug in self._bugs.values()):
            return self.tr(
                "It happened at work on your library. A change is written whole or not at all, so "
                "what was there is still there; “clashreader doctor” looks it through."
            )
        return self.tr(
            "Your library is safe: all that you did before is on the disk, and each change is "
            "written whole or not at all."
        )

    # --- when there is no window yet ---

    def at_start(self, error: Exception) -> int:
        """Show a bug that kept the window from opening; return the exit code.

        Raises `error` again where nobody would see it.
        """
        from clashreader.crash_report import signature

        if self.instead is not None or not somebody_looks():
            raise error
        self.before()
        log.error("The window cannot be opened", exc_info=error)
        self._bugs[signature(error)] = Bug(error)
        try:
            from clashreader.ui.crash_dialog import CrashDialog

            dialog = CrashDialog(self.report, self._safety(), None, can_go_on=False)
            dialog.exec()
        except Exception:
            log.exception("A bug could not be shown")
            raise error from None
        return 3


def somebody_looks() -> bool:
    """Whether this is a screen that has somebody before it."""
    return QGuiApplication.platformName() not in ("offscreen", "minimal")


def screen_facts() -> dict[str, str]:
    """Return for a report what Qt knows of itself and of the screens."""
    import PySide6
    from PySide6.QtCore import qVersion

    screens = [
        f"{screen.size().width()} x {screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    ]
    return {
        "Qt": f"{qVersion()}, PySide6 {PySide6.__version__}, {QGuiApplication.platformName()}",
        "Screens": "; ".join(screens),  # not shown
    }
