"""Articles as one JSON document: what `show --json` says of each, and its versions.

``{"articles": [...], "total": n}``; keys as in `clashreader.export.shapes`. The articles come
first, so that `total` counts those that are really in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clashreader.content import Body, to_html, to_text
from clashreader.export.articles import older
from clashreader.export.shapes import article_json, highlight_json, version_json

if TYPE_CHECKING:
    from typing import BinaryIO

    from clashreader.export.articles import Entry
    from clashreader.export.writing import Job


def write(job: Job, file: BinaryIO) -> None:
    """Write the articles of `job`, one a line."""
    file.write(b'{"articles": [')
    separator = b"\n"
    for entry in job.entries():
        told = json.dumps(entry_json(job, entry), ensure_ascii=False)
        # Half a surrogate pair, which no UTF-8 can hold, is written the way JSON spells it.
        file.write(separator + told.encode("utf-8", "backslashreplace"))
        separator = b",\n"
    file.write(f'\n], "total": {job.tally.articles}}}\n'.encode())


def entry_json(job: Job, entry: Entry) -> dict[str, object]:
    """Return one article as programs get to know it."""
    article = entry.article
    found: dict[str, object] = {
        **article_json(entry.detail),
        "title": article.title,
        "summary": article.summary,
        "words": article.words,
        "version": article.version,
        "html": entry.html(),
        "text": entry.text(),
    }
    if job.options.annotations:
        found["note"] = article.note
        found["highlights"] = [
            highlight_json(mark, entry.places[mark.id]) for mark in article.highlights
        ]
    history = [version_json(version) for version in entry.versions]
    if job.options.versions:
        by_number = {version["version"]: version for version in history}
        for one in older(job.library, entry):
            body = Body.of(one)
            by_number[one.version] |= {"html": to_html(body), "text": to_text(body)}
    found["history"] = history
    return found
