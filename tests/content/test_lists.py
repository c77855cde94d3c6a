"""Lists: their numbers, their nesting in Markdown, boxes of tasks; nothing of them is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.content import Body, to_document, to_markdown, to_text
from clashreader.content.blocks import Code, ListBlock, Paragraph
from clashreader.content.markdownlists import straightened
from clashreader.content.numbering import marks, written
from clashreader.model import MediaType


def first_list(html: str) -> ListBlock:
    found = to_document(Body(html, MediaType.HTML)).blocks[0]
    assert isinstance(found, ListBlock)
    return found


def markdown(text: str) -> str:
    """Return Markdown as plain text, each line without the blanks at its end."""
    return to_text(Body(text, MediaType.MARKDOWN))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ol><li>a<li>b</ol>", ["1.", "2."]),
        ("<ol start=0><li>a<li>b</ol>", ["0.", "1."]),
        ("<ol start=3 type=a><li>a<li>b</ol>", ["c.", "d."]),
        ("<ol type=I><li>a<li>b<li value=9>c<li>d</ol>", ["I.", "II.", "IX.", "X."]),
        ("<ol reversed><li>a<li>b<li>c</ol>", ["3.", "2.", "1."]),
        ("<ol reversed start=10><li>a<li>b</ol>", ["10.", "9."]),
        ("<ol start=-1 type=i><li>a<li>b<li>c</ol>", ["-1.", "0.", "i."]),
        ("<ol start=99999999999><li>a</ol>", ["1."]),
        ("<ol type=x><li>a</ol>", ["1."]),
        ('<ol style="list-style-type: upper-alpha"><li>a</ol>', ["A."]),
        ("<ol><li>a<li></li><li>c</ol>", ["1.", "3."]),
    ],
)
def test_numbers_are_those_of_the_source(html: str, expected: list[str]) -> None:
    assert marks(first_list(html)) == expected


def test_numbers_in_letters_and_roman() -> None:
    assert [written(n, "A") for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
    assert [written(n, "i") for n in (4, 1994, 3999, 4000)] == [
        "iv",
        "mcmxciv",
        "mmmcmxcix",
        "4000",
    ]


def test_boxes_of_tasks_say_what_is_done() -> None:
    html = "<ul><li><input type=checkbox checked> done<li><input type=checkbox>open</ul>"
    assert to_text(Body(html, MediaType.HTML)) == "• ☑ done\n• ☐ open"
    assert markdown("- [x] done\n- [ ] open\n- [y] neither") == "• ☑ done\n• ☐ open\n• [y] neither"
    assert to_text(Body("<p><input type=checkbox>a form</p>", MediaType.HTML)) == "a form"


def test_markdown_nests_by_the_place_of_the_text() -> None:
    text = "1. one\n   - two\n     1. three\n   - four\n2. five"
    (block,) = to_document(Body(text, MediaType.MARKDOWN)).blocks
    assert isinstance(block, ListBlock)
    inner = block.items[0][1]
    assert isinstance(inner, ListBlock)
    assert not inner.ordered
    assert len(inner.items) == 2
    assert isinstance(inner.items[0][1], ListBlock)
    assert len(block.items) == 2


def test_a_list_may_follow_a_paragraph_at_once() -> None:
    found = to_document(Body("They want:\n- peace\n- bread", MediaType.MARKDOWN)).blocks
    assert [type(block) for block in found] == [Paragraph, ListBlock]
    # A year at the start of a wrapped line is no list.
    text = "It was the summer of\n1914. Nobody slept."
    assert len(to_document(Body(text, MediaType.MARKDOWN)).blocks) == 1
    assert "1914." in markdown(text)


def test_code_and_paragraphs_within_an_item_stay_there() -> None:
    text = "- one\n\n  more of one\n\n  ```py\n  x = 1\n    y\n  ```\n- two\n\nafter"
    block, after = to_document(Body(text, MediaType.MARKDOWN)).blocks
    assert isinstance(block, ListBlock)
    assert [type(inner) for inner in block.items[0]] == [Paragraph, Paragraph, Code]
    assert block.items[0][2] == Code("x = 1\n  y")
    assert len(block.items) == 2
    assert isinstance(after, Paragraph)


@pytest.mark.parametrize(
    "text",
    [
        "```\n- a\n  - b\n```",
        "    - code\n      - code",
        "* * *",
        "- a\n- b",
        "1914. A year",
        "a - b\nc * d",
        "| a |\n|---|\n| - |",
    ],
)
def test_what_is_no_nested_list_is_left_alone(text: str) -> None:
    assert straightened(text) == text


def test_struck_out_text() -> None:
    (block,) = to_document(Body("It is ~~open~~ closed, ~ 5 or ~~6.", MediaType.MARKDOWN)).blocks
    assert isinstance(block, Paragraph)
    assert [span.text for span in block.spans if span.strike] == ["open"]
    assert "~ 5 or ~~6." in block.spans[-1].text


_LINES = st.lists(
    st.sampled_from(["```", "  ```", "    ~~~"])  # what stands beside these names a language
    | st.builds(
        "{}{}{}".format,
        st.sampled_from(["", " ", "  ", "   ", "    ", "\t", "      "]),
        st.sampled_from(["- ", "1. ", "* ", "", "> ", "2.  ", "+\t"]),
        st.sampled_from(["quay", "crane berth", ""]),
    ),
    max_size=12,
)


@given(_LINES)
def test_no_word_is_lost_or_moved(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert re.findall(r"[a-z]+", straightened(text)) == re.findall(r"[a-z]+", text)


def test_blocks_that_stand_between_the_items_are_kept() -> None:
    html = (
        "<ul><li>a</li><blockquote>quoted</blockquote><pre>code</pre></ul><dl><hr><pre>x</pre></dl>"
    )
    text = to_text(Body(html, MediaType.HTML))
    assert [word in text for word in ("a", "quoted", "code", "x")] == [True] * 4


def test_the_reading_of_a_character_stands_in_brackets() -> None:
    assert (
        to_text(Body("<p><ruby>漢字<rt>かんじ</rt></ruby>は</p>", MediaType.HTML))
        == "漢字(かんじ)は"
    )
    with_brackets = "<p><ruby>漢<rp>（</rp><rt>かん</rt><rp>）</rp></ruby></p>"
    assert to_text(Body(with_brackets, MediaType.HTML)) == "漢（かん）"


def test_a_link_of_blanks_leaves_no_address_in_markdown() -> None:
    html = '<p>harbour <a href="https://x.example/l">&nbsp;<br></a>quay</p>'
    assert "x.example" not in to_markdown(Body(html, MediaType.HTML))


def test_a_poem_is_no_listing() -> None:
    html = (
        '<pre class="wp-block-verse">Cranes\n  at <em>dawn</em>,\ngrey</pre><pre>x = 1\n  y</pre>'
    )
    poem, code = to_document(Body(html, MediaType.HTML)).blocks
    assert isinstance(poem, Paragraph)
    assert "".join(span.text for span in poem.spans) == "Cranes\n\u00a0\u00a0at dawn,\ngrey"
    assert code == Code("x = 1\n  y")


def test_an_abbreviation_keeps_what_it_stands_for() -> None:
    (block,) = to_document(
        Body('<p><abbr title="Twenty-foot  unit">TEU</abbr> counts</p>', MediaType.HTML)
    ).blocks
    assert isinstance(block, Paragraph)
    assert (block.spans[0].text, block.spans[0].hint) == ("TEU", "Twenty-foot unit")
    assert block.spans[1].hint is None


def test_a_latin_name_at_the_start_does_not_turn_an_arabic_paragraph() -> None:
    body = Body("<p>Maersk قالت إن السفن تنتظر</p><p>الميناء is the word.</p>", MediaType.HTML)
    assert [b.rtl for b in to_document(body).blocks if isinstance(b, Paragraph)] == [True, True]
