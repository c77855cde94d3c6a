"""What other readers export comes in: articles, tags, stars, read marks, notes, highlights."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

POCKET = '''\
title,url,time_added,tags,status
"Ferries, and ""fares""",https://quay.example/2024/ferries,1704067200,sea|Norrholm,archive
https://orchard.example/pears-in-spring,https://orchard.example/pears-in-spring,1704153600,,unread
No page,javascript:alert(1),1704153600,,unread
'''
INSTAPAPER = """\
URL,Title,Selection,Folder,Timestamp,Tags
https://quay.example/low-water,Low water,the tide waits for nobody,Starred,1704067200,"[""sea""]"
https://quay.example/high-water,High water,,Harbours,1704067300,[]
instapaper-private://email/1,A letter,,Unread,1704067300,[]
"""
WALLABAG = [
    {
        "id": 7, "title": "A bridge of <em>bamboo</em>", "url": "https://river.example/bridge",
        "content": "<p>The engineers measured the river for a year.</p><script>x()</script>",
        "is_archived": 1, "is_starred": 1, "tags": ["rivers", "Brücken"],
        "created_at": "2024-03-01T10:00:00+0000", "published_at": "2024-02-28T08:00:00+0000",
        "published_by": ["Linh Dao"], "language": "en", "domain_name": "river.example",
        "annotations": [{"quote": "measured the river", "text": "A whole year!", "ranges": []}],
        "preview_picture": "https://river.example/bridge.png",
    },
]  # fmt: skip
READER = {
    "id": "user/-/state/com.google/starred", "title": "Starred",
    "items": [
        {
            "id": "tag:google.com,2005:reader/item/1", "title": "Snow on the pass",
            "published": 1704067200, "author": "Mira Holm",
            "categories": ["user/-/state/com.google/read", "user/-/label/Mountains"],
            "canonical": [{"href": "https://pass.example/snow?a=1&amp;b=2"}],
            "content": {"content": "<p>The pass is closed until the plough has been there.</p>"},
            "origin": {"streamId": "feed/https://pass.example/feed", "title": "Pass News"},
        }
    ],
}  # fmt: skip
BOOKMARKS = """\
<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p>
  <DT><H3 PERSONAL_TOOLBAR_FOLDER="true">Bar</H3>
  <DL><p>
    <DT><H3>Reading</H3>
    <DL><p>
      <DT><A HREF="https://quay.example/tide-tables?x=1&amp;y=2" ADD_DATE="1704067200"
       TAGS="sea,tides">Tide &amp; tables</A>
      <DD>Read before the trip.
    </DL><p>
    <DT><A HREF="place:sort=8">Most visited</A>
  </DL><p>
</DL><p>
"""
POCKET_HTML = """<!DOCTYPE html><html><head><title>Pocket Export</title></head><body>
<h1>Unread</h1><ul>
<li><a href="https://quay.example/one" time_added="1704067200" tags="sea">One</a></li></ul>
<h1>Read Archive</h1><ul>
<li><a href="https://quay.example/two" time_added="1704067300" tags="">Two</a></li></ul>
</body></html>"""
OMNIVORE = [
    {
        "id": "a1", "slug": "the-mill-123", "title": "The mill", "author": "Ola Berg",
        "url": "https://mill.example/the-mill", "state": "Archived", "readingProgress": 40,
        "labels": ["work"], "savedAt": "2024-01-05T10:00:00.000Z",
        "publishedAt": "2024-01-04T00:00:00.000Z", "description": "About a mill.",
    }
]  # fmt: skip
HIGHLIGHTS = (
    "A note on the whole.\n\n> the wheel turned\n> all night \n\n#later\n\nCheck this."
    "\n\n> the second\n"
)
MHTML = """\
From: <Saved by Blink>
Snapshot-Content-Location: https://quay.example/saved
Subject: Saved
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--b"

----b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable
Content-Location: https://quay.example/saved

<html><head><title>A saved page</title></head><body><article><h1>A saved page</h1>
<p>Words that were kept by a browser: caf=C3=A9, quay and tide, for a long quiet evening.</p>
</article></body></html>
----b--
"""


def _omnivore_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.txt", "x")
        archive.writestr("metadata_0_to_1.json", json.dumps(OMNIVORE))
        archive.writestr(
            "content/the-mill-123.html", "<p>At the mill the wheel turned all night.</p>"
        )
        archive.writestr("highlights/the-mill-123.md", HIGHLIGHTS)
    return path


def _articles(run: Any, query: str = "") -> dict[str, dict[str, Any]]:
    found = run("list", query, "--json", "--limit", "0").json["articles"]
    return {one["url"]: one for one in found}


def _twice(run: Any, path: Path) -> dict[str, Any]:
    """Import a file; import it again, which must change nothing."""
    result = run("import", str(path), "--json")
    assert result.code == 0, result.err
    before = run("list", "", "--json", "--limit", "0").out
    again = run("import", str(path), "--json").json
    assert (again["added"], again["updated"], again["tags"], again["bookmarked"]) == (0, 0, 0, 0)
    assert run("list", "", "--json", "--limit", "0").out == before
    return dict(result.json)


def test_tables_of_pocket_and_instapaper(run: Any, tmp_path: Path) -> None:
    pocket = tmp_path / "anything.bin"  # told by content, not by name
    pocket.write_bytes(b"\xef\xbb\xbf" + POCKET.replace("\n", "\r\n").encode() + b"\0,,,\0\r\n")
    preview = run("import", str(pocket), "--dry-run", "--json").json
    assert (preview["format"], preview["new"], preview["known"]) == ("pocket", 2, 0)
    assert run("sources", "--json").json["sources"] == []
    done = _twice(run, pocket)
    assert (done["format"], done["added"], done["tags"], done["bookmarked"]) == ("pocket", 2, 2, 0)
    assert "javascript:alert(1)" in done["refused"]
    assert done["sources"][0]["kind"] == "import"
    found = _articles(run)
    ferries = found["https://quay.example/2024/ferries"]
    assert ferries["title"] == 'Ferries, and "fares"'
    assert (ferries["read"], set(ferries["tags"])) == (True, {"sea", "Norrholm"})
    assert ferries["published"] == "2024-01-01T00:00:00Z"
    pears = found["https://orchard.example/pears-in-spring"]
    assert (pears["title"], pears["read"]) == ("orchard.example: pears in spring", False)

    instapaper = tmp_path / "insta.csv"
    instapaper.write_text(INSTAPAPER, encoding="utf-16")
    assert _twice(run, instapaper)["bookmarked"] == 1
    low = _articles(run)["https://quay.example/low-water"]
    assert (low["bookmarked"], low["tags"]) == (True, ["sea"])
    assert _articles(run)["https://quay.example/high-water"]["tags"] == ["Harbours"]
    marked = run("highlights", "--json").json["highlights"]
    assert [one["quote"] for one in marked] == ["the tide waits for nobody"]
    assert len(run("sources", "--json").json["sources"]) == 2


def test_wallabag_and_google_reader(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "wallabag.json"
    file.write_text(json.dumps(WALLABAG))
    done = _twice(run, file)
    assert (done["format"], done["added"], done["bookmarked"], done["to_fetch"]) == (
        "wallabag", 1, 1, 0,
    )  # fmt: skip
    [bridge] = _articles(run).values()
    assert (bridge["title"], bridge["author"]) == ("A bridge of bamboo", "Linh Dao")
    assert (bridge["published"], bridge["read"]) == ("2024-02-28T08:00:00Z", True)
    shown = run("show", str(bridge["id"]), "--json").json
    assert "measured the river" in json.dumps(shown)
    [mark] = run("highlights", "--json").json["highlights"]
    assert (mark["quote"], mark["note"], mark["found"]) == (
        "measured the river",
        "A whole year!",
        True,
    )

    file.write_text(json.dumps(READER))
    assert _twice(run, file)["format"] == "google-reader"
    snow = _articles(run)["https://pass.example/snow?a=1&b=2"]
    assert (snow["outlet"], snow["author"], snow["tags"]) == (
        "Pass News",
        "Mira Holm",
        ["Mountains"],
    )
    assert snow["bookmarked"]
    assert snow["read"]


def test_lists_in_html(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "bookmarks.txt"
    file.write_text(BOOKMARKS)
    done = _twice(run, file)
    assert (done["format"], done["added"], done["refused"]) == ("bookmarks", 1, ["place:sort=8"])
    [tide] = _articles(run).values()
    assert tide["url"] == "https://quay.example/tide-tables?x=1&y=2"
    assert (tide["title"], set(tide["tags"])) == ("Tide & tables", {"Reading", "sea", "tides"})
    assert tide["bookmarked"]
    assert "Read before the trip." in run("note", str(tide["id"])).out
    file.write_text(POCKET_HTML)
    assert _twice(run, file)["format"] == "pocket"
    found = _articles(run)
    assert not found["https://quay.example/one"]["read"]
    assert found["https://quay.example/two"]["read"]


def test_omnivore_as_an_archive_and_as_a_folder(run: Any, tmp_path: Path) -> None:
    done = _twice(run, _omnivore_zip(tmp_path / "omnivore.zip"))
    assert (done["format"], done["added"], done["to_fetch"]) == ("omnivore", 1, 0)
    assert not (tmp_path.parent / "evil.txt").exists()
    [mill] = _articles(run).values()
    assert (mill["title"], mill["read"], mill["tags"]) == ("The mill", True, ["work"])
    assert run("note", str(mill["id"])).out.strip() == "A note on the whole."
    marks = run("highlights", "--json").json["highlights"]
    assert {(one["quote"], one["note"]) for one in marks} == {
        ("the wheel turned\nall night", "Check this."), ("the second", None),
    }  # fmt: skip
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(tmp_path / "omnivore.zip") as archive:
        for name in archive.namelist()[1:]:
            archive.extract(name, folder)
    assert run("import", str(folder), "--json").json["known"] == 1


def test_an_article_of_a_feed_gets_the_tags_and_no_copy(
    run: Any, feeds: Any, tmp_path: Path
) -> None:
    run("add", feeds.feed("/1.xml", a="The first."))
    [article] = _articles(run).values()
    file = tmp_path / "pocket.csv"
    file.write_text(
        f"title,url,time_added,tags,status\nA,{article['url']}?utm_source=x,1,quay,unread\n"
    )
    done = _twice(run, file)
    assert (done["added"], done["updated"], done["tags"]) == (0, 1, 1)
    assert [(one["id"], one["tags"]) for one in _articles(run).values()] == [
        (article["id"], ["quay"])
    ]


def test_the_page_behind_an_address_comes_with_the_next_sync(
    run: Any, feeds: Any, tmp_path: Path
) -> None:
    words = "The tide came in over the flats, slowly at first and then all at once. " * 12
    page = (
        "<html><head><title>Tide</title><meta property='article:published_time' "
        f"content='2023-05-06T07:00:00Z'></head><body><article><h1>Tide</h1><p>{words}</p>"
        "</article></body></html>"
    )
    feeds.pages["/tide"] = (200, "text/html", page.encode())
    address = feeds.feed("/1.xml", a="The first.").replace("/1.xml", "/tide")
    file = tmp_path / "pocket.csv"
    file.write_text(f"title,url,time_added,tags,status\nTide,{address},1704067200,,unread\n")
    assert run("import", str(file), "--json").json["to_fetch"] == 1
    run("sync", "--json")
    [tide] = _articles(run).values()
    assert tide["words"] > 100
    assert tide["published"] == "2023-05-06T07:00:00Z"  # the page's own, for the day it was kept
    assert tide["versions"] == 2


def test_saved_pages(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "page.mhtml"
    file.write_text(MHTML)
    done = _twice(run, file)
    assert (done["format"], done["added"]) == ("pages", 1)
    [page] = _articles(run).values()
    assert (page["title"], page["url"]) == ("A saved page", "https://quay.example/saved")
    assert "café" in run("show", str(page["id"])).out


def test_an_archive_of_several(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("feeds.opml.xml", '<opml version="2.0"><body><outline xmlUrl='
                         '"https://pass.example/feed"/></body></opml>')  # fmt: skip
        archive.writestr("starred.json", json.dumps(READER))
        archive.writestr("broken.json", "[{")
    done = run("import", str(file), "--json").json
    assert (done["format"], done["added"]) == ("google-reader", 1)
    assert {one["url"] for one in done["sources"]} >= {"https://pass.example/feed"}
    assert done["refused"] == ["broken.json (damaged)"]


def _bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part_000000.csv", b"title,url,time_added\n" + b"0" * 3_000_000)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"[" * 100_000, "nested too deeply"),
        (b'[{"is_archived": 1, "url": "https://a.example/x"', "damaged or cut off"),
        (b"PK\x03\x04 no archive", "damaged archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "no export"),
        (b"some words, and others\n", "no export"),
        (b"title,url,time_added,tags,status\nx,ftp://a,1,,\n", "no articles of the web"),
        (b'{"items": [], "version": "https://jsonfeed.org/version/1"}', "no export"),
    ],
)  # fmt: skip
def test_what_is_none_is_said_in_a_sentence(
    run: Any, tmp_path: Path, data: bytes, words: str
) -> None:
    file = tmp_path / "x"
    file.write_bytes(data)
    result = run("import", str(file))
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert run("sources", "--json").json["sources"] == []


def test_an_archive_that_swells_is_refused(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clashreader.sync.exportfiles.MAX_FILE", 1_000_000)
    file = tmp_path / "bomb.zip"
    file.write_bytes(_bomb())
    result = run("import", str(file))
    assert result.code == 2
    assert "larger than" in result.err


def test_opml_goes_out_and_comes_in_the_same(run: Any, tmp_path: Path) -> None:
    lists = tmp_path / "in.opml"
    lists.write_text(
        '<opml version="2.0"><body><outline text="World"><outline xmlUrl="https://a.example/f" '
        'title="A &amp; B"/></outline></body></opml>'
    )
    assert run("import", str(lists), "--json").json["format"] == "opml"
    out = tmp_path / "out.opml"
    written = run("export", "", "--format", "opml", "--to", str(out), "--json").json
    assert (written["sources"], written["left_out"]) == (1, 0)
    again = run("export", "", "--to", str(out))
    assert (again.code, "there already" in again.err) == (2, True)
    assert 'title="A &amp; B"' in out.read_text()
    assert run("export", "title:nothing", "--format", "opml", "--to", "-").code != 0
    preview = run("import", str(out), "--dry-run", "--json").json
    assert (preview["format"], preview["feeds"]) == ("opml", 1)
