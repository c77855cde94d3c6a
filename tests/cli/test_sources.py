"""add, import, sources, edit, remove, sync, stats, doctor, with feeds on loopback."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clashreader.library.library import Library
from clashreader.paths import Home

SOURCE_KEYS = {
    "id",
    "kind",
    "url",
    "title",
    "section",
    "site_url",
    "articles",
    "unread",
    "last_sync",
    "next_sync",
    "error",
    "notice",
    "paused",
}


def sources(run: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("sources", "--json").json["sources"]
    return found


# --- add ---


def test_adding_a_folder_reads_it(run: Any, folder: Path) -> None:
    result = run("add", str(folder), "--json")
    assert result.code == 0
    assert result.json["new"] == 4
    [source] = sources(run)
    assert set(source) == SOURCE_KEYS
    assert source["kind"] == "folder"
    assert source["title"] == "Harbour Gazette"
    assert source["articles"] == source["unread"] == 4
    assert source["error"] is None
    assert source["paused"] is False
    assert result.json["source"] == source


def test_adding_a_feed_says_how_many_articles(run: Any, feeds: Any) -> None:
    address = feeds.feed("/feed.xml", one="The first lamp is lit.", two="The second one too.")
    result = run("add", address)
    assert result.code == 0
    assert result.out == "Added 1  Lantern Street News: 2 articles.\n"
    [source] = sources(run)
    assert (source["kind"], source["url"]) == ("feed", address)
    assert source["site_url"] == "http://lantern.invalid/"
    assert source["last_sync"].endswith("Z")


def test_adding_with_a_title_and_a_section(run: Any, feeds: Any) -> None:
    address = feeds.feed("/feed.xml", one="The first lamp is lit.")
    run("add", address, "--title", "Lamps", "--section", "Street")
    [source] = sources(run)
    assert (source["title"], source["section"]) == ("Lamps", "Street")
    assert run("list", "--json").json["articles"][0]["section"] == "Street"


def test_adding_a_page_finds_its_feed(run: Any, feeds: Any) -> None:
    address = feeds.feed("/feed.xml", one="The first lamp is lit.")
    page = feeds.page(
        "/", '<title>x</title><link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    )
    assert run("add", page).code == 0
    assert sources(run)[0]["url"] == address


def test_a_page_with_several_feeds_lists_them(run: Any, feeds: Any) -> None:
    feeds.feed("/feed.xml", one="The first lamp is lit.")
    second = feeds.feed("/second.xml", two="The second lamp is lit.")
    page = feeds.page(
        "/",
        '<link rel="alternate" type="application/rss+xml" title="All" href="/feed.xml">'
        '<link rel="alternate" type="application/rss+xml" title="Second" href="/second.xml">',
    )
    result = run("add", page)
    assert result.code == 2
    assert "  1  All  " in result.err
    assert "  2  Second  " in result.err
    found = run("add", page, "--json")
    assert found.code == 2
    assert found.json["error"]["kind"] == "choice"
    assert found.json["choices"][1] == {"title": "Second", "url": second}
    assert sources(run) == []
    assert run("add", page, "--pick", "2").code == 0
    assert sources(run)[0]["url"] == second


def test_what_cannot_be_read_is_not_stored_unless_anyway(run: Any, feeds: Any) -> None:
    result = run("add", feeds.url("/missing.xml"), "--json")
    assert result.code == 1
    assert result.json["error"]["kind"] == "fetch"
    assert sources(run) == []
    assert run("add", feeds.url("/missing.xml"), "--anyway").code == 1
    assert sources(run)[0]["error"]


def test_the_same_address_twice_is_a_wrong_call(run: Any, feeds: Any) -> None:
    address = feeds.feed("/feed.xml", one="The first lamp is lit.")
    assert run("add", address).code == 0
    assert run("add", address).code == 2
    assert len(sources(run)) == 1


# --- import ---


def test_importing_a_list_of_subscriptions(run: Any, feeds: Any, tmp_path: Path) -> None:
    one, two = feeds.feed("/1.xml", a="The first."), feeds.feed("/2.xml", b="The second.")
    opml = tmp_path / "list.opml"
    opml.write_text(
        '<opml version="2.0"><head/><body><outline text="Street">'
        f'<outline type="rss" text="One" xmlUrl="{one}"/></outline>'
        f'<outline type="rss" text="Two" xmlUrl="{two}"/></body></opml>'
    )
    result = run("import", str(opml), "--json")
    assert result.code == 0
    assert result.json["added"] == 2
    assert {source["url"] for source in sources(run)} == {one, two}
    assert run("import", str(opml), "--json").json["known"] == 2
    assert run("sync", "--json").json["new"] == 2


def test_what_an_import_leaves_out_is_said(run: Any, tmp_path: Path) -> None:
    opml = tmp_path / "odd.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline xmlUrl="|cat /etc/passwd"/>'
        '<outline xmlUrl="file:///etc/passwd"/>'
        '<outline text="Quay" xmlUrl="http://me:secret@quay.example/feed"/></body></opml>'
    )
    result = run("import", str(opml), "--json")
    assert (result.code, result.json["added"]) == (0, 1)
    assert result.json["refused"] == ["|cat /etc/passwd", "file:///etc/passwd"]
    assert result.json["passwords_left_out"] == 1
    assert "|cat /etc/passwd" in result.err
    assert "passwords of 1 feed were left out" in result.err
    assert "secret" not in result.err + result.out


def test_importing_something_else_is_a_wrong_call(run: Any, folder: Path) -> None:
    result = run("import", str(folder / "letter.md"))
    assert result.code == 2
    assert "OPML" in result.err


# --- edit and remove ---


def test_editing_a_source(filled: Any, folder: Path) -> None:
    assert filled("edit", "harbour gazette", "--title", "Gazette", "--paused", "on").code == 0
    [source] = sources(filled)
    assert (source["title"], source["paused"], source["next_sync"]) == ("Gazette", True, None)
    result = filled("edit", "Gazette", "--paused", "off", "--every", "2h", "--json")
    assert result.json["source"]["paused"] is False
    assert filled("edit", "Gazette", "--section", "Sea", "--full-text", "off").code == 0
    assert sources(filled)[0]["section"] == "Sea"


def test_removing_keeps_the_articles(filled: Any) -> None:
    result = filled("remove", "1")
    assert result.code == 0
    assert result.out == "Removed 1  Harbour Gazette: 4 articles kept, 0 deleted.\n"
    assert sources(filled) == []
    assert filled("list", "--json").json["total"] == 4


def test_removing_with_the_articles_spares_the_bookmarked(filled: Any, ids: dict[str, int]) -> None:
    filled("mark", "bookmark", str(ids["letter"]))
    result = filled("remove", "Harbour Gazette", "--delete-articles", "--json")
    assert result.code == 0
    assert result.json["kept"] >= 1
    left = filled("list", "--json").json
    assert left["total"] == result.json["kept"]
    assert ids["letter"] in [article["id"] for article in left["articles"]]
    assert ids["bridge"] not in [article["id"] for article in left["articles"]]


# --- sync ---


def test_sync_tells_what_is_new(run: Any, feeds: Any) -> None:
    address = feeds.feed("/feed.xml", one="The first lamp is lit.")
    run("add", address)
    quiet = run("sync", "--now", "--json")
    assert quiet.code == 0
    assert set(quiet.json) == {"sources", "new", "updated", "failed", "seconds", "peak_mb"}
    [report] = quiet.json["sources"]
    assert set(report) == {"id", "url", "new", "updated", "unchanged", "not_modified", "error"}
    assert report["not_modified"] is True
    assert quiet.json["peak_mb"] > 5
    feeds.feed("/feed.xml", one="The first lamp has gone out.", two="The second lamp is lit.")
    found = run("sync", "--now", "--json").json
    assert (found["new"], found["updated"], found["failed"]) == (1, 1, 0)
    assert found["sources"][0]["not_modified"] is False
    assert run("sync").out.startswith("Nothing is due.")


def test_one_bad_feed_is_named_and_the_others_sync(run: Any, feeds: Any) -> None:
    good = feeds.feed("/good.xml", one="The first lamp is lit.")
    bad = feeds.feed("/bad.xml", two="The second lamp is lit.")
    run("add", good)
    run("add", bad, "--title", "The bad one")
    feeds.pages["/bad.xml"] = (500, "text/plain", b"broken")
    feeds.feed("/good.xml", one="The first lamp is lit.", three="And a third one.")
    result = run("sync", "--now", "--json")
    assert result.code == 1
    assert (result.json["new"], result.json["failed"]) == (1, 1)
    assert "The bad one: " in result.err
    by_url = {report["url"]: report for report in result.json["sources"]}
    assert by_url[bad]["error"].endswith(".")
    assert by_url[good]["error"] is None
    assert run("sources").err.startswith("The bad one: ")


def test_syncing_one_source_by_its_title(run: Any, feeds: Any) -> None:
    run("add", feeds.feed("/1.xml", a="The first."), "--title", "One")
    run("add", feeds.feed("/2.xml", b="The second."), "--title", "Two")
    feeds.requests.clear()
    assert run("sync", "two", "--now").code == 0
    assert feeds.requests == ["/2.xml"]


# --- care ---


def test_stats_and_doctor(filled: Any) -> None:
    stats = filled("stats", "--json")
    assert stats.code == 0
    assert isinstance(stats.json, dict)
    assert 4 in stats.json.values()
    assert "4" in filled("stats").out
    found = filled("doctor", "--json").json
    assert (found["sound"], found["problems"], found["repaired"]) == (True, [], [])
    assert filled("doctor").out == "The library is sound.\n"


@pytest.mark.parametrize("words", [["sources"], ["tags"], ["sections"], ["list"], ["search", "x"]])
def test_an_empty_library_is_no_fault(run: Any, words: list[str]) -> None:
    result = run(*words)
    assert (result.code, result.out) == (0, "")
    assert result.err.endswith(".\n")
    assert run(*words, "--json").code == 0


def test_a_password_comes_from_standard_input(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[tuple[str, str], str] = {}
    ring = SimpleNamespace(
        get_keyring=lambda: SimpleNamespace(priority=1),
        set_password=lambda service, name, login: kept.update({(service, name): login}),
        get_password=lambda service, name: kept.get((service, name)),
        delete_password=lambda service, name: kept.pop((service, name)),
    )
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert run("add", "http://127.0.0.1:9/f", "--anyway").code == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("hush hush\nmore"))
    assert run("edit", "1", "--user", "me", "--password-stdin").code == 0
    assert list(kept.values()) == ["me:hush%20hush"]
    assert run("edit", "1", "--user", "me").code == 2
    assert run("edit", "1", "--user", "").code == 0
    assert kept == {}


def test_a_source_is_looked_at_between_every_quarter_of_an_hour_and_every_day(
    filled: Any, home: Home
) -> None:
    for asked, kept, told in [
        ("5m", 900, True), ("15m", 900, False), ("1d", 86_400, False), ("24h", 86_400, False),
        ("30d", 86_400, True), ("auto", None, False),
    ]:  # fmt: skip
        result = filled("edit", "1", "--every", asked)
        assert result.code == 0
        assert ("between every 15 minutes and every 24 hours" in result.err) is told
        with Library.open(home.library, home.images) as library:
            assert library.source(1).interval == kept
