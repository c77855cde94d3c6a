"""list, search, show, history, diff, mark, tag, tags, sections, on a folder of articles."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clashreader.cli import indexing
from clashreader.paths import Home

ARTICLE_KEYS = {
    "id",
    "source",
    "source_title",
    "outlet",
    "uid",
    "url",
    "title",
    "author",
    "section",
    "month",
    "published",
    "updated",
    "first_seen",
    "summary",
    "words",
    "language",
    "read",
    "bookmarked",
    "tags",
    "versions",
    "gone",
    "hidden",
    "deleted",
    "images",
}
SHOWN_KEYS = {"html", "text", "note", "highlights", "version", "provenance"}


def titles(result: Any) -> list[str]:
    assert result.code == 0, result.err
    return [article["title"] for article in result.json["articles"]]


# --- list ---


def test_a_list_has_every_key_of_the_contract(filled: Any) -> None:
    found = filled("list", "--json").json
    assert set(found) == {"total", "articles"}
    assert found["total"] == 4
    for article in found["articles"]:
        assert set(article) == ARTICLE_KEYS
        assert set(article["images"]) == {"stored", "missing"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", article["first_seen"])


def test_an_article_in_a_list(filled: Any, ids: dict[str, int]) -> None:
    [ferry] = filled("list", "--json", "ferry").json["articles"]
    assert ferry["id"] == ids["ferry"]
    assert ferry["uid"] == "Europe/ferry.md"
    assert ferry["title"] == "The ferry to Norrholm sails again"
    assert ferry["author"] == "Ida Ekdahl"
    assert ferry["section"] == "Europe"
    assert ferry["month"] == "2025-06"
    assert ferry["published"] == "2025-06-30T08:15:00Z"
    assert ferry["source_title"] == "Harbour Gazette"
    assert sorted(ferry["tags"]) == ["sea", "transport"]
    assert ferry["read"] is False
    assert ferry["bookmarked"] is False
    assert ferry["gone"] is False
    assert ferry["versions"] == 1
    assert ferry["images"] == {"stored": 0, "missing": 0}
    assert "quay at dawn" in ferry["summary"]


def test_an_undated_article_has_no_month(filled: Any) -> None:
    [letter] = filled("list", "--json", "newsroom").json["articles"]
    assert letter["month"] is None
    assert letter["published"] is None


def test_limit_offset_and_sort(filled: Any) -> None:
    every = titles(filled("list", "--json", "--limit", "0", "--sort", "title"))
    assert len(every) == 4
    first = titles(filled("list", "--json", "--limit", "2", "--sort", "title"))
    rest = titles(filled("list", "--json", "--limit", "2", "--offset", "2", "--sort", "title"))
    assert first + rest == every
    newest = titles(filled("list", "--json", "has:section"))
    assert newest == list(
        reversed(titles(filled("list", "--json", "has:section", "--sort", "oldest")))
    )
    assert newest[0] == "A bridge of bamboo, and who pays for it"
    assert filled("list", "--json", "--limit", "1").json["total"] == 4


def test_a_page_beyond_the_end_is_empty(filled: Any) -> None:
    assert filled("list", "--json", "--offset", "99").json == {"total": 4, "articles": []}


def test_several_words_are_one_query(filled: Any) -> None:
    assert titles(filled("list", "--json", "section:Europe", "is:unread", "quay")) == [
        "The ferry to Norrholm sails again"
    ]
    assert filled("list", "--json", "section:Europe", "bamboo").json["total"] == 0


def test_a_word_with_a_minus_is_part_of_the_query(filled: Any) -> None:
    assert filled("list", "--json", "-ferry").json["total"] == 3
    assert filled("list", "--json", "--", "-ferry").json["total"] == 3
    assert filled("list", "-ferry", "section:Europe", "--json").json["total"] == 1


def test_a_query_that_cannot_be_read_points_at_the_place(filled: Any) -> None:
    result = filled("list", 'ferry "and the quay')
    assert result.code == 2
    said, query, caret = result.err.rstrip("\n").split("\n")
    assert said.startswith("clashreader: ")
    assert query == '  ferry "and the quay'
    assert caret.index("^") == query.index('"')
    shown = filled("list", "--json", 'ferry "and the quay').json
    assert shown["error"]["kind"] == "query"


def test_the_list_for_people(filled: Any) -> None:
    result = filled("list")
    lines = result.out.splitlines()
    assert lines[0].split() == ["ID", "DATE", "TITLE", "OUTLET", "SECTION"]
    assert len(lines) == 5
    assert "\x1b" not in result.out
    assert "The ferry to Norrholm sails again" in result.out
    assert filled("list", "--limit", "1").err == "1 of 4 articles.\n"
    assert filled("list", "nothingofthekind").err == "No articles.\n"


def test_a_title_cannot_drive_the_terminal(run: Any, folder: Path) -> None:
    (folder / "evil.txt").write_text("Sharks \x1b[2J\x07 ahead\n\nThey \x1b]0;owned\x07 swim.\n")
    run("add", str(folder))
    for words in (["list"], ["search", "sharks"], ["show", "5"]):
        assert not {"\x1b", "\x07"} & set(run(*words).out)


# --- search ---


def test_search_adds_a_snippet_and_a_score(filled: Any) -> None:
    found = filled("search", "--json", "quay").json
    assert found["total"] == 1
    [hit] = found["articles"]
    assert set(hit) == ARTICLE_KEYS | {"snippet", "score"}
    assert "quay" in hit["snippet"]
    assert isinstance(hit["score"], float)


def test_an_index_that_is_being_built_anew_is_gone_on_with_or_it_is_said(
    filled: Any, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clashreader.library import reindexing

    monkeypatch.setattr(reindexing, "AT_ONCE", 0.0)

    def spoil() -> None:
        with closing(sqlite3.connect(home.library)) as file, file:
            file.execute("UPDATE meta SET value = '0' WHERE name = 'folding'")

    total = filled("list", "quay", "--json").json["total"]
    spoil()
    found = filled("list", "quay", "--json")
    assert (found.json["total"], found.err) == (total, "")
    spoil()
    monkeypatch.setattr(indexing, "SECONDS", -1.0)
    assert "being built anew" not in filled("list", "is:unread").err
    assert "being built anew" in filled("search", "quay").err


def test_search_finds_phrases_in_any_script(filled: Any) -> None:
    assert filled("search", "--json", '"forget for ever"').json["total"] == 0
    assert filled("search", "--json", '"the sound of its horn"').json["total"] == 1
    assert filled("search", "--json", "ПОСЕЛОК").json["total"] == 1


def test_search_for_people(filled: Any) -> None:
    result = filled("search", "bicycles")
    assert "A bridge of bamboo" in result.out
    assert "bicycles" in result.out
    assert filled("search", "nothingofthekind").err == "Nothing found.\n"


def test_a_limited_search_says_how_many_there_are(filled: Any) -> None:
    found = filled("search", "--json", "--limit", "1", "the").json
    assert len(found["articles"]) == 1
    assert found["total"] == 3


# --- show ---


def test_show_has_every_key_of_the_contract(filled: Any, ids: dict[str, int]) -> None:
    shown = filled("show", "--json", str(ids["ferry"])).json
    assert set(shown) == ARTICLE_KEYS | SHOWN_KEYS
    assert shown["version"] == 1
    assert shown["note"] is None
    assert shown["highlights"] == []
    assert "<blockquote>" in shown["html"]
    assert "<strong>May</strong>" in shown["html"]
    assert "two hundred people" in shown["text"]
    assert "<" not in shown["text"]
    assert filled("show", str(ids["ferry"]), "--format", "json").json == shown


def test_show_as_text_has_a_header(filled: Any, ids: dict[str, int]) -> None:
    shown = filled("show", str(ids["ferry"])).out
    assert shown.startswith("The ferry to Norrholm sails again\n")
    assert re.search(r"^By +Ida Ekdahl$", shown, re.MULTILINE)
    assert re.search(r"^Section +Europe / 2025-06$", shown, re.MULTILINE)
    assert "left the quay at dawn" in shown
    assert max(len(line) for line in shown.splitlines()) <= 88


def test_show_as_html_and_markdown(filled: Any, ids: dict[str, int]) -> None:
    html = filled("show", str(ids["ferry"]), "--format", "html").out
    assert "<p>" in html
    assert "<script" not in html
    markdown = filled("show", str(ids["ferry"]), "--format", "markdown").out
    assert markdown.startswith("# The ferry to Norrholm sails again\n\n")
    assert "**May**" in markdown
    assert "> We had almost forgotten" in markdown


def test_scripts_never_come_out(run: Any, folder: Path) -> None:
    (folder / "page.html").write_text(
        "<!doctype html><title>The tide table</title><article><h1>The tide table</h1>"
        "<p onclick='steal()'>High water is at six, and low water is at noon, says the harbour"
        " master.</p><script>steal()</script></article>"
    )
    run("add", str(folder))
    [page] = run("list", "--json", "harbour master").json["articles"]
    html = run("show", str(page["id"]), "--format", "html").out
    assert "High water is at six" in html
    assert "steal" not in html


# --- versions ---


@pytest.fixture
def edited(filled: Any, folder: Path, ids: dict[str, int]) -> int:
    """The ferry's number, after its file was changed and read again."""
    ferry = folder / "Europe" / "ferry.md"
    ferry.write_text(
        ferry.read_text(encoding="utf-8")
        .replace("two hundred", "three hundred")
        .replace("sails again", "sails once more"),
        encoding="utf-8",
    )
    os.utime(ferry, (1_900_000_000, 1_900_000_000))
    synced = filled("sync", "--now", "--json")
    assert synced.code == 0, synced.err
    assert synced.json["updated"] == 1
    return ids["ferry"]


