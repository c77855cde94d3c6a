"""One article as a file of the mirror: front matter with all that is known, then its text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from clashreader.content import Body, to_markdown
from clashreader.content.markdownwriter import target
from clashreader.export.mirror.yamltext import Bare, as_loaded, dump, load, moment, seconds_of
from clashreader.model import HIGHLIGHT_COLOURS, MediaType
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.carrying import Carried, CarriedHighlight, CarriedVersion

TIMES = frozenset({"published", "updated", "first_seen", "gone_since", "at", "note_changed"})
"""Columns that are times; so are all whose names end in ``_at``."""
FLAGS = frozenset({"read", "title_derived", "section_fixed"})

_HEAD = ("author", "outlet", "url")
_DATES = ("published", "updated", "first_seen", "language", "words", "summary")
_STATE = ("read_at", "bookmarked_at", "gone_since", "deleted_at")
_EDITS = ("edits", "edited_at", "text_hash", "item_hash")
NAMED = {"title", "read", *_HEAD, *_DATES, *_STATE, *_EDITS}

EDITABLE = frozenset({"tags", "note", "read", "bookmarked", "hidden", "section", "highlights"})
"""What may be changed in the file; all else there is the library's word."""
_FOLLOWS = frozenset({"note_changed", "bookmarked_at", "read_at", "section_fixed"})
"""What is the library's, and changes when something editable does."""
NOT_OURS = "It has no front matter of ours."

_MAX_HEAD = 16_000_000
"""Characters of a head: a thousand long quotations, each with its surroundings."""
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_SPECIAL = re.compile(r"([\\`*_\[\]<#])")
_FIGURE = re.compile(
    r'<figure>(?:<a href="([^"]*)">)?<img src="([^"]*)" alt="([^"]*)"[^<>]*>(?:</a>)?'
    r"<figcaption>(.*?)</figcaption></figure>"
)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the texts of one version are called: SHA-256 (hex) of the body and of the plain text."""

    body: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it is written: its text, the hash of its body, and that of what is not editable."""

    text: str
    body: str
    rest: str


def value_of(name: str, value: object) -> object:
    """Return a column as it is written."""
    if isinstance(value, int):
        if name in TIMES or name.endswith("_at"):
            return moment(value)
        if name in FLAGS:
            return bool(value)
    return value


def _some(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, object]:
    return {name: value_of(name, values[name]) for name in names if name in values}


