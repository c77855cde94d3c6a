"""What may leave: the tags and attributes of an article's body."""

from __future__ import annotations

import re

MAX_DEPTH = 200
"""Elements nested deeper than this are dropped; their text is kept."""

TAGS = frozenset({
    "a", "abbr", "article", "aside", "b", "bdi", "blockquote", "br", "caption",
    "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt",
    "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "rp", "rt",
    "ruby", "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
})  # fmt: skip
DROPPED = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "math",
                     "title", "textarea", "select"})  # fmt: skip
"""Elements that go with their content."""
VOID = frozenset({"br", "col", "hr", "img", "wbr"})

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "dfn": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "pre": {"class"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "tr": {"align"},
}
OWN = "data-clash"
"""An attribute of ours between two steps of the work; it never leaves in sanitised HTML."""
OWN_VALUE = re.compile(r"(?:at|to)-\d{1,5}|to-\d{1,5} at-\d{1,5}|embed|inline")

LINK_SCHEMES = frozenset({"http", "https", "mailto"})

BLOCKS = frozenset({
    "article", "aside", "blockquote", "caption", "col", "colgroup", "dd", "details", "div",
    "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CLOSES_PARAGRAPH = BLOCKS - {"caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead",
                             "tr"}  # fmt: skip

RENAMED = {
    "acronym": "abbr", "amp-img": "img", "bdo": "bdi", "big": "span", "center": "div", "dir": "ul",
    "fieldset": "div", "font": "span", "form": "div", "hgroup": "div", "image": "img",
    "legend": "p", "listing": "pre", "menu": "ul", "nav": "div", "noindex": "span",
    "optgroup": "div", "option": "p", "plaintext": "div", "search": "div", "strike": "s",
    "tt": "code", "address": "p", "dialog": "div", "body": "div", "html": "div", "label": "span",
    "picture": "span", "amp-story": "div",
}  # fmt: skip
"""Tags that are not in the policy, and what stands for them; all others leave only their text."""
