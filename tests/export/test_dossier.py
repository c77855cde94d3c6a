"""Dossiers: what identifies an article, the reader's words first, bibliographies that read back."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from tests.export.checkers import check_book, check_page, needs_epubcheck, needs_nu
from tests.fakes import NOON, feed, prepared

from clashreader.errors import UsageError
from clashreader.export import Options
from clashreader.export.dossier import Dossier, Form, write
from clashreader.export.dossier.lists import bibtex, csl_item, csl_json
from clashreader.export.dossier.records import Record, joined, names, records
from clashreader.library.library import Library
from clashreader.model import Insert, Revise

TITLE = "Ferries {and} 50% of #fares: \\cost_of ~all^ & “more” 🛰️ כותרת"
ONE = Record(1, "k", "T", "O", (), None, None, NOON, NOON, "https://a.example/x", 1, 1, "0" * 64,
             "en")  # fmt: skip
_BACK = {
    r"{\textbackslash}": "\\", r"{\textbraceleft}": "{", r"{\textbraceright}": "}",
    r"{\textasciitilde}": "~", r"{\textasciicircum}": "^", r"\%": "%", r"\&": "&", r"\#": "#",
    r"\_": "_", r"\$": "$",
}  # fmt: skip


def _read(text: str) -> list[dict[str, str]]:
    return list(bibtexparser.loads(text).entries)


def _unescaped(text: str) -> str:
    inner = text[1:-1] if text.startswith("{") else text
    pattern = "|".join(re.escape(one) for one in _BACK)
    return re.sub(pattern, lambda match: _BACK[match[0]], inner)


@pytest.fixture
def chosen(library: Library) -> Library:
    """Three articles: one with everything, one that runs from the right, one with nothing."""
    source = library.add_source(feed(title="Harbour Gazette"))
    body = (
        "<p>The ferry left the quay at dawn. A <b>horn</b> sounded.</p><h2>Later</h2><p>Rain.</p>"
    )
    text = "The ferry left the quay at dawn. A horn sounded.\nLater\nRain."
    first = prepared("a", text, body=body, title=TITLE, author="Ida Ekdahl, Bo Lund",
                     url="https://me:pw@quay.example/a?x=1&y={2}", published=1_704_067_200,
                     language="en")  # fmt: skip
    library.apply(source.id, [
        Insert(first),
        Insert(prepared("b", "שלום לכולם", title="כותרת מימין", language="he",
                        url="https://pass.example/b")),
        Insert(prepared("c", "", body="", title="Nothing", published=1_704_067_200)),
    ])  # fmt: skip
    library.apply(source.id, [Revise(1, replace(first, text_hash="ab" * 32, item_hash="cd" * 32))])
    library.set_note(1, "Ask <Ida> about *this*.\n\n1. and that")
    library.add_highlight(1, "horn sounded", suffix=".", colour=2, note="How loud?")
    library.add_highlight(1, "left the quay")
    library.add_highlight(1, "words that are gone", colour=3)
    return library


def test_a_page_of_everything(chosen: Library, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    to = folder / "Dossier.html"
    options = Options(title="Sea & <sky>")
    written = write(chosen, [1, 2, 3], Form.HTML, to, options=options, dossier=Dossier(now=NOON))
    assert (written.articles, written.left_out) == (3, 0)
    assert {one.name for one in folder.iterdir()} == {
        "Dossier.html", "Dossier.bib", "Dossier.csl.json",
    }  # fmt: skip
    root = html.fromstring(to.read_bytes())
    assert root.findtext(".//h1") == "Sea & <sky>"
    assert "Made on 4 March 2026" in root.text_content()
    assert not root.xpath("//script")
    links = {link.get("href")[1:] for link in root.xpath("//a[starts-with(@href, '#')]")}
    assert links <= set(root.xpath("//@id"))
    first = root.get_element_by_id("a1")
    shown = first.text_content()
    assert TITLE in shown
    for word in ("Harbour Gazette", "Ida Ekdahl, Bo Lund", "1 January 2024", "2 of 2, taken"):
        assert word in shown
    assert chosen.provenance(1)[-1].text_hash in shown
    assert "pw@" not in shown
    quotes = [one.text_content() for one in first.xpath(".//q")]
    assert quotes == ["left the quay", "horn sounded", "words that are gone"]
    assert [one.text for one in first.xpath(".//section//small")] == ["(yellow)", "(blue)", "(red)"]
    assert shown.index("Ask <Ida>") < shown.index("left the quay") < shown.index("at dawn")
    assert root.get_element_by_id("a2").get("dir") == "rtl"
    assert len(root.xpath("//section[@id='bibliography']//li")) == 3
    before = to.read_bytes()
    with pytest.raises(UsageError, match="there already"):
        write(chosen, [1], Form.HTML, to)
    assert to.read_bytes() == before
    # the same dossier in another form has the same lists; those of another are not replaced
    write(chosen, [1, 2, 3], Form.MARKDOWN, to.with_suffix(".md"), dossier=Dossier(now=1))
    lists = to.with_suffix(".bib").read_bytes()
    with pytest.raises(UsageError, match="there already"):
        write(chosen, [2], Form.EPUB, to.with_suffix(".epub"))
    assert not to.with_suffix(".epub").exists()
    assert to.with_suffix(".bib").read_bytes() == lists
    write(chosen, [2], Form.EPUB, to.with_suffix(".epub"), dossier=Dossier(replace_lists=True))
    assert to.with_suffix(".bib").read_bytes() != lists
    bare = tmp_path / "bare.html"
    write(chosen, [1], Form.HTML, bare, options=Options(annotations=False),
          dossier=Dossier(texts=False, lists=False))  # fmt: skip
    assert "Ask" not in bare.read_text()
    assert "at dawn" not in bare.read_text()
    assert not (tmp_path / "bare.bib").exists()


def test_markdown_and_a_book(chosen: Library, tmp_path: Path) -> None:
    to = tmp_path / "dossier.md"
    write(chosen, [1, 2, 3], Form.MARKDOWN, to, options=Options(title="Sea *and* sky"))
    text = to.read_text(encoding="utf-8")
    assert text.startswith("# Sea \\*and\\* sky\n")
    assert "> left the quay" in text
    assert "> — yellow" in text
    assert "Ask \\<Ida\\> about \\*this\\*." in text
    assert "1\\. and that" in text
    assert "\n#### Later\n" in text
    assert text.index("left the quay") < text.index("at dawn")
    assert text.rstrip().count("SHA-256") == 6
    book = tmp_path / "dossier.epub"
    write(chosen, [1, 2, 3], Form.EPUB, book, options=Options(title="Sea"), replace=True)
    with zipfile.ZipFile(book) as archive:
        names_ = archive.namelist()
        assert names_[0] == "mimetype"
        for name in names_:
            if name.endswith((".xhtml", ".opf", ".svg")):
                etree.fromstring(archive.read(name))


@pytest.mark.slow
@needs_epubcheck
def test_a_checker_of_books_is_content(chosen: Library, tmp_path: Path) -> None:
    write(chosen, [1, 2, 3], Form.EPUB, tmp_path / "a.epub", options=Options(title="Sea & sky"))
    check_book(tmp_path / "a.epub")


@needs_nu
def test_a_checker_of_pages_is_content(chosen: Library, tmp_path: Path) -> None:
    write(chosen, [1, 2, 3], Form.HTML, tmp_path / "a.html", options=Options(title="Sea & sky"))
    check_page(tmp_path / "a.html")


def test_bibliographies_read_back(chosen: Library, tmp_path: Path) -> None:
    write(chosen, [1, 2, 3], Form.BIBTEX, tmp_path / "a.bib")
    write(chosen, [1, 2, 3], Form.CSL_JSON, tmp_path / "a.csl.json")
    first, second, third = _read((tmp_path / "a.bib").read_text(encoding="utf-8"))
    assert first["ID"] == "ekdahl-2024-ferries"
    assert _unescaped(first["title"]) == TITLE
    assert first["author"] == "{Ida Ekdahl} and {Bo Lund}"
    assert (first["year"], first["url"]) == ("2024", "https://quay.example/a?x=1&y=%7B2%7D")
    assert _unescaped(second["title"]) == "כותרת מימין"
    assert second["ID"] == "harbour-nd"
    assert "url" not in third
    items = json.loads((tmp_path / "a.csl.json").read_text(encoding="utf-8"))
    assert [item["type"] for item in items] == ["article-newspaper", "webpage", "article"]
    assert items[0]["author"] == [{"literal": "Ida Ekdahl"}, {"literal": "Bo Lund"}]
    assert items[0]["issued"] == {"date-parts": [[2024, 1, 1]]}
    assert items[0]["accessed"] == {"date-parts": [[2026, 3, 4]]}
    assert items[0]["URL"] == "https://quay.example/a?x=1&y={2}"
    assert [item["id"] for item in items] == [one["ID"] for one in (first, second, third)]
    assert [one.key for one in records(chosen, [1, 1, 99])] == [
        "ekdahl-2024-ferries", "ekdahl-2024-ferries-2",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=40))
def test_any_title_reads_back(title: str, outlet: str, author: str) -> None:
    one = replace(ONE, title=title, outlet=outlet, authors=names(author))
    [entry] = _read("".join(bibtex([one])))
    plain = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+", " ", title).split())
    assert _unescaped(entry["title"]) == plain
    assert entry["url"] == one.url
    [item] = json.loads("".join(csl_json([one])))
    assert item["title"] == plain
    assert item == csl_item(one)


def test_a_processor_of_citations_takes_it(chosen: Library) -> None:
    citeproc: Any = pytest.importorskip("citeproc.source.json")
    items = json.loads("".join(csl_json(records(chosen, [1, 2, 3]))))
    read = citeproc.CiteProcJSON(items)
    assert set(read) == {item["id"] for item in items}


def test_names_are_parted_only_where_that_is_certain() -> None:
    assert names("Ida Ekdahl, Bo Lund") == ("Ida Ekdahl", "Bo Lund")
    assert names("Ekdahl, Ida") == ("Ekdahl, Ida",)
    assert names("  Reuters ") == ("Reuters",)
    assert names(None) == ()
    three = ("Jane Doe", "John Roe", "Ann Poe")
    assert names("By Jane Doe, John Roe & Ann Poe") == three
    assert names("BY: Jane Doe, John Roe, and Ann Poe") == three
    assert names("By Reuters") == ("Reuters",)
    assert names("By") == ("By",)
    assert names("John Smith and Mary van der Berg") == ("John Smith", "Mary van der Berg")
    assert names("Doe, Jane; O’Brien, Pat; AP") == ("Doe, Jane", "O’Brien, Pat", "AP")
    for one in ("Ministry of Food and Rural Affairs", "Health and Safety Executive", "Marks & Son",
                "Ann Poe and others", "Byron Smith", ";", "and", "& ,"):  # fmt: skip
        assert names(one) == (one,) or not any(map(str.isalpha, one))
    assert joined(("Jane Doe", "John Roe")) == "Jane Doe, John Roe"
    assert joined(("Doe, Jane", "John Roe")) == "Doe, Jane; John Roe"


@pytest.mark.parametrize(
    ("author", "key"),
    [("O'Brien, Pat", "obrien-nd-news"), ("{Org}, Inc.", "org-nd-news"),
     ("By Jane Doe and Pat Roe", "doe-nd-news"), ("; , &", "example-nd-news")],
)  # fmt: skip
def test_a_key_begins_with_the_family(library: Library, author: str, key: str) -> None:
    source = library.add_source(feed(title="Example"))
    library.apply(source.id, [Insert(prepared("a", "Text.", title="News", author=author))])
    assert [one.key for one in records(library, [1])] == [key]
