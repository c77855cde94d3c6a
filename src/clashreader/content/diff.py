"""What changed between two texts, in words: for the reader, so sentences first.

Sentences that are in both texts are matched first, and words only inside what is left. That keeps
a change within its sentence, where a plain word diff scatters it over the whole text, and it is
fast: most of an edited article is the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from clashreader.content.aligning import align

Kind = Literal["same", "insert", "delete"]
Part = tuple[Kind, str]

_SENTENCE_END = re.compile(
    r"""[.!?…؟۔।]+["'”’»)\]]*\s+"""  # scripts with blanks between sentences
    r"""|[。！？｡]+["'”’」』）]*\s*"""  # scripts without
    r"""|\s*\n\s*"""
)
# A word with the blanks after it; each Han, kana or Thai character is a word of its own, as
# nothing marks where words end there (Thai vowel signs stay with their consonant).
_UNSPACED = "\u0e01-\u0e5b\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_THAI_SIGNS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_WORD = re.compile(rf"[{_UNSPACED}][{_THAI_SIGNS}]*\s*|[^\s{_UNSPACED}]+\s*|\s+")


def diff(old: str, new: str) -> list[Part]:
    """Return the parts that turn `old` into `new`.

    The "same" and "delete" parts joined are `old`, the "same" and "insert" parts joined are `new`.
    Neighbouring parts differ in kind; what was deleted comes before what took its place.
    """
    parts: list[Part] = []
    before, after = _sentences(old), _sentences(new)
    for same, gone, came in _blocks(before, after):
        if same:
            _append(parts, "same", "".join(gone))
        else:
            _words(parts, "".join(gone), "".join(came))
    return parts


def _words(parts: list[Part], old: str, new: str) -> None:
    before, after = _WORD.findall(old), _WORD.findall(new)
    for same, gone, came in _blocks(before, after):
        if same:
            _append(parts, "same", "".join(gone))
        else:
            _append(parts, "delete", "".join(gone))
            _append(parts, "insert", "".join(came))


def _blocks(
    old: Sequence[str], new: Sequence[str]
) -> list[tuple[bool, Sequence[str], Sequence[str]]]:
    """Return runs of tokens: whether they are the same, those of `old`, those of `new`."""
    return [
        (one.same, old[one.start : one.end], new[one.new_start : one.new_end])
        for one in align(old, new)
    ]


def _append(parts: list[Part], kind: Kind, text: str) -> None:
    """Add a part, joined with the last one of its kind since the last "same"."""
    if not text:
        return
    if parts and parts[-1][0] == kind:
        parts[-1] = (kind, parts[-1][1] + text)
    elif kind == "delete" and parts and parts[-1][0] == "insert":
        _append_before_insert(parts, text)
    else:
        parts.append((kind, text))


def _append_before_insert(parts: list[Part], text: str) -> None:
    inserted = parts.pop()
    _append(parts, "delete", text)
    parts.append(inserted)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        found.append(text[start : end.end()])
        start = end.end()
    if start < len(text):
        found.append(text[start:])
    return found
