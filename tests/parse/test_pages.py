"""HTML pages: what they say of themselves, and the feeds they offer. Subscription lists."""

# ruff: noqa: E501 - documents as they come

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest

from clashreader.errors import ParseError
from clashreader.model import FeedLink, MediaType, ParsedArticle
from clashreader.parse import find_feeds, parse_file, parse_opml, parse_page

DAY = int(datetime(2026, 3, 4, tzinfo=UTC).timestamp())
NEXT_DAY = DAY + 86400


def read(html: str, path: str = "page.html") -> ParsedArticle:
    return parse_file(html.encode(), path=path, base_url="file:///articles/", modified=1)


def page(head: str, body: str = "<p>The bridge opened. Nobody came.</p>") -> ParsedArticle:
    return read(f"<!DOCTYPE html><html lang='en-GB'><head>{head}</head><body>{body}</body></html>")


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


ARTICLE = """{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "The bridge &amp; us",
 "datePublished": "2026-03-04T00:00:00Z", "dateModified": "2026-03-05T00:00:00Z",
 "author": [{"@type": "Person", "name": "Ann Example"}, "Bo Sample"],
 "publisher": {"@type": "Organization", "name": "Harbour Gazette"}, "articleSection": ["Europe", "Ports"],
 "keywords": "bridges, ports", "image": [{"@type": "ImageObject", "url": "https://h.example/b.jpg"}],
 "description": "How it opened.", "inLanguage": "en"}"""


def test_json_ld_goes_first() -> None:
    article = page(
        f"<title>Page title | Harbour Gazette</title><meta property='og:title' content='Open graph'>"
        f"<meta name='author' content='Somebody Else'><link rel='canonical' href='https://h.example/b'>"
        f"{json_ld(ARTICLE)}"
    )
    assert article.media_type is MediaType.PAGE
    assert article.body.startswith("<!DOCTYPE html>")
    assert article.title == "The bridge & us"
    assert article.author == "Ann Example, Bo Sample"
    assert article.outlet == "Harbour Gazette"
    assert (article.published, article.updated) == (DAY, NEXT_DAY)
    assert article.section == "Europe"
    assert article.tags == ("bridges", "ports")
    assert article.lead_image == "https://h.example/b.jpg"
    assert article.summary == "How it opened."
    assert article.url == article.base_url == "https://h.example/b"
    assert article.language == "en-GB"


@pytest.mark.parametrize(
    "text",
    [
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebPage"}}, {ARTICLE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {ARTICLE}}}',
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        ARTICLE.replace('"How it opened."', '"How\nit opened."'),
        ARTICLE.replace('"inLanguage": "en"', '"inLanguage": "en",'),
        ARTICLE + ";",
        ARTICLE.replace('"NewsArticle"', '["ReportageNewsArticle", "Thing"]'),
        ARTICLE.replace('"NewsArticle"', '"http://schema.org/BlogPosting"'),
    ],
)
def test_json_ld_in_every_dress(text: str) -> None:
    article = page(json_ld("{broken") + json_ld("[]") + json_ld(text))
    assert article.title == "The bridge & us"
    assert article.published == DAY


def test_references_in_a_graph_are_followed() -> None:
    article = page(
        json_ld(
            '{"@graph": [{"@type": "Article", "headline": "H", "author": {"@id": "#p"}, '
            '"publisher": {"@id": "#o"}}, {"@id": "#p", "@type": "Person", "name": "Ann"}, '
            '{"@id": "#o", "@type": "Organization", "name": "Harbour"}]}'
        )
    )
    assert (article.author, article.outlet) == ("Ann", "Harbour")


def test_open_graph_then_names() -> None:
    article = page(
        "<meta property='og:title' content='Open graph'><meta property='og:site_name' content='H'>"
        "<meta property='article:published_time' content='2026-03-04T00:00:00Z'>"
        "<meta name='date' content='2020-01-01'><meta name='author' content='Ann'>"
        "<meta property='article:author' content='https://social.example/ann'>"
        "<meta property='article:section' content='Europe'>"
        "<meta property='article:tag' content='a'><meta property='article:tag' content='b'>"
        "<meta name='description' content='D'><meta property='og:image' content='/i.jpg'>"
        "<meta property='og:url' content='https://h.example/x'>"
    )
    assert article.title == "Open graph"
    assert article.outlet == "H"
    assert article.published == DAY
    assert article.author == "Ann"
    assert article.section == "Europe"
    assert article.tags == ("a", "b")
    assert article.summary == "D"
    assert article.lead_image == "https://h.example/i.jpg"


def test_dublin_core_and_time_elements() -> None:
    article = page(
        "<meta name='DC.creator' content='Ann'><meta name='dc.title' content='T'>",
        "<time datetime='2020-01-01'>old</time><time class='published' datetime='2026-03-04'>x</time>",
    )
    assert (article.author, article.title, article.published) == ("Ann", "T", DAY)


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("The bridge | Harbour Gazette", "Harbour Gazette", "The bridge"),
        ("The bridge - the harbour gazette", "The Harbour Gazette", "The bridge"),
        ("Harbour Gazette — The bridge", "Harbour Gazette", "The bridge"),
        ("The bridge | Something else", "Harbour Gazette", "The bridge | Something else"),
        ("The bridge - a history - Harbour Gazette", "Harbour Gazette", "The bridge - a history"),
        ("Harbour Gazette", "Harbour Gazette", "Harbour Gazette"),
    ],
)
def test_the_outlet_is_taken_off_the_title(title: str, site: str, expected: str) -> None:
    head = f"<title>{title}</title><meta property='og:site_name' content='{site}'>"
    assert page(head).title == expected


