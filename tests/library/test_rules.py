"""Rules act on new articles before anybody hears of them; one that fails stops nothing else."""

from __future__ import annotations

import pytest
from tests.fakes import feed, prepared

from clashreader.errors import NotFoundError, QueryError, UsageError
from clashreader.library.library import Library
from clashreader.model import (
    Announcement,
    ArticleQuery,
    Insert,
    Rule,
    RuleActions,
    Term,
)


@pytest.fixture
def source(library: Library) -> int:
    return library.add_source(feed()).id


def test_rules_act_on_new_articles_in_order(library: Library, source: int) -> None:
    library.add_rule("Ports", "harbour", RuleActions(tags=("Ports", "sea"), section="Trade"))
    library.add_rule("Seen", "tag:ports words:<9", RuleActions(read=True, bookmark=True))
    library.add_rule("Gone", 'section:Trade title:"advert"', RuleActions(hide=True))
    library.add_rule("Off", "harbour", RuleActions(tags=("never",)), enabled=False)
    library.add_rule("Tell", "harbour OR coast", RuleActions(notify=True))
    library.add_rule("Tell again", "harbour", RuleActions(notify=True))
    changes = library.apply(source, [
        Insert(prepared("1", "The harbour is open.", section="Europe")),
        Insert(prepared("2", "On the coast.", section="Europe")),
        Insert(prepared("3", "An advert of the harbour.", title="Advert")),
        Insert(prepared("4", "harbour " * 20), read=True),
    ])  # fmt: skip
    one, two, three, four = library.rows([1, 2, 3, 4])
    assert (one.tags, one.section, one.read, one.bookmarked) == (
        ("Ports", "sea"), "Trade", True, True,
    )  # fmt: skip
    assert (two.tags, two.section, two.read) == ((), "Europe", False)
    assert (three.hidden, four.bookmarked, four.tags) == (True, False, ("Ports", "sea"))
    assert changes.inserted == (1, 2, 3, 4)
    assert changes.removed == (3,)
    assert set(changes.announced) == {
        Announcement("Tell", 1), Announcement("Tell", 2),
    }  # fmt: skip
    assert list(library.ids(ArticleQuery())) == [4, 2, 1]
    assert list(library.ids(ArticleQuery(Term("hidden", "is")))) == [3]
    assert library.overview(day_start=0).hidden == 1
    assert library.check() == []
    assert library.apply(source, [Insert(prepared("5", "harbour"))]).announced
    assert library.article(5).section == "Trade", "set by hand as far as a sync is concerned"


def test_a_rule_that_fails_says_so_and_stops_nothing(library: Library, source: int) -> None:
    broken = library.add_rule("Broken", "harbour", RuleActions(tags=("a",), section="Trade"))
    unread = library.add_rule("Unreadable", "harbour", RuleActions(tags=("b",)))
    library.add_rule("Sound", "harbour", RuleActions(tags=("c",)))
    with library._connections.write(durable=False) as connection:  # as another program leaves it
        connection.exec_driver_sql("DELETE FROM sections")
        connection.exec_driver_sql("UPDATE rules SET query = 'was:sound' WHERE id = 2")
    changes = library.apply(source, [Insert(prepared("1", "The harbour is open."))])
    assert changes.rules
    assert library.rows([1])[0].tags == ("c",)
    errors = {rule.name: rule.error for rule in library.rules()}
    assert errors["Broken"] == "There is no section called 'Trade' any more."
    assert "was" in (errors["Unreadable"] or "")
    assert errors["Sound"] is None
    with pytest.raises(UsageError, match="no section"):
        library.apply_rule(broken.id)
    with pytest.raises(QueryError):
        library.apply_rule(unread.id)
    library.edit_rule(unread.id, query="harbour")
    library.edit_rule(broken.id, actions=RuleActions(tags=("a",), section="Trade"))
    assert all(rule.error is None for rule in library.rules())
    assert not library.apply(source, [Insert(prepared("2", "harbour"))]).rules
    assert library.rows([2])[0].tags == ("a", "b", "c")


def test_a_section_that_was_renamed_or_merged_is_followed(library: Library, source: int) -> None:
    library.add_rule("Trade", "harbour", RuleActions(section="Trade"))
    library.rename_section("Trade", "Commerce")
    library.apply(source, [Insert(prepared("1", "harbour", section="Europe"))])
    library.merge_sections("Commerce", "Europe")
    library.apply(source, [Insert(prepared("2", "harbour", section="Asia"))])
    assert [row.section for row in library.rows([1, 2])] == ["Europe", "Europe"]


def test_a_rule_is_tried_before_it_acts_on_what_is_there(library: Library, source: int) -> None:
    library.apply(source, [Insert(prepared(str(n), f"harbour {n}")) for n in range(1, 15)])
    trial = library.try_rule("harbour -title:4", limit=3)
    assert (trial.total, [row.id for row in trial.rows]) == (13, [14, 13, 12])
    rule = library.add_rule("R", "harbour id:3", RuleActions(tags=("x",), hide=True, notify=True))
    changes = library.apply_rule(rule.id)
    assert (changes.articles, changes.removed, changes.announced) == ((3,), (3,), ())
    assert changes.undo is not None
    library.undo(changes.undo)
    assert library.rows([3])[0].tags == ()
    assert library.count(ArticleQuery()) == 14


def test_rules_are_kept_in_order_and_checked(library: Library) -> None:
    actions = RuleActions(tags=(" two  words ",), section="  S  ")
    first = library.add_rule("First", " harbour ", actions)
    second = library.add_rule("Second", "", RuleActions(hide=True))
    assert first == library.find_rule("FIRST") == Rule(
        first.id, "First", "harbour", RuleActions(tags=("two words",), section="S")
    )  # fmt: skip
    library.order_rules([second.id])
    assert [rule.name for rule in library.rules()] == ["Second", "First"]
    library.edit_rule(second.id, name="Other", enabled=False)
    assert library.rules()[0] == Rule(second.id, "Other", "", RuleActions(hide=True), False)
    for name, query, wrong in (
        ("first", "x", "already"), (" ", "x", "needs a name"), ("n", "bad:x", "bad"),
    ):  # fmt: skip
        with pytest.raises((UsageError, QueryError), match=wrong):
            library.add_rule(name, query, actions)
        with pytest.raises((UsageError, QueryError), match=wrong):
            library.edit_rule(second.id, name=name, query=query)
    with pytest.raises(UsageError, match="do something"):
        library.add_rule("Nothing", "x", RuleActions())
    with pytest.raises(UsageError, match="needs a name"):
        library.add_rule("Tag", "x", RuleActions(tags=(" ",)))
    for what in (library.delete_rule, library.apply_rule, lambda n: library.order_rules([n])):
        with pytest.raises(NotFoundError):
            what(99)
    with pytest.raises(NotFoundError, match="'x'"):
        library.find_rule("x")
    library.delete_rule(first.id)
    assert [rule.name for rule in library.rules()] == ["Other"]


@pytest.mark.parametrize("query", ["", "-harbour", "harbour OR is:unread", "source:example"])
def test_any_query_can_be_a_rules(library: Library, source: int, query: str) -> None:
    library.add_rule("R", query, RuleActions(tags=("x",)))
    library.apply(source, [Insert(prepared("0", "old"))])
    library.tag([1], remove=["x"])
    library.apply(source, [Insert(prepared("1", "new words"))])
    assert [row.tags for row in library.rows([1, 2])] == [(), ("x",)], "new ones only"
    assert library.rules()[0].error is None
