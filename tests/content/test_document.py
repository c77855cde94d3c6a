# ruff: noqa: E501
"""Bodies as blocks: what the reading pane gets."""

from __future__ import annotations

import time

import pytest

from clashreader.content import Body, digest, to_document, to_html, to_text
from clashreader.content.blocks import (
    Block,
    Code,
    DefinitionList,
    Embed,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)
from clashreader.model import MediaType

BASE = "https://gazette.example/world/story"


def blocks(text: str, **more: str) -> tuple[Block, ...]:
    return to_document(Body(text, MediaType.HTML, BASE, **more)).blocks  # type: ignore[arg-type]


def paragraph(*spans: Span | str, rtl: bool = False) -> Paragraph:
    return Paragraph(tuple(Span(s) if isinstance(s, str) else s for s in spans), rtl)


def test_white_space_folds_as_browsers_fold_it() -> None:
    assert blocks("<p>  The\n <b> cranes </b>\n\tstood <i>idle</i> .<br> All\u00a0 day </p>") == (
        paragraph(
            "The ",
            Span("cranes ", bold=True),
            "stood ",
            Span("idle", italic=True),
            " .\nAll\u00a0 day",
        ),
    )


def test_styles_nest_and_end() -> None:
    (found,) = blocks(
        "<p><b>a<i>b<u>c</u></i></b><s>d</s><mark>e</mark><sup>f</sup><sub>g</sub><small>h</small></p>"
    )
    assert isinstance(found, Paragraph)
    assert found.spans == (
        Span("a", bold=True),
        Span("b", bold=True, italic=True),
        Span("c", bold=True, italic=True, underline=True),
        Span("d", strike=True),
        Span("e", mark=True),
        Span("f", superscript=True),
        Span("g", subscript=True),
        Span("h", small=True),
    )


def test_text_outside_of_paragraphs_and_breaks_make_paragraphs() -> None:
    found = blocks("First<br><br>second<br>\n<br>third<br>line<div>fourth<p>fifth</p>sixth</div>")
    assert [b.spans[0].text for b in found if isinstance(b, Paragraph)] == [
        "First", "second", "third\nline", "fourth", "fifth", "sixth",
    ]  # fmt: skip


def test_quotations_and_lists_hold_blocks() -> None:
    found = blocks(
        "<blockquote><p>one</p><blockquote>two</blockquote></blockquote>"
        "<ol start=4><li>a<ul><li>b</ul><li><p>c</p><pre>d</pre></ol>"
    )
    assert found == (
        Quote((paragraph("one"), Quote((paragraph("two"),)))),
        ListBlock(
            True,
            (
                (paragraph("a"), ListBlock(False, ((paragraph("b"),),))),
                (paragraph("c"), Code("d")),
            ),
            4,
        ),
    )


def test_definitions() -> None:
    found = blocks(
        "<dl><dt>TEU<dd>A <b>box</b>.<dd>A measure.<dt>Quay<dt>Pier<dd>Where ships lie.</dl>"
    )
    assert found == (
        DefinitionList(
            (
                (
                    (Span("TEU"),),
                    (paragraph("A ", Span("box", bold=True), "."), paragraph("A measure.")),
                ),
                ((Span("Quay"),), ()),
                ((Span("Pier"),), (paragraph("Where ships lie."),)),
            )
        ),
    )


def test_code_is_verbatim_and_knows_its_language() -> None:
    found = blocks(
        '<pre class="brush: python"><code>\nif a &lt; b:\n    <b>go</b>()\n</code></pre><p><code>x</code></p>'
    )
    assert found == (Code("if a < b:\n    go()", "python"), paragraph(Span("x", code=True)))


def test_pictures_become_figures() -> None:
    found = blocks(
        '<figure><a href="/big"><img src="a.jpg" alt="A quay" width="640" height="360px"></a>'
        "<figcaption>At <i>dawn</i>.</figcaption></figure>"
        '<p><img src="/b.jpg"></p><p><img src="/c.jpg">After it.</p><p>Before <img src="/d.jpg"> and after.</p>'
    )
    assert found == (
        Figure(
            "https://gazette.example/world/a.jpg", "A quay",
            (Span("At "), Span("dawn", italic=True), Span(".")), 640, 360, "https://gazette.example/big",
        ),
        Figure("https://gazette.example/b.jpg"),
        Figure("https://gazette.example/c.jpg"),
        paragraph("After it."),
        paragraph("Before and after."),
        Figure("https://gazette.example/d.jpg"),
    )  # fmt: skip


