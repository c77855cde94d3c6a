"""Front matter: YAML between lines of ``---``, TOML between lines of ``+++``, or a JSON object.

YAML is read with every scalar as a string: ``no`` is a word, ``2024`` a headline, and dates are
read by the same rules as everywhere else.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from clashreader.parse.dates import parse_date
from clashreader.parse.feedtools import MAX_TAGS, TAG_LENGTH, absolute, join_authors
from clashreader.parse.words import clean, plain
from clashreader.values import dataclass

_FENCES = {
    "---": re.compile(
        r"\s*---[ \t]*\r?\n(.{0,65536}?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
    ),
    "+++": re.compile(
        r"\s*\+\+\+[ \t]*\r?\n(.{0,65536}?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
    ),
}
_PLAIN_LINE = re.compile(r"^([A-Za-z][\w -]{0,40}?)\s*[:=]\s*(\S.*?)\s*$", re.MULTILINE)
_MAX_DEPTH = 30
_COMMAS = re.compile(r"\s*[,;]\s*")

_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "published": (
        "published",
        "date",
        "pubdate",
        "date_published",
        "published_at",
        "publishdate",
        "created",
        "created_at",
    ),
    "updated": ("updated", "modified", "lastmod", "last_modified", "date_modified", "updated_at"),
    "author": ("author", "authors", "by", "byline", "creator"),
    "section": ("section", "category", "categories"),
    "tags": ("tags", "tag", "keywords"),
    "url": ("url", "link", "canonical", "canonical_url", "source_url", "permalink", "original_url"),
    "outlet": ("outlet", "site", "site_name", "publisher", "publication", "source"),
    "summary": ("summary", "description", "excerpt", "abstract", "subtitle"),
    "image": ("image", "cover", "lead_image", "featured_image", "thumbnail", "banner"),
    "language": ("language", "lang", "locale"),
}


_NAMES = tuple(_KEYS.values())
_BLANK_LINE = re.compile(r"[ \t]*(?:\r?\n[ \t]*(?:\r?\n|\Z)|\Z)")
# Zola keeps categories and tags in a table of their own, and what it does not know in another.
_TABLES = ("taxonomies", "extra", "params")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter says. `end` is the offset of the first character after it."""

    end: int = 0
    title: str = ""
    published: int | None = None
    updated: int | None = None
    author: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    url: str | None = None
    outlet: str | None = None
    summary: str | None = None
    image: str | None = None
    language: str | None = None
    notices: tuple[str, ...] = ()


def read(text: str) -> FrontMatter:
    """Read the front matter of a Markdown `text`; one without any gives an empty one."""
    start = text[:100].lstrip()[:3]
    fence = _FENCES.get(start)
    match = fence.match(text) if fence is not None else None
    if match is None:
        return _json(text) if start[:1] == "{" else FrontMatter()
    notice: tuple[str, ...] = ()
    try:
        values = _toml(match[1]) if start == "+++" else _yaml(match[1])
    except ValueError as error:
        values = {key.lower(): value.strip("\"'") for key, value in _PLAIN_LINE.findall(match[1])}
        if not any(key in names for key in values for names in _KEYS.values()):
            return FrontMatter()  # prose between two rules
        notice = (f"The front matter is broken ({error}); only its simple lines were read.",)
    if not isinstance(values, dict):
        return FrontMatter()  # a text between two rules
    return _interpret(values, match.end(), notice)


def _json(text: str) -> FrontMatter:
    """An object at the very beginning, with a known key, and nothing else on its last line."""
    begin = text.index("{")
    try:
        values, end = json.JSONDecoder().raw_decode(text[: begin + 65536], begin)
    except (ValueError, RecursionError):
        return FrontMatter()
    after = _BLANK_LINE.match(text, end)
    if after is None or not any(str(k).casefold() in names for k in values for names in _NAMES):
        return FrontMatter()
    return _interpret(values, after.end(), ())


