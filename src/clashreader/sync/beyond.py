"""What a page says beyond the text that an article has already: more of it, or something else.

Phrases find the walls that are known. This needs none: a wall, a list of other stories or an error
below a teaser shares no word that tells what the article is about, or says one thing again and
again. Words are compared by their beginnings, so that endings may differ.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from clashreader.library.folding import fold
from clashreader.sync.commonwords import COMMON
from clashreader.sync.wallwords import share_of_wall_words
from clashreader.values import dataclass

_STEM: Final = 5  # letters by which two words of an alphabet are the same
_GRAM: Final = 5  # signs, in a script without blanks and with an alphabet
_RUN: Final = 3
_SAID: Final = 0.6  # the share of a sentence's runs that makes it one that was said before
_TELLING: Final = 6  # beginnings of words; fewer say too little about what an article is about
_TOKENS: Final = 8  # words or signs; less than this beyond a text is a button or a credit
_WHOLE: Final = 150  # words; who has a text this long loses nothing to a line below it
_NOTICE: Final = 150  # words of a wall, at most
_AGAIN: Final = 3
_WALLED: Final = 0.15  # of the signs of what is beyond, in words that walls are made of
_WALL_WORDS: Final = 3
_HARDLY: Final = 0.06  # the share of its telling words that an article has again, at least
_LITTLE: Final = 25  # words or signs that are no loss
_MANY: Final = 120  # beginnings; so many, and none of them the article's, are another text
_LIST: Final = 4
_HEADLINE: Final = 16  # words
_ACCIDENT: Final = 2  # beginnings that a wall may share with any article

_SENTENCES = re.compile(r"\n+|(?<=[.!?…؟।])[\"'”»)]*\s+|[。！？]")
_ENDED = re.compile(r"[.!?…:;,؟।。！？」』\"'”’»)\]]\s*$")
_LINES = re.compile(r"\n+")
_TOKEN = re.compile(
    r"(?P<han>[\u3400-\u9fff\uf900-\ufaff々]+)|(?P<kana>[ァ-ヺー]+)|(?P<hiragana>[ぁ-ゖ]+)|"
    r"(?P<hangul>[\uac00-\ud7af]+)|(?P<dense>[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+)|"
    r"(?P<word>(?:(?![\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff])"
    r"[^\W\d_][\u0300-\u036f\u0591-\u05c7\u0610-\u065f\u0900-\u0dff]*)+)"
)
_PARTICLE = re.compile("^(?:[وفبكل]?ال|لل)(?=.{3})")  # the article, joined to its word
_RTL = re.compile("[\u0590-\u06ff]")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an article is about, as its title and the text that is there tell."""

    telling: frozenset[str]
    runs: frozenset[tuple[str, ...]]
    words: int


def subject(title: str, text: str, words: int) -> Subject:
    """Return what an article is about that has `title` and a `text` of `words` words."""
    runs = frozenset(run for part in (title, text) for run in _runs(_tokens(part)))
    return Subject(frozenset(telling_words(f"{title}\n{text}")), runs, words)


def telling_words(text: str) -> set[str]:
    """Return the beginnings of the words that say what a text is about, roughly.

    In scripts without blanks: pairs of Chinese signs, runs of katakana, and groups of letters.
    """
    return {stem for match in _TOKEN.finditer(text) for stem in _stems(match)} - COMMON


def is_something_else(about: Subject, page: str, *, led: bool) -> bool:
    """Return whether what `page` says beyond a text is not more of it.

    `led` says that the page has that text, or a part of it. Whoever has but a title has nothing
    that could be lost to other stories, and one with a long text does not lose it to a line below.
    """
    if not about.words:
        return _is_notice(page, about, _WALL_WORDS, _WALLED)
    if led and about.words >= _WHOLE:
        return False
    beyond = [part for line in _LINES.split(page) if (part := _unsaid(about, line))]
    different = {" ".join(_tokens(part)): part for part in beyond}
    if sum(len(tokens.split()) for tokens in different) < _TOKENS:
        return False
    if len(different) == 1 and len(beyond) >= _AGAIN:
        return True
    if _is_index(list(different.values())):
        return True
    text = "\n".join(different.values())
    shared = about.telling & telling_words(text)
    if len(shared) < _HARDLY * len(about.telling) and len(about.telling) >= _TELLING:
        if not led:
            return True
        if _is_foreign(list(different.values()), about, none=not shared):
            return True
    return len(shared) <= _ACCIDENT and _is_notice(text, about, _WALL_WORDS, _WALLED)


def _is_index(lines: list[str]) -> bool:
    """Whether lines are headlines of other stories, near as these may be: short, without an end."""
    if len(lines) < _LIST:
        return False
    open_ended = sum(_ENDED.search(line) is None for line in lines)
    long = sum(_signs(line) > _HEADLINE for line in lines)
    return open_ended * 5 >= 4 * len(lines) and long * 10 <= len(lines)


def _signs(line: str) -> float:
    """Return the words of a line; where there are no blanks, three signs count as one."""
    tokens = _tokens(line)
    return sum(1 / 3 if one[0] >= "\u0e00" and len(one) == 1 else 1 for one in tokens)


def _is_foreign(lines: list[str], about: Subject, *, none: bool) -> bool:
    """Whether lines that share next to nothing with a text, or `none`, are no more of it, either.

    A writer may go on in words that are all new, for a paragraph or two: too little to tell by. A
    list of other stories has no words in common, or is made from one mould.
    """
    text = "\n".join(lines)
    words = [telling_words(line) for line in lines]
    if len(set().union(*words)) >= _MANY or (none and len(_tokens(text)) <= _LITTLE):
        return True
    if none and _is_notice(text, about, _WALL_WORDS - 1, _WALLED / 2):
        return True
    if len(lines) < _LIST:
        return False
    times = Counter(word for line in words for word in line)
    alone = sum(all(times[word] == 1 for word in line) for line in words)
    alike = sum(
        sum(times[word] > len(lines) / 2 for word in line) * 2 > len(line) for line in words
    )
    return max(alone, alike) * 2 > len(lines)


def _is_notice(text: str, about: Subject, least: int, share: float) -> bool:
    if len(text.split()) > _NOTICE:
        return False
    words, walled = share_of_wall_words(text, about.telling)
    return words >= least and walled >= share


def _unsaid(about: Subject, line: str) -> str:
    """Return the sentences of a line that the title and the text do not have."""
    kept = []
    for sentence in _SENTENCES.split(line):
        tokens = _tokens(sentence)
        runs = _runs(tokens)
        if tokens and sum(run in about.runs for run in runs) < _SAID * len(runs):
            kept.append(sentence)
    return " ".join(kept)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _runs(tokens: list[str]) -> list[tuple[str, ...]]:
    length = max(1, min(_RUN, len(tokens)))
    return list(zip(*(tokens[start:] for start in range(length)), strict=False))


def _stems(match: re.Match[str]) -> Iterator[str]:
    kind, word = match.lastgroup, match.group()
    if kind == "han":
        yield from (word[start : start + 2] for start in range(len(word) - 1))
    elif kind == "kana":
        if len(word) > 2:
            yield word
    elif kind == "hangul":
        if len(word) > 1:
            yield word[:2]
    elif kind == "dense":
        yield from (word[start : start + _GRAM] for start in range(len(word) - _GRAM + 1))
    elif kind == "word":
        folded = fold(word).strip()
        if _RTL.match(folded):
            folded = _PARTICLE.sub("", folded)
            if len(folded) > 2:
                yield folded[: _STEM - 1]
        elif len(folded) >= _STEM:
            yield folded[:_STEM]
