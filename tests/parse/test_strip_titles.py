"""Strips of related articles that give the titles of those articles, above or below each pair."""

from __future__ import annotations

import pytest

from clashreader.model import ParsedArticle, Related
from clashreader.parse import parse_file

HEAD = "March 04, 2026Harbour Gazette\n"
PARAGRAPHS = (
    "Envoys of both governments met in Aldport on Tuesday and agreed to open the bridge for two "
    "hours a day, although nobody signed anything that anyone could see.",
    "“We will cross as soon as they let us,” said Mira Holt, who has sold lamps there for years.",
    "Some forty families were brought away from farms near the water, the head of the county said.",
)
BODY = "\n".join(PARAGRAPHS)
VIENNA = "Ukraine peace talks resume in Vienna"
COAST = "Typhoon nears coast"


def read(text: str) -> ParsedArticle:
    return parse_file(text.encode(), path="page.txt", base_url="file:///a/", modified=1)


def body(article: ParsedArticle) -> str:
    assert article.body_span is not None
    return article.body[slice(*article.body_span)]


def related(first: str | None = VIENNA, second: str | None = COAST) -> tuple[Related, ...]:
    return (Related("Europe", 202603, first), Related("Asia-Pacific", 202603, second))


@pytest.mark.parametrize(
    "strip",
    [
        f"Europe\nMarch 2026\n{VIENNA}\nAsia-Pacific\nMarch 2026\n{COAST}\n",
        f"Europe / March 2026\n{VIENNA}\nAsia-Pacific / March 2026\n{COAST}\n",
        f"Europe · March 2026\n\n{VIENNA}\n\nAsia-Pacific · March 2026\n\n{COAST}\n",
        f"{VIENNA}\nEurope\nMarch 2026\n{COAST}\nAsia-Pacific\nMarch 2026\n",
        f"{VIENNA}\nEurope / March 2026\n{COAST}\nAsia-Pacific / March 2026\n",
        f"Read more\nEurope\nMarch 2026\n{VIENNA}\nAsia-Pacific\nMarch 2026\n{COAST}\n© 2026\n",
    ],
)
def test_titles_above_or_below_their_pairs(strip: str) -> None:
    article = read(f"{HEAD}{BODY}\n{strip}")
    assert body(article) == BODY
    assert article.related == related()
    assert article.section == "Europe"


@pytest.mark.parametrize("between", ["Europe\nMarch 2026", "Europe / March 2026"])
@pytest.mark.parametrize(
    "last",
    [
        "Nobody was hurt.",
        "“Nobody was hurt.”",
        "The bridge stays shut!",
        "A line of eighty-one letters and more, without a stop, as a paragraph has it at times",
    ],
)
def test_the_last_paragraph_is_no_title(last: str, between: str) -> None:
    text = f"{HEAD}{PARAGRAPHS[0]}\n{last}\n{between}\n{VIENNA}\nAsia-Pacific\nMarch 2026\n"
    article = read(text)
    assert body(article) == f"{PARAGRAPHS[0]}\n{last}"
    assert article.related == related(second=None)


def test_a_long_title_between_pairs_is_one() -> None:
    long = (
        "Ministers of nine countries promise at the meeting in Vienna to keep the river open for "
        "ships of all nations"
    )
    article = read(f"{HEAD}{BODY}\nEurope\nMarch 2026\n{long}\nAsia-Pacific\nMarch 2026\n{COAST}\n")
    assert body(article) == BODY
    assert article.related == related(first=long)
