"""What is a strip of related articles, and what is the article's own text in short lines."""

from __future__ import annotations

import pytest

from clashreader.model import ParsedArticle, Related
from clashreader.parse import parse_file

HEAD = "March 04, 2026Harbour Gazette\n"
P = (
    "Envoys of both governments met in Aldport on Tuesday and agreed to open the bridge for two "
    "hours a day, although nobody signed anything that anyone could see."
)


def read(text: str) -> ParsedArticle:
    return parse_file(text.encode(), path="page.txt", base_url="file:///a/", modified=1)


def body(article: ParsedArticle) -> str:
    assert article.body_span is not None
    return article.body[slice(*article.body_span)]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}Career of the minister, told briefly for those who forgot it.\n"
        "She led the ministry of finance from\nMarch 2020\n"
        "She led the ministry of defence from\nMay 2022\n",
        "Career of the minister, told briefly for those who forgot it, and for all others.\n"
        "Finance\nMarch 2020\nDefence\nMay 2022\n",
        "A chronology\n\nThe war began\nMarch 2024\nThe talks failed\nApril 2024\n"
        "The truce held\nMay 2025",
        "Sources\nHe led the ministry from\nMarch 2024\nShe led it from\nMay 2025",
        f"{HEAD}{P}\nKey dates\nElections\nMarch 2026\nReferendum\nApril 2026\nBudget\nMay 2026",
        f"{HEAD}{P}\nTimeline\nFirst attack\nMarch 2024\nSecond attack\nApril 2024\n"
        "Third attack\nMay 2024",
        f"{HEAD}{P}\nHe took office in\nMarch 2026\nHe left it in\nMay 2026",
        f"{HEAD}{P}\nMinister of Finance\nMarch 2020\nMinister of Defence\nMay 2022",
        f"{HEAD}{P}\nMaria Lund\nMarch 2026\nJohn Smith\nJune 2025",
        f"{HEAD}{P}\nMaria Lund\nMarch 2026\nJohn Smith\nMarch 2026\nAda Vik\nMarch 2026",
        f"{HEAD}{P}\nAldport\nMarch 2026",
        f"{HEAD}{P}\nThe summits were held in these regions:\nEurope\nMay 2023\nAsia\nMay 2024",
        f"{P}\nChronology\nEurope\nMay 2023\nAsia\nMay 2024",
        "Regions\n\nEurope\nMay 2025\nAsia\nApril 2025\nEurope\nMarch 2025",
    ],
)
def test_the_articles_own_short_lines_are_not_cut(text: str) -> None:
    article = read(text)
    assert body(article).endswith(text.strip().splitlines()[-1])
    assert text.strip().splitlines()[-2] in body(article)
    assert article.related == ()
    assert article.section is None


