"""The program as a process: bytes on its streams, pipes that close, Ctrl+C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest

PROGRAM = [sys.executable, "-m", "clashreader"]
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals and pipes")


def environment(home: Path, **more: str) -> dict[str, str]:
    source = Path(__file__).parents[2] / "src"
    return {**os.environ, "CLASHREADER_HOME": str(home), "PYTHONPATH": str(source), **more}


def start(home: Path, words: Sequence[str], **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *words],
        capture_output=True,
        check=False,
        timeout=30,
        env=environment(home, **more),
    )


def test_the_output_is_utf8_in_a_locale_that_knows_no_letters(tmp_path: Path, folder: Path) -> None:
    plain = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "ascii",
    }
    added = start(tmp_path / "home", ["add", str(folder)], **plain)
    assert added.returncode == 0, added.stderr
    listed = start(
        tmp_path / "home",
        ["list", "--json", "tag:none OR author:nobody OR section:Europe", "-ferry"],
        **plain,
    )
    found = json.loads(listed.stdout.decode("utf-8"))
    assert found["articles"][0]["title"].startswith("Сад за станцией")
    assert listed.stderr == b""
    assert "Сад за станцией".encode() in start(tmp_path / "home", ["list"], **plain).stdout


@POSIX
def test_a_name_that_is_no_utf8_does_not_crash(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    Path(os.fsdecode(folder)).mkdir()
    done = subprocess.run(
        [*PROGRAM, "add", folder, "--json"],
        capture_output=True,
        check=False,
        timeout=30,
        env=environment(tmp_path / "home"),
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode in {0, 2}
    json.loads(done.stdout.decode("utf-8"))


@POSIX
def test_a_pipe_that_closes_is_quiet(tmp_path: Path, folder: Path) -> None:
    for number in range(300):
        text = (
            f"# Lamp {number}\n\nThe lamp number {number} of the long street is lit. "
            + "Light " * 60
        )
        (folder / f"lamp{number}.md").write_text(text)
    assert start(tmp_path / "home", ["add", str(folder)]).returncode == 0
    with subprocess.Popen(
        [*PROGRAM, "list", "--json", "--limit", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path / "home"),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


@POSIX
def test_ctrl_c_stops_a_sync_and_leaves_a_sound_library(tmp_path: Path, feeds: Any) -> None:
    home = tmp_path / "home"
    address = feeds.feed("/feed.xml", one="The first lamp is lit.")
    assert start(home, ["add", address]).returncode == 0
    reached, go_on = Event(), Event()

    class Slow(dict[str, Any]):
        def get(self, path: str, default: Any = None) -> Any:  # type: ignore[override]
            reached.set()
            go_on.wait(20)
            return super().get(path, default)

    feeds.pages = Slow(feeds.pages)
    with subprocess.Popen(
        [*PROGRAM, "sync", "--now", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
    ) as process:
        try:
            assert reached.wait(20)
            asked = time.monotonic()
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
            assert time.monotonic() - asked < 10
        finally:
            go_on.set()
            process.kill()
    assert process.returncode == 130
    assert json.loads(out)["error"]["kind"] == "cancelled"
    assert b"Traceback" not in err
    assert start(home, ["doctor"]).returncode == 0
    assert b"News of one" in start(home, ["list"]).stdout


@POSIX
def test_a_full_disk_behind_the_output_is_exit_code_3(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    with full.open("wb") as nowhere:
        done = subprocess.run(
            [*PROGRAM, "sources", "--json"],
            stdout=nowhere,
            stderr=subprocess.PIPE,
            check=False,
            timeout=30,
            env=environment(tmp_path / "home"),
        )
    assert done.returncode == 3
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


@POSIX
@pytest.mark.slow
def test_kill_9_during_a_sync_keeps_the_library_and_what_the_reader_did(
    tmp_path: Path, feeds: Any, folder: Path
) -> None:
    home = tmp_path / "home"
    assert start(home, ["add", str(folder)]).returncode == 0
    addresses = [
        feeds.feed(
            f"/{number}.xml", **{f"n{number}x{item}": f"Lamp {item} " * 300 for item in range(60)}
        )
        for number in range(12)
    ]
    outlines = "".join(f'<outline type="rss" text="x" xmlUrl="{url}"/>' for url in addresses)
    opml = tmp_path / "list.opml"
    opml.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    assert start(home, ["import", str(opml)]).returncode == 0
    for number, delay in enumerate((0.0, 0.2, 0.4), 1):
        with subprocess.Popen(
            [*PROGRAM, "sync", "--now"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(home),
        ) as process:
            time.sleep(delay)
            change = ["mark", "bookmark"] if number != 2 else ["tag", "--add=kept"]
            acknowledged = start(home, [*change, str(number)])
            process.kill()
        assert acknowledged.returncode == 0, acknowledged.stderr
        checked = start(home, ["doctor", "--json"])
        assert json.loads(checked.stdout)["problems"] == []
    kept = json.loads(start(home, ["list", "--json", "is:bookmarked OR tag:kept"]).stdout)
    assert {article["id"] for article in kept["articles"]} == {1, 2, 3}
    assert start(home, ["sync", "--now"]).returncode == 0
    assert json.loads(start(home, ["list", "--json"]).stdout)["total"] == 4 + 12 * 60


_LOSES = """
import sys, threading
from clashreader import cli
from clashreader.cli import running
class Dying:
    def __del__(self):
        raise ValueError("in a finaliser")
def lose(*_):
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    Dying()
    return 0
running._dispatch = lose
sys.argv = ["clashreader", "stats"]
sys.exit(cli.main())
"""


def test_a_bug_beside_the_command_is_a_sentence_and_in_the_log(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _LOSES],
        capture_output=True, text=True, timeout=30, check=False, env=environment(tmp_path / "home"),
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr.count("\n") == 2
    assert "(ZeroDivisionError)" in done.stderr
    log = (tmp_path / "home" / "logs" / "clashreader.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError: division by zero" in log
    assert "ValueError: in a finaliser" in log
