"""Sources: subscribing, changing, leaving, and what they say of themselves."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError, UsageError
from clashreader.library import schema
from clashreader.library.burying import bury
from clashreader.library.connection import run_on
from clashreader.library.ddl import HIDDEN, LIVE
from clashreader.library.folding import fold_name
from clashreader.library.names import section_id
from clashreader.library.pages import follow_source
from clashreader.library.rows import SOURCE_COLUMNS, source_from
from clashreader.library.undoing import IN_IDS, Journal, chunks
from clashreader.model import Changes, Deed, NewSource, Source, Undo
from clashreader.values import replace

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run
    from clashreader.library.statements import Statements

_ONE = (
    f"SELECT {SOURCE_COLUMNS} FROM sources o LEFT JOIN sections s ON s.id = o.section_id "
    "WHERE o.removed_at IS NULL AND "
)
PROTECTED = """
  bookmarked_at IS NOT NULL
  OR EXISTS (SELECT 1 FROM article_tags WHERE article_id = articles.id AND by_reader = 1)
  OR EXISTS (SELECT 1 FROM notes WHERE article_id = articles.id)
  OR EXISTS (SELECT 1 FROM highlights WHERE article_id = articles.id)
"""
"""What the reader put work into: never deleted along with something else."""


def one_source(run: Run, source: int) -> Source:
    """Return a subscription; raises `NotFoundError`."""
    found = run(_ONE + "o.id = ?", (source,))
    if not found:
        raise NotFoundError(f"There is no source {source}.")
    return source_from(found[0])


def find_source(run: Run, text: str) -> Source:
    """Return the subscription that `text` means: its id, its url or its title.

    Raises `NotFoundError`, or `UsageError` where several sources have that title.
    """
    if text.isascii() and text.isdigit() and len(text) < 19:
        rows = run(_ONE + "o.id = ?", (int(text),))
        if rows:
            return source_from(rows[0])
    rows = run(_ONE + "o.url = ?", (text,))
    if rows:
        return source_from(rows[0])
    rows = run(_ONE + "fold_name(o.title) = ?", (fold_name(text),))
    if len(rows) > 1:
        raise UsageError(
            f"Several sources are called {text!r}. Use the number of the one you mean."
        )
    if not rows:
        raise NotFoundError(f"There is no source {text!r}.")
    return source_from(rows[0])


def add_source(connection: sa.Connection, new: NewSource, now: int) -> Source:
    """Subscribe; one that was left before is taken up again with its articles."""
    old = connection.exec_driver_sql(
        "SELECT id, removed_at FROM sources WHERE url = ?", (new.url,)
    ).one_or_none()
    if old is not None and old[1] is None:
        raise UsageError(f"{new.url} is a source already (number {old[0]}).")
    values: dict[str, object] = {
        "kind": new.kind.value, "url": new.url, "title": new.title or new.url,
        "title_chosen": int(new.title_chosen), "site_url": new.site_url,
        "section_id": section_id(connection, new.section) if new.section else None,
        "default_section": new.default_section, "full_text": int(new.full_text),
        "images": int(new.images), "added_at": now, "removed_at": None,
        "paused": int(new.paused),
        "next_sync": None, "failures": 0, "error": None, "notice": None, "etag": None,
        "retry_at": None,
        "last_modified": None, "content_hash": None, "validated_at": None, "typed": new.typed,
        "login": int(new.login),
    }  # fmt: skip
    if new.interval is not None:
        values["interval"] = new.interval
    if old is None:
        identity = schema.insert_one(connection, "sources", values)
    else:
        identity = old[0]
        schema.update(connection, "sources", identity, values)
        follow_source(connection, identity)
        resection(connection, identity)
    return one_source(run_on(connection), identity)


def edit_source(
    connection: sa.Connection, source: int, values: dict[str, object | None], section: str | None
) -> Changes:
    """Set columns of a source; `section` None leaves the reader's choice, "" takes it back."""
    before = one_source(run_on(connection), source)
    url = values.get("url")
    if url is not None and url != before.url:
        other = connection.exec_driver_sql(
            "SELECT removed_at FROM sources WHERE url = ?", (url,)
        ).one_or_none()
        if other is not None and other[0] is None:
            raise UsageError(f"{url} is the address of another source.")
        if other is not None:
            raise UsageError(
                f"{url} is the address of a source that was removed and still has articles here. "
                "Add that one again instead."
            )
        # What the old address said must not keep the new one from being read.
        values |= {
            "etag": None, "last_modified": None, "content_hash": None, "next_sync": None,
            "retry_at": None, "failures": 0, "error": None, "typed": None,
            "login": 0,
        }  # fmt: skip
    if values.get("paused") == 0 and before.paused:
        # Taken up again: what was said when the updates stopped is to be tried anew, and now.
        values |= {"next_sync": None, "failures": 0, "error": None}
    if values:
        schema.update(connection, "sources", source, values)
    if "full_text" in values:
        follow_source(connection, source)
    changes = Changes(sources=True, everything=bool(values.get("title")))
    if section is None:
        return changes
    undo = _choose_section(connection, source, section)
    return replace(changes, sections=True, everything=True, undo=undo)


