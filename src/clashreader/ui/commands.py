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
    ) -> None:
        """`written` is what the write did, where it has been done already (in a thread)."""
        super().__init__(text)
        self._write = write
        self._revert = revert
        self._announce = announce
        self._report = report
        self._changes = written
        self._done_before = written is not None

    def redo(self) -> None:
        """Write, and remember which articles it really changed."""
        if self._done_before:
            self._done_before = False
            return
        try:
            self._changes = self._write()
        except ReaderError as error:
            self.setObsolete(True)
            self._report(error)
            return
        self._announce(self._changes)

    def undo(self) -> None:
        """Take back just what was changed."""
        if self._changes is None:
            return
        try:
            changes = self._revert(self._changes)
        except ReaderError as error:
            self.setObsolete(True)
            self._report(error)
            return
        self._announce(changes)
