"""Highlights and notes of the open article: what the keys and the bar do, and the panel beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QGuiApplication, QUndoCommand

from clashreader.errors import ReaderError
from clashreader.ui.annotations.card import HighlightCard
from clashreader.ui.annotations.selecting import Selecting
from clashreader.ui.annotations.words import joined, kept_elsewhere, same
from clashreader.ui.annotations.writes import Writes

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.model import Article, Changes, Highlight
    from clashreader.ui.annotations.beside import Beside
    from clashreader.ui.annotations.note_box import NoteBox
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.reader.grounds import Placed
    from clashreader.ui.theme import Theme

_ROOM = 8
"""Pixels that the bar stays away from the pane's edges."""


class Annotator(QObject):
    """Puts highlights and notes of the reader's into the window, and those of the library."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._pane = window.reader()
        self._marks = self._pane.marks
        self.writes = Writes(
            library, self._push,
            window.apply_changes, window.report, self, carry=window.write,
        )  # fmt: skip
        self._made: int | None = None
        """The highlight that the bar belongs to, or None for a selection."""
        self._noting = False
        self._of: tuple[int, int] | None = None
        """The open article and its version."""
        self._beside: Beside | None = None
        self.card = HighlightCard(window.theme, self._pane)
        self.card.colour_chosen.connect(self._take_colour)
        self.card.note_wanted.connect(self.highlight_with_note)
        self.card.copy_wanted.connect(self._copy)
        self.card.source_wanted.connect(self._copy_with_source)
        self.card.delete_wanted.connect(self._delete)
        self.card.left.connect(self._leave_card)
        self.card.note.keep.connect(self._keep_note)
        self._selecting = Selecting(self._pane, self.card.isVisible, self)
        self._selecting.settled.connect(self._selected)
        self._selecting.gone.connect(self._text_touched)
        self._selecting.pressed.connect(lambda ids: self._open_highlight(ids[0]))
        self._selecting.colour_key.connect(self._take_colour)
        self._selecting.escaped.connect(self._leave_card)
        self._marks.placed_changed.connect(self._placed_changed)
        window.reading.opened.connect(self._opened)
        window.looks.changed.connect(self._recolour)

    def _push(self, command: QUndoCommand) -> None:
        self._window.deeds.undo_stack.push(command)  # which is made at the first command

    # --- the open article ---

    def _opened(self, article: Article | None) -> None:
        of = None if article is None else (article.id, article.version)
        if of != self._of:
            self._of = of
            self.hide_card()
        if article is not None:
            self._pane.refresh_highlights(article)
        if self._beside is not None:
            self._beside.show_article(article)

    def refresh(self, changes: Changes) -> None:
        """Something is on the disk: what lists all annotations reads them again."""
        if self._beside is not None and (changes.annotations or changes.everything):
            self._beside.panel.refresh()

    def _placed_changed(self) -> None:
        if self._made is not None and self._marks.highlight(self._made) is None:
            self.hide_card()  # it was taken away: undone, or by another process
        elif self._made is not None and self.card.isVisible():
            self._show_card()
        if self._beside is not None:
            self._beside.show_places()

    def _recolour(self, theme: Theme) -> None:
        self.card.set_theme(theme)
        if self._beside is not None:
            self._beside.panel.set_theme(theme)

    def close(self) -> None:
        """Write what is not written yet; the window closes."""
        self.card.note.flush()
        if self._beside is not None:
            self._beside.panel.flush()

    @property
    def beside(self) -> Beside:
        """The panel and what it does; made when it is first wanted."""
        if self._beside is None:
            from clashreader.ui.annotations.beside import Beside

            self._beside = Beside(self._window, self._library, self)
        return self._beside

    def toggle_panel(self) -> None:
        """Ctrl+H: show the panel with notes and highlights, or put it away."""
        self.beside.toggle()

    def write_note(self) -> None:
        """Shift+N: write the note on the open article."""
        self.beside.write_note()

    # --- the bar ---

    def _selected(self) -> None:
        if not self._marks.selected_words():
            return
        same = self._selected_highlight()
        self._made = None if same is None else same.highlight.id
        self._noting = False
        self._show_card()

    def _open_highlight(self, highlight_id: int) -> None:
        highlight = self._marks.highlight(highlight_id)
        if highlight is None:
            return
        self.card.note.flush()
        self._made, self._noting = highlight_id, bool(highlight.note)
        self.writes.new_session()
        self._show_card()

    def _selected_highlight(self) -> Placed | None:
        """Return the highlight that is exactly what is selected, or None."""
        span = self._marks.selected_span()
        if span is None:
            return None
        words = self._marks.selected_words()
        return next(
            (
                placed
                for placed in self._marks.covering(*span)
                if (placed.start, placed.end) == span or placed.highlight.exact == words
            ),
            None,
        )

    def _target(self) -> Highlight | None:
        return None if self._made is None else self._marks.highlight(self._made)

    def _show_card(self) -> None:
        target = self._target()
        placed = None if target is None else self._marks.placed.get(target.id)
        if target is not None and placed is not None:
            span = placed.start, placed.end
        else:
            selected = self._marks.selected_span()
            if selected is None:
                self.hide_card()
                return
            span = selected
        viewport = self._pane.view.viewport()
        area = self._marks.area(*span)
        if not self._noting and (area.bottom() < 0 or area.top() > viewport.height()):
            self.hide_card()  # its words are out of sight: it would belong to others there
            return
        area.moveTopLeft(viewport.mapTo(self._pane, area.topLeft()))
        room = QRect(
            viewport.mapTo(self._pane, viewport.rect().topLeft()), viewport.size()
        ).adjusted(_ROOM, _ROOM, -_ROOM, -_ROOM)
        self.card.show_at(
            area, room,
            colour=None if target is None else target.colour,
            note=(target.note or "") if target is not None and self._noting else None,
            made=target is not None,
        )  # fmt: skip

    def hide_card(self) -> None:
        """Put the bar away; what was typed in it is written."""
        if self.card.isVisible():
            self.card.note.flush()
            had_focus = self.card.isAncestorOf(QGuiApplication.focusObject())  # type: ignore[arg-type]
            self.card.hide()
            if had_focus:
                self._pane.setFocus()
        self._made, self._noting = None, False

    def _text_touched(self) -> None:
        """The reader clicked into the text or let the selection go, or the text moved."""
        if not self.card.isVisible():
            return
        if self.card.note.has_focus and self._made is not None:
            self._show_card()  # a picture came in above: who writes a note goes on writing
        else:
            self.hide_card()

    def _leave_card(self) -> None:
        self.hide_card()
        self._drop_selection()
        self._pane.setFocus()

    def _drop_selection(self) -> None:
        cursor = self._pane.view.textCursor()
        if cursor.hasSelection():
            bar = self._pane.view.verticalScrollBar()
            place = bar.value()
            cursor.clearSelection()
            self._pane.view.setTextCursor(cursor)
            bar.setValue(place)  # Qt goes to where the selection ended

    # --- what the keys and the bar do ---

    def highlight(self) -> None:
        """H: mark what is selected in the colour used last; again: take the mark away."""
        target = self._target() if self.card.isVisible() else None
        same = self._selected_highlight()
        if target is None and same is not None:
            target = same.highlight
        if target is not None:
            self._take_away(target)
        else:
            self._mark(self._window.state.highlight_colour)

    def highlight_with_note(self) -> None:
        """Shift+H: mark what is selected, and write a note on it."""
        target = self._target() if self.card.isVisible() else None
        same = self._selected_highlight()
        if target is None and same is not None:
            target = same.highlight
        if target is None:  # these very words get the note, be they within a longer highlight
            target = self._mark(self._window.state.highlight_colour, within=True)
        if target is None:
            return
        self.writes.new_session()
        self._made, self._noting = target.id, True
        self._show_card()
        self.card.note.setFocus()
        self.card.note.to_end()

    def _take_colour(self, colour: int) -> None:
        self._window.state.highlight_colour = colour
        target = self._target()
        if target is None:
            self._mark(colour)
        elif target.colour != colour:
            self.writes.recolour(target, colour)

    def _mark(self, colour: int, *, within: bool = False) -> Highlight | None:
        """Highlight what is selected; the bar stays, for another colour or a note.

        Within a longer highlight of that colour it would not be seen: that one is shown, unless
        there is a reason to have one `within` it.
        """
        window = self._window
        article = window.reading.article
        if article is None or self._pane.article_id != article.id:
            return None
        quotation = self._marks.quotation()
        if quotation is None:
            window.status.notice(self._why_not())
            return None
        span = self._marks.selected_span()
        around = [] if span is None or within else self._marks.covering(*span)
        longer = [placed.highlight for placed in around if placed.highlight.colour == colour]
        if longer:
            window.status.notice(self.tr("Highlighted already."))
            self._drop_selection()
            self._made, self._noting = longer[0].id, False
            self._marks.emphasise(longer[0].id)
            self._show_card()
            return None
        if span is not None:
            self._marks.expect_at(quotation.exact, span)
        made = self.writes.add(article.id, quotation, version=article.version, colour=colour)
        if made is None:
            return None
        self._drop_selection()
        self._made, self._noting = made.id, False
        self._show_card()
        return made

    def _why_not(self) -> str:
        if self._pane.view.has_selection():
            return self.tr("Only the title and the text of an article can be highlighted.")
        return self.tr(
            "Select some words first: drag over them, or hold Shift and press the arrow keys."
        )

    def _take_away(self, target: Highlight) -> None:
        """H on a highlight; one that has a note is shown instead: a key is pressed in no time."""
        if target.note:
            self._open_highlight(target.id)
            self._window.status.notice(
                self.tr("This highlight has a note. Delete it with the button beside it.")
            )
        else:
            self.delete(target)

    def delete(self, target: Highlight) -> None:
        """Take a highlight away."""
        self.hide_card()
        if not self.writes.delete(target):
            return
        deed = self._window.deeds.undo_stack.index()
        self._window.status.notice(
            self.tr("The highlight was deleted."), self.tr("Undo"), lambda: self._undo(deed)
        )

    def _undo(self, deed: int) -> None:
        """Undo the deed at that place of the stack, never another one."""
        stack = self._window.deeds.undo_stack
        if stack.index() == deed:
            stack.undo()

    def _delete(self) -> None:
        target = self._target()
        if target is not None:
            self.card.note.flush()
            self.delete(target)

    def _keep_note(self, text: str) -> None:
        if self._made is not None:
            self.keep_highlight_note(self.card.note, self._made, text)

    def keep_highlight_note(self, box: NoteBox, highlight_id: int, text: str) -> None:
        """Write the note of a highlight from `box`; one written elsewhere meanwhile is kept too."""
        window = self._window
        try:
            target = self._library.highlight(highlight_id)
        except ReaderError as error:
            window.report(error)
            return
        theirs = target.note or ""
        if not same(theirs, box.stored):
            text = joined(text, theirs)
            box.put(text, theirs)
            window.status.notice(kept_elsewhere())
        box.kept(text)
        if not self.writes.write_note(target, text):
            box.kept(theirs)

    def _copy(self) -> None:
        target = self._target()
        if target is not None and not self._pane.view.has_selection():
            QGuiApplication.clipboard().setText(target.exact)
        else:
            self._pane.view.copy()

    def marked_words(self) -> str:
        """Return the words of the highlight that the bar belongs to; "" where there is none."""
        target = self._target()
        return "" if target is None else target.exact

    def _copy_with_source(self) -> None:
        words = self._pane.selected_text() or self.marked_words()
        article = self._window.reading.article
        if article is not None:
            self.copy_with_source(words, article)

    def copy_with_source(self, words: str, article: Article) -> None:
        """Copy `words` of an article with where they come from."""
        from clashreader.content.citing import quoted
        from clashreader.ui.copying import quotation_marks, source_of

        QGuiApplication.clipboard().setText(quoted(words, source_of(article), quotation_marks()))
        self._window.status.notice(self.tr("The quotation was copied with its source."))
