"""Articles about the same story: those that share its rare words and its tags, near in time first.

The index is asked word by word, and only for so many articles on either side of this one: a word
that few articles have is found in all of them, and one that many have in those nearby, where the
rest of its story is. So the time this takes does not grow with the library. Standard library only.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from clashreader.library.ddl import LIVE
from clashreader.library.folding import PRIVATE, SINGLE_SIGNS, SINGLES, fold_words
from clashreader.library.rows import Run
from clashreader.values import dataclass

_TITLE_WORDS, _ALL_WORDS = 12, 18
"""Words of the headline, and of headline and summary together, that are looked for; of pairs of
characters no more than the first, as each costs several times what a word does."""
_HEADLINE = 1.5
"""How much more a word of the headline says than one of the summary."""
_EITHER_SIDE = 120
"""Articles on either side that are asked of each word; one with fewer in all is wholly known."""
_PAIR_WINDOW = 2_000
"""How far around this one, in numbers of articles, pairs of characters are looked for: a pair has
to be put together from the lists of two characters, each of which most articles may have."""
_CANDIDATES = 60
_NEAREST = 24
_HALF_LIFE = 10 * 86_400
"""Seconds after which nearness in time counts half."""
_LEAST = 0.3
"""The least score of an article of the same story, as a share of that of one unique word."""
_TELLING_WORDS = 2
"""How many telling words two articles have to share: one, however rare, makes no story."""
_TELLING_SHARE, _TELLING = 0.4, 2.0
"""A word is telling from this weight, or in a small library from this share of a unique word's:
what more than every seventh article says is said of anything."""
_ALIKE = 0.8
"""The share of words from which two headlines are one, if their numbers are the same."""

_token = re.compile(rf"(?:[{SINGLES}{SINGLE_SIGNS}]\s*)+|(?:[^\W_]|[{PRIVATE}])+")
_Nearby = dict[int, float]
"""Weights of articles by id."""


@dataclass(frozen=True, slots=True)
class _One:
    """What is compared of an article."""

    id: int
    title: str
    summary: str
    section: int | None
    moment: int
    length: int
    text_hash: bytes
    url_key: int | None
    tags: frozenset[int]
    words: frozenset[str]


def related(run: Run, article_id: int, limit: int) -> list[int]:
    """Return the ids of up to `limit` articles, the most closely related first.

    None is the article itself, in the bin, hidden, or another source's copy of the same report.
    """
    mine = _load(run, [article_id])
    if not mine or limit <= 0:
        return []
    article = mine[0]
    weights = _by_tags(run, article)
    for other, weight in _by_words(run, article).items():
        weights[other] += weight
    best = sorted(weights, key=lambda other: (-weights[other], -other))[:_CANDIDATES]
    least = _LEAST * _unique(_size(run))
    ranked = sorted(
        ((_score(article, one, weights[one.id]), one) for one in _load(run, best)),
        key=lambda each: (-each[0], -each[1].moment, -each[1].id),
    )
    near = [one for score, one in ranked if score >= least]
    return [one.id for one in _once_each(article, near, limit)]


def nearby(run: Run, article_id: int, limit: int) -> list[int]:
    """Return the ids of up to `limit` articles of the same section, the nearest in time first.

    They need have nothing else in common with it; what is left out is as in `related`.
    """
    mine = _load(run, [article_id])
    if not mine or limit <= 0:
        return []
    return [one.id for one in _once_each(mine[0], _nearest_of_section(run, mine[0]), limit)]


# --- what the index finds ---


def _by_words(run: Run, article: _One) -> _Nearby:
    """Return how much of this article's words others share, each word the more the rarer it is.

    Those that share too few telling ones are left out: they have a word in common, and no story.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    shared: defaultdict[int, list[str]] = defaultdict(list)
    size = _size(run)
    telling = min(_TELLING, _TELLING_SHARE * _unique(size))
    for word in _wanted_words(article):
        found = _having(run, word, article.id)
        rarity = _rarity(found, size, word)
        weight = rarity * (_HEADLINE if word in article.words else 1)
        for other in found:
            weights[other] += weight
            if rarity >= telling:
                shared[other].append(word)
    return {
        other: weights[other]
        for other, words in shared.items()
        if other != article.id and _count_words(words) >= _TELLING_WORDS
    }


