"""Marking articles: read, bookmarked, tagged, moved, deleted; one or many, all can be undone."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from clashreader.errors import ReaderError
from clashreader.model import ArticleRow, Changes
from clashreader.ui.commands import ExactCommand
from clashreader.ui.folds import with_hidden
from clashreader.ui.language import plural

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

UNDO_LIMIT = 200

AT_ONCE = 50
"""Articles that are written in the thread of the window; more of them take too long there."""

Said = Callable[[int], str]
"""Says what was done to so many articles."""


class Marking(QObject):
    """Writes what the reader says of articles, through the stack of what can be undone."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self._offer = 0
        """The ticket of the notice that offers to undo the last deed."""
        self._offered: ExactCommand | None = None
        self.undo_stack.indexChanged.connect(self._withdraw_offer)
        self.undo_stack.undoTextChanged.connect(self._name_undo)
        self.undo_stack.redoTextChanged.connect(self._name_redo)
        window.listing.view_changed.connect(lambda _: window.status.withdraw(self._offer))

    # --- what can be undone ---

    def carry_out(
        self,
        words: str,
        write: Callable[[], Changes],
        *,
        articles: int = 1,
        said: Said | None = None,
        nothing: str = "",
    ) -> None:
        """Do something to the library that Ctrl+Z takes back exactly; `words` say what it was.

        `articles` is about how many it changes: with many of them the window does not wait for it.
        `said` gives the words of the notice that offers to undo it; `nothing` are those where
        nothing was changed, so that there is nothing to undo.
        """
        window, library = self._window, self._window.library
        if library is None:
            return
        command: ExactCommand

        def done(changes: Changes) -> None:
            window.apply_changes(changes)
            self._withdraw_offer()
            if changes.undo is None:
                if nothing and not window.status.offers:  # an offer is worth more than this
                    window.status.notice(nothing)
            elif said is not None:
                self._offer_undo(said(changes.undo.articles), command)

        command = ExactCommand(
            words,
            write,
            library.undo,
            stack=self.undo_stack,
            carry=lambda count: window.write if count <= AT_ONCE else window.write_behind,
            articles=articles,
            done=done,
            taken_back=self._say_undone,
            report=window.report,
        )
        self.undo_stack.push(command)

    def undo(self) -> None:
        """Ctrl+Z: take the last deed back."""
        self._drop_obsolete()
        if self.undo_stack.canUndo():
            self.undo_stack.undo()
        else:
            self._window.status.notice(self.tr("There is nothing to undo."))

    def redo(self) -> None:
        """Ctrl+Shift+Z: do again what was taken back last."""
        if self.undo_stack.canRedo():
            self.undo_stack.redo()
        else:
            self._window.status.notice(self.tr("There is nothing to do again."))

    def _drop_obsolete(self) -> None:
        """Forget the deeds that changed nothing, or failed, since they were asked for."""
        stack = self.undo_stack
        while stack.canUndo() and stack.command(stack.index() - 1).isObsolete():
            stack.undo()

    def _last_deed(self) -> QUndoCommand | None:
        """The last deed that changed something, as far as is known."""
        stack = self.undo_stack
        for place in range(stack.index() - 1, -1, -1):
            command = stack.command(place)
            if not isinstance(command, ExactCommand) or command.counts:
                return command
        return None

    def _offer_undo(self, words: str, command: ExactCommand) -> None:
        """Say what was done, and offer to undo just that, never another deed."""

        def undo() -> None:
            if self._last_deed() is command:
                self.undo()

        self._offered = command
        self._offer = self._window.status.notice(words, self.tr("Undo"), undo)

    def _say_undone(self, words: str, changes: Changes, *, whole: bool, again: bool) -> None:
        self._window.apply_changes(changes)
        if again:
            said = self.tr("Done again: {0}.")
        elif changes.undo is None:
            said = self.tr("Nothing of it was left to undo: {0}.")
        elif whole:
            said = self.tr("Undone: {0}.")
        else:
            said = self.tr("Undone, but for what has been changed since: {0}.")
        self._window.status.notice(said.format(words))

    def _withdraw_offer(self, _: object = None) -> None:
        """The offer to undo belongs to one deed: another one, or its undoing, ends it."""
        if self._offered is None or self._last_deed() is not self._offered:
            self._offered = None
            self._window.status.withdraw(self._offer)

    def _name_undo(self, words: str) -> None:
        self._name("undoAction", self.tr("Undo: {0}") if words else self.tr("Undo"), words)

    def _name_redo(self, words: str) -> None:
        self._name("redoAction", self.tr("Redo: {0}") if words else self.tr("Redo"), words)

    def _name(self, action: str, text: str, words: str) -> None:
        """Say in the menu what the command would undo; an & in a tag's name is no mnemonic."""
        self._window.commands[action].setText(text.format(words).replace("&", "&&"))

    # --- articles ---

    def targets(self) -> Sequence[int]:
        """The selected articles, or else the open one."""
        articles, opened = self._window.articles, self._window.reading.article_id
        if opened is not None and not articles.is_selected(opened):
            return [opened]
        return articles.selected_ids

    def toggle_read(self) -> None:
        """M: the selected articles are read, or unread, as the open one is not."""
        row = self._leading()
        if row is not None:
            self.mark_targets(not row.read)

    def _leading(self) -> ArticleRow | None:
        """The row that says which way a deed goes: that of the open article, of the first target.

        It is read anew: just after J the pane shows the article before, for a moment.
        """
        window, targets = self._window, self.targets()
        if window.library is None or not targets:
            return None
        opened = window.reading.article_id
        leader = targets[0] if opened is None else opened
        try:
            return next(iter(window.library.rows([leader])), None)
        except ReaderError as error:
            window.report(error)
            return None

    def mark_targets(self, mark: bool) -> None:
        """Mark the selected articles as read, or as unread.

        Several rows are taken for what they stand for, as Shift+A does: what is folded behind them
        goes along, or it would come up in Unread, once more, as a row of its own. One row is one
        article.
        """
        ids, folds = self.targets(), self._window.articles.model.folds
        if len(ids) <= 1 or not folds.hidden:
            self.set_read(ids, mark)
        else:
            behind, unfolded, rows = folds.behind, folds.unfolded, array("q", ids)
            self._set_read(lambda: with_hidden(rows, behind, unfolded), len(ids), mark)

    def set_read(self, ids: Sequence[int], mark: bool) -> None:
        """Mark articles as read, or as unread."""
        if ids:
            self._set_read(lambda: ids, len(ids), mark)

    def _set_read(self, ids: Callable[[], Sequence[int]], about: int, mark: bool) -> None:
        library = self._window.library
        if library is None:
            return
        self._window.reading.hold()
        words = self.tr("mark as read") if mark else self.tr("mark as unread")
        said = None if about == 1 else _read if mark else _unread
        self.carry_out(words, lambda: library.set_read(ids(), mark), articles=about, said=said)

    def toggle_bookmark(self) -> None:
        """Bookmark the selected articles, or take their bookmarks away."""
        row = self._leading()
        if row is not None:
            self.set_bookmarked(self.targets(), not row.bookmarked)

    def set_bookmarked(self, ids: Sequence[int], mark: bool) -> None:
        """Bookmark articles, or take their bookmarks away."""
        library = self._window.library
        if library is None:
            return
        words = self.tr("bookmark") if mark else self.tr("remove bookmark")
        said = _bookmarked if mark else _unbookmarked
        self._do(words, ids, lambda: library.set_bookmarked(ids, mark), said)

    def set_tag(self, name: str, wanted: bool) -> None:
        """Give the selected articles a tag, or take it from them."""
        self.tag(self.targets(), name, wanted)

    def tag(self, ids: Sequence[int], name: str, wanted: bool = True) -> None:
        """Give articles a tag, or take it from them."""
        self.retag(ids, [name], wanted)

    def retag(self, ids: Sequence[int], names: Sequence[str], wanted: bool) -> None:
        """Give articles tags, or take them from these, in one deed."""
        library = self._window.library
        if library is None:
            return
        add, remove = (names, []) if wanted else ([], names)
        shown = "”, “".join(names)
        words = self.tr("tag “{0}”") if wanted else self.tr("take off tag “{0}”")
        said = _tagged if wanted else _untagged
        self._do(
            words.format(shown), ids, lambda: library.tag(ids, add=add, remove=remove),
            lambda count: said(count).format(shown),
        )  # fmt: skip

    def move(self, ids: Sequence[int], section: str | None) -> None:
        """Put articles into a section; "" is none, None what their sources say."""
        library = self._window.library
        if library is None:
            return
        if section is None:
            words = self.tr("give back to the section of the source")
        else:
            words = self.tr("move to “{0}”").format(section or self.tr("No section"))

        def said(count: int) -> str:
            if section is None:
                return _given_back(count)
            return _moved(count).format(section or self.tr("No section"))

        self._do(
            words, ids, lambda: library.move(ids, section), said, always=True,
            nothing=self.tr("It is there already."),
        )  # fmt: skip

    def delete(self, ids: Sequence[int]) -> None:
        """Put articles into the bin."""
        library = self._window.library
        if library is not None:
            words = self.tr("delete")
            self._do(words, ids, lambda: library.delete(ids), _deleted, always=True)

    def restore(self, ids: Sequence[int]) -> None:
        """Take articles out of the bin."""
        library = self._window.library
        if library is not None:
            words = self.tr("restore")
            self._do(words, ids, lambda: library.restore(ids), _restored, always=True)

    def hide(self, ids: Sequence[int], hidden: bool) -> None:
        """Take articles out of all views, or back into them."""
        library = self._window.library
        if library is None:
            return
        words = self.tr("hide") if hidden else self.tr("show again")
        said = _hidden if hidden else _shown
        self._do(words, ids, lambda: library.set_hidden(ids, hidden), said, always=True)

    def _do(
        self, words: str, ids: Sequence[int], write: Callable[[], Changes], said: Said,
        *, always: bool = False, nothing: str = "",
    ) -> None:  # fmt: skip
        """Carry out a deed on articles. What was done to one is seen on it; `always` say it."""
        if not ids:
            return
        loud = said if always or len(ids) > 1 else None
        self.carry_out(words, write, articles=len(ids), said=loud, nothing=nothing)

    def mark_read(
        self, words: str, ids: Callable[[], Sequence[int]], about: int, nothing: str
    ) -> None:
        """Mark `about` so many articles as read, all in one deed behind the window.

        `ids` says which, and is asked in the thread that writes.
        """
        library = self._window.library
        if library is not None:
            self.carry_out(
                words, lambda: library.set_read(ids(), True),
                articles=max(about, AT_ONCE + 1), said=_read, nothing=nothing,
            )  # fmt: skip