def _choose_section(connection: sa.Connection, source: int, section: str) -> Undo | None:
    """Put a source into the reader's section, "" into those that its articles name."""
    chosen = section_id(connection, section) if section.strip() else None
    journal = Journal(connection)
    with journal.watching("sources", "id = ?", (source,)):
        schema.update(connection, "sources", source, {"section_id": chosen})
        resection(connection, source, journal)
    names = (one_source(run_on(connection), source).title, section.strip())
    return journal.changes(Deed.SOURCE_SECTION, tuple(filter(None, names))).undo


def resection(connection: sa.Connection, source: int, journal: Journal | None = None) -> None:
    """Find the section of every article of a source again, but for those moved by hand."""
    from clashreader.library.names import Sections

    sections = Sections(connection, source)
    owns = connection.exec_driver_sql(
        "SELECT DISTINCT section_own FROM articles WHERE source_id = ?", (source,)
    )
    found = {own or "": sections.for_article(own) for own in owns.scalars().all()}
    # One pass with a look-up, however many sections: a statement each would read every article
    # every time.
    connection.exec_driver_sql(
        "CREATE TEMP TABLE own_sections (own TEXT PRIMARY KEY, section_id INTEGER) WITHOUT ROWID"
    )
    try:
        if found:
            connection.exec_driver_sql(
                "INSERT INTO own_sections VALUES (?, ?)", list(found.items())
            )
        place = (
            "(SELECT o.section_id FROM own_sections o "
            "WHERE o.own = coalesce(articles.section_own, ''))"
        )
        elsewhere = connection.exec_driver_sql(
            "SELECT id FROM articles WHERE source_id = ? AND section_fixed = 0 "
            f"AND section_id IS NOT {place}", (source,),
        )  # fmt: skip
        journal = journal or Journal(connection)
        for chunk in chunks(array("q", elsewhere.scalars())):
            with journal.watching("articles", IN_IDS, (chunk,), ("section_id",)):
                connection.exec_driver_sql(
                    f"UPDATE articles SET section_id = {place} WHERE {IN_IDS}", (chunk,)
                )
    finally:
        connection.exec_driver_sql("DROP TABLE own_sections")


def describe_source(
    connection: Statements, source: int, *, title: str | None, site_url: str | None,
    default_section: str | None,
) -> Changes:  # fmt: skip
    """Take over what a source says of itself; a title that the reader chose stays."""
    row = connection.exec_driver_sql(
        "SELECT title, title_chosen, site_url, default_section FROM sources WHERE id = ?", (source,)
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no source {source}.")
    values: dict[str, object] = {}
    if title and title != row[0] and not row[1]:
        values["title"] = title
    if site_url and site_url != row[2]:
        values["site_url"] = site_url
    if default_section != row[3]:
        values["default_section"] = default_section
    if not values:
        return Changes()
    schema.update(connection, "sources", source, values)
    return Changes(sources=True, everything="title" in values)


def remove_source(
    connection: sa.Connection, source: int, now: int, *, delete_articles: bool
) -> Changes:
    """Leave a source; its articles stay, or go but for those that the reader put work into."""
    one_source(run_on(connection), source)
    if delete_articles:
        ids = connection.exec_driver_sql(
            f"SELECT id FROM articles WHERE source_id = ? AND state IN ({LIVE}, {HIDDEN}) "
            f"AND NOT ({PROTECTED})",
            (source,),
        )
        bury(connection, ids.scalars().all(), now)
    connection.exec_driver_sql(
        "UPDATE sources SET removed_at = ?, etag = NULL, last_modified = NULL, "
        "content_hash = NULL, error = NULL WHERE id = ?", (now, source),
    )  # fmt: skip
    return Changes(sources=True, sections=True, tags=True, everything=True)


def backfill_place(run: Run, source_id: int) -> str | None:
    """Return the address at which filling up a source with older articles goes on, or None."""
    found = run("SELECT value FROM meta WHERE name = ?", (f"back-fill {source_id}",))
    return str(found[0][0]) if found else None


def keep_backfill_place(run: Run, source_id: int, url: str | None) -> None:
    """Note where filling up goes on the next time; None takes the note away."""
    name = f"back-fill {source_id}"
    if url is None:
        run("DELETE FROM meta WHERE name = ?", (name,))
    else:
        run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, url))
