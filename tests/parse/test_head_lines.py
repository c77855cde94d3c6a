"""The glued first line: odd names of outlets, and every form of date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clashreader.model import ParsedArticle
from clashreader.parse import parse_file

DAY = int(datetime(2026, 3, 4, tzinfo=UTC).timestamp())
MORNING = DAY + 10 * 3600 + 20 * 60
P = (
    "Envoys of both governments met in Aldport on Tuesday and agreed to open the bridge for two "
    "hours a day, although nobody signed anything that anyone could see."
)
TITLE = "Envoys of both governments met in Aldport on Tuesday and agreed to open the bridge for…"


def read(text: str, path: str = "page.txt") -> ParsedArticle:
    return parse_file(text.encode(), path=path, base_url="file:///a/", modified=1)


@pytest.mark.parametrize("date", ["March 04, 2026", "2026-03-04", "4 March 2026", "04.03.2026"])
@pytest.mark.parametrize(
    "outlet",
    [
        "1TV", "24 Kanal", "7 Days", "20 Minuten", "5 Kanal", "3sat", "2026 Review",
        "12 News Today", "le Monde", "the Guardian", "taz", "eNCA", "iNews", "A", "What's New?",
        "La Voz de la Frontera de Mexicali y San Luis", "ABC News (Australia)",
        "Der Spiegel - International", "Deutsche Welle | DW", "Business Insider Inc.",
        "Harbour Gazette",
    ],
)  # fmt: skip
def test_outlets_of_every_kind(date: str, outlet: str) -> None:
    article = read(f"{date}{outlet}\n{P}\n{P}")
    assert (article.published, article.outlet, article.title) == (DAY, outlet, TITLE)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Wednesday, 04-Mar-26 10:20:00 GMT", MORNING),
        ("Wed Mar  4 10:20:00 2026", MORNING),
        ("20260304", DAY),
        ("20260304T102000Z", MORNING),
        ("04-Mar-2026", DAY),
        ("4-Mar-2026", DAY),
        ("the 4th of March 2026", DAY),
        ("4 March2026", DAY),
        ("2026 March 4", DAY),
        ("2026, March 4", DAY),
        ("4 марта 2026 г.", DAY),
        ("4 maart 2026", DAY),
        ("4 marca 2026", DAY),
        ("4 mars 2026", DAY),
        ("4 مارس 2026", DAY),
        ("٤ مارس ٢٠٢٦", DAY),
        ("2026年3月4日", DAY),
        ("March 4, 2026, 10:20 am", MORNING),
        ("March 4, 2026 10:20 AM", MORNING),
        ("March 4, 2026 at 10:20 a.m.", MORNING),
        ("Wed, 04 Mar 2026 10:20:00 +0000", MORNING),
        ("2026-03-04T10:20:00.000Z", MORNING),
        ("04/03/2026", None),
    ],
)
@pytest.mark.parametrize("outlet", ["Harbour Gazette", ""])
def test_dates_of_every_form(date: str, moment: int | None, outlet: str) -> None:
    article = read(f"{date}{outlet}\n{P}\n")
    assert (article.published, article.outlet) == (moment, outlet or None)
    assert article.title == TITLE
    assert article.body[slice(*article.body_span or (0, 0))] == P


def test_a_paragraph_glued_to_its_date_gives_the_date_and_stays() -> None:
    article = read(f"March 04, 2026{P}\n{P}")
    assert article.published == DAY
    assert article.outlet is None
    assert article.title == TITLE
    assert article.body[slice(*article.body_span or (0, 0))] == f"{P}\n{P}"


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ("March 04, 2026Harbour Gazette\n", "page.txt", "Harbour Gazette, 4 March 2026"),
        ("March 04, 2026\n", "page.txt", "4 March 2026"),
        ("04/03/2026\n", "notes/from-the_quay.txt", "from-the_quay"),
    ],
)
def test_a_file_of_nothing_but_the_head_has_a_title(text: str, path: str, title: str) -> None:
    article = read(text, path)
    assert (article.title, article.title_derived) == (title, True)


@pytest.mark.parametrize("outlet", ["le Monde", "the Guardian", "taz", "eNCA", "iNews", "1TV"])
@pytest.mark.parametrize("between", [" ", " | ", "\t"])
def test_small_names_need_not_be_glued(outlet: str, between: str) -> None:
    article = read(f"March 04, 2026{between}{outlet}\n{P}")
    assert (article.published, article.outlet, article.title) == (DAY, outlet, TITLE)


def test_a_month_glued_to_an_outlet_is_no_date_but_the_outlet_is_known() -> None:
    article = read(f"March 2026Harbour Gazette\n{P}")
    assert (article.published, article.outlet, article.title) == (None, "Harbour Gazette", TITLE)


@pytest.mark.parametrize(
    "line",
    [
        "February 30, 2026Harbour Gazette",
        "31 April 2026 | Harbour Gazette",
        "Harbour Gazette, 31.06.2026",
    ],
)
def test_a_day_that_no_month_has_is_no_date_but_the_outlet_is_known(line: str) -> None:
    article = read(f"{line}\nThe ferry came back at noon. Nobody was on it.\nIt left again.\n")
    assert article.published is None
    assert article.outlet == "Harbour Gazette"
    assert article.body_span is not None
    assert article.body[article.body_span[0] :].startswith("The ferry")
    assert article.title == "The ferry came back at noon"


@pytest.mark.parametrize(
    ("crumbs", "section"),
    [
        ("Europe", "Europe"),
        ("Asia-Pacific", "Asia-Pacific"),
        ("Middle East", "Middle East"),
        ("Home > World > Europe", "Europe"),
        ("News / Latin America", "Latin America"),
    ],
)
def test_a_section_above_the_date_is_no_title(crumbs: str, section: str) -> None:
    article = read(
        f"{crumbs}\nMarch 04, 2026Harbour Gazette\nThe ferry came back at noon. Nobody was on it.\n"
        "It left again, with nobody but the captain and his dog on board.\n"
        "Africa\nMarch 2026\nAfrica\nMarch 2026\n"
    )
    assert article.section == section
    assert article.title == "The ferry came back at noon"
    assert article.title_derived


def test_a_section_above_the_title_above_the_date() -> None:
    article = read("Europe\nThe ferry is back\nMarch 04, 2026Harbour Gazette\nIt came at noon.\n")
    assert (article.section, article.title) == ("Europe", "The ferry is back")


@pytest.mark.parametrize("title", ["Trade War", "Europe Votes", "The ferry / a story"])
def test_a_title_of_such_words_above_the_date_stays_one(title: str) -> None:
    article = read(f"{title}\nMarch 04, 2026Harbour Gazette\nIt came at noon.\n")
    assert article.title == title
