"""A bug while the window runs: shown once, counted, and never a loop; whatever way it comes."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.crash_file import CrashFile
from clashreader.errors import ReaderError
from clashreader.library.library import Library
from clashreader.paths import Home
from clashreader.ui import crash_care, crash_sign
from clashreader.ui.crash_care import CrashCare
from clashreader.ui.crash_dialog import CrashDialog
from clashreader.ui.main_window import MainWindow

Care = Callable[[MainWindow | None], CrashCare]


@pytest.fixture
def care_of(qapp: QApplication) -> Iterator[Care]:
    made: list[CrashCare] = []

    def make(window: MainWindow | None) -> CrashCare:
        care = CrashCare(qapp)
        care.window = window
        care.install()
        made.append(care)
        return care

    yield make
    for care in made:
        if care.dialog is not None:
            care.dialog.done(0)
        care.remove()
        care.deleteLater()


def stumble(words: str = "of Kharkiv") -> None:
    raise ValueError(words)


def in_a_slot() -> None:
    QTimer.singleShot(0, stumble)


def in_a_thread() -> None:
    thread = threading.Thread(target=stumble)
    thread.start()
    thread.join()


class Dying:
    def __del__(self) -> None:
        stumble()


def in_a_finaliser() -> None:
    Dying()
    gc.collect()


@pytest.mark.usefixtures("logged_errors")
def test_every_way_leads_to_one_dialog_that_counts(
    library: Library, make_window: WindowMaker, care_of: Care, qtbot: QtBot
) -> None:
    store(library, 3, title="Kharkiv harbour")
    library.close()
    window = make_window()
    care = care_of(window)
    window.unexpected_handler = lambda error: care.take(error, logged=True)

    def in_a_job() -> None:
        window.jobs.submit(lambda _: stumble())

    for number, way in enumerate((in_a_slot, in_a_thread, in_a_finaliser, in_a_job), 1):
        way()
        qtbot.waitUntil(lambda number=number: care.times == number, timeout=3000)
    for _ in range(10):
        in_a_slot()
    qtbot.waitUntil(lambda: care.times == 14, timeout=3000)
    dialog = care.dialog
    assert isinstance(dialog, CrashDialog)
    assert len(window.findChildren(CrashDialog)) == 1
    assert "14" in dialog.count.text()
    assert "all that you did before is on the disk" in dialog.safety.text()

    dialog.copy_button.click()
    report = QGuiApplication.clipboard().text()
    for part in ("Qt: ", "Screens: ", "ValueError", "offscreen", "times: "):
        assert part in report
    for secret in ("Kharkiv", "harbour", "example.org"):
        assert secret not in report
    dialog.show_report.click()
    assert dialog.text.toPlainText() == report

    dialog.go_on_button.click()
    qtbot.waitUntil(lambda: care.dialog is None, timeout=3000)
    care._said = -crash_care.QUIET_SECONDS
    in_a_slot()
    qtbot.waitUntil(lambda: care.times == 15, timeout=3000)
    assert care.dialog is None, "the same bug opens no second one"
    assert "again" in window.status.text
    in_a_slot()
    qtbot.waitUntil(lambda: care.times == 16, timeout=3000)


def test_the_dialog_grows_with_what_it_says(qtbot: QtBot) -> None:
    dialog = CrashDialog(lambda: "the report", "Your library is safe. " * 8)
    qtbot.addWidget(dialog)
    dialog.show_count(1)
    dialog.show()
    before = dialog.height()
    for times in (936, 937):
        dialog.show_count(times)
        qtbot.waitUntil(lambda: dialog.height() > before, timeout=3000)
        assert dialog.count.height() >= dialog.count.sizeHint().height()
        layout = dialog.layout()
        assert layout is not None
        assert dialog.height() == layout.totalHeightForWidth(dialog.width())
    dialog.show_report.click()
    QApplication.processEvents()
    dialog.show_report.click()
    qtbot.waitUntil(lambda: not dialog.text.isVisible(), timeout=3000)


@pytest.mark.usefixtures("logged_errors")
def test_what_is_said_of_the_library_is_true(
    make_window: WindowMaker, care_of: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    care = care_of(None)
    assert "not open" in care._safety()
    window = make_window()
    care.window = window
    assert "is safe: all" in care._safety()
    assert window.care is not None
    monkeypatch.setattr(type(window.care.writing), "pending", property(lambda _: 2))
    assert "wait to be written" in care._safety()
    monkeypatch.undo()
    with pytest.raises(AttributeError) as caught:
        Library.open(None, None)  # type: ignore[arg-type]
    care.take(caught.value)
    assert "doctor" in care._safety()


def test_a_bug_in_the_dialog_is_no_loop(
    care_of: Care, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    logged_errors: list[logging.LogRecord],
) -> None:  # fmt: skip
    care = care_of(None)
    monkeypatch.setattr(CrashDialog, "show_count", lambda *_: stumble())
    in_a_slot()
    qtbot.waitUntil(lambda: len(logged_errors) >= 2, timeout=3000)
    assert care.dialog is None
    monkeypatch.undo()
    in_a_slot()
    qtbot.waitUntil(lambda: care.times == 2, timeout=3000)
    QApplication.processEvents()
    assert care.dialog is None, "it was given up"


def test_a_bug_of_a_button_of_the_dialog_closes_it(
    care_of: Care, qtbot: QtBot, logged_errors: list[logging.LogRecord]
) -> None:
    care = care_of(None)
    in_a_slot()
    qtbot.waitUntil(lambda: care.dialog is not None, timeout=3000)
    dialog = care.dialog
    assert dialog is not None
    dialog._report = stumble  # type: ignore[assignment, func-returns-value]
    dialog.copy_button.click()
    assert care.dialog is None
    assert len(logged_errors) == 2


@pytest.mark.usefixtures("logged_errors")
def test_quit_ends_the_window_and_no_more_than_three_dialogs_open(
    make_window: WindowMaker, care_of: Care, qtbot: QtBot
) -> None:
    window = make_window()
    care = care_of(window)

    for kind in (KeyError, TypeError, ValueError):
        care.take(kind())
        qtbot.waitUntil(lambda: care.dialog is not None, timeout=3000)
        assert care.dialog is not None
        care.dialog.go_on_button.click()
    care.take(IndexError())
    QApplication.processEvents()
    assert care.dialog is None

    following = care_of(window)
    following.take(KeyError())
    qtbot.waitUntil(lambda: following.dialog is not None, timeout=3000)
    assert following.dialog is not None
    following.dialog.quit_button.click()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=3000)


@pytest.mark.usefixtures("logged_errors")
def test_a_bug_before_there_is_a_window(care_of: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    care = care_of(None)
    with pytest.raises(ValueError, match="of Kharkiv"):
        care.at_start(ValueError("of Kharkiv"))  # nobody looks at this screen
    monkeypatch.setattr(crash_care, "somebody_looks", lambda: True)
    seen: list[str] = []

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CrashDialog)
        seen.extend(label.text() for label in dialog.findChildren(QLabel))
        assert not hasattr(dialog, "go_on_button")
        dialog.quit_button.click()

    QTimer.singleShot(0, press)
    assert care.at_start(ValueError("of Kharkiv")) == 3
    assert any("cannot start" in words for words in seen)
    assert any("not open" in words for words in seen)


@pytest.mark.usefixtures("logged_errors")
def test_a_bug_of_the_end_is_said_at_the_next_start(
    home: Home, make_window: WindowMaker, qtbot: QtBot
) -> None:
    window = make_window(size=(420, 700))
    app = QCoreApplication.instance()
    assert app is not None
    file = CrashFile(home.crash_file)
    assert file.begin() is None
    care = CrashCare(app, file)
    care.install()
    care.ending = True
    care.take(ValueError("Kharkiv"))
    care.remove()
    file.end()

    following = CrashFile(home.crash_file)
    left = following.begin()
    following.end()
    assert left is not None
    following = CrashFile(home.crash_file)
    assert following.begin() == left, "nobody has seen it yet"
    sign = crash_sign.tell(window.status, left, following.was_told)
    qtbot.waitUntil(lambda: not list(home.log.glob("crash*.untold")), timeout=3000)
    following.end()
    assert CrashFile(home.crash_file)._read(home.crash_file) is None
    sign.copy_link.click()
    report = QGuiApplication.clipboard().text()
    assert "ValueError" in report
    assert "Kharkiv" not in report
    qtbot.waitUntil(lambda: sign.width() <= window.width() - 32, timeout=3000)
    sign.dismiss_link.click()
    qtbot.waitUntil(lambda: window.findChild(crash_sign.CrashSign) is None, timeout=3000)
    assert not home.crash_file.exists()


def test_whatever_fails_at_the_end_the_library_is_closed(
    make_window: WindowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    library = window.library
    assert library is not None
    for part in (window.keeper, window.syncing):
        monkeypatch.setattr(part, "close", stumble)
    with pytest.raises(ValueError, match="Kharkiv"):
        window.shut_down()
    monkeypatch.undo()
    with pytest.raises(ReaderError):
        library.overview(day_start=0)


_START = """
import sys, os, signal
from pathlib import Path
from PySide6.QtCore import QTimer
from clashreader import app
from clashreader.paths import find_home
how = sys.argv[2]
if how in ("tray", "term"):
    from clashreader.ui.background import tray
    tray.is_there = lambda: True
