"""Where the reader stopped: kept in a file that no crash and no stranger can spoil."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.ui.reader.makers import article

from clashreader.ui import places as module
from clashreader.ui.places import Places
from clashreader.ui.reader.returning import Place

HERE = Place("when the ferry would sail", 1200, 0.4, -3.0, 0.5)


def test_a_place_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "places.jsonl"
    Places(path).keep(article(id=7), HERE)
    again = Places(path)
    assert again.of(article(id=7)) == HERE
    assert again.of(article(id=8)) is None
    again.keep(article(id=7), None)
    assert Places(path).of(article(id=7)) is None


def test_the_article_of_another_library_with_that_number_has_none(tmp_path: Path) -> None:
    path = tmp_path / "places.jsonl"
    Places(path).keep(article(id=7), HERE)
    assert Places(path).of(article(id=7, uid="another")) is None


def test_a_line_cut_off_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "places.jsonl"
    first = Places(path)
    first.keep(article(id=1), HERE)
    first.keep(article(id=2), HERE)
    path.write_bytes(path.read_bytes()[:-9])
    again = Places(path)
    assert again.of(article(id=1)) == HERE
    assert again.of(article(id=2)) is None
    again.keep(article(id=3), HERE)
    assert Places(path).of(article(id=3)) == HERE


@pytest.mark.parametrize(
    "rubbish",
    [b"\xff\xfe\x00", b"[[[[", b"[1]\n{}\n[]\nnull\n[1, 2, 3]", b'["x", 1, 1, 1, 1, 1, 1]',
     b"[1, 2, 3, 1e999, 1, 1, 1]", b"[" * 5000],
)  # fmt: skip
def test_rubbish_is_passed_over(tmp_path: Path, rubbish: bytes) -> None:
    path = tmp_path / "places.jsonl"
    path.write_bytes(rubbish)
    places = Places(path)
    assert places.of(article(id=1)) is None
    places.keep(article(id=1), HERE)
    assert Places(path).of(article(id=1)) == HERE


@pytest.mark.parametrize(
    "figures",
    ["500, 0.05, -Infinity, 0.2", "500, 0.05, 0.0, NaN", "500, 0.05, 1e300, 0.2", "500, NaN, 0, 0",
     "99999999999, 0.05, 0, 0.2"],
)  # fmt: skip
def test_figures_that_nobody_can_reckon_with_are_passed_over(tmp_path: Path, figures: str) -> None:
    path = tmp_path / "places.jsonl"
    Places(path).keep(article(id=1), HERE)
    sign = json.loads(path.read_text().strip())[1]
    path.write_text(f'[1, {sign}, "words", {figures}]')
    assert Places(path).of(article(id=1)) is None


def test_only_those_read_last_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 20)
    path = tmp_path / "places.jsonl"
    places = Places(path)
    for turn in range(6):
        for number in range(30):
            places.keep(article(id=number), Place("words", turn, 0.5))
    assert len(path.read_text().splitlines()) <= 80
    again = Places(path)
    assert again.of(article(id=29)) == Place("words", 5, 0.5)
    assert again.of(article(id=0)) is None


def test_where_nothing_can_be_written_reading_goes_on(tmp_path: Path) -> None:
    places = Places(tmp_path / "missing" / "places.jsonl")
    places.keep(article(id=1), HERE)
    assert places.of(article(id=1)) == HERE


def test_pictures_of_the_window_write_nothing(tmp_path: Path) -> None:
    path = tmp_path / "places.jsonl"
    places = Places(path)
    places.writes = False
    places.keep(article(id=1), HERE)
    assert not path.exists()
