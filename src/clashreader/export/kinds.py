"""What can be written, how, and what came of it: plain values."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.values import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable


class Kind(StrEnum):
    """What a document is; the values are what the command line calls them."""

    HTML = "html"
    EPUB = "epub"
    CSV = "csv"
    JSON = "json"
    TEXT = "text"

    @property
    def ending(self) -> str:
        """What the name of such a file ends in."""
        return ".txt" if self is Kind.TEXT else f".{self.value}"

    @property
    def shows_pictures(self) -> bool:
        """Whether pictures can be in it."""
        return self in (Kind.HTML, Kind.EPUB)


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip


def _month(month: int) -> str:
    return f"{_MONTHS[(month - 1) % 100 % 12]} {month // 100}"


def _day(seconds: int) -> str:
    from clashreader.export.shapes import instant

    told = instant(seconds)
    if told is None:
        return ""
    return f"{int(told[8:10])} {_MONTHS[int(told[5:7]) - 1]} {told[:4]}, {told[11:16]} UTC"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document in the reader's language; these are the English ones.

    `month` writes a month (202506), `day` a time in seconds of UTC; `articles` counts them. In
    `version` ``{0}`` is the number and ``{1}`` how many there are, or when it was first seen.
    """

    language: str = "en"
    contents: str = "Contents"
    no_section: str = "Without a section"
    undated: str = "Undated"
    untitled: str = "Untitled"
    note: str = "Note"
    highlights: str = "Highlights"
    older: str = "Earlier versions"
    version: str = "Version {0} of {1}"
    seen: str = "Version {0}, first seen {1}"
    gone: str = "No longer at its source since {0}"
    not_current: str = "no longer in the current version"
    picture_missing: str = "This picture is not in the library."
    left_out: str = "This article could not be read when the document was written."
    original: str = "Original"
    tags: str = "Tags"
    made_by: str = "Written by Clash Reader"
    back: str = "Back to the contents"
    right_to_left: bool = False
    month: Callable[[int], str] = _month
    day: Callable[[int], str] = _day
    articles: Callable[[int], str] = lambda number: (
        f"{number:,} {'article' if number == 1 else 'articles'}"
    )


WORDS = Words()


@dataclass(frozen=True, slots=True)
class Options:
    """How a document is written.

    `title` is that of the whole document: a tag, the words of a query; empty, one is made.
    `pictures`, `annotations` (the reader's notes and highlights) and `versions` (older ones, oldest
    last) say what is in it besides the articles. `convert` turns a picture's bytes into those of
    a format that every device shows, with its media type, or returns None where it cannot.
    `mark_utf8` puts a byte order mark before CSV, without which Excel takes it for another
    encoding. The time of writing is nowhere in a document: equal articles make equal bytes.
    `draw` turns a drawing in SVG into a picture in PNG, for the cover of a book: many devices show
    no other.
    """

    title: str = ""
    pictures: bool = True
    annotations: bool = True
    versions: bool = False
    words: Words = WORDS
    convert: Callable[[bytes], tuple[bytes, str] | None] | None = None
    draw: Callable[[bytes], bytes | None] | None = None
    mark_utf8: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: `done` of `total` articles, the next one being `title`."""

    done: int
    total: int
    title: str


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: counts, the size in bytes, and sentences about what could not be.

    `left_out` counts articles that are not in it, which a remark explains.
    """

    path: Path
    articles: int
    pictures: int
    pictures_missing: int
    bytes: int
    remarks: tuple[str, ...] = field(default=())
    left_out: int = 0
