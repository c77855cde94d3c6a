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


def entry(title: str) -> ParsedArticle:
    text = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{title}</entry></feed>"
    return read(text).articles[0]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<title type='text'>Use &lt;b&gt; &amp;amp; &lt;quay&gt;</title>", "Use <b> &amp; <quay>"),
        ("<title>Low &lt;b&gt;water&lt;/b&gt;</title>", "Low water"),
        ("<title type='html'>Low &lt;quay&gt;water&lt;br&gt;mark</title>", "Low water mark"),
        ("<title type='html'>&amp;lt;b&amp;gt; is a tag</title>", "<b> is a tag"),
        (
            "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>Low <em>w</em>ater"
            "</div></title>",
            "Low water",
        ),
    ],
)
def test_the_title_of_an_entry_is_what_its_type_says(title: str, shown: str) -> None:
    assert entry(title).title == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("&lt;blink&gt;Low&lt;/blink&gt; water", "Low water"),
        ("Low&lt;frame src=&quot;x&quot;&gt; water", "Low water"),
        ("The &lt;blink&gt; tag turns 30", "The <blink> tag turns 30"),
        ("A vector&lt;int&gt; of tides", "A vector<int> of tides"),
        ("&amp;lt;b&amp;gt;Low&amp;lt;/b&amp;gt;", "<b>Low</b>"),
    ],
)
def test_tags_of_a_title_go_and_words_in_brackets_stay(title: str, shown: str) -> None:
    assert item(f"<title>{title}</title>").title == shown


@pytest.mark.parametrize("first", ["description", "itunes:summary"])
def test_the_description_of_a_broadcast_goes_before_the_same_words_in_plain(first: str) -> None:
    parts = {
        "description": "<description>&lt;p>Low &lt;a href='/a'>water&lt;/a>.&lt;/p></description>",
        "itunes:summary": "<itunes:summary>Low water.</itunes:summary>",
    }
    both = parts.pop(first) + parts.popitem()[1]
    assert item(both).body == "<p>Low <a href='/a'>water</a>.</p>"


def test_the_notes_of_a_broadcast_go_before_a_few_words() -> None:
    notes = "Low water at the quay, and what the pilots make of it."
    parts = f"<description>Tides</description><itunes:summary>{notes}</itunes:summary>"
    assert item(parts).body == notes
    assert item("<itunes:subtitle>Low water.</itunes:subtitle>").body == "Low water."


@pytest.mark.parametrize("name", ["tagline", "info", "subtitle"])
def test_what_describes_a_feed_may_have_other_names(name: str) -> None:
    feed = read(f"<feed xmlns='http://purl.org/atom/ns#' version='0.3'><{name}>T.</{name}></feed>")
    assert feed.description == "T."


def test_entries_without_an_author_have_that_of_their_source_or_feed() -> None:
    feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>All</title><author><name>Kai</name>"
        "</author><entry><title>A</title></entry><entry><title>B</title><source><title>Pier"
        "</title><author><name>Ann</name></author></source></entry></feed>"
    )
    assert [(a.author, a.outlet) for a in feed.articles] == [("Kai", None), ("Ann", "Pier")]


def test_the_editor_of_a_site_is_no_author_of_its_items() -> None:
    people = "<managingEditor>ed@quay.example (Ed)</managingEditor><webMaster>w@q</webMaster>"
    feed = read(
        f"<rss version='2.0'><channel>{people}<item><title>A</title></item></channel></rss>"
    )
    assert feed.articles[0].author is None


def test_an_item_of_another_outlet_names_it() -> None:
    assert (
        item("<title>A</title><source url='https://pier.example/feed'>Pier</source>").outlet
        == "Pier"
    )


@pytest.mark.parametrize(
    ("parts", "field", "value"),
    [
        ("<author>ann@quay.example</author>", "author", "ann@quay.example"),
        ("<atom:author><atom:email>a@quay.example</atom:email></atom:author>", "author",
         "a@quay.example"),
        ("<author>noreply@quay.example</author><title>T</title>", "author", None),
        ("<link>https://proxy.example/1</link><f:origLink xmlns:f='http://rssnamespace.org/"
         "feedburner/ext/1.0'>https://quay.example/low</f:origLink>", "url",
         "https://quay.example/low"),
    ],
)  # fmt: skip
def test_what_stands_in_for_a_name_or_an_address(parts: str, field: str, value: object) -> None:
    assert getattr(item(f"<category>T</category>{parts}"), field) == value


def test_films_and_recordings_of_the_media_module_are_attached_and_pictures_are_not() -> None:
    found = item(
        "<enclosure url='/a.mp3' type='audio/mpeg'/>"
        "<media:group><media:content url='/a.mp3' type='audio/mpeg'/>"
        "<media:content url='/a.mp4' type='video/mp4' fileSize='42'/>"
        "<media:content url='/a.jpg' type='image/jpeg'/></media:group>"
    )
    assert [(one.url, one.size) for one in found.enclosures] == [
        ("https://quay.example/a.mp3", None),
        ("https://quay.example/a.mp4", 42),
    ]
    assert found.lead_image == "https://quay.example/a.jpg"


def test_data_in_an_entry_gives_way_to_its_summary() -> None:
    found = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><summary>Low water.</summary>"
        "<content type='image/png'>aGVsbG8=</content></entry></feed>"
    ).articles[0]
    assert found.body == "Low water."


def test_an_item_of_rdf_without_a_link_is_where_it_is_about() -> None:
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/"><channel><title>Quay</title></channel>'
        '<item rdf:about="https://quay.example/low"><title>Low water</title></item></rdf:RDF>'
    )
    assert (feed.articles[0].uid, feed.articles[0].url) == ("https://quay.example/low",) * 2


def test_addresses_are_seen_from_the_nearest_base() -> None:
    feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='one/'><entry xml:base='two/'>"
        "<title>A</title><link href='a'/><content type='xhtml'><div xml:base='three/' "
        "xmlns='http://www.w3.org/1999/xhtml'><a href='b'>x</a><p xml:base='four/'>"
        "<img src='c.png'/></p><a href='d'>y</a></div></content></entry></feed>"
    )
    [found] = feed.articles
    assert found.url == "https://quay.example/one/two/a"
    assert found.base_url == "https://quay.example/one/two/"
    inner = "https://quay.example/one/two/three"
    for address in ("b", "four/c.png", "d"):
        assert f'="{inner}/{address}"' in found.body


def test_a_link_written_as_people_say_it_leads_to_its_host() -> None:
    found = item("<title>A</title><link>www.pier.example/low</link>")
    assert found.url == "https://www.pier.example/low"


def test_json_with_slips_of_the_pen_is_read() -> None:
    found = read('{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1",'
                 '"content_text":"One,\n]two","tags":["a",],},],}')  # fmt: skip
    assert [(a.body, a.section) for a in found.articles] == [("One,\n]two", "a")]


def test_json_that_ends_in_a_text_of_many_quotes_is_told_broken_in_no_time() -> None:
    with pytest.raises(ParseError, match="broken"):
        read('{"items":["' + '\\"' * 200_000 + ",]}")


def test_numbers_that_are_none_say_nothing_in_json() -> None:
    data = b'{"version":"https://jsonfeed.org/version/1","title":NaN,"items":[{"id":1e999},'
    data += b'{"id":-Infinity,"title":"Low water","url":"https://quay.example/1"},{"id":2.5}]}'
    feed = parse_feed(data, url="https://quay.example/f.json")
    assert feed.title == ""
    assert [article.uid for article in feed.articles] == ["https://quay.example/1", "2.5"]
