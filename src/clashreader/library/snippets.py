"""A few words around what a search found, from the stored text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from clashreader.library.folding import PRIVATE, SINGLE_SIGNS, SINGLES, fold_words
from clashreader.model import Term

_LENGTH = 220
_BEFORE, _BEFORE_IN_LIST = 70, 24
_WINDOW = 20_000
_word = re.compile(rf"(?:[^\W_]|[{PRIVATE}])+")
_GAP = rf"(?:[^\w{PRIVATE}]|_)"
_single = re.compile(f"[{SINGLES}{SINGLE_SIGNS}]")


def snippet(text: str, terms: Sequence[Term], before: int = _BEFORE) -> str:
    """Return about 220 characters of `text` around its first hit, or its beginning.

    `before` is how many characters may stand in front of the hit.

    Hits are found as the index finds them: in folded text.
    """
    needles = ["".join(fold_words(term.value).split()) for term in terms]
    place = _first(text, [needle for needle in needles if needle])
    start = 0 if place is None or place <= before else _word_start(text, place - before, place)
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + _LENGTH // 2, end)
        end = space if space > 0 else end
    cut = " ".join(text[start:end].split())
    return ("… " if start else "") + cut + (" …" if end < len(text) else "")


class Excerpt(NamedTuple):
    """A snippet, and where in it the hits are: start and end of each, in characters."""

    text: str
    hits: tuple[tuple[int, int], ...]


def excerpt(text: str, terms: Sequence[Term]) -> Excerpt:
    """Return a snippet of `text` for the list, whose lines are short, with its hits."""
    shown = snippet(text, terms, _BEFORE_IN_LIST)
    return Excerpt(shown, hits_in(shown, terms))


def hits_in(text: str, terms: Sequence[Term]) -> tuple[tuple[int, int], ...]:
    """Return where `text`, which is short, has one of `terms`: whole words, in order, none within
    another.
    """
    folded: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        plain = _plain(character)
        folded.append(plain)
        origin.extend([index] * len(plain))
    joined = "".join(folded)
    found = sorted(place for term in terms for place in _places(text, joined, origin, term))
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if apart and start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return tuple(apart)


def _places(text: str, joined: str, origin: list[int], term: Term) -> Iterator[tuple[int, int]]:
    wanted = _pattern(term)
    for match in wanted.finditer(joined) if wanted else ():
        start, end = origin[match.start()], origin[match.end() - 1] + 1
        while end < len(text) and not _plain(text[end]):
            end += 1  # accents written apart from their letter
        yield start, end


@lru_cache(maxsize=256)
def _pattern(term: Term) -> re.Pattern[str] | None:
    """Return what finds a term in folded text: its words, with anything but words between."""
    words = _word.findall(fold_words(term.value))
    if not words:
        return None
    spelled = "" if _single.match(words[0]) else rf"(?<![^\W_])(?<![{PRIVATE}])"
    for before, word in zip(["", *words], words, strict=False):
        if before:  # the index knows no blanks between the characters of some scripts
            apart = not _single.match(before[-1]) and not _single.match(word)
            spelled += _GAP + ("+" if apart else "*")
        spelled += re.escape(word)
    closed = not term.prefix and not _single.match(words[-1][-1])
    return re.compile(spelled + (rf"(?![^\W_])(?![{PRIVATE}])" if closed else ""))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    return " " if character.isspace() else "".join(fold_words(character).split())


def _word_start(text: str, place: int, hit: int) -> int:
    space = text.find(" ", place, min(place + 30, hit))
    return space + 1 if space >= 0 else place


def _first(text: str, needles: Sequence[str]) -> int | None:
    """Return where the first needle begins; line by line, since folding moves places."""
    base = 0
    for line in text.split("\n"):
        folded = "".join(fold_words(line).split())
        if any(needle in folded for needle in needles):
            place = _place_in_line(line, needles)
            if place is not None:
                return base + place
        base += len(line) + 1
    return None


def _place_in_line(line: str, needles: Sequence[str]) -> int | None:
    """Return where a needle begins in `line`, looked for in windows, so that a hit early in a text
    without line breaks costs little.
    """
    overlap = max(map(len, needles))
    for start in range(0, len(line), _WINDOW):
        place = _place_in_window(line, start, start + _WINDOW + overlap, needles)
        if place is not None:
            return place
    return None


def _place_in_window(line: str, start: int, end: int, needles: Sequence[str]) -> int | None:
    folded: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(line[start:end], start):
        plain = "".join(fold_words(character).split())
        folded.append(plain)
        origin.extend([index] * len(plain))
    joined = "".join(folded)
    places: list[int] = []
    for needle in needles:
        place = joined.find(needle)
        while place >= 0:
            before = origin[place] - 1
            # A word begins here, or a script without spaces: "rain" is not found in "train".
            if before < 0 or not line[before].isalnum() or not needle.isascii():
                places.append(origin[place])
                break
            place = joined.find(needle, place + 1)
    return min(places, default=None)
