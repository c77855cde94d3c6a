"""Words that changed within a paragraph, in the scripts people read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.content.aligning import align
from clashreader.content.worddiff import Run, word_runs
from clashreader.errors import CancelledError

ALPHABET = "ab. ,\n\u00a0'字กั👍\u200d🏽é"
TEXTS = st.text(alphabet=ALPHABET, max_size=60) | st.text(max_size=40)
ITEMS = st.lists(st.sampled_from("abcde"), max_size=30)


def shown(old: str, new: str) -> str:
    """Return the runs as ``[-gone-]{+come+}``."""
    parts = []
    for run in word_runs(old, new):
        if run.change == "delete":
            parts.append(f"[-{run.old}-]")
        elif run.change == "insert":
            parts.append(f"{{+{run.new}+}}")
        else:
            parts.append(run.new)
    return "".join(parts)


@given(TEXTS, TEXTS)
def test_the_runs_hold_both_texts(old: str, new: str) -> None:
    runs = word_runs(old, new)
    assert "".join(run.old for run in runs) == old
    assert "".join(run.new for run in runs) == new
    assert all(not run.new for run in runs if run.change == "delete")
    assert all(not run.old for run in runs if run.change == "insert")
    assert all("".join(r.old.split()) == "".join(r.new.split()) for r in runs if r.old.isascii()
               and r.new.isascii() and not r.change)  # fmt: skip


@given(TEXTS)
def test_a_text_is_the_same_as_itself_and_as_itself_with_other_blanks(text: str) -> None:
    assert {run.change for run in word_runs(text, text)} <= {""}
    assert {run.change for run in word_runs(text, text.replace(" ", "\u00a0 "))} <= {""}


@given(ITEMS, ITEMS)
def test_stretches_cover_both_sequences(old: list[str], new: list[str]) -> None:
    stretches = align(old, new)
    assert [i for s in stretches for i in range(s.start, s.end)] == list(range(len(old)))
    assert [i for s in stretches for i in range(s.new_start, s.new_end)] == list(range(len(new)))
    assert all(old[s.start : s.end] == new[s.new_start : s.new_end] for s in stretches if s.same)


def test_long_sequences_hold_on_to_what_occurs_once() -> None:
    old = [f"line {n}" if n % 7 else "again" for n in range(5000)]
    new = [*old[:1000], "put in", *old[1000:3000], *old[3005:]]
    changed = [s for s in align(old, new) if not s.same]
    assert [(s.end - s.start, s.new_end - s.new_start) for s in changed] == [(0, 1), (5, 0)]


def test_sequences_of_the_same_thing_over_and_over_are_bounded() -> None:
    old, new = ["a", "b"] * 20_000, ["b", "a", "a"] * 15_000
    stretches = align(old, new)
    assert sum(s.end - s.start for s in stretches) == len(old)


def test_nobody_waits_any_more() -> None:
    with pytest.raises(CancelledError):
        align("abc", "abd", lambda: True)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("It sank.", "It sank, he said.", "It sank{+, he said+}."),
        ("Two men, and a dog", "Two men and a dog", "Two men[-,-] and a dog"),
        ("About 1,200 people", "About 1,300 people", "About [-1,200-]{+1,300+} people"),
        ("It's late", "It isn't late", "[-It's-]{+It isn't+} late"),
        ("港口今天关闭。", "港口明天关闭。", "港口[-今-]{+明+}天关闭。"),
        ("เรือมาแล้ว", "เรือไปแล้ว", "เรือ[-มา-]{+ไป+}แล้ว"),
        ("غادرت العبّارة الميناء", "غادرت السفينة الميناء", "غادرت [-العبّارة-]{+السفينة+} الميناء"),
        ("Good 👩‍👩‍👧 day", "Good 👩‍👩‍👦 day", "Good [-👩‍👩‍👧-]{+👩‍👩‍👦+} day"),
        ("हिन्दी भाषा", "हिन्दी बोली", "हिन्दी [-भाषा-]{+बोली+}"),
        ("A  b\nc", "A b c", "A b c"),
        ("", "New.", "{+New.+}"),
        ("Old.", "", "[-Old.-]"),
        ("a c", "a b c", "a {+b +}c"),
        ("co\u00adoperate", "cooperate", "cooperate"),
        ("cafe\u0301", "caf\u00e9", "caf\u00e9"),
    ],
)
def test_what_the_reader_sees(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_a_sentence_written_anew_is_told_as_one_change() -> None:
    old = "Nobody was hurt when the old mill by the river burned down."
    new = "Several workers escaped before the storage hall went up in flames."
    assert len([run for run in word_runs(old, new) if run.change]) == 2


def test_blanks_alone_are_no_change() -> None:
    assert word_runs("a b", "a\n b") == [Run("", "a b", "a\n b")]
