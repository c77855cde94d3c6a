"""Older articles of a feed, from the command line: a count first."""

from __future__ import annotations

from typing import Any


def test_older_articles_are_counted_then_fetched(run: Any, feeds: Any) -> None:
    url = feeds.feed("/old.xml", one="The lamps burned.", two="The lamps went out.")
    feeds.feed("/feed.xml", three="The lamps burn again.")
    status, kind, body = feeds.pages["/feed.xml"]
    link = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="prev-archive" href="{url}"/>'
    feeds.pages["/feed.xml"] = (status, kind, body.replace(b"<item>", link.encode() + b"<item>", 1))
    run("add", feeds.url("/feed.xml"))
    counted = run("back-fill", "1", "--json")
    assert counted.code == 0
    assert (counted.json["available"], counted.json["pages"]) == (True, None)
    assert "fetched" not in counted.json
    assert "does not say how many" in run("back-fill", "1").out
    fetched = run("back-fill", "1", "--fetch", "--json")
    assert fetched.json["fetched"] == {"pages": 1, "new": 2, "done": True, "reason": None}
    assert len(run("list", "is:read", "--json").json["articles"]) == 2
    assert run("back-fill", "9").code == 2
