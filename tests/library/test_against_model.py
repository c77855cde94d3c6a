"""Random queries, held against a plain matcher in Python that knows no index and no SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.errors import QueryError
from clashreader.library import finding
from clashreader.library.connection import Connections
from clashreader.library.folding import fold_words
from clashreader.library.grammar import parse_query, quote
from clashreader.library.library import Library
from clashreader.model import AllOf, AnyOf, ArticleQuery, Insert, Node, Not, Sort, Term

WORDS = (
    "grain", "Grain", "grains", "port", "the", "of", "Straße", "strasse", "ёлка", "елка", "война",
    "мой", "мои", "新闻", "新", "闻", "中国", "ไทย", "ไท", "كتاب", "كِتاب", "HIMARS-2", "2", "1,000",
    "U.S.", "don't", "café", "CAFE", "Łódź", "lodz", "한국", "é",
)  # fmt: skip
TAGS = ("aid", "the deal", 'a "b"', "Łódź", "star*")
SECTIONS = ("Europe", "Asia-Pacific", None)


@dataclass(frozen=True)
class Doc:
    """What the matcher knows of an article."""

    id: int
    title: str
    text: str
    tags: tuple[str, ...]
    section: str | None
    read: bool
    words: int


def _tokens(text: str) -> list[str]:
    return re.findall("(?:[^\\W_]|[\ue000-\uf8ff])+", fold_words(text))


def _has(text: str, term: Term) -> bool:
    """Whether the words of a term stand in a text, one after another."""
    here, wanted = _tokens(text), _tokens(term.value)
    for start in range(len(here) - len(wanted) + 1):
        part = here[start : start + len(wanted)]
        same = part == wanted
        begun = part[:-1] == wanted[:-1] and part[-1].startswith(wanted[-1])
        if same or (term.prefix and begun):
            return True
    return False


def matches(doc: Doc, node: Node) -> bool:
    match node:
        case Not(inner):
            return not matches(doc, inner)
        case AllOf(nodes):
            return all(matches(doc, one) for one in nodes)
        case AnyOf(nodes):
            return any(matches(doc, one) for one in nodes)
        case Term(field=None):
            return _has(doc.title, node) or _has(doc.text, node)
        case Term(field="title"):
            return _has(doc.title, node)
        case Term(field="text"):
            return _has(doc.text, node)
        case Term(value, "is"):
            return doc.read is (value == "read")
        case Term(value, "tag"):
            return value in doc.tags
        case Term(value, "section"):
            return value == doc.section
        case Term(value, "words"):
            return doc.words > int(value[1:])
    raise AssertionError(node)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, list[Doc]]:
    folder = tmp_path_factory.mktemp("model")
    library = Library.open(folder / "l.sqlite3", folder / "images", clock=lambda: NOON)
    source = library.add_source(feed(title="-")).id
    docs, intents = [], []
    for n in range(60):
        picked = [WORDS[(n * step + step) % len(WORDS)] for step in range(1, 3 + n % 9)]
        title, text = " ".join(picked[:2]), " ".join(picked[1:])
        tags = tuple(TAGS[i] for i in range(len(TAGS)) if n % (i + 2) == 0)
        section = SECTIONS[n % 3]
        docs.append(Doc(n + 1, title, text, tags, section, n % 4 == 0, len(text.split())))
        intents.append(Insert(prepared(
            str(n), text, title=title, section=section, tags=tags, published=NOON - n * DAY,
        )))  # fmt: skip
    assert library.apply(source, intents).inserted == tuple(doc.id for doc in docs)
    library.set_read([doc.id for doc in docs if doc.read], True)
    return library, docs


def _written(term: tuple[str, str, bool]) -> str:
    field, value, star = term
    return f"{field}{quote(value)}{'*' if star and field in ('', 'title:', 'text:') else ''}"


_words = st.tuples(
    st.sampled_from(("", "", "", "title:", "text:")), st.sampled_from(WORDS), st.booleans()
)
_phrases = st.tuples(
    st.sampled_from(("", "title:", "text:")),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join), st.booleans(),
)  # fmt: skip
_facts = st.one_of(
    st.sampled_from(("is:read", "is:unread", "words:>3")),
    st.sampled_from(TAGS).map(lambda tag: f"tag:{quote(tag)}"),
    st.sampled_from(("section:Europe", "section:Asia-Pacific")),
)
_leaves = st.one_of(_words.map(_written), _words.map(_written), _phrases.map(_written), _facts)
_queries = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        inner.map(lambda one: f"-({one})"),
        st.lists(inner, min_size=2, max_size=4).map(" ".join),
        st.lists(inner, min_size=2, max_size=4).map(lambda some: f"({' OR '.join(some)})"),
    ),
    max_leaves=8,
)


@given(_queries)
def test_a_query_finds_what_a_plain_matcher_finds(
    shelf: tuple[Library, list[Doc]], text: str
) -> None:
    library, docs = shelf
    node = parse_query(text)
    assert node is not None
    wanted = [doc.id for doc in docs if matches(doc, node)]
    newest, ranked = ArticleQuery(node), ArticleQuery(node, Sort.RELEVANCE)
    assert list(library.ids(newest)) == wanted
    assert library.count(newest) == len(wanted)
    assert sorted(library.ids(ranked)) == wanted
    assert sorted(hit.row.id for hit in library.search(ranked, limit=100)) == wanted
    first, exact = library.first_ids(newest)
    assert list(first) == wanted[: len(first)]
    assert len(first) == len(wanted) or not exact


@given(_queries)
def test_reading_through_finds_the_same(shelf: tuple[Library, list[Doc]], text: str) -> None:
    library, docs = shelf
    node = parse_query(text)
    assert node is not None
    connections = Connections(library.path)
    try:
        with connections.read() as run:
            query = ArticleQuery(node)
            found = finding.read_through(run, query, NOON, most=100, enough=100)
    finally:
        connections.close()
    wanted = [doc.id for doc in docs if matches(doc, node)]
    assert list(found) in (wanted, [])  # nothing where words stand among other conditions


_noise = st.text(
    st.one_of(
        st.sampled_from("\"()-*: OR^{}[]+'%_;\\\0\ud800\udfff,.éß中ก\u0301\u200b"),
        st.characters(),
    ),
    max_size=60,
)


@given(
    st.lists(
        st.one_of(_noise, _queries, st.sampled_from(("OR", "NEAR(a b)", "title:", "is:"))),
        max_size=5,
    )
)
def test_whatever_is_typed_is_answered_or_refused_in_a_sentence(
    shelf: tuple[Library, list[Doc]], parts: list[str]
) -> None:
    library, _ = shelf
    text = " ".join(parts)
    try:
        node = parse_query(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017 - not every text is refused
        assert error.length >= 0  # noqa: PT017
        return
    query = ArticleQuery(node, Sort.RELEVANCE)
    found = library.search(query, limit=100)
    assert len(found) == library.count(query) == len(library.ids(query))
    library.excerpts([hit.row.id for hit in found[:3]], node)
