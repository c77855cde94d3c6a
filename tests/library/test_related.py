"""Related articles: the same story, once each, near in time; and the section's nearest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.library.library import Library
from clashreader.library.related import _words
from clashreader.model import ArticleQuery, Insert, Prepared

FILLER = ("market", "school", "garden", "library", "kitchen", "museum", "theatre", "stadium")


@pytest.fixture
def source(library: Library) -> int:
    return library.add_source(feed()).id


def story(uid: str, title: str, text: str | None = None, **fields: Any) -> Prepared:
    text = f"{uid}: {title}" if text is None else text
    fields.setdefault("published", NOON)
    return prepared(uid, text, title=title, **fields)


def fill(library: Library, source: int, count: int = 40, **fields: Any) -> None:
    """Add articles about other things, whose words all of them share."""
    library.apply(source, [
        Insert(story(f"fill{n}", f"The {FILLER[n % 8]} of the town is open on day {n}",
                     f"The town says that the {FILLER[n // 8]} is open on day {n}.",
                     published=NOON - n * 3600, **fields))
        for n in range(count)
    ])  # fmt: skip


def add(library: Library, source: int, *articles: Prepared) -> None:
    library.apply(source, [Insert(article) for article in articles])


def number(library: Library, uid: str) -> int:
    return {library.article(one).uid: one for one in library.ids(ArticleQuery())}[uid]


def related(library: Library, uid: str, limit: int = 6) -> list[str]:
    found = library.related(number(library, uid), limit)
    return [library.article(row.id).uid for row in found]


def nearby(library: Library, uid: str, limit: int = 6) -> list[str]:
    found = library.nearby(number(library, uid), limit)
    return [library.article(row.id).uid for row in found]


def test_the_same_story_comes_first_in_whatever_section(library: Library, source: int) -> None:
    fill(library, source, section="Europe")
    add(
        library, source,
        story("a", "Hydrofoil ferry to Norrholm runs aground", section="Europe"),
        story("b", "Norrholm asks why the hydrofoil ran aground", section="Asia"),
        story("c", "Chess club opens", "The hydrofoil lay off Norrholm all night.", section="Asia"),
        story("d", "The town is open", section="Europe"),
    )  # fmt: skip
    assert related(library, "a") == ["b", "c"]
    found = nearby(library, "a")
    assert len(found) == len(set(found)) == 6
    assert "a" not in found


def test_near_in_time_outranks_far(library: Library, source: int) -> None:
    fill(library, source)
    add(
        library, source,
        story("a", "Hydrofoil runs aground off Norrholm"),
        story("far", "Hydrofoil stuck off Norrholm again", published=NOON - 300 * DAY),
        story("near", "Hydrofoil stuck off Norrholm still", published=NOON + DAY),
    )  # fmt: skip
    assert related(library, "a", 2) == ["near", "far"]


def test_shared_tags_say_something(library: Library, source: int) -> None:
    fill(library, source, section="Europe")
    add(
        library, source,
        story("a", "Quay closed", section="Europe", tags=("dredging",)),
        story("b", "Mud everywhere", section="Asia", tags=("Dredging",)),
    )  # fmt: skip
    assert related(library, "a")[0] == "b"


def test_numbers_relate_nothing(library: Library, source: int) -> None:
    fill(library, source)
    add(
        library, source,
        story("a", "غرقت عبارة وعلى متنها 1234", "كان على متنها 1234 راكبا و 567 سيارة."),
        story("b", "Apples for 1234 schools", "They come in 1234 crates, 567 a day."),
    )  # fmt: skip
    assert related(library, "a") == related(library, "b") == []


def test_one_word_alone_makes_no_story(library: Library, source: int) -> None:
    fill(library, source)
    add(
        library, source,
        story("a", "Ferry sinks off Norrholm", "The hydrofoil lies deep."),
        story("b", "Norrholm wins the cup", "A goal in time."),
        story("c", "Baker retires", "He fed the ferry.", published=NOON + 60),
        story("d", "Divers see the hydrofoil", "It lies off Norrholm.", published=NOON - 5 * DAY),
    )  # fmt: skip
    assert related(library, "a") == ["d"]
    assert related(library, "b") == []


def test_a_name_of_three_characters_alone_makes_no_story(library: Library, source: int) -> None:
    fill(library, source)
    add(
        library, source,
        story("a", "赫爾松附近渡輪沉沒", "很多乘客"),
        story("b", "赫爾松的麵包師", "退休"),
        story("c", "渡輪在赫爾松外", "打撈"),
    )  # fmt: skip
    assert related(library, "a") == ["c"]


def test_a_report_that_several_sources_carry_counts_once(library: Library, source: int) -> None:
    fill(library, source)
    other = library.add_source(feed("https://example.net/feed.xml")).id
    add(library, source, story("a", "Hydrofoil runs aground off Norrholm, 30 rescued", "Text."))
    add(
        library, source,
        story("short", "Divers look at the hydrofoil off Norrholm"),
        story("day 1", "Norrholm hydrofoil: report of the divers, day 1"),
        story("day 2", "Norrholm hydrofoil: report of the divers, day 2"),
    )  # fmt: skip
    long = "Some words of news, and many more of them than the other has."
    add(
        library, other,
        story("long", "Divers look at the Hydrofoil off Norrholm!", long),
        story("copy", "Hydrofoil runs aground off Norrholm, 30 rescued", "Text."),
    )  # fmt: skip
    found = related(library, "a", 4)
    assert set(found[:3]) == {"long", "day 1", "day 2"}
    assert "copy" not in found


def test_the_same_headline_over_another_text_is_another_report(
    library: Library, source: int
) -> None:
    fill(library, source)
    add(
        library, source,
        story("a", "Hydrofoil runs aground off Norrholm", "We saw it from the quay."),
        story("b", "Hydrofoil runs aground off Norrholm", "The company has not answered."),
        story("c", "Hydrofoil runs aground off Norrholm", "Nobody was hurt, says the company."),
    )  # fmt: skip
    assert related(library, "a", 2)[0] == "c"
    assert "b" not in related(library, "a", 2)


def test_an_address_that_all_items_share_makes_no_copies(library: Library, source: int) -> None:
    address = {"url": "https://example.org/"}
    add(
        library, source,
        story("a", "Hydrofoil runs aground off Norrholm", **address),
        story("b", "Norrholm asks why the hydrofoil ran aground", **address),
        story("c", "Hydrofoil runs aground off Norrholm", "With a picture more.", **address),
    )  # fmt: skip
    assert related(library, "a") == ["b"]


@pytest.mark.parametrize("state", ["state = 1", "state = 2", "hidden = 1"])
def test_what_is_binned_or_hidden_is_never_related(
    library: Library, source: int, state: str
) -> None:
    fill(library, source, 3, section="Europe")
    add(
        library, source,
        story("a", "Hydrofoil runs aground off Norrholm", section="Europe"),
        story("b", "Norrholm hydrofoil afloat", section="Europe"),
    )  # fmt: skip
    gone = number(library, "b")
    with library._connections.write(durable=True) as connection:
        connection.exec_driver_sql(f"UPDATE articles SET {state} WHERE id = ?", (gone,))
    assert related(library, "a") == []
    found = [row.id for row in library.nearby(number(library, "a"))]
    assert len(found) == 3
    assert gone not in found


def test_what_is_in_a_hidden_section_is_never_related(library: Library, source: int) -> None:
    add(
        library, source,
        story("a", "Hydrofoil runs aground off Norrholm", section="Europe"),
        story("b", "Norrholm hydrofoil afloat", section="Asia"),
    )  # fmt: skip
    assert related(library, "a") == ["b"]
    with library._connections.write(durable=True) as connection:
        connection.exec_driver_sql("UPDATE sections SET hidden = 1 WHERE name = 'Asia'")
    assert related(library, "a") == []


def test_where_nothing_is_shared_nothing_is_related_but_the_section_has_its_nearest(
    library: Library, source: int
) -> None:
    add(
        library, source,
        story("a", "Alpha", "one", section="Europe"),
        story("b", "Beta", "two", section="Europe", published=NOON - 3 * DAY),
        story("c", "Gamma", "three", section="Europe", published=NOON + DAY),
        story("d", "Delta", "four", section="Asia"),
    )  # fmt: skip
    assert related(library, "a") == []
    assert nearby(library, "a") == ["c", "b"]
    assert nearby(library, "a", 1) == ["c"]
    assert nearby(library, "a", 0) == related(library, "a", 0) == []
    assert library.related(999) == library.nearby(999) == []


@pytest.mark.parametrize(
    ("mine", "same", "others"),
    [
        ("乌克兰港口恢复粮食出口", "粮食出口重新开始，敖德萨", "今日天气晴朗"),
        ("الميناء القديم في طرابلس يعود", "ترميم ميناء طرابلس القديم", "الطقس اليوم جميل"),
        ("Гідрофойл сів на мілину", "Чому гідрофойл пішов на мілину", "Погода сьогодні гарна"),
        ("항구에서 곡물 수출 재개", "곡물 수출 소식", "오늘 날씨가 맑다"),
        ("ท่าเรือเปิดอีกครั้ง", "ชาวประมงกลับสู่ท่าเรือ", "วันนี้ฝนตกหนัก"),
        ("נמל חיפה נפתח מחדש", "הספינות חזרו אל נמל חיפה", "מזג האוויר היום נאה"),
    ],
)
def test_any_script_has_stories(
    library: Library, source: int, mine: str, same: str, others: str
) -> None:
    add(library, source, story("a", mine, mine), story("b", same, same, section="Asia"))
    add(library, source, *(story(f"x{n}", f"{others} {n}", f"{others} {n}") for n in range(20)))
    assert related(library, "a")[0] == "b"


@given(st.text(max_size=120))
def test_any_words_can_be_asked_of_the_index(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
        for word in _words(text):
            assert word == word.strip() != ""
            index.execute("SELECT * FROM words WHERE words MATCH ?", (f'"{word}"',)).fetchall()


@pytest.mark.parametrize("title", ["", "\"'`; DROP", "* OR NOT NEAR(a b)", "— … —", "😀 🚢", "\0"])
def test_odd_headlines_do_no_harm(library: Library, source: int, title: str) -> None:
    fill(library, source, 5, section="Europe")
    add(library, source, story("a", title, "", section="Europe"))
    assert related(library, "a") == []
    assert len(nearby(library, "a")) == 5
