"""Importing what another reader exported, and writing a dossier, from the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pypdf import PdfReader
from PySide6.QtWidgets import QAbstractButton, QCheckBox
from pytestqt.qtbot import QtBot
from tests.ui.conftest import store

from clashreader.library.library import Library
from clashreader.ui.dossier_dialog import DossierDialog
from clashreader.ui.exporting.deeds import Exporting
from clashreader.ui.import_dialog import ImportDialog, open_for
from clashreader.ui.source_dialog import SourceDialog

POCKET = "title,url,time_added,tags,status\n" + "".join(
    f"Kept {number},https://quay.example/{number},{1_704_067_200 + number},sea|quay,unread\n"
    for number in range(250)
)


def test_an_export_is_shown_before_it_is_taken(
    qtbot: QtBot, make_window: Any, settle: Any, library: Library, tmp_path: Path
) -> None:
    store(library, 3)
    window = make_window()
    file = tmp_path / "part_000000.csv"
    file.write_text(POCKET + "Odd,javascript:x,1,,\n")
    dialog = open_for(window, window.library, file)
    qtbot.waitUntil(dialog.take.isEnabled, timeout=5000)
    assert dialog.head.text() == "Pocket"
    assert dialog.message.text() == "250 articles"
    assert "2 tags" in dialog.details.text()
    assert "250 come as an address" in dialog.details.text()
    assert dialog.refused.count() == 1
    assert window.library.stats().articles == 3  # nothing is taken yet
    dialog.take.click()
    with qtbot.waitSignal(dialog.finished, timeout=8000):
        pass
    settle(window)
    assert window.library.stats().articles == 253
    assert "250 articles imported." in window.status.text
    source = window.library.find_source("Pocket")
    about = SourceDialog(window, window.library, source)
    assert not about.every.isEnabled()
    assert about.address.isReadOnly()
    about.full_text.setChecked(False)
    about.save.click()
    settle(window)
    assert not window.library.source(source.id).full_text
    assert window.library.wanted_pages(9) == ()
    window.status._link.click()
    settle(window)
    assert len(window.library.binned()) == 250

    file.write_text("nothing of the kind")
    other = ImportDialog(window, window.library, file)
    qtbot.waitUntil(other.take.isHidden, timeout=5000)
    assert other.message.text() == "This cannot be imported."
    other.close()
    file.write_text(
        '<opml version="2.0"><body><outline xmlUrl="https://a.example/f"/></body></opml>'
    )
    lists = open_for(window, window.library, file)
    qtbot.waitUntil(lists.take.isEnabled, timeout=5000)
    assert lists.message.text() == "1 feed"
    lists.take.click()
    with qtbot.waitSignal(lists.finished, timeout=8000):
        pass
    settle(window)
    assert window.library.find_source("https://a.example/f")


def test_a_dossier_of_the_selected_articles(
    qtbot: QtBot, make_window: Any, settle: Any, library: Library, tmp_path: Path
) -> None:
    ids = store(library, 5)
    library.set_bookmarked(ids[:2], True)
    library.set_note(ids[0], "Ask about this.")
    window = make_window()
    window.articles.view.selectAll()
    window.commands["dossierAction"].trigger()
    dialog = window.findChild(DossierDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.go.isEnabled, timeout=5000)
    assert dialog.message.text() == "5 articles"
    dialog.which.setCurrentIndex(dialog.which.findData("is:bookmarked"))
    qtbot.waitUntil(lambda: dialog.message.text() == "2 articles", timeout=5000)
    dialog.order.setCurrentIndex(1)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=5000)
    dialog.title.setText("Harbours")
    dialog.form.setCurrentIndex(dialog.form.findData("pdf"))
    dialog.write(tmp_path / "a.pdf")
    with qtbot.waitSignal(dialog.finished, timeout=15_000):
        pass
    settle(window)
    words = "".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages)
    assert "Ask about this." in words
    assert words.index("Report 1 on") < words.index("Report 0 on")
    assert (tmp_path / "a.bib").read_text().count("@misc") == 2
    assert "2 articles written to a.pdf." in window.status.text

    window.commands["dossierAction"].trigger()
    again = [one for one in window.findChildren(DossierDialog) if one.isVisible()][-1]
    qtbot.waitUntil(again.go.isEnabled, timeout=5000)
    again.write(tmp_path / "a.html")  # its lists would take the place of others
    qtbot.waitUntil(lambda: "there already" in again.message.text(), timeout=5000)
    assert not (tmp_path / "a.html").exists()
    again.lists.setChecked(False)
    again.write(tmp_path / "a.html")
    with qtbot.waitSignal(again.finished, timeout=8000):
        pass
    assert "<h1" in (tmp_path / "a.html").read_text()


def test_a_large_selection_is_put_in_order_whole(
    qtbot: QtBot, make_window: Any, library: Library
) -> None:
    ids = store(library, 1_020)
    window = make_window()
    window.articles.view.selectAll()
    window.commands["dossierAction"].trigger()
    dialog = window.findChild(DossierDialog)
    assert dialog is not None
    dialog.order.setCurrentIndex(dialog.order.findText("Oldest first"))
    qtbot.waitUntil(dialog.go.isEnabled, timeout=5000)
    assert list(dialog.ids) == ids[::-1]


def test_dialogs_are_no_wider_than_a_narrow_window(
    make_window: Any, settle: Any, library: Library, tmp_path: Path
) -> None:
    ids = store(library, 2)
    library.tag(ids, add=["A tag whose name nobody could read on a small screen " * 3])
    window = make_window(size=(420, 700))
    dossier = DossierDialog(window, window.library)
    export = Exporting(window).make_dialog()
    assert export is not None
    file = tmp_path / "a.csv"
    file.write_text(POCKET)
    bring = ImportDialog(window, window.library, file)
    settle(window)
    for dialog in (dossier, export, bring):
        dialog.show()
        assert dialog.width() == window.width()
        inside = dialog.contentsRect()
        for button in dialog.findChildren(QAbstractButton):
            assert inside.contains(button.geometry()) or button.parent() is not dialog
            if isinstance(button, QCheckBox):  # nothing of ours has to be cut
                assert button.width() >= button.sizeHint().width()
        dialog.close()
