"""A PDF file that is being painted, and whether it is whole: Qt does not tell if it is cut off."""

from __future__ import annotations

import mmap
import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFile, QIODevice, QMarginsF
from PySide6.QtGui import QPainter, QPdfWriter

import clashreader

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPageLayout

DPI: Final = 1200
_PROBE: Final = b"\0" * 65_536
_END: Final = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE: Final = re.compile(rb"xref\s+0 (\d+)\s\n?")
_ENTRY_BYTES: Final = 20


class PdfFile:
    """Paper that becomes the file at `path`, which is there already and empty.

    Paint with `painter` on `writer`; `finish` makes it whole. `close` must be called in the end
    whatever happened: a painter that outlives its paper is a crash. Raises `OSError` where nothing
    can be painted.
    """

    def __init__(self, path: Path, layout: QPageLayout, title: str, author: str = "") -> None:
        self._path = path
        self._file = QFile(str(path))
        if not self._file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise OSError("the file cannot be opened")
        self.writer = QPdfWriter(self._file)
        self.writer.setPageLayout(layout)
        self.writer.setPageMargins(QMarginsF())
        self.writer.setResolution(DPI)
        self.writer.setTitle(title)
        self.writer.setAuthor(author)
        self.writer.setCreator(f"Clash Reader {clashreader.__version__}")
        self.painter = QPainter()
        if not self.painter.begin(self.writer):
            self._file.close()
            raise OSError("the file cannot be opened")

    def check(self) -> None:
        """Raise `OSError` where something painted so far could not be written."""
        if self._file.error() is not QFile.FileError.NoError:
            self._fail()

    def finish(self) -> None:
        """Write what is left; raise `OSError` unless everything is in the file."""
        ended = self.painter.end()
        self._file.flush()
        self.check()
        self._file.close()
        if not ended or not is_whole(self._path):
            self._fail()

    def close(self) -> None:
        """End painting, and leave the file as it is."""
        if self.painter.isActive():
            self.painter.end()
        self._file.close()

    def _fail(self) -> None:
        """Have the system say why nothing more fits into the file."""
        with self._path.open("ab") as file:
            file.write(_PROBE)
        raise OSError("the pages could not be written")


def is_whole(path: Path) -> bool:
    """Whether a PDF file as Qt writes it has its end, and each object where its table says it is.

    A write that failed in between moves all that comes after it
    (ISO 32000-1, 7.5.4: cross-reference table).
    """
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = _END.search(data[-64:])
        table = end and _TABLE.match(data, int(end[1]))
        if not table:
            return False
        for number in range(1, int(table[1])):
            start = table.end() + number * _ENTRY_BYTES
            place = data[start : start + 10]
            if not place.isdigit():
                return False
            head = b"%d 0 obj" % number
            if int(place) and data[int(place) : int(place) + len(head)] != head:
                return False
    return True
