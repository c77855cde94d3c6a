"""Articles, rows and documents for the tests of the reading pane."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QPoint

from clashreader.content.blocks import Document, Paragraph, Span
from clashreader.model import Article, ArticleRow, MediaType, StoredImage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clashreader.content.blocks import Block
    from clashreader.ui.reader.pane import ReaderPane

    Show = Callable[..., ReaderPane]

EMPTY = Article(
    id=1,
    source_id=1,
    source_title="Harbour Gazette",
    uid="strait",
    url="https://gazette.example/strait",
    title="The strait that is open on paper",
    title_derived=False,
    author="Marta Lindqvist",
    outlet="Harbour Gazette",
    section="Europe",
    month=202506,
    published=1_751_292_300,
    updated=None,
    first_seen=1_751_292_300,
    summary="",
    words=1040,
    language="en",
    read=False,
    bookmarked_at=None,
    tags=(),
    versions=1,
    gone_since=None,
    version=1,
    body="",
    media_type=MediaType.HTML,
    body_span=None,
    base_url=None,
    lead_image=None,
    related=(),
    enclosures=(),
    notices=(),
    images=(),
    note=None,
)


def article(**fields: Any) -> Article:
    """Return an article; `fields` replace what it has otherwise."""
    return replace(EMPTY, **fields)


def row(number: int, title: str, section: str | None, published: int | None) -> ArticleRow:
    """Return a row of the list."""
    return ArticleRow(
        id=number,
        source_id=1,
        title=title,
        outlet="Harbour Gazette",
        author=None,
        section=section,
        published=published,
        first_seen=0,
        sort_time=0,
        summary="",
        read=False,
        bookmarked=False,
        versions=1,
        gone=False,
        words=0,
        language=None,
        lead_image=None,
    )


def text(words: str, *, rtl: bool = False) -> Paragraph:
    """Return a plain paragraph."""
    return Paragraph((Span(words),), rtl)


def body(*blocks: Block, rtl: bool = False) -> Document:
    """Return a document of `blocks`."""
    return Document(tuple(blocks), rtl)


def long_body(paragraphs: int) -> Document:
    """Return a document of numbered paragraphs of about 60 words."""
    words = "Nobody on the quay could say when the ferry would sail again. " * 5
    return body(*(text(f"Paragraph number {n}. {words}") for n in range(paragraphs)))


def stored(url: str, content_hash: str | None, width: int = 0, height: int = 0) -> StoredImage:
    """Return a picture of the library, or one that is missing."""
    return StoredImage(url, content_hash, "image/png", width or None, height or None, None)


def paint_png(path: Path, width: int, height: int, colour: str = "#336699") -> None:
    """Write a picture of one colour."""
    from PySide6.QtGui import QColor, QImage

    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    assert image.save(str(path), "PNG")


def point_of(pane: ReaderPane, words: str) -> QPoint:
    """Scroll to `words` and return the middle of their first letter, in the viewport."""
    from PySide6.QtGui import QTextCursor

    found = pane.view.document().find(words)
    while found.isNull() and pane.busy:  # it may not be written yet
        QCoreApplication.processEvents()
        found = pane.view.document().find(words)
    assert not found.isNull(), words
    pane.view.document().size()
    cursor = QTextCursor(pane.view.document())
    cursor.setPosition(found.selectionStart())
    pane.view.setTextCursor(cursor)
    pane.view.ensureCursorVisible()
    return pane.view.cursorRect(cursor).center() + QPoint(3, 0)


def shown_text(pane: ReaderPane) -> str:
    """Return the text of the document, as a screen reader gets it, with plain blanks."""
    return pane.view.toPlainText().replace("\u00a0", " ")
