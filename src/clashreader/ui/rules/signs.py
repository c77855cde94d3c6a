"""What the status bar says of rules: new articles that they announce, and a rule that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clashreader.model import Rule
from clashreader.ui.language import plural, sentence
from clashreader.ui.rules.words import quoted
from clashreader.ui.theme import interface_font
from clashreader.ui.tips import plain_tip
from clashreader.ui.widgets import LinkButton, QuietButton

_BREADTH = 320
"""Pixels for the words of what is announced; the tip has all of them."""


class RuleSigns(QWidget):
    """Two links that stay until they are followed, or until there is no reason for them."""

    announced_wanted = Signal()
    """The reader wants the announced articles."""

    rules_wanted = Signal()
    """The reader wants to see what is wrong with a rule."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.announced = LinkButton()
        self.announced.setObjectName("announced")
        self.announced.clicked.connect(self.announced_wanted)
        self.trouble = QuietButton()
        self.trouble.setObjectName("ruleTrouble")
        self.trouble.clicked.connect(self.rules_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for button in (self.announced, self.trouble):
            button.setFont(interface_font(12))
            button.hide()
            row.addWidget(button)

    def announce(self, counts: Mapping[str, int]) -> str:
        """Say how many new articles each rule found; return the words, "" where there are none."""
        parts = [
            plural("RuleSigns", "%Ln new for {0}", "%Ln new for {0}", count).format(quoted(name))
            for name, count in counts.items()
        ]
        words = ", ".join(parts)
        self._say(self.announced, words, self.tr("Show them"))
        return words

    def complain(self, failing: Sequence[Rule]) -> str:
        """Say which rules cannot act; return the words, "" where all can."""
        words = ""
        if len(failing) == 1:
            words = self.tr("The rule {0} cannot act").format(quoted(failing[0].name))
        elif failing:
            words = plural("RuleSigns", "%Ln rule cannot act", "%Ln rules cannot act", len(failing))
        reasons = "\n".join(f"{rule.name}: {sentence(rule.error or '')}" for rule in failing)
        self._say(self.trouble, words, reasons)
        return words

    def _say(self, button: LinkButton, words: str, tip: str) -> None:
        shown = button.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, _BREADTH)
        button.setText(shown.replace("&", "&&"))
        button.setAccessibleName(words)
        button.setToolTip(plain_tip(f"{words}. {tip}" if words else ""))
        button.updateGeometry()
        button.setVisible(bool(words))
