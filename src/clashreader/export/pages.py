"""One article as a page of a document: what stands above its text, the text, what is added to it.

XHTML which is HTML too; the same for an HTML file, an EPUB, and whatever else shows articles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.content import Body, to_document
from clashreader.content.blocks import Heading
from clashreader.content.directions import first_strong
from clashreader.content.leads import lead_figure, without_shown_files
from clashreader.export import xml
from clashreader.export.articles import older
from clashreader.export.flow import Flow
from clashreader.export.heads import source_of
from clashreader.export.kinds import Words
from clashreader.export.pictures import finder
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from clashreader.content.blocks import Document
    from clashreader.export.articles import Entry
    from clashreader.export.pictures import Shelf
    from clashreader.export.writing import Job
    from clashreader.model import Article


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in a document.

    `level` is that of its headline (1 to 4). `prefix` begins all ids in it; its own is what is left
    of `prefix` without the dash at its end. `attributes` are written by whoever holds the article.
    """

    level: int
    prefix: str


def attributes(article: Article, document: Document, *, for_xml: bool) -> str:
    """Return ``lang`` and ``dir`` of an article, with a blank before each."""
    code = xml.language(article.language)
    told = f' lang="{code}"' if code else ""
    told += f' xml:lang="{code}"' if code and for_xml else ""
    return told + (' dir="rtl"' if document.rtl else ' dir="ltr"')


def article_of(job: Job, entry: Entry, place: Place, shelf: Shelf) -> tuple[str, Document]:
    """Return an article, all that is between the tags of its element, and its body's blocks."""
    article = entry.article
    document = shown(article)
    flow = Flow(
        finder(job, article, shelf),
        prefix=place.prefix,
        level=min(place.level + 1, 6),
        missing=job.options.words.picture_missing,
    )
    marks = article.highlights if job.options.annotations else ()
    parts = [
        _head(article, document, place, job.options.words),
        f'<div class="body">\n{flow.body(document, marks)}</div>\n',
        _files(article, document),
    ]
    if job.options.annotations:
        parts.append(_annotations(entry, job.options.words))
    if job.options.versions:
        parts.append(_older(job, entry, place, shelf))
    return "".join(parts), document


def shown(article: Article) -> Document:
    """Return the body with its lead picture, and without a heading that repeats the headline."""
    document = to_document(Body.of(article))
    blocks = document.blocks
    if blocks and isinstance(blocks[0], Heading):
        words = "".join(span.text for span in blocks[0].spans)
        if words.split() == article.title.split():
            blocks = blocks[1:]
    return replace(document, blocks=blocks, lead=lead_figure(article, document))


def direction(words: str, rtl: bool = False) -> str:
    """Return ``dir`` for a line by its first letter, where that differs from what is around it."""
    strong = first_strong(words)
    return "" if strong is None or strong is rtl else f' dir="{"rtl" if strong else "ltr"}"'


def _head(article: Article, document: Document, place: Place, words: Words) -> str:
    source = source_of(article, words)
    title = xml.title_of(article.title, words.untitled)
    name = f"h{place.level}"
    section = article.section or ""
    kicker = f'<p class="kicker"><bdi>{xml.line(section)}</bdi></p>\n'
    parts = [
        kicker if section else "",
        f"<{name}{direction(title, document.rtl)}>{xml.line(title)}</{name}>\n",
        _byline(article, words, source.outlet),
    ]
    told = filter(None, (source.version, _gone(article, words)))
    parts += [f'<p class="meta">{xml.line(one)}</p>\n' for one in told]
    address = xml.address(article.url)
    if address is not None:
        shown = xml.line(article.url or "")
        parts.append(f'<p class="meta address" dir="ltr"><a href="{address}">{shown}</a></p>\n')
    if article.tags:
        tags = "".join(f"<li><bdi>{xml.line(tag)}</bdi></li>" for tag in article.tags)
        parts.append(f'<ul class="tags">{tags}</ul>\n')
    notices = dict.fromkeys((*article.notices, *document.notices))
    parts += [f'<p class="notice">{xml.line(notice)}</p>\n' for notice in notices]
    return f"<header>\n{''.join(parts)}</header>\n"


