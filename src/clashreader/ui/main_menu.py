"""The menu behind the last button of the toolbar: all that the window can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from clashreader.ui.keys import TAKING_ALONG

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow


class MainMenu(QMenu):
    """Made anew each time, for the article and the looks of now."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._actions = window.commands
        self._add(self, "addAction", "sourceAction", "syncAction")
        if window.background is not None:
            window.background.add_to_menu(self)
        self._add(self, "markAllAction")
        if window.listing.searching:
            rule = self.addAction(self.tr("Make a rule of this search …"))
            rule.setObjectName("ruleOfSearch")
            rule.triggered.connect(lambda _=False: window.rules.make_of_search())
        self.addSeparator()
        self._add(self, "undoAction", "redoAction")
        self.addSeparator()
        self._add_article(window)
        self._add_view(window)
        self._add(
            self.addMenu(self.tr("Library")),
            "rulesAction", "offlineAction", "storageAction", "backupsAction", "emptyBinAction",
        )  # fmt: skip
        self._add(
            self.addMenu(self.tr("In and out")),
            "importAction", "exportAction", "dossierAction", "mirrorAction",
        )  # fmt: skip
        self.addSeparator()
        self._add(self, "settingsAction", "keysAction", "guideAction", "aboutAction")
        self.addSeparator()
        self._add(self, "quitAction")

    def _add(self, menu: QMenu, *names: str) -> None:
        for name in names:
            menu.addAction(self._actions[name])

    def _add_article(self, window: MainWindow) -> None:
        article = self.addMenu(self.tr("Article"))
        article.setEnabled(window.reading.article is not None)
        article.setToolTipsVisible(True)
        self._add(
            article, "browserAction", "wholeTextAction", "presenceAction", "changesAction",
            "provenanceAction", "tagAction", "moveAction", "hideAction", "deleteAction",
            "restoreAction", *TAKING_ALONG,
        )  # fmt: skip

    def _add_themes(self, window: MainWindow, view: QMenu) -> None:
        looks = view.addMenu(self.tr("Theme"))
        group = QActionGroup(looks)
        names = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "sepia": self.tr("Sepia"),
            "dark": self.tr("Dark"),
            "high-contrast": self.tr("High contrast"),
            "high-contrast-dark": self.tr("High contrast, dark"),
        }
        for name, title in names.items():
            action = looks.addAction(title)
            action.setObjectName(f"theme-{name}")
            action.setCheckable(True)
            action.setChecked(name == window.looks.name)
            action.triggered.connect(lambda _=False, name=name: window.looks.choose(name))
            group.addAction(action)

    def _add_view(self, window: MainWindow) -> None:
        view = self.addMenu(self.tr("View"))
        self._add(view, "zoomInAction", "zoomOutAction", "zoomResetAction", "typeAction")
        self._add_themes(window, view)
        view.addSeparator()
        self._add(view, "findAction", "annotationsAction")
        view.addSeparator()
        self._add(view, "panesAction", "fullScreenAction")
        view.addSeparator()
        self._add(view, "historyBackAction", "historyForwardAction")
