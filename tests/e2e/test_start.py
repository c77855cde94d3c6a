"""The program as a process: pictures of the window, one window a home, what a start imports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.ui.conftest import store

from clashreader import app, settings
from clashreader.library.library import Library
from clashreader.model import ArticleQuery
from clashreader.paths import Home

pytestmark = pytest.mark.slow

SOURCES = Path(__file__).parents[2] / "src"


def environment(**more: str) -> dict[str, str]:
    values = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    values.update({"QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "error", **more})
    return values


def run(home: Home, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "clashreader", "--home", str(home.data), *arguments]
    return subprocess.run(
        command, env=environment(**more), capture_output=True, text=True, timeout=50, check=False
    )


def picture_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def test_a_picture_of_the_first_start(home: Home, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    done = run(home, "open", "--screenshot", str(picture), "--size", "900x640", "--theme", "dark")
    assert done.returncode == 0, done.stderr
    assert picture_size(picture) == (900, 640)
    assert "Traceback" not in done.stderr
    listed = json.loads(run(home, "list", "--json").stdout)
    assert listed["total"] > 5
    assert not any(article["read"] for article in listed["articles"]), "a picture marks nothing"
    assert not home.state.exists(), "and remembers nothing"


_AT_REST = """
from PySide6.QtCore import QCoreApplication, QTimer
from clashreader.ui.asked_to_end import AskedToEnd
app = QCoreApplication([])
ending = AskedToEnd(app)
QTimer.singleShot(0, lambda: print("at rest", flush=True))
app.exec()
ending.close()
print("in order", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_a_window_in_which_nothing_happens_ends_when_asked() -> None:
    """No timer runs where the library could not be opened, and so no Python."""
    with subprocess.Popen(
        [sys.executable, "-c", _AT_REST], env=environment(), stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "at rest\n"
        program.terminate()
        try:
            assert program.wait(timeout=20) == 0
        finally:
            program.kill()
        assert program.stdout.read() == "in order\n"


_IN_THE_MIDDLE = """
import os, signal, threading
from PySide6.QtCore import QCoreApplication, QTimer
from clashreader.ui.asked_to_end import AskedToEnd
app = QCoreApplication([])
ending = AskedToEnd(app)
held = threading.Lock()
def close():
    print("free" if held.acquire(timeout=1) else "stuck", flush=True)
def work():
    with held:
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):
            pass
app.aboutToQuit.connect(close)
QTimer.singleShot(0, work)
app.exec()
ending.close()
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_a_signal_in_the_middle_of_something_waits_for_its_end() -> None:
    """What is closed at the end may need a lock that the interrupted step holds."""
    done = subprocess.run(
        [sys.executable, "-c", _IN_THE_MIDDLE],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stdout == "free\n", done.stderr


def test_a_picture_of_one_article(home: Home, library: Library, tmp_path: Path) -> None:
    ids = store(library, 5)
    library.close()
    first, second = tmp_path / "1.png", tmp_path / "2.png"
    for article, picture in ((ids[0], first), (ids[4], second)):
        done = run(home, "open", str(article), "--screenshot", str(picture))
        assert done.returncode == 0, done.stderr
    assert picture_size(first) == (1400, 900)
    assert first.read_bytes() != second.read_bytes()


def test_a_picture_that_cannot_be_written_says_so(home: Home, tmp_path: Path) -> None:
    done = run(home, "open", "--screenshot", str(tmp_path / "no" / "such" / "x.png"))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a screen there")
def test_a_window_without_a_screen_is_a_sentence_not_an_abort(home: Home) -> None:
    done = run(home, QT_QPA_PLATFORM="")
    assert done.returncode == 2
    assert "no screen" in done.stderr
    assert not home.library.exists()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a screen there")
def test_a_screen_that_does_not_answer_is_a_sentence_not_an_abort(home: Home) -> None:
    for names in ({"DISPLAY": ":4999"}, {"WAYLAND_DISPLAY": "wayland-4999"}):
        done = run(home, QT_QPA_PLATFORM="", XDG_RUNTIME_DIR=str(home.data), **names)
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith("clashreader: There is no screen here")
        assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that nobody can write to")
def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    command = [sys.executable, "-m", "clashreader", "--home", "/proc/no-such-place", "open"]
    done = subprocess.run(
        [*command, "--screenshot", str(picture)],
        env=environment(), capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.startswith("clashreader: The folder")
    assert done.stderr.count("\n") == 1
    assert picture.exists()


def test_the_first_rows_come_before_the_heavy_imports(
    home: Home, library: Library, tmp_path: Path
) -> None:
    store(library, 40)
    library.close()
    report = tmp_path / "report.json"
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from clashreader import app\n"
        "from clashreader.paths import find_home\n"
        "seen = app._Session._painted\n"
        "def painted(self):\n"
        "    heavy = {'sqlalchemy', 'httpx2', 'lxml', 'feedparser', 'trafilatura', 'markdown',\n"
        "             'nh3', 'yaml', 'watchfiles', 'asyncio', 'concurrent.futures.thread',\n"
        "             'PySide6.QtNetwork', 'clashreader.ui.reader.pane',\n"
        "             'clashreader.ui.add_dialog', 'clashreader.ui.dialogs'}\n"
        "    print('early:', sorted(heavy & set(sys.modules)))\n"
        "    seen(self)\n"
        "app._Session._painted = painted\n"
        f"home, picture = find_home({str(home.data)!r}), Path({str(report)!r} + '.png')\n"
        "code = app.run_window(home, screenshot=picture)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(CLASHREADER_STARTUP_REPORT=str(report)),
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "early: []" in done.stdout
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert figures["rows"] == 40
    assert 0 < figures["cpu"] < 20
    assert 0 < figures["wall"] < 40


def test_the_first_write_of_a_window_loads_what_it_needs_in_a_thread(
    home: Home, library: Library
) -> None:
    (article,) = store(library, 1)
    library.close()
    script = (
        "import sys, threading\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from clashreader.library.library import Library\n"
        "from clashreader.paths import find_home\n"
        "from clashreader.ui.jobs import Jobs\n"
        "from clashreader.ui.writing import Writing\n"
        "class Watch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'sqlalchemy':\n"
        "            here = threading.current_thread() is threading.main_thread()\n"
        "            print('in the window:', here)\n"
        "sys.meta_path.insert(0, Watch())\n"
        f"home = find_home({str(home.data)!r})\n"
        "app = QApplication([])\n"
        "library, jobs = Library.open(home.library, home.images), Jobs()\n"
        "writing = Writing(library, jobs)\n"
        "def again(changes):\n"
        "    print('ready:', library.ready_to_write)\n"
        "    app.quit()\n"
        "print('ready:', library.ready_to_write)\n"
        f"writing.write(lambda: library.set_read([{article}], True), again, print)\n"
        "app.exec()\n"
        "writing.finish()\n"
        f"print('read:', library.article({article}).read)\n"
        "jobs.close()\n"
        "library.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stdout.splitlines() if ": " in line]
    assert told == ["ready: False", "in the window: False", "ready: True", "read: True"]


@pytest.fixture
def running(home: Home) -> object:
    """Start the real window in a process of its own; end it afterwards."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "clashreader", "--home", str(home.data), *arguments]
        process = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=10)


def wait_for_window(home: Home) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if home.library.exists() and (home.data / "window.lock").exists():
            log = home.log_file.read_text(encoding="utf-8") if home.log_file.exists() else ""
            if "The window is ready" in log:
                return
        time.sleep(0.05)
    pytest.fail("the window did not come up")


def wait_for_titles(library: Library, *titles: str) -> None:
    wanted, found = set(titles), set()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = {library.article(number).title for number in library.ids(ArticleQuery())}
        if wanted <= found:
            return
        time.sleep(0.05)
    pytest.fail(f"{wanted - found} did not arrive")


def test_later_starts_hand_over_and_a_killed_one_blocks_nobody(
    home: Home, library: Library, running: object, tmp_path: Path
) -> None:
    ids = store(library, 1)
    for name in ("one", "two", "odd"):
        (tmp_path / f"{name}.md").write_text(f"# File {name}\n\nWords.\n", encoding="utf-8")
    odd = os.fsencode(tmp_path) + b"/odd\xff.md"
    os.rename(tmp_path / "odd.md", odd)  # noqa: PTH104 - a name that is no text
    first = running()  # type: ignore[operator]
    # At once: the first has not opened its library yet.
    command = [sys.executable, "-m", "clashreader", "--home", str(home.data)]
    second = subprocess.run(
        [*command, "open", "one.md", "./two.md", odd],
        cwd=tmp_path,
        env=environment(QT_QPA_PLATFORM="", PYTHONPATH=str(SOURCES)),  # it needs no screen
        capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip
    if second.returncode == 2:  # it was quicker than the first, and there is no screen
        assert "no screen" in second.stderr
        wait_for_window(home)
        second = run(home, "open", *(str(tmp_path / f"{name}.md") for name in ("one", "two")))
        run(home, "open", os.fsdecode(odd))
    assert second.returncode == 0, second.stderr
    wait_for_titles(library, "File one", "File two", "File odd")
    assert run(home, "open", str(ids[0])).returncode == 0
    assert first.poll() is None
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    home.log_file.unlink()
    third = running()  # type: ignore[operator]
    wait_for_window(home)
    assert third.poll() is None
    third.send_signal(signal.SIGTERM)
    assert third.wait(15) == 0, "asked to end, it ends in order"


@pytest.mark.parametrize("what", ["damaged", "newer"])
def test_a_library_that_cannot_be_opened_is_a_sentence_not_a_crash(
    home: Home, library: Library, tmp_path: Path, what: str
) -> None:
    import sqlite3

    library.close()
    if what == "damaged":
        home.library.write_bytes(b"This is not a library. " * 500)
    else:
        with sqlite3.connect(home.library) as connection:
            connection.execute("PRAGMA user_version = 9999")
        connection.close()
    before = home.library.read_bytes()
    picture = tmp_path / "window.png"
    done = run(home, "open", "--screenshot", str(picture), "--size", "900x600")
    assert done.returncode == 3
    assert picture.exists(), "the window says what is wrong"
    assert "Traceback" not in done.stderr
    assert home.library.read_bytes() == before


def test_the_text_of_the_whole_window_can_be_twice_as_large(home: Home, tmp_path: Path) -> None:
    home.settings.parent.mkdir(parents=True, exist_ok=True)
    home.settings.write_text("text_size = 200\n", encoding="utf-8")
    picture = tmp_path / "large.png"
    done = run(home, "open", "--screenshot", str(picture), "--size", "620x440")
    assert done.returncode == 0, done.stderr
    assert picture_size(picture) == (1240, 880)


def test_the_size_of_the_text_is_asked_of_qt_and_left_in_no_ones_environment(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []
    for own, percent, wanted in (
        (None, 100, None), (None, 150, "1.5"), ("2", 150, "3"), ("x", 200, "2"), ("2", 100, "2"),
    ):  # fmt: skip
        monkeypatch.delenv(app.SCALE_VARIABLE, raising=False)
        if own is not None:
            monkeypatch.setenv(app.SCALE_VARIABLE, own)
        with app._scaled(percent):
            seen.append(os.environ.get(app.SCALE_VARIABLE))
        assert seen[-1] == wanted
        assert os.environ.get(app.SCALE_VARIABLE) == own
    home.settings.parent.mkdir(parents=True, exist_ok=True)
    for text, size in (("text_size = 900", 200), ("text_size = true", 100), ("= broken", 100)):
        home.settings.write_text(text, encoding="utf-8")
        assert settings.text_size(home.settings) == size
        assert home.settings.exists()
