"""Anything that a reader and a sync do, in any order, against a library in plain Python.

``HYPOTHESIS_PROFILE=thorough`` does much more of it.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.conftest import FakeClock
from tests.fakes import DAY, NOON, feed, prepared
from tests.library.organised import (
    BINNED,
    GONE,
    HIDDEN,
    LIVE,
    QUERIES,
    Item,
    Named,
    NamesNothingError,
    World,
)

from clashreader.errors import ReaderError
from clashreader.library.grammar import parse_query
from clashreader.library.library import Library
from clashreader.model import (
    ArticleQuery,
    Changes,
    Insert,
    Revise,
    RuleActions,
    SearchCount,
    Undo,
)

SECTION = st.sampled_from(["Europe", "Asia", "Culture", "News"])
TAG = st.sampled_from(["sea", "port", "war", "art"])
WORDS = st.frozensets(st.sampled_from(["alpha", "beta", "gamma"]))
SOURCE = st.sampled_from([0, 1])
PLACE = st.integers(0, 15)
"""The place of an article in the order in which they came, counted around."""
PICK = st.lists(PLACE, min_size=1, max_size=6, unique=True)
ARTICLE = st.tuples(
    WORDS, st.none() | SECTION, st.frozensets(TAG, max_size=2).map(sorted).map(tuple),
    st.sampled_from([None, NOON - 40 * DAY, NOON - DAY, NOON + 9 * DAY]),
)  # fmt: skip
QUERY = st.sampled_from(sorted(QUERIES))
ACTIONS = st.builds(
    RuleActions, st.frozensets(TAG, max_size=2).map(sorted).map(tuple), st.booleans(),
    st.booleans(), st.none() | SECTION, st.booleans(),
).filter(lambda actions: actions != RuleActions())  # fmt: skip
MONTHS = {None: None, NOON - 40 * DAY: 202601, NOON - DAY: 202603, NOON + 9 * DAY: 202603}

COMPARED = 6
"""Steps after which all that shows is compared."""
_PARSED = {query: parse_query(query) for query in QUERIES}


class Operations(RuleBasedStateMachine):
    """Each step is done in the library and in the plain world; what shows of both is compared."""

    template: Path

    @initialize(some=st.lists(st.tuples(SOURCE, ARTICLE), min_size=6, max_size=6))
    def open(self, some: list[Any]) -> None:
        # What is safe from a crash is not asked here, and flushing would take most of the time.
        memory = Path("/dev/shm")
        self.folder = Path(
            tempfile.mkdtemp(prefix="clashreader-", dir=memory if memory.is_dir() else None)
        )
        for part in self.template.parent.glob("library.sqlite3*"):
            shutil.copy(part, self.folder)
        self.clock = FakeClock(NOON)
        self.library = Library.open(
            self.folder / "library.sqlite3", self.folder / "images", clock=self.clock
        )
        self.sources = [self.library.add_source(feed(f"https://{n}/")).id for n in range(2)]
        self.world = World(chosen=dict.fromkeys(self.sources))
        self.done: list[tuple[Undo, World]] = []
        """What can be undone, each with the world as it was before."""
        self.undone: list[tuple[Undo, World]] = []
        self.steps = 0
        for source, article in some:
            self._arrive(source, [article])

    def teardown(self) -> None:
        if hasattr(self, "library"):
            try:
                self._compare()
                assert self.library.check() == []
            finally:
                self.library.close()
                shutil.rmtree(self.folder)

    # --- how steps are done ---

    def _ids(self, pick: list[int]) -> list[int]:
        there = list(self.world.items)
        return list(dict.fromkeys(there[place % len(there)] for place in pick))

    def _deed(self, do: Callable[[], Changes], plain: Callable[[World], None]) -> None:
        """A deed that can be undone, or is refused by both."""
        self.clock.advance(1)
        before = copy.deepcopy(self.world)
        try:
            plain(self.world)
        except NamesNothingError:
            self.world = before
            with pytest.raises(ReaderError):
                do()
            return
        changes = do()
        if changes.undo is not None:
            self.done.append((changes.undo, before))
            self.undone.clear()

    def _event(self) -> None:
        """Something that is not undone: what was done before it is not, either."""
        self.clock.advance(1)
        self.done.clear()
        self.undone.clear()

    # --- a sync ---

    @rule(source=SOURCE, articles=st.lists(ARTICLE, min_size=1, max_size=4))
    def arrive(self, source: int, articles: list[Any]) -> None:
        self._arrive(source, articles)

    def _arrive(self, source: int, articles: list[Any]) -> None:
        self._event()
        intents, items = [], []
        for number, (words, section, tags, published) in enumerate(articles):
            uid = f"u{len(self.world.items) + number}"
            intents.append(Insert(self._prepared(uid, words, section, tags, published)))
            items.append(Item(
                0, self.sources[source], uid, words, section, tags,
                NOON - 40 * DAY if published == NOON - 40 * DAY else
                NOON - DAY if published == NOON - DAY else int(self.clock()), MONTHS[published],
            ))  # fmt: skip
        ids = self.library.apply(self.sources[source], intents).inserted
        for item, article_id in zip(items, ids, strict=True):
            item.id = article_id
        self.world.arrive(items)

    def _prepared(self, uid: str, words: Any, section: Any, tags: Any, published: Any) -> Any:
        return prepared(
            uid, " ".join(sorted(words)) + f" {self.clock()}", section=section, tags=tags,
            published=published, images=[f"https://i/{uid}"],
        )  # fmt: skip

    @rule(pick=PLACE, article=ARTICLE)
    def edit(self, pick: int, article: Any) -> None:
        for article_id in self._ids([pick]):
            item = self.world.items[article_id]
            if item.state == GONE:
                return
            self._event()
            words, section, tags, _ = article
            published = {202601: NOON - 40 * DAY}.get(item.month or 0) or (
                NOON - DAY if item.time == NOON - DAY else
                NOON + 9 * DAY if item.month else None
            )  # fmt: skip
            fresh = self._prepared(item.uid, words, section, tags, published)
            changes = self.library.apply(item.source, [Revise(item.id, fresh)])
            assert changes.updated == (item.id,)
            self.world.edit(item, words, section, tags)

    @rule(source=SOURCE, delete=st.booleans())
    def leave_and_come_back(self, source: int, delete: bool) -> None:
        self._event()
        number = self.sources[source]
        url = self.library.source(number).url
        self.library.remove_source(number, delete_articles=delete)
        for item in self.world.items.values():
            safe = item.bookmarked or item.note or any(item.tags.values())
            if delete and item.source == number and item.state in (LIVE, HIDDEN) and not safe:
                self.world.bury(item)
        self.library.add_source(feed(url))
        self.world.chosen[number] = None
        self.world.sort_anew(number)

    # --- marks ---

    @rule(pick=PICK, mark=st.booleans())
    def read(self, pick: list[int], mark: bool) -> None:
        ids = self._ids(pick)

        def plain(world: World) -> None:
            for item in world.kept(ids):
                item.read = mark

        self._deed(lambda: self.library.set_read(ids, mark), plain)

    @rule(pick=PICK, mark=st.booleans())
    def bookmark(self, pick: list[int], mark: bool) -> None:
        ids = self._ids(pick)

        def plain(world: World) -> None:
            for item in world.kept(ids):
                item.bookmarked = mark

        self._deed(lambda: self.library.set_bookmarked(ids, mark), plain)

    @rule(pick=PICK, add=st.lists(TAG, max_size=2), remove=st.lists(TAG, max_size=2))
    def tag(self, pick: list[int], add: list[str], remove: list[str]) -> None:
        ids = self._ids(pick)

        def plain(world: World) -> None:
            added = [world.tag(name) for name in add]
            for item in world.kept(ids):
                item.tags.update(dict.fromkeys(added, True))
            for item in (world.items[one] for one in ids):
                for name in remove:
                    key = next((k for k, called in world.tags.items() if called == name), None)
                    item.tags.pop(key, None)  # type: ignore[arg-type]

        self._deed(lambda: self.library.tag(ids, add=add, remove=remove), plain)

    @rule(pick=PICK, section=st.none() | st.just("") | SECTION)
    def move(self, pick: list[int], section: str | None) -> None:
        ids = self._ids(pick)

        def plain(world: World) -> None:
            if section is None:
                for item in world.kept(ids):
                    if item.fixed:
                        item.section = world.place(item.source, item.own_section)
                        item.fixed = False
                return
            key = world.section_to_move_to(section) if section else None
            for item in world.kept(ids):
                item.section, item.fixed = key, True

        self._deed(lambda: self.library.move(ids, section), plain)

    @rule(pick=PICK, hidden=st.booleans())
    def hide(self, pick: list[int], hidden: bool) -> None:
        ids = self._ids(pick)

        def plain(world: World) -> None:
            for item in world.kept(ids):
                item.state, item.hidden = (HIDDEN, True) if hidden else (LIVE, False)

        self._deed(lambda: self.library.set_hidden(ids, hidden), plain)

    @rule(pick=PICK)
    def delete(self, pick: list[int]) -> None:
        ids = self._ids(pick)

        def plain(world: World) -> None:
            for item in world.kept(ids):
                item.state = BINNED

        self._deed(lambda: self.library.delete(ids), plain)

    @rule(pick=PICK)
    def restore(self, pick: list[int]) -> None:
        ids = self._ids(pick)

        def plain(world: World) -> None:
            for item in (world.items[one] for one in ids):
                if item.state == BINNED:
                    item.state = HIDDEN if item.hidden else LIVE

        self._deed(lambda: self.library.restore(ids), plain)

    @rule()
    def empty_bin(self) -> None:
        self._event()
        binned = [item for item in self.world.items.values() if item.state == BINNED]
        assert self.library.empty_bin() == len(binned)
        for item in binned:
            self.world.bury(item)

    @rule(pick=PLACE, text=st.sampled_from(["", "A note."]))
    def note(self, pick: int, text: str) -> None:
        for article_id in self._ids([pick]):
            item = self.world.items[article_id]
            if item.state == LIVE:
                self._event()
                self.library.set_note(article_id, text)
                item.note = bool(text)

    # --- tags and sections ---

    @rule(name=TAG, new=TAG)
    def rename_tag(self, name: str, new: str) -> None:
        self._deed(lambda: self.library.rename_tag(name, new), lambda w: w.rename_tag(name, new))

    @rule(name=TAG)
    def delete_tag(self, name: str) -> None:
        self._deed(lambda: self.library.delete_tag(name), lambda w: w.delete_tag(name))

    @rule(name=SECTION, new=SECTION)
    def rename_section(self, name: str, new: str) -> None:
        self._deed(
            lambda: self.library.rename_section(name, new), lambda w: w.rename_section(name, new)
        )

    @rule(name=SECTION, into=SECTION)
    def merge_sections(self, name: str, into: str) -> None:
        self._deed(
            lambda: self.library.merge_sections(name, into), lambda w: w.merge_sections(name, into)
        )

    @rule(name=SECTION)
    def forget_alias(self, name: str) -> None:
        def plain(world: World) -> None:
            if name not in world.aliases:
                raise NamesNothingError(name)
            del world.aliases[name]

        self._deed(lambda: self.library.delete_alias(name), plain)

    @rule(source=SOURCE, section=st.just("") | SECTION)
    def source_section(self, source: int, section: str) -> None:
        number = self.sources[source]

        def plain(world: World) -> None:
            world.chosen[number] = world.section(section) if section else None
            world.sort_anew(number)

        self._deed(lambda: self.library.edit_source(number, section=section), plain)

    # --- rules and saved searches ---

    @precondition(lambda self: len(self.world.rules) < 3)
    @rule(query=QUERY, actions=ACTIONS, source=SOURCE, article=ARTICLE)
    def add_rule(self, query: str, actions: RuleActions, source: int, article: Any) -> None:
        self._event()
        made = self.library.add_rule(f"rule {self.clock()}", query, actions)
        self.world.rules.append(Named(made.name, query, actions))
        if actions.section is not None:
            self.world.section(actions.section)
        self._arrive(source, [article, article])

    @precondition(lambda self: self.world.rules)
    @rule(place=st.integers(0, 2))
    def apply_rule(self, place: int) -> None:
        kept = self.world.rules[place % len(self.world.rules)]

        def plain(world: World) -> None:
            if not world.act(kept.actions, world.found(kept.query)):
                raise NamesNothingError(kept.actions.section)

        number = self.library.find_rule(kept.name).id
        assert self.library.try_rule(kept.query).total == len(self.world.found(kept.query))
        self._deed(lambda: self.library.apply_rule(number), plain)

    @precondition(lambda self: self.world.rules)
    @rule()
    def delete_rule(self) -> None:
        number = self.library.find_rule(self.world.rules[0].name).id

        def plain(world: World) -> None:
            del world.rules[0]

        self._deed(lambda: self.library.delete_rule(number), plain)

    @precondition(lambda self: len(self.world.searches) < 3)
    @rule(query=QUERY)
    def add_search(self, query: str) -> None:
        self._event()
        made = self.library.add_search(f"search {self.clock()}", query)
        self.world.searches.append(Named(made.name, query))

    @precondition(lambda self: self.world.searches)
    @rule()
    def order_and_delete_searches(self) -> None:
        def put_last_first(world: World) -> None:
            world.searches.insert(0, world.searches.pop())

        def delete_first(world: World) -> None:
            del world.searches[0]

        last = self.library.searches()[-1].id
        self._deed(lambda: self.library.order_searches([last]), put_last_first)
        self._deed(lambda: self.library.delete_search(last), delete_first)

    # --- undo ---

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        undo, before = self.done.pop()
        again = self.library.undo(undo).undo
        assert again is not None
        self.undone.append((again, copy.deepcopy(self.world)))
        self.world = self.world.go_back(before)

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        undo, after = self.undone.pop()
        back = self.library.undo(undo).undo
        assert back is not None
        self.done.append((back, copy.deepcopy(self.world)))
        after.serial = self.world.serial
        self.world = after

    # --- what shows ---

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        """Compare now and then: it takes longer than the steps themselves."""
        self.steps += 1
        if self.steps % COMPARED == 0:
            self._compare()

    def _compare(self) -> None:
        self.every_row_is_as_it_should_be()
        self.every_list_is_as_it_should_be()
        self.every_count_is_as_it_should_be()
        self.every_search_and_rule_is_as_it_should_be()

    def every_list_is_as_it_should_be(self) -> None:
        for query in QUERIES:
            asked = ArticleQuery(_PARSED[query])
            expected = [item.id for item in self.world.found(query)]
            assert list(self.library.ids(asked)) == expected, query
        assert set(self.library.binned()) == {item.id for item in self.world.found("is:deleted")}

    def every_row_is_as_it_should_be(self) -> None:
        world = self.world
        there = [item for item in world.items.values() if item.state != GONE]
        rows = self.library.rows([item.id for item in world.items.values()])
        assert [
            (row.id, row.read, row.bookmarked, row.annotated, row.binned, row.hidden, set(row.tags),
             row.section)
            for row in rows
        ] == [
            (item.id, item.read, item.bookmarked, item.note, item.state == BINNED,
             item.state == HIDDEN, world.tag_names(item),
             None if item.section is None else world.sections[item.section])
            for item in there
        ]  # fmt: skip

    def every_count_is_as_it_should_be(self) -> None:
        world, view = self.world, self.library.overview(day_start=NOON)
        live = world.found("")
        unread = world.found("is:unread")
        assert (view.total, view.unread) == (len(live), len(unread))
        assert view.bookmarked == len(world.found("is:bookmarked"))
        assert (view.binned, view.hidden) == (
            len(world.found("is:deleted")), len(world.found("is:hidden")),
        )  # fmt: skip
        assert {(s.id, s.articles, s.unread) for s in view.sources} == {
            (number, sum(i.source == number for i in live), sum(i.source == number for i in unread))
            for number in self.sources
        }
        assert {tag.name: (tag.total, tag.unread) for tag in view.tags} == {
            name: (count, sum(name in world.tag_names(item) for item in unread))
            for name, count in Counter(n for item in live for n in world.tag_names(item)).items()
        }
        names = {None: None, **world.sections}
        counted = {
            (section.name, month.month): (month.total, month.unread)
            for section in view.sections for month in section.months
        }  # fmt: skip
        new = Counter((names[item.section], item.month) for item in unread)
        assert counted == {
            place: (count, new[place])
            for place, count in Counter((names[i.section], i.month) for i in live).items()
        }
        assert {s.name: set(s.aliases) for s in view.sections if s.name} == {
            name: {alias for alias, target in world.aliases.items() if target == key}
            for key, name in world.sections.items()
        }

    def every_search_and_rule_is_as_it_should_be(self) -> None:
        assert [(s.name, s.query) for s in self.library.searches()] == [
            (s.name, s.query) for s in self.world.searches
        ]
        assert list(self.library.count_searches().values()) == [
            SearchCount(len(found), sum(not item.read for item in found))
            for search in self.world.searches if (found := self.world.found(search.query)) or True
        ]  # fmt: skip
        assert [(r.name, r.error is not None) for r in self.library.rules()] == [
            (r.name, r.failed) for r in self.world.rules
        ]


@pytest.mark.timeout(3600)
def test_anything_in_any_order(library_template: Path) -> None:
    Operations.template = library_template
    case = Operations.TestCase()
    thorough = settings().max_examples > 100
    case.settings = settings(
        max_examples=400 if thorough else 36, stateful_step_count=60 if thorough else 50,
        deadline=None, suppress_health_check=list(HealthCheck), print_blob=True,
        # Making a failure small takes minutes, which `thorough` has.
        phases=list(Phase) if thorough else [Phase.explicit, Phase.reuse, Phase.generate],
    )  # fmt: skip
    case.runTest()


def test_a_section_that_a_move_made_goes_with_it(library_template: Path) -> None:
    Operations.template = library_template
    steps = Operations()
    steps.open([(0, (frozenset(), None, (), None))])
    try:
        steps.move([0], "Europe")
        steps.undo()
        steps.rename_section("Europe", "News")  # there is nothing to rename
        steps.redo()
    finally:
        steps.teardown()
