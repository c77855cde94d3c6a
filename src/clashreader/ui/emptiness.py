"""Why a list is empty, in one sentence, and one way on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from clashreader.ui.language import sentence as in_words
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.model import Overview
    from clashreader.ui.listing import Listing

_FILLED_BY_SOURCES = (ViewKind.ALL, ViewKind.UNREAD, ViewKind.TODAY, ViewKind.EDITED)


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands in for an empty list: one sentence, and one command or view to go on with.

    `command` is the name of a window's command; "" stands for all articles, and for taking back
    what was searched for.
    """

    sentence: str
    action: str
    command: str = ""


class Emptiness:
    """What a list says while it has no rows; it follows the counts, which may come later."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._said: Empty | None = None
        self.held = False
        """Whether the first articles are on their way."""

    @property
    def command(self) -> str:
        """The command of the button, or ""."""
        return self._said.command if self._said is not None else ""

    def hold(self) -> None:
        """Say nothing yet: the first articles are on their way."""
        self.held = True
        if self._said is not None:
            self.show()

    def release(self) -> None:
        """They are there, or will not come."""
        self.held = False

    def forget(self) -> None:
        """The list is being read."""
        self._said = None

    def refresh(self) -> None:
        """The counts may say more of it now."""
        if self._said is not None:
            self.show()

    def show(self) -> None:
        """Where the list has nothing, say why, and offer a way on."""
        listing = self._listing
        if listing.pane.model.rowCount():
            self._said = None
            listing.pane.hide_empty()
        elif self.held:
            self._said = None
            listing.pane.begin_loading()
        else:
            said = self._said = empty_words(listing.view, listing.overview, listing.parent())
            listing.pane.show_empty(said.sentence, said.action)


def empty_words(view: View, overview: Overview | None, window: QObject | None) -> Empty:
    """Return what to say of a view that has no articles; `window` has the commands."""
    translate = QCoreApplication.translate
    show_all = translate("Listing", "Show all articles")
    if not view.month and view.kind in _FILLED_BY_SOURCES and _has_nothing(view, overview):
        sentence = translate("Listing", "There are no articles yet.")
        return Empty(sentence, translate("Listing", "Add a source …"), "addAction")
    match view.kind:
        case ViewKind.TODAY:
            sentence = translate("Listing", "Nothing has come in today.")
            return Empty(sentence, translate("Listing", "Sync now"), "syncAction")
        case ViewKind.BOOKMARKS:
            words = translate("Listing", "Press {0} on an article to keep it at hand here.")
            bare = translate("Listing", "Articles that you bookmark are at hand here.")
            return Empty(_with_key(words, bare, _key_of(window, "bookmarkAction")), show_all)
        case ViewKind.TAG:
            words = translate("Listing", "No article has this tag. Press {0} on one to give it.")
            bare = translate("Listing", "No article has this tag.")
            return Empty(_with_key(words, bare, _key_of(window, "tagAction")), show_all)
        case ViewKind.SEARCH:
            sentence = translate("Listing", "Nothing was found.")
            return Empty(sentence, translate("Listing", "Clear the search"))
        case ViewKind.SOURCE if not view.month:
            return _empty_source(view, overview, show_all)
        case _:
            return Empty(_plain_words(view), show_all)


def _has_nothing(view: View, overview: Overview | None) -> bool:
    if overview is None:
        return view.kind is ViewKind.ALL
    return not (overview.total or overview.binned or overview.hidden)


def _plain_words(view: View) -> str:
    """Return what is said where all articles are the only way on."""
    translate = QCoreApplication.translate
    words = {
        ViewKind.UNREAD: translate("Listing", "Everything here is read."),
        ViewKind.EDITED: translate("Listing", "No article has changed since it was stored."),
        ViewKind.BIN: translate("Listing", "The bin is empty."),
        ViewKind.HIDDEN: translate("Listing", "No article is hidden."),
        ViewKind.SAVED: translate("Listing", "Nothing matches this search at present."),
    }
    return words.get(view.kind, translate("Listing", "There are no articles here."))


def _key_of(window: QObject | None, command: str) -> str:
    action = window.findChild(QAction, command) if window is not None else None
    native = QKeySequence.SequenceFormat.NativeText
    return action.shortcut().toString(native) if action is not None else ""


def _with_key(words: str, bare: str, key: str) -> str:
    """A command whose keys were taken away has none to be pressed."""
    return words.format(key) if key else bare


def _empty_source(view: View, overview: Overview | None, show_all: str) -> Empty:
    """A source says why it has nothing: its own sentence, or that it was not read yet."""
    translate = QCoreApplication.translate
    sources = overview.sources if overview is not None else ()
    source = next((one for one in sources if str(one.id) == view.value), None)
    if source is None:
        return Empty(translate("Listing", "There are no articles here."), show_all)
    if source.error:
        words = translate("Listing", "Look at this source …")
        return Empty(in_words(source.error), words, "sourceAction")
    sync = translate("Listing", "Sync now")
    if source.last_sync is None:
        return Empty(translate("Listing", "It has not been read yet."), sync, "syncAction")
    words = translate("Listing", "This source has no articles at present.")
    return Empty(words, sync, "syncAction")
