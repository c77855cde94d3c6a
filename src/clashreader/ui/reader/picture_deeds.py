"""What the reader does with pictures and wide tables: enlarge them, or ask for missing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from clashreader.ui.reader.links import is_web_address
from clashreader.ui.reader.objects import PictureObject, WideTable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QMenu, QWidget

    from clashreader.ui.reader.enlarge import Shot
    from clashreader.ui.reader.pictures import PictureLoader
    from clashreader.ui.reader.sheet import Sheet


class PictureDeeds(QObject):
    """Acts on the objects of the article that is shown."""

    fetchRequested = Signal(str)
    """The address of a missing picture that the reader wants now."""
    fetchAllRequested = Signal(object)
    """The addresses of all pictures that the article lacks, as a tuple."""

    uselessMet = Signal(object)
    """The addresses of stored pictures that turned out to be gone, damaged or no pictures."""

    linkActivated = Signal(str)
    """The link of a picture was chosen in the menu."""

    def __init__(
        self,
        owner: QWidget,
        sheet: Sheet,
        loader: PictureLoader,
        image_path: Callable[[str], Path],
    ) -> None:
        super().__init__(owner)
        self._owner = owner
        self._sheet = sheet
        self._loader = loader
        self._image_path = image_path
        loader.arrived.connect(self._look_at)

    def _look_at(self, content_hash: str) -> None:
        """Tell of a picture that was not to be read."""
        if self._loader.is_unreadable(content_hash):
            met = [one.image.url for one in self._pictures() if one.image.hash == content_hash]
            if met:
                self.uselessMet.emit(tuple(dict.fromkeys(met)))

    # --- enlarging, fetching ---

    def activate(self, number: int) -> None:
        """Do what a click on the object `number` means."""
        item = self._sheet.object(number)
        if isinstance(item, WideTable):
            from clashreader.ui.reader.fulltable import FullTable

            name = self.tr("The table at full size")
            FullTable(self._owner.window(), self._sheet.theme, item.fresh_document(), name)
        elif isinstance(item, PictureObject):
            if item.foreign:
                self.linkActivated.emit(item.image.url)
            elif item.useless:
                self.fetch(item)
            else:
                self._enlarge(item)

    def fetch(self, item: PictureObject) -> None:
        """Ask for one missing picture, once."""
        if not item.fetching and item.fetchable:
            self._set_fetching([item])
            self.fetchRequested.emit(item.image.url)

    def fetch_all(self) -> None:
        """Ask for all that is missing."""
        missing = self.missing()
        self._set_fetching(missing)
        self.fetchAllRequested.emit(tuple(dict.fromkeys(item.image.url for item in missing)))

    def end_fetching(self) -> None:
        """Nothing is being fetched any more, whatever came of it."""
        for item in self._pictures():
            item.fetching = False
        self._owner.update()

    def _set_fetching(self, items: list[PictureObject]) -> None:
        for item in items:
            item.fetching = True
        self._owner.update()

    def missing(self) -> list[PictureObject]:
        """Return the pictures of the article that are not there, or damaged, and can be fetched."""
        return [item for item in self._pictures() if item.useless and item.fetchable]

    def _pictures(self) -> list[PictureObject]:
        built = self._sheet.built
        objects = built.writer.handler.objects if built else []
        return [item for item in objects if isinstance(item, PictureObject)]

    def _enlarge(self, item: PictureObject) -> None:
        from clashreader.ui.reader.enlarge import Enlargement

        there = [other for other in self._pictures() if not other.useless]
        shots = [self._shot(other) for other in there]
        window, theme = self._owner.window(), self._sheet.theme
        Enlargement(window, theme, self._loader, shots, there.index(item))

    def _shot(self, item: PictureObject) -> Shot:
        from clashreader.ui.reader.enlarge import Shot

        path = self._image_path(item.image.hash or "")
        return Shot(item.image, item.alt, item.caption, path)

    # --- the menu ---

    def add_to_menu(self, menu: QMenu, number: int | None) -> None:
        """Offer what can be done with the object below the pointer, and with all pictures."""
        item = self._sheet.object(number) if number is not None else None
        missing = self.missing()
        menu.addSeparator()
        if isinstance(item, WideTable) and number is not None:
            shown = number
            menu.addAction(self.tr("Show the table at full size")).triggered.connect(
                lambda: self.activate(shown)
            )
        if isinstance(item, PictureObject):
            self._offer_picture(menu, item)
        if len(missing) > 1 or (missing and not isinstance(item, PictureObject)):
            action = menu.addAction(self.tr("Fetch all pictures of this article"))
            action.triggered.connect(self.fetch_all)

    def _offer_picture(self, menu: QMenu, item: PictureObject) -> None:
        if item.useless:
            action = menu.addAction(self.tr("Fetch this picture now"))
            action.setEnabled(item.fetchable and not item.fetching)
            action.triggered.connect(lambda: self.fetch(item))
        else:
            action = menu.addAction(self.tr("Enlarge picture"))
            action.triggered.connect(lambda: self._enlarge(item))
        link = item.link
        if link and is_web_address(link):
            opened = menu.addAction(self.tr("Open the picture\u2019s link"))
            opened.triggered.connect(lambda: self.linkActivated.emit(link))
        if is_web_address(item.image.url):
            copied = menu.addAction(self.tr("Copy the picture\u2019s address"))
            copied.triggered.connect(lambda: QGuiApplication.clipboard().setText(item.image.url))
