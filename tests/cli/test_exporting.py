"""Articles carried out of the library by the command line."""

from __future__ import annotations

import csv
import json
import zipfile
from typing import TYPE_CHECKING

import pypdf
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

# Covers and PDFs need an application: without it the command would make one of its own kind.
pytestmark = pytest.mark.usefixtures("qapp")


def test_every_format_is_written(filled: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for ending in ("html", "epub", "csv", "json", "txt"):
        result = filled("export", "section:Europe", "--to", str(out / f"all.{ending}"))
        assert (result.code, result.err) == (0, "")
        assert result.out == f"2 articles written to {out / f'all.{ending}'}.\n"
    assert "The ferry to Norrholm sails again" in (out / "all.html").read_text("utf-8")
    with zipfile.ZipFile(out / "all.epub") as book:
        assert "EPUB/cover.png" in book.namelist()
        assert b"<dc:title>Europe</dc:title>" in book.read("EPUB/package.opf")
    with (out / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["month"] for row in rows] == ["2025-06", "2025-06"]
    assert json.loads((out / "all.json").read_text("utf-8"))["total"] == 2
    assert (out / "all.txt").read_text("utf-8").count("=" * 72) == 1


def test_one_article_some_or_all_and_into_a_folder(
    filled: Run, ids: dict[str, int], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    result = filled("export", f"id:{ids['ferry']}", "--format", "html", "--to", str(out), "--json")
    path = out / "The ferry to Norrholm sails again.html"
    assert result.json == {
        "path": str(path), "articles": 1, "pictures": 0, "pictures_missing": 0,
        "bytes": path.stat().st_size, "left_out": 0, "remarks": [],
    }  # fmt: skip
    words = ["--id", str(ids["bridge"]), str(ids["letter"]), "--format", "json", "--to", "-"]
    found = json.loads(filled("export", *words).out)["articles"]
    assert [one["id"] for one in found] == [ids["bridge"], ids["letter"]]
    assert filled("export", "--format", "csv", "--to", str(out), "--bom").code == 0
    data = (out / "articles.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid,")
    assert data.count(b"\r\n") == 5


def test_wrong_calls_say_what_is_wrong(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("mine")
    for words, said in (
        (["--to", str(path)], "is there already"),
        (["--format", "html"], "--to PATH"),
        (["--to", str(tmp_path / "a.doc")], "--format"),
        (["nothingatall", "--to", str(path), "--overwrite"], "no article"),
        (["ferry", "--id", "1", "--to", str(path)], "one of the two"),
        (["--id", "99", "--to", str(path)], "no article 99"),
        (["--to", str(tmp_path / "no" / "a.html")], "no folder"),
        (["--to", "-", "--format", "epub"], "needs a file"),
        (["--to", "-", "--format", "pdf"], "needs a file"),
        (["tag:", "--to", str(path)], "needs a value"),
    ):
        result = filled("export", *words)
        assert result.code == 2
        assert said in result.err
    assert path.read_text() == "mine"
    assert filled("export", "--to", str(path), "--overwrite").code == 0
    assert "Contents" in path.read_text("utf-8")


def test_a_pdf_has_contents_with_the_right_pages(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "all.pdf"
    result = filled("export", "--to", str(path), "--title", "Harbour news")
    assert (result.code, result.out) == (0, f"4 articles written to {path}.\n")
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    lines = pages[0].splitlines()
    assert lines[0] == "Harbour news"
    assert {"Europe", "Asia-Pacific", "June 2025", "July 2025", "Undated"} <= set(lines)
    for title in ("The ferry to Norrholm sails again", "A letter without a date"):
        number = int(lines[lines.index(title) - 1])
        assert title in pages[number - 1]
        assert f"{number}\u00a0/\u00a0{len(pages)}" in pages[number - 1]
    one = filled("export", "title:ferry", "--to", str(tmp_path / "one.pdf"))
    assert one.code == 0
    assert len(pypdf.PdfReader(tmp_path / "one.pdf").pages) == 1
    refused = filled("export", "--to", str(path))
    assert refused.code == 2
    assert list(tmp_path.glob(".*.part")) == []