@pytest.mark.parametrize(
    ("title", "heading", "expected"),
    [
        ("Ferry returns to Norrholm - Gazette.example", "Ferry returns to Norrholm", None),
        ("Ferry returns to Norrholm : News : Gazette", "Ferry returns to Norrholm", None),
        ("Ferry returns to Norrholm | World | Gazette", "Ferry Returns to Norrholm", None),
        ("The ferry returns: what we know", "The ferry returns", "The ferry returns: what we know"),
        ("Gazette of Norrholm - Ferry returns", "<a href=/>Gazette of Norrholm</a>",
         "Gazette of Norrholm - Ferry returns"),
        ("Ferry returns to Norrholm", "Other words", "Ferry returns to Norrholm"),
    ],
)  # fmt: skip
def test_the_heading_tells_what_of_the_title_is_the_article_s(
    title: str, heading: str, expected: str | None
) -> None:
    page = (
        f"<html><head><title>{title}</title></head><body><h1>{heading}</h1><p>x</p></body></html>"
    )
    found = parse_page(page.encode(), url="https://gazette.example/ferry").title
    assert found == (expected or heading)


def test_a_page_that_says_nothing_gets_a_derived_title() -> None:
    article = read("<p>The bridge opened this morning. Nobody came.</p>", "Europe/x.html")
    assert article.title == "The bridge opened this morning"
    assert article.title_derived
    assert article.section == "Europe"
    assert article.published is None
    assert page("", "<h1>A <em>heading</em></h1><p>Text</p>").title == "A heading"


def test_a_declared_charset_is_used() -> None:
    html = "<html><head><meta charset=windows-1251><title>Мост</title></head><body>Открыт</body></html>"
    article = parse_file(html.encode("cp1251"), path="x.htm", base_url="file:///", modified=1)
    assert article.title == "Мост"
    assert article.notices == ()


def test_a_text_file_that_is_a_page_is_read_as_one() -> None:
    article = read("<!DOCTYPE html><title>Mislabelled</title><p>x", "x.txt")
    assert article.media_type is MediaType.PAGE
    assert article.title == "Mislabelled"


def test_a_page_nested_without_end_is_read() -> None:
    assert page("<title>Deep</title>", "<div>" * 50_000).title == "Deep"


# --- discovery ------------------------------------------------------------------------------------


def test_feeds_of_a_page() -> None:
    html = (
        "<html><head><base href='https://cdn.example/x/'>"
        "<link rel='alternate' type='application/rss+xml' href='/rss' title='All &amp; more'>"
        "<link rel='ALTERNATE' type='application/atom+xml' href='atom.xml'>"
        "<link rel='alternate' type='application/feed+json; charset=utf-8' href='//f.example/j'>"
        "<link rel='alternate' type='application/rss+xml' href='/rss' title='Again'>"
        "<link rel='alternate' hreflang='de' href='/de'>"
        "<link rel='alternate' type='application/json' href='/wp-json/wp/v2/posts/1'>"
        "<link rel='stylesheet' type='text/css' href='/x.css'>"
        "<link rel='alternate' type='application/rss+xml' href='javascript:x'>"
        "</head>"
    )
    assert find_feeds(html.encode(), url="https://h.example/a/b") == (
        FeedLink("https://cdn.example/rss", "All & more", site_url="https://h.example/a/b"),
        FeedLink("https://cdn.example/x/atom.xml", "https://cdn.example/x/atom.xml",
                 site_url="https://h.example/a/b"),
        FeedLink("https://f.example/j", "https://f.example/j", site_url="https://h.example/a/b"),
    )  # fmt: skip
    assert find_feeds(b"", url="https://h.example/") == ()
    assert find_feeds(b"\x89PNG", url="https://h.example/") == ()


@pytest.mark.parametrize(
    "link",
    [
        "<link rel=alternate type=text/xml title=RSS href=/f>",
        "<link rel='feed alternate' href=' /f '>",
        "<link rel=alternate type=application/rss+xml href=feed://h.example/f>",
        "<link rel=alternate type=application/rss+xml href=feed:https://h.example/f>",
        "<!-- <link rel=feed href=/no> --><script>'<link rel=feed href=/no>'</script>"
        "<link rel=feed href=/f>",
    ],
)
def test_a_feed_may_be_named_in_odd_ways(link: str) -> None:
    [found] = find_feeds(f"<html><head>{link}</head>".encode(), url="https://h.example/a")
    assert found.url == "https://h.example/f"


