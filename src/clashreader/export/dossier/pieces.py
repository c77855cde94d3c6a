"""The parts of a dossier in XHTML that is HTML too: cover, contents, articles, bibliography."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from clashreader.export import xml
from clashreader.export.dossier.records import joined
from clashreader.export.flow import Flow
from clashreader.export.pages import direction, paragraphs, shown
from clashreader.export.pictures import finder
from clashreader.quotations import Quotation, find_all

if TYPE_CHECKING:
    from clashreader.content.blocks import Document
    from clashreader.export.articles import Entry
    from clashreader.export.dossier import Dossier
    from clashreader.export.dossier.records import Record
    from clashreader.export.kinds import Words
    from clashreader.export.pictures import Shelf
    from clashreader.export.writing import Job
    from clashreader.model import Highlight


def front(job: Job, dossier: Dossier, title: str, count: int) -> str:
    """Return the cover: title, day, how many articles."""
    words = job.options.words
    told = [words.articles(count)]
    if dossier.now is not None:
        told.insert(0, dossier.words.made.format(words.day(dossier.now)))
    lines = "".join(f'<p class="meta">{xml.line(one)}</p>\n' for one in told)
    return (
        f'<p class="kicker">{xml.line(dossier.words.title)}</p>\n'
        f"<h1{direction(title)}>{xml.line(title)}</h1>\n{lines}"
    )


def contents(
    job: Job, dossier: Dossier, found: Sequence[Record], link: Callable[[Record], str], end: str
) -> Iterator[str]:
    """Yield the list of articles; `link` gives the address of each, `end` of the bibliography."""
    yield "<ol>\n"
    for one in found:
        title = xml.line(one.title or job.options.words.untitled)
        yield f'<li><a href="{link(one)}"><bdi>{title}</bdi></a></li>\n'
    yield f'<li><a href="{end}">{xml.line(dossier.words.bibliography)}</a></li>\n</ol>\n'


def article(
    job: Job, dossier: Dossier, entry: Entry, one: Record, shelf: Shelf, prefix: str, level: int
) -> tuple[str, Document]:
    """Return all that is between the tags of an article, and its blocks."""
    document = shown(entry.article)
    said = dossier.words
    title = one.title or job.options.words.untitled
    name, below = f"h{level}", f"h{level + 1}"
    parts = [
        f'<header>\n<p class="kicker">[{one.key}]</p>\n'
        f"<{name}{direction(title, document.rtl)}>{xml.line(title)}</{name}>\n</header>\n",
        _facts(one, dossier, job.options.words),
    ]
    if job.options.annotations:
        parts.append(_annotations(entry, dossier, below))
    if dossier.texts:
        flow = Flow(
            finder(job, entry.article, shelf), prefix=prefix, level=min(level + 2, 6),
            missing=job.options.words.picture_missing,
        )  # fmt: skip
        marks = entry.article.highlights if job.options.annotations else ()
        parts.append(
            f'<{below}{_own(document)}>{xml.line(said.text)}</{below}>\n<div class="body">\n'
            f"{flow.body(document, marks)}</div>\n"
        )
    return "".join(parts), document


def _own(document: Document) -> str:
    """Return the direction of what we say ourselves within an article that runs the other way."""
    return ' dir="ltr"' if document.rtl else ""


def facts(one: Record, dossier: Dossier, words: Words) -> list[tuple[str, str]]:
    """Return what identifies an article, each with what it is; what is not known is left out."""
    said = dossier.words
    version = said.version_of.format(one.version, one.versions, words.day(one.taken))
    return [
        pair
        for pair in (
            (said.outlet, one.outlet),
            (said.author, joined(one.authors)),
            (said.published, words.undated if one.published is None else words.day(one.published)),
            (said.updated, "" if one.updated is None else words.day(one.updated)),
            (said.first_seen, words.day(one.first_seen)),
            (said.address, one.url or ""),
            (said.version, version),
            (said.text_hash, one.hash),
            (said.key, one.key),
        )
        if pair[1]
    ]


def _facts(one: Record, dossier: Dossier, words: Words) -> str:
    rows = []
    for name, value in facts(one, dossier, words):
        link = xml.address(one.url) if value == one.url else None
        told = f"<bdi>{xml.line(value)}</bdi>"
        told = f'<a href="{link}">{told}</a>' if link else told
        kind = ' class="address"' if value in (one.url, one.hash) else ""
        rows.append(f'<tr><th scope="row">{xml.line(name)}</th><td{kind}>{told}</td></tr>\n')
    side = ' dir="rtl"' if words.right_to_left else ' dir="ltr"'
    return f'<table class="facts"{side}>\n<tbody>\n{"".join(rows)}</tbody>\n</table>\n'


def in_order(marks: Sequence[Highlight], text: str) -> list[Highlight]:
    """Return the highlights as they stand in `text`; those not found in it come last."""
    if not marks:
        return []
    wanted = [Quotation(mark.exact, mark.prefix, mark.suffix, mark.earlier) for mark in marks]
    places = find_all(text, wanted)
    pairs = list(zip(places, marks, strict=True))
    found = sorted((pair for pair in pairs if pair[0] is not None), key=lambda pair: pair[0] or ())
    return [mark for _, mark in (*found, *(pair for pair in pairs if pair[0] is None))]


def marks_of(entry: Entry) -> list[Highlight]:
    """Return the highlights of an article as they stand in its text."""
    marks = entry.article.highlights
    return in_order(marks, entry.text()) if marks else []


def _annotations(entry: Entry, dossier: Dossier, name: str) -> str:
    """Return the reader's note and quotations, the colour of each named."""
    note, marks = entry.article.note, marks_of(entry)
    if not note and not marks:
        return ""
    said = dossier.words
    parts = [f"<{name}>{xml.line(said.quotations)}</{name}>\n"]
    if note:
        parts.append(f'<p class="label">{xml.line(said.note)}</p>\n{paragraphs(note)}')
    if marks:
        items = []
        for mark in marks:
            colour = xml.line(said.colours[mark.colour])
            quoted = f'<q class="own c{mark.colour}">{xml.line(mark.exact)}</q>'
            beside = paragraphs(mark.note) if mark.note else ""
            items.append(
                f"<li{direction(mark.exact)}>{quoted} <small>({colour})</small>\n{beside}</li>\n"
            )
        parts.append(f"<ul>\n{''.join(items)}</ul>\n")
    return f'<section class="annotations" dir="auto">\n{"".join(parts)}</section>\n'


