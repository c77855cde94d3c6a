"""What is measured, each in a process of its own: ``python -m benchmarks.tasks NAME ARGUMENT...``.

Each prints one JSON line, by which the benchmark makes sure that the work was really done.
The tasks called ``floor_...`` do the least that any program would have to, with the standard
library alone: a yardstick that makes figures of different machines comparable.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import sqlite3
import statistics
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from clashreader.library.library import Library

Answer = dict[str, Any]


def _open(home: str) -> Library:
    from clashreader.library.library import Library
    from clashreader.paths import find_home

    places = find_home(home)
    return Library.open(places.library, places.images)


# --- the program ---


def subscribe(home: str, address: str, feeds: str) -> Answer:
    """Subscribe to the server's feeds without fetching them."""
    from clashreader.model import NewSource, SourceKind

    with _open(home) as library:
        for number in range(int(feeds)):
            url = f"{address}/{number:03d}.xml"
            library.add_source(NewSource(SourceKind.FEED, url, f"Paper {number}"))
    return {}


def add_folder(home: str, folder: str) -> Answer:
    """Add a folder and read it."""
    from clashreader.sync.subscribe import add

    with _open(home) as library:
        return {"new": add(library, folder).report.new}


def sync(home: str, pictures: str) -> Answer:
    """Sync everything, due or not; with or without pictures."""
    from clashreader.sync.pipeline import Syncer

    with _open(home) as library:
        report = Syncer(library).run(force=True, images=pictures == "pictures")
    return {
        "new": report.new,
        "updated": report.updated,
        "failed": report.failed,
        "images": report.images_stored,
        "not_modified": sum(source.not_modified for source in report.sources),
    }


def switch(home: str, count: str) -> Answer:
    """Show `count` articles in the reading pane, one after another; times in milliseconds."""
    from PySide6.QtWidgets import QApplication

    from clashreader.model import ArticleQuery
    from clashreader.ui.reader.pane import ReaderPane
    from clashreader.ui.theme import THEMES, apply

    app = QApplication([])
    apply(app, THEMES["light"])
    with _open(home) as library:
        pane = ReaderPane(THEMES["light"], library.image_path)
        pane.resize(900, 900)
        pane.show()
        ids = library.ids(ArticleQuery(), limit=int(count) + 5)
        walls, cpus = [], []
        for article_id in ids:
            wall, cpu = time.perf_counter(), time.process_time()
            pane.show_article(library.article(article_id))
            app.processEvents()
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
        if pane.article_id != ids[-1]:
            raise RuntimeError("The pane does not show the article.")
        pane.close()
    # The first ones load fonts and modules, which a reader waits for once.
    return {"wall_ms": statistics.median(walls[5:]), "cpu_ms": statistics.median(cpus[5:])}


