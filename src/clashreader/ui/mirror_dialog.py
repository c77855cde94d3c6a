"""The mirror in the window: its folder, which articles it holds, its last pass and conflicts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFont, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from clashreader.errors import QueryError
from clashreader.library.grammar import parse_query
from clashreader.ui.backups_dialog import paragraph
from clashreader.ui.controls import CheckBox, RadioButton
from clashreader.ui.dates import long_date
from clashreader.ui.language import plural, sentence
from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.widgets import ElidedLabel, Field, FlatButton, ProgressLine, quiet_label
from clashreader.values import replace

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.mirroring import Mirroring

_WIDTH = 600
_PLACE = Qt.ItemDataRole.UserRole


class MirrorDialog(QDialog):
    """Asks where and what, mirrors, and lists what was not decided."""

    def __init__(self, window: MainWindow, mirroring: Mirroring) -> None:
        super().__init__(window)
        self.setObjectName("mirrorDialog")
        self.setWindowTitle(self.tr("Mirror to folder"))
        self.setMinimumWidth(min(_WIDTH, max(360, window.width() - 40)))
        self._window = window
        self._mirroring = mirroring
        self._folder = mirroring.kept.folder
        self._build()
        mirroring.changed.connect(self._refresh)
        mirroring.progressed.connect(self._progress)
        self._refresh()

    # --- building ---

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.tr("Mirror to folder"))
        head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(head)
        box.addWidget(
            paragraph(
                self.tr(
                    "Your articles as files of Markdown, with their pictures and versions. "
                    "What you change in them — tags, notes, marks — comes back here."
                )
            )
        )
        box.addSpacing(4)
        box.addLayout(self._place())
        box.addSpacing(4)
        self._add_which(box)
        self.keep = CheckBox(self.tr("Keep it up to date"))
        self.keep.setObjectName("keepMirror")
        self.keep.setToolTip(self.tr("After every change, in the background"))
        self.keep.setChecked(self._window.settings.mirror)
        self.keep.toggled.connect(self._keep_up)
        box.addWidget(self.keep)
        box.addSpacing(4)
        self.message = paragraph("")
        self.message.setObjectName("mirrorMessage")
        box.addWidget(self.message)
        self._add_list(box)
        self._line = ProgressLine()
        box.addWidget(self._line)
        box.addSpacing(4)
        box.addLayout(self._buttons())

    def _place(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.path = ElidedLabel("")
        self.path.setObjectName("mirrorFolder")
        choose = FlatButton(self.tr("Choose a folder …"))
        choose.setObjectName("chooseMirror")
        choose.clicked.connect(self._choose)
        row.addWidget(self.path, 1)
        row.addWidget(choose)
        return row

    def _add_which(self, box: QVBoxLayout) -> None:
        query = self._mirroring.kept.query
        self.all = RadioButton(self.tr("All articles"))
        self.all.setObjectName("mirrorAll")
        self.found = RadioButton(self.tr("What a search finds"))
        self.found.setObjectName("mirrorFound")
        group = QButtonGroup(self)
        group.addButton(self.all)
        group.addButton(self.found)
        self.query = Field()
        self.query.setObjectName("mirrorQuery")
        self.query.setAccessibleName(self.tr("The search"))
        self.query.setPlaceholderText(self.tr("for instance is:bookmarked"))
        self.query.setText(query or self._searched())
        (self.found if query else self.all).setChecked(True)
        self.query.setEnabled(bool(query))
        self.found.toggled.connect(self.query.setEnabled)
        box.addWidget(self.all)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.found)
        row.addWidget(self.query, 1)
        box.addLayout(row)

    def _searched(self) -> str:
        """What the list is looking for now, which is what is likely meant."""
        return self._window.toolbar.search.text() if self._window.listing.searching else ""

    def _add_list(self, box: QVBoxLayout) -> None:
        self.list = QListWidget()
        self.list.setObjectName("mirrorConflicts")
        self.list.setAccessibleName(self.tr("Conflicts"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollBar(ThinScrollBar())
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setSpacing(2)
        self.list.setMinimumHeight(132)
        self.list.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.list.itemActivated.connect(lambda _: self._show_conflict())
        self.list.currentItemChanged.connect(lambda *_: self._choose_conflict())
        box.addWidget(self.list, 1)
        self.more = quiet_label()
        box.addWidget(self.more)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.show_folder = FlatButton(self.tr("Open the folder"))
        self.show_folder.setObjectName("openMirror")
        self.show_folder.clicked.connect(lambda: self._open(self._folder))
        self.show_conflict = FlatButton(self.tr("Show"))
        self.show_conflict.setObjectName("showConflict")
        self.show_conflict.setToolTip(self.tr("Open the file, or the article, of the conflict"))
        self.show_conflict.clicked.connect(self._show_conflict)
        close = FlatButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        self.make = FlatButton(self.tr("Mirror now"), primary=True)
        self.make.setObjectName("mirrorNow")
        self.make.setDefault(True)
        self.make.clicked.connect(self._make)
        for button in (self.show_folder, self.show_conflict):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(close)
        row.addWidget(self.make)
        return row

    # --- what is shown ---

    def _refresh(self) -> None:
        kept, running = self._mirroring.kept, self._mirroring.running
        self.path.setText(self._folder or self.tr("No folder is chosen yet"))
        self.path.setToolTip(self._folder)
        self.make.setText(self.tr("Stop") if running else self.tr("Mirror now"))
        self.make.updateGeometry()
        self.make.setEnabled(running or bool(self._folder))
        self.show_folder.setEnabled(bool(self._folder))
        self._line.set_share(0.0 if running else None)
        self.message.setText(self._sentence())
        self._list_conflicts()
        left = plural("MirrorDialog", "And %Ln more.", "And %Ln more.", kept.more)
        self.more.setText(left)
        self.more.setVisible(kept.more > 0)

    def _sentence(self) -> str:
        kept = self._mirroring.kept
        if self._mirroring.running:
            return self.tr("Looking at the folder and the library …")
        if self._mirroring.message:
            return self._mirroring.message
        if not kept.at:
            return self.tr("Nothing was mirrored yet.")
        articles = plural("MirrorDialog", "%Ln article", "%Ln articles", kept.articles)
        words = self.tr("Last pass: {0}. It holds {1}, {2} of them written then.")
        said = words.format(long_date(kept.at), articles, self.locale().toString(kept.written))
        if kept.conflicts:
            said += " " + self.tr("What could not be decided is kept both ways:")
        return said

    def _list_conflicts(self) -> None:
        conflicts = self._mirroring.kept.conflicts
        self.list.setVisible(bool(conflicts))
        self.show_conflict.setVisible(bool(conflicts))
        self.list.clear()
        for file, said, copy, article in conflicts:
            item = QListWidgetItem(f"{file}\n{sentence(said)}")
            item.setToolTip(f"{file}\n{sentence(said)}")
            item.setData(_PLACE, (copy or file, article))
            item.setSizeHint(QSize(0, 2 * self.list.fontMetrics().height() + 12))
            self.list.addItem(item)
        if conflicts:
            self.list.setCurrentRow(0)

    def _choose_conflict(self) -> None:
        self.show_conflict.setEnabled(self.list.currentRow() >= 0)

    def _progress(self, done: int, total: int) -> None:
        if not self._mirroring.running:
            return
        number = self.locale().toString
        self.message.setText(self.tr("Article {0} of {1} …").format(number(done), number(total)))
        self._line.set_share(done / total if total else 0.0)

    # --- doing ---

    def _choose(self) -> None:
        start = self._folder or str(Path.home())
        name = QFileDialog.getExistingDirectory(self, self.tr("A folder for the mirror"), start)
        if name:
            self.choose(name)

    def choose(self, folder: str) -> None:
        """Take `folder` as the one of the mirror, from the next pass on."""
        self._folder = folder
        self._refresh()

    def _make(self) -> None:
        if self._mirroring.running:
            self._mirroring.stop()
            return
        query = self.query.text().strip() if self.found.isChecked() else ""
        try:
            parse_query(query)
        except QueryError as error:
            self.message.setText(sentence(error.message))
            self.query.setFocus()
            return
        self._mirroring.make(Path(self._folder), query)

    def _keep_up(self, on: bool) -> None:
        self._window.looks.keep(replace(self._window.settings, mirror=on))
        self._mirroring.keep_up()

    def _show_conflict(self) -> None:
        if self.list.currentRow() < 0:
            return
        file, article = self.list.currentItem().data(_PLACE)
        path = Path(self._folder, *str(file).split("/"))
        if path.exists():
            self._open(str(path))
        elif article:
            self._window.open_article(int(article))
            self.accept()

    def _open(self, path: str) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))
