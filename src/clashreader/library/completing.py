"""What can stand where the cursor is in a query: fields, and the values that this library has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clashreader.library.folding import fold_name
from clashreader.library.grammar import FIELDS, quote
from clashreader.library.grammar_values import STATES, THINGS
from clashreader.model import Overview

_field = re.compile(r"([A-Za-z][A-Za-z-]*):(.*)\Z", re.DOTALL)
_rest = re.compile(r'[^\s"()]*"?')
_HIDDEN = frozenset({"id"})
"""Fields that programs use."""
_AGES = ("1d", "7d", "30d", "1y")
_LENGTHS = (">800", ">300", "<300")
_EVERY = 12
"""Months, the newest, from which the years are offered as well."""


class Kind(StrEnum):
    """What a completion stands for."""

    FIELD = "field"
    VALUE = "value"
    """One of the few that a field knows."""
    NAME = "name"
    """A tag, a section, a source, a month or a language of this library."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that may stand there; `text` is what a query has to say for it.

    `articles` is how many have it, where that is known.
    """

    kind: Kind
    field: str
    label: str
    text: str
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class Completions:
    """What may take the place of the characters `start` to `end` of a query."""

    start: int
    end: int
    items: tuple[Completion, ...] = ()


class Vocabulary:
    """The names of a library, ready to be looked through with each key; made once, in a job."""

    def __init__(
        self, overview: Overview | None, languages: Sequence[tuple[str, int]] = ()
    ) -> None:
        self._names: dict[str, list[tuple[str, str, int]]] = {"lang": _by_size(languages)}
        if overview is None:
            return
        sections = [(one.name, one.total) for one in overview.sections if one.name]
        self._names |= {
            "tag": _by_size((one.name, one.total) for one in overview.tags),
            "section": [(fold_name(name), name, total) for name, total in sections],
            "source": _by_size((one.title, one.articles) for one in overview.sources),
        }
        months = _months(overview)
        for field in ("month", "after", "before", "on"):
            self._names[field] = [(name, name, total) for name, total in months]
        self._names["month"] = [*self._names["month"], ("none", "none", _undated(overview))]

    def names(self, field: str) -> Sequence[tuple[str, str, int]]:
        """Return what `field` can have: folded name, name and number of articles, best first."""
        return self._names.get(field, ())


def _by_size(names: Iterable[tuple[str, int]]) -> list[tuple[str, str, int]]:
    return [
        (fold_name(name), name, total)
        for name, total in sorted(names, key=lambda one: (-one[1], one[0].casefold()))
    ]


def _months(overview: Overview) -> list[tuple[str, int]]:
    totals: dict[str, int] = {}
    for section in overview.sections:
        for month in section.months:
            if month.month is not None:
                year, number = divmod(month.month, 100)
                for name in (f"{year:04d}-{number:02d}", f"{year:04d}"):
                    totals[name] = totals.get(name, 0) + month.total
    months = sorted((name for name in totals if "-" in name), reverse=True)
    years = sorted((name for name in totals if "-" not in name), reverse=True)
    return [(name, totals[name]) for name in (*months[:_EVERY], *years, *months[_EVERY:])]


def _undated(overview: Overview) -> int:
    return sum(
        month.total for one in overview.sections for month in one.months if month.month is None
    )


def complete(
    text: str, cursor: int, vocabulary: Vocabulary, *, limit: int = 50, unasked: bool = True
) -> Completions:
    """Return what may stand where the cursor is in `text`.

    `unasked` leaves out what would only be in the way of somebody who types words: fields are
    then offered from their second letter on.
    """
    start = _start_of_word(text, cursor)
    word = text[start:cursor]
    found = _field.match(word)
    if found is None or found[1].lower() not in FIELDS:
        if word.startswith('"') or (unasked and len(word) < 2):
            return Completions(start, cursor)
        return Completions(start, _end_of_word(text, cursor), _fields(word.lower()))
    field, value = found[1].lower(), found[2]
    items = _values(field, value.removeprefix('"'), vocabulary, limit)
    place = start + len(found[1]) + 1
    end = _end_of_word(text, cursor)
    if len(items) == 1 and items[0].text == text[place:end]:
        items = ()  # it stands there already
    return Completions(place, end, items)


def _start_of_word(text: str, cursor: int) -> int:
    start, quoted = 0, False
    for place, character in enumerate(text[:cursor]):
        if character == '"':
            quoted = not quoted
        elif not quoted and (character.isspace() or character in "()"):
            start = place + 1
    while text[start:cursor].startswith("-"):
        start += 1
    return start


def _end_of_word(text: str, cursor: int) -> int:
    found = _rest.match(text, cursor)
    return found.end() if found else cursor


def _fields(begun: str) -> tuple[Completion, ...]:
    return tuple(
        Completion(Kind.FIELD, name, f"{name}:", f"{name}:")
        for name in FIELDS
        if name.startswith(begun) and name not in _HIDDEN
    )


def _values(field: str, begun: str, vocabulary: Vocabulary, limit: int) -> tuple[Completion, ...]:
    known = {"is": STATES, "has": THINGS, "newer": _AGES, "words": _LENGTHS}.get(field)
    if known is not None:
        return tuple(
            Completion(Kind.VALUE, field, value, value)
            for value in known
            if value.startswith(begun.lower())
        )
    wanted = fold_name(begun)
    tiers: tuple[list[Completion], ...] = ([], [], [])
    for folded, name, total in vocabulary.names(field):
        tier = _tier(folded, wanted)
        if tier is not None and len(tiers[tier]) < limit:
            tiers[tier].append(Completion(Kind.NAME, field, name, quote(name), total))
        if len(tiers[0]) == limit:
            break
    return tuple(one for tier in tiers for one in tier)[:limit]


def _tier(folded: str, wanted: str) -> int | None:
    """Return how well a name fits: it begins so, a word of it does, or it is somewhere in it."""
    if folded.startswith(wanted):
        return 0
    place = folded.find(wanted)
    if place < 0:
        return None
    return 1 if f" {wanted}" in folded else 2
