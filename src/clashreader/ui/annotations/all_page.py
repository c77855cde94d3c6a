"""The panel's page on the whole library: every article with a note or a highlight, in pages."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clashreader.model import Annotations, ArticleRow
from clashreader.ui.annotations.row_tools import RowTools
from clashreader.ui.annotations.rows import Kind, Row
from clashreader.ui.annotations.rows_view import RowsView
from clashreader.ui.dates import short_date
from clashreader.ui.theme import Theme
from clashreader.ui.widgets import EmptyState, Field

if TYPE_CHECKING:
    from clashreader.errors import ReaderError
    from clashreader.library.library import Library
    from clashreader.ui.jobs import Jobs

PAGE = 40
"""Articles that are read together."""
_SEARCHED = 400
"""Articles that are looked through together."""
_KEY, _MORE = "annotations", "more-annotations"


class AllPage(QWidget):
    """Reads what it shows in a job, and anew when something was written."""

    failed = Signal(object)
    """A `ReaderError`."""
    note_wanted = Signal()
    """The reader wants to write a note on the open article."""

    def __init__(
        self, library: Library, jobs: Jobs, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = jobs
        self._ids: array[int] = array("q")
        self._shown = 0
        self._stale = True
        self.field = Field()
        self.field.setObjectName("annotationFilter")
        self.field.setPlaceholderText(self.tr("Filter"))
        self.field.setAccessibleName(self.tr("Filter notes and highlights"))
        self.field.setClearButtonEnabled(True)
        self._typed = QTimer(self, singleShot=True, interval=120)
        self._typed.timeout.connect(self.reload)
        self.field.textChanged.connect(lambda _: self._typed.start())
        self.list = RowsView(self.tr("Articles with notes and highlights"), theme)
        self.list.setObjectName("annotatedList")
        self.list.rows.more_wanted.connect(self._read_more)
        self.tools = RowTools(theme)
        self.list.current_changed.connect(self.tools.show_row)
        self.list.note_wanted.connect(lambda _: self.tools.write_note())
        self.tools.left.connect(self.list.setFocus)
        self._empty = EmptyState()
        self._empty.action.connect(self._act)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(14, 4, 14, 8)
        head.addWidget(self.field)
        box.addLayout(head)
        box.addWidget(self.list, 1)
        box.addWidget(self._empty, 1)
        box.addWidget(self.tools)
        self._empty.hide()

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self.list.set_theme(theme)
        self.tools.set_theme(theme)

    # --- reading ---

    def refresh(self) -> None:
        """Something was written: read again, now or when the page is shown."""
        self._stale = True
        if self.isVisible():
            self.reload()

    def look(self) -> None:
        """The page is shown."""
        if self._stale:
            self.reload()

    def reload(self) -> None:
        """Read all ids, and as many articles as there were."""
        self._stale = False
        library, words = self._library, self.field.text().casefold().split()
        count = max(PAGE, self._shown)

        def work(cancel: threading.Event) -> tuple[array[int], list[Row]]:
            ids = library.annotated()
            if words:
                ids = _fitting(library, ids, words, cancel)
            return ids, _rows(library, ids[:count], words)

        def done(found: tuple[array[int], list[Row]]) -> None:
            self._ids, rows = found
            self._shown = min(count, len(self._ids))
            self.list.show_rows(rows, more=self._shown < len(self._ids))
            self._show_state()

        self._jobs.submit(work, done, self._fail, key=_KEY)

    def _read_more(self) -> None:
        library, words = self._library, self.field.text().casefold().split()
        ids, first = self._ids, self._shown
        part = ids[first : first + PAGE]

        def done(rows: list[Row]) -> None:
            if ids is self._ids and first == self._shown:
                self._shown += len(part)
                self.list.rows.add(rows, more=self._shown < len(ids))

        self._jobs.submit(lambda _: _rows(library, part, words), done, self._fail, key=_MORE)

    def _fail(self, error: ReaderError) -> None:
        self._stale = True
        self.failed.emit(error)

    # --- empty ---

    def _show_state(self) -> None:
        nothing = self.list.rows.rowCount() == 0
        self.list.setVisible(not nothing)
        self._empty.setVisible(nothing)
        if nothing:
            self.tools.show_row(None)
        if self.field.text().strip():
            self._empty.say(
                self.tr("No note and no highlight has these words."), self.tr("Clear the filter")
            )
        else:
            self._empty.say(
                self.tr("No article has a note or a highlight yet."),
                self.tr("Write a note on the open article"),
            )

    def _act(self) -> None:
        if self.field.text().strip():
            self.field.clear()
            self.field.setFocus()
        else:
            self.note_wanted.emit()


def _fitting(
    library: Library, ids: array[int], words: Sequence[str], cancel: threading.Event
) -> array[int]:
    """Return those of `ids` of which title, note or highlights have all `words`."""
    found = array("q")
    for first in range(0, len(ids), _SEARCHED):
        if cancel.is_set():
            break
        part = ids[first : first + _SEARCHED]
        titles = {row.id: row.title for row in library.rows(part)}
        for item in library.annotations(part):
            texts = [titles.get(item.article_id, ""), item.note or ""]
            texts += [f"{h.exact}\n{h.note or ''}" for h in item.highlights]
            if any(_has(text, words) for text in texts):
                found.append(item.article_id)
    return found


def _has(text: str, words: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _rows(library: Library, ids: Sequence[int], words: Sequence[str]) -> list[Row]:
    """Return the rows of some articles; of a filter, just what fits, unless the title does."""
    articles = {row.id: row for row in library.rows(ids)}
    rows: list[Row] = []
    now = time.time()
    for item in library.annotations(ids):
        article = articles.get(item.article_id)
        if article is not None:
            rows += _article_rows(article, item, words, now)
    return rows


def _article_rows(
    article: ArticleRow, item: Annotations, words: Sequence[str], now: float
) -> list[Row]:
    date = "" if article.published is None else short_date(article.published, now)
    detail = " \N{MIDDLE DOT} ".join(part for part in (article.outlet, date) if part)
    rows = [Row(Kind.ARTICLE, article.id, article.title, detail)]
    whole = _has(article.title, words)
    if item.note and (whole or _has(item.note, words)):
        rows.append(Row(Kind.NOTE, article.id, item.note))
    rows += [
        Row(Kind.HIGHLIGHT, article.id, made.exact, highlight=made)
        for made in item.highlights
        if whole or _has(f"{made.exact}\n{made.note or ''}", words)
    ]
    return rows
