"""What is looked for in a text, as a pattern: alike is what the library takes for alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache
from itertools import chain
from typing import Final

from clashreader.library.folding import fold_words

MOST: Final = 500
"""Characters of a text to look for; more are not typed but pasted by mistake."""
# Soft hyphens and other things that nobody sees, and accents written apart from their letters;
# those of one script alone are found beside its letters.
_UNSEEN: Final = (
    "\u00ad\u0300-\u036f\u061c\u0640\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u2de0-\u2dff\ua66f\ua67c\ua67d\ufb1e"
    "\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
)
_HIDDEN: Final = "[\u00ad\u200b\u2060\ufeff]*"
_BLANKS: Final = "[\\s\u00a0\u00ad\u200b]+"
_QUOTES: Final = {"'": "'\u2018\u2019\u02bc\u2032", '"': '"\u201c\u201d\u201e\u00ab\u00bb'}
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014"
_ELLIPSES: Final = re.compile(r"\.\.\.|\u2026")
_INNER: Final = r"[\w\u0900-\u0963\u0971-\u0dff\u0f71-\u0f84]"
"""What makes a word go on: letters, and the signs that belong to letters of India and Tibet."""
_LATIN: Final = (
    range(0xAA, 0x250), range(0x660, 0x66A), range(0x6F0, 0x6FA), range(0x1D00, 0x1DC0),
    range(0x1E00, 0x1F00), range(0x2070, 0x20A0), range(0x2100, 0x2190), range(0x2460, 0x2500),
    range(0xFB00, 0xFB07), range(0xFF01, 0xFF5F),
)  # fmt: skip
_GREEK: Final = (
    range(0xB5, 0xB6), range(0x370, 0x400), range(0x1F00, 0x2000), range(0x2126, 0x2127),
)  # fmt: skip
_CYRILLIC: Final = (range(0x400, 0x530), range(0x1C80, 0x1C90), range(0xA640, 0xA6A0))
_HEBREW: Final = (range(0x5D0, 0x600), range(0x2135, 0x2139), range(0xFB1D, 0xFB50))
_ARABIC: Final = (range(0x600, 0x780), range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))
_EASTERN: Final = (
    range(0x2E80, 0x3000), range(0x3040, 0x3100), range(0x3131, 0x3190), range(0x31F0, 0x3400),
    range(0xF900, 0xFB00), range(0xFF61, 0xFFDD),
)  # fmt: skip
"""Where the letters of a script are, and those with accents and other forms of them."""
_PRIVATE: Final = range(0xE000, 0xF000)
"""What the vowel signs and marks from India to Cambodia fold to, in their order from U+0900 on."""
_WITHOUT_BLANKS: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffff\U00020000-\U0003ffff]"
)
# Followed by these, a letter is another one: か is not が, nor и й.
_OTHERS: Final = {"\u0438": "\u0306", "\u0443": "\u0306"}
_VOICING: Final = "\u3099\u309a\uff9e\uff9f"


def pattern(text: str, *, exact: bool = False, whole: bool = False) -> re.Pattern[str] | None:
    """Return a pattern for `text`, or None where there is nothing to look for.

    Case, accents, soft hyphens, the form of quotation marks and how many blanks there are make no
    difference; `exact` minds case and accents. `whole` finds whole words only.
    """
    return any_of([text], exact=exact, whole=whole)


def any_of(
    texts: Iterable[str],
    *,
    exact: bool = False,
    whole: bool = False,
    open_end: Container[str] = (),
) -> re.Pattern[str] | None:
    """Return a pattern for each of `texts`; those in `open_end` are beginnings of words."""
    spelled = []
    for text in texts:
        words = text[:MOST].split()
        if not words:
            continue
        one = _BLANKS.join(_word(word, exact=exact) for word in words)
        if whole and not _WITHOUT_BLANKS.match(words[0][0]):
            one = f"(?<!{_INNER}){one}"
        if whole and text not in open_end and not _WITHOUT_BLANKS.match(words[-1][-1]):
            one += f"(?!{_INNER})"
        spelled.append(one)
    if not spelled:
        return None
    return re.compile("|".join(spelled), 0 if exact else re.IGNORECASE)


def _word(word: str, *, exact: bool) -> str:
    if exact:
        return _HIDDEN.join(_either(c, c) for c in word)
    return "(?:\\.\\.\\.|\u2026)".join(map(_folded, _ELLIPSES.split(word)))


def _folded(word: str) -> str:
    letters = "".join(fold_words(word).split())
    pieces = [_letter(letters, place) for place in range(len(letters))]
    return "".join(pieces) if pieces else re.escape(word)


def _letter(letters: str, place: int) -> str:
    """Return the pattern of one letter, with the accents that may follow it.

    A letter of the text that stands for several (the ligature of f and i, the sharp s) counts as
    each of them.
    """
    one = _one(letters[place])
    forms = _forms(_spans(letters[place]))
    for length in (2, 3):
        whole = forms.get(letters[place : place + length], "")
        if whole:
            one = f"(?:[{re.escape(whole)}]{_unseen(letters[place])}|{one})"
        for back in range(1, min(length, place + 1)):
            before = forms.get(letters[place - back : place - back + length], "")
            if before:
                one = f"(?:(?<=[{re.escape(before)}])|{one})"
    return one


@lru_cache(maxsize=2048)
def _one(letter: str) -> str:
    """Return the pattern of one folded letter: as it is written, composed or in pieces."""
    alone = _either(letter, "".join(dict.fromkeys(_forms(_spans(letter)).get(letter, "") + letter)))
    others = _VOICING if "\u3040" <= letter <= "\u30ff" else _OTHERS.get(letter, "")
    if others:
        alone += f"(?![{others}])"
    pieces = _pieces(letter)
    if len(pieces) > 1:
        apart = "".join(_either(one, one + _forms(_spans(one)).get(one, "")) for one in pieces)
        alone = f"(?:{alone}|{apart})"
    return alone + _unseen(letter)


def _pieces(letter: str) -> str:
    """Return what a folded letter is written with, where its accent is not dropped."""
    breve = {"\uf001": "\u0438\u0306", "\uf002": "\u0443\u0306"}
    return breve.get(letter) or unicodedata.normalize("NFD", letter)


def _either(letter: str, forms: str) -> str:
    if letter in _DASHES:
        return f"[{re.escape(_DASHES)}]"
    for quotes in _QUOTES.values():
        if letter in quotes:
            return f"[{quotes}]"
    return re.escape(letter) if len(forms) == 1 else f"[{re.escape(forms)}]"


def _spans(letter: str) -> tuple[range, ...]:
    """Return where the forms of a folded letter are."""
    code = ord(letter)
    if code in _PRIVATE:
        code += 0x900 - 0xE000
    for until, spans in ((0x250, _LATIN), (0x400, _GREEK), (0x530, _CYRILLIC)):
        if code < until:
            return spans
    if 0x590 <= code < 0x600:
        return _HEBREW
    if 0x600 <= code < 0x780:
        return _ARABIC
    if code in (0xF001, 0xF002):
        return _CYRILLIC
    if 0x1100 <= code < 0x1200 or 0x2E80 <= code < 0x20000:
        return _EASTERN
    return (range(code & ~0x7F, (code | 0x7F) + 1),)  # a script of its own


@lru_cache(maxsize=64)
def _forms(spans: tuple[range, ...]) -> dict[str, str]:
    """Return, for each folded letter (or two, or three), the letters that are written for it."""
    found: dict[str, str] = {}
    for letter in map(chr, chain(*spans)):
        folded = "".join(fold_words(letter).split())
        if folded != letter and 0 < len(folded) <= 3:
            found[folded] = found.get(folded, "") + letter
    return found


@lru_cache(maxsize=64)
def _unseen(letter: str) -> str:
    """Return the pattern of what may follow a letter unseen: nobody looks for it."""
    code = ord(letter)
    if code in _PRIVATE:
        code += 0x900 - 0xE000
    own = _dropped(code & ~0xFF) if code >= 0x400 else ""
    return f"[{_UNSEEN}{own}]*+"  # never given back: e with an accent after it is no bare e


@lru_cache(maxsize=32)
def _dropped(first: int) -> str:
    """Return the marks among 256 characters that folding drops."""
    marks = (chr(code) for code in range(first, first + 256) if unicodedata.combining(chr(code)))
    return "".join(mark for mark in marks if not fold_words(mark).split())
