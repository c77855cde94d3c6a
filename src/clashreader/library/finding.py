"""Running a query: its ids, how many there are, and the score of each.

The words of a query are looked up once and first: how many articles have them decides how the rest
is done, for SQLite's planner cannot know. A few are looked up one by one and put in order; where
there are many, the index that has the order already is walked, and whoever is not among them is
passed over.
"""

from __future__ import annotations

import time
from array import array
from binascii import unhexlify
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from sys import byteorder
from typing import Any

from clashreader.errors import CancelledError
from clashreader.library.ddl import DELETED
from clashreader.library.folding import fold_words
from clashreader.library.matching import Matcher, joined, matcher
from clashreader.library.packing import DamagedTextError, unpack_text
from clashreader.library.search import RANK, Selection, conjuncts, is_of_words, select, terms_of
from clashreader.model import AllOf, ArticleQuery, Sort, Term

RANKED = 5_000
"""Hits that are ranked, those stored last. Of a word that more articles have, the rank says little
and costs much; the others follow by date."""

_AT_ONCE = 65_536
"""Ids that are unpacked in one go, so that no other thread waits for longer than a millisecond."""

Run = Callable[[str, Sequence[object]], Sequence[Any]]

_ALL = "INSERT INTO temp.found (id) SELECT rowid FROM article_search WHERE article_search MATCH ?"
_BEST = (
    f"INSERT INTO temp.found (id, rank) SELECT rowid, {RANK} FROM article_search "
    f"WHERE article_search MATCH ? ORDER BY rowid DESC LIMIT ?"
)
_OTHERS = (
    "INSERT OR IGNORE INTO temp.found (id) "
    "SELECT rowid FROM article_search WHERE article_search MATCH ?"
)


def query_ids(
    run: Run, query: ArticleQuery, now: int, limit: int | None, offset: int = 0
) -> array[int]:
    """Return the ids that `query` means, in its order."""
    selection = select(query, now)
    with _found(run, selection, limit, offset) as hits:
        sql, parameters = selection.statement("a.id", hits, limit)
        sql += " LIMIT ? OFFSET ?"
        return _packed(run, sql, (*parameters, -1 if limit is None else limit, offset))


def in_order(run: Run, ids: Sequence[int], sort: Sort) -> array[int]:
    """Return those of `ids` that are there, in that order; what is hidden or in the bin as well."""
    from clashreader.library.as_stored import ids as numbers

    selection = select(ArticleQuery(sort=sort), 0)
    sql = (
        "SELECT a.id FROM json_each(?) asked CROSS JOIN articles a ON a.id = asked.value "
        f"WHERE a.state <> {DELETED}{selection.order}"
    )
    return _packed(run, sql, (numbers(ids),))


_LOOK, _SCREEN = 40, 12
"""Articles that are read through before the index is asked, and hits that fill a screen."""
_READ, _HITS = 4_000, 40
_QUICK, _QUICK_MILLION = 0.018, 0.05
"""Seconds that the index has for the first screen, in a small library and in one of a million."""
_READING = 1.1
"""How much of that articles are read for, when the index is late."""


def is_quick(run: Run, query: ArticleQuery, now: int) -> array[int] | None:
    """Return the first screen where every second article is on it, or None.

    A millisecond or two; of such words the index would have the most to say.
    """
    if query.sort is Sort.RELEVANCE or select(query, now).match is None:
        return None
    found = read_through(run, query, now, most=_LOOK, enough=_SCREEN)
    return found if len(found) >= _SCREEN else None


def patience(run: Run) -> float:
    """Return the seconds that the index has to find the first screen."""
    articles = int(run("SELECT coalesce(max(id), 0) FROM articles", ())[0][0])
    return _QUICK + (_QUICK_MILLION - _QUICK) * min(articles / 1_000_000, 1)


def meanwhile(run: Run, query: ArticleQuery, now: int) -> array[int]:
    """Return some of the first ids, newest first, for a screen while the index is being asked."""
    return read_through(run, query, now, most=_READ, enough=_HITS, seconds=_READING * patience(run))


def scored_ids(
    run: Run, query: ArticleQuery, now: int, limit: int, offset: int
) -> dict[int, float]:
    """Return the ids that `query` means, in its order, with scores: more is better, 0 is none."""
    selection = select(query, now)
    with _found(run, selection, limit, offset) as hits:
        score = "coalesce(-f.rank, 0.0)" if selection.ranked else "0.0"
        sql, parameters = selection.statement(f"a.id, {score}", hits, limit)
        sql += " LIMIT ? OFFSET ?"
        return {row[0]: row[1] for row in run(sql, (*parameters, limit, offset))}


def count(run: Run, query: ArticleQuery, now: int) -> int:
    """Return how many articles `query` means."""
    return _counted(run, query, now, "count(*)")[0]


