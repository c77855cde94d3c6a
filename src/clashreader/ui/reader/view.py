"""The widget that shows one built document: painting, keys, links, copying. It loads nothing."""

from __future__ import annotations

import atexit
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QMimeData,
    QPoint,
    QRect,
    QSizeF,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import (
    QClipboard,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPalette,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from clashreader.ui.reader.decorations import DecorationPainter
from clashreader.ui.reader.objects import ASIDE, MARKER_TEXT
from clashreader.ui.reader.scroll_marks import MarkedScrollBar
from clashreader.ui.reader.scrolling import Glider

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from clashreader.ui.reader.decorations import Decoration
    from clashreader.ui.theme import Theme

_LEFT_OUT: Final = {
    **dict.fromkeys((0x00AD, 0x200B, 0xFFFC, 0x2068, 0x2069)),
    0x2028: "\n",
    0x00A0: " ",
}
"""What copied text leaves out: soft hyphens, zero-width blanks, objects. Blanks become plain."""

_WIDE: Final = re.compile("[\U00010000-\U0010ffff]")
_DOWN: Final = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up})
_SCROLLING: Final = _DOWN | {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Home}


class ArticleView(QTextBrowser):
    """Shows a document and says what the reader does with it."""

    anchorPressed = Signal(str)
    """An anchor of the document was activated, by mouse or keyboard."""
    anchorSentOut = Signal(str)
    """An anchor was clicked with Ctrl or the middle button."""
    anchorHovered = Signal(str)
    """The anchor below the pointer, or ""."""
    zoomStepped = Signal(int)
    """Ctrl and the wheel: 1 or -1."""
    spacePressed = Signal(bool)
    """The space bar; True with Shift."""
    scrolled = Signal()
    """The reader scrolled, with the wheel or a key."""
    endPressed = Signal()
    """The End key: the article may have to be written first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("articleText")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(False)
        self.marked_bar = MarkedScrollBar()
        self.setVerticalScrollBar(self.marked_bar)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: one that comes and goes would lay the article out twice.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.anchorClicked.connect(self._anchor_clicked)
        self.highlighted.connect(lambda url: self.anchorHovered.emit(url.toString()))
        self._decorations: list[Decoration] = []
        self._painter: DecorationPainter | None = None
        self._pressed = ""
        self._link_span: tuple[int, int] | None = None
        """The link that has the focus, from anchor to position of the text cursor: Qt selects it
        to say so."""
        self.overlay: Callable[[QPainter, tuple[int, int]], None] | None = None
        """Paints over the text; gets the positions in sight, first and last."""
        self.glider = Glider(self)
        """Scrolls, gliding where that is wanted."""

    def show_document(
        self, document: QTextDocument, decorations: list[Decoration], theme: Theme, zoom: int
    ) -> None:
        """Show `document`, which the caller keeps; `decorations` may still grow."""
        self.glider.stop()
        self._link_span = None
        self.setExtraSelections([])
        self._decorations = decorations
        self._painter = DecorationPainter(document, theme, zoom)
        self.setDocument(document)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of the page."""
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, theme.page)
        palette.setColor(QPalette.ColorRole.Text, theme.text)
        palette.setColor(QPalette.ColorRole.Link, theme.accent)
        palette.setColor(QPalette.ColorRole.Highlight, theme.selected_text)
        palette.setColor(QPalette.ColorRole.HighlightedText, theme.text)
        self.setPalette(palette)

    # --- nothing is loaded ---

    def loadResource(self, type: int, name: QUrl | str) -> object:  # noqa: A002
        """Return nothing at all for any address.

        None would make Qt go on to its own loader, which opens files.
        """
        return QByteArray()

    def doSetSource(
        self,
        url: QUrl | str,
        /,
        type: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource,  # noqa: A002
    ) -> None:
        """Go nowhere: a document here has no address."""

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what stands around the text, then the text."""
        if self._painter is not None and self._decorations:
            painter = QPainter(self.viewport())
            painter.translate(0, -self.verticalScrollBar().value())
            self._painter.paint(painter, self._decorations, self._in_sight(event.rect()))
            painter.end()
        super().paintEvent(event)
        if self.overlay is not None:
            painter = QPainter(self.viewport())
            self.overlay(painter, self._in_sight(self.viewport().rect()))
            painter.end()

    def _in_sight(self, area: QRect) -> tuple[int, int]:
        """Return the first and last position of the blocks within `area` of the viewport."""
        top = max(0, area.top() - 60)
        last = self.cursorForPosition(QPoint(self.viewport().width(), area.bottom() + 60)).block()
        end = last.position() + last.length()
        if self.verticalScrollBar().value() + top <= 0:
            # Qt keeps all that is not laid out yet at the document's very corner, and finds it.
            return 0, end
        first = self.cursorForPosition(QPoint(0, top)).block().position()
        return min(first, last.position()), end

    def in_sight(self) -> tuple[int, int]:
        """Return the first and last position of the blocks in sight."""
        return self._in_sight(self.viewport().rect())

    # --- scrolling ---

    def fit_bar(self) -> None:
        """Let the scroll bar reach as far as the document is laid out."""
        # Qt reads the height that it knows so far, whatever the signal says.
        self.document().documentLayout().documentSizeChanged.emit(QSizeF())

    def lay_out(self) -> None:
        """Lay out all of the document now: Qt does it bit by bit, and guesses its height."""
        layout = self.document().documentLayout()
        # The scroll bar learns of it from this signal, which Qt sends later, if at all.
        layout.documentSizeChanged.emit(self.document().size())

    def scroll_by_page(self, direction: int) -> bool:
        """Page down (1) or up (-1), one line overlapping. False where there is no further."""
        return self.glider.page(direction, self._line())

    def scroll_to(self, value: int) -> None:
        """Go to `value` of the scroll bar, gliding if that is wanted."""
        if value > self.verticalScrollBar().maximum():
            self.lay_out()
        self.glider.go(value)

    def stop_gliding(self) -> None:
        """Stay where the view is."""
        self.glider.stop()

    def _line(self) -> int:
        block = self.cursorForPosition(QPoint(0, self.viewport().height() // 2)).block()
        return round(block.blockFormat().lineHeight()) or 29

    # --- events ---

    def event(self, event: QEvent) -> bool:
        """Leave the window's single keys to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
            )
            if plain and event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Tab):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page, and go to either end; what needs the whole article is asked of the pane."""
        key = event.key()
        if key in _SCROLLING:
            self.scrolled.emit()
        if key == Qt.Key.Key_Space:
            self.spacePressed.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_PageDown:
            self.scroll_by_page(1)
        elif key == Qt.Key.Key_PageUp:
            self.scroll_by_page(-1)
        elif key == Qt.Key.Key_Home:
            self.scroll_to(self.verticalScrollBar().minimum())
        elif key == Qt.Key.Key_End:
            self.endPressed.emit()
        elif key in _DOWN and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.glider.move(self._line() * (2 if key == Qt.Key.Key_Down else -2))
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoomStepped.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        if self.glider.take_wheel(event):
            self.scrolled.emit()
            event.accept()
        else:
            super().wheelEvent(event)
            self.scrolled.emit()

    # --- links ---

    def has_selection(self) -> bool:
        """Whether the reader has selected text; a link that has the focus only looks like it."""
        return self.textCursor().hasSelection() and self._span() != self._link_span

    def _span(self) -> tuple[int, int]:
        cursor = self.textCursor()
        return cursor.anchor(), cursor.position()

    def _anchor_clicked(self, url: QUrl) -> None:
        self._link_span = self._span()
        control = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        (self.anchorSentOut if control else self.anchorPressed).emit(url.toString())

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002
        """Walk through the links with Tab; say where the one leads that has the focus now."""
        before = self._span()
        moved = super().focusNextPrevChild(next)
        if moved and not next and self._span() == before == self._link_span and self.hasFocus():
            # Qt goes round and round on a link with which the text begins.
            moved = QWidget.focusNextPrevChild(self, next)
        cursor = self.textCursor()
        if self._span() != before:
            self._link_span = self._span()
        chosen = cursor.hasSelection() and self.hasFocus()
        self.anchorHovered.emit(cursor.charFormat().anchorHref() if chosen else "")
        return moved

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The link that had the focus is no longer said."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.anchorHovered.emit("")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note the link below the middle button; what is selected from here on is the reader's."""
        self._link_span = None
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pressed = self.anchorAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the link below the middle button outside."""
        if event.button() == Qt.MouseButton.MiddleButton and self._pressed:
            if self.anchorAt(event.position().toPoint()) == self._pressed:
                self.anchorSentOut.emit(self._pressed)
            self._pressed = ""
        super().mouseReleaseEvent(event)

    # --- copying ---

    def selected_text(self) -> str:
        """Return the selection as plain text, lists with their bullets and numbers."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return ""
        return copied_text(self.document(), cursor.selectionStart(), cursor.selectionEnd())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Return the selection as plain text: the colours of a dark page belong nowhere else."""
        text = self.selected_text()
        _copied.note(text)
        data = QMimeData()
        data.setText(text)
        return data


class _Copied:
    """What was copied last, and the care that it does no harm at the end.

    The clipboard may outlive the interpreter; deleting an object that was made in Python then
    crashes the program at its exit. So the text is handed over to an object of Qt's own before.
    """

    def __init__(self) -> None:
        self.text: str | None = None

    def note(self, text: str) -> None:
        """Remember what was copied; see to the end, the first time."""
        if self.text is None:
            atexit.register(self.settle)
            app = QGuiApplication.instance()
            if app is not None:
                app.aboutToQuit.connect(self.settle)
        self.text = text

    def settle(self) -> None:
        """Put what the clipboard still has of ours into an object of Qt's own."""
        if QGuiApplication.instance() is None:
            return
        clipboard = QGuiApplication.clipboard()
        for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
            if clipboard.text(mode) == self.text:
                clipboard.setText(clipboard.text(mode), mode)