def _count_words(shared: Sequence[str]) -> int:
    """Return how many words there are in `shared`; pairs that overlap are one text, of which
    every two characters are a word.
    """
    pairs = [word for word in shared if _is_pair(word)]
    count = len(shared) - len(pairs)
    characters = 0
    for before, pair in pairwise(["", *pairs]):
        if before[-1:] == pair[0]:
            characters += 1
        else:
            count, characters = count + characters // 2, 2
    return count + characters // 2


def _wanted_words(article: _One) -> list[str]:
    """Return the words to look for: the headline's, then names and long words of the summary."""
    title = [word for word in _words(article.title) if _says_something(word)]
    chosen = dict.fromkeys(sorted(title, key=len, reverse=True)[:_TITLE_WORDS])
    names = {word for name in re.findall(r"(?<=[^.!?…]\s)[^\W\d_a-z]\w+", article.summary)
             for word in _words(name)}  # fmt: skip
    rest = [word for word in _words(article.summary) if _says_something(word)]
    for word in sorted(dict.fromkeys(rest), key=lambda word: (word not in names, -len(word))):
        if len(chosen) < (_TITLE_WORDS if _is_pair(word) else _ALL_WORDS):
            chosen[word] = None
    return list(chosen)


def _says_something(word: str) -> bool:
    """Whether `word` is looked for: not "is" or "at", and no number, which is of anything."""
    return not word.isdecimal() and (len(word) > 2 or not word.isascii())


_NEAR = """
SELECT json_group_array(id) FROM (
  SELECT * FROM (SELECT rowid AS id FROM article_search
    WHERE article_search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?)
  UNION ALL
  SELECT * FROM (SELECT rowid AS id FROM article_search
    WHERE article_search MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?)
)
"""
# In rising order only: FTS5 reads the whole lists of a phrase to go through them backwards.
_AROUND = """
SELECT json_group_array(rowid) FROM article_search
WHERE article_search MATCH ? AND rowid > ? AND rowid < ?
"""


def _having(run: Run, word: str, article_id: int) -> list[int]:
    """Return the articles nearest in number that have `word`."""
    match = f'"{word}"'
    if _is_pair(word):
        first, last = article_id - _PAIR_WINDOW, article_id + _PAIR_WINDOW
        rows = run(_AROUND, (match, first, last))
    else:
        side = (match, article_id, _EITHER_SIDE)
        rows = run(_NEAR, (*side, *side))
    found: list[int] = json.loads(rows[0][0])
    return found


def _rarity(found: Sequence[int], size: int, word: str) -> float:
    """Return the weight of a word: the logarithm of how few articles have it (IDF).

    Of a word that many have, only those nearby are known; the whole is reckoned from how densely
    they stand.
    """
    count = float(len(found))
    if not found:
        return 0.0
    span = max(found) - min(found) + 1
    if _is_pair(word):
        count = max(count, size * count / (2 * _PAIR_WINDOW))
    elif len(found) >= _EITHER_SIDE:
        count = max(count, size * count / span)
    return max(0.0, math.log((size + 1) / (count + 1)))


def _unique(size: int) -> float:
    return math.log((size + 1) / 2) if size > 1 else 1.0


def _size(run: Run) -> int:
    """Return about how many articles there are; counting them would take long."""
    return int(run("SELECT coalesce(max(id), 0) FROM articles", ())[0][0])


_TAGGED = """
SELECT json_group_array(id) FROM (
  SELECT * FROM (SELECT article_id AS id FROM article_tags
    WHERE tag_id = ? AND article_id < ? ORDER BY article_id DESC LIMIT ?)
  UNION ALL
  SELECT * FROM (SELECT article_id AS id FROM article_tags
    WHERE tag_id = ? AND article_id > ? ORDER BY article_id LIMIT ?)
)
"""
_TAG_WEIGHT = 0.7
_TAGS = 8


def _by_tags(run: Run, article: _One) -> defaultdict[int, float]:
    """Return how much the tags that others share with this article say, by their ids."""
    weights: defaultdict[int, float] = defaultdict(float)
    if not article.tags:
        return weights
    size = _size(run)
    rarest = run(
        "SELECT id, total FROM tags WHERE id IN (SELECT value FROM json_each(?)) "
        "ORDER BY total, id LIMIT ?", (json.dumps(list(article.tags)), _TAGS),
    )  # fmt: skip
    for tag_id, total in rarest:
        weight = _TAG_WEIGHT * max(0.0, math.log((size + 1) / (total + 1)))
        side = (tag_id, article.id, _EITHER_SIDE)
        for other in json.loads(run(_TAGGED, (*side, *side))[0][0]):
            weights[other] += weight
    return weights