def test_history_lists_versions(filled: Any, edited: int) -> None:
    versions = filled("history", "--json", str(edited)).json["versions"]
    assert [version["version"] for version in sorted(versions, key=lambda v: v["version"])] == [
        1,
        2,
    ]
    for version in versions:
        assert set(version) == {"version", "seen", "title", "words", "hash", "provenance"}
        assert version["seen"].endswith("Z")
        assert len(version["hash"]) == 64
    assert "sails once more" in filled("history", str(edited)).out


def test_show_an_old_version(filled: Any, edited: int) -> None:
    new = filled("show", "--json", str(edited)).json
    old = filled("show", "--json", str(edited), "--version", "1").json
    assert (new["version"], old["version"]) == (2, 1)
    assert "three hundred" in new["text"]
    assert "two hundred" in old["text"]
    assert old["title"].endswith("sails again")
    assert new["title"].endswith("sails once more")
    assert filled("show", str(edited), "--version", "3").code == 2


def test_diff_tells_words(filled: Any, edited: int) -> None:
    found = filled("diff", "--json", str(edited)).json
    assert set(found) == {"title", "body"}
    assert ["delete", "two"] in found["body"]
    assert ["insert", "three"] in found["body"]
    assert [kind for kind, _ in found["title"]] == ["same", "delete", "insert"]
    backwards = filled("diff", "--json", str(edited), "--from", "2", "--to", "1").json
    assert ["insert", "two"] in backwards["body"]
    assert "[-two-]{+three+} hundred" in filled("diff", str(edited)).out


