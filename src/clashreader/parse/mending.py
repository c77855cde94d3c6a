"""Broken XML and HTML made legal where that loses nothing: references and characters."""

from __future__ import annotations

import re
from html.entities import name2codepoint

from clashreader.references import parted

# One that is not closed runs to the end: that is what it means, and it is linear.
_SECTION = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_AMPERSAND = re.compile(
    r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)([A-Za-z]\w{0,30};)?"
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,20})|(\d{1,20}));?")


def without_sections(text: str) -> str:
    """Drop CDATA sections and comments, whose content is no markup."""
    return _SECTION.sub("", text)


def legal_characters(text: str) -> str:
    """Drop characters that XML does not allow (https://www.w3.org/TR/xml/#charsets)."""
    return _ILLEGAL.sub("", text)


def legal_references(text: str) -> str:
    """Drop numeric references to characters that XML does not allow."""
    return _REFERENCE.sub(_legal, text) if "&#" in text else text


def close_sections(text: str) -> str:
    """End CDATA sections that run into another one where their element ends."""
    if not _runs_on(text):
        return text
    pieces: list[str] = []
    position = closed = 0
    while closed < _MAX_CLOSED and (match := _SECTION.search(text, position)) is not None:
        section, end = _closed(text, match.start(), match.end())
        pieces += (text[position : match.start()], section)
        position = end
        closed += end < match.end()
    pieces.append(text[position:])
    return "".join(pieces)


def mend(text: str) -> str:
    """Make references and characters legal outside of CDATA sections and comments.

    Stray ampersands become ``&amp;``, the named entities of HTML become numbers.
    """
    text = legal_characters(text)
    pieces: list[str] = []
    position = 0
    for match in _SECTION.finditer(text):
        pieces += (_mend_references(text[position : match.start()]), match[0])
        position = match.end()
    pieces.append(_mend_references(text[position:]))
    return "".join(pieces)


_MAX_CLOSED = 50
"""Sections that are closed for a feed; each may be looked through to its end."""
_BEGIN, _END = "<![CDATA[", "]]>"
_ELEMENT = re.compile(
    r"</(?:title|description|content:encoded|content|summary|link|guid|category|author|dc:creator|"
    r"item|entry)\s{0,10}>"
)

_OWNER = re.compile(r"<([A-Za-z][\w:.-]{0,40})[^<>]{0,150}>\s{0,50}\Z")
_ITEM_ENDS = re.compile(
    r"</[\w:.-]{1,41}\s{0,10}>"
    r"(?:[^<>]{0,500}<[^<>]{1,500}>){0,20}?[^<>]{0,100}</(?:item|entry)\s{0,10}>"
)


def _runs_on(text: str) -> bool:
    """Return whether a CDATA section has no end, or another's, be it that of a later item."""
    item = "</item" if "</item" in text else "</entry"
    position = text.find(_BEGIN)
    while position >= 0:
        end = text.find(_END, position)
        if end < 0 or text.find(_BEGIN, position + 1, end) > 0:
            return True
        if text.find(item, position, end) > 0 and _swallows_item(text, position, end):
            return True
        position = text.find(_BEGIN, end)
    return False


def _swallows_item(text: str, start: int, end: int) -> bool:
    """Return whether the element that a section fills ends within it, and its item after that."""
    owner = _OWNER.search(text, max(0, start - 250), start)
    close = text.find(f"</{owner[1]}", start, end) if owner is not None else -1
    return close >= 0 and _ITEM_ENDS.match(text, close, end) is not None


def _closed(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the comment or CDATA section from `start` to `end`, and where it was read to.

    A CDATA section that runs into another one or out of its item, or has no end, ends with its
    element.
    """
    section = text[start:end]
    if not section.startswith(_BEGIN):
        return section, end
    whole = section.endswith(_END)
    element = None
    nested = section.find(_BEGIN, len(_BEGIN)) > 0
    if not whole or nested or _swallows_item(text, start, end):
        element = _ELEMENT.search(section)
    if element is None:
        return section if whole else section + _END, end
    return section[: element.start()] + _END, start + element.start()


def _mend_references(text: str) -> str:
    text = text.replace("]]>", "]]&gt;")  # which may only end a section
    if "&" not in text:
        return text
    return "".join(legal_references(_AMPERSAND.sub(_entity, piece)) for piece in parted(text))


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    code = name2codepoint.get(name[:-1]) if name else None
    return f"&#{code};" if code is not None else f"&amp;{name or ''}"


def _legal(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    legal = (
        code in (9, 10, 13)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
    return match[0] if legal else ""
