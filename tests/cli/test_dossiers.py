"""Dossiers and bibliographies from the command line."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_dossier_with_its_lists(filled: Any, tmp_path: Path) -> None:
    to = tmp_path / "Ferries.html"
    done = filled("export", "ferry", "--dossier", "--to", str(to), "--title", "Sea", "--json")
    assert (done.code, done.json["articles"]) == (0, 1)
    assert "<h1>Sea</h1>" in to.read_text(encoding="utf-8")
    assert "@misc{ekdahl-2025-ferry," in (tmp_path / "Ferries.bib").read_text(encoding="utf-8")
    [item] = json.loads((tmp_path / "Ferries.csl.json").read_text(encoding="utf-8"))
    assert item["id"] == "ekdahl-2025-ferry"
    again = filled("export", "ferry", "--dossier", "--to", str(to))
    assert (again.code, "--overwrite" in again.err) == (2, True)
    assert filled("export", "ferry", "--dossier", "--to", str(to), "--overwrite").code == 0
    text = tmp_path / "all.md"
    assert filled("export", "", "--dossier", "--to", str(text)).code == 0
    assert text.read_text(encoding="utf-8").count("\n## ") == 6
    other = tmp_path / "all.pdf"  # whose lists are there, those of all.md
    assert filled("export", "ferry", "--dossier", "--to", str(other)).code == 2
    assert not other.exists()
    pdf = tmp_path / "sea.pdf"
    assert filled("export", "", "--dossier", "--to", str(pdf), "--title", "Sea").code == 0
    pages = [page.extract_text() for page in PdfReader(pdf).pages]
    cover = pages[0].splitlines()
    assert cover[:2] == ["Dossier", "Sea"]
    assert cover[2].startswith("Made on ")
    assert cover[3:5] == ["4 articles", "Contents"]
    assert cover[cover.index("Bibliography") - 1] == str(len(pages))
    assert pages[-1].startswith("Bibliography")
    words = "".join("".join(pages).split())
    assert "Citationkey:ekdahl-2025-ferry" in words
    assert "Bibliography" in words
    assert (tmp_path / "sea.bib").exists()
    assert filled("export", "", "--dossier", "--format", "csv", "--to", "x.csv").code == 2
    assert filled("export", "", "--dossier", "--to", "-").code == 2


def test_a_bibliography_alone(filled: Any, tmp_path: Path) -> None:
    for name in ("all.bib", "all.csl.json"):
        assert filled("export", "", "--to", str(tmp_path / name)).code == 0
    assert (tmp_path / "all.bib").read_text(encoding="utf-8").count("@misc") == 4
    assert len(json.loads((tmp_path / "all.csl.json").read_text(encoding="utf-8"))) == 4
    assert not list(tmp_path.glob("*.part"))
    assert filled("export", "", "--format", "bibtex", "--to", "-").out.count("@misc") == 4


def test_a_dossier_in_pdf_lists_what_could_be_read(
    filled: Any, ids: dict[str, int], tmp_path: Path
) -> None:
    library = next(tmp_path.rglob("library.sqlite*"))
    with sqlite3.connect(library) as raw:
        raw.execute(
            "UPDATE bodies SET body = x'00ff' WHERE version_id IN "
            "(SELECT id FROM versions WHERE article_id = ?)",
            (ids["letter"],),
        )
    raw.close()
    to = tmp_path / "x.pdf"
    words = ["--id", str(ids["ferry"]), str(ids["letter"]), "--dossier", "--to", str(to), "--json"]
    done = filled("export", *words)  # the last one cannot be read
    assert (done.code, done.json["articles"], done.json["left_out"]) == (1, 1, 1)
    pages = [page.extract_text() for page in PdfReader(to).pages]
    assert pages[-1].startswith("Bibliography")
    assert "ekdahl-2025-ferry" in "".join(pages[-1].split())
    assert "letter" not in pages[-1]
    assert "1 article\n" in pages[0]
    assert (tmp_path / "x.bib").read_text(encoding="utf-8").count("@misc") == 1
