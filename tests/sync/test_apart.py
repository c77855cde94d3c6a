"""Large and odd feeds are read in a process that can be killed."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import items, rss

from clashreader.errors import CancelledError, ParseError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Source
from clashreader.parse import parse_feed
from clashreader.parse.worker import from_lines, to_lines
from clashreader.sync import apart
from clashreader.sync.apart import read_feed
from clashreader.sync.pipeline import Syncer

URL = "https://quay.example/feed"
DATA = Path(__file__).parents[1] / "data" / "feeds"


@pytest.mark.parametrize(
    "path",
    sorted(path for path in DATA.iterdir() if not path.name.endswith(".expected.json")),
    ids=lambda path: path.name,
)
def test_a_feed_comes_back_as_it_was_read(path: Path) -> None:
    parsed = parse_feed(path.read_bytes(), url=URL)
    assert from_lines(to_lines(parsed)) == parsed


def test_a_large_feed_is_read_by_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    data = rss(items(3)).replace(b"<item>", b"<item><odd>" + b" " * 1_000_000 + b"</odd>", 3)
    assert len(data) > apart.LARGE
    expected = parse_feed(data, url=URL)

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("read in this process")

    monkeypatch.setattr("clashreader.parse.parse_feed", never)
    assert read_feed(data, url=URL) == expected


@pytest.mark.usefixtures("small")
def test_what_the_other_process_says_of_it_is_said() -> None:
    with pytest.raises(ParseError, match="not a feed"):
        read_feed(b"<html><body>closed for maintenance", url=URL)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every feed for a large one."""
    monkeypatch.setattr(apart, "LARGE", 0)


def _endless(monkeypatch: pytest.MonkeyPatch, code: str) -> list[subprocess.Popen[bytes]]:
    """Put a program in the worker's place; return the processes that were started."""
    started = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(apart, "_program", lambda: [sys.executable, "-c", code])
    monkeypatch.setattr(subprocess, "Popen", Noted)
    return started


@pytest.mark.usefixtures("small")
def test_a_worker_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    started = _endless(monkeypatch, "while True: pass")
    with pytest.raises(ParseError, match=r"longer than 0\.2 seconds"):
        read_feed(rss(items(1)), url=URL, seconds=0.2)
    assert [process.poll() is not None for process in started] == [True]


@pytest.mark.usefixtures("small")
def test_a_worker_is_killed_when_the_reader_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    started = _endless(monkeypatch, "while True: pass")
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        read_feed(rss(items(1)), url=URL, cancel=stop)
    assert [process.poll() is not None for process in started] == [True]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "code",
    [
        "raise SystemExit(9)",
        "import sys; open(sys.argv[2], 'w').write('[1, 2]')",
        "import sys; open(sys.argv[2], 'w').write('nonsense')",
    ],
)
def test_a_worker_that_breaks_down_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    _endless(monkeypatch, code)
    with pytest.raises(ParseError, match="read"):
        read_feed(rss(items(1)), url=URL)


@pytest.mark.usefixtures("small")
def test_without_a_worker_to_be_had_it_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_program", lambda: ["/no/such/program"])
    assert len(read_feed(rss(items(2)), url=URL).articles) == 2


def test_the_source_tells_of_it_and_loses_nothing(
    library: Library,
    syncer: Syncer,
    server: Loopback,
    follow: Callable[[str], Source],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.pages["/f"] = Answer(rss(items(3)))
    source = follow(f"{server.url}/f")
    syncer.run()

    def slow(data: bytes, **kwargs: object) -> None:
        raise ParseError("Reading this feed took longer than 60 seconds and was given up.")

    monkeypatch.setattr(apart, "read_feed", slow)
    server.pages["/f"] = Answer(rss(items(4)))
    report = syncer.run(force=True)
    assert report.failed == 1
    assert "60 seconds" in str(library.source(source.id).error)
    assert len(library.ids(ArticleQuery())) == 3


def test_the_program_itself_can_be_the_worker(tmp_path: Path) -> None:
    given, wanted = tmp_path / "given", tmp_path / "wanted"
    given.write_bytes(b'{"url": "https://q.example/f", "content_type": null}\n' + rss(items(2)))
    arguments = ["--parse-worker", str(given), str(wanted), "30"]
    done = subprocess.run(
        [sys.executable, "-m", "clashreader", *arguments], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    with wanted.open() as lines:
        assert len(from_lines(lines).articles) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system bounds no memory")
def test_a_worker_that_takes_too_much_memory_is_one_sentence() -> None:
    empty = "{}," * 5_000_000
    data = f'{{"version": "https://jsonfeed.org/version/1.1", "x": [{empty} 1], "items": []}}'
    with pytest.raises(ParseError, match="read"):
        read_feed(data.encode(), url=URL)
