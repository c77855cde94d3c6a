"""The panel's page on the open article: its note, and its highlights in the order of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from clashreader.model import Article, Highlight, HighlightPlace
from clashreader.ui.annotations.note_box import NoteBox
from clashreader.ui.annotations.row_tools import RowTools
from clashreader.ui.annotations.rows import Kind, Row
from clashreader.ui.annotations.rows_view import RowsView
from clashreader.ui.annotations.words import joined, same
from clashreader.ui.theme import Theme, interface_font
from clashreader.ui.widgets import EmptyState, quiet_label


class ArticlePage(QWidget):
    """Keeps what is typed into the note, whatever happens to the article meanwhile."""

    note_typed = Signal(int, str, str)
    """An article, its note, and what the note was before; whoever writes it says `note_kept`."""
    merged = Signal()
    """The note was written elsewhere too, and both texts are kept."""
    all_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.article: Article | None = None
        self._unwritten: dict[int, tuple[str, str]] = {}
        """Notes that could not be written, and what the library has instead, by article."""
        self.note = NoteBox(
            self.tr("Note on the article"), self.tr("A note on this article …"), lines=(3, 12)
        )
        self.note.keep.connect(self._keep)
        self._count = _head("")
        self.list = RowsView(self.tr("Highlights of this article"), theme)
        self.list.setObjectName("highlightList")
        self.tools = RowTools(theme)
        self.list.current_changed.connect(self.tools.show_row)
        self.list.note_wanted.connect(lambda _: self.tools.write_note())
        self.tools.left.connect(self.list.setFocus)
        self._empty = EmptyState()
        self._empty.action.connect(self.all_wanted)
        self._written = QWidget()
        note = QVBoxLayout(self._written)
        note.setContentsMargins(14, 4, 14, 10)
        note.setSpacing(6)
        note.addWidget(_head(self.tr("Note")))
        note.addWidget(self.note)
        note.addSpacing(10)
        note.addWidget(self._count)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._written)
        box.addWidget(self.list, 1)
        box.addWidget(self._empty, 1)
        box.addWidget(self.tools)
        self._show_state()

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self.list.set_theme(theme)
        self.tools.set_theme(theme)

    # --- the note ---

    def show_article(self, article: Article | None) -> None:
        """Show another article, or the same one as it is now; what is typed is kept."""
        if article is None or self.article is None or article.id != self.article.id:
            self.flush()
            self._set_aside()
            self.article = article
            self.note.show_text((article.note if article else None) or "")
            self._take_up()
        else:
            self.article = article
            self._take_note(article.note or "")
        self._show_state()

    def _take_note(self, theirs: str) -> None:
        """The library has `theirs`: show it, unless the reader has typed something meanwhile."""
        if same(theirs, self.note.stored):
            return
        if not self.note.changed:
            self.note.show_text(theirs)
            return
        both = joined(self.note.text, theirs)
        self.note.put(both, theirs)
        self.merged.emit()
        self.note.flush()

    def _keep(self, text: str) -> None:
        if self.article is not None:
            self.note_typed.emit(self.article.id, text, self.note.stored)

    def _set_aside(self) -> None:
        """What could not be written stays in memory until the article is open again."""
        if self.article is not None and self.note.changed:
            self._unwritten[self.article.id] = self.note.text, self.note.stored

    def _take_up(self) -> None:
        article = self.article
        waiting = self._unwritten.pop(article.id, None) if article else None
        if article is not None and waiting is not None:
            text, stored = waiting
            self.note.put(text, stored)
            self._take_note(article.note or "")

    def flush(self) -> None:
        """Write what is not written yet."""
        self.note.flush()
        self.tools.flush()

    # --- the highlights ---

    def show_highlights(
        self,
        highlights: Sequence[Highlight],
        placed: Sequence[int],
        places: Mapping[int, HighlightPlace],
    ) -> None:
        """List `highlights`: those that are `placed` in the text by its order, then the others.

        `places` says of the others where their words are.
        """
        by_id = {item.id: item for item in highlights}
        found = [by_id[number] for number in placed if number in by_id]
        known = set(placed)
        rows = [_row(item) for item in found]
        lost = [item for item in highlights if item.id not in known]
        rows += [self._missing(item, places.get(item.id)) for item in lost]
        self.list.show_rows(rows)
        self._show_state()

    def _missing(self, item: Highlight, place: HighlightPlace | None) -> Row:
        article = self.article
        if place is None or article is None:
            return _row(item)
        number = self.locale().toString
        # The version in which it was made had the words, whatever the plain texts say.
        version = item.version if place.version is None else place.version
        if version is None or (place.version is None and version == article.version):
            return _row(item, self.tr("No version that is kept has these words any more."))
        if version == article.version:
            words = self.tr("In this version, but where words cannot be marked.")
            return _row(item, words)
        absence = self.tr("Not in this version any more.")
        if version > article.version:
            absence = self.tr("Not in the version that is open.")
        offer = self.tr("Open version {0}").format(number(version))
        return _row(item, absence, offer, version)

    def choose(self, highlight_id: int) -> None:
        """Choose a highlight in the list."""
        for place, row in enumerate(self.list.rows.rows):
            if row.highlight is not None and row.highlight.id == highlight_id:
                self.list.choose(place)

    def _show_state(self) -> None:
        count = self.list.rows.rowCount() if self.article is not None else 0
        self._written.setVisible(self.article is not None)
        self.list.setVisible(count > 0)
        self._empty.setVisible(count == 0)
        words = self.tr("Highlights")
        self._count.setText(f"{words} \N{MIDDLE DOT} {self.locale().toString(count)}")
        self._count.setVisible(count > 0)
        if count == 0:
            self.tools.show_row(None)
        if self.article is None:
            self._empty.say(
                self.tr("Choose an article to see its note and highlights."), self.tr("Show all")
            )
        else:
            self._empty.say(
                self.tr("Select words in the article and press H to highlight them."),
                self.tr("Show all highlights"),
            )


def _head(text: str) -> QLabel:
    label = quiet_label(text, 11)
    font = interface_font(11)
    font.setLetterSpacing(font.SpacingType.AbsoluteSpacing, 0.6)
    label.setFont(font)
    return label


def _row(item: Highlight, absence: str = "", offer: str = "", version: int | None = None) -> Row:
    return Row(
        Kind.HIGHLIGHT, item.article_id, item.exact, highlight=item, absence=absence, offer=offer,
        version=version,
    )  # fmt: skip