@pytest.mark.parametrize(
    ("base", "feed"),
    [
        ("/sub/", "https://h.example/sub/feed"),
        ("c/index.html", "https://h.example/a/c/feed"),
        ("../", "https://h.example/feed"),
        ("//cdn.example/x/", "https://cdn.example/x/feed"),
        ("javascript:x", "https://h.example/a/feed"),
        ("data:text/html,x", "https://h.example/a/feed"),
    ],
)
def test_the_base_of_a_page_may_be_relative_to_it(base: str, feed: str) -> None:
    html = (
        f"<base target=_top><base href='{base}'><base href='https://second.example/'>"
        "<link rel='alternate' type='application/rss+xml' href='feed'>"
        "<title>Low water</title><p>The harbour stays open."
    )
    [found] = find_feeds(html.encode(), url="https://h.example/a/b")
    assert found.url == feed
    article = parse_page(html.encode(), url="https://h.example/a/b", content_type="text/html")
    assert article.base_url is not None
    assert urljoin(article.base_url, "feed") == feed


# --- subscription lists ---------------------------------------------------------------------------


def test_opml() -> None:
    data = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
    <outline text="News"><outline text="Europe">
      <outline type="rss" text="Short" title="Ridge &amp;amp; Co" xmlUrl="https://ridge.example/f" htmlUrl="https://ridge.example/"/>
    </outline><outline XMLURL="https://quay.example/f" TEXT="Quay"/></outline>
    <outline text="Again" xmlUrl="https://ridge.example/f"/>
    <outline text="Loose" xmlUrl="feed://loose.example/f" category="/Old/Letters,/x"/>
    <outline text="Secure" xmlUrl="feed:https://secure.example/f"/>
    <outline text="Bad" xmlUrl="|/bin/ls"/><outline text="Bad" xmlUrl="file:///etc/passwd"/>
    <outline xmlUrl="https://plain.example/f"/></body></opml>"""
    assert parse_opml(data) == (
        FeedLink("https://ridge.example/f", "Ridge & Co", "Europe", "https://ridge.example/"),
        FeedLink("https://quay.example/f", "Quay", "News"),
        FeedLink("http://loose.example/f", "Loose", "Letters"),
        FeedLink("https://secure.example/f", "Secure"),
        FeedLink("https://plain.example/f", "https://plain.example/f"),
    )


def test_a_list_names_each_feed_once_however_it_is_written() -> None:
    written = ["http://a.example/", "http://a.example", "HTTP://A.example:80#top", "HTTP://B.example/X",
               "https://b.example:443/X?y", "http://[::1]:8080/f"]  # fmt: skip
    outlines = "".join(f"<outline xmlUrl='{address}'/>" for address in written)
    data = f"<opml><body>{outlines}</body></opml>".encode()
    assert [link.url for link in parse_opml(data)] == [
        "http://a.example/", "http://b.example/X", "https://b.example/X?y", "http://[::1]:8080/f",
    ]  # fmt: skip


def test_a_broken_list_is_read_as_far_as_possible() -> None:
    data = (
        b"<opml><body><outline text='A & B'><outline text='x' xmlUrl='https://x.example/?a=1&b=2'>"
    )
    assert parse_opml(data) == (FeedLink("https://x.example/?a=1&b=2", "x", "A & B"),)


def test_illegal_references_in_a_list_are_dropped() -> None:
    data = b"<opml><outline text='a<!--&#xD800;b' xmlUrl='https://x.example/f'/></opml>"
    with suppress(ParseError):
        parse_opml(data)


def test_a_list_in_utf_16() -> None:
    text = "<?xml version='1.0' encoding='utf-16'?><opml><body><outline text='é' xmlUrl='https://x.example'/></body></opml>"
    assert parse_opml(text.encode("utf-16"))[0].title == "é"


def test_declared_entities_of_a_list_are_not_expanded() -> None:
    levels = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 20}'>" for n in range(9))
    text = f"<!DOCTYPE opml [<!ENTITY e0 'ha'>{levels}<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    text += "<opml><body><outline text='&e9;&f;' xmlUrl='https://x.example/f'/></body></opml>"
    (link,) = parse_opml(text.encode())
    assert len(link.title) < 1000
    assert "root:" not in link.title


@pytest.mark.parametrize("data", [b"", b"<opml/>", b"nonsense", b"<html></html>", b"\xff\xfe\x00"])
def test_a_list_that_names_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="names no feeds"):
        parse_opml(data)


@pytest.mark.parametrize(
    ("source", "base"),
    [
        ("pic.png", "file:///saved/page.html"),
        ("page_files/a.png", "file:///saved/page.html"),
        ("/img/a.png", "https://ex.example/2026/story"),
        ("https://ex.example/a.png", "https://ex.example/2026/story"),
        ("//ex.example/a.png", "https://ex.example/2026/story"),
        ("data:image/png;base64,xx", "https://ex.example/2026/story"),
    ],
)
def test_pictures_beside_a_saved_page_are_looked_for_there(source: str, base: str) -> None:
    page = f'<link rel=canonical href="https://ex.example/2026/story"><p>A</p><img src="{source}">'
    found = parse_file(
        page.encode(), path="page.html", base_url="file:///saved/page.html", modified=0
    )
    assert found.base_url == base
