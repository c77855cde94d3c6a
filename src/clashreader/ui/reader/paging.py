"""Paging through the article, and going to its end, written and laid out so far or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView


class Pager(QObject):
    """Moves the text of a sheet by screens."""

    spacePressedAtEnd = Signal()
    spacePressedAtStart = Signal()
    skipping = Signal()
    """The reader is about to go to the end, whatever is in between."""

    def __init__(self, view: ArticleView, sheet: Sheet) -> None:
        super().__init__(view)
        self._view = view
        self._sheet = sheet
        view.spacePressed.connect(self._page_with_space)
        view.endPressed.connect(self._go_to_end)

    def down(self) -> bool:
        """Scroll one screen down, a line overlapping; False at the end."""
        if self._sheet.document is None:
            return False
        self._sheet.forget_fraction()
        if self._view.scroll_by_page(1):
            return True
        # It may be the end of what is written or laid out so far only.
        self._sheet.finish()
        self._view.lay_out()
        return self._view.scroll_by_page(1)

    def up(self) -> bool:
        """Scroll one screen up, a line overlapping; False at the beginning."""
        self._sheet.forget_fraction()
        return self._sheet.document is not None and self._view.scroll_by_page(-1)

    @Slot(bool)
    def _page_with_space(self, back: bool) -> None:
        if back:
            if not self.up():
                self.spacePressedAtStart.emit()
        elif not self.down():
            self.spacePressedAtEnd.emit()

    @Slot()
    def _go_to_end(self) -> None:
        self.skipping.emit()

        def go() -> None:
            self._view.lay_out()
            self._view.scroll_to(self._view.verticalScrollBar().maximum())

        self._sheet.when_written(go)
