"""The context menu of the article: for the link, the picture and the words below the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from clashreader.ui.reader.links import LinkKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from clashreader.ui.reader.link_deeds import LinkDeeds
    from clashreader.ui.reader.picture_deeds import PictureDeeds
    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView


class ContextMenu(QObject):
    """Makes the menu anew each time, and shows it where it is asked for."""

    def __init__(
        self,
        owner: QWidget,
        view: ArticleView,
        sheet: Sheet,
        links: LinkDeeds,
        pictures: PictureDeeds,
    ) -> None:
        super().__init__(owner)
        self._owner = owner
        self._view = view
        self._sheet = sheet
        self._links = links
        self._pictures = pictures
        self._offered: tuple[QAction, ...] = ()
        view.customContextMenuRequested.connect(self._show)

    def offer(self, actions: Sequence[QAction]) -> None:
        """Have the menu offer commands of the window besides its own."""
        self._offered = tuple(actions)

    @Slot(QPoint)
    def _show(self, point: QPoint) -> None:
        menu = self.make(point)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(point))

    def make(self, point: QPoint) -> QMenu:
        """Return the menu for `point`, in coordinates of the text's viewport."""
        menu = QMenu(self._owner)
        link = self._links.find(self._view.anchorAt(point))
        copy = QAction(self.tr("Copy"), menu)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(self._view.textCursor().hasSelection())
        copy.triggered.connect(self._view.copy)
        menu.addAction(copy)
        if link is not None and link.kind is LinkKind.WEB:
            self._add_link(menu, link.address)
        over = link.number if link is not None and link.kind is LinkKind.OBJECT else None
        self._pictures.add_to_menu(menu, over)
        menu.addSeparator()
        menu.addActions(self._offered)
        menu.addSeparator()
        everything = QAction(self.tr("Select all"), menu)
        everything.setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
        everything.triggered.connect(self._select_all)
        menu.addAction(everything)
        return menu

    def _add_link(self, menu: QMenu, address: str) -> None:
        links = self._links
        opened = menu.addAction(self.tr("Open link"))
        opened.triggered.connect(lambda: links.linkActivated.emit(address))
        outside = menu.addAction(self.tr("Open link in the browser"))
        outside.triggered.connect(lambda: links.linkOutside.emit(address))
        copied = menu.addAction(self.tr("Copy link"))
        copied.triggered.connect(lambda: QGuiApplication.clipboard().setText(address))

    @Slot()
    def _select_all(self) -> None:
        self._sheet.finish()
        self._view.selectAll()
