"""Plain text: written as text, or left over from a web page."""

# ruff: noqa: E501 - documents as they come

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clashreader.model import MediaType, ParsedArticle, Related
from clashreader.parse import parse_file

DAY = int(datetime(2026, 3, 4, tzinfo=UTC).timestamp())
PARAGRAPHS = (
    "Envoys of both governments met in Aldport on Tuesday and agreed to open the bridge for "
    "two hours a day. Nobody signed anything.",
    "Traders had waited for a month.",
    "“We will cross as soon as they let us,” said Mira Holt, who sells lamps.",
    "A second round is planned for April 2026",
)
BODY = "\n".join(PARAGRAPHS)
STRIP = "Europe\nMarch 2026\nAsia-Pacific\nMarch 2026\nUkraine - Russia War\nFebruary 2026\nEurope\nJune 2025\n"
RELATED = (
    Related("Europe", 202603),
    Related("Asia-Pacific", 202603),
    Related("Ukraine - Russia War", 202602),
    Related("Europe", 202506),
)
TITLE = "Envoys of both governments met in Aldport on Tuesday and agreed to open the bridge for…"


def read(text: str | bytes, path: str = "page.txt") -> ParsedArticle:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_file(data, path=path, base_url="file:///articles/", modified=1)


def body(article: ParsedArticle) -> str:
    assert article.body_span is not None
    return article.body[slice(*article.body_span)]


def test_the_page_of_the_issue() -> None:
    article = read(f"March 04, 2026Harbour Gazette\n{BODY}\n{STRIP}")
    assert article.media_type is MediaType.TEXT
    assert article.published == DAY
    assert article.outlet == "Harbour Gazette"
    assert article.title == TITLE
    assert article.title_derived
    assert body(article) == BODY
    assert article.related == RELATED
    assert article.section == "Europe"
    assert article.updated is None
    assert article.body.startswith("March 04, 2026Harbour Gazette")


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n\n", "\r\n\r\n", " \n", "\u2028"])
def test_any_kind_of_line_break_and_blank_lines_between(newline: str) -> None:
    text = f"March 04, 2026Harbour Gazette\n{BODY}\n{STRIP}".replace("\n", newline)
    article = read(text)
    assert article.title == TITLE
    assert [line.strip() for line in body(article).splitlines() if line.strip()] == list(PARAGRAPHS)
    assert article.related == RELATED


@pytest.mark.parametrize(
    "head",
    [
        "March 4, 2026Harbour Gazette",
        "4 March 2026Harbour Gazette",
        "Mar 4 2026Harbour Gazette",
        "2026-03-04Harbour Gazette",
        "04.03.2026Harbour Gazette",
        "Wednesday, March 4th, 2026Harbour Gazette",
        "March 04, 2026 Harbour Gazette",
        "March 04, 2026 | Harbour Gazette",
        "March 04, 2026 · Harbour Gazette",
        "March 04, 2026 - Harbour Gazette",
        "March 04, 2026\tHarbour Gazette",
        "Harbour GazetteMarch 04, 2026",
        "Harbour Gazette4 March 2026",
        "Harbour Gazette | March 04, 2026",
        "Harbour Gazette, 4 March 2026",
        "Harbour Gazette — 2026/03/04",
        "Published: March 4, 2026 | Harbour Gazette",
        "March 04, 2026\nHarbour Gazette",
        "Harbour Gazette\nMarch 04, 2026",
        "\n\nMarch 04, 2026Harbour Gazette\n",
        "\ufeffMarch 04, 2026Harbour Gazette",
        "Harbour Gazette\n\n4 March 2026\n",
    ],
)
def test_date_and_outlet_in_any_order_and_form(head: str) -> None:
    article = read(f"{head}\n{BODY}\n{STRIP}")
    assert (article.published, article.outlet) == (DAY, "Harbour Gazette")
    assert article.title == TITLE
    assert body(article) == BODY


