# ruff: noqa: E501
"""What is embedded is shown as a card or in its own words; nothing goes without a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.content import Body, digest, to_document, to_html, to_text
from clashreader.content.blocks import Block, Code, Embed, Quote
from clashreader.content.document import walk
from clashreader.content.formulas import text_of_formula
from clashreader.model import MediaType

PAGE = "https://gazette.example/world/harbour"


def shown(html: str) -> tuple[list[Block], str]:
    body = Body(html, MediaType.HTML, PAGE)
    text = to_text(body)
    assert digest(body).text.split() == [word for word in text.split() if word != ">"]
    once = to_html(body)
    assert to_html(Body(once, MediaType.HTML, PAGE)) == once
    return list(walk(to_document(body).blocks)), text


@pytest.mark.parametrize(
    ("html", "url", "title"),
    [
        (
            '<blockquote class="twitter-tweet"><p>The port is <a href="https://t.example/1">shut</a>.</p>&mdash; Port (@port) <a href="https://twitter.com/port/status/12?ref=x">1 June</a></blockquote>',
            "https://twitter.com/port/status/12?ref=x",
            "Post on X",
        ),
        (
            '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/abc/"><p>The port is shut.</p></blockquote>',
            "https://www.instagram.com/p/abc/",
            "Post on Instagram",
        ),
        (
            '<blockquote class="bluesky-embed"><p>The port is shut.</p><a href="https://bsky.app/profile/port.example/post/3k">1 June</a></blockquote>',
            "https://bsky.app/profile/port.example/post/3k",
            "Post on Bluesky",
        ),
        (
            '<div class="fb-post" data-href="https://www.facebook.com/port/posts/1"><blockquote>The port is shut.</blockquote></div>',
            "https://www.facebook.com/port/posts/1",
            "Post on Facebook",
        ),
    ],
)
def test_a_post_keeps_its_words_and_gets_a_card(html: str, url: str, title: str) -> None:
    blocks, text = shown(f"<p>Before.</p>{html}<p>After.</p>")
    (card,) = [block for block in blocks if isinstance(block, Embed)]
    assert (card.url, card.title) == (url, title)
    assert "The port is" in text
    assert any(isinstance(block, Quote) for block in blocks)


def test_a_quotation_that_is_no_post_gets_none() -> None:
    link = '<a href="https://x.com/port/status/12">1 June</a>'
    blocks, _ = shown(f"<blockquote><p>The port is shut.</p>{link}</blockquote>")
    assert not any(isinstance(block, Embed) for block in blocks)
    other = '<a href="https://gazette.example/status/12">1 June</a>'
    blocks, text = shown(f'<blockquote class="twitter-tweet"><p>Shut.</p>{other}</blockquote>')
    assert not any(isinstance(block, Embed) for block in blocks)
    assert "1 June" in text


def test_a_video_of_a_network_is_a_card() -> None:
    address = "https://www.facebook.com/port/videos/1/"
    blocks, _ = shown(f'<p>One.</p><div class="fb-video" data-href="{address}"></div><p>Two.</p>')
    assert [b.url for b in blocks if isinstance(b, Embed)] == [address]
    blocks, _ = shown('<p>One.</p><div class="fb-video"></div>')
    assert not any(isinstance(block, Embed) for block in blocks)


def test_a_page_within_a_frame_is_shown() -> None:
    inner = "&lt;script&gt;x()&lt;/script&gt;&lt;p onclick=x()&gt;Idle &lt;b&gt;cranes&lt;/b&gt;&lt;/p&gt;"
    _, text = shown(f'<p>One.</p><iframe srcdoc="{inner}"></iframe><p>Two.</p>')
    assert text == "One.\n\nIdle cranes\n\nTwo."
    html = to_html(Body(f'<iframe srcdoc="{inner}"></iframe>', MediaType.HTML, PAGE))
    assert "script" not in html
    assert "onclick" not in html


def test_a_frame_that_only_a_script_could_draw_leads_to_the_page() -> None:
    frame = '<iframe srcdoc="&lt;script&gt;draw()&lt;/script&gt;"></iframe>'
    blocks, _ = shown(f"<p>One.</p>{frame}")
    (card,) = [block for block in blocks if isinstance(block, Embed)]
    assert card.url == PAGE
    video = '<iframe src="https://player.example/7" srcdoc="&lt;p&gt;Play&lt;/p&gt;"></iframe>'
    blocks, text = shown(f"<p>One.</p>{video}")
    assert [b.url for b in blocks if isinstance(b, Embed)] == ["https://player.example/7"]
    assert "Play" not in text
    blocks, _ = shown(f"<p>One.</p>{frame.replace('<iframe', '<iframe hidden height=0')}")
    assert not any(isinstance(block, Embed) for block in blocks)


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<mi>x</mi><mo>=</mo><mn>2</mn>", "x = 2"),
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E = mc^2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a + b)/2"),
        ("<msqrt><mi>x</mi></msqrt>", "√(x)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "3 root x"),
        ("<mtext>if </mtext><mi>x</mi><mo>&lt;</mo><mn>3</mn>", "if x < 3"),
        (
            "<semantics><mi>x</mi><annotation encoding='application/x-tex'>x_{1}</annotation></semantics>",
            "x_{1}",
        ),
        ("<semantics><mi>x</mi><annotation-xml>y</annotation-xml></semantics>", "x"),
        ("<mrow></mrow>", ""),
    ],
)
def test_a_formula_is_a_line_of_text(inside: str, text: str) -> None:
    assert text_of_formula("", inside) == text
    blocks, whole = shown(f"<p>So <math>{inside}</math> holds.</p>")
    assert whole == " ".join(f"So {text} holds.".split())
    assert not any(isinstance(block, Code) for block in blocks)


def test_a_formula_that_has_a_wording_keeps_it() -> None:
    assert text_of_formula(' alttext="x  equals 2"', "<mi>x</mi>") == "x equals 2"


@given(st.lists(st.sampled_from(
    ["<mfrac>", "</mfrac>", "<msup>", "</msup>", "<mi>", "</mi>", "x", "<mroot>", "</mroot>", "=",
     "<annotation encoding='tex'>", "</annotation>", "<b/>", "&lt;", " "]), max_size=300,
))  # fmt: skip
def test_any_formula_has_an_answer(parts: list[str]) -> None:
    text = text_of_formula("", "".join(parts))
    assert len(text) <= 2000
