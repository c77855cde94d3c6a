"""One document of an article, with what belongs to it, and what is still to be written."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clashreader.ui.reader.objects import PictureObject
from clashreader.ui.reader.typography import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from PySide6.QtGui import QTextDocument

    from clashreader.model import StoredImage
    from clashreader.ui.reader.hyphens import BarePlace
    from clashreader.ui.reader.objects import Setting
    from clashreader.ui.reader.writer import Writer

FIRST_SCREEN: Final = 12_000
"""Characters written before the article is shown."""
ONE_SCREEN: Final = 2_000
"""Characters written at any rate."""
FIRST_SECONDS: Final = 0.012
BIG: Final = 150_000
"""Characters from which a change of width waits for the reader to stop dragging."""
NEAR: Final = 100_000
"""Characters down to the place of the reader that may be written anew, or laid out, at once."""


@dataclass(slots=True)
class Built:
    """A document and what belongs to it; `rest` is still to be written, None at the end."""

    document: QTextDocument
    writer: Writer
    setting: Setting
    rest: Iterator[None] | None

    @property
    def length(self) -> int:
        """How many characters are written, in UTF-16 units."""
        return self.document.characterCount()

    @property
    def body(self) -> tuple[int, int] | None:
        """Where the article's own text begins and ends in the document, as far as it is written.

        What stands above (title, date) and below (related articles) is none of it.
        """
        first, last = self.writer.body
        if first is None:
            return None
        return first, self.length - 1 if last is None else last

    def write(self, more: Callable[[], bool]) -> bool:
        """Write on while `more`, in one edit, so that the layout hears of it once.

        Returns whether all is written.
        """
        if self.rest is None:
            return True
        rest = self.rest
        self.writer.cursor.beginEditBlock()
        while more():
            try:
                next(rest)
            except StopIteration:
                self.rest = None
                break
        self.writer.cursor.endEditBlock()
        return self.rest is None

    def write_first_screen(self) -> None:
        """Write what is seen at first: a little in any case, and more if that is quick."""
        end = time.perf_counter() + FIRST_SECONDS
        self.write(
            lambda: (
                self.length < ONE_SCREEN
                or (self.length < FIRST_SCREEN and time.perf_counter() < end)
            )
        )

    def screenful(self, height: int) -> int:
        """Return how many characters fill `height` pixels, at the most."""
        typography = self.setting.typography
        lines = height / max(1.0, typography.line(Role.BODY))
        return round(lines * typography.characters * 1.4) + 1

    def reaches(self, place: BarePlace) -> bool:
        """Tell whether the whole block of `place` is written."""
        return self.document.blockCount() > place[0] + 1

    def take_images(self, stored: Mapping[str, StoredImage]) -> bool:
        """Take over pictures that have arrived, by address; returns whether any has.

        The layout is not told of their sizes.
        """
        self.writer.images = dict(stored)
        changed = False
        for item in self.writer.handler.objects:
            if isinstance(item, PictureObject):
                new = stored.get(item.image.url)
                if new is not None and new != item.image:
                    item.image = new
                    changed = True
                item.fetching = False
        self.writer.handler.respeak(self.document)
        return changed
