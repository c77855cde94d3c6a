"""What can be had of a page that was damaged, from what lies beside it in the mirror."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clashreader.export.mirror import page
from clashreader.export.mirror.yamltext import as_loaded, load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clashreader.export.mirror.manifest import Entry

_ENTRY = re.compile(r"^(?=[A-Za-z_][\w-]*:)", re.MULTILINE)
_KEPT = ("section", "tags", "read", "bookmarked", "hidden")
"""What the manifest has itself; of notes and highlights it has hashes."""


def mended(text: str, base: Mapping[str, Any]) -> tuple[dict[str, Any], str, list[str]]:
    """Return front matter and body of a page in whose head something editable cannot be read, and
    the names of what that is; `base` is what the manifest says was there.

    Raises `ValueError` where more than that is damaged.
    """
    head, body = page.split(text)
    front: dict[str, Any] = {}
    damaged = []
    for said in filter(str.strip, _ENTRY.split(head)):
        name = said.partition(":")[0].strip()
        try:
            front |= load(said)
        except ValueError:
            if name not in page.EDITABLE:
                raise
            damaged.append(name)
    for name in damaged:
        if name in _KEPT and base.get(name) not in (None, ""):
            front[name] = as_loaded(base[name])
    return front, body, damaged


def of_damaged(path: str, names: list[str]) -> str:
    """Return what is said of an article that was brought back so."""
    return (
        f"{path}: its {' and '.join(names)} cannot be read; what was written there last was taken "
        "where it is known. Look into the file."
    )


def of_lost(entry: Entry, why: str) -> str:
    """Return what is said of an article whose page is missing or cannot be read at all."""
    texts = [one for one in entry.content if "/received/" in one]
    beside = f" Its text as it was received is {texts[0]}." if texts else ""
    return (
        f"{entry.path}: {why}, and its article was not brought back.{beside} The library that it "
        "came from writes it again."
    )
