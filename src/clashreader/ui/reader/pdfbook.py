"""Several articles as PDF files: a list of contents with page numbers, then one after another.

Each file is written twice, the first time for the number of pages alone: so one article, or a
portion of a long one, is in memory at a time. Needs a `QGuiApplication`.
"""

from __future__ import annotations

import time
from array import array
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

from clashreader.content.blocks import Document
from clashreader.errors import CancelledError
from clashreader.export import Step, Written
from clashreader.export.articles import Tally, several_files
from clashreader.export.articles import read as read_entry
from clashreader.export.contents import contents
from clashreader.export.targets import real_target, refuse
from clashreader.export.together import whole_files
from clashreader.ui.language import plural
from clashreader.ui.reader import fonts
from clashreader.ui.reader.bodies import document_of
from clashreader.ui.reader.frontpages import Front, FrontPages, Line
from clashreader.ui.reader.paper import CHARACTERS, PaperTypography, page_layout
from clashreader.ui.reader.pdf import name_characters
from clashreader.ui.reader.pdffile import PdfFile
from clashreader.ui.reader.portions import Portion, portions
from clashreader.ui.reader.printing import PagesJob
from clashreader.ui.reader.typography import Role, TypeChoice
from clashreader.ui.reader.words import month_name, tr
from clashreader.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from PySide6.QtGui import QPageLayout

    from clashreader.library.library import Library
    from clashreader.model import Article

MOST: Final = 5_000
"""Articles of one file: some hours of work, and what Qt keeps of each page stays small."""
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class BookOptions:
    """What is in the file besides the texts, and how they are set."""

    title: str = ""
    pictures: bool = True
    annotations: bool = True
    choice: TypeChoice = TypeChoice()  # noqa: RUF009 (it never changes)


@dataclass(frozen=True, slots=True)
class Group:
    """Articles below the same heads of the contents; an empty head is not shown."""

    section: str
    month: str
    ids: array[int]