def test_a_time_and_a_byline_in_the_first_line() -> None:
    article = read(f"By Ann Example | March 4, 2026, 2:05 pm | Harbour Gazette\n{BODY}\n{STRIP}")
    assert article.published == DAY + 14 * 3600 + 5 * 60
    assert article.author == "Ann Example"
    assert article.outlet == "Harbour Gazette"


def test_a_headline_above_the_date_is_the_title() -> None:
    article = read(f"Bridge to open for two hours\nMarch 4, 2026 | Harbour Gazette\n{BODY}")
    assert article.title == "Bridge to open for two hours"
    assert not article.title_derived
    assert body(article) == BODY


def test_an_outlet_need_not_call_itself_one() -> None:
    assert read(f"March 04, 2026Meridian\n{BODY}\n{STRIP}").outlet == "Meridian"
    assert read(f"March 04, 2026\n{BODY}\n{STRIP}").outlet is None


@pytest.mark.parametrize(
    "first",
    [
        "March 4, 2026 was a quiet day at the bridge, and nobody crossed it.",
        "On March 4, 2026 the bridge opened.",
        "The report of 4 March 2026",
        "She was born on 4 March 1986, long before the bridge was built, and never saw it open.",
    ],
)
def test_a_sentence_with_a_date_is_no_dateline(first: str) -> None:
    article = read(f"{first}\n{BODY}")
    assert article.published is None
    assert article.outlet is None
    assert body(article).startswith(first)


# --- the strip ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "strip",
    [
        "Europe / March 2026\nAsia-Pacific / March 2026\nUkraine - Russia War / February 2026\nEurope / June 2025",
        "Europe · Mar 2026\nAsia-Pacific · Mar. 2026\nUkraine - Russia War · Feb 2026\nEurope · Jun 2025",
        "EuropeMarch 2026\nAsia-PacificMarch 2026\nUkraine - Russia WarFebruary 2026\nEuropeJune 2025",
        "March 2026\nEurope\nMarch 2026\nAsia-Pacific\nFebruary 2026\nUkraine - Russia War\nJune 2025\nEurope",
        f"Related\n{STRIP}",
        f"Read more\n\n{STRIP}",
        f"Share\nCopy link\nRelated articles\n{STRIP}",
        f"{STRIP}© 2026 Harbour Gazette. All rights reserved.",
        f"{STRIP}Subscribe to our newsletter\nWe use cookies to make this site better. Read how.\nAccept all",
        STRIP.replace("\n", "\n\n"),
        f"{STRIP}Loading the rest of the archive, please wait.",
    ],
)
def test_strips_of_every_shape(strip: str) -> None:
    article = read(f"March 04, 2026Harbour Gazette\n{BODY}\n{strip}")
    assert body(article) == BODY
    assert article.related == RELATED
    assert article.section == "Europe"


def test_a_last_label_without_its_month_is_kept() -> None:
    article = read(f"{BODY}\n{STRIP}Middle East\n")
    assert body(article) == BODY
    assert article.related == (*RELATED, Related("Middle East", None))


def test_a_tie_goes_to_the_first_section() -> None:
    assert read(f"{BODY}\nAfrica\nMay 2025\nEurope\nMay 2025\n").section == "Africa"


@pytest.mark.parametrize(
    "ending",
    [
        "Related\nEurope\nJune 2025",
        "Europe / June 2025",
        "Europe / June 2025\n© 2026 Harbour Gazette",
    ],
)
def test_one_pair_is_enough_where_it_is_unmistakable(ending: str) -> None:
    article = read(f"{BODY}\n{ending}")
    assert body(article) == BODY
    assert article.related == (Related("Europe", 202506),)


@pytest.mark.parametrize(
    "ending",
    [
        "Mira Holt, Aldport\nMarch 2026",
        "Aldport, March 2026",
        "He will be back in April 2026.",
        "March 2026",
        "Europe",
        "Share your view with us.",
        "Latest figures show that forty crossed.",
        "January 2026\nThe bridge is closed for repairs\nMarch 2026\nIt opens again",
        "In January 2026 it closed.\nIn March 2026 it opened.",
    ],
)
def test_real_last_lines_are_not_cut(ending: str) -> None:
    article = read(f"{BODY}\n{ending}")
    assert body(article).endswith(ending)
    assert article.related == ()
    assert article.section is None


