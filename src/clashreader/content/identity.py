"""Which object of a page's data is the page's own article: by its title, or by its address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from clashreader.content.markup import attributes
from clashreader.references import characters

_HEAD = 300_000
"""Characters of a page in which its head is looked for."""
_ID = 4
"""Characters an identifier must have, that an address may end in it by more than chance."""
_TITLES = ("headline", "title", "name", "og_title", "seotitle")
_ADDRESSES = ("url", "@id", "mainentityofpage", "permalink", "link", "canonical", "canonicalurl",
              "canonical_url", "href", "path", "uri")  # fmt: skip
_SLUGS = ("slug", "id", "_id", "uid", "articleid", "article_id", "postid")
_NAMING = frozenset({"headline", "title", "slug", "url", "permalink", "link"})
_META = re.compile(r"<(?:meta|link)\s([^<>]{1,2000})>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,1000})<", re.IGNORECASE)
_SITE = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb:-]\s+")
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_ASIDE = frozenset({
    "related", "latest", "recommended", "recommendations", "recommendation", "more", "popular",
    "trending", "similar", "terms", "privacy", "legal", "policy", "cookie", "cookies", "consent",
    "footer", "comment", "comments", "replies", "sidebar", "menu", "nav", "navigation",
    "newsletter", "promo", "promos", "advert", "ads", "author", "authors", "bio", "mostread",
    "suggested", "suggestions", "translations", "messages", "i18n", "breadcrumbs",
})  # fmt: skip
_OWN = frozenset({"revision", "version"})


def letters(text: str) -> str:
    """Return the letters and digits of a text alone, without regard to case."""
    return "".join(filter(str.isalnum, text.casefold()))


def is_aside(key: str) -> bool:
    """Return whether what stands under `key` is beside the article: others, terms, comments."""
    tokens = {token.lower() for token in _TOKEN.findall(key)} | {key.lower()}
    return bool(tokens & _ASIDE) and not tokens & _OWN


def is_named(node: Mapping[str, object]) -> bool:
    """Return whether an object says itself what it is: a title, or an address of its own."""
    return any(key.lower() in _NAMING and isinstance(node[key], str) for key in node)


def is_titled(node: Mapping[str, object]) -> bool:
    """Return whether an object has a headline, as articles do."""
    return any(key.lower() in ("headline", "title") and node[key] for key in node)


class Identity:
    """What a page's own article is called: its titles, and its addresses."""

    def __init__(self, page: str, base: str | None, title: str) -> None:
        titles, addresses = [title], [base or ""]
        head = page[:_HEAD]
        if match := _TITLE.search(head):
            whole = characters(match.group(1))
            titles.append(whole)
            titles += [whole[: found.start()] for found in _SITE.finditer(whole)]
        for match in _META.finditer(head):
            found = attributes(match.group(1))
            name = (found.get("property") or found.get("name") or "").lower()
            if name in ("og:title", "twitter:title"):
                titles.append(found.get("content", ""))
            elif name == "og:url":
                addresses.append(found.get("content", ""))
            elif found.get("rel", "").lower() == "canonical":
                addresses.append(found.get("href", ""))
        self._titles = {name for text in titles if (name := letters(text))}
        self._places = {place for text in addresses if (place := _place(text))}
        self._ends = {path.rsplit("/", 1)[-1].rsplit(".htm", 1)[0] for _, path in self._places}

    def score(self, node: Mapping[str, object]) -> int:
        """Return how much speaks for an object being the article: 0, 1, or 2 (title and place)."""
        low = {key.lower(): value for key, value in node.items()}
        titled = any(self._is_title(low.get(key)) for key in _TITLES)
        placed = any(self._is_place(low.get(key)) for key in _ADDRESSES)
        return titled + (placed or any(self._is_end(low.get(key)) for key in _SLUGS))

    def _is_title(self, value: object) -> bool:
        if isinstance(value, dict):  # {"rendered": "..."}
            value = value.get("rendered")
        return isinstance(value, str) and letters(characters(value)) in self._titles

    def _is_place(self, value: object) -> bool:
        if isinstance(value, dict):
            value = value.get("@id")
        if not isinstance(value, str) or not (place := _place(value)):
            return False
        return any(
            place[1] == path and (not place[0] or not host or place[0] == host)
            for host, path in self._places
        )

    def _is_end(self, value: object) -> bool:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not (name := value.strip("/ ").casefold()):
            return False
        name = name.rsplit("/", 1)[-1]
        if name in self._ends:
            return True
        return len(name) >= _ID and any(
            end.startswith(f"{name}-") or end.endswith(f"-{name}")
            for end in self._ends
            if name.isdigit()
        )


def _place(address: str) -> tuple[str, str] | None:
    """Return host and path of an address, as compared; None for a site's front page."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    path = unquote(parts.path).strip("/").casefold()
    return (host, path) if path else None
