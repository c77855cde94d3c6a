"""What a click on a link does: it leads out, to another article, or within the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from clashreader.ui.reader.links import Link, LinkKind

if TYPE_CHECKING:
    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView


class LinkDeeds(QObject):
    """Follows the links of the article that is shown. The signals are those of the pane."""

    linkActivated = Signal(str)
    """An http, https or mailto address was clicked."""
    linkOutside = Signal(str)
    """Such an address was clicked to be opened in the browser, in any case."""
    articleRequested = Signal(int)
    """A related article, by id."""
    sectionRequested = Signal(str, object)
    """A section's name and a month (as 202506) or None."""
    tagRequested = Signal(str)
    changesRequested = Signal()
    """What changed between the versions of the open article."""
    objectPressed = Signal(int)
    """A picture or a wide table, by its number in the document."""
    linkHovered = Signal(str)
    """The address below the pointer, or ""."""
    jumping = Signal()
    """The reader is about to jump within the article, to a footnote or a heading."""

    def __init__(self, view: ArticleView, sheet: Sheet) -> None:
        super().__init__(view)
        self._view = view
        self._sheet = sheet
        view.anchorPressed.connect(self._activate)
        view.anchorSentOut.connect(self._send_out)
        view.anchorHovered.connect(self._hover)

    def find(self, anchor: str) -> Link | None:
        """Return the link behind an anchor of the document, or None."""
        built = self._sheet.built
        return built.writer.links.find(anchor) if built else None

    @Slot(str)
    def _activate(self, anchor: str) -> None:
        link = self.find(anchor)
        if link is None:
            return
        if link.kind is LinkKind.WEB:
            self.linkActivated.emit(link.address)
        elif link.kind is LinkKind.ARTICLE and link.number is not None:
            self.articleRequested.emit(link.number)
        elif link.kind is LinkKind.SECTION:
            self.sectionRequested.emit(link.address, link.number)
        elif link.kind is LinkKind.TAG:
            self.tagRequested.emit(link.address)
        elif link.kind is LinkKind.CHANGES:
            self.changesRequested.emit()
        elif link.kind is LinkKind.PLACE:
            self._jump(link.address)
        elif link.number is not None:
            self.objectPressed.emit(link.number)

    @Slot(str)
    def _send_out(self, anchor: str) -> None:
        link = self.find(anchor)
        if link is not None and link.kind is LinkKind.WEB:
            self.linkOutside.emit(link.address)
        else:
            self._activate(anchor)

    @Slot(str)
    def _hover(self, anchor: str) -> None:
        link = self.find(anchor)
        self.linkHovered.emit(link.address if link and link.kind is LinkKind.WEB else "")

    def _jump(self, name: str) -> None:
        self.jumping.emit()
        self._sheet.finish()
        self._sheet.forget_fraction()
        self._view.stop_gliding()
        self._view.scrollToAnchor(name)
