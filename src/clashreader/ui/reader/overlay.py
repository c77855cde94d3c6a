"""What covers the whole window for a while: a picture or a table at its full size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QToolButton, QWidget

from clashreader.ui.theme import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from clashreader.ui.theme import Theme

_BUTTON: Final = 32
_ICON: Final = 20


class Overlay(QWidget):
    """Covers `window` until it is left; the focus goes back then to where it was."""

    def __init__(self, window: QWidget, theme: Theme, name: str) -> None:
        super().__init__(window)
        self.setObjectName("enlargement")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAutoFillBackground(True)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, theme.page)
        self.setPalette(palette)
        self._theme = theme
        self._covered = window
        self._before = window.focusWidget()
        self._buttons = QWidget(self)
        self._row = QHBoxLayout(self._buttons)
        self._row.setContentsMargins(8, 8, 8, 8)
        self._row.setSpacing(4)
        window.installEventFilter(self)

    def appear(self) -> None:
        """Show it, as large as the window, and take the focus."""
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def add_button(self, name: str, text: str, slot: Callable[[], None]) -> QToolButton:
        """Add a button with an icon to the row in the corner; `text` names its key, too."""
        button = QToolButton(self._buttons)
        button.setIcon(icon(name, self._theme))
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setAutoRaise(True)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(slot)
        self._row.addWidget(button)
        return button

    def leave(self) -> None:
        """Close it, and give the focus back."""
        self._covered.removeEventFilter(self)
        if self._before is not None:
            self._before.setFocus()
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and watched is self._covered:
            self.setGeometry(self._covered.rect())
        return False

    def event(self, event: QEvent) -> bool:
        """Keep the window's single keys from acting on what is covered."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002
        """Let Tab go round within: what is covered must not get the focus."""
        stops = [w for w in self.findChildren(QWidget) if _takes_tab(w)]
        ring: list[QWidget] = [self, *stops]
        focused = QApplication.focusWidget()
        place = ring.index(focused) if focused in ring else 0
        ring[(place + (1 if next else -1)) % len(ring)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons in their corner."""
        super().resizeEvent(event)
        self.place_buttons()

    def place_buttons(self) -> None:
        """Put the buttons into the upper corner at the end of the line."""
        self._buttons.adjustSize()
        right = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        self._buttons.move(self.width() - self._buttons.width() if right else 0, 0)


def _takes_tab(widget: QWidget) -> bool:
    tab = Qt.FocusPolicy.TabFocus
    return bool(widget.focusPolicy() & tab) and widget.isVisible() and widget.isEnabled()
