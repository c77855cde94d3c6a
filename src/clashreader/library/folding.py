"""Text folded for comparing and finding: case, accents, vowel signs and width do not count.

The stock tokenisers of SQLite's FTS5 find nothing in Chinese, and tell ё from е and ß from ss; so
text is folded here, in one way, before it is indexed and before it is looked up (Unicode
Standard, section 5.18, and UAX #15 for the normal forms).
"""

from __future__ import annotations

import re
import sys
import unicodedata

FOLDING_VERSION = 2
"""Stored with the library: an index made by other rules (`fold_words`) has to be built again."""

_KANA_VOICING = {0x3099, 0x309A}  # か and が are different letters, not accents
# Most articles are ASCII but for these: replacing them is ten times cheaper than normalising.
_PUNCTUATION = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("…", "."),
                ("\u00a0", " "))  # fmt: skip


def _combining_marks() -> str:
    """A regular expression class of every mark that folding drops."""
    spans: list[str] = []
    start = last = -1
    for code in range(0x300, sys.maxunicode + 1):
        if code == 0x3400:  # no marks live among the ideographs: skip what costs start-up time
            break
        if code in _KANA_VOICING or not unicodedata.combining(chr(code)):
            continue
        if code != last + 1:
            if start >= 0:
                spans.append(f"{chr(start)}-{chr(last)}")
            start = code
        last = code
    spans.append(f"{chr(start)}-{chr(last)}")
    return (
        "["
        + "".join(spans)
        + "\ua66f\ua67c-\ua67d\ufb1e\ufe20-\ufe2f\u0640\u00ad\u200b-\u200f\u2060]+"
    )


SINGLES = (
    "\u0e00-\u0eff"  # Thai and Lao
    "\u1780-\u17ff\u1000-\u109f"  # Khmer and Burmese, written without spaces too
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
)
"""The characters that are words of their own in the index, for a regular expression's class."""
_odd: tuple[re.Pattern[str], re.Pattern[str]] | None = None


def fold(text: str) -> str:
    """Return `text` folded: case folded, compatibility forms and accents gone.

    Every CJK, Hangul, Thai, Lao, Khmer and Burmese character gets a space around it, so that the
    index treats it as a word of its own; a word of such characters is then looked up as a phrase.
    Folding twice gives the same tokens as folding once.
    """
    text = _plainly_punctuated(text)
    if text.isascii():
        return text.lower()
    global _odd  # noqa: PLW0603 - built at first need: 5 ms that an English screen never pays
    if _odd is None:
        _odd = re.compile(_combining_marks()), re.compile(f"([{SINGLES}])")
    marks, single = _odd
    text = unicodedata.normalize("NFKD", text.casefold())
    text = unicodedata.normalize("NFC", marks.sub("", text)).casefold()
    return " ".join(single.split(text))  # a blank on either side of each


def _plainly_punctuated(text: str) -> str:
    if text.isascii():
        return text
    for mark, plain in _PUNCTUATION:
        text = text.replace(mark, plain)
    return text


PRIVATE = "\ue000-\uf8ff"
"""For a regular expression's class: what stands in the index for signs that SQLite's tokeniser,
which knows letters, digits and private characters, would take for gaps."""
SINGLE_SIGNS = "\ue500-\ue5ff\ue700-\ue79f\uee80-\ueeff"
"""Those of them that are words of their own, as the letters of their scripts are."""

