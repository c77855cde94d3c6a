"""Where each version of an article comes from, and what it is known by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError
from clashreader.library import as_stored
from clashreader.library.ddl import DELETED
from clashreader.model import Provenance, SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from clashreader.library.rows import Run

COLUMNS = (
    "v.number, v.seen_at, v.title, o.kind, o.url, a.uid, c.at, c.url, c.url_reached, c.status, "
    "c.etag, c.last_modified, c.content_hash, c.program, c.extractor, v.body_hash, v.plain_hash, "
    "v.file_hash, v.hashed_at"
)
"""What `of_row` takes, of versions `v`, their articles `a` and sources `o`, and captures `c`."""

_ALL = f"""
SELECT {COLUMNS} FROM versions v JOIN articles a ON a.id = v.article_id
JOIN sources o ON o.id = a.source_id LEFT JOIN captures c ON c.id = v.capture_id
WHERE v.article_id = ? AND a.state <> {DELETED} ORDER BY v.number
"""


def of_article(run: Run, article_id: int) -> tuple[Provenance, ...]:
    """Return the provenance of every version of an article, oldest first."""
    rows = run(_ALL, (article_id,))
    if not rows:
        raise NotFoundError(f"There is no article {article_id}.")
    return tuple(of_row(row) for row in rows)


def of_row(row: Sequence[Any]) -> Provenance:
    """Return what a row of `COLUMNS` says."""
    number, seen, title, kind, source, uid, at, asked, reached, status, etag, modified = row[:12]
    answer, program, extractor, body, plain, file, hashed = row[12:]
    if kind == SourceKind.FOLDER and isinstance(source, str):  # the capture is the whole folder's
        asked = reached = source if source.endswith(f"/{uid}") else f"{source.rstrip('/')}/{uid}"
        answer = as_stored.hexadecimal(file)
    return Provenance(
        version=number, seen=seen, title=title, asked=asked, reached=reached, at=at,
        status=status, etag=etag, last_modified=modified, bytes_hash=answer,
        body_hash=as_stored.hexadecimal(body), text_hash=as_stored.hexadecimal(plain),
        hashed=None if body is None else hashed or seen, extractor=extractor, program=program,
    )  # fmt: skip
