"""Text that stands between blocks, made a block of its own: as a browser lays it out.

Old publishing systems set whole articles as loose text and line breaks beside other blocks. What
takes a page apart block by block would lose such text, or take it for part of what is around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Set

    from lxml.etree import _Element

_WORD = re.compile(r"\w")
_NEVER: Final = frozenset({
    "table", "tbody", "thead", "tfoot", "tr", "colgroup", "ul", "ol", "dl", "html", "head",
    "figure", "picture", "select", "optgroup", "pre", "p", "video", "audio", "object", "details",
})  # fmt: skip
"""Elements in which loose text means something else, or nothing."""
_APART: Final = frozenset({"script", "style", "iframe", "video", "audio", "object", "embed",
                           "noscript", "template", "picture", "svg", "math", "link", "meta",
                           "hr"})  # fmt: skip
"""Elements that are no part of a run of text."""


def wrap_loose(root: _Element, blocks: Set[object]) -> None:
    """Put each run of text that stands beside `blocks` into a paragraph of its own, in place.

    A blank line made of two line breaks ends a run too, also where there is no block beside it.
    """
    holders: set[_Element] = set()
    for block in root.iter(*blocks):
        parent = block.getparent()
        while parent is not None and parent not in holders:
            holders.add(parent)
            parent = parent.getparent()
    for line_break in root.iter("br"):
        following = line_break.getnext()
        if following is not None and following.tag == "br" and not (line_break.tail or "").strip():
            parent = line_break.getparent()
            if parent is not None and parent.tag in ("div", "td", "section", "article", "body"):
                holders.add(parent)
    for node in holders:
        if node.tag not in _NEVER:
            _wrap_runs(node, holders, blocks)


def _wrap_runs(node: _Element, holders: set[_Element], blocks: Set[object]) -> None:
    """Wrap the runs among the children of one element."""
    run: list[_Element] = []
    lead: _Element | None = None  # the child whose tail the run begins with; None: the node's text
    for child in list(node):
        ends = (
            child.tag in blocks
            or child in holders
            or child.tag in _APART
            or (child.tag == "img" and not _is_in_a_line(child))
            or (child.tag == "br" and _ends_a_line(child))
        )
        if not ends:
            run.append(child)
            continue
        _wrap(node, lead, run)
        run, lead = [], child
    _wrap(node, lead, run)


def _wrap(node: _Element, lead: _Element | None, run: list[_Element]) -> None:
    """Wrap the text behind `lead` (or at the beginning of `node`) and the elements of `run`."""
    text = (node.text if lead is None else lead.tail) or ""
    words = [text, *("".join(map(str, child.itertext())) + (child.tail or "") for child in run)]
    if not any(map(_WORD.search, words)):
        return
    wrapper = node.makeelement("p")
    wrapper.text = text
    if lead is None:
        node.text = None
        node.insert(0, wrapper)
    else:
        lead.tail = None
        lead.addnext(wrapper)
    wrapper.extend(run)


def _is_in_a_line(picture: _Element) -> bool:
    """Whether a picture has text on both of its sides: an emoji, an icon."""
    before = picture.getprevious()
    parent = picture.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else None
    return bool((text or "").strip() and (picture.tail or "").strip())


def _ends_a_line(line_break: _Element) -> bool:
    """Whether a line break stands beside another one: the two are a blank line."""
    following, before = line_break.getnext(), line_break.getprevious()
    if following is not None and following.tag == "br" and not (line_break.tail or "").strip():
        return True
    return before is not None and before.tag == "br" and not (before.tail or "").strip()
