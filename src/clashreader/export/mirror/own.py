"""Articles that the reader wrote into the mirror: their text is the reader's, word for word.

The library holds such a file as it was, its pictures under ``file:///assets/…``, named by their
content, so that every computer says the same. An edit of one is its next version.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from clashreader.export.mirror import edits as edit
from clashreader.export.mirror import names, page, properties
from clashreader.export.mirror.yamltext import as_loaded, dump, load
from clashreader.model import MediaType

if TYPE_CHECKING:
    from clashreader.export.mirror.folder import Folder
    from clashreader.export.mirror.manifest import Entry
    from clashreader.library.carrying import Carried, CarriedVersion
    from clashreader.library.library import Library

ADDRESS = "clashreader:own"
"""The address of the source of articles that the reader wrote: nothing is fetched from it."""

_STATE = ("read", "bookmarked", "hidden", "note", "highlights")
_FIELDS = ("title", "author", "outlet", "url", "published", "updated", "language", "summary")
"""What an edit of the head may change, beside what may be edited in every article's."""
_LINK = re.compile(
    r"(!\[[^\]\n]{0,1000}\]\(<)([^<>\n]{1,2000})(?=>)|(!\[[^\]\n]{0,1000}\]\()([^\s<>()]{1,2000})"
    r"|(<img\b[^<>]{0,1000}?\bsrc=\")([^\"<>\n]{1,2000})|(^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*)"
    r"(\S{1,2000})",
    re.MULTILINE,
)
_INSIDE, _OUTSIDE = f"file:///{names.ASSETS}/", f"../../{names.ASSETS}/"
_ASSET = re.compile(rf"{re.escape(_OUTSIDE)}[0-9a-f]{{2}}/[0-9a-f]{{32}}\.\w+")
_MOST = 30_000_000
"""Bytes of a picture."""


def is_own(article: Carried) -> bool:
    """Whether the reader wrote an article, as Markdown."""
    return article.source == ADDRESS and all(
        version.values.get("media_type") == MediaType.MARKDOWN for version in article.versions
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def body_of(version: CarriedVersion, body: str, up: str) -> str:
    """Return the text of a version as it was written; `up` leads to the top of the mirror."""
    start, end = (version.values.get(name) for name in ("span_start", "span_end"))
    text = _plain(body if start is None else body[int(start) : int(end or 0)]).lstrip("\n")
    return _links(text, lambda address: _replaced(address, _INSIDE, f"{up}{names.ASSETS}/"))


def _replaced(address: str, old: str, new: str) -> str:
    return new + address.removeprefix(old) if address.startswith(old) else address


def _links(text: str, change: Any) -> str:
    def changed(match: re.Match[str]) -> str:
        start, address = (one for one in match.groups() if one is not None)
        return f"{start}{change(address)}"

    return _LINK.sub(changed, text)


def _head(body: str) -> tuple[str, dict[str, Any]]:
    try:
        head, _ = page.split(_plain(body))
        return head, load(head)
    except ValueError:
        return "", {}


def properties_of(body: str) -> str:
    """Return the reader's properties in the head of a file as the library holds it."""
    head, front = _head(body)
    return properties.of_reader(head, front)


# --- pictures ---


def _with_pictures(text: str, path: str, folder: Folder) -> tuple[str, dict[str, str]]:
    """Return a text with its pictures that lie in the folder named by their content, and where
    each of them lies.
    """
    found: dict[str, str] = {}

    def change(address: str) -> str:
        if _ASSET.fullmatch(address):
            place = address.removeprefix("../../")
        else:
            place = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), unquote(address.partition("?")[0]))
            )
            if ":" in address or address.startswith(("/", "#")):
                return address
        info = _read(folder, place)
        if info is None:
            return f"file:///{place}" if _ASSET.fullmatch(address) else address
        url = f"file:///{names.asset(hashlib.sha256(info[0]).hexdigest(), info[1])}"
        found[url] = place
        return url

    return _links(text, change), found


def _read(folder: Folder, place: str) -> tuple[bytes, str, int, int] | None:
    """Read a picture that lies in the folder, links followed; None for all else."""
    from clashreader.content.imageinfo import image_info

    real, root = os.path.realpath(folder.path(place)), os.path.realpath(folder.root)
    if not real.startswith(os.path.join(root, "")) or not os.path.isfile(real):  # noqa: PTH113, PTH118
        return None
    try:
        with open(real, "rb") as file:  # noqa: PTH123
            data = file.read(_MOST + 1)
    except OSError:
        return None
    info = image_info(data) if len(data) <= _MOST else None
    return None if info is None else (data, *info)


def keep_pictures(
    library: Library, article: int, folder: Folder, places: Mapping[str, str]
) -> None:
    """Store the pictures of an article that the library lacks."""
    for one in library.missing_images(article) if places else ():
        info = _read(folder, places[one.url]) if one.url in places else None
        if info is not None:
            library.store_images([(one.id, *info)])


