"""Any body at all: it is built without a fault, and every word of it stands in the text.

Wide tables are drawn as one object; their words stand beside it, in a block that takes no room.
Rows of a table that runs right to left are told column by column from the left, as QTextTable
cannot mirror: there the words of a row are compared without their order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.content.markup_soup import soup
from tests.ui.reader.makers import article

from clashreader.content import Body, to_document
from clashreader.content.blocks import Document, Table
from clashreader.content.document import walk
from clashreader.content.frames import texts_of
from clashreader.content.styles import plain_text
from clashreader.model import MediaType
from clashreader.ui.reader.builder import Subject, build
from clashreader.ui.reader.documents import SealedDocument
from clashreader.ui.reader.objects import Setting, WideTable
from clashreader.ui.reader.pictures import PictureLoader
from clashreader.ui.reader.typography import Typography
from clashreader.ui.reader.words import fit
from clashreader.ui.reader.writer import Writer
from clashreader.ui.theme import THEMES

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

_UNSEEN = re.compile("[\u200b\u00ad\ufffc\u2068\u2069]")


@pytest.fixture(scope="module")
def loader(qapp: QApplication) -> PictureLoader:
    def nowhere(name: str) -> Path:
        raise AssertionError(name)

    return PictureLoader(nowhere)


def words(text: str) -> list[str]:
    """Return the words of a text, without what is there for the layout alone."""
    return _UNSEEN.sub(" ", fit(text)).split()


def written(document: Document, loader: PictureLoader, column: float = 560.0) -> Writer:
    """Build `document` as the pane does."""
    shown = SealedDocument()
    setting = Setting(THEMES["light"], Typography(), column)
    writer = Writer(shown, setting, loader, {})
    for _ in build(writer, Subject(article(title="Zzz"), document)):
        pass
    return writer


def missing_word(document: Document, text: str) -> str | None:
    """Return the first word of `document` that `text` does not have in its place."""
    found = iter(words(text))
    for spans in texts_of([document.lead] if document.lead else []):
        for word in words(plain_text(spans)):
            if word not in found:
                return f"lead: {word}"
    for spans in texts_of(list(document.blocks)):
        for word in words(plain_text(spans)):
            if word not in found:
                return word
    return None


@settings(max_examples=80)
@given(soup, st.sampled_from([560.0, 130.0]))
@example("<table><tr><td>a<table><caption>c</caption><tr><th>b<th>d</table><td>e</table>", 560.0)
@example("<ul><blockquote>a<pre>b</pre></blockquote><li><hr><dl><dd>c</ul>", 560.0)
@example(f"<table><tr>{'<th>Unbreakable<td>cell' * 20}</table><p>after</p>", 560.0)
@example(
    "<figure><figcaption>a<figcaption>b</figure><img src=/x.png alt=c><ol reversed><li>", 130.0
)
@example("<ruby>a<rt>b<rt>c</ruby></rt><abbr title=x>d", 560.0)
def test_every_word_stands_in_the_text_in_its_order(
    loader: PictureLoader, html: str, column: float
) -> None:
    document = to_document(Body(html, MediaType.HTML, "https://gazette.example/world/"))
    text = written(document, loader, column).document.toPlainText()
    tables = any(isinstance(block, Table) for block in walk(document.blocks))
    if document.rtl and tables:
        told = words(text)
        for spans in texts_of(list(document.blocks)):
            assert set(words(plain_text(spans))) <= set(told)
    else:
        assert missing_word(document, text) is None


def test_the_test_can_fail(loader: PictureLoader) -> None:
    document = to_document(Body("<p>one two</p><p>three</p>", MediaType.HTML))
    assert missing_word(document, "one two three") is None
    assert missing_word(document, "one three two") == "three"
    assert missing_word(document, "two three") == "one"


def test_a_wide_table_has_its_words_in_its_own_document_and_beside_it(
    loader: PictureLoader,
) -> None:
    cells = "".join(f"<td>Unbreakable{n}" for n in range(12))
    html = f"<table><caption>Berths</caption><tr>{cells}<tr>{cells}</table><p>After.</p>"
    writer = written(to_document(Body(html, MediaType.HTML)), loader)
    (table,) = [item for item in writer.handler.objects if isinstance(item, WideTable)]
    told = writer.document.toPlainText()
    for text in (told, table.document().toPlainText()):
        assert [w for w in words(text) if w.startswith("Unbr")] == [
            f"Unbreakable{n}" for n in range(12)
        ] * 2
    assert told.index("Berths") < told.index("Unbreakable0") < told.index("After.")
