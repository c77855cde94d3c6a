"""Broken XML and odd encodings: what is there is read."""

from __future__ import annotations

import pytest

from clashreader.parse import parse_feed

URL = "https://quay.example/feed"
TEXT = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Žluť</title>"
    "<item><guid>1</guid><title>Один</title><description>{}</description></item>"
    "<item><guid>2</guid><title>Два</title><description><![CDATA[<p>whole</p>]]></description>"
    "</item></channel></rss>"
)


def bodies(data: bytes) -> list[str]:
    return [article.body for article in parse_feed(data, url=URL).articles]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_unicode_of_every_width_is_read_with_a_mark_and_without(encoding: str) -> None:
    feed = parse_feed(TEXT.format("снег").encode(encoding), url=URL)
    assert feed.title == "Žluť"
    assert [article.body for article in feed.articles] == ["снег", "<p>whole</p>"]


def test_a_cdata_section_that_is_not_closed_ends_with_its_element() -> None:
    data = TEXT.format("<![CDATA[<p>open & more").encode()
    assert bodies(data) == ["<p>open & more", "<p>whole</p>"]


def test_in_a_last_item_as_well() -> None:
    data = TEXT.replace("</p>]]>", "").format("a & b").encode()
    assert bodies(data) == ["a & b", "<p>whole"]


def test_bad_bytes_in_a_short_feed_do_not_make_it_binary() -> None:
    data = TEXT.format("snow").encode().replace(b"snow", b"sn\x00\x0b\x1b\xff\xfeow")
    first, second = bodies(data)
    assert (first[:2], first[-2:], second) == ("sn", "ow", "<p>whole</p>")


def test_many_sections_that_are_not_closed_take_linear_time() -> None:
    data = TEXT.format("<![CDATA[a</description> " * 50_000).encode()
    assert parse_feed(data, url=URL).title == "Žluť"


def titles(items: str) -> list[tuple[str, str, str]]:
    text = f"<rss version='2.0'><channel><title>Quay</title>{items}</channel></rss>"
    found = parse_feed(text.encode(), url=URL).articles
    return [(article.title, article.uid, article.body) for article in found]


SECOND = "<item><title>B</title><guid>2</guid><description><![CDATA[Two.]]></description></item>"


@pytest.mark.parametrize(
    "first",
    [
        "<item><title>A</titel><guid>1</guid><description>One.</description></item>",
        "<item><title>A<guid>1</guid><description>One.</description></item>",
        "<item><title>A</title><guid>1<description>One.</description></item>",
        "<item><title>A</title><guid>1</guid><pubDate>x<description>One.</description></item>",
        "<item><title>A</title><guid>1</guid><description><![CDATA[One.</description></item>",
        "<item><title>A</title><guid>1</guid><description><![CDATA[One.]]></description>"
        "<category>]]></category></item>",
    ],
)
def test_a_text_that_does_not_end_does_not_swallow_what_follows(first: str) -> None:
    assert titles(first + SECOND) == [("A", "1", "One."), ("B", "2", "Two.")]


def test_an_unclosed_section_ends_with_its_item_beside_a_stray_end_of_one() -> None:
    first = "<item><title>A</title><guid>1</guid><description><![CDATA[One.</description></item>"
    stray = "<item><title>C ]]></title><guid>3</guid><description>Three.</description></item>"
    assert titles(first + stray + SECOND) == [
        ("A", "1", "One."),
        ("C ]]>", "3", "Three."),
        ("B", "2", "Two."),
    ]


def test_a_sample_of_a_feed_within_a_section_stays_whole() -> None:
    sample = "<pre>&lt;item&gt;</pre><p>See <title>T</title> and </item> in the specification."
    first = f"<item><title>A</title><guid>1</guid><description><![CDATA[{sample}]]></description>"
    assert titles(f"{first}</item>{SECOND}")[0] == ("A", "1", sample)


@pytest.mark.parametrize("text", ["<![CDATA[One <![CDATA[day]]>.]]>", "&lt;![CDATA[One day.]]&gt;"])
def test_sections_within_sections_leave_no_marks(text: str) -> None:
    item = f"<item><title>{text}</title><guid>1</guid><description>{text}</description></item>"
    assert titles(item) == [("One day.", "1", "One day.")]
