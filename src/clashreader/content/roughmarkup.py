"""The extractor's own markup, mended by the page that it was made from.

It knows one kind of list, makes a row of a table's caption, and sets a listing in a listing.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from clashreader.content.outline import remove, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element


def mended(rough: str, page: str) -> str:
    """Return the markup `rough` with the numbered lists, captions and listings that `page` has."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = etree.fromstring(rough.encode("utf-8", "replace"), parser)
    whole = etree.fromstring(page.encode("utf-8", "replace"), parser)
    if root is None or whole is None or (body := root.find("body")) is None:
        return rough
    numbered = {_items(node) for node in whole.iter("ol")}
    for node in body.iter("ul"):
        if _items(node) in numbered:
            node.tag = "ol"
    captions = {_text(node) for node in whole.iter("caption")} - {""}
    for table in body.iter("table"):
        _name(table, captions)
    for node in list(body.iter("pre")):
        _flatten(node)
    return escape(body.text or "") + "".join(
        etree.tostring(node, encoding="unicode", method="html") for node in body.iterchildren()
    )


def _items(node: _Element) -> tuple[str, ...]:
    return tuple(_text(item) for item in node.iterchildren("li"))


def _text(node: _Element) -> str:
    return " ".join(text_of(node).split())


def _name(table: _Element, captions: set[str]) -> None:
    """Make a caption of a first row that holds nothing but what the page has for one."""
    from lxml import etree

    row = next(table.iter("tr"), None)
    if row is None or (text := _text(row)) not in captions:
        return
    filled = [cell for cell in row.iterchildren("td", "th") if _text(cell)]
    if len(filled) != 1 or sum(1 for _ in table.iter("tr")) == 1:
        return
    remove(row)
    caption = etree.Element("caption")
    caption.text = text
    table.insert(0, caption)


def _flatten(node: _Element) -> None:
    """Let the one listing in another take its place."""
    from lxml import etree

    inner = node.find("pre")
    if inner is None or _text(inner) != _text(node):
        return
    code = etree.SubElement(node, "code")
    code.text, inner.tail = inner.text, None
    code.extend(list(inner))
    node.remove(inner)
    node.text = None