def _read(count: int) -> str:
    return plural("Marking", "%Ln article marked as read.", "%Ln articles marked as read.", count)


def _unread(count: int) -> str:
    return plural(
        "Marking", "%Ln article marked as unread.", "%Ln articles marked as unread.", count
    )


def _bookmarked(count: int) -> str:
    return plural("Marking", "%Ln article bookmarked.", "%Ln articles bookmarked.", count)


def _unbookmarked(count: int) -> str:
    return plural("Marking", "%Ln bookmark removed.", "%Ln bookmarks removed.", count)


def _tagged(count: int) -> str:
    return plural("Marking", "%Ln article tagged “{0}”.", "%Ln articles tagged “{0}”.", count)


def _untagged(count: int) -> str:
    return plural(
        "Marking", "Tag “{0}” taken off %Ln article.", "Tag “{0}” taken off %Ln articles.", count
    )


def _moved(count: int) -> str:
    return plural("Marking", "%Ln article moved to “{0}”.", "%Ln articles moved to “{0}”.", count)


def _given_back(count: int) -> str:
    return plural(
        "Marking",
        "%Ln article is where its source puts it.",
        "%Ln articles are where their sources put them.",
        count,
    )


def _deleted(count: int) -> str:
    return plural("Marking", "%Ln article is in the bin.", "%Ln articles are in the bin.", count)


def _restored(count: int) -> str:
    return plural("Marking", "%Ln article restored.", "%Ln articles restored.", count)


def _hidden(count: int) -> str:
    return plural("Marking", "%Ln article hidden.", "%Ln articles hidden.", count)


def _shown(count: int) -> str:
    return plural("Marking", "%Ln article is shown again.", "%Ln articles are shown again.", count)