def test_captions_of_old_publishing_systems() -> None:
    found = blocks(
        '<div class="wp-caption alignright"><img src="/b.jpg"><p class="wp-caption-text">At dawn.</p></div><p>Text.</p>'
    )
    assert found == (
        Figure("https://gazette.example/b.jpg", caption=(Span("At dawn."),)),
        paragraph("Text."),
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="data:image/gif;base64,R0" data-src="/best.jpg">',
        '<img src="/placeholder.png" data-lazy-src="/best.jpg">',
        '<img src="/small.jpg" srcset="/small.jpg 400w, /best.jpg 1200w, /huge.jpg 3000w">',
        '<img srcset="/small.jpg, /best.jpg 2x" src="/small.jpg">',
        '<picture><source srcset="/x.avif 800w" type="image/avif"><source srcset="/best.jpg 800w"><img alt=""></picture>',
        '<img class="lazy" src="data:,"><noscript><img src="/best.jpg"></noscript>',
        '<img data-src="/best.jpg"><noscript><img src="/best.jpg"></noscript>',
        '<noscript><img src="/best.jpg"></noscript><img src="data:," data-src="/best.jpg">',
        '<amp-img src="/best.jpg"></amp-img>',
        '<img src="/best.jpg"><img src="/count.gif?id=1"><img src="/t.png" width=1 height=1>',
        '<img src="/best.jpg"><img src="https://c.example/x.png" style="display: none">',
    ],
)
def test_the_one_best_picture(markup: str) -> None:
    assert blocks(f"<p>{markup}</p>") == (Figure("https://gazette.example/best.jpg"),)


def test_small_pictures_stand_in_the_line() -> None:
    (found,) = blocks('<p>Calm <img src="https://s.example/emoji/1f30a.png" alt="🌊"> sea</p>')
    assert found == paragraph(
        "Calm ", Span("🌊", image="https://s.example/emoji/1f30a.png"), " sea"
    )


def test_embedded_media_become_cards() -> None:
    found = blocks(
        '<p>Look:</p><iframe width=560 src="https://www.youtube-nocookie.com/embed/abc_DEF-123?rel=0" title="The quay"></iframe>'
        '<video poster=p.jpg><source src="/film.mp4">No video.</video><iframe src="https://www.googletagmanager.com/ns.html"></iframe>'
        '<iframe src="https://t.example" width=1 height=1></iframe>'
    )
    assert found == (
        paragraph("Look:"),
        Embed("https://www.youtube.com/watch?v=abc_DEF-123", "The quay", "youtube.com"),
        Embed("https://gazette.example/film.mp4", "Video", "gazette.example"),
    )
    assert to_html(Body('<iframe src="https://v.example/1"></iframe>', MediaType.HTML)) == (
        '<figure><a href="https://v.example/1">Embedded page</a></figure>'
    )


def test_tables() -> None:
    found = blocks(
        "<table><caption>Berths</caption><thead><tr><th>Port<th colspan=2>Ships</thead>"
        "<tr><td rowspan=2>North<td>1<td>2<tr><td>3<td>4</table>"
    )
    (table,) = found
    assert isinstance(table, Table)
    assert table.caption == (Span("Berths"),)
    assert [[(c.header, c.columns, c.rows) for c in row] for row in table.rows] == [
        [(True, 1, 1), (True, 2, 1)],
        [(False, 1, 2), (False, 1, 1), (False, 1, 1)],
        [(False, 1, 1), (False, 1, 1)],
    ]


def test_tables_that_only_arrange_are_dissolved() -> None:
    found = blocks("<table><tr><td><h2>Head</h2><table><tr><td><p>Text</table><tr><td>More</table>")
    assert found == (Heading(2, (Span("Head"),)), paragraph("Text"), paragraph("More"))