def test_diff_of_the_only_version_says_so(filled: Any, ids: dict[str, int]) -> None:
    result = filled("diff", str(ids["bridge"]))
    assert result.code == 0
    assert "nothing to compare" in result.err
    found = filled("diff", "--json", str(ids["bridge"])).json
    assert [kind for kind, _ in found["body"]] == ["same"]


# --- mark ---


def test_mark_read_and_unread(filled: Any, ids: dict[str, int]) -> None:
    numbers = [str(ids["ferry"]), str(ids["bridge"])]
    assert filled("mark", "read", *numbers, "--json").json["changed"] == 2
    assert filled("list", "--json", "is:read").json["total"] == 2
    assert filled("mark", "read", *numbers, "--json").json["changed"] == 0
    assert filled("mark", "unread", numbers[0]).code == 0
    assert filled("list", "--json", "is:unread").json["total"] == 3


def test_mark_by_query(filled: Any) -> None:
    assert filled("mark", "bookmark", "--query", "section:Europe").code == 0
    assert filled("list", "--json", "is:bookmarked").json["total"] == 2
    assert filled("mark", "unbookmark", "--query", "").code == 0
    assert filled("list", "--json", "is:bookmarked").json["total"] == 0


def test_one_wrong_number_changes_nothing(filled: Any, ids: dict[str, int]) -> None:
    for words in (["mark", "read"], ["mark", "bookmark"]):
        result = filled(*words, str(ids["ferry"]), "4711")
        assert result.code == 2
        assert "4711" in result.err
    assert filled("tag", str(ids["bridge"]), "4711", "--add", "river").code == 2
    assert filled("list", "--json", "is:read OR is:bookmarked OR tag:river").json["total"] == 0


