"""The words in which the search box explains the query language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    from clashreader.library.completing import Completion


def describe(item: Completion) -> str:
    """Return what is said beside a suggestion; nothing where it speaks for itself."""
    from clashreader.library.completing import Kind

    if item.articles is not None:
        return QLocale().toString(item.articles)
    if item.kind is Kind.FIELD:
        return _fields().get(item.field, "")
    return _values().get(f"{item.field}:{item.text}", "")


def _fields() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "title": translate("Search", "words of the title"),
        "author": translate("Search", "words of the author’s name"),
        "source": translate("Search", "a source or an outlet"),
        "section": translate("Search", "the whole name of a section"),
        "tag": translate("Search", "the whole name of a tag"),
        "text": translate("Search", "words of the text"),
        "url": translate("Search", "a part of the address"),
        "is": translate("Search", "unread, bookmarked, edited …"),
        "has": translate("Search", "a note, a highlight, a picture …"),
        "month": translate("Search", "published in a month or year"),
        "before": translate("Search", "published before a day or month"),
        "after": translate("Search", "published from a day or month on"),
        "on": translate("Search", "published on a day"),
        "newer": translate("Search", "newer than so many days"),
        "words": translate("Search", "how long the text is"),
        "lang": translate("Search", "the language of the text"),
    }


def _values() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "is:edited": translate("Search", "changed by its source"),
        "is:gone": translate("Search", "no longer at its source"),
        "is:hidden": translate("Search", "hidden by a rule or by hand"),
        "is:deleted": translate("Search", "in the bin"),
        "newer:1d": translate("Search", "a day"),
        "newer:7d": translate("Search", "a week"),
        "newer:30d": translate("Search", "30 days"),
        "newer:1y": translate("Search", "a year"),
    }
