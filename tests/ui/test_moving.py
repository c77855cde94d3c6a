"""Moving about in the real window: places, back and forward, links, what is left to read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store
from tests.ui.reader.makers import point_of

from clashreader.library.library import Library
from clashreader.ui.layout import Mode
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]

LONG = "".join(
    f"<p>Paragraph {n}. " + " ".join(f"At {n}:{m} no ferry sailed." for m in range(30)) + "</p>"
    for n in range(60)
)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the browser was asked to open."""
    opened: list[str] = []

    def take(url: object) -> bool:
        opened.append(url.toString())  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return opened


def scroll(window: MainWindow, share: float) -> None:
    bar = window.reader().view.verticalScrollBar()
    window.reader().view.lay_out()
    bar.setValue(round(bar.maximum() * share))


def line(window: MainWindow) -> str:
    """The paragraph at the upper edge of the text."""
    view = window.reader().view
    return view.cursorForPosition(QPoint(view.viewport().width() // 2, 1)).block().text()[:14]


def calm(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.reader().busy)


# --- places ---


def test_an_article_opens_where_it_was_left_also_after_a_restart(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3, body=LONG)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    calm(window, qtbot)
    scroll(window, 0.5)
    there = line(window)
    window.articles.select(ids[1])
    settle(window)
    assert window.reader().place() is None, "another one begins at its beginning"
    window.articles.select(ids[0])
    settle(window)
    calm(window, qtbot)
    assert line(window) == there
    window.close()
    other = make_window(size=(900, 700), zoom=140)
    other.open_article(ids[0])
    settle(other)
    calm(other, qtbot)
    assert line(other) == there


def test_a_killed_window_has_written_where_the_reader_was(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    from clashreader.ui import moving
    from clashreader.ui.places import Places

    ids = store(library, 1, body=LONG)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    calm(window, qtbot)
    window.moving._keep_timer.setInterval(10)
    scroll(window, 0.4)
    qtbot.waitUntil(lambda: not window.moving._keep_timer.isActive())
    assert moving.KEEP_AFTER <= 3000
    assert Places(window.home.places).of(library.article(ids[0])) is not None


def test_an_article_read_to_its_end_begins_at_its_beginning(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 2, body=LONG)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    calm(window, qtbot)
    scroll(window, 0.5)
    window.moving.keep()
    scroll(window, 1.0)
    window.articles.select(ids[1])
    settle(window)
    window.articles.select(ids[0])
    settle(window)
    calm(window, qtbot)
    assert window.reader().view.verticalScrollBar().value() == 0


NOTES = (
    LONG.replace("Paragraph 30.", 'Paragraph 30 <a href="#note1">[1]</a>.')
    + '<p id="note1">The harbour log, page 12.</p>'
)


def jump(window: MainWindow, qtbot: QtBot, way: str) -> None:
    if way == "End":
        qtbot.keyClick(window.reader().view, Qt.Key.Key_End)
        bar = window.reader().view.verticalScrollBar()
        qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    else:
        point = point_of(window.reader(), "[1]")
        qtbot.mouseClick(window.reader().view.viewport(), Qt.MouseButton.LeftButton, pos=point)


@pytest.mark.parametrize("way", ["footnote", "End"])
def test_a_jump_to_the_end_is_not_reading_to_the_end(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, way: str
) -> None:
    ids = store(library, 2, body=NOTES)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    calm(window, qtbot)
    scroll(window, 0.5)
    point_of(window.reader(), "[1]")
    there = line(window)
    jump(window, qtbot, way)
    window.moving.keep()
    assert (window.reader().read_share() or 0) > 0.99
    window.reader().view.verticalScrollBar().setValue(
        window.reader().view.verticalScrollBar().maximum()
    )
    window.moving.keep()
    window.articles.select(ids[1])
    settle(window)
    window.articles.select(ids[0])
    settle(window)
    calm(window, qtbot)
    assert line(window) == there


def test_who_goes_on_reading_after_a_jump_reads_to_the_end(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    (number,) = store(library, 1, body=NOTES)
    window = make_window()
    window.articles.select(number)
    settle(window)
    calm(window, qtbot)
    scroll(window, 0.2)
    jump(window, qtbot, "End")
    window.moving.keep()
    article = library.article(number)
    assert window.moving.places.of(article) is not None
    for share in (0.5, 0.8, 1.0):
        scroll(window, share)
        window.moving.keep()
    assert window.moving.places.of(article) is None


def test_the_status_bar_says_how_much_is_left(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 1, body=LONG)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    calm(window, qtbot)
    label = window.status._place
    qtbot.waitUntil(lambda: not window.moving._say_timer.isActive())
    assert label.text() == "", "nothing at the beginning"
    scroll(window, 0.5)
    qtbot.waitUntil(lambda: "min left" in label.text())
    assert "\u00a0%" in label.text()
    assert "read" in label.accessibleName()
    scroll(window, 1.0)
    qtbot.waitUntil(lambda: label.text() == "100\u00a0%")
    window.resize(500, 600)
    qtbot.waitUntil(lambda: not window.status._offline.isVisible())
    window.reading.show_nothing()
    qtbot.waitUntil(lambda: label.text() == "")


# --- back and forward ---


def test_back_and_forward_bring_articles_with_their_views_and_places(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 6, body=LONG)
    window = make_window(mark_read="never")
    back, forward = window.commands["historyBackAction"], window.commands["historyForwardAction"]
    window.show_view(View(ViewKind.SECTION, "Europe"))
    settle(window)
    window.articles.select(ids[0])
    settle(window)
    assert not back.isEnabled()
    calm(window, qtbot)
    scroll(window, 0.6)
    there = line(window)
    window.show_view(View(ViewKind.SECTION, "Asia-Pacific"))
    settle(window)
    window.articles.select(ids[1])
    settle(window)
    back.trigger()
    settle(window)
    calm(window, qtbot)
    assert window.reader().article_id == ids[0]
    assert window.listing.view == View(ViewKind.SECTION, "Europe")
    assert window.articles.current_id == ids[0]
    assert line(window) == there
    assert not back.isEnabled()
    forward.trigger()
    settle(window)
    assert window.reader().article_id == ids[1]
    assert window.listing.view == View(ViewKind.SECTION, "Asia-Pacific")
    assert not forward.isEnabled()


def test_back_leads_to_the_search_that_an_article_was_found_with(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 6)
    window = make_window(mark_read="never")
    window.toolbar.search.setText("title:4")
    window.toolbar.search.ask_now()
    settle(window)
    window.articles.select(ids[4])
    settle(window)
    window.toolbar.search.take_back()
    settle(window)
    window.articles.select(ids[1])
    settle(window)
    window.deeds.do("historyBackAction")
    settle(window)
    assert window.reader().article_id == ids[4]
    assert window.toolbar.search.text() == "title:4"
    assert list(window.articles.model.ids) == [ids[4]]


def test_back_from_a_footnote_returns_to_the_line(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    body = LONG + "<p>See <a href='#note'>the note</a>.</p>" + LONG + "<p id='note'>The note.</p>"
    ids = store(library, 2, body=body)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    calm(window, qtbot)
    reader = window.reader()
    spot = point_of(reader, "the note")
    before = reader.view.verticalScrollBar().value()
    qtbot.mouseClick(reader.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert reader.view.verticalScrollBar().value() > before + 500
    window.deeds.do("historyBackAction")
    calm(window, qtbot)
    assert abs(reader.view.verticalScrollBar().value() - before) < 40
    assert reader.article_id == ids[0]
    window.deeds.do("historyForwardAction")
    calm(window, qtbot)
    assert reader.view.verticalScrollBar().value() > before + 500


def test_the_extra_buttons_of_a_mouse_go_back_and_forward(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3)
    window = make_window(mark_read="never")
    for number in ids[:2]:
        window.articles.select(number)
        settle(window)
    qtbot.mouseClick(window.articles.view.viewport(), Qt.MouseButton.BackButton)
    settle(window)
    assert window.reader().article_id == ids[0]
    qtbot.mouseClick(window.reader().view.viewport(), Qt.MouseButton.ForwardButton)
    settle(window)
    assert window.reader().article_id == ids[1]


def test_one_pane_at_a_time_back_leads_to_the_list_or_along_the_link(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3, body="<p>See <a href='http://www.example.org/2/'>the other</a>.</p>")
    window = make_window(size=(600, 700), mark_read="never")
    qtbot.waitUntil(lambda: window.panes.mode is Mode.SINGLE)
    window.articles.select(ids[0])
    window.panes.show_reader(True)
    settle(window)
    reader = window.reader()
    qtbot.mouseClick(
        reader.view.viewport(), Qt.MouseButton.LeftButton, pos=point_of(reader, "the other")
    )
    settle(window)
    assert reader.article_id == ids[2]
    back = window.commands["historyBackAction"]
    back.trigger()
    settle(window)
    assert reader.article_id == ids[0], "along the link"
    assert window.panes.reading
    assert back.isEnabled()
    back.trigger()
    assert not window.panes.reading, "and then to the list"


# --- links ---


def test_a_link_to_an_article_of_the_library_opens_here_and_with_ctrl_outside(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, browser: list[str]
) -> None:
    link = "http://www.example.org/2/?utm_source=mail#end"
    ids = store(library, 3, body=f"<p>See <a href='{link}'>the other</a>.</p>")
    window = make_window(mark_read="never")
    window.articles.select(ids[0])
    settle(window)
    reader = window.reader()
    viewport = reader.view.viewport()
    spot = point_of(reader, "the other")
    qtbot.mouseMove(viewport, spot)
    reader.view.anchorHovered.emit(reader.view.anchorAt(spot))
    assert window.status.text == f"{link} · in your library"
    reader.view.anchorHovered.emit("")
    assert window.status.text == ""
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, spot)
    qtbot.mouseClick(viewport, Qt.MouseButton.MiddleButton, pos=spot)
    assert browser == [link, link]
    assert reader.article_id == ids[0]
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=spot)
    settle(window)
    assert reader.article_id == ids[2]
    assert browser == [link, link]


def test_the_keyboard_walks_through_links_and_opens_them(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, browser: list[str]
) -> None:
    body = "<p><a href='https://one.example/a'>One</a> and <a href='mailto:b@c.de'>two</a>.</p>"
    ids = store(library, 1, body=body, section=None)
    window = make_window()
    window.activateWindow()
    window.articles.select(ids[0])
    settle(window)
    view = window.reader().view
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    said = []
    for _ in range(12):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        said.append(window.status.text)
        if said[-1] == "mailto:b@c.de":
            break
    assert "https://one.example/a" in said
    assert said[-1] == "mailto:b@c.de"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert browser == ["mailto:b@c.de"]


def test_a_browser_that_does_not_start_is_said(
    library: Library, make_window: WindowMaker, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    ids = store(library, 1)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    window.deeds.do("browserAction")
    assert "No program" in window.status.text
    assert window.status._link.isVisible()
    window.status.show_link("https://example.org/")
    assert not window.status._link.isVisible()
    window.status.show_link("")
    assert "No program" in window.status.text
    assert window.status._link.isVisible(), "pointing at a link takes no offer away"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/ünter?q=ä", "https://example.org/ünter?q=ä"),
        ("https://münchen.de/a", "https://münchen.de/a"),
        ("https://пример.рф/", "https://пример.рф/"),
        ("https://аррӏе.com/id", "https://xn--80ak6aa92e.com/id"),
        ("https://user@pаypal.com:8080/x", "https://user@xn--pypal-4ve.com:8080/x"),
        ("https://例え.テスト/", "https://例え.テスト/"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
        ("https://[", "https://["),
    ],
)
def test_a_host_that_looks_like_another_is_unmasked(address: str, shown: str) -> None:
    from clashreader.ui.addresses import readable_address

    assert readable_address(address) == shown
