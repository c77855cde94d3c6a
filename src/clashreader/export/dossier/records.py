"""What identifies an article, for a bibliography: no text, some hundred bytes an article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clashreader.export.articles import PAGE, check
from clashreader.export.shapes import moment
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.model import ArticleDetail

_WORD = re.compile(r"[a-z0-9]+")
_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "of", "on", "or",
     "the", "to", "with")
)  # fmt: skip
_LONGEST_WORD = 24
_BY = re.compile(r"\Aby(?::\s*|\s)(?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|und|et|och|og)\s")
_AND_FIRST = re.compile(r"\A(?:and|und|et|och|og)\s")
_PARTICLES = frozenset(
    ("al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn",
     "la", "le", "ten", "ter", "van", "von", "zu")
)  # fmt: skip
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Record:
    """One article as a bibliography has it. `hash` is the SHA-256 (hex) of headline and text.

    `taken` is when the version was first seen here; times are seconds of UTC.
    """

    id: int
    key: str
    title: str
    outlet: str
    authors: tuple[str, ...]
    published: int | None
    updated: int | None
    first_seen: int
    taken: int
    url: str | None
    version: int
    versions: int
    hash: str
    language: str | None

    @property
    def day(self) -> datetime | None:
        """When it was published, or None."""
        return moment(self.published)


def records(
    library: Library, ids: Sequence[int], stop: Callable[[], bool] = lambda: False
) -> Iterator[Record]:
    """Yield the articles of `ids` in order, each with a key of its own.

    A key is made of who wrote it, the year and a word of the title: of what does not change from
    one dossier to the next. Those that are not there any more are left out.
    """
    taken: dict[str, int] = {}
    for start in range(0, len(ids), PAGE):
        check(stop)
        page = ids[start : start + PAGE]
        found = {detail.row.id: detail for detail in library.details(page)}
        for article_id in page:
            if article_id in found:
                yield _record(library, found[article_id], taken)


def _record(library: Library, detail: ArticleDetail, taken: dict[str, int]) -> Record:
    row = detail.row
    newest = library.provenance(row.id)[-1]
    outlet = " ".join((detail.outlet_own or detail.source_title).split())
    authors = names(row.author)
    stem = _stem(authors, outlet, row.title, row.published)
    number = taken[stem] = taken.get(stem, 0) + 1
    return Record(
        id=row.id,
        key=stem if number == 1 else f"{stem}-{number}",
        title=" ".join(row.title.split()),
        outlet=outlet,
        authors=authors,
        published=row.published,
        updated=detail.updated,
        first_seen=row.first_seen,
        taken=newest.seen,
        url=_web(detail.url),
        version=newest.version,
        versions=row.versions,
        hash=newest.text_hash or library.versions(row.id)[-1].text_hash,
        language=row.language,
    )


def _web(url: str | None) -> str | None:
    """Return an address of the web without a name and a password; others are no one else's."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https"):
        return None
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def names(author: str | None) -> tuple[str, ...]:
    """Return the names in a byline, each as it is written there.

    Which part is the family's is not certain (nor whether it is a person), so nothing is turned
    round. A semicolon always parts names; a comma or "&" only where each part is of several words:
    "Ekdahl, Ida" is one; "and" only between what is written like names, for it is within those of
    offices too: "Ministry of Food and Rural Affairs".
    """
    text = _BY.sub("", " ".join((author or "").split()))
    found = (name for part in text.split(";") for name in _parted(part.strip()))
    return tuple(dict.fromkeys(name for name in found if name))


def joined(authors: Sequence[str]) -> str:
    """Return names as one line, in which a comma within a name parts none."""
    return ("; " if any("," in name for name in authors) else ", ").join(authors)


def _parted(text: str) -> list[str]:
    parts = [_AND_FIRST.sub("", part.strip()) for part in re.split(r",| & ", text) if part.strip()]
    found = [name for part in parts for name in _parted_by_and(part)]
    return found if len(found) > 1 and all(" " in part for part in found) else [text]


def _parted_by_and(text: str) -> list[str]:
    parts = _AND.split(text)
    return parts if all(map(_is_like_a_name, parts)) else [text]


def _is_like_a_name(text: str) -> bool:
    """Whether it is of several words, none of them small but for what stands within names."""
    words = text.split()
    small = {word for word in words if word[0].islower()}
    return 1 < len(words) <= _MOST_WORDS and small <= _PARTICLES and words[-1] not in small


def _stem(authors: tuple[str, ...], outlet: str, title: str, published: int | None) -> str:
    # Before a comma stands the family's name, or an organisation's without its "Inc.".
    who = _plain(authors[0].partition(",")[0]).split()[-1:] if authors else []
    who = who or _plain(outlet).split()[:1] or ["article"]
    day = moment(published)
    words = [word for word in _plain(title).split() if word not in _SMALL and not word.isdigit()]
    parts = [who[0], str(day.year) if day else "nd", *words[:1]]
    return "-".join(part[:_LONGEST_WORD] for part in parts)


def _plain(text: str) -> str:
    """Return the words of a text in ASCII letters; those of other scripts have none."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o")).casefold()
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    bare = bare.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    return " ".join(_WORD.findall(bare))
