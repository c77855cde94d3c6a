"""The one choke point: no markup leaves but through `sanitise`."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from clashreader.content import policy
from clashreader.content.addresses import absolute, is_file
from clashreader.content.kinds import ALIGNMENTS
from clashreader.content.levelling import level
from clashreader.content.unseen import without_unseen

_LANGUAGE_CLASS = re.compile(r"language-[a-z0-9+#_.\-]{1,20}")
_ROUNDS: Final = 4
_ALLOWED = {tag: set(names) for tag, names in policy.ATTRIBUTES.items()}
_ALLOWED_OWN = {**_ALLOWED, "*": _ALLOWED["*"] | {policy.OWN}}
_SCHEMES = set(policy.LINK_SCHEMES)
_TEXT_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})


def sanitise(html: str, base_url: str | None = None) -> str:
    """Return `html` with nothing in it but what the policy allows; never raises.

    Links are absolute http, https or mailto; relative ones are resolved against `base_url`, or
    lose their address without one. Pictures may have file addresses where `base_url` has: they
    only name a picture of the library. Sanitising what is sanitised changes nothing.
    """
    return _settle(html, base_url)


def sanitise_marked(html: str, base_url: str | None = None) -> str:
    """Return the same with our own marks (`policy.OWN`), for building a document from it."""
    return _once(level(html, base_url, own=True), base_url, own=True)


def _settle(html: str, base_url: str | None) -> str:
    """Sanitise until nothing changes: what a parser writes may read differently once more."""
    current = _once(level(html, base_url), base_url)
    for _ in range(_ROUNDS):
        again = _once(level(current, base_url), base_url)
        if again == current:
            return current
        current = again
    return f"<p>{escape(re.sub('<[^>]*>', ' ', current), quote=False)}</p>"


def _once(html: str, base_url: str | None, *, own: bool = False) -> str:
    import nh3

    clean = nh3.clean(
        html.encode("utf-8", "replace").decode("utf-8"),
        tags=set(policy.TAGS),
        clean_content_tags=set(policy.DROPPED),
        attributes=_ALLOWED_OWN if own else _ALLOWED,
        attribute_filter=_Filter(base_url),
        url_schemes=_SCHEMES | {"file"} if is_file(base_url) else _SCHEMES,
        url_relative="deny",
        link_rel=None,
    )
    # Behind the parser: as entities they are seen by nobody before.
    return without_unseen(clean)


class _Filter:
    """The last word on every attribute."""

    def __init__(self, base_url: str | None) -> None:
        self.base_url = base_url

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return absolute(value, self.base_url, picture=True)
        if name == "href":
            return absolute(value, None)
        if name == "class":
            return value if _LANGUAGE_CLASS.fullmatch(value) else None
        if name == policy.OWN:
            return value if policy.OWN_VALUE.fullmatch(value) else None
        if name == "align":
            return value if value in ALIGNMENTS else None
        if name == "dir":
            return value.lower() if value.lower() in _TEXT_DIRECTIONS else None
        return value
