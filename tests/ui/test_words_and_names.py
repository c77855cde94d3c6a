"""Names, numbers and short words: tags, the sidebar's tips, lines from the right, the sync's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.errors import CancelledError
from clashreader.library.library import Library
from clashreader.model import NewSource, SourceKind
from clashreader.sync.report import SyncProgress
from clashreader.ui.language import settle_locale
from clashreader.ui.main_window import MainWindow
from clashreader.ui.natural import natural_key
from clashreader.ui.row_layout import ROW_HEIGHT, RowLayouter, Shape
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]


@pytest.mark.parametrize("name", ["syncAction", "addAction"])
def test_buttons_and_actions_are_found_by_the_same_name(
    library: Library, make_window: WindowMaker, name: str
) -> None:
    window = make_window()
    button = window.findChild(QWidget, name)
    assert button is not None
    assert button.isVisible()
    assert button.accessibleName()
    assert window.findChild(QAction, name) is window.commands[name]


def test_several_tags_are_typed_with_commas(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 2)
    library.tag([ids[1]], add=["Grain"], remove=[])
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    window.deeds.do("tagAction")
    field = next(
        child
        for top in QApplication.topLevelWidgets()
        for child in top.findChildren(QLineEdit, "tagField")
        if top.isVisible()
    )
    qtbot.keyClicks(field, "grain, new  tag,, new tag")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert library.article(ids[0]).tags == ("Grain", "new tag")


def test_tags_stand_in_natural_order(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    store(library, 1, tags=("tag10", "Tag2", "tag1", "apples"))
    window = make_window()
    model = window.sidebar.model()
    head = next(
        model.index(row, 0)
        for row in range(model.rowCount())
        if model.data(model.index(row, 0)) == "Tags"
    )
    names = [model.data(model.index(row, 0, head)) for row in range(model.rowCount(head))]
    assert names == ["apples", "tag1", "Tag2", "tag10"]


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_names_can_be_ordered(names: list[str]) -> None:
    keys = [natural_key(name) for name in names]
    assert sorted(keys) == [natural_key(name) for name in sorted(names, key=natural_key)]


def test_the_offline_count_leaves_out_what_there_is_none_of(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    store(library, 3)
    window = make_window()
    settle(window)
    assert window.status._offline.text() == "Offline: 3/3 texts"


def test_the_c_locale_is_written_in_english() -> None:
    before = QLocale()
    try:
        QLocale.setDefault(QLocale.c())
        settle_locale()
        assert QLocale().toString(19_996) == "19,996"
        QLocale.setDefault(QLocale("de_DE"))
        settle_locale()
        assert QLocale().toString(19_996) == "19.996"
    finally:
        QLocale.setDefault(before)


def test_a_name_that_is_cut_is_told_whole(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    long = "A very long name of a section that no sidebar has room enough for"
    store(library, 1, section=long)
    store(library, 1, start=1, section="Short")
    window = make_window()
    sidebar = window.sidebar
    tips = {}
    for name in (long, "Short"):
        window.show_view(View(ViewKind.SECTION, name))
        tips[name] = sidebar.tip(sidebar.currentIndex())
    assert tips == {long: long, "Short": ""}


def test_the_ellipsis_of_a_line_from_the_right_stands_at_its_left(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    store(library, 1)
    window = make_window()
    settle(window)
    delegate = window.articles.delegate
    row = window.articles.model.row_at(0)
    assert row is not None
    row = replace(row, title="שלום", summary="ספינות החיטה יצאו מן הנמל " * 20)
    layout = RowLayouter().lay_out(row, 380, Shape(), "today")
    last = [line for line in layout.lines if line.kind == "summary"][-1]
    assert last.rtl
    assert last.text.endswith("…")
    image = QImage(380, ROW_HEIGHT, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    delegate._paint_row(painter, layout, False)
    painter.end()
    rows = range(int(last.baseline) - 12, int(last.baseline) + 1)
    inked = [[y for y in rows if image.pixelColor(x, y).lightness() < 200] for x in range(20, 372)]
    first = next(place for place, ink in enumerate(inked) if ink)
    dots = [ink for ink in inked[first : first + 6] if ink]
    assert all(min(ink) >= last.baseline - 3 for ink in dots), "the leftmost ink is dots"


# --- the words of a sync -----------------------------------------------------------------------


def test_progress_names_no_source_that_is_done(library: Library, make_window: WindowMaker) -> None:
    window = make_window()
    assert window.syncing is not None
    window.syncing.progressed.emit(SyncProgress(104, 105, "Example", 0, 0, 0, None))
    assert window.status.text == "Syncing 104 of 105 …"


def test_a_new_sync_takes_back_that_one_was_stopped(
    library: Library, make_window: WindowMaker
) -> None:
    window = make_window()
    assert window.syncing is not None
    window.syncing.failed.emit(CancelledError("Sync stopped."))
    assert window.status.text == "Sync stopped."
    window.syncing.started.emit()
    assert window.status.text == "Syncing …"


def test_the_sum_of_a_sync_says_what_has_gone(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(f"# Report {number}\n\nGrain {number}.\n", "utf-8")
    source = library.add_source(NewSource(SourceKind.FOLDER, str(folder), "Folder"))
    window = make_window()
    assert window.syncing is not None
    with qtbot.waitSignal(window.syncing.finished, timeout=10_000):
        window.syncing.sync([source.id], force=True)
    settle(window)
    assert window.status.text == "Synced: 3 new."
    (folder / "1.md").unlink()
    with qtbot.waitSignal(window.syncing.finished, timeout=10_000):
        window.syncing.sync([source.id], force=True)
    settle(window)
    assert window.status.text == "Synced: 1 gone."