def _byline(article: Article, words: Words, outlet: str) -> str:
    author = article.author or ""
    names = [outlet] if author.casefold() == outlet.casefold() else [outlet, author]
    told = [f"<bdi>{xml.line(name)}</bdi>" for name in names if name.strip()]
    if article.published is None:
        told.append(xml.line(words.undated))
    else:
        from clashreader.export.shapes import instant

        when = instant(article.published)
        shown = xml.line(words.day(article.published))
        shown = f"<bdi>{shown}</bdi>"
        told.append(f'<time datetime="{when}">{shown}</time>' if when else shown)
    return f'<p class="meta">{" · ".join(told)}</p>\n'


def _gone(article: Article, words: Words) -> str:
    if article.gone_since is None:
        return ""
    return words.gone.format(words.day(article.gone_since))


def _files(article: Article, document: Document) -> str:
    """Return the files that an item came with, as links: a recording, a report."""
    items = []
    for file in without_shown_files(article, document).enclosures:
        link = xml.address(file.url)
        if link is not None:
            name = file.title or file.url.rstrip("/").rsplit("/", 1)[-1]
            items.append(f'<li><a href="{link}">{xml.line(name)}</a></li>')
    return f'<ul class="files">{"".join(items)}</ul>\n' if items else ""


def paragraphs(words: str) -> str:
    """Return plain text of the reader's as paragraphs, with the line ends that it has."""
    parts = [part for part in xml.legal(words).split("\n\n") if part.strip()]
    return "".join(
        f"<p{direction(part)}>" + "<br/>".join(map(xml.text, part.strip().split("\n"))) + "</p>\n"
        for part in parts
    )


def _annotations(entry: Entry, words: Words) -> str:
    """Return the note and the highlights, for a reader who looks for them."""
    article = entry.article
    if not article.note and not article.highlights:
        return ""
    parts = []
    if article.note:
        parts.append(f'<p class="label">{xml.line(words.note)}</p>\n{paragraphs(article.note)}')
    if article.highlights:
        parts.append(f'<p class="label">{xml.line(words.highlights)}</p>\n<ul>\n')
        for mark in article.highlights:
            quoted = f'<q class="own c{mark.colour}">{xml.line(mark.exact)}</q>'
            if not entry.places[mark.id].current:
                quoted += f" <small>({xml.line(words.not_current)})</small>"
            note = paragraphs(mark.note) if mark.note else ""
            parts.append(f"<li{direction(mark.exact)}>{quoted}\n{note}</li>\n")
        parts.append("</ul>\n")
    return f'<aside class="annotations">\n{"".join(parts)}</aside>\n'


def _older(job: Job, entry: Entry, place: Place, shelf: Shelf) -> str:
    """Return the earlier versions, newest first, each with its title and its text."""
    parts = []
    name = f"h{min(place.level + 1, 6)}"
    for one in older(job.library, entry):
        document = shown(one)
        flow = Flow(
            finder(job, one, shelf),
            prefix=f"{place.prefix}v{one.version}-",
            level=min(place.level + 2, 6),
            missing=job.options.words.picture_missing,
        )
        told = job.options.words.seen.format(one.version, job.options.words.day(one.seen))
        title = xml.title_of(one.title, job.options.words.untitled)
        dir_ = ' dir="rtl"' if document.rtl else ' dir="ltr"'
        parts.append(
            f'<section class="older"{dir_}>\n<p class="label">{xml.line(told)}</p>\n'
            f"<{name}{direction(title, document.rtl)}>"
            f"{xml.line(title)}</{name}>\n"
            f"{flow.body(document)}</section>\n"
        )
    return "".join(parts)
