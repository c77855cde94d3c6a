"""A dossier as Markdown: for a text editor, pandoc, or whatever the reader writes in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from clashreader.content.document import pictures
from clashreader.content.markdownwriter import markdown_of
from clashreader.export.dossier.picturefiles import relocated
from clashreader.export.dossier.pieces import facts, marks_of, reference
from clashreader.export.pages import shown
from clashreader.export.pictures import finder

if TYPE_CHECKING:
    from typing import BinaryIO

    from clashreader.export.articles import Entry
    from clashreader.export.dossier.records import Record
    from clashreader.export.dossier.writing import Work

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$^])")
_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")
_HEADING = re.compile(r"^(#{1,6})(?=\s)")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_SHIFT = 2


def write(work: Work, file: BinaryIO) -> None:
    """Write title, contents, articles and bibliography."""
    file.writelines(part.encode() for part in _parts(work))


def _parts(work: Work) -> Iterator[str]:
    job, dossier = work.job, work.dossier
    words, said = job.options.words, dossier.words
    yield f"# {plain(work.title)}\n\n"
    if dossier.now is not None:
        yield f"{said.made.format(words.day(dossier.now))} · "
    yield f"{words.articles(len(work.found))}\n\n## {words.contents}\n\n"
    for number, one in enumerate(work.found, 1):
        yield f"{number}. [{plain(one.title or words.untitled)}](#{one.key})\n"
    yield "\n"
    for entry, one in work.entries():
        yield from _article(work, entry, one)
    yield f"## {said.bibliography}\n\n"
    for one in work.found:
        who, what, where, address, copy = reference(one, dossier, words)
        people = f"{plain(who)}. " if who else ""
        place = f"<{_address(address)}>. " if address else ""
        head = f"- **\\[{one.key}\\]** {people}*{plain(what)}*."
        yield f"{head} {plain(where)}. {place}{plain(copy)}\n"


def _article(work: Work, entry: Entry, one: Record) -> Iterator[str]:
    dossier, words = work.dossier, work.job.options.words
    said = dossier.words
    yield f'<a id="{one.key}"></a>\n\n## {plain(one.title or words.untitled)}\n\n'
    for name, value in facts(one, dossier, words):
        shown = f"<{_address(value)}>" if value == one.url else plain(value)
        yield f"- {plain(name)}: {shown}\n"
    yield "\n"
    if work.job.options.annotations:
        yield from _annotations(work, entry)
    if dossier.texts:
        yield f"### {said.text}\n\n{_lowered(_text(work, entry))}\n\n"


def _text(work: Work, entry: Entry) -> str:
    """Return the text of an article, its pictures as files beside the document."""
    document = shown(entry.article)
    text = markdown_of(document)
    find = finder(work.job, entry.article, work.folder)
    return relocated(text, pictures(document), find)


def _annotations(work: Work, entry: Entry) -> Iterator[str]:
    said = work.dossier.words
    note, marks = entry.article.note, marks_of(entry)
    if not note and not marks:
        return
    yield f"### {said.quotations}\n\n"
    if note:
        yield f"**{said.note}**\n\n{_lines(note)}\n\n"
    for mark in marks:
        quoted = "\n".join(f"> {line}" for line in _lines(mark.exact).split("\n"))
        yield f"{quoted}\n>\n> — {said.colours[mark.colour]}\n\n"
        if mark.note:
            yield f"{_lines(mark.note)}\n\n"


def plain(text: str) -> str:
    """Return text on one line as Markdown that means nothing else."""
    return _escaped(" ".join(text.split()))


def _lines(text: str) -> str:
    """Return text of the reader's with its lines, none of which Markdown takes for its own."""
    return "\n".join(
        _escaped(line.rstrip()) + ("  " if line.strip() else "")
        for line in text.strip().splitlines()
    )


def _escaped(line: str) -> str:
    escaped = _SIGNS.sub(r"\\\1", line).replace("&", "&amp;")
    return _LIST.sub(lambda match: f"{match[1]}{match[2][:-1]}\\{match[2][-1]}", escaped)


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


def _lowered(text: str) -> str:
    """Put an article's own headings below that of its text; what is code stays as it is."""
    found, fence = [], ""
    for line in text.rstrip().split("\n"):
        mark = _FENCE.match(line)
        if mark is not None and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            line = _HEADING.sub(lambda match: "#" * min(len(match[1]) + _SHIFT, 6), line)
        found.append(line)
    return "\n".join(found)