class PdfBook:
    """Writes articles into a PDF file, in steps of a few milliseconds.

    More than `MOST` of them are written into several files, the others named ``x-2.pdf`` and so on
    beside the first. `tell` gets how far it is. The files appear under their names only when all
    are whole. Raises `UsageError` where there is one already and it may not be replaced (`more`
    says so of the others), `WriteError` where one cannot be written.
    """

    def __init__(
        self,
        library: Library,
        ids: Sequence[int],
        path: Path,
        *,
        options: BookOptions = BookOptions(),
        replace: bool = False,
        more: bool | None = None,
        tell: Callable[[Step], None] = lambda _: None,
        layout: QPageLayout | None = None,
    ) -> None:
        self._library = library
        self._ids = ids
        self._path = path
        self._options = options
        self._replace = replace
        self._more = replace if more is None else more
        self._tell = tell
        self._layout = layout or page_layout()
        self._tally = Tally()
        self._pages: dict[int, int] = {}
        """How many pages each article has that could be read."""
        self._pool: ThreadPoolExecutor | None = None
        self._done = 0
        """Articles that are measured, and such that are painted."""
        self.written: Written | None = None
        """What was written, once the steps are at their end."""

    def steps(self) -> Generator[bool, None, None]:
        """Do it, step by step; yields True where there is nothing to do but to wait a moment."""
        refuse(real_target(self._path), replace=self._replace)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="book")
        try:
            groups = yield from self._groups()
            parts = _parts(groups)
            paths = [_numbered(self._path, number) for number in range(len(parts))]
            beside = self._beside()
            wanted = [*beside, *((path, self._more) for path in paths[1:])]
            with whole_files([*wanted, (self._path, self._replace)]) as files:
                books = [files[-1], *files[len(beside) : -1]]
                for number, part in enumerate(parts):
                    last = number + 1 == len(parts)
                    title = self._title()
                    title += f" ({number + 1}/{len(parts)})" if len(parts) > 1 else ""
                    yield from self._write(Path(books[number].name), part, title, last=last)
                waiting = self._later(lambda: self._write_beside(files[: len(beside)]))
                yield from _until(waiting)
                waiting.result()
                size = sum(Path(file.name).stat().st_size for file in books)
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._tell(Step(len(self._ids), len(self._ids), ""))
        remarks = self._tally.remarks()
        if len(paths) > 1:
            remarks = (several_files([path.name for path in paths], MOST), *remarks)
        self.written = Written(
            self._path, len(self._pages), self._tally.pictures, self._tally.pictures_missing, size,
            remarks, len(self._tally.gone) + len(self._tally.damaged),
        )  # fmt: skip

    # --- what other books do otherwise ---

    def _beside(self) -> list[tuple[Path, bool]]:
        """Return which files appear with these, and whether they may replace others."""
        return []

    def _write_beside(self, files: Sequence[BinaryIO]) -> None:
        """Write those."""

    def _front(self, title: str) -> Front:
        return Front(title)

    def _has_contents(self) -> bool:
        return len(self._ids) > 1

    def _after(self) -> Portion | None:
        """Return what comes after the last article."""
        return None

    def _groups(self) -> Generator[bool, None, list[Group]]:
        """Return the articles in their order, below the heads of the contents."""
        waiting = self._later(lambda: contents(self._library, self._ids))
        yield from _until(waiting)
        sections = waiting.result()
        groups = []
        for section in sections:
            name = (section.name or tr("No section")) if len(sections) > 1 else ""
            for month in section.months:
                several = name or len(section.months) > 1
                told = (month_name(month.month) or tr("Undated")) if several else ""
                groups.append(Group(name, told, month.ids))
        known = {one for group in groups for one in group.ids}
        self._tally.gone += [one for one in self._ids if one not in known]
        return groups

    # --- one file ---

    def _write(self, half: Path, part: list[Group], title: str, *, last: bool) -> Iterator[bool]:
        lines = yield from self._measured(part)
        order = array("q", (one for group in part for one in group.ids if one in self._pages))
        after = self._after() if last else None
        extra = 0
        if after is not None:
            extra = yield from self._count(after)
            page = 1 + sum(self._pages[one] for one in order)
            lines.append(Line(" ".join(after.foot.split()), Role.CELL, page, 14))
        typography = PaperTypography(100, CHARACTERS, None, self._options.choice)
        front = FrontPages(self._front(title), lines, self._layout, typography)
        before = front.count if self._has_contents() else 0
        total = sum(self._pages[one] for one in order) + before + extra
        file = PdfFile(half, self._layout, title)
        try:
            if before:
                yield from front.paint(file.painter, file.writer, total)
            for article_id in order:
                found = yield from self._portions(article_id)
                pictures: dict[str, bool | None] = {}
                for portion in found:
                    before += yield from self._paint(file, portion, before, total, pictures)
                if self._options.pictures:
                    self._tally.count_pictures(pictures.values())
                self._advance()
                file.check()
            if after is not None:
                yield from self._paint(file, after, before, total, {})
            file.finish()
        finally:
            file.close()
        yield False
        name_characters(half)
        yield False

    def _title(self) -> str:
        title = " ".join(self._options.title.split())
        return title or plural("Reader", "%Ln article", "%Ln articles", len(self._ids))

    def _advance(self, times: int = 1) -> None:
        """Say how far it is: articles are gone through twice."""
        self._done += times
        whole = len(self._ids)
        self._tell(Step(min(self._done // 2, whole), whole, ""))

    def _measured(self, part: list[Group]) -> Generator[bool, None, list[Line]]:
        """Lay out the articles for their pages; return the lines of the contents."""
        lines: list[Line] = []
        section, page = "", 1
        for group in part:
            heads = []
            if group.section != section:
                heads.append(Line(group.section, Role.HEADING_3, 0, 26))
            if group.month:
                heads.append(Line(group.month, Role.NOTICE, 0, 14))
            for one in group.ids:
                found = yield from self._portions(one)
                if not found:
                    self._advance(2)
                    continue
                count = 0
                for portion in found:
                    count += yield from self._count(portion)
                self._pages[one] = count
                article = found[0].article
                lines += heads
                heads, section = [], group.section
                title = " ".join(article.title.split()) or tr("Untitled")
                lines.append(Line(title, Role.CELL, page, 5))
                page += count
                self._advance()
        return lines

    # --- one article ---

    def _portions(self, article_id: int) -> Generator[bool, None, Sequence[Portion]]:
        """Read an article in the worker; return what of it is set at once, nothing where it cannot
        be had.
        """
        waiting = self._later(lambda: self._read(article_id))
        yield from _until(waiting)
        return waiting.result()

    def _read(self, article_id: int) -> Sequence[Portion]:
        found = self._found_article(article_id)
        return () if found is None else portions(*found)

    def _found_article(self, article_id: int) -> tuple[Article, Document] | None:
        details = self._library.details([article_id])
        entry = read_entry(self._library, details[0], self._tally) if details else None
        if entry is None:
            return None
        article = entry.article
        if not self._options.annotations:
            article = replace(article, highlights=(), note=None)
        if not self._options.pictures:
            article = replace(
                article, images=tuple(replace(image, hash=None) for image in article.images)
            )
        return article, document_of(article)

    def _job(self, portion: Portion) -> PagesJob:
        return PagesJob(
            portion.article, portion.body, self._library.image_path, self._layout,
            self._options.choice, portion=portion,
        )  # fmt: skip

    def _count(self, portion: Portion) -> Generator[bool, None, int]:
        pages = self._job(portion)
        try:
            yield from pages.prepare()
        finally:
            pages.close()
        return len(pages.pages)

    def _paint(
        self, file: PdfFile, portion: Portion, before: int, total: int,
        pictures: dict[str, bool | None],
    ) -> Generator[bool, None, int]:  # fmt: skip
        """Paint a portion; note in `pictures` what became of each."""
        pages = self._job(portion)
        try:
            pages.before, pages.total = before, total
            yield from pages.prepare()
            if before:
                file.writer.newPage()
            yield from pages.paint(file.painter, file.writer)
            pictures.update(pages.pictures)
        finally:
            pages.close()
        return len(pages.pages)

    def _later(self, work: Callable[[], _Found]) -> Future[_Found]:
        if self._pool is None:
            raise RuntimeError("the steps have not begun")
        return self._pool.submit(work)


def _until(waiting: Future[_Found]) -> Iterator[bool]:
    while not waiting.done():
        yield True


def _parts(groups: list[Group]) -> list[list[Group]]:
    """Divide articles among files of `MOST` each."""
    parts: list[list[Group]] = [[]]
    room = MOST
    for group in groups:
        ids = group.ids
        while ids:
            if not room:
                parts.append([])
                room = MOST
            parts[-1].append(Group(group.section, group.month, ids[:room]))
            taken = min(room, len(ids))
            ids, room = ids[taken:], room - taken
    return parts


def _numbered(path: Path, number: int) -> Path:
    return path if number == 0 else path.with_name(f"{path.stem}-{number + 1}{path.suffix}")


def take_steps(book: PdfBook, stop: Callable[[], bool] = lambda: False) -> Written:
    """Write `book` at once; raises as it does, and `CancelledError` soon after `stop` says so."""
    fonts.load()
    steps = book.steps()
    try:
        for waits in steps:
            if stop():
                raise CancelledError("Stopped; nothing was written.")
            if waits:
                time.sleep(0.001)
    finally:
        steps.close()
    if book.written is None:
        raise RuntimeError("the steps are not at their end")
    return book.written


def write_pdf_book(
    library: Library,
    ids: Sequence[int],
    path: Path,
    *,
    options: BookOptions = BookOptions(),
    replace: bool = False,
    tell: Callable[[Step], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Written:
    """Write articles into a PDF file at once; see `PdfBook` and `take_steps`."""
    return take_steps(
        PdfBook(library, ids, path, options=options, replace=replace, tell=tell), stop
    )
