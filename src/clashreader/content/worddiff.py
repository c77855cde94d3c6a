"""Which words changed within a paragraph. Blanks and what cannot be seen do not count as words."""

from __future__ import annotations

import re
import string
import unicodedata
from typing import Final, Literal, NamedTuple

from clashreader.content.aligning import Cancelled, Stretch, align, never

Change = Literal["insert", "delete"]

# As in `diff`: each Han, kana or Thai character is a word of its own, with its signs.
_UNSPACED = "\u0e01-\u0e5b\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_THAI_SIGNS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_MARKS = (
    re.escape(string.punctuation.replace("_", ""))
    + "\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u2010-\u2027\u2030-\u205e"
    + "\u05be\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965"
    + "\u3001-\u3003\u3008-\u3011\u3014-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_LETTERS = rf"[^\s{_MARKS}{_UNSPACED}]+"
_TOKEN = re.compile(
    rf"[{_UNSPACED}][{_THAI_SIGNS}]*"
    # Marks within a word, a number, an address: it's, 1,200, x-ray, example.org/a
    rf"|{_LETTERS}(?:[.,'\u2019:/@&+=~%?#\-\u2010\u2011]{{1,3}}{_LETTERS})*"
    rf"|[{_MARKS}]"
)
_UNSEEN: Final = dict.fromkeys((0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF))
_ISLAND: Final = 2
"""How many times longer than the words between them two changes must be to be told as one."""


class Run(NamedTuple):
    """Words that are in both texts, or in one only (then the other string is empty).

    Where `change` is "", `old` and `new` may still differ in their blanks.
    """

    change: Change | Literal[""]
    old: str
    new: str


class _Token(NamedTuple):
    key: str
    start: int
    end: int


def word_runs(old: str, new: str, cancelled: Cancelled = never) -> list[Run]:
    """Return the runs that turn `old` into `new`.

    The `old` of all runs joined is `old`, and likewise `new`. What was deleted comes before what
    took its place. Words between two long changes are told as part of one, for a sentence that was
    written anew does not read well as shreds.
    """
    before, after = _tokens(old), _tokens(new)
    stretches = align([t.key for t in before], [t.key for t in after], cancelled)
    stretches = _without_islands(stretches, before, after)
    runs: list[Run] = []
    here = new_here = 0
    for one in stretches:
        if not one.same:
            continue
        start, new_start = before[one.start].start, after[one.new_start].start
        _between(runs, old[here:start], new[new_here:new_start])
        here, new_here = before[one.end - 1].end, after[one.new_end - 1].end
        _add(runs, Run("", old[start:here], new[new_start:new_here]))
    _between(runs, old[here:], new[new_here:])
    return runs


def _tokens(text: str) -> list[_Token]:
    found = [_Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    if text.isascii():
        return found
    return [
        token._replace(key=unicodedata.normalize("NFC", token.key.translate(_UNSEEN)))
        for token in found
    ]


def _without_islands(
    stretches: list[Stretch], before: list[_Token], after: list[_Token]
) -> list[Stretch]:
    """Join two changes with the few words between them, where those are short beside both."""

    def length(one: Stretch) -> int:
        gone = before[one.end - 1].end - before[one.start].start if one.end > one.start else 0
        came = one.new_end - one.new_start
        came = after[one.new_end - 1].end - after[one.new_start].start if came else 0
        return max(gone, came)

    kept: list[Stretch] = []
    for one in stretches:
        kept.append(one)
        while len(kept) > 2 and not kept[-1].same:
            first, island, last = kept[-3:]
            if length(island) * _ISLAND > min(length(first), length(last)):
                break
            kept[-3:] = [Stretch(False, first.start, last.end, first.new_start, last.new_end)]
    return kept


def _between(runs: list[Run], old: str, new: str) -> None:
    """Add what lies between words that stayed; blanks at its edges that both have stay, too."""
    if not old.strip() and not new.strip():
        _add(runs, Run("", old, new))
        return
    lead, new_lead = len(old) - len(old.lstrip()), len(new) - len(new.lstrip())
    if lead and new_lead:
        _add(runs, Run("", old[:lead], new[:new_lead]))
        old, new = old[lead:], new[new_lead:]
    end, new_end = len(old.rstrip()), len(new.rstrip())
    both = end < len(old) and new_end < len(new)
    tail = Run("", old[end:], new[new_end:]) if both else Run("", "", "")
    if both:
        old, new = old[:end], new[:new_end]
    _add(runs, Run("delete", old, ""))
    _add(runs, Run("insert", "", new))
    _add(runs, tail)


def _add(runs: list[Run], run: Run) -> None:
    if not run.old and not run.new:
        return
    if runs and runs[-1].change == run.change:
        last = runs[-1]
        runs[-1] = Run(run.change, last.old + run.old, last.new + run.new)
    else:
        runs.append(run)
