"""A short article in a page's JSON-LD counts where the page itself gives nothing."""

from __future__ import annotations

import json

from clashreader.content import Body, to_text
from clashreader.model import MediaType


def text_of(short: str, markup: str) -> str:
    facts = json.dumps({"@type": "NewsArticle", "headline": "T", "articleBody": short})
    page = (
        f'<html><head><title>T</title><script type="application/ld+json">{facts}</script></head>'
        f"<body>{markup}</body></html>"
    )
    return to_text(Body(page, MediaType.PAGE, "https://x/", title="T")).strip()


def test_a_short_text_counts_where_the_page_is_empty() -> None:
    short = "Rails over the pass were cleared on Monday."
    assert text_of(short, '<div id="root"></div><noscript>Switch scripts on.</noscript>') == short
    assert text_of(short, "") == short


def test_a_short_text_does_not_replace_what_the_page_says() -> None:
    said = "Rails over the pass were cleared on Monday, and the first train ran at noon."
    assert text_of("Rails over the pass.", f"<article><p>{said}</p></article>") == said
