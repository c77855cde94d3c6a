"""What is left behind by a run that ends without being able to say so, for the next one to tell.

`faulthandler` writes there when the process dies of a fault (a segmentation fault, an abort, also
one of Qt's own fatal errors). A run that ends in order leaves nothing, one that is killed or loses
its power leaves an empty file: neither is a crash.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import re
from pathlib import Path
from typing import IO

log = logging.getLogger(__name__)

_LIMIT = 64_000
_UNTOLD = ".untold"
"""At the end of the name under which the last crash waits to be told of."""
_FRAME = r'  File "([^"]*)", line (\d+) in (\S+)$'
_KNOWN = (
    r"(?:Fatal Python error|Windows fatal exception): [\w :'-]+$"
    r"|(?:Current thread|Thread) 0x[0-9a-f]+ .*\(most recent call first\):$"
    r"|  <no Python frame>$|  Garbage-collecting$|  \.\.\.$"
)
_OWN = "| "
"""Before each line of a report that was ready when it was left here."""


class CrashFile:
    """The file beside the log. One run has it at a time: the one that has the home."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None
        self._was_on = False
        self._noted = False

    def begin(self) -> str | None:
        """Have a fault written down from now on; return what the last run left, or None.

        It is kept until `was_told`: this run may end before anybody can read of it. Where the file
        cannot be written, nothing is: that is no reason not to start.
        """
        left = self._read(self._path)
        try:
            self._path.parent.mkdir(exist_ok=True)
            if left is not None:
                self._path.replace(self._untold)
            else:
                left = self._read(self._untold)
            self._file = self._path.open("wb", buffering=0)
        except OSError as error:
            log.info("No crash could be written down: %s", error)
            return left
        self._was_on = faulthandler.is_enabled()
        faulthandler.enable(self._file)
        return left

    @property
    def _untold(self) -> Path:
        return self._path.with_name(self._path.name + _UNTOLD)

    def was_told(self) -> None:
        """The reader has seen that the run before crashed: it is in the log, and told no more."""
        with contextlib.suppress(OSError):
            self._untold.unlink(missing_ok=True)

    def _read(self, path: Path) -> str | None:
        try:
            with path.open("rb") as file:
                text = file.read(_LIMIT).decode("utf-8", "replace").replace("\0", "").strip()
        except OSError:
            return None
        return text or None

    def note(self, report: str) -> None:
        """Leave a report for the next start: this run can show it to nobody any more."""
        if self._file is None:
            return
        lines = "".join(f"{_OWN}{line}\n" for line in report.splitlines())
        with contextlib.suppress(OSError):
            self._file.write(lines.encode("utf-8", "replace"))
            self._noted = True

    def end(self) -> None:
        """The run ended in order: nothing of it is left, but for what was noted."""
        file, self._file = self._file, None
        if file is None:
            return
        faulthandler.disable()
        file.close()
        if self._was_on:
            faulthandler.enable()
        if not self._noted:
            with contextlib.suppress(OSError):
                self._path.unlink()


def told(left: str) -> list[str]:
    """Return what a run left as lines for a report: places in known code, and no others."""
    from clashreader.crash_report import known_place

    lines = []
    for line in left.splitlines():
        frame = re.match(_FRAME, line)
        if line.startswith(_OWN):
            lines.append(line.removeprefix(_OWN))
        elif frame is not None:
            place = known_place(frame[1])
            where = f"{place}:{frame[2]} in {frame[3]}" if place else "elsewhere"
            lines.append(f"  {where}")
        elif re.match(_KNOWN, line):
            lines.append(line)
    return lines
