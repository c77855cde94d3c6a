# ruff: noqa: E501
"""The digest of a body tells the same as the document that is shown, and tells it fast."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.content.markup_soup import article, markdown, soup

from clashreader.content import (
    Body,
    digest,
    digesting,
    plain,
    to_document,
    to_html,
    to_markdown,
    to_text,
)
from clashreader.content.document import pictures
from clashreader.content.markdownlook import look
from clashreader.content.markdowntext import markdown_html
from clashreader.model import MediaType

BASE = "https://gazette.example/world/story"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def words_shown(body: Body) -> list[str]:
    found = []
    for line in to_text(body).split("\n"):
        previous = None
        while line != previous:  # marks of quotations and lists stand one behind the other
            previous, line = line, re.sub(r"^\s*(?:>|•|-?\d+\.(?=\s))\s*", "", line)
        found += words(line)
    return found


def html(text: str, **more: str) -> Body:
    return Body(text, MediaType.HTML, BASE, **more)  # type: ignore[arg-type]


@given(article)
@example('<figure><img src="/a.jpg"><figcaption>A quay</figcaption></figure>' * 2)
def test_the_fast_path_finds_what_the_thorough_one_finds(text: str) -> None:
    body = html(text)
    fast = digesting._fast(text, BASE, "")
    if fast is not None:
        assert fast == digesting._thorough(text, BASE, body)


@given(soup)
def test_it_also_does_so_in_rubbish(text: str) -> None:
    body = html(text)
    fast = digesting._fast(text, BASE, "")
    if fast is not None:
        assert fast == digesting._thorough(text, BASE, body)


@given(markdown, st.sampled_from(["", "harbour", "quay 7"]))
@example("> harbour\n> =", "")
@example("> harbour\n> --", "")
@example("> harbour\n> == \n> quay", "")
@example("- harbour\n- =", "")
@example("- harbour\n- --", "")
@example("- harbour\n=", "")
def test_simple_markdown_is_read_as_the_converter_reads_it(text: str, title: str) -> None:
    looked = look(text, BASE, title)
    if looked is not None:
        body = Body(text, MediaType.MARKDOWN, BASE, title=title)
        assert looked == digesting._thorough(markdown_html(text), BASE, body)


@pytest.mark.parametrize("line", ["=", "====", "--", "== "])
def test_an_underline_in_a_quotation_makes_a_heading(line: str) -> None:
    text = f"> Harbour\n> {line}\n\nThe cranes stood idle."
    assert look(text, BASE, "") is None
    found = digest(Body(text, MediaType.MARKDOWN, BASE))
    assert found.text.split("\n") == ["Harbour", "The cranes stood idle."]


def test_most_markdown_is_simple() -> None:
    text = (
        "# Harbour\n\nThe *cranes* stood [idle](https://x.example/a), **all** of them.\n\n> Quoted\n\n"
        "- one\n- two\n\n## Waiting\n\n![Quay](assets/q.png)\n\n---\n\nThe end, in\ntwo lines."
    )
    assert look(text, BASE, "Harbour") == (
        [
            "The cranes stood idle, all of them.",
            "Quoted",
            "one",
            "two",
            "Waiting",
            "The end, in two lines.",
        ],
        ["https://gazette.example/world/assets/q.png"],
        "Harbour",
    )


def test_most_articles_take_the_fast_path() -> None:
    text = '<p>A <a href="/x">link</a>.</p><figure><img src="/a.jpg"></figure><ul><li>one</li></ul>'
    assert digesting._fast(text, BASE, "") is not None


@pytest.mark.parametrize("first", ["How the ice came", "Why", "The harbour: how it froze over"])
def test_a_first_line_that_only_shares_words_with_the_title_takes_it_too(first: str) -> None:
    text = f"<ul><li>{first} and went</li></ul><p>Ferries stayed in port, and how they did.</p>"
    assert digesting._fast(text, BASE, "How the harbour froze - The Quay") is not None


@pytest.mark.parametrize(
    "first",
    ["How the harbour froze", "How the<br>harbour froze", "HOW THE HARBOUR FROZE | The Quay"],
)
def test_what_may_be_the_title_does_not(first: str) -> None:
    text = f"<p>{first}</p><p>Ferries stayed in port.</p>"
    assert digesting._fast(text, BASE, "How the harbour froze - The Quay") is None


@given(st.one_of(article, soup, markdown, st.text()), st.sampled_from(list(MediaType)))
def test_text_and_pictures_are_those_of_the_document(text: str, media_type: MediaType) -> None:
    body = Body(text, media_type, BASE)
    found = digest(body)
    numbered = re.search(r"^\s*(?:-?\d+\.|[>•])", found.text, re.MULTILINE)
    if not numbered:  # else marks and text look the same
        assert words(found.text) == words_shown(body)
    assert list(found.images) == pictures(to_document(body))


@given(
    st.one_of(soup, st.text()),
    st.sampled_from(list(MediaType)),
    st.sampled_from([None, BASE, "", "x:y", "file:///a/b", "http://[::1"]),
)
def test_no_text_at_all_is_too_odd(text: str, media_type: MediaType, base: str | None) -> None:
    body = Body(text, media_type, base, title=text[:9], lead_image=text[:12])
    assert digest(body, summary=text).words >= 0
    to_html(body)
    to_text(body)
    to_markdown(body)
    assert "\n" not in plain(text)


def test_all_is_told() -> None:
    body = html(
        "<h2>On the quay</h2><p>The cranes stood <em>idle</em>.</p>"
        '<img src="https://c.example/pixel.gif" width="1" height="1"><img src="q.jpg" width="800">'
    )
    found = digest(body)
    assert found.text == "On the quay\nThe cranes stood idle."
    assert found.words == 7
    assert found.summary == "On the quay The cranes stood idle."
    assert found.images == ("https://gazette.example/world/q.jpg",)
    assert found.lead_image == found.images[0]
    assert found.title == "On the quay"
    assert found.language is None


def test_summary_of_the_source_is_preferred_and_plain() -> None:
    found = digest(
        html("<p>Text.</p>"), summary="<p>Ships &amp; cranes &lt;b&gt;wait&lt;/b&gt;</p>"
    )
    assert found.summary == "Ships & cranes wait"


def test_summary_of_a_long_text_is_cut_at_a_word() -> None:
    summary = digest(html("<p>" + "harbour lights " * 80)).summary
    assert len(summary) <= digesting.SUMMARY
    assert summary.endswith(("harbour…", "lights…"))


def test_the_lead_picture_is_among_the_pictures_once() -> None:
    lead = "https://gazette.example/img/a-1024x683.jpg"
    text = '<figure><img src="/img/a.jpg"></figure><p>x</p><img src="/img/b.jpg">'
    found = digest(html(text, lead_image=lead))
    assert found.lead_image == lead
    assert [url.rsplit("/", 1)[1] for url in found.images] == ["a.jpg", "b.jpg"]
    assert digest(html("<p>x</p>", lead_image=lead)).images == (lead,)


def test_pictures_are_bounded() -> None:
    text = "".join(f'<img src="/{n}.jpg">' for n in range(500))
    assert len(digest(html(text)).images) == digesting.MAX_IMAGES


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Порт закрито, її вантажі чекають на березі", "uk", 7),
        ("Порт закрыт, его грузы ждут на берегу", "ru", 7),
        ("الميناء مغلق والسفن تنتظر", "ar", 4),
        ("بندر بسته است و کشتی‌ها چشم‌به‌راه گچ پل هستند", "fa", 9),
        ("הנמל סגור והאוניות ממתינות", "he", 4),
        ("港口关闭，船只在等待。", "zh", 9),
        ("港は閉まり、船が待っている。", "ja", 12),
        ("항구가 닫혔고 배들이 기다린다", "ko", 4),
        ("Το λιμάνι είναι κλειστό", "el", 4),
        ("ท่าเรือปิดและเรือกำลังรอ", "th", 5),
        ("Der Hafen ist geschlossen – „für heute“", None, 7),
        ("The harbour is closed", None, 4),
        ("", None, 0),
    ],
)
def test_language_by_script_and_words(text: str, language: str | None, count: int) -> None:
    found = digest(html(f"<p>{text}</p>"))
    assert (found.language, found.words) == (language, count)


def test_a_thousand_bodies_take_little_time() -> None:
    paragraph = (
        "<p>The <em>convoy</em> left <a href='/x'>the harbour</a> “shortly” before dawn. " * 6
    )
    body = html((paragraph + '</p>\n<figure><img src="/a.jpg" width="640"></figure>\n') * 10)
    assert len(body.text) > 4_000
    start = time.process_time()
    for _ in range(1000):
        digest(body)
    assert time.process_time() - start < 1.2  # ten times what it takes