_SIGNS, _FIRST_SIGN = 0xE000, 0x0900
_SPANS = (
    range(0x0900, 0x0E00), range(0x0E00, 0x0F00), range(0x0F00, 0x10A0), range(0x1780, 0x1800),
)  # fmt: skip
_signed = re.compile("[\u0900-\u109f\u1780-\u17ff]")
_NUKTA = 7
"""The combining class of the dot that letters of India take for foreign sounds; often left out."""
_short = re.compile("[Ии]\u0306|([Уу]\u0306)")
"""The Cyrillic letters with a breve, decomposed: й and ў are letters of their own, ё is not."""
_unseen = re.compile(
    "[\u034f\u061c\u180b-\u180f\u202a-\u202e\u2061-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+"
)
_LETTERS = str.maketrans({
    "ı": "i", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae",
    "œ": "oe", "ĸ": "k", "ŋ": "n",
    "ى": "ي", "ی": "ي", "ے": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ٱ": "ا",
    **{chr(0x0660 + n): str(n) for n in range(10)}, **{chr(0x06F0 + n): str(n) for n in range(10)},
})  # fmt: skip
_lettered = re.compile(f"[{''.join(map(chr, _LETTERS))}]")
_single_sign = re.compile(f"([{SINGLE_SIGNS}])")
_signs: dict[int, str] = {}


def _signs_of_letters() -> dict[int, str]:
    """Return what stands for the vowel signs and marks of the scripts of India and its east."""
    return {
        code: chr(_SIGNS + code - _FIRST_SIGN)
        for span in _SPANS
        for code in span
        if unicodedata.category(chr(code)) in ("Mn", "Mc")
        and unicodedata.combining(chr(code)) != _NUKTA
    }


def fold_words(text: str) -> str:
    """Return `text` as the index holds it, and as it is looked up: `fold`, and more.

    Letters that are written with a stroke or without a dot count as plain ones (ø, ł, đ, æ, ı),
    Arabic letters by their light form (ى and ی as ي, ة as ه, its digits as ours); й and ў stay
    letters of their own; what nobody sees is left out within words too; and the vowel signs of
    Indic scripts, Thai, Lao, Khmer and Burmese count, which `fold` and SQLite drop. What is
    stored under a folded name, and the hash of a text, keep to `fold`, which never changes.
    Folding twice gives the same tokens as folding once.
    """
    plain = _plainly_punctuated(text)
    if plain.isascii():  # what follows has nothing to do then
        return plain.lower()
    text = _unseen.sub("", text)
    if _signed.search(text):
        if not _signs:
            _signs.update(_signs_of_letters())
        text = unicodedata.normalize("NFD", text).translate(_signs)
    if "й" in text or "Й" in text or "ў" in text or "Ў" in text or "\u0306" in text:
        text = _short.sub(_as_letter, unicodedata.normalize("NFD", text))
    text = fold(text)
    if _lettered.search(text):
        text = text.translate(_LETTERS)
    return " ".join(_single_sign.split(text)) if _single_sign.search(text) else text


def _as_letter(found: re.Match[str]) -> str:
    return "\uf002" if found[1] else "\uf001"


MAX_NAME = 200
"""Characters of the name of a section, a tag or a source that are kept."""


def cut_name(name: str) -> str:
    """Return `name` on one line, cut at `MAX_NAME`: what is stored, and what its key is made of."""
    return " ".join(name.replace("\0", " ").split())[:MAX_NAME].strip()


def fold_name(name: str) -> str:
    """Return the key under which a section, a tag or a source called `name` is found."""
    return " ".join(fold(cut_name(name)).split())


def text_hash(title: str, text: str, *, folded: str | None = None) -> str:
    """Return the SHA-256 (hex) of title and text as read: folded, white space left out.

    Two versions with the same hash read the same; markup, trackers, case of letters, accents and
    line breaks make no version. `folded` is `text` folded, where that has been done.
    """
    import hashlib  # loads OpenSSL

    folded = fold(text) if folded is None else folded
    read = hashlib.sha256(_without_space(fold(title)))
    read.update(b"\n")
    read.update(_without_space(folded))
    return read.hexdigest()


_ASCII_SPACE = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"


def _without_space(text: str) -> bytes:
    if text.isascii():  # a tenth of the time of splitting, and nearly every folded text
        return text.encode().translate(None, _ASCII_SPACE)
    return "".join(text.split()).encode("utf-8", "surrogatepass")
