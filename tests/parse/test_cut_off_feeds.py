"""A feed that was cut off anywhere: its whole items are taken, and nothing of the last one."""

from __future__ import annotations

import pytest

from clashreader.errors import ParseError
from clashreader.model import ParsedArticle
from clashreader.parse import parse_feed
from clashreader.parse.endings import has_end

LONG = "<p>The ferry waits for the tide.</p>" * 4
ESCAPED = LONG.replace("<", "&lt;")
RSS = (
    "<?xml version='1.0'?><rss version='2.0' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Quay</title>"
    "{}</channel></rss>"
)
ITEM = (
    "<item><guid>https://quay.example/?p=1234{0}</guid><title>Low water {0}</title>"
    "<link>https://quay.example/low-water-{0}</link><description>In short.</description>"
    f"<content:encoded><![CDATA[{LONG}]]></content:encoded></item>"
)
ATOM = (
    "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Quay</title>"
    "<id>urn:quay</id>{}</feed>"
)
ENTRY = (
    "<entry><id>urn:quay:{0}</id><title>Low water {0}</title>"
    "<link href='https://quay.example/{0}'/><summary>In short.</summary>"
    f"<content type='html'>{ESCAPED}</content></entry>"
)
XHTML = (
    "<entry><id>urn:quay:{0}</id><title>Low water {0}</title><content type='xhtml'>"
    f"<div xmlns='http://www.w3.org/1999/xhtml'>{LONG}<br/></div></content></entry>"
)


def read(text: str) -> tuple[ParsedArticle, ...]:
    try:
        return parse_feed(text.encode(), url="https://quay.example/feed").articles
    except ParseError:
        return ()


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(("frame", "item"), [(RSS, ITEM), (ATOM, ENTRY), (ATOM, XHTML)])
@pytest.mark.parametrize("fault", ["", " & "], ids=["sound", "broken"])
def test_wherever_it_is_cut_off_only_whole_items_are_read(
    frame: str, item: str, count: int, fault: str
) -> None:
    entries = [item.format(number) for number in range(1, count + 1)]
    text = frame.format("".join(entries)).replace("Quay<", f"Quay{fault}<")
    whole = read(text)
    assert len(whole) == count
    start = text.index(entries[-1])
    for end in range(start, start + len(entries[-1]), 7):
        assert read(text[:end]) == whole[:-1], text[end - 40 : end]
    assert read(text[: start + len(entries[-1])]) == whole


@pytest.mark.parametrize(
    ("tail", "there"),
    [
        ("</rss>", True),
        ("</rss >\n<!-- made in 3 ms -->", True),
        ("</atom:feed>", True),
        ("</rdf:RDF>\n", True),
        ("</channel>", True),
        ("<rss version='2.0'/>\n", True),
        ("<link href='https://quay.example/'/>", False),
        ("</feedburner:origLink>", False),
        ("</item>", False),
        ("</rss", False),
        ("", False),
    ],
)
def test_the_end_of_a_feed_is_that_of_its_root(tail: str, there: bool) -> None:
    assert has_end(f"<item><title>Low water</title>{tail}") is there


def test_an_unclosed_item_of_a_feed_with_an_end_is_read() -> None:
    text = RSS.format("<item><title>One</title><guid>1</guid><description>It & rained.")
    assert [article.title for article in read(text)] == ["One"]
