"""Titles for what has none, and front matter in its rarer forms."""

from __future__ import annotations

import json

import pytest

from clashreader.model import ParsedArticle
from clashreader.parse import parse_date, parse_feed, parse_file

RSS = "<rss version='2.0'><channel><title>N</title><item><guid>1</guid>%s</item></channel></rss>"


def rss(item: str) -> ParsedArticle:
    return parse_feed((RSS % item).encode(), url="https://x.example/f").articles[0]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("<description>The bridge is open. Nobody crossed it.</description>", "The bridge is open"),
        ("<description>&lt;p&gt;&lt;img src='a.png'&gt;&lt;/p&gt;&lt;p&gt;The &lt;b&gt;bridge"
         "&lt;/b&gt; is open&lt;/p&gt;&lt;p&gt;Nobody crossed it.&lt;/p&gt;</description>",
         "The bridge is open"),
        ("<description>Fish &amp;amp; chips are back.</description>", "Fish & chips are back"),
    ],
)  # fmt: skip
def test_an_rss_item_without_a_title_gets_one_from_its_text(item: str, title: str) -> None:
    article = rss(item)
    assert (article.title, article.title_derived) == (title, True)


def test_an_rss_item_with_a_title_keeps_it() -> None:
    article = rss("<title>Quays</title><description>The bridge is open.</description>")
    assert (article.title, article.title_derived) == ("Quays", False)


def test_the_identity_of_an_item_without_a_title_is_not_that_of_its_derived_one() -> None:
    one = rss("<description>The bridge is open. It rained.</description>")
    other = rss("<description>The bridge is open. It snowed.</description>")
    assert one.title == other.title


@pytest.mark.parametrize(
    "item",
    [
        {"id": "1", "content_text": "The bridge is open. Nobody crossed it."},
        {"id": "1", "content_html": "<p>The bridge is open. Nobody crossed it.</p>"},
        {"id": "1", "summary": "The bridge is open."},
    ],
)
def test_an_item_of_json_feed_without_a_title_gets_one(item: dict[str, str]) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": [item]}
    article = parse_feed(json.dumps(feed).encode(), url="https://x.example/f").articles[0]
    assert (article.title, article.title_derived) == ("The bridge is open", True)


def read(text: str, path: str) -> ParsedArticle:
    return parse_file(text.encode(), path=path, base_url="file:///a/", modified=1)


def test_a_page_nested_too_deeply_for_the_parser_has_a_title() -> None:
    page = f"{'<div>' * 3000}<p>The bridge is open. Nobody crossed it.</p>{'</div>' * 3000}"
    article = read(f"<html><body>{page}</body></html>", "page.html")
    assert (article.title, article.title_derived) == ("The bridge is open", True)


@pytest.mark.parametrize("path", ["a/quay.html", "a/quay.md"])
def test_a_file_without_any_words_is_called_by_its_name(path: str) -> None:
    article = read("<html><body><img src='a.png'></body></html>", path)
    assert (article.title, article.title_derived) == ("quay", True)


def test_a_date_of_front_matter_with_a_clock_of_twelve_hours() -> None:
    text = "---\ntitle: x\ndate: 2026-03-04 10:00 PM EST\nupdated: 2026-03-05\n---\nText.\n"
    article = read(text, "x.md")
    assert article.published == parse_date("2026-03-05T03:00:00Z")
    assert article.updated == parse_date("2026-03-05")


def test_taxonomies_of_zola() -> None:
    text = (
        '+++\ntitle = "x"\n[taxonomies]\ntags = ["q", "r"]\ncategories = ["Zcat"]\n'
        '[extra]\nauthor = "Ann Example"\n+++\nText.\n'
    )
    article = read(text, "x.md")
    assert (article.section, article.tags) == ("Zcat", ("q", "r"))
    assert article.author == "Ann Example"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter_in_json(newline: str) -> None:
    front = json.dumps({"title": "Quays", "date": "2026-03-04", "tags": ["q"],
                        "categories": ["Ports"]}, indent=2)  # fmt: skip
    text = f"{front}\n\nThe bridge is open.\n".replace("\n", newline)
    article = read(text, "x.md")
    assert (article.title, article.section, article.tags) == ("Quays", "Ports", ("q",))
    assert article.published == parse_date("2026-03-04")
    assert article.body[slice(*article.body_span or (0, 0))].strip() == "The bridge is open."


@pytest.mark.parametrize(
    "text",
    ['{"answer": 42}\n\nA text about JSON.', '{"title": "x"} is how one writes it.',
     "{% include x %}\n\nText.", '{"title": "x"', "[1, 2]\n\nText."],
)  # fmt: skip
def test_json_that_is_the_text_stays(text: str) -> None:
    article = read(text, "x.md")
    assert article.body[slice(*article.body_span or (0, 0))] == text


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("https://www.quay.example/2026/03/04/harbour-talks_resume.html",
         "quay.example: harbour talks resume"),
        ("https://quay.example/news/caf%C3%A9-on-the-quay/", "quay.example: café on the quay"),
        ("https://quay.example/a/?p=17", "quay.example: a"),
        ("https://quay.example/?p=17", "quay.example"),
    ],
)  # fmt: skip
def test_an_item_with_only_a_link_is_called_by_its_address(link: str, title: str) -> None:
    article = rss(f"<link>{link}</link>")
    assert (article.title, article.title_derived) == (title, True)
    assert article.url == link


def test_an_item_of_json_with_only_a_link_is_called_by_its_address() -> None:
    data = {"version": "https://jsonfeed.org/version/1.1", "title": "N",
            "items": [{"id": "1", "url": "https://quay.example/low-water"}]}  # fmt: skip
    article = parse_feed(json.dumps(data).encode(), url="https://quay.example/f").articles[0]
    assert (article.title, article.title_derived) == ("quay.example: low water", True)