def front_of(
    article: Carried, source_title: str, texts: Sequence[Texts], slug: str,
    assets: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    """Return the front matter; `assets` are the pictures that lie in the folder, by address."""
    values, title = article.values, str(article.values.get("title", ""))
    front: dict[str, Any] = {"title": title}
    if title.strip() and title != slug:
        front["aliases"] = [title]
    front |= _some(values, _HEAD)
    front |= {"source": source_title, "source_url": article.source, "uid": article.uid}
    if article.section is not None:
        front["section"] = article.section
    front |= _some(values, _DATES)
    front["tags"] = [name for name, _ in article.tags]
    if own := [name for name, by_reader in article.tags if not by_reader]:
        front["source_tags"] = own
    front["read"] = bool(values.get("read"))
    front["bookmarked"] = "bookmarked_at" in values
    front["hidden"] = article.state == "hidden"
    if article.state == "bin":
        front["deleted"] = True
    front |= _some(values, _STATE)
    if article.note is not None:
        front["note"] = article.note
        front["note_changed"] = moment(article.note_changed or 0)
    if article.highlights:
        front["highlights"] = [_highlight(one) for one in article.highlights]
    front |= _some(values, _EDITS)
    front["record"] = {n: value_of(n, v) for n, v in values.items() if n not in NAMED}
    if not front["record"]:
        del front["record"]
    places = {one.url: place for place, one in enumerate(article.pictures, 1)}
    if article.pictures:
        front["pictures"] = [_picture(one, assets) for one in article.pictures]
    if article.lead is not None and article.lead in places:
        front["lead_picture"] = places[article.lead]
    front["versions"] = [
        _version(one, known, places) for one, known in zip(article.versions, texts, strict=True)
    ]
    return front


def _highlight(one: CarriedHighlight) -> dict[str, Any]:
    said: dict[str, Any] = {"quote": one.exact, "colour": HIGHLIGHT_COLOURS[one.colour]}
    if one.note is not None:
        said["note"] = one.note
    if one.version is not None:
        said["version"] = one.version
    said |= {"before": one.prefix, "after": one.suffix}
    if one.earlier is not None:
        said["earlier"] = one.earlier
    return said | {"created": moment(one.created), "changed": moment(one.changed)}


def _picture(one: Any, assets: Mapping[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {"url": one.url}
    if one.url in assets:
        said["file"] = assets[one.url]
        said |= {name: value_of(name, value) for name, value in one.values.items()}
    elif one.state == "ignored":
        said["ignored"] = True
    return said


def _version(one: CarriedVersion, known: Texts, places: Mapping[str, int]) -> dict[str, Any]:
    said: dict[str, Any] = {"version": one.number}
    said |= {name: value_of(name, value) for name, value in one.values.items()}
    said |= {"received": known.body, "text": known.text}
    if one.pictures:
        said["pictures"] = [places[url] for url in one.pictures]
    if one.capture is not None:
        said["capture"] = {n: value_of(n, v) for n, v in one.capture.items()}
    return said


def body_of(
    version: CarriedVersion, body: str, article_url: object, pictures: Mapping[str, str], up: str
) -> str:
    """Return the text of a version as Markdown below its title, pictures as links into the folder.

    `up` leads from the file to the top of the mirror.
    """
    values = version.values
    span = None
    if values.get("span_start") is not None:
        span = (int(values["span_start"]), int(values.get("span_end") or 0))
    title = str(values.get("title", ""))
    base = values.get("base_url") or article_url
    text = to_markdown(
        Body(body, MediaType(values["media_type"]), str(base) if base else None, span, title,
             values.get("lead_image"))
    )  # fmt: skip
    for url, place in pictures.items():
        if url in text or escape(url) in text or target(url) in text:
            text = text.replace(f"]({target(url)})", f"]({up}{place})")
            text = text.replace(f'src="{escape(url)}"', f'src="{up}{place}"')
    text = _FIGURE.sub(_captioned, text)
    heading = " ".join(_SPECIAL.sub(r"\\\1", title).split())
    whole = f"# {heading}\n\n{text}" if heading else text
    return whole.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _captioned(match: re.Match[str]) -> str:
    """A picture with its caption as Markdown: editors of notes show no local picture in HTML."""
    link, source, alt, caption = match.groups()
    words = _SPECIAL.sub(r"\\\1", unescape(alt))
    picture = f"![{words}]({target(unescape(source))})"
    if link is not None:
        picture = f"[{picture}]({target(unescape(link))})"
    return f"{picture}<br><small>{caption}</small>"


def page_of(front: dict[str, Any], body: str, own: str = "") -> Page:
    """Return a file with its hashes; `own` are the lines of the reader's own properties."""
    rest = rest_of(as_loaded(front))
    if own.startswith("aliases:") or "\naliases:" in own:
        front = {name: value for name, value in front.items() if name != "aliases"}
    return Page(f"---\n{dump(front)}{own}---\n\n{body}", body_hash(body), rest)


def version_page(version: CarriedVersion, body: str, name: str) -> str:
    """Return the file of an older version."""
    head = {
        "title": str(version.values.get("title", "")),
        "version": version.number,
        "seen": value_of("seen_at", version.values.get("seen_at", 0)),
        "newest": Bare(json.dumps(f"../{name}", ensure_ascii=False)),
    }
    return f"---\n{dump(head)}---\n\n{body}"


def body_hash(text: str) -> str:
    """Return a short SHA-256 of the text of a file; blank lines around it make no difference."""
    return hash_of(text.strip())


def hash_of(text: str) -> str:
    """Return a short SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def rest_of(front: Mapping[str, Any]) -> str:
    """Return the hash of what is not editable in front matter as it was read.

    Programs that write YAML anew write times and empty values their own way; that is no edit.
    """
    kept = {n: meant(n, v) for n, v in front.items() if n not in EDITABLE and n not in _FOLLOWS}
    return hash_of(json.dumps(kept, sort_keys=True))


def meant(name: str, value: Any) -> Any:
    """Return a value as it was read, times in seconds: programs write them their own way."""
    if isinstance(value, dict):
        return {key: meant(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [meant(name, inner) for inner in value]
    if name in TIMES or name.endswith("_at"):
        try:
            return seconds_of(value)
        except (ValueError, OverflowError):
            return value
    return value


def split(text: str) -> tuple[str, str]:
    """Return front matter and body of a file; raises `ValueError` where there is none."""
    if not text.startswith("---\n"):
        raise ValueError(NOT_OURS)
    end = _FENCE.search(text, 4, _MAX_HEAD)
    if end is None:
        raise ValueError("its front matter has no end")
    return text[4 : end.start()], text[end.end() :].removeprefix("\n").removeprefix("\n")


def read(text: str) -> tuple[dict[str, Any], str]:
    """Return front matter, every scalar a text, and body of a file; raises `ValueError`."""
    head, body = split(text)
    return load(head), body


def plainly(data: bytes) -> str:
    """Return the text of a file: without byte-order mark, lines as we end them.

    Raises `ValueError` where it is not UTF-8.
    """
    text = data.decode("utf-8-sig")
    return text.replace("\r\n", "\n") if "\r" in text else text


def is_merging(text: str) -> bool:
    """Whether git left its marks of an unfinished merge in it."""
    return re.search(r"^<{7}(?: .*)?$(?s:.*)^>{7}(?: .*)?$", text, re.MULTILINE) is not None
