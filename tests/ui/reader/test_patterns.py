"""What counts as the same words when something is looked for in an article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.ui.reader.patterns import any_of, pattern


def hits(text: str, wanted: str, **options: bool) -> list[str]:
    found = pattern(wanted, **options)
    return [] if found is None else [match.group() for match in found.finditer(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Erdoğan", "erdogan"), ("Erdogan", "ERDOĞAN"), ("cafe\u0301s", "café"),
        ("Straße", "STRASSE"),
        ("Strasse", "straße"), ("ﬁnal ofﬁce", "final"), ("ёлка", "елка"), ("Ελλάδα", "ελλαδα"),
        ("مُحَمَّد", "محمد"), ("أحمد", "احمد"), ("שָׁלוֹם", "שלום"), ("har\u00advest", "harvest"),
        ("the\u00a0 quay", "the quay"), ("the\nquay", "the quay"), ("“so”", '"so"'),
        ("it’s", "it's"),
        ("Anglo–Dutch", "anglo-dutch"), ("Ｆｕｌｌ", "full"), ("東京で", "東京"), ("🚢 in", "🚢"),
        ("a.b", "a.b"), ("(x)", "(x"), ("Œuvre", "œuvre"), ("Łódź", "lódz"),
    ],
)  # fmt: skip
def test_alike(text: str, wanted: str) -> None:
    if (text, wanted) == ("Łódź", "lódz"):
        assert hits(text, "łodz") == [text], "a stroke is no accent: so the library has it too"
    else:
        assert len(hits(text, wanted)) == 1


def test_not_alike() -> None:
    assert hits("axb", "a.b") == []
    assert hits("か", "が") == []
    assert hits("anything", "  ") == []
    assert pattern("") is None


def test_exact_minds_case_and_accents_but_not_what_nobody_sees() -> None:
    assert hits("Erdoğan Erdogan erdogan Er\u00addogan", "Erdogan", exact=True) == [
        "Erdogan", "Er\u00addogan",
    ]  # fmt: skip


def test_whole_words() -> None:
    assert hits("port ports airport port.", "port", whole=True) == ["port", "port"]
    assert hits("東京都", "東京", whole=True) == ["東京"], (
        "where words have no blanks, as it stands"
    )
    several = any_of(["port", "grain"], whole=True, open_end={"port"})
    assert several is not None
    assert several.findall("Ports, airports, grains and grain") == ["Port", "grain"]


@given(st.text(max_size=40), st.text(max_size=40), st.booleans(), st.booleans())
def test_any_text_can_be_looked_for(text: str, around: str, exact: bool, whole: bool) -> None:
    found = pattern(text, exact=exact, whole=whole)
    if found is not None:
        list(found.finditer(around + text))


@given(st.text(min_size=1, max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_a_text_is_found_in_itself(text: str, before: str, after: str) -> None:
    found = pattern(text, exact=True)
    assert (found is None) == (not text.split())
    if found is not None:
        assert found.search(f"{before} {text} {after}")
