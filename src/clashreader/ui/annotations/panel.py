"""The panel beside the article: notes and highlights of this one, or of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from clashreader.ui.annotations.all_page import AllPage
from clashreader.ui.annotations.article_page import ArticlePage
from clashreader.ui.theme import Theme, icon, interface_font
from clashreader.ui.widgets import IconButton

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.model import Article
    from clashreader.ui.jobs import Jobs

_Role = QPalette.ColorRole


class _Tab(QPushButton):
    """A word with a line below it while it is the one that is shown."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFlat(True)
        self.setFont(interface_font(13, QFont.Weight.DemiBold))

    def sizeHint(self) -> QSize:
        """As wide as the word."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 12, 32)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the word, the line, and a ring while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        lit = self.isChecked() or self.underMouse()
        painter.setPen(palette.color(_Role.Text if lit else _Role.PlaceholderText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.isChecked():
            line = QRectF(6, self.height() - 2, self.width() - 12, 2)
            painter.fillRect(line, palette.color(_Role.Accent))
        if self.hasFocus():
            painter.setPen(palette.color(_Role.Accent))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -3), 6, 6)
        painter.end()


class AnnotationsPanel(QWidget):
    """Two pages below two words; Escape and the cross put it away."""

    closed = Signal()
    shown = Signal()
    """Another page is shown, or the panel itself."""

    def __init__(self, library: Library, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("annotationsPanel")
        self.setAccessibleName(self.tr("Highlights and notes"))
        self.setAutoFillBackground(True)
        self.setBackgroundRole(_Role.Base)
        self.here = ArticlePage(theme)
        self.all = AllPage(library, jobs, theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.here)
        self._stack.addWidget(self.all)
        self._this = _Tab(self.tr("This article"))
        self._every = _Tab(self.tr("All"))
        self._this.setObjectName("thisArticleTab")
        self._every.setObjectName("allTab")
        self._this.clicked.connect(self.show_here)
        self._every.clicked.connect(self.show_all)
        self._close = IconButton()
        self._close.setObjectName("closeAnnotations")
        self._close.setAccessibleName(self.tr("Close the panel"))
        self._close.setToolTip(self.tr("Close the panel") + " (Ctrl+H)")
        self._close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(8, 6, 6, 6)
        head.setSpacing(4)
        head.addWidget(self._this)
        head.addWidget(self._every)
        head.addStretch()
        head.addWidget(self._close)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._stack, 1)
        self.here.all_wanted.connect(self.show_all)
        for each in (self.here.list, self.all.list):
            each.left.connect(self.closed)
        self._this.setChecked(True)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._close.setIcon(icon("close", theme))
        self.here.set_theme(theme)
        self.all.set_theme(theme)

    @property
    def on_all(self) -> bool:
        """Whether the page on the whole library is shown."""
        return self._stack.currentWidget() is self.all

    def show_here(self) -> None:
        """Show the page on the open article."""
        self._show(self._this, self.here)

    def show_all(self) -> None:
        """Show the page on the whole library."""
        self._show(self._every, self.all)
        self.all.look()

    def _show(self, tab: _Tab, page: QWidget) -> None:
        self.flush()
        tab.setChecked(True)
        self._stack.setCurrentWidget(page)
        self.shown.emit()

    def show_article(self, article: Article | None) -> None:
        """Another article is open, or the same has changed."""
        self.here.show_article(article)

    def refresh(self) -> None:
        """Notes or highlights have been written."""
        self.all.refresh()

    def flush(self) -> None:
        """Write what is not written yet."""
        self.here.flush()
        self.all.tools.flush()

    def event(self, event: QEvent) -> bool:
        """Write what is typed before it goes out of sight; read anew when it comes back."""
        if event.type() == QEvent.Type.Hide:
            self.flush()
        elif event.type() == QEvent.Type.Show and self.on_all:
            self.all.look()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the panel away."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
