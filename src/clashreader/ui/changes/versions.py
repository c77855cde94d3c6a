"""Which versions the open article has: the way to *Changes*, to an older version, and back."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from clashreader.errors import NotFoundError, ReaderError
from clashreader.ui.changes.strips import NewsStrip, VersionStrip
from clashreader.ui.changes.words import tr
from clashreader.ui.language import sentence
from clashreader.ui.layout import Mode
from clashreader.ui.text_choice import type_choice
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.model import Article, VersionInfo
    from clashreader.ui.changes.view import ChangesView
    from clashreader.ui.changes.writing import ComparedSubject
    from clashreader.ui.jobs import Job
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.theme import Theme

ZOOM_STEP = 10
"""Percent for one step of the wheel, as in the reading pane."""


class Versions(QObject):
    """Opens *Changes* in the article's stead, and says which version is read.

    The comparison runs in a worker; nothing that a sync brings moves what is on the screen.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._view: ChangesView | None = None
        self._versions: tuple[VersionInfo, ...] = ()
        self._compared: int | None = None
        """The article that *Changes* shows."""
        self._shown: int | None = None
        """The article whose comparison is in the view."""
        self._wanted: int | None = None
        """The article whose changes are to be shown as soon as it is open."""
        self._opened: tuple[int, int, int] | None = None
        """Article, version and edits as they were when its text came onto the screen."""
        self._dismissed = 0
        self._job: Job | None = None
        self._waiting = 0
        """The notice that says that the comparison is still on its way."""
        self._above, self._below = VersionStrip(), NewsStrip()
        area = window.reader_area()
        area.set_strips(self._above, self._below)
        area.over_changed.connect(self._say_state)
        area.over_changed.connect(window.reading.look)
        area.pane.changesRequested.connect(self.show)
        for strip in (self._above, self._below):
            strip.newest_wanted.connect(self._read_newest)
        self._above.changes_wanted.connect(self.show)
        self._below.changes_wanted.connect(self.show)
        self._below.dismissed.connect(self._dismiss)
        window.reading.opened.connect(self._article_opened)
        window.looks.changed.connect(self._recolour)
        window.looks.settings_changed.connect(lambda _: self._take_looks())
        window.articles.view.activated.connect(lambda _: self._row_activated())
        window.articles.view.changes_wanted.connect(self.show_of)
        window.listing.view_changed.connect(self._view_changed)
        self._view_changed(window.listing.view)
        self._say_state()

    # --- opening and closing ---

    @property
    def view(self) -> ChangesView | None:
        """The view *Changes* while it stands in the article's stead, or None."""
        over = self._window.reader_area().over
        return self._view if self._view is not None and over is self._view else None

    @Slot()
    def toggle(self) -> None:
        """Show what changed, or the article again."""
        if self.view is not None:
            self.close()
        else:
            self.show()

    @Slot()
    def show(self) -> None:
        """Show what changed in the open article: to the version that is read, from the one before;
        or, where the newest is not read, from the one that is to the newest.
        """
        article, library = self._window.reading.article, self._window.library
        if article is None or library is None:
            return
        if article.versions < 2:
            self._window.status.notice(tr("This article has one version only."))
            return
        try:
            self._versions = library.versions(article.id)
        except ReaderError as error:
            self._window.report(error)
            return
        another, self._compared = article.id != self._shown, article.id
        newest = self._versions[-1].number
        old, new = article.version - 1, article.version
        if article.version < newest:
            old, new = article.version, newest
        view = self._make_view()
        if another:
            self._shown = None
            view.begin()
        view.show_versions(self._versions, max(old, 1), new)
        self._window.reader_area().show_over(view)
        view.setFocus()
        if self._window.panes.mode is Mode.SINGLE:
            self._window.panes.show_reader(True)
        self._compare(max(old, 1), new)

    @Slot(int)
    def show_of(self, article_id: int) -> None:
        """Show what changed in an article of the list, which may still be on its way."""
        article = self._window.reading.article
        if article is not None and article.id == article_id == self._window.reading.article_id:
            self.show()
        else:
            self._wanted = article_id

    @Slot()
    def close(self) -> None:
        """Show the article again."""
        self._compared = self._wanted = self._shown = None
        if self._job is not None:
            self._job.cancel.set()
        view = self.view
        if view is not None:
            self._window.reader_area().close_over()
            view.say("")  # a comparison of two long versions is not kept in memory

    def _make_view(self) -> ChangesView:
        if self._view is None:
            from clashreader.ui.changes.view import ChangesView

            window = self._window
            made = ChangesView(window.theme, window._image_path)
            made.closed.connect(self.close)
            made.chosen.connect(self._compare)
            made.version_wanted.connect(self._read)
            made.newest_wanted.connect(self._take_newest)
            pane = window.reader()
            made.linkActivated.connect(pane.linkActivated)
            made.linkHovered.connect(pane.linkHovered)
            made.zoom_stepped.connect(self._step_zoom)
            made.spacePressedAtEnd.connect(lambda: window.listing.steps.step(1))
            made.spacePressedAtStart.connect(lambda: window.listing.steps.step(-1))
            self._view = made
        self._take_looks()
        return self._view

    def shutdown(self) -> None:
        """Stop and join the workers."""
        if self._view is not None:
            self._view.shutdown()

    # --- comparing ---

    def _compare(self, old: int, new: int) -> None:
        library, article_id, view = self._window.library, self._compared, self._view
        if library is None or article_id is None or view is None:
            return
        if old == new:
            if self._job is not None:
                self._job.cancel.set()
            view.say(tr("Choose two versions."))
            return

        def work(cancel: threading.Event) -> ComparedSubject:
            from clashreader.content.blocks import Document
            from clashreader.content.comparing import compare
            from clashreader.ui.changes.writing import ComparedSubject
            from clashreader.ui.reader.bodies import document_of

            before = library.article(article_id, version=old)
            after = library.article(article_id, version=new)
            comparison = compare(
                document_of(before),
                document_of(after),
                old_title=before.title,
                new_title=after.title,
                cancelled=cancel.is_set,
            )
            images = {image.url: image for image in (*before.images, *after.images)}
            shown = replace(after, images=tuple(images.values()))
            return ComparedSubject(shown, Document(rtl=comparison.rtl), comparison=comparison)

        view.expect()
        jobs = self._window.jobs
        self._job = jobs.submit(work, self._show_comparison, self._refused, key="changes")

    def _show_comparison(self, subject: ComparedSubject) -> None:
        if self.view is not None and subject.article.id == self._compared:
            self._shown = self._compared
            self.view.show_comparison(subject)
            self._window.status.withdraw(self._waiting)

    def _refused(self, error: ReaderError) -> None:
        if self._view is None:
            return
        self._window.status.withdraw(self._waiting)
        if isinstance(error, NotFoundError):
            self._view.say(sentence(error.message))
        else:
            self._view.say(sentence(error.message))
            self._window.report(error)

    @Slot()
    def _take_newest(self) -> None:
        """A version has come in meanwhile: compare it with the newest of those offered."""
        library, article_id, view = self._window.library, self._compared, self._view
        if library is None or article_id is None or view is None:
            return
        before = self._versions[-1].number
        try:
            self._versions = library.versions(article_id)
        except ReaderError as error:
            self._window.report(error)
            return
        newest = self._versions[-1].number
        view.show_versions(self._versions, min(before, newest - 1) or 1, newest)
        self._compare(min(before, newest - 1) or 1, newest)

    # --- reading a version ---

    @Slot(int)
    def _read(self, number: int) -> None:
        article_id = self._compared
        if article_id is None and self._window.reading.article is not None:
            article_id = self._window.reading.article.id
        if article_id is not None:
            self.close()
            self._window.reading.open(article_id, number)

    @Slot()
    def _read_newest(self) -> None:
        article = self._window.reading.article
        if article is not None:
            self._window.reading.open(article.id, article.versions)

    @Slot()
    def _dismiss(self) -> None:
        article = self._window.reading.article
        self._dismissed = 0 if article is None else article.versions
        self._say_state()

    # --- what happens meanwhile ---

    @Slot(object)
    def _article_opened(self, article: Article | None) -> None:
        """Another article is open, or something about this one changed."""
        shown = None if article is None else (article.id, article.version)
        if shown is None or self._opened is None or self._opened[:2] != shown:
            edits = 0 if article is None else article.edits
            self._opened = None if shown is None else (*shown, edits)
            self._dismissed = 0
        if self._wanted != self._window.reading.article_id:
            self._wanted = None  # the reader has moved on
        if article is not None and article.id == self._wanted:
            self._wanted = None
            self.show()
        elif self.view is not None:
            self._follow(article)
        self._say_state()

    def _follow(self, article: Article | None) -> None:
        """*Changes* is open: it stays with its article, and in Silently edited goes on with it."""
        if article is not None and article.id == self._compared:
            if self._versions and article.versions > self._versions[-1].number and self._view:
                self._view.announce_newer()
            return
        edited = self._window.listing.view.kind is ViewKind.EDITED
        if article is not None and edited and article.versions > 1:
            self.show()
        else:
            self.close()

    @Slot()
    def _say_state(self) -> None:
        """Show the strips and commands that are right for what is on the screen."""
        article, reading = self._window.reading.article, self._window.reading
        over = self._window.reader_area().over is not None
        news = article is not None and article.version < article.versions and not reading.older
        if article is not None and reading.older and not over:
            self._above.show_version(article)
        else:
            self._above.hide()
        if article is not None and news and not over and article.versions > self._dismissed:
            since = 0 if self._opened is None else self._opened[2]
            self._below.show_edited(edited=article.edits > since)
        else:
            self._below.hide()
        self._enable(article)

    def _enable(self, article: Article | None) -> None:
        commands = self._window.commands
        several = article is not None and article.versions > 1
        action = commands["changesAction"]
        action.setEnabled(several)
        action.setText(
            tr("Changes") if several or article is None else tr("Changes (one version only)")
        )
        why = tr("Changes") if several else tr("This article has one version only.")
        if article is None:
            why = tr("Changes")
        action.setToolTip(f"{why} ({action.shortcut().toString()})")
        for name in ("nextChangeAction", "previousChangeAction"):
            commands[name].setEnabled(self.view is not None)

    def _view_changed(self, view: View) -> None:
        """Silently edited goes by when an edit was seen, and says so."""
        self._window.articles.delegate.date_edits(view.kind is ViewKind.EDITED)

    def _row_activated(self) -> None:
        """Enter or a double click on a row: in Silently edited the changes are what is wanted."""
        current = self._window.articles.current_id
        if current is not None and self._window.listing.view.kind is ViewKind.EDITED:
            self.show_of(current)

    # --- looks and steps ---

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) change."""
        view = self.view
        if view is None:
            return
        if view.step(by):
            if view.comparing:
                self._waiting = self._window.status.notice(tr("Still comparing …"))
        elif not view.sheet.stops:
            self._window.status.notice(tr("There is no change to go to."))
        else:
            last = tr("This is the last change.") if by > 0 else tr("This is the first change.")
            self._window.status.notice(last)

    def _recolour(self, theme: Theme) -> None:
        if self._view is not None:
            self._view.set_theme(theme)

    def _take_looks(self) -> None:
        if self._view is not None:
            settings = self._window.settings
            self._view.set_type(
                type_choice(settings), zoom=settings.zoom, characters=settings.column
            )

    def _step_zoom(self, step: int) -> None:
        pane = self._window.reader()
        pane.set_zoom(pane.zoom + step * ZOOM_STEP)
        self._window.looks.keep_zoom(pane.zoom)
