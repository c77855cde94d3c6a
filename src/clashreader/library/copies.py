"""Copies of one report: found behind the window, folded into one row of a list on request.

Two articles are copies where sources of different names lead to the same page, or where their texts
are nearly the same and they came within three days of each other. Within one source, which may
repeat half of yesterday's bulletin, the whole text has to be the same; its address alone proves
nothing, since a running report keeps one for all its parts. How a list is folded: `library.groups`.
"""

from __future__ import annotations

import json
import threading
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from clashreader.library.ddl import LIVE
from clashreader.library.folding import fold
from clashreader.library.keys import names_a_page
from clashreader.library.packing import DamagedTextError, unpack_text
from clashreader.library.sketching import is_near, read, sketch
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.connection import Connections
    from clashreader.library.rows import Run

BATCH = 200
"""Articles that are looked at in one go, which takes some 100 ms."""
_DAYS = 3 * 86_400
_SPAN = 2 * 86_400
"""Seconds over which the articles of one go may lie apart, so that few others have to be read."""
_MOST = 30_000
"""Sketches that are read for one go."""
_COMMON = 60
"""Texts that share a run of words which tells nothing then: a footer."""

_WAITING = f"""
SELECT a.id, a.versions, a.source_id, a.url, a.url_key, a.sort_time, a.text_hash, a.state = {LIVE},
  b.body, b.text
FROM ungrouped u JOIN articles a ON a.id = u.article_id
LEFT JOIN versions v ON v.article_id = a.id AND v.number = a.versions
LEFT JOIN bodies b ON b.version_id = v.id
ORDER BY u.article_id DESC LIMIT ?
"""
_AROUND = f"""
SELECT a.id, a.source_id, a.text_hash, s.parts
FROM articles a JOIN sketches s ON s.article_id = a.id
WHERE a.state = {LIVE} AND a.sort_time BETWEEN ? AND ? LIMIT {_MOST}
"""
_SAME_PAGE = f"""
SELECT id, source_id, text_hash, (SELECT parts FROM sketches WHERE article_id = articles.id)
FROM articles WHERE url_key = ? AND state = {LIVE} LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class _Text:
    """What is compared of an article."""

    id: int
    source: int
    text_hash: bytes
    sketch: array[int]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article that is to be looked at."""

    text: _Text
    versions: int
    kept: bytes
    key: int | None
    time: int
    live: bool


