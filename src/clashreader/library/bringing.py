"""What the reader did to articles elsewhere is done to them here too; nothing is taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clashreader.library import notes
from clashreader.library.ddl import HIDDEN, LIVE
from clashreader.library.folding import fold_name
from clashreader.library.names import tag_ids
from clashreader.model import Changes, Marks
from clashreader.quotations import Quotation

if TYPE_CHECKING:
    import sqlalchemy as sa

_KEPT = f"state IN ({LIVE}, {HIDDEN})"
_BETWEEN = "\n\n"


def add_marks(connection: sa.Connection, marks: Sequence[Marks], now: int) -> Changes:
    """Add tags, bookmarks, read marks, notes and highlights to articles that lack them.

    `Changes.articles` are those that were changed. A note that is there stays, and what is not in
    it yet goes below. What is in the bin, or is no more, is left alone.
    """
    ids = tag_ids(connection, [name for one in marks for name in one.tags])
    changed: dict[int, None] = {}
    for one in marks:
        found = connection.exec_driver_sql(
            f"SELECT 1 FROM articles WHERE id = ? AND {_KEPT}", (one.article_id,)
        ).first()
        if found is not None and _add(connection, one, ids, now):
            changed[one.article_id] = None
    return Changes(articles=tuple(changed), tags=bool(changed), sections=bool(changed))


def _add(connection: sa.Connection, one: Marks, tags: dict[str, int], now: int) -> bool:
    changed = 0
    for key in dict.fromkeys(fold_name(name) for name in one.tags):
        if key in tags:
            changed += connection.exec_driver_sql(
                "INSERT INTO article_tags VALUES (?, ?, 1) ON CONFLICT (article_id, tag_id) "
                "DO UPDATE SET by_reader = 1 WHERE by_reader = 0", (one.article_id, tags[key]),
            ).rowcount  # fmt: skip
    if one.bookmarked:
        changed += connection.exec_driver_sql(
            "UPDATE articles SET bookmarked_at = ? WHERE id = ? AND bookmarked_at IS NULL",
            (one.bookmarked_at or now, one.article_id),
        ).rowcount
    if one.read:
        changed += connection.exec_driver_sql(
            "UPDATE articles SET read = 1, read_at = ? WHERE id = ? AND read = 0",
            (now, one.article_id),
        ).rowcount
    if one.note or one.quotes:
        changed += _annotate(connection, one, now)
    return changed > 0


def _annotate(connection: sa.Connection, one: Marks, now: int) -> int:
    changed = 0
    written = connection.exec_driver_sql(
        "SELECT text FROM notes WHERE article_id = ?", (one.article_id,)
    ).scalar_one_or_none()
    note = (one.note or "").strip()
    if note and note not in (written or ""):
        text = f"{written}{_BETWEEN}{note}" if written else note
        if len(text) <= notes.MAX_NOTE:
            notes.set_note(connection, one.article_id, text, now)
            changed += 1
    there = connection.exec_driver_sql(
        "SELECT exact FROM highlights WHERE article_id = ?", (one.article_id,)
    )
    known = {_words(exact) for exact in there.scalars()}
    for exact, beside, colour in one.quotes:
        if _words(exact) in known or not any(sign.isalnum() for sign in exact):
            continue
        known.add(_words(exact))
        notes.add_highlight(
            connection, one.article_id, Quotation(exact[: notes.MAX_QUOTATION], "", "", None),
            version=None, colour=colour, note=beside, now=now,
        )  # fmt: skip
        changed += 1
    return changed


def _words(text: str) -> str:
    return " ".join(text.split())
