"""move, delete, bin, searches, rules; tags and sections beyond their names; copies folded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.fakes import NOON, feed, prepared

from clashreader.library.library import Library
from clashreader.model import Insert
from clashreader.paths import find_home


def listed(run: Any, *words: str) -> list[int]:
    return [one["id"] for one in run("list", *words, "--json").json["articles"]]


def test_what_is_moved_by_hand_stays_there(filled: Any, ids: dict[str, int], folder: Path) -> None:
    ferry = str(ids["ferry"])
    moved = filled("move", ferry, "--section", "Trade", "--json")
    assert moved.json == {"section": "Trade", "articles": 1, "changed": 1}
    [place] = folder.rglob("ferry.md")
    place.write_text(place.read_text() + "\nA line more.\n")
    assert filled("sync", "--now").code == 0
    assert filled("show", ferry, "--json").json["section"] == "Trade"
    assert "moved to no section" in filled("move", "--query", "is:unread", "--section", "").out
    assert filled("move", ferry, "--own").out.startswith("1 article moved back to where")
    assert filled("show", ferry, "--json").json["section"] == "Europe"
    assert filled("move", ferry).code == 2
    assert filled("move", ferry, "--own", "--section", "x").code == 2


def test_an_empty_query_puts_nothing_away(filled: Any) -> None:
    refused = filled("delete", "--query", "")
    assert (refused.code, "query is empty" in refused.err) == (2, True)
    assert len(listed(filled)) == 4


@pytest.mark.parametrize(
    "words",
    [
        ("tag", "--add", "zz"),
        ("mark", "bookmark"),
        ("mark", "read"),
        ("move", "--section", "Trade"),
        ("delete",),
    ],
)
def test_what_is_deleted_meanwhile_is_not_said_to_be_done(
    filled: Any, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """A clean-up comes between the look at an article and the deed."""
    ferry, bridge = ids["ferry"], ids["bridge"]
    looked, found = Library.check_ids, Library.ids

    def cleaned(library: Library, looked_at: Any, **options: Any) -> None:
        looked(library, looked_at, **options)
        library.clean_up([ferry])

    def cleaned_after(library: Library, *asked: Any, **options: Any) -> Any:
        every = found(library, *asked, **options)
        library.clean_up([ferry])
        return every

    with monkeypatch.context() as patch:
        patch.setattr(Library, "check_ids", cleaned)
        some = filled(*words[:2 if words[0] == "mark" else 1], str(ferry), str(bridge), *words[
            2 if words[0] == "mark" else 1:], "--json")  # fmt: skip
    assert some.code == 2
    assert some.json["error"]["kind"] == "not-found"
    assert f"Article {ferry} has been deleted meanwhile" in some.json["error"]["message"]
    assert "The others are done." in some.json["error"]["message"]
    ferry = ids["orchard"]
    with monkeypatch.context() as patch:
        patch.setattr(Library, "ids", cleaned_after)
        told = filled(*words, "--query", "words:>0")
    assert told.code == 0
    assert "1 article found had been deleted meanwhile." in told.err


def test_the_bin_is_filled_restored_and_emptied(filled: Any, ids: dict[str, int]) -> None:
    ferry, bridge = str(ids["ferry"]), str(ids["bridge"])
    filled("tag", ferry, "--add", "boat")
    before = filled("show", ferry, "--json").json
    assert filled("delete", ferry, "--json").json == {"articles": 1, "changed": 1}
    assert "put into the bin" in filled("delete", "--query", "bamboo").out
    assert len(listed(filled)) == 2
    assert filled("search", "ferry", "--json").json["total"] == 0
    there = filled("bin", "--json").json
    assert there["total"] == 2
    assert {one["id"] for one in there["articles"]} == {ids["ferry"], ids["bridge"]}
    assert all(one["deleted"] for one in there["articles"])
    assert "bamboo" in filled("bin").out
    assert set(listed(filled, "is:deleted")) == {ids["ferry"], ids["bridge"]}
    assert filled("bin", "restore", ferry).out == "1 article taken out of the bin.\n"
    assert filled("show", ferry, "--json").json == before
    assert filled("bin", "restore", ferry).code == 2
    assert filled("bin", "empty", "--json").json == {"deleted": 1}
    assert filled("sync", "--now").code == 0
    assert "empty" in filled("bin").err
    assert filled("show", bridge).code == 2
    assert len(listed(filled)) == 3
    for words in (["restore"], ["restore", "1", "--all"], ["empty", "1"], ["--all"]):
        assert filled("bin", *words).code == 2
    filled("delete", ferry)
    assert filled("bin", "restore", "--all", "--json").json == {"articles": 1, "changed": 1}


def test_hidden_articles_are_found_by_is_hidden_alone(filled: Any, ids: dict[str, int]) -> None:
    ferry = str(ids["ferry"])
    assert "hidden" in filled("mark", "hide", ferry).out
    assert ids["ferry"] not in listed(filled)
    assert listed(filled, "is:hidden") == [ids["ferry"]]
    assert filled("show", ferry, "--json").json["hidden"]
    filled("mark", "unhide", "--query", "is:hidden")
    assert ids["ferry"] in listed(filled)


def test_tags_are_merged_and_coloured(filled: Any, ids: dict[str, int]) -> None:
    tagged = filled("tag", "--query", "section:Europe", "--add", "boat", "--json").json
    assert tagged["changed"] == 2
    assert {one["id"] for one in tagged["articles"]} == set(listed(filled, "section:Europe"))
    filled("tags", "merge", "boat", "sea")
    assert filled("tags", "colour", "sea", "teal").code == 0
    tags = {tag["name"]: tag for tag in filled("tags", "--json").json["tags"]}
    assert tags["sea"] == {"name": "sea", "articles": 2, "unread": 2, "colour": "teal"}
    assert "boat" not in tags
    assert "teal" in filled("tags").out
    assert filled("tags", "colour", "sea", "none").code == 0
    refused = filled("tags", "colour", "sea", "pink")
    assert refused.code == 2
    assert "teal" in refused.err


def test_sections_are_hidden_and_forget_a_name(filled: Any) -> None:
    filled("sections", "rename", "Europe", "The Continent")
    filled("sections", "hide", "The Continent")
    sections = {one["name"]: one for one in filled("sections", "--json").json["sections"]}
    assert sections["The Continent"]["hidden"]
    assert sections["The Continent"]["aliases"] == ["Europe"]
    assert "(hidden)" in filled("sections").out
    filled("sections", "show", "the continent")
    filled("sections", "forget", "europe")
    sections = {one["name"]: one for one in filled("sections", "--json").json["sections"]}
    assert not sections["The Continent"]["hidden"]
    assert sections["The Continent"]["aliases"] == []
    assert filled("sections", "forget", "europe").code == 2


def test_saved_searches(filled: Any, tmp_path: Path) -> None:
    assert "No saved searches" in filled("searches").err
    assert filled("searches", "add", "Boats", "ferry", "OR", "-bamboo").code == 0
    done = filled("searches", "add", "Unread", "is:unread", "--sort", "oldest", "--json").json
    assert done["searches"] == [
        {"id": 1, "name": "Boats", "query": "ferry OR -bamboo", "sort": "newest", "articles": 3,
         "unread": 3},
        {"id": 2, "name": "Unread", "query": "is:unread", "sort": "oldest", "articles": 4,
         "unread": 4},
    ]  # fmt: skip
    wrong = filled("searches", "add", "Bad", "(ferry")
    assert wrong.code == 2
    assert "^" in wrong.err
    file = tmp_path / "searches.json"
    assert filled("searches", "export", str(file)).out == "2 saved searches exported.\n"
    assert filled("searches", "export", str(file)).code == 2
    filled("searches", "edit", "boats", "--name", "Ships", "--query", "ferry")
    filled("searches", "order", "Unread", "Ships")
    assert filled("searches").out.split("\n")[1].startswith("Unread")
    filled("searches", "delete", "ships")
    assert filled("searches", "import", str(file), "--json").json["imported"] == 1
    names = [one["name"] for one in filled("searches", "--json").json["searches"]]
    assert names == ["Unread", "Boats"]
    file.write_bytes(b"\xff\xfe")
    assert filled("searches", "import", str(file)).code == 2
    assert filled("searches", "import", str(tmp_path / "none")).code == 2
    for words in (["add", "x"], ["edit"], ["delete"], ["order"], ["export"], ["delete", "none"]):
        assert filled("searches", *words).code == 2


def test_rules(run: Any, folder: Path) -> None:
    assert "No rules" in run("rules").err
    made = run(
        "rules", "add", "Boats", "--query", "ferry", "--tag", "boat", "sea", "--bookmark",
        "--section", "Trade", "--notify", "--json",
    )  # fmt: skip
    assert made.json["rules"] == [{
        "id": 1, "name": "Boats", "query": "ferry", "enabled": True, "tags": ["boat", "sea"],
        "bookmark": True, "read": False, "section": "Trade", "hide": False, "notify": True,
        "error": None,
    }]  # fmt: skip
    run("rules", "add", "Off", "--query", "", "--hide")
    run("rules", "disable", "off")
    run("rules", "order", "Off")
    assert "Off (off)\n    every article\n    hide\n" in run("rules").out
    run("add", str(folder))
    [ferry] = run("list", "ferry", "--json").json["articles"]
    assert (ferry["section"], ferry["bookmarked"]) == ("Trade", True)
    assert set(ferry["tags"]) >= {"boat", "sea"}
    assert run("rules", "test", "Off", "--json").json["total"] == 4
    tried = run("rules", "test", "bamboo")
    assert "would act on 1 article." in tried.err
    assert "A bridge" in tried.out
    run("rules", "edit", "off", "--name", "Bamboo", "--query", "bamboo", "--read", "--no-hide")
    assert run("rules", "apply", "bamboo", "--json").json == {"rule": "Bamboo", "changed": 1}
    assert run("list", "is:read", "--json").json["total"] == 1
    run("rules", "edit", "Boats", "--no-tags", "--section", "", "--tag", "only")
    boats = run("rules", "enable", "bamboo", "--json").json["rules"][1]
    assert (boats["tags"], boats["section"], boats["bookmark"]) == (["only"], None, True)
    run("rules", "delete", "bamboo")
    assert len(run("rules", "--json").json["rules"]) == 1
    assert "^" in run("rules", "add", "Bad", "--query", "is:odd", "--hide").err
    for words in (
        ["add", "x"], ["add", "x", "--query", "y"], ["delete", "none"], ["apply", "none"],
        ["order"], ["test"], ["enable"], ["test", "("],
    ):  # fmt: skip
        assert run("rules", *words).code == 2


@pytest.mark.parametrize("json", [True, False])
def test_copies_fold_into_one_row(run: Any, tmp_path: Path, json: bool) -> None:
    home = find_home(tmp_path / "home")
    report = " ".join(f"word{n}" for n in range(80))
    with Library.open(home.library, home.images, clock=lambda: NOON) as library:
        for name in ("a", "b", "c"):
            source = library.add_source(feed(f"https://{name}/", title=name)).id
            library.apply(source, [Insert(prepared("1", report)), Insert(prepared("2", name))])
    if json:
        found = run("list", "--fold", "--json").json
        assert found["total"] == 4
        assert sorted(one["copies"] for one in found["articles"]) == [0, 0, 0, 2]
        assert len(run("list", "--fold", "--limit", "2", "--json").json["articles"]) == 2
    else:
        said = run("list", "--fold", "--limit", "3")
        assert "c +2" in said.out
        assert "3 of 4 articles." in said.err
