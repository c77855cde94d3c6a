"""What a start asks of the window: an article is shown, a file is read, a source is asked about."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.errors import ReaderError, UsageError
from clashreader.model import Changes
from clashreader.ui.language import plural
from clashreader.ui.layout import Mode
from clashreader.ui.request import MOST_TARGETS, Request, article_number
from clashreader.ui.showing import show_article
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.sync.opened import Opened, Taken
    from clashreader.ui.main_window import MainWindow


class Opening(QObject):
    """Carries out requests in an open window. Files are read off the UI thread."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def take(self, request: Request) -> None:
        """Do all that a request asks for."""
        window = self._window
        numbers = [article_number(target) for target in request.targets]
        articles = [number for number in numbers if number is not None]
        others = [
            target
            for target, number in zip(request.targets, numbers, strict=True)
            if number is None and target
        ]
        if articles:
            show_article(window, articles[0])
        if others:
            self._look_at(others)
        elif request.add:
            window.deeds.add()
        if request.sync and window.syncing is not None and not window.syncing.running:
            window.syncing.sync(force=True)
        if request.cut:
            words = self.tr("At most {0} are opened at once.")
            window.report(UsageError(words.format(self._window.locale().toString(MOST_TARGETS))))

    def _look_at(self, targets: Sequence[str]) -> None:
        def work(_: threading.Event) -> list[Opened]:
            from clashreader.sync.opened import look_at

            return [look_at(target) for target in targets]

        self._window.jobs.submit(work, self._sort, self._window.report)

    def _sort(self, opened: Sequence[Opened]) -> None:
        from clashreader.sync.opened import What

        errors = [one.error for one in opened if one.error is not None]
        sources = [one.target for one in opened if one.what is What.SOURCE]
        files = [one.target for one in opened if one.what is What.ARTICLE]
        if sources:
            self._window.deeds.add("\n".join(sources))
        if files:
            self._take_in(files, errors)
        else:
            self._tell(errors)

    def _take_in(self, files: Sequence[str], errors: list[ReaderError]) -> None:
        window, library = self._window, self._window.library
        if library is None:
            return
        images = window.settings.images

        def work(cancel: threading.Event) -> tuple[list[Taken], list[ReaderError]]:
            from clashreader.sync.opened import take_in

            return take_in(library, files, images=images, cancel=cancel)

        def done(result: tuple[list[Taken], list[ReaderError]]) -> None:
            taken, more = result
            self._show(taken)
            self._tell([*errors, *more])

        window.jobs.submit(work, done, window.report)

    def _show(self, taken: Sequence[Taken]) -> None:
        """Show the first, and offer to take back what is new."""
        if not taken:
            return
        window = self._window
        new = [one for one in taken if one.source is not None]
        if new:
            window.apply_changes(Changes(everything=True))
            window.state.welcomed = True
            if window.syncing is not None:
                window.syncing.watch()
        first = taken[0]
        if first.source is None:
            show_article(window, first.article)
        else:
            window.show_view(View(ViewKind.SOURCE, str(first.source.id)), select=first.article)
            window.reading.open(first.article)
            if window.panes.mode is Mode.SINGLE:
                window.panes.show_reader(True)
        if new:
            words = plural("Opening", "%Ln file taken in", "%Ln files taken in", len(new))
            if len(new) == 1:
                words = self.tr("“{0}” was taken in.").format(new[0].title)
            window.status.notice(words, self.tr("Undo"), lambda: self._take_back(new))

    def _take_back(self, taken: Sequence[Taken]) -> None:
        """Out of the library again, but for what the reader has marked since."""
        window, library = self._window, self._window.library
        if library is None:
            return

        def work(_: threading.Event) -> None:
            from clashreader.sync.subscribe import leave

            for one in taken:
                if one.source is not None:
                    leave(library, one.source, delete_articles=True)

        def done(_: None) -> None:
            window.show_view(View())
            window.apply_changes(Changes(everything=True))
            if window.syncing is not None:
                window.syncing.watch()

        window.jobs.submit(work, done, window.report, lane="writes")

    def _tell(self, errors: Sequence[ReaderError]) -> None:
        if errors:
            self._window.report(errors[0])
