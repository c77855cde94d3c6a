"""Fields of a feed and its items in their rarer places and forms."""

from __future__ import annotations

import pytest

from clashreader.errors import ParseError
from clashreader.model import ParsedArticle, ParsedFeed
from clashreader.parse import parse_feed

URL = "https://quay.example/feed"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom"'
)


def read(text: str | bytes) -> ParsedFeed:
    return parse_feed(text if isinstance(text, bytes) else text.encode(), url=URL)


def item(parts: str) -> ParsedArticle:
    return read(f"<rss {SPACES}><channel><item>{parts}</item></channel></rss>").articles[0]


@pytest.mark.parametrize(
    ("parts", "field", "value"),
    [
        ("<author>ann@quay.example (Ann Fisher)</author>", "author", "Ann Fisher"),
        ("<itunes:author>Ann Fisher</itunes:author>", "author", "Ann Fisher"),
        ("<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate>", "published", 1772532000),
        ("<dc:date>2026-03-03T10:00:00Z</dc:date>", "published", 1772532000),
        ("<category>Harbour</category>", "section", "Harbour"),
        ("<media:category>Harbour</media:category>", "section", "Harbour"),
        ("<guid isPermaLink='false'>q-1</guid>", "uid", "q-1"),
        ("<dc:language>fi</dc:language><title>T</title>", "language", "fi"),
    ],
)
def test_an_item_that_has_but_one_thing_keeps_it(parts: str, field: str, value: object) -> None:
    assert getattr(item(parts), field) == value


def test_an_entry_that_has_but_an_author_keeps_it() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>'
        "<entry><author><name>Ann Fisher</name></author></entry></feed>"
    )
    assert feed.articles[0].author == "Ann Fisher"


def test_an_item_without_anything_is_none() -> None:
    assert read("<rss><channel><title>N</title><item></item></channel></rss>").articles == ()


def test_references_to_windows_characters_are_what_was_meant() -> None:
    text = "<rss version='2.0'><channel><item><title>Don&#146;t</title></item></channel></rss>"
    assert read(text).articles[0].title == "Don’t"


def test_an_empty_language_takes_back_that_of_the_feed() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>N</title>'
        "<entry><id>1</id><title>A</title><content>One.</content></entry>"
        '<entry><id>2</id><title>B</title><content xml:lang="">Two.</content></entry></feed>'
    )
    assert [article.language for article in feed.articles] == ["en", None]


def test_the_summary_of_a_podcast_describes_it() -> None:
    feed = read(f"<rss {SPACES}><channel><itunes:summary>Tides.</itunes:summary></channel></rss>")
    assert feed.description == "Tides."


def test_a_channel_of_the_oldest_kind_is_a_feed() -> None:
    feed = read(
        '<CHANNEL HREF="https://quay.example/"><ITEM HREF="/a" LASTMOD="2026-03-03T10:00:00Z">'
        "<TITLE>Low water</TITLE></ITEM></CHANNEL>"
    )
    assert feed.site_url == "https://quay.example/"
    assert feed.articles[0].title == "Low water"


def test_an_address_with_a_bare_ampersand_survives_in_a_feed_that_breaks_off() -> None:
    feed = read(
        "<rss version='2.0'><channel><link>https://q.example/?a=1&b=2</link></channel></rss"
    )
    assert feed.site_url == "https://q.example/?a=1&b=2"


@pytest.mark.parametrize("charset", ["mac", "csMacintosh", "x-mac-roman"])
def test_a_charset_goes_by_all_its_names(charset: str) -> None:
    head = f"<?xml version='1.0' encoding='{charset}'?>"
    text = f"{head}<rss version='2.0'><channel><title>Ärger</title></channel></rss>"
    assert read(text.encode("mac_roman")).title == "Ärger"


def test_xml_of_another_kind_is_no_feed() -> None:
    with pytest.raises(ParseError):
        read("<channel><reading>4.2</reading></channel>")
