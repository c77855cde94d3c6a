"""What the pane shows of an article, and what it says when the reader acts."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QApplication
from tests.ui.reader.makers import (
    article,
    body,
    long_body,
    point_of,
    row,
    shown_text,
    stored,
    text,
)

from clashreader.content.blocks import (
    Cell,
    Code,
    DefinitionList,
    Document,
    Embed,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)
from clashreader.errors import ParseError
from clashreader.model import Enclosure, Related
from clashreader.ui.theme import THEMES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.model import Article
    from clashreader.ui.reader.pane import ReaderPane


def click(pane: ReaderPane, words: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=point_of(pane, words))


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple(Cell((text(word),)) for word in row) for row in rows))


# --- what is shown ---


def test_without_an_article_it_asks_for_one(show: Show) -> None:
    pane = show(None)
    assert pane.article_id is None
    assert not pane.page_down()
    assert pane.find("anything") == 0
    assert pane.scroll_fraction() == 0.0


def test_the_title_block_says_everything_about_the_article(show: Show) -> None:
    pane = show(
        article(
            tags=("shipping", "grain corridor"),
            versions=4,
            edits=3,
            gone_since=5,
            title_derived=True,
            notices=("The encoding was guessed.",),
        )
    )
    shown = shown_text(pane)
    assert shown.startswith("Europe\nThe strait that is open on paper\n")
    assert "Title taken from the text" in shown
    assert "Harbour Gazette · Marta Lindqvist · 30 June 2025, " in shown
    assert "5 min" in shown
    for chip in ("Edited ×3", "Gone since 1 January 1970", "shipping", "grain corridor"):
        assert chip in shown
    assert "The encoding was guessed." in shown
    assert pane.article_id == 1


def test_a_bare_article_is_shown_all_the_same(show: Show) -> None:
    bare = article(title="  ", author=None, outlet=None, section=None, published=None, words=0)
    shown = shown_text(show(bare, body(text("One line."))))
    assert "Untitled" in shown
    assert "Undated" in shown
    assert "min" not in shown
    assert "One line." in shown


def test_a_day_without_a_time_is_shown_as_that_day(show: Show) -> None:
    shown = shown_text(show(article(published=1_751_241_600)))
    assert "30 June 2025 ·" in shown


def test_a_heading_that_repeats_the_title_is_left_out(show: Show) -> None:
    document = body(Heading(1, (Span("The strait  that is Open on paper"),)), text("Body."))
    assert shown_text(show(article(), document)).casefold().count("the strait that is open") == 1


def test_every_kind_of_block_is_shown(show: Show) -> None:
    document = body(
        text("First."),
        Heading(2, (Span("A heading"),)),
        Quote((text("Quoted."), Quote((text("Quoted within."),)))),
        ListBlock(True, ((text("Ninth."),), (text("Tenth."), text("Its rest."))), start=9),
        ListBlock(False, ((text("Dot."),), ())),
        DefinitionList((((Span("Term"),), (text("Meaning."),)),)),
        Code("a = 1\n\tb = 2\n"),
        table(("Week", "Back"), ("14 April", "31")),
        Embed("https://video.example/1", "The horn", "video.example"),
        Rule(),
        Figure("https://x.example/1.png", "A chart", (Span("Its caption"),)),
        Paragraph(
            (
                Span("bold", bold=True),
                Span("\u202f"),
                Span("raised", superscript=True),
                Span("struck", strike=True),
                Span("code", code=True),
                Span("two\nlines"),
            )
        ),
    )
    pane = show(article(), document)
    shown = shown_text(pane)
    for words in (
        "First.", "A heading", "Quoted.", "Quoted within.", "Ninth.", "Its rest.", "Dot.", "Term",
        "Meaning.", "a = 1\n    b = 2", "14 April", "31", "The horn", "video.example",
        "Open in browser", "Its caption", "bold", "raised", "struck", "two\nlines",
    ):  # fmt: skip
        assert words in shown
    pane.grab()


def test_hostile_characters_do_not_break_the_document(show: Show) -> None:
    pane = show(
        article(title="A\u2029B\ufdd0C", tags=("x\0y",), author="\ufffc"),
        body(text("one\ufdd0two\ufdd1three\ufffcfour\u2029five\rsix\0seven"), text("end")),
    )
    assert "onetwothreefour\nfivesixseven" in shown_text(pane)
    pane.grab()


@pytest.mark.parametrize("depth", [40, 150])
def test_deep_nesting_leaves_room_for_the_text(show: Show, depth: int) -> None:
    nested: Quote | ListBlock = Quote((text("The innermost words."),))
    for level in range(depth):
        nested = Quote((nested,)) if level % 2 else ListBlock(False, ((nested,),))
    pane = show(article(), body(nested))
    cursor = pane.view.document().find("innermost")
    block = cursor.block().blockFormat()
    assert block.leftMargin() < 400
    pane.grab()


def test_lists_keep_their_numbers_when_copied(show: Show) -> None:
    items = ListBlock(True, ((text("Ninth."),), (text("Tenth."),)), start=9)
    pane = show(article(), body(text("Before."), items, ListBlock(False, ((text("Dot."),),))))
    pane.view.selectAll()
    assert "Before.\n9. Ninth.\n10. Tenth.\n• Dot." in pane.selected_text()


def test_copied_text_has_no_invisible_characters(show: Show) -> None:
    figure = Figure("https://x.example/1.png", "alt")
    pane = show(article(), body(text("har\u00advest\u200bed"), figure, text("the \u00a0end")))
    pane.view.selectAll()
    pane.view.copy()
    copied = QGuiApplication.clipboard().text()
    assert "harvested" in copied
    assert not set("\u00ad\u200b\ufffc\u2028\u00a0") & set(copied)
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_no_colour_but_the_theme_s_reaches_the_text(show: Show) -> None:
    theme = THEMES["dark"]
    pane = show(article(tags=("x",)), body(text("Text."), Code("code"), table(("a", "b"))))
    pane.set_theme(theme)
    allowed = {c.name() for c in (theme.text, theme.secondary, theme.accent)}
    block = pane.view.document().begin()
    seen = set()
    while block.isValid():
        for part in block.textFormats():
            if part.length > 0 and block.length() > 1:
                seen.add(part.format.foreground().color().name())
        block = block.next()
    assert theme.text.name() in seen
    assert seen <= allowed


# --- right to left ---


def test_a_right_to_left_article_is_set_from_the_right(show: Show) -> None:
    quote = Quote((text("قيل لنا أن ننتظر الإشارة.", rtl=True),))
    items = ListBlock(False, ((text("الحبوب", rtl=True),),))
    first = Paragraph((Span("تقريرها", italic=True), Span(" الأول")), True)
    title = "المضيق المفتوح على الورق"
    pane = show(article(title=title, language="ar"), body(first, quote, items, rtl=True))
    document = pane.view.document()
    for words in (title, "تقريرها", "ننتظر", "الحبوب"):
        found = document.find(words)
        assert found.blockFormat().layoutDirection() == Qt.LayoutDirection.RightToLeft, words
    assert not document.find("تقريرها").charFormat().fontItalic()
    inner = document.find("ننتظر").blockFormat()
    assert inner.rightMargin() > inner.leftMargin() == 0
    point = point_of(pane, title)
    assert point.x() > pane.view.viewport().width() / 2


def test_a_left_to_right_paragraph_keeps_its_direction(show: Show) -> None:
    pane = show(article(), body(text("العربية", rtl=True), text("English."), rtl=True))
    found = pane.view.document().find("English.").blockFormat()
    assert found.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_columns_of_a_right_to_left_table_begin_at_the_right(show: Show) -> None:
    pane = show(article(), body(table(("أول", "ثان"), ("1", "2")), rtl=True))
    pane.view.document().size()
    first, second = point_of(pane, "أول"), point_of(pane, "ثان")
    assert first.x() > second.x()


# --- what can be clicked ---


def test_links_of_the_text_are_announced_exactly(show: Show, qtbot: QtBot) -> None:
    address = "https://gazette.example/a%20b?q=%C3%A9&x=1#part"
    pane = show(article(), body(Paragraph((Span("press here", link=address),))))
    with qtbot.waitSignal(pane.linkActivated) as caught:
        click(pane, "press here", qtbot)
    assert caught.args == [address]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://x.example/",
        "link:0", "https://", "http://x.example/\n", "clashreader:x", "//x.example/", "", "#",
    ],
)  # fmt: skip
def test_other_schemes_are_plain_text(show: Show, qtbot: QtBot, address: str) -> None:
    pane = show(article(), body(Paragraph((Span("press here", link=address),))))
    activated: list[str] = []
    pane.linkActivated.connect(activated.append)
    click(pane, "press here", qtbot)
    assert pane.view.anchorAt(point_of(pane, "press here")) == ""
    assert activated == []


def test_hovering_tells_the_address(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), body(Paragraph((Span("press here", link="https://x.example/1"),))))
    point = point_of(pane, "press here")
    with qtbot.waitSignal(pane.linkHovered) as caught:
        qtbot.mouseMove(pane.view.viewport(), point)
        QApplication.processEvents()
    assert caught.args == ["https://x.example/1"]


def test_what_is_near_only_is_not_called_related(show: Show) -> None:
    rows = [row(7, "The other strait", "Europe", None)]
    words = shown_text(show(article(), body(text("A.")), related=rows, same_story=False))
    assert "More from Europe" in words
    assert "Related" not in words
    words = shown_text(
        show(article(section=None), body(text("A.")), related=rows, same_story=False)
    )
    assert "From around the same time" in words
    assert "Related" in shown_text(show(article(), body(text("A.")), related=rows))


def test_the_title_of_a_related_article_is_cut_after_a_word(show: Show) -> None:
    long = "Ferries " * 80
    cjk = "\u6e2f" * 600
    rows = [row(7, long, "Europe", None), row(8, cjk, "Europe", None)]
    pane = show(article(), body(text("A.")), related=rows)
    shown = shown_text(pane)
    (first,) = [line for line in shown.splitlines() if line.startswith("Ferries")]
    (second,) = [line for line in shown.splitlines() if line.startswith("\u6e2f")]
    assert first.endswith("Ferries …")
    assert 100 < len(first) < 160
    assert second == "\u6e2f" * 150 + " …"
    cursor = pane.view.document().find("Ferries Ferries")
    assert cursor.charFormat().toolTip() == long.strip()


def test_section_tags_and_related_articles_are_announced(show: Show, qtbot: QtBot) -> None:
    pane = show(
        article(
            tags=("grain corridor",),
            related=(
                Related("Asia-Pacific", 202603),
                Related("Asia-Pacific", 202603),
                Related("Middle East", None),
            ),
        ),
        body(text("Body.")),
        [row(7, "The pilots who would not sail", "Europe", 1_749_800_000)],
    )
    shown = shown_text(pane)
    assert shown.count("Asia-Pacific / March 2026") == 1
    assert "Europe / June 2025" in shown
    with qtbot.waitSignal(pane.sectionRequested) as section:
        click(pane, "Europe", qtbot)
    assert section.args == ["Europe", None]
    with qtbot.waitSignal(pane.tagRequested) as tag:
        click(pane, "grain corridor", qtbot)
    assert tag.args == ["grain corridor"]
    with qtbot.waitSignal(pane.articleRequested) as other:
        click(pane, "The pilots who", qtbot)
    assert other.args == [7]
    with qtbot.waitSignal(pane.sectionRequested) as labelled:
        click(pane, "Asia-Pacific /", qtbot)
    assert labelled.args == ["Asia-Pacific", 202603]


def test_files_are_listed_and_can_be_opened(show: Show, qtbot: QtBot) -> None:
    files = (
        Enclosure("https://x.example/the%20horn.mp3", "audio/mpeg", 8_400_000),
        Enclosure("file:///etc/passwd"),
    )
    pane = show(article(enclosures=files), body(text("Body.")))
    assert "the horn.mp3 · audio/mpeg, 8" in shown_text(pane)
    assert "passwd" not in shown_text(pane)
    with qtbot.waitSignal(pane.linkActivated) as caught:
        click(pane, "the horn.mp3", qtbot)
    assert caught.args == ["https://x.example/the%20horn.mp3"]


def test_a_footnote_is_jumped_to_even_when_it_is_not_written_yet(show: Show, qtbot: QtBot) -> None:
    reference = Paragraph((Span("See"), Span("[note]", superscript=True, link="#note")))
    note = Paragraph((Span("1 ", anchor="note"), Span("The note itself.")))
    rest = long_body(400).blocks
    pane = show(article(), body(reference, *rest, note, *rest[:40]))
    assert "The note itself." not in shown_text(pane)
    click(pane, "[note]", qtbot)
    found = pane.view.document().find("The note itself.")
    assert not found.isNull()
    rect = pane.view.cursorRect(found)
    assert 0 <= rect.top() < pane.view.viewport().height()


# --- keys and scrolling ---


def test_space_pages_and_then_speaks(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(12))
    view = pane.view
    with qtbot.waitSignal(pane.spacePressedAtStart):
        qtbot.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    height = view.viewport().height()
    assert height - 60 <= view.verticalScrollBar().value() < height
    ended: list[bool] = []
    pane.spacePressedAtEnd.connect(lambda: ended.append(True))
    for _ in range(30):
        qtbot.keyClick(view, Qt.Key.Key_Space)
        if ended:
            break
    assert ended == [True]
    assert pane.scroll_fraction() == 1.0
    assert not pane.page_down()
    assert pane.page_up()


def test_the_last_page_of_a_long_article_is_reached_at_once(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(600))
    qtbot.keyClick(pane.view, Qt.Key.Key_End)
    bar = pane.view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 30_000


def test_single_keys_are_left_to_the_window(show: Show, qtbot: QtBot) -> None:
    from PySide6.QtGui import QKeySequence, QShortcut
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    pane = show(article(), long_body(5))
    pane.setParent(window)
    pressed: list[str] = []
    for key in ("J", "N", "S", "/", "[", "M"):
        QShortcut(QKeySequence(key), window, lambda k=key: pressed.append(k))
    window.show()
    pane.show()
    window.activateWindow()
    pane.view.setFocus()
    qtbot.waitUntil(pane.view.hasFocus)
    for key in (Qt.Key.Key_J, Qt.Key.Key_N, Qt.Key.Key_S, Qt.Key.Key_Slash, Qt.Key.Key_M):
        qtbot.keyClick(pane.view, key)
    pane.setParent(None)  # it outlives the window
    assert pressed == ["J", "N", "S", "/", "M"]


def test_the_wheel_with_ctrl_zooms_and_the_place_stays(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(40))
    before = point_of(pane, "Paragraph number 20.")
    view = pane.view
    point = QPointF(100, 100)
    turned = QWheelEvent(
        point, view.viewport().mapToGlobal(point), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    with qtbot.waitSignal(pane.zoomChanged) as caught:
        QApplication.sendEvent(view.viewport(), turned)
    assert caught.args == [110]
    found = view.document().find("Paragraph number 20.")
    assert abs(view.cursorRect(found).top() - before.y()) < 200


def test_the_zoom_has_limits_and_scales_the_text(show: Show) -> None:
    pane = show(article(), body(text("Words.")))
    pane.set_zoom(1000)
    assert pane.zoom == 300
    assert pane.view.document().find("Words.").charFormat().font().pixelSize() == 54
    pane.set_zoom(1)
    assert pane.zoom == 50
    assert pane.view.document().find("Words.").charFormat().font().pixelSize() == 9


def test_a_new_theme_keeps_the_place(show: Show) -> None:
    pane = show(article(), long_body(60))
    pane.set_scroll_fraction(0.5)
    before = pane.view.verticalScrollBar().value()
    pane.set_theme(THEMES["dark"])
    assert abs(pane.view.verticalScrollBar().value() - before) <= 1
    picture = pane.grab().toImage()
    grounds = {picture.pixelColor(x, 300).name() for x in (2, picture.width() - 2)}
    assert grounds == {THEMES["dark"].page.name()}


def test_the_scroll_fraction_waits_for_a_long_article(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(600))
    pane.set_scroll_fraction(0.75)
    assert pane.scroll_fraction() == 0.75
    bar = pane.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0.7 * bar.maximum() > 30_000, timeout=5000)
    assert abs(pane.scroll_fraction() - 0.75) < 0.01


# --- the column ---


@pytest.mark.parametrize("width", [800, 1400, 2560])
def test_the_column_is_centred_and_about_seventy_characters(show: Show, width: int) -> None:
    pane = show(article(), long_body(5), size=(width, 600))
    frame = pane.view.document().rootFrame().frameFormat()
    viewport = pane.view.viewport().width()
    column = viewport - frame.leftMargin() - frame.rightMargin()
    assert abs(frame.leftMargin() - frame.rightMargin()) <= 1
    block = pane.view.document().find("Paragraph number 3").block()
    pane.view.document().size()
    line = block.layout().lineAt(0)
    assert line.textLength() in range(56, 82)
    assert 480 < column < 680


def test_a_narrow_pane_keeps_a_margin(show: Show) -> None:
    pane = show(article(), long_body(3), size=(360, 600))
    frame = pane.view.document().rootFrame().frameFormat()
    assert frame.leftMargin() >= 12
    assert pane.view.horizontalScrollBar().maximum() == 0


def test_a_resize_keeps_the_line_in_sight(show: Show) -> None:
    pane = show(article(), long_body(60))
    point_of(pane, "Paragraph number 30.")
    before = pane.view.cursorForPosition(QPoint(400, 1)).block().text()
    pane.resize(500, 600)
    after = pane.view.cursorForPosition(QPoint(250, 1)).block().text()
    assert after == before


def test_a_table_follows_the_width_of_the_window(show: Show, qtbot: QtBot) -> None:
    wide = table(("Week", "Turned back", "Let through", "Remarks"), ("14 April", "31", "2", "Fog"))
    pane = show(article(), body(wide, text("After.")))
    assert "Turned back" in shown_text(pane)
    pane.resize(240, 600)
    # Too wide for the column now: drawn as one object, with its words beside it.
    qtbot.waitUntil(lambda: "Show the table at full size" in shown_text(pane))
    assert "Week\tTurned back\tLet through\tRemarks" in shown_text(pane)
    pane.resize(800, 600)
    qtbot.waitUntil(lambda: "Show the table" not in shown_text(pane))
    assert "Turned back" in shown_text(pane)


def test_a_table_of_thousands_of_rows_is_whole(show: Show, qtbot: QtBot) -> None:
    rows = tuple((f"row {n}", "x" * (n % 5), str(n)) for n in range(700))
    pane = show(article(), body(table(*rows), text("After the table.")))
    qtbot.waitUntil(lambda: "After the table." in shown_text(pane), timeout=10_000)
    shown = shown_text(pane)
    assert all(f"row {n}\n" in shown for n in range(700))


# --- long articles ---


def test_a_megabyte_is_on_the_screen_at_once(show: Show, qtbot: QtBot) -> None:
    document = long_body(3200)
    assert sum(len(p.spans[0].text) for p in document.blocks if isinstance(p, Paragraph)) > 1e6
    documents = {1: body(text("The fonts are loaded with this one.")), 2: document}
    pane = show(article(), read=lambda shown: documents[shown.id])
    start = time.perf_counter()
    pane.show_article(article(id=2))
    pane.view.viewport().repaint()
    seconds = time.perf_counter() - start
    assert "Paragraph number 3." in shown_text(pane)
    assert "Paragraph number 3199." not in shown_text(pane)
    assert seconds < 0.25
    qtbot.waitUntil(lambda: "Paragraph number 3199." in shown_text(pane), timeout=20_000)
    assert pane.view.verticalScrollBar().value() == 0


def test_a_huge_body_is_read_off_the_ui_thread(show: Show, qtbot: QtBot) -> None:
    threads: list[str] = []
    document = long_body(300)

    def read(_: Article) -> Document:
        threads.append(threading.current_thread().name)
        return document

    pane = show(None, read=read)
    pane.show_article(article(body="x" * 1_000_000))
    assert shown_text(pane).startswith("Europe\nThe strait")  # the title is there at once
    pane.set_scroll_fraction(0.5)
    assert pane.scroll_fraction() == 0.5
    qtbot.waitUntil(lambda: "Paragraph number 299." in shown_text(pane), timeout=10_000)
    assert threads == ["bodies_0"]
    qtbot.waitUntil(lambda: pane.view.verticalScrollBar().value() > 5000)
    assert pane.scroll_fraction() == pytest.approx(0.5, abs=0.01)


@pytest.mark.logs_errors
def test_a_body_that_cannot_be_read_is_said_to_be_so(show: Show, qtbot: QtBot) -> None:
    def read(_: Article) -> Document:
        raise ValueError("of no use")

    pane = show(None, read=read)
    pane.show_article(article(body="x" * 1_000_000))
    qtbot.waitUntil(lambda: "could not be read" in shown_text(pane), timeout=5000)


def test_a_body_that_cannot_be_read_for_a_known_reason_is_one_line_of_the_log(
    show: Show, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def read(_: Article) -> Document:
        raise ParseError("There is no end to it.")

    pane = show(None, read=read)
    pane.show_article(article(body="x" * 1_000_000))
    qtbot.waitUntil(lambda: "could not be read" in shown_text(pane), timeout=5000)
    [record] = [one for one in caplog.records if "no end to it" in one.getMessage()]
    assert record.exc_info is None


def test_switching_while_an_article_is_still_written_leaves_none_of_it(
    show: Show, qtbot: QtBot
) -> None:
    documents = {1: long_body(900), 2: body(text("The second article."))}
    pane = show(None, read=lambda shown: documents[shown.id])
    pane.show_article(article(id=1))
    pane.show_article(article(id=2))
    qtbot.wait(30)
    assert pane.article_id == 2
    assert "Paragraph number" not in shown_text(pane)
    pane.show_article(None)
    assert pane.article_id is None


def test_articles_that_were_read_do_not_pile_up(show: Show) -> None:
    pane = show(article(), long_body(3))
    for number in range(8):
        pane.show_article(article(id=number))
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(pane.findChildren(QTextDocument)) <= 3  # one shown, an empty one, Qt's own


# --- finding ---


def test_find_marks_every_place_and_goes_round(show: Show) -> None:
    pane = show(article(title="Nothing"), long_body(30))
    assert pane.find("PARAGRAPH number") == 30
    assert pane.find_position == 1
    pane.find("PARAGRAPH number")
    assert pane.find_position == 2
    pane.find("PARAGRAPH number", backwards=True)
    pane.find("PARAGRAPH number", backwards=True)
    assert pane.find_position == 30
    assert len(pane.view.extraSelections()) == 30
    marks = pane.view.extraSelections()
    assert 0 <= pane.view.cursorRect(marks[29].cursor).top() < pane.view.viewport().height()
    pane.set_theme(THEMES["sepia"])
    assert len(pane.view.extraSelections()) == 30
    assert pane.find("") == 0
    assert pane.view.extraSelections() == []
    assert pane.find_position == 0


def test_places_are_right_after_an_emoji(show: Show) -> None:
    pane = show(article(), body(text("🚢🚢 the har\u00advest came 🌾 and the harvest went")))
    assert pane.find("harvest") == 2
    texts = [mark.cursor.selectedText() for mark in pane.view.extraSelections()]
    assert texts == ["har\u00advest", "harvest"]


def test_blanks_and_quotation_marks_are_alike(show: Show) -> None:
    pane = show(article(), body(text("the pilots\u2019\u00a0 strike"), text("a.b axb")))
    assert pane.find("pilots' strike") == 1
    assert pane.find("a.b") == 1
    assert pane.find("(") == 0
    assert pane.find("   ") == 0


# --- the context menu ---


def test_the_menu_offers_what_can_be_done(show: Show, qtbot: QtBot) -> None:
    linked = Paragraph((Span("press here", link="https://x.example/1"), Span(" and plain")))
    pane = show(article(), body(linked))
    menu = pane.make_menu(point_of(pane, "press here"))
    actions = {action.text(): action for action in menu.actions() if action.text()}
    opening = ["Open link", "Open link in the browser"]
    assert list(actions) == ["Copy", *opening, "Copy link", "Select all"]
    assert not actions["Copy"].isEnabled()
    actions["Copy link"].trigger()
    assert QGuiApplication.clipboard().text() == "https://x.example/1"
    with qtbot.waitSignal(pane.linkActivated):
        actions["Open link"].trigger()
    with qtbot.waitSignal(pane.linkOutside):
        actions["Open link in the browser"].trigger()
    actions["Select all"].trigger()
    assert "and plain" in pane.selected_text()
    plain = pane.make_menu(point_of(pane, "and plain"))
    assert "Open link" not in [action.text() for action in plain.actions()]


def test_a_screen_reader_gets_name_and_text(show: Show) -> None:
    from PySide6.QtGui import QAccessible

    pane = show(article(), body(text("Spoken words.")))
    interface = QAccessible.queryAccessibleInterface(pane.view)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Article"
    spoken = interface.textInterface()
    assert "Spoken words." in spoken.text(0, spoken.characterCount())


def test_an_embed_is_a_card_that_opens_outside(show: Show, qtbot: QtBot) -> None:
    card = Embed("https://video.example/watch?v=1", "The morning horn", "video.example")
    pane = show(article(), body(card, Embed("javascript:x", "No", "site")))
    assert shown_text(pane).count("Open in browser") == 1
    with qtbot.waitSignal(pane.linkActivated) as caught:
        click(pane, "Open in", qtbot)
    assert caught.args == ["https://video.example/watch?v=1"]


def test_pictures_that_arrive_move_nothing(show: Show, qtbot: QtBot) -> None:
    missing = tuple(stored(f"https://x.example/{n}.png", None) for n in range(3))
    figures = [Figure(image.url, "alt") for image in missing]
    paragraphs: Any = long_body(60).blocks
    document = Document((*figures, *paragraphs))
    pane = show(article(images=missing), document)
    qtbot.waitUntil(lambda: not pane.busy, timeout=5000)  # a busy machine writes less at once
    point_of(pane, "Paragraph number 30.")
    found = pane.view.document().find("Paragraph number 30.")
    before = pane.view.cursorRect(found).top()
    height = pane.view.document().size().height()
    arrived = tuple(stored(image.url, f"{n}", 1600, 1200) for n, image in enumerate(missing))
    pane.refresh_images(article(images=arrived))
    cursor = QTextCursor(found)
    assert abs(pane.view.cursorRect(cursor).top() - before) <= 1
    assert pane.view.document().size().height() > height + 400
    pane.refresh_images(article(id=99, images=missing))
    assert pane.view.document().size().height() > height + 400
