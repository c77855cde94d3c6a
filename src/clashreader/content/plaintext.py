"""Plain text as paragraphs: hard-wrapped lines joined, addresses linked."""

from __future__ import annotations

import re
from html import escape

from clashreader.content.unseen import without_unseen

_WRAPPED = 100
"""Lines of a hard-wrapped text are not longer than this; of one paragraph a line some are."""
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"“”«»]{3,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?'’)]}…"
_BLANK_LINE = re.compile(r"\n[ \t\f\xa0]*(?:\n[ \t\f\xa0]*)+")
_LIST_LINE = re.compile(r"\s*(?:[-*•–—]|\d{1,3}[.)])\s")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text, white space folded.

    Where blank lines part it and no line is long, lines are joined; otherwise each line is a
    paragraph, which is how articles are copied from pages.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip("\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x0c", "\n")
    text = without_unseen(text)
    parts = _BLANK_LINE.split(text) if "\n" in text else [text]
    if len(parts) > 1 and _is_wrapped(parts):
        found = [paragraph for part in parts for paragraph in _joined(part)]
    else:
        found = text.split("\n")
    folded = (" ".join(paragraph.split()) for paragraph in found)
    return [paragraph for paragraph in folded if paragraph]


def _is_wrapped(parts: list[str]) -> bool:
    """Whether lines end because a line was full: several to a part, none of them long."""
    several = [part.split("\n") for part in parts if "\n" in part]
    if not several:
        return False
    lines = [line for part in several for line in part]
    return sum(len(line.rstrip()) > _WRAPPED for line in lines) * 20 <= len(lines)


def _joined(part: str) -> list[str]:
    """Join the lines of one part, but for those of a list."""
    joined: list[str] = []
    listing = False
    for line in part.split("\n"):
        item = _LIST_LINE.match(line) is not None
        if joined and not item and not (listing and not line.startswith((" ", "\t"))):
            joined[-1] += "\n" + line
        else:
            joined.append(line)
        listing = item
    return ["".join(piece) for piece in joined]


def as_html(text: str) -> str:
    """Return a plain text as HTML: a ``<p>`` a paragraph, bare addresses as links."""
    return "\n".join(f"<p>{linked(paragraph)}</p>" for paragraph in paragraphs(text))


def linked(text: str) -> str:
    """Return text escaped, its bare addresses linked."""
    pieces: list[str] = []
    position = 0
    for match in _ADDRESS.finditer(text):
        address = _without_trailing(match.group())
        target = address if ":" in address[:6] else "https://" + address
        pieces.append(escape(text[position : match.start()], quote=False))
        pieces.append(f'<a href="{escape(target)}">{escape(address, quote=False)}</a>')
        position = match.start() + len(address)
    pieces.append(escape(text[position:], quote=False))
    return "".join(pieces)


def _without_trailing(address: str) -> str:
    """Punctuation behind an address belongs to the sentence; a bracket only if unmatched."""
    end = len(address)
    opened, closed = address.count("("), address.count(")")
    while end and address[end - 1] in _TRAILING:
        if address[end - 1] == ")":
            if closed <= opened:
                break
            closed -= 1
        end -= 1
    return address[:end]
