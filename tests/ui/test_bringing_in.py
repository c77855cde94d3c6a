"""Sync, adding and watching from the window, with real folders and a real loopback server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytest_httpserver import HTTPServer
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, NewSource, SourceKind
from clashreader.ui.add_dialog import AddDialog
from clashreader.ui.first_start import FirstStart
from clashreader.ui.import_report import ImportReport
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>
<link>http://localhost/</link><description>News</description>{items}</channel></rss>"""
ITEM = "<item><title>Ferry {0}</title><guid>f{0}</guid><description>Boats {0}.</description></item>"


def feed_text(count: int, title: str = "Harbour Gazette") -> str:
    return FEED.format(title=title, items="".join(ITEM.format(n) for n in range(count)))


def dialog_of(window: MainWindow, target: str) -> AddDialog:
    window.deeds.add(target)
    dialog = window.deeds._dialog
    assert isinstance(dialog, AddDialog)
    return dialog


def look(dialog: AddDialog, qtbot: QtBot) -> None:
    """Look at what is in the field; an address of this computer has to be confirmed."""
    qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=20_000)
    if not dialog.looking.rows or dialog.looking.rows[0].error is not None:
        dialog.start()
        qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=20_000)


def take(dialog: AddDialog, qtbot: QtBot) -> None:
    """Look, and add what was found."""
    look(dialog, qtbot)
    with qtbot.waitSignal(dialog.added, timeout=15_000):
        dialog.start()


