"""What a page of a mirror may say: a folder can come from anybody, and is held as feeds are."""

from __future__ import annotations

import re
from typing import Any

from clashreader.content.addresses import MAX_ADDRESS
from clashreader.library.carrying import Carried, Values
from clashreader.values import replace

_LONGEST = {"title": 4_000, "author": 2_000, "outlet": 2_000, "summary": 8_000, "language": 200}
"""Characters; no feed, page or file that we read makes longer ones."""
_LONGEST_NAME = 20_000
"""Characters of what tells an article, and a source, from others."""
_ADDRESSES = ("url", "base_url", "lead_image", "url_reached")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_TAKEN = frozenset({"http:", "https:", "mailto:", "file:", "ftp:", "gemini:", "gopher:"})
_SPACE = re.compile(r"[\x00-\x20]+")


def bounded(article: Carried) -> tuple[Carried, list[str]]:
    """Return an article without what nobody wrote in good faith, and what that is in words.

    Raises `ValueError` where it cannot be without it.
    """
    if max(len(article.uid), len(article.source)) > _LONGEST_NAME:
        raise ValueError("what tells it from others is too long")
    said: dict[str, None] = {}
    changed = replace(
        article,
        values=_values(article.values, said),
        versions=tuple(
            replace(
                one, values=_values(one.values, said),
                capture=None if one.capture is None else _values(one.capture, said),
            )
            for one in article.versions
        ),
    )  # fmt: skip
    return (changed, list(said)) if said else (article, [])


def _values(values: Values, said: dict[str, None]) -> Values:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name in _ADDRESSES and not _is_address(value):
            said["an address that is none of the web was left out"] = None
            continue
        most = _LONGEST.get(name)
        if most is not None and isinstance(value, str) and len(value) > most:
            said[f"its {name} was too long, and was cut"] = None
            value = value[:most]
        found[name] = value
    return found


def _is_address(value: object) -> bool:
    """Whether a browser would take it for no program: one without a scheme is of its base."""
    if not isinstance(value, str):
        return True
    scheme = _SCHEME.match(_SPACE.sub("", value[:200]))
    return len(value) <= MAX_ADDRESS * 4 and (scheme is None or scheme[0].lower() in _TAKEN)
