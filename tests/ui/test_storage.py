"""Room on the disk, from the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot
from tests.fakes import DAY, feed
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import ArticleQuery
from clashreader.ui.backups_dialog import BackupsDialog
from clashreader.ui.main_window import MainWindow
from clashreader.ui.provenance_dialog import ProvenanceDialog
from clashreader.ui.storage.clean_up_dialog import CleanUpDialog
from clashreader.ui.storage.dialog import StorageDialog
from clashreader.ui.storage.source_rooms import _Rows

Settle = Callable[[MainWindow], None]
LEFT = Qt.MouseButton.LeftButton


def storage_of(window: MainWindow, qtbot: QtBot) -> StorageDialog:
    window.deeds.do("storageAction")
    dialog = window.findChild(StorageDialog, "storageDialog")
    assert isinstance(dialog, StorageDialog)
    qtbot.waitUntil(lambda: dialog.room is not None)
    return dialog


def counted(dialog: CleanUpDialog, qtbot: QtBot) -> CleanUpDialog:
    qtbot.waitUntil(lambda: dialog.plan is not None)
    return dialog


def test_what_takes_room_is_seen_cleaned_up_and_gone_from_the_list(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 6)
    library.add_source(feed("https://quiet.example/", title="A quiet one"))
    library.set_read(ids[:4], True)
    library.set_bookmarked(ids[:1], True)
    window = make_window()
    settle(window)
    window.open_article(ids[1])
    settle(window)
    dialog = storage_of(window, qtbot)
    assert dialog.sources.count() == 2
    assert "in all" in dialog.message.text()
    shown = " ".join(label.text() for label in dialog.bar.findChildren(QLabel))
    assert "Texts" in shown
    assert "Search index" in shown

    qtbot.mouseClick(dialog.clean, LEFT)
    cleaning = dialog.cleaning
    assert isinstance(cleaning, CleanUpDialog)
    counted(cleaning, qtbot)
    assert "Nothing would go" in cleaning.preview.text(), "they came just now"
    assert cleaning.details.text() == "What came later is left out. “at any time” counts it."
    assert not cleaning.go.isEnabled()
    cleaning.age.setCurrentIndex(0)
    assert cleaning.plan is None
    assert not cleaning.go.isEnabled(), "nothing can be deleted that was not counted"
    counted(cleaning, qtbot)
    assert cleaning.preview.text().startswith("3 articles")
    assert "1 article stays" in cleaning.details.text()

    # a search that cannot be read counts nothing
    cleaning.query.setText("is:")
    assert not cleaning.go.isEnabled()
    cleaning.query.setText(f"id:{ids[1]}")
    counted(cleaning, qtbot)
    assert cleaning.preview.text().startswith("1 article ")

    qtbot.mouseClick(cleaning.go, LEFT)
    assert cleaning.asking.isVisible()
    cleaning.asking.reject()
    assert len(library.ids(ArticleQuery())) == 6
    qtbot.mouseClick(cleaning.go, LEFT)
    with qtbot.waitSignal(cleaning.cleaned):
        qtbot.mouseClick(cleaning.asking.go, LEFT)
    qtbot.waitUntil(lambda: dialog._job is None)
    assert "1 article deleted for good." in dialog.message.text()
    assert set(library.ids(ArticleQuery())) == set(ids) - {ids[1]}
    settle(window)
    assert window.articles.model.rowCount() == 5
    assert window.reading.article is None, "the open article went"


def test_the_chosen_source_is_filled_in_and_leaving_stops_the_count(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    store(library, 3)
    window = make_window()
    settle(window)
    dialog = storage_of(window, qtbot)
    dialog.sources.setFocus()
    dialog.sources.hasFocus = lambda: True  # type: ignore[method-assign]  # offscreen has none
    dialog.clean_up()
    cleaning = dialog.cleaning
    assert isinstance(cleaning, CleanUpDialog)
    assert cleaning.wish.sources == (1,)
    assert cleaning.wish.older == 365 * DAY
    cleaning.reject()
    dialog.reject()
    assert len(library.ids(ArticleQuery())) == 3


def test_a_library_that_cannot_be_written_is_only_looked_at(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    store(library, 1)
    window = make_window()
    settle(window)
    assert window.library is not None
    window.library._connections.only_read = "It is read only."
    dialog = storage_of(window, qtbot)
    assert not dialog.clean.isEnabled()
    dialog.clean_up()
    assert dialog.cleaning is None


def test_a_new_reader_is_told_why_nothing_would_go(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    store(library, 2)
    window = make_window()
    settle(window)
    dialog = storage_of(window, qtbot)
    dialog.clean_up()
    cleaning = dialog.cleaning
    assert isinstance(cleaning, CleanUpDialog)
    counted(cleaning, qtbot)
    assert "“read or unread” and “at any time” count it." in cleaning.details.text()
    cleaning.age.setCurrentIndex(0)
    counted(cleaning, qtbot)
    assert cleaning.details.text() == "Unread ones are left out. “read or unread” counts them."
    cleaning.query.setText("nosuchword")
    counted(cleaning, qtbot)
    assert cleaning.details.text() == ""


def test_what_was_kept_aside_is_deleted_when_it_is_ticked(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    store(library, 1)
    old = library.path.parent / "before-restore-20260101-101112"
    old.mkdir()
    (old / "library.sqlite3").write_bytes(bytes(5_000_000))
    damaged = library.path.with_name(library.path.name + ".damaged-20260101-000000")
    damaged.write_bytes(b"x")
    window = make_window()
    settle(window)
    dialog = storage_of(window, qtbot)
    assert dialog.forget.isVisibleTo(dialog)
    dialog.forget.click()
    assert dialog.asking.list.count() == 2
    assert not dialog.asking.go.isEnabled(), "nothing is ticked by itself"
    row = next(n for n in range(2) if "restore" in dialog.asking.list.item(n).text())
    dialog.asking.list.set_checked(row, True)
    dialog.asking.go.click()
    qtbot.waitUntil(lambda: "5.0 MB deleted." in dialog.message.text())
    assert not old.exists()
    assert damaged.exists()


def test_a_narrow_window_gets_narrow_dialogs(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 1)
    window = make_window()
    window.resize(420, 700)
    settle(window)
    window.open_article(ids[0])
    settle(window)
    dialog = storage_of(window, qtbot)
    dialog.clean_up()
    assert dialog.cleaning is not None
    for one in (dialog, dialog.cleaning):
        check_breadth(one)
    for name, kind in (("provenanceAction", ProvenanceDialog), ("backupsAction", BackupsDialog)):
        window.deeds.do(name)  # closes the one before
        settle(window)
        check_breadth(window.findChildren(kind)[-1])


def check_breadth(dialog: QDialog) -> None:
    assert dialog.minimumSizeHint().width() <= 420, dialog.objectName()
    assert dialog.width() <= 420, dialog.objectName()


def test_a_source_reads_right_in_a_line_from_right_to_left(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    store(library, 1)
    window = make_window()
    settle(window)
    dialog = storage_of(window, qtbot)
    drawn: list[str] = []
    monkeypatch.setattr(_Rows, "_text", lambda *given: drawn.append(given[4]))
    dialog.sources.grab()
    few = next(text for text in drawn if "article" in text)
    assert few.startswith("\u20681 article\u2069")
    assert few.endswith("\u2069")
