"""Teasers: what a feed says in place of a text that the page has the rest of. Pure."""

from __future__ import annotations

import re
from typing import Final

from clashreader.library.folding import fold

_PART: Final = 0.5
"""The share of a text below which its beginning is but a teaser, however it ends."""

_WORD = re.compile(r"\w+")
_CUT = re.compile(r"(?:…|\.\.\.)[\s\])}>»→]*\Z")
_END: Final = 80  # characters; a link to the rest takes no more
_PHRASES: Final = """
read more|read more here|read on|read full story|read the full story|read full article|
read the full article|read the rest|full story|full article|continue|continue reading|
keep reading|click here to read more|learn more|see more|view more|show more|more|
weiterlesen|mehr lesen|weiter lesen|mehr|artikel lesen|zum artikel|lesen sie mehr|
lire la suite|lire plus|en savoir plus|lire l'article|la suite|
leer más|seguir leyendo|continuar leyendo|ver más|sigue leyendo|
continua a leggere|leggi tutto|leggi di più|continua|leggi l'articolo|
leia mais|ler mais|continuar lendo|continue lendo|saiba mais|lees meer|lees verder|meer lezen|
czytaj dalej|czytaj więcej|więcej|čtěte dále|číst dál|celý článek|čítať ďalej|
читать далее|читать дальше|читать полностью|подробнее|далее|продолжить чтение|
читати далі|читати більше|докладніше|детальніше|далі|прочети повече|
devamını oku|devamı|daha fazla oku|اقرأ المزيد|المزيد|قراءة المزيد|تابع القراءة|
ادامه مطلب|بیشتر بخوانید|קרא עוד|להמשך קריאה|
阅读更多|阅读全文|继续阅读|查看更多|查看全文|閱讀更多|閱讀全文|繼續閱讀|
続きを読む|もっと読む|더 보기|더보기|계속 읽기|자세히 보기|
läs mer|läs hela artikeln|læs mere|les mer|les videre|lue lisää|lue koko juttu|
citește mai mult|tovább olvasom|tovább|διαβάστε περισσότερα|xem thêm|đọc tiếp|baca selengkapnya
"""


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


_FOLDED: Final = frozenset(_plain(phrase) for phrase in _PHRASES.split("|"))
_LONGEST_FIRST: Final = sorted(_FOLDED, key=len, reverse=True)


def is_read_more(text: str) -> bool:
    """Return whether a text is nothing but a link to the rest: ``Read more…``."""
    return len(text) <= _END and _plain(text) in _FOLDED


def is_teaser(text: str, whole: str) -> bool:
    """Return whether a text is the beginning of `whole`, cut off: word by word, case apart.

    It is cut off where less than half is left, where it says so at its end (``…``, ``Read more``),
    or within a word. A text whose last sentences an editor took out is none.
    """
    text, whole = text.strip(), whole.strip()
    if not text or len(text) > len(whole) + _END:
        return False
    said, there = _plain(text), _plain(whole[: 2 * len(text) + _END])
    ending = next((one for one in _LONGEST_FIRST if said.endswith(f" {one}")), None)
    if ending is not None and not there.startswith(said):
        said = said[: -len(ending)].rstrip()
    elif _CUT.search(text) is None:
        ending = None
    else:
        ending = "…"
    if not said or not there.startswith(said) or len(said) >= len(_plain(whole)):
        return False
    within = there[len(said) : len(said) + 1].isalnum()
    return ending is not None or within or len(text) < _PART * len(whole)
