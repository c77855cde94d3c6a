"""What the list says of itself: how much it has, or why it is empty."""

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


def empty_words(view: View) -> tuple[str, str]:
    """Return the sentence and the action for a view that has no articles."""
    translate = QCoreApplication.translate
    show_all = translate("Listing", "Show all articles")
    match view.kind:
        case ViewKind.ALL if not view.month:
            sentence = translate("Listing", "There are no articles yet.")
            return sentence, translate("Listing", "Add a source …")
        case ViewKind.UNREAD:
            return translate("Listing", "Everything here is read."), show_all
        case ViewKind.TODAY:
            sentence = translate("Listing", "Nothing has come in today.")
            return sentence, translate("Listing", "Sync now")
        case ViewKind.BOOKMARKS:
            return translate("Listing", "Press S on an article to keep it at hand here."), show_all
        case ViewKind.EDITED:
            return translate("Listing", "No article has changed since it was stored."), show_all
        case ViewKind.BIN:
            return translate("Listing", "The bin is empty."), show_all
        case ViewKind.HIDDEN:
            return translate("Listing", "No article is hidden."), show_all
        case ViewKind.SEARCH:
            sentence = translate("Listing", "Nothing was found.")
            return sentence, translate("Listing", "Clear the search")
        case _:
            return translate("Listing", "There are no articles here."), show_all
