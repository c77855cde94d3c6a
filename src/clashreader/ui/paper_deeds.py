"""Print… and Save as PDF… of the window: dialogs, progress, and work in slices."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QProgressDialog

from clashreader.content.filenames import file_name
from clashreader.errors import ReaderError

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from clashreader.content.blocks import Document
    from clashreader.model import Article
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.reader.pdf import ArticlePages
    from clashreader.ui.reader.printing import PagesJob

log = logging.getLogger(__name__)

SLICE_SECONDS: Final = 0.008
"""How long the UI thread works on pages at a time."""
_WAIT_MS: Final = 8
_SHOWN_AFTER_MS: Final = 700


class Slices(QObject):
    """Takes the steps of a piece of work in the UI thread, a few milliseconds at a time."""

    def __init__(
        self,
        steps: Iterator[bool],
        done: Callable[[], None],
        failed: Callable[[Exception], None],
        parent: QObject,
    ) -> None:
        """A step that yields True has to wait for a moment; `failed` gets what a step raised."""
        super().__init__(parent)
        self._steps = steps
        self._done = done
        self._failed = failed
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)
        self._timer.start(0)

    @property
    def running(self) -> bool:
        """Whether there is more to do."""
        return self._timer.isActive()

    def stop(self) -> None:
        """Leave it at that: what the steps have to clean up is cleaned up now."""
        self._timer.stop()
        close = getattr(self._steps, "close", None)
        if close is not None:
            close()

    def _work(self) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        try:
            while time.perf_counter() < end:
                if next(self._steps):
                    self._timer.setInterval(_WAIT_MS)
                    return
        except StopIteration:
            self._timer.stop()
            self._done()
            return
        except Exception as error:  # noqa: BLE001 (handed over, logged there)
            self._timer.stop()
            self._failed(error)
            return
        self._timer.setInterval(0)


class PaperDeeds(QObject):
    """What the commands for paper do, for the window's open article."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._folder: Path | None = None
        self._slices: Slices | None = None
        self._progress: QProgressDialog | None = None
        self._cleared: Callable[[], None] | None = None
        self._taken = False
        """Whether an article is being read for paper, or written."""
        self._waiting: list[tuple[Article, Callable[[Document], None]]] = []

    @property
    def busy(self) -> bool:
        """Whether pages are being written."""
        return self._taken

    # --- a file ---

    def save_pdf(self) -> None:
        """Ask for a name, and write the open article there."""
        article = self._article()
        if article is None:
            return
        dialog = QFileDialog(self._window, self.tr("Save as PDF"))
        dialog.setObjectName("savePdfDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("PDF files (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        dialog.setDirectory(str(self._folder or _documents()))
        dialog.selectFile(file_name(article.title, ".pdf", otherwise=self.tr("Article")))
        # The dialog has asked already, where there is a file of that name.
        dialog.fileSelected.connect(lambda name: self.write_pdf(article, Path(name), replace=True))
        dialog.open()

    def write_pdf(self, article: Article, path: Path, *, replace: bool = False) -> None:
        """Write `article` into the file `path`, in slices; says when it is there."""
        self._folder = path.parent

        def begin(body: Document) -> None:
            from clashreader.ui.reader.pdf import PdfJob

            try:
                job = PdfJob(
                    article,
                    path,
                    self._path_of(),
                    body=body,
                    choice=self._window.reader().type_choice,
                    replace=replace,
                )
            except ReaderError as error:
                self._window.report(error)
                return
            self._run(
                job.pages,
                job.steps(),
                self.tr("Writing the PDF"),
                lambda: self._window.status.notice(
                    self.tr("Saved as {0}.").format(path.name),
                    self.tr("Show"),
                    lambda: _show_file(path),
                ),
            )

        self._read(article, begin)

    # --- a printer ---

    def print_article(self) -> None:
        """Open the system's dialog, and print the open article as it says."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        article = self._article()
        if article is None:
            return
        from clashreader.ui.reader.paper import page_layout

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(page_layout().pageSize())
        printer.setDocName(" ".join(article.title.split()))
        name = file_name(article.title, ".pdf", otherwise=self.tr("Article"))
        printer.setCreator("Clash Reader")
        dialog = QPrintDialog(printer, self._window)
        dialog.setObjectName("printDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setWindowTitle(self.tr("Print “{0}”").format(name.removesuffix(".pdf")))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.accepted.connect(lambda: self.print_on(article, printer))
        dialog.show()

    def print_on(self, article: Article, printer: QPrinter) -> None:
        """Print `article` on `printer`, in slices; pages, copies and paper as it is set."""

        def begin(body: Document) -> None:
            from clashreader.ui.reader.printers import print_pages
            from clashreader.ui.reader.printing import PagesJob

            pages = PagesJob(
                article,
                body,
                self._path_of(),
                printer.pageLayout(),
                self._window.reader().type_choice,
            )
            self._run(
                pages,
                print_pages(pages, printer),
                self.tr("Printing"),
                lambda: self._window.status.notice(self.tr("Handed to the printer.")),
            )

        self._read(article, begin)

    # --- both ---

    def _article(self) -> Article | None:
        if self.busy:
            self._window.status.notice(self.tr("The pages of another article are being written."))
            return None
        return None if self._window.library is None else self._window.reading.article

    def _path_of(self) -> Callable[[str], Path]:
        library = self._window.library
        if library is None:
            raise ReaderError("The library is not open.")
        return library.image_path

    def _read(self, article: Article, begin: Callable[[Document], None]) -> None:
        """Read the article's body and go on with `begin`, one article after the other."""
        if self._taken:
            self._waiting.append((article, begin))
            return
        self._taken = True

        def work(cancel: threading.Event) -> Document:
            from clashreader.ui.reader.bodies import document_of

            return document_of(article)

        def found(body: Document) -> None:
            begin(body)
            if self._slices is None:  # it was refused
                self._clear()

        def refused(error: ReaderError) -> None:
            self._window.report(error)
            self._clear()

        self._window.jobs.submit(work, found, refused, key="paper")

    def _run(
        self,
        pages: PagesJob | ArticlePages,
        steps: Iterator[bool],
        title: str,
        done: Callable[[], object],
    ) -> None:
        progress = QProgressDialog(title, self.tr("Stop"), 0, 0, self._window)
        progress.setObjectName("paperProgress")
        progress.setWindowTitle(self.tr("Clash Reader"))
        progress.setWindowModality(Qt.WindowModality.NonModal)
        progress.setMinimumDuration(_SHOWN_AFTER_MS)
        progress.setAutoReset(False)
        progress.setAutoClose(False)
        self._progress = progress

        def told() -> Iterator[bool]:
            for waits in steps:
                self._tell(pages, title)
                yield waits

        def ended() -> None:
            self._clear()
            done()

        def failed(error: Exception) -> None:
            self._clear()
            if isinstance(error, ReaderError):
                self._window.report(error)
            else:
                log.error("The pages could not be written", exc_info=error)
                words = self.tr("The pages could not be written. The log has the details.")
                problem = ReaderError(words)
                problem.__cause__ = error
                self._window.report(problem)

        self._cleared = pages.close
        self._slices = Slices(told(), ended, failed, self)
        progress.canceled.connect(self.stop)

    def _tell(self, pages: PagesJob | ArticlePages, title: str) -> None:
        progress = self._progress
        if progress is None or not pages.pages:
            return
        count = len(pages.pages)
        if progress.maximum() != count:
            progress.setMaximum(count)
        if progress.value() != pages.done:
            words = self.tr("{0}: page {1} of {2}")
            progress.setLabelText(words.format(title, pages.done, count))
            progress.setValue(pages.done)

    def stop(self) -> None:
        """Write no further, nor what waits; no file is left behind."""
        self._waiting.clear()
        if self._slices is None:
            return
        self._slices.stop()
        self._clear()
        with contextlib.suppress(RuntimeError):
            self._window.status.notice(self.tr("Stopped; no pages were written."))

    def _clear(self) -> None:
        slices, self._slices = self._slices, None
        if slices is not None:
            slices.deleteLater()
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.canceled.disconnect(self.stop)
            progress.close()
            progress.deleteLater()
        cleared, self._cleared = self._cleared, None
        if cleared is not None:
            cleared()
        self._taken = False
        if self._waiting:
            self._read(*self._waiting.pop(0))


def _documents() -> Path:
    places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
    return next((Path(place) for place in places if Path(place).is_dir()), Path.home())


def _show_file(path: Path) -> None:
    """Open the file in the program that the system has for it."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
