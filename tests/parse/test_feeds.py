"""Feeds of every format, against results that were written down and read by a person."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from clashreader.errors import ParseError
from clashreader.model import MediaType, ParsedArticle, ParsedFeed
from clashreader.parse import fastfeed, feedreader, feedtools, parse_feed

DATA = Path(__file__).parents[1] / "data" / "feeds"
URL = "https://feeds.example/dir/feed.xml"
FEEDS = sorted(path.name for path in DATA.iterdir() if not path.name.endswith(".expected.json"))


def lean(value: Any) -> Any:
    """Without what is empty, as the expected results are written."""
    if isinstance(value, dict):
        return {k: lean(v) for k, v in value.items() if v not in (None, (), [], False, "")}
    return [lean(entry) for entry in value] if isinstance(value, list | tuple) else value


def rss(items: str, channel: str = "", version: str = "2.0") -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="{version}" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>T</title><link>https://t.example/</link>{channel}{items}</channel></rss>"
    ).encode()


def feed(items: str, channel: str = "") -> ParsedFeed:
    return parse_feed(rss(items, channel), url=URL)


def only(items: str) -> ParsedArticle:
    (article,) = feed(items).articles
    return article


@pytest.mark.parametrize("name", FEEDS)
def test_golden(name: str) -> None:
    parsed = parse_feed((DATA / name).read_bytes(), url=URL)
    expected = json.loads((DATA / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert lean(asdict(parsed)) == expected


@pytest.mark.parametrize("version", ["0.91", "0.92", "0.93", "0.94", "2.0", "2.0.1", "3"])
def test_every_version_of_rss_is_read(version: str) -> None:
    parsed = parse_feed(rss("<item><title>x</title></item>", version=version), url=URL)
    assert [article.title for article in parsed.articles] == ["x"]
    assert parsed.format.startswith("rss")


# --- the text ------------------------------------------------------------------------------------


def test_the_body_is_content_encoded_and_the_description_the_summary() -> None:
    article = only(
        "<item><description>&lt;b&gt;Short&lt;/b&gt; &amp;amp; sweet</description>"
        "<content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded></item>"
    )
    assert article.body == "<p>The whole text.</p>"
    assert article.summary == "Short & sweet"


def test_an_empty_or_poorer_content_gives_way_to_the_description() -> None:
    for content in ("", "<![CDATA[<img src='x.jpg'>]]>"):
        article = only(
            "<item><description>A description of some forty characters.</description>"
            f"<content:encoded>{content}</content:encoded></item>"
        )
        assert article.body == "A description of some forty characters."
        assert article.summary is None


def test_a_caption_does_not_pass_for_the_text() -> None:
    article = only(
        "<item><description>Short.</description><media:content url='https://x.example/a.jpg'>"
        "<media:description>A caption that is longer.</media:description></media:content></item>"
    )
    assert article.body == "Short."


def test_markup_as_elements_in_a_description_is_kept() -> None:
    article = only(
        "<item><description><p>One <b>bold</b> word<br/>and a line</p></description></item>"
    )
    assert article.body == "<p>One <b>bold</b> word<br>and a line</p>"
    assert article.media_type is MediaType.HTML


def test_plain_text_of_atom_stays_plain() -> None:
    data = (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><id>1</id>"
        b"<content>if x &lt; y and z &gt; w: stop</content></entry></feed>"
    )
    (article,) = parse_feed(data, url=URL).articles
    assert article.body == "if x < y and z > w: stop"
    assert article.media_type is MediaType.TEXT


def test_the_body_is_not_touched() -> None:
    markup = "<p onclick=\"x()\" style='a'>é&nbsp;<script>1</script></p>\n\n<p>b"
    article = only(f"<item><title>x</title><description><![CDATA[{markup}]]></description></item>")
    assert article.body == markup


# --- titles and names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("xml", "title"),
    [
        ("AT&amp;amp;T", "AT&T"),
        ("AT&amp;T", "AT&T"),
        ("Fish &amp;amp; chips &amp;#8211; again", "Fish & chips – again"),
        ("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move"),
        ("Why 3 &lt; 5 and 7 &gt; 2", "Why 3 < 5 and 7 > 2"),
        ("How to use &amp;lt;b&amp;gt;", "How to use <b>"),
        ("  Folded \n\t white   space ", "Folded white space"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("zero\u200bwidth\ufeff next", "zerowidth next"),
        ("<![CDATA[Raw <i>italics</i> &eacute;]]>", "Raw italics é"),
        ("", "x.example"),
    ],
)
def test_titles_are_one_line_of_plain_text(xml: str, title: str) -> None:
    assert (
        only(
            f"<item><guid>1</guid><link>https://x.example/</link><title>{xml}</title></item>"
        ).title
        == title
    )


@pytest.mark.parametrize(
    ("xml", "author"),
    [
        ("<author>ann@x.example (Ann Example)</author>", "Ann Example"),
        ("<author>Ann Example &lt;ann@x.example&gt;</author>", "Ann Example"),
        ("<author>ann@x.example</author>", "ann@x.example"),
        ("<author>no-reply@x.example</author>", None),
        ("<author>Ann Example</author>", "Ann Example"),
        (
            "<dc:creator>Ann</dc:creator><dc:creator>Bo</dc:creator><dc:creator>Ann</dc:creator>",
            "Ann, Bo",
        ),
        ("<dc:creator>  </dc:creator>", None),
    ],
)
def test_authors_are_names_without_mail_addresses(xml: str, author: str | None) -> None:
    assert only(f"<item><title>x</title>{xml}</item>").author == author


def test_the_first_category_is_the_section_and_tags_are_bounded() -> None:
    many = "".join(f"<category>Tag {n} {'x' * 80}</category>" for n in range(40))
    article = only(
        f"<item><title>x</title><category> </category><category>Europe</category>{many}</item>"
    )
    assert article.section == "Europe"
    assert len(article.tags) == 20
    assert max(map(len, article.tags)) <= 60


# --- identity ------------------------------------------------------------------------------------


def test_identity_is_the_guid_then_the_link_then_a_hash() -> None:
    articles = feed(
        "<item><guid>g1</guid><link>https://t.example/1</link></item>"
        "<item><link>https://t.example/2</link><title>b</title></item>"
        "<item><title>c</title><description>text</description></item>"
    ).articles
    assert articles[0].uid == "g1"
    assert articles[1].uid == "https://t.example/2"
    assert articles[2].uid.startswith("sha256:")
    assert len(articles[2].uid) == len("sha256:") + 64


def test_a_guid_is_never_resolved_against_the_address_of_the_feed() -> None:
    assert only("<item><guid>story-17</guid><title>x</title></item>").uid == "story-17"
    assert only("<item><guid>story-17</guid><title>x</title></item>").url is None


TWINS = (
    "<item><guid>0</guid><link>https://t.example/b</link><title>b</title>"
    "<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate></item>",
    "<item><guid>0</guid><link>https://t.example/a</link><title>a</title>"
    "<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item>",
    "<item><guid>0</guid><link>https://t.example/c</link><title>c</title></item>",
    "<item><guid>0</guid><link>https://t.example/c</link><title>d</title></item>",
)


def test_items_with_one_guid_keep_their_identities_in_any_order() -> None:
    forward = {a.title: a.uid for a in feed("".join(TWINS)).articles}
    backward = {a.title: a.uid for a in feed("".join(reversed(TWINS))).articles}
    assert forward == backward
    assert forward["a"] == "0"
    assert forward["b"] == "0#https://t.example/b"
    assert len(set(forward.values())) == 4


def test_a_repeat_is_dropped() -> None:
    assert len(feed(TWINS[0] * 3 + TWINS[1]).articles) == 2


# --- addresses -----------------------------------------------------------------------------------


def test_links_and_pictures_are_made_absolute() -> None:
    article = only(
        "<item><link>../a?b=1&amp;c=2</link><enclosure url='/p.jpg' type='image/jpeg'/></item>"
    )
    assert article.url == "https://feeds.example/a?b=1&c=2"
    assert article.lead_image == "https://feeds.example/p.jpg"
    assert article.base_url == article.url


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "http://[bad", "data:x,y"]
)
def test_addresses_that_are_not_of_the_web_are_none(link: str) -> None:
    assert only(f"<item><title>x</title><link>{link}</link></item>").url is None


def test_the_widest_picture_leads() -> None:
    article = only(
        "<item><title>x</title><media:thumbnail url='https://x.example/t.jpg' width='90'/>"
        "<media:content url='https://x.example/s.jpg' medium='image' width='100'/>"
        "<media:content url='https://x.example/l.jpg' medium='image' width='900'/>"
        "<media:content url='https://x.example/v.mp4' medium='video' width='1900'/></item>"
    )
    assert article.lead_image == "https://x.example/l.jpg"


# --- what is broken, and what is no feed ---------------------------------------------------------


def test_a_feed_that_is_cut_off_gives_its_whole_items() -> None:
    items = "".join(
        f"<item><guid>{n}</guid><description>Text {n}</description></item>" for n in range(3)
    )
    whole = rss(items)
    cut = whole[: whole.rindex(b"Text 2") + 3]
    parsed = parse_feed(cut, url=URL)
    assert [article.uid for article in parsed.articles] == ["0", "1"]
    assert parsed.notices


def test_a_tag_that_is_never_closed_loses_no_later_item() -> None:
    items = "<item><guid>0</guid><title>a</item><item><guid>1</guid><title>b</title></item>"
    assert [article.uid for article in feed(items).articles] == ["0", "1"]


def test_entities_of_html_and_stray_ampersands_are_mended() -> None:
    article = only(
        "<item><guid>1</guid><title>Caf&eacute; &amp; bar & more&hellip; \x07</title></item>"
    )
    assert article.title == "Café & bar & more…"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "nothing at all"),
        (b"   \n", "nothing at all"),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "a web page, not a feed"),
        (b"\x89PNG\r\n\x1a\n", "a picture, not a feed"),
        (b"%PDF-1.4", "a PDF document"),
        (b"\x1f\x8b\x08", "gzip"),
        (b'{"a": 1}', "JSON of another kind"),
        (b"<note>hi</note>", "XML of another kind"),
        (b"hello", "plain text"),
        (b"<opml version='2.0'/>", "OPML"),
        (b'{"version": "https://jsonfeed.org/version/1"', "broken"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "no list of items"),
    ],
)
def test_what_is_no_feed_is_named(data: bytes, sentence: str) -> None:
    with pytest.raises(ParseError, match=sentence):
        parse_feed(data, url=URL)


@pytest.mark.parametrize("data", [b"/etc/hostname", b"https://127.0.0.1:1/", b"feed.xml"])
def test_bytes_that_look_like_a_place_are_not_opened(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_feed(data, url=URL, content_type="application/rss+xml")


def test_the_charset_of_the_server_counts_where_the_document_is_silent() -> None:
    text = "<rss version='2.0'><channel><title>Вести</title></channel></rss>"
    parsed = parse_feed(
        text.encode("cp1251"), url=URL, content_type="text/xml; charset=windows-1251"
    )
    assert parsed.title == "Вести"
    assert parsed.notices == ()


HOSTILE = {
    "attributes": "<x " + " ".join(f"a{n}='1'" for n in range(20_000)) + "/>",
    "author": "<author>" + "a.b-" * 25_000 + "@" + "c." * 2000 + "</author>",
    "unclosed quotes": '<a "<a " ' * 20_000,
    "angles": "<" * 200_000,
    "ampersands": "&" * 200_000,
    "sections": "<![CDATA[" * 20_000,
    "comments": "<!--" * 50_000,
    "title": "<title>" + "&lt;script>" * 20_000 + "</title>",
    "date": "<pubDate>" + "1 " * 100_000 + "</pubDate>",
    "depth": "<a>" * 20_000,
    "references": "&#xD800;" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feeds_take_bounded_time(name: str) -> None:
    started = time.process_time()
    parse_feed(rss(f"<item><guid>1</guid>{HOSTILE[name]}</item>"), url=URL)
    assert time.process_time() - started < 3.0


@pytest.mark.parametrize("letter", ["@", "a", "a@"])
@pytest.mark.parametrize(
    "element",
    [
        "<author>{}</author>",
        "<dc:creator>{}</dc:creator>",
        "<managingEditor>{}</managingEditor>",
        "<author><name>{0}</name><email>{0}</email></author>",
        "<author>{0}</author><author><name>{0}</name></author>",
        "<webMaster>{}</webMaster>",
    ],
)
def test_an_endless_author_takes_bounded_time(element: str, letter: str) -> None:
    people = element.format(letter * (100_000 // len(letter)))
    started = time.process_time()
    parsed = feed(f"<item><guid>1</guid><title>Ferry</title>{people}</item>", people)
    assert time.process_time() - started < 2.0
    (article,) = parsed.articles
    assert article.title == "Ferry"
    assert len(article.author or "") <= 300


def test_of_an_endless_feed_the_first_hundred_thousand_items_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert feedtools.MAX_ARTICLES == 100_000
    for module in (fastfeed, feedreader, feedtools):
        name = "MAX_ARTICLES" if module is feedtools else "MAX_ENTRIES"
        monkeypatch.setattr(module, name, 30)
    items = "".join(f"<item><title>n</title><guid>{n}</guid></item>" for n in range(33))
    listed = [{"id": str(n), "title": "n", "content_text": ""} for n in range(33)]
    fast, careful = rss(items), rss(items.replace("<title>", "<odd/><title>"))
    for data in (fast, careful, json.dumps({"items": listed}).encode()):
        parsed = parse_feed(data, url=URL)
        assert [article.uid for article in parsed.articles] == [str(n) for n in range(30)]
        assert parsed.notices == (feedtools.CUT,)


def test_entities_are_not_expanded_into_gigabytes() -> None:
    levels = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 20}'>" for n in range(9))
    bomb = f"<!DOCTYPE rss [<!ENTITY e0 'aaaaaaaaaaaaaaaaaaaa'>{levels}]>"
    data = bomb.encode() + rss("<item><guid>1</guid><description>&e9;</description></item>")[21:]
    (article,) = parse_feed(data, url=URL).articles
    assert len(article.body) < 10_000


def test_ttl_and_syndication_rhythm_are_seconds() -> None:
    assert feed("", "<ttl>60</ttl>").ttl == 3600
    assert feed("", "<ttl>soon</ttl>").ttl is None
    assert feed("").ttl is None


def test_json_with_lone_surrogates_and_nuls_can_be_stored() -> None:
    data = (
        b'{"items": [{"id": "\\ud800x", "title": "\\ud800 t", "content_text": "a\\u0000b\\udfff"}]}'
    )
    (article,) = parse_feed(data, url=URL).articles
    for text in (article.uid, article.title, article.body):
        text.encode()
        assert "\0" not in text


@pytest.mark.parametrize("end", ["", "<desc", "<description>half a te"])
@pytest.mark.parametrize(
    "title", ["", "<title>First</title>", "<title>First & last &nbsp;</title>"]
)
def test_a_closed_item_with_a_misnested_tag_survives_where_the_feed_is_cut_off(
    title: str, end: str
) -> None:
    data = (
        f'<rss version="2.0"><channel><title>T</title><item>{title}<guid>aa</guid>'
        "<description>The ferry <b>is back.</description></item>"
        f"<item><title>Second</title><guid>zz</guid>{end}"
    )
    (article,) = parse_feed(data.encode(), url=URL).articles
    assert article.uid == "aa"
    assert article.body.startswith("The ferry <b>is back.")


def test_one_bad_byte_in_a_short_feed_leaves_the_other_letters() -> None:
    item = b"<item><guid>1</guid><title>Caf\xc3\xa9 and bad \xff byte</title></item>"
    parsed = parse_feed(rss("<item/>").replace(b"<item/>", item), url=URL)
    assert parsed.articles[0].title == "Café and bad \ufffd byte"
    assert "Some characters were damaged: they are not utf-8." in parsed.notices
