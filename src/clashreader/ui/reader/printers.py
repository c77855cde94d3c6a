"""The pages of an article on a printer: those that were chosen, in the order it wants them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from clashreader.errors import ReaderError

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from clashreader.ui.reader.printing import PagesJob


def print_pages(pages: PagesJob, printer: QPrinter) -> Iterator[bool]:
    """Print on `printer` the pages it is set to, in steps; `pages` are of its own page layout.

    Raises `ReaderError` where it does not take them.
    """
    from PySide6.QtPrintSupport import QPrinter

    try:
        yield from pages.prepare()
        wanted = list(range(len(pages.pages)))
        if printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage() > 0:
            wanted = wanted[printer.fromPage() - 1 : max(printer.toPage(), printer.fromPage())]
        if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
            wanted.reverse()
        if not printer.supportsMultipleCopies():
            wanted *= printer.copyCount()
        printer.setFullPage(True)
        painter = QPainter()
        if not wanted or not painter.begin(printer):
            raise ReaderError(
                "The printer took nothing. See whether it is there and ready, and whether the "
                "article has the pages that were chosen."
            )
        complete = False
        try:
            yield from pages.paint(painter, printer, wanted)
            complete = True
        finally:
            if not complete:
                printer.abort()
            painter.end()
    finally:
        pages.close()
