"""Saved searches in the sidebar: counted, changed, put in order, deleted, carried by files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import Sort
from clashreader.ui.main_window import MainWindow
from clashreader.ui.sidebar_model import ENTRY_ROLE, Entry
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]


def entry(window: MainWindow, view: View) -> Entry | None:
    index = window.sidebar._find(view)
    found = index.data(ENTRY_ROLE) if index.isValid() else None
    return found if isinstance(found, Entry) else None


def test_a_search_is_saved_counted_and_shown_in_its_order(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 6)
    library.set_read(ids[:2], True)
    window = make_window()
    assert window.searches.save_shown() is None
    assert "Search for something" in window.status._message.text()
    with qtbot.waitSignal(window.listing.loaded):
        window.listing.search("section:Europe")
    dialog = window.searches.save_shown()
    assert dialog is not None
    dialog.name.setText("  ")
    dialog.save.click()
    assert dialog.message.text() == "A saved search needs a name."
    dialog.name.setText("The harbour")
    dialog.query.setText("section:Europe title:(")
    dialog.save.click()
    assert dialog.isVisible()
    assert dialog.query.selectionStart() >= len("section:Europe ")
    dialog.query.setText("section:Europe")
    dialog.sort.setCurrentIndex(dialog.sort.findData(Sort.OLDEST))
    dialog.save.click()
    settle(window)
    (search,) = library.searches()
    view = View(ViewKind.SAVED, str(search.id))
    found = entry(window, view)
    assert found is not None
    qtbot.waitUntil(lambda: (found.total, found.unread) == (2, 1))
    with qtbot.waitSignal(window.listing.loaded):
        window.show_view(view)
    assert list(window.articles.model.ids) == [ids[3], ids[0]]
    assert window.listing.view.title(window.overview) == "The harbour"
    with qtbot.waitSignal(window.listing.loaded):
        window.show_view(View())
    assert window.listing.sort is Sort.NEWEST


def test_a_saved_search_is_changed_moved_and_deleted_and_comes_back(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3)
    first = library.add_search("First", "is:unread")
    second = library.add_search("Second", "section:Europe")
    window = make_window()
    settle(window)
    window.searches._move(second.id, -1)
    settle(window)
    assert [search.name for search in library.searches()] == ["Second", "First"]
    view = View(ViewKind.SAVED, str(first.id))
    with qtbot.waitSignal(window.listing.loaded):
        window.show_view(view)
    assert len(window.articles.model.ids) == 3
    dialog = window.searches.edit(library.find_search("First"))
    dialog.query.setText("section:Asia-Pacific")
    with qtbot.waitSignal(window.listing.loaded):
        dialog.save.click()
        settle(window)
    window.searches.delete(library.find_search("first"))
    settle(window)
    assert [search.name for search in library.searches()] == ["Second"]
    assert window.listing.view == View()
    assert "First" in window.deeds.undo_stack.undoText()
    window.deeds.do("undoAction")
    settle(window)
    assert [search.name for search in library.searches()] == ["Second", "First"]
    assert entry(window, view) is not None
    assert ids


def test_saved_searches_travel_in_a_file(
    library: Library, make_window: WindowMaker, settle: Settle, tmp_path: Path
) -> None:
    library.add_search("“Quoted” \N{HEAVY BLACK HEART}", 'title:"a b" -c')
    window = make_window()
    file = tmp_path / "searches.json"
    window.searches.export_to(file)
    (search,) = library.searches()
    library.delete_search(search.id)
    window.searches.import_from(file)
    settle(window)
    assert [(one.name, one.query) for one in library.searches()] == [(search.name, search.query)]
    assert "1 search was added." in window.status._message.text()
    file.write_bytes(b"\xff\xfe nothing")
    window.searches.import_from(file)
    assert "cannot be read" in window.status._message.text()
    window.searches.export_to(tmp_path / "no" / "such" / "folder.json")
    assert "cannot be written" in window.status._message.text()


def test_the_saved_search_that_was_shown_comes_back_at_the_next_start(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 4)
    search = library.add_search("Old first", "section:Europe", Sort.OLDEST)
    window = make_window()
    with qtbot.waitSignal(window.listing.loaded):
        window.show_view(View(ViewKind.SAVED, str(search.id)))
    window.close()
    again = make_window()
    settle(again)
    qtbot.waitUntil(lambda: list(again.articles.model.ids) == [ids[3], ids[0]])


def test_the_bin_and_the_hidden_have_their_places(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 4)
    library.delete(ids[:1])
    library.set_hidden(ids[1:2], True)
    window = make_window()
    settle(window)
    for kind, wanted in ((ViewKind.BIN, ids[0]), (ViewKind.HIDDEN, ids[1])):
        found = entry(window, View(kind))
        assert found is not None
        assert found.total == 1
        with qtbot.waitSignal(window.listing.loaded):
            window.show_view(View(kind))
        assert list(window.articles.model.ids) == [wanted]


def test_words_are_marked_in_the_article_beginnings_only_where_they_were_asked_for(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    (number,) = store(library, 1, title="Rain, a rainbow, and the rain gauge")
    saved = library.add_search("Wet", "rain")
    window = make_window()
    for query, count in (("rain", 2), ("rain*", 3)):
        with qtbot.waitSignal(window.listing.loaded):
            window.listing.search(query)
        window.articles.select(number)
        window.open_article(number)
        settle(window)
        finder = window.reader().finder
        qtbot.waitUntil(lambda finder=finder, count=count: finder.count == count)
        window.reading.show_nothing()
    with qtbot.waitSignal(window.listing.loaded):
        window.show_view(View(ViewKind.SAVED, str(saved.id)))
    window.open_article(number)
    settle(window)
    qtbot.waitUntil(lambda: window.reader().finder.count == 2)
