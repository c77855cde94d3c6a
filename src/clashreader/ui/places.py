"""Where the reader stopped in each article, kept through restarts in a file of its own.

Not in the library: that takes no write for a turn of the wheel. Each change is a line appended to
the file, so that a process that is killed loses the last seconds at most, and what it was writing
when it died is a line that is passed over.
"""

from __future__ import annotations

import json
import logging
import os
import zlib
from dataclasses import astuple
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clashreader.ui.reader.returning import Place

if TYPE_CHECKING:
    from clashreader.model import Article

log = logging.getLogger(__name__)

MOST: Final = 3_000
"""Articles whose places are kept: those read last."""
MOST_BYTES: Final = 8_000_000
"""A longer file is not of our making, and is not read."""
_TALLEST: Final = 1e6
"""Pixels; no line of text is as high."""
_LONGEST: Final = 2**31 - 1
"""The last position that a document of Qt can have."""


class Places:
    """The places by article; `writes` off keeps the file as it is (for pictures of the window)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[int, tuple[int, Place]] | None = None
        self._lines = 0
        self.writes = True

    def of(self, article: Article) -> Place | None:
        """Return where the reader stopped in `article`, or None."""
        sign, place = self._all().get(article.id, (0, None))
        # Another library in the same home: its articles have the same numbers.
        return place if place is not None and sign == _sign(article) else None

    def keep(self, article: Article, place: Place | None) -> None:
        """Remember a place; None forgets it: at the beginning, or where the end was read."""
        places = self._all()
        if place is None:
            if places.pop(article.id, None) is None:
                return
            self._append([article.id])
            return
        entry = (_sign(article), place)
        if places.get(article.id) == entry:
            return
        places.pop(article.id, None)  # so that it stands last, as the newest
        places[article.id] = entry
        self._append(_line(article.id, *entry))

    # --- the file ---

    def _all(self) -> dict[int, tuple[int, Place]]:
        if self._places is None:
            self._places = {}
            self._read(self._places)
        return self._places

    def _read(self, places: dict[int, tuple[int, Place]]) -> None:
        try:
            if self._path.stat().st_size > MOST_BYTES:
                log.warning("%s is too long to be read; it begins anew", self._path)
                return
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return
        except OSError as error:
            log.warning("The places in %s cannot be read: %s", self._path, error)
            return
        for line in text.splitlines():
            self._lines += 1
            _take(places, line)
        for article_id in list(places)[:-MOST]:
            del places[article_id]

    def _append(self, line: list[object]) -> None:
        if not self.writes:
            return
        self._lines += 1
        places = self._all()
        try:
            if self._lines > 2 * MOST + len(places):
                self._write_anew(places)
                return
            with self._path.open("a", encoding="utf-8") as file:
                # A line of its own, even after one that was cut off by a crash.
                file.write("\n" + json.dumps(line))
        except OSError as error:
            log.warning("The places in %s cannot be written: %s", self._path, error)

    def _write_anew(self, places: dict[int, tuple[int, Place]]) -> None:
        for article_id in list(places)[:-MOST]:
            del places[article_id]
        beside = self._path.with_name(f"{self._path.name}.new")
        lines = [json.dumps(_line(key, *entry)) for key, entry in places.items()]
        with beside.open("w", encoding="utf-8") as file:
            file.write("\n".join(lines))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self._path)  # noqa: PTH105 - all or nothing
        self._lines = len(places)


def _sign(article: Article) -> int:
    return zlib.crc32(article.uid.encode("utf-8", "surrogatepass"))


def _line(article_id: int, sign: int, place: Place) -> list[object]:
    return [article_id, sign, *astuple(place)]


def _is_sane(place: Place) -> bool:
    """Whether its figures can be reckoned with: JSON as Python reads it has infinite ones too."""
    return abs(place.below) <= _TALLEST and isfinite(place.read) and place.at <= _LONGEST


def _take(places: dict[int, tuple[int, Place]], line: str) -> None:
    """Read one line; what makes no sense is passed over."""
    try:
        values = json.loads(line)
        article_id = int(values[0])
        places.pop(article_id, None)
        if len(values) > 1:
            _, sign, words, at, share, below, read = values
            place = Place(str(words), int(at), float(share), float(below), float(read))
            if place.at >= 0 and 0 <= place.share <= 1 and _is_sane(place):
                places[article_id] = (int(sign), place)
    except (ValueError, TypeError, IndexError, KeyError, RecursionError, OverflowError):
        return
