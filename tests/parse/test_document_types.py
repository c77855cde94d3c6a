"""Document types, and what hostile ones ask for."""

from __future__ import annotations

import pytest

from clashreader.parse import parse_feed
from clashreader.parse.doctype import MAX_GROWTH, without_doctype

URL = "https://quay.example/feed"
REST = "<rss version='2.0'><channel><title>{}</title><item><title>A</title></item></channel></rss>"


def title(doctype: str, written: str) -> str:
    feed = parse_feed((f"<?xml version='1.0'?>{doctype}" + REST.format(written)).encode(), url=URL)
    assert [article.title for article in feed.articles] == ["A"]
    return feed.title


def test_short_texts_under_a_name_are_put_in_their_places() -> None:
    subset = "<!ENTITY quay 'the quay'><!ENTITY oe \"&#339;\">"
    assert title(f"<!DOCTYPE rss [{subset}]>", "At &quay;, c&oe;ur") == "At the quay, cœur"


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY a PUBLIC "x" "http://127.0.0.1:9/">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;',
        '<!ENTITY b "bb"><!ENTITY a "&b;&b;">',
        '<!ENTITY a "<title>other</title>">',
        f'<!ENTITY a "{"x" * 1000}">',
    ],
)  # fmt: skip
def test_nothing_else_is_followed_and_the_reference_is_shown(subset: str) -> None:
    assert title(f"<!DOCTYPE rss [{subset}]>", "[&a;]") == "[&a;]"


def test_many_references_to_one_text_stay_within_bounds() -> None:
    bomb = f"<!DOCTYPE rss [<!ENTITY a '{'x' * 300}'>]>" + REST.format("&a;" * 10_000)
    assert len(without_doctype(bomb)) <= len(bomb) + MAX_GROWTH


def test_in_a_cdata_section_nothing_is_a_reference() -> None:
    assert title("<!DOCTYPE rss [<!ENTITY a 'x'>]>", "<![CDATA[&amp;a;]]>") == "&a;"


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss>",
        "<!DOCTYPE rss PUBLIC '-//Quay//DTD >weird< //EN' \"https://q.example/rss.dtd\">",
        "<!DOCTYPE rss [ <!-- ]> --> <?php ]> ?> <!ELEMENT rss (channel)> ]>",
        "<!DOCTYPE rss [ <!ENTITY a 'never closed ",
        "<!DOCTYPE rss [" + "<!ENTITY x 'y'>" * 2_000 + "]>",
        "<!-- before --><!doctype rss><!-- behind -->",
    ],
)  # fmt: skip
def test_whatever_a_document_type_holds_the_feed_is_read(doctype: str) -> None:
    assert title(doctype, "Quays") == "Quays"


def test_stylesheets_and_inclusions_are_passed_over() -> None:
    data = (
        b"<?xml version='1.0'?><?xml-stylesheet href='http://127.0.0.1:9/x.xsl' type='text/xsl'?>"
        b"<rss version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><channel>"
        b"<item><title>A</title><xi:include href='file:///etc/passwd' parse='text'/></item>"
        b"</channel></rss>"
    )
    (article,) = parse_feed(data, url=URL).articles
    assert (article.title, article.body) == ("A", "")


def test_an_element_with_more_attributes_than_any_honest_one_costs_nothing_else() -> None:
    attributes = " ".join(f"a{number}='1'" for number in range(5_000))
    feed = parse_feed(REST.format("N").replace("<item>", f"<item {attributes}>").encode(), url=URL)
    assert [article.title for article in feed.articles] == ["A"]
    assert feed.notices == ()
