"""The view *Changes*: two versions to choose, and what turns one into the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedLayout, QVBoxLayout, QWidget

from clashreader.ui.article_list import LOADING_AFTER
from clashreader.ui.changes.picker import VersionPicker
from clashreader.ui.changes.sheet import ComparedSheet, ComparedView
from clashreader.ui.changes.words import place_words, tr
from clashreader.ui.changes.writing import ComparedSubject
from clashreader.ui.reader.find import Finder
from clashreader.ui.reader.links import LinkKind
from clashreader.ui.reader.marks import Marks
from clashreader.ui.reader.pictures import PictureLoader
from clashreader.ui.theme import icon, interface_font
from clashreader.ui.widgets import IconButton, LinkButton, hairline, quiet_label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from clashreader.model import VersionInfo
    from clashreader.ui.reader.typography import TypeChoice
    from clashreader.ui.theme import Theme

SIGHT = 0.28
"""How far down the window a change is brought, as a share of its height."""


class ChangesView(QWidget):
    """Stands in the article's stead. It shows what it is given, and says what is wanted."""

    closed = Signal()
    """The reader wants the article back."""

    chosen = Signal(int, int)
    """Two versions to compare: the numbers of the older and the newer pick."""

    version_wanted = Signal(int)
    """A version to be read in the pane, by number."""

    newest_wanted = Signal()
    """The reader wants the version that has come in meanwhile."""

    linkActivated = Signal(str)
    """An http, https or mailto address was clicked."""

    linkHovered = Signal(str)
    """The address below the pointer, or ""."""

    zoom_stepped = Signal(int)
    """Ctrl and the wheel: 1 or -1."""

    spacePressedAtEnd = Signal()
    spacePressedAtStart = Signal()

    def __init__(
        self, theme: Theme, image_path: Callable[[str], Path], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("changesView")
        self.setAccessibleName(tr("Changes"))
        self.setAutoFillBackground(True)
        self._theme = theme
        self._at = -1
        self.comparing = False
        """Whether another comparison is on its way."""
        self._step_wanted = 0
        """Where the reader wants to go as soon as it is known what changed: 1, -1, or 0."""
        self._loader = PictureLoader(image_path, self)
        self.view = ComparedView(self)
        self.view.setAccessibleName(tr("Changes"))
        self.sheet = ComparedSheet(self.view, self._loader, theme)
        self.view.sheet = self.sheet
        self._marks = Marks(self.view, self.sheet, theme)
        self.finder = Finder(self.view, self.sheet, self._marks)
        """What was looked for in the text, and found."""
        self._message = QLabel()
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        self._message.setContentsMargins(40, 0, 40, 40)
        self._message.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._waiting = QTimer(self, singleShot=True, interval=LOADING_AFTER)
        self._waiting.timeout.connect(lambda: self._message.setText(tr("Comparing …")))
        self._build()
        self._connect()
        self.setFocusProxy(self.view)
        self.set_theme(theme)

    # --- parts ---

    def _build(self) -> None:
        self.picker = VersionPicker()
        self._place = quiet_label(pixels=12)
        self._place.setObjectName("changePlace")
        self.previous = self._button("previousChange", tr("Previous change (Shift+F7)"))
        self.next = self._button("nextChange", tr("Next change (F7)"))
        self.close_button = self._button("closeChanges", tr("Back to the article (Esc)"))
        title = QLabel(tr("Changes"))
        title.setFont(interface_font(14, interface_font().Weight.DemiBold))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(6)
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self._place)
        head.addWidget(self.previous)
        head.addWidget(self.next)
        head.addWidget(self.close_button)
        bar = QWidget()
        bar.setObjectName("changesBar")
        rows = QVBoxLayout(bar)
        rows.setContentsMargins(20, 5, 12, 8)
        rows.setSpacing(3)
        rows.addLayout(head)
        rows.addWidget(self.picker)
        self._news = self._make_news()
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._message)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (bar, hairline(), body, self._news):
            box.addWidget(part)
        box.setStretch(2, 1)

    def _button(self, name: str, tip: str) -> IconButton:
        button = IconButton()
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAccessibleName(tip.rsplit(" (", 1)[0])
        return button

    def _make_news(self) -> QWidget:
        """Below the text, where its coming moves nothing."""
        strip = QWidget()
        strip.setObjectName("newerVersion")
        strip.setAutoFillBackground(True)
        strip.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        row = QHBoxLayout(strip)
        row.setContentsMargins(20, 6, 20, 6)
        show = LinkButton(tr("Show"))
        show.setObjectName("showNewer")
        show.setToolTip(tr("Compare with the version that has come"))
        show.clicked.connect(self.newest_wanted)
        row.addWidget(QLabel(tr("A newer version has come.")))
        row.addWidget(show)
        row.addStretch()
        strip.hide()
        return strip

    def _connect(self) -> None:
        view = self.view
        view.anchorPressed.connect(self._activate)
        view.anchorHovered.connect(self._hover)
        view.zoomStepped.connect(self.zoom_stepped)
        view.spacePressed.connect(self._page_with_space)
        view.endPressed.connect(self._go_to_end)
        view.customContextMenuRequested.connect(self._show_menu)
        view.scrolled.connect(self.sheet.forget_fraction)
        self.sheet.written.connect(self._say_place)
        self._loader.arrived.connect(view.viewport().update)
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.close_button.clicked.connect(self.closed)
        self.picker.chosen.connect(self.chosen)
        self.picker.version_wanted.connect(self.version_wanted)

    # --- what is shown ---

    def show_versions(self, versions: tuple[VersionInfo, ...], old: int, new: int) -> None:
        """Offer `versions`, with two of them picked, by number."""
        self.picker.show_versions(versions, old, new)
        self._news.hide()

    def announce_newer(self) -> None:
        """Say that there is a newer version than those offered. Nothing moves."""
        self._news.show()

    def expect(self) -> None:
        """Another comparison is on its way; what is shown stays until then."""
        self.comparing = True
        self._step_wanted = 0

    def begin(self) -> None:
        """Two versions of another article are being compared: what was shown is of no use."""
        self.say("")
        self._waiting.start()

    def say(self, sentence: str) -> None:
        """Show a sentence instead of a comparison."""
        self.comparing = False
        self._waiting.stop()
        self.sheet.clear()
        self._at = -1
        self._message.setText(sentence)
        self._stack.setCurrentWidget(self._message)
        self._say_place()

    def show_comparison(self, subject: ComparedSubject) -> None:
        """Show what changed, from its beginning."""
        self.comparing = False
        self._loader.drop_waiting()
        self.finder.clear()
        self._at = -1
        self._stack.setCurrentWidget(self.view)
        self.sheet.show(subject)
        self._say_place()
        if self._step_wanted:
            self.step(self._step_wanted)

    @property
    def busy(self) -> bool:
        """Whether something is still being written, or a picture in sight on its way."""
        return self.sheet.writing or self._loader.busy

    def set_type(self, choice: TypeChoice, *, zoom: int, characters: int) -> None:
        """Set the text as the reader has chosen, but for hyphens: they would look like changes."""
        sheet, choice = self.sheet, replace(choice, hyphenate=False)
        if (choice, zoom, characters) != (sheet.choice, sheet.zoom, sheet.characters):
            sheet.choice, sheet.zoom, sheet.characters = choice, zoom, characters
            sheet.rebuild()
            self.finder.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours; the reader keeps the place."""
        self._theme = theme
        self.sheet.theme = theme
        self._marks.set_theme(theme)
        self.view.set_theme(theme)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, theme.page)
        palette.setColor(QPalette.ColorRole.WindowText, theme.text)
        self.setPalette(palette)
        self.close_button.setIcon(icon("close", theme))
        self.previous.setIcon(icon("chevron-up", theme))
        self.next.setIcon(icon("chevron-down", theme))
        self.picker.set_theme(theme)
        self.sheet.rebuild()
        self.finder.refresh()

    def shutdown(self) -> None:
        """Stop and join the workers."""
        self.sheet.close()
        self._marks.close()
        self._loader.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the article."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    # --- from change to change ---

    def step(self, by: int) -> bool:
        """Go to the next change (1) or the one before (-1); False where there is none.

        While another comparison is on its way this is done when it is there.
        """
        if self.comparing:
            self._step_wanted = by
            return True
        if by > 0 and self._at + 1 >= len(self.sheet.stops):
            self.sheet.finish()
        at = min(max(self._at + by, 0), len(self.sheet.stops) - 1)
        if at < 0:
            return False
        moved, self._at = at != self._at, at
        self._bring_into_sight()
        self._say_place()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, self.spoken))
        return moved

    def _bring_into_sight(self) -> None:
        stop = self.sheet.stops[self._at]
        self.sheet.forget_fraction()
        bar = self.view.verticalScrollBar()
        here = bar.value()
        cursor = self.view.textCursor()
        cursor.setPosition(stop.first)
        self.view.setTextCursor(cursor)  # Tab goes on from there; but it jumps, and we glide
        bar.setValue(here)
        above = self.view.viewport().height() * SIGHT
        self.view.scroll_to(round(self.sheet.y_of(stop.first) - above))

    @Slot()
    def _say_place(self) -> None:
        count = len(self.sheet.stops)
        # Written anew, in another theme say, the same place is elsewhere in the document.
        current = self.sheet.stops[self._at] if 0 <= self._at < count else None
        if current is not self.view.current:
            self.view.current = current
            self.view.viewport().update()
        text = place_words(self._at + 1, count)
        self._place.setText(text + ("+" if self.sheet.writing and count else ""))
        spoken = text
        if 0 <= self._at < count:
            spoken = f"{text}: {self.sheet.spoken(self.sheet.stops[self._at])}"
        if spoken != self._place.accessibleName():
            self._place.setAccessibleName(spoken)
            self.view.setAccessibleDescription(spoken)
        self.previous.setEnabled(self._at > 0)
        self.next.setEnabled(self._at + 1 < count or self.sheet.writing)

    @property
    def spoken(self) -> str:
        """What a screen reader says of the place that is shown."""
        return self._place.accessibleName()

    # --- paging, finding, links ---

    def page_down(self) -> bool:
        """Scroll one screen down; False at the end."""
        if self.view.scroll_by_page(1):
            return True
        self.sheet.finish()
        self.view.lay_out()
        return self.view.scroll_by_page(1)

    def page_up(self) -> bool:
        """Scroll one screen up; False at the beginning."""
        return self.view.scroll_by_page(-1)

    def find(self, text: str, backwards: bool = False) -> int:  # type: ignore[override]
        """Mark all places where `text` occurs, go to the next; returns how many there are."""
        return self.finder.find(text, backwards=backwards)

    @property
    def find_position(self) -> int:
        """Which of the places found is shown, from 1; 0 for none."""
        return self.finder.position

    @Slot(bool)
    def _page_with_space(self, back: bool) -> None:
        if back:
            if not self.page_up():
                self.spacePressedAtStart.emit()
        elif not self.page_down():
            self.spacePressedAtEnd.emit()

    @Slot()
    def _go_to_end(self) -> None:
        self.sheet.finish()
        self.view.lay_out()
        self.view.scroll_to(self.view.verticalScrollBar().maximum())

    @Slot(str)
    def _activate(self, anchor: str) -> None:
        built = self.sheet.built
        link = built.writer.links.find(anchor) if built else None
        if link is None:
            return
        if link.kind is LinkKind.UNFOLD and link.number is not None:
            self._unfold(link.number)
        elif link.kind is LinkKind.WEB:
            self.linkActivated.emit(link.address)
        elif link.kind is LinkKind.PLACE:
            self.sheet.finish()
            self.view.scrollToAnchor(link.address)

    def _unfold(self, entry: int) -> None:
        self.sheet.unfold(entry)
        self.finder.refresh()
        self._say_place()

    @Slot(str)
    def _hover(self, anchor: str) -> None:
        built = self.sheet.built
        link = built.writer.links.find(anchor) if built else None
        self.linkHovered.emit(link.address if link and link.kind is LinkKind.WEB else "")

    @Slot(QPoint)
    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        copy = menu.addAction(tr("Copy with changes marked"))
        copy.setEnabled(self.view.textCursor().hasSelection())
        copy.triggered.connect(self.view.copy)
        menu.addAction(tr("Select all")).triggered.connect(self._select_all)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(point))

    def _select_all(self) -> None:
        self.sheet.finish()
        self.view.selectAll()
