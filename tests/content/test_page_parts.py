"""What belongs to an article besides its paragraphs, and what stands beside it in every page."""

from __future__ import annotations

import json
import re

import pytest

from clashreader.content import Body, to_html, to_text
from clashreader.model import MediaType

BRIDGE = (
    "The bridge at Orlova was closed to lorries on Tuesday after engineers found cracks in a pier.",
    "Drivers were sent over the old ferry instead, which takes forty minutes for eight vehicles.",
    "The ministry promised a temporary span within six weeks, though it named no contractor.",
    "Farmers on the left bank say that the grain of this harvest cannot wait for so long a time.",
    "A spokeswoman of the river authority answered that barges need a depth of two metres.",
    "By the evening the queue at the ferry had grown to three kilometres, said the police.",
)
BASE = "https://gazette.example/world/bridge"


def paragraphs(*numbers: int) -> str:
    return "".join(f"<p>{BRIDGE[number]}</p>" for number in numbers)


def page(inside: str, *, head: str = "", around: str = "") -> Body:
    html = (
        f"<!doctype html><html><head><title>Bridge closed</title>{head}</head><body>"
        f"<nav><a href=/>Home</a> <a href=/w>World</a></nav>{inside}{around}</body></html>"
    )
    return Body(html, MediaType.PAGE, BASE, title="Bridge closed")


def between(middle: str) -> str:
    """Return what of `middle`, set amid an article, its HTML has."""
    body = page(f"<article><h1>Bridge closed</h1>{paragraphs(0, 1)}{middle}{paragraphs(2, 3, 4, 5)}"
                "</article>")  # fmt: skip
    html = re.sub(r">\s+<", "><", to_html(body))
    return html.partition(f"<p>{BRIDGE[1]}</p>")[2].partition(f"<p>{BRIDGE[2]}</p>")[0]


@pytest.mark.parametrize(
    "part",
    [
        "<dl><dt>Span</dt><dd>412 metres</dd><dt>Opened</dt><dd>1963</dd></dl>",
        "<blockquote><p>We were told nothing.</p><blockquote><p>Nothing at all, said the mayor to"
        " the people at the landing.</p></blockquote><p>So he left.</p></blockquote>",
        '<ol start="3"><li>Cars</li><li>Vans</li><li>The lorries have to wait for the ferry on the'
        " right bank.</li></ol>",
        '<figure><img src="https://gazette.example/a.jpg" alt="Pier"><figcaption>The pier. Photo:'
        " R. Vlk</figcaption></figure>",
        "<table><caption>Tolls</caption><tbody><tr><th>Kind</th><th>Toll</th></tr><tr><td>Car</td>"
        "<td>2</td></tr></tbody></table>",
        "<p>Roses are red<br> Violets are blue<br> Bridges have cracks<br> And ferries do too</p>",
        "<pre><code>if depth: stop()</code></pre>",
        "<h2>Queue</h2>",
    ],
)
def test_the_structure_of_a_part_is_as_the_page_has_it(part: str) -> None:
    assert between(part) == part


@pytest.mark.parametrize(
    "box",
    [
        "<div class=image><img src=/b.jpg><p class=caption>Cracks in the pier</p></div>",
        "<div class=photo><div><img src=/b.jpg></div><span class=photo-caption>Cracks in the pier"
        "</span></div>",
        "<div class='wp-caption'><img src=/b.jpg><p class=wp-caption-text>Cracks in the pier</p>"
        "</div>",
    ],
)
def test_what_a_class_calls_a_caption_is_one(box: str) -> None:
    found = between(box)
    assert found.startswith("<figure>")
    assert "/b.jpg" in found
    assert "<figcaption>Cracks in the pier</figcaption></figure>" in found


def test_a_lead_above_the_text_is_its_beginning_and_the_byline_is_not() -> None:
    lead = "Lorries have to take the ferry until winter, and nobody says who will pay for the span."
    body = page(
        f"<article><h1>Bridge closed</h1><div class=article__lead>{lead}</div><ul class=meta><li>"
        f"By R. Vlk</li></ul><div class=article__body>{paragraphs(0, 1, 2, 3, 4, 5)}</div>"
        "</article>"
    )
    assert to_text(body).split("\n\n") == [lead, *BRIDGE]


NOTES = "".join(
    f"<div class=note><p>Reader {n} is of the opinion that the whole of council number {n} should "
    f"cross on the ferry with a lorry, at least {n} times a week.</p></div>"
    for n in range(20)
)
FORM = (
    "<form action=/s><strong>Never miss a word of ours.</strong><p>This letter goes out about once "
    "a week and can be ended at any time that you like to end it.</p><button>Yes</button></form>"
)


@pytest.mark.parametrize(
    "beside",
    [
        f"<div id=sf_comment_list>{NOTES}</div>",
        f"<section class='comments-area'>{NOTES}</section>",
        f"<div class=subscribe-form>{FORM}</div>",
        "<div class=article__report><p>Mark the words and press the keys to tell the editors where "
        "they have made a mistake in what they wrote.</p></div>",
    ],
)
def test_comments_and_forms_around_an_article_are_not_in_it(beside: str) -> None:
    body = page(f"<article><h1>Bridge closed</h1><div class=text>{paragraphs(0, 1, 2, 3, 4, 5)}"
                f"</div>{beside}</article>")  # fmt: skip
    assert to_text(body).split("\n\n") == list(BRIDGE)


@pytest.mark.parametrize(
    "box",
    [
        "<div class='comment opinion'>{}</div>",
        "<form id=aspnet>{}</form>",
        "<div class='layout-with-newsletter'>{}</div>",
        "<section class=social-affairs><div class=share>{}</div></section>",
    ],
)
def test_a_name_alone_does_not_make_an_article_clutter(box: str) -> None:
    text = paragraphs(0, 1, 2, 3, 4, 5)
    assert to_text(page(box.format(text))).split("\n\n") == list(BRIDGE)


def test_what_data_say_without_markup_is_taken_from_the_nodes_of_the_page() -> None:
    """The extractor passes over boxes of such a name; the data say that they are the text."""
    data = {"@type": "NewsArticle", "headline": "Bridge closed", "articleBody": " ".join(BRIDGE)}
    facts = f"<script type=application/ld+json>{json.dumps(data)}</script>"
    picture = "<figure><img src=/b.jpg><figcaption>The pier</figcaption></figure>"
    linked = paragraphs(2, 3, 4, 5).replace("harvest", "<a href=/harvest>harvest</a>")
    body = page(
        f"<div><div class=text>{paragraphs(0, 1)}</div><div class='footer-text premium'>{picture}"
        f"{linked}</div></div>",
        head=facts,
    )
    html = to_html(body)
    assert to_text(body).split("\n\n") == [*BRIDGE[:2], "The pier", *BRIDGE[2:]]
    assert "<figcaption>The pier</figcaption>" in html
    assert '<a href="https://gazette.example/harvest">harvest</a>' in html
