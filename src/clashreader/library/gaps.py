"""What could not be read offline: pictures and whole texts that are not here yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clashreader.library.ddl import FAILED, LIVE, PAGE_WANTED, WANTED
from clashreader.model import Gap

if TYPE_CHECKING:
    from clashreader.library.rows import Run

_AMONG = "AND a.id IN (SELECT value FROM json_each(?))"
_TEXTS = f"""
SELECT a.id, a.source_id, a.title, a.url, a.page_tries, a.page_status
FROM articles a {{index}} JOIN sources o ON o.id = a.source_id
WHERE a.state = {LIVE} AND a.page_state = {PAGE_WANTED} AND o.full_text = 1
  AND o.removed_at IS NULL {{among}}
ORDER BY a.sort_time DESC, a.id DESC LIMIT ?
"""
_IMAGES = f"""
SELECT max(a.id), a.source_id, a.title, i.url, i.attempts, i.error, i.id
FROM images i JOIN article_images p ON p.image_id = i.id JOIN articles a ON a.id = p.article_id
WHERE i.state IN ({WANTED}, {FAILED}) AND i.id < ? AND a.state = {LIVE} {{among}}
GROUP BY i.id ORDER BY i.id DESC LIMIT ?
"""
_ANY = 2**62
# The planner keeps no statistics, and would go through every article; the short index is named.
_COUNT = f"""
SELECT count(*) FROM articles a INDEXED BY articles_page JOIN sources o ON o.id = a.source_id
WHERE a.state = {LIVE} AND a.page_state = {PAGE_WANTED} AND o.full_text = 1
  AND o.removed_at IS NULL
"""


def texts(run: Run, limit: int, ids: Sequence[int] | None) -> tuple[Gap, ...]:
    """Return the articles whose page is still wanted, the newest first."""
    every = ids is None
    sql = _TEXTS.format(
        index="INDEXED BY articles_page" if every else "", among="" if every else _AMONG
    )
    parameters = (limit,) if ids is None else (json.dumps(list(ids)), limit)
    return tuple(
        Gap(number, source, title, url, tries, status=status)
        for number, source, title, url, tries, status in run(sql, parameters)
    )


def images(run: Run, limit: int, ids: Sequence[int] | None, before: int | None) -> tuple[Gap, ...]:
    """Return the pictures that are not stored, each with the newest article that shows it."""
    sql = _IMAGES.format(among="" if ids is None else _AMONG)
    first = (_ANY if before is None else before,)
    chosen = () if ids is None else (json.dumps(list(ids)),)
    return tuple(
        Gap(number, source, title, url, tries, reason=error, image=image)
        for number, source, title, url, tries, error, image in run(sql, (*first, *chosen, limit))
    )


def count_texts(run: Run) -> int:
    """Return how many pages are still wanted."""
    return int(run(_COUNT, ())[0][0])