def count_unread(run: Run, query: ArticleQuery, now: int) -> tuple[int, int]:
    """Return how many articles `query` means, and how many of them are unread."""
    if select(query, now).match is None:  # an index has both counts, and a sum reads every row
        unread = Term("unread", "is")
        both = unread if query.where is None else AllOf((*conjuncts(query.where), unread))
        return count(run, query, now), count(run, ArticleQuery(both), now)
    total, new = _counted(run, query, now, "count(*), coalesce(sum(a.read = 0), 0)")
    return total, new


def _counted(run: Run, query: ArticleQuery, now: int, columns: str) -> tuple[int, ...]:
    selection = select(query, now)
    selection.ranked, selection.order = False, ""
    with _found(run, selection, None, 0) as hits:
        sql, parameters = selection.statement(columns, hits)
        return tuple(run(sql, parameters)[0])


_ENTRY = """
SELECT a.title, a.author, a.outlet, b.body, b.text FROM articles a
JOIN versions v ON v.article_id = a.id AND v.number = a.versions
JOIN bodies b ON b.version_id = v.id WHERE a.id = ?
"""


def read_through(
    run: Run, query: ArticleQuery, now: int, *, most: int, enough: int, seconds: float = 60.0
) -> array[int]:
    """Return the first ids that `query` means by reading articles one after another, no index.

    It ends when `most` were read, `enough` are found, or so many `seconds` have passed. What
    matters more to the query than the date is put aside: they come newest first then. Nothing is
    found of a query that has its words within other conditions.
    """
    found = array("q")
    split = _split(query)
    if split is None:
        return found
    end = time.monotonic() + seconds
    fits, others = split
    with suppress(CancelledError):  # what was found until then is right
        for article_id in query_ids(run, others, now, most):
            if _fits(run, article_id, fits):
                found.append(article_id)
            if len(found) >= enough or time.monotonic() > end:
                break
    return found


def _split(query: ArticleQuery) -> tuple[Matcher, ArticleQuery] | None:
    """Take the words out of a query: what tells whether they match, and what is left of it."""
    words, others = [], []
    for node in conjuncts(query.where):
        if not any(is_of_words(term) for term in terms_of(node)):
            others.append(node)
        elif (found := matcher(node)) is not None:
            words.append(found)
        else:
            return None
    if not words:
        return None
    sort = Sort.NEWEST if query.sort is Sort.RELEVANCE else query.sort
    where = AllOf(tuple(others)) if others else None
    return (lambda columns, text: all(one(columns, text) for one in words)), ArticleQuery(
        where, sort
    )


def _fits(run: Run, article_id: int, fits: Matcher) -> bool:
    for title, author, outlet, body, text in run(_ENTRY, (article_id,)):
        try:
            plain = unpack_text(body, text)
        except DamagedTextError:
            plain = ""
        columns = (
            fold_words(title),
            fold_words(author or ""),
            fold_words(outlet or ""),
            fold_words(plain),
        )
        return fits(columns, joined(columns))
    return False


@contextmanager
def _found(run: Run, selection: Selection, limit: int | None, offset: int) -> Iterator[int | None]:
    """Look the words up, for as long as it is held, and give how many articles have them."""
    if selection.match is None:
        yield None
        return
    run("DROP TABLE IF EXISTS temp.found", ())  # of a statement that was broken off
    run("CREATE TEMP TABLE found (id INTEGER PRIMARY KEY, rank REAL)", ())
    if selection.ranked:
        run(_BEST, (selection.match, RANKED))
    else:
        run(_ALL, (selection.match,))
    hits = int(run("SELECT count(*) FROM temp.found", ())[0][0])
    wanted = None if limit is None else offset + limit
    if (
        selection.ranked
        and hits == RANKED
        and (wanted is None or _best_do_not_do(selection, wanted))
    ):
        run(_OTHERS, (selection.match,))
        hits = int(run("SELECT count(*) FROM temp.found", ())[0][0])
    yield hits
    run("DROP TABLE temp.found", ())


def _best_do_not_do(selection: Selection, wanted: int) -> bool:
    """Whether so many are wanted, or so few can pass, that those ranked may not be enough."""
    return bool(selection.where) or wanted > RANKED // 2


def _packed(run: Run, sql: str, parameters: Sequence[object]) -> array[int]:
    """Return the numbers of a statement's one column, in order.

    A row each would be a million turns of the interpreter, for which the window's thread would
    have to wait; so they come as one text of hexadecimal digits.
    """
    text = run(
        f"SELECT CAST(group_concat(printf('%016x', id), '') AS BLOB) FROM ({sql})", parameters
    )[0][0]
    found = array("q")
    if text is None:
        return found
    for start in range(0, len(text), 16 * _AT_ONCE):
        some = array("q")
        some.frombytes(unhexlify(text[start : start + 16 * _AT_ONCE]))
        if byteorder == "little":
            some.byteswap()
        found.extend(some)
    return found
