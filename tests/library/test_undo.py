"""What the reader does can be taken back exactly, and again; what others changed since stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import FakeClock
from tests.fakes import NOON, feed, prepared

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Changes, Deed, Insert, RuleActions, Sort, Term, Undo


@pytest.fixture
def shelf(library: Library) -> Library:
    """Six articles in three sections, with a bit of everything done to them."""
    source = library.add_source(feed("https://a/")).id
    other = library.add_source(feed("https://b/", section="Mine")).id
    library.apply(source, [
        Insert(prepared(str(n), f"words {n}", section=("Europe", "Asia")[n % 2], tags=("own",)))
        for n in range(5)
    ])  # fmt: skip
    library.apply(other, [Insert(prepared("x", "other words", section="Asia"))])
    library.set_read([1, 2], True)
    library.set_bookmarked([2, 3], True)
    library.tag([2, 3, 4], add=["sea", "port"])
    library.rename_section("Europe", "The West")
    library.delete([5])
    library.set_hidden([4], True)
    library.set_tag_colour("sea", "blue")
    library.move([3], "Mine")
    library.add_search("One", "words")
    library.add_search("Two", "is:unread")
    library.add_rule("Mark", "words", RuleActions(("ruled",), True, True, "Asia", True, True))
    library.add_rule("Other", "words", RuleActions(read=True))
    return library


def state(library: Library) -> tuple[Any, ...]:
    """Return all that a reader can see, and the times that nobody sees."""
    everything = ArticleQuery(_any_state(), Sort.OLDEST)
    view = library.overview(day_start=NOON)
    with library._connections.read() as run:
        hidden = run(
            "SELECT id, read_at, bookmarked_at, deleted_at, section_fixed, state FROM articles", ()
        )
        tags = run("SELECT * FROM article_tags ORDER BY 1, 2", ())
        names = run("SELECT id, name, folded, colour FROM tags WHERE total ORDER BY id", ())
        aliases = run("SELECT * FROM section_aliases ORDER BY 1", ())
    sections = [section for section in library.sections(hidden=True) if section.total]
    return (
        library.rows(library.ids(everything)), sections,
        view.tags, view.sources, view.total, view.unread, view.binned, view.hidden,
        library.searches(), library.rules(), hidden, tags, names, aliases,
    )  # fmt: skip


def _any_state() -> Any:
    from clashreader.model import AnyOf, Not

    deleted = Term("deleted", "is")
    return AnyOf((deleted, Not(deleted), Term("hidden", "is")))


DEEDS: dict[str, tuple[Deed, Callable[[Library], Changes]]] = {
    "read": (Deed.READ, lambda one: one.set_read([1, 2, 3, 4, 6], True)),
    "unread": (Deed.UNREAD, lambda one: one.set_read([1, 2, 3], False)),
    "bookmark": (Deed.BOOKMARK, lambda one: one.set_bookmarked([1, 2], True)),
    "unbookmark": (Deed.UNBOOKMARK, lambda one: one.set_bookmarked([1, 2, 3], False)),
    "tag": (Deed.TAG, lambda one: one.tag([1, 2, 3], add=["own", "new", "sea"])),
    "untag": (Deed.UNTAG, lambda one: one.tag([1, 2, 3], remove=["own", "sea"])),
    "retag": (Deed.RETAG, lambda one: one.tag([1, 2], add=["a"], remove=["own"])),
    "delete": (Deed.DELETE, lambda one: one.delete([1, 2, 4, 5])),
    "restore": (Deed.RESTORE, lambda one: one.restore([4, 5])),
    "hide": (Deed.HIDE, lambda one: one.set_hidden([1, 2], True)),
    "unhide": (Deed.UNHIDE, lambda one: one.set_hidden([4], False)),
    "move": (Deed.MOVE, lambda one: one.move([1, 2], "New")),
    "move to none": (Deed.MOVE, lambda one: one.move([1, 2], "")),
    "give back": (Deed.MOVE, lambda one: one.move([1, 3, 6], None)),
    "rename tag": (Deed.RENAME_TAG, lambda one: one.rename_tag("sea", "Seas")),
    "rename tag to another": (Deed.MERGE_TAGS, lambda one: one.rename_tag("sea", "own")),
    "merge tags": (Deed.MERGE_TAGS, lambda one: one.merge_tags("own", "port")),
    "delete tag": (Deed.DELETE_TAG, lambda one: one.delete_tag("sea")),
    "colour tag": (Deed.COLOUR_TAG, lambda one: one.set_tag_colour("sea", None)),
    "rename section": (Deed.RENAME_SECTION, lambda one: one.rename_section("Asia", "The East")),
    "rename back": (Deed.RENAME_SECTION, lambda one: one.rename_section("The West", "Europe")),
    "merge sections": (Deed.MERGE_SECTIONS, lambda one: one.merge_sections("The West", "Mine")),
    "merge another": (Deed.MERGE_SECTIONS, lambda one: one.merge_sections("Mine", "The West")),
    "order sections": (Deed.ORDER_SECTIONS, lambda one: one.order_sections(["Mine", "Asia"])),
    "hide section": (Deed.HIDE_SECTION, lambda one: one.set_section_hidden("Asia", True)),
    "delete alias": (Deed.DELETE_ALIAS, lambda one: one.delete_alias("europe")),
    "source section": (Deed.SOURCE_SECTION, lambda one: one.edit_source(1, section="Mine")),
    "no source section": (Deed.SOURCE_SECTION, lambda one: one.edit_source(2, section="")),
    "apply rule": (Deed.APPLY_RULE, lambda one: one.apply_rule(1)),
    "edit search": (Deed.EDIT_SEARCH, lambda one: one.edit_search(1, name="Uno", query="x")),
    "delete search": (Deed.DELETE_SEARCH, lambda one: one.delete_search(1)),
    "order searches": (Deed.ORDER_SEARCHES, lambda one: one.order_searches([2])),
    "edit rule": (Deed.EDIT_RULE, lambda one: one.edit_rule(1, query="x", enabled=False)),
    "delete rule": (Deed.DELETE_RULE, lambda one: one.delete_rule(1)),
    "order rules": (Deed.ORDER_RULES, lambda one: one.order_rules([2])),
}


def undo_of(changes: Changes) -> Undo:
    assert changes.undo is not None
    return changes.undo


def test_every_deed_is_taken_back_exactly_and_can_be_done_again(
    shelf: Library, clock: FakeClock
) -> None:
    for name, (deed, do) in DEEDS.items():
        before = state(shelf)
        clock.advance(60)
        undo = undo_of(do(shelf))
        assert undo.deed is deed, name
        after = state(shelf)
        assert after != before, name
        clock.advance(60)
        again = undo_of(shelf.undo(undo))
        assert state(shelf) == before, name
        back = undo_of(shelf.undo(again))
        assert state(shelf) == after, name
        shelf.undo(back)
        assert state(shelf) == before, name
        assert shelf.undo(back).undo is None, f"{name}: nothing is left to be taken back"
    assert shelf.check() == []


def test_an_undo_says_what_it_undoes(shelf: Library) -> None:
    assert undo_of(shelf.set_read([1, 3, 6], True)) == Undo(Deed.READ, 2)
    assert undo_of(shelf.tag([1, 2], add=["sea", "x"])) == Undo(Deed.TAG, 2, ("sea", "x"))
    assert undo_of(shelf.merge_sections("the west", "asia")).names == ("The West", "Asia")
    assert undo_of(shelf.rename_tag("SEA", "Seas")).names == ("sea", "Seas")
    assert shelf.set_read([1], True) == Changes()


def test_what_was_changed_since_stays(shelf: Library, clock: FakeClock) -> None:
    read = undo_of(shelf.set_read([3, 6], True))
    clock.advance(9)
    shelf.set_read([3], False)
    shelf.set_read([3], True)
    tagged = undo_of(shelf.tag([1, 6], add=["x"]))
    shelf.tag([6], remove=["x"])
    shelf.tag([6], add=["x"])
    merged = undo_of(shelf.merge_tags("sea", "port"))
    shelf.rename_tag("port", "sea")  # its name is another's now
    moved = undo_of(shelf.move([1, 2], "New"))
    shelf.move([2], "Mine")
    assert shelf.undo(moved).articles == (1,)
    assert shelf.undo(read).articles == (6,)
    assert shelf.undo(tagged).articles == (1, 6)
    shelf.undo(merged)
    assert [(tag.name, tag.total) for tag in shelf.tags()] == [("own", 3), ("sea", 2)]
    assert shelf.article(2).section == "Mine"
    assert shelf.check() == []


def test_no_undo_brings_back_what_has_been_deleted_for_good(shelf: Library) -> None:
    tagged = undo_of(shelf.delete_tag("sea"))
    deleted = undo_of(shelf.delete([2]))
    assert shelf.empty_bin() == 2
    assert shelf.undo(deleted).undo is None
    assert shelf.undo(tagged).articles == (3, 4)
    assert shelf.check() == []


def test_sections_merged_twice_are_taken_apart_in_any_order(shelf: Library) -> None:
    first = undo_of(shelf.move([6], "Asia"))
    shelf.merge_sections("Mine", "The West")
    assert shelf.undo(first).articles == ()  # where it was is no more
    assert shelf.article(6).section == "Asia"
    one = undo_of(shelf.merge_sections("The West", "Asia"))
    shelf.add_source(feed("https://new/", section="Fresh"))
    shelf.undo(one)
    assert shelf.article(1).section == "The West"
    assert shelf.check() == []


def test_a_section_that_a_move_made_goes_with_it_unless_it_is_used(shelf: Library) -> None:
    def names() -> list[str]:
        return [section.name for section in shelf.sections(hidden=True)]

    before = names()
    moved = shelf.move([1, 2], "Fresh")
    assert "Fresh" in names()
    assert moved.undo is not None
    back = shelf.undo(moved.undo)
    assert names() == before
    assert back.undo is not None
    again = shelf.undo(back.undo)
    assert {row.id for row in shelf.rows(shelf.ids(_in("Fresh")))} == {1, 2}
    shelf.move([3], "Fresh")
    assert again.undo is not None
    shelf.undo(again.undo)
    assert list(shelf.ids(_in("Fresh"))) == [3]
    assert shelf.check() == []


def _in(section: str) -> ArticleQuery:
    return ArticleQuery(Term(section, "section"))


def test_an_alias_that_a_merge_took_over_is_given_back(shelf: Library) -> None:
    renamed = shelf.rename_section("Asia", "East")
    shelf.delete_alias("Asia")
    shelf.rename_section("Mine", "Asia")
    shelf.rename_section("Asia", "Ours")  # of which "Asia" is a name now
    assert renamed.undo is not None
    shelf.undo(renamed.undo)
    before = state(shelf)
    merged = shelf.merge_sections("Asia", "The West")
    assert merged.undo is not None
    shelf.undo(merged.undo)
    assert state(shelf) == before
