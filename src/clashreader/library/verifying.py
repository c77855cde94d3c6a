"""Whether the stored copies are what was taken: every hash is computed anew and compared.

That proves that our copy has not changed since, and nothing about what the site published. What
was taken before hashes were recorded cannot be proven, and is counted apart. Some articles are in
memory at a time, and each look into the library is a short one: others may write meanwhile.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clashreader.errors import CancelledError
from clashreader.library import as_stored
from clashreader.library.ddl import DELETED, PAGE_UNASKED, STORED
from clashreader.library.folding import fold
from clashreader.library.packing import DamagedTextError, hashes_of_packed
from clashreader.library.picture_files import (
    DamagedPictureError,
    PictureGoneError,
    is_hash,
    read_picture,
)
from clashreader.library.pictures import place
from clashreader.model import Finding, Unlike, Verified
from clashreader.values import replace

if TYPE_CHECKING:
    from clashreader.library.connection import Connections
    from clashreader.library.rows import Run

_TOGETHER = 16
"""Articles that are read in one go: some of them have dozens of versions."""
_PICTURES = 100
_NAMED = 100
"""Missing versions of one article that are named."""
_MOST_VERSIONS = 100_000

Progress = Callable[[int, int], None]
Found = Callable[[Finding], None]
Stop = Callable[[], bool]

_VERSIONS = f"""
SELECT v.id, v.article_id, v.number,
  CASE typeof(v.title) WHEN 'text' THEN CAST(v.title AS BLOB) END,
  b.body, b.text, v.body_hash, v.plain_hash, CASE WHEN v.number = a.versions THEN a.lead_image END,
  v.hashed_at IS NOT NULL OR c.extractor IS NOT NULL,
  CASE WHEN v.number = a.versions AND a.page_state = {PAGE_UNASKED}
    AND coalesce(c.extractor, '') NOT LIKE 'page%' THEN CAST(a.title AS BLOB) END
FROM versions v JOIN articles a ON a.id = v.article_id LEFT JOIN bodies b ON b.version_id = v.id
LEFT JOIN captures c ON c.id = v.capture_id
WHERE v.article_id IN (SELECT value FROM json_each(?)) AND a.state <> {DELETED}
ORDER BY v.article_id, v.number
"""
_NEXT = f"SELECT id FROM articles WHERE state <> {DELETED} AND id > ? ORDER BY id LIMIT ?"
_SHOWN = """
SELECT image_id FROM article_images WHERE article_id IN (SELECT value FROM json_each(?1))
UNION SELECT lead_image FROM articles
  WHERE id IN (SELECT value FROM json_each(?1)) AND lead_image IS NOT NULL
"""
_COUNTED = f"""
SELECT a.id, a.versions, CAST(a.title AS BLOB), (SELECT json_group_array(number) FROM versions v
  WHERE v.article_id = a.id AND typeof(number) = 'integer')
FROM articles a WHERE a.id IN (SELECT value FROM json_each(?)) AND a.state <> {DELETED}
"""
_UNKNOWN_SHOWN = """
SELECT DISTINCT version_id FROM article_images p LEFT JOIN images i ON i.id = p.image_id
WHERE version_id IN (SELECT value FROM json_each(?)) AND i.id IS NULL
"""
_IMAGES = f"""
SELECT id, CAST(url AS BLOB), hash FROM images
WHERE state = {STORED} AND id > ? ORDER BY id LIMIT ?
"""
_CHOSEN_IMAGES = f"""
SELECT id, CAST(url AS BLOB), hash FROM images
WHERE state = {STORED} AND id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_SHOWING = f"""
SELECT v.article_id, v.number, CAST(v.title AS BLOB)
FROM versions v JOIN articles a ON a.id = v.article_id
WHERE a.state <> {DELETED} AND v.id = coalesce(
  (SELECT max(version_id) FROM article_images WHERE image_id = ?1),
  (SELECT n.id FROM articles l JOIN versions n ON n.article_id = l.id AND n.number = l.versions
   WHERE l.lead_image = ?1 LIMIT 1))
"""
_BAD_SHOWN = """
SELECT DISTINCT version_id, image_id FROM article_images
WHERE version_id IN (SELECT value FROM json_each(?))
"""


