"""Whose export some files are, and what is in it."""

from __future__ import annotations

import posixpath

from clashreader.errors import ParseError
from clashreader.parse.encoding import declared_charset, decode_text
from clashreader.parse.kept import Export, Files, Format, Kept
from clashreader.parse.kept.bookmarks import html_format, read_links
from clashreader.parse.kept.lists import read_table, table_format
from clashreader.parse.kept.objects import loaded, object_format, read_object
from clashreader.parse.sniffing import Kind, sniff
from clashreader.values import replace

_HEAD = 200_000
NOT_KNOWN = (
    "It is no export that can be read: neither a list of subscriptions (OPML), nor from Pocket,"
    " Instapaper, Omnivore, Wallabag, FreshRSS or a browser's bookmarks, nor a saved page."
)


def read_export(files: Files) -> Export:
    """Return what an export holds; a folder or an archive may have it in several files.

    Raises `ParseError` where nothing in it is known, or where all of it is damaged.
    """
    parts: list[Export] = []
    problems: list[ParseError] = []
    refused: list[str] = []
    names = files.names()
    inside = frozenset(
        name for name in names if "/content/" in f"/{name}" or "/highlights/" in f"/{name}"
    )
    is_omnivore = any(posixpath.basename(name).startswith("metadata_") for name in names)
    for name in names:
        if is_omnivore and name in inside:
            continue  # texts, which their metadata fetch
        try:
            part = _read_file(files, name, alone=len(names) == 1)
        except ParseError as error:
            problems.append(error)
            refused.append(name)
            continue
        if part is not None:
            parts.append(part)
    if not parts:
        raise problems[0] if problems else ParseError(NOT_KNOWN)
    return _joined(parts, refused)


def _read_file(files: Files, name: str, *, alone: bool) -> Export | None:
    data = files.read(name)
    if not data.strip():
        if alone:
            raise ParseError("This file is empty.")
        return None
    page = _mail_page(data)
    if page is not None:
        return _page(page, name)
    kind = sniff(data)
    if kind in (Kind.BINARY, Kind.EMPTY):
        return None
    if kind is Kind.OPML:
        return Export(Format.PAGES, lists=[data])
    start = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    if start in (b"{", b"["):
        document = loaded(data)
        form = object_format(document)
        if form is None:
            return None
        found = Export(form)
        folder = posixpath.dirname(name)
        read_object(document, found, files, f"{folder}/" if folder else "")
        return found
    text = decode_text(data, declared_charset(data)).text
    if kind is Kind.HTML or text[:_HEAD].lstrip("\ufeff \t\r\n")[:1] == "<":
        form = html_format(text[:_HEAD])
        if form is not None:
            found = Export(form)
            read_links(text, found)
            return found
        return _page(data, name) if kind is Kind.HTML else None
    form = table_format(text)
    if form is None:
        return None
    found = Export(form)
    read_table(text, found)
    return found


def _joined(parts: list[Export], refused: list[str]) -> Export:
    """Return several parts as one; pages only where there is nothing else."""
    others = (part.format for part in parts if part.format is not Format.PAGES)
    whole = Export(next(others, Format.PAGES), refused=[f"{name} (damaged)" for name in refused])
    for part in parts:
        whole.lists += part.lists
        if part.format is Format.PAGES and whole.format is not Format.PAGES:
            continue
        for kept in part.articles:
            whole.add(kept, None)
        whole.refused += part.refused
        whole.cut = whole.cut or part.cut
    return whole


# --- saved pages ---


def _page(data: bytes, name: str) -> Export | None:
    from clashreader.parse import parse_file

    base = "about:blank"
    try:
        parsed = parse_file(data, path=posixpath.basename(name) or name, base_url=base, modified=0)
    except ParseError:
        return None
    parsed = replace(
        parsed, uid=parsed.url or f"file:{name}"[:500], base_url=parsed.url,
        title=parsed.title or name,
    )  # fmt: skip
    return Export(Format.PAGES, [Kept(parsed)])


def _mail_page(data: bytes) -> bytes | None:
    """Return the page in a web archive (MHTML, RFC 2557), as UTF-8, or None where it is none."""
    head = data[:4_000].lower()
    if b"mime-version:" not in head or b"multipart/related" not in head:
        return None
    from email import message_from_bytes
    from email.policy import compat32

    try:
        message = message_from_bytes(data, policy=compat32)
        place = str(message.get("Snapshot-Content-Location") or "").strip()
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                found = part.get_payload(decode=True)
                if not isinstance(found, bytes):
                    continue
                text = decode_text(found, part.get_content_charset() or None).text
                place = place or str(part.get("Content-Location") or "").strip()
                return _with_address(text, place).encode()
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError) as error:
        raise ParseError("This saved page (MHTML) is damaged.") from error
    raise ParseError("There is no page in this web archive (MHTML).")


def _with_address(text: str, place: str) -> str:
    """Let the page say where it was saved from, as its bare bytes do not."""
    import html

    if not place.lower().startswith(("http://", "https://")):
        return text
    link = f'<link rel="canonical" href="{html.escape(place, quote=True)}">'
    at = text.lower().find("<head>")
    return text[: at + 6] + link + text[at + 6 :] if at >= 0 else link + text
