"""The benchmarks run, do the work that they measure, and say what they say they say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


QUICK_RUNS = {
    "folder feeds start rest switching related": (
        "folder of", "feeds x", "304", "same bytes", "pictures", "start to", "of rest", "switching",
        "related",
    ),
    "mirror reading documents": (
        "mirror of", "brought into", "first screen", "as PDF", "as epub", "as json",
    ),
}  # fmt: skip
"""Runs side by side, and what each of them has to name."""


def test_the_quick_runs_are_of_all_parts_that_run_by_themselves() -> None:
    from benchmarks.__main__ import ASKED_FOR, PARTS

    assert sorted(" ".join(QUICK_RUNS).split()) == sorted(set(PARTS) - ASKED_FOR)


@pytest.mark.slow
@pytest.mark.parametrize("parts", QUICK_RUNS)
def test_a_quick_run_measures_every_part(parts: str, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    words = ["--quick", "--cache", str(tmp_path / "cache"), "--json", str(figures), *parts.split()]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=55,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(figures.read_text(encoding="utf-8"))["figures"]
    names = " / ".join(figure["name"] for figure in found)
    for part in QUICK_RUNS[parts]:
        assert part in names
    assert all(figure["name"] in done.stdout for figure in found)
    timed = [figure for figure in found if figure["cpu"] is not None]
    assert all(figure["cpu"] > 0 for figure in timed)
    assert all(figure["wall"] > 0 for figure in timed)


@pytest.mark.slow
def test_growth_is_measured_when_it_is_asked_for(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "million", "--quick", "--cache", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=55,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    for part in ("start to first rows", "counts of the sidebar", "one tag", "a rare word"):
        assert part in done.stdout


def test_generated_news_is_the_same_every_time() -> None:
    from benchmarks.writing import feed, markdown_article

    assert markdown_article(7) == markdown_article(7)
    assert markdown_article(7) != markdown_article(8)
    assert feed(1, 3) == feed(1, 3)
    assert 5_000 < len(feed(2, 10)) / 10 < 7_000
