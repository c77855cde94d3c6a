"""A dossier as one HTML file: everything inside, no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from clashreader.export import xml
from clashreader.export.dossier import pieces
from clashreader.export.htmlfile import MOST_PICTURES, begin
from clashreader.export.pages import attributes
from clashreader.export.pictures import Inside

if TYPE_CHECKING:
    from typing import BinaryIO

    from clashreader.export.dossier.writing import Work

STYLE: Final = """\
.facts { margin: 0 0 1.5em; }
.facts th { font-weight: normal; padding-left: 0; white-space: nowrap; }
.facts th, .facts td { border-bottom: 0; padding-top: 0.15em; padding-bottom: 0.15em; }
.address { overflow-wrap: anywhere; }
.references { padding-left: 0; list-style: none; font-size: 0.92em; }
.references li { margin: 0 0 1em; }
"""
_COLOURS: Final = """\
.facts th { color: var(--second); }
.references small { color: var(--second); }
article h4 { font-size: 1.1rem; }
@media (max-width: 30rem) { .facts th, .facts td { display: block; padding-left: 0; } }
@media print { #bibliography { break-before: page; } }
"""


def write(work: Work, file: BinaryIO) -> None:
    """Write cover, contents, articles and bibliography."""
    file.writelines(part.encode() for part in _parts(work))


def _parts(work: Work) -> Iterator[str]:
    job, dossier = work.job, work.dossier
    words = job.options.words
    shelf, whole = Inside(MOST_PICTURES), work.found
    yield begin(job, work.title, STYLE + _COLOURS)
    yield f"<header>\n{pieces.front(job, dossier, work.title, len(work.found))}</header>\n"
    yield f'<nav id="contents">\n<p class="label">{xml.line(words.contents)}</p>\n'
    yield from pieces.contents(job, dossier, work.found, lambda one: f"#a{one.id}", "#bibliography")
    yield "</nav>\n"
    back = f'<p class="back"><a href="#contents">{xml.line(words.back)}</a></p>\n'
    for entry, one in work.entries():
        inner, document = pieces.article(job, dossier, entry, one, shelf, f"a{one.id}-", 2)
        told = attributes(entry.article, document, for_xml=False)
        yield f'<article id="a{one.id}"{told}>\n{inner}{back}</article>\n'
    read = {one.id for one in work.found}
    for one in whole:
        if one.id not in read:
            yield (
                f'<article id="a{one.id}">\n<h2>{xml.line(one.title)}</h2>\n'
                f'<p class="notice">{xml.line(words.left_out)}</p>\n</article>\n'
            )
    yield '<section id="bibliography">\n'
    yield from pieces.bibliography(job, dossier, work.found, 2)
    yield f"</section>\n<footer>\n<p>{xml.line(words.made_by)}</p>\n</footer>\n</body>\n</html>\n"
