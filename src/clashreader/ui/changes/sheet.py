"""The document of two versions on a view: written in slices, unfolded, walked change by change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QTextCursor

from clashreader.ui.changes.words import SPOKEN, spoken_change
from clashreader.ui.changes.writing import (
    ChangesWriter,
    ComparedSubject,
    Stop,
    Trace,
    write_comparison,
)
from clashreader.ui.reader.builder import Subject, build
from clashreader.ui.reader.sheet import Sheet
from clashreader.ui.reader.view import ArticleView

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QTextDocument

    from clashreader.model import StoredImage
    from clashreader.ui.reader.objects import Setting
    from clashreader.ui.reader.writer import Writer

BAR_WIDTH: Final = 3.0
BAR_AWAY: Final = 12.0
"""How far from the column the bar stands, in pixels."""
_COPIED = {
    **dict.fromkeys((0x00AD, 0x200A, 0x200B, 0xFFFC, 0x2068, 0x2069)),
    0x2028: "\n",
    0x2029: "\n",
    0xFDD0: "\n",
    0xFDD1: "\n",
    0x00A0: " ",
}
_MARKS = {"insert": "{{+{}+}}", "delete": "[-{}-]"}
"""How changes are copied: as wdiff writes them, which programs and people read."""


class ComparedSheet(Sheet):
    """Shows a `ComparedSubject` in the reading pane's looks."""

    def make_writer(
        self, document: QTextDocument, setting: Setting, images: dict[str, StoredImage]
    ) -> Writer:
        """Return what writes into `document`."""
        return ChangesWriter(document, setting, self._loader, images).prepare()

    def steps(self, writer: Writer, subject: Subject) -> Iterator[None]:
        """Write `subject`, yielding wherever it can be interrupted."""
        if isinstance(writer, ChangesWriter) and isinstance(subject, ComparedSubject):
            return write_comparison(writer, subject)
        return build(writer, subject)

    def unfold(self, entry: int) -> None:
        """Show the unchanged paragraphs from that entry on; what is read stays where it is."""
        if isinstance(self._subject, ComparedSubject):
            self._subject.unfolded.add(entry)
            self.rebuild()

    @property
    def stops(self) -> list[Stop]:
        """The places that changed, as far as they are written."""
        writer = self.built.writer if self.built else None
        return writer.stops if isinstance(writer, ChangesWriter) else []

    @property
    def traces(self) -> list[Trace]:
        """The marked words, as far as they are written."""
        writer = self.built.writer if self.built else None
        return writer.traces if isinstance(writer, ChangesWriter) else []

    def spoken(self, stop: Stop) -> str:
        """Return what a place says, read aloud: deleted and inserted words in order."""
        document = self.document
        if document is None:
            return ""
        told: list[str] = []
        change, text = "", ""
        for trace in stop.traces:
            if trace.change != change and text:
                told.append(spoken_change(change, text))  # type: ignore[arg-type]
                text = ""
            change = trace.change
            text += plain(document, trace.first, trace.last) + " "
            if len(told) * SPOKEN + len(text) > 2 * SPOKEN:
                break  # nobody listens to a whole article
        if text:
            told.append(spoken_change(change, text))  # type: ignore[arg-type]
        return "; ".join(told) or " ".join(plain(document, stop.first, stop.last).split())


class ComparedView(ArticleView):
    """Copies both versions, what was inserted and deleted in marks."""

    sheet: ComparedSheet | None = None
    current: Stop | None = None
    """The place that the reader went to: a bar beside it says which."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and the bar beside the place that the reader went to."""
        super().paintEvent(event)
        sheet, stop = self.sheet, self.current
        document = sheet.document if sheet is not None else None
        if sheet is None or stop is None or document is None:
            return
        frame = document.rootFrame().frameFormat()
        # Never ask for a place below the window: all the text above it would be laid out for that.
        end = min(stop.last, max(stop.first, self._in_sight(self.viewport().rect())[1] - 1))
        last = document.findBlock(end)
        line = last.layout().lineForTextPosition(end - last.position())
        height = line.height() if line.isValid() else 0.0
        top = sheet.y_of(stop.first) - self.verticalScrollBar().value()
        bottom = sheet.y_of(end) - self.verticalScrollBar().value() + height
        rtl = document.findBlock(stop.first).textDirection() == Qt.LayoutDirection.RightToLeft
        x = frame.leftMargin() - BAR_AWAY
        if rtl:
            x = self.viewport().width() - frame.rightMargin() + BAR_AWAY - BAR_WIDTH
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(sheet.theme.accent)
        painter.drawRoundedRect(QRectF(x, top, BAR_WIDTH, bottom - top), 1.5, 1.5)
        painter.end()

    def selected_text(self) -> str:
        """Return the selection as text: ``[-deleted-]{+inserted+}``."""
        cursor = self.textCursor()
        if not cursor.hasSelection() or self.sheet is None:
            return ""
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        parts: list[str] = []
        here = start
        for trace in self.sheet.traces:
            first, last = max(trace.first, start), min(trace.last, end)
            if first >= last:
                continue
            parts.append(plain(self.document(), here, first))
            text = plain(self.document(), first, last)
            parts.append(_MARKS[trace.change].format(text))
            here = last
        parts.append(plain(self.document(), here, end))
        lines = (line.strip(" ") for line in "".join(parts).split("\n"))
        return "\n".join(lines).strip("\n")


def plain(document: QTextDocument, start: int, end: int) -> str:
    """Return the text between two positions (UTF-16 units), as it should be pasted."""
    if start >= end:
        return ""
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText().translate(_COPIED)