after = app._Session._after_attach
def attached(self, window, fresh):
    after(self, window, fresh)
    from clashreader.ui.crash_sign import CrashSign
    signs = window.findChildren(CrashSign)
    print("said", len(signs), flush=True)
    if how == "fault":
        import faulthandler
        QTimer.singleShot(0, faulthandler._sigsegv)
    elif how == "end":
        window.keeper.close = lambda: 1 / 0
        QTimer.singleShot(0, window.close)
    elif how == "term":
        kill = lambda: QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGTERM))
        signs[0].seen.connect(kill) if signs else kill()
    else:
        print("seen" if window.isVisible() else "away")
        QTimer.singleShot(0, window.background.quit)
app._Session._after_attach = attached
sys.exit(app.run_window(find_home(sys.argv[1])))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_a_crash_of_the_window_is_said_once_by_the_next(home: Home, library_template: Path) -> None:
    home.data.mkdir(parents=True)
    (home.config / "settings.toml").write_text("sync_on_start = false\nbackups = false\n")

    def run(how: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", _START, str(home.data), how],
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            capture_output=True, text=True, timeout=50, check=False,
        )  # fmt: skip
        return done.stdout.split()[1:], done.returncode

    assert run("fault") == (["0"], -11)
    assert run("end") == (["1"], 3)
    assert run("term") == (["1"], 0)
    with (home.config / "settings.toml").open("a") as settings:
        settings.write("tray = true\nclose_to_tray = true\nstart_in_tray = true\n")
    assert run("tray") == (["0", "away"], 0)
    assert run("term") == (["0"], 0), "asked to end, it does not go into the tray"
    assert not home.crash_file.exists()
    log = home.log_file.read_text(encoding="utf-8")
    assert "Segmentation fault" in log
    assert "ZeroDivisionError" in log
