"""The log: bounded, and no place for passwords."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from clashreader import logs
from clashreader.app import configure_logging
from clashreader.cli.context import Context
from clashreader.cli.output import Output
from clashreader.crash_report import Memory
from clashreader.paths import Home


@pytest.fixture
def quiet_root(home: Home) -> Iterator[logging.Logger]:
    """The program's logger, as it was before, and a home for its file."""
    home.data.mkdir(parents=True)
    root = logging.getLogger("clashreader")
    level = root.level
    yield root
    root.setLevel(level)
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()


def _fail() -> None:
    raise OSError("https://ida:hidden@example.org/feed cannot be reached")


def test_names_and_passwords_never_reach_it(home: Home, quiet_root: logging.Logger) -> None:
    configure_logging(home)
    log = logging.getLogger("clashreader.sync")
    log.info("fetching %s", "https://ida:secret@example.org/feed?a=b@c")
    log.warning("sent %s", {"Authorization": "Basic aWRhOnNlY3JldA=="})
    try:
        _fail()
    except OSError:
        log.warning("failed", exc_info=True)
    text = home.log_file.read_text(encoding="utf-8")
    for secret in ("secret", "hidden", "ida", "aWRhOnNlY3JldA"):
        assert secret not in text
    assert "https://example.org/feed?a=b@c" in text


def test_it_is_bounded(home: Home, quiet_root: logging.Logger) -> None:
    configure_logging(home)
    log = logging.getLogger("clashreader.sync")
    for _ in range(200):
        log.info("x" * 200_000)
    files = sorted(path.name for path in home.log.iterdir())
    assert files == ["clashreader.log", "clashreader.log.1"]
    assert sum(path.stat().st_size for path in home.log.iterdir()) < 3 * logs.LOG_BYTES


def test_so_is_that_of_the_command_line(home: Home, quiet_root: logging.Logger) -> None:
    with Context(home, Output(json=False)):
        for _ in range(100):
            quiet_root.warning("y" * 15_000 + " https://ida:secret@example.org/")
    assert len(list(home.log.iterdir())) == 2
    assert "secret" not in home.log_file.read_text(encoding="utf-8")


def test_and_what_is_written_of_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "clashreader.log"
    for _ in range(120):
        logs.append(path, "z" * 15_000 + " https://ida:secret@example.org/\n")
    assert sum(one.stat().st_size for one in path.parent.iterdir()) < 3 * logs.LOG_BYTES
    assert "secret" not in path.read_text(encoding="utf-8")


def test_no_log_makes_a_home_anew_that_went_away(home: Home, quiet_root: logging.Logger) -> None:
    away = home.data.with_name("away")
    with Context(home, Output(json=False)):
        home.data.rename(away)
        quiet_root.warning("no backup: the library is not there")
    with pytest.raises(OSError, match="logs"):
        logs.append(home.log_file, "a crash")
    configure_logging(home)
    quiet_root.warning("the window goes on")
    assert not home.data.exists()


@pytest.mark.usefixtures("logged_errors")
def test_a_bug_that_comes_again_and_again_leaves_room_for_the_rest(
    home: Home, quiet_root: logging.Logger
) -> None:
    configure_logging(home)
    memory = Memory()
    quiet_root.addHandler(memory)
    log = logging.getLogger("clashreader.ui")
    log.warning("before it")
    for number in range(1, 2001):
        try:
            _fail()
        except OSError as error:
            log.error("Unexpected", exc_info=error)  # noqa: TRY400
            log.error("article %d of %s", number, "100%", exc_info=error)  # noqa: TRY400
    try:
        int("x")
    except ValueError:
        log.exception("Unexpected")
    text = home.log_file.read_text(encoding="utf-8")
    assert "before it" in text
    assert text.count("Traceback") == 3, "one for each bug, and each message"
    for times in (10, 100, 1000):
        assert f"Unexpected ({times} times by now, OSError" in text
    assert "(2 times" in text, "with what it came with"
    assert "article 20 of 100%" in text
    assert "article 21 " not in text
    assert "article 1000 of 100% (1000 times by now" in text
    assert len(text) < 20_000
    lines = "\n".join(memory.lines)
    assert "Unexpected (1000 times by now" in lines
    assert "Unexpected (ValueError" in lines
