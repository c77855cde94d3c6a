"""The window of the guide: chapters on the left, the page on the right, set like an article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImageReader, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from clashreader.errors import ReaderError
from clashreader.model import Article, MediaType, StoredImage
from clashreader.ui.find_bar import FindBar
from clashreader.ui.guide.chapters import Chapter, fold, read
from clashreader.ui.reader.builder import BodyBuilder, Subject
from clashreader.ui.reader.pane import ReaderPane
from clashreader.ui.reader.sheet import Sheet
from clashreader.ui.reader.writer import Place
from clashreader.ui.theme import ThinScrollBar
from clashreader.ui.widgets import Field, quiet_label

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.reader.writer import Writer

BASE: Final = "https://guide.invalid/"
"""Where the pages seem to lie: links among them are told from those of the web by it."""
NAME: Final = "guideWindow"
_LIST = 210


class GuideSheet(Sheet):
    """Writes a chapter: its text alone, without the lines that say where an article is from."""

    def steps(self, writer: Writer, subject: Subject) -> Iterator[None]:
        """Write `subject`, yielding wherever it can be interrupted."""
        body = BodyBuilder(writer)
        place = Place(rtl=subject.document.rtl)
        writer.body = 0, None
        for block in subject.document.blocks:
            yield from body.write_in_slices(block, place, lead=False)
        writer.body = 0, writer.cursor.position()


class GuideWindow(QDialog):
    """A window of its own, so that it can stay beside the one it explains."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        """Raises `ReaderError` where there is no guide in `folder`."""
        super().__init__(window)
        self._folder = folder
        self._looks = window.looks
        self._chapters = read(folder)
        self._shown: Chapter | None = None
        self._trail: list[str] = []
        self.setObjectName(NAME)
        self.setWindowTitle(self.tr("Guide"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._build()
        self._looks.changed.connect(self.pane.set_theme)
        self._keys()
        room = window.screen().availableGeometry()
        self.resize(min(1020, room.width() - 40), min(760, room.height() - 60))
        self.chapters.setCurrentRow(0)
        self.chapters.setFocus()

    def _build(self) -> None:
        self.search = Field()
        self.search.setObjectName("guideSearch")
        self.search.setPlaceholderText(self.tr("Search the guide"))
        self.search.setAccessibleName(self.tr("Search the guide"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._find_in_page)
        self.chapters = QListWidget()
        self.chapters.setObjectName("guideChapters")
        self.chapters.setAccessibleName(self.tr("Chapters"))
        self.chapters.setFrameShape(QListWidget.Shape.NoFrame)
        self.chapters.setVerticalScrollBar(ThinScrollBar())
        for chapter in self._chapters:
            item = QListWidgetItem(chapter.title)
            item.setSizeHint(QSize(0, 30))
            item.setData(Qt.ItemDataRole.UserRole, chapter.name)
            self.chapters.addItem(item)
        self.chapters.currentItemChanged.connect(self._chosen)
        self._nothing = quiet_label(self.tr("No page of the guide says that."), 12)
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self.pane = ReaderPane(self._looks.theme, self._picture, self, sheet=GuideSheet)
        settings = self._looks.settings
        self.pane.set_zoom(settings.zoom)
        self.pane.linkActivated.connect(self._follow)
        self.pane.linkOutside.connect(self._follow)
        left = QVBoxLayout()
        left.setContentsMargins(12, 12, 12, 12)
        left.setSpacing(8)
        for widget in (self.search, self._nothing, self.chapters):
            widget.setFixedWidth(_LIST)
            left.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left)
        row.addWidget(self.pane, 1)

    def _keys(self) -> None:
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(lambda: FindBar.of(self.pane).open())
        again = QShortcut(QKeySequence("F3"), self)
        again.activated.connect(lambda: FindBar.of(self.pane).open())
        back = QShortcut(QKeySequence("Alt+Left"), self)
        back.activated.connect(self.go_back)
        self.pane.spacePressedAtEnd.connect(lambda: self._step(1))
        self.pane.spacePressedAtStart.connect(lambda: self._step(-1))

    # --- pages ---

    @property
    def shown(self) -> str:
        """The name of the page that is shown."""
        return self._shown.name if self._shown else ""

    def open_page(self, name: str, anchor: str = "") -> None:
        """Show a page by its file's name, from the heading that `anchor` names."""
        chapter = next((one for one in self._chapters if one.name == name), None)
        if chapter is None:
            return
        if chapter is not self._shown:
            if self._shown is not None:
                self._trail.append(self._shown.name)
            self._show(chapter)
        heading = chapter.heading(anchor) if anchor else None
        if heading is not None:
            self._go_to_heading(heading)

    def go_back(self) -> None:
        """Show the page that was shown before."""
        if self._trail:
            name = self._trail.pop()
            self._show(next(one for one in self._chapters if one.name == name))

    def _show(self, chapter: Chapter) -> None:
        self._shown = chapter
        self.pane.show_article(self._article(chapter))
        for row in range(self.chapters.count()):
            item = self.chapters.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == chapter.name:
                self.chapters.setCurrentItem(item)
        self._mark()

    def _article(self, chapter: Chapter) -> Article:
        number = self._chapters.index(chapter) + 1
        return Article(
            id=number, source_id=0, source_title="", uid=chapter.name, url=None,
            title="", title_derived=False, author=None, outlet=None, section=None, month=None,
            published=None, updated=None, first_seen=0, summary="", words=0, language="en",
            read=True, bookmarked_at=None, tags=(), versions=1, gone_since=None, version=1,
            body=chapter.text, media_type=MediaType.MARKDOWN, body_span=None,
            base_url=BASE + chapter.name, lead_image=None, related=(), enclosures=(), notices=(),
            images=tuple(self._image(name) for name in chapter.pictures), note=None,
        )  # fmt: skip

    def _image(self, name: str) -> StoredImage:
        size = QImageReader(str(self._picture(name))).size()
        return StoredImage(
            f"{BASE}images/{name}", name, "image/webp", size.width(), size.height(), None
        )

    def _picture(self, name: str) -> Path:
        return self._folder / "images" / name

    def _go_to_heading(self, heading: str) -> None:
        self.pane.find("")
        view = self.pane.view
        block = view.document().begin()
        while block.isValid():
            if block.text().strip() == heading:
                view.lay_out()
                top = view.document().documentLayout().blockBoundingRect(block).top()
                view.verticalScrollBar().setValue(round(top) - 16)
                view.setTextCursor(QTextCursor(block))
                return
            block = block.next()

    def _step(self, by: int) -> None:
        """Space at the end of a page goes on to the next."""
        row = self.chapters.currentRow() + by
        while 0 <= row < self.chapters.count() and self.chapters.item(row).isHidden():
            row += by
        if 0 <= row < self.chapters.count():
            self.chapters.setCurrentRow(row)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _chosen(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.open_page(item.data(Qt.ItemDataRole.UserRole))

    @Slot(str)
    def _follow(self, address: str) -> None:
        """A link: to another page here, to the web in the browser."""
        if address.startswith(BASE):
            name, _, anchor = address.removeprefix(BASE).partition("#")
            self.open_page(name, anchor)
        else:
            QDesktopServices.openUrl(QUrl(address))

    # --- searching ---

    @Slot(str)
    def _filter(self, text: str) -> None:
        """Leave the chapters that have all words; the words are marked in the page."""
        words = fold(text).split()
        first = None
        for row, chapter in enumerate(self._chapters):
            has = all(word in chapter.folded for word in words)
            self.chapters.item(row).setHidden(not has)
            if has and first is None:
                first = row
        self._nothing.setVisible(first is None)
        if first is not None and self.chapters.currentItem().isHidden():
            self.chapters.setCurrentRow(first)
        self._mark()

    def _mark(self) -> None:
        self.pane.find(self.search.text().strip())

    @Slot()
    def _find_in_page(self) -> None:
        """Return goes from place to place."""
        self.pane.find(self.search.text().strip())

    def done(self, result: int) -> None:
        """Join the pane's workers, however the window is closed."""
        self.pane.shutdown()
        super().done(result)


def open_guide(window: MainWindow, page: str = "", anchor: str = "") -> None:
    """Open the guide of `window`, or bring the open one forward, at a page if one is named."""
    from clashreader.paths import guide

    opened = window.findChild(GuideWindow, NAME)
    if opened is None:
        try:
            opened = GuideWindow(window, guide())
        except ReaderError as error:
            window.status.error(error)
            return
        opened.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opened.show()
    if page:
        opened.open_page(page, anchor)
    opened.raise_()
    opened.activateWindow()
