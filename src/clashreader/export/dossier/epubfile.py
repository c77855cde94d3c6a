"""A dossier as a book: EPUB 3, a file for each article, the bibliography last."""

from __future__ import annotations

import uuid
import zipfile
from typing import TYPE_CHECKING, Final

from clashreader import __version__
from clashreader.export import cover, xml
from clashreader.export.dossier import pieces
from clashreader.export.dossier.htmlfile import STYLE
from clashreader.export.epubfile import CONTAINER, Item, begins_as, info, manifest, xhtml
from clashreader.export.look import BOOK, SHARED
from clashreader.export.pages import attributes
from clashreader.export.pictures import EVERYWHERE
from clashreader.export.shapes import instant

if TYPE_CHECKING:
    from typing import BinaryIO

    from clashreader.export.dossier.writing import Work

_NAMESPACE: Final = uuid.UUID("0f8d6a0c-5e3e-5b0e-8a45-3c9f8f0c2d51")
_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
_PAGE: Final = "application/xhtml+xml"


def write(work: Work, file: BinaryIO) -> None:
    """Write the dossier as a book."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _Book(work, archive).write()


class _Book:
    """A book on its way; also the shelf of its pictures."""

    takes = EVERYWHERE

    def __init__(self, work: Work, archive: zipfile.ZipFile) -> None:
        self._work = work
        self._archive = archive
        self._pictures: dict[str, Item] = {}
        words = work.job.options.words
        code = xml.language(words.language) or "en"
        side = "rtl" if words.right_to_left else "ltr"
        self._language = code
        self._told = f' lang="{code}" xml:lang="{code}" dir="{side}"'

    def write(self) -> None:
        """Write everything; contents and bibliography come when it is known what is in it."""
        work, job, dossier = self._work, self._work.job, self._work.dossier
        self._put("mimetype", b"application/epub+zip", stored=True)
        self._put("META-INF/container.xml", CONTAINER.encode())
        self._put("EPUB/style.css", (SHARED + BOOK + STYLE).encode())
        newest = dossier.now or 0
        for entry, one in work.entries():
            inner, document = pieces.article(job, dossier, entry, one, self, "a-", 1)
            told = attributes(entry.article, document, for_xml=True)
            body = f'<article id="a"{told}>\n{inner}</article>\n'
            page = xhtml(one.title, body, told, kind="chapter", depth="../")
            self._put(f"EPUB/text/a{one.id}.xhtml", page.encode())
            newest = max(newest, one.taken, *(mark.changed for mark in entry.article.highlights))
        references = "".join(pieces.bibliography(job, dossier, work.found, 1))
        self._page("bibliography", dossier.words.bibliography, references, "bibliography")
        front = pieces.front(job, dossier, work.title, len(work.found))
        self._page("front", work.title, f'<div class="front">\n{front}</div>\n', "titlepage")
        self._nav()
        picture = self._cover()
        self._package(picture, newest)

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

    # --- parts ---

    def _page(self, name: str, title: str, body: str, kind: str) -> None:
        self._put(f"EPUB/{name}.xhtml", xhtml(title, body, self._told, kind=kind).encode())

    def _nav(self) -> None:
        work, words = self._work, self._work.job.options.words
        listed = "".join(
            pieces.contents(
                work.job, work.dossier, work.found,
                lambda one: f"text/a{one.id}.xhtml", "bibliography.xhtml",
            )
        )  # fmt: skip
        head = f'<nav epub:type="toc" id="toc">\n<h1>{xml.line(words.contents)}</h1>\n'
        listed = listed.replace("<bdi>", "").replace("</bdi>", "")
        self._put(
            "EPUB/nav.xhtml", xhtml(words.contents, f"{head}{listed}</nav>\n", self._told).encode()
        )

    def _cover(self) -> Item:
        work, options = self._work, self._work.job.options
        below = options.words.articles(len(work.found))
        drawn = cover.drawing(work.title, below, options.words.made_by)
        picture = options.draw(drawn) if options.draw else None
        if picture is None:
            item = Item("cover-image", "cover.svg", "image/svg+xml", "cover-image")
        else:
            item = Item("cover-image", "cover.png", "image/png", "cover-image")
        self._put(f"EPUB/{item.place}", picture or drawn, stored=picture is not None)
        alt = xml.attribute(work.title)
        shown = f'<div class="cover"><img src="{item.place}" alt="{alt}"/></div>\n'
        self._page("cover", work.title, shown, "cover")
        return item

    def _package(self, picture: Item, newest: int) -> None:
        work = self._work
        pages = [Item("cover", "cover.xhtml", _PAGE), Item("front", "front.xhtml", _PAGE),
                 Item("nav", "nav.xhtml", _PAGE, "nav")]  # fmt: skip
        pages += [Item(f"a{one.id}", f"text/a{one.id}.xhtml", _PAGE) for one in work.found]
        pages.append(Item("bibliography", "bibliography.xhtml", _PAGE))
        others = [Item("style", "style.css", "text/css"), picture, *self._pictures.values()]
        listed = "".join(map(manifest, [*others, *pages]))
        spine = "".join(f'<itemref idref="{item.name}"/>\n' for item in pages)
        text = (
            f"{self._metadata(newest)}<manifest>\n{listed}</manifest>\n<spine>\n{spine}</spine>\n"
        )
        self._put("EPUB/package.opf", f"{text}</package>\n".encode())

    def _metadata(self, newest: int) -> str:
        work = self._work
        name = uuid.uuid5(_NAMESPACE, work.title)
        for one in work.found:
            name = uuid.uuid5(name, f"{one.key} {one.url} {one.hash}")
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
            'unique-identifier="book-id">\n'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
            f'<dc:identifier id="book-id">urn:uuid:{name}</dc:identifier>\n'
            f"<dc:title>{xml.line(work.title)}</dc:title>\n"
            f"<dc:language>{self._language}</dc:language>\n"
            f'<meta property="dcterms:modified">{instant(max(newest, 0))}</meta>\n'
            f'<meta name="generator" content="Clash Reader {__version__}"/>\n'
            '<meta name="cover" content="cover-image"/>\n</metadata>\n'
        )

    def _put(self, name: str, data: bytes, *, stored: bool = False) -> None:
        file = info(name)
        if stored:
            file.compress_type = zipfile.ZIP_STORED
        self._archive.writestr(file, data)
