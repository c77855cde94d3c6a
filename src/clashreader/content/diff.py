"""What changed between two plain texts, told as the view *Changes* tells it.

Lines that are in both texts are matched first, then those that share most of their words, and
words only within these. So a change stays in its paragraph, and most of an edited article, which
is the same, costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from clashreader.content.aligning import align
from clashreader.content.pairing import alike
from clashreader.content.worddiff import word_runs

Kind = Literal["same", "insert", "delete"]
Part = tuple[Kind, str]

_LINE = re.compile(r"[^\n]+\n*|\n+")
_WORD_OR_BLANKS = re.compile(r"\s+|\S+")
_LETTER_OR_BLANKS = re.compile(r"\s+|\S")


def diff(old: str, new: str) -> list[Part]:
    """Return the parts that turn `old` into `new`, two texts of one paragraph a line.

    The "same" and "delete" parts joined are `old`, the "same" and "insert" parts joined are `new`.
    Neighbouring parts differ in kind; what was deleted comes before what took its place.
    """
    parts: list[Part] = []
    before, after = _LINE.findall(old), _LINE.findall(new)
    for one in align(list(map(_words_of, before)), list(map(_words_of, after))):
        gone, came = before[one.start : one.end], after[one.new_start : one.new_end]
        if one.same:
            _exactly(parts, "".join(gone), "".join(came))
        else:
            _lines(parts, gone, came)
    return parts


def diff_line(old: str, new: str) -> list[Part]:
    """Return the parts that turn one line into another, a headline say, however little they share.

    What holds of the parts of `diff` holds of these.
    """
    parts: list[Part] = []
    _words(parts, old, new)
    return parts


def _words_of(line: str) -> str:
    return " ".join(line.split())


def _lines(parts: list[Part], gone: Sequence[str], came: Sequence[str]) -> None:
    """Add what became of some lines: words within those that are alike, the others whole."""
    if "".join("".join(gone).split()) == "".join("".join(came).split()):
        _exactly(parts, "".join(gone), "".join(came))  # only parted otherwise
        return
    here = new_here = 0
    for place, new_place in [*alike(gone, came), (len(gone), len(came))]:
        _append(parts, "delete", "".join(gone[here:place]))
        _append(parts, "insert", "".join(came[new_here:new_place]))
        here, new_here = place + 1, new_place + 1
        if place < len(gone):
            _words(parts, gone[place], came[new_place])


def _words(parts: list[Part], old: str, new: str) -> None:
    for run in word_runs(old, new):
        if run.change:
            _append(parts, run.change, run.old + run.new)
        else:
            _exactly(parts, run.old, run.new)


def _exactly(parts: list[Part], old: str, new: str) -> None:
    """Add two texts that read the same, but may differ in blanks and in what cannot be seen."""
    if old == new:
        _append(parts, "same", old)
        return
    if "".join(old.split()) == "".join(new.split()):
        _blanks(parts, _LETTER_OR_BLANKS.findall(old), _LETTER_OR_BLANKS.findall(new))
        return
    before, after = _WORD_OR_BLANKS.findall(old), _WORD_OR_BLANKS.findall(new)
    for one in align(before, after):
        if one.same:
            _append(parts, "same", "".join(before[one.start : one.end]))
        else:
            _append(parts, "delete", "".join(before[one.start : one.end]))
            _append(parts, "insert", "".join(after[one.new_start : one.new_end]))


def _blanks(parts: list[Part], before: Sequence[str], after: Sequence[str]) -> None:
    """Add letters that are the same, one by one, and the blanks between them that are not."""
    ours, theirs = list(before[::-1]), list(after[::-1])
    while ours or theirs:
        if ours and theirs and ours[-1] == theirs[-1]:
            _append(parts, "same", ours.pop())
            theirs.pop()
            continue
        if ours and ours[-1].isspace():
            _append(parts, "delete", ours.pop())
        if theirs and theirs[-1].isspace():
            _append(parts, "insert", theirs.pop())


def _append(parts: list[Part], kind: Kind, text: str) -> None:
    """Add a part, joined with the last one of its kind since the last "same"."""
    if not text:
        return
    if parts and parts[-1][0] == kind:
        parts[-1] = (kind, parts[-1][1] + text)
    elif kind == "delete" and parts and parts[-1][0] == "insert":
        inserted = parts.pop()
        _append(parts, "delete", text)
        parts.append(inserted)
    else:
        parts.append((kind, text))