# --- tags ---


def test_tagging(filled: Any, ids: dict[str, int]) -> None:
    bridge, letter = str(ids["bridge"]), str(ids["letter"])
    result = filled("tag", bridge, letter, "--add", "river", "to do", "--json")
    assert [sorted(article["tags"]) for article in result.json["articles"]] == [
        ["river", "to do"],
        ["river", "to do"],
    ]
    filled("tag", letter, "--remove", "river", "--add", "post")
    tags = {tag["name"]: tag for tag in filled("tags", "--json").json["tags"]}
    assert tags["river"] == {"name": "river", "articles": 1, "unread": 1, "colour": None}
    assert tags["to do"]["articles"] == 2
    assert "river" in filled("tags").out


def test_renaming_and_deleting_tags(filled: Any, ids: dict[str, int]) -> None:
    filled("tag", str(ids["bridge"]), "--add", "river", "temporary")
    assert filled("tags", "rename", "river", "rivers").code == 0
    assert filled("tags", "delete", "temporary").code == 0
    [bridge] = filled("list", "--json", "bamboo").json["articles"]
    assert bridge["tags"] == ["rivers"]


# --- sections ---


def test_sections_and_their_months(filled: Any) -> None:
    sections = {part["name"]: part for part in filled("sections", "--json").json["sections"]}
    assert set(sections["Europe"]) == {
        "name", "unread", "total", "aliases", "months", "hidden",
    }  # fmt: skip
    assert sections["Europe"]["total"] == 2
    assert sections["Europe"]["months"] == [{"month": "2025-06", "unread": 2, "total": 2}]
    assert sections["Asia-Pacific"]["months"] == [{"month": "2025-07", "unread": 1, "total": 1}]
    assert "2025-06" in filled("sections").out


def test_renaming_merging_and_ordering_sections(filled: Any, folder: Path) -> None:
    assert filled("sections", "order", "Europe", "Asia-Pacific").code == 0
    names = [part["name"] for part in filled("sections", "--json").json["sections"]]
    assert names[:2] == ["Europe", "Asia-Pacific"]
    assert filled("sections", "rename", "Europe", "The Continent").code == 0
    assert filled("list", "--json", 'section:"The Continent"').json["total"] == 2
    assert filled("sections", "merge", "Asia-Pacific", "The Continent").code == 0
    assert filled("list", "--json", 'section:"The Continent"').json["total"] == 3
    later = folder / "Asia-Pacific" / "later.md"
    later.write_text("# Later\n\nA storm is on its way to the islands of the south.\n")
    filled("sync", "--now")
    [article] = filled("list", "--json", "storm islands").json["articles"]
    assert article["section"] == "The Continent"
