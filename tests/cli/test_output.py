"""Text for terminals: widths, cuts, tables, arguments sorted, and no control characters."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.cli.arguments import article_ids, interval, size
from clashreader.cli.output import Output, clean, shorten, width
from clashreader.cli.shapes import instant, local_time
from clashreader.errors import UsageError


@given(st.text(), st.integers(1, 40))
def test_a_cut_text_fits(text: str, columns: int) -> None:
    text = clean(text)
    assert width(shorten(text, columns)) <= columns
    if width(text) <= columns:
        assert shorten(text, columns) == text


@given(st.text())
def test_clean_text_cannot_drive_a_terminal(text: str) -> None:
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in clean(text))


def test_widths_of_scripts() -> None:
    assert width("harbour") == 7
    assert width("港口") == 4
    assert width("e\u0301") == 1


def test_direction_overrides_are_taken_out() -> None:
    assert clean("report\u202egpj.exe") == "reportgpj.exe"


@given(st.lists(st.dictionaries(st.text(max_size=4), st.text(max_size=9)), max_size=5))
def test_a_streamed_document_is_one_document(items: list[dict[str, str]]) -> None:
    before, sys.stdout = sys.stdout, io.StringIO()
    try:
        Output(json=True).stream({"total": 7}, "articles", iter(items))
        text = sys.stdout.getvalue()
    finally:
        sys.stdout = before
    assert json.loads(text) == {"total": 7, "articles": items}


def test_a_table_aligns_and_gives_way(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(json=False)
    out.table([">N", "NAME", "END"], [["1", "港口", "x"], ["12", "harbour", "y"]], flexible=1)
    assert capsys.readouterr().out.splitlines() == [
        " N  NAME     END",
        " 1  港口     x",
        "12  harbour  y",
    ]


@pytest.mark.parametrize("columns", [48, 60, 90])
def test_a_table_fits_the_terminal(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Output, "columns", columns)
    row = [
        "17",
        "The ferry to Norrholm sails again, " * 4,
        "Harbour Gazette",
        "Ukraine - Russia War",
    ]
    Output(json=False).table([">ID", "TITLE", "OUTLET", "SECTION"], [row] * 700, flexible=1)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 701
    assert {width(line) for line in lines[1:]} == {columns}
    assert all(line.startswith("17  The ferry to") for line in lines[1:])


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (1_751_271_300, "2025-06-30T08:15:00Z"),
        (-62_135_596_800, "0001-01-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
        (253_402_300_800, None),
        (None, None),
    ],
)
def test_times_are_rfc_3339(seconds: int | None, text: str | None) -> None:
    assert instant(seconds) == text
    assert local_time(seconds) == "" if text is None else local_time(seconds)


def test_values() -> None:
    assert [interval(text) for text in ("30m", "2h", "1d", "auto")] == [1800, 7200, 86400, 0]
    assert size("1400x900") == (1400, 900)
    assert article_ids(["3", "1", "3"]) == [3, 1]
    with pytest.raises(UsageError):
        article_ids(["-1"])
    with pytest.raises(UsageError):
        article_ids(["١"])
