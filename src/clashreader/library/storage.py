"""What takes how much room: texts, versions, pictures, backups, by kind and by source."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.library import asides, backups, collecting
from clashreader.library.ddl import STORED
from clashreader.library.files import STAGE, beside
from clashreader.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clashreader.library.rows import Run

_TEXTS = """
SELECT a.source_id, count(*), sum(v.number < a.versions),
  sum(length(b.body) + length(b.text)),
  sum(CASE WHEN v.number < a.versions THEN length(b.body) + length(b.text) ELSE 0 END)
FROM versions v JOIN bodies b ON b.version_id = v.id JOIN articles a ON a.id = v.article_id
GROUP BY a.source_id
"""
_PICTURES = f"""
SELECT source_id, count(*), sum(bytes) FROM (
  SELECT DISTINCT a.source_id, i.hash, i.bytes FROM images i
    JOIN article_images p ON p.image_id = i.id JOIN articles a ON a.id = p.article_id
  WHERE i.state = {STORED}
) GROUP BY source_id
"""
_ALL_PICTURES = f"""
SELECT count(*), coalesce(sum(bytes), 0) FROM
  (SELECT min(bytes) AS bytes FROM images WHERE state = {STORED} GROUP BY hash)
"""
_SOURCES = "SELECT id, title, removed_at IS NOT NULL, articles FROM sources"


@dataclass(frozen=True, slots=True)
class SourceRoom:
    """What one source takes, in bytes; a picture that several sources show counts for each.

    `ended` where the subscription is no more and its articles stayed.
    """

    id: int
    title: str
    ended: bool
    articles: int
    versions: int
    text_bytes: int
    pictures: int
    picture_bytes: int

    @property
    def bytes(self) -> int:
        """Texts and pictures."""
        return self.text_bytes + self.picture_bytes


@dataclass(frozen=True, slots=True)
class Storage:
    """What takes how much, in bytes.

    `library` is the database with its log. Of it, `texts` are articles as received and as they are
    searched in, `older_versions` what of these is in versions before the newest, `free` is room
    that is used again before the file grows, `index` the rest: rows, search index, lists.
    `pictures` are all files in use, `unused_pictures` those that nothing shows any more. `aside` is
    what repairs and restores kept of libraries before.
    """

    library: int
    texts: int
    older_versions: int
    free: int
    pictures: int
    picture_count: int
    unused_pictures: int
    unused_count: int
    backups: int
    aside: int
    sources: tuple[SourceRoom, ...]

    @property
    def index(self) -> int:
        """What of the library is neither text nor free."""
        return max(0, self.library - self.texts - self.free)

    @property
    def total(self) -> int:
        """All of it."""
        return self.library + self.pictures + self.unused_pictures + self.backups + self.aside


def storage(run: Run, path: Path, images: Path) -> Storage:
    """Measure. A walk over the texts' heads and the pictures' files: for a worker."""
    texts = {row[0]: row[1:] for row in run(_TEXTS, ())}
    shown = {row[0]: row[1:] for row in run(_PICTURES, ())}
    rooms = []
    for number, title, ended, articles in run(_SOURCES, ()):
        versions, _, text_bytes, _ = texts.get(number, (0, 0, 0, 0))
        pictures, picture_bytes = shown.get(number, (0, 0))
        room = SourceRoom(
            number, title, bool(ended), articles, versions, text_bytes, pictures, picture_bytes
        )
        if not room.ended or room.bytes:
            rooms.append(room)
    rooms.sort(key=lambda room: (-room.bytes, room.title))
    count, size = run(_ALL_PICTURES, ())[0]
    idle = collecting.unused_pictures(run, images)
    pages = run(
        "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size", ()
    )
    copies = backups.folder_of(path)
    return Storage(
        library=_size(path) + _size(beside(path, "-wal")),
        texts=sum(row[2] for row in texts.values()),
        older_versions=sum(row[3] for row in texts.values()),
        free=pages[0][0],
        pictures=size,
        picture_count=count,
        unused_pictures=idle.bytes,
        unused_count=idle.pictures,
        backups=_folder_size(copies),
        aside=sum(map(asides.size_of, (*_aside(path), *_of_restores(path, images)))),
        sources=tuple(rooms),
    )


def _aside(path: Path) -> list[Path]:
    """What lies beside the library under a name made of its own: kept by repairs and restores."""
    own = {path.name, *(f"{path.name}{ending}" for ending in ("-wal", "-shm", "-journal"))}
    try:
        with os.scandir(path.parent) as entries:
            return [
                Path(entry.path)
                for entry in entries
                if entry.name.startswith(path.name)
                and entry.name not in own
                and entry.is_file(follow_symlinks=False)
            ]
    except OSError:
        return []


def _of_restores(path: Path, images: Path) -> Iterator[Path]:
    """The folders in which restores kept what was there before, and what killed ones left."""
    for folder in {path.parent, images.parent}:
        for name in (asides.RESTORED, STAGE):
            yield from folder.glob(f"{name}*")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _folder_size(folder: Path) -> int:
    try:
        with os.scandir(folder) as entries:
            files = [one for one in entries if one.is_file(follow_symlinks=False)]
            return sum(one.stat(follow_symlinks=False).st_size for one in files)
    except OSError:
        return 0
