"""What the reader does with articles and their places: the bin, hiding, sections, tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from clashreader.model import ArticleRow, Overview
from clashreader.ui.bin import Bin
from clashreader.ui.label_deeds import LabelDeeds
from clashreader.ui.name_picker import ALL, SOME, Choice, NamePicker
from clashreader.ui.sidebar_drops import SidebarDrops
from clashreader.ui.tag_colours import colours_of
from clashreader.ui.views import ViewKind

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.tag_editor import TagEditor

LOOKED_AT = 5_000
"""Selected articles whose tags are looked up for the editor: a million rows would be a gigabyte."""


class Organising(QObject):
    """One method for each command that puts articles somewhere else."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self.bin = Bin(window, library)
        self.labels = LabelDeeds(window, library)
        self.drops = SidebarDrops(window)
        window.counted.connect(self._colour_tags)
        window.listing.emptied.connect(window.reading.show_nothing)

    def _colour_tags(self, overview: Overview) -> None:
        """Paint the chips of list and pane in the colours that their tags have now."""
        articles, colours = self._window.articles, colours_of(overview.tags)
        if colours != articles.delegate.tag_colours:
            articles.delegate.tag_colours = colours
            articles.view.viewport().update()
            self._window.reader().set_tag_colours(colours)

    def delete(self) -> None:
        """Put the selected articles into the bin; Ctrl+Z brings them back."""
        window = self._window
        if window.listing.view.kind is ViewKind.BIN:
            window.status.notice(
                self.tr("It is in the bin already."), self.tr("Restore"), self.restore
            )
            return
        window.deeds.marking.delete(window.deeds.marking.targets())

    def restore(self) -> None:
        """Take the selected articles out of the bin."""
        window = self._window
        if window.listing.view.kind is ViewKind.BIN:
            window.deeds.marking.restore(window.deeds.marking.targets())
        else:
            window.status.notice(self.tr("Only what is in the bin can be restored."))

    def toggle_hidden(self) -> None:
        """Hide the selected articles; where the hidden are listed, show them again."""
        window = self._window
        if window.listing.view.kind is ViewKind.BIN:
            window.status.notice(self.tr("It is in the bin already."))
            return
        hidden = window.listing.view.kind is ViewKind.HIDDEN
        window.deeds.marking.hide(window.deeds.marking.targets(), not hidden)

    # --- tags and sections of articles ---

    def edit_tags(self) -> TagEditor | None:
        """Open the popup in which the selected articles get tags."""
        from clashreader.ui.tag_editor import TagEditor

        window, marking = self._window, self._window.deeds.marking
        ids = marking.targets()
        if not ids:
            window.status.notice(self.tr("Choose an article first."))
            return None
        article, tags = window.reading.article, window.overview.tags if window.overview else ()
        alone = article is not None and list(ids[:2]) == [article.id]
        states = dict.fromkeys(article.tags, ALL) if article is not None and alone else {}
        editor = TagEditor(tags, states, window.theme, window)
        editor.wanted.connect(lambda names, wanted: marking.retag(ids, names, wanted))
        if not alone:
            self._read_rows(
                ids,
                editor,
                lambda rows: editor.set_states(_states(rows, whole=len(ids) <= LOOKED_AT)),
            )
        editor.open_below(self._anchor())
        return editor

    def choose_section(self) -> NamePicker | None:
        """Open the popup in which the selected articles get a section."""
        window, marking = self._window, self._window.deeds.marking
        ids = marking.targets()
        if not ids:
            window.status.notice(self.tr("Choose an article first."))
            return None
        picker = NamePicker(
            self._sections(), window.theme, window, label=self.tr("Section"),
            hint=self.tr("Section, then Enter"), new=self.tr("New section “{0}”"),
        )  # fmt: skip
        picker.setObjectName("sectionPicker")
        picker.picked.connect(lambda choice: marking.move(ids, choice.value))
        picker.named.connect(lambda names: marking.move(ids, names[0]))
        picker.open_below(self._anchor())
        return picker

    def _sections(self) -> list[Choice]:
        overview = self._window.overview
        sections = overview.sections if overview is not None else ()
        names = [section.name for section in sections if section.name is not None]
        return [
            *(Choice(name, icon="section", value=name) for name in names),
            Choice(self.tr("No section"), value=""),
            Choice(self.tr("As its source says"), icon="source"),
        ]

    def _anchor(self) -> QWidget:
        """Where a popup belongs to: the button, or the menu that stands for it."""
        toolbar = self._window.toolbar
        button = toolbar.button("tagAction")
        return toolbar.menu_button if button.isHidden() else button

    def _read_rows(
        self, ids: Sequence[int], popup: QWidget, done: Callable[[list[ArticleRow]], None]
    ) -> None:
        """Read the rows of articles in a job; nothing is done once the popup has gone."""
        library = self._library
        closed: list[bool] = []
        popup.destroyed.connect(lambda: closed.append(True))

        def arrived(rows: list[ArticleRow]) -> None:
            if not closed:
                done(rows)

        self._window.jobs.submit(
            lambda _: library.rows(ids[:LOOKED_AT]), arrived, self._window.report, key="states"
        )


def _states(rows: Sequence[ArticleRow], *, whole: bool) -> dict[str, int]:
    """Return which tags some or all of the articles have; all is known only of the `whole`."""
    counts = Counter(tag for row in rows for tag in row.tags)
    return {tag: ALL if whole and count == len(rows) else SOME for tag, count in counts.items()}