def reference(one: Record, dossier: Dossier, words: Words) -> list[str]:
    """Return an entry of the bibliography in parts: who, what, where and when, the copy."""
    said = dossier.words
    day = words.undated if one.published is None else words.day(one.published)
    copy = said.copy_taken.format(words.day(one.taken), one.version, one.versions)
    return [
        joined(one.authors), one.title or words.untitled, f"{one.outlet}, {day}",
        one.url or "", f"{copy}; SHA-256 {one.hash}",
    ]  # fmt: skip


def bibliography(job: Job, dossier: Dossier, found: Sequence[Record], level: int) -> Iterator[str]:
    """Yield the bibliography, in the order of the articles."""
    yield f'<h{level}>{xml.line(dossier.words.bibliography)}</h{level}>\n<ul class="references">\n'
    for one in found:
        who, what, where, address, copy = reference(one, dossier, job.options.words)
        link = xml.address(one.url)
        place = f'<a class="address" href="{link}">{xml.line(address)}</a>. ' if link else ""
        people = f"<bdi>{xml.line(who)}</bdi>. " if who else ""
        yield (
            f'<li id="r-{one.id}"><b>[{one.key}]</b> {people}<bdi><i>{xml.line(what)}</i></bdi>. '
            f"<bdi>{xml.line(where)}</bdi>. {place}"
            f'<small class="address">{xml.line(copy)}</small></li>\n'
        )
    yield "</ul>\n"
