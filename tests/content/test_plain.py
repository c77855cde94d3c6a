"""Titles and summaries as one line of plain text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.content import plain


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Ships &amp; cranes", "Ships & cranes"),
        ("Ships &amp;amp; cranes", "Ships &amp; cranes"),
        ("a < b and c > d", "a < b and c > d"),
        ("if x<y then", "if x<y then"),
        ("<b>Port</b> shut", "Port shut"),
        ("un<b>believ</b>able", "unbelievable"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("&lt;p&gt;Escaped&lt;/p&gt; twice", "Escaped twice"),
        ("The <unknown> soldier", "The <unknown> soldier"),
        ("tab\there\nand  there", "tab here and there"),
        ("\u202egpj.exe\u202c \x07bell \ufeff", "gpj.exe bell"),
        ("family 👩\u200d👧", "family 👩\u200d👧"),
        ("<script>alert(1)</script>News", "News"),
        ("<!-- hidden -->News<!-- open", "News<!-- open"),
        ("<img src=x onerror=y>News", "News"),
        ("Überfall – „heute“", "Überfall – „heute“"),
        ("", ""),
    ],
)
def test_one_line(given_text: str, expected: str) -> None:
    assert plain(given_text) == expected


def test_cut_at_a_word() -> None:
    assert plain("The harbour is closed today", 20) == "The harbour is…"
    assert plain("The harbour is closed", 21) == "The harbour is closed"
    assert plain("x" * 50, 10) == "x" * 9 + "…"
    assert plain("港口关闭船只在等待", 5) == "港口关闭…"


@given(st.text(), st.integers(0, 60))
def test_never_longer_than_asked(text: str, limit: int) -> None:
    cut = plain(text, limit)
    assert len(cut) <= limit
    assert "\n" not in cut


@pytest.mark.parametrize("piece", ["<", "<b ", "<!--", "<script>", "&lt;", "<b>", "<a href='"])
def test_linear(piece: str) -> None:
    start = time.process_time()
    plain(piece * 100_000)
    assert time.process_time() - start < 3
