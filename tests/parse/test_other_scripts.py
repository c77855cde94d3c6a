"""Feeds in an old encoding that is not what they say, or not said: read as what they are."""

from __future__ import annotations

import json

import pytest

from clashreader.parse import parse_feed

URL = "https://quay.example/feed"
FEED = (
    "{}<rss version='2.0'><channel><title>Quay</title><link>https://quay.example/</link>"
    "<item><title>{}</title><link>https://quay.example/1</link>"
    "<description>In short, and in plain letters.</description></item></channel></rss>"
)


@pytest.mark.parametrize("declaration", ["<?xml version='1.0' encoding='UTF-8'?>", ""])
@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Київ новини дня", "cp1251"),
        ("Новости дня", "cp1251"),
        ("Погода на завтра: дождь", "koi8-r"),
        ("Погода на завтра: дождь", "iso8859-5"),
        ("Η θάλασσα είναι ήσυχη", "cp1253"),
        ("שלום עולם חדשות היום", "cp1255"),
        ("L’été à la plage, déjà créée", "cp1252"),
        ("Größe, Übermut und Öl", "cp1252"),
    ],
)
def test_a_headline_in_an_encoding_that_is_not_declared(
    declaration: str, title: str, encoding: str
) -> None:
    feed = parse_feed(FEED.format(declaration, title).encode(encoding), url=URL)
    assert [article.title for article in feed.articles] == [title]


def test_a_cdata_section_of_a_headline_that_is_not_closed() -> None:
    data = FEED.format("", "<![CDATA[Low water & more").encode()
    assert [article.title for article in parse_feed(data, url=URL).articles] == ["Low water & more"]


def test_items_of_json_without_anything_are_no_articles() -> None:
    items = [
        {"id": None},
        {},
        {"id": None, "tags": [], "authors": []},
        {"authors": [{"name": "A"}]},
    ]
    feed = parse_feed(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode(),
        url=URL,
    )
    assert [article.author for article in feed.articles] == ["A"]


def test_a_number_of_thousands_of_digits_costs_a_feed_nothing() -> None:
    data = b'{"items": [{"id": 7, "title": "Low water", "x": %s, "y": [-%s]}, {"id": 8}]}'
    digits = b"9" * 5_000
    feed = parse_feed(data % (digits, digits), url=URL, content_type="application/feed+json")
    assert [(item.uid, item.title) for item in feed.articles] == [("7", "Low water"), ("8", "")]
