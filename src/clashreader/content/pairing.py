"""Which of some texts became which of others: those that share most of their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from clashreader.content.aligning import Cancelled, never
from clashreader.errors import CancelledError

ALIKE: Final = 0.45
"""Share of common words from which one text is taken for the other, edited."""
ALL: Final = 3_600
"""Pairs up to which each is compared with each."""
MOST: Final = 10_000
"""Texts of both sides above which none is taken for another: a book of lines, all of them new."""
BAND: Final = 6
"""How far apart two texts may be where there are more."""

_UNSPACED = re.compile(
    "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
)
"""Thai, Lao, Burmese, Khmer, kana and ideographs."""

Pair = tuple[int, int]


def alike(old: Sequence[str], new: Sequence[str], cancelled: Cancelled = never) -> list[Pair]:
    """Return pairs of places in rising order, so that most words are shared in all.

    Of more than `MOST` texts there are none.

    Raises `CancelledError` once `cancelled` says so.
    """
    if not old or not new or len(old) + len(new) > MOST:
        return []
    words, new_words = [_words(text) for text in old], [_words(text) for text in new]
    best: dict[Pair, float] = {}
    came_from: dict[Pair, Pair] = {}
    for i in range(len(old)):
        if cancelled():
            raise CancelledError("Stopped.")
        for j in _columns(i, len(old), len(new)):
            share = _share(words[i], new_words[j])
            options = [
                (best.get((i - 1, j), 0.0), (i - 1, j)),
                (best.get((i, j - 1), 0.0), (i, j - 1)),
            ]
            if share >= ALIKE:
                options.append((best.get((i - 1, j - 1), 0.0) + share, (i - 1, j - 1)))
            # On a tie the pair wins: it comes last.
            score, before = max(reversed(options), key=lambda option: option[0])
            best[i, j] = score
            came_from[i, j] = before
    return _trace(came_from, len(old) - 1, len(new) - 1)


def _columns(i: int, height: int, width: int) -> range:
    if height * width <= ALL:
        return range(width)
    middle = i * width // height
    reach = BAND + width // height
    # The last row must reach the last column, where the way back begins.
    end = width if i == height - 1 else min(width, middle + reach + 1)
    return range(max(0, middle - reach), end)


def _trace(came_from: dict[Pair, Pair], i: int, j: int) -> list[Pair]:
    pairs: list[Pair] = []
    while (i, j) in came_from:
        before = came_from[i, j]
        if before == (i - 1, j - 1):
            pairs.append((i, j))
        i, j = before
    return pairs[::-1]


def _words(text: str) -> Counter[str]:
    words = text.split()
    # A text without blanks (Chinese, Thai) is compared by its characters, however short it is.
    unspaced = not text.isascii() and len(_UNSPACED.findall(text)) * 2 > len(text)
    return Counter(text if unspaced or len(words) * 12 < len(text) else words)


def _share(ours: Counter[str], theirs: Counter[str]) -> float:
    total = ours.total() + theirs.total()
    if not total:
        return 0.0
    if min(ours.total(), theirs.total()) * 2 < ALIKE * total:
        return 0.0  # too different in length, whatever they say
    if len(ours) > len(theirs):
        ours, theirs = theirs, ours
    common = sum(min(count, theirs[word]) for word, count in ours.items() if word in theirs)
    return 2 * common / total
