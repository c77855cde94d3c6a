"""`Library`: everything that the rest of the program can ask of the store, in one file.

Every method either answers at once or raises a `ReaderError`; a disk that is full, a file that is
locked or gone are `LibraryError`, an id or a name that does not exist is `NotFoundError`.
Methods may be called from any thread. Those that write return a `Changes`: the disk comes first,
then the announcement.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from clashreader.model import (
    Article,
    ArticleQuery,
    ArticleRow,
    Changes,
    FetchRecord,
    Intent,
    Known,
    NewSource,
    Overview,
    SearchHit,
    SectionCount,
    Source,
    TagCount,
    VersionInfo,
    WantedImage,
)


class Library:
    """One reader's archive: a SQLite file and a folder of pictures."""

    @classmethod
    def open(
        cls, path: Path, images: Path, *, clock: Callable[[], float] = time.time
    ) -> Self:
        """Open the library at `path`, made where there is none, migrated where it is older.

        Raises `LibraryError` where the file is damaged, foreign, newer than this program, or
        cannot be written; nothing is changed then.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Finish and close all connections; the object is of no use afterwards."""
        raise NotImplementedError

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    # --- sources ---
    def sources(self) -> tuple[Source, ...]: ...
    def source(self, source_id: int) -> Source: ...
    def find_source(self, text: str) -> Source:
        """By id, exact url, or title (ignoring case)."""
    def add_source(self, new: NewSource) -> Source:
        """Subscribe; the same url a second time raises `UsageError`. One that was removed and
        still has articles is taken up again."""
    def edit_source(
        self,
        source_id: int,
        *,
        title: str | None = None,
        section: str | None = None,      # "" takes the choice back
        url: str | None = None,
        full_text: bool | None = None,
        images: bool | None = None,
        interval: int | None = None,     # seconds; 0 is automatic again
        paused: bool | None = None,
    ) -> Changes: ...
    def describe_source(self, source_id: int, *, title: str | None, site_url: str | None,
                        default_section: str | None) -> Changes:
        """What the source says of itself; a title chosen by the reader stays."""
    def remove_source(self, source_id: int, *, delete_articles: bool) -> Changes:
        """Unsubscribe. Articles stay, or are deleted but for those bookmarked, tagged by the
        reader or annotated."""

    # --- syncing ---
    def known(self, source_id: int) -> dict[str, Known]:
        """Every article of a source by uid, deleted ones included; one query."""
    def apply(self, source_id: int, intents: Sequence[Intent], *, fetch: FetchRecord | None = None) -> Changes:
        """Carry out `intents` in one transaction. `fetch` gives the provenance of new versions (it is not logged
        here). Call with at most about 100 intents."""
    def record_fetch(self, source_id: int, fetch: FetchRecord) -> Changes:
        """Log a fetch and set the source's validators, error, next check. Validators and content
        hash are set only if `fetch.error` is None and not `not_modified`."""
    def wanted_images(self, limit: int, *, source_id: int | None = None) -> tuple[WantedImage, ...]:
        """Pictures not stored yet and worth a try now, those of the newest articles first."""
    def store_image(self, image_id: int, data: bytes, media_type: str, width: int, height: int) -> Changes: ...
    def fail_image(self, image_id: int, error: str) -> Changes: ...
    def image_path(self, content_hash: str) -> Path: ...
    def image(self, url: str) -> StoredImage | None: ...

    # --- lists ---
    def ids(self, query: ArticleQuery, *, limit: int | None = None, offset: int = 0) -> array[int]:
        """Ids in order, ``array('q')``."""
    def count(self, query: ArticleQuery) -> int: ...
    def rows(self, ids: Sequence[int]) -> list[ArticleRow]:
        """Rows in the order of `ids`; ids that are gone are left out. Two queries, any number of ids."""
    def search(self, query: ArticleQuery, *, limit: int = 50, offset: int = 0) -> list[SearchHit]: ...
    def article(self, article_id: int, *, version: int | None = None) -> Article: ...
    def versions(self, article_id: int) -> tuple[VersionInfo, ...]: ...
    def related(self, article_id: int, limit: int = 5) -> list[ArticleRow]: ...
    def overview(self, *, day_start: int) -> Overview:
        """All counts. `day_start` is the start of the reader's day, for Today."""
    def sections(self) -> tuple[SectionCount, ...]: ...
    def tags(self) -> tuple[TagCount, ...]: ...

    # --- what the reader does ---
    def set_read(self, ids: Sequence[int], read: bool) -> Changes: ...
    def set_bookmarked(self, ids: Sequence[int], bookmarked: bool) -> Changes: ...
    def tag(self, ids: Sequence[int], *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Changes: ...
    def rename_tag(self, name: str, new_name: str) -> Changes: ...
    def delete_tag(self, name: str) -> Changes: ...
    def rename_section(self, name: str, new_name: str) -> Changes: ...
    def merge_sections(self, name: str, into: str) -> Changes: ...
    def order_sections(self, names: Sequence[str]) -> Changes: ...

    # --- care ---
    def stats(self) -> dict[str, object]: ...
    def foreign_changes(self) -> bool:
        """Whether another process wrote since the last call (PRAGMA data_version); microseconds."""
    def check(self) -> list[str]:
        """Problems found by SQLite's integrity check and ours; empty when sound."""
    def path(self) -> Path: ...
