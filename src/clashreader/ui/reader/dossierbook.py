"""A dossier as a PDF file: contents, each article below what identifies it, a bibliography."""

from __future__ import annotations

import time
from array import array
from typing import TYPE_CHECKING

from clashreader.content import Body, to_text
from clashreader.content.blocks import Block, Document, Heading, ListBlock, Paragraph, Quote, Span
from clashreader.content.directions import first_strong
from clashreader.errors import CancelledError, UsageError
from clashreader.export.dossier.pieces import facts, in_order, reference
from clashreader.export.dossier.records import records
from clashreader.export.dossier.writing import LISTS, lists_beside
from clashreader.export.targets import refuse, whole_file
from clashreader.ui.reader import fonts
from clashreader.ui.reader.pdfbook import BookOptions, Line, PdfBook
from clashreader.ui.reader.typography import Role
from clashreader.ui.reader.words import tr
from clashreader.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from clashreader.export import Options, Step, Written
    from clashreader.export.dossier import Dossier, Form
    from clashreader.export.dossier.records import Record
    from clashreader.library.library import Library
    from clashreader.model import Article


class DossierBook(PdfBook):
    """Writes a dossier in the order of its articles; see `PdfBook`."""

    def __init__(
        self, library: Library, found: Sequence[Record], path: Path, options: Options,
        dossier: Dossier, *, replace: bool, tell: Callable[[Step], None],
    ) -> None:  # fmt: skip
        super().__init__(
            library, array("q", (one.id for one in found)), path, replace=replace, tell=tell,
            options=BookOptions(
                title=options.title, pictures=options.pictures, annotations=options.annotations
            ),
        )  # fmt: skip
        self._words = options.words
        self._dossier = dossier
        self._found = {one.id: one for one in found}

    def check_lists(self, *, replace: bool) -> None:
        """Raise `UsageError` where the lists beside it cannot be written without losing others."""
        for _, place in self._beside():
            refuse(place, replace=replace)

    def write_lists(self, *, replace: bool) -> None:
        """Write the bibliography beside it, of what is in it."""
        found = [one for one in self._found.values() if one.id in self._pages]
        for form, place in self._beside():
            with whole_file(place, replace=replace) as file:
                file.writelines(part.encode() for part in LISTS[form](found))

    def _beside(self) -> tuple[tuple[Form, Path], ...]:
        return lists_beside(self._path) if self._dossier.lists else ()

    def _measured(self) -> Generator[bool, None, tuple[array[int], list[Line]]]:
        lines: list[Line] = []
        page = 1
        for number, one in enumerate(self._found.values()):
            self._advance(number // 2, len(self._found))
            pages = yield from self._job(one.id)
            if pages is None:
                continue
            try:
                yield from pages.prepare()
                self._pages[one.id] = len(pages.pages)
            finally:
                pages.close()
            lines.append(Line(one.title or tr("Untitled"), Role.CELL, page, 5))
            page += self._pages[one.id]
        return array("q", self._pages), lines

    def _read(self, article_id: int) -> tuple[Article, Document] | None:
        found = super()._read(article_id)
        if found is None:
            return None
        article, body = found
        one = self._found[article_id]
        last = article_id == next(reversed(self._found))
        blocks = (
            *self._facts(one),
            *self._annotations(article),
            *((_heading(self._dossier.words.text), *body.blocks) if self._dossier.texts else ()),
            *(self._bibliography() if last else ()),
        )
        return article, replace(body, blocks=blocks)

    def _facts(self, one: Record) -> list[Block]:
        return [
            Paragraph((Span(f"{name}: ", bold=True), Span(value)))
            for name, value in facts(one, self._dossier, self._words)
        ]

    def _annotations(self, article: Article) -> list[Block]:
        if not article.note and not article.highlights:
            return []
        said = self._dossier.words
        blocks: list[Block] = [_heading(said.quotations)]
        if article.note:
            blocks += [Paragraph((Span(said.note, bold=True),)), *_paragraphs(article.note)]
        for mark in in_order(article.highlights, to_text(Body.of(article))):
            colour = Paragraph((Span(said.colours[mark.colour], small=True, italic=True),))
            blocks.append(Quote((*_paragraphs(mark.exact), colour)))
            blocks += _paragraphs(mark.note) if mark.note else []
        return blocks

    def _bibliography(self) -> list[Block]:
        items = []
        for one in self._found.values():
            who, what, where, address, copy = reference(one, self._dossier, self._words)
            spans = [Span(f"[{one.key}] ", bold=True), Span(f"{who}. " if who else "")]
            spans += [Span(what, italic=True), Span(f". {where}. ")]
            spans += [Span(address, link=address), Span(". ")] if address else []
            items.append((Paragraph((*spans, Span(copy, small=True))),))
        return [_heading(self._dossier.words.bibliography), ListBlock(False, tuple(items))]


def _heading(words: str) -> Heading:
    return Heading(2, (Span(words),))


def _paragraphs(text: str) -> list[Block]:
    return [
        Paragraph((Span(part.strip()),), rtl=first_strong(part) is True)
        for part in text.split("\n\n")
        if part.strip()
    ]


def write_pdf_dossier(
    library: Library,
    ids: Sequence[int],
    path: Path,
    options: Options,
    dossier: Dossier,
    tell: Callable[[Step], None],
    stop: Callable[[], bool],
    *,
    replace: bool,
) -> Written:
    """Write a dossier as PDF, its lists beside it; raises as `clashreader.export.write` does.

    Needs a `QGuiApplication`.
    """
    fonts.load()
    found = list(records(library, ids, stop))
    if not found:
        raise UsageError("None of these articles is there any more.")
    book = DossierBook(library, found, path, options, dossier, replace=replace, tell=tell)
    book.check_lists(replace=replace)
    steps = book.steps()
    try:
        for waits in steps:
            if stop():
                raise CancelledError("Stopped; nothing was written.")
            if waits:
                time.sleep(0.001)
    finally:
        steps.close()
    book.write_lists(replace=replace)
    if book.written is None:
        raise RuntimeError("the steps are not at their end")
    return book.written
