"""The one search box, and the line below it that says what is wrong with a query."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QLabel, QLineEdit, QStyle, QWidget

from clashreader.errors import QueryError
from clashreader.ui.language import sentence
from clashreader.ui.query_marks import underline
from clashreader.ui.theme import Theme, icon, interface_font, pixmap
from clashreader.ui.utf16 import to_utf16

DEBOUNCE = 30
"""Milliseconds between the last key and the search; a newer one breaks the older off."""

_MARKED = 40
"""Characters of a query, or of what is suggested, that are shown in one line with the sentence."""
_CALM_WIDTH = 420
_FOCUS_WIDTH = 560
_Role = QPalette.ColorRole


class SearchBox(QLineEdit):
    """A flat field with a magnifying glass; emits `asked` when the typing pauses."""

    asked = Signal(str)
    """A query to run; empty where the search was taken back."""

    blurred = Signal()
    """The focus is elsewhere."""

    insisted = Signal()
    """Enter was pressed though the query cannot be read: what is wrong is to be said at once."""

    left = Signal(bool)
    """The reader is done typing; True where the list should have the focus (Enter, Down)."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchBox")
        self.setAccessibleName(self.tr("Search"))
        self.setPlaceholderText(self.tr("Search"))
        self.setFrame(False)
        self.setFixedHeight(32)
        self.setMaximumWidth(_CALM_WIDTH)
        self.setTextMargins(28, 0, 4, 0)
        self.setMaxLength(20_000)
        self._theme = theme
        self._asked = ""
        self.refused = False
        """Whether what was asked last cannot be read; Enter stays in the field then."""
        self._underlined = False
        self._animation: QVariantAnimation | None = None
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._timer.timeout.connect(self.ask_now)
        self._clear = QAction(self.tr("Clear the search"), self)
        self._clear.setToolTip(self.tr("Clear the search (Esc)"))
        self._clear.triggered.connect(self.take_back)
        self._clear.setVisible(False)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(self._changed)
        self.returnPressed.connect(self._entered)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Recolour; the field paints its own ground."""
        self._theme = theme
        self._clear.setIcon(icon("close", theme, 16))
        self._fit_palette()

    def _fit_palette(self) -> None:
        palette = QPalette()
        palette.setColor(_Role.Base, QColor(0, 0, 0, 0))
        self.setPalette(palette)

    def show_text(self, text: str) -> None:
        """Show `text` without searching for it."""
        self._timer.stop()
        self._asked = text
        self.refused = False
        self.setText(text)
        self._timer.stop()

    def take_back(self) -> None:
        """Empty the field and end the search at once."""
        self.clear()
        self.ask_now()

    def ask_now(self) -> None:
        """Announce what is typed, if that is news."""
        self._timer.stop()
        text = self.text().strip()
        if text != self._asked:
            self._asked = text
            self.refused = False
            self.asked.emit(text)

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._timer.start()

    def _entered(self) -> None:
        self.ask_now()
        if self.refused:
            self.insisted.emit()
        else:
            self.left.emit(True)

    def replace(self, position: int, length: int, text: str) -> None:
        """Put `text` in the place of so many characters; Ctrl+Z takes it back."""
        start = to_utf16(self.text(), position)
        end = to_utf16(self.text(), position + length)
        self.setSelection(start, end - start)
        self.insert(text)

    def underline(self, error: QueryError | None) -> None:
        """Underline the place that `error` means, or nothing."""
        if error is not None or self._underlined:
            self._underlined = error is not None
            underline(self, error, self._theme.accent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears, then leaves; Down goes to the list."""
        if event.key() == Qt.Key.Key_Escape:
            had_text = bool(self.text())
            self.take_back()
            if not had_text:
                self.left.emit(True)
            return
        if event.key() == Qt.Key.Key_Down:
            self.ask_now()
            self.left.emit(True)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Grow; what is wrong with the text is said once more."""
        super().focusInEvent(event)
        self._grow(_FOCUS_WIDTH)
        if self.refused:
            self.asked.emit(self._asked)
            self.insisted.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Shrink, unless only a menu has the focus for a moment."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.ask_now()
            self._grow(_CALM_WIDTH)
            self.blurred.emit()

    def _grow(self, width: int) -> None:
        if self._animation is not None:
            self._animation.stop()
        duration = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
        if duration <= 0 or not self.isVisible():
            self.setMaximumWidth(width)
            return
        animation = QVariantAnimation(self)
        animation.setDuration(140)
        animation.setStartValue(self.maximumWidth())
        animation.setEndValue(width)
        animation.valueChanged.connect(self._set_maximum)
        animation.start(QVariantAnimation.DeletionPolicy.KeepWhenStopped)
        self._animation = animation

    def _set_maximum(self, width: object) -> None:
        if isinstance(width, int):
            self.setMaximumWidth(width)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the ground see-through when the application's palette changes."""
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the edge, and the glass, then the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        focused = self.hasFocus()
        painter.setBrush(theme.page if focused else theme.surface)
        painter.setPen(QPen(theme.accent if focused else theme.hairline, 1.5 if focused else 1))
        inset = 0.75 if focused else 0.5
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, 6, 6)
        glass = pixmap("search", theme.secondary, 16, self.devicePixelRatioF())
        left = self.width() - 26 if self.isRightToLeft() else 10
        painter.drawPixmap(left, (self.height() - 16) // 2, glass)
        painter.end()
        super().paintEvent(event)


class QueryMessage(QLabel):
    """One line below the search box: the query with the place marked, the sentence, and what may
    be meant, which a click takes.
    """

    accepted = Signal()
    """The reader takes what is suggested."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("queryMessage")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(_Role.Base)
        self.setMargin(8)
        self.setFont(interface_font(12))
        self.linkActivated.connect(lambda _: self.accepted.emit())
        self.hide()

    def say(self, query: str, error: QueryError, box: QWidget) -> None:
        """Show `error` about `query`, below `box`."""
        accent = self.palette().color(_Role.Accent).name()
        place = min(max(error.position, 0), len(query))
        stop = min(place + max(error.length, 1), len(query))
        start, end = max(place - 24, 0), min(stop + 25, len(query))
        before = ("…" if start else "") + query[start:place]
        shown = query[place:stop] if stop - place <= _MARKED else query[place : place + _MARKED]
        marked = shown or "\N{OPEN BOX}"
        after = query[stop:end] + ("…" if end < len(query) else "")
        link = ""
        if error.suggestion is not None and len(error.suggestion) <= _MARKED:
            words = escape(self.tr("Use {0}").format(error.suggestion))
            link = f"&nbsp;&nbsp; <a href='#' style='color:{accent}'>{words}</a>"
        self.setText(
            f"<code>{escape(before)}<b style='color:{accent}'><u>{escape(marked)}</u></b>"
            f"{escape(after)}</code>&nbsp;&nbsp; {escape(sentence(error.message))}{link}"
        )
        self.setAccessibleName(sentence(error.message))
        self.adjustSize()
        parent = self.window()
        corner = box.mapTo(parent, box.rect().bottomLeft())
        left = max(min(corner.x(), parent.width() - self.width() - 8), 8)
        self.move(left, corner.y() + 8)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a hairline around."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.palette().color(_Role.Dark))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
