"""What the list says of itself: which view it is, and how much it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from clashreader.ui.article_model import ArticleModel
from clashreader.ui.language import plural
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.model import Overview


def count_words(model: ArticleModel, locale: QLocale, *, more: bool) -> tuple[str, str]:
    """Return how many articles there are, and what that counts where it is not the rows.

    `more`: others are still being read.
    """
    shown = locale.toString(model.total) + ("+" if more else "")
    if not model.folds.behind:
        return shown, ""
    words = QCoreApplication.translate("Listing", "{0}, in {1} rows: copies of a report share one")
    articles = plural("Listing", "%Ln article", "%Ln articles", model.total)
    return shown, words.format(articles, locale.toString(model.rowCount()))


def title_of(view: View, overview: Overview | None) -> str:
    """Return the name of a view; what was searched for stands between quotation marks."""
    title = view.title(overview)
    return f"“{title}”" if view.kind is ViewKind.SEARCH else title
