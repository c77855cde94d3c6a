"""What can be clicked in the pane.

The document itself holds no address at all: an anchor is ``link:7``, an index into a table. Qt
has nothing to resolve, to open or to fetch.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from urllib.parse import urlsplit

_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_PREFIX: Final = "link:"


class LinkKind(Enum):
    """What a click does."""

    WEB = auto()
    """Opens `address` outside."""
    PLACE = auto()
    """Scrolls to the anchor `address` of the same document."""
    ARTICLE = auto()
    """Shows the article `number` of the library."""
    SECTION = auto()
    """Shows section `address`, month `number`."""
    TAG = auto()
    """Shows the tag `address`."""
    CHANGES = auto()
    """Shows what changed between the versions of the article."""
    UNFOLD = auto()
    """Shows the unchanged paragraphs from entry `number` on."""
    OBJECT = auto()
    """Enlarges the object (picture, table) `number` of the document."""


@dataclass(frozen=True, slots=True)
class Link:
    """One target. `address` and `number` mean what `kind` says."""

    kind: LinkKind
    address: str = ""
    number: int | None = None


def is_web_address(address: str) -> bool:
    """Tell whether `address` is one that may be handed to the reader's browser or mail program."""
    if any(c <= " " or c == "\x7f" for c in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.netloc or parts.scheme == "mailto")


class LinkTable:
    """The links of one document, by number."""

    def __init__(self) -> None:
        self._links: list[Link] = []
        self._numbers: dict[Link, int] = {}

    def add(self, link: Link) -> str:
        """Return the anchor that stands for `link` in the document."""
        number = self._numbers.get(link)
        if number is None:
            number = self._numbers[link] = len(self._links)
            self._links.append(link)
        return f"{_PREFIX}{number}"

    def add_address(self, address: str) -> str | None:
        """Return the anchor for a link found in a body, or None where it must not be one."""
        if address.startswith("#") and len(address) > 1:
            return self.add(Link(LinkKind.PLACE, address[1:]))
        return self.add(Link(LinkKind.WEB, address)) if is_web_address(address) else None

    def find(self, anchor: str) -> Link | None:
        """Return the link behind `anchor`, or None."""
        number = anchor.removeprefix(_PREFIX)
        if number == anchor or not number.isdecimal() or int(number) >= len(self._links):
            return None
        return self._links[int(number)]
