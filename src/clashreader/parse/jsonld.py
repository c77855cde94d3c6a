"""JSON-LD of news pages (https://schema.org/NewsArticle), as far as it says who, what and when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from clashreader.parse.words import clean
from clashreader.values import dataclass, field

_LONGEST = 1_000_000
_MAX_NODES = 2000
_COMMENTS = re.compile(
    r"^\s*(?:<!--|/\*.{0,40}?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$",
    re.DOTALL,
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_ARTICLES = re.compile(r"\w{0,30}(?:Article|Posting)$|Report$|\w{0,30}NewsContent$")


@dataclass(slots=True)
class Facts:
    """What the JSON-LD of a page says of its article; '' and [] where it says nothing."""

    title: str = ""
    published: str = ""
    updated: str = ""
    authors: list[str] = field(default_factory=list)
    publisher: str = ""
    section: str = ""
    tags: list[str] = field(default_factory=list)
    summary: str = ""
    image: str = ""
    language: str = ""
    url: str = ""


def read_json_ld(blocks: Iterable[str]) -> Facts:
    """Return the facts of the first article in the blocks; broken blocks are skipped."""
    nodes: list[dict[str, Any]] = []
    for block in blocks:
        nodes.extend(_nodes(_load(block)))
    by_id = {node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str)}
    for node in nodes:
        if _is_article(node) and (
            node.get("headline") or node.get("articleBody") or node.get("datePublished")
        ):
            return _facts(node, by_id)
    return Facts()


def _load(block: str) -> object:
    """Parse leniently: comments around it, raw line breaks within strings, a comma too many."""
    text = _COMMENTS.sub("", block.strip()[:_LONGEST]).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return decoder.raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(document: object) -> list[dict[str, Any]]:
    """All objects that may be an article: of lists, of ``@graph``, and of ``mainEntity``."""
    found: list[dict[str, Any]] = []
    waiting = [document]
    while waiting and len(found) < _MAX_NODES:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MAX_NODES]
        elif isinstance(value, dict):
            found.append(value)
            waiting[:0] = [
                value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value
            ]
    return found


def _is_article(node: dict[str, Any]) -> bool:
    return any(_ARTICLES.match(kind.rpartition("/")[2]) for kind in _strings(node.get("@type")))


def _facts(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Facts:
    return Facts(
        title=_first(node.get("headline")) or _first(node.get("name")),
        published=_first(node.get("datePublished")) or _first(node.get("dateCreated")),
        updated=_first(node.get("dateModified")),
        authors=[
            name
            for name in _named(node.get("author") or node.get("creator"), by_id)
            if "://" not in name
        ],
        publisher=next(iter(_named(node.get("publisher"), by_id)), ""),
        section=_first(node.get("articleSection")),
        tags=[part for text in _strings(node.get("keywords")) for part in text[:2000].split(",")][
            :100
        ],
        summary=_first(node.get("description")),
        image=_image(node.get("image") or node.get("thumbnailUrl"), by_id),
        language=_language(node.get("inLanguage")),
        url=_first(node.get("url")) or _first(node.get("@id")),
    )


def _strings(value: object) -> list[str]:
    values = value[:100] if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def _first(value: object) -> str:
    return next((text for text in _strings(value) if text.strip()), "")


def _named(value: object, by_id: dict[str, dict[str, Any]]) -> list[str]:
    """Names of people or organisations: texts, objects with a name, or references to these."""
    names = []
    for entry in value[:50] if isinstance(value, list) else [value]:
        if isinstance(entry, str):
            names.append(clean(entry, 200))
        elif isinstance(entry, dict):
            known = by_id.get(entry["@id"]) if isinstance(entry.get("@id"), str) else None
            names.append(clean(_first(entry.get("name")) or _first((known or {}).get("name")), 200))
    return [name for name in names if name]


def _image(value: object, by_id: dict[str, dict[str, Any]]) -> str:
    """The address of the first picture: a text, an ImageObject, or a reference to one."""
    entry = value[0] if isinstance(value, list) and value else value
    if isinstance(entry, dict):
        known = by_id.get(entry["@id"], {}) if isinstance(entry.get("@id"), str) else {}
        return (
            _first(entry.get("url")) or _first(entry.get("contentUrl")) or _first(known.get("url"))
        )
    return _first(entry)


def _language(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    text = clean(_first(value), 35).replace("_", "-")
    return text if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", text) else ""
