from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, items, png, rss

from clashreader.errors import ChoiceNeededError, FetchError, ParseError, UsageError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, SourceKind
from clashreader.sync.pipeline import Syncer
from clashreader.sync.places import web_candidates
from clashreader.sync.subscribe import add, add_welcome, import_opml
from clashreader.sync.wording import size_words

Clock = Callable[[], float]


def page(*links: tuple[str, str]) -> Answer:
    heads = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{url}">'
        for title, url in links
    )
    body = f"<!doctype html><html><head><title>P</title>{heads}</head><body><p>Hi</p></body></html>"
    return Answer(body.encode(), fields={"Content-Type": "text/html; charset=utf-8"})


def test_a_feed_is_added_and_read_once(library: Library, server: Loopback, clock: Clock) -> None:
    text = f'<p>Quay</p><img src="{server.url}/q.png">'
    server.pages["/f"] = Answer(rss([Item(1, text=text), Item(2)]), fields={"ETag": '"1"'})
    server.pages["/q.png"] = Answer(png())
    added = add(library, f" {server.url}/f ", clock=clock)
    assert (added.report.new, added.report.error) == (2, None)
    assert (added.source.title, added.source.etag) == ("Harbour Gazette", '"1"')
    assert library.overview(day_start=0).images_stored == 1
    assert len(server.asked("/f")) == 1
    with pytest.raises(UsageError, match="already"):
        add(library, f"{server.url}/f", clock=clock)
    assert len(server.asked("/f")) == 1


