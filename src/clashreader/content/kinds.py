"""What classes and styles say of listings, lists and cells, in the words of plain HTML."""

from __future__ import annotations

import re

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*)([A-Za-z0-9+#_.\-]{1,20})(?=\s|;|$)"
)
_LIST_STYLES = {
    "decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A",
    "upper-latin": "A", "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
_LIST_STYLE = re.compile(rf"list-style(?:-type)?\s*:\s*({'|'.join(_LIST_STYLES)})\b", re.IGNORECASE)

ALIGNMENTS = frozenset({"left", "right", "center"})
_ALIGN = re.compile(r"(?:^|;)\s*text-align\s*:\s*([a-z]+)", re.IGNORECASE)


def alignment(found: dict[str, str]) -> dict[str, str]:
    """Return where the text of a cell or row stands, by its style or else its attribute."""
    match = _ALIGN.search(found.get("style", "")[:500])
    said = (match.group(1) if match else found.get("align", "")).strip().lower()
    return {"align": said} if said in ALIGNMENTS else {}


def numbering(found: dict[str, str]) -> dict[str, str]:
    """Return the kind of numbers that a list has by its style, in the words of HTML."""
    match = _LIST_STYLE.search(found.get("style", "")[:500])
    return {"type": _LIST_STYLES[match.group(1).lower()]} if match else {}


def language_class(found: dict[str, str]) -> dict[str, str]:
    """Return the class that names the language of a listing, if it has one."""
    match = _LANGUAGE.search(found.get("class", "")[:500])
    language = match.group(1) if match else found.get("data-lang") or found.get("data-language")
    if language and re.fullmatch(r"[A-Za-z0-9+#_.\-]{1,20}", language):
        return {"class": f"language-{language.lower()}"}
    return {}
