"""What a command gets to work with: the home, the library (opened when asked for), the output."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from clashreader.cli.output import Output
    from clashreader.library.library import Library
    from clashreader.paths import Home


class Context:
    """The surroundings of one command; a context manager that closes the library."""

    def __init__(self, home: Home, out: Output) -> None:
        self.home = home
        self.out = out
        self.idle = False
        """Whether the command found nothing to change: a sync without news."""
        self.brought = 0
        """How many articles the command has brought into the library."""
        self._library: Library | None = None
        self._log: logging.Handler | None = None

    def __enter__(self) -> Self:
        self._log = _LateFileHandler(self.home)
        logging.getLogger("clashreader").addHandler(self._log)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._library is not None and self._library.only_read is not None:
            self.out.note(self._library.only_read)  # who wanted to write has been told
        self.close()
        if self._log is not None:
            logging.getLogger("clashreader").removeHandler(self._log)
            self._log.close()

    def back_up(self) -> None:
        """Make the day's backup, where the command wrote and it is due; never raises for that."""
        if self._library is not None and not self.idle:
            from clashreader.cli.backing import back_up_at_end

            back_up_at_end(self._library, self)

    def close(self) -> None:
        """Close the library, if it is open; it opens again when asked for."""
        if self._library is not None:
            self._library.close()
            self._library = None

    @property
    def library(self) -> Library:
        """The library, opened at first use.

        Raises `LibraryError` where it cannot be opened.
        """
        if self._library is None:
            from clashreader.library.library import Library

            with self._told_if_it_waits():
                self._library = Library.open(self.home.library, self.home.images)
            self._library.tell_waiting(self._tell_waiting)
            if self._library.warning is not None:
                self.out.note(self._library.warning)
        return self._library

    @contextlib.contextmanager
    def _told_if_it_waits(self) -> Iterator[None]:
        """Opening waits within SQLite, which tells nobody, for a program that shares with none."""
        timer = threading.Timer(_SOON, self._tell_waiting)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _tell_waiting(self) -> None:
        self.out.note("Waiting for another program to let go of the library …")


_SOON = 1.5
"""Seconds within which a library opens where nobody holds it, a large one too."""


class _LateFileHandler(logging.Handler):
    """Writes warnings to the log file, which is made only if there is something to write."""

    def __init__(self, home: Home) -> None:
        super().__init__(logging.WARNING)
        logging.raiseExceptions = False  # a full disk must not print traces between our sentences
        self._home = home
        self._file: logging.FileHandler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self._file is None:
                from clashreader.logs import file_handler

                self._file = file_handler(self._home.log_file)
            self._file.emit(record)
        except OSError:
            pass  # a log that cannot be written is no reason to fail the command

    def close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        super().close()
