"""What can be undone: each command writes first, and announces what really changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QUndoCommand, QUndoStack

from clashreader.errors import ReaderError
from clashreader.model import Changes, Undo
from clashreader.ui.language import sentence

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


class TakenBack(Protocol):
    """Told what came of an undo, or of doing it `again`; `whole` if nothing had changed since."""

    def __call__(self, words: str, changes: Changes, *, whole: bool, again: bool) -> None:
        """Announce it."""


class ExactCommand(QUndoCommand):
    """One deed that the library takes back exactly, and does again exactly.

    Each write may happen later, in its turn. One that fails leaves the stack as it was.
    """

    def __init__(
        self,
        words: str,
        write: Write,
        take_back: Callable[[Undo], Changes],
        *,
        stack: QUndoStack,
        carry: Callable[[int], Carry],
        articles: int,
        done: Announce,
        taken_back: TakenBack,
        report: Report,
    ) -> None:
        """`carry` carries out a write to so many articles; `done` is told what the deed did."""
        super().__init__(words)
        self._write = write
        self._library_undo = take_back
        self._stack = stack
        self._carry = carry
        self._articles = articles
        self._done = done
        self._taken_back = taken_back
        self._report = report
        self._token: Undo | None = None
        """What takes back what was done last: the deed itself, or its undoing."""
        self._begun = self._settled = False
        self._corrects = False
        """Whether the stack only moves back to where it was before a write that failed."""

    @property
    def counts(self) -> bool:
        """Whether it is known to have changed something."""
        return self._settled and not self.isObsolete()

    def redo(self) -> None:
        """Write, the first time; later do again what was taken back."""
        if self._corrects:
            self._corrects = False
        elif self._begun:
            self._reverse(again=True)
        else:
            self._begun = True
            self._carry(self._articles)(self._do, self._written, self._refused)

    def undo(self) -> None:
        """Take back just what was changed."""
        if self._corrects:
            self._corrects = False
        else:
            self._reverse(again=False)

    def _do(self) -> Changes:
        # Kept with the write itself: at the end of the program nobody is told what came of it.
        changes = self._write()
        self._token = changes.undo
        return changes

    def _written(self, changes: Changes) -> None:
        self._settled = True
        if changes.undo is None:
            self.setObsolete(True)
        self._done(changes)

    def _refused(self, error: ReaderError) -> None:
        self.setObsolete(True)
        self._report(error)

    def _reverse(self, *, again: bool) -> None:
        asked: list[Undo] = []

        def work() -> Changes:
            # Looked at only now: the write itself may have waited until just before.
            if self._token is None:
                return Changes()
            asked.append(self._token)
            changes = self._library_undo(self._token)
            self._token = changes.undo
            return changes

        def done(changes: Changes) -> None:
            before = asked[0].articles if asked else 0
            whole = changes.undo is not None and changes.undo.articles >= before
            if asked:
                self._taken_back(self.text(), changes, whole=whole, again=again)

        def failed(error: ReaderError) -> None:
            self._report(_not_undone(self.text(), error))
            self._corrects = True
            QTimer.singleShot(0, lambda: self._correct(again=again))

        count = self._articles if self._token is None else self._token.articles
        self._carry(count)(work, done, failed)

    def _correct(self, *, again: bool) -> None:
        """What failed can be tried once more, unless something else was done meanwhile."""
        stack = self._stack
        place = stack.index() - 1 if again else stack.index()
        if 0 <= place < stack.count() and stack.command(place) is self:
            (stack.undo if again else stack.redo)()


def _not_undone(words: str, error: ReaderError) -> ReaderError:
    text = QCoreApplication.translate("Marking", "Not undone: {0}. {1}")
    failure = ReaderError(text.format(words, sentence(error.message)))
    failure.__cause__ = error
    return failure