def every_id(run: Run) -> array[int]:
    """Return the ids of all articles that are there in any state, in order."""
    rows = run(f"SELECT id FROM articles WHERE state <> {DELETED} ORDER BY id", ())
    return array("q", (row[0] for row in rows))


class Verifying:
    """One run of `Library.verify`."""

    def __init__(
        self, connections: Connections, images: Path, ids: Sequence[int] | None, *,
        found: Found, progress: Progress, stop: Stop,
    ) -> None:  # fmt: skip
        self._connections = connections
        self._folder = images
        self._ids = None if ids is None else sorted(set(ids))
        self._found = found
        self._progress = progress
        self._stop = stop
        self._bad: set[int] = set()
        """Pictures whose files are not what was stored."""
        self._done = self._total = 0
        self.tally = Verified()

    def run(self, record: int | None = None) -> Verified:
        """Look at everything; with `record`, the time, take hashes where there are none yet."""
        self._total = self._count()
        for chunk in self._images():
            for image, url, name in chunk:
                self._look_at_picture(image, url, name)
            self._step(len(chunk))
        for articles in self._articles():
            self._look_at_articles(articles, record)
            self._step(len(articles))
        return self.tally

    def _step(self, done: int) -> None:
        self._done += done
        self._progress(self._done, max(self._total, self._done))
        if self._stop():
            raise CancelledError("The check was stopped; nothing was changed.")

    def _count(self) -> int:
        with self._connections.read() as run:
            pictures = f"SELECT count(*) FROM images WHERE state = {STORED}"
            if self._ids is not None:
                return len(self._ids)
            articles = f"SELECT count(*) FROM articles WHERE state <> {DELETED}"
            return int(run(articles, ())[0][0]) + int(run(pictures, ())[0][0])

    # --- pictures ---

    def _images(self) -> Iterator[Sequence[Any]]:
        if self._ids is not None:
            yield from self._chosen_images()
            return
        last = 0
        while True:
            with self._connections.read() as run:
                rows = run(_IMAGES, (last, _PICTURES))
            if not rows:
                return
            yield rows
            last = rows[-1][0]

    def _chosen_images(self) -> Iterator[Sequence[Any]]:
        """Each picture of the chosen articles once; which were seen is a bit for each there is."""
        with self._connections.read() as run:
            highest = int(run("SELECT coalesce(max(id), 0) FROM images", ())[0][0])
        seen = bytearray(highest // 8 + 1)
        for articles in self._articles():
            with self._connections.read() as run:
                new = []
                for (image,) in run(_SHOWN, (_list(articles),)):
                    if image <= highest and not seen[image >> 3] & (1 << (image & 7)):
                        seen[image >> 3] |= 1 << (image & 7)
                        new.append(image)
                rows = run(_CHOSEN_IMAGES, (_list(new),))
            if rows:
                self._total += len(rows)
                yield rows

    def _look_at_picture(self, image: int, url: object, name: object) -> None:
        unlike = self._unlike(name)
        tally = self.tally
        if unlike is None:
            self.tally = replace(tally, pictures_intact=tally.pictures_intact + 1)
            return
        if unlike is Unlike.GONE:
            self.tally = replace(tally, pictures_missing=tally.pictures_missing + 1)
        else:
            self.tally = replace(tally, pictures_altered=tally.pictures_altered + 1)
        self._bad.add(image)
        with self._connections.read() as run:
            rows = run(_SHOWING, (image,))
        article, number, title = rows[0] if rows else (None, None, None)
        self._tell(article, number, title, unlike, as_stored.text(url))

    def _unlike(self, name: object) -> Unlike | None:
        if not is_hash(name):
            return Unlike.PICTURE
        try:
            read_picture(place(self._folder, str(name)))
        except PictureGoneError:
            return Unlike.GONE
        except DamagedPictureError:
            return Unlike.PICTURE
        except OSError:
            return Unlike.UNREADABLE
        return None

    # --- texts ---

    def _articles(self) -> Iterator[Sequence[int]]:
        if self._ids is not None:
            for start in range(0, len(self._ids), _TOGETHER):
                yield self._ids[start : start + _TOGETHER]
            return
        last = 0
        while True:
            with self._connections.read() as run:
                rows = run(_NEXT, (last, _TOGETHER))
            if not rows:
                return
            yield [row[0] for row in rows]
            last = rows[-1][0]

    def _look_at_articles(self, articles: Sequence[int], record: int | None) -> None:
        with self._connections.read() as run:
            rows = run(_VERSIONS, (_list(articles),))
            counted = run(_COUNTED, (_list(articles),))
            spoilt = self._spoilt(run, rows) if self._bad else set()
            unknown = {row[0] for row in run(_UNKNOWN_SHOWN, (_list([row[0] for row in rows]),))}
        fresh: list[tuple[bytes, bytes, int, int]] = []
        for row in rows:
            unlike = [Unlike.UNLISTED_PICTURE] if row[0] in unknown else []
            computed = self._look_at_version(row, spoilt, unlike)
            if computed is not None and row[6] is None and record is not None:
                fresh.append((*computed, record, row[0]))
        for article in counted:
            self._look_for_gaps(*article)
        if fresh:
            with self._connections.write_plainly(durable=True) as run:
                for values in fresh:
                    run(_RECORD, values)
            self.tally = replace(self.tally, recorded=self.tally.recorded + len(fresh))

    def _spoilt(self, run: Run, rows: Sequence[Any]) -> set[int]:
        """Return which of the versions show a picture that is not what was stored."""
        shown = run(_BAD_SHOWN, (_list([row[0] for row in rows]),))
        spoilt = {version for version, image in shown if image in self._bad}
        return spoilt | {row[0] for row in rows if row[8] in self._bad}

    def _look_for_gaps(self, article: int, versions: object, title: object, listed: str) -> None:
        """Versions are numbered from 1 on: name those that are not there."""
        there = {one for one in json.loads(listed) if 1 <= one <= _MOST_VERSIONS}
        said = as_stored.number(versions) or 1
        newest = max(said if said <= _MOST_VERSIONS else 1, *there, 1)
        lost = newest - len(there)
        if lost <= 0:
            return
        self.tally = replace(self.tally, missing=self.tally.missing + lost)
        for number in islice((one for one in count(1) if one not in there), min(lost, _NAMED)):
            self._tell(article, number, title, Unlike.MISSING)

    def _tell(
        self, article: int | None, version: object, title: object, unlike: Unlike,
        url: str | None = None,
    ) -> None:  # fmt: skip
        self._found(Finding(article, as_stored.number(version), as_stored.text(title), unlike, url))

    def _look_at_version(
        self, row: Any, spoilt: set[int], found: list[Unlike]
    ) -> tuple[bytes, bytes] | None:
        """Count a version and name what of it is not as it was; return its hashes of now."""
        version, article, number, title, body, text, body_hash, plain_hash, _, hashed, shown = row
        computed = None
        try:
            headline = as_stored.text(title)
            if headline is None or as_stored.number(number) is None:
                raise TypeError("a value of another kind")
            computed = hashes_of_packed(headline, body, text)
        except (DamagedTextError, TypeError):
            found.append(Unlike.UNREADABLE)
        else:
            if body_hash is not None and body_hash != computed[0]:
                found.append(Unlike.BODY)
            if plain_hash is not None and plain_hash != computed[1]:
                found.append(Unlike.TEXT)
            if (body_hash is None or plain_hash is None) and (hashed or body_hash != plain_hash):
                found.append(Unlike.UNHASHED)
            if shown is not None and not found and not _is_like(as_stored.text(shown), headline):
                found.append(Unlike.HEADLINE)
        for unlike in found:
            self._tell(article, number, title, unlike)
        tally = self.tally
        if found or version in spoilt:
            self.tally = replace(tally, altered=tally.altered + 1)
        elif body_hash is None or plain_hash is None:
            self.tally = replace(tally, unproven=tally.unproven + 1)
        else:
            self.tally = replace(tally, intact=tally.intact + 1)
        return None if found else computed


_RECORD = """
UPDATE versions SET body_hash = ?, plain_hash = ?, hashed_at = ?
WHERE id = ? AND body_hash IS NULL
"""


def _is_like(shown: str | None, headline: str) -> bool:
    """Whether two headlines read the same: a source may spell one otherwise without a version."""
    if shown is None:
        return False
    return shown == headline or "".join(fold(shown).split()) == "".join(fold(headline).split())


_list = as_stored.ids
