"""Pictures of a document that holds none itself: files of a folder beside it."""

from __future__ import annotations

import contextlib
import os
import re
from html import escape
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote

from clashreader.content.markdownwriter import target
from clashreader.export.pictures import BROWSERS
from clashreader.export.targets import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import TracebackType

_ENDINGS: Final = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp",
    "image/avif": ".avif", "image/bmp": ".bmp", "image/x-icon": ".ico",
}  # fmt: skip
_MARKDOWN: Final = re.compile(
    r"(!\[(?:[^\]\\]|\\.){0,2000}\]\()([^()\s]{1,4000}(?:\([^()]*\)[^()\s]*)*)(?=\))"
)
_HTML: Final = re.compile(r'(<img src=")([^"]*)(?=")')


class PictureFolder:
    """Takes pictures into the folder ``x-pictures`` beside the document ``x.md``, named by what is
    in them: what is there already stays, and is not written again.

    The folder is made for the first of them. A context manager: on an exception those that are new
    go again.
    """

    takes = BROWSERS

    def __init__(self, document: Path) -> None:
        self._folder = document.with_name(f"{document.stem}-pictures")
        self._places: dict[str, str] = {}
        self._new: list[Path] = []
        self._made = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if kind is None:
            return
        with contextlib.suppress(OSError):
            for path in self._new:
                path.unlink(missing_ok=True)
            if self._made:
                self._folder.rmdir()

    def find(self, content_hash: str) -> str | None:
        """Return the address of a picture that was taken already."""
        return self._places.get(content_hash)

    def put(self, content_hash: str, data: bytes, media_type: str) -> str | None:
        """Take a picture; None where another file has its name."""
        path = self._folder / f"{content_hash[:32]}{_ENDINGS[media_type]}"
        if not self._folder.is_dir():
            self._folder.mkdir()
            self._made = True
        if not os.path.lexists(path):
            with whole_file(path, replace=False) as file:
                file.write(data)
            self._new.append(path)
        elif not path.is_file() or path.read_bytes() != data:
            return None
        place = quote(f"{self._folder.name}/{path.name}")
        self._places[content_hash] = place
        return place


def relocated(text: str, urls: Iterable[str], place: Callable[[str], str | None]) -> str:
    """Return Markdown with the pictures `urls` at their places; those without one stay where they
    are on the web.
    """
    known = [(url, found) for url in urls if (found := place(url)) is not None]
    if not known:
        return text
    plain = {target(url): found for url, found in known}
    text = _MARKDOWN.sub(lambda match: match[1] + plain.get(match[2], match[2]), text)
    marked = {escape(url): found for url, found in known}
    return _HTML.sub(lambda match: match[1] + marked.get(match[2], match[2]), text)
