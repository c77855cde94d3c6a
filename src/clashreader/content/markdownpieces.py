"""Endless paragraphs of Markdown, read in pieces.

The converter copies a paragraph whole at every mark in it, and its patterns look at the rest of it
from every mark on: a paragraph of 200,000 signs takes minutes. One with thousands of marks is read
piece by piece; emphasis and links do not reach from one piece into the next.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_PIECE: Final = 2_000
_WORK: Final = 40_000_000
"""Characters times marks from which a text is read in pieces: what takes a tenth of a second."""
_MARK: Final = re.compile(r"[\\`*_\[\]<>&!~(:]")
_PIECES: Final = re.compile(rf".{{1,{_PIECE}}}(?=\s|\Z)|.{{1,{_PIECE}}}", re.DOTALL)
_BEFORE_INLINE: Final = 21
"""The converter's own reading of what stands in paragraphs has 20."""


def read_in_pieces(converter: Markdown) -> None:
    """Let `converter` part endless paragraphs before it reads what stands in them."""
    converter.treeprocessors.register(_Pieces(converter), "pieces", _BEFORE_INLINE)


class _Pieces(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            for place in range(len(element) - 1, -1, -1):
                child = element[place]
                if child.tail and _is_endless(child.tail):
                    child.tail, *rest = _PIECES.findall(child.tail)
                    _insert(element, place + 1, rest)
            if element.text and _is_endless(element.text):
                element.text, *rest = _PIECES.findall(element.text)
                _insert(element, 0, rest)


def _is_endless(text: str) -> bool:
    if len(text) <= 2 * _PIECE or isinstance(text, AtomicString):
        return False
    return len(text) * len(_MARK.findall(text)) > _WORK


def _insert(parent: Element, place: int, pieces: list[str]) -> None:
    """Put `pieces` in one after another, each in an element that shows nothing of itself."""
    spans = []
    for piece in pieces:
        span = Element("span")
        span.text = piece
        spans.append(span)
    parent[place:place] = spans
