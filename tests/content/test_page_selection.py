"""Which parts of a page are the article: loose text, sections, what is said twice."""

from __future__ import annotations

import pytest

from clashreader.content import Body, to_html, to_text
from clashreader.model import MediaType

HARBOUR = (
    "The harbour master of Norrholm counted nine ships on Tuesday, which is more than the port "
    "has seen in any week since the old breakwater fell into the sound two winters ago.",
    "Most of them carried timber and grain, and their crews said that the northern channel had "
    "been marked well enough to be sailed at night, with a pilot and in a calm sea.",
    "The town council wants to vote on a second crane in March, although the bank has asked for "
    "a plan of how the loan could be paid back within twelve years.",
    "Fishermen had feared for their moorings, and were promised the whole of the eastern quay as "
    "long as they keep it free of nets and boxes on the days of the market.",
)


def page(inside: str, *, around: str = "") -> Body:
    html = (
        "<html><head><title>Ships</title></head><body><nav><a href=/>Home</a> <a href=/s>Sea</a>"
        f"</nav>{inside}{around}</body></html>"
    )
    return Body(html, MediaType.PAGE, "https://x.example/ships")


def test_loose_text_beside_blocks_is_the_article_with_its_links() -> None:
    first, second, third, fourth = HARBOUR
    linked = first.replace("nine ships", "<a href=/nine>nine ships</a>")
    body = page(
        f"<div class=story><div class=photo><img src=/p.jpg></div>{linked}<br><br>{second}<br><br>"
        f"<p>{third}</p>{fourth.replace('moorings', '<b>moorings</b>')}<div class=tags>Sea</div>"
        "</div>"
    )
    assert to_text(body).split("\n\n") == list(HARBOUR)
    assert '<a href="https://x.example/nine">nine ships</a> on Tuesday' in to_html(body)


def test_words_behind_links_count() -> None:
    paragraphs = "".join(
        f"<p><a href=/{n}>{text[:20]}</a>{text[20:60]}<i>{text[60:70]}</i>{text[70:]}</p>"
        for n, text in enumerate(HARBOUR)
    )
    body = page(f"<main><div>{paragraphs}</div></main>")
    assert to_text(body).split("\n\n") == list(HARBOUR)
    assert to_html(body).count("<a ") == len(HARBOUR)


def test_what_the_foot_says_again_is_not_the_article() -> None:
    again = "<p>Write to the editors if you find a mistake in any of the texts on this site.</p>"
    links = "".join(f"<li><a href=/{n}>Other news number {n} of the day</a></li>" for n in range(9))
    text = "".join(f"<p>{one}</p>" for one in HARBOUR)
    body = page(
        f"<div id=page><div class=text>{text}{again}</div></div>",
        around=f"<div class=more><ul>{links}</ul></div><div class=foot>{again}{again}</div>",
    )
    said = to_text(body)
    assert said.count("Write to the editors") <= 1
    assert "Other news" not in said
    assert all(one in said for one in HARBOUR)


def test_every_section_that_has_a_box_of_its_own_is_there() -> None:
    first, *others = HARBOUR
    sections = f"<section><div><p>{first}</p><p>{' '.join(others)}</p></div></section>"
    last = "A ferry will sail twice a day from the first of May on, if the weather lets it."
    body = page(
        f"<div class=all>{sections}<section><div><h3>Next</h3><p>{last}</p></div></section></div>"
    )
    assert last in to_text(body)
    assert "Next" in to_text(body)


def test_a_heading_of_one_word_stays_with_its_text() -> None:
    text = "".join(f"<h2><a href=/{n}>Quay</a></h2><p>{one}</p>" for n, one in enumerate(HARBOUR))
    assert to_text(page(f"<main>{text}</main>")).count("Quay") == len(HARBOUR)


def test_soft_hyphens_hide_no_paragraph() -> None:
    text = "".join(
        f"<p>{one.replace('har', 'har&shy;').replace('ou', 'o&shy;u')}</p>" for one in HARBOUR
    )
    assert len(to_text(page(f"<main>{text}</main>")).split("\n\n")) == len(HARBOUR)


@pytest.mark.parametrize("count", [3_000])
def test_thousands_of_loose_runs_are_no_burden(count: int) -> None:
    runs = "".join(f"Line {n} of the log says that the sea was calm.<hr>" for n in range(count))
    assert f"Line {count - 1} of" in to_text(page(f"<div>{runs}</div>"))
