"""Marking articles: read, bookmarked, tagged; one or many, and each deed can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from clashreader.model import Changes
from clashreader.ui.commands import LibraryCommand
from clashreader.ui.language import plural

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

UNDO_LIMIT = 200


class Marking(QObject):
    """Writes what the reader says of articles, through the stack of what can be undone."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self._offer = 0
        """The ticket of the notice that offers to undo the last deed."""
        self.undo_stack.indexChanged.connect(self._withdraw_offer)
        window.listing.view_changed.connect(self._withdraw_offer)

    def _targets(self) -> list[int]:
        """The selected articles, or else the open one."""
        window = self._window
        chosen = window.articles.selected_ids
        opened = window.reading.article_id
        if opened is not None and opened not in chosen:
            return [opened]
        return chosen

    def toggle_read(self) -> None:
        """M: the selected articles are read, or unread, as the open one is not."""
        window = self._window
        library, ids = window.library, self._targets()
        article = window.reading.article
        if library is None or not ids or article is None:
            return
        window.reading.hold()
        mark = not article.read
        self._push(
            LibraryCommand(
                self.tr("mark as read") if mark else self.tr("mark as unread"),
                lambda: library.set_read(ids, mark),
                lambda changes: library.set_read(changes.articles, not mark),
                announce=window.apply_changes,
                report=window.report,
                carry=window.write,
            )
        )

    def toggle_bookmark(self) -> None:
        """Bookmark the selected articles, or take their bookmarks away."""
        window = self._window
        library, ids = window.library, self._targets()
        article = window.reading.article
        if library is None or not ids or article is None:
            return
        mark = article.bookmarked_at is None
        self._push(
            LibraryCommand(
                self.tr("bookmark") if mark else self.tr("remove bookmark"),
                lambda: library.set_bookmarked(ids, mark),
                lambda changes: library.set_bookmarked(changes.articles, not mark),
                announce=window.apply_changes,
                report=window.report,
                carry=window.write,
            )
        )

    def set_tag(self, name: str, wanted: bool) -> None:
        """Give the selected articles a tag, or take it from them; can be undone."""
        window = self._window
        library, ids = window.library, self._targets()
        if library is None or not ids:
            return
        add, remove = ([name], []) if wanted else ([], [name])
        self._push(
            LibraryCommand(
                self.tr("tag “{0}”").format(name),
                lambda: library.tag(ids, add=add, remove=remove),
                lambda changes: library.tag(changes.articles, add=remove, remove=add),
                announce=window.apply_changes,
                report=window.report,
                carry=window.write,
            )
        )

    def _undo_just(self, deed: int) -> None:
        """Undo the deed at that place of the stack, never another one."""
        if self.undo_stack.index() == deed:
            self.undo_stack.undo()

    def _withdraw_offer(self, _: object = None) -> None:
        """The offer to undo belongs to one deed: another one, or another view, ends it."""
        self._window.status.withdraw(self._offer)

    def _push(self, command: LibraryCommand) -> None:
        self.undo_stack.push(command)

    def carry_out(self, words: str, write: Callable[[], Changes]) -> None:
        """Do something to the library that Ctrl+Z takes back exactly; `words` say what it was."""
        window, library = self._window, self._window.library
        if library is None:
            return

        def revert(changes: Changes) -> Changes:
            return Changes() if changes.undo is None else library.undo(changes.undo)

        self._push(
            LibraryCommand(
                words,
                write,
                revert,
                announce=window.apply_changes,
                report=window.report,
                carry=window.write,
            )
        )

    def mark_all(self) -> None:
        """Shift+A: everything in the list, as it is shown, is read."""
        window = self._window
        library, ids = window.library, window.articles.model.ids
        if library is None or not ids:
            return
        window.reading.hold()

        def work() -> Changes:
            return library.set_read(ids, True)

        def done(changes: Changes) -> None:
            window.apply_changes(changes)
            count = len(changes.articles)
            if not count:
                if not window.status.offers:  # an offer to undo is worth more than this
                    window.status.notice(self.tr("Everything here is read already."))
                return
            self._push(
                LibraryCommand(
                    self.tr("mark all as read"),
                    lambda: library.set_read(changes.articles, True),
                    lambda written: library.set_read(written.articles, False),
                    announce=window.apply_changes,
                    report=window.report,
                    carry=window.write_behind,
                    written=changes,
                )
            )
            words = plural(
                "Marking", "%Ln article marked as read.", "%Ln articles marked as read.", count
            )
            deed = self.undo_stack.index()
            self._offer = window.status.notice(
                words, self.tr("Undo"), lambda: self._undo_just(deed)
            )

        window.write_behind(work, done, window.report)
