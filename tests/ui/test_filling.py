"""The rest of a long list is added in several turns, and the reader goes on meanwhile."""

from __future__ import annotations

from array import array

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from clashreader.ui import filling
from clashreader.ui.article_model import ArticleModel
from clashreader.ui.article_table import ArticleTable
from clashreader.ui.filling import Filling
from clashreader.ui.folds import Folds
from clashreader.ui.view_reading import Rest

IDS = array("q", range(1000, 1100))
HEADS = {0: 1, 12: 2, 30: 3, 31: 4, 99: 5}


def rest_of(shown: int, folds: Folds) -> Rest:
    """Return what is to be added to the first `shown` of `IDS`."""
    heads = {row: day for row, day in HEADS.items() if row >= shown}
    whole = IDS[:]
    return Rest(whole, IDS[shown:], True, heads, whole, heads, folds, folds, {})


@pytest.fixture
def table(
    qtbot: QtBot, qtmodeltester: ModelTester, monkeypatch: pytest.MonkeyPatch
) -> ArticleTable:
    """A table of the first twenty of `IDS`; ten are added in a turn."""
    monkeypatch.setattr(filling, "STEP", 10)
    model = ArticleModel()
    qtmodeltester.check(model)
    made = ArticleTable(model)
    qtbot.addWidget(made)
    model.setParent(made)
    model.show(IDS[:20], heads={0: 1, 12: 2})
    return made


def model_of(table: ArticleTable) -> ArticleModel:
    model = table.model()
    assert isinstance(model, ArticleModel)
    return model


def test_rows_come_in_steps_each_in_its_turn_with_their_heads(
    table: ArticleTable, qtbot: QtBot
) -> None:
    model, done = model_of(table), list[bool]()
    counts: list[int] = []
    model.rowsInserted.connect(lambda *_: counts.append(model.rowCount()))
    shown = model.ids
    fill = Filling(table, QWidget(table))
    fill.begin(rest_of(20, Folds()), lambda: done.append(True))
    assert (model.rowCount(), done) == (30, [])
    qtbot.waitUntil(lambda: bool(done))
    assert counts == list(range(30, 101, 10))
    assert (model.ids, dict(model.heads)) == (IDS, HEADS)
    assert len(shown) == 20, "a job may be reading it"
    roomy = [row for row in range(100) if table.rowHeight(row) > table.rowHeight(1)]
    assert roomy == list(HEADS)


def test_a_group_unfolded_meanwhile_moves_the_heads_below_and_a_stop_is_one(
    table: ArticleTable, qtbot: QtBot
) -> None:
    model, done = model_of(table), list[bool]()
    fill = Filling(table, QWidget(table))
    fill.begin(rest_of(20, Folds({1003: (5001, 5002)}, 2)), lambda: done.append(True))
    assert model.unfold(3)
    fill.finish()
    assert done == [True]
    assert list(model.ids) == [*IDS[:4], 5001, 5002, *IDS[4:]]
    assert dict(model.heads) == {0: 1, 14: 2, 32: 3, 33: 4, 101: 5}
    model.show(IDS[:20])
    fill.begin(rest_of(20, Folds()), lambda: done.append(True))
    fill.stop()
    fill.finish()
    qtbot.wait(1)
    assert (model.rowCount(), done) == (30, [True])
