"""A wide table over the whole window: zoomed, scrolled, its words selected and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsScene,
    QGraphicsTextItem,
    QGraphicsView,
    QStyle,
    QStyleOptionGraphicsItem,
    QWidget,
)

from clashreader.ui.reader.overlay import Overlay
from clashreader.ui.reader.view import copied_text
from clashreader.ui.theme import ThinScrollBar

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QTextDocument

    from clashreader.ui.theme import Theme

_STEP: Final = 1.2
_LEAST: Final = 0.3
_MOST: Final = 4.0
_MARGIN: Final = 48
_MANY_WORDS: Final = 4000
"""Characters of the table that are told as its description."""


class _Text(QGraphicsTextItem):
    """The table; without a dashed frame around it: nothing else there takes the focus."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Paint it as if it had no focus."""
        option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, widget)  # type: ignore[arg-type]


class FullTable(Overlay):
    """Shows the document of a table at its natural size."""

    def __init__(self, window: QWidget, theme: Theme, document: QTextDocument, name: str) -> None:
        super().__init__(window, theme, name)
        self._document = document
        self._rtl = document.begin().textDirection() == Qt.LayoutDirection.RightToLeft
        self._text = _Text()
        self._text.setDocument(document)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._view = self._make_view()
        self.setFocusProxy(self._view)
        self.add_button("zoom-out", self.tr("Smaller (−)"), lambda: self.zoom(1 / _STEP))
        self.add_button("zoom-in", self.tr("Larger (+)"), lambda: self.zoom(_STEP))
        self.add_button("close", self.tr("Close (Esc)"), self.leave)
        self.appear()
        self._text.setFocus()
        self._go_to_start()

    def _go_to_start(self) -> None:
        """Show the corner where the first row begins."""
        bar = self._view.horizontalScrollBar()
        bar.setValue(bar.maximum() if self._rtl else bar.minimum())
        upper = self._view.verticalScrollBar()
        upper.setValue(upper.minimum())

    def _make_view(self) -> QGraphicsView:
        scene = QGraphicsScene(self)
        scene.addItem(self._text)
        view = QGraphicsView(scene, self)
        view.setObjectName("fullTable")
        view.setAccessibleName(self.accessibleName())
        words = copied_text(self._document, 0, self._document.characterCount())
        view.setAccessibleDescription(words[:_MANY_WORDS])
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setBackgroundBrush(self._theme.page)
        view.setRenderHints(QPainter.RenderHint.TextAntialiasing | QPainter.RenderHint.Antialiasing)
        view.setVerticalScrollBar(ThinScrollBar())
        view.setHorizontalScrollBar(ThinScrollBar(Qt.Orientation.Horizontal))
        palette = QPalette(view.palette())
        palette.setColor(QPalette.ColorRole.Text, self._theme.text)
        palette.setColor(QPalette.ColorRole.Highlight, self._theme.highlights[2])
        palette.setColor(QPalette.ColorRole.HighlightedText, self._theme.text)
        view.setPalette(palette)
        scene.setPalette(palette)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        return view

    @property
    def scale(self) -> float:
        """The zoom; 1 is full size."""
        return self._view.transform().m11()

    def zoom(self, factor: float) -> None:
        """Zoom, within reason."""
        wanted = max(_LEAST, min(_MOST, self.scale * factor))
        self._view.scale(wanted / self.scale, wanted / self.scale)

    def select_all(self) -> None:
        """Select the whole table."""
        cursor = QTextCursor(self._document)
        # Backwards, so that the view stays at the beginning.
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.movePosition(QTextCursor.MoveOperation.Start, QTextCursor.MoveMode.KeepAnchor)
        self._text.setTextCursor(cursor)

    def selected_text(self) -> str:
        """Return what is selected, as it would be copied; all of it where nothing is."""
        cursor = self._text.textCursor()
        if not cursor.hasSelection():
            return copied_text(self._document, 0, self._document.characterCount())
        return copied_text(self._document, cursor.selectionStart(), cursor.selectionEnd())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the table all but the margins."""
        super().resizeEvent(event)
        self._view.setGeometry(self.rect().adjusted(16, _MARGIN, -16, -16))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys before the table's own text gets them."""
        if watched is self._view and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._take_key(event):
                return True
        if isinstance(event, QWheelEvent) and watched is self._view.viewport():
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.zoom(_STEP ** (event.angleDelta().y() / 120))
                return True
            return False
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selected_text())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self._view.resetTransform()
        else:
            return False
        return True
