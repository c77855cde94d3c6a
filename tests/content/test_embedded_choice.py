"""Of several texts in a page's data, the one of the page's own article is taken, or none."""

from __future__ import annotations

import json

import pytest

from clashreader.content import Body, to_text
from clashreader.model import MediaType

TITLE = "Ferry returns to Norrholm"
URL = "https://news.example/2026/ferry-returns"
OWN = "".join(f"<p>OWN {n}. The ferry sailed again with the first tide.</p>" for n in range(9))
ELSE = "".join(f"<p>ELSE {n}. Wheat prices fell once more in the south.</p>" for n in range(40))
BARE = "OWN. " + "The ferry sailed again with the first tide of May. " * 9
OTHER = "ELSE. " + "Wheat prices fell once more in the south. " * 40


def read(data: object, kind: str = "application/json", head: str = "", markup: str = "") -> str:
    page = (
        f'<html><head><title>{TITLE} | The Daily</title>{head}<script type="{kind}">'
        f'{json.dumps(data)}</script></head><body><div id="__next">{markup}</div></body></html>'
    )
    return to_text(Body(page, MediaType.PAGE, URL, title=TITLE)).strip()


@pytest.mark.parametrize(
    "props",
    [
        {"article": {"title": TITLE, "content": OWN}, "fresh": [{"title": "O", "content": ELSE}]},
        {"post": {"title": TITLE, "body": {"id": "x", "html": OWN}}, "b": {"title": "O",
         "body": {"html": ELSE}}},
        {"a": {"title": "Another wording", "url": URL + "/", "content": OWN},
         "b": {"title": "O", "url": "/o", "content": ELSE}},
        {"a": {"slug": "ferry-returns", "content": OWN}, "b": {"slug": "o", "content": ELSE}},
        {"a": {"title": TITLE, "content": OWN, "related": {"html": ELSE}}},
        {"a": {"title": TITLE, "content": OWN}, "terms": {"text": ELSE}},
        {"a": {"content": OWN}, "latestPosts": [{"content": ELSE}]},
        {"article": {"title": "Another wording", "content": OWN}, "b": {"text": ELSE}},
        {"related": [{"title": TITLE, "content": OWN}, {"title": "O", "content": ELSE}]},
    ],
)  # fmt: skip
def test_the_text_of_this_article_wins_over_a_longer_one(props: object) -> None:
    text = read({"props": {"pageProps": props}})
    assert "OWN 8" in text
    assert "ELSE" not in text


def test_of_two_articles_in_json_ld_the_one_that_matches_wins() -> None:
    facts = [
        {"@type": "NewsArticle", "headline": "O", "articleBody": OTHER},
        {"@type": "NewsArticle", "headline": TITLE, "articleBody": BARE},
    ]
    text = read(facts, "application/ld+json")
    assert text.startswith("OWN")
    assert "ELSE" not in text


def test_the_canonical_address_counts() -> None:
    head = '<link rel="canonical" href="https://news.example/n/42-tide">'
    data = [
        {"title": "A", "url": "/n/42-tide", "content": OWN},
        {"title": "B", "url": "/n/41", "content": ELSE},
    ]
    assert "ELSE" not in (text := read(data, head=head))
    assert "OWN 8" in text


TWO = {"a": {"title": "A", "content": ELSE}, "b": {"title": "B", "content": OWN}}


def test_where_none_matches_nothing_is_guessed() -> None:
    assert read(TWO) == ""
    assert read({"related": [{"title": "A", "content": ELSE}]}) == ""
    assert read(TWO, markup="<article><p>Said here.</p></article>") == "Said here."


def test_the_only_text_is_taken_whatever_it_is_called() -> None:
    assert "OWN 8" in read({"props": {"data": {"title": "Quite another", "content": OWN}}})


def test_a_streamed_text_is_known_by_its_object() -> None:
    row = f"1a:T{len(OWN):x},{OWN}"
    stream = f"{row}1b:T{len(ELSE):x},{ELSE}" + "2:" + json.dumps(
        ["$", "$L3", None, {"a": {"title": TITLE, "content": "$1a"},
         "b": {"title": "O", "content": "$1b"}}]
    ) + "\n"  # fmt: skip
    page = (
        f"<html><head><title>T</title></head><body>"
        f"<script>self.__next_f.push([1,{json.dumps(stream)}])</script></body></html>"
    )
    text = to_text(Body(page, MediaType.PAGE, URL, title=TITLE))
    assert "OWN 8" in text
    assert "ELSE" not in text


def test_escaped_markup_in_json_ld_is_markup() -> None:
    body = f"&lt;p&gt;One. {BARE}&lt;/p&gt;&lt;p&gt;It&#39;s two &amp;amp; three.&lt;/p&gt;"
    facts = {"@type": "NewsArticle", "headline": TITLE, "articleBody": body}
    text = read(facts, "application/ld+json")
    assert "<p>" not in text
    assert text.split("\n\n")[1:] == ["It's two & three."]
    assert read({**facts, "articleBody": "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;"},
                "application/ld+json") == "One.\n\nTwo."  # fmt: skip
