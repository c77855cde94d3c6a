"""Copies of one report: found behind the window, folded into one row of a list on request.

Two articles are copies where sources of different names lead to the same page, or where their texts
are nearly the same and they came within three days of each other. Within one source, which may
repeat half of yesterday's bulletin, the whole text has to be the same; its address alone proves
nothing, since a running report keeps one for all its parts. How a list is folded: `library.groups`.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
"""Articles that are read, or written, in one step: 50 ms, and of a writer's turn 5."""
_TOGETHER = 5 * BATCH
"""Articles that are compared in one go, with the same others."""
_DAYS = 3 * 86_400
_SPAN = 2 * 86_400
"""Seconds over which the articles of one go may lie apart, so that few others have to be read."""
_MOST = 30_000
"""Sketches that are read for one go."""
_COMMON = 60
"""Texts that share a run of words which tells nothing then: a footer."""

# By their time: those of one go then lie together, and those that they are compared with. One text
# of hexadecimal numbers, as a million rows would take ten times the room.
_ORDER = """
SELECT CAST(group_concat(printf('%016x', id), '') AS BLOB) FROM (
  SELECT a.id FROM ungrouped u JOIN articles a ON a.id = u.article_id
  ORDER BY a.sort_time DESC, a.id DESC
)
"""
_WAITING = f"""
SELECT a.id, a.versions, a.source_id, a.url, a.url_key, a.sort_time, a.text_hash, a.state = {LIVE},
  b.body, b.text
FROM json_each(?) asked JOIN ungrouped u ON u.article_id = asked.value
JOIN articles a ON a.id = u.article_id
LEFT JOIN versions v ON v.article_id = a.id AND v.number = a.versions
LEFT JOIN bodies b ON b.version_id = v.id
"""
_AROUND = f"""
SELECT a.id, a.source_id, a.text_hash, s.parts
FROM articles a JOIN sketches s ON s.article_id = a.id
WHERE a.state = {LIVE} AND a.sort_time BETWEEN ? AND ? LIMIT {_MOST}
"""
_AMONG = "id IN (SELECT value FROM json_each(?))"
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
    *,
    ease: float = 0.0,
) -> int:
    """Look at every article that was not looked at since its text came; return how many."""
    with connections.read() as run:
        order = _numbers(run(_ORDER, ())[0][0])
    pace, done = _Pace(cancel or threading.Event(), ease), 0
    for part in _parts(order, _TOGETHER):
        waiting: list[_Waiting] = []
        for some in _parts(part, BATCH):
            with connections.read() as run:
                waiting += _gather(run, some)
            if pace.rest():
                return done
        for near in _stretches(waiting):  # noted one by one: the next may have copies of it
            with connections.read() as run:
                found = list(_compared(run, near))
            for pairs in _parts(found, BATCH):
                with connections.write_plainly(durable=False) as run:
                    _enter(run, pairs)
                done += len(pairs)
                if progress is not None:
                    progress(done, len(order))
                if pace.rest():
                    return done
    return done


def _numbers(written: bytes | None) -> array[int]:
    numbers = array("q", bytes.fromhex((written or b"").decode("ascii")))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _parts(whole: Sequence[Any], size: int) -> Iterator[Any]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


class _Pace:
    """Has a thread rest `ease` seconds for each second that it worked."""

    def __init__(self, cancel: threading.Event, ease: float) -> None:
        self._cancel = cancel
        self._ease = ease
        self._since = time.thread_time()

    def rest(self) -> bool:
        """Rest for what was done since the last time; return whether it shall end."""
        worked = time.thread_time() - self._since
        ends = self._cancel.wait(worked * self._ease) if self._ease else self._cancel.is_set()
        self._since = time.thread_time()
        return ends


def _gather(run: Run, ids: array[int]) -> list[_Waiting]:
    """Return what is compared of the articles `ids` that still are to be looked at."""
    return [_waiting(row) for row in run(_WAITING, (json.dumps(ids.tolist()),))]


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
    # Only what these have is looked up: the others are many more, and few share anything.
    asked = {number for text in texts.values() for number in text.sketch[1:]}
    holders = defaultdict(list)
    for text in _with(texts, map(_text, run(_AROUND, around)) if texts else ()):
        for number in asked.intersection(text.sketch[1:]):
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


def _with(texts: Mapping[int, _Text], kept: Iterable[_Text]) -> Iterator[_Text]:
    """Yield the texts, and those kept of other articles."""
    yield from texts.values()
    yield from (text for text in kept if text.id not in texts)


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


def _enter(run: Run, found: Sequence[tuple[_Waiting, set[int]]]) -> None:
    """Note the copies of some articles, but of those that changed while they were looked at."""
    by_id = {one.text.id: one for one, _ in found}
    ids = json.dumps(list(by_id))
    now = run(f"SELECT id, versions, state = {LIVE} FROM articles WHERE {_AMONG}", (ids,))
    by_id = {
        row[0]: by_id[row[0]] for row in now
        if (row[1], bool(row[2])) == (by_id[row[0]].versions, by_id[row[0]].live)
    }  # fmt: skip
    ids = json.dumps(list(by_id))
    run(f"DELETE FROM ungrouped WHERE article_{_AMONG}", (ids,))
    for article, one in by_id.items():
        if one.live:
            run("INSERT OR REPLACE INTO sketches VALUES (?, ?)", (article, one.kept))
    grouped = {
        row[0] for row in run(f"SELECT article_id FROM duplicates WHERE article_{_AMONG}", (ids,))
    }
    for one, copies in found:
        article = one.text.id
        if article not in by_id:
            continue
        if article in grouped:
            _leave(run, article)
        grouped |= _join(run, article, copies)


def _join(run: Run, article: int, copies: set[int]) -> set[int]:
    """Bring an article and its copies into one group; return all whom that concerns."""
    if not copies:
        return set()
    copies = {
        row[0] for row in run(
            f"SELECT id FROM articles WHERE {_AMONG} AND state = {LIVE}",
            (json.dumps(sorted(copies)),),
        )
    }  # fmt: skip
    if not copies:
        return set()
    members = json.dumps(sorted({article, *copies}))
    old = [
        row[0] for row in run(
            f"SELECT DISTINCT group_id FROM duplicates WHERE article_{_AMONG}", (members,)
        )
    ]  # fmt: skip
    # Named after a member: no two groups can have one, as each article is in one at most.
    name = min(old) if old else article
    run(
        "UPDATE duplicates SET group_id = ? WHERE group_id IN (SELECT value FROM json_each(?))",
        (name, json.dumps(old)),
    )
    run("INSERT OR REPLACE INTO duplicates SELECT value, ? FROM json_each(?)", (name, members))
    return {article, *copies}


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
