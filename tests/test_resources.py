"""What comes with the program: icons, pictures, and the articles of the first start."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from clashreader import paths
from clashreader.content import Body, digest, to_document, to_markdown, to_text
from clashreader.content.blocks import Code, Figure, Paragraph, Table
from clashreader.model import MediaType, ParsedArticle
from clashreader.parse import ARTICLE_SUFFIXES, parse_file

ROOT = paths.resources()
ICONS = ROOT / "icons"
WELCOME = ROOT / "welcome"
SVG = "{http://www.w3.org/2000/svg}"

_ASKED_FOR = """
all unread today bookmark bookmark-filled edited section tag source folder feed undated sync stop
add search read mark-read open-browser settings theme zoom-in zoom-out back forward chevron-right
chevron-down chevron-up swap close error offline image picture-missing menu keyboard help star
export note info check sort month type copy highlight quote trash hidden partly
"""
NAMES = frozenset(_ASKED_FOR.split())
SECTIONS = frozenset(
    (
        "Welcome",
        "Europe",
        "Asia-Pacific",
        "Middle East",
        "Ukraine - Russia War",
        "Science",
        "Culture",
    )
)
ARTICLES = sorted(
    path.relative_to(WELCOME).as_posix()
    for path in WELCOME.rglob("*")
    if path.suffix.lower() in ARTICLE_SUFFIXES
)
PICTURE_IN_TEXT = re.compile(r"\.\./pictures/[\w.-]+")


def _parse(name: str) -> ParsedArticle:
    path = WELCOME / name
    return parse_file(path.read_bytes(), path=name, base_url=path.as_uri(), modified=0)


def _body(parsed: ParsedArticle) -> Body:
    return Body(
        parsed.body,
        parsed.media_type,
        parsed.base_url,
        parsed.body_span,
        parsed.title,
        parsed.lead_image,
    )


def _picture(address: str) -> Path:
    parts = urlsplit(address)
    assert parts.scheme == "file", address
    return Path(unquote(parts.path))


# --- icons ---------------------------------------------------------------------------------------


def test_every_icon_that_the_window_asks_for_is_there() -> None:
    assert {path.stem for path in ICONS.glob("*.svg")} == NAMES | {"clashreader"}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_an_icon_is_a_line_drawing_on_the_common_grid_in_the_colour_of_the_text(name: str) -> None:
    text = (ICONS / f"{name}.svg").read_text("utf-8")
    root = ET.fromstring(text)

    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke-width") == "1.6"
    assert (root.get("stroke-linecap"), root.get("stroke-linejoin")) == ("round", "round")
    assert len(root) > 0
    colours = {
        value
        for element in root.iter()
        for key, value in element.items()
        if key in {"fill", "stroke", "color", "style", "stop-color"}
    }
    assert colours <= {"none", "currentColor"}
    assert "currentColor" in colours


def test_the_icon_of_the_program_has_its_own_colours() -> None:
    root = ET.parse(ICONS / "clashreader.svg").getroot()

    assert root.tag == f"{SVG}svg"
    assert "currentColor" not in (ICONS / "clashreader.svg").read_text("utf-8")


# --- pictures ------------------------------------------------------------------------------------


def test_every_picture_is_a_jpeg_that_some_article_shows() -> None:
    used = {
        Path(match).name
        for name in ARTICLES
        for match in PICTURE_IN_TEXT.findall((WELCOME / name).read_text("utf-8"))
    }
    stored = {path.name: path.read_bytes() for path in (WELCOME / "pictures").iterdir()}

    assert used == set(stored)
    assert all(data.startswith(b"\xff\xd8") for data in stored.values())


def test_the_resources_stay_small() -> None:
    sizes = [path.stat().st_size for path in ROOT.rglob("*") if path.is_file()]

    assert sum((path.stat().st_size for path in (WELCOME / "pictures").iterdir()), 0) < 1_500_000
    assert sum(sizes) < 2_500_000


# --- articles ------------------------------------------------------------------------------------


def test_the_sample_has_several_sections_months_kinds_and_scripts() -> None:
    parsed = [_parse(name) for name in ARTICLES]

    assert {article.section for article in parsed} == SECTIONS
    assert {article.media_type for article in parsed} == {
        MediaType.MARKDOWN,
        MediaType.PAGE,
        MediaType.TEXT,
    }
    assert {"en", "de", "uk", "ar", "fa", "ja"} <= {article.language for article in parsed}
    assert len({(article.published or 0) // (31 * 86400) for article in parsed}) >= 8


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_read_whole(name: str) -> None:
    article = _parse(name)

    assert article.title
    assert article.outlet
    assert article.published
    assert article.section == name.partition("/")[0]
    assert article.notices == ()
    if article.lead_image:
        assert _picture(urljoin(article.base_url or "", article.lead_image)).is_file()


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_shown_with_its_pictures_and_without_its_metadata(name: str) -> None:
    body = _body(_parse(name))
    document = to_document(body)
    text = to_text(body)

    assert document.notices == ()
    assert document.rtl == name.startswith("Middle East/")
    assert digest(body).words > 200
    assert "](" not in text
    assert "<fig" not in text
    assert "../pictures" not in text
    assert "og:title" not in text
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    addresses = [figure.url for figure in figures]
    assert len(addresses) == len(set(addresses))
    for figure in figures:
        assert _picture(figure.url).is_file()
        assert figure.alt or figure.caption


def test_the_scraped_text_loses_its_strip_and_keeps_what_it_says() -> None:
    article = _parse("Asia-Pacific/tide-tables.txt")

    assert article.title_derived
    assert article.outlet == "Harbour Gazette"
    assert [(label.section, label.month) for label in article.related] == [
        ("Asia-Pacific", 202603),
        ("Europe", 202603),
        ("Asia-Pacific", 202602),
        ("Science", 202603),
        ("Asia-Pacific", 202601),
    ]
    text = to_text(_body(article))
    assert text.rstrip().endswith("the people in it are invented.")
    assert "March 04, 2026" not in text


def test_the_saved_page_keeps_its_table_its_listing_and_its_caption() -> None:
    document = to_document(_body(_parse("Science/the-telescope-that-looks-at-nothing.html")))

    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [len(row) for row in table.rows] == [3] * 7
    assert table.caption
    (listing,) = [block for block in document.blocks if isinstance(block, Code)]
    assert listing.text.startswith("darkness = zero_point")
    (figure,) = [block for block in document.blocks if isinstance(block, Figure)]
    assert figure.caption
    assert any(
        span.superscript
        for block in document.blocks
        if isinstance(block, Paragraph)
        for span in block.spans
    )


@pytest.mark.parametrize("name", [name for name in ARTICLES if name.startswith("Europe/")])
def test_a_caption_survives_the_way_to_markdown_and_back(name: str) -> None:
    body = _body(_parse(name))
    again = Body(to_markdown(body), MediaType.MARKDOWN, body.base_url)

    assert to_text(again) == to_text(body)
