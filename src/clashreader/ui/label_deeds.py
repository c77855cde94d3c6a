"""What can be done with tags and sections in the sidebar: by their menus."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QActionGroup, QContextMenuEvent, QIcon
from PySide6.QtWidgets import QMenu

from clashreader.errors import ReaderError
from clashreader.model import TAG_COLOURS, Changes, SectionCount, TagCount
from clashreader.ui.name_dialog import NameDialog
from clashreader.ui.name_picker import Choice, NamePicker
from clashreader.ui.sidebar_model import ENTRY_ROLE, Entry
from clashreader.ui.tag_colours import colour_title, tag_colour
from clashreader.ui.theme import pixmap
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow

Write = Callable[[], Changes]


class LabelDeeds(QObject):
    """Watches the sidebar of a window for what is asked of a tag, a section, or their heads."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        window.sidebar.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu of a tag or a section."""
        if not isinstance(event, QContextMenuEvent):
            return False
        sidebar = self._window.sidebar
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = sidebar.currentIndex() if by_key else sidebar.indexAt(event.pos())
        entry = index.data(ENTRY_ROLE) if index.isValid() else None
        menu = self.make_menu(entry) if isinstance(entry, Entry) else None
        if menu is None:
            return False
        place = sidebar.visualRect(index).center() if by_key else event.pos()
        menu.popup(sidebar.viewport().mapToGlobal(place))
        return True

    def make_menu(self, entry: Entry) -> QMenu | None:
        """Return the menu of an entry of the sidebar; None where others have theirs."""
        view = entry.view
        if view is None:
            if entry.key == "head\ttags":
                return self._tags_menu()
            return self._sections_menu() if entry.key == "head\tsections" else None
        if view.kind is ViewKind.TAG:
            return self._tag_menu(view.value)
        if view.kind is ViewKind.SECTION and not view.month:
            return self._section_menu(view.value)
        return None

    def _tags(self) -> tuple[TagCount, ...]:
        return self._window.overview.tags if self._window.overview is not None else ()

    def _sections(self) -> list[SectionCount]:
        overview = self._window.overview
        sections = overview.sections if overview is not None else ()
        return [section for section in sections if section.name is not None]

    def _menu(self) -> QMenu:
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    # --- tags ---

    def _tags_menu(self) -> QMenu:
        menu = self._menu()
        menu.addAction(self.tr("Find a tag …"), self.find_tag)
        return menu

    def find_tag(self) -> NamePicker:
        """Open a field that narrows the tags down; the one taken is shown."""
        theme = self._window.theme
        choices = [
            Choice(tag.name, icon="tag", colour=tag_colour(theme, tag.colour))
            for tag in self._tags()
        ]
        picker = self._pick(choices, self.tr("Tag"), self.tr("Find a tag"))
        picker.picked.connect(lambda one: self._window.show_view(View(ViewKind.TAG, one.name)))
        return picker

    def _pick(self, choices: list[Choice], label: str, hint: str, new: str = "") -> NamePicker:
        window = self._window
        picker = NamePicker(choices, window.theme, window, label=label, hint=hint, new=new)
        picker.setObjectName("namePicker")
        picker.open_below(window.toolbar.search)
        return picker

    def _tag_menu(self, name: str) -> QMenu | None:
        tag = next((tag for tag in self._tags() if tag.name == name), None)
        if tag is None:
            return None
        menu = self._menu()
        menu.addAction(self.tr("Rename …"), lambda: self.rename_tag(tag))
        merge = menu.addAction(self.tr("Merge into …"), lambda: self.choose_tag(tag))
        merge.setEnabled(len(self._tags()) > 1)
        self._add_colours(menu.addMenu(self.tr("Colour")), tag)
        menu.addAction(self.tr("Find a tag …"), self.find_tag)
        menu.addSeparator()
        menu.addAction(self.tr("Delete the tag"), lambda: self.delete_tag(tag))
        return menu

    def _add_colours(self, menu: QMenu, tag: TagCount) -> None:
        group = QActionGroup(menu)
        theme = self._window.theme
        for colour in (None, *TAG_COLOURS):
            action = menu.addAction(colour_title(colour), partial(self.colour_tag, tag, colour))
            ink = tag_colour(theme, colour) or theme.secondary
            action.setIcon(QIcon(pixmap("tag", ink, 16, self._window.devicePixelRatioF())))
            action.setCheckable(True)
            action.setChecked(colour == tag.colour)
            group.addAction(action)

    def rename_tag(self, tag: TagCount) -> NameDialog:
        """Ask for another name of a tag."""
        names = [other.name for other in self._tags()]
        dialog = NameDialog(self.tr("Rename the tag"), tag.name, names, self._window)
        library = self._library

        def rename(new: str) -> None:
            words = self.tr("rename tag “{0}”").format(tag.name)
            self._do(words, lambda: library.rename_tag(tag.name, new), tag.total,
                     View(ViewKind.TAG, tag.name), View(ViewKind.TAG, new))  # fmt: skip

        dialog.renamed.connect(rename)
        dialog.merged.connect(lambda into: self.merge_tag(tag, into))
        dialog.open()
        return dialog

    def choose_tag(self, tag: TagCount) -> NamePicker:
        """Ask which tag is to take another in."""
        choices = [Choice(one.name, icon="tag") for one in self._tags() if one.name != tag.name]
        picker = self._pick(choices, self.tr("Tag"), self.tr("Merge into which tag?"))
        picker.picked.connect(lambda one: self.merge_tag(tag, one.name))
        return picker

    def merge_tag(self, tag: TagCount, into: str) -> None:
        """Put a tag's articles under another; Ctrl+Z parts them again."""
        words = self.tr("merge tag “{0}” into “{1}”").format(tag.name, into)
        library = self._library
        self._do(words, lambda: library.merge_tags(tag.name, into), tag.total,
                 View(ViewKind.TAG, tag.name), View(ViewKind.TAG, into))  # fmt: skip

    def delete_tag(self, tag: TagCount) -> None:
        """Take a tag off all its articles; Ctrl+Z brings it back."""
        words = self.tr("delete tag “{0}”").format(tag.name)
        library = self._library
        self._do(words, lambda: library.delete_tag(tag.name), tag.total,
                 View(ViewKind.TAG, tag.name), View())  # fmt: skip

    def colour_tag(self, tag: TagCount, colour: str | None) -> None:
        """Give a tag a colour, or none."""
        words = self.tr("colour of tag “{0}”").format(tag.name)
        library = self._library
        self._window.deeds.marking.carry_out(
            words, lambda: library.set_tag_colour(tag.name, colour)
        )

    def _do(self, words: str, write: Write, articles: int, before: View, after: View) -> None:
        """Do something that leaves nothing of the view `before`; who is there goes `after` it."""
        window = self._window

        def said(_: int) -> str:
            if window.listing.view == before:
                window.show_view(after)
            return self.tr("Done: {0}.").format(words)

        window.deeds.marking.carry_out(words, write, articles=articles, said=said)

    # --- sections ---

    def _section_menu(self, name: str) -> QMenu | None:
        sections = self._sections()
        names = [str(section.name) for section in sections]
        if name not in names:
            return None
        place = names.index(name)
        section = sections[place]
        menu = self._menu()
        menu.addAction(self.tr("Rename …"), lambda: self.rename_section(section))
        merge = menu.addAction(self.tr("Merge into …"), lambda: self.choose_section(section))
        merge.setEnabled(len(names) > 1)
        menu.addSeparator()
        up = menu.addAction(self.tr("Move up"), lambda: self.put_section(name, place - 1))
        down = menu.addAction(self.tr("Move down"), lambda: self.put_section(name, place + 1))
        up.setEnabled(place > 0)
        down.setEnabled(place < len(names) - 1)
        menu.addAction(self.tr("Hide the section"), lambda: self.hide_section(name, True))
        self._add_hidden(menu)
        if section.aliases:
            menu.addSeparator()
            once = "”, “".join(section.aliases)
            menu.addAction(self.tr("Also: “{0}”").format(once.replace("&", "&&"))).setEnabled(False)
        return menu

    def _sections_menu(self) -> QMenu:
        menu = self._menu()
        if not self._add_hidden(menu):
            menu.addAction(self.tr("No section is hidden")).setEnabled(False)
        return menu

    def _add_hidden(self, menu: QMenu) -> bool:
        """Add what shows hidden sections again; False where there are none."""
        try:
            sections = self._library.sections(hidden=True)
        except ReaderError as error:
            self._window.report(error)
            return False
        hidden = [section.name for section in sections if section.hidden and section.name]
        below = menu.addMenu(self.tr("Hidden sections")) if hidden else menu
        for name in hidden:
            below.addAction(
                self.tr("Show “{0}” again").format(name.replace("&", "&&")),
                partial(self.hide_section, name, False),
            )
        return bool(hidden)

    def rename_section(self, section: SectionCount) -> NameDialog:
        """Ask for another name of a section; later articles of the old one follow it."""
        name = str(section.name)
        names = [str(other.name) for other in self._sections()]
        dialog = NameDialog(self.tr("Rename the section"), name, names, self._window)
        library = self._library

        def rename(new: str) -> None:
            words = self.tr("rename section “{0}”").format(name)
            self._do(words, lambda: library.rename_section(name, new), section.total,
                     View(ViewKind.SECTION, name), View(ViewKind.SECTION, new))  # fmt: skip

        dialog.renamed.connect(rename)
        dialog.merged.connect(lambda into: self.merge_section(section, into))
        dialog.open()
        return dialog

    def choose_section(self, section: SectionCount) -> NamePicker:
        """Ask which section is to take another in."""
        names = [str(one.name) for one in self._sections() if one.name != section.name]
        choices = [Choice(name, icon="section") for name in names]
        picker = self._pick(choices, self.tr("Section"), self.tr("Merge into which section?"))
        picker.picked.connect(lambda one: self.merge_section(section, one.name))
        return picker

    def pick_section(self, choose: Callable[[str], None], none: str) -> NamePicker:
        """Ask for a section, be it a new one; `none` are the words for "" instead of one."""
        names = [str(section.name) for section in self._sections()]
        choices = [*(Choice(name, icon="section", value=name) for name in names)]
        choices.append(Choice(none, icon="source", value=""))
        picker = self._pick(
            choices, self.tr("Section"), self.tr("Section, then Enter"),
            self.tr("New section “{0}”"),
        )  # fmt: skip
        picker.picked.connect(lambda one: choose(str(one.value)))
        picker.named.connect(lambda typed: choose(typed[0]))
        return picker

    def merge_section(self, section: SectionCount, into: str) -> None:
        """Move a section's articles to another, and later ones too; Ctrl+Z parts them again."""
        name, library = str(section.name), self._library
        words = self.tr("merge section “{0}” into “{1}”").format(name, into)
        self._do(words, lambda: library.merge_sections(name, into), section.total,
                 View(ViewKind.SECTION, name), View(ViewKind.SECTION, into))  # fmt: skip

    def put_section(self, name: str, place: int) -> None:
        """Put a section at that place of those in the sidebar."""
        names = [str(section.name) for section in self._sections()]
        if name not in names or names.index(name) == place:
            return
        names.remove(name)
        names.insert(place, name)
        library = self._library
        self._window.deeds.marking.carry_out(
            self.tr("order the sections"), lambda: library.order_sections(names)
        )

    def hide_section(self, name: str, hidden: bool) -> None:
        """Take a section out of the sidebar, or put it back."""
        library = self._library
        words = self.tr("hide section “{0}”") if hidden else self.tr("show section “{0}”")
        view = View(ViewKind.SECTION, name)
        self._do(
            words.format(name), lambda: library.set_section_hidden(name, hidden), 1,
            view, View() if hidden else view,
        )  # fmt: skip
