"""Articles made ready before the write lock is taken: cleaned, compressed, folded.

What takes time here would otherwise keep every other writer waiting, a click on a bookmark among
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clashreader.library.folding import fold_words
from clashreader.library.packing import hashes, pack
from clashreader.model import Insert, Intent, Prepared, Revise, Touch
from clashreader.values import dataclass, fields, replace

_FIRST_SECOND, _LAST_SECOND = -62_135_596_800, 253_402_300_799
"""The years 1 to 9999, beyond which no calendar of ours goes."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An article as it will be stored: `body` and `text` compressed, the text `folded` as well.

    `hashes` are what `packing.hashes` says of body and text.
    """

    article: Prepared
    body: bytes
    text: bytes
    folded: str
    hashes: tuple[bytes, bytes]


Readied = Mapping[int, Ready]
"""By the identity of the `Prepared` they were made of."""


def make_ready(article: Prepared) -> Ready:
    """Return a storable `article` with its parts compressed and folded."""
    body, text = pack(article.parsed.body, article.digest.text)
    plain, folded = article.digest.text, article.folded
    if folded is None or not plain.isascii():  # the index minds more than a comparison does
        folded = fold_words(plain)
    known_by = hashes(article.parsed.body, article.parsed.title, plain)
    return Ready(article, body, text, folded, known_by)


def make_all_ready(intents: Iterable[Intent]) -> tuple[list[Intent], Readied]:
    """Return `intents` with their articles cleaned, and what these were made into."""
    cleaned: list[Intent] = []
    readied: dict[int, Ready] = {}
    for intent in intents:
        if isinstance(intent, Insert | Revise | Touch):
            intent = replace(intent, article=storable(intent.article))
            if not isinstance(intent, Touch):
                readied[id(intent.article)] = make_ready(intent.article)
        cleaned.append(intent)
    return cleaned, readied


def storable(article: Prepared) -> Prepared:
    """Return `article` without NUL characters, half surrogates and times outside the calendar.

    Parsers do not let any of these through; one that did would cost a whole batch its place.
    """
    parsed = article.parsed
    if not (_is_odd(article.digest.text) or _odd_fields(article)):
        return article
    return replace(
        article,
        parsed=replace(
            _clean_fields(parsed), body=parsed.body, published=_in_calendar(parsed.published),
            updated=_in_calendar(parsed.updated),
        ),
        digest=_clean_fields(article.digest),
        folded=None,
    )  # fmt: skip


def _odd_fields(article: Prepared) -> bool:
    parsed, digest = article.parsed, article.digest
    texts = (
        parsed.uid, parsed.title, parsed.url, parsed.base_url, parsed.author, parsed.outlet,
        parsed.section, *parsed.tags, parsed.language, digest.summary, *digest.images,
        digest.lead_image, *parsed.notices,
    )  # fmt: skip
    times = (parsed.published, parsed.updated)
    return _is_odd("".join(text for text in texts if text)) or any(
        moment is not None and _in_calendar(moment) is None for moment in times
    )


def _is_odd(text: str) -> bool:
    if "\0" in text:
        return True
    if text.isascii():
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _clean_fields(value: Any) -> Any:
    """Return a dataclass with each text in it cleaned, in tuples too."""
    changes: dict[str, object] = {}
    for item in fields(value):
        content = getattr(value, item.name)
        if isinstance(content, str) and type(content) is str:
            changes[item.name] = clean(content)
        elif isinstance(content, tuple):
            changes[item.name] = tuple(
                clean(part) if isinstance(part, str) else part for part in content
            )
    return replace(value, **changes)


def clean(text: str) -> str:
    """Return `text` without NUL characters and half surrogates, which cannot be stored."""
    if not _is_odd(text):
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def _in_calendar(moment: int | None) -> int | None:
    if moment is None or not _FIRST_SECOND <= moment <= _LAST_SECOND:
        return None
    return moment
