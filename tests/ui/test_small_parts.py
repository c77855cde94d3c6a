"""Dates, views, jobs, theme: the parts below the widgets."""

from __future__ import annotations

import calendar
import threading
import time

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from tests.fakes import NOON, feed, prepared
from tests.ui.conftest import store

from clashreader.errors import LibraryError, ReaderError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, Sort, Term
from clashreader.ui.dates import short_date
from clashreader.ui.jobs import Jobs
from clashreader.ui.row_layout import is_rtl
from clashreader.ui.sidebar_model import SidebarModel, _walk
from clashreader.ui.theme import THEMES, icon
from clashreader.ui.views import View, ViewKind, day_start

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield None
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ((2026, 3, 4, 14, 5, 0), "14:05"),
        ((2026, 3, 3, 14, 5, 0), "Tue 3 March"),
        ((2025, 6, 30, 14, 5, 0), "30 June 2025"),
        ((2026, 3, 4, 0, 0, 0), "Wed 4 March"),
    ],
)
def test_dates_are_short_near_and_whole_far_away(
    utc: object, moment: tuple[int, ...], shown: str
) -> None:
    now = calendar.timegm((2026, 3, 4, 18, 0, 0))
    assert short_date(calendar.timegm(moment), now, ENGLISH) == shown


def test_a_bare_date_is_that_date_west_of_greenwich_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "EST5")
    time.tzset()
    try:
        shown = short_date(calendar.timegm((2025, 6, 30, 0, 0, 0)), float(NOON), ENGLISH)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert shown == "30 June 2025"


@given(
    kind=st.sampled_from(list(ViewKind)),
    value=st.text().filter(lambda text: "\r" not in text),
    month=st.sampled_from(["", "2025", "2025-06", "none"]),
)
def test_a_view_comes_back_from_its_key(kind: ViewKind, value: str, month: str) -> None:
    view = View(kind, value, month)
    assert View.from_key(view.key) == view


@given(st.text())
def test_any_key_gives_a_view(text: str) -> None:
    assert isinstance(View.from_key(text), View)


def test_each_row_of_the_sidebar_finds_as_many_articles_as_it_says(
    library: Library, qapp: object
) -> None:
    now = int(time.time())
    store(library, 30, tags=("energy",))
    store(library, 3, start=30, published=None)
    store(library, 2, start=40, published=now)
    other = library.add_source(feed("https://example.org/other.xml", title="5"))
    library.apply(other.id, [Insert(prepared("z", section='"Quoted" section'))])
    ids = library.ids(ArticleQuery())
    library.set_read(ids[::2], True)
    library.set_bookmarked(ids[::5], True)
    start = day_start()
    model = SidebarModel()
    model.update(library.overview(day_start=start))
    entries = [entry for entry in _walk(model._root) if entry.view is not None]
    assert len(entries) > 20
    for entry in entries:
        assert entry.view is not None
        query = entry.view.query(day_start=start)
        assert library.count(query) == entry.total, entry.key
        unread = query.where, Term("unread", "is")
        from clashreader.model import AllOf

        where = AllOf(tuple(node for node in unread if node is not None))
        assert library.count(ArticleQuery(where, Sort.NEWEST)) == entry.unread, entry.key


def test_the_sidebar_passes_the_model_tester(
    library: Library, qapp: object, qtmodeltester: object
) -> None:
    model = SidebarModel()
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    model.update(library.overview(day_start=0))
    store(library, 40, tags=("a", "b"))
    assert model.update(library.overview(day_start=0))
    library.set_read(library.ids(ArticleQuery()), True)
    assert not model.update(library.overview(day_start=0)), "counts alone need no reset"


@pytest.mark.parametrize(
    ("text", "rtl"),
    [("سوق", True), ("שלום world", True), ("123 كتاب", True), ("a سوق", False), ("", False)],
)
def test_direction_is_that_of_the_first_letter(text: str, rtl: bool) -> None:
    assert is_rtl(text) is rtl


