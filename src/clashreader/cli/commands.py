"""Every command by name, in the order of the help; each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clashreader.cli import (  # noqa: F401 - what is loaded below
        articles,
        backfilling,
        binning,
        care,
        cleaning,
        desktop,
        exporting,
        fetching,
        importing,
        keeping,
        labels,
        notes,
        ruling,
        saving,
        sources,
        syncing,
        verifying,
        window,
    )
    from clashreader.cli.arguments import Command

_PLACES = {
    "open": "window.OPEN",
    "add": "sources.ADD",
    "import": "importing.IMPORT",
    "sources": "sources.SOURCES",
    "edit": "sources.EDIT",
    "remove": "sources.REMOVE",
    "sync": "syncing.SYNC",
    "fetch-text": "fetching.FETCH_TEXT",
    "offline": "fetching.OFFLINE",
    "back-fill": "backfilling.BACK_FILL",
    "list": "articles.LIST",
    "search": "articles.SEARCH",
    "show": "articles.SHOW",
    "history": "articles.HISTORY",
    "diff": "articles.DIFF",
    "mark": "labels.MARK",
    "tag": "labels.TAG",
    "tags": "labels.TAGS",
    "sections": "labels.SECTIONS",
    "move": "binning.MOVE",
    "searches": "saving.SEARCHES",
    "rules": "ruling.RULES",
    "delete": "binning.DELETE",
    "bin": "binning.BIN",
    "note": "notes.NOTE",
    "highlight": "notes.HIGHLIGHT",
    "highlights": "notes.HIGHLIGHTS",
    "export": "exporting.EXPORT",
    "stats": "care.STATS",
    "backup": "keeping.BACKUP",
    "restore": "keeping.RESTORE",
    "verify": "verifying.VERIFY",
    "doctor": "care.DOCTOR",
    "storage": "cleaning.STORAGE",
    "clean-up": "cleaning.CLEAN_UP",
    "--install-desktop": "desktop.INSTALL",
    "--uninstall-desktop": "desktop.UNINSTALL",
}
"""In which module of this package each command is, and by what name."""


class _Commands(MutableMapping[str, "Command"]):
    def __init__(self) -> None:
        self._loaded: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        if name not in self._loaded:
            module, _, constant = _PLACES[name].partition(".")
            self._loaded[name] = getattr(import_module(f"clashreader.cli.{module}"), constant)
        return self._loaded[name]

    def __setitem__(self, name: str, command: Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in _PLACES

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)


COMMANDS: MutableMapping[str, Command] = _Commands()
