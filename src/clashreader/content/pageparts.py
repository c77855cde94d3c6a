"""Parts of an article in a page that an extractor passes over: captions, a lead, short items."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import TYPE_CHECKING, Final

from clashreader.content.outline import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_CAPTION = re.compile(
    r"(?<![a-z])(?:img|image|photo|picture|figure|media|wp)?-?_?(?:caption|cutline|legend)"
    r"(?:-?_?text)?(?![a-z])"
)
_CAPTIONED: Final = frozenset({"div", "section", "p"})
_LONGEST_CAPTION: Final = 80
_CREDIT: Final = 15
"""Words that may stand beside a caption with its picture."""
_LEAD = re.compile(
    r"(?<![a-z])(?:standfirst|lead|lede|lead-?text|intro|introduction|dek|deck|sub-?title"
    r"|sub-?headline|summary|excerpt|perex|chapo|chapeau|entradilla|bajada|sapo|sumario|ingress"
    r"|vorspann|anleser|teaser|sommario|occhiello|lid|liida)(?![a-z])"
)
_SHORTEST_LEAD: Final = 8
_LONGEST_LEAD: Final = 150
_BEFORE: Final = 10
"""Texts (byline, date, buttons) that may stand between a lead and the article's text."""

Leaves = list[tuple["_Element", list[str]]]


def part_lines(root: _Element) -> None:
    """Put a blank behind each line break, so that no word runs into the next one."""
    for line_break in root.iter("br"):
        tail = line_break.tail or ""
        if tail[:1].isspace() or any(upper.tag == "pre" for upper in line_break.iterancestors()):
            continue
        line_break.tail = " " + tail


def mark_captions(root: _Element) -> None:
    """Make figures of boxes that hold a picture and what a class calls its caption."""
    for node in list(root.iter("p", "div", "span", "small", "em", "figcaption")):
        if node.tag == "figcaption" or not _CAPTION.search(node.get("class", "").casefold()):
            continue
        words = len(text_of(node).split())
        if (
            not 0 < words <= _LONGEST_CAPTION
            or next(node.iter("img", "figcaption"), None) is not None
        ):
            continue
        holder = _holder(node)
        if holder is None or len(text_of(holder).split()) > words + _CREDIT:
            continue
        if holder.tag in _CAPTIONED and next(holder.iter("figcaption"), None) is None:
            holder.tag = "figure"
        if holder.tag == "figure":
            node.tag = "figcaption"


def _holder(node: _Element) -> _Element | None:
    """Return what holds a caption and its picture, two levels up at most."""
    for upper in list(node.iterancestors())[:2]:
        if upper.tag not in (*_CAPTIONED, "figure"):
            return None
        if next(upper.iter("img", "picture", "noscript"), None) is not None:
            return upper
    return None


def standfirst(leaves: Leaves, matched: Set[_Element]) -> _Element | None:
    """Return the lead that stands before the text of an article and is called so by the page."""
    first = next((place for place, (leaf, _) in enumerate(leaves) if leaf in matched), 0)
    said = {tuple(words) for leaf, words in leaves if leaf in matched}
    for leaf, words in reversed(leaves[max(0, first - _BEFORE) : first]):
        if leaf.tag == "h1":
            return None
        if not _SHORTEST_LEAD <= len(words) <= _LONGEST_LEAD or tuple(words) in said:
            continue
        parent = leaf.getparent()
        names = [leaf, *([] if parent is None else [parent])]
        called = any(_LEAD.search(one.get("class", "").casefold()) for one in names)
        linked = sum(len(text_of(link).split()) for link in leaf.iter("a"))
        if called and linked * 2 < len(text_of(leaf).split()):
            return leaf
    return None


def list_mates(box: _Element, kept: Set[_Element], leaves: Set[_Element]) -> set[_Element]:
    """Return the items beside those that are kept: a word alone matches no line of a text."""
    found: set[_Element] = set()
    for node in box.iter("ul", "ol", "dl"):
        items = [leaf for leaf in node.iter("*") if leaf in leaves]
        if not any(leaf in kept for leaf in items):
            continue
        linked = sum(len(text_of(link).split()) for link in node.iter("a"))
        if linked * 2 <= len(text_of(node).split()):
            found.update(items)
    return found
