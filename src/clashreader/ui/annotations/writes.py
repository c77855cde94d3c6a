"""What the reader writes beside articles, each of it to be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

from clashreader.errors import NotFoundError, ReaderError, UsageError
from clashreader.model import Changes, Highlight
from clashreader.ui.annotations.words import same
from clashreader.ui.commands import (
    Announce,
    Carry,
    LibraryCommand,
    Report,
    Revert,
    Write,
    at_once,
)

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.quotations import Quotation

Turn = Callable[[str, str], Changes]
"""Writes the second text where the library has the first one."""
Push = Callable[[QUndoCommand], None]

_TYPING = 5_101
"""Marks commands that may become one with what was typed right before."""


class TypedCommand(LibraryCommand):
    """A text as it was typed; what is typed on becomes one command with it."""

    def __init__(
        self, subject: tuple[str, int, int], text: str, before: str, after: str, turn: Turn,
        *, announce: Announce, report: Report, carry: Carry,
    ) -> None:  # fmt: skip
        """`subject` is equal for what belongs together; `turn` puts one text in another's place."""
        super().__init__(
            text,
            lambda: turn(self._before, self._after),
            lambda _: turn(self._after, self._before),
            announce=announce,
            report=report,
            carry=carry,
        )
        self._subject = subject
        self._before = before
        self._after = after

    def id(self) -> int:
        """Return the sign by which Qt asks whether two commands may become one."""
        return _TYPING

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over what was typed on, unless the text has been another one in between."""
        if not isinstance(other, TypedCommand) or other.isObsolete():
            return False
        if other._subject != self._subject or not same(other._before, self._after):
            return False
        self._after = other._after
        return True


class Writes(QObject):
    """Writes notes and highlights by way of the undo stack.

    Every method says whether it was written, or waits for its turn; what went wrong has been
    reported by then.
    """

    def __init__(
        self, library: Library, push: Push, announce: Announce, report: Report,
        parent: QObject | None = None, *, carry: Carry = at_once,
    ) -> None:  # fmt: skip
        """`carry` carries writes out, be it later: see `ui.commands`."""
        super().__init__(parent)
        self._carry = carry
        self._library = library
        self._push = push
        self._announce = announce
        self._report = report
        self._failed = False
        self._session = 0

    def new_session(self) -> None:
        """What is typed from now on is undone apart from what was typed before."""
        self._session += 1

    def _do(self, text: str, write: Write, revert: Revert) -> bool:
        return self._run(
            LibraryCommand(
                text, write, revert, announce=self._announce, report=self._refuse, carry=self._carry
            )
        )

    def _type(
        self, subject: tuple[str, int], text: str, before: str, after: str, turn: Turn
    ) -> bool:
        whole = (*subject, self._session)
        return self._run(
            TypedCommand(
                whole,
                text,
                before,
                after,
                turn,
                announce=self._announce,
                report=self._refuse,
                carry=self._carry,
            )
        )

    def _run(self, command: LibraryCommand) -> bool:
        self._failed = False
        self._push(command)
        return not self._failed

    def _refuse(self, error: ReaderError) -> None:
        self._failed = True
        self._report(error)

    # --- highlights ---

    def add(
        self, article_id: int, quotation: Quotation, *, version: int, colour: int
    ) -> Highlight | None:
        """Mark words of an article, and return the highlight."""
        library = self._library
        made: list[Highlight] = []

        def write() -> Changes:
            if made:
                return library.restore_highlight(made[0])
            made.append(
                library.add_highlight(
                    article_id, quotation.exact, prefix=quotation.prefix, suffix=quotation.suffix,
                    earlier=quotation.earlier, version=version, colour=colour,
                )
            )  # fmt: skip
            return Changes(articles=(article_id,), annotations=True)

        def revert(_: Changes) -> Changes:
            return library.delete_highlight(self._number(made[0]))

        self._do(self.tr("highlight"), write, revert)
        return made[0] if made else None

    def recolour(self, highlight: Highlight, colour: int) -> bool:
        """Give a highlight another colour."""
        before = highlight.colour
        return self._do(
            self.tr("colour of a highlight"),
            lambda: self._library.edit_highlight(self._number(highlight), colour=colour),
            lambda _: self._library.edit_highlight(self._number(highlight), colour=before),
        )

    def write_note(self, highlight: Highlight, text: str) -> bool:
        """Write the note of a highlight; "" takes it away."""
        library = self._library

        def turn(expected: str, wanted: str) -> Changes:
            now = library.highlight(self._number(highlight))
            self._must_be(now.note or "", expected)
            return library.edit_highlight(now.id, note=wanted)

        of = ("highlight", highlight.id)
        return self._type(of, self.tr("note of a highlight"), highlight.note or "", text, turn)

    def delete(self, highlight: Highlight) -> bool:
        """Take a highlight away, as it is now."""
        library = self._library
        gone: list[Highlight] = []

        def write() -> Changes:
            gone[:] = [library.highlight(self._number(highlight))]
            return library.delete_highlight(gone[0].id)

        return self._do(
            self.tr("delete a highlight"), write, lambda _: library.restore_highlight(gone[0])
        )

    def _number(self, highlight: Highlight) -> int:
        """Return the id that a highlight has now.

        One that was taken away and put back may have got another, where its own had been given
        to a new one meanwhile; and that one must not be touched in its stead.
        """
        of_article = self._library.highlights(highlight.article_id)
        alike = [h.id for h in of_article if _place_of(h) == _place_of(highlight)]
        if highlight.id in alike:
            return highlight.id
        if alike:
            return alike[0]
        raise NotFoundError(self.tr("This highlight is no longer there."))

    # --- the note of an article ---

    def set_note(self, article_id: int, text: str, before: str) -> bool:
        """Write the note of an article, which was `before`; "" takes it away."""
        library = self._library

        def turn(expected: str, wanted: str) -> Changes:
            self._must_be(library.annotations([article_id])[0].note or "", expected)
            return library.set_note(article_id, wanted)

        return self._type(("article", article_id), self.tr("note"), before, text, turn)

    def _must_be(self, now: str, expected: str) -> None:
        """Undoing must not put an old text in the place of one that was written elsewhere since."""
        if not same(now, expected):
            raise UsageError(
                self.tr("This note was changed elsewhere since, and stays as it is now.")
            )


def _place_of(highlight: Highlight) -> tuple[int, str, str, str, int | None]:
    """Return what never changes of a highlight, but for its id."""
    h = highlight
    return h.created, h.exact, h.prefix, h.suffix, h.earlier
