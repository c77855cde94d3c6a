"""What stands beside every article of a site: comments, forms, notices; taken out of a page first.

The extractor knows such things too, but forgets them where it falls back on statistics.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from clashreader.content.outline import remove, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMES = re.compile(
    r"(?<![a-z])(?:comments?|commentlist|disqus|respond|replies)(?![a-z])"
    r"|newsletter|(?<![a-z])(?:subscribe|subscription|signup|sign-up)(?![a-z])"
    r"|paywall|regwall|article-?regist|cookie|gdpr|(?<![a-z])consent(?![a-z])|privacy-notice"
    r"|(?<![a-z])(?:share|sharing|social)(?![a-z])|sharebar|save-pulldown|usefultools"
    r"|(?<![a-z])(?:related|recommended|recommendations|breadcrumbs?)(?![a-z])"
    r"|most-?(?:read|popular)|read-(?:more|next|also)|outbrain|taboola|zergnet"
    r"|(?:^|[\s_-])report(?:-error|-mistake)?(?:$|\s)|post-navigation|(?<![a-z])pagination(?![a-z])"
)
_COMMENTS = re.compile(r"comment|disqus|respond|replies")
_NEVER: Final = frozenset({"html", "body", "main", "article", "p", "a", "span", "strong", "em",
                           "figure", "picture", "img", "figcaption", "blockquote", "h1",
                           "table", "tbody", "tr", "td"})  # fmt: skip
"""Elements that are the article, or too small or too large to be judged by their names."""
_SHARE: Final = 0.3
"""Of the page's text in paragraphs, that something beside the article may have at most."""
_LEFT: Final = 400
"""Characters in paragraphs that comments have to leave: else they are what the page is for."""


def remove_clutter(root: _Element) -> None:
    """Take out of a page what its names say is beside the article, where enough is left."""
    weights = _paragraph_weights(root)
    whole = weights.get(root, 0)
    for node in list(root.iter("*")):
        if node.tag in _NEVER or node.getparent() is None or not _is_clutter(node):
            continue
        own = weights.get(node, 0)
        name = _name(node)
        few = own <= _SHARE * whole or (_COMMENTS.search(name) and whole - own >= _LEFT)
        if few and not _holds_the_article(node):
            for parent in (node, *node.iterancestors()):
                weights[parent] = weights.get(parent, 0) - own
            whole -= own
            remove(node)


def _name(node: _Element) -> str:
    return f"{node.get('class', '')} {node.get('id', '')}".casefold()


def _is_clutter(node: _Element) -> bool:
    return (node.tag == "form" and bool(text_of(node).strip())) or bool(_NAMES.search(_name(node)))


def _holds_the_article(node: _Element) -> bool:
    return any(
        inner.tag in ("h1", "article", "main") or inner.get("itemprop") == "articleBody"
        for inner in (node, *node.iterdescendants())
    )


def _paragraph_weights(root: _Element) -> dict[_Element, int]:
    """Return the characters in paragraphs, for every element that holds some."""
    weights: dict[_Element, int] = {}
    for paragraph in root.iter("p", "br"):
        length = len(paragraph.tail or "") if paragraph.tag == "br" else len(text_of(paragraph))
        for node in (paragraph, *paragraph.iterancestors()):
            weights[node] = weights.get(node, 0) + length
    return weights
