"""The document type of a feed: cut away before any parser sees it, so that nothing in it happens.

No external subset or entity is ever fetched, no parameter entity read, nothing nested is expanded.
All that is taken from an internal subset are a few short texts under a name (old feeds name the
letters of Latin-1 so), and these are put in their places here, within bounds.
"""

from __future__ import annotations

import re

_START = re.compile(r"<!DOCTYPE(?=[\s\[>])", re.IGNORECASE)
_PROLOGUE = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_STOP = re.compile(r"[\[\]>\"']|<!--|<\?")
_CLOSES = {'"': '"', "'": "'", "<!--": "-->", "<?": "?>"}
_ENTITY = re.compile(
    r"<!ENTITY\s{1,50}([A-Za-z_][\w.-]{0,50})\s{1,50}"
    r"(?:\"([^\"%<>]{0,300})\"|'([^'%<>]{0,300})')\s{0,50}>"
)
_REFERENCE = re.compile(r"&([A-Za-z_][\w.-]{0,50});")
_CHARACTER = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_SECTION = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)

MAX_ENTITIES = 300
"""Entities of a document type that are known at all."""
MAX_GROWTH = 1_000_000
"""Characters by which references may lengthen a document; beyond that they are shown as written."""


def without_doctype(text: str) -> str:
    """Return an XML document without its document type, the harmless entities in their places."""
    position = 0
    while (skipped := _PROLOGUE.match(text, position)) is not None:
        position = skipped.end()
    start = _START.match(text, position)
    if start is None:
        return text
    end = _end(text, start.end())
    rest = text[:position] + text[end:]
    entities = _entities(text[start.end() : end])
    return _expanded(rest, entities) if entities else rest


def _end(text: str, position: int) -> int:
    """Return where a document type ends: behind its ``>``, or before the root if it has none."""
    depth = 0
    begin = position
    while (sign := _STOP.search(text, position)) is not None:
        found = sign[0]
        position = sign.end()
        if found in _CLOSES:
            close = text.find(_CLOSES[found], position)
            if close < 0:
                break
            position = close + len(_CLOSES[found])
        elif found == "[":
            depth += 1
        elif found == "]":
            depth = max(0, depth - 1)
        elif depth == 0:
            return position
    root = _ROOT.search(text, begin)
    return root.start() if root is not None else len(text)


_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)


def _entities(subset: str) -> dict[str, str]:
    """Return the entities that are nothing but a short text; the first of a name counts."""
    found: dict[str, str] = {}
    for match in _ENTITY.finditer(subset):
        value = match[2] if match[2] is not None else match[3]
        if _CHARACTER.search(value) is None:
            found.setdefault(match[1], value)
        if len(found) == MAX_ENTITIES:
            break
    return found


def _expanded(text: str, entities: dict[str, str]) -> str:
    growth = sum(len(entities.get(match[1], "")) for match in _REFERENCE.finditer(text))
    if growth > MAX_GROWTH:
        return text
    pieces: list[str] = []
    position = 0
    for section in _SECTION.finditer(text):
        pieces += (_filled(text[position : section.start()], entities), section[0])
        position = section.end()
    pieces.append(_filled(text[position:], entities))
    return "".join(pieces)


def _filled(text: str, entities: dict[str, str]) -> str:
    return _REFERENCE.sub(lambda match: entities.get(match[1], match[0]), text)
