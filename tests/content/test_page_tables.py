"""Tables, lists and listings of a page's article, and what becomes of its repeated paragraphs."""

from __future__ import annotations

import re

import pytest

from clashreader.content import Body, to_html, to_text
from clashreader.model import MediaType

SMALL = "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
WORDS = (
    "pier", "gull", "rope", "tar", "keel", "mast", "sail", "tide",
    "reef", "buoy", "crab", "eel", "fog", "oar", "net", "hull",
)  # fmt: skip


def paragraphs(first: int, last: int) -> str:
    return "".join(
        f"<p>On day {n} the {WORDS[n % 16]} at berth {n * 7} was seen by the warden of Norrholm, "
        f"who wrote of {WORDS[(n * 5 + 3) % 16]} and {WORDS[(n * 3 + 1) % 16]} in a notebook.</p>"
        for n in range(first, last)
    )


def html_of(inside: str, *, outside: str = "") -> str:
    page = (
        f"<html><head><title>Berths</title></head><body><main><article>{inside}</article></main>"
        f"{outside}</body></html>"
    )
    return re.sub(r">\s+<", "><", to_html(Body(page, MediaType.PAGE, "https://x.example/b")))


@pytest.mark.parametrize(
    "table",
    [
        SMALL,
        f"<figure>{SMALL.replace('<tr>', '<caption>Berths</caption><tr>', 1)}</figure>",
        f"<div class=scroll>{SMALL}</div>",
        "<table><tr><td>Won</td><td>3</td><td>7</td></tr><tr><td>Lost</td><td></td><td>-</td></tr>"
        "</table>",
        "<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><td>0.5</td><td>0.25</td>"
        "</tr></tbody></table>",
    ],
)
def test_a_small_table_between_paragraphs_keeps_its_cells(table: str) -> None:
    found = html_of(paragraphs(0, 6) + table + paragraphs(6, 12))
    said = re.findall(r"<(?:td|th|caption)[^>]*>([^<]*)", table)
    assert re.findall(r"<(?:td|th|caption)[^>]*>([^<]*)", found) == said
    assert found.count("<p>") == 12


@pytest.mark.parametrize(
    "junk",
    [
        "<div class=newsletter><table><tr><td>Post</td><td>1</td></tr><tr><td>Pin</td><td>2</td>"
        "</tr></table></div>",
        "<aside><table><tr><td>Gold</td><td>1</td></tr><tr><td>Silver</td><td>2</td></tr></table>"
        "</aside>",
        "<table><tr><td><a href=/1>Sport</a></td><td><a href=/2>Food</a></td></tr>"
        "<tr><td><a href=/3>Travel</a></td><td><a href=/4>Money</a></td></tr></table>",
    ],
)
def test_a_table_of_links_or_buttons_goes_without_leaving_a_shell(junk: str) -> None:
    found = html_of(paragraphs(0, 6) + junk + paragraphs(6, 12))
    assert "<table" not in found
    assert found.count("<p>") == 12


def test_no_empty_table_or_list_is_left_behind() -> None:
    links = "<ul><li><a href=/1>Sport</a></li><li><a href=/2>Food</a></li></ul>"
    found = html_of(paragraphs(0, 6) + paragraphs(6, 12) + links + SMALL)
    assert not re.search(r"<(table|tbody|tr|ul)[^>]*></\1>", found)


RICH = (
    "<table><caption>Berths by month</caption><tr><th>Month</th><th>Ships</th></tr>"
    "<tr><td>May</td><td>7</td></tr><tr><td>June</td><td>9</td></tr></table>"
    "<pre><code>x = 1\ny = 2</code></pre><ol><li>First</li><li>Second</li></ol>"
)


def test_an_article_that_repeats_its_paragraphs_keeps_its_structure() -> None:
    again = paragraphs(0, 5)
    found = html_of(
        again + RICH[: RICH.index("<pre>")] + again + RICH[RICH.index("<pre>") :] + again
    )
    assert "<caption>Berths by month</caption>" in found
    assert "<ol><li>First</li><li>Second</li></ol>" in found
    assert "<pre><code>x = 1\ny = 2</code></pre>" in found
    assert found.count("<p>") == 15


def test_a_refrain_is_there_as_often_as_it_was_sung() -> None:
    refrain = "<p>Haul away the rope, my dear, and let the tide go by the pier of Norrholm.</p>"
    verses = re.findall("<p>.*?</p>", paragraphs(0, 4))
    found = html_of("".join(verse + refrain for verse in verses))
    assert found.count("Haul away") == 4
    assert to_text(Body(found, MediaType.HTML)).startswith("On day 0")
