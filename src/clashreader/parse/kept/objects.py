"""JSON: Wallabag's entries, items in the form of Google Reader, Omnivore's and Pocket's files."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from clashreader.errors import ParseError
from clashreader.parse.encoding import decode_text
from clashreader.parse.kept import (
    Export,
    Files,
    Format,
    Kept,
    kept_article,
    moment,
    note_text,
    quotes_of,
    tag_names,
    text_of,
    truth,
)

Entry = Mapping[str, Any]

_COLOURS = {"yellow": 0, "green": 1, "blue": 2, "red": 3}
_LABEL = re.compile(r"^user/[^/]{0,60}/label/(.+)$", re.DOTALL)
_STATE = re.compile(r"^user/[^/]{0,60}/state/com\.google/([\w-]{1,40})$")
_LABELS_ONLY = re.compile(r"#\S+(?:\s+#\S+)*")


def loaded(data: bytes) -> object:
    """Return the JSON document of `data`. Raises `ParseError` with what is wrong with it."""
    try:
        return json.loads(decode_text(data).text.lstrip("\ufeff"))
    except RecursionError as error:
        raise ParseError("This JSON is nested too deeply to be an export.") from error
    except ValueError as error:
        raise ParseError("This looks like JSON, but it is damaged or cut off.") from error


def object_format(document: object) -> Format | None:
    """Return whose document it is, told by the names in it, or None."""
    if isinstance(document, dict):
        items = document.get("items")
        if isinstance(items, list) and "jsonfeed.org" not in str(document.get("version")):
            one = _first(items)
            if str(document.get("id", "")).startswith("user/") or (
                one is not None and ({"origin", "canonical", "alternate"} & one.keys())
            ):
                return Format.GOOGLE_READER
        document = [document] if "is_archived" in document else None
    one = _first(document) if isinstance(document, list) else None
    if one is None:
        return None
    if {"is_archived", "url"} <= one.keys():
        return Format.WALLABAG
    if "url" in one and "slug" in one and ({"savedAt", "readingProgress", "labels"} & one.keys()):
        return Format.OMNIVORE
    if "url" in one and isinstance(one.get("highlights"), list):
        return Format.POCKET
    return None


def _first(entries: Sequence[object]) -> Entry | None:
    return next((one for one in entries[:100] if isinstance(one, dict)), None)


def read_object(document: object, found: Export, files: Files, beside: str) -> None:
    """Take in a document; `beside` is the folder among `files` in which it lies."""
    entries = document.get("items") if isinstance(document, dict) else document
    if isinstance(document, dict) and "is_archived" in document:
        entries = [document]
    if not isinstance(entries, list):
        return
    starred = isinstance(document, dict) and str(document.get("id", "")).endswith("/starred")
    folder = _Folder(files, beside) if found.format is Format.OMNIVORE else None
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        if found.format is Format.WALLABAG:
            found.add(_wallabag(entry), entry.get("url"))
        elif found.format is Format.GOOGLE_READER:
            found.add(_google_reader(entry, starred), _href(entry))
        elif folder is not None:
            found.add(_omnivore(entry, folder), entry.get("url"))
        else:
            found.add(_annotated(entry), entry.get("url"))


# --- Wallabag ---


def _wallabag(entry: Entry) -> Kept | None:
    """An entry: https://doc.wallabag.org/developer/api (the fields of ``entries_for_user``)."""
    authors = entry.get("published_by")
    by = authors if isinstance(authors, list) else [authors]
    parsed = kept_article(
        entry.get("url") or entry.get("given_url"),
        entry.get("title"),
        body=entry.get("content"),
        author=", ".join(one for one in by if isinstance(one, str)),
        outlet=entry.get("domain_name"),
        saved=moment(entry.get("created_at")),
        published=moment(entry.get("published_at")),
        language=entry.get("language"),
        picture=entry.get("preview_picture"),
        name=entry.get("id"),
    )
    if parsed is None:
        return None
    labels = entry.get("tags")
    tags = [_name_of(one) for one in labels] if isinstance(labels, list) else []
    notes = entry.get("annotations")
    marked = [
        (one.get("quote"), one.get("text"), 0)
        for one in (notes if isinstance(notes, list) else ())
        if isinstance(one, dict)
    ]
    return Kept(
        parsed,
        tag_names(tags),
        bookmarked=truth(entry.get("is_starred")),
        bookmarked_at=moment(entry.get("starred_at")),
        read=truth(entry.get("is_archived")),
        note=_loose_notes(marked),
        quotes=quotes_of(marked),
    )


def _name_of(label: object) -> object:
    if isinstance(label, dict):
        return text_of(label, "label", "name", "slug")
    return label


def _loose_notes(marked: Sequence[tuple[object, object, int]]) -> str | None:
    """Return what was written without marking words, as the article's note."""
    loose = [note_text(note) for words, note, _ in marked if not words]
    return "\n\n".join(one for one in loose if one) or None


# --- Google Reader ---


def _href(item: Entry) -> str | None:
    for name in ("canonical", "alternate"):
        links = item.get(name)
        for link in links if isinstance(links, list) else ():
            if isinstance(link, dict) and isinstance(link.get("href"), str):
                return html.unescape(link["href"])
    return None


