"""The commands of the window, their names and keys: one table for actions, tips and the sheet."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `name` is its object name; `keys` are written as Qt writes them."""

    name: str
    text: str
    keys: tuple[str, ...]
    icon: str = ""
    group: str = ""

    @property
    def label(self) -> str:
        """The command in the reader's language."""
        return QCoreApplication.translate("Commands", self.text)


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark `text` for the translators; it is translated where it is shown.

    The name is the one that lupdate looks for; PySide6's own is typed as giving any object.
    """
    return text


_READ = QT_TRANSLATE_NOOP("Commands", "Reading")
_ARTICLE = QT_TRANSLATE_NOOP("Commands", "The article")
_LIBRARY = QT_TRANSLATE_NOOP("Commands", "The library")
_WINDOW = QT_TRANSLATE_NOOP("Commands", "The window")


def _command(name: str, text: str, keys: str, icon: str = "", group: str = "") -> Command:
    return Command(name, text, tuple(keys.split(" ")) if keys else (), icon, group)


COMMANDS: tuple[Command, ...] = (
    _command(
        "pageAction",
        QT_TRANSLATE_NOOP("Commands", "Page down, then the next unread"),
        "Space",
        "",
        _READ,
    ),
    _command(
        "pageBackAction",
        QT_TRANSLATE_NOOP("Commands", "Page up, then the previous unread"),
        "Shift+Space",
        "",
        _READ,
    ),
    _command("nextAction", QT_TRANSLATE_NOOP("Commands", "Next article"), "J", "", _READ),
    _command("previousAction", QT_TRANSLATE_NOOP("Commands", "Previous article"), "K", "", _READ),
    _command("nextUnreadAction", QT_TRANSLATE_NOOP("Commands", "Next unread"), "N", "", _READ),
    _command(
        "previousUnreadAction", QT_TRANSLATE_NOOP("Commands", "Previous unread"), "P", "", _READ
    ),
    _command("historyBackAction", QT_TRANSLATE_NOOP("Commands", "Back"), "Alt+Left", "", _READ),
    _command(
        "historyForwardAction", QT_TRANSLATE_NOOP("Commands", "Forward"), "Alt+Right", "", _READ
    ),
    _command(
        "previousMonthAction", QT_TRANSLATE_NOOP("Commands", "Previous month"), "[", "", _READ
    ),
    _command("nextMonthAction", QT_TRANSLATE_NOOP("Commands", "Next month"), "]", "", _READ),
    _command(
        "readAction", QT_TRANSLATE_NOOP("Commands", "Read / unread"), "M", "mark-read", _ARTICLE
    ),
    _command(
        "bookmarkAction", QT_TRANSLATE_NOOP("Commands", "Bookmark"), "S", "bookmark", _ARTICLE
    ),
    _command("tagAction", QT_TRANSLATE_NOOP("Commands", "Tag"), "T", "tag", _ARTICLE),
    _command("moveAction", QT_TRANSLATE_NOOP("Commands", "Move to section…"), "G", "", _ARTICLE),
    _command("deleteAction", QT_TRANSLATE_NOOP("Commands", "Delete"), "Del", "trash", _ARTICLE),
    _command(
        "restoreAction",
        QT_TRANSLATE_NOOP("Commands", "Restore from the bin"),
        "R",
        "",
        _ARTICLE,
    ),
    _command(
        "hideAction", QT_TRANSLATE_NOOP("Commands", "Hide / show again"), "X", "hidden", _ARTICLE
    ),
    _command(
        "browserAction",
        QT_TRANSLATE_NOOP("Commands", "Open in browser"),
        "B",
        "open-browser",
        _ARTICLE,
    ),
    _command(
        "findAction",
        QT_TRANSLATE_NOOP("Commands", "Find in the article"),
        "F3 Ctrl+G",
        "",
        _ARTICLE,
    ),
    _command(
        "findBackAction",
        QT_TRANSLATE_NOOP("Commands", "The place found before"),
        "Shift+F3 Ctrl+Shift+G",
        "",
        _ARTICLE,
    ),
    _command("changesAction", QT_TRANSLATE_NOOP("Commands", "Changes"), "V", "edited", _ARTICLE),
    _command(
        "wholeTextAction", QT_TRANSLATE_NOOP("Commands", "Fetch the whole text"), "L", "", _ARTICLE
    ),
    _command(
        "presenceAction",
        QT_TRANSLATE_NOOP("Commands", "Check whether it is still there"),
        "",
        "",
        _ARTICLE,
    ),
    _command("nextChangeAction", QT_TRANSLATE_NOOP("Commands", "Next change"), "F7", "", _ARTICLE),
    _command(
        "provenanceAction",
        QT_TRANSLATE_NOOP("Commands", "Provenance…"),
        "Ctrl+I",
        "",
        _ARTICLE,
    ),
    _command(
        "previousChangeAction",
        QT_TRANSLATE_NOOP("Commands", "Previous change"),
        "Shift+F7",
        "",
        _ARTICLE,
    ),
    _command(
        "copySourceAction",
        QT_TRANSLATE_NOOP("Commands", "Copy with source"),
        "Ctrl+Shift+C",
        "",
        _ARTICLE,
    ),
    _command(
        "copyLinkAction", QT_TRANSLATE_NOOP("Commands", "Copy the article’s link"), "", "", _ARTICLE
    ),
    _command(
        "copyMarkdownAction", QT_TRANSLATE_NOOP("Commands", "Copy as Markdown"), "", "", _ARTICLE
    ),
    _command(
        "copyTextAction", QT_TRANSLATE_NOOP("Commands", "Copy as plain text"), "", "", _ARTICLE
    ),
    _command("printAction", QT_TRANSLATE_NOOP("Commands", "Print…"), "Ctrl+P", "", _ARTICLE),
    _command("pdfAction", QT_TRANSLATE_NOOP("Commands", "Save as PDF…"), "", "", _ARTICLE),
    _command(
        "highlightAction", QT_TRANSLATE_NOOP("Commands", "Highlight"), "H", "highlight", _ARTICLE
    ),
    _command(
        "highlightNoteAction",
        QT_TRANSLATE_NOOP("Commands", "Highlight with a note"),
        "Shift+H",
        "",
        _ARTICLE,
    ),
    _command(
        "noteAction", QT_TRANSLATE_NOOP("Commands", "Note on the article"), "Shift+N", "", _ARTICLE
    ),
    _command(
        "annotationsAction",
        QT_TRANSLATE_NOOP("Commands", "Highlights and notes"),
        "Ctrl+H",
        "note",
        _ARTICLE,
    ),
    _command("syncAction", QT_TRANSLATE_NOOP("Commands", "Sync"), "F5", "sync", _LIBRARY),
    _command(
        "pauseAction", QT_TRANSLATE_NOOP("Commands", "Pause syncing, or go on"), "", "", _LIBRARY
    ),
    _command("addAction", QT_TRANSLATE_NOOP("Commands", "Add a source"), "Ctrl+N", "add", _LIBRARY),
    _command(
        "sourceAction",
        QT_TRANSLATE_NOOP("Commands", "About this source…"),
        "Alt+Return",
        "",
        _LIBRARY,
    ),
    _command("offlineAction", QT_TRANSLATE_NOOP("Commands", "Reading offline…"), "", "", _LIBRARY),
    _command("mirrorAction", QT_TRANSLATE_NOOP("Commands", "Mirror to folder…"), "", "", _LIBRARY),
    _command("storageAction", QT_TRANSLATE_NOOP("Commands", "Storage…"), "", "", _LIBRARY),
    _command("exportAction", QT_TRANSLATE_NOOP("Commands", "Export…"), "Ctrl+E", "", _LIBRARY),
    _command("backupsAction", QT_TRANSLATE_NOOP("Commands", "Backups…"), "", "", _LIBRARY),
    _command("importAction", QT_TRANSLATE_NOOP("Commands", "Import…"), "", "", _LIBRARY),
    _command("dossierAction", QT_TRANSLATE_NOOP("Commands", "Dossier…"), "", "", _LIBRARY),
    _command("rulesAction", QT_TRANSLATE_NOOP("Commands", "Rules…"), "Ctrl+R", "", _LIBRARY),
    _command(
        "searchAction", QT_TRANSLATE_NOOP("Commands", "Search"), "Ctrl+F /", "search", _LIBRARY
    ),
    _command(
        "markAllAction", QT_TRANSLATE_NOOP("Commands", "Mark all as read"), "Shift+A", "", _LIBRARY
    ),
    _command(
        "markAboveAction",
        QT_TRANSLATE_NOOP("Commands", "Mark all above as read"),
        "Ctrl+Shift+Up",
        "",
        _LIBRARY,
    ),
    _command(
        "markBelowAction",
        QT_TRANSLATE_NOOP("Commands", "Mark all below as read"),
        "Ctrl+Shift+Down",
        "",
        _LIBRARY,
    ),
    _command("emptyBinAction", QT_TRANSLATE_NOOP("Commands", "Empty the bin…"), "", "", _LIBRARY),
    _command("undoAction", QT_TRANSLATE_NOOP("Commands", "Undo"), "Ctrl+Z", "", _LIBRARY),
    _command("redoAction", QT_TRANSLATE_NOOP("Commands", "Redo"), "Ctrl+Shift+Z", "", _LIBRARY),
    _command("sidebarAction", QT_TRANSLATE_NOOP("Commands", "Sidebar"), "Ctrl+B", "menu", _WINDOW),
    _command(
        "zoomInAction", QT_TRANSLATE_NOOP("Commands", "Larger text"), "Ctrl++ Ctrl+=", "", _WINDOW
    ),
    _command("zoomOutAction", QT_TRANSLATE_NOOP("Commands", "Smaller text"), "Ctrl+-", "", _WINDOW),
    _command(
        "zoomResetAction", QT_TRANSLATE_NOOP("Commands", "Normal text"), "Ctrl+0", "", _WINDOW
    ),
    _command(
        "typeAction", QT_TRANSLATE_NOOP("Commands", "Text and theme"), "Ctrl+T", "type", _WINDOW
    ),
    _command(
        "panesAction",
        QT_TRANSLATE_NOOP("Commands", "The article alone"),
        "Ctrl+Shift+R",
        "",
        _WINDOW,
    ),
    _command(
        "fullScreenAction",
        QT_TRANSLATE_NOOP("Commands", "The article on the full screen"),
        "F11",
        "",
        _WINDOW,
    ),
    _command("settingsAction", QT_TRANSLATE_NOOP("Commands", "Settings…"), "Ctrl+,", "", _WINDOW),
    _command("keysAction", QT_TRANSLATE_NOOP("Commands", "All keys"), "?", "", _WINDOW),
    _command("guideAction", QT_TRANSLATE_NOOP("Commands", "Guide"), "F1", "help", _WINDOW),
    _command("aboutAction", QT_TRANSLATE_NOOP("Commands", "About Clash Reader"), "", "", _WINDOW),
    _command("quitAction", QT_TRANSLATE_NOOP("Commands", "Quit"), "Ctrl+Q", "", _WINDOW),
)
"""Every command, in the order of the sheet of keys."""


def group_title(group: str) -> str:
    """Return a group of commands in the reader's language."""
    return QCoreApplication.translate("Commands", group)


def tip(action: QAction, text: str) -> str:
    """Return `text` with the keys of `action` behind it, for a tip."""
    native = QKeySequence.SequenceFormat.NativeText
    keys = ", ".join(key.toString(native) for key in action.shortcuts())
    return f"{text} ({keys})" if keys else text


def make_actions(window: QWidget) -> dict[str, QAction]:
    """Return the window's actions by name: one for each command, and the way back to the list."""
    back = Command("backAction", QT_TRANSLATE_NOOP("Commands", "Back to the list"), ())
    actions: dict[str, QAction] = {}
    for command in (*COMMANDS, back):
        action = QAction(command.label, window)
        action.setObjectName(command.name)
        action.setIconVisibleInMenu(False)
        if command.keys:
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setToolTip(tip(action, command.label))
        actions[command.name] = action
        window.addAction(action)
    actions["backAction"].setVisible(False)
    return actions


MARKING = ("highlightAction", "highlightNoteAction", "noteAction")
"""What the menu of an article's text offers to be done with its words."""

TAKING_ALONG = (
    "copySourceAction",
    "copyLinkAction",
    "copyMarkdownAction",
    "copyTextAction",
    "printAction",
    "pdfAction",
)
"""The commands by which an article leaves the window, in the order of the menus."""
