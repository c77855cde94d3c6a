"""The view Changes: what a reader sees of the edits of an article, and does there."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor, QTextFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from tests.fakes import DAY, NOON, feed, prepared
from tests.ui.conftest import WindowMaker
from tests.ui.test_versions import revise, store_versions

from clashreader.library.library import Library
from clashreader.model import FetchRecord, Insert, MediaType, Sort, VersionInfo
from clashreader.paths import Home
from clashreader.settings import Settings
from clashreader.ui.changes.view import ChangesView
from clashreader.ui.changes.words import moment_words, version_labels
from clashreader.ui.main_window import MainWindow
from clashreader.ui.theme import THEMES
from clashreader.ui.views import View, ViewKind
from clashreader.ui.window_state import WindowState

Settle = Callable[[MainWindow], None]

SAME = [f"<p>Paragraph {n} tells at length of ferries, tides and cranes.</p>" for n in range(9)]
OLD = "".join(["<p>The ferry left at noon with forty people.</p>", *SAME, "<p>Nobody slept.</p>"])
NEW = "".join(["<p>The ferry left at one with forty people.</p>", *SAME, "<p>All of us slept.</p>"])


def bodies(library: Library, *html: str, clock: Any = None, titles: tuple[str, ...] = ()) -> int:
    """Store one article with a version for each of `html`; return its id."""
    names = titles or ("The ferry",) * len(html)
    article_id = store_versions(library, html[0], body=html[0], title=names[0])
    uid = next(k for k, v in library.known(library.sources()[0].id).items() if v.id == article_id)
    for text, title in zip(html[1:], names[1:], strict=True):
        if clock is not None:
            clock.advance(3600)
        revise(library, article_id, text, uid=uid, body=text, title=title)
    return article_id


@pytest.fixture
def changes(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, clock: Any
) -> Callable[..., tuple[MainWindow, ChangesView]]:
    """Make a window in which Changes shows the versions of an article."""

    def make(*html: str, **fields: Any) -> tuple[MainWindow, ChangesView]:
        article_id = bodies(library, *(html or (OLD, NEW)), clock=clock, **fields)
        window = make_window()
        window.reading.open(article_id)
        settle(window)
        window.deeds.do("changesAction")
        settle(window)
        view = window.versions.view
        assert view is not None
        qtbot.waitUntil(lambda: not view.busy)
        return window, view

    return make


def part(root: QWidget, name: str) -> QWidget:
    found = root.findChild(QWidget, name)
    assert found is not None
    return found


def text(view: ChangesView) -> str:
    return view.view.toPlainText().replace("\u00a0", " ")


def looks(view: ChangesView, words: str) -> tuple[bool, bool]:
    """Return whether `words` are underlined, and whether they are struck out."""
    cursor = view.view.document().find(words)
    assert not cursor.isNull(), words
    shape = cursor.charFormat()
    return shape.fontUnderline(), shape.fontStrikeOut()


def test_words_are_marked_by_form_and_colour(changes: Callable[..., Any]) -> None:
    window, view = changes()
    assert looks(view, "one") == (True, False)
    assert looks(view, "noon") == (False, True)
    assert looks(view, "forty") == (False, False)
    cursor = view.view.document().find("noon")
    assert cursor.charFormat().foreground().color() == window.theme.deleted.text
    assert cursor.charFormat().property(QTextFormat.Property.TextToolTip.value) == "Deleted"
    assert "+5 words, −3 words in 2 places." in text(view)


def test_long_unchanged_stretches_are_folded_and_open(
    changes: Callable[..., Any], qtbot: QtBot
) -> None:
    _, view = changes()
    assert "Paragraph 0" in text(view)
    assert "Paragraph 8" in text(view)
    assert "Paragraph 4" not in text(view)
    assert "7 paragraphs unchanged" in text(view)
    view.view.setFocus()
    QTest.keyClick(view.view, Qt.Key.Key_Tab)
    QTest.keyClick(view.view, Qt.Key.Key_Return)
    assert "Paragraph 4" in text(view)
    assert "unchanged" not in text(view)


def test_from_change_to_change_by_key(changes: Callable[..., Any], qtbot: QtBot) -> None:
    window, view = changes()
    place = view.findChild(QLabel, "changePlace")
    assert place is not None
    assert place.text() == "2 changes"
    window.commands["nextChangeAction"].trigger()
    assert place.text() == "1 of 2"
    assert view.spoken == "1 of 2: deleted: noon; inserted: one"
    window.commands["nextChangeAction"].trigger()
    assert view.spoken.startswith("2 of 2: deleted: Nobody")
    window.commands["nextChangeAction"].trigger()
    assert window.status.text.startswith("This is the last change")
    window.commands["previousChangeAction"].trigger()
    assert place.text() == "1 of 2"


def test_a_key_while_it_still_compares_is_answered_and_kept(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, clock: Any
) -> None:
    article_id = bodies(library, OLD, NEW, clock=clock)
    window = make_window()
    window.reading.open(article_id)
    settle(window)
    gate = threading.Event()
    for _ in range(2):  # the workers have something else to do
        window.jobs.submit(lambda _: gate.wait(10))
    try:
        window.deeds.do("changesAction")
        window.commands["nextChangeAction"].trigger()
        assert window.status.text.startswith("Still comparing")
    finally:
        gate.set()
    settle(window)
    view = window.versions.view
    assert view is not None
    qtbot.waitUntil(lambda: not view.busy)
    assert view.spoken.startswith("1 of 2")
    assert not window.status.text.startswith("Still comparing")
    window.commands["previousChangeAction"].trigger()
    assert window.status.text.startswith("This is the first change")


def test_a_key_waits_for_no_comparison_that_cannot_be_made(changes: Callable[..., Any]) -> None:
    window, view = changes()
    view.picker.old.setCurrentIndex(view.picker.new.currentIndex())
    view.picker.old.activated.emit(view.picker.old.currentIndex())
    window.commands["nextChangeAction"].trigger()
    assert not window.status.text.startswith("Still comparing")
    assert not window.status.text.startswith("This is the last change")


@pytest.mark.parametrize("width", [1800, 900, 640, 420])
def test_the_closed_boxes_tell_versions_apart_in_words_that_are_not_cut(
    changes: Callable[..., Any], width: int
) -> None:
    _, view = changes(OLD, NEW, OLD + NEW)
    picker = view.picker
    picker.resize(width, 30)
    picker.layout().activate()
    said = [picker.old.shown_words, picker.new.shown_words]
    assert "…" not in "".join(said)
    assert [words.removeprefix("Version ").split(" · ")[0] for words in said] == ["2", "3"]
    minutes = [re.search(r"\d\d:\d\d", words) for words in said]
    assert all(minutes)
    assert picker.old.currentText().startswith("Version 2 · ")
    assert picker.old.currentText().endswith(" words")
    assert picker.old.toolTip() == picker.old.currentText()


def test_versions_of_several_years_say_the_year() -> None:
    one, two = (VersionInfo(n, NOON + n * 370 * DAY, "The ferry", 5, "") for n in (1, 2))
    assert all(re.search(r"\d{4}", label) for label in version_labels(one, (one, two)))
    assert not re.search(r"\d{4}", version_labels(one, (one,))[1])


def test_the_headline_is_called_out(changes: Callable[..., Any]) -> None:
    _, view = changes(OLD, OLD, titles=("Ferry lost at sea", "Ferry found at sea"))
    assert "Headline changed" in text(view)
    assert looks(view, "lost") == (False, True)
    assert looks(view, "found") == (True, False)
    assert "Only the headline changed." in text(view)
    assert len(view.sheet.stops) == 1


def test_pictures_moves_and_markup_are_told(changes: Callable[..., Any]) -> None:
    moved = "<p>This paragraph of nine words moves from top to bottom.</p>"
    old = f"{moved}{''.join(SAME)}<p>End.</p>"
    new = f"{''.join(SAME)}<p>End.</p>{moved}<img src='https://example.org/c.jpg' alt='A crane'>"
    _, view = changes(old, new)
    shown = text(view)
    assert "Moved from here: “This paragraph of nine words" in shown
    assert "Moved here" in shown
    assert "Picture added: A crane" in shown
    assert "1 paragraph moved" in shown
    _, view = changes("<p>Same words here.</p>", "<p><b>Same</b> words here.</p>")
    assert "The text is the same, its markup differs." in text(view)


def test_a_copy_has_both_versions_with_marks(changes: Callable[..., Any]) -> None:
    _, view = changes("<p>👍 The ferry left at noon.</p>", "<p>👍 The ferry left at one.</p>")
    cursor = view.view.document().find("👍")
    cursor.setPosition(cursor.selectionStart())
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    view.view.setTextCursor(cursor)
    assert view.view.selected_text() == "👍 The ferry left at [-noon-]{+one+}."
    assert view.view.createMimeDataFromSelection().text() == view.view.selected_text()


def test_two_other_versions_are_chosen_and_swapped(
    changes: Callable[..., Any], settle: Settle
) -> None:
    window, view = changes("<p>Alpha came.</p>", "<p>Beta came.</p>", "<p>Gamma came.</p>")
    picker = view.picker
    assert (picker.old.currentData(), picker.new.currentData()) == (2, 3)
    assert picker.old.count() == 3
    assert picker.new.currentText().startswith("Version 3 · ")
    picker.old.setCurrentIndex(2)
    picker.old.activated.emit(2)
    settle(window)
    assert looks(view, "Alpha") == (False, True)
    QTest.mouseClick(part(view, "swapVersions"), Qt.MouseButton.LeftButton)
    settle(window)
    assert looks(view, "Alpha") == (True, False)
    picker.new.setCurrentIndex(picker.old.currentIndex())
    picker.new.activated.emit(0)
    assert part(view, "changesBar").isVisible()
    assert any("Choose two" in label.text() for label in view.findChildren(QLabel))


def test_a_version_is_read_from_there_and_the_strip_leads_back(
    changes: Callable[..., Any], settle: Settle
) -> None:
    window, view = changes()
    QTest.mouseClick(part(view, "readOlder"), Qt.MouseButton.LeftButton)
    settle(window)
    assert window.versions.view is None
    assert "at noon" in window.reader().view.toPlainText()
    strip = part(window, "versionStrip")
    assert strip.isVisible()
    assert strip.accessibleName().startswith("You read version 1 of 2, seen ")
    QTest.mouseClick(part(strip, "showChanges"), Qt.MouseButton.LeftButton)
    settle(window)
    assert window.versions.view is view
    assert not strip.isVisible()
    QTest.keyClick(view.view, Qt.Key.Key_Escape)
    assert window.versions.view is None
    QTest.mouseClick(part(strip, "showNewest"), Qt.MouseButton.LeftButton)
    settle(window)
    assert "at one" in window.reader().view.toPlainText()
    assert not strip.isVisible()


def test_a_sync_announces_and_moves_nothing(changes: Callable[..., Any], settle: Settle) -> None:
    window, view = changes()
    before = text(view)
    article = window.reading.article
    assert article is not None
    assert window.library is not None
    sunk = NEW.replace("left", "sank")
    window.apply_changes(revise(window.library, article.id, sunk, body=sunk, title="The ferry"))
    settle(window)
    assert text(view) == before
    assert part(view, "newerVersion").isVisible()
    QTest.mouseClick(part(view, "showNewer"), Qt.MouseButton.LeftButton)
    settle(window)
    assert looks(view, "sank") == (True, False)
    assert not part(view, "newerVersion").isVisible()
    window.versions.close()
    strip = part(window, "editedStrip")
    assert strip.isVisible()
    assert "edited since you opened it" in strip.accessibleName()
    QTest.mouseClick(part(strip, "showEdited"), Qt.MouseButton.LeftButton)
    settle(window)
    assert "sank" in window.reader().view.toPlainText()
    assert not strip.isVisible()


@pytest.mark.parametrize("seed", range(4))
def test_the_places_to_go_to_are_the_places_counted(changes: Callable[..., Any], seed: int) -> None:
    chance = random.Random(seed)

    def body() -> str:
        blocks = []
        for number in range(12):
            words = " ".join(chance.choice(("sea", "ship", "storm")) for _ in range(12))
            frame = chance.choice(("p", "p", "blockquote", "h2", "pre", "li"))
            text = f"<{frame}>{number} {words}</{frame}>"
            blocks.append(f"<ul>{text}</ul>" if frame == "li" else text)
        table = f"<table><tr><td>{chance.choice('ab')}</td><td>1</td></tr></table>"
        picture = f"<img src='https://example.org/{chance.choice('ab')}.png'>"
        return "".join([*blocks, table, picture])

    _, view = changes(body(), body())
    view.sheet.finish()
    (words,) = re.findall(r"in (\d+) places?", text(view)) or ["0"]
    assert len(view.sheet.stops) == int(words) > 0
    assert all(first.last <= second.first for first, second in pairwise(view.sheet.stops))


def test_a_version_seen_at_midnight_has_its_time() -> None:
    assert moment_words(1_772_582_400).count(":") == 1


def test_an_edit_can_be_put_off(changes: Callable[..., Any], settle: Settle) -> None:
    window, _ = changes()
    window.versions.close()
    article = window.reading.article
    assert article is not None
    assert window.library is not None
    window.apply_changes(revise(window.library, article.id, "Sunk.", title="The ferry"))
    settle(window)
    strip = part(window, "editedStrip")
    QTest.mouseClick(part(strip, "dismissEdited"), Qt.MouseButton.LeftButton)
    assert not strip.isVisible()
    window.apply_changes(revise(window.library, article.id, "Raised.", title="The ferry"))
    settle(window)
    assert strip.isVisible()


def test_one_version_has_no_changes_and_says_so(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    article_id = store_versions(library, "Only this.")
    window = make_window()
    window.reading.open(article_id)
    settle(window)
    action = window.commands["changesAction"]
    assert not action.isEnabled()
    assert "one version only" in action.toolTip()
    assert not window.commands["nextChangeAction"].isEnabled()


def test_the_page_behind_the_item_is_told_from_an_edit(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    source = library.add_source(feed(full_text=True))
    link = {"url": "https://example.org/1"}
    (one,) = library.apply(source.id, [Insert(prepared("a", "Short.", **link))]).inserted
    window = make_window()
    window.reading.open(one)
    settle(window)
    page = prepared("a", "The whole page.", media_type=MediaType.PAGE, **link)
    assert window.library is not None
    fetch = FetchRecord(at=0, url=link["url"], status=200)
    window.apply_changes(window.library.take_page(one, page, fetch))
    settle(window)
    assert "page has come in" in part(window, "editedStrip").accessibleName()
    window.deeds.do("changesAction")
    settle(window)
    view = window.versions.view
    assert view is not None
    assert view.picker.new.currentText().endswith("from the page")
    assert view.picker.old.currentText().endswith("from the feed")


def test_silently_edited_goes_from_changes_to_changes(
    library: Library, make_window: WindowMaker, settle: Settle, clock: Any, qtbot: QtBot
) -> None:
    first = bodies(library, OLD, NEW, clock=clock)
    second = bodies(library, "<p>Red.</p>", "<p>Blue.</p>", clock=clock)
    third = bodies(library, "<p>Red sky.</p>", clock=clock)
    window = make_window()
    window.show_view(View(ViewKind.EDITED))
    settle(window)
    assert list(window.articles.model.ids) == [second, first]  # the newest edit first
    assert third not in window.articles.model.ids
    row = window.articles.model.row_at(0)
    assert row is not None
    assert row.edited is not None
    view = window.articles.view
    view.select_row(0)
    settle(window)
    view.activated.emit(view.currentIndex())
    settle(window)
    shown = window.versions.view
    assert shown is not None
    assert looks(shown, "Blue") == (True, False)
    window.versions.show()  # the same article once more: its changes stay on the screen
    assert "Blue" in text(shown)
    window.deeds.do("nextAction")
    qtbot.waitUntil(lambda: "Blue" not in text(shown))  # never under another's versions
    settle(window)
    assert window.versions.view is shown
    assert looks(shown, "noon") == (False, True)
    window.show_view(View())
    settle(window)
    window.articles.select(third)
    settle(window)
    assert window.versions.view is None


def test_the_chip_in_the_list_opens_changes(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    bodies(library, OLD, NEW)
    other = store_versions(library, "Another one.")
    window = make_window()
    window.reading.open(other)
    settle(window)
    view = window.articles.view
    rows = [window.articles.model.row_at(row) for row in range(2)]
    row = next(n for n, found in enumerate(rows) if found is not None and found.edits)
    area = view.visualRect(view.model().index(row, 0))
    spots = [QPoint(x, y) for y in range(area.top(), area.bottom(), 4) for x in range(0, 90, 8)]
    index = view.model().index(row, 0)
    spot = next(p for p in spots if window.articles.delegate.on_edits(area, index, p))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    settle(window)
    assert window.versions.view is not None
    assert looks(window.versions.view, "noon") == (False, True)


def test_the_chip_of_the_article_opens_changes(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    article_id = bodies(library, OLD, NEW)
    window = make_window()
    window.reading.open(article_id)
    settle(window)
    document = window.reader().view.document()
    chip = document.find("Edited ×1")
    assert not chip.isNull()
    window.reader().view.anchorPressed.emit(chip.charFormat().anchorHref())
    settle(window)
    assert window.versions.view is not None


def test_space_pages_in_changes_and_find_finds_there(
    changes: Callable[..., Any], settle: Settle, qtbot: QtBot
) -> None:
    long = "".join(f"<p>Old line {n} of many words that fill the page.</p>" for n in range(60))
    window, view = changes(long, long.replace("Old", "New"))
    bar = view.view.verticalScrollBar()
    window.deeds.do("pageAction")
    assert bar.value() > 0
    assert view.find("line 59") == 1
    window.deeds.do("findAction")
    assert part(view, "findBar").isVisible()


def test_looks_and_windows_of_every_kind(changes: Callable[..., Any], settle: Settle) -> None:
    window, view = changes()
    for theme in THEMES.values():
        view.set_theme(theme)
        cursor = view.view.document().find("one")
        assert cursor.charFormat().foreground().color() == theme.inserted.text
    window.looks.keep_zoom(150)
    assert view.sheet.zoom == 150
    window.resize(400, 500)
    settle(window)
    window.panes.show_reader(True)
    assert window.versions.view is view
    buttons = [b for b in view.findChildren(QToolButton) if b.isVisible()]
    assert buttons
    assert all(b.accessibleName() and b.toolTip() for b in buttons)
    strips = [part(window, name) for name in ("versionStrip", "editedStrip", "newerVersion")]
    links = [link for strip in strips for link in strip.findChildren(QPushButton)]
    assert len(links) == 6
    assert all(link.toolTip() for link in links)


def test_commands_before_the_library_is_open_do_nothing(home: Home, qtbot: QtBot) -> None:
    window = MainWindow(home, Settings(), WindowState(home.state))
    qtbot.addWidget(window)
    for name in ("changesAction", "nextChangeAction", "previousChangeAction"):
        window.deeds.do(name)
    assert window.versions.view is None
    window.close()


def test_damaged_text_is_a_sentence(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    article_id = bodies(library, OLD, NEW)
    import sqlite3

    with sqlite3.connect(library.path) as connection:
        connection.execute(
            "UPDATE bodies SET body = x'00' WHERE version_id = "
            "(SELECT id FROM versions WHERE article_id = ? AND number = 1)", (article_id,),
        )  # fmt: skip
    connection.close()
    window = make_window()
    window.reading.open(article_id)
    settle(window)
    window.deeds.do("changesAction")
    settle(window)
    assert window.versions.view is not None
    labels = window.versions.view.findChildren(QLabel)
    assert any("damaged" in label.text() for label in labels)
    assert Sort.NEWEST is window.listing.sort