# --- coming in ---


def new(path: str, data: bytes, folder: Folder) -> tuple[Any, dict[str, str]]:
    """Return a file of the reader's as an article ready to be stored, and where its pictures lie.

    Raises `ReaderError` where it is none.
    """
    from clashreader.model import Insert
    from clashreader.parse import parse_file
    from clashreader.values import replace

    uid = f"{path}#{hashlib.sha256(data).hexdigest()[:8]}"
    pictures: dict[str, str] = {}
    with suppress(ValueError):
        text, pictures = _with_pictures(page.plainly(data), path, folder)
        data = text.encode("utf-8", "surrogatepass") if pictures else data
    parsed = parse_file(data, path=path, base_url=f"file:///{quote(path)}", modified=0)
    section = parsed.section
    if section is not None and section.casefold() in (names.UNSORTED, names.UNDATED):
        section = None
    return Insert(_prepared(replace(parsed, uid=uid, section=section), data), read=True), pictures


def _prepared(parsed: Any, data: bytes) -> Any:
    from clashreader.content import Body, digest
    from clashreader.library.folding import fold, text_hash
    from clashreader.model import Prepared

    found = digest(
        Body(parsed.body, parsed.media_type, parsed.base_url, parsed.body_span, parsed.title,
             parsed.lead_image),
        summary=parsed.summary,
    )  # fmt: skip
    folded = fold(found.text)
    known_by = text_hash(parsed.title, found.text, folded=folded)
    return Prepared(parsed, found, hashlib.sha256(data).hexdigest(), known_by, None, folded)


def take_state(library: Library, article: Carried, data: bytes) -> list[str]:
    """Take note, marks and highlights from the head of a new file; return what was refused."""
    try:
        front, _ = page.read(page.plainly(data))
    except ValueError:
        return []
    said = {name: front[name] for name in _STATE if name in front}
    if article.highlights:
        said.pop("highlights", None)  # an earlier pass took them, and was ended
    found = edit.find(said, edit.base_of(article), article, whole=False)
    return edit.apply(library, article, found)


# --- edited ---


def revise(
    library: Library, folder: Folder, path: str, entry: Entry, article: Carried,
    front: Mapping[str, Any], own: str, body: str, *, whole: bool,
) -> bool | None:  # fmt: skip
    """Store what the file of an article became as its next version; return whether it is another.

    Returns None where the library has a version that the file was not made of, or the article is
    in the bin. Raises `ParseError` where it is no text any more.
    """
    version = article.versions[-1]
    [(stored, _)] = library.carried_texts([version])
    texts = {entry.body, page.body_hash(body_of(version, stored, "../../"))}
    before = entry.base.get("own", "")
    is_same = page.body_hash(body) in texts and _loaded(own) in (
        _loaded(before), _loaded(properties_of(stored)),
    )  # fmt: skip
    fields = () if whole else [name for name in _FIELDS if _is_other(name, front, article)]
    if is_same and not fields:
        return False
    if len(article.versions) != len(entry.versions) + 1 or article.state == "bin":
        return None
    if "own" not in entry.base:  # an earlier program left them out of the file
        own = own or properties_of(stored)
    _, said = _head(stored)
    kept = {
        name: front[name] for name in _FIELDS if name in front and (name in fields or name in said)
    }
    head = f"{dump(kept) if kept else ''}{own}"
    text, pictures = _with_pictures(body, path, folder)
    data = (f"---\n{head}---\n\n{text}" if head else text).encode("utf-8", "surrogatepass")
    _store(library, article, data, str(version.values.get("base_url") or ""))
    keep_pictures(library, article.id, folder, pictures)
    return True


def _loaded(own: object) -> dict[str, Any]:
    try:
        return load(own) if isinstance(own, str) and own else {}
    except ValueError:
        return {}


def _is_other(name: str, front: Mapping[str, Any], article: Carried) -> bool:
    value = article.values.get(name)
    there = "" if value is None else as_loaded(page.value_of(name, value))
    return bool(page.meant(name, front.get(name, "")) != page.meant(name, there))


def _store(library: Library, article: Carried, data: bytes, base_url: str) -> None:
    from clashreader.model import Revise
    from clashreader.parse import parse_file
    from clashreader.values import replace

    path = article.uid.rpartition("#")[0] or article.uid
    parsed = replace(
        parse_file(data, path=path, base_url=base_url, modified=0), uid=article.uid,
        section=article.values.get("section_own"),
        tags=tuple(json.loads(article.values.get("own_tags") or "[]")),
    )  # fmt: skip
    [source] = [one.id for one in library.sources() if one.url == ADDRESS]
    library.apply(source, [Revise(article.id, _prepared(parsed, data))])
