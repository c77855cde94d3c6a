"""The short way of reading a feed gives what the careful way gives, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clashreader.parse import xmlfeed
from clashreader.parse.fastfeed import read_fast
from clashreader.parse.rawfeed import RawFeed

DATA = Path(__file__).parents[1] / "data" / "feeds"
URL = "https://feeds.example/dir/feed.xml"
HEAD = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
)


def carefully(text: str, url: str) -> RawFeed:
    from clashreader.parse.feedreader import read_xml

    return read_xml(text, url)


def both_ways(data: bytes, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Read a feed both ways, hold them against each other; tell whether the short way took it."""
    with monkeypatch.context() as patch:
        patch.setattr(xmlfeed, "_read", carefully)
        careful = xmlfeed.parse_xml_feed(data, url=URL)
    assert xmlfeed.parse_xml_feed(data, url=URL) == careful
    return read_fast(xmlfeed.without_declaration(data.decode("utf-8", "replace"))) is not None


@pytest.mark.parametrize("path", sorted(DATA.glob("*.xml")), ids=lambda path: path.name)
def test_every_feed_of_the_tests_reads_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_ways(path.read_bytes(), monkeypatch)


TEXTS = st.sampled_from(
    [
        *("", " ", "A headline", "  Low water \n at the quay ", "R&amp;D", "AT&amp;amp;T"),
        *("&lt;p&gt;Two words&lt;/p&gt;", "<![CDATA[<p>One <b>bold</b> word.</p>]]>"),
        *("<![CDATA[a]]> and <![CDATA[b]]>", "Žluťoučký kůň", "Ã©tÃ©", "é", "\u0085", "&#x85;"),
        *("https://t.example/a?b=1&amp;c=2", "https:////t.example//x", "/relative", "urn:x:1"),
        *("Tue, 03 Mar 2026 10:00:00 GMT", "2026-03-03T10:00:00Z", "yesterday", "en-GB", "60"),
        *("<b>markup</b>", "x<!-- a remark -->y", "<?php?>", "&nbsp;", "hourly", "&#8217;"),
        *("Ann Other", "ann@t.example (Ann Other)", "World", "world", "اخبار", "消息"),
    ]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    [
        *[""] * 8,
        *(' isPermaLink="false"', ' isPermaLink="TRUE"', ' domain="https://t.example/"'),
        *(' url="https://t.example/p.jpg" type="Image/JPEG" length="5"', ' url=""'),
        *(' url="/p.png" medium="image" width="20"', ' href="/self" rel="self"', ' rel="self"'),
        *(' href="/next" rel="next"', ' xml:base="https://b.example/"', ' xml:lang="fr"'),
        *(' type="text"', ' type="html"', ' mode="base64"', ' about="x"'),
    ]
)  # fmt: skip
ITEM_PARTS = [
    *("title", "link", "guid", "pubDate", "dc:date", "author", "dc:creator", "category"),
    *("description", "content:encoded", "enclosure", "media:content", "media:thumbnail"),
    *("comments", "slash:comments", "wfw:commentRss", "atom:link", "media:title", "itunes:author"),
    *("source", "Title", "dc:title", "unknown", "updated", "media:description", "image"),
]
CHANNEL_PARTS = [
    *("title", "link", "description", "language", "ttl", "category", "sy:updatePeriod"),
    *("sy:updateFrequency", "atom:link", "lastBuildDate", "pubDate", "generator", "docs"),
    *("copyright", "webMaster", "managingEditor", "itunes:summary", "cloud", "dc:creator"),
]


@st.composite
def parts(draw: st.DrawFn, names: list[str], most: int) -> str:
    """Make elements; mostly each once, since that is what feeds are like."""
    chosen = draw(st.lists(st.sampled_from(names), max_size=most, unique=draw(st.booleans())))
    return "".join(f"<{name}{draw(ATTRIBUTES)}>{draw(TEXTS)}</{name}>" for name in chosen)


@st.composite
def feeds(draw: st.DrawFn) -> bytes:
    """Make a feed that may or may not be of the everyday kind."""
    items = draw(st.lists(parts(ITEM_PARTS, 7), max_size=3))
    image = draw(st.sampled_from(["", "<image><url>/i.png</url><title>I</title></image>"]))
    body = "".join(f"<item>{item}</item>" for item in items)
    channel = draw(parts(CHANNEL_PARTS, 5))
    inner = channel + image + body if draw(st.booleans()) else body + image + channel
    return f"{HEAD}<channel>{inner}</channel></rss>".encode()


def lone(item: str) -> bytes:
    """Make a feed of one item."""
    return f"{HEAD}<channel><item>{item}</item></channel></rss>".encode()


@given(feeds())
@example(lone("<description/><content:encoded>x</content:encoded>"))
@example(lone("<guid>https://t.example/1</guid><link></link>"))
@example(lone('<category domain="d"/><category>x</category>'))
def test_both_ways_read_the_same(data: bytes) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        try:
            both_ways(data, monkeypatch)
        except xmlfeed.ParseError:
            with pytest.raises(xmlfeed.ParseError):
                xmlfeed.parse_xml_feed(data, url=URL)


def test_an_everyday_feed_goes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    item = (
        "<item><title>Low water</title><link>https://t.example/1</link>"
        '<guid isPermaLink="false">1</guid><pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate>'
        "<dc:creator>Ann Other</dc:creator><category>Rivers</category>"
        "<description>Dry.</description>"
        "<content:encoded><![CDATA[<p>The quay is dry.</p>]]></content:encoded>"
        '<media:content url="https://t.example/1.jpg" medium="image"/></item>'
    )
    head = '<title>T</title><atom:link href="https://t.example/feed" rel="self"/>'
    data = f"{HEAD}<channel>{head}{item * 2}</channel></rss>".encode()
    assert both_ways(data, monkeypatch)


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel><title>&a;</title></channel>'
        "</rss>",
        '<rss version="2.0"><channel><title>&a;</title></channel></rss>',
        '<rss version="2.0"><channel><item xml:base="https://b.example/"/></channel></rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title></feed>',
        '<rss version="2.0"><channel><title>T</title></channel>',
        '<rss version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude"><channel>'
        '<xi:include href="file:///etc/hostname"/></channel></rss>',
    ],
)  # fmt: skip
def test_whatever_is_not_everyday_goes_the_careful_way(hostile: str) -> None:
    assert read_fast(hostile) is None
