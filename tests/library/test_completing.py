"""What may stand at the cursor of a query."""

from __future__ import annotations

import pytest
from tests.fakes import NOON, feed, prepared

from clashreader.library.completing import Completions, Kind, Vocabulary, complete
from clashreader.library.grammar import check_query
from clashreader.library.library import Library
from clashreader.model import Insert, MonthCount, Overview, SectionCount, TagCount


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    months = (MonthCount(202506, 3, 1), MonthCount(202412, 2, 0), MonthCount(None, 4, 4))
    sections = (
        SectionCount(1, "Ukraine - Russia War", 9, 5, (), months),
        SectionCount(2, "Europe", 2, 1, (), ()),
        SectionCount(None, None, 1, 1, (), ()),
    )
    tags = [TagCount(n, f"tag number {n}", n, 0) for n in range(10_000)]
    tags += [TagCount(0, "Łódź", 5, 0), TagCount(0, 'the "deal"', 4, 0), TagCount(0, "élan", 1, 0)]
    seen = Overview(0, 0, 0, 0, 0, 0, 0, 0, sections, tuple(tags), (), 0, 0)
    return Vocabulary(seen, [("uk", 7), ("en", 3)])


def offered(words: Vocabulary, text: str, **options: object) -> list[str]:
    """Return what is offered where the bar stands in `text`."""
    found = _asked(words, text, **options)
    return [one.label for one in found.items]


def _asked(words: Vocabulary, text: str, **options: object) -> Completions:
    return complete(text.replace("|", ""), text.index("|"), words, **options)  # type: ignore[arg-type]


def taken(words: Vocabulary, text: str, number: int = 0) -> str:
    """Return the query with one of what is offered in its place."""
    found, plain = _asked(words, text), text.replace("|", "")
    return plain[: found.start] + found.items[number].text + plain[found.end :]


def test_fields_are_offered_from_their_second_letter_on(words: Vocabulary) -> None:
    assert offered(words, "grain se|") == ["section:"]
    assert offered(words, "s|") == []
    assert offered(words, "|", unasked=False)[:3] == ["title:", "author:", "source:"]
    assert "id:" not in offered(words, "|", unasked=False)
    assert offered(words, '"se|') == []
    assert offered(words, "(-so|") == ["source:"]
    assert taken(words, "(-so|)") == "(-source:)"


def test_values_are_those_of_the_field(words: Vocabulary) -> None:
    assert offered(words, "is:un|") == ["unread"]
    assert offered(words, "HAS:|")[:2] == ["note", "highlight"]
    assert offered(words, "is:unread|") == []  # it stands there already
    assert offered(words, "month:2025|") == ["2025-06", "2025"]
    assert offered(words, "month:n|") == ["none"]
    assert offered(words, "after:|") == ["2025-06", "2024-12", "2025", "2024"]
    assert offered(words, "lang:|") == ["uk", "en"]
    assert offered(words, "newer:|")[0] == "1d"
    assert offered(words, "colour:r|") == offered(words, "title:r|") == []


def test_names_fit_by_their_beginning_then_by_their_words(words: Vocabulary) -> None:
    assert offered(words, "section:|") == ["Ukraine - Russia War", "Europe"]
    assert offered(words, "section:rus|") == ["Ukraine - Russia War"]
    assert offered(words, "tag:E|")[0] == "élan"
    assert offered(words, "tag:99|")[:2] == ["tag number 9999", "tag number 9998"]
    assert len(offered(words, "tag:|")) == 50
    counts = [one.articles for one in _asked(words, "tag:|").items]
    assert counts[:2] == [9_999, 9_998]
    assert _asked(words, "tag:|").items[0].kind is Kind.NAME


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("section:ukr|", 'section:"Ukraine - Russia War"'),
        ('grain section:"ukraine - r|" is:read', 'grain section:"Ukraine - Russia War" is:read'),
        ("section:uk|raine grain", 'section:"Ukraine - Russia War" grain'),
        ("-tag:the|", '-tag:"the ""deal"""'),
        ("(tag:él|) grain", "(tag:élan) grain"),
        ("\N{GRINNING FACE} tag:Łód|", "\N{GRINNING FACE} tag:Łódź"),
    ],
)
def test_what_is_taken_has_the_quotes_that_it_needs(
    words: Vocabulary, text: str, query: str
) -> None:
    assert taken(words, text) == query
    assert check_query(query) is None


def test_nothing_is_known_before_the_library_is(library: Library) -> None:
    assert complete("tag:", 4, Vocabulary(None)).items == ()
    source = library.add_source(feed(title="The Ledger")).id
    library.apply(source, [
        Insert(prepared("1", language="uk", published=NOON, tags=("a b",), section="Europe")),
        Insert(prepared("2", language="uk")), Insert(prepared("3", language="en")),
    ])  # fmt: skip
    assert library.languages() == (("uk", 2), ("en", 1))
    known = Vocabulary(library.overview(day_start=NOON), library.languages())
    for text, query in (
        ("tag:|", 'tag:"a b"'), ("source:led|", 'source:"The Ledger"'), ("lang:|", "lang:uk"),
        ("section:|", "section:Europe"), ("month:|", "month:2026-03"),
    ):  # fmt: skip
        assert taken(known, text) == query