def articles_in(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.md").write_text(f"# {name}\n\nWords about {name}.", encoding="utf-8")


def test_adding_a_feed_shows_its_articles(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:
    httpserver.expect_request("/feed").respond_with_data(feed_text(3), content_type="text/xml")
    window = make_window()
    dialog = dialog_of(window, httpserver.url_for("/feed"))
    look(dialog, qtbot)
    assert library.sources() == ()
    assert dialog.card.title.text() == "Harbour Gazette"
    assert dialog.card.facts.text() == "Feed · 3 articles"
    assert dialog.whole.isChecked()  # these are a few words each
    dialog.whole.setChecked(False)
    dialog.section.setText("Ports")
    with qtbot.waitSignal(dialog.added, timeout=10_000):
        qtbot.mouseClick(dialog._add, Qt.MouseButton.LeftButton)
    assert [request.path for request, _ in httpserver.log] == ["/feed"], "asked once"
    settle(window)
    (source,) = library.sources()
    assert source.section == "Ports"
    assert window.listing.view == View(ViewKind.SOURCE, str(source.id))
    assert window.articles.model.rowCount() == 3
    assert window.articles._title.text() == "Harbour Gazette"


def test_a_page_with_several_feeds_lets_one_choose(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{name}">'
        for name in ("World", "Ports")
    )
    page = f"<html><head><title>Gazette</title>{links}</head><body><p>Hi</p></body></html>"
    httpserver.expect_request("/").respond_with_data(page, content_type="text/html")
    for name in ("World", "Ports"):
        httpserver.expect_request(f"/{name}").respond_with_data(
            feed_text(1, name), content_type="text/xml"
        )
    window = make_window()
    dialog = dialog_of(window, httpserver.url_for("/"))
    look(dialog, qtbot)
    assert dialog.choices.isVisible()
    assert (dialog.choices.count(), dialog.choices.checked) == (2, [0])
    dialog.choices.set_checked(1, True)
    assert "2" in dialog._add.text()
    with qtbot.waitSignal(dialog.added, timeout=10_000):
        dialog.start()
    assert [source.title for source in library.sources()] == ["Ports", "World"]
    assert window.listing.view == View()


def test_what_cannot_be_reached_is_a_sentence_in_the_dialog(
    library: Library, make_window: WindowMaker, qtbot: QtBot
) -> None:
    window = make_window()
    dialog = dialog_of(window, "http://127.0.0.1:9/feed")
    look(dialog, qtbot)
    assert dialog.isVisible()
    assert dialog.message.text()
    assert "Traceback" not in dialog.message.text()
    assert dialog._anyway_button.isVisible()
    assert library.sources() == ()
    with qtbot.waitSignal(dialog.added, timeout=10_000):
        dialog._anyway_button.click()
    [source] = library.sources()
    assert source.error
    assert window.listing.view == View(ViewKind.SOURCE, str(source.id))


def test_adding_can_be_stopped(
    library: Library, make_window: WindowMaker, qtbot: QtBot, httpserver: HTTPServer
) -> None:
    import threading

    held = threading.Event()

    def slow(_: object) -> object:
        from werkzeug import Response

        held.wait(8)
        return Response(feed_text(1), content_type="text/xml")

    httpserver.expect_request("/feed").respond_with_handler(slow)  # type: ignore[arg-type]
    window = make_window()
    dialog = dialog_of(window, httpserver.url_for("/feed"))
    qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=5_000)  # of this computer: asks
    dialog.start()
    assert dialog.looking.busy
    dialog.reject()
    assert dialog.isVisible()
    assert dialog.message.text() == "Stopped."
    qtbot.waitUntil(lambda: not window.jobs.busy, timeout=10_000)
    held.set()
    assert library.sources() == ()
    dialog.reject()
    assert not dialog.isVisible()


@pytest.mark.logs_errors
def test_a_sync_that_a_bug_ended_is_over(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from clashreader.sync.pipeline import Syncer

    window = make_window()
    syncing = window.syncing
    assert syncing is not None
    with monkeypatch.context() as patch:
        patch.setattr(Syncer, "run", lambda *_, **__: 1 // 0)
        with qtbot.waitSignal(syncing.failed, timeout=5000):
            syncing.sync()
        settle(window)
    assert not syncing.running
    with qtbot.waitSignal(syncing.finished, timeout=5000):
        syncing.sync()
    settle(window)


def test_an_opml_file_subscribes_and_syncs(
    library: Library,
    make_window: WindowMaker,
    qtbot: QtBot,
    httpserver: HTTPServer,
    tmp_path: Path,
) -> None:
    httpserver.expect_request("/feed").respond_with_data(feed_text(2), content_type="text/xml")
    lists = tmp_path / "feeds.opml"
    lists.write_text(
        '<opml version="2.0"><body><outline text="Gazette" type="rss" '
        f'xmlUrl="{httpserver.url_for("/feed")}"/></body></opml>',
        encoding="utf-8",
    )
    window = make_window()
    dialog = dialog_of(window, str(lists))
    assert window.syncing is not None
    look(dialog, qtbot)
    assert dialog.card.facts.text() == "List of feeds · 1 feed"
    assert library.sources() == ()
    with qtbot.waitSignal(window.syncing.finished, timeout=15_000):
        dialog.start()
    assert library.count(ArticleQuery()) == 2


def test_a_failed_source_is_one_quiet_line_and_a_mark(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    library.add_source(NewSource(SourceKind.FEED, "http://127.0.0.1:9/feed", "Gone Gazette"))
    window = make_window()
    assert window.syncing is not None
    with qtbot.waitSignal(window.syncing.finished, timeout=30_000):
        window.deeds.do("syncAction")
    settle(window)
    assert window.status.text.startswith("Gone Gazette: ")
    assert "\n" not in window.status.text
    entry = window.sidebar._model.entry(
        window.sidebar._model.find(View(ViewKind.SOURCE, str(library.sources()[0].id)).key)
    )
    assert entry is not None
    assert entry.failed
    assert entry.tip.startswith(library.sources()[0].error or "?")
    assert QApplicationHasNoModal()


def QApplicationHasNoModal() -> bool:
    from PySide6.QtWidgets import QApplication

    return QApplication.activeModalWidget() is None


def test_a_sync_can_be_stopped_and_started_again(
    library: Library, make_window: WindowMaker, qtbot: QtBot, tmp_path: Path
) -> None:
    articles_in(tmp_path / "in", *(f"a{n}" for n in range(300)))
    library.add_source(NewSource(SourceKind.FOLDER, str(tmp_path / "in"), "In"))
    window = make_window()
    syncing = window.syncing
    assert syncing is not None
    window.deeds.do("syncAction")
    window.deeds.do("syncAction")
    assert not syncing.running
    assert window.status.text == "Sync stopped."
    with qtbot.waitSignal(syncing.finished, timeout=30_000):
        window.deeds.do("syncAction")
    assert library.count(ArticleQuery()) == 300


def test_a_watched_folder_brings_its_new_files_in(
    library: Library, make_window: WindowMaker, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    articles_in(folder, "one")
    library.add_source(NewSource(SourceKind.FOLDER, str(folder), "In"))
    window = make_window(sync_on_start=True)
    assert window.syncing is not None
    window.syncing.begin()
    qtbot.waitUntil(lambda: library.count(ArticleQuery()) == 1, timeout=15_000)
    qtbot.waitUntil(lambda: window.syncing._watcher is not None, timeout=5_000)  # type: ignore[union-attr]
    qtbot.wait(300)
    articles_in(folder, "two")
    qtbot.waitUntil(lambda: library.count(ArticleQuery()) == 2, timeout=15_000)


def test_the_first_start_has_something_to_read_and_offers_sources(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window()
    start = FirstStart(window)
    start.begin(True)
    empty = window.articles._empty
    assert empty is None or not empty.isVisible(), "nothing is said of what will not last"
    qtbot.waitUntil(lambda: window.articles.model.rowCount() > 3, timeout=20_000)
    qtbot.waitUntil(lambda: window.reading.article is not None, timeout=10_000)
    settle(window)
    article = window.reading.article
    assert article is not None
    assert article.title.startswith("Start here")
    card = start._card
    assert card is not None
    assert card.isVisible()
    card.chosen.emit("suggestions")
    assert window.deeds._dialog.looking.rows[1].tick.title == "Clash Report"
    window.deeds._dialog.reject()
    card.dismissed.emit()
    assert not card.isVisible()
    assert window.state.welcomed


def test_a_first_start_that_cannot_store_anything_says_that_there_is_nothing(
    library: Library, make_window: WindowMaker, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clashreader.errors import LibraryError
    from clashreader.sync import subscribe

    def full(*_: object, **__: object) -> None:
        raise LibraryError("The disk is full.")

    monkeypatch.setattr(subscribe, "add_welcome", full)
    window = make_window()
    FirstStart(window).begin(True)
    settle(window)
    empty = window.articles._empty
    assert empty is not None
    assert empty.isVisible()
    assert "disk is full" in window.status.text


def test_the_offer_goes_when_something_is_followed(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    articles_in(tmp_path / "in", "one")
    window = make_window()
    start = FirstStart(window)
    start.begin(False)
    card = start._card
    assert card is not None
    assert card.isVisible()
    take(dialog_of(window, str(tmp_path / "in")), qtbot)
    settle(window)
    assert not card.isVisible()


def test_no_offer_for_those_who_follow_something(
    library: Library, make_window: WindowMaker
) -> None:
    store(library, 1)
    window = make_window()
    start = FirstStart(window)
    start.begin(False)
    assert start._card is None


@pytest.mark.parametrize("name", ["keysAction", "aboutAction", "addAction"])
def test_each_dialog_opens_and_closes_by_key(
    library: Library, make_window: WindowMaker, qtbot: QtBot, name: str
) -> None:
    window = make_window()
    window.deeds.do(name)
    dialog = window.deeds._dialog
    assert dialog is not None
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.deeds._dialog is None


def several_feeds(httpserver: HTTPServer) -> None:
    """A page that offers two feeds with a title and one without."""
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{name}">'
        for name in ("World", "Ports")
    )
    links += '<link rel="alternate" type="application/rss+xml" href="/nameless">'
    page = f"<html><head><title>Gazette</title>{links}</head><body><p>Hi</p></body></html>"
    httpserver.expect_request("/").respond_with_data(page, content_type="text/html")
    for name in ("World", "Ports"):
        httpserver.expect_request(f"/{name}").respond_with_data(
            feed_text(1, name), content_type="text/xml"
        )


def test_a_feed_is_chosen_by_key(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, httpserver: HTTPServer
) -> None:
    several_feeds(httpserver)
    window = make_window()
    window.activateWindow()
    dialog = dialog_of(window, httpserver.url_for("/"))
    qtbot.waitUntil(dialog.isActiveWindow)
    look(dialog, qtbot)
    choices = dialog.choices
    assert choices.hasFocus()
    assert choices.geometry().top() >= dialog.message.geometry().bottom(), "below the question"
    assert [choices.item(row).text() for row in range(2)] == ["World", "Ports"]
    assert choices.item(2).text() == httpserver.url_for("/nameless")
    qtbot.keyClick(choices, Qt.Key.Key_Space)
    qtbot.keyClick(choices, Qt.Key.Key_Down)
    assert not dialog._add.isEnabled()
    qtbot.keyClick(choices, Qt.Key.Key_Space)
    assert choices.checked == [1]
    with qtbot.waitSignal(dialog.added, timeout=10_000):
        qtbot.keyClick(choices, Qt.Key.Key_Return)
    assert [source.title for source in library.sources()] == ["Ports"]


def test_a_list_tells_what_was_taken_and_what_was_left_out(
    library: Library, make_window: WindowMaker, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    library.add_source(NewSource(SourceKind.FEED, "http://127.0.0.1:9/known", "Known"))
    path = tmp_path / "list.opml"
    rows = ("http://127.0.0.1:9/known", "http://me:hush@127.0.0.1:9/new", "file:///etc/passwd")
    path.write_text(
        "<opml><body>" + "".join(f'<outline xmlUrl="{row}"/>' for row in rows) + "</body></opml>"
    )
    window = make_window()
    dialog = dialog_of(window, str(path))
    take(dialog, qtbot)
    report = window.findChild(ImportReport)
    assert report is not None
    text = report.message.text()
    assert "follow 1 of this list already" in text
    assert "passwords" in text
    assert report.refused.count() == 1
    assert "file:///etc/passwd" in report.refused.item(0).text()
    report.accept()
    settle(window)
    assert len(library.sources()) == 2
    again = dialog_of(window, str(path))
    look(again, qtbot)
    assert not again._add.isEnabled()
    assert "all of these already" in again.message.text()
