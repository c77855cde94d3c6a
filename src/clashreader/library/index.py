"""The full-text index: FTS5 without content, fed with folded text.

A contentless index cannot say what it holds: to forget a row it has to be told the very words
again. They are recomputed from what is stored beside each body, by the same folding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clashreader.library.folding import fold_words
from clashreader.library.packing import DamagedTextError, unpack_text

if TYPE_CHECKING:
    from clashreader.library.statements import Statements

Columns = tuple[str, str, str, str]
"""Folded title, author, outlet and text of an article."""

Entry = tuple[int, str, str, str, str]
"""An article's id and its `Columns`."""

LEARN = "INSERT INTO article_search (rowid, title, author, outlet, body) VALUES (?, ?, ?, ?, ?)"
_FORGET = (
    "INSERT INTO article_search (article_search, rowid, title, author, outlet, body) "
    "VALUES ('delete', ?, ?, ?, ?, ?)"
)


FOR_NEW = (
    "INSERT INTO article_search (article_search, rank) VALUES ('automerge', 8)",
    "INSERT INTO article_search (article_search, rank) VALUES ('hashsize', 8388608)",
)
"""For a new index: parts of it are merged by eight, not by four, and the words of a transaction are
held in up to 8 MiB of memory, not in one, so that each makes one part. 10,000 articles are learned
in 1.3 s instead of 1.65 by the first, in 1.1 by both, and take no more room; a word is looked up in
about as many parts, on fewer levels. An older library goes on as it was made.
"""


def learn(connection: Statements, entries: Sequence[Entry]) -> None:
    """Add articles to the index."""
    connection.exec_driver_sql(LEARN, list(entries))


def forget(connection: Statements, article_id: int, columns: Columns) -> None:
    """Take an article out; `columns` must be what the index was fed, as `columns` gives it.

    An index that is being built anew may not hold it yet, and is not to be told to forget it.
    """
    held = "SELECT 1 FROM article_search_docsize WHERE id = ?"
    if connection.exec_driver_sql(held, (article_id,)).one_or_none() is None:
        return
    connection.exec_driver_sql(_FORGET, (article_id, *columns))


def columns(connection: Statements, article_id: int) -> Columns | None:
    """Return title, author, outlet and text of an article, folded as the index holds them."""
    row = connection.exec_driver_sql(
        "SELECT a.title, a.author, a.outlet, b.body, b.text FROM articles a "
        "JOIN versions v ON v.article_id = a.id AND v.number = a.versions "
        "JOIN bodies b ON b.version_id = v.id WHERE a.id = ?", (article_id,),
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    try:
        text = unpack_text(row[3], row[4])
    except DamagedTextError:
        return None  # what it was fed is lost; new words can still be found
    return (
        fold_words(row[0]), fold_words(row[1] or ""), fold_words(row[2] or ""), fold_words(text),
    )  # fmt: skip
