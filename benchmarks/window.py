"""The reader's window at rest and after some reading: ``... benchmarks.window drive HOME COUNT S``.

The program itself runs, and its window is driven from within: after it is ready it rests for S
seconds, then COUNT articles with pictures are opened one after the other. Its last line is the
answer: memory (PSS, in MiB) when it is ready and after the articles, what that would be at the most
if no other program shared any of it, and the CPU of the rest, in percent of one processor.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from benchmarks.measure import proportional_size
from clashreader import app
from clashreader.paths import find_home

PICTURES = "Pictures"
CALM = 1.5
"""Seconds without any work of the window, after which it counts as being at rest; a shorter rest
asks for no longer a calm."""


def write_pictures(folder: Path, count: int) -> None:
    """Write articles with a photograph each: 1600 x 1000 pixels that are all different."""
    import random

    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    for number in range(count):
        chance = random.Random(number)
        small = QImage(80, 50, QImage.Format.Format_RGB32)
        for y in range(50):
            for x in range(80):
                small.setPixel(x, y, 0xFF000000 | chance.getrandbits(24))
        whole = small.scaled(
            1600, 1000, Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )  # fmt: skip
        whole.save(str(folder / f"p{number}.jpg"), "JPG", 85)
        words = " ".join(f"The quay, {number} by {n}, was calm." for n in range(150))
        text = f"---\ntitle: Picture {number}\ndate: 2031-01-{number + 1:02d}\n---\n"
        (folder / f"{number}.md").write_text(f"{text}![A quay](p{number}.jpg)\n\n{words}\n")


def prepare(home: Path, count: int) -> None:
    """Bring the articles with pictures into a library, once, as a source that rests."""
    from clashreader.library.library import Library
    from clashreader.sync.subscribe import add

    places = find_home(home)
    # Work that comes once (comparing what is new, the backup of the day) is no rest.
    settings = "hide_duplicates = false\nbackups = false\nsync_on_start = false\n"
    places.settings.write_text(settings, encoding="utf-8")
    with Library.open(places.library, places.images) as library:
        if any(source.title == PICTURES for source in library.sources()):
            return
        with tempfile.TemporaryDirectory() as folder:
            write_pictures(Path(folder), count)
            source = add(library, folder, title=PICTURES).source
            library.edit_source(source.id, paused=True)


class Drive:
    """Takes a window through its rest and its reading."""

    def __init__(self, window: Any, count: int, seconds: float) -> None:
        self._window, self._count, self._seconds = window, count, seconds
        self.answer: dict[str, float | int | None] = {}
        self._calm_since = time.monotonic()
        self._when_calm(self._rest)

    def _when_calm(self, call: Callable[[], None]) -> None:
        """Wait until nothing has been under way for a while; then look no more."""
        if self._window.jobs.busy or self._window.reading._open_timer.isActive():
            self._calm_since = time.monotonic()
        if time.monotonic() - self._calm_since > min(CALM, self._seconds):
            self._calm_since = time.monotonic()
            call()
        else:
            QTimer.singleShot(50, lambda: self._when_calm(call))

    def _rest(self) -> None:
        self._note("ready")
        self._before = (time.process_time(), time.monotonic())
        QTimer.singleShot(round(self._seconds * 1000), self._rested)

    def _note(self, when: str) -> None:
        self.answer[when] = proportional_size("self")
        self.answer[f"{when} alone"] = proportional_size("self", "Rss")

    def _rested(self) -> None:
        used = time.process_time() - self._before[0]
        self.answer["idle"] = 100 * used / (time.monotonic() - self._before[1])
        from clashreader.model import ArticleQuery

        self._ids = list(self._window.library.ids(ArticleQuery(), limit=self._count))
        self._opened = 0
        self._open_next()

    def _open_next(self) -> None:
        if self._opened < self._count:
            self._window.open_article(self._ids[self._opened])
            self._opened += 1
            QTimer.singleShot(250, self._open_next)
        else:
            self._when_calm(self._done)

    def _done(self) -> None:
        self._note("read")
        self.answer["opened"] = self._opened
        self.answer["title"] = self._window.reading.article.title
        self._window.close()


def main(home: str, count: str, seconds: str) -> int:
    """Run the program on `home`, and print the answer when it has closed."""
    drives: list[Drive] = []
    find_home(home).state.unlink(missing_ok=True)  # no article is open from the last time
    ready = app._Session._after_attach

    def when_ready(self: Any, window: Any, fresh: bool) -> None:
        ready(self, window, fresh)
        drives.append(Drive(window, int(count), float(seconds)))

    app._Session._after_attach = when_ready  # type: ignore[method-assign]
    code = app.run_window(find_home(home))
    print(json.dumps(drives[0].answer))
    return code


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        from PySide6.QtGui import QGuiApplication

        application = QGuiApplication([])  # for the pictures
        prepare(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(main(*sys.argv[2:]))
