"""What can be done with saved searches: saving one, its menu in the sidebar, and their files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QFileDialog, QMenu

from clashreader.errors import ReaderError
from clashreader.model import Changes, SavedSearch
from clashreader.ui.language import plural
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.search_dialog import SearchDialog

_FILTER = "*.json"


class SavedSearches(QObject):
    """Watches the sidebar of a window for what is asked of a saved search."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        window.sidebar.viewport().installEventFilter(self)
        window.articles.save_wanted.connect(self.save_shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu of a saved search."""
        if not isinstance(event, QContextMenuEvent):
            return False
        sidebar = self._window.sidebar
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = sidebar.currentIndex() if by_key else sidebar.indexAt(event.pos())
        view = sidebar.view_of(index)
        if view is None or view.kind is not ViewKind.SAVED:
            return False
        place = sidebar.visualRect(index).center() if by_key else event.pos()
        menu = self.make_menu(int(view.value))
        if menu is not None:
            menu.popup(sidebar.viewport().mapToGlobal(place))
        return True

    def make_menu(self, number: int) -> QMenu | None:
        """Return the menu of a saved search; None where it has gone."""
        every = self._all()
        place = next((i for i, search in enumerate(every) if search.id == number), None)
        if place is None:
            return None
        menu = QMenu(self._window)
        menu.addAction(self.tr("Change …"), lambda: self.edit(every[place]))
        up = menu.addAction(self.tr("Move up"), lambda: self._move(number, -1))
        down = menu.addAction(self.tr("Move down"), lambda: self._move(number, 1))
        up.setEnabled(place > 0)
        down.setEnabled(place < len(every) - 1)
        search = every[place]
        menu.addAction(
            self.tr("Make a rule of it …"),
            lambda: self._window.rules.make_of(search.name, search.query),
        )
        menu.addSeparator()
        menu.addAction(self.tr("Export the saved searches …"), self.ask_where)
        menu.addAction(self.tr("Import saved searches …"), self.ask_which)
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), lambda: self.delete(every[place]))
        return menu

    def _all(self) -> tuple[SavedSearch, ...]:
        try:
            return self._library.searches()
        except ReaderError as error:
            self._window.report(error)
            return ()

    # --- saving and changing ---

    def save_shown(self) -> SearchDialog | None:
        """Give the search that is shown a name."""
        listing = self._window.listing
        if not listing.searching:
            self._window.status.notice(self.tr("Search for something first: it can be saved then."))
            return None
        from clashreader.ui.search_dialog import SearchDialog

        dialog = SearchDialog(
            self._library, self._window, query=listing.view.value, sort=listing.sort
        )

        def saved() -> None:
            self._window.apply_changes(dialog.changes)
            if dialog.saved is not None:
                words = self.tr("“{0}” is among the saved searches now.").format(dialog.saved.name)
                self._window.status.notice(words)

        dialog.accepted.connect(saved)
        dialog.open()
        return dialog

    def edit(self, search: SavedSearch) -> SearchDialog:
        """Change a saved search; the list follows if it is shown."""
        from clashreader.ui.search_dialog import SearchDialog

        dialog = SearchDialog(self._library, self._window, search=search)

        def changed() -> None:
            self._window.apply_changes(dialog.changes)
            listing = self._window.listing
            if listing.view == View(ViewKind.SAVED, str(search.id)):
                listing.show(listing.view)

        dialog.accepted.connect(changed)
        dialog.open()
        return dialog

    def delete(self, search: SavedSearch) -> None:
        """Forget a saved search; Ctrl+Z brings it back."""
        words = self.tr("delete the saved search “{0}”").format(search.name)
        window, library = self._window, self._library
        if window.listing.view == View(ViewKind.SAVED, str(search.id)):
            window.show_view(View())
        window.deeds.marking.carry_out(words, lambda: library.delete_search(search.id))

    def _move(self, number: int, by: int) -> None:
        ids = [search.id for search in self._all()]
        if number not in ids:
            return
        place = ids.index(number)
        ids.insert(place + by, ids.pop(place))
        words = self.tr("order the saved searches")
        library = self._library
        self._window.deeds.marking.carry_out(words, lambda: library.order_searches(ids))

    # --- files ---

    def ask_where(self) -> None:
        """Ask for a file, and write the saved searches into it."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export the saved searches"), "searches.json", _FILTER
        )
        if name:
            self.export_to(Path(name))

    def ask_which(self) -> None:
        """Ask for a file, and save the searches in it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Import saved searches"), "", _FILTER
        )
        if name:
            self.import_from(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the saved searches to `path`, whole or not at all."""
        from clashreader.settings import write_whole

        try:
            write_whole(path, self._library.export_searches().encode())
        except ReaderError as error:
            self._window.report(error)
            return
        except OSError as error:
            reason = error.strerror or str(error)
            failure = ReaderError(f"“{path.name}” cannot be written: {reason}.")
            self._window.report(failure)
            return
        self._window.status.notice(self.tr("The saved searches are in {0}.").format(path))

    def import_from(self, path: Path) -> None:
        """Save the searches of a file, but for those that are there."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            self._window.report(_unreadable(path, error))
            return
        try:
            added = self._library.import_searches(text)
        except ReaderError as error:
            self._window.report(error)
            return
        self._window.apply_changes(Changes(searches=True))
        self._window.status.notice(
            plural(
                "SavedSearches",
                "%Ln search was added.",
                "%Ln searches were added.",
                len(added),
            )
        )


def _unreadable(path: Path, error: Exception) -> ReaderError:
    if isinstance(error, OSError):
        return ReaderError(f"“{path.name}” cannot be read: {error.strerror or error}.")
    return ReaderError(f"“{path.name}” cannot be read, for it is no text.")
