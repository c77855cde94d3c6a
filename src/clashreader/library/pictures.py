"""Pictures: which are wanted, where they lie, and what became of each."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import PictureFolderError
from clashreader.later import later
from clashreader.library.ddl import FAILED, IGNORED, LIVE, STORED, WANTED
from clashreader.library.files import sync_folder
from clashreader.model import StoredImage, WantedImage

if TYPE_CHECKING:
    import hashlib

    from clashreader.library import picture_files
    from clashreader.library.rows import Run
    from clashreader.library.statements import Statements
else:  # a sync that finds nothing new does without
    globals().update(later("", "hashlib") | later("clashreader.library", "picture_files"))

_NO_BOUND = 2**62
_HOUR = 3600
_LONGEST_PAUSE = 14 * 24 * _HOUR
MAX_ATTEMPTS = 8

_WANTED = f"""
SELECT i.id, i.url, i.attempts, (
  SELECT group_concat(DISTINCT source_id) FROM (
    SELECT a.source_id FROM article_images p JOIN articles a ON a.id = p.article_id
    WHERE p.image_id = i.id LIMIT 100
  )
) FROM images i
WHERE i.state IN ({WANTED}, {FAILED}) AND i.attempts < {MAX_ATTEMPTS}
  AND i.next_try NOT BETWEEN ? + 1 AND ? + {_LONGEST_PAUSE}
  AND i.id < ? {{web}}
  AND EXISTS (
    SELECT 1 FROM article_images p JOIN articles a ON a.id = p.article_id
      JOIN sources o ON o.id = a.source_id
    WHERE p.image_id = i.id AND a.state = {LIVE} AND o.images = 1 {{source}}
  )
ORDER BY i.id DESC LIMIT ?
"""

Picture = tuple[int, bytes, str, int, int]
"""Image id, bytes, media type, width and height in pixels."""


def wanted(
    run: Run,
    limit: int,
    source_id: int | None,
    now: int,
    *,
    before: int | None = None,
    web: bool | None = None,
) -> tuple[WantedImage, ...]:
    """Return pictures that are worth a try now, those met last first."""
    parameters: list[object] = [now, now, _NO_BOUND if before is None else before]
    if source_id is not None:
        parameters.append(source_id)
    sql = _WANTED.format(
        source="AND a.source_id = ?" if source_id is not None else "",
        web="" if web is None else f"AND i.url {'NOT ' if web else ''}LIKE 'file:%'",
    )
    return tuple(
        WantedImage(number, url, attempts, tuple(map(int, (shown_by or "").split(","))))
        for number, url, attempts, shown_by in run(sql, (*parameters, limit))
    )


def missing(run: Run, article_id: int, again: Collection[str] = ()) -> tuple[WantedImage, ...]:
    """Return the pictures of an article that are not stored, whenever they were tried last, and
    those of the addresses `again` that are.
    """
    rows = run(
        "SELECT DISTINCT i.id, i.url, i.attempts FROM article_images p "
        "JOIN images i ON i.id = p.image_id "
        f"WHERE p.article_id = ? AND (i.state IN ({WANTED}, {FAILED}) "
        f"OR i.state = {STORED} AND i.url IN (SELECT value FROM json_each(?))) ORDER BY i.id",
        (article_id, json.dumps(list(again))),
    )
    return tuple(WantedImage(*row) for row in rows)


def damaged(run: Run, folder: Path, article_id: int, urls: Collection[str] | None) -> list[int]:
    """Return the ids of an article's stored pictures (those at `urls`, or all) whose files are not
    what was stored. Each is read.
    """
    rows = run(
        "SELECT DISTINCT i.id, i.url, i.hash FROM article_images p JOIN images i "
        f"ON i.id = p.image_id WHERE p.article_id = ? AND i.state = {STORED} ORDER BY i.id",
        (article_id,),
    )
    return [
        number
        for number, url, content_hash in rows
        if (urls is None or url in urls)
        and (content_hash is None or not picture_files.is_whole(place(folder, content_hash)))
    ]


def place(folder: Path, content_hash: str) -> Path:
    """Return where the picture with `content_hash` (SHA-256, hex) lies."""
    return folder / content_hash[:2] / content_hash


def hash_of(data: bytes) -> str:
    """Return the name under which the picture `data` is kept: its SHA-256 (hex)."""
    return hashlib.sha256(data).hexdigest()


def check_folder(folder: Path) -> None:
    """Raise `PictureFolderError` where no folder of pictures is, or can be made."""
    if os.path.lexists(folder) and not os.path.isdir(folder):  # noqa: PTH112 - with every batch
        raise PictureFolderError(
            f"Pictures cannot be kept: what stands at {folder} is no folder. Move it away."
        )


def write_files(folder: Path, pictures: Sequence[Picture]) -> list[str]:
    """Put the bytes of pictures in their places, each whole or not at all; return their hashes."""
    hashes = []
    touched: set[Path] = set()
    for _, data, *_ in pictures:
        content_hash = hash_of(data)
        path = place(folder, content_hash)
        if not _has(path, data):  # what a power cut left of it is written again
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True, exist_ok=True)
                touched |= {folder.parent, folder}
            _write(path, data)
            touched.add(path.parent)
        hashes.append(content_hash)
    # A file that is flushed is still lost with a power cut while its folder does not name it.
    for one in touched:
        sync_folder(one)
    return hashes


def write_lost(folder: Path, pictures: Sequence[Picture], hashes: Sequence[str]) -> None:
    """Write again what a clean-up took away between `write_files` and now, the writer's turn."""
    lost = [
        picture
        for picture, content_hash in zip(pictures, hashes, strict=True)
        if not os.path.lexists(place(folder, content_hash))
    ]
    if lost:
        write_files(folder, lost)