# --- comparing ---


_LOAD = f"""
SELECT a.id, a.title, a.summary, a.section_id, a.sort_time, a.words, a.text_hash, a.url_key,
  (SELECT json_group_array(tag_id) FROM article_tags WHERE article_id = a.id)
FROM articles a LEFT JOIN sections s ON s.id = a.section_id
WHERE a.id IN (SELECT value FROM json_each(?)) AND a.state = {LIVE} AND a.hidden = 0
  AND coalesce(s.hidden, 0) = 0
"""


def _load(run: Run, ids: Iterable[int]) -> list[_One]:
    return [_one(row) for row in run(_LOAD, (json.dumps(list(ids)),))]


def _one(row: Any) -> _One:
    return _One(
        id=row[0], title=row[1], summary=row[2], section=row[3], moment=row[4], length=row[5],
        text_hash=row[6], url_key=row[7], tags=frozenset(json.loads(row[8])),
        words=frozenset(_words(row[1])),
    )  # fmt: skip


def _words(text: str) -> list[str]:
    """Return the words of `text`, folded as the index has them, each once.

    Of scripts that are written without spaces these are pairs of neighbouring characters, spelled
    as the phrase that the index finds.
    """
    words: dict[str, None] = {}
    for token in _token.findall(fold_words(text)):
        characters = token.split()
        if len(characters) > 1:
            words.update(dict.fromkeys(map(" ".join, pairwise(characters))))
        else:
            words[characters[0]] = None
    return list(words)


def _is_pair(word: str) -> bool:
    return " " in word


def _score(article: _One, other: _One, weight: float) -> float:
    """Return how related another is: what both share, the more the nearer they are in time."""
    together = article.words & other.words
    if article.words:
        weight *= 1 + len(together) / len(article.words)
    if article.section is not None and article.section == other.section:
        weight *= 1.1
    apart = abs(article.moment - other.moment)
    return weight * (0.5 + 0.5 / (1 + apart / _HALF_LIFE))


def _once_each(article: _One, ranked: Sequence[_One], limit: int) -> list[_One]:
    """Return the first `limit`, each report once, and no copies of the article itself.

    Of one report that several sources carry the longest stays, and of equally long ones the newest,
    in the place of the best.
    """
    chosen: list[_One] = []
    for one in ranked:
        if _is_copy(article, one):
            continue
        twin = next((place for place, each in enumerate(chosen) if _same_report(each, one)), None)
        if twin is not None:
            chosen[twin] = max(chosen[twin], one, key=lambda each: (each.length, each.moment))
        elif len(chosen) < limit:
            chosen.append(one)
    return chosen


def _is_copy(article: _One, other: _One) -> bool:
    if article.id == other.id or article.text_hash == other.text_hash:
        return True
    # The address alone is no proof: some feeds give their front page's with every item.
    same_address = article.url_key is not None and article.url_key == other.url_key
    return same_address and _same_report(article, other)


def _same_report(one: _One, other: _One) -> bool:
    """Whether two headlines say the same; other numbers make another report (of another day)."""
    if one.text_hash == other.text_hash:
        return True
    together, every = len(one.words & other.words), len(one.words | other.words)
    return every > 0 and together >= _ALIKE * every and _numbers(one) == _numbers(other)


def _numbers(one: _One) -> set[str]:
    return {word for word in one.words if word.isdigit()}


_NEAREST_IDS = f"""
SELECT id FROM articles WHERE section_id IS ? AND state = {LIVE} AND hidden = 0 AND id <> ?
  AND sort_time {{0}} ? ORDER BY sort_time {{1}}, id {{1}} LIMIT {_NEAREST}
"""


def _nearest_of_section(run: Run, article: _One) -> list[_One]:
    """Return the articles of the same section nearest in time, the nearest first."""
    place = (article.section, article.id, article.moment)
    ids = [
        row[0]
        for before, order in (("<=", "DESC"), (">", "ASC"))
        for row in run(_NEAREST_IDS.format(before, order), place)
    ]
    return sorted(_load(run, ids), key=lambda one: (abs(one.moment - article.moment), one.id))
