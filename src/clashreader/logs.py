"""The log of window and command line alike: bounded, and without names and passwords."""

from __future__ import annotations

import contextlib
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler

LOG_BYTES = 512_000
"""A log is closed at this size, and the one before it forgotten."""
MAX_RECORD = 20_000
"""Characters of one record that are kept: an error can quote what a server sent."""

# In an address, what stands between the slashes and the @ (RFC 3986, 3.2.1); and the header that
# carries the same in another guise (RFC 9110, 11.6.2).
_CREDENTIALS = re.compile(r"(?<=//)[^/?#\s\"'<>]*@")
_HEADER = re.compile(r"(?i)\b((?:proxy-)?authorization['\"]?\s*[:=]\s*['\"]?\w+)\s+[^\s'\",]+")


def without_secrets(text: str) -> str:
    """Return `text` without the names and passwords of the addresses in it, cut at `MAX_RECORD`."""
    if len(text) > MAX_RECORD:
        text = text[: MAX_RECORD // 2] + "\n[...]\n" + text[-MAX_RECORD // 2 :]
    return _HEADER.sub(r"\1 ...", _CREDENTIALS.sub("", text))


class Formatter(logging.Formatter):
    """Writes a record with its trace, and no secret of either."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the lines of a record."""
        return without_secrets(super().format(record))


def file_handler(path: Path) -> RotatingFileHandler:
    """Return what writes to the log at `path`: half a megabyte, and one older one.

    Its folder is made, but never the home that this lies in: where that has gone, its disk with it,
    a home that only a log is in would be taken for a new reader's. Raises OSError.
    """
    from logging.handlers import RotatingFileHandler

    path.parent.mkdir(exist_ok=True)
    handler = RotatingFileHandler(
        path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True,
        errors="backslashreplace",
    )  # fmt: skip
    handler.setFormatter(Formatter())
    return handler


def append(path: Path, text: str) -> None:
    """Add `text` to the log at `path` without the machinery of logging; raises OSError.

    As with `file_handler` the home has to be there.
    """
    path.parent.mkdir(exist_ok=True)
    with contextlib.suppress(OSError):
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_name(path.name + ".1"))
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(without_secrets(text))
