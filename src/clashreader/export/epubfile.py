"""Articles as a book: EPUB 3 (https://www.w3.org/TR/epub-33/), readable by devices of EPUB 3.0.

One file an article, in the order of sections and months; the contents nest likewise. Nothing in it
depends on when or where it was written: equal articles make equal bytes, and the book's identifier
is that of its title and articles, so that a device knows it again.
"""

from __future__ import annotations

import uuid
import zipfile
from array import array
from collections import Counter
from typing import TYPE_CHECKING, Final

from clashreader import __version__
from clashreader.export import cover, xml
from clashreader.export.articles import check
from clashreader.export.contents import Section, contents
from clashreader.export.look import BOOK, SHARED
from clashreader.export.pages import Place, article_of, attributes, direction
from clashreader.export.pictures import EVERYWHERE
from clashreader.export.shapes import instant
from clashreader.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from clashreader.content.blocks import Document
    from clashreader.export.articles import Entry
    from clashreader.export.writing import Job

_NAMESPACE: Final = uuid.UUID("6f6b2b0e-6c59-5d0e-9a54-2f1f6d3c7a10")
_LATEST: Final = 4_102_444_800  # the year 2100
_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}

CONTAINER: Final = """\
<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book, as its manifest has it."""

    name: str
    place: str
    kind: str
    properties: str = ""


@dataclass(frozen=True, slots=True)
class _Chapter:
    """An article in the contents."""

    number: int
    title: str


