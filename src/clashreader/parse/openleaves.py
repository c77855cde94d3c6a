"""Elements of a broken feed that hold a short text, and whose end is missing or misspelt."""

from __future__ import annotations

import re

_SHORT = frozenset(
    ("title", "link", "guid", "pubdate", "category", "comments", "language", "ttl", "generator",
     "id", "updated", "published", "name", "email", "uri", "url", "dc:creator", "dc:date",
     "dc:subject", "itunes:author", "lastbuilddate", "copyright", "managingeditor", "webmaster")
)  # fmt: skip
"""What holds no other element of a feed."""
_AROUND = frozenset(
    ("item", "entry", "channel", "feed", "rss", "rdf:rdf", "description", "summary", "content",
     "content:encoded", "author", "contributor", "source", "image", "enclosure", "media:content",
     "media:thumbnail", "media:group", "itunes:summary", "items")
)  # fmt: skip
"""What cannot stand within a short text either."""
# One that is not closed runs to the end: that is what it means, and it is linear.
_TOKEN = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][\w:.-]{0,40})(?P<rest>[^<>]{0,4000})>",
    re.DOTALL,
)
_INLINE = frozenset(
    ("a", "abbr", "b", "br", "cite", "code", "del", "div", "em", "font", "i", "img", "ins", "p",
     "q", "s", "small", "span", "strong", "sub", "sup", "tt", "u")
)  # fmt: skip


def close_leaves(text: str) -> str:
    """End each short text where the next element of the feed begins, or where it ends misspelt."""
    pieces: list[str] = []
    position = 0
    leaf: str | None = None
    for token in _TOKEN.finditer(text):
        name = (token["name"] or "").lower()
        if not name:
            continue
        end, known = bool(token["end"]), name in _SHORT or name in _AROUND
        if leaf is not None and end and name != leaf.lower() and name not in _INLINE and not known:
            pieces += (text[position : token.start()], f"</{leaf}>")  # a slip of the pen
            position, leaf = token.end(), None
        elif leaf is not None and end and name == leaf.lower():
            leaf = None
        elif leaf is not None and known:
            pieces += (text[position : token.start()], f"</{leaf}>")
            position, leaf = token.start(), None
        if not end and name in _SHORT and leaf is None and not token["rest"].endswith("/"):
            leaf = token["name"]
    pieces.append(text[position:])
    return "".join(pieces)
