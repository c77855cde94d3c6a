"""What XML and JSON feeds have in common: addresses, identities, sections, pictures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from clashreader.model import ParsedArticle
from clashreader.parse.rawfeed import MAX_ENTRIES
from clashreader.parse.words import clean, plain, shorten
from clashreader.values import replace

MAX_ARTICLES = MAX_ENTRIES
CUT = f"This feed has more than {MAX_ARTICLES:,} items; the first {MAX_ARTICLES:,} were read."
MAX_TAGS = 20
TAG_LENGTH = 60
SUMMARY_LENGTH = 1000
TITLE_LENGTH = 1000
AUTHOR_LENGTH = 300
UID_LENGTH = 2000

_MAIL = re.compile(r"[^\s@<>()\[\]\"',;]{1,64}@[^\s@<>()\[\]\"',;]{1,255}")
_NOBODY = re.compile(r"(?:mailto:)?(?:no|do-?not)[._-]?reply", re.IGNORECASE)
_LEFT_OVER = re.compile(r"\(\s*\)|<\s*>|\[\s*\]|\bmailto:")
_NO_SCHEME = re.compile(r"www\.[\w-]{1,63}\.\w", re.IGNORECASE)
"""An address that was written as people say it."""
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)(?:[?#]|$)", re.IGNORECASE)
_FILE_ENDING = re.compile(r"\.(?:[sx]?html?|php\d?|aspx?|jsp|cfm)$", re.IGNORECASE)
_WORD_SIGNS = re.compile(r"[-_+\s]+")


def absolute(base: str | None, address: object) -> str | None:
    """Return the absolute http(s) address, or None for anything else (scripts, files, ids)."""
    if not isinstance(address, str):
        return None
    address = clean(address)
    if not address or len(address) > UID_LENGTH:
        return None
    if _NO_SCHEME.match(address):
        address = f"//{address}"
    try:
        joined = address if _is_web(address) else urljoin(base or "", address)
        if "[" in joined and not urlsplit(joined).hostname:  # brackets must hold an IPv6 address
            return None
    except ValueError:
        return None
    return joined if _is_web(joined) else None


def name_of_address(url: str | None) -> str:
    """Make a title from an absolute address: its host, and the words of its path that tell most.

    ``https://www.quay.example/2026/03/low-water.html`` becomes ``quay.example: low water``; ''
    where there is no host.
    """
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    for segment in reversed(parts.path.split("/")):
        words = clean(_WORD_SIGNS.sub(" ", _FILE_ENDING.sub("", unquote(segment))))
        if host and any(sign.isalpha() for sign in words) and words.casefold() != "index":
            return shorten(f"{host}: {words}", TITLE_LENGTH)
    return host


def _is_web(address: str) -> bool:
    return address[:8].lower().startswith(("http://", "https://"))


def author_name(text: str) -> str:
    """Return a name without the mail address around or behind it; the address if that is all."""
    name = whole = plain(text[:2000])
    if "@" in name:
        name = clean(_LEFT_OVER.sub(" ", _MAIL.sub(" ", name)))
        if name.startswith("(") and name.endswith(")"):
            name = name[1:-1]
        name = name.strip(" ,;<>\"'")
        if not name and (mail := _MAIL.search(whole)) and not _NOBODY.match(mail[0]):
            name = mail[0]
    return clean(name, AUTHOR_LENGTH)


def join_authors(names: Iterable[str]) -> str | None:
    """Join names with commas, each once."""
    unique = dict.fromkeys(name for name in (author_name(name) for name in names) if name)
    return clean(", ".join(unique), AUTHOR_LENGTH) or None


def section_and_tags(labels: Iterable[str]) -> tuple[str | None, tuple[str, ...]]:
    """Take the first label that says something for the section, the others for tags."""
    unique: dict[str, str] = {}
    for label in labels:
        text = clean(plain(label[:500]), TAG_LENGTH)
        if text and "://" not in text:  # machine-readable categories are addresses
            unique.setdefault(text.casefold(), text)
            if len(unique) > MAX_TAGS:
                break
    found = list(unique.values())
    return (found[0], tuple(found[1:])) if found else (None, ())


def looks_like_picture(address: str, media_type: str | None) -> bool:
    """Tell whether an attached file is a picture, by its type, else by its ending."""
    if media_type:
        return media_type.lower().startswith("image/")
    return _PICTURE.search(address) is not None


def content_uid(title: str, published: int | None, body: str) -> str:
    """Make an identity for an item that has neither an id nor an address."""
    digest = hashlib.sha256("\n".join((title, str(published), body)).encode("utf-8", "replace"))
    return f"sha256:{digest.hexdigest()}"


def distinguish(articles: Sequence[ParsedArticle]) -> tuple[ParsedArticle, ...]:
    """Give each article of one feed an identity of its own, the same in whatever order they come.

    Where several share an id, the oldest keeps it and the others add their address to it, or a
    hash of headline and date where that is shared as well. Repeats are dropped.
    """
    groups: dict[str, list[ParsedArticle]] = {}
    for article in articles:
        groups.setdefault(article.uid, []).append(article)
    if len(groups) == len(articles):
        return tuple(articles)
    taken = {uid: uid for uid in groups}
    renamed: dict[int, str] = {}
    for uid, group in groups.items():
        keeper = min(group, key=_age)
        taken[uid] = _content_key(keeper)
        for article in sorted(group, key=_age):
            if article is keeper:
                renamed[id(article)] = uid
                continue
            candidates = [f"{uid}#{_short_hash(article.title, str(article.published))}",
                          f"{uid}#{_short_hash(article.title, article.body)}"]  # fmt: skip
            if article.url and article.url != keeper.url:
                candidates.insert(0, f"{uid}#{article.url}")
            _claim(article, candidates, taken, renamed)
    return tuple(
        article
        if renamed[id(article)] == article.uid
        else replace(article, uid=renamed[id(article)])
        for article in articles
        if id(article) in renamed
    )


def _claim(
    article: ParsedArticle, candidates: list[str], taken: dict[str, str], renamed: dict[int, str]
) -> None:
    """Name `article` by the first free candidate; not at all where its content is known."""
    key = _content_key(article)
    if taken[article.uid] == key:
        return
    for candidate in candidates:
        if candidate not in taken:
            taken[candidate] = key
            renamed[id(article)] = candidate
            return
        if taken[candidate] == key:
            return


def _age(article: ParsedArticle) -> tuple[bool, int, str, str, str]:
    undated = article.published is None
    return (undated, article.published or 0, article.url or "", article.title, article.body)


def _content_key(article: ParsedArticle) -> str:
    return _short_hash(article.url or "", article.title, str(article.published), article.body)


def _short_hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
