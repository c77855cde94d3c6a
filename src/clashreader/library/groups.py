"""Groups of copies as lists use them: each group's first one alone, the others behind it.

Apart from `library.copies`, which finds them: the first screen needs this, and not that.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clashreader.library.ddl import LIVE
from clashreader.model import FoldedIds

Run = Callable[[str, Sequence[object]], Sequence[Any]]

_FEW = 5_000
"""Ids whose groups are asked for by name; of more, all groups are read."""
_STEP = 20_000
"""Ids that are gone through in one go, so that no other thread waits for longer."""


def folded(run: Run, ids: array[int]) -> FoldedIds:
    """Return `ids` with each group's first one alone; 60 ms of a million ids."""
    groups = _groups(run, ids)
    if not groups:
        return FoldedIds(ids, {})
    first: dict[int, int] = {}
    others: dict[int, list[int]] = {}
    kept = array("q")
    known = groups.keys()
    for start in range(0, len(ids), _STEP):
        part = ids[start : start + _STEP]
        if known.isdisjoint(part):
            kept.extend(part)
            continue
        for article in part:
            group = groups.get(article)
            leader = article if group is None else first.setdefault(group, article)
            if leader == article:
                kept.append(article)
            else:
                others.setdefault(leader, []).append(article)
    return FoldedIds(kept, {leader: tuple(behind) for leader, behind in others.items()})


def _groups(run: Run, ids: Sequence[int]) -> Mapping[int, int]:
    if len(ids) > _FEW:
        found = run("SELECT article_id, group_id FROM duplicates", ())
    else:
        found = run(
            "SELECT article_id, group_id FROM duplicates "
            "WHERE article_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
    return {row[0]: row[1] for row in found}


def members(run: Run, article: int) -> list[int]:
    """Return the other copies of an article, newest first; not those in the bin or hidden."""
    found = run(
        "SELECT a.id FROM duplicates d JOIN duplicates o ON o.group_id = d.group_id "
        f"JOIN articles a ON a.id = o.article_id AND a.state = {LIVE} "
        "WHERE d.article_id = ? AND o.article_id <> ? ORDER BY a.sort_time DESC, a.id DESC",
        (article, article),
    )
    return [row[0] for row in found]
