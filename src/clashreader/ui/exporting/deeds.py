"""Export…: asks what and where, does it in the background, and says what came of it."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from clashreader.content.filenames import file_name
from clashreader.errors import CancelledError, NotFoundError, ReaderError
from clashreader.model import ArticleQuery, Term
from clashreader.ui.exporting.choices import (
    ARTICLE,
    SELECTED,
    TAG,
    VIEW,
    Choices,
    Format,
    Scope,
    file_kind,
)
from clashreader.ui.exporting.progress import ExportProgress
from clashreader.ui.language import plural, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from clashreader.export import Options, Step, Written
    from clashreader.library.library import Library
    from clashreader.library.stopping import Stop
    from clashreader.ui.exporting.dialog import ExportDialog
    from clashreader.ui.jobs import Job
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.paper_deeds import Slices
    from clashreader.ui.reader.pdfbook import PdfBook

_TOLD_EVERY: Final = 0.06
"""Seconds between two words about progress."""


class Exporting(QObject):
    """One export at a time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None
        self._slices: Slices | None = None
        self._book: PdfBook | None = None
        self._progress: ExportProgress | None = None

    @property
    def busy(self) -> bool:
        """Whether an export is under way."""
        return self._job is not None or self._slices is not None

    # --- asking ---

    def make_dialog(self) -> ExportDialog | None:
        """Return the dialog for what is open, selected and shown; None where nothing can be."""
        from clashreader.ui.exporting.dialog import ExportDialog

        window = self._window
        if window.library is None:
            return None
        if self.busy:
            window.status.notice(self.tr("An export is under way already."))
            return None
        tags = [tag.name for tag in window.overview.tags if tag.total] if window.overview else []
        choices = Choices.from_key(window.state.export)
        dialog = ExportDialog(self.scopes(), tags, choices, window)
        dialog.chosen.connect(self.ask_where)
        return dialog

    def scopes(self) -> list[Scope]:
        """Return what can be exported now, the likeliest first."""
        window = self._window
        title = window.listing.view.title(window.overview)
        found = [Scope(VIEW, self.tr("This view: {0}").format(title), title)]
        article = window.reading.article
        if article is not None:
            name = " ".join(article.title.split()) or self.tr("Untitled")
            words = self.tr("The open article")
            found.insert(0, Scope(ARTICLE, words, name, (article.id,)))
        selected = window.articles.selected_ids
        opened = () if article is None else (article.id,)
        if len(selected) > 1 or tuple(selected) not in ((), opened):
            words = plural(
                "Exporting", "The selected article", "The %Ln selected articles", len(selected)
            )
            found.insert(0, Scope(SELECTED, words, self._title_of_one(selected), selected))
        return found

    def _title_of_one(self, selected: Sequence[int]) -> str:
        """Return the title of a single article that is selected and not open yet."""
        view, model = self._window.articles.view, self._window.articles.model
        places = view.first_selected(1) if len(selected) == 1 else []
        row = model.row_at(places[0]) if places else None
        return " ".join(row.title.split()) if row is not None else ""

    def ask_where(self, scope: Scope, choices: Choices) -> None:
        """Ask for a name, and write there; the choices are those of the next time."""
        window = self._window
        window.state.export = choices.key
        dialog = QFileDialog(window, self.tr("Export"))
        dialog.setObjectName("exportFileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(file_kind(choices.format))
        dialog.setDefaultSuffix(choices.format.ending.removeprefix("."))
        dialog.setDirectory(window.state.export_folder or _documents())
        name = file_name(scope.title, choices.format.ending, otherwise=self.tr("Articles"))
        dialog.selectFile(name)
        # The dialog has asked already, where there is a file of that name.
        dialog.fileSelected.connect(
            lambda path: self.write(scope, choices, Path(path), replace=True)
        )
        dialog.open()

    # --- writing ---

    def write(self, scope: Scope, choices: Choices, path: Path, *, replace: bool = False) -> None:
        """Write the articles of `scope` to `path`, in the background; says when it is there."""
        library = self._window.library
        if library is None or self.busy:
            return
        self._window.state.export_folder = str(path.parent)
        query = self._query(scope)
        self._open_progress()
        if choices.format is Format.PDF:
            self._write_pdf(library, scope, query, choices, path, replace=replace)
            return
        told = self._teller()
        if choices.format is Format.EPUB:  # whose cover is drawn in the worker
            from clashreader.ui.reader import fonts

            fonts.load()

        def work(cancel: Stop) -> Written:
            from clashreader.export import Kind, write

            return write(
                library, _ids(library, scope, query, cancel), Kind(choices.format.value), path,
                options=_options(scope, choices), progress=told, stop=cancel.is_set,
                replace=replace,
            )  # fmt: skip

        self._job = self._window.jobs.submit(work, self._done, self._failed, lane="export")

    def _query(self, scope: Scope) -> ArticleQuery:
        if scope.name == TAG:
            return ArticleQuery(Term(scope.title, "tag", phrase=True), self._window.listing.sort)
        return self._window.listing.query

    def _write_pdf(
        self,
        library: Library,
        scope: Scope,
        query: ArticleQuery,
        choices: Choices,
        path: Path,
        *,
        replace: bool,
    ) -> None:
        """Pages are painted in the thread of the window, a few milliseconds at a time."""
        told = self._teller()

        def found(ids: Sequence[int]) -> None:
            from clashreader.ui.paper_deeds import Slices
            from clashreader.ui.reader.pdfbook import BookOptions, PdfBook

            self._job = None
            options = BookOptions(
                scope.title, choices.pictures, choices.annotations,
                self._window.reader().type_choice,
            )  # fmt: skip
            try:
                # Nobody was asked about the files of the same name beside the first.
                book = PdfBook(
                    library, ids, path, options=options, replace=replace, more=False, tell=told
                )
            except ReaderError as error:
                self._failed(error)
                return
            self._book = book
            self._slices = Slices(_quietly(book.steps()), self._painted, self._broken, self)

        self._job = self._window.jobs.submit(
            lambda cancel: _ids(library, scope, query, cancel), found, self._failed, lane="export"
        )

    def _painted(self) -> None:
        book = self._book
        if book is not None and book.written is not None:
            self._done(book.written)

    def _broken(self, error: Exception) -> None:
        if not isinstance(error, ReaderError):
            words = self.tr("The file could not be written. The log has the details.")
            problem = ReaderError(words)
            problem.__cause__ = error
            self._window.jobs.unexpected.emit(error)
            error = problem
        self._failed(error)

    # --- how far it is ---

    def _open_progress(self) -> None:
        self._progress = ExportProgress(self._window)
        self._progress.stopped.connect(self.stop)

    def _teller(self) -> _Teller:
        return _Teller(self._window, self._tell)

    def _tell(self, step: Step) -> None:
        if self._progress is not None:
            self._progress.tell(step.done, step.total)

    # --- the end ---

    def stop(self) -> None:
        """Write no further; nothing is left behind."""
        if not self.busy:
            return
        if self._job is not None:
            self._job.cancel.set()
            self._job.done = self._job.failed = None
        if self._slices is not None:
            self._slices.stop()
        self._clear()
        with contextlib.suppress(RuntimeError):  # at the end, the line has gone before us
            self._window.status.notice(self.tr("Stopped; nothing was written."))

    def _done(self, written: Written) -> None:
        self._clear()
        count = plural(
            "Exporting", "%Ln article is in {0}.", "%Ln articles are in {0}.", written.articles
        )
        words = " ".join([count.format(written.path.name), *map(sentence, written.remarks)])
        self._window.status.notice(
            words, self.tr("Show in folder"), lambda: show_in_folder(written.path)
        )

    def _failed(self, error: ReaderError) -> None:
        self._clear()
        if not isinstance(error, CancelledError):
            self._window.report(error)

    def _clear(self) -> None:
        self._job = self._book = None
        slices, self._slices = self._slices, None
        if slices is not None:
            slices.deleteLater()
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.leave()


class _Teller:
    """Brings words about progress to the thread of the window, not more often than they are read;
    may be called from any thread.
    """

    def __init__(self, window: MainWindow, tell: Callable[[Step], None]) -> None:
        self._window = window
        self._tell = tell
        self._next = 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _TOLD_EVERY
        self._window.jobs.post(lambda: self._tell(step))


def _quietly(steps: Iterator[bool]) -> Iterator[bool]:
    """Hand the steps on; closing this closes them."""
    yield from steps


def _options(scope: Scope, choices: Choices) -> Options:
    from clashreader.export import Options
    from clashreader.ui import converting

    return Options(
        title=scope.title, pictures=choices.pictures, annotations=choices.annotations,
        versions=choices.versions, words=converting.words(), convert=converting.convert,
        draw=converting.draw, mark_utf8=True,
    )  # fmt: skip


def _ids(library: Library, scope: Scope, query: ArticleQuery, cancel: Stop) -> Sequence[int]:
    ids = scope.ids if scope.ids is not None else library.ids(query, stop=cancel)
    if not ids:
        raise NotFoundError("There is no article to export here.")
    return ids


def show_in_folder(path: Path) -> None:
    """Open the folder of a file in the program that the system has for folders."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _documents() -> str:
    places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
    return next((place for place in places if Path(place).is_dir()), str(Path.home()))
