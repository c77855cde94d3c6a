"""The whole text of one article, and what is missing offline, from the command line."""

from __future__ import annotations

import html
import shutil
from typing import Any

from tests.cli.test_full_text import STORY, follow, framework
from tests.sync.samples import png

from clashreader.library.library import Library
from clashreader.paths import Home


def test_the_whole_text_of_one_article(run: Any, feeds: Any) -> None:
    follow(run, feeds, framework(STORY))
    [listed] = run("list", "--json").json["articles"]
    number = str(listed["id"])
    found = run("fetch-text", number, "--json")
    assert found.code == 0
    assert found.json["articles"] == [
        {"id": listed["id"], "taken": True, "changed": True, "reason": None}
    ]
    assert STORY[2][:40] in " ".join(run("show", number, "--format", "text").out.split())
    assert run("fetch-text", number).out == f"{number}: the page says the same.\n"
    assert run("fetch-text", "99").code == 2


def test_a_page_that_cannot_be_had(run: Any, feeds: Any) -> None:
    follow(run, feeds, framework(STORY))
    del feeds.pages["/one"]
    [listed] = run("list", "--json").json["articles"]
    found = run("fetch-text", str(listed["id"]), "--json")
    assert found.code == 1
    assert "404" in found.json["articles"][0]["reason"]


def test_what_is_missing_offline(run: Any, feeds: Any) -> None:
    follow(run, feeds, "<p>Please enable JavaScript.</p>", "--full-text")
    missing = run("offline", "--json")
    assert missing.code == 0
    [text] = missing.json["missing"]["texts"]
    assert text["reason"].startswith("The page did not show the article")
    feeds.page("/one", framework(STORY))
    prepared = run("offline", "--prepare", "--json")
    assert prepared.code == 0
    assert prepared.json["fetched"]["texts"] == 1
    assert prepared.json["missing"] == {"texts": [], "images": []}
    assert run("offline", "is:unread").out.startswith("Nothing is missing")
    assert run("offline", "is:nothing").code == 2


def test_pictures_that_were_deleted_are_missing_and_come_back(
    run: Any, feeds: Any, home: Home
) -> None:
    feeds.pages["/a.png"] = (200, "image/png", png(40, 30))
    address = feeds.feed("/feed", one=html.escape(f'Text. <img src="{feeds.url("/a.png")}">'))
    run("add", address)
    run("sync", "--now")
    assert run("offline", "--json").json["missing"]["images"] == []
    shutil.rmtree(home.images)
    [picture] = run("offline", "--json").json["missing"]["images"]
    assert picture["url"].endswith("/a.png")
    prepared = run("offline", "--prepare", "--json").json
    assert prepared["fetched"]["images"] == 1
    assert list(home.images.glob("*/*"))


def test_who_wants_no_pictures_has_none_fetched_by_commands(
    run: Any, feeds: Any, home: Home
) -> None:
    feeds.pages["/a.png"] = (200, "image/png", png(40, 30))
    address = feeds.feed("/feed", one=html.escape(f'Text. <img src="{feeds.url("/a.png")}">'))
    home.settings.parent.mkdir(parents=True, exist_ok=True)
    home.settings.write_text("images = false\n")
    assert run("add", address).code == 0
    with Library.open(home.library, home.images) as library:
        assert not library.source(1).images
    assert run("edit", "1", "--images", "on").code == 0
    assert run("sync", "--now").code == 0
    assert "/a.png" not in feeds.requests
    home.settings.write_text("images = true\n")
    assert run("sync", "--now").code == 0
    assert "/a.png" in feeds.requests
