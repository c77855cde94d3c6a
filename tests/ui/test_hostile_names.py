"""Titles, names and errors that look like markup are letters wherever the window shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QListWidget,
    QTextEdit,
    QToolTip,
    QWidget,
)
from tests.fakes import NOON, prepared
from tests.ui.conftest import WindowMaker

from clashreader.errors import ReaderError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, FetchRecord, Insert, NewSource, Revise, SourceKind
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
NAME = "<b>&amp;</b><img src=file:///x.png onerror=x> &Name <a href='https://x.example'>y</a>"


@pytest.fixture
def window(library: Library, make_window: WindowMaker, settle: Settle) -> MainWindow:
    new = NewSource(SourceKind.FEED, "https://x.example/f", NAME, section=NAME)
    source = library.add_source(new).id
    library.record_fetch(source, FetchRecord(NOON, "https://x.example/f", error=NAME))
    fields = {"title": NAME, "author": NAME, "outlet": NAME, "tags": (NAME,), "published": NOON}
    body = f"<p><abbr title='{NAME.replace(chr(39), '&#39;').replace('<', '&lt;')}'>Sea</abbr></p>"
    number = library.apply(source, [Insert(prepared("a", "Sea.", body=body, **fields))]).inserted[0]
    library.apply(source, [Revise(number, prepared("a", "Other sea.", body=body * 2, **fields))])
    library.set_note(number, NAME)
    library.add_highlight(number, "Sea", note=NAME)
    made = make_window()
    settle(made)
    made.open_article(number)
    settle(made)
    return made


def tips(widget: QWidget) -> Iterator[str]:
    for one in (widget, *widget.findChildren(QWidget)):
        yield one.toolTip()
        yield from (action.toolTip() for action in one.actions())
        if isinstance(one, QListWidget):
            yield from (one.item(row).toolTip() for row in range(one.count()))
        if isinstance(one, QTextEdit):
            yield from document_tips(one.document())


def document_tips(document: QTextDocument) -> Iterator[str]:
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            yield pieces.fragment().charFormat().toolTip()
            pieces += 1
        block = block.next()


def check(*widgets: QWidget) -> None:
    for widget in widgets:
        assert [tip for tip in tips(widget) if "<img" in tip or "<b>" in tip] == []
        for label in widget.findChildren(QLabel):
            if "<" in label.text() and label.objectName() != "queryMessage":
                assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
        for box in widget.findChildren(QComboBox):
            assert "<img" not in box.toolTip()


def test_the_window_shows_names_as_letters(window: MainWindow, settle: Settle) -> None:
    check(window)
    text = window.reader().view.toPlainText()
    assert "<img src=file:///x.png onerror=x>" in text
    window.report(ReaderError(NAME))
    assert window.status.text == NAME
    window.status.show_link("https://x.example/<img src=x>")
    for name in ("changesAction", "annotationsAction", "tagAction", "offlineAction", "findAction"):
        window.deeds.do(name)
        settle(window)
        check(window, *QApplication.topLevelWidgets())


def test_tips_of_the_sidebar_are_letters(window: MainWindow) -> None:
    sidebar = window.sidebar
    model = sidebar.model()
    queue, said = [QModelIndex()], 0
    while queue:
        parent = queue.pop()
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            queue.append(index)
            tip = index.data(Qt.ItemDataRole.ToolTipRole) or ""
            assert "<img" not in tip
            if NAME not in index.data():
                continue
            said += 1
            sidebar.expand(parent)
            sidebar.scrollTo(index)
            place = sidebar.visualRect(index).center()
            event = QHelpEvent(QHelpEvent.Type.ToolTip, place, sidebar.mapToGlobal(QPoint(5, 5)))
            QApplication.sendEvent(sidebar.viewport(), event)
            assert "<img" not in QToolTip.text()
    assert said >= 2  # the section and the source


def test_dialogs_of_a_source_show_names_as_letters(
    window: MainWindow, library: Library, settle: Settle
) -> None:
    from clashreader.ui.source_dialog import SourceDialog, UnsubscribeDialog

    [source] = library.sources()
    assert len(library.ids(ArticleQuery())) == 1
    dialogs = (
        SourceDialog(window, library, source),
        UnsubscribeDialog(window, library, source, window),
    )
    settle(window)
    check(*dialogs)
    for dialog in dialogs:
        dialog.close()
