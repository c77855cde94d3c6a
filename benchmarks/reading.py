"""What the reading pane costs: ``python -m benchmarks.reading TASK WORDS...``, like `tasks`.

Each task answers with a JSON line. Times are of the UI thread, in milliseconds.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import proportional_size
from benchmarks.writing import paragraph, sentence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from clashreader.model import Article
    from clashreader.ui.reader.pane import ReaderPane

Answer = dict[str, Any]

SHORTEST, LONGEST = 200, 5_000
"""Words of the articles that are switched between."""
BEAT_MS = 3
PICTURE_SIZES = ((1200, 800), (900, 1200), (640, 360))


def body(chance: random.Random, *, words: int = 0, characters: int = 0) -> str:
    """Return HTML of headings, lists, quotations, links and paragraphs, at least as long."""
    parts: list[str] = []
    written = counted = 0
    while counted < words or written < characters:
        text = paragraph(chance).removeprefix("<p>").removesuffix("</p>")
        counted += text.count(" ") + 1
        kind = chance.random()
        if kind < 0.06:
            text = f"<h2>{sentence(chance)}</h2><p>{text}</p>"
        elif kind < 0.12:
            items = "".join(f"<li>{sentence(chance)}</li>" for _ in range(4))
            text = f"<ul>{items}</ul><p>{text}</p>"
        elif kind < 0.18:
            text = f"<blockquote><p>{text}</p></blockquote>"
        else:
            text = f'<p>{text} <a href="https://gazette.invalid/x">{sentence(chance)}</a></p>'
        parts.append(text)
        written += len(text)
    return "".join(parts)


def article(number: int, text: str, images: tuple[Any, ...] = ()) -> Article:
    """Return an article that no library has."""
    from clashreader.model import Article, MediaType

    return Article(
        id=number, source_id=1, source_title="Gazette", uid=str(number), url=None,
        title=f"Report {number} on the harbour", title_derived=False, author="A. Writer",
        outlet="Gazette", section="Europe", month=202506, published=1_751_292_300, updated=None,
        first_seen=0, summary="", words=text.count(" "), language="en", read=True,
        bookmarked_at=None, tags=("harbour",), versions=1, gone_since=None, version=1, body=text,
        media_type=MediaType.HTML, body_span=None, base_url=None, lead_image=None, related=(),
        enclosures=(), notices=(), images=images, note=None,
    )  # fmt: skip


def _pane(pictures: Path = Path()) -> tuple[QApplication, ReaderPane]:
    from PySide6.QtWidgets import QApplication

    from clashreader.ui.reader.pane import ReaderPane
    from clashreader.ui.theme import THEMES, apply

    app = QApplication([])
    apply(app, THEMES["light"])
    pane = ReaderPane(THEMES["light"], lambda name: pictures / name)
    pane.resize(900, 900)
    pane.show()
    pane.show_article(article(0, body(random.Random(1), words=LONGEST)))
    _settle(app, pane)
    return app, pane


def _turn(app: QApplication) -> None:
    """Turn the event loop once, with what only a running one does: letting go of old documents."""
    from PySide6.QtCore import QEvent

    app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Beat:
    """How long the turns of the event loop are at the most, while something is under way."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.longest = 0.0

    def until(self, done: Callable[[], bool], patience: float = 60.0) -> None:
        """Turn the event loop until `done`."""
        end = time.perf_counter() + patience
        while not done():
            if time.perf_counter() > end:
                raise RuntimeError("The pane does not come to an end.")
            self.turn()
            time.sleep(BEAT_MS / 1000)

    def turn(self) -> None:
        """Turn it once."""
        before = time.perf_counter()
        _turn(self._app)
        self.longest = max(self.longest, (time.perf_counter() - before) * 1000)

    def call(self, work: Callable[[], object]) -> None:
        """Do what an event would have done, and the turn after it, which paints."""
        before = time.perf_counter()
        work()
        self.longest = max(self.longest, (time.perf_counter() - before) * 1000)
        self.turn()


def _settle(app: QApplication, pane: ReaderPane) -> None:
    beat = Beat(app)
    beat.turn()  # what is painted may ask for pictures
    beat.until(lambda: not pane.busy)