def test_footnotes_lead_to_their_places() -> None:
    text = '<p>Claim<sup><a href="#n1" id="r1">1</a></sup> and <a href="#gone">none</a>.</p><ol><li id="n1">Source <a href="#r1">↩</a></ol>'
    claim, notes = blocks(text)
    assert isinstance(claim, Paragraph)
    assert isinstance(notes, ListBlock)
    reference = claim.spans[1]
    source = notes.items[0][0]
    assert isinstance(source, Paragraph)
    assert reference.superscript
    assert reference.link == f"#{source.spans[0].anchor}"
    assert source.spans[1].link == f"#{reference.anchor}"
    assert claim.spans[2].link is None
    assert to_html(Body(text, MediaType.HTML, BASE)).count("#") == 0


def test_what_is_shown_around_the_body_is_not_repeated() -> None:
    text = (
        '<h1>Harbour  CLOSED!</h1><figure><img src="/a-800x600.jpg?w=3"><figcaption>Quay</figcaption></figure><p>Text.</p>'
        '<p>Share: <a href="https://www.facebook.com/sharer/sharer.php?u=x">Facebook</a> | '
        '<a href="https://twitter.com/intent/tweet?x">X</a></p><p> &nbsp;</p><hr>'
    )
    body = Body(
        text,
        MediaType.HTML,
        BASE,
        title="Harbour closed",
        lead_image="https://gazette.example/a.jpg",
    )
    document = to_document(body)
    assert document.blocks == (paragraph("Text."),)
    assert document.lead == Figure(
        "https://gazette.example/a-800x600.jpg?w=3", caption=(Span("Quay"),)
    )
    assert to_text(body) == "Quay\n\nText."
    assert digest(body).text == "Quay\nText."
    assert digest(body).title == "Harbour CLOSED!"


def test_an_article_about_sharing_is_kept() -> None:
    text = '<p>They use <a href="https://facebook.com/sharer/x">this page of Facebook</a> to spread the rumour, officials say.</p>'
    assert len(blocks(text)) == 1


def test_directions() -> None:
    document = to_document(
        Body(
            '<p>الميناء مغلق today</p><p>السفن تنتظر</p><p>Plain.</p><div dir="rtl"><p>2026</p><p>English</p></div>',
            MediaType.HTML,
        )
    )
    assert [b.rtl for b in document.blocks if isinstance(b, Paragraph)] == [
        True,
        True,
        False,
        True,
        False,
    ]
    assert document.rtl
    assert not to_document(Body("<p>Mostly English with one word: ميناء</p>", MediaType.HTML)).rtl


def test_inline_elements_around_blocks_style_them() -> None:
    assert blocks("<b><p>one</b> two</p>")[0] == paragraph(Span("one two", bold=True))
    found = blocks('<a href="/card"><h3>Head</h3><p>Text</p></a><p>after</p>')
    assert found == (
        Heading(3, (Span("Head", link="https://gazette.example/card"),)),
        paragraph(Span("Text", link="https://gazette.example/card")),
        paragraph("after"),
    )


def test_embedded_pictures_are_announced() -> None:
    document = to_document(
        Body(f'<p>x</p><img src="data:image/png;base64,{"A" * 9000}">', MediaType.HTML)
    )
    assert document.notices == ("1 picture that is embedded in the text is not shown.",)


def test_text_for_reading() -> None:
    body = Body(
        "<h2>Head</h2><p>One<br>two</p><ul><li>a<li>b</ul><ol start=9><li><p>c</p><p>d</p></ol><blockquote><p>q</p></blockquote>"
        "<table><tr><th>x<th>y<tr><td>1<td>2</table><hr><p>End</p>",
        MediaType.HTML,
    )
    assert to_text(body) == (
        "Head\n\nOne\ntwo\n\n• a\n• b\n\n9. c\n\n   d\n\n> q\n\nx | y\n1 | 2\n\n* * *\n\nEnd"
    )


def test_rules_between_but_not_around() -> None:
    assert blocks("<hr><p>a</p><hr><p>b</p><hr>") == (paragraph("a"), Rule(), paragraph("b"))


def test_a_span_of_the_text_is_the_article() -> None:
    assert (
        to_text(Body("---\ntitle: x\n---\nText\n\nEurope\n", MediaType.TEXT, span=(16, 21)))
        == "Text"
    )


def test_long_articles_take_little_time() -> None:
    text = (
        "<p>The <em>cranes</em> stood <a href='/x'>idle</a> for most of the morning.</p>\n" * 12_000
    )
    start = time.process_time()
    found = blocks(text)
    assert len(found) == 12_000
    assert time.process_time() - start < 6
