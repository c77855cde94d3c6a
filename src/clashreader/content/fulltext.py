"""The article in a whole page: the nodes of the original page that hold it.

trafilatura finds the text of an article better than anything else, but its own markup loses
pictures and captions. So its text only says which nodes of the page are taken.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Mapping, Set
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from clashreader.content.addresses import absolute
from clashreader.content.datatables import cells_of_data, remove_shells
from clashreader.content.loosetext import wrap_loose
from clashreader.content.markup import HOLLOW, attributes, tokens
from clashreader.content.outline import ASIDE, LARGEST, outline, remove, text_of
from clashreader.content.policy import HEADINGS, MAX_DEPTH, VOID
from clashreader.content.roughmarkup import mended
from clashreader.content.scripts import MIN_TEXT, as_html, embedded_article
from clashreader.content.wording import plain

if TYPE_CHECKING:
    from lxml.etree import _Element

_log = logging.getLogger(__name__)
_ENOUGH = 1.5
"""How much longer the text in a page's scripts must be than the one in its markup."""
_COVERED = 0.9
_PRECISE = 0.6
_BOX = 0.85
_SAID = 0.9
_MATCHED = 0.75
_MUCH = 1.5
_SHINGLE = 4
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff]|[^\\W_]+")
_BLOCKS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote", "pre", "td",
    "th", "figcaption", "caption", "div", "section", "article", "main", "aside", "header",
    "footer", "nav", "form", "ul", "ol", "dl", "table", "tbody", "thead", "tr", "figure",
    "address", "details", "summary",
})  # fmt: skip
_PICTURES = frozenset(["figure", "picture", "img", "iframe", "video", "audio", "pre", "noscript"])
_ASIDE_NAME = re.compile(
    r"related|share|social|promo|newsletter|subscribe|sidebar|comment|recommend|breadcrumb|cookie"
    r"|advert|sponsor|most-read|read-more|readmore|avatar|author-(?:bio|image|photo)|byline-image",
    re.IGNORECASE,
)
_FACTS = re.compile(
    r"<script\b[^<>]*\bapplication/ld\+json\b[^<>]*>.*?(?:</script\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = 12
"""Words a paragraph has, at least, that is kept for its place alone."""
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:$|[?#])", re.IGNORECASE)


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
            return as_html(embedded), base
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

    # What it says about odd pages is of no use to anybody.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # Left with JSON-LD it would string together the texts of all articles told of there.
    page = _FACTS.sub("", page)
    options: dict[str, Any] = {"include_comments": False, "include_tables": True}
    text = trafilatura.extract(page, output_format="txt", **options)
    if not text or len(text) < MIN_TEXT:
        return None, text or "", None
    html = _Selection(page, text).html()
    if html is not None:
        return html, text, None
    rough = trafilatura.extract(
        page, output_format="html", include_links=True, include_images=True,
        include_formatting=True, **options,
    )  # fmt: skip
    if not rough or not _says(rough, text):
        return None, text, _paragraphs(text)
    return None, text, mended(rough, page)


def _says(html: str, text: str) -> bool:
    """Whether `html` has the words of `text` in their order: links may tear them apart."""
    wanted = _shingles(_WORD.findall(text.casefold()))
    return len(wanted & _shingles(_WORD.findall(plain(html).casefold()))) >= _SAID * len(wanted)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[i:] for i in range(_SHINGLE)), strict=False))


