"""A dossier as a PDF file: contents, each article below what identifies it, a bibliography."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from clashreader.content import Body, to_text
from clashreader.content.blocks import Block, Document, Heading, ListBlock, Paragraph, Quote, Span
from clashreader.content.directions import first_strong
from clashreader.errors import UsageError
from clashreader.export.dossier.pieces import facts, in_order, reference
from clashreader.export.dossier.records import records
from clashreader.export.dossier.writing import lists_beside, write_lists
from clashreader.ui.reader.frontpages import Front
from clashreader.ui.reader.pdfbook import BookOptions, Group, PdfBook, take_steps
from clashreader.ui.reader.portions import Portion
from clashreader.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from clashreader.export import Options, Step, Written
    from clashreader.export.dossier import Dossier
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
        self._any: Article | None = None

    def _beside(self) -> list[tuple[Path, bool]]:
        # Whether another list may be replaced is known once it is known what is in these.
        lists = lists_beside(self._path) if self._dossier.lists else ()
        return [(place, True) for _, place in lists]

    def _write_beside(self, files: Sequence[BinaryIO]) -> None:
        """Write the bibliography beside it, of what is in it."""
        write_lists(self._read_records(), self._path, files, self._dossier)

    def _read_records(self) -> list[Record]:
        return [one for one in self._found.values() if one.id in self._pages]

    def _groups(self) -> Generator[bool, None, list[Group]]:
        yield False
        return [Group("", "", array("q", self._found))]

    def _has_contents(self) -> bool:
        return True

    def _front(self, title: str) -> Front:
        told = [self._words.articles(len(self._read_records()))]
        if self._dossier.now is not None:
            made = self._dossier.words.made
            told.insert(0, made.format(self._words.day(self._dossier.now)))
        return Front(title, self._dossier.words.title, tuple(told), self._words.contents)

    def _found_article(self, article_id: int) -> tuple[Article, Document] | None:
        found = super()._found_article(article_id)
        if found is None:
            return None
        article, body = found
        self._any = article
        blocks = (
            *self._facts(self._found[article_id]),
            *self._annotations(article),
            *((_heading(self._dossier.words.text), *body.blocks) if self._dossier.texts else ()),
        )
        return article, replace(body, blocks=blocks)

    def _after(self) -> Portion | None:
        """Return the bibliography, on pages of its own."""
        if self._any is None:
            return None
        article = replace(self._any, language=self._words.language, highlights=(), images=())
        body = Document(tuple(self._bibliography()), rtl=self._words.right_to_left)
        foot = self._dossier.words.bibliography
        return Portion(article, body, first=False, last=False, foot=foot)

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
        for one in self._read_records():
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
    found = list(records(library, ids, stop))
    if not found:
        raise UsageError("None of these articles is there any more.")
    book = DossierBook(library, found, path, options, dossier, replace=replace, tell=tell)
    return take_steps(book, stop)
