"""Articles as a table: CSV as RFC 4180 has it, UTF-8, one row an article, one header row.

The texts are not in it: a spreadsheet cuts what is longer than 32,767 characters without a word.
A text that a spreadsheet would run as a formula gets an apostrophe before it
(https://owasp.org/www-community/attacks/CSV_Injection): the titles are anybody's.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from clashreader.export.shapes import instant, month_name

if TYPE_CHECKING:
    from typing import BinaryIO

    from clashreader.export.articles import Entry
    from clashreader.export.writing import Job
    from clashreader.model import Highlight

COLUMNS = (
    "id", "title", "outlet", "author", "section", "month", "published", "updated", "first_seen",
    "url", "summary", "words", "language", "read", "bookmarked", "tags", "versions", "edits",
    "gone", "source", "uid", "hash", "note", "highlights",
)  # fmt: skip
"""The header row; tags and highlights are a line each, a highlight's own note in brackets."""

_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_AFTER_SEPARATOR = re.compile(r"(?<=[;\t|])(?=[=+\-@])")
"""Where a program that separates cells by something else would begin a formula."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def write(job: Job, file: BinaryIO) -> None:
    """Write the articles of `job` as a table."""
    line = io.StringIO(newline="")
    table = csv.writer(line)
    if job.options.mark_utf8:
        line.write("\ufeff")
    columns = COLUMNS if job.options.annotations else COLUMNS[:-2]
    table.writerow(columns)
    for entry in job.entries():
        table.writerow(_cells(entry)[: len(columns)])
        file.write(line.getvalue().encode())
        line.seek(0)
        line.truncate()
    file.write(line.getvalue().encode())  # of no articles, the header alone


def _cells(entry: Entry) -> list[object]:
    article = entry.article
    return [
        article.id,
        safe(article.title),
        safe(article.outlet or article.source_title),
        safe(article.author),
        safe(article.section),
        month_name(article.month) or "",
        instant(article.published) or "",
        instant(article.updated) or "",
        instant(article.first_seen) or "",
        safe(article.url),
        safe(article.summary),
        article.words,
        safe(article.language),
        _yes(article.read),
        _yes(article.bookmarked_at is not None),
        safe("\n".join(article.tags)),
        article.versions,
        article.edits,
        _yes(article.gone_since is not None),
        safe(article.source_title),
        safe(article.uid),
        entry.versions[-1].text_hash if entry.versions else "",
        safe(article.note),
        safe("\n".join(map(_marked, article.highlights))),
    ]


def _marked(mark: Highlight) -> str:
    return f"{mark.exact} [{mark.note}]" if mark.note else mark.exact


def _yes(value: bool) -> str:
    return "true" if value else "false"


def safe(text: str | None) -> str:
    """Return a text that no spreadsheet runs; line ends are one character, controls are gone."""
    if not text:
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text)
    text = _AFTER_SEPARATOR.sub("'", text)
    return f"'{text}" if _FORMULA.match(text) else text
