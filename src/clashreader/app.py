"""The composition root of the window: builds everything, wires it, runs it.

Order of the start: Qt, the first screen by `library.glance`, the window; only then the real
library and all that it imports, behind what is already on the screen.
"""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import (
    CancelledError,
    LibraryError,
    ReaderError,
    UnusableLibraryError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from clashreader.crash_file import CrashFile
    from clashreader.library.library import Library
    from clashreader.paths import Home
    from clashreader.ui.asked_to_end import AskedToEnd
    from clashreader.ui.instance import Instance
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.opening import Opening
    from clashreader.ui.request import Request
    from clashreader.ui.sync_controller import SyncController

log = logging.getLogger(__name__)

DESKTOP_ID = "io.github.clashreader.clashreader"
SCALE_VARIABLE = "QT_SCALE_FACTOR"
REPORT_VARIABLE = "CLASHREADER_STARTUP_REPORT"
DEFAULT_SIZE = (1400, 900)


def configure_logging(home: Home) -> None:
    """Log to the home's log file: half a megabyte, and one older one.

    Without a place to write to, the log goes to standard error; that is no reason not to start.
    """
    from clashreader.crash_report import Repeats
    from clashreader.logs import file_handler

    logging.raiseExceptions = False  # a full disk must not print traces
    handler: logging.Handler
    try:
        handler = file_handler(home.log_file)
    except OSError:
        handler = logging.StreamHandler()
        handler.setLevel(logging.ERROR)
        handler.setFormatter(_Brief())
    handler.addFilter(Repeats(handler))
    root = logging.getLogger("clashreader")
    root.addHandler(handler)
    root.setLevel(logging.INFO)


class _Brief(logging.Formatter):
    """For standard error: a sentence, without the traces that a log file keeps."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the message alone."""
        return record.getMessage()


def run_window(
    home: Home,
    *,
    request: Request | None = None,
    screenshot: Path | None = None,
    size: tuple[int, int] | None = None,
    theme: str | None = None,
) -> int:
    """Open the window of `home` and return the exit code when it closes.

    `request` is what to open and to do there; where this home has a window, that one gets it. With
    `screenshot` the window is drawn into that PNG file and closed; nothing is synced, marked or
    remembered then. `size` is in device-independent pixels. `theme` outranks the settings. Raises
    `UsageError` where there is no screen: Qt would end the process without a sentence.
    """
    gc.disable()  # until the first screen is painted: there is nothing to collect yet
    from clashreader.ui.request import make_request
    from clashreader.ui.screen import has_screen

    request = request or make_request()
    if not has_screen():
        if screenshot is None:
            if _handed_over(home, request):
                return 0
            raise UsageError(
                "There is no screen here for the window. Start Clash Reader from a desktop "
                "session; its other commands work without one."
            )
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from clashreader.settings import text_size

    instance = None
    if screenshot is None:  # before Qt takes from the environment what the desktop gave for focus
        instance = _claim(home, request)
        if instance is None:
            return 0
    app = _make_application(QApplication, text_size(home.settings))
    session = _Session(app, home, request, screenshot, instance, theme)
    try:
        session.run(size)
    finally:
        session.end()
        gc.enable()
    return session.code


def _make_application(kind: type[QApplication], percent: int = 100) -> QApplication:
    """Return the application; all that it shows is `percent` of its own size."""
    from clashreader.ui import language

    existing = kind.instance()
    if isinstance(existing, kind):
        return existing
    kind.setApplicationName("clashreader")
    kind.setApplicationDisplayName("")
    kind.setDesktopFileName(DESKTOP_ID)
    with _scaled(percent):
        app = kind(["clashreader"])
    language.settle_locale()
    language.translate(app)
    return app


@contextlib.contextmanager
def _scaled(percent: int) -> Iterator[None]:
    """Have Qt make everything larger, which it asks the environment for, once.

    Afterwards the environment is as it was: a browser that is opened shall not grow, too.
    """
    before = os.environ.get(SCALE_VARIABLE)
    if percent == 100:
        yield
        return
    try:
        own = float(before or 1)
    except ValueError:
        own = 1.0
    os.environ[SCALE_VARIABLE] = f"{own * percent / 100:g}"
    try:
        yield
    finally:
        del os.environ[SCALE_VARIABLE]
        if before is not None:
            os.environ[SCALE_VARIABLE] = before


def _claim(home: Home, request: Request) -> Instance | None:
    """Return this home's claim, or None where another window has it, and carries out `request`."""
    from clashreader.ui.instance import Instance, SilentWindowError

    _make_folder(home)
    instance = Instance(home.data)
    try:
        return instance if instance.claim_or_hand_over(request) else None
    except SilentWindowError as error:
        from PySide6.QtWidgets import QApplication

        from clashreader.ui.plain_message import is_wanted, show_message

        if is_wanted():  # started from a menu, where nobody reads what is printed
            show_message(_make_application(QApplication), error.on_screen)
        raise


def _handed_over(home: Home, request: Request) -> bool:
    """Return whether a window that has this home, on a screen elsewhere, carries out `request`."""
    from clashreader.ui.instance import Instance

    instance = Instance(home.data)
    return instance.is_held() and not instance.claim_or_hand_over(request, claims=False)


def _make_folder(home: Home) -> None:
    try:
        home.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"The folder “{home.data}” cannot be made: {error.strerror}.") from error


