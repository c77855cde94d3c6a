"""Which of the old one-byte encodings a little text of another script is in, going by its letters.

Statistics want more text than a headline, and take short Cyrillic words for accents.
"""

from __future__ import annotations

import re

_RUN = re.compile("[^\\W\\d_a-zA-Z]{3,}")
_HIGH = re.compile("[^\\W\\d_a-zA-Z]")
_CYRILLIC = frozenset("оеаинтсрвлкі")  # more than half of a text in any language written in it
_GREEK = frozenset("αοιετσνηυς")
_MOST_COMMON = 0.42
_USUAL = (("cp1251", _CYRILLIC), ("koi8-u", _CYRILLIC), ("iso8859-5", _CYRILLIC),
          ("cp1253", _GREEK))  # fmt: skip
_FINAL_INSIDE = re.compile("[םןךףץ][א-ת]")
_FEW = 400


def is_few_words(sample: bytes) -> bool:
    """Return whether a few letters beyond ASCII mostly stand in threes and more.

    Accents never do; of many letters statistics make more.
    """
    text = sample.decode("cp1252", "replace")
    high = len(_HIGH.findall(text))
    return 0 < high <= _FEW and 2 * sum(map(len, _RUN.findall(text))) > high


def script_codec(sample: bytes) -> str | None:
    """Return the encoding in which the letters beyond ASCII are usual ones of one script."""
    if _is_hebrew(sample):
        return "cp1255"
    best, found = _MOST_COMMON, None
    for codec, common in _USUAL:
        share = _share(sample, codec, common)
        if share > best:
            best, found = share, codec
    return found


def _share(sample: bytes, codec: str, common: frozenset[str]) -> float:
    letters = _HIGH.findall(sample.decode(codec, "replace"))
    return sum(letter in common for letter in letters) / max(len(letters), 1)


def _is_hebrew(sample: bytes) -> bool:
    """Return whether there is nothing but Hebrew, and final letters only at the ends of words."""
    text = sample.decode("cp1255", "replace")
    strange = any(
        sign > "\x7f" and not ("\u05d0" <= sign <= "\u05ea" or sign in "\xa0–—‘’“”„…«»")
        for sign in text
    )
    return not strange and _FINAL_INSIDE.search(text) is None
