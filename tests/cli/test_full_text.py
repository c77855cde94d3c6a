"""Full text from end to end: a feed of summaries, and pages that scripts would render."""

from __future__ import annotations

import json
from typing import Any

import pytest

SUMMARY = "The lamps of Lantern Street burn again."
STORY = [
    "The lamps of Lantern Street burn again, eleven weeks after the night when somebody cut the "
    "main cable behind the bakery and left the whole quarter in the dark.",
    "The council had promised a repair within days. Residents hung candles in jam jars from their "
    "balconies instead, and the street, they say, has never been so full of people.",
    "On Friday an electrician of seventy-four climbed the first ladder herself, because her "
    "apprentice was afraid of the pigeons that had moved into the glass.",
]
FRAME = (
    '<!doctype html><html lang="en"><head><title>Lantern Street News</title>{head}</head>'
    '<body><div id="root"></div><noscript>You need to enable JavaScript to run this app.'
    "</noscript>{end}</body></html>"
)


def json_ld(story: list[str]) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "News of one",
        "author": {"@type": "Person", "name": "Mina Halvorsen"},
        "articleBody": "\n\n".join(story),
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return FRAME.format(head=head, end="")


def framework(story: list[str]) -> str:
    body = "".join(f"<p>{text}</p>" for text in story)
    data = {"props": {"pageProps": {"article": {"title": "News of one", "content": body}}}}
    end = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
    return FRAME.format(head="", end=end)


def follow(run: Any, feeds: Any, html: str, *options: str) -> Any:
    page = feeds.page("/one", html)
    feeds.feed("/feed.xml", one=SUMMARY)
    relink(feeds, page)
    result = run("add", feeds.url("/feed.xml"), *options, "--json")
    assert result.code == 0, result.err
    return result.json


def relink(feeds: Any, page: str) -> None:
    """Let the feed's item point to our server."""
    status, kind, body = feeds.pages["/feed.xml"]
    feeds.pages["/feed.xml"] = (
        status,
        kind,
        body.replace(b"http://lantern.invalid/one<", page.encode() + b"<"),
    )


@pytest.mark.parametrize("write", [json_ld, framework])
def test_a_page_that_scripts_render_is_read(run: Any, feeds: Any, write: Any) -> None:
    added = follow(run, feeds, write(STORY), "--full-text")
    assert (added["new"], added["error"]) == (1, None)
    [listed] = run("list", "--json").json["articles"]
    text = run("show", str(listed["id"]), "--format", "text").out
    places = [" ".join(text.split()).find(part) for part in STORY]
    assert -1 not in places
    assert places == sorted(places)
    assert "JavaScript" not in text
    history = run("history", str(listed["id"]), "--json").json["versions"]
    assert [version["version"] for version in history] in ([1, 2], [2, 1])
    first = run("show", str(listed["id"]), "--version", "1", "--format", "text").out
    assert SUMMARY in first
    assert STORY[2] not in " ".join(first.split())
    # Nobody edited anything, and the next sync finds nothing new.
    assert run("list", "is:edited", "--json").json["total"] == 0
    assert run("search", "pigeons", "--json").json["total"] == 1
    again = run("sync", "--now", "--json").json
    assert (again["new"], again["updated"], again["failed"]) == (0, 0, 0)
    assert feeds.requests.count("/one") == 1


def test_the_author_comes_from_the_page(run: Any, feeds: Any) -> None:
    follow(run, feeds, json_ld(STORY), "--full-text")
    [listed] = run("list", "--json").json["articles"]
    assert (listed["author"], listed["section"]) == ("Mina Halvorsen", "Europe")


def test_editing_a_source_counts_from_the_next_sync(run: Any, feeds: Any) -> None:
    follow(run, feeds, framework(STORY))
    assert "/one" not in feeds.requests
    assert run("edit", "1", "--full-text", "on").code == 0
    report = run("sync", "--json").json
    assert (report["new"], report["updated"]) == (0, 1)
    assert [source["updated"] for source in report["sources"]] == [1]
    assert run("search", "apprentice", "--json").json["total"] == 1
    assert run("edit", "1", "--full-text", "off").code == 0
    feeds.requests.clear()
    feeds.feed("/feed.xml", one=SUMMARY, two="The second lamp, too.")
    relink(feeds, feeds.url("/one"))
    assert run("sync", "--now", "--json").json["new"] == 1
    assert feeds.requests == ["/feed.xml"]


def test_a_shell_without_an_article_leaves_the_summary(run: Any, feeds: Any) -> None:
    added = follow(run, feeds, FRAME.format(head="", end=""), "--full-text")
    assert (added["new"], added["error"]) == (1, None)
    [listed] = run("list", "--json").json["articles"]
    assert SUMMARY in run("show", str(listed["id"]), "--format", "text").out
    assert len(run("history", str(listed["id"]), "--json").json["versions"]) == 1
