"""What can be done with a source in the sidebar: by its menu, and by its error mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from clashreader.errors import NotFoundError, ReaderError
from clashreader.model import Source
from clashreader.ui.views import ViewKind

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.name_picker import NamePicker
    from clashreader.ui.source_dialog import SourceDialog


class SourceDeeds(QObject):
    """Watches the sidebar of a window for what is asked of a source."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        window.sidebar.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu of a source, or the dialog by a click on its mark."""
        sidebar = self._window.sidebar
        if isinstance(event, QContextMenuEvent):
            by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
            index = sidebar.currentIndex() if by_key else sidebar.indexAt(event.pos())
            number = sidebar.source_of(index)
            if number is None:
                return False
            place = sidebar.visualRect(index).center() if by_key else event.pos()
            self.make_menu(number).popup(sidebar.viewport().mapToGlobal(place))
            return True
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
        ):
            point = event.position().toPoint()
            number = sidebar.source_of(sidebar.indexAt(point))
            if number is not None and sidebar.on_error_mark(point):
                self.open(number)
        return False

    def make_menu(self, number: int) -> QMenu:
        """Return the menu of a source."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Source …"), lambda: self.open(number))
        menu.addAction(self.tr("Sync now"), lambda: self._sync(number))
        menu.addAction(self.tr("Section …"), lambda: self.choose_section(number))
        menu.addAction(self.tr("Older articles …"), lambda: self._fill_back(number))
        menu.addSeparator()
        menu.addAction(self.tr("Unsubscribe …"), lambda: self._unsubscribe(number))
        return menu

    def choose_section(self, number: int) -> NamePicker | None:
        """Ask which section the articles of a source are to be in; Ctrl+Z takes it back."""
        source, organising = self._source(number), self._window.organising
        if source is None or organising is None:
            return None
        library = self._library

        def choose(section: str) -> None:
            self._window.deeds.marking.carry_out(
                self.tr("section of “{0}”").format(source.title),
                lambda: library.edit_source(number, section=section),
                articles=source.articles,
                said=lambda _: self.tr("The articles of “{0}” have moved.").format(source.title),
            )

        return organising.labels.pick_section(choose, self.tr("As the articles say"))

    def open(self, number: int) -> SourceDialog | None:
        """Open the dialog of a source."""
        from clashreader.ui.source_dialog import SourceDialog

        source = self._source(number)
        if source is None:
            return None
        dialog = SourceDialog(self._window, self._library, source)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def open_shown(self) -> None:
        """Open the dialog of the source that the keyboard is on, is listed or is being read."""
        window = self._window
        number = None
        if window.sidebar.hasFocus():
            number = window.sidebar.source_of(window.sidebar.currentIndex())
        view, article = window.listing.view, window.reading.article
        if number is None and view.kind is ViewKind.SOURCE:
            number = int(view.value)
        elif number is None and article is not None:
            number = article.source_id
        if number is None or self.open(number) is None:
            window.status.notice(self.tr("Choose a source, or open an article of it."))

    def _sync(self, number: int) -> None:
        if self._window.syncing is not None:
            self._window.syncing.sync([number], force=True)

    def _fill_back(self, number: int) -> None:
        from clashreader.ui.backfill_dialog import BackfillDialog

        source = self._source(number)
        if source is not None:
            BackfillDialog(self._window, self._library, source).open()

    def _unsubscribe(self, number: int) -> None:
        from clashreader.ui.source_dialog import UnsubscribeDialog

        source = self._source(number)
        if source is not None:
            UnsubscribeDialog(self._window, self._library, source, self._window).open()

    def _source(self, number: int) -> Source | None:
        try:
            return self._library.source(number)
        except NotFoundError:
            return None  # removed meanwhile, by the command line
        except ReaderError as error:
            self._window.report(error)
            return None
