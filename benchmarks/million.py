"""How the window and the library's calls grow with the archive: ``million.py NAME HOME ...``.

What the window does is measured turn by turn of its event loop. The CPU time of the thread is what
the code costs; the wall time beside it has in it what background jobs, and other programs, take.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from benchmarks.tasks import _open

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow

Answer = dict[str, Any]

QUERIES = {
    "one letter": "k",
    "a common word": "the",
    "a rare word": "klain",
    "a word and a number": "case 4711",
    "a prefix of one letter": "k*",
    "a prefix of three": "kla*",
    "a phrase of common words": '"of the"',
    "a phrase that nobody wrote": '"the of to in"',
    "all but a word": "-said",
    "all but a common word": "-the",
    "unread and a common word": "is:unread said",
    "in a section": "section:Europe said",
    "in titles": "title:said",
    "one of fifty": " OR ".join(["said", *(f"word{n}" for n in range(49))]),
    "signs": ".*[a-z]+$ ^(klain)?",
}
"""What is typed; each in the order of rank and by date."""


def _least(work: Callable[[], object], times: int = 5) -> float:
    """Return the least milliseconds of several runs."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return min(found)


def calls(home: str) -> Answer:
    """Measure the calls that the window makes, in milliseconds, the least of five."""
    from clashreader.library.grammar import parse_query
    from clashreader.model import ArticleQuery

    with _open(home) as library:
        every = ArticleQuery()
        section = ArticleQuery(parse_query("section:Europe"))
        month = ArticleQuery(parse_query("section:Europe month:2026-05"))
        first = library.ids(every, limit=128)
        one = first[5]
        marks = iter(range(1_000))
        return {
            "articles": library.count(every),
            "counts": _least(lambda: library.overview(day_start=int(time.time()))),
            "first": _least(lambda: library.ids(every, limit=500)),
            "all": _least(lambda: library.ids(every), 3),
            "section": _least(lambda: library.ids(section), 3),
            "month": _least(lambda: library.ids(month)),
            "rows": _least(lambda: library.rows(first)),
            "article": _least(lambda: library.article(one)),
            "mark": _least(lambda: library.set_read([one], next(marks) % 2 == 0)),
            "tag": _least(lambda: library.tag([one], add=[f"mark {next(marks)}"])),
            "excerpts": _least(lambda: library.excerpts(first[:12], parse_query("said"))),
            "untag": _untag(library, one),
        }


def _untag(library: Library, article_id: int) -> int:
    own = [tag.name for tag in library.tags() if tag.name.startswith("mark ")]
    library.tag([article_id], remove=own)
    return len(own)


class _Turns:
    """Turns the window's event loop, and keeps how long the longest turn took."""

    def __init__(self, home: str) -> None:
        from PySide6.QtWidgets import QApplication

        from clashreader.paths import find_home
        from clashreader.settings import Settings
        from clashreader.ui.main_window import MainWindow
        from clashreader.ui.theme import apply
        from clashreader.ui.window_state import WindowState

        instance = QApplication.instance()
        self.app = instance if isinstance(instance, QApplication) else QApplication([])
        places = find_home(home)
        settings = Settings(sync_on_start=False, backups=False)
        state = WindowState(places.state, writes=False)
        self.window: MainWindow = MainWindow(places, settings, state)
        apply(self.app, self.window.theme)
        self.window.resize(1280, 900)
        self.window.show()
        self.window.attach(_open(home))
        self.wall = self.cpu = 0.0
        self.settle()

    def turn(self) -> None:
        """Do what is due, and note how long it took."""
        wall, cpu = time.perf_counter(), time.thread_time()
        self.app.processEvents()
        self.wall = max(self.wall, (time.perf_counter() - wall) * 1000)
        self.cpu = max(self.cpu, (time.thread_time() - cpu) * 1000)
        time.sleep(0.0005)

    def settle(self) -> None:
        """Go on until there is nothing more to do."""
        end = time.perf_counter() + 60
        calm = 0
        while calm < 20 and time.perf_counter() < end:
            self.turn()
            waiting = self.window._counts_timer.isActive() or self.window.jobs.busy
            calm = 0 if waiting else calm + 1

    def measure(self, act: Callable[[], object]) -> tuple[float, float]:
        """Do something; return the longest turn in milliseconds: CPU, wall."""
        self.wall = self.cpu = 0.0
        wall, cpu = time.perf_counter(), time.thread_time()
        act()
        self.cpu = (time.thread_time() - cpu) * 1000
        self.wall = (time.perf_counter() - wall) * 1000
        self.settle()
        return self.cpu, self.wall


