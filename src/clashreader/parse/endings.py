"""Whether an XML feed was sent to its end: some servers hang up without a word."""

from __future__ import annotations

import re

_TAIL = 4_000  # characters at the end of a document in which its root closes; junk may follow
_ROOT = r"<{}(?:[\w.-]{{1,40}}:)?(?:rss|feed|rdf|channel)(?![\w.:-])[^<>]{{0,1000}}{}>"
_END = re.compile(_ROOT.format("/", ""), re.IGNORECASE)
_EMPTY = re.compile(_ROOT.format("", "/") + r"\s*\Z", re.IGNORECASE)


def has_end(text: str) -> bool:
    """Return whether the end of a feed's root, or of its channel, is near the end of `text`."""
    tail = text[-_TAIL:]
    return _END.search(tail) is not None or _EMPTY.search(tail) is not None
