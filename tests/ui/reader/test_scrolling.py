"""Scrolling: it glides to where it was sent, and a page shows its last line once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle
from tests.ui.reader.makers import article, body, long_body, paint_png, stored, text

from clashreader.content.blocks import Figure

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.ui.reader.pane import ReaderPane


def turn(pane: ReaderPane, notches: float, *, pixels: int = 0) -> None:
    """Turn the wheel down; with `pixels` as a touchpad does."""
    spot = QPointF(200, 200)
    event = QWheelEvent(
        spot,
        pane.view.viewport().mapToGlobal(spot),
        QPoint(0, -pixels),
        QPoint(0, round(-120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.ScrollUpdate if pixels else Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pane.view.viewport(), event)


def value(pane: ReaderPane) -> int:
    return pane.view.verticalScrollBar().value()


def lines_in_sight(pane: ReaderPane) -> list[int]:
    """Where in the document each line begins that is wholly in sight."""
    view = pane.view
    found = []
    block = view.document().begin()
    top, height = value(pane), view.viewport().height()
    while block.isValid():
        y = view.document().documentLayout().blockBoundingRect(block).top()
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            if y + line.y() >= top - 1 and y + line.y() + line.height() <= top + height + 1:
                found.append(block.position() + line.textStart())
        block = block.next()
    return found


def test_the_wheel_glides_and_further_notches_move_the_goal(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(60))
    qtbot.waitUntil(lambda: not pane.busy)
    glider = pane.view.glider
    glider.animated = True
    turn(pane, 1)
    first = glider.goal
    assert first > 0
    assert value(pane) == 0, "on its way"
    turn(pane, 1)
    turn(pane, 1)
    assert glider.goal == 3 * first, "no notch is lost while it glides"
    qtbot.waitUntil(lambda: value(pane) == 3 * first, timeout=2000)
    turn(pane, -9)
    assert glider.goal == 0
    qtbot.waitUntil(lambda: value(pane) == 0, timeout=2000)


def test_the_pixels_of_a_touchpad_are_taken_as_they_are(show: Show) -> None:
    pane = show(article(), long_body(60))
    pane.view.glider.animated = True
    turn(pane, 0.1, pixels=13)
    assert value(pane) > 0, "at once"


def test_half_notches_add_up(show: Show) -> None:
    pane = show(article(), long_body(60))
    turn(pane, 1)
    whole = value(pane)
    for _ in range(8):
        turn(pane, 0.125)
    assert value(pane) == 2 * whole


class Still(QProxyStyle):
    """A system that asks for no movement."""

    def styleHint(self, hint, option=None, widget=None, data=None):  # type: ignore[no-untyped-def]
        if hint == QStyle.StyleHint.SH_Widget_Animation_Duration:
            return 0
        return super().styleHint(hint, option, widget, data)


def test_nothing_glides_where_the_system_asks_for_none(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(60))
    style = Still("Fusion")
    pane.view.setStyle(style)
    pane.view.glider.animated = True
    qtbot.keyClick(pane.view, Qt.Key.Key_Down)
    assert value(pane) > 0


def test_a_page_shows_its_last_line_once_more(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(80))
    qtbot.waitUntil(lambda: not pane.busy)
    qtbot.keyClick(pane.view, Qt.Key.Key_PageDown)
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_PageDown):
        before = lines_in_sight(pane)
        qtbot.keyClick(pane.view, key)
        after = lines_in_sight(pane)
        assert before[-1] == after[0], "the last whole line is the first one now"
    before = lines_in_sight(pane)
    qtbot.keyClick(pane.view, Qt.Key.Key_PageUp)
    assert lines_in_sight(pane)[-1] == before[0]


def test_a_page_does_not_cut_a_picture(show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    paint_png(tmp_path / "pic", 400, 300)
    words = "Nobody on the quay could say when the ferry would sail again. " * 6
    shown = body(
        *(text(words) for _ in range(2)), Figure("https://i/1", "A quay"),
        *(text(words) for _ in range(20)),
    )  # fmt: skip
    pane = show(article(images=(stored("https://i/1", "pic", 400, 300),)), shown)
    qtbot.waitUntil(lambda: not pane.busy)
    view = pane.view
    cursor = view.document().find("\ufffc")
    picture = view.document().documentLayout().blockBoundingRect(cursor.block())
    bar = view.verticalScrollBar()
    bar.setValue(round(picture.top()) - view.viewport().height() + 100)  # its head is in sight
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert bar.value() <= picture.top()
    assert picture.bottom() <= bar.value() + view.viewport().height()


@pytest.mark.parametrize("height", [300, 617])
def test_paging_passes_every_line(show: Show, qtbot: QtBot, height: int) -> None:
    pane = show(article(), long_body(25), size=(700, height))
    qtbot.waitUntil(lambda: not pane.busy)
    seen: set[int] = set(lines_in_sight(pane))
    pages = 0
    while pane.page_down():
        seen.update(lines_in_sight(pane))
        pages += 1
        assert pages < 200
    block, every = pane.view.document().begin(), set()
    while block.isValid():
        layout = block.layout()
        for number in range(layout.lineCount()):
            every.add(block.position() + layout.lineAt(number).textStart())
        block = block.next()
    assert not every - seen
    assert QTextCursor(pane.view.document()).atStart()


def test_the_scroll_bar_takes_over_from_a_glide(show: Show, qtbot: QtBot) -> None:
    pane = show(article(), long_body(60))
    qtbot.waitUntil(lambda: not pane.busy)
    pane.view.glider.animated = True
    turn(pane, 3)
    bar = pane.view.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderPageStepAdd)
    there = value(pane)
    assert there > 300
    qtbot.wait(200)
    assert value(pane) == there
