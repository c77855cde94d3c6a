"""What the window's commands do; nothing of it is needed for the first screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from clashreader.ui.copying import Copying
from clashreader.ui.exporting.deeds import Exporting
from clashreader.ui.layout import Mode
from clashreader.ui.marking import Marking
from clashreader.ui.paper_deeds import PaperDeeds
from clashreader.ui.presence_checking import PresenceChecking
from clashreader.ui.several import Several
from clashreader.ui.text_fetching import TextFetching
from clashreader.ui.views import View, ViewKind, month_value

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QMenu

    from clashreader.ui.annotations.annotator import Annotator
    from clashreader.ui.changes.versions import Versions
    from clashreader.ui.find_bar import FindBar
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.organising import Organising

ZOOM_STEP = 10


class Deeds(QObject):
    """One method for each command of `keys.COMMANDS`, found by its name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.marking = Marking(window)
        self.undo_stack = self.marking.undo_stack
        self._dialog: QDialog | None = None
        self._find_bar: FindBar | None = None
        self.copying = Copying(window)
        self.several = Several(window)
        self.paper = PaperDeeds(window)
        self.exporting = Exporting(window)
        self.text_fetching = TextFetching(window)
        self.presence_checking = PresenceChecking(window)
        self._deeds = {
            "pageAction": lambda: self._page(1),
            "pageBackAction": lambda: self._page(-1),
            "nextAction": lambda: window.articles.step(1),
            "previousAction": lambda: window.articles.step(-1),
            "nextUnreadAction": lambda: window.listing.steps.step(1),
            "previousUnreadAction": lambda: window.listing.steps.step(-1),
            "historyBackAction": lambda: window.moving.go(-1),
            "historyForwardAction": lambda: window.moving.go(1),
            "previousMonthAction": lambda: self._step_month(-1),
            "nextMonthAction": lambda: self._step_month(1),
            "readAction": self.marking.toggle_read,
            "bookmarkAction": self.marking.toggle_bookmark,
            "tagAction": lambda: self._organise(lambda one: one.edit_tags()),
            "moveAction": lambda: self._organise(lambda one: one.choose_section()),
            "deleteAction": lambda: self._organise(lambda one: one.delete()),
            "restoreAction": lambda: self._organise(lambda one: one.restore()),
            "hideAction": lambda: self._organise(lambda one: one.toggle_hidden()),
            "emptyBinAction": lambda: self._organise(lambda one: one.bin.ask()),
            "browserAction": self.several.open_in_browser,
            "findAction": self._find,
            "findBackAction": lambda: self._find(backwards=True),
            "changesAction": lambda: self._versions().toggle(),
            "nextChangeAction": lambda: self._versions().step(1),
            "previousChangeAction": lambda: self._versions().step(-1),
            "copySourceAction": self.copying.with_source,
            "copyLinkAction": self.copying.link,
            "copyMarkdownAction": self.copying.markdown,
            "copyTextAction": self.copying.text,
            "printAction": self.paper.print_article,
            "pdfAction": self.paper.save_pdf,
            "exportAction": self._show_export,
            "highlightAction": lambda: self._annotate(lambda one: one.highlight()),
            "highlightNoteAction": lambda: self._annotate(lambda one: one.highlight_with_note()),
            "noteAction": lambda: self._annotate(lambda one: one.write_note()),
            "annotationsAction": lambda: self._annotate(lambda one: one.toggle_panel()),
            "wholeTextAction": self.text_fetching.fetch,
            "presenceAction": self.presence_checking.check,
            "sourceAction": self._show_source,
            "offlineAction": self._show_offline,
            "provenanceAction": self._show_provenance,
            "backupsAction": self._show_backups,
            "mirrorAction": self._show_mirror,
            "storageAction": self._show_storage,
            "rulesAction": self._show_rules,
            "importAction": self._import,
            "dossierAction": self._show_dossier,
            "syncAction": self._toggle_sync,
            "addAction": self.add,
            "searchAction": self._search,
            "markAllAction": self.several.mark_all,
            "markAboveAction": self.several.mark_above,
            "markBelowAction": self.several.mark_below,
            "undoAction": self.marking.undo,
            "redoAction": self.marking.redo,
            "sidebarAction": window.panes.toggle_sidebar,
            "zoomInAction": lambda: self._zoom(window.settings.zoom + ZOOM_STEP),
            "zoomOutAction": lambda: self._zoom(window.settings.zoom - ZOOM_STEP),
            "zoomResetAction": lambda: self._zoom(100),
            "typeAction": self._open_type,
            "fullScreenAction": window.reading_mode.toggle_full,
            "panesAction": window.reading_mode.toggle_panes,
            "settingsAction": self._show_settings,
            "keysAction": self._show_keys,
            "guideAction": self.show_guide,
            "aboutAction": self._show_about,
            "quitAction": self._quit,
            "pauseAction": self._pause,
        }

    def do(self, name: str) -> None:
        """Carry out a command."""
        self._deeds[name]()

    def _versions(self) -> Versions:
        self._window.reader()  # makes them, if there was no article yet
        return self._window.versions

    # --- moving ---

    def _page(self, direction: int) -> None:
        """Space: a page further in the article; at its end, the next unread article."""
        window = self._window
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()
            return
        single = window.panes.mode is Mode.SINGLE
        if window.reading.article is not None and single and not window.panes.reading:
            window.panes.show_reader(True)  # its first page has not been seen yet
            return
        if window.reading.article is not None:
            reader = window.versions.view or window.reader()
            moved = reader.page_down() if direction > 0 else reader.page_up()
            if moved:
                return
        window.listing.steps.step(direction)

    def _step_month(self, by: int) -> None:
        """[ and ]: the month before or after, within the section shown.

        Without a month, [ begins with that of the open article; ] leads from the newest month back
        to all of them.
        """
        window = self._window
        view, overview = window.listing.view, window.overview
        if overview is None:
            return
        kind = view.kind if view.kind in (ViewKind.SECTION, ViewKind.NO_SECTION) else ViewKind.ALL
        value = view.value if kind is ViewKind.SECTION else ""
        sections = [
            section
            for section in overview.sections
            if kind is ViewKind.ALL or (section.name or "") == value
        ]
        months = sorted(
            {
                month_value(month.month)
                for section in sections
                for month in section.months
                if month.month is not None and month.total
            }
        )
        article = window.reading.article
        begin = month_value(article.month) if article is not None and article.month else ""
        target = _neighbour(months, view.month, by, begin)
        if target is None:
            window.status.notice(self.tr("There is no other month in that direction."))
        else:
            window.show_view(View(kind, value, target), select=window.reading.article_id)

    # --- the article ---

    def set_tag(self, name: str, wanted: bool) -> None:
        """Give the selected articles a tag, or take it from them; can be undone."""
        self.marking.set_tag(name, wanted)

    def _find(self, *, backwards: bool = False) -> None:
        from clashreader.ui.find_bar import FindBar

        if self._window.reading.article is None:
            return
        reader = self._window.versions.view or self._window.reader()
        if self._find_bar is None or self._find_bar.reader is not reader:
            self._find_bar = FindBar.of(reader)
        self._find_bar.open(backwards=backwards)

    def _annotate(self, deed: Callable[[Annotator], None]) -> None:
        """Highlights and notes: the annotator does all of it."""
        if self._window.annotations is not None:
            deed(self._window.annotations)

    def _organise(self, deed: Callable[[Organising], object]) -> None:
        """The bin, sections and tags: once the library is open."""
        if self._window.organising is not None:
            deed(self._window.organising)

    def _search(self) -> None:
        box = self._window.toolbar.search
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        box.selectAll()

    # --- bringing in ---

    def _toggle_sync(self) -> None:
        syncing = self._window.syncing
        if syncing is None:
            return
        if syncing.running:
            syncing.stop()
        else:
            syncing.sync(force=True)

    def add(self, target: str = "", *, suggest: bool = False) -> None:
        """Open the dialog that follows new sources, and look at `target`: one, or one a line.

        With `suggest` it begins with the program's own suggestions.
        """
        from clashreader.ui.add_dialog import AddDialog

        window = self._window
        if window.syncing is None:
            return
        sections = [s.name for s in window.overview.sections if s.name] if window.overview else []
        dialog = AddDialog(window.syncing, sections, window)
        dialog.added.connect(self._added)
        self._show(dialog)
        if target:
            dialog.fill_in(target)
        elif suggest:
            dialog.suggest()

    def _added(self, view: View) -> None:
        from clashreader.ui.growing import Growing

        self._window.state.welcomed = True
        self._window.show_view(view)
        Growing(self._window, view)

    # --- the window ---

    def _zoom(self, percent: int) -> None:
        window = self._window
        percent = min(max(percent, 50), 300)
        window.reader().set_zoom(percent)
        window.looks.keep_zoom(percent)

    def _open_type(self) -> None:
        from clashreader.ui.reading_settings import ReadingSettings

        window = self._window
        button = window.toolbar.button("typeAction")
        anchor = window.toolbar.menu_button if button.isHidden() else button
        ReadingSettings(window.looks, window).open_below(anchor)

    def _show_keys(self) -> None:
        from clashreader.ui.dialogs import KeysSheet

        self._show(KeysSheet(self._window, self._window.settings.keys))

    def _show_settings(self) -> None:
        from clashreader.ui.settings_dialog import SettingsDialog

        self._show(SettingsDialog(self._window))

    def _show_offline(self) -> None:
        from clashreader.ui.offline_dialog import make_dialog

        if self._window.library is not None:
            self._show(make_dialog(self._window))

    def _show_source(self) -> None:
        if self._window.library is not None:
            self._window.sources.open_shown()

    def _show_provenance(self) -> None:
        library, article = self._window.library, self._window.reading.article
        if library is not None and article is not None:
            from clashreader.ui.provenance_dialog import ProvenanceDialog

            self._show(ProvenanceDialog(self._window, library, article.id, article.version))

    def _show_backups(self) -> None:
        from clashreader.ui.backups_dialog import BackupsDialog

        if self._window.library is not None:
            self._show(BackupsDialog(self._window, self._window.library))

    def _show_mirror(self) -> None:
        from clashreader.ui.mirror_dialog import MirrorDialog

        if self._window.library is not None:
            self._show(MirrorDialog(self._window, self._window.mirroring))

    def _show_storage(self) -> None:
        from clashreader.ui.storage.dialog import StorageDialog

        if self._window.library is not None:
            self._show(StorageDialog(self._window, self._window.library))

    def _show_export(self) -> None:
        dialog = self.exporting.make_dialog()
        if dialog is not None:
            self._show(dialog)

    def _import(self) -> None:
        from clashreader.ui.import_dialog import choose

        choose(self._window)

    def _show_dossier(self) -> None:
        from clashreader.ui.dossier_dialog import DossierDialog

        if self._window.library is not None:
            self._show(DossierDialog(self._window, self._window.library))

    def _show_rules(self) -> None:
        if self._window.library is not None:
            self._show(self._window.rules.make_dialog())

    def show_guide(self, page: str = "", anchor: str = "") -> None:
        """Open the guide, at a page if one is named; it stays open beside other dialogs."""
        from clashreader.ui.guide.window import open_guide

        open_guide(self._window, page, anchor)

    def _show_about(self) -> None:
        from clashreader.ui.about_dialog import AboutDialog

        window = self._window
        self._show(AboutDialog(window.home, window.settings, window.jobs, window))

    def _quit(self) -> None:
        background = self._window.background
        self._window.close() if background is None else background.quit()

    def _pause(self) -> None:
        if self._window.background is not None:
            self._window.background.pausing.toggle()

    def _show(self, dialog: QDialog) -> None:
        from clashreader.ui.dialog_room import fit

        if self._dialog is not None:
            self._dialog.close()
        self._dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _: self._forget(dialog))
        fit(dialog)
        dialog.open()

    def _forget(self, dialog: QDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def make_menu(self) -> QMenu:
        """The menu behind the last button of the toolbar."""
        from clashreader.ui.main_menu import MainMenu

        return MainMenu(self._window)


def _neighbour(months: Sequence[str], current: str, by: int, begin: str) -> str | None:
    """Return the month before (`by` -1) or after `current`, "" beyond the newest; None for none.

    Where no month is current it is `begin`, or the newest.
    """
    if not months:
        return None
    if "-" not in current:
        if by > 0:
            return None
        return begin if begin in months else months[-1]
    if by < 0:
        return next((month for month in reversed(months) if month < current), None)
    return next((month for month in months if month > current), "")
