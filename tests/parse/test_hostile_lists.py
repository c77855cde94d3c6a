"""Subscription lists that mean harm: bounded, and nothing but feeds is taken from them."""

from __future__ import annotations

import pytest

from clashreader.errors import ParseError
from clashreader.parse import parse_opml, read_list


def opml(body: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<opml version="2.0"><body>{body}</body></opml>'.encode()


GOOD = '<outline text="Quay" xmlUrl="https://quay.example/f"/>'


@pytest.mark.parametrize(
    "outline",
    [
        '<outline text="c" xmlUrl="|rm -rf /"/>',
        '<outline text="c" xmlUrl="exec:ls"/>',
        '<outline text="c" xmlUrl="file:///etc/passwd"/>',
        '<outline text="c" xmlUrl="javascript:alert(1)"/>',
        '<outline text="c" xmlUrl="ftp://quay.example/f"/>',
        '<outline type="include" url="https://quay.example/list.opml"/>',
        '<outline type="Include" xmlUrl="https://quay.example/list.opml"/>',
        '<outline type="link" url="https://quay.example/list.opml"/>',
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>',
    ],
)
def test_only_feeds_of_the_web_are_taken(outline: str) -> None:
    assert [link.url for link in parse_opml(opml(outline + GOOD))] == ["https://quay.example/f"]
    with pytest.raises(ParseError):
        parse_opml(opml(outline))


def test_no_entity_is_followed_or_grows() -> None:
    tens = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    before = (
        f'<!DOCTYPE opml [<!ENTITY e0 "aaaaaaaaaa">{tens}'
        '<!ENTITY out SYSTEM "file:///etc/hostname">]>'
    )
    for name in ("e9", "out"):
        body = f'<outline text="&{name};" xmlUrl="https://quay.example/f"/>'
        [link] = parse_opml(opml(body, before))
        assert link.title == f"&{name};"


@pytest.mark.parametrize(
    "body",
    [
        '<outline text="a">' * 100_000 + GOOD + "</outline>" * 100_000,
        "<outline " + " ".join(f'a{n}=">"' for n in range(100_000)) + "/>",
        '<outline text="' + "x" * 15_000_000 + '"/>',
    ],
    ids=["depth", "attributes", "length"],
)
def test_depth_attributes_and_length_are_bounded(body: str) -> None:
    with pytest.raises(ParseError):
        parse_opml(opml(body))
    assert parse_opml(opml(GOOD))


def test_a_swollen_tag_costs_only_itself() -> None:
    swollen = "<outline " + " ".join(f'a{n}="x"' for n in range(5_000)) + "/>"
    assert len(parse_opml(opml(swollen + GOOD))) == 1


def test_so_many_feeds_are_enough() -> None:
    many = "".join(f'<outline xmlUrl="https://quay.example/{n}"/>' for n in range(25_000))
    assert len(parse_opml(opml(many))) == 20_000


def test_what_is_refused_is_named() -> None:
    body = (
        '<outline text="c" xmlUrl="|rm -rf /"/><outline xmlUrl="file:///etc/passwd"/>'
        '<outline type="include" url="https://quay.example/list.opml"/><outline text="Ports"/>'
    )
    found = read_list(opml(body + GOOD))
    assert found.refused == ["|rm -rf /", "file:///etc/passwd", "https://quay.example/list.opml"]
    assert not found.cut
    with pytest.raises(ParseError, match="no feeds of the web"):
        read_list(opml(body))


def test_the_reason_is_said_where_a_list_is_too_deep() -> None:
    with pytest.raises(ParseError, match="too deeply"):
        read_list(opml('<outline text="a">' * 100_000 + GOOD + "</outline>" * 100_000))


def test_more_than_are_taken_is_said() -> None:
    many = "".join(f'<outline xmlUrl="https://quay.example/{n}"/>' for n in range(20_001))
    assert read_list(opml(many)).cut