def missing_files(run: Run, folder: Path) -> list[int]:
    """Return the ids of stored pictures of which there is no file: a listing, nothing is read."""
    names = _names(folder)
    return [
        number
        for number, content_hash in run(f"SELECT id, hash FROM images WHERE state = {STORED}", ())
        if content_hash not in names
    ]


def is_away(folder: Path) -> bool:
    """Whether not one file or folder is where the pictures are kept: their disk may be away."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except FileNotFoundError:
        return True


def _names(folder: Path) -> set[str]:
    try:
        with os.scandir(folder) as entries:
            inner = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return set()
    return {name for path in inner for name in os.listdir(path)}  # noqa: PTH208 - thousands


def _has(path: Path, data: bytes) -> bool:
    try:
        facts = os.lstat(path)  # thousands in a row: a Path each shows
        return facts.st_size == len(data) and picture_files.read_picture(path) == data
    except OSError:
        return False


def _write(path: Path, data: bytes) -> None:
    """Write beside and rename, so that a picture is there whole or not at all."""
    beside = f"{path}.{os.getpid()}-{threading.get_ident()}.part"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(beside, flags, 0o644)
    except FileNotFoundError:  # somebody took the folder away just now
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(beside, flags, 0o644)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            # A commit that calls it stored may outlive a power cut that takes the bytes: measured,
            # a quarter of a millisecond each.
            os.fsync(handle)
        os.replace(beside, path)  # noqa: PTH105 - thousands in a row: a Path each shows
    except BaseException:  # a Ctrl+C included: no half picture is left lying
        Path(beside).unlink(missing_ok=True)
        raise


def record_stored(
    connection: Statements, pictures: Sequence[Picture], hashes: Sequence[str], now: int
) -> None:
    """Note that the files of `pictures` are in their places."""
    connection.exec_driver_sql(
        f"UPDATE images SET state = {STORED}, hash = ?, bytes = ?, media_type = ?, width = ?, "
        "height = ?, error = NULL, attempts = attempts + 1, fetched_at = ? WHERE id = ?",
        [
            (content_hash, len(data), media_type, width, height, now, image_id)
            for (image_id, data, media_type, width, height), content_hash in zip(
                pictures, hashes, strict=True
            )
        ],
    )


def record_failed(connection: Statements, failures: Sequence[tuple[int, str]], now: int) -> None:
    """Note what went wrong; the pause before the next try doubles from an hour to two weeks."""
    connection.exec_driver_sql(
        # A file is looked for at every sync: that costs nobody anything.
        f"UPDATE images SET state = {FAILED}, error = ?, "
        "attempts = attempts + (url NOT LIKE 'file:%'), next_try = (url NOT LIKE 'file:%') * "
        f"(? + min({_LONGEST_PAUSE}, {_HOUR} << min(attempts, 16))) "
        f"WHERE id = ? AND state <> {STORED}",
        [(error, now, image_id) for image_id, error in failures],
    )


def record_ignored(connection: Statements, images: Sequence[tuple[int, str]]) -> None:
    """Note pictures that are none (tracking pixels): not shown, not counted, never tried again."""
    connection.exec_driver_sql(
        f"UPDATE images SET state = {IGNORED}, error = ? WHERE id = ?",
        [(why, image_id) for image_id, why in images],
    )
    connection.exec_driver_sql(
        "UPDATE articles SET lead_image = NULL WHERE lead_image = ? AND id IN "
        "(SELECT article_id FROM article_images WHERE image_id = ?)",
        [(image_id, image_id) for image_id, _ in images],
    )


_COLUMNS = "i.url, i.hash, i.media_type, i.width, i.height, i.error"


def of_version(run: Run, version_id: int) -> tuple[StoredImage, ...]:
    """Return the pictures that a version shows, in order, its lead image among them."""
    rows = run(
        f"SELECT {_COLUMNS} FROM article_images p JOIN images i ON i.id = p.image_id "
        f"WHERE p.version_id = ? AND i.state <> {IGNORED} "
        f"UNION ALL SELECT {_COLUMNS} FROM versions v JOIN images i ON i.url = v.lead_image "
        "WHERE v.id = ?1 AND NOT EXISTS (SELECT 1 FROM article_images p "
        "WHERE p.version_id = v.id AND p.image_id = i.id)".replace("?1", "?"),
        (version_id, version_id),
    )
    return tuple(StoredImage(*row) for row in rows)


def by_url(run: Run, url: str) -> StoredImage | None:
    """Return the picture at `url` as the library knows it."""
    found = run(f"SELECT {_COLUMNS} FROM images i WHERE i.url = ?", (url,))
    return StoredImage(*found[0]) if found else None
