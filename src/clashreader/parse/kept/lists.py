"""Tables: the CSV of Pocket and of Instapaper."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from clashreader.parse.kept import (
    Export,
    Format,
    Kept,
    kept_article,
    moment,
    note_text,
    quotes_of,
    tag_names,
)

_LONGEST_FIELD = 2_000_000
_POCKET = frozenset(("title", "url", "time_added"))
_INSTAPAPER = frozenset(("url", "title", "folder", "timestamp"))


def table_format(text: str) -> Format | None:
    """Return whose table it is, told by its first line, or None."""
    first = text[:4_000].lstrip("\ufeff \t\r\n").split("\n", 1)[0]
    try:
        names = {name.strip().lower() for name in next(csv.reader([first.rstrip("\r")]), [])}
    except csv.Error:
        return None
    if names >= _POCKET:
        return Format.POCKET
    return Format.INSTAPAPER if names >= _INSTAPAPER else None


def read_table(text: str, found: Export) -> None:
    """Take in the rows of a table."""
    for row in _rows(text):
        url = row.get("url", "")
        if not any(row.values()):
            continue
        kept = _pocket(row) if found.format is Format.POCKET else _instapaper(row)
        found.add(kept, url)


def _rows(text: str) -> Iterator[dict[str, str]]:
    """Yield the rows by the names of the first; one that cannot be read ends none but itself."""
    lines = io.StringIO(text.lstrip("\ufeff \t\r\n").replace("\0", ""), newline="")
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        reader = csv.reader(lines)
        names = [name.strip().lower() for name in next(reader, [])]
        while True:
            try:
                cells = next(reader, None)
            except csv.Error:
                continue  # a field of megabytes; the reader goes on behind it
            if cells is None:
                return
            yield dict(zip(names, cells, strict=False))
    finally:
        csv.field_size_limit(before)


def _pocket(row: dict[str, str]) -> Kept | None:
    """Pocket's table has tags between bars, and a status: ``unread`` or ``archive``."""
    parsed = kept_article(row.get("url"), row.get("title"), saved=moment(row.get("time_added")))
    if parsed is None:
        return None
    tags = tag_names(row.get("tags", "").split("|"))
    return Kept(parsed, tags, read=row.get("status", "").strip().lower() in ("archive", "read"))


def _instapaper(row: dict[str, str]) -> Kept | None:
    """A folder is ``Unread``, ``Archive``, ``Starred``, or one of the reader's: then a tag.

    `Selection` has the words that were selected when it was saved.
    """
    saved = moment(row.get("timestamp"))
    parsed = kept_article(row.get("url"), row.get("title"), saved=saved)
    if parsed is None:
        return None
    folder = row.get("folder", "").strip()
    fixed = folder.lower() in ("", "unread", "archive", "starred")
    tags = tag_names([*_tags(row.get("tags", "")), *([] if fixed else [folder])])
    starred = folder.lower() == "starred"
    return Kept(
        parsed, tags, bookmarked=starred, bookmarked_at=saved if starred else None,
        read=folder.lower() == "archive", quotes=quotes_of([(row.get("selection"), None, 0)]),
        note=note_text(row.get("note")),
    )  # fmt: skip


def _tags(text: str) -> list[str]:
    """Instapaper writes a JSON list (``["sea","tide"]``), older exports commas."""
    if text.strip().startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list):
            return [one for one in found if isinstance(one, str)]
    return text.split(",")
