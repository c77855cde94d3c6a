"""What the reader does with pictures and wide tables, and what those hear who do not see them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QAction, QGuiApplication
from PySide6.QtWidgets import QToolButton
from tests.ui.reader.makers import article, body, paint_png, shown_text, stored, text

from clashreader.content.blocks import (
    Cell,
    Document,
    Embed,
    Figure,
    ListBlock,
    Paragraph,
    Span,
    Table,
)
from clashreader.errors import UsageError
from clashreader.ui.reader.enlarge import Enlargement
from clashreader.ui.reader.fulltable import FullTable
from clashreader.ui.reader.objects import PictureObject, WideTable
from clashreader.ui.reader.saving import file_name, free_path, save_copy

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.ui.reader.pane import ReaderPane

COLOURS = ("#ff0000", "#00ff00", "#0000ff")


@pytest.fixture
def gallery(show: Show, tmp_path: Path) -> ReaderPane:
    """An article with three pictures, the second of which is missing beside them."""
    for name, colour in zip("abc", COLOURS, strict=True):
        paint_png(tmp_path / name, 400, 200, colour)
    images = [stored(f"https://x.example/{name}.png", name, 400, 200) for name in "abc"]
    missing = stored("https://x.example/gone.png", None, 300, 200)
    blocks = [
        Figure(images[0].url, "A ferry", (Span("The ferry at dawn."),)),
        Figure(missing.url, "A chart"),
        Figure(images[1].url, "", (Span("The quay."),), link="https://x.example/report"),
        Figure(images[2].url, "A crane"),
    ]
    return show(article(images=(*images, missing)), body(*blocks, text("After.")))


def objects(pane: ReaderPane) -> list[PictureObject]:
    return pane._pictures._pictures()


def enlarge(pane: ReaderPane, number: int, qtbot: QtBot) -> Enlargement:
    pane.view.setFocus()
    pane._pictures.activate(number)
    found = pane.findChild(Enlargement)
    assert isinstance(found, Enlargement)
    qtbot.waitUntil(lambda: not found.image().isNull())
    return found


def colour(shown: Enlargement) -> str:
    return shown.grab().toImage().pixelColor(shown.rect().center()).name()


def test_the_arrows_step_through_the_pictures_of_the_article(
    gallery: ReaderPane, qtbot: QtBot
) -> None:
    shown = enlarge(gallery, 0, qtbot)
    assert shown._count.text() == "1 of 3"  # what is missing cannot be enlarged
    assert shown._caption.text() == "The ferry at dawn."
    assert shown.accessibleName() == "A ferry, 1 of 3"
    qtbot.keyClick(shown, Qt.Key.Key_Left)
    assert shown._count.text() == "1 of 3"
    for number, (key, caption) in enumerate(
        [(Qt.Key.Key_Right, "The quay."), (Qt.Key.Key_Right, "A crane")], 1
    ):
        qtbot.keyClick(shown, key)
        qtbot.waitUntil(lambda: not shown.image().isNull())
        assert shown._caption.text() == caption
        assert colour(shown) == COLOURS[number]
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    assert shown._count.text() == "3 of 3"
    assert not shown._next.isEnabled()
    qtbot.mouseClick(shown._previous, Qt.MouseButton.LeftButton)
    assert shown._count.text() == "2 of 3"


def test_the_focus_stays_within_and_goes_back_at_the_end(gallery: ReaderPane, qtbot: QtBot) -> None:
    shown = enlarge(gallery, 0, qtbot)
    assert shown.hasFocus()
    buttons = [b for b in shown.findChildren(QToolButton) if b.isEnabled() and b.isVisible()]
    for button in buttons:
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Tab)  # type: ignore[arg-type]
        assert button.hasFocus()
        assert button.accessibleName() == button.toolTip()
    qtbot.keyClick(buttons[-1], Qt.Key.Key_Tab)
    assert shown.hasFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert gallery.view.hasFocus()


def test_the_picture_cannot_be_moved_out_of_sight(gallery: ReaderPane, qtbot: QtBot) -> None:
    shown = enlarge(gallery, 0, qtbot)
    port = shown.rect()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        for _ in range(40):
            qtbot.keyClick(shown, key)
        assert shown._target().intersected(QRectF(port)).height() > 90, "half of it stays"
    for way in (QPoint(-5, 0), QPoint(5, 0), QPoint(0, -5)):
        qtbot.mousePress(shown, Qt.MouseButton.LeftButton, pos=port.center())
        for turn in range(1, 9):
            qtbot.mouseMove(shown, port.center() + 100 * turn * way)
        qtbot.mouseRelease(shown, Qt.MouseButton.LeftButton, pos=port.center() + 800 * way)
        assert shown._target().intersects(QRectF(port))
    for _ in range(12):
        shown._zoom(1 / 1.2, QPointF(port.topLeft()))
    assert shown._target().adjusted(-1, -1, 1, 1).intersects(QRectF(port))


def test_the_picture_moves_by_keys_and_by_hand(gallery: ReaderPane, qtbot: QtBot) -> None:
    shown = enlarge(gallery, 0, qtbot)
    for _ in range(8):
        qtbot.keyClick(shown, Qt.Key.Key_Plus)
    start = shown._target().topLeft()
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    qtbot.keyClick(shown, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    moved = shown._target().topLeft() - start
    assert (moved.x(), moved.y()) == (-60, -60)
    middle = shown.rect().center()
    qtbot.mousePress(shown, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(shown, middle + QPoint(30, 20))
    qtbot.mouseRelease(shown, Qt.MouseButton.LeftButton, pos=middle + QPoint(30, 20))
    assert shown._target().topLeft() != start + moved
    assert shown._count.text() == "1 of 3"


def test_a_picture_is_saved_byte_for_byte(
    gallery: ReaderPane, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shown = enlarge(gallery, 0, qtbot)
    shown.save_to(tmp_path / "saved.png")
    assert (tmp_path / "saved.png").read_bytes() == (tmp_path / "a").read_bytes()
    assert "saved.png" in shown._caption.text()
    shown.save_to(tmp_path / "nowhere" / "saved.png")
    assert "could not be saved" in shown._caption.text()
    assert not list(tmp_path.glob(".*part"))


@pytest.mark.parametrize(
    ("url", "kind", "words", "name"),
    [
        ("https://x.example/up/Quay%20at%20dawn.jpg?w=3", "image/jpeg", "", "Quay at dawn.jpg"),
        ("https://x.example/quay.JPEG", "image/jpeg", "", "quay.JPEG"),
        ("https://x.example/quay.jpg", "image/webp", "", "quay.webp"),
        ("https://x.example/quay.php", "image/png", "", "quay.php.png"),
        ("https://x.example/12345.jpg", "image/jpeg", "A ferry: at/dawn", "A ferry at dawn.jpg"),
        ("https://x.example/12345.jpg", "image/jpeg", "", "12345.jpg"),
        ("https://x.example/", "image/png", "", "picture.png"),
        ("https://x.example/..%2F..%2Fetc%2Fpasswd", "image/png", "", "passwd.png"),
        ("https://x.example/con.png", "image/png", "", "_con.png"),
        ("https://x.example/a%E2%80%AEgpj.exe", "image/png", "", "a gpj.exe.png"),
        ("https://[bad/x.png", "image/png", "", "picture.png"),
    ],
)
def test_a_saved_picture_has_a_sensible_name(url: str, kind: str, words: str, name: str) -> None:
    from dataclasses import replace

    assert file_name(replace(stored(url, "hash"), media_type=kind), words, "picture") == name


def test_a_name_that_is_taken_is_not_suggested(tmp_path: Path) -> None:
    assert free_path(tmp_path, "a.png").name == "a.png"
    (tmp_path / "a.png").write_bytes(b"mine")
    assert free_path(tmp_path, "a.png").name == "a (2).png"
    (tmp_path / "library").write_bytes(b"theirs")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        save_copy(tmp_path / "library", tmp_path / "folder")
    assert not list(tmp_path.glob(".*part"))
    assert (tmp_path / "a.png").read_bytes() == b"mine"


# --- the menu, missing pictures ---


def offered(pane: ReaderPane, point: QPoint) -> dict[str, QAction]:
    pane._menu = pane.make_menu(point)  # type: ignore[attr-defined]
    return {action.text(): action for action in pane._menu.actions()}  # type: ignore[attr-defined]


def test_the_menu_offers_what_can_be_done_with_a_picture(gallery: ReaderPane, qtbot: QtBot) -> None:
    view = gallery.view
    cursor = view.document().find("\ufffc")
    near = view.cursorRect(cursor).center() - QPoint(100, 40)
    assert {
        "Enlarge picture",
        "Copy the picture’s address",
        "Fetch all pictures of this article",
    } - set(offered(gallery, near)) == {"Fetch all pictures of this article"}
    elsewhere = offered(gallery, QPoint(1, 1))
    with qtbot.waitSignal(gallery.fetchAllRequested) as asked:
        elsewhere["Fetch all pictures of this article"].trigger()
    assert asked.args == [("https://x.example/gone.png",)]
    assert objects(gallery)[1].fetching
    gallery.end_fetching()
    assert not objects(gallery)[1].fetching


def test_a_missing_picture_is_asked_for_once(gallery: ReaderPane, qtbot: QtBot) -> None:
    asked: list[str] = []
    gallery.fetchRequested.connect(asked.append)
    gallery._pictures.activate(1)
    gallery._pictures.activate(1)
    assert asked == ["https://x.example/gone.png"]
    assert gallery.findChild(Enlargement) is None


def test_the_link_of_a_picture_is_in_its_menu(gallery: ReaderPane, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QMenu

    menu = QMenu(gallery)
    gallery._pictures.add_to_menu(menu, 2)
    (opened,) = [a for a in menu.actions() if a.text() == "Open the picture’s link"]
    with qtbot.waitSignal(gallery.linkActivated) as asked:
        opened.trigger()
    assert asked.args == ["https://x.example/report"]


# --- heard, found, copied ---


def wide_table() -> Table:
    cells = tuple(Cell((text(f"Unbreakablecolumn{n}"),)) for n in range(9))
    others = tuple(Cell((text(f"value {n}"),)) for n in range(9))
    return Table((cells, others))


def spoken(pane: ReaderPane) -> str:
    """Return the text as an aid for reading gets it."""
    interface = QAccessible.queryAccessibleInterface(pane.view)
    told = interface.textInterface()
    return str(told.text(0, told.characterCount()))


def test_all_that_is_shown_is_told(gallery: ReaderPane, show: Show) -> None:
    told = spoken(gallery)
    assert "Picture: A ferry" in told
    assert "Picture: A chart. Not in the library yet. Fetch now" in told
    other = show(
        article(),
        body(wide_table(), Embed("https://v.example/1", "The cranes", "v.example")),
    )
    told = spoken(other)
    assert "Unbreakablecolumn8\nvalue 0\tvalue 1" in told.replace("\u2028", "\n")
    assert "The cranes" in told
    assert "Open in browser" in told
    assert QAccessible.queryAccessibleInterface(other.view).text(QAccessible.Text.Name) == "Article"


def test_each_link_and_object_is_reached_by_tab(gallery: ReaderPane, qtbot: QtBot) -> None:
    view = gallery.view
    view.setFocus()
    reached: list[int] = []
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        if not view.hasFocus():
            break
        if view.textCursor().selectedText() == "\ufffc":
            reached.append(view.textCursor().selectionStart())
    assert len(set(reached)) == 4


def test_words_that_take_no_room_move_nothing_and_are_not_copied(
    gallery: ReaderPane, show: Show
) -> None:
    gallery.view.selectAll()
    copied = gallery.selected_text()
    assert "Picture" not in copied
    assert "The ferry at dawn." in copied
    layout = gallery.view.document().documentLayout()
    block = gallery.view.document().find("Picture: A ferry").block()
    picture, caption = (
        layout.blockBoundingRect(block.previous()),
        layout.blockBoundingRect(block.next()),
    )
    assert caption.top() - picture.bottom() <= 10  # the margin of the caption


def test_words_of_a_wide_table_are_found_marked_and_copied(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), body(wide_table(), text("value 7 once more")))
    assert pane.find("value 7") == 2
    pane.grab()
    (table,) = [o for o in pane._sheet.built.writer.handler.objects if isinstance(o, WideTable)]  # type: ignore[union-attr]
    (mark,) = table.marks
    assert (mark.words, mark.before, mark.chosen) == ("value 7", 0, True)
    pane.find("value 7")
    pane.grab()
    assert not table.marks[0].chosen
    pane.view.selectAll()
    assert "value 0\tvalue 1" in pane.selected_text()
    pane.find("")
    pane.grab()
    assert table.marks == []


def test_a_wide_table_is_opened_by_the_keyboard(show: Show, qtbot: QtBot) -> None:
    pane = show(article(section=None), body(wide_table()))
    pane.view.setFocus()
    for _ in range(6):
        qtbot.keyClick(pane.view, Qt.Key.Key_Tab)
        if pane.view.textCursor().selectedText() == "\ufffc":
            break
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    shown = pane.findChild(FullTable)
    assert isinstance(shown, FullTable)
    assert shown.accessibleName() == "The table at full size"


# --- how it is set ---


def test_the_lead_picture_of_the_text_keeps_its_caption(show: Show, tmp_path: Path) -> None:
    paint_png(tmp_path / "small", 300, 200)
    image = stored("https://x.example/a-300x200.jpg", "small", 300, 200)
    own = Figure(image.url, "The quay", (Span("The quay at noon."),))
    shown = article(images=(image,), lead_image="https://x.example/a.jpg")
    pane = show(shown, Document((text("Body."),), lead=own))
    assert "The quay at noon." in shown_text(pane)
    assert [item.image for item in objects(pane)] == [image]


def test_items_have_the_numbers_of_the_source_and_tasks_their_boxes(show: Show) -> None:
    items = ((text("one"),), (text("two"),))
    tasks = ListBlock(False, ((text("☑ done"),), (text("☐ open"),)))
    pane = show(article(), body(ListBlock(True, items, 3, "i"), tasks))
    pane.view.selectAll()
    copied = pane.selected_text()
    assert "iii. one\niv. two" in copied
    assert "☑ done\n☐ open" in copied


def test_what_has_no_letters_runs_as_its_article_does(show: Show) -> None:
    cells = (Cell((text("الشهر", rtl=True),)), Cell((text("12"),)))
    pane = show(article(), body(text("الميناء مغلق", rtl=True), Table((cells,)), rtl=True))
    block = pane.view.document().find("12").block()
    assert block.blockFormat().layoutDirection() == Qt.LayoutDirection.RightToLeft
    english = show(article(), body(text("English."), text("12")))
    block = english.view.document().find("12").block()
    assert block.blockFormat().layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_east_asian_text_is_not_slanted(show: Show) -> None:
    spans = (Span("强调", italic=True), Span("slanted", italic=True))
    pane = show(article(), body(Paragraph(spans)))
    for words, slanted in (("强调", False), ("slanted", True)):
        cursor = pane.view.document().find(words)
        assert cursor.charFormat().font().italic() == slanted


def test_an_abbreviation_says_what_it_stands_for(show: Show) -> None:
    pane = show(article(), body(Paragraph((Span("TEU", hint="Twenty-foot unit"), Span(" more")))))
    assert pane.view.document().find("TEU").charFormat().toolTip() == "Twenty-foot unit"
