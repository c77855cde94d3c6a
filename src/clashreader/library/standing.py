"""What was decided, held against what stands in the library when it is carried out.

A sync decides on what it knew before it took the write lock. Meanwhile another process may have
stored the same items, or the reader may have deleted an article.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clashreader.library.ddl import DELETED
from clashreader.model import Insert, Intent, Move, Prepared, Revise, Touch
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from clashreader.library.statements import Statements


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    uid: str
    live: bool
    text_hash: str
    item_hash: str


class Standing:
    """The articles that a batch of intents speaks of, as they are now; one query."""

    def __init__(self, connection: Statements, source_id: int, intents: Sequence[Intent]) -> None:
        self._intents = intents
        uids = {
            intent.article.parsed.uid
            for intent in intents
            if isinstance(intent, Insert | Revise | Touch)
        }
        uids |= {intent.uid for intent in intents if isinstance(intent, Move)}
        ids = [intent.id for intent in intents if not isinstance(intent, Insert)]
        rows = connection.exec_driver_sql(
            "SELECT id, uid, state, text_hash, item_hash FROM articles WHERE source_id = ? AND "
            "(uid IN (SELECT value FROM json_each(?)) OR id IN (SELECT value FROM json_each(?)))",
            (source_id, json.dumps(sorted(uids)), json.dumps(ids)),
        )
        found = [_Row(r[0], r[1], r[2] != DELETED, r[3].hex(), r[4].hex()) for r in rows]
        self._by_uid = {row.uid: row for row in found}
        self._by_id = {row.id: row for row in found}

    def settled(self) -> list[Intent]:
        """Return what is still to be done."""
        return list(self._settle())

    def _settle(self) -> Iterator[Intent]:
        inserted: set[str] = set()
        for intent in self._intents:
            if isinstance(intent, Insert):
                uid = intent.article.parsed.uid
                row = self._by_uid.get(uid)
                if row is not None:
                    yield from self._met(row, intent.article)
                elif uid not in inserted:
                    inserted.add(uid)
                    yield intent
                continue
            row = self._by_id.get(intent.id)
            if row is None or not row.live:
                continue
            if isinstance(intent, Revise) and intent.article.text_hash == row.text_hash:
                yield Touch(row.id, self._named(row, intent.article))
            elif isinstance(intent, Revise | Touch):
                yield replace(intent, article=self._named(row, intent.article))
            elif not isinstance(intent, Move) or self._is_free(intent.uid, row):
                yield intent

    def _met(self, row: _Row, article: Prepared) -> Iterator[Intent]:
        """An item that was new when it was decided on, and is there now."""
        if not row.live or row.item_hash == article.item_hash:
            return
        if row.text_hash == article.text_hash:
            yield Touch(row.id, article)
        else:
            yield Revise(row.id, article)

    def _named(self, row: _Row, article: Prepared) -> Prepared:
        """Return `article` under a name that no other article of the source has."""
        if self._is_free(article.parsed.uid, row):
            return article
        return replace(article, parsed=replace(article.parsed, uid=row.uid))

    def _is_free(self, uid: str, row: _Row) -> bool:
        other = self._by_uid.get(uid)
        return other is None or other.id == row.id


def has_rules(connection: Statements) -> bool:
    """Whether there are rules that act on what comes in, for which SQLAlchemy is needed."""
    return connection.exec_driver_sql("SELECT 1 FROM rules WHERE enabled = 1").first() is not None