def group(
    connections: Connections,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> int:
    """Look at every article that was not looked at since its text came; return how many."""
    with connections.read() as run:
        total = int(run("SELECT count(*) FROM ungrouped", ())[0][0])
    done = 0
    while done < total and not (cancel is not None and cancel.is_set()):
        with connections.read() as run:
            waiting = _gather(run)
            found = [pair for some in _stretches(waiting) for pair in _compared(run, some)]
        if not waiting:
            break
        with connections.write_plainly(durable=False) as run:
            for one, copies in found:
                _enter(run, one, copies)
        done += len(waiting)
        if progress is not None:
            progress(min(done, total), total)
    return done


def _gather(run: Run) -> list[_Waiting]:
    """Return the next articles to be looked at, stored last comes first."""
    return [_waiting(row) for row in run(_WAITING, (BATCH,))]


def _waiting(row: Any) -> _Waiting:
    article_id, versions, source, url, key, moment, text_hash, live, body, text = row
    try:
        kept = sketch(fold(unpack_text(body, text))) if live and body is not None else b""
    except DamagedTextError:
        kept = b""
    return _Waiting(
        _Text(article_id, source, text_hash, read(kept)), versions, kept,
        key if url and names_a_page(url) else None, moment, bool(live),
    )  # fmt: skip


def _stretches(waiting: Sequence[_Waiting]) -> Iterator[list[_Waiting]]:
    """Part articles by their time, so that those of each part lie close together."""
    some: list[_Waiting] = []
    for one in sorted((one for one in waiting), key=lambda one: one.time):
        if some and one.time - some[0].time > _SPAN:
            yield some
            some = []
        some.append(one)
    if some:
        yield some


def _compared(run: Run, some: Sequence[_Waiting]) -> Iterator[tuple[_Waiting, set[int]]]:
    """Yield each of some articles with the ids of its copies, among the others and those kept."""
    around = (some[0].time - _DAYS, some[-1].time + _DAYS)
    texts = {one.text.id: one.text for one in some if one.live and one.text.sketch}
    if texts:
        kept = (_text(row) for row in run(_AROUND, around))
        texts = {text.id: text for text in kept if text.sketch} | texts
    holders = defaultdict(list)
    for text in texts.values():
        for number in text.sketch[1:]:
            holders[number].append(text)
    for one in some:
        found: set[int] = set()
        if one.live:
            met = {
                text.id: text for number in one.text.sketch[1:]
                if len(holders[number]) <= _COMMON for text in holders[number]
            }  # fmt: skip
            found = {text.id for text in met.values() if _are_copies(one.text, text)}
            found |= {text.id for text in _same_page(run, one) if _share_page(one.text, text)}
        yield one, found - {one.text.id}


def _text(row: Any) -> _Text:
    return _Text(row[0], row[1], row[2], read(row[3] or b""))


def _are_copies(one: _Text, other: _Text) -> bool:
    if one.source == other.source:
        return one.text_hash == other.text_hash
    return is_near(one.sketch, other.sketch)


def _share_page(one: _Text, other: _Text) -> bool:
    return one.source != other.source or is_near(one.sketch, other.sketch)


def _same_page(run: Run, one: _Waiting) -> list[_Text]:
    return [] if one.key is None else [_text(row) for row in run(_SAME_PAGE, (one.key,))]


def _enter(run: Run, one: _Waiting, copies: set[int]) -> None:
    """Note the copies of an article, unless it changed while it was looked at."""
    article = one.text.id
    same = "SELECT 1 FROM articles WHERE id = ? AND versions = ? AND (state = ?) = ?"
    if not run(same, (article, one.versions, LIVE, one.live)):
        return
    run("DELETE FROM ungrouped WHERE article_id = ?", (article,))
    if one.live:
        run("INSERT OR REPLACE INTO sketches VALUES (?, ?)", (article, one.kept))
    _leave(run, article)
    copies = {
        row[0] for row in run(
            "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?)) AND state = ?",
            (json.dumps(sorted(copies)), LIVE),
        )
    }  # fmt: skip
    if not copies:
        return
    members = json.dumps(sorted({article, *copies}))
    old = [
        row[0] for row in run(
            "SELECT DISTINCT group_id FROM duplicates "
            "WHERE article_id IN (SELECT value FROM json_each(?))", (members,),
        )
    ]  # fmt: skip
    # Named after a member: no two groups can have one, as each article is in one at most.
    name = min(old) if old else article
    run(
        "UPDATE duplicates SET group_id = ? WHERE group_id IN (SELECT value FROM json_each(?))",
        (name, json.dumps(old)),
    )
    run("INSERT OR REPLACE INTO duplicates SELECT value, ? FROM json_each(?)", (name, members))


def _leave(run: Run, article: int) -> None:
    """Take an article out of its group, which is none with one member."""
    found = run("SELECT group_id FROM duplicates WHERE article_id = ?", (article,))
    if not found:
        return
    run("DELETE FROM duplicates WHERE article_id = ?", (article,))
    left = run("SELECT article_id FROM duplicates WHERE group_id = ?", (found[0][0],))
    if len(left) == 1:
        run("DELETE FROM duplicates WHERE article_id = ?", (left[0][0],))
    elif found[0][0] == article:  # the name goes with it
        run(
            "UPDATE duplicates SET group_id = ? WHERE group_id = ?",
            (min(row[0] for row in left), article),
        )
