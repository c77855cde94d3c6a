"""Broken XML and HTML made legal where that loses nothing: references and characters."""

from __future__ import annotations

import re
from html.entities import name2codepoint

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
    if text.count(_BEGIN) <= text.count(_END):
        return text
    pieces: list[str] = []
    position = closed = 0
    while closed < _MAX_CLOSED and (match := _SECTION.search(text, position)) is not None:
        section, end = _closed(match[0])
        pieces += (text[position : match.start()], section)
        position = match.start() + end
        closed += end < len(match[0])
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


def _closed(section: str) -> tuple[str, int]:
    """Return a comment or CDATA section, and how much of it was read.

    A CDATA section that runs into another one, or has no end, ends with its element.
    """
    if not section.startswith(_BEGIN):
        return section, len(section)
    whole = section.endswith(_END)
    end = None
    if not whole or section.find(_BEGIN, len(_BEGIN)) > 0:
        end = _ELEMENT.search(section)
    if end is None:
        return section if whole else section + _END, len(section)
    return section[: end.start()] + _END, end.start()


def _mend_references(text: str) -> str:
    if "&" not in text:
        return text
    return legal_references(_AMPERSAND.sub(_entity, text))


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
