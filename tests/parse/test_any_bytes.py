"""Whatever the bytes are: an answer or a `ParseError`, and nothing that a store cannot take.

A fault of ours would come out as a `ParseError` as well, but with a record in the log, which
fails the test that made it.
"""

# ruff: noqa: E501 - documents as they come

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.errors import ParseError
from clashreader.parse import (
    ARTICLE_SUFFIXES,
    find_feeds,
    parse_feed,
    parse_file,
    parse_opml,
    sniff,
)

DATA = Path(__file__).parents[1] / "data"
SEEDS = [path.read_bytes() for path in sorted((DATA / "feeds").iterdir())] + [
    b"---\ntitle: x\ntags: [a, b]\ndate: 2026-03-04\n---\n# H\n\ntext *em* [a](b)\n",
    b"+++\ntitle='x'\ndate=2026-03-04\n+++\ntext",
    b"March 04, 2026Harbour Gazette\nText.\nEurope\nMarch 2026\nAsia\nMarch 2026\n",
    b"<!doctype html><html><head><title>x - y</title><meta property='og:site_name' content='y'>"
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","author":[1]}'
    b"</script></head><body><time datetime='2026-03-04'>x</time><p>y</body></html>",
    b"<opml><body><outline text='a'><outline xmlUrl='http://x.example/y' text='b'/></outline></body>",
]
SPLICES = [
    b"&#xD800;", b"&nbsp;", b"<![CDATA[", b"]]>", b"\0", b"\xff\xfe", b"&#0;", b"&#99999999999;",
    b"<!--", b"<?x", b"<!DOCTYPE x [", b" xml:base='http://['", b"9" * 30, b"\xe2\x80\xa8", b"\xed\xa0\x80",
    b"<div xmlns='h&#xD800;'>", b"</item>", b'"', b"'", b"{", b"[", b"null", b"\\ud800", b"---\n", b": ",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sound document with pieces cut out, doubled, and put in."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 12))
        piece = draw(st.one_of(st.sampled_from(SPLICES), st.binary(max_size=4), st.just(b"")))
        data[place : place + length] = piece
    return bytes(data)


ANY = st.one_of(st.binary(max_size=300), damaged(), st.text(max_size=300).map(str.encode))
DECLARED = st.sampled_from(
    [
        None,
        "",
        "text/html; charset=utf-16",
        "application/rss+xml; charset=x",
        "text/xml;charset=koi8-r",
    ]
)


def storable(value: Any) -> None:
    """Every text in `value` can be written as UTF-8."""
    if isinstance(value, str):
        value.encode()
        assert "\0" not in value
    elif isinstance(value, tuple):
        for entry in value:
            storable(entry)
    elif is_dataclass(value):
        for field in fields(value):
            storable(getattr(value, field.name))


@given(ANY, DECLARED)
def test_feeds(data: bytes, content_type: str | None) -> None:
    try:
        parsed = parse_feed(data, url="https://x.example/feed", content_type=content_type)
    except ParseError:
        return
    storable(parsed)
    uids = [article.uid for article in parsed.articles]
    assert all(uids)
    assert len(set(uids)) == len(uids)


@pytest.mark.parametrize("suffix", [*sorted(ARTICLE_SUFFIXES), "", ".unknown"])
@given(data=ANY)
def test_files(suffix: str, data: bytes) -> None:
    try:
        article = parse_file(data, path=f"a/b{suffix}", base_url="file:///a/", modified=0)
    except ParseError:
        return
    storable(article)
    assert article.uid == f"a/b{suffix}"
    if article.body_span is not None:
        start, end = article.body_span
        assert 0 <= start <= end <= len(article.body)


@given(ANY, DECLARED)
def test_pages_and_lists(data: bytes, content_type: str | None) -> None:
    sniff(data, content_type)
    storable(find_feeds(data, url="https://x.example/", content_type=content_type))
    with suppress(ParseError):
        storable(parse_opml(data))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_no_paragraph_of_a_plain_text_is_lost_without_a_strip(text: str) -> None:
    """What is left out of the body is in the title, the head or the related labels."""
    text = f"A first paragraph, which ends here.\n{text}\nA last paragraph, which ends here."
    article = parse_file(text.encode("utf-8", "replace"), path="x.txt", base_url="", modified=0)
    assert article.body_span is not None
    assert article.body[slice(*article.body_span)] == article.body
