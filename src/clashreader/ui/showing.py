"""An article that was asked for from outside is shown with its row, in a list that has it.

Somebody clicked a notification, or named its number: reader, list and sidebar shall agree then.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from clashreader.model import AllOf, ArticleQuery, Term
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow


def show_article(window: MainWindow, article_id: int) -> None:
    """Open an article, and have its row selected: in this view, else its section's, else in All.

    The pane does not wait for the list: where an article is has to be looked up.
    """
    window.open_article(article_id)
    library, listing = window.library, window.listing
    if library is None or window.articles.current_id == article_id:
        return
    view, query = listing.view, listing.query

    def work(_: threading.Event) -> View | None:
        if _has(library, query, article_id):
            return view
        views = _places(library, article_id)
        return next(
            (one for one in views if _has(library, one.query(day_start=0), article_id)), None
        )

    def done(found: View | None) -> None:
        elsewhere = listing.view != view or window.reading.article_id != article_id
        if found is None or elsewhere or window.articles.current_id == article_id:
            return  # it is in no list, or the reader went on
        if found == view and not listing.complete:
            listing.want(article_id)
        else:
            listing.show(found, select=article_id)

    window.jobs.submit(work, done, window.report)


def _has(library: Library, query: ArticleQuery, article_id: int) -> bool:
    one = Term(str(article_id), "id")
    where = one if query.where is None else AllOf((query.where, one))
    return library.count(ArticleQuery(where, query.sort)) > 0


def _places(library: Library, article_id: int) -> Iterator[View]:
    for row in library.rows([article_id]):
        if row.section:
            yield View(ViewKind.SECTION, row.section)
        yield View()
        yield View(ViewKind.HIDDEN)
        yield View(ViewKind.BIN)
