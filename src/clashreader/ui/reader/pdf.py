"""Articles as PDF files: with title, author, embedded fonts, links, and text that can be found.

`write_pdf` does it all at once and needs no window, only a `QGuiApplication`; `PdfJob` does the
same in steps of a few milliseconds.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clashreader.errors import CancelledError, ReaderError, UsageError
from clashreader.export.targets import real_target, unwritable
from clashreader.ui.reader.bodies import document_of
from clashreader.ui.reader.paper import page_layout
from clashreader.ui.reader.pdffile import PdfFile
from clashreader.ui.reader.portions import Portion, portions
from clashreader.ui.reader.printing import PagesJob
from clashreader.ui.reader.typography import TypeChoice

if TYPE_CHECKING:
    from PySide6.QtGui import QPageLayout

    from clashreader.content.blocks import Document
    from clashreader.model import Article
    from clashreader.ui.reader.pages import Page


class ArticlePages:
    """The pages of one article; of a very long one a portion at a time is laid out.

    That one is gone through twice, the first time for the number of its pages.
    """

    def __init__(
        self, found: Sequence[Portion], path_of: Callable[[str], Path], layout: QPageLayout,
        choice: TypeChoice,
    ) -> None:  # fmt: skip
        self._portions = found
        self._path_of = path_of
        self._layout = layout
        self._choice = choice
        self._job: PagesJob | None = None
        self.pages: list[Page] = []
        self.done = 0
        """Pages that are painted."""

    def prepare(self) -> Iterator[bool]:
        """Find the pages, in steps; yields True where there is nothing to do but to wait."""
        found: list[Page] = []
        for portion in self._portions:
            self.close()
            self._job = self._make(portion)
            yield from self._job.prepare()
            found += self._job.pages
        self.pages = found

    def paint(self, file: PdfFile) -> Iterator[bool]:
        """Paint them, in steps."""
        before, several = 0, len(self._portions) > 1
        for portion in self._portions:
            if several or self._job is None:
                self.close()
                self._job = self._make(portion)
                yield from self._job.prepare()
            self._job.before, self._job.total = before, len(self.pages)
            if before:
                file.writer.newPage()
            for waits in self._job.paint(file.painter, file.writer):
                self.done = before + self._job.done
                yield waits
            before += len(self._job.pages)
            file.check()

    def _make(self, one: Portion) -> PagesJob:
        return PagesJob(
            one.article, one.body, self._path_of, self._layout, self._choice, portion=one
        )

    def close(self) -> None:
        """Stop and join the worker that reads pictures."""
        if self._job is not None:
            self._job.close()
            self._job = None


class PdfJob:
    """Writes one article into a PDF file, in steps; `abandon` or the last step cleans up.

    The file appears under its name only when it is whole. Raises `UsageError` where there is one
    already and it may not be replaced, `ReaderError` where it cannot be written.
    """

    def __init__(
        self,
        article: Article,
        path: Path,
        path_of: Callable[[str], Path],
        *,
        body: Document | None = None,
        layout: QPageLayout | None = None,
        choice: TypeChoice = TypeChoice(),  # noqa: B008 (it never changes)
        replace: bool = False,
    ) -> None:
        self._path = real_target(path)
        self._replace = replace
        self._refuse()
        self._article = article
        self._layout = layout or page_layout()
        body = document_of(article) if body is None else body
        self.pages = ArticlePages(portions(article, body), path_of, self._layout, choice)
        self._half: Path | None = None

    def steps(self) -> Iterator[bool]:
        """Do it, step by step; yields True where there is nothing to do but to wait a moment."""
        try:
            yield from self.pages.prepare()
            self._half = self._make_half()
            yield from self._write(self._half)
            self._publish(self._half)
            self._half = None
        except OSError as error:
            raise self._failed(error) from error
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Leave nothing behind but what is whole."""
        self.pages.close()
        if self._half is not None:
            with contextlib.suppress(OSError):
                self._half.unlink(missing_ok=True)
            self._half = None

    def _refuse(self) -> None:
        if not self._replace and self._path.exists():
            raise UsageError(
                f"“{self._path}” is there already. Choose another name, or say that it may be "
                "replaced."
            )

    def _make_half(self) -> Path:
        handle, name = tempfile.mkstemp(".part", f".{self._path.stem[:40]}-", self._path.parent)
        os.close(handle)
        return Path(name)

    def _write(self, half: Path) -> Iterator[bool]:
        author = self._article.author or self._article.outlet or ""
        file = PdfFile(half, self._layout, " ".join(self._article.title.split()), author)
        try:
            yield from self.pages.paint(file)
            file.finish()
        finally:
            file.close()
        yield False

    def _publish(self, half: Path) -> None:
        """Give the whole file its name; where one must not be replaced, only if that is free."""
        name_characters(half)
        _make_durable(half)
        if self._replace:
            half.replace(self._path)
            return
        self._refuse()
        try:
            os.link(half, self._path)  # fails where somebody took the name meanwhile
        except FileExistsError:
            self._refuse()
            raise
        except OSError:  # a file system without links
            half.rename(self._path)
        else:
            half.unlink()

    def _failed(self, error: OSError) -> ReaderError:
        return unwritable(self._path, error)


# Qt names the first character that a glyph stands for: a tab for the blank, a letter for the
# closing quotation mark. Both are the same length in the file, which does not pack these tables.
_MISNAMED: Final = ((b"<0009>", b"<0020>"), (b"<02BC>", b"<2019>"))
_TABLE_START: Final = b"/CIDInit /ProcSet findresource begin"
_TABLE_END: Final = b"endcmap"


def name_characters(path: Path) -> None:
    """Mend what the fonts of a PDF file of Qt say of blanks, so that its text can be found."""
    if not path.stat().st_size:
        raise OSError("nothing could be written")
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        start = data.find(_TABLE_START)
        while start >= 0:
            end = data.find(_TABLE_END, start)
            if end < 0:
                return
            table = data[start:end]
            for wrong, right in _MISNAMED:
                table = table.replace(wrong, right)
            data[start:end] = table
            start = data.find(_TABLE_START, end)


def _make_durable(path: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)  # a temporary file is for its owner only
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_pdf(
    article: Article,
    path: Path,
    path_of: Callable[[str], Path],
    *,
    layout: QPageLayout | None = None,
    choice: TypeChoice = TypeChoice(),  # noqa: B008 (it never changes)
    replace: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write `article` as a PDF file and return how many pages it has; needs a `QGuiApplication`.

    `path_of` gives the file of a stored picture by its hash. Nothing but such files is read, and
    an existing file is replaced only with `replace` (`UsageError` otherwise). Raises
    `CancelledError` when `cancelled` says so, and `ReaderError` where nothing can be written.
    """
    job = PdfJob(article, path, path_of, layout=layout, choice=choice, replace=replace)
    try:
        for _ in job.steps():
            if cancelled():
                raise CancelledError("Stopped; no file was written.")
    finally:
        job.abandon()
    return len(job.pages.pages)
