"""Plain words: one line out of markup, counting words, guessing a language by its script."""

from __future__ import annotations

import re

from clashreader.references import characters

ELLIPSIS = "…"
_TAG = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure"
    r"|font|h[1-6]|hr|i|iframe|img|ins|kbd|li|mark|noscript|ol|p|picture|pre|q|s|section|small"
    r"|source|span|strike|strong|sub|sup|table|tbody|td|th|thead|time|tr|tt|u|ul|var|video|wbr)"
    r"(?=[\s/>])[^<>]*+>",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup"
    r"|tt|u|var|wbr)(?=[\s/>])",
    re.IGNORECASE,
)
# Controls but for white space; marks that turn the direction of the text; lone surrogates; BOM.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-"
    "\ufffb\ud800-\udfff]"
)
_IDEOGRAPH = (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003134f"
)


_MARKS = "“”’—–‘…\u00a0"
"""What a text in English has beyond ASCII, the commonest first."""


def _without_marks(text: str) -> str | None:
    """Return a text that is ASCII but for a few marks without these, as most texts are; or None."""
    for mark in _MARKS:
        if text.isascii():
            return text
        text = text.replace(mark, "")
    return text if text.isascii() else None


def _is_western(text: str) -> bool:
    """Whether a text has only letters of Western Europe: a quick look, for most texts are so."""
    if text.isascii():
        return True
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


_EACH_A_WORD = re.compile(f"[{_IDEOGRAPH}]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_UNSPACED_WORD = 5
"""Letters of a word on average in scripts that write no blanks between words."""
_SAMPLE = 3000


def plain(text: str, limit: int | None = None) -> str:
    """Return a title or summary that may hold markup or entities as one line of plain text.

    Entities are decoded once. Only real tags are removed, so that "a < b" stays.
    """
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        text = characters(text)
        if "<" in text:  # markup that was escaped, as feeds do with their summaries
            text = _without_tags(text)
    text = " ".join(_UNSEEN.sub("", text).split())
    return text if limit is None else cut(text, limit)


def _without_tags(text: str) -> str:
    if "<!--" in text and "-->" in text:
        text = _outside(text, "<!--", "-->")
    lower = text.lower()
    for name in ("script", "style"):
        if f"<{name}" in lower and f"</{name}" in lower:
            text = _outside(text, f"<{name}", f"</{name}>")
            lower = text.lower()
    return _TAG.sub(lambda match: "" if _INLINE.match(match.group()) else " ", text)


def _outside(text: str, start: str, end: str) -> str:
    """Return what stands outside of pairs of marks, in linear time; ASCII case is ignored."""
    folded = text.translate(_ASCII_LOWER)
    kept: list[str] = []
    position = 0
    while (opening := folded.find(start, position)) >= 0:
        closing = folded.find(end, opening + len(start))
        if closing < 0:
            break
        kept.append(text[position:opening])
        position = closing + len(end)
    kept.append(text[position:])
    return " ".join(kept)


_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def cut(text: str, limit: int) -> str:
    """Return `text` cut at a word, with an ellipsis, to at most `limit` characters."""
    if len(text) <= limit:
        return text
    if limit < 2:  # room for a character and the ellipsis
        return ELLIPSIS[: max(limit, 0)]
    kept = text[: limit - 1]
    blank = kept.rfind(" ")
    if text[limit - 1] != " " and blank > limit // 2:
        kept = kept[:blank]
    return kept.rstrip(" ,;:.–—-") + ELLIPSIS


def words_and_language(text: str) -> tuple[int, str | None]:
    """Return what `count_words` and `language_by_script` do."""
    plainest = _without_marks(text)
    if plainest is not None:  # no script tells; blanks are counted faster in ASCII
        return _blanks(plainest) if text else 0, None
    return count_words(text), language_by_script(text)


def _blanks(text: str) -> int:
    return text.count(" ") + text.count("\n") + 1


def count_words(text: str) -> int:
    """Count the words of a folded text: what stands between blanks; each ideograph is one."""
    if _is_western(text):
        return _blanks(text) if text else 0
    count = 0
    text, ideographs = _EACH_A_WORD.subn(" ", text)
    count += ideographs
    for run in _UNSPACED.findall(text):
        count += max(1, round(len(run) / _UNSPACED_WORD))
    if count > ideographs:
        text = _UNSPACED.sub(" ", text)
    if ideographs:  # punctuation that is left between ideographs is no word
        return count + sum(1 for word in text.split() if any(map(str.isalnum, word)))
    return count + len(text.split())


# Scripts that tell the language, in the order in which they are tried; the share of the sample's
# letters that must be of the script is a third.
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("arabic", re.compile("[\u0620-\u06ff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("th", re.compile("[\u0e01-\u0e5b]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ka", re.compile("[\u10d0-\u10ff]")),
    ("hy", re.compile("[\u0531-\u0587]")),
)
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
_PERSIAN = re.compile("[پچژگ]")


def language_by_script(text: str) -> str | None:
    """Guess the language (ISO 639-1) where its script tells; None for the Latin ones."""
    sample = text[:_SAMPLE]
    more = len(sample.encode("utf-8", "surrogatepass")) - len(sample)
    if more * 8 <= len(sample):  # each foreign sign makes at least one more byte
        return None
    foreign = len(sample) - len(sample.encode("ascii", "ignore"))
    if foreign * 8 <= len(sample):
        return None
    letters = sum(map(str.isalpha, sample))
    for language, script in _SCRIPTS:
        count = len(script.findall(sample))
        share = 12 if language == "ja" else 3  # Japanese is written in ideographs too
        if count * share > letters:
            return _of_script(language, sample)
    return None


def _of_script(script: str, sample: str) -> str | None:
    if script == "cyrillic":
        ukrainian, russian = len(_UKRAINIAN.findall(sample)), len(_RUSSIAN.findall(sample))
        if ukrainian == russian:
            return None
        return "uk" if ukrainian > russian else "ru"
    if script == "arabic":
        return "fa" if len(_PERSIAN.findall(sample)) * 50 > len(sample) else "ar"
    return script
