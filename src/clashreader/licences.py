"""What the program is made of, and under which licences: read from the packages themselves."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import clashreader
from clashreader.paths import resources

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEXT = re.compile(
    r"(?:^|/)(?:licen[cs]es?/.*|(?:licen[cs]e|copying|notice|authors)[^/]*)$", re.IGNORECASE
)
_LONGEST = 200_000
_CLASSIFIER = "License :: OSI Approved :: "
_OWN = "clashreader"


@dataclass(frozen=True, slots=True)
class Part:
    """One package: its name and version, its licence in a word (SPDX where it says so), its files.

    `files` hold the licence's text; where a package brings none, one of ours may have it.
    """

    name: str
    version: str
    licence: str
    files: tuple[Path, ...] = ()

    def text(self) -> str:
        """Return the text of the licence, all files of it; "" where there is none here."""
        return "\n\n".join(filter(None, (_read(path) for path in self.files)))


def parts() -> tuple[Part, ...]:
    """Return the program itself first, then all that it needs, by name."""
    own = Part("Clash Reader", clashreader.__version__, "Apache-2.0", _own_files())
    others = [_part_of(found) for found in _distributions()]
    others += [
        Part("Python", platform.python_version(), "PSF-2.0", _python_files()),
        Part("SQLite", sqlite_version(), "blessing (public domain)"),
    ]
    return (own, *sorted(others, key=lambda part: part.name.casefold()))


def sqlite_version() -> str:
    """Return the version of SQLite that the library is kept with."""
    import sqlite3

    return sqlite3.sqlite_version


def versions(qt: str) -> str:
    """Return the versions below ours, in one line that is the same in every language."""
    return f"Python {platform.python_version()}, Qt {qt}, SQLite {sqlite_version()}"


def _distributions() -> Iterator[metadata.Distribution]:
    """Yield each package that is needed, directly or not; in a bundle, all that is in it."""
    if getattr(sys, "frozen", False):
        yield from (one for one in metadata.distributions() if one.name != _OWN)
        return
    seen: set[str] = set()
    waiting = [_OWN]
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system or another Python
        if key != _OWN:
            yield found
        for line in found.requires or ():
            wanted = _NAME.match(line)
            if wanted is not None and "extra ==" not in line:
                waiting.append(wanted[0])


def _part_of(found: metadata.Distribution) -> Part:
    about = found.metadata
    licence = _field(about, "License-Expression") or _field(about, "License")
    if not licence:
        named = about.get_all("Classifier") or []
        ends = [one.removeprefix(_CLASSIFIER) for one in named if one.startswith(_CLASSIFIER)]
        licence = ", ".join(ends)
    files = [Path(str(found.locate_file(one))) for one in found.files or () if _is_text(str(one))]
    if not files and "LGPL-3.0" in licence:
        files = [resources() / "licences" / name for name in ("LGPL-3.0.txt", "GPL-3.0.txt")]
    return Part(found.name, found.version, licence, tuple(files))


def _is_text(name: str) -> bool:
    plain = not name.endswith((".py", ".pyc", ".ttf", ".otf"))
    return plain and "__pycache__" not in name and _TEXT.search(name) is not None


def _field(about: metadata.PackageMetadata, name: str) -> str:
    """The first line: some packages have the whole licence where its name belongs."""
    lines = about.get_all(name) or [""]
    return str(lines[0]).strip().partition("\n")[0][:80]


def _own_files() -> tuple[Path, ...]:
    try:
        own = metadata.distribution(_OWN)
        found = [Path(str(own.locate_file(one))) for one in own.files or () if _is_text(str(one))]
    except metadata.PackageNotFoundError:
        found = []
    beside = resources().parent / "LICENSE"  # in a checkout
    return tuple(path for path in (*found, beside) if path.is_file())[:1]


def _python_files() -> tuple[Path, ...]:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = (Path(sys.base_prefix, "lib", version), Path(sys.base_prefix))
    paths = (place / "LICENSE.txt" for place in places)
    return tuple(path for path in paths if path.is_file())[:1]


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST).strip()
    except OSError:
        return ""
