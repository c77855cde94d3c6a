"""Sections and tags: where they come from, and what happens when they are renamed or merged."""

from __future__ import annotations

import pytest
from tests.fakes import feed, prepared

from clashreader.errors import NotFoundError, UsageError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, Term


def names(library: Library) -> list[str | None]:
    return [section.name for section in library.sections()]


def section_of(library: Library, uid: str, source: int) -> str | None:
    return library.article(library.known(source)[uid].id).section


def test_a_section_is_the_readers_choice_then_the_items_own_then_the_sources(
    library: Library,
) -> None:
    chosen = library.add_source(feed("https://a/", section="Mine", default_section="Default")).id
    plain = library.add_source(feed("https://b/", default_section="Default")).id
    bare = library.add_source(feed("https://c/")).id
    for source in (chosen, plain, bare):
        library.apply(source, [Insert(prepared("own", section="Own")), Insert(prepared("none"))])
    assert [section_of(library, "own", one) for one in (chosen, plain, bare)] == [
        "Mine", "Own", "Own",
    ]  # fmt: skip
    assert [section_of(library, "none", one) for one in (chosen, plain, bare)] == [
        "Mine", "Default", None,
    ]  # fmt: skip
    assert names(library)[-1] is None


def test_a_choice_taken_back_gives_articles_their_own_section_again(library: Library) -> None:
    source = library.add_source(feed(section="Mine", default_section="Default")).id
    library.apply(source, [Insert(prepared("own", section="Own")), Insert(prepared("none"))])
    library.edit_source(source, section="")
    assert section_of(library, "own", source) == "Own"
    assert section_of(library, "none", source) == "Default"
    library.edit_source(source, section="Yours")
    assert section_of(library, "own", source) == "Yours"
    assert library.check() == []


def test_sections_are_found_without_regard_to_case_and_accents(library: Library) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared("1", section="Économie")), Insert(prepared("2", section="ECONOMIE ")),
    ])  # fmt: skip
    assert names(library) == ["Économie"]


def test_later_articles_of_a_renamed_section_follow(library: Library) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared("1", section="World"))])
    library.rename_section("world", "The World")
    library.apply(source, [Insert(prepared("2", section="World"))])
    assert names(library) == ["The World"]
    assert library.sections()[0].aliases == ("World",)
    library.rename_section("The World", "World")
    assert library.sections()[0].aliases == ("The World",)
    assert library.count(ArticleQuery(Term("the world", "section"))) == 2


def test_later_articles_of_a_merged_section_follow(library: Library) -> None:
    source = library.add_source(feed(section=None)).id
    other = library.add_source(feed("https://b/", section="Old")).id
    library.apply(
        source, [Insert(prepared("1", section="Old")), Insert(prepared("2", section="New"))]
    )
    library.merge_sections("Old", "New")
    library.apply(source, [Insert(prepared("3", section="old"))])
    library.apply(other, [Insert(prepared("4", section="whatever"))])
    (section,) = library.sections()
    assert (section.name, section.total, section.aliases) == ("New", 4, ("Old",))
    assert library.check() == []


def test_a_name_given_up_before_a_merge_leads_to_what_was_merged_into(library: Library) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared("1", section="A")), Insert(prepared("2", section="C"))])
    library.rename_section("A", "B")
    library.merge_sections("B", "C")
    library.apply(source, [Insert(prepared("3", section="A")), Insert(prepared("4", section="B"))])
    (section,) = library.sections()
    assert (section.name, section.total, section.aliases) == ("C", 4, ("A", "B"))
    assert library.check() == []


def test_a_name_that_a_section_had_once_is_explained(library: Library) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared("1", section="A")), Insert(prepared("2", section="B"))])
    library.merge_sections("A", "B")
    with pytest.raises(UsageError, match="'a' is called 'B' now"):
        library.rename_section("a", "C")
    with pytest.raises(NotFoundError, match="rename it"):
        library.merge_sections("B", "D")


def test_sections_refuse_what_makes_no_sense(library: Library) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared("1", section="A")), Insert(prepared("2", section="B"))])
    with pytest.raises(UsageError, match="Merge them instead"):
        library.rename_section("A", "b")
    with pytest.raises(NotFoundError, match="'C'"):
        library.merge_sections("A", "C")
    with pytest.raises(UsageError, match="itself"):
        library.merge_sections("A", "a")
    with pytest.raises(UsageError, match="needs a name"):
        library.rename_section("A", " \t")
    with pytest.raises(UsageError, match="twice"):
        library.order_sections(["A", "a"])


def test_sections_stand_in_the_readers_order(library: Library) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared(name, section=name)) for name in "ABCD"])
    library.order_sections(["C", "A"])
    assert names(library) == ["C", "A", "B", "D"]


def test_tags_are_renamed_merged_and_deleted(library: Library) -> None:
    source = library.add_source(feed()).id
    ids = library.apply(source, [Insert(prepared(str(n))) for n in range(3)]).inserted
    library.tag(ids[:2], add=["sea", "Ports"])
    library.tag(ids[2:], add=["harbours"])
    library.rename_tag("ports", "Harbours")
    assert [(tag.name, tag.total) for tag in library.tags()] == [("harbours", 3), ("sea", 2)]
    library.delete_tag("SEA")
    assert [tag.name for tag in library.tags()] == ["harbours"]
    with pytest.raises(NotFoundError, match="'sea'"):
        library.delete_tag("sea")
    assert library.check() == []


def test_tagging_says_what_changed(library: Library) -> None:
    source = library.add_source(feed()).id
    ids = library.apply(source, [Insert(prepared(str(n))) for n in range(2)]).inserted
    assert library.tag(ids, add=["a"]).articles == ids
    assert library.tag(ids, add=["A"]).articles == ()
    assert library.tag(ids, remove=["a", "never"]).articles == ids
    with pytest.raises(UsageError, match="needs a name"):
        library.tag(ids, add=["  "])