class _Selection:
    """The nodes of a page whose text is the text of the article."""

    def __init__(self, page: str, text: str) -> None:
        from lxml import etree

        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        self.root = etree.fromstring(page.encode("utf-8", "replace"), parser)
        if self.root is not None:
            wrap_loose(self.root, _BLOCKS)
        lines = [_WORD.findall(line) for line in text.replace("\u00ad", "").casefold().split("\n")]
        self.lines = Counter(tuple(words) for words in lines if words)
        words = [word for line in lines for word in line]
        self.length = len(words)
        self.shingles = _shingles(words)

    def html(self) -> str | None:
        """Return the nodes as HTML; None where they are not the text, or are much more."""
        from lxml import etree

        if self.root is None:
            return None
        leaves = [(leaf, words) for leaf in self.leaves() if (words := _words_of(leaf))]
        matched = self.matched(leaves)
        if not self.covers(matched.keys(), leaves):
            return None
        total = sum(matched.values())
        box = self.widened(self.box(matched, total), leaves, matched)
        inside = set(box.iter("*"))
        inner = [(leaf, words) for leaf, words in leaves if leaf in inside]
        own = sum(matched.get(leaf, 0) for leaf, _ in inner)
        if sum(len(words) for _, words in inner) * _PRECISE > own and own < _PRECISE * total:
            return None
        kept = {leaf for leaf in matched if leaf in inside}
        kept |= cells_of_data(box, kept, self.has_line, lambda node: _is_aside(node, box))
        kept |= _between(inner, kept)
        kept |= _headings([leaf for leaf, _ in inner], kept)
        self.prune(box, kept, {leaf for leaf, _ in inner})
        remove_shells(box)
        if total < _COVERED * self.length and len(_words_of(box)) > _MUCH * self.length:
            return None  # what was repeated stands all over the page, not in the article
        return etree.tostring(box, encoding="unicode", method="html", with_tail=False)

    def leaves(self) -> list[_Element]:
        """Return the blocks that hold text and no other block."""
        holders: set[_Element] = set()
        blocks = [node for node in self.root.iter("*") if node.tag in _BLOCKS]
        for node in blocks:
            parent = node.getparent()
            while parent is not None and parent not in holders:
                holders.add(parent)
                parent = parent.getparent()
        return [node for node in blocks if node not in holders]

    def matched(self, leaves: list[tuple[_Element, list[str]]]) -> dict[_Element, float]:
        """Return the leaves whose text is the article's, and how many words each stands for.

        What a page says several times, as forms and headlines are, weighs as if it did once: else
        the footer would be taken for a part of the article.
        """
        found = [(leaf, tuple(words)) for leaf, words in leaves if self.is_matched(words)]
        times = Counter(words for _, words in found)
        return {leaf: len(words) / times[words] for leaf, words in found}

    def covers(self, matched: Set[_Element], leaves: list[tuple[_Element, list[str]]]) -> bool:
        """Whether the matched leaves have the text; its repetitions count where the page has them.

        An article may have a refrain, or say all of itself twice.
        """
        times = Counter(tuple(words) for leaf, words in leaves if leaf in matched)
        total = sum(
            len(words) * min(count, max(1, self.lines[words])) for words, count in times.items()
        )
        return total >= _COVERED * self.length

    def has_line(self, node: _Element) -> bool:
        return tuple(_words_of(node)) in self.lines

    def is_matched(self, words: list[str]) -> bool:
        if tuple(words) in self.lines:
            return True
        if len(words) < _SHINGLE:
            return False
        own = _shingles(words)
        return len(own & self.shingles) >= _MATCHED * len(own)

    def box(self, matched: dict[_Element, float], total: float) -> _Element:
        """Return the lowest element that holds most of what was matched."""
        weights = _weights(matched)
        box = self.root
        while True:
            heavy = max(box, key=lambda child: weights.get(child, 0), default=None)
            if heavy is None or weights.get(heavy, 0) < _BOX * total:
                return box
            box = heavy

    def widened(
        self,
        box: _Element,
        leaves: list[tuple[_Element, list[str]]],
        matched: dict[_Element, float],
    ) -> _Element:
        """Return the box, or the element around it where most of what that adds is the article.

        Some pages set each section of an article in a box of its own.
        """
        all_words = _weights({leaf: len(words) for leaf, words in leaves})
        own_words = _weights(matched)
        while (parent := box.getparent()) is not None and parent.tag not in ("body", "html"):
            added = all_words.get(parent, 0) - all_words.get(box, 0)
            own = own_words.get(parent, 0) - own_words.get(box, 0)
            if added and own < _PRECISE * added:
                break
            box = parent
        return box

    def prune(self, box: _Element, matched: set[_Element], leaves: set[_Element]) -> None:
        """Take out of `box` what is not the article, but leave pictures and listings in it."""
        order = list(box.iter("*"))
        places = [index for index, node in enumerate(order) if node in matched]
        if not places:
            return
        first, last = places[0], places[-1]
        end = last + sum(1 for _ in order[last].iter("*"))
        keeps = _holders(matched)
        near = _near(order, first, end, leaves)
        for index, node in enumerate(order):
            if node in keeps or node.getparent() is None or _is_caption(node):
                continue
            between = first <= index < end
            if node.tag in _PICTURES or any(child.tag in _PICTURES for child in node.iter("*")):
                early = index < first and _is_figure(node)
                if (between or early or index in near) and not _is_aside(node, box):
                    continue
                drop = node.tag in _PICTURES or node in leaves
            else:
                drop = node in leaves or index >= end or node.tag in ASIDE
            if drop and not any(parent in matched for parent in node.iterancestors()):
                remove(node)


