"""Articles as one HTML file: everything inside, nothing from the network, no script.

Of the addresses in it only pictures load, and those are in the file itself; a policy in its head
says so to the browser (https://www.w3.org/TR/CSP3/#meta-element).
"""

from __future__ import annotations

import base64
import hashlib
from array import array
from typing import TYPE_CHECKING, Final

from clashreader import __version__
from clashreader.export import xml
from clashreader.export.contents import contents
from clashreader.export.look import PAGE, SHARED
from clashreader.export.pages import Place, article_of, attributes, direction
from clashreader.export.pictures import Inside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from clashreader.export.contents import Section
    from clashreader.export.writing import Job

MOST_PICTURES: Final = 300_000_000
"""Bytes of pictures in one file; no browser opens much more of it well."""
_OPEN_UP_TO: Final = 60
"""Articles up to which the contents stand there unfolded."""
_PAGE: Final = 500


def write(job: Job, file: BinaryIO) -> None:
    """Write the articles of `job`, by section and month, below their contents."""
    file.writelines(part.encode() for part in _parts(job))


def _parts(job: Job) -> Iterator[str]:
    options, words = job.options, job.options.words
    shelf = Inside(MOST_PICTURES)
    if len(job.ids) == 1:
        yield begin(job, options.title or words.untitled)
        yield from _articles(job, job.ids, shelf, only=True)
    else:
        sections = contents(job.library, job.ids, job.stop)
        ids = array("q")
        for section in sections:
            for month in section.months:
                ids.extend(month.ids)
        known = set(ids)
        job.tally.gone += [one for one in job.ids if one not in known]
        title = options.title or words.articles(len(ids))
        yield begin(job, title)
        yield f"<header>\n<h1{direction(title)}>{xml.line(title)}</h1>\n"
        yield f'<p class="meta">{xml.line(words.articles(len(ids)))}</p>\n</header>\n'
        yield from _contents(job, sections, open_=len(ids) <= _OPEN_UP_TO)
        yield from _articles(job, ids, shelf, only=False)
    yield f"<footer>\n<p>{xml.line(words.made_by)}</p>\n</footer>\n</body>\n</html>\n"


def begin(job: Job, title: str, more: str = "") -> str:
    """Return the beginning of a file; `more` are rules of style that it has besides."""
    words = job.options.words
    style = f"\n{SHARED}{PAGE}{more}"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; form-action 'none'"
    code = xml.language(words.language) or "en"
    dir_ = ' dir="rtl"' if words.right_to_left else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{code}"{dir_}>\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        '<meta name="referrer" content="no-referrer"/>\n'
        '<meta name="color-scheme" content="light dark"/>\n'
        f'<meta name="generator" content="Clash Reader {__version__}"/>\n'
        f"<title>{xml.line(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )


def _contents(job: Job, sections: tuple[Section, ...], *, open_: bool) -> Iterator[str]:
    """Yield the table of contents: sections and months fold, where there are several."""
    words = job.options.words
    yield f'<nav id="contents">\n<p class="label">{xml.line(words.contents)}</p>\n'
    state = " open" if open_ else ""
    folds = len(sections) > 1
    for section in sections:
        if folds:
            name = section.name or words.no_section
            yield _summary(state, name, section.count)
        for month in section.months:
            several = folds or len(section.months) > 1
            if several:
                yield _summary(
                    state, words.undated if month.month is None else words.month(month.month),
                    len(month.ids),
                )  # fmt: skip
            yield "<ul>\n"
            for start in range(0, len(month.ids), _PAGE):
                for row in job.library.rows(month.ids[start : start + _PAGE]):
                    title = xml.title_of(row.title, words.untitled)
                    link = f'<a href="#a{row.id}"><bdi>{xml.line(title)}</bdi></a>'
                    yield f"<li>{link}</li>\n"
            yield "</ul>\n"
            yield "</details>\n" if several else ""
        yield "</details>\n" if folds else ""
    yield "</nav>\n"


def _summary(state: str, name: str, count: int) -> str:
    told = f"<bdi>{xml.line(name)}</bdi> <small>{count}</small>"
    return f"<details{state}>\n<summary>{told}</summary>\n"


def _articles(job: Job, ids: Sequence[int], shelf: Inside, *, only: bool) -> Iterator[str]:
    """Yield the articles; what the contents name and nobody can read says so in its place."""
    words = job.options.words
    place, name = 0, ' class="only"' if only else ""
    back = f'<p class="back"><a href="#contents">{xml.line(words.back)}</a></p>\n'
    for entry in job.entries(ids):
        while ids[place] != entry.article.id:
            yield _absent(job, ids[place])
            place += 1
        number = entry.article.id
        inner, document = article_of(job, entry, Place(1 if only else 2, f"a{number}-"), shelf)
        told = attributes(entry.article, document, for_xml=False)
        yield f'<article id="a{number}"{name}{told}>\n{inner}{"" if only else back}</article>\n'
        place += 1
    for number in ids[place:]:
        yield _absent(job, number)


def _absent(job: Job, number: int) -> str:
    words = job.options.words
    found = next((row.title for row in job.library.rows([number])), "")
    title = xml.title_of(found, words.untitled)
    return (
        f'<article id="a{number}">\n<h2>{xml.line(title)}</h2>\n'
        f'<p class="notice">{xml.line(words.left_out)}</p>\n</article>\n'
    )
