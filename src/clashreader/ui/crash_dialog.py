"""Says that a bug was met, what is true of the library, and offers a report without secrets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from clashreader.ui.language import plural
from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.widgets import FlatButton, LinkButton, quiet_label

_WIDTH = 520
_REPORT_HEIGHT = 220
_COPIED_MS = 2_500


class CrashDialog(QDialog):
    """`report` makes the text when it is asked for; `safety` is what holds for the library."""

    quit_wanted = Signal()
    """The reader would rather end the program."""

    def __init__(
        self,
        report: Callable[[], str],
        safety: str,
        parent: QWidget | None = None,
        *,
        can_go_on: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("crashDialog")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self._report = report
        title = self.tr("Something went wrong")
        self.setWindowTitle(title if can_go_on else self.tr("Clash Reader cannot start"))
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.windowTitle())
        head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(head)
        words = (
            self.tr(
                "Clash Reader made a mistake, and did not finish what it was doing. You can go on; "
                "the last step may have to be done again."
            )
            if can_go_on
            else self.tr("Clash Reader made a mistake before its window could open.")
        )
        box.addWidget(_wrapped(words))
        self.safety = _wrapped(safety)
        self.safety.setObjectName("crashSafety")
        box.addWidget(self.safety)
        self.count = quiet_label()
        self.count.setObjectName("crashCount")
        self.count.hide()
        box.addWidget(self.count)
        box.addSpacing(4)
        box.addWidget(
            _quiet(
                self.tr(
                    "The report names versions and places in the program; no titles, addresses "
                    "or searches."
                )
            )
        )
        self.show_report = LinkButton(self.tr("Show the report"))
        self.show_report.setObjectName("crashShow")
        self.show_report.clicked.connect(self._toggle)
        line = QHBoxLayout()
        line.addWidget(self.show_report)
        line.addStretch()
        box.addLayout(line)
        self.text = QPlainTextEdit()
        self.text.setObjectName("crashReport")
        self.text.setAccessibleName(self.tr("The report"))
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setVerticalScrollBar(ThinScrollBar())
        self.text.setHorizontalScrollBar(ThinScrollBar(Qt.Orientation.Horizontal))
        self.text.setFixedHeight(_REPORT_HEIGHT)
        self.text.hide()
        box.addWidget(self.text)
        box.addSpacing(8)
        box.addLayout(self._buttons(can_go_on=can_go_on))
        self.setFixedWidth(self._breadth())
        self._fit()

    def _breadth(self) -> int:
        """Return the width: what is usual, or what a small screen has."""
        room = self.screen().availableGeometry().width() - 32
        return min(_WIDTH, max(room, self.minimumSizeHint().width()))

    def _buttons(self, *, can_go_on: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.copy_button = FlatButton(self.tr("&Copy report"))
        self.copy_button.setObjectName("crashCopy")
        self.copy_button.clicked.connect(self.copy)
        self.quit_button = FlatButton(self.tr("&Quit"), primary=not can_go_on)
        self.quit_button.setObjectName("crashQuit")
        self.quit_button.clicked.connect(self._quit)
        row.addWidget(self.copy_button)
        row.addStretch()
        row.addWidget(self.quit_button)
        if can_go_on:
            self.go_on_button = FlatButton(self.tr("&Go on"), primary=True)
            self.go_on_button.setObjectName("crashGoOn")
            self.go_on_button.clicked.connect(self.accept)
            row.addWidget(self.go_on_button)
        first = self.go_on_button if can_go_on else self.quit_button
        first.setDefault(True)
        first.setFocus()
        return row

    def show_count(self, times: int) -> None:
        """Say how often it came by now."""
        words = plural("CrashDialog", "It happened %Ln time.", "It happened %Ln times.", times)
        self.count.setText(words if times > 1 else "")
        self.count.setVisible(times > 1)
        if not self.text.isHidden():
            self.text.setPlainText(self._report())
        QTimer.singleShot(0, self, self._fit)

    def copy(self) -> None:
        """Put the report on the clipboard, and say so for a moment."""
        QGuiApplication.clipboard().setText(self._report())
        self.copy_button.setText(self.tr("Copied"))
        QTimer.singleShot(_COPIED_MS, self, self._copied)

    def _copied(self) -> None:
        self.copy_button.setText(self.tr("&Copy report"))

    def _toggle(self) -> None:
        shown = self.text.isHidden()
        if shown:
            self.text.setPlainText(self._report())
        self.text.setVisible(shown)
        self.show_report.setText(
            self.tr("Hide the report") if shown else self.tr("Show the report")
        )
        self.show_report.updateGeometry()
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """As high as what is shown: words that were wrapped count by the width that there is."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(QSize(self.width(), layout.totalHeightForWidth(self.width())))

    def _quit(self) -> None:
        self.accept()
        self.quit_wanted.emit()


def _wrapped(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _quiet(words: str) -> QLabel:
    label = quiet_label(words)
    label.setWordWrap(True)
    return label
