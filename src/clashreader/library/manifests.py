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
from clashreader.library import as_stored, provenance
from clashreader.library.ddl import DELETED, STORED
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

_LINES = f"""
SELECT {provenance.COLUMNS}, v.article_id, v.title, v.details, v.media_type, v.base_url,
  v.lead_image, a.versions, a.url, a.title, a.author, a.outlet, a.published, a.updated, a.summary,
  a.item_hash, a.page_state, b.body, b.text, (
    SELECT CAST(json_group_array(json_array(CAST(url AS TEXT), CAST(hash AS TEXT))) AS BLOB)
    FROM (
      SELECT i.url, CASE i.state WHEN {STORED} THEN i.hash END AS hash FROM article_images p
        LEFT JOIN images i ON i.id = p.image_id WHERE p.version_id = v.id
        UNION ALL SELECT url, CASE state WHEN {STORED} THEN hash END FROM images
          WHERE url = v.lead_image
      ORDER BY 1, 2))
FROM versions v JOIN articles a ON a.id = v.article_id JOIN sources o ON o.id = a.source_id
LEFT JOIN captures c ON c.id = v.capture_id LEFT JOIN bodies b ON b.version_id = v.id
WHERE a.state <> {DELETED} AND {{which}} ORDER BY v.article_id, v.number
"""
_CHOSEN = _LINES.format(which="v.article_id IN (SELECT value FROM json_each(?))")
_SOUGHT = _LINES.format(which="o.url = ? AND a.uid = ? AND v.number = ?")
_ORIGIN = (
    "asked", "reached", "at", "status", "bytes", "etag", "modified", "extractor", "program",
)  # fmt: skip
"""Where a version came from, as its line says."""


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
            rows = run(_CHOSEN, (json.dumps(chosen),))
        yield from (_line(_entry(row)) for row in rows)
        progress(start + len(chosen), len(ordered))
        _look(stop)


def _line(values: dict[str, object]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _entry(row: Sequence[Any]) -> dict[str, object]:
    """Return what a line says; the newest version's has what the list shows of its article, too."""
    own = len(_COLUMNS)
    known = provenance.of_row(row[:own])
    article, title, details, media, base, lead, versions, *shown = row[own : own + 14]
    item, page, body, text, pictures = row[own + 14 :]
    entry = {
        "article": article, "source": row[4], "uid": row[5], "version": known.version,
        "url": shown[0], "title": title, "seen": known.seen, "asked": known.asked,
        "reached": known.reached, "at": known.at, "status": known.status,
        "bytes": known.bytes_hash, "etag": known.etag, "modified": known.last_modified,
        "extractor": known.extractor, "program": known.program,
        "details": _hash([details, media, base, lead]),
    }  # fmt: skip
    if known.version == versions:
        names = ("url", "title", "author", "outlet", "published", "updated", "summary")
        facts = dict(zip(names, map(as_stored.told, shown), strict=True))
        entry |= {
            "list": {**facts, "summary": _hash(facts["summary"])},
            "item": f"{as_stored.hexadecimal(item)} {as_stored.told(page)}",
        }
    told: dict[str, object] = {name: as_stored.told(value) for name, value in entry.items()}
    shown_pictures = json.loads(bytes(pictures).decode("utf-8", "replace"))
    return {**told, "pictures": shown_pictures, **_hashes(title, body, text)}


_COLUMNS = provenance.COLUMNS.split(", ")


def _hash(value: object) -> str:
    """Return the SHA-256 of what is too long to be listed."""
    import hashlib

    values = value if isinstance(value, list) else [value]
    plain = json.dumps([as_stored.told(one) for one in values])
    return hashlib.sha256(plain.encode()).hexdigest()


def _hashes(title: Any, body: Any, text: Any) -> dict[str, str | None]:
    try:
        if not isinstance(title, str):
            raise TypeError("a value of another kind")
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
    now = _entry(rows[0])
    unlike, changed = _differences(entry, now)
    for one in unlike:
        title, article = as_stored.text(now["title"]), as_stored.number(now["article"])
        found(Finding(article, entry["version"], title, one))
    tally = replace(tally, changed=tally.changed + changed)
    if unlike:
        return replace(tally, altered=tally.altered + 1)
    return replace(tally, intact=tally.intact + 1)


def _differences(entry: dict[str, Any], now: dict[str, Any]) -> tuple[list[Unlike], bool]:
    """Return what is unlike, and whether the list shows what the source has sent since.

    What a manifest of an older program does not say is not compared.
    """
    unlike = []
    if now["body"] is None and entry.get("body") is not None:
        unlike.append(Unlike.UNREADABLE)
    else:
        if now["body"] != entry.get("body"):
            unlike.append(Unlike.BODY)
        if now["text"] != entry.get("text"):
            unlike.append(Unlike.TEXT)
    if now["seen"] != entry["seen"]:
        unlike.append(Unlike.TIME)
    if any(now[name] != entry[name] for name in _ORIGIN if name in entry):
        unlike.append(Unlike.ORIGIN)
    if now["details"] != entry.get("details", now["details"]):
        unlike.append(Unlike.DETAILS)
    if "pictures" in entry and not _shows(entry["pictures"], now["pictures"]):
        unlike.append(Unlike.PICTURES)
    if "list" not in entry:
        return unlike, "list" in now and now["url"] != entry.get("url", now["url"])
    if "list" not in now or now["item"] != entry.get("item"):  # a version or an item came since
        return unlike, now.get("list", entry["list"]) != entry["list"]
    if now["list"] != entry["list"]:
        unlike.append(Unlike.FACTS)
    return unlike, False


def _shows(listed: Any, now: list[list[str | None]]) -> bool:
    """Whether a version shows the pictures listed; what had not been fetched yet may be any."""
    if not isinstance(listed, list) or len(listed) != len(now):
        return False
    return all(
        isinstance(one, list) and len(one) == 2 and one[0] == url and one[1] in (None, name)
        for one, (url, name) in zip(listed, now, strict=True)
    )


def _look(stop: Callable[[], bool]) -> None:
    if stop():
        raise CancelledError("The check was stopped; nothing was changed.")
