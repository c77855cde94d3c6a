"""What the reader chooses for the text: font, lines, edges, hyphens, figures; the place is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QTextCursor, QTextDocument
from tests.ui.reader.makers import article, body, long_body, shown_text, text

from clashreader.content.blocks import Code, Paragraph, Quote, Span
from clashreader.ui.reader import fonts, hyphens
from clashreader.ui.reader.hyphens import SOFT_HYPHEN
from clashreader.ui.reader.typography import Role, TypeChoice, Typography

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.ui.reader.pane import ReaderPane

pytestmark = pytest.mark.usefixtures("qapp")

PLAIN = TypeChoice(figures="lining")


def choose(pane: ReaderPane, qtbot: QtBot, **chosen: object) -> None:
    """Choose, and wait until it shows."""
    choice = replace(PLAIN, **chosen)  # type: ignore[arg-type]
    pane.set_type(choice, zoom=pane.zoom, characters=70)
    qtbot.waitUntil(lambda: not pane.busy, timeout=5000)


def another_family() -> str:
    """Return an installed family that letters can be read in, ours excepted."""
    fonts.load()
    latin = set(QFontDatabase.families(QFontDatabase.WritingSystem.Latin))
    named = [name for name in fonts.choices() if name in latin]
    if not named:
        pytest.skip("no other font here")
    return named[0]


# --- fonts ---------------------------------------------------------------------------------------


def test_a_chosen_family_comes_first_and_the_others_follow() -> None:
    chosen = another_family()
    families = fonts.families("serif", "ja", chosen)
    assert families[0] == chosen
    assert set(fonts.families("serif", "ja")) <= set(families)
    assert fonts.families("sans", None, chosen)[0] == fonts.SANS
    assert chosen in fonts.choices()
    assert fonts.body_family("sans") == fonts.SANS


def test_a_family_that_is_not_there_leaves_our_serif() -> None:
    fonts.load()
    assert fonts.families("serif", None, "No Such Type") == fonts.families("serif")
    assert fonts.body_family("No Such Type") == fonts.SERIF


@pytest.mark.parametrize("name", ["Noto Color Emoji", "Noto Sans Symbols", "Noto Music"])
def test_a_font_of_signs_is_never_for_text(name: str) -> None:
    assert not fonts.is_usable(name)
    assert name not in fonts.choices()


def test_our_serif_has_both_kinds_of_figures_and_our_sans_old_style_ones() -> None:
    fonts.load()
    assert {"onum", "lnum", "pnum", "tnum"} <= fonts.features(fonts.SERIF)
    assert "onum" in fonts.features(fonts.SANS)
    assert fonts.features("No Such Type") is not None


def test_old_style_figures_are_other_shapes_but_not_in_tables() -> None:
    from PySide6.QtGui import QFontMetricsF

    def widths(choice: TypeChoice, role: Role) -> list[float]:
        metrics = QFontMetricsF(Typography(choice=choice).font(role))
        return [metrics.horizontalAdvance(figure) for figure in "0123456789"]

    old = TypeChoice(figures="old-style")
    assert widths(PLAIN, Role.BODY) != widths(old, Role.BODY)
    for choice in (PLAIN, old):
        assert len(set(widths(choice, Role.CELL))) == 1
        font = Typography(choice=choice).font(Role.CELL)
        assert font.isFeatureSet(QFont.Tag("tnum"))
        assert not font.isFeatureSet(QFont.Tag("onum"))


def test_the_line_height_is_for_running_text() -> None:
    tall = Typography(choice=TypeChoice(line_height=2.0))
    assert (tall.line(Role.BODY), Typography().line(Role.BODY)) == (36, 29)
    assert tall.line(Role.LEAD) / tall.line(Role.BODY) == pytest.approx(31 / 29, rel=0.03)
    assert tall.line(Role.TITLE) == Typography().line(Role.TITLE)
    assert Typography(200, choice=TypeChoice(line_height=1.2)).line(Role.BODY) == 43
    for line_height in (1.2, 1.61, 2.2):
        typography = Typography(choice=TypeChoice(line_height=line_height))
        between_lines = typography.line(Role.BODY) - Role.BODY.value.size
        assert typography.gap(Role.BODY, 17) >= between_lines
    assert tall.gap(Role.CAPTION, 17) == 17


def test_a_high_face_gets_the_room_that_it_needs() -> None:
    from PySide6.QtGui import QFontMetricsF

    for name in ("Noto Nastaliq Urdu", another_family()):
        if not fonts.is_usable(name):
            continue
        typography = Typography(choice=TypeChoice(font=name, line_height=1.2))
        height = QFontMetricsF(typography.font(Role.BODY)).height()
        assert typography.line(Role.BODY) >= 0.75 * height


# --- edges ---------------------------------------------------------------------------------------


def alignments(pane: ReaderPane) -> dict[str, Qt.AlignmentFlag]:
    """Return the alignment of each paragraph, by its first word."""
    found = {}
    block = pane.view.document().begin()
    while block.isValid():
        words = block.text().replace(SOFT_HYPHEN, "").split()
        if words:
            found[words[0]] = block.blockFormat().alignment()
        block = block.next()
    return found


def test_running_text_is_justified_where_there_is_room(show: Show, qtbot: QtBot) -> None:
    words = "the boats went out before the sun was up and came back with the tide " * 5
    deep = Quote((text(f"Deep {words}"),))
    for _ in range(9):
        deep = Quote((deep,))
    document = body(text(f"First {words}"), Code("Listing"), deep)
    pane = show(article(language="en"), document, size=(900, 600))
    choose(pane, qtbot, justify=True)
    found = alignments(pane)
    justify = Qt.AlignmentFlag.AlignJustify
    assert found["First"] == justify
    assert found["Listing"] != justify
    assert found["The"] != justify  # the title
    assert found["Deep"] != justify  # too narrow for it
    pane.resize(360, 600)
    qtbot.waitUntil(lambda: alignments(pane)["First"] != justify)
    pane.resize(900, 600)
    qtbot.waitUntil(lambda: alignments(pane)["First"] == justify)
    choose(pane, qtbot)
    assert alignments(pane)["First"] != justify


# --- hyphens -------------------------------------------------------------------------------------


def english() -> hyphens.Hyphenator:
    found = hyphens.load("en_US")
    assert found is not None
    return found


def shown(words: str, before: str = "", after: str = "") -> str:
    return english().text(words, before, after).replace(SOFT_HYPHEN, "|")


@pytest.mark.parametrize(
    "words",
    [
        "short words stay so",
        "UNHCR, NATO and the OSCE",
        "see https://example.org/international/understanding now",
        "write to delegation@example.org",
        "MacGregors iPhones",
        "e\u0301lectricite\u0301",
        "snake_case_international",
        "interna\u00adtional",
        "example.international",
        "",
        "漢字仮名交じり文章",
    ],
)
def test_what_must_not_be_broken_stays_whole(words: str) -> None:
    assert english().text(words) == words


def test_words_are_broken_where_their_language_does() -> None:
    assert shown("An international understanding.") == "An in|ter|na|tional un|der|stand|ing."
    assert shown("Ukrainian-international talks") == "Ukrain|ian-in|ter|na|tional talks"
    assert shown("(“government’s”)") == "(“gov|ern|ment’s”)"
    german = hyphens.load("de_DE")
    assert german is not None
    assert "|" in german.text("Verhandlungen").replace(SOFT_HYPHEN, "|")


def test_a_word_that_goes_on_in_the_next_span_is_one() -> None:
    assert shown("internat", after="ional") == "internat"
    assert shown("ternational", before="In") == "ternational"
    assert shown("international", before=" ", after=".") == "in|ter|na|tional"


@given(st.text(), st.text(max_size=2), st.text(max_size=2))
def test_hyphens_change_nothing_else(words: str, before: str, after: str) -> None:
    broken = english().text(words, before, after)
    assert broken.replace(SOFT_HYPHEN, "") == words.replace(SOFT_HYPHEN, "")
    assert broken.count(SOFT_HYPHEN) >= words.count(SOFT_HYPHEN)


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("en-GB", "en_GB"), ("de", "de"), ("no", "nb"), ("pt-br", "pt_BR"), ("ar", None),
        ("th", None), ("ja", None), (None, None), ("", None), ("x-klingon", None), ("uk", "uk"),
    ],
)  # fmt: skip
def test_each_language_has_its_patterns(tag: str | None, found: str | None) -> None:
    assert hyphens.language_of(tag) == found


def test_a_language_that_is_not_named_is_guessed_from_its_small_words() -> None:
    guess = hyphens.guess_language
    assert guess("The boats of the harbour were out and the nets with them for a week.") == "en"
    assert guess("Die Boote und das Netz sind nicht von der Stadt und dem Hafen.") == "de"
    assert guess("Лодки вышли в море с утра, и это было не так просто, как по реке.") == "ru"
    assert guess("Lorem ipsum") is None
    assert guess("") is None


LONG = (
    "The international understanding of the delegation and the negotiations with the government "
    "of the neighbouring republic was considered extraordinarily complicated. "
)


def test_hyphens_are_in_the_text_but_not_in_what_is_copied(show: Show, qtbot: QtBot) -> None:
    document = body(
        Paragraph(
            (
                Span(LONG),
                Span("internationalism", code=True),
                Span(" and ", link=None),
                Span("https://example.org/negotiations", link="https://example.org/negotiations"),
            )
        ),
        Code("international = negotiations"),
    )
    pane = show(article(language="en", title="International negotiations"), document)
    plain = shown_text(pane)
    choose(pane, qtbot, hyphenate=True)
    hyphenated = pane.view.toPlainText()
    assert f"ne{SOFT_HYPHEN}go" in hyphenated
    for whole in ("internationalism", "example.org/negotiations", "international = neg", "Intern"):
        assert whole in hyphenated
    pane.view.selectAll()
    assert SOFT_HYPHEN not in pane.selected_text()
    assert "extraordinarily complicated" in pane.selected_text()
    assert pane.find("neighbouring republic") == 1
    assert pane.find("extraordinarily") == 1
    choose(pane, qtbot)
    assert shown_text(pane) == plain


def test_a_language_without_patterns_stays_as_it_is(show: Show, qtbot: QtBot) -> None:
    pane = show(article(language="ar"), body(text(LONG)))
    choose(pane, qtbot, hyphenate=True)
    assert SOFT_HYPHEN not in pane.view.toPlainText()


# --- the place -----------------------------------------------------------------------------------


def word_at_top(pane: ReaderPane) -> str:
    """Return the number of the paragraph at the upper edge, and the words at it."""
    position = pane._sheet.top()[0]
    cursor = QTextCursor(pane.view.document())
    cursor.setPosition(position)
    words = cursor.block().text()[cursor.positionInBlock() :].replace(SOFT_HYPHEN, "")
    return f"{cursor.blockNumber()}: {words[:12]}"


@pytest.mark.parametrize(
    "chosen",
    [
        {"hyphenate": True},
        {"justify": True},
        {"figures": "old-style"},
        {"font": "sans"},
        {"line_height": 2.2},
        {"hyphenate": True, "justify": True, "font": "sans", "line_height": 1.2},
    ],
)
def test_the_place_is_kept_through_every_choice(
    show: Show, qtbot: QtBot, chosen: dict[str, object]
) -> None:
    document = body(*(text(f"Number {n}. {LONG * 3}") for n in range(60)))
    pane = show(article(language="en"), document)
    qtbot.waitUntil(lambda: not pane.busy)
    pane.set_scroll_fraction(0.6)
    position, _ = pane._sheet.top()
    place = hyphens.bare_place(pane.view.document(), position)
    choose(pane, qtbot, **chosen)
    after = pane._sheet.top()[0]
    number, offset = hyphens.bare_place(pane.view.document(), after)
    assert number == place[0]
    assert abs(offset - place[1]) < 100  # the same line, whose beginning may be elsewhere
    choose(pane, qtbot)
    number, offset = hyphens.bare_place(pane.view.document(), pane._sheet.top()[0])
    assert number == place[0]
    assert abs(offset - place[1]) < 200


def test_at_the_beginning_one_stays_there(show: Show, qtbot: QtBot) -> None:
    pane = show(article(language="en"), long_body(40))
    choose(pane, qtbot, hyphenate=True, font="sans")
    assert pane.view.verticalScrollBar().value() == 0


@given(st.lists(st.text(alphabet="ab🚢\u00ad ", max_size=12), min_size=1, max_size=4), st.data())
def test_a_bare_place_finds_its_letter_again(lines: list[str], data: st.DataObject) -> None:
    hyphenated, plain = QTextDocument(), QTextDocument()
    QTextCursor(hyphenated).insertText("\n".join(lines))
    QTextCursor(plain).insertText("\n".join(line.replace(SOFT_HYPHEN, "") for line in lines))
    joined = "\n".join(lines)
    position = len(joined[: data.draw(st.integers(0, len(joined)))].encode("utf-16-le")) // 2
    place = hyphens.bare_place(hyphenated, position)
    there = hyphens.position_of(plain, place)
    assert hyphens.bare_place(plain, there) == place
    assert hyphens.bare_place(hyphenated, hyphens.position_of(hyphenated, place)) == place


# --- the title -----------------------------------------------------------------------------------


def test_no_short_word_is_left_alone_on_the_last_line_of_a_title(show: Show) -> None:
    title = "The strait that is open on paper, and shut to everyone who has a boat"
    pane = show(article(title=title), body(text("Text.")), size=(560, 600))
    assert title in shown_text(pane)
    block = pane.view.document().begin()
    while title[:10] not in block.text():
        block = block.next()
    layout = block.layout()
    last = layout.lineAt(layout.lineCount() - 1)
    words = block.text()[last.textStart() :]
    assert words.replace("\u00a0", " ").endswith("a boat")
    assert pane.find("has a boat") == 1
    for whole in ("Boats", "One two", "Donaudampfschifffahrtsgesellschaftskapitäne am Ruder"):
        pane.show_article(article(title=whole))
        assert whole in pane.view.toPlainText()
