"""The article of a page that scripts render: in its JSON-LD or in its framework's data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Set
from html import escape
from itertools import count

from clashreader.content.identity import Identity, is_aside, is_named, is_titled, letters
from clashreader.content.markup import attributes, tokens
from clashreader.content.pagedata import data_in_attributes, data_in_script
from clashreader.content.richtext import html_of
from clashreader.content.wording import plain
from clashreader.references import characters
from clashreader.values import dataclass, replace

MIN_TEXT = 200
"""Characters below which a text is a teaser, not an article."""
_MAX_NODES = 200_000
_BODY_KEYS = frozenset({
    "articlebody", "content", "contenthtml", "content_html", "body", "bodyhtml", "body_html",
    "html", "text", "fulltext", "full_text", "rendered", "story", "paragraphs", "blocks",
    "articletext", "maintext", "detail", "details", "richtext", "content_elements", "__html",
    "articlebodyhtml", "bodytext", "body_text", "mainbody", "html_content", "article_body",
    "articlecontent", "article_content", "post_content", "contentbody", "bodymarkup",
    "bodycontent",
})  # fmt: skip
_FACT_KEYS = frozenset({"articlebody", "liveblogupdate"})
_PIECE_KEYS = ("text", "html", "value", "content", "children", "data", "paragraph")
_MARKUP = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|blockquote|figure|img|span|strong|em|a)[\s/>]",
    re.IGNORECASE,
)
_PUSH = re.compile(r'__next_f\.push\(\[1,\s*("(?:[^"\\]++|\\.)*+")\s*\]\)', re.DOTALL)
_MEMBER = re.compile(r'"([A-Za-z_]{3,16})"\s*+:\s*+("(?:[^"\\]++|\\.)*+")', re.DOTALL)
_TEXT_ROW = re.compile(rb"(?<![0-9a-zA-Z])([0-9a-f]{1,6}):T([0-9a-f]{1,6}),")
_ROW = re.compile(r"[0-9a-f]{1,6}:(?=[\[{])")
_BLOCK = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|blockquote|figure)[\s/>]", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*+>")
_HEAD_END = re.compile(r"</head\s*>|<body\b[^<>]*>", re.IGNORECASE)
_UNSAID = re.compile(
    r"<(script|style|noscript|template|title)\b[^<>]*+>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_numbers = count(1)  # of objects; their addresses in memory are used again


@dataclass(frozen=True, slots=True)
class _Found:
    """A text in a page's data.

    `score` is what speaks for its being the page's article, `owner` numbers the object that is
    called what the text is about, `titled` is set where that has a headline, `aside` where it
    stands among other things.
    """

    text: str
    score: int = 0
    owner: int = 0
    titled: bool = False
    aside: bool = False


def embedded_article(page: str, base: str | None = None, title: str = "") -> str | None:
    """Return the text or HTML of the article in a page's scripts, or None.

    The text that goes with the page's address `base` or with `title` is taken. Where none does,
    one is taken only if no other could be meant. The markup of a framework is preferred to the bare
    text of JSON-LD where both are the same. A short text of JSON-LD counts where the page without
    its scripts says less.
    """
    bodies: list[_Found] = []
    others: list[_Found] = []
    identity = Identity(page, base, title)
    for kind, source in _scripts(page):
        if "ld+json" in kind:
            bodies.extend(_from_json(source, _FACT_KEYS, identity, least=1))
        elif "__next_f" in source:
            continue  # pieces of one stream, read together below
        else:
            for root in data_in_script(source, kind):
                others.extend(_from_data(root, _BODY_KEYS, identity, MIN_TEXT))
    for root in data_in_attributes(page):
        others.extend(_from_data(root, _BODY_KEYS, identity, MIN_TEXT))
    streamed = "".join(_pushed(page))
    if streamed:
        others.extend(_from_flight(streamed, identity))
    return _chosen(bodies, others, page)


def _chosen(bodies: list[_Found], others: list[_Found], page: str) -> str | None:
    marked = [found.text for found in others]
    best = max((found.score for found in (*bodies, *others)), default=0)
    if best:
        bodies = _best(bodies)
        others = _best(others)
    else:
        bodies = _only(bodies)
        others = _only(others)
    body = max((found.text for found in bodies), key=len, default=None)
    if body is not None and len(plain(body)) >= MIN_TEXT:
        return next((other for other in marked if _is_same(body, other)), body)
    other = max((found.text for found in others), key=lambda text: len(plain(text)), default=None)
    if other is not None and len(plain(other)) >= MIN_TEXT:
        return other
    return body if body is not None and len(plain(body)) > len(_said(page)) else None


def _best(found: list[_Found]) -> list[_Found]:
    """Return the texts that most speaks for; none where nothing does."""
    best = max((one.score for one in found), default=0)
    return [one for one in found if one.score == best > 0]


def _only(found: list[_Found]) -> list[_Found]:
    """Return the texts of the only object that could be meant; none where there are several."""
    found = [one for one in found if not one.aside]
    owners: dict[str, int] = {}  # the same text twice is no choice
    for titled in (False, True):
        pool = [one for one in found if one.titled or not titled]
        for one in pool:
            owners.setdefault(_beginning(one.text), one.owner)
        kept = [one for one in pool if owners[_beginning(one.text)] == one.owner]
        if len({one.owner for one in kept}) == 1:
            return kept
        owners.clear()
    return []


def _beginning(text: str) -> str:
    """Return what the same text begins with, marked up or not."""
    return letters(plain(text[:4000]))[:120]


def _said(page: str) -> str:
    """Return the words of a page without its head, its scripts, and what is for lack of them."""
    head = _HEAD_END.search(page)
    said = _UNSAID.sub(" ", page[head.end() :] if head is not None else page)
    return plain(_TAG.sub(" ", said))


def _is_same(body: str, other: str) -> bool:
    """Whether marked-up `other` is the bare text `body`."""
    if not _MARKUP.search(other):
        return False
    bare, marked = letters(plain(body)), letters(plain(other))
    return bare[:80] in marked and len(marked) * 5 >= len(bare) * 4


def _scripts(page: str) -> Iterator[tuple[str, str]]:
    if "<script" not in page and "<SCRIPT" not in page:
        return
    for token in tokens(page):
        if token.name == "script" and token.inside:
            found = attributes(token.text)
            yield found.get("type", "").lower(), token.inside


def _from_json(
    source: str, keys: Set[str], identity: Identity, *, least: int = MIN_TEXT
) -> list[_Found]:
    try:
        root: object = json.loads(source.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return []
    return _from_data(root, keys, identity, least)


def _from_data(
    root: object,
    keys: Set[str],
    identity: Identity,
    least: int,
    rows: Mapping[str, str] | None = None,
) -> list[_Found]:
    """Return the texts in data; a value ``$1a`` stands for the row of that name."""
    found: list[_Found] = []
    queue: list[tuple[object, _Found]] = [(root, _Found("", owner=next(_numbers)))]
    for _ in range(_MAX_NODES):
        if not queue:
            break
        node, about = queue.pop()
        if isinstance(node, list):
            queue.extend((inner, about) for inner in reversed(node))
        elif isinstance(node, dict):
            own = _about(node, about, identity)
            for key, value in reversed(node.items()):
                below = replace(own, aside=True, score=0) if is_aside(key) else own
                if key.lower() not in keys:
                    queue.append((value, below))
                elif key.lower() == "liveblogupdate":
                    found.append(replace(below, text=_live(value)))
                elif isinstance(value, str):
                    text = (rows or {}).get(value[1:], value) if value[:1] == "$" else value
                    found.append(replace(below, text=_unescaped(text)))
                else:
                    found.append(replace(below, text=_unescaped(_assembled(value))))
                    queue.append((value, below))
    return [one for one in found if len(one.text) >= least]


def _live(updates: object) -> str:
    """Return the entries of a live blog (schema.org/LiveBlogPosting) one below the other."""
    out: list[str] = []
    for update in updates[:1000] if isinstance(updates, list) else []:
        body = update.get("articleBody") if isinstance(update, dict) else None
        if not isinstance(body, str) or not body.strip():
            continue
        headline = update.get("headline")
        if isinstance(headline, str) and headline.strip():
            out.append(f"<h2>{escape(plain(headline), quote=False)}</h2>")
        text = _unescaped(body)
        out.append(
            text
            if _BLOCK.search(text)
            else f"<p>{as_html(text)}</p>"
            if is_marked_up(text)
            else as_html(text)
        )
    return "\n".join(out)


def _about(node: Mapping[str, object], upper: _Found, identity: Identity) -> _Found:
    """Return what an object is about: what it is called, or else what the one around it is."""
    score = identity.score(node)
    if score:
        return _Found("", score, next(_numbers), is_titled(node))
    if is_named(node):
        return _Found("", 0, next(_numbers), is_titled(node), upper.aside)
    return upper


def _unescaped(text: str) -> str:
    """Return a text as markup where it is escaped markup, paragraphs and all."""
    if "&lt;" not in text or _MARKUP.search(text):
        return text
    once = characters(text)
    return once if _BLOCK.search(once) else text


def _assembled(value: object) -> str:
    """Return an article that editors store as a list of pieces, a paragraph each."""
    if typed := html_of(value):
        return typed
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


def _pushed(page: str) -> Iterator[str]:
    if "__next_f" not in page:
        return
    for match in _PUSH.finditer(page):
        try:
            yield str(json.loads(match.group(1), strict=False))
        except ValueError:
            continue


def _from_flight(stream: str, identity: Identity) -> list[_Found]:
    """Return the long texts of a React server stream: rows of text, and members of objects.

    Rows of data say what their texts are about; what only stands in the stream says nothing.
    """
    texts: list[str] = []
    rows: dict[str, str] = {}
    data = stream.encode("utf-8", "replace")
    rest, end = [], 0
    for match in _TEXT_ROW.finditer(data):
        if match.start() < end:
            continue
        rest.append(data[end : match.start()])
        end = match.end() + int(match.group(2), 16)
        rows[match.group(1).decode()] = data[match.end() : end].decode("utf-8", "ignore")
    rest.append(data[end:])
    found: list[_Found] = []
    for line in b"\n".join(rest).decode("utf-8", "ignore").split("\n"):
        if start := _ROW.match(line):
            found.extend(_rows_found(line[start.end() :], identity, rows))
    texts.extend(rows.values())
    for member in _MEMBER.finditer(stream):
        if member.group(1).lower() in _BODY_KEYS and len(member.group(2)) >= MIN_TEXT:
            try:
                texts.append(str(json.loads(member.group(2), strict=False)))
            except ValueError:
                continue
    there = {one.text for one in found}
    loose = [text for text in map(_unescaped, texts) if text not in there]
    found.extend(_Found(text, owner=-n) for n, text in enumerate(loose, 1))
    return [one for one in found if len(one.text) >= MIN_TEXT]


def _rows_found(source: str, identity: Identity, rows: Mapping[str, str]) -> list[_Found]:
    try:
        root: object = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return []
    return _from_data(root, _BODY_KEYS, identity, MIN_TEXT, rows)


def is_marked_up(text: str) -> bool:
    """Return whether an embedded article is HTML, not bare text."""
    return _MARKUP.search(text) is not None


def as_html(text: str) -> str:
    """Return an embedded article as HTML: marked up already, or as plain text."""
    if is_marked_up(text):
        return text
    from clashreader.content.plaintext import as_html as of_plain_text

    return of_plain_text(characters(text))
