"""What the sidebar can choose: a view of the library, its query and its name."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from clashreader.model import AllOf, AnyOf, ArticleQuery, Node, Not, Sort, Term

if TYPE_CHECKING:
    from clashreader.model import Overview

UNDATED = "none"
"""The month of articles without a date, in the query language."""


class ViewKind(StrEnum):
    """The kinds of view; ANNOUNCED has ids as its value, and the rule's name in a second line."""

    ALL = "all"
    UNREAD = "unread"
    TODAY = "today"
    BOOKMARKS = "bookmarks"
    EDITED = "edited"
    SECTION = "section"
    NO_SECTION = "no-section"
    TAG = "tag"
    SOURCE = "source"
    SEARCH = "search"
    SAVED = "saved"
    BIN = "bin"
    HIDDEN = "hidden"
    ANNOUNCED = "announced"


@dataclass(frozen=True, slots=True)
class View:
    """One view. `value` is a section, a tag, the id of a source or a saved search, or the text of a
    search; `month` narrows it.

    `month` is ``"2025"``, ``"2025-06"`` or ``"none"``, as in the query language, or empty.
    """

    kind: ViewKind = ViewKind.ALL
    value: str = ""
    month: str = ""

    @property
    def key(self) -> str:
        """One line that names the view, for settings and for finding it in the sidebar."""
        return f"{self.kind.value}\t{self.month}\t{self.value}"

    @classmethod
    def from_key(cls, key: str) -> View:
        """Read what `key` wrote; anything else is the view of all articles."""
        parts = key.split("\t", 2)
        try:
            kind = ViewKind(parts[0])
        except ValueError:
            return cls()
        parts += [""] * (3 - len(parts))
        return cls(kind, parts[2], parts[1])

    def query(self, sort: Sort = Sort.NEWEST, *, day_start: int) -> ArticleQuery:
        """Return the query for this view; `day_start` is the start of the reader's day."""
        if self.kind is ViewKind.EDITED and sort is Sort.NEWEST:
            sort = Sort.EDITED  # an old article that was edited today is news here
        terms = [*self._kind_terms(day_start), *_month_terms(self.month)]
        where: Node | None
        if not terms:
            where = None
        elif len(terms) == 1:
            where = terms[0]
        else:
            where = AllOf(tuple(terms))
        return ArticleQuery(where, sort)

    def _kind_terms(self, day_start: int) -> list[Node]:
        match self.kind:
            case ViewKind.UNREAD:
                return [Term("unread", "is")]
            case ViewKind.TODAY:
                return [Term(f"@{day_start}", "on")]
            case ViewKind.BOOKMARKS:
                return [Term("bookmarked", "is")]
            case ViewKind.EDITED:
                return [Term("edited", "is")]
            case ViewKind.BIN:
                return [Term("deleted", "is")]
            case ViewKind.HIDDEN:
                return [Term("hidden", "is")]
            case ViewKind.NO_SECTION:
                return [Not(Term("section", "has"))]
            case ViewKind.SECTION | ViewKind.TAG | ViewKind.SOURCE:
                return [Term(self.value, self.kind.value, phrase=True)]
            case ViewKind.ANNOUNCED:
                ids = self.value.partition("\n")[0].split(",")
                return [AnyOf(tuple(Term(one, "id") for one in ids if one.isdecimal()))]
            case _:
                return []

    def title(self, overview: Overview | None = None) -> str:
        """Return the view's name for the reader; sources get theirs from `overview`."""
        name = self._name(overview)
        month = month_title(self.month)
        if not month:
            return name
        if self.kind is ViewKind.ALL:
            return month
        return f"{name} \N{MIDDLE DOT} {month}"

    def _name(self, overview: Overview | None) -> str:
        if self.kind in (ViewKind.SECTION, ViewKind.TAG, ViewKind.SEARCH):
            return self.value
        if self.kind is ViewKind.SOURCE:
            sources = overview.sources if overview is not None else ()
            return next((s.title for s in sources if str(s.id) == self.value), "")
        if self.kind is ViewKind.SAVED:
            searches = overview.searches if overview is not None else ()
            return next((s.name for s in searches if str(s.id) == self.value), "")
        if self.kind is ViewKind.ANNOUNCED:
            return self.value.partition("\n")[2] or fixed_name(self.kind)
        return fixed_name(self.kind)


def fixed_name(kind: ViewKind) -> str:
    """Return the name of a view that there is only one of."""
    translate = QCoreApplication.translate
    names = {
        ViewKind.ALL: translate("View", "All articles"),
        ViewKind.UNREAD: translate("View", "Unread"),
        ViewKind.TODAY: translate("View", "Today"),
        ViewKind.BOOKMARKS: translate("View", "Bookmarks"),
        ViewKind.EDITED: translate("View", "Silently edited"),
        ViewKind.NO_SECTION: translate("View", "No section"),
        ViewKind.BIN: translate("View", "Bin"),
        ViewKind.HIDDEN: translate("View", "Hidden"),
        ViewKind.ANNOUNCED: translate("View", "Announced"),
    }
    return names.get(kind, "")


def _month_terms(month: str) -> list[Node]:
    return [Term(month, "month")] if month else []


def month_value(month: int | None) -> str:
    """Return the query language's form of ``202506`` (``"2025-06"``) or None (``"none"``)."""
    return UNDATED if month is None else f"{month // 100:04d}-{month % 100:02d}"


def month_name(month: int) -> str:
    """Return the name of a month 1 to 12 in the reader's language."""
    return QLocale().standaloneMonthName(month, QLocale.FormatType.LongFormat)


def month_title(value: str) -> str:
    """Return ``"June 2025"``, ``"2025"`` or ``"Undated"`` for a month of the query language."""
    if value == UNDATED:
        return QCoreApplication.translate("View", "Undated")
    year, _, month = value.partition("-")
    return f"{month_name(int(month))} {year}" if month else year


def day_start(now: float | None = None) -> int:
    """Return the start of the reader's day, local time, in seconds since 1970 UTC."""
    moment = time.localtime(now)
    return int(time.mktime((*moment[:3], 0, 0, 0, 0, 0, -1)))


def has_days(view: View, sort: Sort) -> bool:
    """Whether a view is in the order of days, so that the list can show where each begins."""
    edits = view.kind is ViewKind.EDITED and sort is Sort.NEWEST
    return sort in (Sort.NEWEST, Sort.OLDEST) and not edits and view.month != UNDATED
