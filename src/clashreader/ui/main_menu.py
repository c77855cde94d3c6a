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
        for name in (
            "addAction",
            "sourceAction",
            "syncAction",
            "offlineAction",
            "markAllAction",
            "rulesAction",
            "exportAction",
            "importAction",
            "dossierAction",
            "backupsAction",
            "mirrorAction",
            "storageAction",
            "emptyBinAction",
        ):
            self.addAction(self._actions[name])
            if name == "syncAction" and window.background is not None:
                window.background.add_to_menu(self)
        if window.listing.searching:
            rule = self.addAction(self.tr("Make a rule of this search …"))
            rule.setObjectName("ruleOfSearch")
            rule.triggered.connect(lambda _=False: window.rules.make_of_search())
        self.addSeparator()
        for name in ("undoAction", "redoAction"):
            self.addAction(self._actions[name])
        self.addSeparator()
        self._add_article(window)
        self._add_themes(window)
        self.addAction(self._actions["typeAction"])
        self._add_view()
        self.addSeparator()
        for name in ("settingsAction", "keysAction", "guideAction", "aboutAction"):
            self.addAction(self._actions[name])
        self.addSeparator()
        self.addAction(self._actions["quitAction"])

    def _add_article(self, window: MainWindow) -> None:
        article = self.addMenu(self.tr("Article"))
        article.setEnabled(window.reading.article is not None)
        article.setToolTipsVisible(True)
        article.addAction(self._actions["browserAction"])
        article.addAction(self._actions["wholeTextAction"])
        article.addAction(self._actions["presenceAction"])
        article.addAction(self._actions["changesAction"])
        article.addAction(self._actions["provenanceAction"])
        for name in ("tagAction", "moveAction", "hideAction", "deleteAction", "restoreAction"):
            article.addAction(self._actions[name])
        for name in TAKING_ALONG:
            article.addAction(self._actions[name])

    def _add_themes(self, window: MainWindow) -> None:
        looks = self.addMenu(self.tr("Theme"))
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

    def _add_view(self) -> None:
        view = self.addMenu(self.tr("View"))
        for name in ("zoomInAction", "zoomOutAction", "zoomResetAction", "findAction"):
            view.addAction(self._actions[name])
        view.addAction(self._actions["annotationsAction"])
        view.addSeparator()
        for name in ("panesAction", "fullScreenAction"):
            view.addAction(self._actions[name])
        view.addSeparator()
        for name in ("historyBackAction", "historyForwardAction"):
            view.addAction(self._actions[name])