def write(job: Job, file: BinaryIO) -> None:
    """Write the articles of `job` as a book."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _Book(job, archive).write()


class _Book:
    """A book on its way; also the shelf of its pictures."""

    takes = EVERYWHERE

    def __init__(self, job: Job, archive: zipfile.ZipFile) -> None:
        self._job = job
        self._archive = archive
        self._words = job.options.words
        self._pictures: dict[str, Item] = {}
        self._chapters: dict[int, _Chapter] = {}
        self._languages: Counter[str] = Counter()
        self._left = 0
        self._newest = 0
        self._uids = uuid.uuid5(_NAMESPACE, job.options.title)
        self._title = xml.title_of(job.options.title, "")
        self._author = ""
        self._outlets: Counter[str] = Counter()

    def write(self) -> None:
        """Write everything; the contents and the list of files come last."""
        job = self._job
        self._put("mimetype", b"application/epub+zip", stored=True)
        self._put("META-INF/container.xml", CONTAINER.encode())
        self._put("EPUB/style.css", (SHARED + BOOK).encode())
        sections = contents(job.library, job.ids, job.stop)
        ids = array("q")
        for section in sections:
            for month in section.months:
                ids.extend(month.ids)
        known = set(ids)
        job.tally.gone += [one for one in job.ids if one not in known]
        del known
        for entry in job.entries(ids):
            self._article(entry)
        if not self._title:
            self._title = self._words.articles(len(self._chapters))
        self._put("EPUB/nav.xhtml", "".join(self._nav(sections)).encode())
        front = self._cover()
        for part in self._dividers(sections):
            self._put(f"EPUB/{part[0]}", part[1].encode())
        self._package(sections, front)

    # --- the shelf ---

    def find(self, content_hash: str) -> str | None:
        """Return the address of a picture that is in the book already."""
        item = self._pictures.get(content_hash)
        return None if item is None else f"../{item.place}"

    def put(self, content_hash: str, data: bytes, media_type: str) -> str | None:
        """Take a picture into the book."""
        if not begins_as(data, media_type):
            return None
        place = f"images/{content_hash[:24]}.{_ENDINGS[media_type]}"
        self._put(f"EPUB/{place}", data, stored=True)
        self._pictures[content_hash] = Item(f"p{content_hash[:24]}", place, media_type)
        return f"../{place}"

    # --- articles ---

    def _article(self, entry: Entry) -> None:
        article = entry.article
        inner, document = article_of(self._job, entry, Place(1, "a-"), self)
        title = xml.title_of(article.title, self._words.untitled)
        self._put(
            f"EPUB/text/a{article.id}.xhtml", self._page(title, inner, entry, document).encode()
        )
        self._chapters[article.id] = _Chapter(article.id, title)
        self._languages[xml.language(article.language) or ""] += 1
        self._left += document.rtl
        self._outlets[" ".join((article.outlet or article.source_title).split())] += 1
        self._author = article.author or ""
        self._uids = uuid.uuid5(self._uids, f"{article.source_id} {article.uid}")
        times = [version.seen for version in entry.versions]
        times += [mark.changed for mark in article.highlights]
        self._newest = max(self._newest, *times, 0) if times else self._newest

    def _page(self, title: str, inner: str, entry: Entry, document: Document) -> str:
        told = attributes(entry.article, document, for_xml=True)
        return xhtml(
            title, f'<article id="a"{told}>\n{inner}</article>\n', told, kind="chapter", depth="../"
        )

    # --- contents ---

    def _written(self, section: Section) -> list[tuple[int | None, list[_Chapter]]]:
        """Return the months of a section and those articles of them that are in the book."""
        found = []
        for month in section.months:
            chapters = [self._chapters[one] for one in month.ids if one in self._chapters]
            if chapters:
                found.append((month.month, chapters))
        return found

    def _nav(self, sections: tuple[Section, ...]) -> Iterator[str]:
        words = self._words
        parts = [(section, months) for section in sections if (months := self._written(section))]
        head = f'<nav epub:type="toc" id="toc">\n<h1>{xml.line(words.contents)}</h1>\n<ol>\n'
        body = [head]
        for number, (section, months) in enumerate(parts, 1):
            if len(parts) > 1:
                name = section.name or words.no_section
                body.append(f'<li><a href="text/s{number}.xhtml">{xml.line(name)}</a>\n<ol>\n')
            for month, chapters in months:
                check(self._job.stop)
                several = len(months) > 1 or (len(parts) > 1 and len(chapters) > 1)
                if several:
                    first = f"text/a{chapters[0].number}.xhtml"
                    told = words.undated if month is None else words.month(month)
                    body.append(f'<li><a href="{first}">{xml.line(told)}</a>\n<ol>\n')
                body += [
                    f'<li><a href="text/a{one.number}.xhtml">{xml.line(one.title)}</a></li>\n'
                    for one in chapters
                ]
                body.append("</ol></li>\n" if several else "")
            body.append("</ol></li>\n" if len(parts) > 1 else "")
        if not self._chapters:
            body.append(f'<li><a href="cover.xhtml">{xml.line(self._title)}</a></li>\n')
        body.append("</ol>\n</nav>\n")
        yield xhtml(words.contents, "".join(body), self._told())

    def _dividers(self, sections: tuple[Section, ...]) -> Iterator[tuple[str, str]]:
        """Yield a page for each section, where there are several."""
        parts = [section for section in sections if self._written(section)]
        if len(parts) < 2:
            return
        for number, section in enumerate(parts, 1):
            name = section.name or self._words.no_section
            count = sum(len(chapters) for _, chapters in self._written(section))
            body = (
                f'<div class="front">\n<h1{direction(name)}>{xml.line(name)}</h1>\n'
                f'<p class="meta">{xml.line(self._words.articles(count))}</p>\n</div>\n'
            )
            told = self._told()
            yield (
                f"text/s{number}.xhtml",
                xhtml(name, body, told, kind="part", depth="../"),
            )

    def _told(self) -> str:
        code = xml.language(self._words.language) or "en"
        side = "rtl" if self._words.right_to_left else "ltr"
        return f' lang="{code}" xml:lang="{code}" dir="{side}"'

    # --- cover and package ---

    def _cover(self) -> Item:
        outlets = ", ".join(name for name, _ in self._outlets.most_common(3) if name)
        if len(self._outlets) > 3:
            outlets += " …"
        count = self._words.articles(len(self._chapters))
        below = outlets if len(self._chapters) == 1 else count
        drawn = cover.drawing(self._title, below, self._words.made_by)
        picture = self._job.options.draw(drawn) if self._job.options.draw else None
        if picture is None:
            front = Item("cover-image", "cover.svg", "image/svg+xml", "cover-image")
        else:
            front = Item("cover-image", "cover.png", "image/png", "cover-image")
        self._put(f"EPUB/{front.place}", picture or drawn, stored=picture is not None)
        title = xml.attribute(self._title)
        body = f'<div class="cover"><img src="{front.place}" alt="{title}"/></div>\n'
        self._put("EPUB/cover.xhtml", xhtml(self._title, body, self._told(), kind="cover").encode())
        return front

    def _files(self, sections: tuple[Section, ...]) -> Iterator[Item]:
        """Yield the files to be read, in their order: cover, contents, sections, articles."""
        page = "application/xhtml+xml"
        yield Item("cover", "cover.xhtml", page)
        yield Item("nav", "nav.xhtml", page, "nav")
        parts = [(section, months) for section in sections if (months := self._written(section))]
        for number, (_, months) in enumerate(parts, 1):
            if len(parts) > 1:
                yield Item(f"s{number}", f"text/s{number}.xhtml", page)
            for _, chapters in months:
                for one in chapters:
                    yield Item(f"a{one.number}", f"text/a{one.number}.xhtml", page)

    def _package(self, sections: tuple[Section, ...], front: Item) -> None:
        with self._archive.open(info("EPUB/package.opf"), "w", force_zip64=True) as file:
            file.write(self._metadata().encode())
            others = [Item("style", "style.css", "text/css"), front, *self._pictures.values()]
            file.write(b"<manifest>\n")
            for item in others:
                file.write(manifest(item).encode())
            for item in self._files(sections):
                file.write(manifest(item).encode())
            side = ' page-progression-direction="rtl"' if self._runs_left() else ""
            file.write(f"</manifest>\n<spine{side}>\n".encode())
            for item in self._files(sections):
                file.write(f'<itemref idref="{item.name}"/>\n'.encode())
            file.write(b"</spine>\n</package>\n")

    def _runs_left(self) -> bool:
        return self._left * 2 > len(self._chapters)

    def _metadata(self) -> str:
        named = [code for code, _ in self._languages.most_common() if code]
        codes = named[:5] or [xml.language(self._words.language) or "en"]
        languages = "".join(f"<dc:language>{code}</dc:language>\n" for code in codes)
        only = len(self._chapters) == 1
        names = [self._author] if only and self._author else []
        names += [name for name, _ in self._outlets.most_common(5)]
        creators = "".join(
            f"<dc:creator>{xml.line(name)}</dc:creator>\n" for name in names if xml.line(name)
        )
        modified = instant(min(max(self._newest, 0), _LATEST))
        mode = ["textual", "visual"] if self._pictures else ["textual"]
        access = "".join(f'<meta property="schema:accessMode">{one}</meta>\n' for one in mode)
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
            'unique-identifier="book-id">\n'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
            f'<dc:identifier id="book-id">urn:uuid:{self._uids}</dc:identifier>\n'
            f"<dc:title>{xml.line(self._title) or xml.line(self._words.untitled)}</dc:title>\n"
            f"{languages}{creators}"
            f'<meta property="dcterms:modified">{modified}</meta>\n'
            f"{access}"
            '<meta property="schema:accessModeSufficient">textual</meta>\n'
            '<meta property="schema:accessibilityFeature">tableOfContents</meta>\n'
            '<meta property="schema:accessibilityHazard">none</meta>\n'
            f'<meta name="generator" content="Clash Reader {__version__}"/>\n'
            '<meta name="cover" content="cover-image"/>\n</metadata>\n'
        )

    def _put(self, name: str, data: bytes, *, stored: bool = False) -> None:
        place = info(name)
        if stored:
            place.compress_type = zipfile.ZIP_STORED
        self._archive.writestr(place, data)


def info(name: str) -> zipfile.ZipInfo:
    """Return a file of the archive with the same date always: the first that ZIP knows."""
    file = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    file.compress_type = zipfile.ZIP_DEFLATED
    file.create_system = 3
    file.external_attr = 0o644 << 16
    return file


def manifest(item: Item) -> str:
    """Return the line of a file in the list of all files."""
    more = f' properties="{item.properties}"' if item.properties else ""
    return f'<item id="{item.name}" href="{item.place}" media-type="{item.kind}"{more}/>\n'


def xhtml(title: str, body: str, told: str, *, kind: str = "", depth: str = "") -> str:
    """Return a page of the book; `told` are attributes of its root, `kind` what it is in it."""
    what = f' epub:type="{kind}"' if kind else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f"{told}>\n<head>\n<title>{xml.line(title) or '—'}</title>\n"
        f'<link rel="stylesheet" type="text/css" href="{depth}style.css"/>\n</head>\n'
        f"<body{what}>\n{body}</body>\n</html>\n"
    )


def begins_as(data: bytes, media_type: str) -> bool:
    """Return whether a picture's bytes begin as those of its type do."""
    signs = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8", "image/gif": b"GIF8"}
    return data.startswith(signs[media_type])
