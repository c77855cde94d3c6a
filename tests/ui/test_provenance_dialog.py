"""The sheet that says where the article comes from, and verifies it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from tests.library.test_verifying import FETCH, fill, sha
from tests.ui.conftest import WindowMaker

from clashreader.library.library import Library
from clashreader.library.packing import pack
from clashreader.ui.main_window import MainWindow
from clashreader.ui.provenance_dialog import ProvenanceDialog

Settle = Callable[[MainWindow], None]


def _value(dialog: ProvenanceDialog, name: str) -> str:
    label = dialog.findChild(QLabel, f"provenance-{name}")
    assert label is not None
    return label.text().replace("\u200b", "") if label.isVisibleTo(dialog) else ""


def test_the_sheet_tells_verifies_and_copies(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    fill(library)
    window = make_window(mark_read="never")
    window.deeds.do("provenanceAction")  # no article is open: nothing happens
    assert window.findChild(ProvenanceDialog) is None
    window.open_article(1)
    settle(window)
    window.deeds.do("provenanceAction")
    settle(window)
    dialog = window.findChildren(ProvenanceDialog)[-1]
    assert dialog.choice.count() == 2
    assert dialog.choice.currentData() == 2
    assert _value(dialog, "asked") == "Not recorded"
    assert _value(dialog, "body_hash") == sha("<p>Other words.</p>")

    dialog.choice.setCurrentIndex(1)
    assert _value(dialog, "asked") == FETCH.url
    assert _value(dialog, "reached") == FETCH.url_reached
    assert _value(dialog, "status") == "HTTP status 200"
    assert _value(dialog, "etag") == '"e1"'
    assert _value(dialog, "bytes_hash") == "ab" * 32
    assert _value(dialog, "extractor").startswith("feed reader, clashreader ")
    dialog._copies["text_hash"].click()
    assert QGuiApplication.clipboard().text() == sha("Title of a\nSome words of news.")

    dialog.verify.click()
    dialog.verify.click()
    settle(window)
    assert (
        dialog.verdict.text() == "Intact: 2 versions are as they were taken.\n1 picture is intact."
    )

    body, text = pack("<p>Lies.</p>", "Other words.")
    with closing(sqlite3.connect(library.path, isolation_level=None)) as raw:
        raw.execute("UPDATE bodies SET body = ?, text = ? WHERE version_id = 3", (body, text))
        raw.execute("UPDATE versions SET body_hash = NULL, plain_hash = NULL WHERE id = 1")
    image = library.image("https://i/1")
    assert image is not None
    library.image_path(image.hash or "").unlink()
    dialog.verify.click()
    settle(window)
    told = dialog.verdict.text()
    assert "Missing: the file of the picture" in told
    assert "Altered: version 2, the body as received has other bytes." in told
    dialog.reject()

    window.deeds.do("provenanceAction")
    settle(window)
    dialog = window.findChildren(ProvenanceDialog)[-1]
    dialog.choice.setCurrentIndex(1)
    assert "cannot be proven" in _value(dialog, "body_hash")
    dialog.verify.click()
    dialog.reject()  # what is under way is dropped
    settle(window)
