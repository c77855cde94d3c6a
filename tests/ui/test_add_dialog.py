"""The dialog that adds sources: what it shows before anything is stored, and what it never does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from pytest_httpserver import HTTPServer
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker
from tests.ui.test_bringing_in import articles_in, dialog_of, feed_text, look, take
from werkzeug import Request, Response

from clashreader.library.library import Library
from clashreader.model import NewSource, Source, SourceKind
from clashreader.ui.looking import clipboard_address
from clashreader.ui.main_window import MainWindow
from clashreader.ui.suggestions import suggestions, without_followed
from clashreader.ui.target_field import targets_of
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]


def test_another_address_ends_the_look_before(
    library: Library, make_window: WindowMaker, qtbot: QtBot, httpserver: HTTPServer
) -> None:
    held = threading.Event()

    def slow(_: Request) -> Response:
        held.wait(8)
        return Response(feed_text(1, "Too late"), content_type="text/xml")

    httpserver.expect_request("/slow").respond_with_handler(slow)
    httpserver.expect_request("/f").respond_with_data(feed_text(2), content_type="text/xml")
    window = make_window()
    window.deeds.add("")
    dialog = window.deeds._dialog
    dialog._bring(httpserver.url_for("/slow"))
    assert dialog.looking.busy
    assert dialog._cancel.text() == "Stop"
    assert dialog.target.isEnabled(), "one may type on"
    dialog.target.setText(httpserver.url_for("/f"))
    assert not dialog.looking.busy
    dialog.start()
    qtbot.waitUntil(dialog.card.isVisible, timeout=10_000)
    assert dialog.card.title.text() == "Harbour Gazette"
    held.set()
    qtbot.waitUntil(lambda: not window.jobs.busy, timeout=10_000)
    assert dialog.card.title.text() == "Harbour Gazette"
    assert library.sources() == ()
    dialog.reject()
    assert not dialog.isVisible()


def test_what_is_typed_is_asked_for_on_return_only(
    library: Library, make_window: WindowMaker, qtbot: QtBot, httpserver: HTTPServer, tmp_path: Path
) -> None:
    httpserver.expect_request("/f").respond_with_data(feed_text(2), content_type="text/xml")
    articles_in(tmp_path / "in", "one")
    window = make_window()
    window.deeds.add("")
    dialog = window.deeds._dialog
    lines = dialog.target.focusProxy()
    qtbot.keyClicks(lines, httpserver.url_for("/f"))
    dialog._typed.timeout.emit()
    assert not dialog.looking.busy
    assert httpserver.log == []
    qtbot.keyClick(lines, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.card.isVisible, timeout=10_000)
    assert dialog._add.hasFocus() or not dialog.isActiveWindow()
    dialog.target.setText(str(tmp_path / "in"))
    assert not dialog.card.isVisible()
    dialog._typed.timeout.emit()  # a path asks nobody
    qtbot.waitUntil(dialog.card.isVisible, timeout=10_000)
    assert dialog.card.facts.text() == "Folder · 1 article"


def test_what_was_handed_over_is_asked_for_at_home_on_request_only(
    library: Library, make_window: WindowMaker, qtbot: QtBot, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/f").respond_with_data(feed_text(2), content_type="text/xml")
    window = make_window()
    window.deeds.add(f"feed:{httpserver.url_for('/f')}")
    dialog = window.deeds._dialog
    qtbot.waitUntil(lambda: dialog._add.text() == "Look anyway", timeout=10_000)
    assert httpserver.log == []
    assert "is in your own network" in dialog.message.text()
    assert dialog.message.text().endswith("Look anyway?")
    assert dialog.focusWidget() is dialog._add
    dialog._add.click()
    qtbot.waitUntil(dialog.card.isVisible, timeout=10_000)
    assert dialog._add.text() == "Add"
    dialog.fill_in("feed:http://[::1]:1/f\nfeed:http://10.0.0.1/g")
    qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=10_000)
    assert dialog.looking.inner_host == "", "several: each line says it"
    dialog.fill_in("feed:http://10.0.0.1/g")
    qtbot.waitUntil(lambda: dialog.looking.inner_host == "10.0.0.1", timeout=10_000)
    error = dialog.looking.rows[0].error
    dialog.looking._targets = ("feed:http://example.org/leads-there",)
    assert dialog.looking.inner_host == "", "where a page led there, nothing is asked"
    dialog.looking._targets = ("/Users/vera/saved.xml",)
    assert dialog.looking.inner_host == ""
    dialog._failed(error)
    assert "may not lead there" in dialog.message.text()
    dialog.reject()


def test_several_lines_are_looked_at_together(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
    tmp_path: Path,
) -> None:
    httpserver.expect_request("/f").respond_with_data(feed_text(2), content_type="text/xml")
    articles_in(tmp_path / "in", "one")
    known = library.add_source(NewSource(SourceKind.FEED, "http://127.0.0.1:9/k", "Known"))
    window = make_window()
    targets = (httpserver.url_for("/f"), str(tmp_path / "in"), known.url, "/nowhere", "ftp://x/y")
    dialog = dialog_of(window, "\n\n".join(targets))
    qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=10_000)
    dialog.look(trusted=True)
    qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=20_000)
    assert dialog.choices.count() == 5
    assert dialog.choices.checked == [2, 3]
    said = [dialog.looking.rows[n].tick.line for n in range(5)]
    assert "no folder or file" in said[0], "what failed is seen without scrolling"
    assert said[2].startswith("Feed · 2 articles")
    assert "follow this already" in said[4]
    assert dialog.message.text() == "This is what was found. 2 could not be read."
    with qtbot.waitSignal(dialog.added, timeout=15_000):
        dialog.start()
    settle(window)
    assert {source.title for source in library.sources()} == {"Known", "Harbour Gazette", "in"}
    assert window.listing.view == View()
    qtbot.waitUntil(lambda: window.articles.model.rowCount() == 3, timeout=10_000)


def test_what_is_followed_already_is_a_link_to_it(
    library: Library, make_window: WindowMaker, qtbot: QtBot, tmp_path: Path
) -> None:
    articles_in(tmp_path / "in", "one")
    window = make_window()
    take(dialog_of(window, str(tmp_path / "in")), qtbot)
    [source] = library.sources()
    window.show_view(View())
    dialog = dialog_of(window, (tmp_path / "in").as_uri())
    look(dialog, qtbot)
    assert "follow this already" in dialog.message.text()
    assert not dialog._anyway_button.isVisible()
    dialog._known.click()
    assert window.listing.view == View(ViewKind.SOURCE, str(source.id))
    assert len(library.sources()) == 1


def test_a_large_folder_is_seen_while_it_is_read(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    articles_in(tmp_path / "in", *(f"a{number}" for number in range(250)))
    window = make_window()
    take(dialog_of(window, str(tmp_path / "in")), qtbot)
    qtbot.waitUntil(lambda: window.articles.model.rowCount() > 0, timeout=10_000)
    qtbot.waitUntil(lambda: window.articles.model.rowCount() == 250, timeout=15_000)
    settle(window)
    assert not window.articles.announced


def test_suggestions_are_followed_without_a_look(
    library: Library, make_window: WindowMaker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    synced: list[list[int]] = []
    monkeypatch.setattr(window.syncing, "sync", synced.append)
    window.deeds.add(suggest=True)
    dialog = window.deeds._dialog
    rows = dialog.looking.rows
    assert rows[0].tick.head
    assert rows[1].tick.title == "Clash Report"
    assert dialog.choices.checked == []
    assert not dialog._add.isEnabled()
    nasa = next(n for n, row in enumerate(rows) if "NASA" in row.tick.title)
    dialog.choices.set_checked(1, True)
    dialog.choices.set_checked(nasa, True)
    assert dialog._add.text() == "Follow 2 sources"
    with qtbot.waitSignal(dialog.added, timeout=10_000):
        dialog.start()
    assert {source.section for source in library.sources()} == {None, "Science"}
    assert synced == [[source.id for source in library.sources()]]
    assert window.state.welcomed
    left = without_followed(suggestions(), library.sources())
    assert len(left) == len(suggestions()) - 2


def test_the_suggestions_are_addresses_that_somebody_verified() -> None:
    import tomllib

    from clashreader.paths import resources
    from clashreader.sync.places import web_candidates

    data = tomllib.loads((resources() / "suggestions.toml").read_text(encoding="utf-8"))
    assert suggestions()[0].url == "https://clashreport.com/rss.xml"
    addresses = [one["url"] for one in data["source"]]
    assert len(set(addresses)) == len(addresses)
    for one in data["source"]:
        assert web_candidates(one["url"]) == [one["url"]]
        assert one["url"].startswith("https://")
        assert one["verified"]
        assert one["about"]
    heads = [one["section"] for one in data["source"]]
    assert heads == sorted(heads, key=heads.index), "each section stands together"


def test_the_clipboard_is_offered_but_not_asked(
    make_window: WindowMaker, httpserver: HTTPServer, qtbot: QtBot
) -> None:
    window = make_window()
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(f" {httpserver.url_for('/secret')} ")
    try:
        window.deeds.add("")
        dialog = window.deeds._dialog
        assert dialog.target.text() == httpserver.url_for("/secret")
        assert dialog.target.focusProxy().textCursor().hasSelection()
        assert not dialog.looking.busy
        assert httpserver.log == []
    finally:
        clipboard.clear()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://a.example/feed\n", "https://a.example/feed"),
        ("feed:https://a.example/f", "feed:https://a.example/f"),
        ("<https://a.example/f>", "https://a.example/f"),
        ('"https://a.example/f"', "https://a.example/f"),
        ("a.example", ""),
        ("https://a.example/ and more", ""),
        ("https://", ""),
        ("http://" + "a" * 3000, ""),
        ("/tmp", ""),
    ],
)
def test_only_an_address_is_taken_from_the_clipboard(text: str, address: str) -> None:
    assert clipboard_address(text) == address


def test_what_is_pasted_or_dropped_becomes_a_target_a_line(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://a.example/f")])
    assert targets_of(data) == [str(tmp_path), "https://a.example/f"]
    words = QMimeData()
    words.setText(" a.example \n\n b.example")
    assert targets_of(words) == ["a.example", "b.example"]
    assert targets_of(QMimeData()) == []


def test_a_long_list_is_followed_part_by_part(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("clashreader.ui.looking.MOST", 2)
    for name in "abc":
        httpserver.expect_request(f"/{name}").respond_with_data(
            feed_text(1, f"Gazette {name}"), content_type="text/xml"
        )
    window = make_window()
    dialog = dialog_of(window, "")
    dialog._bring("\n".join(httpserver.url_for(f"/{name}") for name in "abc"))
    qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=10_000)
    assert dialog.choices.count() == 2
    assert "1 more line waits" in dialog.message.text()
    with qtbot.waitSignal(dialog.added, timeout=15_000):
        dialog.start()
    assert dialog.isVisible()
    assert dialog.target.targets == [httpserver.url_for("/c")], "nothing is left out silently"
    qtbot.waitUntil(dialog.card.isVisible, timeout=10_000)
    with qtbot.waitSignal(dialog.added, timeout=15_000):
        dialog.start()
    assert not dialog.isVisible()
    settle(window)
    assert {source.title[-1] for source in library.sources()} == set("abc")
    dialog = dialog_of(window, "")
    dialog._bring("\n".join(httpserver.url_for(f"/{name}") for name in "abc"))
    qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=10_000)
    assert dialog._add.text() == "Go on", "all of this part are followed: the rest is not stuck"
    dialog.start()
    assert dialog.target.targets == [httpserver.url_for("/c")]
    dialog.reject()
    dialog.reject()


def test_stopping_the_look_at_a_path_does_not_begin_it_anew(
    make_window: WindowMaker, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    dialog = dialog_of(window, "")
    dialog._bring(str(tmp_path))
    assert dialog.looking.busy
    dialog.reject()
    assert dialog.message.text() == "Stopped."
    assert not dialog._typed.isActive()
    dialog.reject()


def test_what_is_added_without_an_answer_is_fetched_whole_where_that_is_chosen(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/f").respond_with_data("", status=503)
    window = make_window()
    dialog = dialog_of(window, "")
    dialog._bring(httpserver.url_for("/f"))
    qtbot.waitUntil(dialog._anyway_button.isVisible, timeout=10_000)
    assert dialog.whole.isVisible()
    dialog.whole.setChecked(True)
    with qtbot.waitSignal(dialog.added, timeout=15_000):
        dialog._anyway_button.click()
    settle(window)
    assert [source.full_text for source in library.sources()] == [True]


def test_stopping_a_long_list_tells_what_was_added_until_then(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = "".join(f'<outline xmlUrl="http://127.0.0.1:9/{n}"/>' for n in range(120))
    (tmp_path / "l.opml").write_text(f'<opml version="2.0"><body>{lines}</body></opml>')
    begun, go_on, real = threading.Event(), threading.Event(), Library.add_sources

    def slow(self: Library, news: Sequence[NewSource]) -> tuple[Source, ...]:
        added = real(self, news)
        begun.set()
        go_on.wait(8)
        return added

    monkeypatch.setattr(Library, "add_sources", slow)
    window = make_window()
    monkeypatch.setattr(window.syncing, "sync", lambda *_, **__: None)
    dialog = dialog_of(window, "")
    dialog._bring(str(tmp_path / "l.opml"))
    qtbot.waitUntil(dialog.card.isVisible, timeout=10_000)
    dialog.start()
    assert begun.wait(8)
    with qtbot.waitSignal(window.syncing.changed, timeout=8_000):  # the sidebar shows them
        dialog.reject()
        assert dialog.message.text() == "Stopped."
        go_on.set()
    qtbot.waitUntil(lambda: dialog.message.text() == "Stopped. 50 sources were added.")
    assert len(library.sources()) == 50
    dialog.reject()
    assert not dialog.isVisible()
    settle(window)


def test_what_is_followed_or_meant_twice_is_not_counted(
    library: Library, make_window: WindowMaker, qtbot: QtBot, httpserver: HTTPServer
) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="/{name}">'
        for name in ("World", "Ports", "Sea")
    )
    page = f"<html><head><title>Gazette</title>{links}</head><body><p>Hi</p></body></html>"
    httpserver.expect_request("/").respond_with_data(page, content_type="text/html")
    httpserver.expect_request("/f").respond_with_data(feed_text(1), content_type="text/xml")
    library.add_source(NewSource(SourceKind.FEED, httpserver.url_for("/World"), "World"))
    window = make_window()
    dialog = dialog_of(window, "")
    dialog._bring(httpserver.url_for("/"))
    qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=10_000)
    assert dialog.choices.count() == 3
    assert dialog.looking.rows[0].tick.line.startswith("You follow this already")
    assert not dialog.looking.rows[0].tick.able
    assert dialog.choices.checked == [1]
    url = httpserver.url_for("/f")
    dialog._bring(f"{url}\n{url}")
    qtbot.waitUntil(dialog.card.isVisible, timeout=10_000)  # one line, shown as one
    dialog._bring(f"{url}\n{url}#top\n{httpserver.url_for('/')}")
    qtbot.waitUntil(lambda: not dialog.looking.busy, timeout=10_000)
    assert len(dialog.choices.checked) == 3
    assert dialog._add.text() == "Follow 2 sources"
    assert dialog.looking.rows[2].tick.title == "Ports"
    dialog.reject()
