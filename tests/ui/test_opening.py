"""Things handed over by the desktop, in an open window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import ArticleQuery
from clashreader.ui.add_dialog import AddDialog
from clashreader.ui.main_window import MainWindow
from clashreader.ui.opening import Opening
from clashreader.ui.request import Request, make_request
from clashreader.ui.views import View, ViewKind


def test_a_file_is_read_and_taken_back(
    qtbot: QtBot, make_window: WindowMaker, tmp_path: Path
) -> None:
    window = make_window()
    library = window.library
    assert library is not None
    letter, other = tmp_path / "letter.md", tmp_path / "other.html"
    letter.write_text("# A letter from the harbour\n\nWords.", encoding="utf-8")
    other.write_text("<html><title>Other</title><body><p>Words.</p>", encoding="utf-8")
    opening = Opening(window)
    opening.take(make_request([str(letter)]))
    qtbot.waitUntil(lambda: "A letter from the harbour" in window.windowTitle())
    first = window.reading.article_id
    assert window.status.text == "“A letter from the harbour” was taken in."
    qtbot.waitUntil(lambda: not window.jobs.busy)
    opening.take(make_request([str(letter), letter.as_uri()]))
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert library.count(ArticleQuery()) == 1, "it is there already"
    opening.take(make_request([str(other)]))
    qtbot.waitUntil(lambda: "Other" in window.windowTitle())
    assert window.reading.article_id != first
    qtbot.waitUntil(lambda: window.articles.current_id == window.reading.article_id)
    assert window.status.offers
    window.status._follow()
    qtbot.waitUntil(lambda: library.count(ArticleQuery()) == 1)
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert [source.title for source in library.sources()] == ["letter"]


def test_what_could_be_followed_is_asked_about(
    qtbot: QtBot, make_window: WindowMaker, tmp_path: Path
) -> None:
    window = make_window()
    feeds = tmp_path / "feeds.opml"
    feeds.write_text(
        "<opml version='2.0'><body><outline text='Z' xmlUrl='https://z.invalid/f'/></body></opml>",
        encoding="utf-8",
    )
    folder = tmp_path / "folder"
    folder.mkdir()
    Opening(window).take(make_request([str(feeds), str(folder)]))
    qtbot.waitUntil(lambda: window.findChild(AddDialog) is not None)
    dialog = window.findChild(AddDialog)
    assert list(dialog.target.targets) == [str(feeds), str(folder)]
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert window.library is not None
    assert not window.library.sources(), "nothing is stored before the reader says so"
    dialog.reject()


def test_reader_list_and_sidebar_agree_on_an_article_that_was_named(
    qtbot: QtBot, library: Library, make_window: WindowMaker, settle: Callable[[MainWindow], None]
) -> None:
    europe = store(library, 3, section="Europe")
    asia = store(library, 3, start=3, section="Asia")
    none = store(library, 3, start=6, section=None)
    window = make_window()
    opening = Opening(window)

    def take(number: int, view: View) -> None:
        opening.take(Request((str(number),)))
        qtbot.waitUntil(lambda: window.reading.article_id == number)
        settle(window)
        assert window.listing.view == view
        assert window.articles.current_id == number
        assert window.sidebar.view_of(window.sidebar.currentIndex()) == view

    take(asia[1], View())
    window.show_view(View(ViewKind.SECTION, "Europe"))
    settle(window)
    take(europe[2], View(ViewKind.SECTION, "Europe"))
    take(asia[0], View(ViewKind.SECTION, "Asia"))
    take(none[0], View())
    window.listing.search("id:0")
    settle(window)
    take(europe[0], View(ViewKind.SECTION, "Europe"))
    assert window.library is not None
    window.apply_changes(window.library.delete([asia[2]]))
    settle(window)
    take(asia[2], View(ViewKind.BIN))
    window.show_view(View(ViewKind.SECTION, "Europe"))
    opening.take(Request((str(europe[1]),)))  # while the list is being read
    settle(window)
    assert window.articles.current_id == europe[1]


def test_numbers_deeds_and_what_is_wrong(
    qtbot: QtBot, library: Library, make_window: WindowMaker, tmp_path: Path
) -> None:
    ids = store(library, 3)
    window = make_window()
    opening = Opening(window)
    opening.take(Request((str(ids[2]),)))
    qtbot.waitUntil(lambda: window.reading.article_id == ids[2])
    for wrong in ("feed:javascript:alert(1)", "/no/such/file.md", "9" * 60_000, "a\nb", "\udcff"):
        window.status.progress("")
        opening.take(Request((wrong,)))
        qtbot.waitUntil(lambda: window.status.text.endswith("."))
        assert window.reading.article_id == ids[2]
        window.status._fall_back()
    opening.take(Request((), cut=True))
    assert window.status.text == "At most 200 are opened at once."
    opening.take(Request((), add=True))
    dialog = window.findChild(AddDialog)
    assert dialog is not None
    dialog.reject()
    asked: list[bool] = []
    assert window.syncing is not None
    window.syncing.sync = lambda ids=None, *, force=False: asked.append(force)  # type: ignore[method-assign, assignment, misc]
    opening.take(Request((), sync=True))
    assert asked == [True]
    assert len(window.library.sources()) == 1 if window.library else False
