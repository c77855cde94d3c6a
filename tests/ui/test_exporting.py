"""Export… of the window: what it offers, the file, the words about it, and stopping."""

from __future__ import annotations

import threading
import zipfile
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from PySide6.QtWidgets import QFileDialog, QMenu

from clashreader.errors import ReaderError
from clashreader.ui.exporting.choices import Choices, Format
from clashreader.ui.exporting.dialog import ExportDialog
from clashreader.ui.exporting.progress import ExportProgress
from clashreader.ui.row_menu import RowMenu

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from tests.ui.conftest import WindowMaker

    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow


@pytest.fixture
def window(library: Library, make_window: WindowMaker) -> MainWindow:
    from tests.ui.conftest import store

    ids = store(library, 7)
    library.tag(ids[:2], add=["sea & sand"])
    library.add_highlight(ids[0], "Text of number")
    return make_window()


def opened(window: MainWindow, qtbot: QtBot) -> ExportDialog:
    window.commands["exportAction"].trigger()
    dialog = window.findChild(ExportDialog, "exportDialog")
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def done(window: MainWindow, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: not window.deeds.exporting.busy, timeout=20_000)
    return window.status.text


def test_what_is_asked_is_what_is_written(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.articles.view.select_row(0)
    qtbot.waitUntil(lambda: window.reading.article is not None)
    dialog = opened(window, qtbot)
    assert list(dialog.scopes) == ["article", "view", "tag"]
    assert dialog.scopes["article"].isChecked()
    assert dialog.choices == Choices()
    dialog.format.setCurrentIndex(dialog.format.findData(Format.CSV))
    assert not dialog.pictures.isEnabled()
    assert not dialog.versions.isEnabled()
    dialog.format.setCurrentIndex(dialog.format.findData(Format.EPUB))
    dialog.versions.setChecked(True)
    dialog.scopes["tag"].setChecked(True)
    dialog.go.click()
    asked = window.findChild(QFileDialog, "exportFileDialog")
    assert asked is not None
    assert asked.selectedFiles()[0].endswith("sea & sand.epub")
    path = tmp_path / "tag.epub"
    asked.fileSelected.emit(str(path))
    asked.close()
    words = done(window, qtbot)
    assert words == "2 articles are in tag.epub."
    assert window.status.offers
    with zipfile.ZipFile(path) as book:
        assert "EPUB/cover.png" in book.namelist()
        assert b"sea &amp; sand" in book.read("EPUB/package.opf")

    again = opened(window, qtbot)  # the choices are those of the last time
    assert again.choices == Choices(Format.EPUB, versions=True)
    again.reject()
    assert window.state.export_folder == str(tmp_path)


def test_a_row_that_is_not_open_yet_is_what_is_meant(window: MainWindow, qtbot: QtBot) -> None:
    window.articles.view.select_row(0)
    qtbot.waitUntil(lambda: window.reading.article is not None)
    window.articles.view.select_row(3)  # as the menu of a row does; it opens a moment later
    first = window.deeds.exporting.scopes()[0]
    if window.reading.article_id != window.articles.selected_ids[0]:
        assert (first.name, first.words) == ("selected", "The selected article")
    assert first.title == "Report 3 on the harbour"
    assert list(first.ids or ()) == list(window.articles.selected_ids)


def test_selection_view_and_every_format(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    exporting = window.deeds.exporting
    window.articles.view.selectAll()
    scopes = {scope.name: scope for scope in exporting.scopes()}
    assert scopes["selected"].words == "The 7 selected articles"
    for one in (Format.HTML, Format.TEXT, Format.JSON, Format.CSV):
        path = tmp_path / f"view{one.ending}"
        exporting.write(scopes["view"], Choices(one), path)
        assert done(window, qtbot) == f"7 articles are in {path.name}."
        assert b"Report 3 on the harbour" in path.read_bytes()
    assert (tmp_path / "view.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    exporting.write(scopes["selected"], Choices(Format.PDF), tmp_path / "some.pdf")
    assert done(window, qtbot) == "7 articles are in some.pdf."
    pages = pypdf.PdfReader(tmp_path / "some.pdf").pages
    assert len(pages) == 8
    assert "7 articles" in pages[0].extract_text()


def test_an_export_can_be_stopped_and_leaves_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import clashreader.export.articles as reading

    exporting = window.deeds.exporting
    begun, go_on = threading.Event(), threading.Event()
    read = reading.read

    def slowly(*arguments: Any) -> Any:
        begun.set()
        go_on.wait(10)
        return read(*arguments)

    monkeypatch.setattr(reading, "read", slowly)
    view = next(scope for scope in exporting.scopes() if scope.name == "view")
    exporting.write(view, Choices(), tmp_path / "a.html")
    assert begun.wait(10)
    assert exporting.make_dialog() is None, "one at a time"
    progress = window.findChild(ExportProgress, "exportProgress")
    assert progress is not None
    progress.show()
    progress.reject()
    go_on.set()
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert window.status.text == "Stopped; nothing was written."
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
    monkeypatch.undo()

    exporting.write(view, Choices(Format.PDF), tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: exporting._slices is not None)
    exporting.stop()
    assert not exporting.busy
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_what_goes_wrong_is_a_sentence(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[ReaderError] = []
    monkeypatch.setattr(window, "report", told.append)
    exporting = window.deeds.exporting
    view = next(scope for scope in exporting.scopes() if scope.name == "view")
    for one in (Format.HTML, Format.PDF):
        exporting.write(view, Choices(one), tmp_path / "no" / "a")
        done(window, qtbot)
    assert ["no folder" in error.message for error in told] == [True, True]


def test_the_menus_have_it(window: MainWindow) -> None:
    menu = RowMenu(window, 0)
    assert any(action.text().startswith("Export…\t") for action in menu.actions())
    menus = window.deeds.make_menu().findChildren(QMenu)
    assert any(window.commands["exportAction"] in menu.actions() for menu in menus)
    menu.close()


@pytest.mark.parametrize("key", ["", "pdf", "exe pictures", "epub notes versions"])
def test_choices_are_kept(key: str) -> None:
    choices = Choices.from_key(key)
    assert Choices.from_key(choices.key) == choices
