"""The articles of a large feed as they lie in a file: read one by one, when they are wanted.

A feed may have 100,000 of them. All at once they would be more than the program may take beside
the process that reads the next feed.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from clashreader.errors import ParseError
from clashreader.parse.worker import article_from, feed_from

if TYPE_CHECKING:
    from typing import IO

    from clashreader.model import ParsedArticle, ParsedFeed

_BROKEN = "This feed could not be read."


class Shelf(Sequence["ParsedArticle"]):
    """A sequence of articles; a file and its folder go with the last who knows it."""

    def __init__(self, file: IO[bytes], folder: tempfile.TemporaryDirectory[str]) -> None:
        """Take over `file`, which stands at the first article, and the `folder` that it is in."""
        self._file = file
        self._folder = folder
        self._places = array("Q")
        place = file.tell()
        for line in file:
            self._places.append(place)
            place += len(line)

    def __del__(self) -> None:
        self._file.close()
        self._folder.cleanup()

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> ParsedArticle: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[ParsedArticle, ...]: ...

    def __getitem__(self, index: int | slice) -> ParsedArticle | tuple[ParsedArticle, ...]:
        """Read an article, or some. Raises `ParseError` for what no worker can have written."""
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(len(self))))
        self._file.seek(self._places[index])
        try:
            return article_from(self._file.readline())
        except (ValueError, TypeError, KeyError) as error:
            raise ParseError(_BROKEN) from error

    def __iter__(self) -> Iterator[ParsedArticle]:
        return (self[number] for number in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(other) != len(self):
            return False
        return all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


def read_shelf(path: Path, folder: tempfile.TemporaryDirectory[str], *, most: int) -> ParsedFeed:
    """Return the feed that a worker wrote to `path`: its articles stay there if they are many.

    Up to `most` bytes of them are read at once. Raises `ParseError` where the worker told of one.
    """
    file = path.open("rb")
    try:
        head = file.readline()
        if path.stat().st_size > most:
            return feed_from(head, Shelf(file, folder))
        with file:
            feed = feed_from(head, tuple(map(article_from, file)))
    except (ValueError, TypeError, KeyError) as error:
        file.close()
        folder.cleanup()
        raise ParseError(_BROKEN) from error
    except BaseException:
        file.close()
        folder.cleanup()
        raise
    folder.cleanup()
    return feed
