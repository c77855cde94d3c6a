"""history and diff, on versions that differ in one thing each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.fakes import NOON, feed, prepared

from clashreader.library.library import Library
from clashreader.model import FetchRecord, Insert, MediaType, Prepared, Revise
from clashreader.paths import find_home

FIRST = "The ferry left at dawn.\nTwo hundred people were aboard."
HTML = "<p>The ferry left at dawn.</p><p>Two hundred people were aboard.</p>"
PAGE = (
    "<html><head><title>Ferry</title></head><body><nav>Home</nav><article><h1>Ferry</h1>"
    "<p>The ferry left at dawn.</p><p>Three hundred people were aboard.</p>"
    "<ul><li>some with a goat</li><li>some with a letter</li></ul></article></body></html>"
)


def version(title: str, text: str, body: str, kind: MediaType = MediaType.HTML) -> Prepared:
    return prepared("a", text, title=title, body=body, media_type=kind)


@pytest.fixture
def shelf(tmp_path: Path, run: Any) -> Any:
    """Store versions of one article, the first and then each of `more`; return `run`."""

    def store(*more: Prepared) -> Any:
        home = find_home(tmp_path / "home")
        with Library.open(home.library, home.images, clock=lambda: NOON) as library:
            source = library.add_source(feed()).id
            library.apply(source, [Insert(version("Ferry sails", FIRST, HTML))])
            for each in more:
                if each.parsed.media_type is MediaType.PAGE:
                    library.take_page(1, each, FetchRecord(NOON, "https://example.org/a"))
                else:
                    library.apply(source, [Revise(1, each)])
        return run

    return store


def joined(parts: list[list[str]], kind: str) -> str:
    return "".join(text for name, text in parts if name in {"same", kind})


def test_of_a_changed_headline_the_headline_is_told_and_the_text_is_the_same(shelf: Any) -> None:
    run = shelf(version("Ferry stays", FIRST, HTML))
    found = run("diff", "1", "--json").json
    assert found["title"] == [["same", "Ferry "], ["delete", "sails"], ["insert", "stays"]]
    assert [kind for kind, _ in found["body"]] == ["same"]
    said = run("diff", "1").out
    assert said.startswith("Version 1 to 2\nFerry [-sails-]{+stays+}\n")
    assert said.count("[-") == 1
    titles = [one["title"] for one in run("history", "1", "--json").json["versions"]]
    assert titles == ["Ferry sails", "Ferry stays"]


def test_of_a_changed_text_the_text_is_told_and_the_headline_is_the_same(shelf: Any) -> None:
    text = FIRST.replace("Two", "Three")
    run = shelf(version("Ferry sails", text, HTML.replace("Two", "Three")))
    found = run("diff", "1", "--json").json
    assert found["title"] == [["same", "Ferry sails"]]
    assert ["delete", "Two"] in found["body"]
    assert ["insert", "Three"] in found["body"]
    hashes = [one["hash"] for one in run("history", "1", "--json").json["versions"]]
    assert len(set(hashes)) == 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("The ferry left at dawn.\n\n**Three** hundred people were aboard.\n", MediaType.MARKDOWN),
        ("The ferry left at dawn.\n\nThree hundred people were aboard.\n", MediaType.TEXT),
    ],
)
def test_another_kind_of_body_is_compared_as_it_reads(
    shelf: Any, body: str, kind: MediaType
) -> None:
    run = shelf(version("Ferry sails", FIRST.replace("Two", "Three"), body, kind))
    found = run("diff", "1", "--json").json["body"]
    changed = [part for part in found if part[0] != "same"]
    assert changed == [["delete", "Two"], ["insert", "Three"]]


def test_the_page_behind_an_item_is_compared_with_the_item_s_text(shelf: Any) -> None:
    text = "The ferry left at dawn.\nThree hundred people were aboard.\nsome with a goat"
    run = shelf(version("Ferry sails", text, PAGE, MediaType.PAGE))
    found = run("diff", "1", "--json").json["body"]
    old = run("show", "1", "--version", "1", "--json").json["text"]
    new = run("show", "1", "--json").json["text"]
    assert joined(found, "delete") == old
    assert joined(found, "insert") == new
    assert "• some with a goat" in new
    assert "Home" not in new


def test_any_two_versions_can_be_compared(shelf: Any) -> None:
    run = shelf(
        version("Ferry stays", FIRST, HTML),
        version("Ferry stays", FIRST.replace("Two", "Nine"), HTML.replace("Two", "Nine")),
    )
    whole = run("diff", "1", "--from", "1", "--to", "3", "--json").json
    assert joined(whole["title"], "insert") == "Ferry stays"
    assert ["insert", "Nine"] in whole["body"]
    assert run("diff", "1", "--to", "2", "--json").json["title"][-1] == ["insert", "stays"]
    back = run("diff", "1", "--from", "3", "--to", "2", "--json").json
    assert ["insert", "Two"] in back["body"]
    for words in (["--from", "4"], ["--to", "4"], ["--from", "0"], ["--from", "x"]):
        result = run("diff", "1", *words)
        assert (result.code, result.out) == (2, "")
        assert result.err.count("\n") == 1
