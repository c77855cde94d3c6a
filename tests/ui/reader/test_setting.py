"""Fonts, measures, words, colours and the grid of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontInfo
from tests.ui.reader.makers import text

from clashreader.content.blocks import Cell, Table
from clashreader.ui.reader import fonts
from clashreader.ui.reader.tables import lay_grid
from clashreader.ui.reader.typography import Role, Typography
from clashreader.ui.reader.view import to_utf16, utf16_positions
from clashreader.ui.reader.words import (
    date_words,
    day_words,
    exact_time,
    fit,
    is_right_to_left,
    label,
    month_name,
    month_of,
    reading_time,
)

pytestmark = pytest.mark.usefixtures("qapp")


def test_our_own_faces_are_there() -> None:
    assert fonts.load()
    for role, family in ((Role.BODY, fonts.SERIF), (Role.META, fonts.SANS)):
        info = QFontInfo(Typography().font(role))
        assert info.family() == family
        assert info.pixelSize() == role.value.size


@pytest.mark.parametrize("kind", ["serif", "sans", "mono"])
def test_only_fonts_that_exist_are_asked_for(kind: str) -> None:
    from PySide6.QtGui import QFontDatabase

    fonts.load()
    assert set(fonts.families(kind, "ja-JP")) <= set(QFontDatabase.families())


def test_japanese_wins_for_a_japanese_article() -> None:
    families = [f for f in fonts.families("serif", "ja") if "CJK" in f]
    if len(families) < 2:
        pytest.skip("no fonts for these scripts here")
    assert families[0].endswith("JP")
    chinese = [f for f in fonts.families("serif", "zh-Hant") if "CJK" in f]
    assert chinese[0].endswith("TC")


def test_all_measures_scale_with_the_zoom() -> None:
    half, double = Typography(50), Typography(200)
    assert (half.px(18), double.px(18), half.px(0), half.px(1)) == (9, 36, 0, 1)
    assert double.column() == pytest.approx(4 * half.column(), rel=0.05)
    wide = Typography(characters=100).column() / Typography().column()
    assert wide == pytest.approx(10 / 7, rel=0.01)


def test_labels_and_times() -> None:
    assert label("Europe", 202506) == "Europe / June 2025"
    assert label(None, 202506) == "June 2025"
    assert label("Europe", None) == "Europe"
    assert month_name(209913) == ""
    assert month_of(1_751_327_999) == 202506
    assert month_of(None) is None
    assert (reading_time(1), reading_time(1040)) == ("1 min", "5 min")


def test_direction_goes_by_the_majority_of_letters() -> None:
    assert is_right_to_left("المضيق BBC المفتوح على الورق 2025")
    assert not is_right_to_left("The word المضيق means strait")
    assert not is_right_to_left("2025 …")


@given(st.text())
def test_fitted_text_is_one_block(words: str) -> None:
    from PySide6.QtGui import QTextCursor, QTextDocument

    document = QTextDocument()
    QTextCursor(document).insertText(fit(words))
    assert document.blockCount() == 1


@given(st.text(alphabet="aé漢🚢🌾\u00ad"), st.data())
def test_positions_count_utf16_units(words: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(words)))
    expected = len(words[:index].encode("utf-16-le")) // 2
    assert to_utf16(index, utf16_positions(words)) == expected


cells = st.builds(
    lambda columns, rows: Cell((text("x"),), columns=columns, rows=rows),
    st.integers(-2, 300),
    st.integers(-2, 5000),
)


@given(st.lists(st.lists(cells, max_size=6), max_size=8))
def test_cells_never_overlap(rows: list[list[Cell]]) -> None:
    grid = lay_grid(Table(tuple(tuple(row) for row in rows)))
    taken: set[tuple[int, int]] = set()
    for slot in grid.slots:
        area = {
            (row, column)
            for row in range(slot.row, slot.row + slot.rows)
            for column in range(slot.column, slot.column + slot.columns)
        }
        assert not area & taken
        taken |= area
        assert slot.row + slot.rows <= grid.rows
        assert slot.column + slot.columns <= grid.columns


@pytest.fixture
def locale() -> Iterator[Callable[[str], None]]:
    """Return a function that sets the locale of the test."""
    before = QLocale()
    yield lambda name: QLocale.setDefault(QLocale(name))
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("en_GB", "30 June 2025"),
        ("en_US", "June 30, 2025"),
        ("de_DE", "30. Juni 2025"),
        ("fr_FR", "30 juin 2025"),
        ("es_ES", "30 de junio de 2025"),
        ("ru_RU", "30 июня 2025\u202fг."),
        ("zh_CN", "2025年6月30日"),
        ("ja_JP", "2025年6月30日"),
        ("ko_KR", "2025년 6월 30일"),
        ("hu_HU", "2025. június 30."),
        ("he_IL", "30 ביוני 2025"),
        ("C", "30 June 2025"),
    ],
)
def test_a_day_is_written_as_the_locale_does(
    name: str, day: str, locale: Callable[[str], None]
) -> None:
    locale(name)
    assert day_words(1_751_241_600) == day
    assert date_words(1_751_241_600) == day  # midnight UTC: a day without a time


def test_every_locale_writes_day_month_and_year(locale: Callable[[str], None]) -> None:
    for known in QLocale.matchingLocales(
        QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
    ):
        QLocale.setDefault(known)
        words = day_words(1_751_241_600)
        assert known.dayName(1) not in words, known.name()
        assert known.toString(30) in words, known.name()


def test_a_moment_is_told_with_its_zone(locale: Callable[[str], None]) -> None:
    locale("en_GB")
    assert date_words(1_751_292_300).startswith("30 June 2025, ")
    exact = exact_time(1_751_292_301)
    assert exact.startswith("Monday, 30 June 2025, ")
    assert "UTC" in exact
    assert ":05:01" in exact
    assert exact_time(1_751_241_600).endswith("The source gives no time of day.")
    locale("en_US")
    assert date_words(1_751_292_300).endswith("M")


def test_each_language_is_read_at_its_own_pace() -> None:
    assert reading_time(2300) == "10 min"
    assert reading_time(2300, "en-GB") == "10 min"
    assert reading_time(2300, "zh-Hant") == "9 min"
    assert reading_time(2300, "ar") == "16 min"
    assert reading_time(2300, "x") == "10 min"
