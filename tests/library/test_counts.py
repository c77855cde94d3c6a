"""Counts are right after anything that can happen, and lists cost two statements."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.errors import ReaderError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, Move, Revise, SetGone, Term, Touch

SECTIONS = (None, "Europe", "Asia", "Culture", "Science")


@contextmanager
def statements(library: Library) -> Iterator[list[str]]:
    """Collect the statements that reading runs, but for those around them."""
    run: list[str] = []
    library.count(ArticleQuery())  # so that a reader is at hand
    (reader,) = library._connections._idle
    reader.set_trace_callback(run.append)
    try:
        yield run
    finally:
        reader.set_trace_callback(None)
        run[:] = [statement for statement in run if statement not in ("BEGIN DEFERRED", "ROLLBACK")]


class Life:
    """Random operations on a library, as a reader and a sync would do them."""

    def __init__(self, library: Library, seed: int) -> None:
        self.library, self.random = library, random.Random(seed)
        self.serial = 0
        self.sources = [library.add_source(feed(f"https://{n}/")).id for n in range(3)]

    def article(self, uid: str | None = None) -> object:
        self.serial += 1
        pick = self.random.choice
        return prepared(
            uid or f"u{self.serial}", f"text {self.serial}", section=pick(SECTIONS),
            published=pick((None, NOON - self.random.randrange(900) * DAY)),
            tags=tuple(self.random.sample(("a", "b", "c", "d"), self.random.randrange(3))),
            images=[f"https://i/{self.random.randrange(20)}"] * self.random.randrange(2),
        )  # fmt: skip

    def some(self) -> list[int]:
        ids = list(self.library.ids(ArticleQuery()))
        return self.random.sample(ids, min(len(ids), self.random.randrange(6)))

    def step(self) -> None:
        library, pick = self.library, self.random.choice
        source = pick(self.sources)
        known = [one for one in library.known(source).values() if not one.deleted]
        chosen = pick(known) if known else None
        section = pick(SECTIONS[1:])
        operations = [
            lambda: library.apply(source, [Insert(self.article()) for _ in range(5)]),
            lambda: chosen and library.apply(source, [Revise(chosen.id, self.article(chosen.uid))]),
            lambda: chosen and library.apply(source, [Touch(chosen.id, self.article(chosen.uid))]),
            lambda: chosen and library.apply(source, [SetGone(chosen.id, pick((True, False)))]),
            lambda: chosen and library.apply(source, [Move(chosen.id, chosen.uid + "x", None)]),
            lambda: library.set_read(self.some(), pick((True, False))),
            lambda: library.set_bookmarked(self.some(), pick((True, False))),
            lambda: library.tag(self.some(), add=[pick("abxy")], remove=[pick("abxy")]),
            lambda: library.rename_tag(pick("abcdxy"), pick("abcdxyz")),
            lambda: library.delete_tag(pick("abcdxyz")),
            lambda: library.rename_section(section, pick((*SECTIONS[1:], "News"))),
            lambda: library.merge_sections(section, pick(SECTIONS[1:])),
            lambda: library.edit_source(source, section=pick(("", "Mine", "Europe"))),
            lambda: self.leave(source),
        ]
        try:
            pick(operations)()
        except ReaderError:
            return

    def leave(self, source: int) -> None:
        url = self.library.source(source).url
        self.library.remove_source(source, delete_articles=self.random.random() < 0.5)
        self.library.add_source(feed(url))


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_right_after_anything(library: Library, seed: int) -> None:
    life = Life(library, seed)
    for turn in range(120):
        life.step()
        if turn % 20 == 19:
            assert library.check() == []
    view = library.overview(day_start=NOON - DAY)
    assert view.total == library.count(ArticleQuery()) > 5
    assert view.unread == library.count(ArticleQuery(Term("unread", "is")))
    assert view.bookmarked == library.count(ArticleQuery(Term("bookmarked", "is")))
    assert view.edited == library.count(ArticleQuery(Term("edited", "is")))
    for section in view.sections:
        if section.name:
            asked = ArticleQuery(Term(section.name, "section"))
            assert section.total == library.count(asked)
    for tag in view.tags:
        assert tag.total == library.count(ArticleQuery(Term(tag.name, "tag")))


def test_a_page_of_rows_costs_two_statements(library: Library) -> None:
    source = library.add_source(feed()).id
    ids = library.apply(
        source, [Insert(prepared(str(n), tags=("a", "b"))) for n in range(300)]
    ).inserted
    with statements(library) as run:
        assert len(library.rows(ids)) == 300
    assert len(run) == 2
    with statements(library) as run:
        assert len(library.details(ids)) == 300
    assert len(run) == 3
    with statements(library) as run:
        library.overview(day_start=NOON)
    assert len(run) <= 13
    with statements(library) as run:
        library.known(source)
    assert len(run) == 1


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (ArticleQuery(), "articles_newest"),
        (ArticleQuery(Term("unread", "is")), "articles_unread"),
        (ArticleQuery(Term("Europe", "section")), "articles_section"),
        (ArticleQuery(Term("1", "source")), "articles_source"),
        (ArticleQuery(Term("bookmarked", "is")), "articles_bookmarked"),
        (ArticleQuery(Term("edited", "is")), "articles_edited"),
    ],
)
def test_the_views_of_the_sidebar_are_served_in_order_by_an_index(
    library: Library, query: ArticleQuery, index: str
) -> None:
    from clashreader.library.search import select

    sql, parameters = select(query, NOON).statement("a.id")
    with library._connections.read() as run:
        plan = run("EXPLAIN QUERY PLAN " + sql, parameters)
    text = " ".join(row[3] for row in plan)
    assert index in text
    assert "TEMP B-TREE" not in text