@pytest.mark.parametrize(
    ("strip", "sections"),
    [
        ("Europe\nMarch 2026", ["Europe"]),
        ("Europe\nMarch 2026\n© 2026 Harbour Gazette", ["Europe"]),
        ("Europe\nJune 2025\nMiddle East\nMay 2025", ["Europe", "Middle East"]),
        ("Europe\nJune 2025\nMiddle East\nMay 2025\nAfrica\nJanuary 2026",
         ["Europe", "Middle East", "Africa"]),
        ("Europe\nMarch 2026\nAsia-Pacific\nMarch 2026", ["Europe", "Asia-Pacific"]),
        ("US & Canada\nMarch 2026\n9/11\nMarch 2026\nG20\nMarch 2026",
         ["US & Canada", "9/11", "G20"]),
        ("2024 Elections\nMarch 2026\niTech\nMarch 2026", ["2024 Elections", "iTech"]),
        ("Europe\nMarch 2026\nWhat Next?\nMarch 2026", ["Europe", "What Next?"]),
        ("欧洲\n2026年3月\n亚太\n2026年3月", ["欧洲", "亚太"]),
        ("欧洲\n2026年3月", ["欧洲"]),
        ("أوروبا\nمارس 2026\nآسيا\nمارس 2026", ["أوروبا", "آسيا"]),
        ("Europe\n03/2026\nAsia\n03/2026", ["Europe", "Asia"]),
        ("• Europe\nMarch 2026\n• Asia\nMarch 2026", ["Europe", "Asia"]),
        ("- Europe\n- March 2026\n- Asia\n- March 2026", ["Europe", "Asia"]),
        ("Europe\u200b\nMarch 2026\u200b\nAsia\u200b\nMarch 2026\u200b", ["Europe", "Asia"]),
        ("Europe\nMarch 2026\nAsia-Pacific", ["Europe", "Asia-Pacific"]),
        ("Europe\nMarch 2026\nAsia-Pacific\nMarch", ["Europe", "Asia-Pacific"]),
        ("Ferries\nMarch 2026\nBridges\nMarch 2026\nFerries\nFebruary 2026",
         ["Ferries", "Bridges", "Ferries"]),
        ("Ukraine - Russia War\nMarch 2026\nIsrael - Gaza War\nJune 2025",
         ["Ukraine - Russia War", "Israel - Gaza War"]),
        ("More from the Gazette\nHarbours\nJune 2025", ["Harbours"]),
        ("Europe\nMarch 2026\nAsia-Pacific\nMarch 2026\nEurope\nMay 2025\n"
         "The Harbour Gazette is printed on Mondays and Thursdays by a cooperative of its readers, "
         "who also deliver it to every house in the town", ["Europe", "Asia-Pacific", "Europe"]),
    ],
)  # fmt: skip
def test_strips_of_a_scraped_page(strip: str, sections: list[str]) -> None:
    article = read(f"{HEAD}{P}\n{strip}\n")
    assert body(article) == P
    assert [label.section for label in article.related] == sections
    assert article.section == sections[0]


def test_two_regions_need_no_head_line() -> None:
    article = read(f"{P}\nEurope\nJune 2025\nMiddle East\nMay 2025\n")
    assert body(article) == P
    assert article.related == (Related("Europe", 202506), Related("Middle East", 202505))


def test_titles_above_the_pairs_are_titles_of_related_articles() -> None:
    strip = (
        "Ferries return to the upper lake…\nEurope\nMarch 2026\n"
        "Two islands share one doctor\nAsia-Pacific\nMarch 2026\n"
    )
    article = read(f"{HEAD}{P}\n{P}\n{strip}")
    assert body(article) == f"{P}\n{P}"
    assert article.related == (
        Related("Europe", 202603, "Ferries return to the upper lake…"),
        Related("Asia-Pacific", 202603, "Two islands share one doctor"),
    )


def test_a_last_paragraph_is_no_title_of_a_related_article() -> None:
    article = read(f"{HEAD}{P}\nThey left.\nEurope\nMarch 2026\nAsia-Pacific\nMarch 2026\n")
    assert body(article) == f"{P}\nThey left."


def test_a_page_of_head_and_strip_keeps_its_words_and_is_not_called_by_a_section() -> None:
    article = read(f"{HEAD}Europe\nMarch 2026\nAsia\nMarch 2026\n")
    assert article.title == "Harbour Gazette, 4 March 2026"
    assert article.title_derived
    assert body(article) == "Europe\nMarch 2026\nAsia\nMarch 2026"


def test_below_a_head_line_a_short_body_is_enough() -> None:
    article = read(f"{HEAD}Nobody came.\nEurope\nMarch 2026\nAsia\nMarch 2026\n")
    assert body(article) == "Nobody came."
    assert article.section == "Europe"


def test_titles_of_related_articles_may_be_sentences() -> None:
    strip = (
        "Related\nFerries return to the quays.\nEurope\nMarch 2026\n"
        "Two islands share one doctor.\nAsia-Pacific\nMarch 2026\n"
    )
    article = read(f"{HEAD}{P}\n{strip}")
    assert body(article) == P
    assert [r.title for r in article.related] == [
        "Ferries return to the quays.",
        "Two islands share one doctor.",
    ]


def test_a_paragraph_below_a_strip_stays_and_the_section_is_known() -> None:
    article = read(f"{HEAD}{P}\nEurope\nMarch 2026\nEurope\nMarch 2026\n{P} {P}")
    assert body(article).endswith(P)
    assert article.section == "Europe"
