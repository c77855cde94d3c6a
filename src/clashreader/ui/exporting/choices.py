"""What the reader chose for an export, in a form that is kept for the next one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Sequence


class Format(StrEnum):
    """The formats that the window offers; the values are those of the command line."""

    HTML = "html"
    EPUB = "epub"
    PDF = "pdf"
    TEXT = "text"
    CSV = "csv"
    JSON = "json"

    @property
    def ending(self) -> str:
        """What the name of such a file ends in."""
        return ".txt" if self is Format.TEXT else f".{self.value}"

    @property
    def shows_pictures(self) -> bool:
        """Whether pictures can be in it."""
        return self in (Format.HTML, Format.EPUB, Format.PDF)

    @property
    def holds_versions(self) -> bool:
        """Whether older versions can be in it."""
        return self not in (Format.PDF, Format.CSV)


@dataclass(frozen=True, slots=True)
class Choices:
    """The format, and what is in the file besides the articles."""

    format: Format = Format.HTML
    pictures: bool = True
    annotations: bool = True
    versions: bool = False

    @property
    def key(self) -> str:
        """One line, for the state of the window."""
        named = (("pictures", self.pictures), ("notes", self.annotations),
                 ("versions", self.versions))  # fmt: skip
        return " ".join([self.format.value, *(name for name, chosen in named if chosen)])

    @classmethod
    def from_key(cls, key: str) -> Choices:
        """Read what `key` wrote; anything else is the first choice."""
        words = key.split()
        try:
            chosen = Format(words[0])
        except (IndexError, ValueError):
            return cls()
        return cls(chosen, "pictures" in words, "notes" in words, "versions" in words)


@dataclass(frozen=True, slots=True)
class Scope:
    """Some articles that can be exported: what they are called in the dialog and as a document.

    `ids` None asks the view, which may have more than the list has loaded.
    """

    name: str
    words: str
    title: str
    ids: Sequence[int] | None = None


VIEW: Final = "view"
ARTICLE: Final = "article"
SELECTED: Final = "selected"
TAG: Final = "tag"
"""The names of scopes."""


def format_words(one: Format) -> str:
    """Return what a format is called, and what it is for."""
    translate = QCoreApplication.translate
    return {
        Format.HTML: translate("Export", "Web page (HTML), one file with its pictures"),
        Format.EPUB: translate("Export", "Book (EPUB), for e-readers"),
        Format.PDF: translate("Export", "PDF, set as in the reading pane"),
        Format.TEXT: translate("Export", "Plain text"),
        Format.CSV: translate("Export", "Table (CSV), without the texts"),
        Format.JSON: translate("Export", "Data (JSON), for programs"),
    }[one]


def file_kind(one: Format) -> str:
    """Return the filter of a file dialog."""
    translate = QCoreApplication.translate
    return {
        Format.HTML: translate("Export", "Web pages (*.html)"),
        Format.EPUB: translate("Export", "Books (*.epub)"),
        Format.PDF: translate("Export", "PDF files (*.pdf)"),
        Format.TEXT: translate("Export", "Text files (*.txt)"),
        Format.CSV: translate("Export", "Tables (*.csv)"),
        Format.JSON: translate("Export", "JSON files (*.json)"),
    }[one]
