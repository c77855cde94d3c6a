"""Where most articles have copies, groups are read into arrays: what comes of it is the same."""

from __future__ import annotations

import random
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest

from clashreader.library import groups
from clashreader.model import FoldedIds
from clashreader.ui.folds import Folds


class Table:
    """Groups of copies in a database of their own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.most = 0
        """The most rows that were handed out at once."""
        connection.execute("CREATE TABLE duplicates (article_id INTEGER PRIMARY KEY, group_id INT)")
        connection.execute("CREATE INDEX duplicates_group ON duplicates (group_id)")

    def put(self, groups: dict[int, int]) -> None:
        self._connection.execute("DELETE FROM duplicates")
        self._connection.executemany("INSERT INTO duplicates VALUES (?, ?)", groups.items())

    def run(self, sql: str, parameters: Sequence[object]) -> Sequence[Any]:
        found = self._connection.execute(sql, parameters).fetchall()
        self.most = max(self.most, len(found))
        return found


@pytest.fixture
def table() -> Iterator[Table]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield Table(connection)


def both(
    table: Table, ids: array[int], monkeypatch: pytest.MonkeyPatch
) -> tuple[FoldedIds, FoldedIds]:
    """Return what comes of objects, and of arrays."""
    monkeypatch.setattr(groups, "_SPARSE", 0)
    plain = groups.folded(table.run, ids)
    monkeypatch.setattr(groups, "_SPARSE", 1000)
    return plain, groups.folded(table.run, ids)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "_FEW", 0)
    monkeypatch.setattr(groups, "_PAGE", 7)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("seed", range(12))
def test_arrays_fold_as_objects_do(
    table: Table, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    pick = random.Random(seed)
    table.put({
        article: pick.randint(1, 40) * 10 for article in range(50, 150) if pick.random() < 0.8
    })  # fmt: skip
    ids = array("q", pick.sample(range(1, 200), 160))
    plain, packed = both(table, ids, monkeypatch)
    assert isinstance(packed.others, groups.Packed)
    assert packed.ids == plain.ids
    assert packed.others == plain.others
    assert len(packed.others) == len(plain.others)
    assert packed.others.get(5_000) is None
    _look_alike(pick, plain, packed, len(ids))


def _look_alike(pick: random.Random, plain: FoldedIds, packed: FoldedIds, count: int) -> None:
    """Do the same to both, as the window does when articles go."""
    one = Folds(plain.others, count - len(plain.ids))
    other = Folds(packed.others, count - len(packed.ids))
    for _ in range(30):
        if one.behind:
            leader = pick.choice(sorted(one.behind))
            deed = "unfold" if one.of(leader).unfolded is False else "fold"
            assert getattr(one, deed)(leader) == getattr(other, deed)(leader)
        gone = set(pick.sample(range(1, 200), 4))
        assert one.without(gone) == other.without(gone)
        asked = pick.sample(range(1, 200), 50)
        assert list(one.leaders_among(asked)) == list(other.leaders_among(asked))
        assert dict(one.behind) == dict(other.behind)
        assert (one.hidden, one.unfolded) == (other.hidden, other.unfolded)
    assert packed.others == plain.others, "another took its place"


def test_many_groups_are_read_in_parts(table: Table) -> None:
    table.put({article: article // 2 for article in range(2, 12_002)})
    found = groups.folded(table.run, array("q", range(12_001, 0, -1)))
    assert len(found.ids) == 6_001
    assert found.others[12_001] == (12_000,)
    assert len(found.others) == 6_000
    assert table.most == 5_000


@pytest.mark.usefixtures("small")
def test_numbers_far_apart_need_no_table_of_them_all(table: Table) -> None:
    table.put({7: 7, 9_000_000_000: 7})
    found = groups.folded(table.run, array("q", [9_000_000_000, 8, 7]))
    assert found == FoldedIds(array("q", [9_000_000_000, 8]), {9_000_000_000: (7,)})
    table.put({})
    assert groups.folded(table.run, array("q", [8, 7])).others == {}
