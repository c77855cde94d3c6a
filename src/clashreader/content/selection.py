"""The nodes of a page whose text is that of its article: structure and pictures stay as they are.

Whoever found the text (an extractor, the page's data) only says where the article is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set
from itertools import pairwise
from typing import TYPE_CHECKING

from clashreader.content.datatables import cells_of_data, remove_shells
from clashreader.content.loosetext import wrap_loose
from clashreader.content.outline import ASIDE, remove, text_of
from clashreader.content.pageparts import list_mates, mark_captions, part_lines, standfirst
from clashreader.content.policy import HEADINGS

if TYPE_CHECKING:
    from lxml.etree import _Element

_COVERED = 0.9
_PRECISE = 0.6
_BOX = 0.85
_MATCHED = 0.75
_MUCH = 1.5
_SHINGLE = 4
_PART = 3
"""Words a leaf has, at least, that is matched as a part of a longer line."""
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
_SENTENCE = 12
"""Words a paragraph has, at least, that is kept for its place alone."""
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:$|[?#])", re.IGNORECASE)


def nodes_html(root: _Element, text: str) -> str | None:
    """Return the nodes below `root` that say `text`, as HTML; None where they do not, or say more.

    The tree is changed by it.
    """
    return _Selection(root, text).html()


def words_in(text: str) -> list[str]:
    """Return the words of a text as they are compared; signs of scripts without blanks alone."""
    return _WORD.findall(text.replace("\u00ad", "").casefold())


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    """Return the runs of four words."""
    return set(zip(*(words[i:] for i in range(_SHINGLE)), strict=False))


class _Selection:
    """The nodes of a page whose text is the text of the article."""

    def __init__(self, root: _Element, text: str) -> None:
        self.root = root
        part_lines(root)
        mark_captions(root)
        wrap_loose(root, _BLOCKS)
        lines = [words_in(line) for line in text.split("\n")]
        self.lines = Counter(tuple(words) for words in lines if words)
        words = [word for line in lines for word in line]
        self.length = len(words)
        self.shingles = shingles(words)
        self.joined = ""
        """The lines that no leaf has, where the text strings several leaves together."""

    def html(self) -> str | None:
        """Return the nodes as HTML; None where they are not the text, or are much more."""
        from lxml import etree

        leaves = [(leaf, words) for leaf in self.leaves() if (words := _words_of(leaf))]
        matched = self.matched(leaves)
        if not self.covers(matched.keys(), leaves):
            self.join_lines(leaves)
            matched = self.matched(leaves)
            if not self.covers(matched.keys(), leaves):
                return None
        total = sum(matched.values())
        box = self.widened(self.box(matched, total), leaves, matched)
        if (lead := standfirst(leaves, matched.keys())) is not None:
            matched[lead] = 0
            box = _around(box, lead)
        inside = set(box.iter("*"))
        inner = [(leaf, words) for leaf, words in leaves if leaf in inside]
        own = sum(matched.get(leaf, 0) for leaf, _ in inner)
        if sum(len(words) for _, words in inner) * _PRECISE > own and own < _PRECISE * total:
            return None
        kept = {leaf for leaf in matched if leaf in inside}
        kept |= cells_of_data(box, kept, self.has_line, lambda node: _is_aside(node, box))
        kept |= _between(inner, kept)
        kept |= list_mates(box, kept, {leaf for leaf, _ in inner})
        kept |= _headings([leaf for leaf, _ in inner], kept)
        self.prune(box, kept, {leaf for leaf, _ in inner})
        remove_shells(box)
        if total < _COVERED * self.length and len(_words_of(box)) > _MUCH * self.length:
            return None  # what was repeated stands all over the page, not in the article
        return etree.tostring(box, encoding="unicode", method="html", with_tail=False)

    def join_lines(self, leaves: list[tuple[_Element, list[str]]]) -> None:
        """Let leaves match as parts of the lines that no leaf has on its own."""
        there = {tuple(words) for _, words in leaves}
        self.joined = "\n".join(f" {' '.join(line)} " for line in self.lines if line not in there)

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
        if len(words) >= _PART and f" {' '.join(words)} " in self.joined:
            return True
        if len(words) < _SHINGLE:
            return False
        own = shingles(words)
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


def _around(box: _Element, node: _Element) -> _Element:
    """Return the lowest element that holds both."""
    upper = {node, *node.iterancestors()}
    return next(one for one in (box, *box.iterancestors()) if one in upper)


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
    return words_in(text_of(node))
