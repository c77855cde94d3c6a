"""Every command by name, in the order of the help."""

from __future__ import annotations

from clashreader.cli import (
    articles,
    backfilling,
    binning,
    care,
    fetching,
    labels,
    notes,
    ruling,
    saving,
    sources,
    syncing,
    window,
)
from clashreader.cli.arguments import Command

COMMANDS: dict[str, Command] = {
    "open": window.OPEN,
    "add": sources.ADD,
    "import": sources.IMPORT,
    "sources": sources.SOURCES,
    "edit": sources.EDIT,
    "remove": sources.REMOVE,
    "sync": syncing.SYNC,
    "fetch-text": fetching.FETCH_TEXT,
    "offline": fetching.OFFLINE,
    "back-fill": backfilling.BACK_FILL,
    "list": articles.LIST,
    "search": articles.SEARCH,
    "show": articles.SHOW,
    "history": articles.HISTORY,
    "diff": articles.DIFF,
    "mark": labels.MARK,
    "tag": labels.TAG,
    "tags": labels.TAGS,
    "sections": labels.SECTIONS,
    "move": binning.MOVE,
    "searches": saving.SEARCHES,
    "rules": ruling.RULES,
    "delete": binning.DELETE,
    "bin": binning.BIN,
    "note": notes.NOTE,
    "highlight": notes.HIGHLIGHT,
    "highlights": notes.HIGHLIGHTS,
    "stats": care.STATS,
    "doctor": care.DOCTOR,
}