def related(home: str, count: str) -> Answer:
    """Ask what `count` articles from all over the library are related to; times in milliseconds."""
    from clashreader.model import ArticleQuery

    with _open(home) as library:
        every = library.ids(ArticleQuery())
        asked = every[:: max(1, len(every) // int(count))]
        times, found = [], 0
        for article_id in asked:
            began = time.perf_counter()
            found += len(library.related(article_id) or library.nearby(article_id))
            times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return {
        "found": found / len(asked),
        "median_ms": statistics.median(times),
        "p95_ms": times[int(len(times) * 0.95)],
    }


def mirror(home: str, folder: str) -> Answer:
    """Make, or renew, a mirror of the whole library."""
    from clashreader.export.mirror import mirror as work

    with _open(home) as library:
        done = work(library, Path(folder))
    return {"written": done.written, "unchanged": done.unchanged, "peak_mib": _peak()}


def bring_back(home: str, folder: str) -> Answer:
    """Bring a mirror into a library."""
    from clashreader.export.mirror import bring_back as work

    Path(home).mkdir(parents=True, exist_ok=True)
    with _open(home) as library:
        return {"added": len(work(library, Path(folder)).added), "peak_mib": _peak()}


def _peak() -> float:
    """Return the most memory that this process held at a time; 0 where that is not told."""
    if sys.platform == "win32":
        return 0.0
    import resource

    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def stalls(home: str, folder: str) -> Answer:
    """Add a folder in the window; note by how many ms each turn of its event loop is late."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from clashreader.model import ArticleQuery
    from clashreader.paths import find_home
    from clashreader.settings import Settings
    from clashreader.ui.following import FirstReading, Following, Wish
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.window_state import WindowState

    app, places, step = QApplication([]), find_home(home), 5.0
    window = MainWindow(
        places, Settings(sync_on_start=False), WindowState(places.state, writes=False)
    )
    window.show()
    window.attach(_open(home))
    late: list[float] = []
    found: list[Any] = []
    new: list[int] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append((now - last) * 1000 - step)
        last = now
        library = window.library
        if found and library is not None and window.syncing.findChild(FirstReading) is None:
            new.append(library.count(ArticleQuery()))
            app.quit()

    timer = QTimer(interval=int(step))
    timer.timeout.connect(tick)
    app.processEvents()

    assert window.syncing is not None
    following = Following(window.syncing)

    def follow(preview: Any) -> None:
        following.follow([Wish("All", found=preview.found)], found.append, found.append)

    following.look(folder, follow, found.append)
    last = time.perf_counter()
    timer.start()
    app.exec()
    timer.stop()
    window.close()
    late.sort()
    return {"new": new[0], "p99": late[int(len(late) * 0.99)], "worst": late[-1]}


# --- yardsticks ---


def _bare_store() -> sqlite3.Connection:
    store = sqlite3.connect(":memory:")
    store.execute("CREATE TABLE body (id INTEGER PRIMARY KEY, hash TEXT, body BLOB)")
    store.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='')")
    return store


def _keep(store: sqlite3.Connection, text: str) -> None:
    data = text.encode()
    row = (hashlib.sha256(data).hexdigest(), zlib.compress(data, 6))
    store.execute("INSERT INTO body (hash, body) VALUES (?, ?)", row)
    store.execute("INSERT INTO words (text) VALUES (?)", (text,))


def floor_folder(folder: str) -> Answer:
    """Read every file, pack it, index it."""
    store, count = _bare_store(), 0
    for path in Path(folder).rglob("*.md"):
        _keep(store, path.read_text(encoding="utf-8"))
        count += 1
    return {"new": count}


def floor_folder_again(folder: str) -> Answer:
    """Look at every file's size and time."""
    return {"seen": sum(1 for path in Path(folder).rglob("*.md") if path.stat().st_mtime_ns)}


def floor_feeds(address: str, feeds: str) -> Answer:
    """Fetch every feed, parse its XML, pack and index its items."""
    from xml.etree import ElementTree  # our own feeds: nothing hostile

    store, count = _bare_store(), 0
    for body in _fetch(address, int(feeds)):
        for item in ElementTree.fromstring(body).iter("item"):
            _keep(store, "\n".join(item.itertext()))
            count += 1
    return {"new": count}


def floor_requests(address: str, feeds: str) -> Answer:
    """Fetch every feed and look at the hash of its bytes."""
    return {"seen": len({hashlib.sha256(body).digest() for body in _fetch(address, int(feeds))})}


def _fetch(address: str, feeds: int) -> list[bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    bodies = []
    for number in range(feeds):
        connection.request("GET", f"/{number:03d}.xml", headers={"Accept-Encoding": "gzip"})
        bodies.append(zlib.decompress(connection.getresponse().read(), 31))
    connection.close()
    return bodies


TASKS: dict[str, Callable[..., Answer]] = {
    task.__name__: task
    for task in (
        subscribe,
        add_folder,
        sync,
        switch,
        related,
        mirror,
        bring_back,
        stalls,
        floor_folder,
        floor_folder_again,
        floor_feeds,
        floor_requests,
    )
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
