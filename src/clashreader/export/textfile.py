"""Articles as plain text: title, where it is from, and the text, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.content import Body, to_text
from clashreader.content.citing import byline, clean, line
from clashreader.export.articles import older
from clashreader.export.heads import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from clashreader.export.articles import Entry
    from clashreader.export.writing import Job

RULE = "=" * 72


def write(job: Job, file: BinaryIO) -> None:
    """Write the articles of `job`, a rule between two."""
    between = ""
    for entry in job.entries():
        text = "\n\n".join(part for part in _parts(job, entry) if part)
        file.write(f"{between}{text}\n".encode("utf-8", "replace"))
        between = f"\n\n{RULE}\n\n\n"


def _parts(job: Job, entry: Entry) -> Iterator[str]:
    article, words = entry.article, job.options.words
    source = source_of(article, words)
    tags = f"{words.tags}: {', '.join(article.tags)}" if article.tags else ""
    head = [source.title or words.untitled, byline(source), source.address, source.version, tags]
    yield "\n".join(filter(None, map(line, head)))
    if job.options.annotations:
        yield from _annotations(job, entry)
    yield clean(entry.text()).rstrip()
    if job.options.versions:
        for one in older(job.library, entry):
            told = words.seen.format(one.version, words.day(one.seen))
            yield f"--- {line(told)} ---\n\n{line(one.title)}\n\n{clean(to_text(Body.of(one)))}"


def _annotations(job: Job, entry: Entry) -> Iterator[str]:
    words = job.options.words
    if entry.article.note:
        yield f"{words.note}:\n{_indented(entry.article.note)}"
    marks = []
    for mark in entry.article.highlights:
        lost = "" if entry.places[mark.id].current else f" ({words.not_current})"
        marks.append(_indented(f"“{clean(mark.exact).strip()}”{lost}"))
        if mark.note:
            marks.append(_indented(mark.note, "      "))
    if marks:
        yield "\n".join([f"{words.highlights}:", *marks])


def _indented(text: str, indent: str = "  ") -> str:
    return "\n".join(f"{indent}{one}".rstrip() for one in clean(text).strip().split("\n"))
