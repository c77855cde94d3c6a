"""What the reader wrote beside articles: notes, and highlights in their texts."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from clashreader.errors import NotFoundError, UsageError
from clashreader.library.connection import run_on
from clashreader.library.ddl import LIVE
from clashreader.library.marks import check_ids
from clashreader.library.packing import DamagedTextError, unpack_text
from clashreader.library.readying import clean
from clashreader.model import HIGHLIGHT_COLOURS, Annotations, Changes, Highlight, HighlightPlace
from clashreader.quotations import Page, Quotation, quote

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run

MAX_QUOTATION = 20_000
MAX_NOTE = 100_000
MAX_CONTEXT = 1000
"""Characters of what stands around a quotation that are kept; a fitting place needs far fewer."""

_HIGHLIGHTS = f"""
SELECT h.id, h.article_id, v.number, h.exact, h.prefix, h.suffix, h.colour, h.note, h.created_at,
  h.changed_at, h.earlier
FROM highlights h JOIN articles a ON a.id = h.article_id AND a.state = {LIVE}
LEFT JOIN versions v ON v.id = h.version_id
"""
_INSERT = """
INSERT INTO highlights (id, article_id, version_id, exact, prefix, suffix, colour, note,
  created_at, changed_at, earlier)
VALUES (?, ?, (SELECT id FROM versions WHERE article_id = ? AND number = ?),
  ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id
"""


def highlights(
    run: Run, article_id: int | None, limit: int | None, offset: int
) -> tuple[Highlight, ...]:
    """Return those of one article, oldest first, or all of them, newest first."""
    page = (-1 if limit is None else limit, offset)
    if article_id is not None:
        check_ids(run, [article_id])
        return _of_article(run, article_id, page)
    rows = run(_HIGHLIGHTS + "ORDER BY h.created_at DESC, h.id DESC LIMIT ? OFFSET ?", page)
    return tuple(map(_highlight, rows))


def of_article(run: Run, article_id: int) -> tuple[Highlight, ...]:
    """Return the highlights of an article, oldest first."""
    return _of_article(run, article_id, (-1, 0))


def _of_article(run: Run, article_id: int, page: tuple[int, int]) -> tuple[Highlight, ...]:
    rows = run(
        _HIGHLIGHTS + "WHERE h.article_id = ? ORDER BY h.created_at, h.id LIMIT ? OFFSET ?",
        (article_id, *page),
    )
    return tuple(map(_highlight, rows))


def _highlight(row: Sequence[Any]) -> Highlight:
    return Highlight(*row)


def highlight(run: Run, highlight_id: int) -> Highlight:
    """Return one highlight; raises `NotFoundError`."""
    found = run(_HIGHLIGHTS + "WHERE h.id = ?", (highlight_id,))
    if not found:
        raise NotFoundError(f"There is no highlight {highlight_id}.")
    return _highlight(found[0])


def annotated(run: Run, limit: int | None, offset: int) -> array[int]:
    """Return the ids of the articles that have a note or a highlight, newest annotation first."""
    rows = run(
        "SELECT a.id FROM (SELECT article_id, changed_at FROM notes "
        "UNION ALL SELECT article_id, changed_at FROM highlights) n "
        f"JOIN articles a ON a.id = n.article_id AND a.state = {LIVE} "
        "GROUP BY a.id ORDER BY max(n.changed_at) DESC, a.id DESC LIMIT ? OFFSET ?",
        (-1 if limit is None else limit, offset),
    )
    return array("q", (row[0] for row in rows))


def of_articles(run: Run, article_ids: Sequence[int]) -> list[Annotations]:
    """Return note and highlights of each of the articles, in that order; two queries."""
    wanted = (json.dumps(list(article_ids)),)
    texts = run(
        "SELECT n.article_id, n.text FROM json_each(?) i JOIN notes n ON n.article_id = i.value",
        wanted,
    )
    written = {int(row[0]): str(row[1]) for row in texts}
    rows = run(
        _HIGHLIGHTS + "WHERE h.article_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY h.created_at, h.id",
        wanted,
    )
    marked: dict[int, list[Highlight]] = {}
    for made in map(_highlight, rows):
        marked.setdefault(made.article_id, []).append(made)
    return [Annotations(i, written.get(i), tuple(marked.get(i, ()))) for i in article_ids]


# --- writing ---


def add_highlight(
    connection: sa.Connection, article_id: int, quotation: Quotation, *, version: int | None,
    colour: int, note: str | None, now: int,
) -> Highlight:  # fmt: skip
    """Mark a passage of a version, which is the newest unless told."""
    exact = clean(quotation.exact)
    if not quote(exact, 0, len(exact)).exact:
        raise UsageError("A highlight needs some words to mark.")
    if len(exact) > MAX_QUOTATION:
        raise UsageError(f"A highlight holds {MAX_QUOTATION:,} characters at most.")
    newest = _newest(run_on(connection), article_id)
    number = newest if version is None else version
    if not 1 <= number <= newest:
        raise NotFoundError(f"Article {article_id} has no version {number}; it has {newest}.")
    made = Highlight(
        0, article_id, number, exact, clean(quotation.prefix)[-MAX_CONTEXT:],
        clean(quotation.suffix)[:MAX_CONTEXT], _colour(colour), _note(note), now, now,
        _earlier(quotation.earlier),
    )  # fmt: skip
    return highlight(run_on(connection), _insert(connection, made, None))


def _insert(connection: sa.Connection, highlight: Highlight, highlight_id: int | None) -> int:
    h = highlight
    values = (
        highlight_id, h.article_id, h.article_id, h.version, h.exact, h.prefix, h.suffix, h.colour,
        h.note, h.created, h.changed, h.earlier,
    )  # fmt: skip
    return int(connection.exec_driver_sql(_INSERT, values).scalar_one())


def _newest(run: Run, article_id: int) -> int:
    found = run(f"SELECT versions FROM articles WHERE id = ? AND state = {LIVE}", (article_id,))
    if not found:
        raise NotFoundError(f"There is no article {article_id}.")
    return int(found[0][0])


def _colour(colour: int) -> int:
    if not 0 <= colour < len(HIGHLIGHT_COLOURS):
        raise UsageError(f"A highlight is {', '.join(HIGHLIGHT_COLOURS[:-1])} or "
                         f"{HIGHLIGHT_COLOURS[-1]}.")  # fmt: skip
    return colour


def _earlier(count: int | None) -> int | None:
    if count is not None and not 0 <= count < 2**31:
        raise UsageError("How often the words stood before that place is a count.")
    return count


def _note(text: str | None) -> str | None:
    """Return a note as it is kept: None where nothing but blanks is left of it."""
    cleaned = clean(text or "")
    if len(cleaned) > MAX_NOTE:
        raise UsageError(f"A note holds {MAX_NOTE:,} characters at most.")
    return cleaned if cleaned.strip() else None


def edit_highlight(
    connection: sa.Connection, highlight_id: int, *, colour: int | None, note: str | None, now: int
) -> Changes:
    """Change colour or note; None leaves either as it is, and "" takes the note away."""
    before = highlight(run_on(connection), highlight_id)
    wanted = (
        before.colour if colour is None else _colour(colour),
        before.note if note is None else _note(note),
    )
    if wanted == (before.colour, before.note):
        return Changes()
    connection.exec_driver_sql(
        "UPDATE highlights SET colour = ?, note = ?, changed_at = ? WHERE id = ?",
        (*wanted, now, highlight_id),
    )
    return _changed(before.article_id)


def delete_highlight(connection: sa.Connection, highlight_id: int) -> Changes:
    """Take a highlight away."""
    before = highlight(run_on(connection), highlight_id)
    connection.exec_driver_sql("DELETE FROM highlights WHERE id = ?", (highlight_id,))
    return _changed(before.article_id)


def restore_highlight(connection: sa.Connection, highlight: Highlight) -> Changes:
    """Put back what was taken away, under its own number unless another has got it since."""
    check_ids(run_on(connection), [highlight.article_id])
    holder = connection.exec_driver_sql(
        _HIGHLIGHTS + "WHERE h.id = ?", (highlight.id,)
    ).one_or_none()
    if holder is not None and _highlight(holder) == highlight:
        return Changes()
    taken = connection.exec_driver_sql(
        "SELECT 1 FROM highlights WHERE id = ?", (highlight.id,)
    ).first()
    _insert(connection, highlight, None if taken else highlight.id)
    return _changed(highlight.article_id)


def set_note(connection: sa.Connection, article_id: int, text: str, now: int) -> Changes:
    """Write the note of an article; "" takes it away."""
    check_ids(run_on(connection), [article_id])
    note = _note(text)
    if note is None:
        changed = connection.exec_driver_sql(
            "DELETE FROM notes WHERE article_id = ? RETURNING article_id", (article_id,)
        )
    else:
        changed = connection.exec_driver_sql(
            "INSERT INTO notes VALUES (?, ?, ?) ON CONFLICT (article_id) DO UPDATE "
            "SET text = excluded.text, changed_at = excluded.changed_at "
            "WHERE text <> excluded.text RETURNING article_id",
            (article_id, note, now),
        )
    return _changed(article_id) if changed.scalars().all() else Changes()


def _changed(article_id: int) -> Changes:
    return Changes(articles=(article_id,), annotations=True)


# --- where a highlight is ---


def place(run: Run, highlight_id: int) -> HighlightPlace:
    """Return the newest version that has the words of a highlight; reads but as far as it must."""
    found = highlight(run, highlight_id)
    return _Texts(run, found.article_id).place(found)


def places(run: Run, found: Sequence[Highlight]) -> dict[int, HighlightPlace]:
    """Return where each of several highlights is, by id; a text is unpacked once for all of one
    article.
    """
    by_article: dict[int, list[Highlight]] = {}
    for each in found:
        by_article.setdefault(each.article_id, []).append(each)
    placed: dict[int, HighlightPlace] = {}
    for article_id, own in by_article.items():
        texts = _Texts(run, article_id)
        placed |= {each.id: texts.place(each) for each in own}
    return placed


class _Texts:
    """The plain texts of an article's versions, each unpacked when it is first asked for."""

    def __init__(self, run: Run, article_id: int) -> None:
        self._run = run
        self._article_id = article_id
        self._newest = _newest(run, article_id)
        self._pages: dict[int, Page] = {}

    def place(self, highlight: Highlight) -> HighlightPlace:
        for number in range(self._newest, 0, -1):
            if self._page(number).holds(highlight.exact):
                return HighlightPlace(number == self._newest, number)
        return HighlightPlace(current=False, version=None)

    def _page(self, number: int) -> Page:
        """Return the title and the text of a version: either can be marked."""
        if number not in self._pages:
            found = self._run(
                "SELECT v.title, b.body, b.text FROM versions v "
                "JOIN bodies b ON b.version_id = v.id WHERE v.article_id = ? AND v.number = ?",
                (self._article_id, number),
            )
            self._pages[number] = Page(_title_and_text(found[0]) if found else "")
        return self._pages[number]


def _title_and_text(row: Sequence[Any]) -> str:
    try:
        return f"{row[0]}\n{unpack_text(row[1], row[2])}"
    except DamagedTextError:
        return str(row[0])  # one damaged version must not hide what another has
