"""HTML files and books: what is in them, that checkers find no fault, that nothing is loaded."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.content.markup_soup import article as whole_markup
from tests.content.markup_soup import soup
from tests.export.checkers import check_book, check_page, needs_epubcheck, needs_nu
from tests.export.conftest import png
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.content import Body, to_document
from clashreader.errors import UsageError
from clashreader.export import Kind, Options, Words, write, write_to, xml
from clashreader.export.cover import drawing, fitted
from clashreader.export.flow import Flow
from clashreader.export.grids import grid
from clashreader.model import ArticleQuery, Insert, MediaType

if TYPE_CHECKING:
    from pathlib import Path

    from clashreader.library.library import Library

ALL = (1, 2, 3, 4)
CELLS = "<tr><td rowspan=9>a</td><td colspan=3>b</td></tr><tr></tr><tr><th>c</th><td>d</td></tr>"
HOSTILE = {
    "script": "<p>Good <script>alert(1)</script>words<img src=x onerror=alert(1)> here.</p>",
    "unclosed": "<p>One <b>two <i>three</b> four<ul><li>five<table><tr><td>six",
    "twice": '<p id="x">First</p><p id="x">Second <a href="#x">up</a> <a href="#none">no</a></p>',
    "signs": "<p>\x01\x0b\ufffe\U0001fffe \ud800 &#x1; &#xffff; ]]> <![CDATA[x]]> \u202e</p>",
    "notes": '<p>Claim<sup><a href="#fn1" id="r1">1</a></sup></p><ol><li id="fn1">Proof '
    '<a href="#r1">↩</a></li></ol>',
    "formula": "<p>E = mc<sup>2</sup>, H<sub>2</sub>O, <math><mi>x</mi><mo>=</mo><mn>1</mn></math>"
    "</p>",
    "code": '<pre><code class="language-c++">if (a &lt; b &amp;&amp; c) { return "]]>"; }\n\n  x;'
    "</code></pre>",
    "table": f"<table><caption>Cells</caption>{CELLS}{CELLS}</table>",
    "links": '<p><a href="https://a b.example/x y?q=[1]|{2}#f g">space</a> '
    '<a href="https://user:word@höst.example:99999/">port</a> '
    '<a href="https://xn--.example/%zz">per cent</a> <a href="mailto:a b@c">mail</a> '
    '<a href="https://пример.example/путь?в=1">words</a> <a href="https://[::1]/">six</a></p>',
    "lists": '<ol start="-4" reversed type=I><li value=7>a<li>b<p>c</ol><dl><dt>T<dt>U<dd>D<dd>E'
    "<dt>V</dl><dl><dd>only</dl><ul></ul>",
    "deep": "<blockquote>" * 190 + "deep" + "</blockquote>" * 190,
    "heads": "<h6>six</h6><h1>one</h1><h3></h3><p>text</p><h2>two<br>lines</h2>",
    "media": '<figure><video src="v.mp4"></video><figcaption>Film</figcaption></figure>'
    '<iframe src="https://www.youtube.com/embed/abc123DEF45"></iframe>'
    '<p>smile <img src="https://e.example/s.png" alt="&quot;:)" width=16 height=16></p>',
    "ruby": "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <q>quoted</q> "
    '<abbr title="a &quot;b&quot; &lt;c&gt;">abc</abbr></p>',
    "\x00\x01": "<p>Its title has nothing to show.</p>",
    "mixed": '<p dir="rtl">שלום עולם</p><p>Hello</p>'
    '<blockquote dir="rtl"><p>ציטוט</p></blockquote>',
}


@pytest.fixture
def odd(archive: Library) -> Library:
    """The small library with articles whose bodies, titles and names are as odd as they come."""
    source = archive.add_source(feed("https://odd.example/feed", title="Odd & <Sons>")).id
    news = [
        prepared(
            f"odd-{name}", name, body=body, base_url="https://odd.example/",
            title=f"{name} <b> & \"'\x00\ud83d 𝕏", url=f"https://odd.example/{name}?a=1&b=<2>",
            author="A & B", section=f"Odd {number % 3} <i>", published=NOON - number * 20 * DAY,
            language=("en-UK", "xx", "zh-hant-tw", "ar")[number % 4], tags=("<t>", "a&b"),
        )
        for number, (name, body) in enumerate(HOSTILE.items())
    ]  # fmt: skip
    archive.apply(source, [Insert(one) for one in news])
    return archive


def everything(library: Library) -> Any:
    return library.ids(ArticleQuery())


def html(library: Library, ids: Any = ALL, **options: Any) -> str:
    stream = io.BytesIO()
    write_to(library, ids, Kind.HTML, stream, options=Options(**options))
    return stream.getvalue().decode()


def book(library: Library, path: Path, ids: Any = ALL, **options: Any) -> dict[str, bytes]:
    write(library, ids, Kind.EPUB, path, options=Options(**options), replace=True)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        return {name: archive.read(name) for name in archive.namelist()}


# --- HTML --------------------------------------------------------------------------------------


def test_an_html_file_has_everything_in_it(archive: Library) -> None:
    text = html(archive, title="Harbour <news>", versions=True)
    assert "<h1>Harbour &lt;news&gt;</h1>" in text
    assert f'src="data:image/png;base64,{base64.b64encode(png()).decode()}"' in text
    assert "<figcaption>At <strong>dawn</strong></figcaption>" in text
    assert '<mark class="own c0">Two hundred people</mark> were aboard.' in text
    assert "no longer in the current version" in text
    assert "Ask the harbour master.<br/>Twice." in text
    assert "Version 1, first seen 4 March 2026, 12:00 UTC" in text
    assert '<article id="a2" lang="he" dir="rtl">' in text
    assert "<summary><bdi>Europe</bdi> <small>1</small></summary>" in text
    assert '<a href="#a4"><bdi>Untitled</bdi></a>' in text
    order = [int(number) for number in re.findall(r'<article id="a(\d+)"', text)]
    assert order == [1, 2, 3, 4] or sorted(order) == [1, 2, 3, 4]
    bare = html(archive, annotations=False, pictures=False)
    assert "harbour master" not in bare
    assert "<mark" not in bare
    assert "data:" not in bare.partition("</head>")[2]
    assert "This picture is not in the library." in bare


def test_a_single_article_is_a_page_of_its_own(archive: Library) -> None:
    text = html(archive, (1,), title="The ferry sails again, late")
    assert "<nav" not in text
    assert "<h1>The ferry sails again, late</h1>" in text


def test_a_page_loads_nothing_and_runs_nothing(odd: Library) -> None:
    text = html(odd, everything(odd), title="All", versions=True)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'" in text
    assert "url(" not in style[1]
    assert re.findall(r"<(?:script|link|iframe|object|embed|video|audio|form|base)\b", text) == []
    assert [src for src in re.findall(r'\bsrc="([^"]*)"', text) if src[:5] != "data:"] == []
    assert re.findall(r"<[^>]*\s(?:on\w+|style|srcset|background)\s*=", text) == []
    for link in re.findall(r'href="([^"]*)"', text):
        assert link.startswith(("https://", "http://", "mailto:", "#"))
        assert not link.startswith("#") or f'id="{link[1:]}"' in text
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids))


@needs_nu
@pytest.mark.slow
def test_an_html_checker_finds_no_fault(odd: Library, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("all.html", "one.html", "left.html")]
    write(odd, everything(odd), Kind.HTML, paths[0], options=Options(title="All", versions=True))
    write(odd, (1,), Kind.HTML, paths[1], options=Options(versions=True))
    words = Words(language="he", contents="תוכן", right_to_left=True)
    write(odd, ALL, Kind.HTML, paths[2], options=Options(words=words, pictures=False))
    check_page(*paths)


def test_what_cannot_be_read_is_said_where_the_contents_lead(archive: Library) -> None:
    import sqlite3

    with sqlite3.connect(archive.path) as raw:
        raw.execute(
            "UPDATE bodies SET body = x'00ff' WHERE version_id = "
            "(SELECT id FROM versions WHERE article_id = 2)"
        )
    raw.close()
    text = html(archive)
    assert 'href="#a2"' in text
    assert '<article id="a2">' in text
    assert "could not be read" in text


def flow_of(body: str) -> str:
    flow = Flow(lambda url: "p.png", prefix="a-", level=2, missing="Missing")
    return flow.body(to_document(Body(body, MediaType.HTML, "https://ex.org/")))


@given(st.one_of(soup, whole_markup))
def test_any_markup_becomes_well_formed(markup: str) -> None:
    root = ET.fromstring(f"<div>{flow_of(markup)}</div>")
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for link in root.iter("a"):
        target = link.get("href") or ""
        assert target.startswith(("http://", "https://", "mailto:")) or target[1:] in ids


@given(st.text(), st.text())
def test_any_text_is_legal(words: str, more: str) -> None:
    root = ET.fromstring(f'<p title="{xml.attribute(words)}">{xml.text(more)}</p>')
    assert (root.text or "") == xml.legal(more)


@given(st.one_of(st.text(), st.text().map("https://ex.org/{}".format), st.text().map("//".join)))
def test_an_address_is_one_or_none(url: str) -> None:
    found = xml.address(url)
    assert found is None or re.fullmatch(r"(?:https?://[^\s/]+|mailto:)[!-~]*", found)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://user:secret@ex.org/a?b=c&d#e", "https://ex.org/a?b=c&amp;d#e"),
        ("https://ex.org/a b/[x]?q=%zz%20|", "https://ex.org/a%20b/%5Bx%5D?q=%25zz%20%7C"),
        ("https://höst.example/ü", "https://xn--hst-sna.example/%C3%BC"),
        ("https://ex.org:nine/", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https:///x", None),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_addresses(url: str, address: str | None) -> None:
    assert xml.address(url) == address


@pytest.mark.parametrize(
    ("code", "language"),
    [("en-UK", "en"), ("EN_us", "en-US"), ("zh-hant-tw", "zh-Hant"), ("xx", None), (None, None)],
)
def test_languages(code: str | None, language: str | None) -> None:
    assert xml.language(code) == language


_spans = st.integers(1, 5)


@given(st.lists(st.lists(st.tuples(_spans, _spans), max_size=5), min_size=1, max_size=6))
def test_the_cells_of_a_table_fit_together(rows: list[list[tuple[int, int]]]) -> None:
    from clashreader.content.blocks import Cell, Table

    cells = tuple(tuple(Cell((), columns=c, rows=r) for c, r in row) for row in rows)
    laid = grid(Table(cells))
    taken: set[tuple[int, int]] = set()
    widths, begun = [], set()
    for number, row in enumerate(laid):
        column = 0
        for one in row:
            while (number, column) in taken:
                column += 1
            begun.add(column)
            for y in range(number, number + one.rows):
                for x in range(column, column + one.columns):
                    assert (y, x) not in taken
                    assert y < len(laid)
                    taken.add((y, x))
        widths.append(len([1 for y, _ in taken if y == number]))
    assert len(set(widths)) <= 1
    assert begun == set(range(widths[0] if widths else 0))
    assert all(laid)
    assert sum(one.cell is not None for row in laid for one in row) == sum(map(len, rows))


# --- EPUB --------------------------------------------------------------------------------------


def test_a_book_has_cover_contents_and_pictures(archive: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    files = book(archive, path, title="Harbour news", versions=True)
    for name, data in files.items():
        if name.endswith((".xhtml", ".opf", ".xml", ".svg")):
            ET.fromstring(data)
    opf = files["EPUB/package.opf"].decode()
    assert "<dc:title>Harbour news</dc:title>" in opf
    assert "<dc:language>en</dc:language>" in opf
    assert "<dc:language>he</dc:language>" in opf
    assert '<meta property="dcterms:modified">2026-03-04T12:00:00Z</meta>' in opf
    nav = files["EPUB/nav.xhtml"].decode()
    assert re.findall(r">([^<>\n]+)</a>", nav) == [
        "Europe", "The ferry sails again, late", "Middle East", "גן מאחורי התחנה",
        "Without a section", "Undated", '=A letter, "undated"', "Untitled",
    ]  # fmt: skip
    pictures = [name for name in files if name.startswith("EPUB/images/")]
    assert [files[name] for name in pictures] == [png()]
    ferry = files["EPUB/text/a1.xhtml"].decode()
    assert f'src="../{pictures[0].removeprefix("EPUB/")}"' in ferry
    assert 'dir="rtl"' in files["EPUB/text/a2.xhtml"].decode()
    assert b"Harbour news" in files["EPUB/cover.svg"]


def test_equal_articles_make_equal_books(archive: Library, tmp_path: Path) -> None:
    first, second = tmp_path / "a.epub", tmp_path / "b.epub"
    book(archive, first, title="One")
    book(archive, second, title="One")
    assert first.read_bytes() == second.read_bytes()
    other = book(archive, second, title="Two")["EPUB/package.opf"].decode()
    name = re.compile(r"urn:uuid:[0-9a-f-]+")
    with zipfile.ZipFile(first) as archived:
        same = name.findall(archived.read("EPUB/package.opf").decode())
    assert name.findall(other) != same


@needs_epubcheck
@pytest.mark.slow
def test_epubcheck_finds_no_fault(odd: Library, tmp_path: Path) -> None:
    path = tmp_path / "all.epub"
    words = Words(language="ar", right_to_left=True)
    drawn = {"words": words, "draw": lambda _: png(30, 40)}
    book(odd, path, everything(odd), title="All & <everything>", versions=True, **drawn)
    check_book(path)


def test_pictures_that_a_book_cannot_hold_are_converted_or_left_out(
    archive: Library, tmp_path: Path
) -> None:
    quay = archive.image("https://norrholm.example/quay.png")
    assert quay is not None
    import sqlite3

    with sqlite3.connect(archive.path) as raw:
        raw.execute("UPDATE images SET media_type = 'image/webp' WHERE hash = ?", (quay.hash,))
    raw.close()
    path = tmp_path / "a.epub"
    written = write(archive, ALL, Kind.EPUB, path)
    assert (written.pictures, written.remarks) == (
        0,
        ("1 picture could not be taken along: of a format that the document cannot hold, too "
         "large, or damaged.",),
    )  # fmt: skip
    options = Options(convert=lambda data: (png(shade=9), "image/png"))
    written = write(archive, ALL, Kind.EPUB, path, options=options, replace=True)
    assert (written.pictures, written.remarks) == (1, ())
    with pytest.raises(UsageError, match="needs a file"):
        write_to(archive, ALL, Kind.EPUB, io.BytesIO())


@given(st.text(max_size=400))
def test_any_title_fits_a_cover(title: str) -> None:
    size, lines = fitted(title)
    assert len(lines) * size * 1.18 < 900
    ET.fromstring(drawing(title, "12 articles", "Written by Clash Reader"))
