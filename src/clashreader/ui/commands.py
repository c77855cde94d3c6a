"""What can be undone: each command writes first, and announces what really changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from clashreader.errors import ReaderError
from clashreader.model import Changes

Write = Callable[[], Changes]
Revert = Callable[[Changes], Changes]
Announce = Callable[[Changes], None]
Report = Callable[[ReaderError], None]


Carry = Callable[[Write, Announce, Report], None]
"""Calls the first, then the second with what came of it, or the third; `Writing.write` is one."""


def at_once(write: Write, announce: Announce, report: Report) -> None:
    """Carry out a write here and now."""
    try:
        changes = write()
    except ReaderError as error:
        report(error)
        return
    announce(changes)


class LibraryCommand(QUndoCommand):
    """One undoable write. A write that fails is reported and leaves nothing to undo."""

    def __init__(
        self,
        text: str,
        write: Write,
        revert: Revert,
        *,
        announce: Announce,
        report: Report,
        written: Changes | None = None,
        carry: Carry = at_once,
    ) -> None:
        """`written` is what the write did, where it has been done already (in a thread).

        `carry` carries a write out, be it later: then in the order in which it was asked to.
        """
        super().__init__(text)
        self._write = write
        self._revert = revert
        self._announce = announce
        self._report = report
        self._changes = written
        self._done_before = written is not None
        self._carry = carry

    def redo(self) -> None:
        """Write, and remember which articles it really changed."""
        if self._done_before:
            self._done_before = False
            return
        self._carry(self._do, self._announce, self._refused)

    def undo(self) -> None:
        """Take back just what was changed."""
        self._carry(self._take_back, self._announce, self._refused)

    def _do(self) -> Changes:
        self._changes = self._write()
        return self._changes

    def _take_back(self) -> Changes:
        # Asked for only now: the write itself may have waited until just before.
        return Changes() if self._changes is None else self._revert(self._changes)

    def _refused(self, error: ReaderError) -> None:
        self.setObsolete(True)
        self._report(error)
