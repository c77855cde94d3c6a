# ruff: noqa: E501
"""Bodies that are not HTML: plain text, Markdown, whole pages; and Markdown on the way out."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from tests.content.markup_soup import article

from clashreader.content import Body, digest, to_document, to_html, to_markdown, to_text
from clashreader.content.blocks import (
    Code,
    DefinitionList,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Table,
)
from clashreader.model import MediaType

PARAGRAPHS = [
    "The ministry said on Tuesday that the convoy had left the harbour shortly before dawn and would reach the depot.",
    "Officials in the coastal province confirmed the account, adding that two roads had been closed for the transfer.",
    "A spokesman for the port workers said his members had been told nothing, and that the cranes stood idle for hours.",
    "“We were asked to wait, and so we waited,” one of them said, pointing at the empty quay behind him that morning.",
]


def text(source: str) -> Body:
    return Body(source, MediaType.TEXT)


def markdown(source: str, base: str | None = None) -> Body:
    return Body(source, MediaType.MARKDOWN, base)


def page(source: str, title: str = "") -> Body:
    return Body(source, MediaType.PAGE, "https://gazette.example/world/a", title=title)


# --- plain text ----------------------------------------------------------------------------------


def test_a_line_is_a_paragraph() -> None:
    assert to_text(text("\r\n".join(PARAGRAPHS))) == "\n\n".join(PARAGRAPHS)


def test_wrapped_lines_are_joined() -> None:
    source = "The convoy had left\nthe harbour before dawn.\n\nTwo roads were\nclosed.\n\n- a crane\n- a quay\n"
    assert to_text(text(source)).split("\n\n") == [
        "The convoy had left the harbour before dawn.", "Two roads were closed.", "- a crane", "- a quay",
    ]  # fmt: skip


def test_long_lines_between_blank_ones_stay_paragraphs() -> None:
    source = f"{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}\n\n{PARAGRAPHS[2]}\n{PARAGRAPHS[3]}"
    assert to_text(text(source)).split("\n\n") == PARAGRAPHS


def test_markup_in_plain_text_is_text() -> None:
    body = text("if a < b then <script>x</script> & go")
    assert to_text(body) == body.text
    assert "<script" not in to_html(body)


def test_bare_addresses_are_linked() -> None:
    html = to_html(text("See https://x.example/a_(b)?c=1&d=2, (www.y.example) or mail."))
    assert (
        '<a href="https://x.example/a_(b)?c=1&amp;d=2">https://x.example/a_(b)?c=1&amp;d=2</a>, ('
        in html
    )
    assert '<a href="https://www.y.example">www.y.example</a>) or' in html


# --- Markdown ------------------------------------------------------------------------------------


def test_markdown_of_all_kinds() -> None:
    document = to_document(
        markdown(
            "# Head\n\nText with *emphasis* and a note[^1].\n\n> Quoted\n\n1. one\n2. two\n\n```python\nx = 1\n```\n\n"
            "Term\n:   Meaning\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![Quay](assets/q%201.png)\n\n[^1]: The source.\n",
            "file:///home/reader/news/a.md",
        )
    )
    kinds = [type(block) for block in document.blocks]
    assert kinds[:8] == [Heading, Paragraph, Quote, ListBlock, Code, DefinitionList, Table, Figure]
    assert document.blocks[4] == Code("x = 1", "python")
    assert isinstance(picture := document.blocks[7], Figure)
    assert picture.url == "file:///home/reader/news/assets/q%201.png"
    assert isinstance(noted := document.blocks[1], Paragraph)
    assert noted.spans[-2].link == "#at-2"
    assert isinstance(notes := document.blocks[-1], ListBlock)
    assert isinstance(note := notes.items[0][0], Paragraph)
    assert note.spans[0].anchor == "at-2"


def test_html_in_markdown_is_sanitised() -> None:
    html = to_html(
        markdown("Text <b onclick=x>bold</b> [x](javascript:steal())\n\n<script>steal()</script>\n")
    )
    assert html.replace("\n", "") == "<p>Text <b>bold</b> <a>x</a></p>"


@pytest.mark.parametrize(
    "piece", ["[", "![", "[a](", "<![a ", '<a href="', "x\n: ", "> ", "**", "- ", "`", "|a", "[^1]"]
)
def test_markdown_takes_bounded_time(piece: str) -> None:
    start = time.process_time()
    to_html(markdown(piece * 10_000))
    assert time.process_time() - start < 6


@given(article)
def test_markdown_out_and_in_keeps_the_words(source: str) -> None:
    body = Body(source, MediaType.HTML, "https://gazette.example/world/a")
    again = markdown(to_markdown(body), body.base_url)
    assert _letters(to_text(again)) == _letters(to_text(body).replace("•", ""))


def _letters(shown: str) -> str:
    return "".join(filter(str.isalpha, shown))


def test_markdown_out_and_in_keeps_the_blocks() -> None:
    source = (
        "<h2>Head # 1</h2><p>Some <b>bold</b>, <i>italic</i>, <code>a`b</code>, <a href='/l_(x)'>a [link]</a> and <s>old</s>"
        " text_with_marks * here.<br>Line two.</p><p>1. not a list</p><p># not a head</p><p>- nor this</p>"
        "<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul><ol><li>other</li></ol>"
        "<blockquote><p>Quoted</p><p>twice</p></blockquote><pre><code class='language-c'>if (a)\n  b();\n\n```</code></pre>"
        "<table><tr><th>a|b</th><th>c</th></tr><tr><td>1</td><td>*2*</td></tr></table><hr>"
        "<figure><img src='/p.jpg' alt='A quay'></figure><dl><dt>T</dt><dd>D</dd></dl><p>R&amp;amp;D &lt;b&gt; a &lt; b</p>"
    )
    body = Body(source, MediaType.HTML, "https://gazette.example/world/a")
    written = to_markdown(body)
    assert to_document(markdown(written, body.base_url)).blocks == to_document(body).blocks, written


# --- whole pages ---------------------------------------------------------------------------------

FURNISHED = """<!doctype html><html><head><title>Convoy | Gazette</title><base href="/files/">
<style>p {{ color: red }}</style></head><body><nav><ul><li><a href="/">Home</a><li><a href="/w">World</a></ul></nav>
<main><article><h1>Convoy leaves harbour</h1>
<figure><img src="data:image/gif;base64,R0" data-src="lead.jpg"><figcaption>The harbour at dawn.</figcaption></figure>
<p>{}</p><p>{}</p><div class="promo"><a href="/x"><img src="ad.jpg"></a><p>Subscribe now</p></div>
<figure><img src="two.jpg"><figcaption>Idle cranes.</figcaption></figure><h2>Waiting</h2><p>{}</p>
<blockquote><p>{}</p></blockquote></article></main><aside><h3>Related</h3><a href="/r"><img src="rel.jpg">Another story</a>
</aside><footer>Copyright Gazette</footer></body></html>""".format(*PARAGRAPHS)


def test_the_article_is_found_in_its_page() -> None:
    body = page(FURNISHED, "Convoy leaves harbour")
    assert to_text(body).split("\n\n") == [
        "The harbour at dawn.", PARAGRAPHS[0], PARAGRAPHS[1], "Idle cranes.", "Waiting", PARAGRAPHS[2], "> " + PARAGRAPHS[3],
    ]  # fmt: skip
    assert digest(body).images == (
        "https://gazette.example/files/lead.jpg",
        "https://gazette.example/files/two.jpg",
    )
    assert digest(body).text.split("\n") == to_text(body).replace("> ", "").split("\n\n")


SCRIPTED = "<html><head><title>x</title></head><body><div id=root>Loading …</div>{}</body></html>"


def test_an_article_in_linked_data() -> None:
    data = {"@graph": [{"@type": "NewsArticle", "articleBody": "\n\n".join(PARAGRAPHS)}]}
    source = SCRIPTED.format(f'<script type="application/ld+json">{json.dumps(data)}</script>')
    assert to_text(page(source)) == "\n\n".join(PARAGRAPHS)


def test_an_article_in_the_data_of_a_framework() -> None:
    marked = "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + '<img src="/in.jpg">'
    data = {"props": {"pageProps": {"post": {"title": "x", "body": marked}, "menu": ["Home"]}}}
    source = SCRIPTED.format(
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
    )
    assert to_text(page(source)) == "\n\n".join(PARAGRAPHS)
    assert digest(page(source)).images == ("https://gazette.example/in.jpg",)


def test_marked_up_data_is_preferred_to_bare_text() -> None:
    marked = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    scripts = (
        f'<script type="application/ld+json">{json.dumps({"articleBody": " ".join(PARAGRAPHS)})}</script>'
        f"<script>window.__STATE__ = {json.dumps({'a': {'content': marked}})};</script>"
    )
    assert to_text(page(SCRIPTED.format(scripts))) == "\n\n".join(PARAGRAPHS)


def test_an_article_in_pieces() -> None:
    pieces = [
        {"type": "paragraph", "children": [{"text": p[:20]}, {"text": p[20:]}]} for p in PARAGRAPHS
    ]
    source = SCRIPTED.format(
        f'<script type="application/json">{json.dumps({"story": pieces})}</script>'
    )
    assert to_text(page(source)) == "\n\n".join(PARAGRAPHS)


def test_an_article_in_a_server_stream() -> None:
    marked = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    stream = f'3:T{len(marked.encode()):x},{marked}4:["$","div",null,{{}}]\n'
    pushes = "".join(
        f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>"
        for part in (stream[:150], stream[150:])
    )
    assert to_text(page(SCRIPTED.format(pushes))) == "\n\n".join(PARAGRAPHS)


def test_short_and_broken_pages_still_show_what_they_have() -> None:
    assert to_text(page("<html><body><div>Short page.</div></body></html>")) == "Short page."
    assert to_text(page("")) == ""
    assert to_text(page("just words")) == "just words"
    assert to_text(page('<script type="application/ld+json">{"articleBody": [</script>x')) == "x"


def test_hostile_pages_take_bounded_time() -> None:
    start = time.process_time()
    assert to_text(page("<div>" * 50_000 + "deep")) == "deep"
    nested = "[" * 100_000
    to_text(page(f'<script type="application/ld+json">{nested}</script><p>x</p>'))
    assert time.process_time() - start < 6
