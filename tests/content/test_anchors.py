"""Quotations are found again: in the same text, in one rendered anew, and nowhere else."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.content.anchors import Quotation, count_earlier, find, find_all, quote

TEXT = (
    "The ferry left at dawn. “We had almost forgotten its horn,” said Ida. "
    "The ferry left again at noon, and the harbour master's café stayed open."
)
LETTERS = st.text(
    st.sampled_from(
        "aAéeo\u0301\u0323ñдї中文한\u1112\u1161שׁאب😀'\"“” \n\u00a0\u2029\u00ad\u200b\ufffc.,1"
    ),
    max_size=80,
)
INVISIBLE = "\u00ad\u200b\u2060\u2068\u2069\ufffc"


def at(text: str, words: str, number: int = 0) -> tuple[int, int]:
    place = -1
    for _ in range(number + 1):
        place = text.index(words, place + 1)
    return place, place + len(words)


def test_marks_in_another_order_than_the_canonical_one_are_found_whole() -> None:
    text = "\u0301\u05c1 words"  # the normal form has them the other way round
    assert find(text, quote(text, 0, 1)) == (0, 2)


@given(st.one_of(LETTERS, st.text(max_size=60)), st.data())
def test_any_span_of_any_text_is_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quotation = quote(text, start, end)
    found = find(text, quotation)
    if not quotation.exact:
        assert found is None
        return
    assert found is not None
    assert quote(text, *found).exact == quotation.exact
    if text.count(text[slice(*found)]) == 1 and not _has_marks(text):
        assert start <= found[0] < found[1] <= end
        assert not (text[start : found[0]] + text[found[1] : end]).strip(
            INVISIBLE + " \n\xa0\u2029"
        )


def _has_marks(text: str) -> bool:
    return any(unicodedata.combining(letter) for letter in text) or not text.isprintable()


WORDS = st.lists(st.text(st.sampled_from("abcéñдж中文ü'“"), min_size=1, max_size=6), min_size=1)


@given(WORDS, st.data())
def test_a_text_rendered_anew_still_has_its_quotations(
    words: list[str], data: st.DataObject
) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start = len(" ".join(words[:first])) + (first > 0)
    quotation = quote(text, start, start + len(" ".join(words[first : last + 1])))
    blanks = st.text(st.sampled_from(" \n\t\u00a0\u2028\u2029\u3000"), min_size=1, max_size=3)
    unseen = st.text(st.sampled_from(INVISIBLE), max_size=1)
    places = []
    anew = ""
    for word in words:
        anew += data.draw(blanks)
        spelled = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), word)
        places.append((len(anew), len(anew) + len(spelled)))
        anew += spelled
    found = find(anew, quotation)
    assert found is not None
    assert _plain(anew[slice(*found)]) == _plain(text[slice(*find(text, quotation) or (0, 0))])
    soft = "".join(letter + data.draw(unseen) for letter in text)
    assert find(soft, quotation) is not None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is\nover, he\u00a0said.", "is over, he said"),
        ("One para\u2029Another para", "para\n\nAnother"),
        ("City\ufdd0Boats\ufdd0Norrholm\ufdd1", "City\nBoats\nNorrholm"),
        ("co\u00adop\u00ader\u200bate now", "cooperate now"),
        ("a picture \ufffc inside", "picture inside"),
        ("the \u2068name\u2069 of it", "the name of"),
        ("it’s “so”", "it's \"so\""),
        ("it's \"so\"", "it’s “so”"),
        ("cafe\u0301 noir", "caf\u00e9 noir"),
        ("caf\u00e9 noir", "cafe\u0301 noir"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af 읽기", "한글"),
        ("q\u0307\u0323 dots", "q\u0323\u0307 dots"),
        ("👩\u200d🚀 in orbit 😀", "orbit 😀"),
    ],
)  # fmt: skip
def test_what_reads_the_same_is_the_same(text: str, words: str) -> None:
    found = find(text, Quotation(words))
    assert found is not None
    assert text[slice(*found)].strip() == text[slice(*found)]
    assert find(text, quote(text, *found)) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ferry left.", "the ferry"),
        ("The therapist", "the rapist"),
        ("cafe\u0301", "cafe"),
        ("x\u0301 is a letter", "x"),
        ("five", "fife"),
        ("", "a"),
        ("text", ""),
        ("text", " \u00ad\n"),
    ],
)
def test_nothing_is_guessed(text: str, words: str) -> None:
    assert find(text, Quotation(words)) is None


def test_the_place_whose_surroundings_fit_is_the_one() -> None:
    second = at(TEXT, "The ferry left", 1)
    quotation = quote(TEXT, *second)
    assert find(TEXT, quotation) == second
    edited = TEXT.replace("at noon", "in the evening").replace("said Ida", "said the captain")
    assert find(edited, quotation) == at(edited, "The ferry left", 1)
    assert find(TEXT, Quotation("The ferry left", suffix=" again")) == second
    assert find(TEXT, Quotation("The ferry left")) == at(TEXT, "The ferry left")


def test_of_equal_places_it_is_the_first() -> None:
    assert find("ha ha ha ha", Quotation("ha", "zz", "zz")) == (0, 2)


def test_a_selection_loses_the_blanks_at_its_ends_and_keeps_whole_letters() -> None:
    assert quote(" dawn \u2029", 0, 7) == Quotation("dawn", " ", " \n")
    assert quote("cafe\u0301s", 0, 4).exact == "cafe\u0301"
    assert quote("cafe\u00ad\u0301s", 4, 6).exact == "e\u0301"
    assert quote("one\u2029two\u00adthree", 0, 99).exact == "one\ntwothree"
    assert quote("x" * 500, 200, 210, context=20) == Quotation("x" * 10, "x" * 20, "x" * 20)


def test_a_quotation_copied_with_blanks_around_it_is_found_without_them() -> None:
    assert find(TEXT, Quotation("  at noon,\n", "left again", "and the")) == at(TEXT, "at noon,")


def test_many_are_found_in_one_go() -> None:
    spans = [(start, start + 9) for start in range(0, len(TEXT) - 9, 7)]
    quotations = [quote(TEXT, *span) for span in spans]
    found = find_all(TEXT, [*quotations, Quotation("nowhere")])
    assert found == [*(find(TEXT, one) for one in quotations), None]
    assert None not in found[:-1]


# --- places that are alike ---

VERSE = (
    "The ferry left again at dawn, and nobody on the quay could say for whom it had waited all "
    "the winter, or why it sailed."
)


def refrain(count: int, blank: str = "\n") -> str:
    return blank.join([VERSE] * count)


def counted(text: str, start: int, end: int) -> Quotation:
    return replace(quote(text, start, end), earlier=count_earlier(text, start, end))


@pytest.mark.parametrize("number", range(5))
def test_of_places_that_are_alike_the_count_tells(number: int) -> None:
    place = at(refrain(5), "again", number)
    made = counted(refrain(5), *place)
    assert made.earlier == number
    assert find(refrain(5), made) == place
    anew = refrain(5, " \n\n").replace("nobody", "no\u00adbody")
    assert find(anew, made) == at(anew, "again", number)
    assert find("A new beginning.\n" + refrain(5), made) == at(
        "A new beginning.\n" + refrain(5), "again", number
    )


def test_surroundings_go_before_the_count() -> None:
    text = f"{refrain(2)}\nIt left again, late.\n{refrain(2)}"
    made = replace(counted(text, *at(text, "again", 2)), earlier=4)
    assert find(text, made) == at(text, "again", 2)
    assert find(refrain(2), replace(counted(text, *at(text, "again", 4)))) == at(
        refrain(2), "again", 1
    )


def test_where_it_is_not_known_the_first_of_equal_places_is_it() -> None:
    made = quote(refrain(5), *at(refrain(5), "again", 3))
    assert made.earlier is None
    assert find(refrain(5), made) == at(refrain(5), "again", 1)


@given(LETTERS, st.data())
def test_a_counted_place_is_found_exactly(text: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(["a", "e", "1", "אב", "e1", "한"]))
    row = data.draw(st.integers(0, 5))
    whole = (word + " " + text + " ") * 6
    start = row * (len(word) + len(text) + 2)
    made = counted(whole, start, start + len(word))
    found = find(whole, made)
    assert found is not None
    assert found[0] == start