def _toml(text: str) -> dict[str, Any]:
    """Raises `ValueError` with a short reason."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        raise ValueError(clean(str(error), 80)) from error


def _yaml(text: str) -> object:
    """Raises `ValueError` with a short reason."""
    import yaml

    if not text.strip():
        return {}
    if _too_deep(text):
        raise ValueError("nested too deeply")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 2}" if mark is not None else "not YAML"
        raise ValueError(place) from error
    except (RecursionError, TypeError, AttributeError) as error:
        raise ValueError("not YAML") from error  # such as a list for a key


def _too_deep(text: str) -> bool:
    """Tell whether brackets or dashes nest so deeply that the parser in C overflows its stack."""
    if any(max(text.count(sign) for sign in pair) > _MAX_DEPTH for pair in ("[", "{")):
        depth = deepest = 0
        for sign in text:
            depth += (sign in "[{") - (sign in "]}")
            deepest = max(deepest, depth)
        if deepest > _MAX_DEPTH:
            return True
    return re.search(r"(?:[-?:][ \t]+){30}|^[ \t]{300}", text, re.MULTILINE) is not None


def _interpret(values: dict[Any, Any], end: int, notices: tuple[str, ...]) -> FrontMatter:
    by_key: dict[str, Any] = {}
    for table in (values, *(values.get(name) for name in _TABLES)):
        for key, value in table.items() if isinstance(table, dict) else ():
            by_key.setdefault(str(key).strip().casefold().replace("-", "_"), value)

    def pick(field: str) -> Iterable[Any]:
        return (by_key[key] for key in _KEYS[field] if by_key.get(key) not in (None, "", [], {}))

    def first(field: str, limit: int | None = None) -> str:
        return next((t for v in pick(field) if (t := plain(_string(v), limit))), "")

    section, extra = _section(pick("section"))
    url, outlet = _address(pick("url")), first("outlet", 200)
    if outlet and (address := absolute(None, outlet)):
        url, outlet = url or address, ""  # "source" may be a name or an address
    return FrontMatter(
        end=end,
        title=first("title", 1000),
        published=_first_moment(pick("published")),
        updated=_first_moment(pick("updated")),
        author=join_authors(
            name for value in pick("author") for name in _strings(value, commas=False)
        ),
        section=section,
        tags=_tags([*extra, *(tag for value in pick("tags") for tag in _strings(value))]),
        url=url,
        outlet=outlet or None,
        summary=first("summary", 1000) or None,
        image=clean(next((t for v in pick("image") if (t := _image(v))), ""))[:2000] or None,
        language=first("language", 35).replace("_", "-") or None,
        notices=notices,
    )


def _string(value: object) -> str:
    """A scalar as text; the first entry of a list; '' for what is no text."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, str):
        return value
    return (
        str(value) if isinstance(value, int | float | date) and not isinstance(value, bool) else ""
    )


def _strings(value: object, *, commas: bool = True) -> list[str]:
    """The entries of a list, of a string with commas, or the names of mappings."""
    if isinstance(value, dict):
        return [_string(value.get("name"))]
    if isinstance(value, list):
        # Not lists of lists: aliases in YAML can make a hundred lines of them astronomically many.
        entries = [entry for entry in value[:100] if not isinstance(entry, list)]
        return [text for entry in entries for text in _strings(entry, commas=False)]
    text = _string(value)
    return _COMMAS.split(text.strip("[]")) if commas else [text]


def _section(values: Iterable[Any]) -> tuple[str | None, list[str]]:
    """The first category; the other ones are tags."""
    for value in values:
        names = [clean(plain(n), 100) for n in (_strings(value, commas=False))]
        names = [name for name in names if name]
        if names:
            return names[0], names[1:]
    return None, []


def _tags(names: list[str]) -> tuple[str, ...]:
    unique: dict[str, str] = {}
    for name in names:
        text = clean(plain(name).lstrip("#"), TAG_LENGTH)
        if text:
            unique.setdefault(text.casefold(), text)
    return tuple(unique.values())[:MAX_TAGS]


def _address(values: Iterable[Any]) -> str | None:
    return next((a for v in values if (a := absolute(None, _string(v)))), None)


def _image(value: object) -> str:
    """An address or a path; of a mapping its ``url``, ``src``, ``path`` or ``image``."""
    if isinstance(value, dict):
        return next(
            (t for k in ("url", "src", "path", "image") if (t := _string(value.get(k)))), ""
        )
    if isinstance(value, list) and value:
        return _image(value[0]) if not isinstance(value[0], list) else ""
    return _string(value)


def _first_moment(values: Iterable[Any]) -> int | None:
    return next((m for v in values if (m := _moment(v)) is not None), None)


def _moment(value: object) -> int | None:
    """A date of TOML, or written; seconds since 1970 as well. Without a zone it is UTC."""
    if isinstance(value, datetime):
        zoned = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
        try:
            return parse_date(zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        except (OverflowError, ValueError):
            return None
    if isinstance(value, date):
        return parse_date(value.isoformat())
    return parse_date(_string(value))
