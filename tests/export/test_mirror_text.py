"""Front matter and names of a mirror: any text comes back, any title makes a good name."""

from __future__ import annotations

import json
import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clashreader.export.mirror import names, page
from clashreader.export.mirror.yamltext import as_loaded, dump, load, moment, seconds_of

TEXTS = st.text(max_size=60) | st.sampled_from(
    ["a\nb", " x\ny", "\nx", "x\n", "- a\n- b", "# x\ny", "a\n\n\nb", "a\n  b\n c", "\tx\ny",
     "---\nx", "x\n---\ny", "null", "~", "yes", "1e3", "2025-06-01", "*x", "&a", "!t", "%d", "@",
     "`"]
)  # fmt: skip
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers(),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, min_size=1),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from("xyz"), VALUES | st.lists(TEXTS) | st.lists(
    st.dictionaries(st.sampled_from("ab"), VALUES, min_size=1))))  # fmt: skip
def test_whatever_is_written_is_read_by_us_and_by_others(values: dict[str, object]) -> None:
    text = dump(values) if values else "{}\n"
    assert load(text) == as_loaded(values)
    assert as_loaded(yaml.safe_load(text)) == as_loaded(values)
    head, body = page.split(f"---\n{text}---\n\nThe body.\n\n---\nmore")
    assert (load(head), body) == (as_loaded(values), "The body.\n\n---\nmore")


@given(st.integers(-62_135_596_800, 253_402_300_799) | st.integers())
def test_times_come_back(seconds: int) -> None:
    assert seconds_of(moment(seconds)) == seconds


@pytest.mark.parametrize(
    "text", ["", "x", "[1]", "a: [", "a: b: c", "a: &x [*x]", "- " * 400, "[" * 400, "a: 'x"]
)
def test_what_is_no_front_matter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"front matter|nested"):
        load(text)


def test_a_few_lines_that_mean_billions_are_refused() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(ValueError, match="too many"):
        load("\n".join(lines))


@given(st.text(max_size=300) | st.sampled_from(
    ["../x", "CON", "con", "aux.md", "COM1", "LPT¹", ".hidden", "a/b\\c", "x" * 300, "…", "ИМЯ",
     "名" * 90, "e\u0301", "Ⅷ", "İ", "ﬁ", "a.", "assets", "unsorted", ".clashreader", "~", "a\0b"]
))  # fmt: skip
def test_any_title_and_section_is_a_good_name(title: str) -> None:
    for name in (names.slug(title), names.section_folder(title)):
        assert 0 < len(name.encode()) <= 90
        assert not set(name) & set('<>:"/\\|?*\0')
        assert name.isprintable() or "\u200d" in name or "\u200c" in name
        assert name == name.strip(" .")
        assert not name.startswith(".")
        assert name == unicodedata.normalize("NFC", name)
        assert name.casefold().split(".")[0] not in ("con", "aux", "nul", "prn", "com1", "lpt1")
    assert names.folded(names.section_folder(title)) not in names.OURS
    assert names.copy_of(names.slug(title)) is None


def test_names_are_what_people_would_give() -> None:
    assert names.slug("Talks resume: “No deal yet”, says Kyiv’s envoy") == (
        "talks-resume-no-deal-yet-says-kyivs-envoy"
    )
    assert names.slug("גן מאחורי התחנה") == "גן-מאחורי-התחנה"
    assert names.section_folder("Ukraine - Russia War") == "Ukraine - Russia War"
    assert names.section_folder("A/B").startswith("A B-")
    assert (names.section_folder(None), names.month_folder(None)) == ("unsorted", "undated")
    assert names.month_folder(202506) == "2025-06"
    for stem, of in (
        ("x.sync-conflict-20250601-120000-ABCDEFG", "x"),
        ("x (Anna's conflicted copy 2025-06-01)", "x"), ("x (1)", "x"), ("x - Copy (2)", "x"),
        ("x.conflict-0a1b2c3d", "x"), ("x_conflict-20250601-120000", "x"), ("x", None),
        ("chapter-1", None), ("x (2025)", None),
    ):  # fmt: skip
        assert names.copy_of(stem) == of
    assert json.loads(json.dumps(names.asset("ab" * 32, "image/webp"))).endswith(".webp")
