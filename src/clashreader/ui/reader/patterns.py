"""What is looked for in a text, as a pattern: alike is what the library takes for alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Final

MOST: Final = 500
"""Characters of a text to look for; more are not typed but pasted by mistake."""
# Soft hyphens and other things that nobody sees, and accents written apart from their letters.
_UNSEEN: Final = (
    "[\u00ad\u200b-\u200f\u2060\ufeff\u0640\u0300-\u036f\u0483-\u0487\u0591-\u05bd"
    "\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u20d0-\u20ff]*"
)
_HIDDEN: Final = "[\u00ad\u200b\u2060\ufeff]*"
_BLANKS: Final = "[\\s\u00a0\u00ad\u200b]+"
_QUOTES: Final = {"'": "'\u2018\u2019\u02bc\u2032", '"': '"\u201c\u201d\u201e\u00ab\u00bb'}
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014"
_LETTERED: Final = (
    range(0xC0, 0x530), range(0x5D0, 0x6D4), range(0x1D00, 0x2000), range(0xFB00, 0xFB50),
    range(0xFE70, 0xFF00), range(0xFF01, 0xFF5F),
)  # fmt: skip
"""Where letters with accents and other forms of letters are."""
_WITHOUT_BLANKS: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffff]")


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
            one = r"(?<!\w)" + one
        if whole and text not in open_end and not _WITHOUT_BLANKS.match(words[-1][-1]):
            one += r"(?!\w)"
        spelled.append(one)
    if not spelled:
        return None
    return re.compile("|".join(spelled), 0 if exact else re.IGNORECASE)


def _word(word: str, *, exact: bool) -> str:
    if exact:
        return _HIDDEN.join(_either(c, c) for c in word)
    letters = _plain(word)
    pieces = [_letter(letters, place) for place in range(len(letters))]
    return "".join(pieces) if pieces else re.escape(word)


def _letter(letters: str, place: int) -> str:
    """Return the pattern of one letter, with the accents that may follow it.

    A letter of the text that stands for two (the ligature of f and i, the sharp s) counts as both.
    """
    letter = letters[place]
    forms = _forms()
    pair = forms.get(letters[place : place + 2], "") if place + 1 < len(letters) else ""
    before = forms.get(letters[place - 1 : place + 1], "") if place else ""
    one = _either(letter, letter + forms.get(letter, "")) + _UNSEEN
    if pair:
        one = f"(?:[{re.escape(pair)}]{_UNSEEN}|{one})"
    if before:
        one = f"(?:(?<=[{re.escape(before)}])|{one})"
    return one


def _either(letter: str, forms: str) -> str:
    if letter in _DASHES:
        return f"[{re.escape(_DASHES)}]"
    for quotes in _QUOTES.values():
        if letter in quotes:
            return f"[{quotes}]"
    return re.escape(letter) if len(forms) == 1 else f"[{re.escape(forms)}]"


def _plain(text: str) -> str:
    """Return `text` in lower case without accents; Hangul and kana stay as they are written."""
    return "".join(_plain_letter(c) for c in text)


@lru_cache(maxsize=2048)
def _plain_letter(letter: str) -> str:
    if "\u3040" <= letter <= "\u30ff" or "\uac00" <= letter <= "\ud7af":
        return letter
    parts = unicodedata.normalize("NFKD", letter.casefold())
    kept = "".join(c for c in parts if not unicodedata.combining(c) and c not in "\u00ad\u0640")
    return kept.casefold()


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    """Return, for each plain letter (or two), the letters that are written for it."""
    found: dict[str, str] = {}
    for span in _LETTERED:
        for code in span:
            letter = chr(code)
            plain = _plain_letter(letter)
            if plain != letter and 0 < len(plain) <= 2 and plain.isalnum():
                found[plain] = found.get(plain, "") + letter
    return found
