"""Kills a busy process with SIGKILL at random moments, again and again, and looks at what is left.

``python -m tests.e2e.kills HOME COUNT SEED`` (POSIX). A child syncs a folder, takes in pictures,
bookmarks, tags, writes notes and highlights, and imports lists, all at once. Whatever it was told
is done, it writes into a pipe. After each kill the library must open soon, be sound, and hold
everything that stands in the pipe. Prints one line of JSON at the end, or what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Everything a child needs is imported once, before the first fork.
import sqlalchemy  # noqa: F401
from tests.fakes import feed, prepared

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, NewSource, SourceKind
from clashreader.paths import Home, find_home
from clashreader.sync.pipeline import Syncer
from clashreader.sync.subscribe import import_opml

FILES = 40
SOON = 3.0
"""Seconds within which a library opens after a kill."""

Tell = Callable[..., None]


def main(home: Home, count: int, seed: int) -> int:
    """Kill `count` times; return the exit code."""
    chance = random.Random(seed)
    folder = home.data / "articles"
    _prepare(home, folder)
    promised: dict[str, Any] = {}
    slowest = 0.0
    for number in range(count):
        acknowledged = _run_and_kill(home, folder, number, chance)
        promised.update(acknowledged)
        seconds, wrong = _look(home, promised)
        slowest = max(slowest, seconds)
        if wrong:
            print(json.dumps({"kill": number, "seed": seed, "wrong": wrong}))
            return 1
    print(
        json.dumps({"kills": count, "promised": len(promised), "slowest_open": round(slowest, 3)})
    )
    return 0


def _prepare(home: Home, folder: Path) -> None:
    folder.mkdir(parents=True)
    for number in range(FILES):
        _write(folder, number, 0)
    with Library.open(home.library, home.images) as library:
        library.add_source(NewSource(SourceKind.FOLDER, str(folder), "Folder"))
        source = library.add_source(feed()).id
        Syncer(library).run(force=True)
        library.apply(source, [
            Insert(prepared(f"p{n}", images=[f"https://pictures.invalid/{n}"])) for n in range(50)
        ])  # fmt: skip


def _write(folder: Path, number: int, revision: int) -> None:
    text = f"# Article {number}\n\nThis is revision {revision} of its text. " + "Words. " * 200
    beside = folder / f"{number}.new"
    beside.write_text(text, encoding="utf-8")
    beside.replace(folder / f"{number}.md")


def _run_and_kill(home: Home, folder: Path, number: int, chance: random.Random) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _be_busy(home, folder, number, writing)
        finally:
            os._exit(9)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        pipe.readline()  # it has begun
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = pipe.read().splitlines(keepends=True)
    # A line that was cut off was not told.
    return dict(json.loads(line) for line in lines if line.endswith(b"\n"))


def _be_busy(home: Home, folder: Path, number: int, pipe: int) -> None:
    def tell(key: str, value: Any) -> None:
        os.write(pipe, json.dumps([key, value]).encode() + b"\n")  # whole, being short

    library = Library.open(home.library, home.images)
    works = (_sync, _mark, _annotate, _subscribe, _keep_pictures)
    threads = [
        threading.Thread(target=work, args=(library, folder, number, tell)) for work in works
    ]
    tell("begun", number)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _sync(library: Library, folder: Path, number: int, tell: Tell) -> None:
    # An article gets 24 versions at most, so new ones come in, and each is revised once.
    for turn in range(1, 7):
        names = [FILES + number * 10 + turn, FILES + number * 10 + turn - 1]
        for article in names:
            _write(folder, article, turn)
        report = Syncer(library).run([1], force=True)
        if not report.failed:
            for article in names:
                tell(f"revision:{article}", turn)


def _mark(library: Library, folder: Path, number: int, tell: Tell) -> None:
    turn = 0
    while True:
        turn += 1
        article = turn % 80 + 1
        library.set_bookmarked([article], True)
        tell(f"bookmark:{article}", True)
        library.tag([article], add=[f"tag {number} {turn % 5}"])
        tell(f"tag:{article}:tag {number} {turn % 5}", True)
        library.set_read([article], True)
        tell(f"read:{article}", True)


def _annotate(library: Library, folder: Path, number: int, tell: Tell) -> None:
    turn = number * 10_000
    while True:
        turn += 1
        article = turn % 80 + 1
        library.set_note(article, str(turn))
        tell(f"note:{article}", turn)
        made = library.add_highlight(article, "text", note=str(turn))
        tell(f"highlight:{made.id}", str(turn))


def _subscribe(library: Library, folder: Path, number: int, tell: Tell) -> None:
    turn = 0
    while turn < 4:
        turn += 1
        url = f"https://feed.invalid/{number}/{turn}"
        lines = f'<outline type="rss" text="x" xmlUrl="{url}"/>'
        import_opml(library, f'<opml version="2.0"><body>{lines}</body></opml>'.encode())
        tell(f"source:{url}", True)


def _keep_pictures(library: Library, folder: Path, number: int, tell: Tell) -> None:
    for turn, wanted in enumerate(library.wanted_images(4)):
        data = b"\x89PNG " + f"{number} {turn}".encode() * 3000
        library.store_images([(wanted.id, data, "image/png", 1, 1)])
        tell(f"picture:{hashlib.sha256(data).hexdigest()}", len(data))


# --- looking ---


def _look(home: Home, promised: dict[str, Any]) -> tuple[float, list[str]]:
    """Return how long opening took, and what is wrong."""
    began = time.monotonic()
    library = Library.open(home.library, home.images)
    library.overview(day_start=0)
    seconds = time.monotonic() - began
    with library:
        wrong = library.check()
        if seconds > SOON:
            wrong.append(f"opening took {seconds:.1f} s")
        now = _state(library)
        for key, value in promised.items():
            if not _kept(library, now, key, value):
                wrong.append(f"lost: {key} {value}")
    return seconds, wrong[:9]


def _state(library: Library) -> dict[str, Any]:
    state: dict[str, Any] = {f"source:{source.url}": True for source in library.sources()}
    for row in library.rows(library.ids(ArticleQuery())):
        state[f"bookmark:{row.id}"] = row.bookmarked
        state[f"read:{row.id}"] = row.read
        state |= {f"tag:{row.id}:{tag}": True for tag in row.tags}
    for beside in library.annotations(list(library.ids(ArticleQuery()))):
        state[f"note:{beside.article_id}"] = int(beside.note or -1)
        state |= {f"highlight:{h.id}": h.note for h in beside.highlights}
    for uid, known in library.known(1).items():
        words = library.article(known.id).body.partition("revision ")[2]
        state[f"revision:{Path(uid).stem}"] = int(words.partition(" ")[0])
    return state


def _kept(library: Library, now: dict[str, Any], key: str, value: Any) -> bool:
    kind, _, rest = key.partition(":")
    if kind == "begun":
        return True
    if kind == "picture":
        path = library.image_path(rest)
        return path.exists() and path.stat().st_size == value
    if kind in ("note", "revision"):  # a later one may have been written and not told
        return int(now.get(key, -1)) >= int(value)
    return bool(now.get(key) == value)


if __name__ == "__main__":
    sys.exit(main(find_home(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
