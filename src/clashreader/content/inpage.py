"""Places within an article that its own links lead to: footnotes, and the ways back."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from clashreader.references import characters

_MOST: Final = 10_000
_LINK = re.compile(r"""href\s*=\s*["']?([^"'\s>#]*#[^"'\s>]{1,200})""", re.IGNORECASE)
_PLACE = re.compile(r"""(?:id|name)\s*=\s*["']?([^"'\s>]{1,200})""", re.IGNORECASE)


def places(html: str, base: str | None) -> dict[str, int]:
    """Number the places of `html` that its own links lead to, by what they are called."""
    if "#" not in html:
        return {}
    wanted = {place_of(characters(link), base) for link in _LINK.findall(html)} - {None}
    if not wanted:
        return {}
    named = map(characters, _PLACE.findall(html))
    there = dict.fromkeys(place for place in named if place in wanted)
    return {place: number for number, place in enumerate(there, 1) if number <= _MOST}


def place_of(address: str, base: str | None) -> str | None:
    """Return the name of the place that a link leads to within the page at `base`, or None."""
    page, mark, fragment = address.strip().partition("#")
    if not mark or (page and (base is None or _plain(page) != _plain(base))):
        return None
    return unquote(fragment) or None


def _plain(address: str) -> str:
    return address.partition("#")[0].partition("://")[2].rstrip("/") or address