def test_a_real_line_above_the_strip_stays() -> None:
    for last in (
        "Get the children out of here, she had said.",
        "Terms were not disclosed.",
        "He left.",
    ):
        article = read(f"{BODY}\n{last}\n{STRIP}")
        assert body(article) == f"{BODY}\n{last}"


def test_a_text_that_is_nothing_but_pairs_is_a_text() -> None:
    article = read(STRIP)
    assert article.related == ()
    assert body(article) == STRIP.strip()


# --- titles ---------------------------------------------------------------------------------------


def test_a_short_first_line_and_a_blank_one_make_a_title() -> None:
    article = read(f"The bridge opens\n\n{BODY}\n")
    assert article.title == "The bridge opens"
    assert not article.title_derived
    assert body(article) == BODY


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("It rained. Nobody came.", "It rained"),
        ("President Smith told U.S. officials, Mr. Jones said, to wait. They did.",
         "President Smith told U.S. officials, Mr. Jones said, to wait"),
        ("Gen. A. B. Carter met Dr. Who at 10 a.m. Then he left.",
         "Gen. A. B. Carter met Dr. Who at 10 a.m. Then he left"),
        ("He said no. Then he left.", "He said no"),
        ("Is it over? Not yet.", "Is it over?"),
        ("“It is over,” she said. He nodded.", "“It is over,” she said"),
        ("Am 4. März kam Schnee. Viel Schnee.", "Am 4. März kam Schnee"),
        ("桥今天早上开了。下午又关了。", "桥今天早上开了。"),
        ("Prices rose by 3.5 percent. Wages did not.", "Prices rose by 3.5 percent"),
        ("Мост открыт. Движение восстановлено.", "Мост открыт"),
        ("no full stop in this line", "no full stop in this line"),
    ],
)  # fmt: skip
def test_titles_from_the_first_sentence(text: str, title: str) -> None:
    article = read(text)
    assert article.title == title
    assert article.title_derived
    assert body(article) == text


def test_a_long_sentence_is_cut_at_a_word() -> None:
    title = read("word " * 100).title
    assert len(title) <= 90
    assert title.endswith("word…")


def test_a_sentence_over_wrapped_lines_is_one() -> None:
    text = (
        "The envoys of both governments, who had not spoken for a\n"
        "month, met. Nobody signed anything, and nobody expected that\n"
        "anybody would.\n\nThen they left."
    )
    assert read(text).title == "The envoys of both governments, who had not spoken for a month, met"


# --- sections from folders ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("page.txt", None),
        ("Europe/page.txt", "Europe"),
        ("World/Europe/page.txt", "World/Europe"),
        ("Europe/2025/06/page.txt", "Europe"),
        ("Europe/2025-06/page.txt", "Europe"),
        ("2025/June/Europe/page.txt", "Europe"),
        ("2025/06-June/30/page.txt", None),
        ("Ukraine - Russia War/2025/page.txt", "Ukraine - Russia War"),
        ("Section 12/page.txt", "Section 12"),
        ("24/page.txt", "24"),
        ("May Day/page.txt", "May Day"),
    ],
)
def test_the_folders_name_the_section(path: str, section: str | None) -> None:
    assert read(BODY, path).section == section
    assert read(BODY, path).uid == path


def test_a_folder_goes_before_the_strip() -> None:
    assert read(f"{BODY}\n{STRIP}", "Africa/page.txt").section == "Africa"


def test_a_guessed_encoding_is_noted_with_the_article() -> None:
    text = "Мост открыт. Движение по нему восстановлено сегодня утром."
    article = read(text.encode("cp1251"))
    assert article.body == text
    assert article.notices == ("The encoding was guessed (windows-1251).",)
