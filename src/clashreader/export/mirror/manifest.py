"""What was written into a mirror, a line an article, a file for each of its folders.

It tells what somebody else changed since. It holds nothing of this machine: no paths but those
within the mirror, no times of files. Git shows a changed article as a changed line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from clashreader.export.mirror.names import SYSTEM
from clashreader.values import dataclass

FOLDER = f"{SYSTEM}/manifest"
_MAX_LINE = 20_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as it was written.

    `sign` is the hash of all that the library knew, `file` that of the file, `body` and `rest`
    those of its text and of what is not editable in it; `base` what was, as `edits.base_of` says.
    `content` are the files elsewhere that it needs, `versions` the hashes of its older versions',
    `sizes` the bytes of each of `content`; none of them where an older program wrote it, which then
    is to be written again.
    """

    key: str
    path: str
    sign: str
    file: str
    body: str
    rest: str
    base: dict[str, Any]
    content: tuple[str, ...]
    versions: tuple[str, ...]
    sizes: tuple[int, ...] = ()

    def line(self) -> str:
        """Return it as a line of JSON."""
        return json.dumps(
            [self.key, self.path, self.sign, self.file, self.body, self.rest, self.base,
             self.content, self.versions, self.sizes],
            ensure_ascii=False,
        )  # fmt: skip

    @property
    def folder(self) -> str:
        """The folder that it lies in."""
        return self.path.rpartition("/")[0]


def version_paths(path: str, count: int) -> list[str]:
    """Return where the older versions of the article at `path` lie, the oldest first."""
    return [f"{path.removesuffix('.md')}.versions/{number}.md" for number in range(1, count + 1)]


def read(folder: Path) -> dict[str, Entry]:
    """Return the entries of a mirror by key. A line that cannot be read is as if it was not there:
    its file is then compared with what the library would write.
    """
    found: dict[str, Entry] = {}
    for path in sorted((folder / FOLDER).glob("*/*.jsonl")):
        with suppress(OSError):
            for line in _lines(path):
                if (entry := _entry(line)) is not None:
                    found[entry.key] = entry
    return found


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file; what is longer than any of ours ends it."""
    if path.is_file():
        with path.open("rb") as file:
            while (line := file.readline(_MAX_LINE)) and len(line) < _MAX_LINE:
                yield line


def _entry(line: bytes) -> Entry | None:
    try:
        key, path, sign, file, body, rest, base, content, versions, *more = json.loads(line)
        sizes = more[0] if more else ()
        parts = path.split("/")
        if len(parts) != 3 or not path.endswith(".md") or {"", ".", ".."} & set(parts):
            return None
        safe = all(isinstance(one, str) and ".." not in one for one in (*content, *versions))
        sized = all(isinstance(one, int) for one in sizes) and len(sizes) in (0, len(content))
        if not safe or not sized or not isinstance(base, dict):
            return None
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return Entry(key, path, sign, file, body, rest, base, tuple(content), tuple(versions),
                 tuple(sizes))  # fmt: skip


def text_of(entries: Iterable[Entry]) -> str:
    """Return the manifest of one folder."""
    return "".join(f"{entry.line()}\n" for entry in sorted(entries, key=lambda one: one.path))
