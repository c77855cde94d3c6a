"""What changed between two versions, told in words."""

import itertools
import time

from hypothesis import given
from hypothesis import strategies as st

from clashreader.content.diff import diff, diff_line
from clashreader.content.worddiff import word_runs

ALPHABET = "ab .\n。字กั"
TEXTS = st.text(alphabet=ALPHABET, max_size=60) | st.text(max_size=40)


@given(TEXTS, TEXTS)
def test_the_parts_hold_both_texts(old: str, new: str) -> None:
    parts = diff(old, new)
    assert "".join(text for kind, text in parts if kind != "insert") == old
    assert "".join(text for kind, text in parts if kind != "delete") == new
    kinds = [kind for kind, _ in parts]
    assert all(first != second for first, second in itertools.pairwise(kinds))
    assert ("insert", "delete") not in itertools.pairwise(kinds)
    assert all(text for _, text in parts)


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert diff(text, text) == ([("same", text)] if text else [])


def test_one_word_changes_and_the_rest_of_the_sentence_stays() -> None:
    old = "The mill burned down. Nobody was hurt. It will be rebuilt."
    new = "The mill burned down. Two people were hurt. It will be rebuilt."
    assert diff(old, new) == [
        ("same", "The mill burned down. "),
        ("delete", "Nobody was"),
        ("insert", "Two people were"),
        ("same", " hurt. It will be rebuilt."),
    ]


def test_a_word_put_in_before_a_mark_is_one_insertion() -> None:
    old, new = "He said “we saw it.” Then he left.", "He said “we saw it coming.” Then he left."
    assert diff(old, new) == [
        ("same", "He said “we saw it"),
        ("insert", " coming"),
        ("same", ".” Then he left."),
    ]


@given(st.text(ALPHABET), st.text(ALPHABET))
def test_of_two_lines_the_same_words_are_told_as_in_the_window(old: str, new: str) -> None:
    old, new = " ".join(old.split()), " ".join(new.split())
    shown = word_runs(old, new)
    told = diff_line(old, new)
    for kind in ("insert", "delete"):  # the window shows no change of blanks alone
        window = "".join(run.old + run.new for run in shown if run.change == kind)
        said = "".join(text for name, text in told if name == kind)
        assert "".join(said.split()) == "".join(window.split())


def test_of_words_that_were_only_parted_the_blanks_are_told() -> None:
    assert diff("A well-known ferry", "A well -known ferry") == [
        ("same", "A well"),
        ("insert", " "),
        ("same", "-known ferry"),
    ]


def test_a_headline_that_shares_little_keeps_what_it_shares() -> None:
    old, new = "Ferry sails for the far islands at last", "Ferry sinks"
    assert diff_line(old, new)[0] == ("same", "Ferry ")
    assert "".join(text for kind, text in diff_line(old, new) if kind != "insert") == old


def test_a_sentence_that_was_put_in_is_one_insertion() -> None:
    old = "The ferry is late. The harbour is closed."
    new = "The ferry is late. A storm is on its way. The harbour is closed."
    assert diff(old, new) == [
        ("same", "The ferry is late. "),
        ("insert", "A storm is on its way. "),
        ("same", "The harbour is closed."),
    ]


def test_a_paragraph_taken_out() -> None:
    old = "First thing\nSecond thing\nThird thing"
    assert diff(old, "First thing\nThird thing") == [
        ("same", "First thing\n"),
        ("delete", "Second thing\n"),
        ("same", "Third thing"),
    ]


def test_chinese_is_compared_by_characters() -> None:
    assert diff("港口今天关闭。", "港口明天关闭。") == [
        ("same", "港口"),
        ("delete", "今"),
        ("insert", "明"),
        ("same", "天关闭。"),
    ]


def test_a_thai_vowel_sign_stays_with_its_consonant() -> None:
    changed = [text for kind, text in diff("กัน", "กิน") if kind != "same"]
    assert changed == ["กั", "กิ"]


def test_from_nothing_and_to_nothing() -> None:
    assert diff("", "") == []
    assert diff("", "New.") == [("insert", "New.")]
    assert diff("Old.", "") == [("delete", "Old.")]


def test_a_long_article_takes_no_time() -> None:
    sentences = [
        f"Sentence number {n} speaks of harbour {n % 17} and of the sea." for n in range(700)
    ]
    old = " ".join(sentences)
    sentences[350] = "Sentence number 350 speaks of a mountain and of the sea."
    started = time.process_time()
    parts = diff(old, " ".join(sentences))
    assert time.process_time() - started < 1.0
    assert [text for kind, text in parts if kind == "insert"] == ["a mountain"]


def test_two_long_texts_without_sentences_do_not_hang() -> None:
    old = " ".join(f"word{n % 50}" for n in range(30_000))
    new = " ".join(f"term{n % 50}" for n in range(30_000))
    started = time.process_time()
    assert [kind for kind, _ in diff(old, new)] == ["delete", "insert"]
    assert time.process_time() - started < 1.0


def test_one_sentence_over_and_over_does_not_hang() -> None:
    old, new = "It is late. " * 20_000, "Late it is. It is late. " * 9_000
    parts = diff(old, new)
    assert "".join(text for kind, text in parts if kind != "insert") == old


def test_so_many_lines_that_are_all_new_are_not_paired() -> None:
    old = "".join(f"The quay was closed on day {number}.\n" for number in range(6_000))
    new = old.replace("closed", "open")
    parts = diff(old, new)
    assert parts == [("delete", old), ("insert", new)]
    fewer = 3_000 * len("The quay was closed on day 1000.\n")
    assert len(diff(old[:fewer], new[: fewer - 6_000])) > 1_000