# --- jobs --------------------------------------------------------------------------------------


def test_results_come_back_in_the_ui_thread(qtbot: QtBot) -> None:
    jobs = Jobs()
    seen: list[tuple[int, threading.Thread]] = []
    jobs.submit(lambda _: 6 * 7, lambda answer: seen.append((answer, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(42, threading.main_thread())]
    jobs.close()


def test_a_later_job_of_the_same_key_supersedes(qtbot: QtBot) -> None:
    jobs = Jobs()
    seen: list[str] = []
    release = threading.Event()

    def slow(cancel: threading.Event) -> str:
        release.wait(5)
        return "old"

    jobs.submit(slow, seen.append, key="list")
    jobs.submit(lambda _: "new", seen.append, key="list")
    release.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert seen == ["new"]
    jobs.close()


def test_a_dialog_that_was_closed_meanwhile_hears_of_nothing(qtbot: QtBot) -> None:
    class Dialog(QDialog):
        def show_result(self, result: object) -> None:
            self.setWindowTitle(str(result))

    def locked(_: threading.Event) -> None:
        raise LibraryError("The library is locked.")

    jobs = Jobs()
    dialog, release = Dialog(), threading.Event()
    jobs.submit(lambda _: release.wait(5), dialog.show_result, dialog.show_result)
    jobs.submit(locked, dialog.show_result, dialog.show_result)
    shiboken6.delete(dialog)  # as a window does that deletes its dialogs when they are closed
    release.set()
    qtbot.waitUntil(lambda: not jobs.busy)  # an exception in a slot would fail the test
    jobs.close()


@pytest.mark.logs_errors
def test_errors_for_the_reader_and_bugs_go_different_ways(qtbot: QtBot) -> None:
    jobs = Jobs()
    told: list[ReaderError] = []
    bugs: list[object] = []
    jobs.unexpected.connect(bugs.append)

    def locked(_: threading.Event) -> None:
        raise LibraryError("The library is locked.")

    def broken(_: threading.Event) -> None:
        raise ZeroDivisionError

    jobs.submit(locked, failed=told.append)
    qtbot.waitUntil(lambda: bool(told))
    jobs.submit(broken, failed=told.append)
    qtbot.waitUntil(lambda: bool(bugs))
    assert isinstance(bugs[0], ZeroDivisionError)
    # Whoever waits hears of both: else it would wait for ever.
    assert told[0].message == "The library is locked."
    assert isinstance(told[1].__cause__, ZeroDivisionError)
    assert "log" in told[1].message
    jobs.close()


def test_closing_cancels_and_joins_every_thread(qtbot: QtBot) -> None:
    jobs = Jobs()
    delivered: list[object] = []
    started = threading.Event()

    def stubborn(cancel: threading.Event) -> None:
        started.set()
        cancel.wait(20)

    for lane in ("sync", "jobs", "jobs", "jobs", "pictures"):
        jobs.submit(stubborn, delivered.append, lane=lane)
    assert started.wait(5)
    before = time.monotonic()
    jobs.close()
    assert time.monotonic() - before < 5
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("clashreader-")]
    qtbot.wait(20)
    assert delivered == []
    assert jobs.submit(stubborn).cancelled


# --- icons and keys ----------------------------------------------------------------------------


def test_every_icon_that_is_named_exists(qapp: object) -> None:
    from clashreader.ui.keys import COMMANDS

    names = {command.icon for command in COMMANDS if command.icon}
    names |= {"stop", "back", "menu", "settings", "bookmark-filled", "error", "search", "close"}
    names |= {"all", "unread", "today", "edited", "section", "tag", "feed", "folder", "sort"}
    for name in names:
        assert not icon(name, THEMES["light"]).isNull(), name


def test_no_two_commands_share_a_key() -> None:
    from clashreader.ui.keys import COMMANDS

    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
