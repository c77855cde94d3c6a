"""What became of a list of feeds: how many were taken, which were there, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clashreader.ui.backups_dialog import paragraph
from clashreader.ui.choice_list import ChoiceList
from clashreader.ui.dialog_room import breadth
from clashreader.ui.language import plural
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, quiet_label

if TYPE_CHECKING:
    from clashreader.sync.subscribe import Imported

_WIDTH = 520


class ImportReport(QDialog):
    """Says in words what an import did, and lists the addresses that were refused."""

    @staticmethod
    def is_wanted(imported: Imported) -> bool:
        """Whether there is more to tell than what the sidebar shows anyway."""
        left = imported.known or imported.refused or imported.passwords or imported.cut
        return bool(left) or not imported.added

    def __init__(self, imported: Imported, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importReport")
        self.setWindowTitle(self.tr("The list was read"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(breadth(parent, _WIDTH) if parent else _WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        sentences = self._sentences(imported)
        head = paragraph(sentences[0])
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        box.addWidget(head)
        self.message = paragraph("\n".join(sentences[1:]))
        self.message.setObjectName("importMessage")
        self.message.setVisible(len(sentences) > 1)
        box.addWidget(self.message)
        self.refused = ChoiceList()
        self.refused.setObjectName("importRefused")
        self.refused.setAccessibleName(self.tr("What was left out"))
        self.refused.hide()
        if imported.refused:
            box.addSpacing(8)
            box.addWidget(quiet_label(self.tr("Left out, for these are no feeds of the web")))
            self.refused.offer([("", address) for address in imported.refused])
            self.refused.setCurrentRow(-1)  # there is nothing to choose
            self.refused.show()
            box.addWidget(self.refused)
        box.addSpacing(8)
        row = QHBoxLayout()
        row.addStretch()
        close = FlatButton(self.tr("Close"), primary=True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        box.addLayout(row)

    def _sentences(self, imported: Imported) -> list[str]:
        number = self.locale().toString
        added, known = len(imported.added), imported.known
        if added:
            first = plural("ImportReport", "%Ln feed added", "%Ln feeds added", added)
        elif known:
            first = self.tr("You follow all of these already.")
        else:
            first = self.tr("There is no feed in this list.")
        said = [first]
        if known and added:
            said.append(self.tr("You follow {0} of this list already.").format(number(known)))
        if imported.passwords:
            said.append(
                self.tr(
                    "Names and passwords that stood in the list were left out ({0}): give each "
                    "source its own in its dialog."
                ).format(number(imported.passwords))
            )
        if imported.cut:
            said.append(
                self.tr("The list names more feeds than are taken from one; the rest was left out.")
            )
        return said
