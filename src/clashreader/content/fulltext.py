"""The article in a whole page: the nodes of the original page that hold it.

trafilatura finds the text of an article better than anything else, but its own markup loses
pictures and captions. So its text only says which nodes of the page are taken.
"""

from __future__ import annotations

import logging
import re
from html import escape
from typing import TYPE_CHECKING, Any

from clashreader.content.addresses import absolute
from clashreader.content.clutter import remove_clutter
from clashreader.content.markup import HOLLOW, attributes, tokens
from clashreader.content.outline import LARGEST, outline
from clashreader.content.policy import MAX_DEPTH, VOID
from clashreader.content.roughmarkup import mended
from clashreader.content.scripts import MIN_TEXT, as_html, embedded_article, is_marked_up
from clashreader.content.selection import nodes_html, shingles, words_in
from clashreader.content.wording import plain

if TYPE_CHECKING:
    from lxml.etree import _Element

_log = logging.getLogger(__name__)
_ENOUGH = 1.5
"""How much longer the text in a page's scripts must be than the one in its markup."""
_SAID = 0.9
_FACTS = re.compile(
    r"<script\b[^<>]*\bapplication/ld\+json\b[^<>]*>.*?(?:</script\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ODD = re.compile(r"\A\s*+<\?xml[^<>]*+>|<[A-Za-z][^<>]{20000,}+>")
"""A declaration, which lxml looks through in quadratic time, and tags of thousands of attributes,
which libxml2 compares with each other."""

_SPANS = re.compile(r' (?:row|col)span="[^"<>]{2,}"')
"""Cells over ten rows or columns and more, each of which the extractor fills in."""


def article_html(page: str, base: str | None, title: str = "") -> tuple[str, str | None]:
    """Return the part of a page that is its article, as HTML, and the base of its addresses.

    `base` is the page's own address, `title` what the article is called where it is known.
    """
    embedded = embedded_article(page, base, title)
    base = _base_of(page, base)
    found, text, rough = _from_markup(page)
    if embedded is not None:
        needed = _ENOUGH if found is not None else 1 / _ENOUGH
        length = len(plain(embedded))
        # A short one was weighed already, against all that the page says.
        if length > needed * len(text) or (found is None and length < MIN_TEXT):
            return _nodes_that_say(embedded, page) or as_html(embedded), base
    return found or rough or outline(page, base), base


def _base_of(page: str, base: str | None) -> str | None:
    match = re.search(r"<base\s[^<>]{1,2000}>", page[:100_000], re.IGNORECASE)
    address = attributes(match.group()[5:-1]).get("href") if match else None
    return (absolute(address, base) if address else None) or base


def _from_markup(page: str) -> tuple[str | None, str, str | None]:
    """Return the article's nodes as HTML, its text, and where nodes fail trafilatura's HTML."""
    if len(page) > LARGEST or depth_of(page) > MAX_DEPTH:
        return None, "", None
    try:
        return _extracted(page)
    except Exception:  # noqa: BLE001 - foreign code on foreign markup; the outline is left
        _log.info("No article could be extracted from a page", exc_info=True)
        return None, "", None


def depth_of(html: str) -> int:
    """Return an upper bound of how deep elements are nested in `html`."""
    depth = deepest = 0
    counts: dict[str, int] = {}
    for token in tokens(html):
        name = token.name
        if (
            not name
            or name in VOID
            or name in HOLLOW
            or name in ("p", "li", "meta", "link", "input")
        ):
            continue
        if not token.closing:
            counts[name] = counts.get(name, 0) + 1
            depth += 1
            deepest = max(deepest, depth)
        elif counts.get(name):
            counts[name] -= 1
            depth -= 1
    return deepest


def _extracted(page: str) -> tuple[str | None, str, str | None]:
    import trafilatura
    from lxml import etree

    # What it says about odd pages is of no use to anybody.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # Left with JSON-LD it would string together the texts of all articles told of there.
    page = _ODD.sub("", _FACTS.sub("", page))
    root = _tree(page)
    if root is None:
        return None, "", None
    remove_clutter(root)
    page = _SPANS.sub("", etree.tostring(root, encoding="unicode", method="html"))
    options: dict[str, Any] = {"include_comments": False, "include_tables": True}
    text = trafilatura.extract(page, output_format="txt", **options)
    if not text or len(text) < MIN_TEXT:
        return None, text or "", None
    html = nodes_html(root, text)
    if html is not None:
        return html, text, None
    rough = trafilatura.extract(
        page, output_format="html", include_links=True, include_images=True,
        include_formatting=True, **options,
    )  # fmt: skip
    if not rough or not _says(rough, text):
        return None, text, _paragraphs(text)
    return None, text, mended(rough, page)


def _tree(page: str) -> _Element | None:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    return etree.fromstring(page.encode("utf-8", "replace"), parser)


def _nodes_that_say(embedded: str, page: str) -> str | None:
    """Return the nodes of the page that say a bare text of its data; None where there are none."""
    if is_marked_up(embedded) or len(page) > LARGEST or depth_of(page) > MAX_DEPTH:
        return None
    root = _tree(page)
    if root is None:
        return None
    remove_clutter(root)
    return nodes_html(root, embedded)


def _says(html: str, text: str) -> bool:
    """Whether `html` has the words of `text` in their order: links may tear them apart."""
    wanted = shingles(words_in(text))
    return len(wanted & shingles(words_in(plain(html)))) >= _SAID * len(wanted)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
