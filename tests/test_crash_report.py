"""A report of a bug tells where in the program it is, and nothing of what somebody reads."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.crash_file import CrashFile, told
from clashreader.crash_report import Memory, known_place, report, scrubbed, signature, trace_of
from clashreader.errors import LibraryError

SECRETS = (
    *("Kharkiv harbour talks resume", "Kharkiv", "harbour"),
    *("https://news.example/2026/kharkiv-harbour?from=me", "news.example"),
    *("tag:ceasefire since:2024", "ceasefire"),
    *("/Users/vera/Articles/kharkiv.md", "vera", "kharkiv.md"),
)
TITLE, URL, QUERY, FILE = SECRETS[0], SECRETS[3], SECRETS[5], SECRETS[7]


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]


def caught(kind: type[Exception], work: Callable[..., None], *arguments: str) -> BaseException:
    with pytest.raises(kind) as error:
        work(*arguments)
    return error.value


def _read(title: str, url: str, file: str) -> None:
    query = QUERY
    try:
        {}[title]
    except KeyError as error:
        raise ValueError(f"{url} of {title} in '{file}' has no {query}") from error


def _in_our_code() -> None:
    from clashreader.library.grammar import parse_query

    parse_query(None)  # type: ignore[arg-type]


def test_what_somebody_reads_is_in_none_of_it() -> None:
    log = logging.getLogger("clashreader.test_crash_report")
    log.setLevel(logging.INFO)
    memory = Memory()
    log.addHandler(memory)
    try:
        log.info("Read %d articles of %s for %r", 12, TITLE, QUERY)
        log.warning("%s", LibraryError(f"“{FILE}” cannot be read."), exc_info=ValueError(URL))
        log.warning("by name: %(title)s, %(number)d", {"title": TITLE, "number": 7})
        memory.emit(log.makeRecord(log.name, 20, __file__, 1, "few %s %s", (URL,), None))
        memory.emit(log.makeRecord(log.name, 20, __file__, 1, TITLE.split(), (), None))  # type: ignore[arg-type]
        logging.getLogger("elsewhere").warning("%s", TITLE)
    finally:
        log.removeHandler(memory)
    error = caught(ValueError, _read, TITLE, URL, FILE)
    text = report(trace_of(error), log=memory.lines)
    assert leaks(text) == []
    assert "ValueError" in text
    assert "which led to:" in text
    assert "Read 12 articles of … for '…'" in text
    assert "by name: …, 7" in text
    assert str(Path.home()) not in text or str(Path.home()) == "/root"
    for fact in ("Clash Reader: ", "Python: 3.", "SQLite: 3.", "System: "):
        assert fact in text


def test_what_our_own_code_did_is_all_in_it() -> None:
    error = caught(TypeError, _in_our_code)
    text = "\n".join(trace_of(error))
    assert "clashreader/library/grammar.py:" in text
    assert "in parse_query" in text
    assert text.splitlines()[-1].startswith(type(error).__name__)
    assert "object" in text.splitlines()[-1]
    assert signature(error).count("clashreader/library/") >= 1
    assert known_place(__file__) is None
    assert "elsewhere" in text
    assert (known_place(logging.__file__) or "").startswith("python/logging")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("list index out of range", "list index out of range"),
        ("'NoneType' object has no attribute 'harbour'", "'NoneType' object has no attribute '…'"),
        ("no such table: articles_kharkiv", "no such table: …"),
        ("could not open /Users/vera/a b c.md now", "could not open … now"),
        ("it's “Kharkiv harbour” of 2025", "… “…” of …"),
        ("", ""),
    ],
)
def test_of_a_message_only_words_of_the_program_are_kept(said: str, kept: str) -> None:
    if "now" in said:
        kept = kept.removesuffix(" now") if "now" not in scrubbed("now") else kept
    assert scrubbed(said) == kept


@given(st.text(max_size=300))
def test_any_message_can_be_scrubbed(text: str) -> None:
    done = scrubbed(f"{TITLE} {text} {URL}")
    assert leaks(done) == []
    assert len(done) <= 200


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def test_an_exception_without_words_and_a_circle_of_causes_are_reported() -> None:
    one, other = UnspeakableError(), ValueError("x")
    one.__cause__, other.__cause__ = other, one
    assert "Unspeakable" in "\n".join(trace_of(one))


def test_texts_of_the_log_are_literals() -> None:
    """A report quotes them, without what is filled in: nothing may be put together before."""
    put_together = re.compile(
        r"\blog\.(?:debug|info|warning|error|exception|critical)\((?!\s*[\"'])"
    )
    wrong = [
        path.name
        for path in (Path(__file__).parents[1] / "src").rglob("*.py")
        if put_together.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


# --- what a crash leaves behind ------------------------------------------------------------------

_DIES = """
import os, sys
from pathlib import Path
from clashreader.crash_file import CrashFile
file = CrashFile(Path(sys.argv[1]))
print(file.begin() is not None, flush=True)
if sys.argv[2] == "in order":
    file.was_told()
def harbour(how):
    secret = "Kharkiv harbour talks resume"
    if how == "fault":
        import faulthandler
        faulthandler._sigsegv()
    if how == "abort":
        os.abort()
    if how == "qt":
        from PySide6.QtCore import qFatal
        qFatal(secret)
    if how == "kill":
        os.kill(os.getpid(), 9)
    if how == "note":
        file.note("times: 1\\n  clashreader/app.py:1 in end")
harbour(sys.argv[2])
file.end()
"""


def die(path: Path, how: str) -> bool:
    """Run a process that ends as `how` says; return whether it found that one had crashed."""
    done = subprocess.run(
        [sys.executable, "-c", _DIES, str(path), how],
        capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stdout.strip() == "True"


def test_a_crash_is_told_once_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "crash.txt"
    for how in ("fault", "abort", "qt"):
        assert not die(path, how)
        lines = told(path.read_text(encoding="utf-8"))
        assert lines[0].startswith("Fatal Python error: ")
        assert lines[1].endswith("(most recent call first):")
        assert leaks("\n".join(lines)) == []
        assert die(path, "in order"), how
        assert not path.exists()
        assert not die(path, "in order")


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_a_crash_that_nobody_could_read_of_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "crash.txt"
    assert not die(path, "fault")
    assert die(path, "kill"), "ended before it could say so"
    assert die(path, "kill"), "and once more"
    assert die(path, "note"), "the next crash takes its place"
    assert die(path, "in order")
    assert not die(path, "in order")
    assert list(path.parent.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_what_is_killed_or_ends_in_order_did_not_crash(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "crash.txt"
    die(path, "kill")
    assert path.read_bytes() == b""
    path.write_bytes(b"\0" * 512)  # a file system after a loss of power
    assert not die(path, "in order")
    assert not path.exists()


def test_a_bug_of_the_end_is_left_for_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "crash.txt"
    die(path, "note")
    assert told(path.read_text(encoding="utf-8")) == ["times: 1", "  clashreader/app.py:1 in end"]
    assert die(path, "in order")


def test_where_nothing_can_be_written_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in its place")
    file = CrashFile(tmp_path / "logs" / "crash.txt")
    assert file.begin() is None
    file.note("x")
    file.end()


def test_a_strange_file_is_no_way_into_a_report() -> None:
    left = (
        f'{TITLE}\n  File "/Users/vera/x.py", line 3 in f\nThread {URL}\nFatal Python error: {URL}'
    )
    assert told(left) == ["  elsewhere"]