class _Session:
    """One run of the window, from the first paint to the last thread joined."""

    def __init__(
        self,
        app: QApplication,
        home: Home,
        request: Request,
        screenshot: Path | None,
        instance: Instance | None,
        theme: str | None,
    ) -> None:
        from clashreader.ui.crash_care import CrashCare

        self._app = app
        self._home = home
        self._request = request
        self._waiting: list[Request] = []
        """What later starts asked for before the library was open."""
        self._opening: Opening | None = None
        self._screenshot = screenshot
        self._instance = instance
        self._theme = theme
        self._window: MainWindow | None = None
        self.code = 0
        """The exit code, when it has ended."""
        self._notices: list[str] = []
        """What is said in the status bar once the window is there."""
        self._logging = False
        self._signals: AskedToEnd | None = None
        self._crash_file, self._left = self._look_for_crash()
        self._crashes = CrashCare(app, self._crash_file)

    def _look_for_crash(self) -> tuple[CrashFile | None, str | None]:
        """Have crashes written down, where this is the one window of the home."""
        if self._instance is None:
            return None, None
        from clashreader.crash_file import CrashFile

        file = CrashFile(self._home.crash_file)
        return file, file.begin()

    def run(self, size: tuple[int, int] | None) -> None:
        self._crashes.before = self._start_log
        if self._screenshot is not None:
            self._crashes.instead = self._bug_in_picture
        self._crashes.install()
        try:
            self._begin(size)
        except ReaderError:
            raise
        except Exception as error:  # noqa: BLE001  # a bug: shown, for there is no window yet
            self.code = self._crashes.at_start(error)
            return
        self._app.exec()

    def _begin(self, size: tuple[int, int] | None) -> None:
        from PySide6.QtCore import QTimer

        from clashreader.settings import load
        from clashreader.ui import theme as themes
        from clashreader.ui.asked_to_end import AskedToEnd
        from clashreader.ui.main_window import MainWindow
        from clashreader.ui.window_state import WindowState

        self._signals = AskedToEnd(self._app)
        self._app.setStyle("Fusion")
        settings = load(self._home.settings, self._notices)
        state = WindowState(self._home.state, writes=self._screenshot is None)
        window = MainWindow(self._home, settings, state, theme_name=self._theme)
        self._window = self._crashes.window = window
        themes.apply(self._app, window.theme, follows=window.looks.follows)
        window.unexpected_handler = lambda error: self._crashes.take(error, logged=True)
        if self._screenshot is not None:
            window.keeper.writes = window.looks.writes = False
            window.reading.marking = False
        self._place(window, size)
        self._glance(window)
        if self._hidden(window):
            QTimer.singleShot(0, self._painted)
        else:
            self._first_paint(window)
            window.show()

    def _hidden(self, window: MainWindow) -> bool:
        """Whether the window begins in the tray; if there is none, it comes after all."""
        begins = window.settings.tray and window.settings.start_in_tray
        asked = self._request.targets or self._request.add
        return begins and self._screenshot is None and not asked

    def _place(self, window: MainWindow, size: tuple[int, int] | None) -> None:
        geometry = window.state.blob("geometry")
        if size is not None or self._screenshot is not None:
            # A picture depends neither on the screen nor on how the window was left.
            window.resize(*(size or DEFAULT_SIZE))
        elif geometry is None or not window.restoreGeometry(geometry):
            from PySide6.QtCore import QSize

            from clashreader.ui.dialog_room import within

            screen = self._app.primaryScreen().availableGeometry().size()
            window.resize(within(QSize(*DEFAULT_SIZE), screen))

    def _glance(self, window: MainWindow) -> None:
        from clashreader.library.glance import glance
        from clashreader.ui.views import day_start

        article = None if self._request.targets else window.state.article
        window.listing.keep(article)
        seen = glance(
            self._home.library, window.listing.query, day_start=day_start(),
            fold=window.settings.hide_duplicates,
        )  # fmt: skip
        window.show_glance(seen, article=article)

    def _first_paint(self, window: MainWindow) -> None:
        """Call `_painted` once, right after the list was painted for the first time."""
        from clashreader.ui.first_paint import FirstPaint

        self._watcher = FirstPaint(window.articles.view.viewport(), self._painted)

    def _painted(self) -> None:
        window = self._window
        if window is None:
            return
        report = os.environ.get(REPORT_VARIABLE)
        if report:
            from clashreader.ui.first_paint import seconds_since_start

            rows = window.articles.model.rowCount()
            figures = {"cpu": time.process_time(), "wall": seconds_since_start(), "rows": rows}
            with contextlib.suppress(OSError):
                Path(report).write_text(json.dumps(figures), encoding="utf-8")
        gc.enable()
        gc.freeze()
        self._start_log()
        if self._instance is not None:
            self._instance.listen(self._another_start)
        self._open_library(window)
        self._dress()

    def _start_log(self) -> None:
        """After the first paint, or when there is something to log: it has imports of its own."""
        if not self._logging:
            self._logging = True
            configure_logging(self._home)
            from clashreader.crash_report import Memory

            self._crashes.memory = Memory()
            logging.getLogger("clashreader").addHandler(self._crashes.memory)

    def _dress(self) -> None:
        """The icon, once there is time for it."""
        from PySide6.QtGui import QIcon

        from clashreader.paths import desktop_files

        icon = QIcon()
        for picture in sorted((desktop_files() / "icons").glob("*.png")):
            icon.addFile(str(picture))  # the small ones are drawn for their size
        self._app.setWindowIcon(icon)

    def _open_library(self, window: MainWindow) -> None:
        """In a thread: a migration may take its time, and the window stays alive meanwhile."""
        fresh = not self._home.library.exists()
        home = self._home

        def work(cancel: threading.Event) -> Library:
            from clashreader.library.library import Library

            _make_folder(home)
            library = Library.open(home.library, home.images)
            if cancel.is_set():
                library.close()
                raise CancelledError("The window was closed.")
            return library

        def opened(library: Library) -> None:
            window.attach(library)
            for words in (library.warning, library.only_read):
                if words is not None:
                    window.report(LibraryError(words))
            self._after_attach(window, fresh)

        window.jobs.submit(work, opened, lambda error: self._cannot_open(window, error))

    def _cannot_open(self, window: MainWindow, error: ReaderError) -> None:
        log.warning("The library cannot be opened", exc_info=error)
        print(f"clashreader: {error.message}", file=sys.stderr)
        window.articles.end_loading()
        window.articles.show_empty(error.message, "")
        window.show()
        self.code = 3
        if self._screenshot is not None:
            self._take_picture(window)
        elif isinstance(error, UnusableLibraryError):
            self._offer_backup(window, error)

    def _offer_backup(self, window: MainWindow, error: ReaderError) -> None:
        from clashreader.ui.rescue_dialog import offer_backup

        def again() -> None:
            self.code = 0
            window.articles.begin_loading()
            self._open_library(window)

        offer_backup(window, error, again)

    def _after_attach(self, window: MainWindow, fresh: bool) -> None:
        from clashreader.ui.first_start import FirstStart

        FirstStart(window).begin(fresh)
        self._follow(window)
        if self._screenshot is not None:
            from clashreader.ui.picture import WhenSettled

            self._settled = WhenSettled(window, lambda: self._take_picture(window))
            return
        from clashreader.ui.language import sentence

        for notice in self._notices:
            window.status.notice(sentence(notice))
        if self._left is not None and self._crash_file is not None:
            from clashreader.ui.crash_sign import tell

            tell(window.status, self._left, self._crash_file.was_told)
        if window.syncing is not None:
            self._go_to_background(window, window.syncing)
            window.syncing.begin()
        if window.care is not None:
            window.care.begin()
            window.copies.begin()
        log.info("The window is ready")

    def _go_to_background(self, window: MainWindow, syncing: SyncController) -> None:
        """What goes on without the reader, and may outlive the window on the screen."""
        from clashreader.ui.background.background import Background

        window.background = background = Background(window, syncing)
        signals = self._signals
        background.ending = lambda: signals is not None and signals.asked

    def _follow(self, window: MainWindow) -> None:
        """Carry out what the command line asked for, and what later starts did meanwhile."""
        from clashreader.ui.opening import Opening

        self._opening = Opening(window)
        waiting, self._waiting = self._waiting, []
        for request in (self._request, *waiting):
            self._opening.take(request)

    def _another_start(self, request: Request) -> bool:
        """A later start: raise this window, and do what that one wanted, unless it is closing."""
        from clashreader.ui.coming_forward import come_forward

        window = self._window
        if window is None or window.ending:
            return False
        come_forward(window, token=request.token, startup=request.startup)
        if self._opening is None:
            self._waiting.append(request)
        else:
            self._opening.take(request)
        return True

    def _take_picture(self, window: MainWindow) -> None:
        path = self._screenshot
        if path is not None:
            window.toolbar.forget_pointer()  # it rests on the first button where there is no mouse
            picture = window.grab()
            if not picture.save(str(path), "PNG"):
                self.code = 3
                print(f"The picture cannot be written to {path}.", file=sys.stderr)  # not shown
        window.close()
        self._app.quit()

    # --- bugs ---

    def _bug_in_picture(self, error: BaseException) -> None:
        """Nobody looks at the window: a picture that a bug got into is none."""
        self.code = 3
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        self._app.exit()

    def end(self) -> None:
        """Join everything, whichever way the window went, and whatever goes wrong on the way."""
        window, self._window = self._window, None
        self._crashes.ending = True
        with contextlib.ExitStack() as steps:  # the last one first
            if self._instance is not None:
                steps.callback(self._instance.release)  # when nothing of this home is in use
            if self._crash_file is not None:
                steps.callback(self._crash_file.end)
            steps.callback(self._forget_memory)
            steps.callback(self._crashes.remove)
            if self._signals is not None:
                steps.callback(self._signals.close)
            if window is not None:
                steps.callback(window.deleteLater)
                steps.callback(self._shut_down, window)

    def _shut_down(self, window: MainWindow) -> None:
        try:
            window.shut_down()
        except Exception as error:  # noqa: BLE001  # a bug: told at the next start
            self.code = 3
            self._crashes.take(error)

    def _forget_memory(self) -> None:
        if self._crashes.memory is not None:
            logging.getLogger("clashreader").removeHandler(self._crashes.memory)
