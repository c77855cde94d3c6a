"""The data that frameworks leave in a page, whatever form they write it in.

Next, Nuxt 2 and 3, Remix, SvelteKit, Apollo and Relay stores, Angular's transfer state, Inertia,
Astro, Arc, and whatever else assigns an object to a variable. React's stream is read in `scripts`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from clashreader.content.looseobjects import UnreadableError, read_arguments, read_literal
from clashreader.references import characters

_LONGEST: Final = 8_000_000
_LEAST: Final = 200
"""Characters below which a text holds no data with an article in it."""
_STRICT: Final = 1_000_000
"""Characters of JSON behind which a mistake in it is one, not the mark of another notation."""
_STRICTLY: Final = 30
"""Objects that are tried as JSON first, which is fast; a mistake costs a look at all before it."""
_TRIES: Final = 300
"""Places of one script that are tried; in a program there are thousands, in data a few."""
_MOST: Final = 40
"""Objects of one script that are looked at."""
_ASSIGNED = re.compile(r"(?<![=!<>])=\s*(?=[{\[(\"'`J])|(?<=[(,])\s*(?=[{\[])|\benqueue\(\s*(?=\")")
# Ten words in a row, or signs of a script without blanks, perhaps escaped: most scripts have none.
_PROSE = re.compile(
    r"""(?<![^\s"'`>])(?:[^\s"'`{}()<>;=]{1,40}+ ){9}"""
    r"""|[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]{20}|(?:\\u[0-9a-fA-F]{4} ?){20}"""
)
_PARSED = re.compile(r"JSON\.parse\(\s*(?:decodeURIComponent\(\s*)?")
_CALLED = re.compile(
    r"\(\s*function\s*\(([\w$,\s]*)\)\s*\{[^{}]*?\breturn\s*|\(\s*\(([\w$,\s]*)\)\s*=>\s*\(?"
)
_REFERENCE = re.compile(r"_\d{1,6}")
_ATTRIBUTE = re.compile(
    r"""\s(?:data-page|data-props|data-react-props|data-state|data-json|data-initial-state|data-article"""
    r"""|data-component-props|data-hydrate|props|wire:snapshot)\s*=\s*(?:"([^"]{200,})"|'([^']{200,})')""",
    re.IGNORECASE,
)
_ANGULAR: Final = (("&q;", '"'), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&"))


def data_in_script(source: str, kind: str = "") -> Iterator[object]:
    """Yield the objects and lists that a script holds or assigns, of type `kind`."""
    source = source.strip()
    if not _LEAST <= len(source) <= _LONGEST:
        return
    if source[0] in "{[" or "json" in kind:
        for old, new in _ANGULAR if "&q;" in source else ():
            source = source.replace(old, new)
        root = _json(source.removesuffix(";"))
        if root is not None:
            yield from _opened(root)
            return
    yield from _assigned(source)


def data_in_attributes(page: str) -> Iterator[object]:
    """Yield the objects that elements of a page carry in their attributes."""
    for count, found in enumerate(_ATTRIBUTE.finditer(page)):
        if count == _MOST:
            return
        written = characters(found.group(1) or found.group(2)).strip()
        if written[:1] in ("{", "["):
            root = _json(written)
            if root is not None:
                yield _without_kinds(root) if "astro-island" in page else root


def _json(source: str) -> object:
    try:
        return json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return None


def _opened(root: object) -> Iterator[object]:
    """Yield what data stand for: some are a list of values that refer to each other by number."""
    if isinstance(root, list) and len(root) > 2 and isinstance(root[0], dict | list):
        unfolded = _unfolded(root)
        if unfolded is not None:
            yield unfolded
            return
    if isinstance(root, dict) and isinstance(root.get("body"), str) and "status" in root:
        # What a page was made from, as SvelteKit keeps it: the answer's body is a text of JSON.
        inner = _json(root["body"])
        if isinstance(inner, dict | list):
            yield inner
            return
    yield root


def _assigned(source: str) -> Iterator[object]:
    prose = max((found.end() for found in _PROSE.finditer(source)), default=0)
    at = count = tries = 0
    wasted = len(source) + 10_000  # characters that may be read in vain
    while count < _MOST and wasted > 0 and (found := _ASSIGNED.search(source, at)) is not None:
        at = found.end()
        if at > prose or tries == _TRIES:
            return
        tries += 1
        try:
            value, at = _value(source, at, strictly=tries <= _STRICTLY)
        except UnreadableError as error:
            wasted -= error.at - at
            continue
        except (RecursionError, ValueError):
            return
        count += 1
        if isinstance(value, str) and len(value) >= _LEAST and value.lstrip()[:1] in ("{", "["):
            value = next(
                (one for line in value.split("\n") if (one := _json(line)) is not None), None
            )
        if isinstance(value, dict | list):
            yield from _opened(value)


def _value(source: str, at: int, *, strictly: bool) -> tuple[object, int]:
    if (parsed := _PARSED.match(source, at)) is not None:
        return read_literal(source, parsed.end())
    if (called := _CALLED.match(source, at)) is not None:
        return _returned(source, called)
    if strictly and source[at : at + 1] in ("{", "["):
        try:
            return json.JSONDecoder(strict=False).raw_decode(source, at)
        except json.JSONDecodeError as error:
            if error.pos - at > _STRICT:
                raise UnreadableError(error.pos) from error
        except (ValueError, RecursionError) as error:
            raise UnreadableError(at) from error
    return read_literal(source, at)


def _returned(source: str, called: re.Match[str]) -> tuple[object, int]:
    """Return what a function that is called at once returns, its parameters filled in."""
    names = [name.strip() for name in (called.group(1) or called.group(2) or "").split(",")]
    _, end = read_literal(source, called.end())
    opening = source.find("(", end)
    if opening < 0:
        raise UnreadableError(end)
    given, after = read_arguments(source, opening + 1)
    value, _ = read_literal(source, called.end(), dict(zip(names, given, strict=False)))
    return value, after


def _unfolded(values: list[object]) -> object:
    """Return the data of a flat list: members are numbers of places in it (devalue, turbo-stream).

    None where it is an ordinary list.
    """
    first = values[0]
    while isinstance(first, list) and len(first) == 2 and isinstance(first[0], str):
        first = values[first[1]] if isinstance(first[1], int) and 0 < first[1] < len(values) else 0
    if not isinstance(first, dict | list) or not first:
        return None
    places = list(first.values()) if isinstance(first, dict) else first
    if not all(isinstance(place, int) and place < len(values) for place in places):
        return None
    # Each value is put in its place once; one that stands in itself is left out.
    made: dict[int, object] = {}
    return _at(values, values.index(first), made, 0)


def _at(values: list[object], place: object, made: dict[int, object], depth: int) -> object:
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(values):
        return None
    if place in made or depth > 150:
        return made.get(place)
    value = values[place]
    made[place] = None
    if isinstance(value, dict):
        found: object = {
            str(_at(values, int(key[1:]), made, depth + 1)) if _REFERENCE.fullmatch(key) else key:
            _at(values, inner, made, depth + 1) for key, inner in value.items()
        }  # fmt: skip
    elif isinstance(value, list):
        if len(value) == 2 and isinstance(value[0], str):  # ["Ref", 4]
            found = _at(values, value[1], made, depth + 1)
        else:
            found = [_at(values, inner, made, depth + 1) for inner in value]
    else:
        found = value
    made[place] = found
    return found


def _without_kinds(root: object) -> object:
    """Return Astro's props without the number that tells the kind of each value."""
    if isinstance(root, dict):
        return {key: _without_kind(value) for key, value in root.items()}
    return root


def _without_kind(value: object) -> object:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], int):
        return value
    inner = value[1]
    if isinstance(inner, dict):
        return {key: _without_kind(one) for key, one in inner.items()}
    if isinstance(inner, list):
        return [_without_kind(one) for one in inner]
    return inner