def window(home: str, times: str) -> Answer:
    """Open views, mark and tag in the window; the longest turn of each, CPU and wall."""
    from clashreader.model import Sort
    from clashreader.ui.views import View, ViewKind

    turns = _Turns(home)
    shown = turns.window
    section, unread = View(ViewKind.SECTION, "Europe"), View(ViewKind.UNREAD)
    month = View(ViewKind.SECTION, "Europe", "2026-05")
    acts: dict[str, Callable[[], object]] = {
        "section": lambda: shown.show_view(section),
        "month": lambda: shown.show_view(month),
        "unread": lambda: shown.show_view(unread),
        "all": lambda: shown.show_view(View()),
        "oldest": lambda: shown.listing.set_sort(Sort.OLDEST),
        "newest": lambda: shown.listing.set_sort(Sort.NEWEST),
        "end": lambda: shown.articles.view.select_row(shown.articles.model.rowCount() - 1),
        "mark": lambda: shown.deeds.do("readAction"),
        "bookmark": lambda: shown.deeds.do("bookmarkAction"),
        "tag": lambda: _tag(shown),
    }
    for act in (acts["section"], acts["all"], acts["end"], acts["mark"], acts["bookmark"]):
        turns.measure(act)  # what is loaded at the first use
    if shown.articles.model.rowCount() < 2:
        raise RuntimeError("The list shows nothing.")
    answer: Answer = {}
    for name, act in acts.items():
        once = name in ("oldest", "newest")
        found = [turns.measure(act) for _ in range(1 if once else int(times))]
        answer[name] = statistics.median(cpu for cpu, _ in found)
        answer[f"{name} wall"] = statistics.median(wall for _, wall in found)
    shown.close()
    return answer


def _tag(shown: MainWindow) -> None:
    library, current = shown.library, shown.articles.current_id
    if library is None or current is None:
        raise RuntimeError("No article is chosen.")
    present = library.article(current).tags
    name = "kept"
    shown.apply_changes(
        library.tag([current], remove=[name])
        if name in present
        else library.tag([current], add=[name])
    )


def search(home: str, times: str) -> Answer:
    """Type each of `QUERIES` in the window; milliseconds to the first rows, or to the word that
    there are none, for the order of rank and by date.
    """
    from clashreader.model import Sort

    turns = _Turns(home)
    listing, model = turns.window.listing, turns.window.articles.model
    answer: Answer = {}
    shown: list[float] = []
    model.modelReset.connect(lambda: shown.append(time.perf_counter()))
    listing.loaded.connect(lambda: shown.append(time.perf_counter()))
    longest = 0.0
    for sort in (Sort.RELEVANCE, Sort.NEWEST):
        listing._sort_of_searches = sort
        for name, text in QUERIES.items():
            found = []
            for _ in range(int(times)):
                listing.search("")
                turns.settle()
                shown.clear()
                turns.cpu = 0.0
                began = time.perf_counter()
                listing.search(text)
                while not shown and time.perf_counter() < began + 60:
                    turns.turn()
                found.append(((shown or [began + 60])[0] - began) * 1000)
                listing.search("nothing that anybody wrote")  # and a newer one overtakes it
                turns.settle()
                longest = max(longest, turns.cpu)
            answer[f"{name}, {sort}"] = statistics.median(found)
    answer["longest turn"] = longest
    turns.window.close()
    return answer


TASKS: dict[str, Callable[..., Answer]] = {one.__name__: one for one in (calls, window, search)}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
