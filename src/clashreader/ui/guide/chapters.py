"""The chapters of the guide: read from their folder, in the order of its first page."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from pathlib import Path
from typing import Final

from clashreader.errors import ReaderError

FIRST: Final = "index.md"
_LINK = re.compile(r"\]\((?P<name>[\w-]+\.md)\)")
_PICTURE = re.compile(r"!\[[^\]]*\]\(images/(?P<name>[\w.-]+)\)")
_HEADING = re.compile(r"^(?P<level>#{1,3}) (?P<title>.+)$", re.MULTILINE)


class Chapter:
    """One page: the name of its file, and its Markdown."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @cached_property
    def title(self) -> str:
        """Its first heading."""
        found = _HEADING.search(self.text)
        return found["title"] if found else self.name

    @cached_property
    def pictures(self) -> tuple[str, ...]:
        """The names of the pictures it shows."""
        return tuple(dict.fromkeys(_PICTURE.findall(self.text)))

    @cached_property
    def folded(self) -> str:
        """Its words as they are looked for."""
        return fold(self.text)

    def heading(self, anchor: str) -> str | None:
        """Return the heading that a link such as ``finding.md#search`` means by ``search``."""
        for found in _HEADING.finditer(self.text):
            if _anchor(found["title"]) == anchor:
                return found["title"]
        return None


def fold(text: str) -> str:
    """Return `text` without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _anchor(title: str) -> str:
    """Return what the pages of the web call a heading (Python-Markdown's toc)."""
    plain = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFKD", title)).strip().lower()
    return re.sub(r"[-\s]+", "-", plain)


def read(folder: Path) -> list[Chapter]:
    """Return the chapters in `folder`: the first page, then those it links to, in that order.

    Raises `ReaderError` where the guide did not come with the program.
    """
    try:
        first = Chapter(FIRST, (folder / FIRST).read_text(encoding="utf-8"))
        names = dict.fromkeys(_LINK.findall(first.text))
        return [first, *(Chapter(n, (folder / n).read_text(encoding="utf-8")) for n in names)]
    except (OSError, UnicodeDecodeError) as error:
        raise ReaderError(
            "The guide did not come with this installation. Install Clash Reader again."
        ) from error
