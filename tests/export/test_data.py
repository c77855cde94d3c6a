"""Files of data: JSON, CSV, plain text."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.errors import CancelledError, UsageError, WriteError
from clashreader.export import Kind, Options, Step, write, write_to
from clashreader.export.csvfile import COLUMNS, safe
from clashreader.export.targets import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from clashreader.library.library import Library

ALL = (1, 2, 3, 4)


def as_json(library: Library, **options: Any) -> dict[str, Any]:
    stream = io.BytesIO()
    write_to(library, ALL, Kind.JSON, stream, options=Options(**options))
    found: dict[str, Any] = json.loads(stream.getvalue())
    return found


def test_json_says_what_the_library_knows(archive: Library) -> None:
    found = as_json(archive)
    assert found["total"] == 4
    ferry = found["articles"][0]
    assert ferry["title"] == "The ferry sails again, late"
    assert ferry["published"] == "2026-03-04T12:00:00Z"
    assert ferry["tags"] == ["harbour", "sea"]
    assert ferry["note"] == "Ask the harbour master.\nTwice."
    assert [mark["found"] for mark in ferry["highlights"]] == [True, False]
    assert ferry["text"].startswith("The ferry left the quay at noon.")
    assert [one["version"] for one in ferry["history"]] == [1, 2]
    assert ferry["history"][0]["hash"] == archive.versions(1)[0].text_hash
    assert "text" not in ferry["history"][0]
    versions = as_json(archive, versions=True)["articles"][0]["history"]
    assert "at dawn" in versions[0]["text"]
    bare = as_json(archive, annotations=False)["articles"][0]
    assert "note" not in bare
    assert "highlights" not in bare


def test_a_table_is_read_back_by_any_reader_of_csv(archive: Library, tmp_path: Path) -> None:
    path = tmp_path / "articles.csv"
    written = write(archive, ALL, Kind.CSV, path)
    assert (written.articles, written.bytes) == (4, path.stat().st_size)
    data = path.read_bytes()
    assert data.count(b"\r\n") == 5
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["note"] == "Ask the harbour master.\nTwice."
    assert rows[0]["highlights"] == "Two hundred people [Who counted?]\nleft the quay at dawn"
    assert rows[0]["tags"] == "harbour\nsea"
    assert rows[0]["month"] == "2026-03"
    assert rows[2]["title"] == '\'=A letter, "undated"', "no spreadsheet runs a headline"
    assert rows[2]["published"] == ""
    write(archive, ALL, Kind.CSV, path, options=Options(mark_utf8=True), replace=True)
    assert path.read_bytes() == b"\xef\xbb\xbf" + data


@given(st.text())
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = safe(text)
    assert cell.lstrip()[:1] not in {"=", "+", "-", "@"} or not cell
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow([cell, "end"])
    assert next(csv.reader(io.StringIO(stream.getvalue(), newline=""))) == [cell, "end"]


@given(st.text("a;|\t,=+-@ \n'"))
def test_no_formula_begins_after_what_may_separate_cells(text: str) -> None:
    assert not re.search(r"[;\t|][=+\-@]", safe(text))


def test_plain_text_reads_well(archive: Library) -> None:
    stream = io.BytesIO()
    write_to(archive, ALL, Kind.TEXT, stream, options=Options(versions=True))
    text = stream.getvalue().decode()
    assert text.startswith(
        "The ferry sails again, late\n"
        "The Norrholm Post · Ida Ekdahl · 4 March 2026, 12:00 UTC\n"
        "https://norrholm.example/ferry\n"
        "Version 2 of 2\n"
        "Tags: harbour, sea\n\n"
        "Note:\n  Ask the harbour master.\n  Twice.\n\n"
        "Highlights:\n  “Two hundred people”\n      Who counted?\n"
        "  “left the quay at dawn” (no longer in the current version)\n\n"
        "The ferry left the quay at noon.\n\n"
    )
    assert "--- Version 1, first seen 4 March 2026, 12:00 UTC ---" in text
    assert "Untitled\n" in text


# --- files -------------------------------------------------------------------------------------


def test_a_file_appears_whole_or_not_at_all(archive: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    steps: list[Step] = []
    write(archive, ALL, Kind.JSON, path, progress=steps.append)
    assert [step.done for step in steps] == [0, 1, 2, 3, 4]
    assert steps[0].title == "The ferry sails again, late"
    before = path.read_bytes()
    with pytest.raises(UsageError, match="is there already"):
        write(archive, ALL, Kind.JSON, path)
    with pytest.raises(CancelledError):
        write(archive, ALL, Kind.CSV, path, replace=True, stop=lambda: len(steps) > 0)
    with pytest.raises(UsageError, match="no folder"):
        write(archive, ALL, Kind.JSON, tmp_path / "missing" / "a.json")
    with pytest.raises(UsageError, match="is a folder"):
        write(archive, ALL, Kind.JSON, tmp_path, replace=True)

    def fails(step: Step) -> None:
        raise OSError(28, "No space left on device")

    def interrupted(step: Step) -> None:
        raise KeyboardInterrupt

    with pytest.raises(WriteError, match="disk is full"):
        write(archive, ALL, Kind.JSON, path, replace=True, progress=fails)
    for kind in Kind:
        with pytest.raises(KeyboardInterrupt):
            write(archive, ALL, kind, path, replace=True, progress=interrupted)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("**/.*.part")) == []


def test_a_name_too_long_is_a_wrong_call(archive: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too long"):
        write(archive, ALL, Kind.JSON, tmp_path / f"{'a' * 300}.json")


def test_what_a_killed_export_left_goes_with_the_next_to_the_same_place(
    archive: Library, tmp_path: Path
) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    path = tmp_path / "a.json"
    with whole_file(path, replace=False):
        (half,) = tmp_path.glob(".*.part")
    old = half.with_name(half.name.replace(f"-{os.getpid()}-", f"-{dead.pid}-"))
    of_another = half.with_name(f".b.json-12345678-{dead.pid}-x.part")
    fresh = old.with_name(old.name.replace(".part", "f.part"))
    for one in (old, of_another, fresh):
        one.write_bytes(b"half")
        if one is not fresh:
            os.utime(one, (1, 1))
    half.write_bytes(b"half")  # of this process, which lives
    os.utime(half, (1, 1))
    write(archive, ALL, Kind.JSON, path, replace=True)
    left = set(tmp_path.glob(".*.part"))
    assert left == {of_another, fresh, half}


def test_what_is_gone_or_damaged_is_left_out_and_said(archive: Library, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(archive.path) as raw:
        raw.execute(
            "UPDATE bodies SET body = x'00ff' WHERE version_id = "
            "(SELECT id FROM versions WHERE article_id = 2)"
        )
    raw.close()
    archive.empty_bin()
    written = write(archive, (1, 2, 77, 3), Kind.JSON, tmp_path / "a.json")
    assert (written.articles, written.left_out) == (2, 2)
    assert written.remarks[0] == "Deleted meanwhile, and not in it: article 77."
    assert "article 2" in written.remarks[1]
