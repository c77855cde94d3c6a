"""The one line of tools: sync and add, the search box in the middle third, the article's tools."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from clashreader.model import Article
from clashreader.ui.keys import COMMANDS, tip
from clashreader.ui.search_box import SearchBox
from clashreader.ui.theme import Theme, icon
from clashreader.ui.widgets import IconButton

_LEFT = ("sidebarAction", "backAction", "syncAction", "addAction")
_RIGHT = ("bookmarkAction", "tagAction", "readAction", "browserAction", "typeAction")
_PANEL = ("annotationsAction",)
_GIVE_WAY = ("typeAction", "annotationsAction", "browserAction", "readAction", "tagAction")
"""Buttons that go, in this order, where there is no room for all; the first three are in the menu
too, the others have keys."""
_ICONS = {command.name: command.icon for command in COMMANDS if command.icon}


class Toolbar(QWidget):
    """44 pixels high. Its buttons are the window's actions."""

    def __init__(
        self, actions: Mapping[str, QAction], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setFixedHeight(44)
        self._actions = actions
        self._theme = theme
        self._buttons: dict[str, IconButton] = {}
        self._hidden: frozenset[str] = frozenset()
        """Buttons there is no room for."""
        self._icons = {**_ICONS, "backAction": "back"}
        self.search = SearchBox(theme)
        searching = actions["searchAction"]
        self.search.setToolTip(searching.toolTip())
        searching.changed.connect(lambda: self.search.setToolTip(searching.toolTip()))
        self.menu_button = IconButton()
        self.menu_button.setObjectName("menuButton")
        self.menu_button.setToolTip(self.tr("Menu"))
        self.menu_button.setAccessibleName(self.tr("Menu"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(12)
        row.addLayout(self._group(_LEFT), 1)
        row.addWidget(self.search, 1)
        right = self._group((*_RIGHT, *_PANEL))
        right.insertStretch(0)
        right.addWidget(self.menu_button)
        row.addLayout(right, 1)
        self._buttons["sidebarAction"].hide()
        self.set_theme(theme)

    def _group(self, names: tuple[str, ...]) -> QHBoxLayout:
        box = QHBoxLayout()
        box.setSpacing(4)
        for name in names:
            action = self._actions[name]
            button = IconButton()
            button.setObjectName(name)
            button.setDefaultAction(action)
            button.setAccessibleName(action.text())
            button.setVisible(action.isVisible())
            action.visibleChanged.connect(lambda name=name: self._show_button(name))
            self._buttons[name] = button
            box.addWidget(button)
        if names is _LEFT:
            box.addStretch()
        return box

    def _show_button(self, name: str) -> None:
        self._buttons[name].setVisible(self._actions[name].isVisible() and name not in self._hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many of the article's tools as there is room for."""
        super().resizeEvent(event)
        fixed = 2 * 8 + 2 * 12 + self.search.minimumSizeHint().width()
        each = IconButton.SIDE + 4
        left = sum(not self._buttons[name].isHidden() for name in _LEFT)
        room = (event.size().width() - fixed) // each - left - 1
        missing = len((*_RIGHT, *_PANEL)) - room
        hidden = frozenset(_GIVE_WAY[: max(0, missing)])
        if hidden != self._hidden:
            self._hidden = hidden
            for name in (*_RIGHT, *_PANEL):
                self._show_button(name)

    def button(self, name: str) -> IconButton:
        """Return the button of an action."""
        return self._buttons[name]

    def show_article(self, article: Article | None) -> None:
        """Let the buttons say what is true of the open article."""
        actions = self._actions
        for name in (*_RIGHT, "findAction"):
            if name == "typeAction":
                continue  # it is about all articles
            actions[name].setEnabled(article is not None)
        if article is None:
            return
        marked = article.bookmarked_at is not None
        self.set_icon("bookmarkAction", "bookmark-filled" if marked else "bookmark")
        self.set_icon("readAction", "unread" if article.read else "mark-read")
        bookmark = self.tr("Remove bookmark") if marked else self.tr("Bookmark")
        read = self.tr("Mark as unread") if article.read else self.tr("Mark as read")
        for name, text in (("bookmarkAction", bookmark), ("readAction", read)):
            action = actions[name]
            action.setText(text)
            action.setToolTip(tip(action, text))
            self._buttons[name].setAccessibleName(text)
        actions["browserAction"].setEnabled(bool(article.url))

    def forget_pointer(self) -> None:
        """Paint every button as if no pointer were near."""
        for button in (*self._buttons.values(), self.menu_button):
            button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)

    def open_menu(self, menu: QMenu) -> None:
        """Open `menu` below the last button, their outer edges in line."""
        button = self.menu_button
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        width = menu.sizeHint().width()
        left = 0 if self.isRightToLeft() else button.width() - width
        menu.popup(button.mapToGlobal(QPoint(left, button.height() + 4)))

    def set_icon(self, name: str, icon_name: str) -> None:
        """Show another icon on an action (stop instead of sync, a filled bookmark)."""
        if self._icons.get(name) != icon_name:
            self._icons[name] = icon_name
            self._actions[name].setIcon(icon(icon_name, self._theme))

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._theme = theme
        for name in (*_LEFT, *_RIGHT, *_PANEL):
            self._actions[name].setIcon(icon(self._icons[name], theme))
        self.menu_button.setIcon(icon("settings", theme))
        self.search.set_theme(theme)
