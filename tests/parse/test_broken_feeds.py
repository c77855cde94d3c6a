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