def _weights(leaves: Mapping[_Element, float]) -> dict[_Element, float]:
    """Return the weights of leaves, and for each element around them the sum of its own."""
    weights: dict[_Element, float] = {}
    for leaf, weight in leaves.items():
        for node in (leaf, *leaf.iterancestors()):
            weights[node] = weights.get(node, 0) + weight
    return weights


def _near(order: list[_Element], first: int, end: int, leaves: set[_Element]) -> range:
    """Return the places next to the article's text, up to other text, where it has an element.

    What a page itself calls the article holds the pictures right before and after its text.
    """
    box = order[0]
    if not any(node.tag in ("article", "main") for node in (box, *box.iterancestors())):
        return range(first, end)

    def is_other(index: int) -> bool:
        return order[index] in leaves and bool(_words_of(order[index]))

    start = first
    while start > 1 and not is_other(start - 1):
        start -= 1
    while end < len(order) and not is_other(end):
        end += 1
    return range(start, end)


def _between(order: list[tuple[_Element, list[str]]], kept: set[_Element]) -> set[_Element]:
    """Return the paragraphs that stand among those kept as one more of the very same kind.

    Same parent, same tag, same class, right before or after one of them, and a text rather than
    links: a first paragraph with a byline in it, one with odd letters.
    """
    kinds = Counter(_kind(leaf) for leaf in kept)
    found: set[_Element] = set()
    for place, (leaf, words) in enumerate(order):
        if leaf in kept or leaf.tag != "p" or len(words) < _SENTENCE or kinds[_kind(leaf)] < 2:
            continue
        beside = order[max(0, place - 1) : place + 2]
        linked = sum(len(_words_of(link)) for link in leaf.iter("a"))
        if linked * 3 < len(words) and any(other in kept for other, _ in beside):
            found.add(leaf)
    return found


def _kind(leaf: _Element) -> tuple[_Element | None, str, str]:
    return leaf.getparent(), str(leaf.tag), leaf.get("class", "")


def _headings(order: list[_Element], kept: set[_Element]) -> set[_Element]:
    """Return the headings right before a text that is kept: a word alone matches no line."""
    found: set[_Element] = set()
    for leaf, following in pairwise(order):
        if leaf.tag in HEADINGS and following in kept and following.tag not in HEADINGS:
            found.add(leaf)
    return found


def _holders(matched: set[_Element]) -> set[_Element]:
    held = set(matched)
    for leaf in matched:
        for parent in leaf.iterancestors():
            if parent in held:
                break
            held.add(parent)
    return held


def _is_caption(node: _Element) -> bool:
    """Whether a node is, or is within, a figure's caption: it stays and goes with the figure."""
    return any(n.tag == "figcaption" for n in (node, *node.iterancestors()))


def _is_figure(node: _Element) -> bool:
    if any(upper.tag == "figure" for upper in (node, *node.iterancestors())):
        return True
    return node.tag != "img" and next(node.iter("figure"), None) is not None


def _is_aside(node: _Element, box: _Element) -> bool:
    """Whether a picture belongs to something beside the article: a list of others, an advert."""
    for parent in (node, *node.iterancestors()):
        if parent is box:
            return False
        if parent.tag in ASIDE or _ASIDE_NAME.search(
            f"{parent.get('class', '')} {parent.get('id', '')}"
        ):
            return True
        if parent.tag == "a":
            target = parent.get("href", "")
            in_figure = any(upper.tag == "figure" for upper in parent.iterancestors())
            if not in_figure and not _PICTURE_FILE.search(target):
                return True
    return False


def _words_of(node: _Element) -> list[str]:
    if node.tag in ("script", "style"):
        return []
    return _WORD.findall(text_of(node).replace("\u00ad", "").casefold())
