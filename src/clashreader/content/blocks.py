"""A body, cleaned and normalised, as a tree of blocks: what the reading pane builds from.

Everything in it is safe by construction: text, and addresses that are http, https or mailto
(links), or absolute addresses that name a picture of the library (figures).
"""

from __future__ import annotations

from clashreader.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. A newline in `text` is a line break.

    `link` is an absolute http(s) or mailto address, or ``#name`` for a place in the document
    (footnotes), whose target is the span or block with that `anchor`.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    underline: bool = False
    mark: bool = False
    superscript: bool = False
    subscript: bool = False
    small: bool = False
    link: str | None = None
    hint: str | None = None
    """What an abbreviation stands for, or a title that the source gives a link."""
    anchor: str | None = None
    image: str | None = None
    """An inline picture (an emoji, an icon): its absolute address; `text` is then its alt text."""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    spans: Spans
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, `level` 1 to 6."""

    level: int
    spans: Spans
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation; may nest."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a sequence of blocks, the first one usually a paragraph.

    `numbering` is the kind of its numbers as HTML writes it (``1``, ``a``, ``A``, ``i``, ``I``).
    `numbers` has one for each item where they do not simply count up from `start`.
    """

    ordered: bool
    items: tuple[tuple[Block, ...], ...]
    start: int = 1
    numbering: str = "1"
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionList:
    """Terms and their definitions, in order."""

    items: tuple[tuple[Spans, tuple[Block, ...]], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A listing, verbatim."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its alternative text and caption; sizes in CSS pixels where given."""

    url: str
    alt: str = ""
    caption: Spans = ()
    width: int | None = None
    height: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell."""

    blocks: tuple[Block, ...]
    header: bool = False
    columns: int = 1
    rows: int = 1
    align: str | None = None
    """Where its text stands, if the source says so: ``left``, ``right`` or ``center``."""


@dataclass(frozen=True, slots=True)
class Table:
    """A data table, row by row. (Layout tables are dissolved into their content.)."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: Spans = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal rule."""


@dataclass(frozen=True, slots=True)
class Embed:
    """Embedded media, shown as a card; nothing is requested."""

    url: str
    title: str
    site: str


Block = (
    Paragraph | Heading | Quote | ListBlock | DefinitionList | Code | Figure | Table | Rule | Embed
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole body. `rtl` where most of its text runs right to left.

    `lead` is the article's lead picture where the body itself began with it: it is taken out of
    `blocks`, with its caption, so that it is not shown twice. `notices` are sentences about what
    could not be kept ("1 picture embedded in the text is not shown.").
    """

    blocks: tuple[Block, ...] = ()
    rtl: bool = False
    notices: tuple[str, ...] = field(default=())
    lead: Figure | None = None