def _google_reader(item: Entry, starred: bool) -> Kept | None:
    """An item as Google Reader wrote it: https://www.inoreader.com/developers/stream-contents."""
    origin = item.get("origin")
    origin = origin if isinstance(origin, dict) else {}
    parsed = kept_article(
        _href(item),
        item.get("title"),
        body=_content(item),
        author=item.get("author"),
        outlet=origin.get("title"),
        saved=moment(item.get("timestampUsec")) or moment(item.get("crawlTimeMsec")),
        published=moment(item.get("published")),
        updated=moment(item.get("updated")),
        name=item.get("id"),
    )
    if parsed is None:
        return None
    named = item.get("categories")
    labels, states = [], {"starred"} if starred else set[str]()
    for category in named if isinstance(named, list) else ():
        if isinstance(category, str):
            if (label := _LABEL.match(category)) is not None:
                labels.append(label[1])
            elif (state := _STATE.match(category)) is not None:
                states.add(state[1])
    return Kept(
        parsed,
        tag_names(labels),
        bookmarked="starred" in states,
        bookmarked_at=moment(item.get("timestampUsec")) if "starred" in states else None,
        read="read" in states,
        note=_reader_notes(item),
    )


def _content(item: Entry) -> str | None:
    found = [
        part["content"]
        for part in (item.get("content"), item.get("summary"))
        if isinstance(part, dict) and isinstance(part.get("content"), str)
    ]
    return max(found, key=len, default=None)


def _reader_notes(item: Entry) -> str | None:
    written = item.get("annotations")
    texts = [
        note_text(one.get("content"))
        for one in (written if isinstance(written, list) else ())
        if isinstance(one, dict)
    ]
    return "\n\n".join(one for one in texts if one) or None


# --- Omnivore ---


class _Folder:
    """The texts and highlights that lie beside the metadata, by the slug of an article."""

    def __init__(self, files: Files, beside: str) -> None:
        self._files = files
        self._beside = beside
        self._names = frozenset(files.names())

    def text(self, folder: str, slug: object, *endings: str) -> tuple[str, str] | None:
        """Return a file's text and its ending, or None where there is none."""
        if not isinstance(slug, str):
            return None
        for ending in endings:
            name = f"{self._beside}{folder}/{slug}{ending}"
            if name in self._names:
                return decode_text(self._files.read(name)).text, ending
        return None


def _omnivore(entry: Entry, folder: _Folder) -> Kept | None:
    slug = entry.get("slug")
    content = folder.text("content", slug, ".html", ".htm", ".md")
    body = None
    if content is not None:
        body = content[0] if content[1] != ".md" else _as_html(content[0])
    parsed = kept_article(
        entry.get("url"),
        entry.get("title"),
        body=body,
        author=entry.get("author"),
        outlet=entry.get("siteName"),
        saved=moment(entry.get("savedAt")),
        published=moment(entry.get("publishedAt")),
        language=entry.get("language"),
        summary=entry.get("description"),
        picture=entry.get("thumbnail"),
        name=entry.get("id"),
    )
    if parsed is None:
        return None
    labels = entry.get("labels")
    tags = [_name_of(one) for one in labels] if isinstance(labels, list) else []
    note, quotes = _highlights(folder.text("highlights", slug, ".md"))
    inside = entry.get("highlights")
    for one in inside if isinstance(inside, list) else ():
        if isinstance(one, dict):
            colour = _COLOURS.get(str(one.get("color", "")).lower(), 0)
            quotes.append((one.get("quote"), one.get("annotation"), colour))
    progress = entry.get("readingProgress")
    done = isinstance(progress, int | float) and progress >= 100
    archived = str(entry.get("state", "")).lower() == "archived"
    return Kept(parsed, tag_names(tags), read=archived or done, note=note, quotes=quotes_of(quotes))


def _as_html(text: str) -> str:
    from markdown import markdown

    try:
        return markdown(text, extensions=["extra"])
    except (ValueError, RecursionError, AttributeError):  # nested beyond what it can
        return "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))


def _highlights(
    file: tuple[str, str] | None,
) -> tuple[str | None, list[tuple[object, object, int]]]:
    """Read Omnivore's highlights: quotations in Markdown, each with a note behind it or without.

    What stands before the first is the note on the article; a line of ``#labels`` is neither.
    """
    before: list[str] = []
    quotes: list[tuple[str, list[str]]] = []
    for block in re.split(r"\n[ \t]*\n", file[0].replace("\r\n", "\n") if file else ""):
        text = block.strip()
        if text.startswith(">"):
            lines = (line.lstrip().removeprefix(">").strip() for line in text.split("\n"))
            quotes.append(("\n".join(lines), []))
        elif text and not _LABELS_ONLY.fullmatch(text):
            (quotes[-1][1] if quotes else before).append(text)
    marked: list[tuple[object, object, int]] = [
        (words, "\n\n".join(notes), 0) for words, notes in quotes
    ]
    return note_text("\n\n".join(before)), marked


# --- Pocket's annotations ---


def _annotated(entry: Entry) -> Kept | None:
    """Pocket's highlights lie in files of their own, beside the table."""
    parsed = kept_article(entry.get("url"), entry.get("title"))
    marked = entry.get("highlights")
    pairs = [
        (one.get("quote"), one.get("note"), 0)
        for one in (marked if isinstance(marked, list) else ())
        if isinstance(one, dict)
    ]
    return None if parsed is None else Kept(parsed, quotes=quotes_of(pairs))
