"""The place of the reading pane: the article, a view in its stead, a panel beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.reader import makers

from clashreader.ui.reader.pane import ReaderPane
from clashreader.ui.reader_area import BESIDE_FROM, ReaderArea
from clashreader.ui.theme import THEMES


@pytest.fixture
def area(qtbot: QtBot) -> ReaderArea:
    made = ReaderArea(ReaderPane(THEMES["light"], Path))
    qtbot.addWidget(made)
    made.resize(BESIDE_FROM + 240, 600)
    made.show()
    return made


def panel() -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.addWidget(QLineEdit())
    return made


def test_a_view_stands_in_the_articles_stead_and_leaves_again(area: ReaderArea) -> None:
    view = panel()
    area.show_over(view)
    assert view.isVisible()
    assert not area.pane.isVisible()
    area.close_over()
    assert area.pane.isVisible()
    assert not view.isVisible()
    area.show_over(view)
    assert view.isVisible()


def test_a_panel_stands_beside_the_article_where_there_is_room(area: ReaderArea) -> None:
    side = panel()
    area.show_side(side)
    assert side.isVisible()
    assert area.pane.isVisible()
    assert side.width() == area.side_width
    area.resize(BESIDE_FROM - 1, 600)
    assert side.isVisible()
    assert not area.pane.isVisible()
    area.close_side()
    assert area.pane.isVisible()
    assert not side.isVisible()


def test_one_panel_takes_the_place_of_another(area: ReaderArea) -> None:
    first, second = panel(), panel()
    area.show_side(first)
    area.show_side(second)
    assert not first.isVisible()
    assert second.isVisible()
    assert second.width() == area.side_width


def test_the_focus_goes_back_to_the_article(area: ReaderArea, qtbot: QtBot) -> None:
    area.pane.show_article(makers.article())
    side, field = panel(), QLineEdit()
    field.setParent(side)
    area.show_side(side)
    area.activateWindow()
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    area.close_side()
    assert area.pane.view.hasFocus()