_copied = _Copied()


def copied_text(document: QTextDocument, start: int, end: int) -> str:
    """Return the text between two positions (UTF-16 units) as it should be pasted."""
    lines: list[str] = []
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        if block.blockFormat().property(ASIDE):
            block = block.next()
            continue
        cursor = QTextCursor(block)
        cursor.setPosition(max(start, block.position()))
        limit = min(end, block.position() + block.length() - 1)
        cursor.setPosition(max(limit, cursor.position()), QTextCursor.MoveMode.KeepAnchor)
        text = cursor.selectedText().translate(_LEFT_OUT).strip(" ")
        marker = block.blockFormat().property(MARKER_TEXT)
        if isinstance(marker, str) and start <= block.position() and text:
            text = f"{marker} {text}"
        if text or (lines and lines[-1]):
            lines.append(text)
        block = block.next()
    return "\n".join(lines).strip("\n")


def utf16_positions(text: str) -> list[int]:
    """Return the indices of the characters of `text` that take two UTF-16 units."""
    return [] if text.isascii() else [match.start() for match in _WIDE.finditer(text)]


def to_utf16(index: int, wide: list[int]) -> int:
    """Turn a Python index into a position in UTF-16 units; `wide` from `utf16_positions`."""
    return index + bisect_left(wide, index)


def from_utf16(position: int, wide: list[int]) -> int:
    """Turn a position in UTF-16 units into a Python index; `wide` from `utf16_positions`."""
    before = bisect_left(range(len(wide)), position, key=lambda n: wide[n] + n)
    return position - before
