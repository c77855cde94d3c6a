"""The query language: what it reads, what it finds, and how it says no."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.errors import QueryError
from clashreader.library.folding import fold, fold_name, fold_words, text_hash
from clashreader.library.grammar import FIELDS, check_query, parse_query, quote
from clashreader.library.grammar_values import date_span
from clashreader.library.library import Library
from clashreader.library.snippets import snippet
from clashreader.model import AllOf, AnyOf, ArticleQuery, Insert, Not, Sort, Term


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", None),
        ("   ", None),
        ("grain", Term("grain")),
        ("grain ships", AllOf((Term("grain"), Term("ships")))),
        ('"grain ships"', Term("grain ships", phrase=True)),
        ("gra*", Term("gra", prefix=True)),
        ("-grain", Not(Term("grain"))),
        ("a OR b c", AnyOf((Term("a"), AllOf((Term("b"), Term("c")))))),
        ("(a OR b) c", AllOf((AnyOf((Term("a"), Term("b"))), Term("c")))),
        ('section:"Ukraine - Russia War"', Term("Ukraine - Russia War", "section", phrase=True)),
        ("SECTION:Europe", Term("Europe", "section")),
        ("or ORacle", AllOf((Term("or"), Term("ORacle")))),
        ("https://example.org/a", Term("https://example.org/a")),
        ("10:30", Term("10:30")),
        ("-(a b)", Not(AllOf((Term("a"), Term("b"))))),
        ("words:>800", Term(">800", "words")),
        ('tag:"a ""b"" c"', Term('a "b" c', "tag", phrase=True)),
        ("a\0b \ud800", Term("a\ufffdb")),
        ("is:read OR \N{GRINNING FACE}", Term("read", "is")),
        ("(section:Asia -&) OR tag:x", AnyOf((Term("Asia", "section"), Term("x", "tag")))),
        ("-(a -!) (& OR title:--)", Not(Term("a"))),
    ],
)
def test_queries_are_read(text: str, node: object) -> None:
    assert parse_query(text) == node


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ('a "b', 2, "never closed"),
        ('title:"a""', 6, "never closed"),
        ("a (b", 2, "never closed"),
        ("a) b", 1, "without an opening one"),
        ("()", 0, "nothing between"),
        ('""', 0, "nothing between"),
        ("OR a", 0, "before it"),
        ("a OR", 2, "after it"),
        ("!!! — *", 0, "no letters"),
        ("a OR OR b", 2, "after it"),
        ("a - b", 2, "minus"),
        ("sektion:Europe", 0, "Did you mean section:"),
        ("a colour:red", 2, "no field called colour:"),
        ("title: a", 0, "needs a value"),
        ("is:unred", 3, "Did you mean is:unread"),
        ("has:wings", 4, "It knows note"),
        ("month:June", 6, "month:2025-06"),
        ("month:2025-06-30", 6, "month:2025-06"),
        ("before:2025-13", 7, "before:2025-06-30"),
        ("newer:soon", 6, "newer:7d"),
        ("words:many", 6, "words:>800"),
        ("words:> 800", 6, "words:>800 without a space"),
        ("a title:(b OR c)", 2, r"write \(title:one OR title:two\)"),
        ("(title:)", 1, "needs a value"),
        ("newer:0d", 6, "one or more"),
        ("before:0000", 7, "before:2025-06-30"),
        ("on:2025-02-29", 3, "a date"),
        ("lang:!", 5, "lang:uk"),
        ("id:x", 3, "number"),
        ("(" * 60 + "a" + ")" * 60, 51, "too deeply"),
        ("a" * 20_001, 20_000, "too long"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, position: int, words: str) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        parse_query(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("grain sektion:Europe", "grain section:Europe"),
        ("is:unred OR is:raed", "is:unread OR is:raed"),
        ('grain "the port', 'grain "the port"'),
        ("re: the port", '"re:" the port'),
        ("has:image has:hilight", "has:image has:highlight"),
    ],
)
def test_what_may_be_meant_is_suggested_in_its_place(text: str, mended: str) -> None:
    error = check_query(text)
    assert error is not None
    assert error.suggestion is not None
    before, after = text[: error.position], text[error.position + error.length :]
    assert before + error.suggestion + after == mended


def test_the_last_days_that_can_be_written_are_dates(any_library: Library) -> None:
    for one in ("before:9999", "-on:9999-12-31", "-month:9999-12", "-after:9999-12"):
        query = ArticleQuery(parse_query(f"{one} -month:none OR month:none"))
        assert any_library.count(query) == any_library.count(ArticleQuery())
    assert date_span("2024") == (1_704_067_200, 1_704_067_200 + 366 * DAY)
    assert date_span("2025-12") == (1_764_547_200, 1_764_547_200 + 31 * DAY)


def test_a_query_that_can_be_read_has_nothing_wrong() -> None:
    assert check_query('grain OR (is:unread tag:"a b")') is None
    unknown = check_query('colour:"dark red"')
    assert unknown is not None
    assert (unknown.length, unknown.suggestion) == (len("colour:"), None)


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"-w{n}" for n in range(2_000)), " OR ".join(f"tag:t{n}" for n in range(1_000)),
        " ".join(f"-tag:t{n}" for n in range(1_500)), " OR ".join(f'"w{n} x"' for n in range(900)),
        " OR ".join(f"-w{n}" for n in range(1_500)), "(" * 50 + "a" + ")" * 50,
        " ".join(["is:unread"] * 1_500), "a* " * 3_000,
    ],
)  # fmt: skip
def test_long_queries_are_answered(any_library: Library, text: str) -> None:
    query = ArticleQuery(parse_query(text))
    assert any_library.count(query) == len(any_library.ids(query))


PEACE = "Переговоры о мире: ёлка на площади"


@pytest.fixture
def shelf(library: Library) -> Library:
    source = library.add_source(feed(title="Harbour Gazette")).id
    other = library.add_source(feed("https://other.example/", title="Ledger")).id
    june = 1_749_000_000  # 2025-06-04
    ids = library.apply(source, [
        Insert(prepared("1", "The straße is closed, said Müller.", title="Road", section="Europe",
                        published=june, author="Ann Bell", tags=("roads",), language="de",
                        url="https://example.org/road")),
        Insert(prepared("2", "中国新闻报道说会谈结束。", title="会谈", section="Asia-Pacific",
                        published=june + DAY, language="zh")),
        Insert(prepared("3", "أعلنت المُدُن عن هدنة", title="هدنة", published=june + 40 * DAY)),
        Insert(prepared("4", PEACE, title="Мир", outlet="Вестник", images=["https://x/i.png"])),
    ]).inserted  # fmt: skip
    library.apply(other, [Insert(prepared("5", "rain in Spain " * 300, title="Train & rain"))])
    library.set_read(ids[:1], True)
    library.set_bookmarked(ids[1:2], True)
    return library


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("strasse", "1"), ("STRASSE muller", "1"), ('"is closed"', "1"), ('"closed is"', ""),
        ("新闻", "2"), ("闻报", "2"), ("闻新", ""), ("title:会", "2"), ("المدن", "3"),
        ("елка", "4"), ("МИР", "4"), ("spa*", "5"), ("rain", "5"), ("rain -spain", ""),
        ("strasse OR rain", "15"), ("-rain", "1234"), ("(strasse OR rain) -spain", "1"),
        ("section:europe", "1"), ("-section:europe", "2345"), ("section:Eur", ""),
        ("section:Eur*", "1"),
        ("tag:Roads", "1"), ("tag:Roa*", "1"), ("tag:R?ads", ""), ("has:tag", "1"),
        ("has:image", "4"), ("-has:section", "345"),
        ("is:read", "1"), ("is:unread", "2345"), ("is:bookmarked", "2"), ("is:gone", ""),
        ("month:2025-06", "12"), ("month:2025", "123"), ("month:none", "45"),
        ("before:2025-07", "12"), ("after:2025-07 before:2026", "3"), ("on:2025-06-05", "2"),
        ("newer:1d", "45"), ("words:>800", "5"), ("words:6", "14"), ("lang:de", "1"),
        ("author:bell", "1"), ("source:ledger", "5"), ("source:harbour", "1234"),
        ("source:Вестник", "4"), ("url:ROAD", "1"), ("id:2", "2"), ("& — rain", "5"),
        ("section:nowhere", ""), ("title:rain text:spain", "5"), ("train -title:road", "5"),
    ],
)  # fmt: skip
def test_queries_find_what_they_mean(shelf: Library, query: str, found: str) -> None:
    node = parse_query(query)
    for sort in Sort:
        asked = ArticleQuery(node, sort)
        assert "".join(map(str, sorted(shelf.ids(asked)))) == found
        assert shelf.count(asked) == len(found)
        assert len(shelf.search(asked)) == len(found)


def test_the_best_hit_comes_first_with_its_place(shelf: Library) -> None:
    source = shelf.sources()[0].id
    shelf.apply(source, [Insert(prepared("6", "One word on rain. " + "And more. " * 200))])
    hits = shelf.search(ArticleQuery(parse_query("rain"), Sort.RELEVANCE))
    assert [hit.row.title for hit in hits] == ["Train & rain", "Title of 6"]
    assert hits[0].score > hits[1].score > 0
    assert "rain" in hits[1].snippet


@given(st.text(alphabet="ab\"():-* OR*é中\0'%_;[]{}^is:tag", max_size=40))
def test_any_text_is_a_query_or_a_sentence(any_library: Library, text: str) -> None:
    try:
        node = parse_query(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017 - not every text is refused
        return
    for sort in (Sort.NEWEST, Sort.RELEVANCE):
        query = ArticleQuery(node, sort)
        assert any_library.count(query) == len(any_library.ids(query))
        any_library.search(query, limit=3)


_parts = st.sampled_from(
    ["a", "é", "ab*", "-c", "title:1", "-author:x", "is:read", "section:s", "tag:t", "text:&", "&",
     "-!", "\N{GRINNING FACE}", "\U0001e900", '"—"', "month:none", "section:&", "_", "٪*"]
)  # fmt: skip
_queries = st.recursive(
    _parts,
    lambda inner: st.builds(
        lambda parts, between, sign: f"{sign}({between.join(parts)})",
        st.lists(inner, min_size=1, max_size=3), st.sampled_from([" ", " OR "]),
        st.sampled_from(["", "-"]),
    ),
    max_leaves=6,
)  # fmt: skip


@given(_queries)
@example("is:read -&")
def test_a_query_and_its_negation_part_the_library(any_library: Library, text: str) -> None:
    if check_query(text) is not None:
        assert check_query(f"-({text})") is not None
        return
    found, others = (
        list(any_library.ids(ArticleQuery(parse_query(one)))) for one in (text, f"-({text})")
    )
    assert sorted(found + others) == list(range(1, any_library.count(ArticleQuery()) + 1))


@given(_queries, st.sampled_from(["&", "\N{GRINNING FACE}", "-!", "(— OR -(title:&))"]))
def test_what_has_no_letters_changes_nothing(text: str, void: str) -> None:
    for one in (f"({text}) {void}", f"({text}) OR {void}", f"{void} OR {text}"):
        if check_query(text) is None:
            assert parse_query(one) == parse_query(text)


@pytest.fixture(scope="module")
def any_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("any")
    library = Library.open(folder / "l.sqlite3", folder / "images")
    source = library.add_source(feed()).id
    texts = [Insert(prepared("1", "a b OR é 中 is tag")), Insert(prepared("2", "c"))]
    ids = library.apply(source, [*texts, Insert(prepared("3", "ab", section="s"))]).inserted
    library.set_read(ids[1:], True)
    library.tag(ids[:2], add=["t"])
    return library


_storable = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_any_text = st.text(st.one_of(st.sampled_from('"* a\n'), _storable), min_size=1, max_size=20)


@given(st.sampled_from(FIELDS[:6]), _any_text)
def test_a_quoted_value_is_read_back(field: str, value: str) -> None:
    if any(character.isalnum() for character in fold(value)):
        assert parse_query(f"{field}:{quote(value)}") in (
            Term(value, field, phrase=True), Term(value, field),
        )  # fmt: skip


def test_ten_thousand_characters_are_a_query(shelf: Library) -> None:
    words = " ".join(f"w{n}" for n in range(1_700))
    assert shelf.count(ArticleQuery(parse_query(words))) == 0
    assert shelf.count(ArticleQuery(parse_query(words.replace(" ", " OR ")[:9_000] + " OR rain")))


# Two vowels of Thai and Lao come apart the first time, and the part is a sign the second time.
COMING_APART = "\u0e33\u0eb3"


@given(st.text(st.characters(exclude_characters=COMING_APART), max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_words(fold_words(text)).split() == fold_words(text).split()
    assert fold(fold(text)).split() == fold(text).split()
    assert fold_name(fold_name(text)) == fold_name(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("ёлка", "Елка"), ("café", "CAFE\u0301"), ("ﬁn", "fin"),
     ("مُحَمَّد", "محمد"), ("ｗｉｄｅ", "wide"), ("Ὀδυσσεύς", "οδυσσευσ"), ("don’t", "don't")],
)  # fmt: skip
def test_what_reads_the_same_folds_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert text_hash("", one) == text_hash("", other)


SCRIPTS = {
    "Łódź und İzmir": ("lodz", "izmir", "ŁÓDŹ", "łódź und"),
    "Diyarbakır, Tromsø, Đà Nẵng": ("diyarbakir", "tromso", "da nang", "DIYARBAKIR"),
    "ﬁnance ｗｉｄｅ": ("finance", "fin*", "wide", "ﬁnance"),
    "Война и мой ёж": ("война", "еж", "вои\u0306на", "МОЙ"),
    "Ὀδυσσεύς": ("οδυσσευς", "ΟΔΥΣΣΕΥΣ", "ὀδυσσεύς"),
    "كِتَـــاب على المدرسة ١٢٣": ("كتاب", "علي", "المدرسه", "123", "كتـاب"),
    "إِسْرَائِيل أحمد آسيا": ("اسرائيل", "احمد", "اسيا"),
    "שָׁלוֹם עולם": ("שלום", "עולם"),
    "हिन्दी में क़लम": ("हिन्दी", "कलम", "में"),
    "বাংলাদেশ": ("বাংলাদেশ", "বাং*"),
    "ภาษาไทยกินข้าว": ("ไทย", "กิน", "ภาษา"),
    "ភាសាខ្មែរ": ("ខ្មែរ",),
    "東京で首相が会談したニュース": ("首相", "ニュース", "東京", "会談"),
    "한국어 뉴스": ("한국", "뉴스"),
    "zero\u200bwidth so\u00adft he\ufeffart \u2764\ufe0f": ("zerowidth", "soft", "heart"),
    "U.S. sends 1,000 HIMARS-2, says a@b.example": (
        "U.S.",
        "1,000",
        "himars-2",
        '"himars 2"',
        "a@b.example",
        "HIMARS",
    ),
    "https://example.org/news/one_two": ("https://example.org/news/one_two", "one_two", "news"),
}
ABSENT = ("воина", "مدرسه سيئة", "กนิ", "กัน", "हन्दी", "京東", "か会", "S.U.", "000,1", "loda")


@pytest.fixture(scope="module")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("tongues")
    library = Library.open(folder / "l.sqlite3", folder / "images")
    texts = [Insert(prepared(str(n), text, title="-")) for n, text in enumerate(SCRIPTS)]
    library.apply(library.add_source(feed()).id, texts)
    return library


def test_words_are_found_in_every_script(tongues: Library) -> None:
    for number, (text, queries) in enumerate(SCRIPTS.items(), 1):
        for query in queries:
            node = parse_query(query)
            assert list(tongues.ids(ArticleQuery(node))) == [number], (text, query)
            assert tongues.excerpts([number], node)[number].hits, (text, query)
    for query in ABSENT:
        assert tongues.count(ArticleQuery(parse_query(query))) == 0, query
    assert tongues.check() == []


def test_the_hash_of_a_text_and_the_key_of_a_name_never_change() -> None:
    assert text_hash("Łódź", "война ١") != text_hash("lodz", "воина 1")
    assert text_hash("", "война") == text_hash("", "воина")
    assert fold_name("Łódź") == "łodz"


def test_voicing_is_no_accent() -> None:
    assert fold("が") != fold("か")


def test_a_hash_does_not_see_markup_left_overs() -> None:
    assert text_hash("A  title", "one\n two") == text_hash("a title", "One two ")
    assert text_hash("a", "b") != text_hash("", "ab")


def test_snippets_show_the_place_in_any_script() -> None:
    text = "start " * 60 + "the Straße was closed " + "end " * 60
    assert "Straße" in snippet(text, [Term("strasse")])
    assert snippet(text, [Term("strasse")]).startswith("… ")
    assert "中国" in snippet("零" * 500 + "中国" + "零" * 500, [Term("中国")])
    assert snippet("short", [Term("absent")]) == "short"
    assert "the rain" in snippet("train " * 100 + "the rain", [Term("rain")])


def test_dates_are_those_of_publication(library: Library) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared("today", published=NOON - 3600)), Insert(prepared("undated")),
        Insert(prepared("future", published=NOON + 40 * DAY)),
        Insert(prepared("old", published=NOON - 400 * DAY)),
    ])  # fmt: skip

    def found(query: str) -> set[str]:
        return {row.title[9:] for row in library.rows(library.ids(asked(query)))}

    def asked(query: str) -> ArticleQuery:
        return ArticleQuery(parse_query(query))

    assert found("on:2026-03-04") == {"today"}
    assert found("after:2026-03") == {"today", "future"}
    assert found("before:2026-03") == {"old"}
    assert found("-before:2026-03") == {"today", "future", "undated"}
    assert found("on:2026-04") == {"future"}
    day_start = NOON - NOON % DAY
    own_day = ArticleQuery(Term(f"@{day_start}", "on"))
    assert [row.title for row in library.rows(library.ids(own_day))] == ["Title of today"]
    view = library.overview(day_start=day_start)
    assert (view.today, view.today_unread) == (1, 1)


def test_only_a_declared_picture_stands_above_the_text(library: Library) -> None:
    source = library.add_source(feed()).id
    inside, above = "https://i/inside", "https://i/above"
    ids = library.apply(source, [
        Insert(prepared("a", images=[inside])),
        Insert(prepared("b", images=[above, inside], lead_image=above)),
    ]).inserted  # fmt: skip
    assert [library.article(number).lead_image for number in ids] == [None, above]
