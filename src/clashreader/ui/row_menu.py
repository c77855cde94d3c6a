"""The menu of the list's rows: what can be done with one article, or with those selected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from clashreader.ui.language import plural
from clashreader.ui.views import ViewKind

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

_LOOKED_AT = 100
"""Selected rows that are looked at to see what the menu has to offer."""


def open_menu(window: MainWindow, row: int, place: QPoint) -> None:
    """Open the menu of a row at a place of the screen; of all selected ones, if it is one."""
    if window.library is None:
        return
    view = window.articles.view
    if not view.is_selected(row):
        view.select_row(row, scroll=False)
    RowMenu(window, row).popup(place)


def add_choices(window: MainWindow, menu: QMenu) -> None:
    """Add how the list looks to the menu of its orders; each holds at once, and is kept."""
    looks, settings = window.looks, window.settings
    translate = QCoreApplication.translate

    def choose(**values: object) -> None:
        changed = replace(looks.settings, **values)  # type: ignore[arg-type]
        looks.show_settings(changed)
        looks.keep(changed)

    menu.addSeparator()
    compact = settings.rows == "compact"
    for words, name, chosen, values in (
        (translate("RowMenu", "Compact rows"), "rows", compact,
         {"rows": "comfortable" if compact else "compact"}),
        (translate("RowMenu", "Pictures"), "thumbnails", settings.thumbnails,
         {"thumbnails": not settings.thumbnails}),
        (translate("RowMenu", "Heads above the days"), "day_headers", settings.day_headers,
         {"day_headers": not settings.day_headers}),
        (translate("RowMenu", "Fold copies of a report"), "hide_duplicates",
         settings.hide_duplicates, {"hide_duplicates": not settings.hide_duplicates}),
    ):  # fmt: skip
        action = menu.addAction(words)
        action.setObjectName(f"list-{name}")
        action.setCheckable(True)
        action.setChecked(chosen)
        action.triggered.connect(lambda _=False, values=values: choose(**values))


class RowMenu(QMenu):
    """Made anew each time. Keys stand beside the words; the menu itself has none of its own."""

    def __init__(self, window: MainWindow, row: int) -> None:
        super().__init__(window)
        self.setObjectName("rowMenu")
        self.setAccessibleName(self.tr("Articles"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._row = row
        self._view, self._model = window.articles.view, window.articles.model
        self._count = self._view.selected_count
        looked_at = self._view.first_selected(_LOOKED_AT)
        self._rows = [found for at in looked_at if (found := self._model.row_at(at)) is not None]
        self._add_opening()
        self.addSeparator()
        self._add_marks()
        self.addSeparator()
        self._add_fold()
        self._add_ranges()
        self.addSeparator()
        self._add_taking()
        self.addSeparator()
        self._add_leaving()

    def _add(self, words: str, deed: Callable[[], object], key: str = "") -> QAction:
        """Add an entry; `key` is the name of the command whose keys do the same, or a key."""
        command = self._window.commands.get(key)
        if command is not None:
            native = QKeySequence.SequenceFormat.NativeText
            key = command.shortcut().toString(native)
        words = words.replace("&", "&&")
        action = self.addAction(f"{words}\t{key}" if key else words)
        action.triggered.connect(lambda _=False: deed())
        return action

    def _add_command(self, name: str, words: str = "") -> None:
        """Add a command of the window, where it has that one."""
        command = self._window.commands.get(name)
        if command is not None:
            self._add(words or command.text(), lambda: self._window.deeds.do(name), name)

    def _add_opening(self) -> None:
        window = self._window
        if self._count > 1:
            title = self._add(
                plural("RowMenu", "%Ln article", "%Ln articles", self._count), lambda: None
            )
            title.setEnabled(False)
        else:
            self._add(self.tr("Open"), self._view.activated_row.emit, self.tr("Enter"))
        self._add(self.tr("Open in browser"), window.deeds.several.open_in_browser, "browserAction")

    def _add_marks(self) -> None:
        marking = self._window.deeds.marking
        # The first of the two is what the key does, where the open article is like the others.
        states = {row.read for row in self._rows} or {False}
        for read, words in ((False, self.tr("Mark as read")), (True, self.tr("Mark as unread"))):
            if read in states or self._count > len(self._rows):
                self._add(
                    words,
                    lambda mark=not read: marking.mark_targets(mark),  # type: ignore[misc]
                    "readAction" if len(states) == 1 else "",
                )
        marks = {row.bookmarked for row in self._rows} or {False}
        for marked, words in ((False, self.tr("Bookmark")), (True, self.tr("Remove bookmark"))):
            if marked in marks or self._count > len(self._rows):
                self._add(
                    words,
                    lambda mark=not marked: marking.set_bookmarked(marking.targets(), mark),  # type: ignore[misc]
                    "bookmarkAction" if len(marks) == 1 else "",
                )
        self._add_command("tagAction", self.tr("Tag…"))
        self._add_command("moveAction")

    def _add_fold(self) -> None:
        article = self._model.id_at(self._model.leader_row(self._row))
        if article is None or self._count > 1:
            return
        fold = self._model.folds.of(article)
        if not fold.others:
            return
        right = self.isRightToLeft()
        native = QKeySequence.SequenceFormat.NativeText
        keys = {
            False: QKeySequence(Qt.Key.Key_Left if right else Qt.Key.Key_Right).toString(native),
            True: QKeySequence(Qt.Key.Key_Right if right else Qt.Key.Key_Left).toString(native),
        }
        words = self.tr("Fold the other sources") if fold.unfolded else plural(
            "RowMenu", "Show the other source", "Show the %Ln other sources", fold.others
        )  # fmt: skip
        self._add(words, lambda: self._view.toggle_fold(self._row), keys[fold.unfolded])
        all_of = (article, *self._model.folds.others_of(article))
        words = self.tr("Mark all sources as read")
        self._add(words, lambda: self._window.deeds.marking.set_read(all_of, True))
        self.addSeparator()

    def _add_ranges(self) -> None:
        several = self._window.deeds.several
        above = self._add(
            self.tr("Mark all above as read"), lambda: several.mark_above(self._row),
            "markAboveAction",
        )  # fmt: skip
        above.setEnabled(self._row > 0)
        below = self._add(
            self.tr("Mark all below as read"), lambda: several.mark_below(self._row),
            "markBelowAction",
        )  # fmt: skip
        below.setEnabled(self._row < self._model.rowCount() - 1)
        self._add_command("markAllAction")

    def _add_taking(self) -> None:
        several = self._window.deeds.several
        one = self._count == 1
        self._add(self.tr("Copy link") if one else self.tr("Copy links"), several.copy_links)
        self._add_command("exportAction")
        if one:
            self._add_command("provenanceAction")
            self._add_command("wholeTextAction")
            self._add_command("sourceAction")

    def _add_leaving(self) -> None:
        kind = self._window.listing.view.kind
        if kind is ViewKind.BIN:
            self._add_command("restoreAction")
            self._add_command("emptyBinAction")
            return
        again = kind is ViewKind.HIDDEN
        self._add_command("hideAction", self.tr("Show again") if again else self.tr("Hide"))
        self._add_command("deleteAction")
