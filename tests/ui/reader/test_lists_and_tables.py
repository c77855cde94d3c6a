"""Where lists and tables stand: one side for a list, figures as the source sets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from tests.ui.reader.makers import article, body, text

from clashreader.content import Body, to_document, to_html
from clashreader.content.blocks import Cell, ListBlock, Quote, Table
from clashreader.content.document import walk
from clashreader.model import MediaType
from clashreader.ui.reader.decorations import Shape
from clashreader.ui.reader.objects import SMALLEST_TABLE, WideTable
from clashreader.ui.reader.sheet import Sheet

if TYPE_CHECKING:
    from PySide6.QtGui import QTextBlock
    from tests.ui.reader.makers import Show

    from clashreader.content.blocks import Document
    from clashreader.ui.reader.pane import ReaderPane
    from clashreader.ui.reader.writer import Writer

HEBREW = "<p>הנמל נסגר אתמול בבוקר, ואיש אינו יודע עד מתי.</p>"
MIXED = "<ul><li>ראשון</li><li>NATO</li><li>2025</li><li>שלישי</li></ul>"


def document(html: str) -> Document:
    return to_document(Body(html, MediaType.HTML, "https://gazette.example/a"))


def block_of(pane: ReaderPane, words: str) -> QTextBlock:
    block = pane.view.document().begin()
    while block.isValid() and block.text() != words:
        block = block.next()
    assert block.isValid()
    return block


def writer_of(pane: ReaderPane) -> Writer:
    """Return what wrote the article that is shown, with its index of shapes and objects."""
    sheet = pane.findChild(Sheet)
    assert sheet is not None
    assert sheet.built is not None
    return sheet.built.writer


def is_at_the_right(block: QTextBlock) -> bool:
    rtl = block.textDirection() == Qt.LayoutDirection.RightToLeft
    alignment = block.blockFormat().alignment()
    if alignment & Qt.AlignmentFlag.AlignAbsolute:
        return bool(alignment & Qt.AlignmentFlag.AlignRight)
    return rtl


@pytest.mark.parametrize("before", ["", HEBREW, "<p>The list of those that signed it.</p>" * 3])
def test_a_list_stands_at_one_side(show: Show, before: str) -> None:
    pane = show(article(), document(before + MIXED))
    for words in ("ראשון", "NATO", "2025", "שלישי"):
        assert is_at_the_right(block_of(pane, words)), words
    markers = [d for d in writer_of(pane).decorations if d.shape is Shape.MARKER]
    assert [d.rtl for d in markers] == [True] * 4


def test_a_list_from_the_left_stays_there(show: Show) -> None:
    listed = "<ul><li>One of the items</li><li>שלישי</li><li>2025</li></ul>"
    pane = show(article(), document(f"<p>The list.</p>{listed}"))
    for words in ("One of the items", "שלישי", "2025"):
        assert not is_at_the_right(block_of(pane, words)), words
    arabic = block_of(pane, "שלישי")
    assert arabic.textDirection() == Qt.LayoutDirection.RightToLeft


# --- cells ---


@pytest.mark.parametrize(
    "written",
    [
        '<td align="right">1,204</td>',
        '<td align="RIGHT">1,204</td>',
        '<td style="color: red; text-align: right">1,204</td>',
        '<td align="left" style="text-align:right">1,204</td>',
    ],
)
def test_figures_stand_where_the_source_sets_them(show: Show, written: str) -> None:
    html = f"<table><tr><th>Port</th><th>Ships</th></tr><tr><td>East</td>{written}</tr></table>"
    pane = show(article(), document(f"<p>The ports.</p>{html}"))
    assert is_at_the_right(block_of(pane, "1,204"))
    assert not is_at_the_right(block_of(pane, "East"))
    assert not is_at_the_right(block_of(pane, "Ships"))


def test_a_row_says_it_for_its_cells() -> None:
    html = '<table><tr align="right"><th>A</th><th align="left">B</th></tr><tr><td>1</td><td>2</td></tr></table>'  # noqa: E501
    (table,) = [block for block in walk(document(html).blocks) if isinstance(block, Table)]
    assert [[cell.align for cell in row] for row in table.rows] == [["right", "left"], [None, None]]


@pytest.mark.parametrize("value", ["justify", "url(x)", "right;x", "", "char"])
def test_other_alignments_do_not_leave(value: str) -> None:
    html = (
        f'<table><tr><td align="{value}">1</td><td style="text-align:{value}">2</td></tr></table>'
    )
    cleaned = to_html(Body(html, MediaType.HTML))
    assert value == "right;x" or "align" not in cleaned


# --- wide tables ---


def wide(columns: int) -> Table:
    head = tuple(Cell((text(f"Column {n}"),), header=True) for n in range(columns))
    return Table((head, *(tuple(Cell((text(f"{n}"),)) for n in range(columns)) for _ in range(5))))


def test_a_table_of_many_columns_can_be_read(show: Show) -> None:
    pane = show(article(), body(text("Before."), wide(24), text("After.")))
    writer = writer_of(pane)
    (table,) = [item for item in writer.handler.objects if isinstance(item, WideTable)]
    setting = writer.setting
    assert table.scale(setting) >= SMALLEST_TABLE
    assert table.size(setting).width() <= setting.column
    block = table.document().begin()
    while block.isValid():
        assert block.layout().lineCount() <= 1, block.text()
        block = block.next()
    pixels = pane.grab().toImage()
    assert not pixels.isNull()


# --- bullets and bars ---


def listed(*words: str) -> ListBlock:
    inner: tuple[ListBlock, ...] = ()
    for word in reversed(words):
        inner = (ListBlock(False, ((text(word), *inner),)),)
    return inner[0]


def test_no_bullet_is_louder_than_the_first(show: Show) -> None:
    pane = show(article(), body(listed("One", "Two", "Three"), Quote((listed("Four"),))))
    markers = [d.text for d in writer_of(pane).decorations if d.shape is Shape.MARKER]
    assert markers == ["•", "◦", "–", "•"]


def test_large_type_in_a_narrow_window_keeps_bars_and_bullets_apart(show: Show) -> None:
    inner = Quote((text("Innermost"), listed("Item")))
    pane = show(article(), body(Quote((text("Outer"), Quote((text("Middle"), inner))))))
    pane.resize(420, 900)
    pane.set_zoom(300)
    shapes = writer_of(pane).decorations
    bars = sorted(d.left for d in shapes if d.shape is Shape.BAR)
    assert len(set(bars)) == 3
    (marker,) = [d for d in shapes if d.shape is Shape.MARKER]
    assert marker.left - bars[-1] > 30
    assert block_of(pane, "Innermost").layout().lineCount() == 1
