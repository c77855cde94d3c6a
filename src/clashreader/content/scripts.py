"""The article of a page that scripts render: in its JSON-LD or in its framework's data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from clashreader.content.markup import attributes, tokens
from clashreader.content.wording import plain

MIN_TEXT = 200
"""Characters below which a text is a teaser, not an article."""
_MAX_NODES = 200_000
_BODY_KEYS = frozenset({
    "articlebody", "content", "contenthtml", "content_html", "body", "bodyhtml", "body_html",
    "html", "text", "fulltext", "full_text", "rendered", "story", "paragraphs", "blocks",
    "articletext", "maintext", "detail", "details", "richtext",
})  # fmt: skip
_PIECE_KEYS = ("text", "html", "value", "content", "children", "data", "paragraph")
_MARKUP = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|blockquote|figure|img|span|strong|em|a)[\s/>]",
    re.IGNORECASE,
)
_PUSH = re.compile(r'__next_f\.push\(\[1,\s*("(?:[^"\\]++|\\.)*+")\s*\]\)', re.DOTALL)
_MEMBER = re.compile(r'"([A-Za-z_]{3,16})"\s*+:\s*+("(?:[^"\\]++|\\.)*+")', re.DOTALL)
_TEXT_ROW = re.compile(rb"(?:^|\n)[0-9a-f]{1,6}:T([0-9a-f]{1,6}),")
_HEAD_END = re.compile(r"</head\s*>|<body\b[^<>]*>", re.IGNORECASE)
_UNSAID = re.compile(
    r"<(script|style|noscript|template|title)\b[^<>]*+>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ASSIGNMENT = re.compile(
    r"^\s*(?:window\.|self\.|var\s+|const\s+)?[\w.$\[\]\"']{3,60}\s*=\s*(?=[{\[])"
)


def embedded_article(page: str) -> str | None:
    """Return the text or HTML of the article in a page's scripts, or None.

    The markup of a framework is preferred to the bare text of JSON-LD where both are the same. A
    short text of JSON-LD counts where the page without its scripts says less.
    """
    bodies: list[str] = []
    others: list[str] = []
    for kind, source in _scripts(page):
        if "ld+json" in kind:
            bodies.extend(_from_json(source, {"articlebody"}, least=1))
        elif "__next_f" in source:
            continue  # pieces of one stream, read together below
        elif (start := source.lstrip()[:1]) in ("{", "[") or _ASSIGNMENT.match(source[:200]):
            data = source if start in ("{", "[") else _assigned(source)
            others.extend(_from_json(data, _BODY_KEYS))
    streamed = "".join(_pushed(page))
    if streamed:
        others.extend(_from_flight(streamed))
    body = max(bodies, key=len, default=None)
    if body is not None and len(plain(body)) >= MIN_TEXT:
        return next((other for other in others if _is_same(body, other)), body)
    best = max(others, key=lambda text: len(plain(text)), default=None)
    if best is not None and len(plain(best)) >= MIN_TEXT:
        return best
    return body if body is not None and len(plain(body)) > len(_said(page)) else None


def _said(page: str) -> str:
    """Return the words of a page without its head, its scripts, and what is for lack of them."""
    head = _HEAD_END.search(page)
    return plain(_UNSAID.sub(" ", page[head.end() :] if head is not None else page))


def _is_same(body: str, other: str) -> bool:
    """Whether marked-up `other` is the bare text `body`."""
    if not _MARKUP.search(other):
        return False
    bare, marked = _letters(plain(body)), _letters(plain(other))
    return bare[:80] in marked and len(marked) * 5 >= len(bare) * 4


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _scripts(page: str) -> Iterator[tuple[str, str]]:
    if "<script" not in page and "<SCRIPT" not in page:
        return
    for token in tokens(page):
        if token.name == "script" and token.inside:
            found = attributes(token.text)
            yield found.get("type", "").lower(), token.inside


def _from_json(source: str, keys: set[str] | frozenset[str], *, least: int = MIN_TEXT) -> list[str]:
    try:
        root: object = json.loads(source.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return []
    found: list[str] = []
    queue: list[object] = [root]
    for _ in range(_MAX_NODES):
        if not queue:
            break
        node = queue.pop()
        if isinstance(node, list):
            queue.extend(reversed(node))
        elif isinstance(node, dict):
            for key, value in reversed(node.items()):
                if key.lower() not in keys:
                    queue.append(value)
                elif isinstance(value, str):
                    found.append(value)
                else:
                    found.append(_assembled(value))
                    queue.append(value)
    return [text for text in found if len(text) >= least]


def _assembled(value: object) -> str:
    """Return an article that editors store as a list of pieces, a paragraph each."""
    if not isinstance(value, list):
        return ""
    paragraphs = ["".join(_strings(piece)) for piece in value[:5000]]
    if any(_MARKUP.search(paragraph) for paragraph in paragraphs):
        return "\n".join(p if _MARKUP.search(p) else f"<p>{p}</p>" for p in paragraphs if p)
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())


def _strings(piece: object) -> list[str]:
    found: list[str] = []
    queue = [piece]
    for _ in range(2000):
        if not queue:
            break
        node = queue.pop()
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, list):
            queue.extend(reversed(node))
        elif isinstance(node, dict):
            queue.extend(node[key] for key in reversed(_PIECE_KEYS) if key in node)
    return found


def _assigned(source: str) -> str:
    """Return the JSON that a script assigns to a variable."""
    start = min((i for i in (source.find("{"), source.find("[")) if i >= 0), default=0)
    end = max(source.rfind("}"), source.rfind("]")) + 1
    return source[start:end]


def _pushed(page: str) -> Iterator[str]:
    if "__next_f" not in page:
        return
    for match in _PUSH.finditer(page):
        try:
            yield str(json.loads(match.group(1), strict=False))
        except ValueError:
            continue


def _from_flight(stream: str) -> list[str]:
    """Return the long texts of a React server stream: rows of text, and members of objects."""
    found: list[str] = []
    data = stream.encode("utf-8", "replace")
    for match in _TEXT_ROW.finditer(data):
        length = int(match.group(1), 16)
        found.append(data[match.end() : match.end() + length].decode("utf-8", "ignore"))
    for member in _MEMBER.finditer(stream):
        if member.group(1).lower() in _BODY_KEYS and len(member.group(2)) >= MIN_TEXT:
            try:
                found.append(str(json.loads(member.group(2), strict=False)))
            except ValueError:
                continue
    return [text for text in found if len(text) >= MIN_TEXT]


def as_html(text: str) -> str:
    """Return an embedded article as HTML: marked up already, or as plain text."""
    if _MARKUP.search(text):
        return text
    from html import unescape

    from clashreader.content.plaintext import as_html as of_plain_text

    return of_plain_text(unescape(text))