def test_the_reader_s_title_and_section_stay(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/f"] = Answer(rss(items(1)))
    source = add(library, f"{server.url}/f", title="Mine", section="Ports", clock=clock).source
    server.pages["/f"] = Answer(rss(items(2), "Renamed"))
    Syncer(library, clock=clock).run(force=True)
    again = library.source(source.id)
    assert (again.title, again.section) == ("Mine", "Ports")
    assert {row.section for row in library.rows(library.ids(ArticleQuery()))} == {"Ports"}


def test_a_page_leads_to_its_feed(library: Library, server: Loopback, clock: Clock) -> None:
    server.pages["/"] = page(("News", "news.xml"))
    server.pages["/news.xml"] = Answer(rss(items(2)))
    added = add(library, server.url, clock=clock)
    assert (added.source.url, added.report.new) == (f"{server.url}/news.xml", 2)


@pytest.mark.parametrize("named", ["/gone", "/"])
def test_a_page_whose_feed_is_none_is_looked_around(
    library: Library, server: Loopback, clock: Clock, named: str
) -> None:
    server.pages["/"] = page(("News", named))
    with pytest.raises(
        (FetchError, ParseError), match="404" if named == "/gone" else "names no feed"
    ):
        add(library, server.url, clock=clock)
    server.pages["/rss.xml"] = Answer(rss(items(2)))
    assert add(library, server.url, clock=clock).source.url == f"{server.url}/rss.xml"


def test_a_page_with_several_feeds_asks(library: Library, server: Loopback, clock: Clock) -> None:
    server.pages["/"] = page(("News", "/news.xml"), ("Sport", "/sport.xml"))
    server.pages["/sport.xml"] = Answer(rss(items(1), "Sport"))
    with pytest.raises(ChoiceNeededError) as caught:
        add(library, server.url, clock=clock)
    assert caught.value.choices == (
        ("News", f"{server.url}/news.xml"),
        ("Sport", f"{server.url}/sport.xml"),
    )
    assert library.sources() == ()
    with pytest.raises(UsageError):
        add(library, server.url, pick=3, clock=clock)
    assert add(library, server.url, pick=2, clock=clock).source.title == "Sport"


def test_what_a_page_names_twice_is_one_and_comes_without_a_login(
    library: Library, server: Loopback, clock: Clock
) -> None:
    there = server.url.replace("//", "//me:hush@") + "/news.xml"
    server.pages["/"] = page(("News", there), ("Also", "/news.xml#top"))
    server.pages["/news.xml"] = Answer(rss(items(1), "News"))
    added = add(library, server.url, clock=clock)
    assert (added.source.url, added.source.login) == (f"{server.url}/news.xml", False)
    assert "Authorization" not in server.requests[-1].fields


def test_looking_around_ends_where_the_server_wants_to_be_left_alone(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/"] = page()
    server.pages["/feed"] = Answer(b"", 429, {"Retry-After": "60"})
    with pytest.raises(FetchError, match="429"):
        add(library, server.url, clock=clock)
    assert len(server.requests) == 2


def test_a_page_that_names_no_feed(library: Library, server: Loopback, clock: Clock) -> None:
    server.pages["/news/"] = page()
    with pytest.raises(ParseError, match="names no feed"):
        add(library, f"{server.url}/news/", clock=clock)
    server.pages["/rss.xml"] = Answer(rss(items(1)))
    assert add(library, f"{server.url}/news/", clock=clock).source.url == f"{server.url}/rss.xml"


@pytest.mark.parametrize(
    "body", [b"", b"plain words", b"\x00\x01\x02" * 200, b"<html><body>No</body></html>"]
)
def test_nothing_is_stored_where_nothing_could_be_read(
    library: Library, server: Loopback, clock: Clock, body: bytes
) -> None:
    server.pages["/f"] = Answer(body)
    with pytest.raises(ParseError):
        add(library, f"{server.url}/f", clock=clock)
    with pytest.raises(FetchError):
        add(library, f"{server.url}/missing", clock=clock)
    assert library.sources() == ()


def test_unless_the_reader_insists(library: Library, server: Loopback, clock: Clock) -> None:
    added = add(library, f"{server.url}/f", anyway=True, clock=clock)
    assert added.report.error == added.source.error == "The server answers 404 (not found)."
    assert added.source.title == "127.0.0.1"
    server.pages["/f"] = Answer(rss(items(1)))
    assert Syncer(library, clock=clock).run(force=True).new == 1
    assert library.source(added.source.id).title == "Harbour Gazette"


def test_other_ways_to_write_an_address(library: Library, server: Loopback, clock: Clock) -> None:
    server.pages["/a"] = Answer(rss(items(1), "A"))
    server.pages["/b"] = Answer(rss(items(1), "B"))
    host = server.url.removeprefix("http://")
    assert add(library, f"feed:{server.url}/a", clock=clock).source.url == f"{server.url}/a"
    # A bare host is tried with https first, which this server does not speak.
    assert add(library, f"{host}/b", clock=clock).source.url == f"{server.url}/b"


@pytest.mark.parametrize("target", ["", "hello", "ftp://x.example/f", "/no/such/folder", "./nope"])
def test_what_is_nothing_is_refused(library: Library, clock: Clock, target: str) -> None:
    with pytest.raises(UsageError):
        add(library, target, clock=clock)


def test_a_folder_and_a_file(library: Library, tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    with pytest.raises(UsageError, match="no articles"):
        add(library, str(folder), clock=clock)
    (folder / "a.md").write_text("# A\n\nText.\n")
    (folder / "b.txt").write_text("One line of text.\n")
    added = add(library, str(folder), clock=clock)
    assert (added.source.kind, added.source.title) == (SourceKind.FOLDER, "stories")
    assert (added.source.url, added.report.new) == (str(folder), 2)
    single = tmp_path / "one.md"
    single.write_text("# One\n\nText.\n")
    assert add(library, single.as_uri(), clock=clock).report.new == 1
    picture = tmp_path / "p.png"
    picture.write_bytes(png())
    with pytest.raises(UsageError, match="not an article"):
        add(library, str(picture), clock=clock)


OPML = b"""<?xml version="1.0"?><opml version="2.0"><body><outline text="Ports">
<outline type="rss" text="Gazette" xmlUrl="https://gazette.example/feed"/>
<outline type="rss" text="Gazette again" xmlUrl="https://gazette.example/feed"/></outline>
<outline type="rss" text="Tide" xmlUrl="https://tide.example/feed"/></body></opml>"""


def test_a_page_of_very_many_feeds_lists_some(
    library: Library, server: Loopback, clock: Clock
) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(5_000)
    )
    server.pages["/many"] = Answer(f"<!doctype html><title>M</title>{links}<p>Hello.".encode())
    server.pages["/4999"] = Answer(rss([Item(1)]))
    with pytest.raises(ChoiceNeededError, match=r"5,000 feeds.*first 100") as found:
        add(library, f"{server.url}/many", clock=clock)
    assert len(found.value.choices) == 100
    assert add(library, f"{server.url}/many", clock=clock, pick=5_000).report.new == 1


def test_sizes_are_said_as_people_say_them() -> None:
    assert size_words(262_144) == "0.26 MB"
    assert size_words(20_000_000) == "20 MB"


def test_a_list_of_feeds_is_imported_and_not_subscribed_to(
    library: Library, tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "feeds.opml"
    path.write_bytes(OPML)
    with pytest.raises(UsageError, match="import"):
        add(library, str(path), clock=clock)
    imported = import_opml(library, OPML)
    assert [(one.title, one.section) for one in imported.added] == [
        ("Gazette", "Ports"),
        ("Tide", None),
    ]
    assert import_opml(library, OPML).added == ()
    assert import_opml(library, OPML).known == 2
    with pytest.raises(ParseError):
        import_opml(library, b"no list")


def test_the_welcome_articles_rest(library: Library, tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "welcome"
    (folder / "Guide").mkdir(parents=True)
    (folder / "Guide/start.md").write_text("# Start\n\nHello.\n\n![Quay](quay.png)\n")
    (folder / "Guide/quay.png").write_bytes(png())
    source = add_welcome(library, folder, clock=clock)
    assert (source.url, source.paused, source.articles) == ("clashreader:welcome", True, 1)
    assert library.overview(day_start=0).images_stored == 1
    report = Syncer(library, clock=clock).run([source.id], force=True)
    assert report.sources == ()
    assert not library.rows(library.ids(ArticleQuery()))[0].gone


def test_a_page_that_names_only_itself_names_no_feed(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/news/"] = page(("Me", "/news/#top"))
    with pytest.raises(ParseError, match="names no feed, and none was found near it"):
        add(library, f"{server.url}/news/", clock=clock)
    server.pages["/news/"] = page(("Me", ""), ("News", "/f"))
    server.pages["/f"] = Answer(rss(items(1)))
    assert add(library, f"{server.url}/news/", clock=clock).source.url == f"{server.url}/f"


def test_feed_without_another_scheme_means_http() -> None:
    assert web_candidates("feed://quay.example:81/f") == ["http://quay.example:81/f"]
    assert web_candidates("feed:quay.example/f") == ["http://quay.example/f"]
    assert web_candidates("FEED:https://quay.example/f") == ["https://quay.example/f"]


def test_an_address_is_taken_as_it_is_copied() -> None:
    for around in ("<{}>", "<URL:{}>", '"{}"', "\u201e{}\u201c", "({})", "\u00ab {} \u00bb"):
        for url in ("http://quay.example/f", "feed://quay.example/f"):
            assert web_candidates(around.format(url)) == ["http://quay.example/f"]
    for nothing in ("<>", '"', "<", "()"):
        with pytest.raises(UsageError):
            web_candidates(nothing)


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x1b", "\x7f"])
def test_an_address_with_a_control_character_is_none(sign: str) -> None:
    for start in ("http://", "https://", "feed://", ""):
        with pytest.raises(UsageError, match=rf"not a web address: .*ex\\x{ord(sign):02x}ample"):
            web_candidates(f"{start}ex{sign}ample.com/f")
    assert web_candidates("http://quay.exam\n\tple/f") == ["http://quay.example/f"]
