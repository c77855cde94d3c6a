"""The window: toolbar, three panes, status bar; it wires the controllers to them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPixmap
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from clashreader.errors import ReaderError
from clashreader.library.which_file import unexpected
from clashreader.model import Article, Changes
from clashreader.ui.article_delegate import ArticleDelegate
from clashreader.ui.article_list import ArticlePane
from clashreader.ui.article_model import ArticleModel
from clashreader.ui.jobs import Jobs
from clashreader.ui.keys import MARKING, TAKING_ALONG, make_actions
from clashreader.ui.layout import Mode, Panes, with_air
from clashreader.ui.listing import Listing
from clashreader.ui.looks import Looks
from clashreader.ui.reading import Reading
from clashreader.ui.reading_mode import ReadingMode
from clashreader.ui.search_box import QueryMessage
from clashreader.ui.searching import Searching
from clashreader.ui.sidebar import Sidebar
from clashreader.ui.state_keeper import StateKeeper
from clashreader.ui.status_bar import StatusBar
from clashreader.ui.thumbnails import Thumbnails
from clashreader.ui.toolbar import Toolbar
from clashreader.ui.views import View, ViewKind, day_start, month_value
from clashreader.ui.widgets import ProgressLine, hairline
from clashreader.ui.window_state import WindowState

if TYPE_CHECKING:
    from clashreader.library.glance import Glance
    from clashreader.library.library import Library
    from clashreader.model import Overview
    from clashreader.paths import Home
    from clashreader.settings import Settings
    from clashreader.ui.annotations.annotator import Annotator
    from clashreader.ui.background.background import Background
    from clashreader.ui.caring import Caring
    from clashreader.ui.changes.versions import Versions
    from clashreader.ui.commands import Announce, Report, Write
    from clashreader.ui.deeds import Deeds
    from clashreader.ui.moving import Moving
    from clashreader.ui.organising import Organising
    from clashreader.ui.reader.pane import ReaderPane
    from clashreader.ui.reader_area import ReaderArea
    from clashreader.ui.sync_controller import SyncController
    from clashreader.ui.theme import Theme

log = logging.getLogger(__name__)

WATCH_EVERY = 1_000
"""Milliseconds between two looks for what another process wrote."""


class MainWindow(QWidget):
    """Shown before the library is open; `attach` brings it to life."""

    counted = Signal(object)
    """A fresh `Overview` is shown."""

    applied = Signal(object)
    """`Changes` that are on the disk, and shown."""

    def __init__(
        self, home: Home, settings: Settings, state: WindowState, *, theme_name: str | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setMinimumSize(360, 340)
        self.home = home
        self.state = state
        self._day = day_start()
        self.ending = False
        """Whether it is closing for good, and takes nothing any more."""
        self.jobs = Jobs(self)
        self.library: Library | None = None
        self.syncing: SyncController | None = None
        self.overview: Overview | None = None
        self.looks = Looks(settings, home.settings, name=theme_name, parent=self)
        self._reader: ReaderPane | None = None
        self._area: ReaderArea | None = None
        self._moving: Moving | None = None
        self.versions: Versions
        self._deeds: Deeds | None = None
        self.annotations: Annotator | None = None
        self.organising: Organising | None = None
        self.care: Caring | None = None
        self.background: Background | None = None
        self.thumbnails = Thumbnails(self.jobs, self._image_path, self)
        self.thumbnails.set_ratio(self.devicePixelRatioF())
        self.commands = make_actions(self)
        self._keys: Mapping[str, str] = {}
        if settings.keys:
            self._give_keys(settings.keys)
        self._build()
        self._connect()
        self.setWindowTitle(self.tr("Clash Reader"))

    # --- building ---

    def _build(self) -> None:
        model = ArticleModel(self)
        delegate = ArticleDelegate(self.theme, self._thumbnail, self)
        self.toolbar = Toolbar(self.commands, self.theme)
        self.progress = ProgressLine()
        self.sidebar = Sidebar(self.theme)
        self.articles = ArticlePane(model, delegate, self.theme)
        self.panes = Panes(with_air(self.sidebar), self.articles)
        self.status = StatusBar()
        self.query_message = QueryMessage(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.toolbar, self.progress):
            box.addWidget(part)
        box.addWidget(self.panes, 1)
        box.addWidget(hairline())
        box.addWidget(self.status)
        self.listing = Listing(self.articles, self.jobs, self.state.view, self.state.sort, self)
        self.reading = Reading(self.reader, self.settings, self.jobs, self)
        self.keeper = StateKeeper(self)
        self.reading_mode = ReadingMode(self)
        self._shape_rows(self.settings)
        self.sidebar.select_view(self.listing.view)
        self.articles.view.setFocus()

    def _connect(self) -> None:
        self._counts_timer = QTimer(self, singleShot=True, interval=60)
        self._counts_timer.timeout.connect(self._read_counts)
        self._watch_timer = QTimer(self, interval=WATCH_EVERY)
        self._watch_timer.timeout.connect(self._look_abroad)
        self.sidebar.view_chosen.connect(self.show_view)
        self.articles.view.chosen.connect(self.reading.open)
        self.articles.view.activated_row.connect(self._row_activated)
        self.articles.empty_action.connect(self._empty_action)
        self.articles.view.menu_wanted.connect(self._open_row_menu)
        self.articles.choices_wanted.connect(self._add_list_choices)
        self.articles.model.failed.connect(self.report)
        self.thumbnails.arrived.connect(self.articles.view.viewport().update)
        self.listing.view_changed.connect(self._view_changed)
        self.listing.failed.connect(self.report)
        self.listing.opened = lambda: self.reading.article_id
        self.listing.nothing_unread.connect(
            lambda: self.status.notice(self.tr("There is nothing more to read here."))
        )
        Searching(self.toolbar.search, self.query_message, self.listing)
        self.reading.opened.connect(self._article_opened)
        self.reading.changed.connect(self.apply_changes)
        self.reading.failed.connect(self.report)
        self.status.details.connect(self._show_details)
        self.status.offline_wanted.connect(lambda: self.deeds.do("offlineAction"))
        self.jobs.unexpected.connect(self._unexpected)
        self.panes.mode_changed.connect(self._mode_changed)
        self.panes.mode_changed.connect(self.reading.look)
        self.commands["backAction"].triggered.connect(lambda: self.panes.show_reader(False))
        for name, action in self.commands.items():
            if name != "backAction":
                action.triggered.connect(lambda _=False, name=name: self.deeds.do(name))
        self.toolbar.menu_button.clicked.connect(
            lambda: self.toolbar.open_menu(self.deeds.make_menu())
        )
        self.looks.changed.connect(self._recolour)
        self.looks.settings_changed.connect(self.reading.set_settings)
        self.looks.settings_changed.connect(self._settings_changed)
        self.looks.failed.connect(self.report)
        self.toolbar.show_article(None)

    def _settings_changed(self, settings: Settings) -> None:
        if settings.keys != self._keys:
            self._give_keys(settings.keys)
        if self.syncing is not None:
            self.syncing.set_settings(settings)
        self._shape_rows(settings)

    def _shape_rows(self, settings: Settings) -> None:
        shape = replace(
            self.articles.delegate.shape,
            compact=settings.rows == "compact",
            pictures=settings.thumbnails,
            mirrored=self.layoutDirection() == Qt.LayoutDirection.RightToLeft,
        )
        self.listing.set_rows(shape, day_heads=settings.day_headers, fold=settings.hide_duplicates)

    def _give_keys(self, keys: Mapping[str, str]) -> None:
        """The reader's own keys: their module is needed where there are some."""
        from clashreader.ui.key_choice import give_keys

        self._keys = keys
        give_keys(self.commands, keys)

    @property
    def deeds(self) -> Deeds:
        """What the commands do; made at the first command."""
        if self._deeds is None:
            from clashreader.ui.deeds import Deeds

            self._deeds = Deeds(self)
        return self._deeds

    def reader(self) -> ReaderPane:
        """Return the reading pane, made when it is first needed."""
        if self._reader is None:
            from clashreader.ui.changes.versions import Versions
            from clashreader.ui.moving import Moving
            from clashreader.ui.picture_fetching import PictureFetching
            from clashreader.ui.reader.pane import ReaderPane
            from clashreader.ui.reader_area import ReaderArea
            from clashreader.ui.text_choice import follow_settings

            pane = ReaderPane(self.theme, self._image_path)
            follow_settings(pane, self.looks, self.status)
            self._reader = pane
            self._area = ReaderArea(pane)
            self._area.room_wanted.connect(self.panes.set_reader_room)
            self.panes.set_reader(self._area)
            self._moving = Moving(self, pane)
            self.versions = Versions(self)
            pane.sectionRequested.connect(self._show_section)
            pane.tagRequested.connect(lambda tag: self.show_view(View(ViewKind.TAG, tag)))
            pane.spacePressedAtEnd.connect(lambda: self.listing.steps.step(1))
            pane.spacePressedAtStart.connect(lambda: self.listing.steps.step(-1))
            pane.zoomChanged.connect(self.looks.keep_zoom)
            pane.offer([self.commands[name] for name in (*MARKING, *TAKING_ALONG)])
            PictureFetching(self, pane)
        return self._reader

    @property
    def moving(self) -> Moving:
        """Places, the way back, and links; made with the reading pane."""
        if self._moving is None:
            self.reader()
        assert self._moving is not None  # `reader` makes both
        return self._moving

    def reader_area(self) -> ReaderArea:
        """Return the place of the reading pane, made with it."""
        if self._area is None:
            self.reader()
        assert self._area is not None  # `reader` makes both
        return self._area

    def _image_path(self, content_hash: str) -> Path:
        if self.library is None:
            return self.home.images / content_hash
        return self.library.image_path(content_hash)

    def _thumbnail(self, content_hash: str) -> QPixmap | None:
        return None if self.library is None else self.thumbnails.get(content_hash)

    # --- coming to life ---

    def show_glance(self, seen: Glance | None, *, article: int | None = None) -> None:
        """Show the first screen, read without the library, with the article open last."""
        if seen is None:
            self.articles.begin_loading()
            return
        self._take_overview(seen.overview)
        self.listing.show_glance(seen)
        if article is not None and not self.articles.select(article):
            self.reading.open(article)

    def attach(self, library: Library) -> None:
        """The library is open: everything works from now on."""
        from clashreader.ui.annotations.annotator import Annotator
        from clashreader.ui.caring import Caring
        from clashreader.ui.copy_finding import CopyFinding
        from clashreader.ui.mirroring import Mirroring
        from clashreader.ui.organising import Organising
        from clashreader.ui.rules.ruling import Ruling
        from clashreader.ui.saved_searches import SavedSearches
        from clashreader.ui.source_deeds import SourceDeeds
        from clashreader.ui.sync_controller import SyncController
        from clashreader.ui.sync_display import SyncDisplay
        from clashreader.ui.window_drops import WindowDrops

        self.library = library
        self.care = Caring(self, library)
        self.syncing = SyncController(library, self.jobs, self.settings, self)
        self.syncing.changed.connect(self.apply_changes)
        SyncDisplay(self, self.syncing)
        WindowDrops(self)
        self.copies = CopyFinding(self, library)
        self.syncing.finished.connect(lambda _: self.copies.find())
        self.sources = SourceDeeds(self, library)
        self.searches = SavedSearches(self, library)
        self.rules = Ruling(self, library)
        self.organising = Organising(self, library)
        self.mirroring = Mirroring(self, library)
        self.reader()
        self.annotations = Annotator(self, library)
        self.status.come_after(self.reader().view)
        self.listing.attach(library)
        self.reading.attach(library)
        self._read_counts()
        self._watch_timer.start()

    # --- views ---

    def show_view(self, view: View, *, select: int | None = None) -> None:
        """Show a view the reader chose, and select an article of it."""
        self.reading_mode.leave()
        if self.panes.mode is not Mode.WIDE:
            self.panes.close_overlay()
            self.panes.show_reader(False)
        self.listing.show(view, select=select)

    def _view_changed(self, view: View) -> None:
        self.sidebar.select_view(view)

    def _show_section(self, name: str, month: object) -> None:
        value = month_value(month) if isinstance(month, int) else ""
        self.show_view(View(ViewKind.SECTION, name, value))

    def _empty_action(self) -> None:
        if self.listing.emptiness.command:
            self.deeds.do(self.listing.emptiness.command)
        elif self.listing.view.kind is ViewKind.SEARCH:
            self.toolbar.search.take_back()
        else:
            self.show_view(View())

    # --- articles ---

    def open_article(self, article_id: int) -> None:
        """Show an article, whether or not the list has it."""
        if not self.articles.select(article_id):
            self.articles.view.selectionModel().clear()
            self.reading.open(article_id)
        elif self.reading.article_id != article_id:
            self.reading.open(article_id)  # its row was chosen before, but it could not be read
        if self.panes.mode is Mode.SINGLE:
            self.panes.show_reader(True)

    def _row_activated(self) -> None:
        current = self.articles.current_id
        if current is None:
            return
        if self.reading.article_id != current:
            self.reading.open(current)
        if self.panes.mode is Mode.SINGLE:
            self.panes.show_reader(True)

    def _open_row_menu(self, row: int, place: QPoint) -> None:
        from clashreader.ui.row_menu import open_menu

        open_menu(self, row, place)

    def _add_list_choices(self, menu: QMenu) -> None:
        from clashreader.ui.row_menu import add_choices

        add_choices(self, menu)

    def _article_opened(self, article: Article | None) -> None:
        self.toolbar.show_article(article)
        name = self.tr("Clash Reader")
        self.setWindowTitle(name if article is None else f"{article.title} - {name}")
        self.state.article = None if article is None else article.id

    # --- what changed ---

    def write(self, work: Write, announce: Announce, report: Report) -> None:
        """Carry out a write of the reader's: now, or in its turn where the library is held."""
        if self.care is not None:
            self.care.writing.write(work, announce, report)

    def write_behind(self, work: Write, announce: Announce, report: Report) -> None:
        """Carry out a write that takes its time, in its turn, in a thread."""
        if self.care is not None:
            self.care.writing.write(work, announce, report, behind=True)

    def apply_changes(self, changes: Changes) -> None:
        """Something is on the disk: repaint what shows it. Nothing moves."""
        self.articles.model.refresh(None if changes.touches_many else changes.touched)
        if changes.images:
            self.thumbnails.forget_failures()
        self.listing.take(changes)
        self.reading.refresh(changes)
        if self.annotations is not None:
            self.annotations.refresh(changes)
        if changes.inserted or changes.everything:
            self.listing.newcomers.look_soon()
        if not self._counts_timer.isActive():
            self._counts_timer.start()
        self.applied.emit(changes)

    def _look_abroad(self) -> None:
        """See whether another process wrote into the library, and whether a day has begun."""
        if day_start() != self._day:
            self._day = day_start()
            self.apply_changes(Changes(everything=True))
        try:
            if self.library is not None and self.library.foreign_changes():
                self.apply_changes(Changes(everything=True, images=True))
        except ReaderError as error:
            self.report(error)

    def _read_counts(self) -> None:
        library = self.library
        if library is not None:
            self.jobs.submit(
                lambda _: library.overview(day_start=day_start()),
                self._take_overview,
                self.report,
                key="counts",
            )

    def _take_overview(self, overview: Overview) -> None:
        self.overview = overview
        self.listing.overview = overview
        self.sidebar.show_overview(overview)
        self.status.show_offline(overview)
        self.listing.describe()
        self.counted.emit(overview)
        library = self.library
        if library is not None and overview.searches:
            self.jobs.submit(
                lambda _: library.count_searches(),
                self.sidebar.count_searches,
                self.report,
                key="searches",
            )

    # --- looks ---

    @property
    def theme(self) -> Theme:
        """The theme that is on."""
        return self.looks.theme

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self.looks.settings

    def _recolour(self, theme: Theme) -> None:
        self.toolbar.set_theme(theme)
        self.sidebar.set_theme(theme)
        self.articles.set_theme(theme)
        if self._reader is not None:
            self._reader.set_theme(theme)

    def _mode_changed(self) -> None:
        wide = self.panes.mode is Mode.WIDE
        menu = self.toolbar.button("sidebarAction")
        menu.setVisible(not wide and not self.panes.reading)
        self.commands["backAction"].setVisible(self.panes.reading)
        if self.panes.reading or self.panes.alone:
            self.reader().setFocus()
        elif not self.toolbar.search.hasFocus():
            self.articles.view.setFocus()

    # --- what went wrong ---

    def report(self, error: ReaderError) -> None:
        """Say it in one line."""
        log.warning("%s", error.message, exc_info=unexpected(error))
        self.status.error(error)
        if self.care is not None:
            self.care.look_at(error)

    def _show_details(self, error: ReaderError) -> None:
        from clashreader.ui.dialogs import show_details

        show_details(self, error)

    unexpected_handler: Callable[[BaseException], None] | None = None

    def _unexpected(self, error: BaseException) -> None:
        if self.unexpected_handler is not None:
            self.unexpected_handler(error)

    # --- the end ---

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the state; stop and join everything that still works, or go into the tray."""
        if self.background is not None and self.background.takes_close():
            event.ignore()
            return
        if self.care is not None and not self.care.may_close():
            event.ignore()
            return
        away = not self.isVisible()
        self.shut_down()
        super().closeEvent(event)
        if away and self.background is not None:
            self.background.end()

    def shut_down(self) -> None:
        """Keep the state, stop and join every thread, close the library.

        Each step is taken whatever becomes of the others; what went wrong is raised at the end.
        """
        self.ending = True
        library, self.library = self.library, None
        care, self.care = self.care, None
        with ExitStack() as steps:  # the last one first
            if library is not None:
                steps.callback(library.close)
            if care is not None:
                steps.callback(care.end)
            steps.callback(self.jobs.close)
            if library is not None:
                steps.callback(library.hurry)
            if self._reader is not None:
                steps.callback(self._reader.shutdown)
                steps.callback(self.versions.shutdown)
            if self._moving is not None:
                steps.callback(self._moving.close)
            if self.syncing is not None:
                steps.callback(self.syncing.close)
            if self.background is not None:
                steps.callback(self.background.close)
            steps.callback(self.keeper.close)
            if self.annotations is not None:
                steps.callback(self.annotations.close)
            if self._deeds is not None:
                steps.callback(self._deeds.paper.stop)
                steps.callback(self._deeds.exporting.stop)
            self._watch_timer.stop()
