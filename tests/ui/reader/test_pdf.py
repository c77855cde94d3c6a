"""Articles as PDF files, read again with a library that knows nothing of ours."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QLocale
from PySide6.QtGui import QPageSize
from tests.ui.reader.makers import article, paint_png, stored

from clashreader.errors import CancelledError, ReaderError, UsageError
from clashreader.model import Highlight, MediaType
from clashreader.ui.reader import portions
from clashreader.ui.reader.paper import page_layout
from clashreader.ui.reader.pdf import write_pdf
from clashreader.ui.reader.typography import TypeChoice

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from clashreader.model import Article

pytestmark = pytest.mark.usefixtures("qapp")

SENTENCE = "The offi\u00adcer left a final waffle on the raft. "


def markdown(text: str, **fields: object) -> Article:
    """Return an article whose body is Markdown."""
    return article(body=text, media_type=MediaType.MARKDOWN, **fields)


def printed(shown: Article, folder: Path) -> PdfReader:
    """Print an article and read the file."""
    target = folder / "printed.pdf"
    write_pdf(shown, target, lambda name: folder / name, replace=True)
    return PdfReader(target)


def words(reader: PdfReader, *, feet: bool = False) -> str:
    """Return the text of all pages on one line, without the feet."""
    pages = [page.extract_text() for page in reader.pages]
    if not feet:
        pages = [page[: page.rindex("Harbour Gazette")] for page in pages]
    return " ".join(" ".join(pages).split())


def links(reader: PdfReader) -> list[str]:
    """Return the addresses that can be clicked."""
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return [str(note["/A"]["/URI"]) for note in notes]


def test_text_can_be_found_in_the_order_of_reading(tmp_path: Path) -> None:
    body = (
        f"# Flags\n\n{SENTENCE}\n\n1. first item\n2. second item\n\n> quoted words\n\n"
        "```\nx = 1\n```\n\n| a | b |\n|---|---|\n| c | d |\n\nIt’s the end."
    )
    found = words(printed(markdown(body, author="Marta Lindqvist"), tmp_path))
    assert found.endswith(
        "Flags The officer left a final waffle on the raft. 1. first item 2. second item "
        "quoted words x = 1 a b c d It’s the end."
    )
    assert "The strait that is open on paper" in found


def test_a_long_article_has_every_word_once_and_numbered_pages(tmp_path: Path) -> None:
    body = "\n\n".join(f"Paragraph {n}. " + SENTENCE * (n % 5 + 1) for n in range(120))
    reader = printed(markdown(body), tmp_path)
    found = words(reader)
    assert len(reader.pages) > 5
    assert [found.count(f"Paragraph {n}. ") for n in range(120)] == [1] * 120
    assert found.count("waffle") == sum(n % 5 + 1 for n in range(120))
    places = [found.index(f"Paragraph {n}. ") for n in range(120)]
    assert places == sorted(places)
    for number, page in enumerate(reader.pages, 1):
        foot = page.extract_text().replace("\u00a0", " ")
        assert f"{number} / {len(reader.pages)}" in foot


def test_the_file_says_what_it_is_and_where_it_comes_from(tmp_path: Path) -> None:
    shown = markdown("Some words.", title="Söme “title”", versions=3, version=2, edits=2)
    reader = printed(replace(shown, author="Marta Lindqvist"), tmp_path)
    assert reader.metadata is not None
    assert reader.metadata.title == "Söme “title”"
    assert reader.metadata.author == "Marta Lindqvist"
    found = words(reader, feet=True).replace("\u00a0", " ")
    assert "Harbour Gazette · 30 June 2025" in found
    assert "Version 2 of 3" in found
    assert "gazette.example/strait" in found


def test_only_addresses_outside_can_be_clicked(tmp_path: Path) -> None:
    body = (
        "[one](https://a.example/x_(y)?q=ä) [two](mailto:desk@a.example) [three](#note) "
        "[four](javascript:alert(1)) word[^1].\n\n[^1]: A note.\n"
    )
    shown = markdown(body, tags=("grain",), url="https://gazette.example/ß")
    assert sorted(set(links(printed(shown, tmp_path)))) == [
        "https://a.example/x_(y)?q=%C3%A4",
        "https://gazette.example/%C3%9F",
        "mailto:desk@a.example",
    ]


def test_fonts_are_in_the_file(tmp_path: Path) -> None:
    page = printed(markdown("Some *words* of `code`. كلمات"), tmp_path).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert len(fonts) > 2
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in inner or "/FontFile3" in inner or "/FontFile" in inner


def test_pictures_come_from_the_library_whole_and_on_one_page(tmp_path: Path) -> None:
    paint_png(tmp_path / "hash", 900, 1100, "#336699")
    picture = stored("https://a.example/p.png", "hash", 900, 1100)
    body = SENTENCE * 60 + "\n\n![A ferry](https://a.example/p.png)\n\n![](https://a.example/q.png)"
    reader = printed(markdown(body, images=(picture,)), tmp_path)
    shown = [
        thing.get_object()
        for page in reader.pages
        for thing in page["/Resources"].get("/XObject", {}).values()
    ]
    assert [thing["/Width"] for thing in shown if thing["/Subtype"] == "/Image"] == [900]
    assert "Not in the library yet" in words(reader)


def test_a_very_long_article_is_written_in_portions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "PORTION", 6_000)
    body = "\n\n".join(f"Sentence {n} of the harbour. " * 12 for n in range(60))
    reader = printed(markdown(body, note="Mine alone"), tmp_path)
    found = words(reader)
    assert found.count("The strait that is open on paper") == 1
    assert [found.count(f"Sentence {n} of") for n in range(60)] == [12] * 60
    for number, page in enumerate(reader.pages, 1):
        foot = " ".join(page.extract_text().split())
        assert f"{number} / {len(reader.pages)}" in foot


def test_a_picture_that_nearly_fits_leaves_no_page_half_empty(tmp_path: Path) -> None:
    paint_png(tmp_path / "hash", 900, 1100, "#336699")
    picture = stored("https://a.example/p.png", "hash", 900, 1100)
    for count, pages in ((16, 1), (60, 2)):  # the second has text to fill the page with
        body = SENTENCE * count + "\n\n![A ferry](https://a.example/p.png)"
        assert len(printed(markdown(body, images=(picture,)), tmp_path).pages) == pages


def test_a_table_of_many_columns_is_cut_between_them(tmp_path: Path) -> None:
    wide = ["|" + "|".join(f"Head{c}" for c in range(30)) + "|", "|" + "---|" * 30]
    wide += ["|" + "|".join(f"row{r}of{c}" for c in range(30)) + "|" for r in range(6)]
    found = words(printed(markdown("\n".join(wide) + "\n"), tmp_path)).split()
    assert all(found.count(f"row{r}of{c}") == 1 for r in range(6) for c in range(1, 30))
    assert found.count("row3of0") == found.count("Head0") > 1


def test_a_page_never_ends_with_a_heading(tmp_path: Path) -> None:
    body = "\n\n".join(f"## Heading {n}\n\n{SENTENCE * (n % 7 + 1)}" for n in range(60))
    reader = printed(markdown(body), tmp_path)
    for page in reader.pages:
        text = page.extract_text()
        assert text[: text.rindex("Harbour Gazette")].rstrip().endswith(("raft.", "raft"))


def test_wide_and_long_tables_keep_every_cell_once(tmp_path: Path) -> None:
    wide = ["|" + "|".join("ABCDEFGHIJ") + "|", "|" + "---|" * 10]
    wide += [
        "|" + "|".join(f"cell{r}x{c} incomprehensibilities" for c in range(10)) + "|"
        for r in range(70)
    ]
    high = ["| A | B |", "|---|---|", "| x | " + SENTENCE * 120 + "|"]
    reader = printed(markdown("\n".join(wide) + "\n\n" + "\n".join(high) + "\n"), tmp_path)
    found = words(reader)
    for row in range(70):
        assert found.count(f"cell{row}x9 ") == 1
    assert found.count("waffle") >= 120
    assert "full size" not in found


def test_right_to_left(tmp_path: Path) -> None:
    body = "\n\n".join(f"{n} أول شيء في الصفحة هو نص من اليمين إلى اليسار." for n in range(40))
    reader = printed(markdown(body, title="سوق الورق", language="ar"), tmp_path)
    assert len(reader.pages) > 1


def test_paper_has_the_type_that_the_reader_chose(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    choice = TypeChoice(font="sans")
    write_pdf(markdown("Some words."), target, lambda name: tmp_path / name, choice=choice)
    fonts = PdfReader(target).pages[0]["/Resources"]["/Font"].values()
    names = [str(font.get_object()["/BaseFont"]) for font in fonts]
    assert names
    assert not [name for name in names if "Serif" in name]


def test_highlights_are_drawn(tmp_path: Path) -> None:
    shown = markdown(SENTENCE)
    plain = printed(shown, tmp_path).pages[0].get_contents()
    mark = Highlight(1, 1, 1, "final waffle", "", "", 0, None, 0, 0)
    marked = printed(replace(shown, highlights=(mark,)), tmp_path).pages[0].get_contents()
    assert plain is not None
    assert marked is not None
    ground = re.compile(rb"0\.98039\d+ 0\.9098\d+ 0\.6431\d+ ")  # yellow of the light theme
    assert not ground.search(plain.get_data())
    assert ground.search(marked.get_data())


def test_paper_is_light_whatever_the_window_is(tmp_path: Path) -> None:
    data = printed(markdown(SENTENCE), tmp_path).pages[0].get_contents()
    assert data is not None
    assert re.search(rb"0\.12156\d+ 0\.11764\d+ 0\.10588\d+ ", data.get_data())  # its ink


def test_an_existing_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        write_pdf(markdown("x"), target, lambda name: tmp_path / name)
    assert target.read_text() == "mine"
    write_pdf(markdown("x"), target, lambda name: tmp_path / name, replace=True)
    assert len(PdfReader(target).pages) == 1
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link_to_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "real.pdf").write_bytes(b"old")
    link = tmp_path / "link.pdf"
    link.symlink_to("real.pdf")
    with pytest.raises(UsageError, match="is there already"):
        write_pdf(article(), link, Path)
    write_pdf(article(), link, Path, replace=True)
    assert link.is_symlink()
    assert (tmp_path / "real.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    pipe, circle = tmp_path / "pipe.pdf", tmp_path / "circle.pdf"
    os.mkfifo(pipe)
    circle.symlink_to(circle)
    for path, words in ((pipe, "no ordinary"), (tmp_path, "a folder"), (circle, "circle.pdf")):
        with pytest.raises(ReaderError, match=words):
            write_pdf(article(), path, Path, replace=True)
    assert pipe.is_fifo()


def test_a_name_taken_meanwhile_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"

    def take() -> bool:
        target.write_text("another's")
        return False

    with pytest.raises(UsageError, match="there already"):
        write_pdf(markdown("x"), target, lambda name: tmp_path / name, cancelled=take)
    assert target.read_text() == "another's"
    assert list(tmp_path.iterdir()) == [target]


def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return bool(list(tmp_path.iterdir()))

    with pytest.raises(CancelledError):
        write_pdf(
            markdown(SENTENCE * 3000), tmp_path / "a.pdf", lambda name: tmp_path / name,
            cancelled=cancelled,
        )  # fmt: skip
    assert asked > 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="cannot be written"):
        write_pdf(markdown("x"), tmp_path / "no" / "a.pdf", lambda name: tmp_path / name)


@pytest.mark.parametrize(
    ("locale", "size"),
    [("en_US", QPageSize.PageSizeId.Letter), ("en_GB", QPageSize.PageSizeId.A4),
     ("es_MX", QPageSize.PageSizeId.Letter), ("ja_JP", QPageSize.PageSizeId.A4)],
)  # fmt: skip
def test_the_paper_is_that_of_the_country(locale: str, size: QPageSize.PageSizeId) -> None:
    assert page_layout(QLocale(locale)).pageSize().id() == size


def test_the_printer_gets_the_pages_that_were_chosen(tmp_path: Path, qtbot: QtBot) -> None:
    from PySide6.QtPrintSupport import QPrinter

    from clashreader.ui.reader.bodies import document_of
    from clashreader.ui.reader.printers import print_pages
    from clashreader.ui.reader.printing import PagesJob

    shown = markdown("\n\n".join(f"Paragraph {n}. " + SENTENCE * 4 for n in range(60)))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setFromTo(2, 3)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    pages = PagesJob(shown, document_of(shown), lambda name: tmp_path / name, printer.pageLayout())
    for _ in print_pages(pages, printer):
        pass
    reader = PdfReader(tmp_path / "out.pdf")
    assert len(reader.pages) == 2
    assert "2 / " in reader.pages[0].extract_text().replace("\u00a0", " ")
