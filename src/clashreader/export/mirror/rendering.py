"""Articles of the library as files of the mirror, written where they are new or changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from clashreader.export.mirror import names, own, page
from clashreader.export.mirror.edits import base_of
from clashreader.export.mirror.manifest import Entry, version_paths
from clashreader.library.keys import month_of
from clashreader.library.picture_files import DamagedPictureError, read_picture
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.export.mirror.folder import Folder
    from clashreader.library.carrying import Carried, CarriedVersion
    from clashreader.library.library import Library

SHAPE = "1"
"""Of the files: part of what tells whether one has to be written again."""
OWN_SHAPE = "1 own"
"""Of those that the reader wrote."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of an article before it is written: where it lies, and what it is signed by."""

    id: int
    key: str
    path: str
    sign: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's files by path: its own, its older versions', and what is named by content."""

    entry: Entry
    page: bytes
    versions: dict[str, bytes]
    content: dict[str, bytes]


def sign_of(article: Carried, source_title: str) -> str:
    """Return the hash of all that an article's files are made of."""
    shape = OWN_SHAPE if own.is_own(article) else SHAPE
    said = f"{shape}\0{source_title}\0{article.sign()}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:24]


def first_title(article: Carried) -> str:
    """Return the title that an article had first, which names its file for good."""
    return str(article.versions[0].values.get("title", "")) if article.versions else ""


def _stem(article: Carried) -> str:
    """Return what an article's file is to be called."""
    return (own.is_own(article) and names.own_stem(article.uid)) or names.slug(first_title(article))


def folder_of(article: Carried) -> str:
    """Return the folder of an article's section and month, or of the bin."""
    if article.state == "bin":
        return names.BIN
    published = article.values.get("published")
    month = names.month_folder(month_of(published))
    return f"{names.section_folder(article.section)}/{month}"


@dataclass(frozen=True, slots=True)
class _Claim:
    """An article that wants a name in a folder; the order says who has it first."""

    first_seen: int
    source: str
    uid: str
    id: int
    key: str
    slug: str
    sign: str


class Places:
    """Gives every article its place; who was here first has the plain name."""

    def __init__(self) -> None:
        self._claims: dict[str, list[_Claim]] = {}
        self.sources: set[str] = set()
        self.sections: set[str] = set()
        self._met: list[tuple[int, str]] = []

    def add(self, article: Carried, source_title: str) -> None:
        """Take an article in."""
        claim = _Claim(
            int(article.values.get("first_seen", 0)), article.source, article.uid, article.id,
            article.key, _stem(article), sign_of(article, source_title),
        )  # fmt: skip
        self._claims.setdefault(folder_of(article), []).append(claim)
        self._met.append((article.id, article.key))
        self.sources.add(article.source)
        if article.section is not None:
            self.sections.add(article.section)

    def order(self) -> list[str]:
        """Return the keys in the order in which the library met the articles: among equal ones,
        that is what lists go by.
        """
        return [key for _, key in sorted(self._met)]

    def all(self) -> dict[str, list[Place]]:
        """Return the places by folder, in the order of their paths."""
        found = {}
        for folder in sorted(self._claims):
            claims = self._claims[folder]
            claims.sort(key=lambda one: (one.first_seen, one.source, one.uid))
            taken: set[str] = set()
            places = []
            for claim in claims:
                name = claim.slug
                if names.folded(name) in taken:
                    name = f"{name}-{claim.key[:6]}"
                    if names.folded(name) in taken:
                        name = f"{claim.slug}-{claim.key}"
                taken.add(names.folded(name))
                places.append(Place(claim.id, claim.key, f"{folder}/{name}.md", claim.sign))
            found[folder] = sorted(places, key=lambda one: one.path)
        return found


class Renderer:
    """Makes the files of articles; `own` are properties of the reader's, by the article's key."""

    def __init__(
        self,
        library: Library,
        titles: Mapping[str, str],
        own: Mapping[str, str],
        folder: Folder,
        content: dict[str, int],
    ) -> None:
        self._library = library
        self._titles = titles
        self._own = own
        self._folder = folder
        self._content = content
        self.pictures = 0
        self.pictures_missing: set[str] = set()

    def _assets(self, article: Carried) -> dict[str, str]:
        """Put an article's pictures into the folder; return their places by address."""
        found = {}
        for one in article.pictures:
            if one.state != "stored":
                continue
            content_hash = str(one.values["hash"])
            place = names.asset(content_hash, str(one.values.get("media_type") or ""))
            if not self._put_picture(place, content_hash):
                self.pictures_missing.add(content_hash)
                continue
            found[one.url] = place
        return found

    def _put_picture(self, place: str, content_hash: str) -> bool:
        """Put a picture into the folder, unless it lies there whole; return whether it does."""
        path, there = self._library.image_path(content_hash), self._content.get(place)
        try:
            if there is not None and there == path.stat().st_size:
                return True
            data = read_picture(path)
        except (OSError, DamagedPictureError):
            return there is not None  # the folder's is then the only one
        self._folder.write(place, data)
        self._content[place] = len(data)
        self.pictures += 1
        return True

    def render(self, article: Carried, place: Place) -> Rendered:
        """Return the files of an article; its pictures are written by then.

        Raises `DamagedTextError` where a stored text cannot be read, `OSError`.
        """
        texts = self._library.carried_texts(article.versions)
        assets = self._assets(article)
        known: list[page.Texts] = []
        content: dict[str, bytes] = {}
        for version, (body, text) in zip(article.versions, texts, strict=True):
            raw = body.encode("utf-8", "surrogatepass")
            plain = text.encode("utf-8", "surrogatepass")
            hashes = page.Texts(_sha(raw), _sha(plain))
            content[names.received(hashes.body, str(version.values["media_type"]))] = raw
            content[names.plain_text(hashes.text)] = plain
            known.append(hashes)
        url = article.values.get("url")
        stem = place.path.rpartition("/")[2].removesuffix(".md")
        front = page.front_of(
            article, self._titles.get(article.source, article.source), known, stem, assets
        )
        is_own = own.is_own(article)

        def body_of(version: CarriedVersion, body: str, up: str) -> str:
            if is_own:
                return own.body_of(version, body, up)
            return page.body_of(version, body, url, assets, up)

        newest = body_of(article.versions[-1], texts[-1][0], "../../")
        base = base_of(article)
        properties = own.properties_of(texts[-1][0]) if is_own else self._own.get(place.key, "")
        if properties or is_own:
            base["own"] = properties
        written = page.page_of(front, newest, properties)
        older = {
            path: _encoded(page.version_page(
                version, body_of(version, body, "../../../"), f"{stem}.md"
            ))
            for path, version, (body, _) in zip(
                version_paths(place.path, len(article.versions) - 1), article.versions[:-1],
                texts[:-1], strict=True,
            )
        }  # fmt: skip
        data = _encoded(written.text)
        needed = {name: len(one) for name, one in content.items()}
        needed |= {name: self._content[name] for name in assets.values()}
        entry = Entry(
            place.key, place.path, place.sign, file_hash(data), written.body, written.rest,
            base, tuple(sorted(needed)),
            tuple(file_hash(one) for one in older.values()),
            tuple(needed[name] for name in sorted(needed)),
        )  # fmt: skip
        return Rendered(entry, data, older, content)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_hash(data: bytes) -> str:
    """Return what the manifest keeps of a file."""
    return hashlib.sha256(data).hexdigest()[:24]


def in_chunks(ids: Iterable[int], size: int) -> Iterable[list[int]]:
    """Yield ids some at a time."""
    chunk: list[int] = []
    for one in ids:
        chunk.append(one)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
