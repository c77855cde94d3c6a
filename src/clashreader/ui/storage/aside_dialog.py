"""What restores and repairs kept of libraries before: seen with date and size, deleted if asked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from clashreader.library.asides import Aside
from clashreader.ui.check_list import CheckList, Tick
from clashreader.ui.dates import long_date
from clashreader.ui.dialog_room import breadth
from clashreader.ui.storage.room_bar import in_bytes
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, at_the_end, quiet_label

_WIDTH = 480


class AsideDialog(QDialog):
    """Nothing is ticked at first: each may hold what is nowhere else."""

    def __init__(self, kept: Sequence[Aside], parent: QWidget) -> None:
        super().__init__(parent)
        self._kept = kept
        self.setObjectName("asideDialog")
        self.setWindowTitle(self.tr("Kept aside"))
        self.setFixedWidth(breadth(parent, _WIDTH))
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.tr("Delete what was kept aside?"))
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        head.setWordWrap(True)
        box.addWidget(head)
        words = quiet_label(
            self.tr(
                "Libraries as they were before something else took their place. What is in them "
                "may be nowhere else. This cannot be undone."
            ),
            13,
        )
        words.setWordWrap(True)
        box.addWidget(words)
        self.list = CheckList()
        self.list.setAccessibleName(self.tr("Kept aside, the newest first"))
        self.list.show_rows([self._row(one) for one in kept])
        self.list.ticked.connect(self._ticked)
        box.addWidget(self.list)
        box.addSpacing(12)
        self.go = FlatButton(self.tr("Delete for good"))
        self.go.setObjectName("deleteAside")
        self.go.clicked.connect(self.accept)
        cancel = FlatButton(self.tr("Cancel"), primary=True)
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        box.addLayout(at_the_end(self.go, cancel))
        self._ticked()
        cancel.setFocus()

    def _row(self, one: Aside) -> Tick:
        words = self.tr("Before a restore, {0}") if one.restored else self.tr("Damaged, {0}")
        size = in_bytes(one.bytes, self.locale())
        return Tick(words.format(long_date(one.made)), f"{size}  ·  {one.paths[0].name}")

    def _ticked(self) -> None:
        self.go.setEnabled(bool(self.list.checked))

    @property
    def chosen(self) -> list[Aside]:
        """Those that are ticked."""
        return [self._kept[number] for number in self.list.checked]
