"""Copying and printing the open article, by the window's own commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QFileDialog, QProgressDialog
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.paths import Home
from clashreader.ui.keys import TAKING_ALONG
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


@pytest.fixture
def opened(make_window: WindowMaker, settle: Settle, home: Home) -> MainWindow:
    """A window with an article open."""
    with Library.open(home.library, home.images) as library:
        store(
            library,
            1,
            body="<p>Nobody on the qu&shy;ay could say.</p><p>Second.</p>",
            title="The strait: open?",
            author="Marta Lindqvist",
        )
    window = make_window()
    window.articles.view.select_row(0)
    settle(window)
    assert window.reading.article is not None
    return window


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def select(window: MainWindow, words: str) -> None:
    view = window.reader().view
    text = view.document().toPlainText()
    start = text.index(words)
    cursor = QTextCursor(view.document())
    cursor.setPosition(start)
    cursor.setPosition(start + len(words), QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)


def test_copy_with_source(opened: MainWindow) -> None:
    select(opened, "Nobody on the qu\u00aday")
    opened.commands["copySourceAction"].trigger()
    quotation, source, address = clipboard().replace("\n\n", "\n").split("\n")
    assert quotation == "“Nobody on the quay”"
    assert source.startswith("— The strait: open?, Example, 4 March 2026")
    assert address == "https://example.org/0"
    assert "copied" in opened.status.text


def test_copy_link(opened: MainWindow) -> None:
    opened.commands["copyLinkAction"].trigger()
    assert clipboard() == "https://example.org/0"


@pytest.mark.parametrize(
    ("name", "first"), [("Markdown", "# The strait: open?"), ("Text", "The strait: open?")]
)
def test_copy_the_whole_article(opened: MainWindow, settle: Settle, name: str, first: str) -> None:
    opened.commands[f"copy{name}Action"].trigger()
    settle(opened)
    lines = clipboard().split("\n")
    assert lines[0] == first
    assert lines[2].startswith("Example · Marta Lindqvist · 4 March 2026")
    assert "Nobody on the quay could say." in lines


def test_the_menus_offer_it(opened: MainWindow) -> None:
    offered = opened.reader().make_menu(QPoint(5, 5)).actions()
    assert all(opened.commands[name] in offered for name in TAKING_ALONG)
    named = [action.text() for action in opened.deeds.make_menu().actions()]
    assert "Article" in named


def test_nothing_happens_without_an_article(make_window: WindowMaker) -> None:
    window = make_window()
    QGuiApplication.clipboard().setText("before")
    for name in TAKING_ALONG:
        window.commands[name].trigger()
    assert clipboard() == "before"


def test_save_as_pdf(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    opened.commands["pdfAction"].trigger()
    dialog = opened.findChild(QFileDialog, "savePdfDialog")
    assert isinstance(dialog, QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "The strait open.pdf"
    dialog.close()
    article = opened.reading.article
    assert article is not None
    opened.deeds.paper.write_pdf(article, tmp_path / "a.pdf")
    qtbot.waitUntil((tmp_path / "a.pdf").exists, timeout=5000)
    qtbot.waitUntil(lambda: not opened.deeds.paper.busy, timeout=5000)
    assert "Nobody on the quay" in PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    assert "a.pdf" in opened.status.text


def test_two_files_are_written_one_after_the_other(
    opened: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    article = opened.reading.article
    assert article is not None
    paper = opened.deeds.paper
    paper.write_pdf(article, tmp_path / "no" / "a.pdf")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        paper.write_pdf(article, tmp_path / name)
    qtbot.waitUntil(lambda: not paper.busy, timeout=10_000)
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_long_article_can_be_stopped(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    from dataclasses import replace

    article = opened.reading.article
    assert article is not None
    long = replace(article, body="<p>Nobody could say when.</p>" * 20_000)
    opened.deeds.paper.write_pdf(long, tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: any(tmp_path.glob(".a-*")), timeout=20_000)
    progress = opened.findChild(QProgressDialog, "paperProgress")
    assert isinstance(progress, QProgressDialog)
    progress.canceled.emit()
    assert not opened.deeds.paper.busy
    assert list(tmp_path.glob("*.pdf")) + list(tmp_path.glob(".a-*")) == []
    assert "Stopped" in opened.status.text


def test_closing_the_window_stops_it(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    from dataclasses import replace

    article = opened.reading.article
    assert article is not None
    long = replace(article, body="<p>Nobody could say when.</p>" * 8_000)
    opened.deeds.paper.write_pdf(long, tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: any(tmp_path.glob(".a-*")), timeout=20_000)
    opened.close()
    assert list(tmp_path.glob("*.pdf")) + list(tmp_path.glob(".a-*")) == []


def test_what_cannot_be_written_is_said(opened: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    article = opened.reading.article
    assert article is not None
    opened.deeds.paper.write_pdf(article, tmp_path / "no" / "a.pdf")
    qtbot.waitUntil(lambda: "cannot be written" in opened.status.text, timeout=5000)
    assert not opened.deeds.paper.busy
