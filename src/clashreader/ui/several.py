"""What can be done with several articles of the list at once, and with all above or below one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from clashreader.ui.folds import with_hidden
from clashreader.ui.language import plural

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

PAGES = 5
"""Pages that the browser opens without being asked once more."""
MOST_PAGES = 50
_STEP = 500


class Several(QObject):
    """Belongs to the deeds of the window; all that is written can be undone."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    # --- read marks ---

    def mark_all(self) -> None:
        """Shift+A: everything in the list, what is folded included, is read."""
        self._mark(
            self.tr("mark all as read"), 0, self._window.articles.model.rowCount(),
            self.tr("Everything here is read already."),
        )  # fmt: skip

    def mark_above(self, row: int | None = None) -> None:
        """Everything above a row, or above the current one, is read; that one is as it was."""
        row = self._here() if row is None else row
        if row is not None:
            self._mark(
                self.tr("mark all above as read"), 0, row,
                self.tr("Everything above is read already."),
            )  # fmt: skip

    def mark_below(self, row: int | None = None) -> None:
        """Everything below a row, or below the current one, is read; that one is as it was."""
        row = self._here() if row is None else row
        if row is not None:
            # What is folded behind the row itself is not below it.
            self._mark(
                self.tr("mark all below as read"), row + 1,
                self._window.articles.model.rowCount(),
                self.tr("Everything below is read already."),
            )  # fmt: skip

    def _here(self) -> int | None:
        row = self._window.articles.view.chosen_row
        if row < 0:
            self._window.status.notice(self.tr("Choose an article first."))
            return None
        return row

    def _mark(self, words: str, first: int, after: int, nothing: str) -> None:
        window, library = self._window, self._window.library
        model = window.articles.model
        if library is None or not model.rowCount():
            return
        if not window.listing.complete:
            window.status.notice(self.tr("The list is still being read. Try again in a moment."))
            return
        window.reading.hold()
        ids, folds = model.ids[first:after], model.folds
        behind, unfolded = folds.behind, folds.unfolded
        window.deeds.marking.mark_read(
            words, lambda: with_hidden(ids, behind, unfolded), len(ids), nothing
        )

    # --- elsewhere ---

    def open_in_browser(self, asked: bool = False) -> None:
        """B: open the pages of the selected articles; of more than a few only when asked again."""
        window = self._window
        ids = window.deeds.marking.targets()
        if len(ids) > MOST_PAGES:
            words = self.tr("{0} pages are too many for a browser; it can be {1} at once.")
            number = window.locale().toString
            window.status.notice(words.format(number(len(ids)), number(MOST_PAGES)))
        elif len(ids) > PAGES and not asked:
            window.status.notice(
                plural("Several", "%Ln page to be opened.", "%Ln pages to be opened.", len(ids)),
                self.tr("Open them in the browser"),
                lambda: self.open_in_browser(asked=True),
            )
        elif (article := window.reading.article) is not None and list(ids[:2]) == [article.id]:
            self._open([article.url] if article.url else [])  # what is open need not be read
        elif ids:
            self._with_links(ids, self._open)

    def _open(self, links: list[str]) -> None:
        if not links:
            self._say_none()
        for link in links:
            self._window.moving.open_outside(link)
        if len(links) > 1:
            self._window.status.notice(
                plural("Several", "%Ln page opened.", "%Ln pages opened.", len(links))
            )

    def copy_links(self) -> None:
        """Copy the addresses of the selected articles, a line each."""
        ids = self._window.deeds.marking.targets()
        if ids:
            self._with_links(ids, self._copy)

    def _copy(self, links: list[str]) -> None:
        if not links:
            self._say_none()
            return
        QGuiApplication.clipboard().setText("\n".join(links))
        self._window.status.notice(
            plural("Several", "The link was copied.", "%Ln links were copied.", len(links))
        )

    def _say_none(self) -> None:
        self._window.status.notice(self.tr("No address is known of it."))

    def _with_links(self, ids: Sequence[int], then: Callable[[list[str]], None]) -> None:
        window, library = self._window, self._window.library
        if library is None:
            return

        def work(cancel: threading.Event) -> list[str]:
            links: list[str] = []
            for start in range(0, len(ids), _STEP):
                if cancel.is_set():
                    break
                found = library.details(ids[start : start + _STEP])
                links += [one.url for one in found if one.url]
            return links

        window.jobs.submit(work, then, window.report, key="links")
