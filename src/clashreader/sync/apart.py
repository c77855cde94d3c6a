"""Feeds are read here: everyday ones at once, large or odd ones in a process that can be killed.

Reading takes linear time as far as we know. Should a stranger find what we do not know, it costs
one worker and one source, not the program.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clashreader.errors import CancelledError, ParseError
from clashreader.sync.spool import Kept, kept

if TYPE_CHECKING:
    from clashreader.model import ParsedFeed
    from clashreader.sync.wire import Wish

log = logging.getLogger(__name__)

LARGE: Final = 2_000_000
"""Bytes above which a feed is read in a process of its own."""
SECONDS: Final = 60.0
"""How long such a process may take."""
_TAGS: Final = 60_000
_MOST: Final = 400_000_000  # bytes that a worker may hand back: 20 MB, all escaped, and more
_AT_ONCE: Final = 1_000_000  # bytes that are taken from it at once; more stay in its file
_PAUSE: Final = 0.02


def read_feed(
    data: bytes | Kept,
    *,
    url: str,
    content_type: str | None = None,
    cancel: Wish | None = None,
    seconds: float = SECONDS,
) -> ParsedFeed:
    """Read a feed as `parse_feed` does, in another process where it is large or odd.

    Of a large one neither the bytes nor the articles are all in memory: these are read one by one.
    Raises `ParseError`, also where that process took longer than `seconds` or more memory than is
    good, and `CancelledError`.
    """
    given = data if isinstance(data, Kept) else kept(data)
    if _is_odd(given):
        order = json.dumps({"url": url, "content_type": content_type}).encode()
        try:
            return _read_apart(given, order + b"\n", seconds, cancel)
        except OSError as error:  # no room, or no process to be had: it is read here
            log.warning("no worker to read a feed: %s", error)
    from clashreader.parse import parse_feed

    return parse_feed(given.read(), url=url, content_type=content_type)


def _read_apart(data: Kept, order: bytes, seconds: float, cancel: Wish | None) -> ParsedFeed:
    from clashreader.sync.shelf import read_shelf

    with ExitStack() as stack:
        folder = tempfile.TemporaryDirectory(prefix="clashreader-", ignore_cleanup_errors=True)
        stack.callback(folder.cleanup)
        given, wanted = Path(folder.name, "given"), Path(folder.name, "wanted")
        with given.open("wb") as file:
            file.write(order)
            data.write_to(file)
        _give_back()
        _wait(_started(given, wanted, seconds), seconds, cancel)
        given.unlink()
        if wanted.stat().st_size > _MOST:
            raise ParseError("This feed is too large to be kept.")
        stack.pop_all()  # what is left of the folder goes with the articles
        return read_shelf(wanted, folder, most=_AT_ONCE)


def _give_back() -> None:
    """Let the C library return the room of earlier feeds: the worker needs as much beside us."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):  # not every C library can
            ctypes.CDLL(None).malloc_trim(0)


def _is_odd(data: Kept) -> bool:
    if data.size > LARGE:
        return True
    body = data.read()
    return b"<!ENTITY" in body[:100_000] or body.count(b"<") > _TAGS


def _started(given: Path, wanted: Path, seconds: float) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*_program(), str(given), str(wanted), str(seconds)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # No console window flashes up on Windows.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _wait(worker: subprocess.Popen[bytes], seconds: float, cancel: Wish | None) -> None:
    """Wait for the worker's end, or make one."""
    end = time.monotonic() + seconds
    try:
        while True:
            try:
                worker.wait(_PAUSE)
                break
            except subprocess.TimeoutExpired:
                _note_memory(worker.pid)
                if cancel is not None and cancel.is_set():
                    raise CancelledError("The sync was stopped.") from None
                if time.monotonic() > end:
                    raise ParseError(
                        f"Reading this feed took longer than {seconds:g} seconds and was given up. "
                        "What was read before stays; it is tried again later."
                    ) from None
    finally:
        if worker.poll() is None:
            worker.kill()
            worker.wait()
    if worker.returncode:
        log.warning("the worker ended with %d", worker.returncode)
        raise ParseError(
            "This feed is too large or too tangled to be read. What was read before stays."
        )


def _program() -> list[str]:
    from clashreader.parse.worker import FLAG

    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG]
    # -P: the folder we were started in is no place to import from.
    return [sys.executable, "-P", "-m", "clashreader.parse.worker"]


_most_together = 0


def _note_memory(worker: int) -> None:
    """Note how much memory this process and a worker take now, where the system tells."""
    global _most_together  # noqa: PLW0603 - the peak is one of the process
    if sys.platform == "linux":
        with suppress(OSError, ValueError):
            _most_together = max(_most_together, _resident("self") + _resident(str(worker)))


def _resident(process: str) -> int:
    pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def most_together() -> int:
    """Return the bytes that this process and a worker ever had resident at one time.

    What they share counts twice. 0 where there was no worker, or the system does not tell.
    """
    return _most_together
