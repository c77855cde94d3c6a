"""What belongs to a mirror as a whole: its mark, and a file of sources, sections and rules."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clashreader.errors import UsageError
from clashreader.export.mirror.names import SYSTEM
from clashreader.library.carrying import CarriedSource, CarriedWhole
from clashreader.model import Rule, RuleActions, SavedSearch, Sort

MARK = f"{SYSTEM}/mirror.json"
LIBRARY = f"{SYSTEM}/library.json"
_FORMAT, _VERSION = "clashreader mirror", 1
_MOST = 100_000_000


def mark(query: str, lineage: str) -> str:
    """Return the text of the file by which a mirror is known, and its library by its `lineage`."""
    said = {"format": _FORMAT, "version": _VERSION, "query": query}
    return _json(said | ({"library": lineage} if lineage else {}))


def lineage(folder: Path) -> str:
    """Return the name of the library that a mirror is of, "" where it says none."""
    try:
        return str(_read(folder / MARK).get("library", ""))
    except (OSError, ValueError):
        return ""


def is_mirror(folder: Path) -> bool:
    """Whether `folder` is a mirror of ours."""
    try:
        return _read(folder / MARK).get("format") == _FORMAT
    except (OSError, ValueError):
        return False


def check(folder: Path) -> None:
    """Raise `UsageError` where a mirror is not one that this program can read."""
    try:
        said = _read(folder / MARK)
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder} is not a mirror of this program.") from error
    if said.get("format") != _FORMAT:
        raise UsageError(f"{folder} is not a mirror of this program.")
    if said.get("version") != _VERSION:
        raise UsageError(f"The mirror in {folder} was made by a newer version of this program.")


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        data = file.read(_MOST)
    try:
        found = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("no names and values")  # noqa: TRY004 - the file's fault, not the caller's
    return found


def _json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def limited(
    whole: CarriedWhole, sources: Collection[str], sections: Collection[str]
) -> CarriedWhole:
    """Return of a library what belongs to some of its articles: a part of it may be for others."""
    return CarriedWhole(
        tuple(one for one in whole.sources if one.url in sources),
        tuple(one for one in whole.sections if one[0] in sections),
        whole.colours,
    )


def text_of(whole: CarriedWhole) -> str:
    """Return it as the text of a file."""
    return _json({
        "sources": [
            {"url": one.url, "section": one.section, **one.values} for one in whole.sources
        ],
        "sections": [
            {"name": name, "hidden": hidden, "aliases": list(aliases)}
            for name, hidden, aliases in whole.sections
        ],
        "tag_colours": dict(whole.colours),
        "searches": [
            {"name": one.name, "query": one.query, "sort": one.sort.value}
            for one in whole.searches
        ],
        "rules": [
            {"name": one.name, "query": one.query, "enabled": one.enabled,
             "actions": asdict(one.actions)}
            for one in whole.rules
        ],
        "deleted": [list(one) for one in whole.deleted],
    })  # fmt: skip


def read(folder: Path) -> CarriedWhole:
    """Return what a mirror says of the whole; nothing where the file is missing.

    Raises `UsageError` where it cannot be read.
    """
    try:
        said = _read(folder / LIBRARY)
        return CarriedWhole(
            tuple(_source(one) for one in said.get("sources", [])),
            tuple(
                (str(one["name"]), bool(one["hidden"]), tuple(map(str, one["aliases"])))
                for one in said.get("sections", [])
            ),
            tuple((str(name), str(colour)) for name, colour in said["tag_colours"].items()),
            tuple(
                SavedSearch(0, str(one["name"]), str(one["query"]), Sort(one["sort"]))
                for one in said.get("searches", [])
            ),
            tuple(_rule(one) for one in said.get("rules", [])),
            tuple((str(one[0]), str(one[1])) for one in said.get("deleted", [])),
        )
    except FileNotFoundError:
        return CarriedWhole()
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(f"{folder / LIBRARY} cannot be read: {error}.") from error


def _source(said: dict[str, Any]) -> CarriedSource:
    values = {name: value for name, value in said.items() if name not in ("url", "section")}
    return CarriedSource(str(said["url"]), said.get("section"), values)


def _rule(said: dict[str, Any]) -> Rule:
    actions = said["actions"]
    return Rule(
        0, str(said["name"]), str(said["query"]),
        RuleActions(**{**actions, "tags": tuple(map(str, actions["tags"]))}),
        bool(said["enabled"]),
    )  # fmt: skip