def switches(count: str) -> Answer:
    """Switch between articles of 200 to 5,000 words: until the pixels, and all that follows."""
    app, pane = _pane()
    chance = random.Random(7)
    shown, whole = [], []
    for number in range(1, int(count) + 1):
        words = round(SHORTEST * (LONGEST / SHORTEST) ** chance.random())
        item = article(number, body(chance, words=words))
        before = time.perf_counter()
        pane.show_article(item)
        _turn(app)
        shown.append((time.perf_counter() - before) * 1000)
        busy = time.thread_time()
        while pane.busy:
            _turn(app)
        whole.append(shown[-1] + (time.thread_time() - busy) * 1000)
    if f"Report {count}" not in pane.view.toPlainText():
        raise RuntimeError("The pane does not show the article.")
    pane.shutdown()
    return {
        "median": statistics.median(shown),
        "p95": _share(shown, 0.95),
        "whole": statistics.median(whole),
        "whole_p95": _share(whole, 0.95),
    }


def _share(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def long_article(size: str) -> Answer:
    """Show an article of `size` bytes: the first screen, and the longest turns after it."""
    app, pane = _pane()
    item = article(1, body(random.Random(3), characters=int(size)))
    before = time.perf_counter()
    pane.show_article(item)
    app.processEvents()
    first = (time.perf_counter() - before) * 1000
    if pane.view.verticalScrollBar().maximum() < pane.height() and int(size) > 100_000:
        raise RuntimeError("There is no text on the first screen.")
    answer: Answer = {"first": first}

    def measure(name: str, work: Callable[[], object], settled: Callable[[], bool]) -> None:
        beat = Beat(app)
        beat.call(work)
        beat.until(settled)
        answer[name] = beat.longest

    def calm() -> bool:
        return not pane.busy

    measure("rest", lambda: None, calm)
    pane.set_scroll_fraction(0.5)
    _settle(app, pane)
    measure("zoom", lambda: pane.set_zoom(120), calm)
    until = time.perf_counter() + 0.2  # a change of width waits for the end of dragging
    measure("resize", lambda: pane.resize(700, 900), lambda: time.perf_counter() > until and calm())
    measure("find", lambda: pane.find("the"), lambda: pane.finder.done and calm())
    if not pane.finder.count:
        raise RuntimeError("Nothing was found.")
    pane.shutdown()
    return answer


def memory(early: str, late: str) -> Answer:
    """Return the memory (PSS, MiB) after `early` and after `late` articles with pictures."""
    with tempfile.TemporaryDirectory() as folder:
        app, pane = _pane(Path(folder))
        images = _paint(Path(folder), int(late))
        chance = random.Random(9)
        answer: Answer = {}
        for number in range(1, int(late) + 1):
            image = images[number % len(images)]
            text = f'<p><img src="{image.url}"></p>{body(chance, words=600)}'
            pane.show_article(article(number, text, (image,)))
            _settle(app, pane)
            if number in (int(early), int(late)):
                size = proportional_size("self")
                answer["early" if number == int(early) else "late"] = size
        pane.shutdown()
    return answer


def _paint(folder: Path, count: int) -> list[Any]:
    """Write pictures, each of its own, and return them as stored ones."""
    from PySide6.QtGui import QColor, QImage, QImageWriter

    from clashreader.model import StoredImage

    images = []
    for number in range(min(count, 60)):
        width, height = PICTURE_SIZES[number % len(PICTURE_SIZES)]
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor.fromHsv(number * 6 % 360, 120, 180))
        QImageWriter(str(folder / f"p{number}"), b"JPEG").write(image)
        url = f"https://gazette.invalid/p{number}.jpg"
        images.append(StoredImage(url, f"p{number}", "image/jpeg", width, height, None))
    return images


def paper(size: str) -> Answer:
    """Save an article of `size` bytes as PDF in the slices of the window; its longest step."""
    from clashreader.ui.reader.bodies import document_of
    from clashreader.ui.reader.pdf import PdfJob

    _, pane = _pane()
    item = article(1, body(random.Random(5), characters=int(size)))
    document = document_of(item)  # which the window has a worker do
    with tempfile.TemporaryDirectory() as folder:
        started, longest = time.perf_counter(), 0.0
        job = PdfJob(item, Path(folder, "a.pdf"), Path, body=document)
        before = started
        for _ in job.steps():
            now = time.perf_counter()
            longest, before = max(longest, (now - before) * 1000), now
        seconds = time.perf_counter() - started
    pane.shutdown()
    return {"pages": len(job.pages.pages), "seconds": seconds, "longest": longest}


TASKS: dict[str, Callable[..., Answer]] = {
    task.__name__: task for task in (switches, long_article, memory, paper)
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
