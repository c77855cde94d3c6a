"""What reading an XML feed yields, whichever way it was read: texts under feedparser's names."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from typing import Any

from clashreader.parse.doctype import without_doctype
from clashreader.parse.mending import close_sections
from clashreader.values import dataclass, field

Entry = dict[str, Any]
"""What was collected for an item or a feed, by feedparser's names of the elements."""

MAX_ENTRIES = 100_000
"""More items than this are not read from one feed; its notice says so."""
MAX_LABELS = 500
"""More categories than this are not read from one item: telling repeats from news is quadratic."""

_LOOSE = 5_000
"""So many items are kept as they are; further ones packed, in a third of the memory."""


def pack_last(entries: list[Entry | bytes]) -> None:
    """Pack the last one of many entries, which is whole; see `unpacked`."""
    if len(entries) <= _LOOSE:
        return
    try:
        entries[-1] = marshal.dumps(_plain(entries[-1]))
    except ValueError:  # something in it that is no plain value
        return


def unpacked(entries: list[Entry | bytes]) -> Iterator[Entry]:
    """Yield the entries, and let go of each: `entries` is empty in the end."""
    entries.reverse()
    while entries:
        entry = entries.pop()
        yield marshal.loads(entry) if isinstance(entry, bytes) else entry


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


@dataclass(slots=True)
class RawFeed:
    """What was collected. `broken` tells that the XML was not well-formed.

    `halved` where the only item is one in which the reading ended, `cut` where there are more items
    than are read.
    """

    feed: Entry = field(default_factory=dict)
    entries: list[Entry | bytes] = field(default_factory=list)
    version: str = ""
    broken: bool = False
    halved: bool = False
    cut: bool = False


def text_of(entry: Entry, key: str) -> str:
    """Return a string of the entry, '' where there is none (feedparser's own `get` is slow)."""
    value = dict.get(entry, key)
    return value if isinstance(value, str) else ""


def parts_of(entry: Entry, key: str) -> list[Entry]:
    """Return what an entry has several of."""
    value = dict.get(entry, key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def without_declaration(text: str) -> str:
    """Cut what stands before the root: the declaration, whose charset was used, and the type."""
    start = text.find("<")
    text = text[max(start, 0) :]
    if text.startswith("<?xml"):
        end = text.find("?>", 0, 2000)
        text = text[end + 2 :] if end > 0 else text
    return close_sections(without_doctype(text.lstrip()))
