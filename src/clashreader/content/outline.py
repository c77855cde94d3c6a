"""What a page seems to say, where nothing cleverer is of use: its outline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clashreader.content.levelling import level
from clashreader.content.scripts import MIN_TEXT

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST: Final = 4_000_000
"""Characters of a page beyond which only its outline is looked at."""
ASIDE: Final = frozenset({"nav", "aside", "footer", "form", "button", "dialog", "menu"})


def outline(page: str, base: str | None) -> str:
    """Return what an ``<article>`` or ``<main>`` holds, else the densest part, else all of it.

    For pages too short, or too odd, for anything cleverer; without what only leads elsewhere.
    """
    from lxml import etree

    levelled = level(page[: 4 * LARGEST], base)
    root = etree.fromstring(
        f"<html><body>{levelled}</body></html>".encode("utf-8", "replace"),
        etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True),
    )
    if root is None or not (whole := len(text_of(root).strip())):
        return levelled
    for node in list(root.iter(*ASIDE)):
        if len(text_of(node).strip()) * 2 < whole:
            remove(node)
    left = len(text_of(root).strip())
    for chosen in (_longest(root, "article"), _longest(root, "main"), _densest(root)):
        length = 0 if chosen is None else len(text_of(chosen).strip())
        if chosen is not None and length and (length >= MIN_TEXT or length * 2 >= left):
            return str(etree.tostring(chosen, encoding="unicode", method="html", with_tail=False))
    body = root.find("body")
    return etree.tostring(
        root if body is None else body, encoding="unicode", method="html", with_tail=False
    )


def _longest(root: _Element, tag: str) -> _Element | None:
    return max(root.iter(tag), key=lambda node: len(text_of(node)), default=None)


def _densest(root: _Element) -> _Element | None:
    """Return the element whose own paragraphs hold most text."""
    weights: dict[_Element, int] = {}
    for paragraph in root.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            weights[parent] = weights.get(parent, 0) + len(text_of(paragraph))
    return max(weights, key=lambda node: weights[node], default=None)


def remove(node: _Element) -> None:
    """Take a node out, leaving the text behind it."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        previous = node.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def text_of(node: _Element) -> str:
    """Return all the text in a node."""
    return "".join(map(str, node.itertext()))
