"""Articles that editors store as a tree of typed pieces, as HTML.

Portable Text, Contentful, ProseMirror and TipTap, Lexical, Slate, Editor.js, Draft.js, Gutenberg
and Arc differ in what they call things, hardly in what they are: blocks with a type, and texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

_MOST: Final = 20_000
_DEEPEST: Final = 40
_TYPES: Final = ("type", "_type", "nodeType", "blockName", "name", "kind", "component",
                 "__typename", "__component")  # fmt: skip
_INNER: Final = ("content", "children", "blocks", "items", "innerBlocks", "content_elements",
                 "data", "attributes", "attrs", "props", "value", "root", "json", "document",
                 "model", "fields", "body", "paragraphs")  # fmt: skip
_TEXTS: Final = ("text", "html", "value", "content", "originalText", "plainText")
_PICTURES: Final = ("url", "src", "href", "image", "file", "asset", "media", "source", "imageUrl")
_CAPTIONS: Final = ("caption", "alt", "altText", "title")
_TYPED = re.compile(
    r"paragraph|heading|header|list|quote|image|figure|text|block|rich|doc|media|photo|raw_html|html|unstyled|atomic"
)
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*[\s/>]", re.IGNORECASE)
_ORDINALS: Final = ("-three", "-four", "-five", "-six")
_LEVEL = re.compile(r"[1-6]")
_OTHERS = re.compile(
    r"related|promo|advert|newsletter|interstitial|readmore|^ad$|button|embed|video"
)


def html_of(value: object) -> str:
    """Return a tree of typed pieces as HTML; an empty text where it is none."""
    if not _is_typed(value):
        return ""
    writer = _Writer()
    written = writer.blocks(value, 0)
    return written if writer.texts else ""


def _is_typed(value: object) -> bool:
    """Whether a value is a tree of pieces, the first of which say what they are."""
    for _ in range(6):
        if isinstance(value, Mapping):
            inner = next(
                (value[key] for key in _INNER if isinstance(value.get(key), list | dict)), None
            )
            if _typed(value) and isinstance(inner, list):
                return True
            value = inner
        elif isinstance(value, list):
            pieces = [piece for piece in value[:50] if isinstance(piece, Mapping)]
            return bool(pieces) and 2 * sum(_typed(piece) for piece in pieces) > len(value[:50])
        else:
            return False
    return False


def _typed(piece: Mapping[str, object]) -> bool:
    return _TYPED.search(_type(piece)) is not None


def _type(piece: Mapping[str, object]) -> str:
    for key in _TYPES:
        value = piece.get(key)
        if isinstance(value, str) and value:
            return value.rpartition("/")[2].casefold()
    return ""


class _Writer:
    def __init__(self) -> None:
        self.left = _MOST
        self.texts = 0

    def blocks(self, value: object, depth: int) -> str:
        """Return the blocks of a list, or of what holds one."""
        if depth > _DEEPEST or self.left <= 0:
            return ""
        self.left -= 1
        if isinstance(value, str):
            return self.paragraph(self.words(value))
        if isinstance(value, list):
            return self.listed(value, depth)
        return self.block(value, depth) if isinstance(value, Mapping) else ""

    def listed(self, pieces: list[object], depth: int) -> str:
        """Return blocks in their order; list items that stand side by side make a list."""
        out: list[str] = []
        open_list = ""
        for piece in pieces:
            kind = _list_of_item(piece)
            if kind != open_list:
                out.append((f"</{open_list}>" if open_list else "") + (f"<{kind}>" if kind else ""))
                open_list = kind
            if kind:
                out.append(f"<li>{self.inline(piece, depth + 1)}</li>")
            else:
                out.append(self.blocks(piece, depth + 1))
        return "".join(out) + (f"</{open_list}>" if open_list else "")

    def block(self, piece: Mapping[str, object], depth: int) -> str:
        kind = _type(piece)
        if _OTHERS.search(kind):
            return ""
        if re.search(r"image|figure|photo|picture", kind):
            return self.picture(piece)
        if "head" in kind or kind == "title" or _style(piece).startswith("h"):
            return self.wrapped(f"h{_heading_level(piece)}", self.inline(piece, depth + 1))
        if "quote" in kind or _style(piece) == "blockquote":
            return self.wrapped("blockquote", self.inside(piece, depth))
        if "listitem" in kind.replace("-", "").replace("_", ""):
            return self.wrapped("li", self.inside(piece, depth))
        if "list" in kind:
            return self.items(piece, kind, depth)
        if re.search(r"code|pre", kind):
            return self.wrapped("pre", self.inline(piece, depth + 1))
        if kind == "" and (_has_blocks(piece) or isinstance(_inner(piece), Mapping)):
            return self.inside(piece, depth)
        if re.search(r"paragraph|^text$|^p$|^block$|^unstyled$", kind) or kind == "":
            words = self.inline(piece, depth + 1)
            return (
                words if _MARKUP.match(words.lstrip()) and "<p" in words else self.paragraph(words)
            )
        return self.inside(piece, depth)

    def items(self, piece: Mapping[str, object], kind: str, depth: int) -> str:
        numbered = "ordered" in kind.replace("unordered", "") or "number" in kind
        tag = (
            "ol" if numbered or _told(piece, "style", "list_type", "listType", "ordered") else "ul"
        )
        inner = _inner(piece)
        if isinstance(inner, Mapping):
            inner = _inner(inner)
        if not isinstance(inner, list):
            return self.wrapped(tag, self.inside(piece, depth))
        items = []
        for item in inner:
            words = (
                self.inline(item, depth + 1)
                if isinstance(item, str) or not _has_blocks(item)
                else self.blocks(_inner(item), depth + 1)
            )
            items.append(words if words.startswith("<li") else f"<li>{words}</li>")
        return self.wrapped(tag, "".join(items))

    def inside(self, piece: Mapping[str, object], depth: int) -> str:
        """Return what a block holds, blocks or text."""
        inner = _inner(piece)
        if inner is not None and (_has_blocks(piece) or isinstance(inner, Mapping)):
            return self.blocks(inner, depth + 1)
        return self.paragraph(self.inline(piece, depth + 1))

    def inline(self, value: object, depth: int) -> str:
        """Return the text of a piece with its links and emphasis."""
        if depth > _DEEPEST or self.left <= 0:
            return ""
        self.left -= 1
        if isinstance(value, str):
            return self.words(value)
        if isinstance(value, list):
            return "".join(self.inline(inner, depth + 1) for inner in value)
        if not isinstance(value, Mapping):
            return ""
        if re.search(r"hard_?break|linebreak", _type(value)):
            return "<br>"
        own = next((value[key] for key in _TEXTS if isinstance(value.get(key), str)), None)
        text = self.words(str(own)) if own is not None else self.inline(_inner(value), depth + 1)
        return _marked(text, value)

    def words(self, text: str) -> str:
        if text.strip():
            self.texts += 1
        return text if _MARKUP.search(text) else escape(text, quote=False).replace("\n", "<br>")

    def paragraph(self, words: str) -> str:
        if not words.strip():
            return ""
        return (
            words
            if re.match(r"\s*<(?:p|h\d|ul|ol|blockquote|figure|table|div)\b", words)
            else f"<p>{words}</p>"
        )

    def wrapped(self, tag: str, inside: str) -> str:
        return f"<{tag}>{inside}</{tag}>" if inside.strip() else ""

    def picture(self, piece: Mapping[str, object]) -> str:
        url = _picture(piece, 0)
        if not url:
            return ""
        caption = _told(piece, *_CAPTIONS)
        said = f"<figcaption>{self.words(caption)}</figcaption>" if caption else ""
        return f'<figure><img src="{escape(url)}">{said}</figure>'


def _list_of_item(piece: object) -> str:
    """Return the list that a piece is an item of, where items stand among paragraphs."""
    if not isinstance(piece, Mapping):
        return ""
    told = piece.get("listItem") or _type(piece)
    if told in ("bullet", "unordered-list-item"):
        return "ul"
    return "ol" if told in ("number", "ordered-list-item") else ""


def _style(piece: Mapping[str, object]) -> str:
    value = piece.get("style")
    return (
        value.casefold()
        if isinstance(value, str) and re.fullmatch(r"h[1-6]|blockquote", value)
        else ""
    )


def _heading_level(piece: Mapping[str, object]) -> int:
    for key in ("level", "depth", "style", "tag"):
        for holder in (piece, piece.get("attrs"), piece.get("data"), piece.get("attributes")):
            if isinstance(holder, Mapping) and (found := _LEVEL.search(str(holder.get(key, "")))):
                return max(2, int(found.group()))
    found = _LEVEL.search(_type(piece))
    if found:
        return max(2, int(found.group()))
    return next((n for n, word in enumerate(_ORDINALS, 3) if _type(piece).endswith(word)), 2)


def _inner(piece: object) -> object:
    if not isinstance(piece, Mapping):
        return None
    return next(
        (piece[key] for key in _INNER if piece.get(key) and isinstance(piece[key], list | dict)),
        None,
    )


def _has_blocks(piece: object) -> bool:
    """Whether a piece holds blocks, not only texts."""
    inner = _inner(piece)
    if not isinstance(inner, list):
        return False
    kinds = (_type(one) for one in inner[:50] if isinstance(one, Mapping))
    return any(re.search(r"paragraph|list|head|quote|block|unstyled|^p$", kind) for kind in kinds)


def _told(piece: Mapping[str, object], *keys: str) -> str:
    """Return what a piece, or the object right in it, says under one of `keys`."""
    holders: Iterator[object] = iter(
        (piece, *(piece.get(key) for key in ("data", "attrs", "attributes", "fields")))
    )
    for holder in holders:
        if not isinstance(holder, Mapping):
            continue
        for key in keys:
            value = holder.get(key)
            if key in ("ordered", "style", "list_type", "listType"):
                if value is True or value in ("ordered", "number", "ol", "numbered"):
                    return "ol"
            elif isinstance(value, str) and value.strip():
                return value
    return ""


def _picture(value: object, depth: int) -> str:
    if isinstance(value, str):
        return value if value.startswith(("http://", "https://", "/")) else ""
    if not isinstance(value, Mapping) or depth > 4:
        return ""
    for key in (*_PICTURES, "data", "attrs", "attributes", "fields", "target"):
        if key in value and (found := _picture(value[key], depth + 1)):
            return found
    return ""


def _marked(text: str, piece: Mapping[str, object]) -> str:
    """Return a text with the emphasis and the link that its piece has."""
    if not text.strip():
        return text
    marks = piece.get("marks")
    names = {str(mark.get("type", "") if isinstance(mark, Mapping) else mark).casefold()
             for mark in (marks if isinstance(marks, list) else [])[:10]}  # fmt: skip
    if piece.get("bold") is True or names & {"bold", "strong"}:
        text = f"<strong>{text}</strong>"
    if piece.get("italic") is True or names & {"italic", "em"}:
        text = f"<em>{text}</em>"
    href = _link(piece, marks)
    return f'<a href="{escape(href)}">{text}</a>' if href else text


def _link(piece: Mapping[str, object], marks: object) -> str:
    holders: list[object] = [piece] if "link" in _type(piece) or _type(piece) == "a" else []
    holders += marks[:10] if isinstance(marks, list) else []
    for holder in holders:
        if not isinstance(holder, Mapping):
            continue
        for one in (holder, holder.get("attrs"), holder.get("data"), holder.get("fields")):
            for key in ("href", "url", "uri"):
                if isinstance(one, Mapping) and isinstance(one.get(key), str):
                    return str(one[key])
    return ""
