"""Manifests: what every version of every article is known by, one line each, to be kept elsewhere.

JSON lines (UTF-8). The first says what the file is; each other one is a version: its hashes as they
are now, and where it came from. The order is that of articles and versions, so the same library
gives the same bytes. Holding a library against a manifest finds articles by their source and what
they are called there: their numbers may be others in a library that was put together anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from clashreader.errors import CancelledError, ParseError
from clashreader.library import provenance
from clashreader.library.ddl import DELETED
from clashreader.library.packing import DamagedTextError, hashes_of_packed
from clashreader.model import Compared, Finding, Unlike
from clashreader.values import replace

if TYPE_CHECKING:
    from clashreader.library.connection import Connections
    from clashreader.library.rows import Run

FORMAT: Final = "clashreader manifest"
_TOGETHER = 16
LONGEST_LINE: Final = 1_000_000
"""Bytes of a line; a longer one is none of ours."""

_FROM = """
FROM versions v JOIN articles a ON a.id = v.article_id JOIN sources o ON o.id = a.source_id
LEFT JOIN captures c ON c.id = v.capture_id LEFT JOIN bodies b ON b.version_id = v.id
"""
_LINES = f"""
SELECT {provenance.COLUMNS}, v.article_id, a.url, v.title, b.body, b.text {_FROM}
WHERE v.article_id IN (SELECT value FROM json_each(?)) AND a.state <> {DELETED}
ORDER BY v.article_id, v.number
"""
_SOUGHT = f"""
SELECT v.article_id, v.title, b.body, b.text, v.seen_at {_FROM}
WHERE o.url = ? AND a.uid = ? AND a.state <> {DELETED} AND v.number = ?
"""


def lines(
    connections: Connections, ids: Sequence[int], progress: Callable[[int, int], None],
    stop: Callable[[], bool],
) -> Iterator[bytes]:  # fmt: skip
    """Yield the lines of a manifest of the articles `ids`."""
    yield _line({"format": FORMAT, "version": 1})
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _TOGETHER):
        chosen = ordered[start : start + _TOGETHER]
        with connections.read() as run:
            rows = run(_LINES, (json.dumps(chosen),))
        yield from (_line(_entry(row)) for row in rows)
        progress(start + len(chosen), len(ordered))
        _look(stop)


def _line(values: dict[str, object]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _entry(row: Sequence[Any]) -> dict[str, object]:
    known, kind_of = provenance.of_row(row[:-5]), row[4]
    article, url, title, body, text = row[-5:]
    return {
        "article": article, "source": kind_of, "uid": row[5], "version": known.version,
        "url": url, "title": title, "seen": known.seen, "asked": known.asked,
        "reached": known.reached, "at": known.at, "status": known.status,
        "bytes": known.bytes_hash, **_hashes(title, body, text),
    }  # fmt: skip


def _hashes(title: str, body: bytes, text: bytes) -> dict[str, str | None]:
    try:
        computed = hashes_of_packed(title, body, text)
    except (DamagedTextError, TypeError):
        return {"body": None, "text": None}
    return {"body": computed[0].hex(), "text": computed[1].hex()}


def compare(
    connections: Connections, manifest: Iterable[bytes], found: Callable[[Finding], None],
    progress: Callable[[int, int], None], stop: Callable[[], bool],
) -> Compared:  # fmt: skip
    """Hold the library against the lines of a manifest.

    Raises `ParseError` where they are none.
    """
    entries = _read(manifest)
    tally = Compared()
    while chunk := list(islice(entries, 100)):
        with connections.read() as run:
            for entry in chunk:
                tally = _compare(run, entry, tally, found)
        progress(tally.intact + tally.altered + tally.missing, 0)
        _look(stop)
    with connections.read() as run:
        total = run(
            "SELECT count(*) FROM versions v JOIN articles a ON a.id = v.article_id "
            f"WHERE a.state <> {DELETED}", (),
        )  # fmt: skip
    return replace(tally, unlisted=max(int(total[0][0]) - tally.intact - tally.altered, 0))


def _read(manifest: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(manifest):
        try:
            if len(line) > LONGEST_LINE:
                raise ValueError("too long")
            entry = json.loads(line.decode("utf-8", "surrogatepass"))
            if not number:
                if entry["format"] != FORMAT or entry["version"] != 1:
                    raise ValueError("another format")
                continue
            kinds = {"source": str, "uid": str, "title": str, "version": int, "seen": int}
            if not all(isinstance(entry[key], kind) for key, kind in kinds.items()):
                raise TypeError("a value of another kind")
            if not abs(entry["version"]) < 2**62:
                raise ValueError("no version")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            what = f"its line {number + 1} is none of one" if number else "its first line says so"
            raise ParseError(f"This is no manifest of Clash Reader: {what}.") from error
        yield entry


def _compare(
    run: Run, entry: dict[str, Any], tally: Compared, found: Callable[[Finding], None]
) -> Compared:
    rows = run(_SOUGHT, (entry["source"], entry["uid"], entry["version"]))
    if not rows:
        found(Finding(None, entry["version"], entry["title"], Unlike.MISSING, entry.get("url")))
        return replace(tally, missing=tally.missing + 1)
    article, title, body, text, seen = rows[0]
    now = _hashes(title, body, text)
    unlike = []
    if now["body"] is None and entry.get("body") is not None:
        unlike.append(Unlike.UNREADABLE)
    else:
        if now["body"] != entry.get("body"):
            unlike.append(Unlike.BODY)
        if now["text"] != entry.get("text"):
            unlike.append(Unlike.TEXT)
    if seen != entry["seen"]:
        unlike.append(Unlike.TIME)
    for one in unlike:
        found(Finding(article, entry["version"], title, one))
    if unlike:
        return replace(tally, altered=tally.altered + 1)
    return replace(tally, intact=tally.intact + 1)


def _look(stop: Callable[[], bool]) -> None:
    if stop():
        raise CancelledError("The check was stopped; nothing was changed.")
