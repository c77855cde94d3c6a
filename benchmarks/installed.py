"""The program as it was installed: its start, its memory, and what it does while nobody does.

It runs on a virtual screen of its own (packaging/screen.py), with a library of 100,000 articles and
a folder of articles with large pictures, through which a hand on the keyboard walks.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import ROOT, Figure, environment, median, proportional_size, run, started

sys.path.insert(0, str(ROOT / "packaging"))

import screen as screens

READ = 20
_DWELL = 1.4
"""Seconds with an article, after which it counts as read."""
_TICKS = os.sysconf("SC_CLK_TCK") if sys.platform == "linux" else 100


def busy(pid: int) -> float:
    """Return the CPU seconds that a process has used."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICKS


def measure(program: Sequence[str], library: Path, starts: int, rest: float) -> Iterator[Figure]:
    """Yield the figures of `program`, a command that opens the window.

    `library` is a home with many articles; it is copied. `rest` is for how many seconds the window
    is left alone.
    """
    with tempfile.TemporaryDirectory() as folder, _on_a_screen() as there:
        home = Path(folder) / "home"
        shutil.copytree(library, home)
        run("benchmarks.window", "prepare", str(home), str(READ))
        words = [*program, "--home", str(home)]
        empty = [sys.executable, "-m", "benchmarks.empty_window"]
        for command in (empty, words):
            with started(command):
                pass
        costs, floors, sizes = [], [], []
        for _ in range(starts):  # by turns, so that a busy machine is one to both
            with started(empty) as (cost, _pid):
                floors.append(cost)
            with started(words) as (cost, pid):
                costs.append(cost)
                time.sleep(1.5)
                sizes.append(proportional_size(pid) or 0.0)
        floor = median(floors)
        yield Figure("empty three-pane window", floor.cpu, floor.wall)
        cost = median(costs)
        yield Figure("installed: start to first rows, 100,000 articles", cost.cpu, cost.wall,
                     floor.cpu, limit=3, limit_is_ratio=True)  # fmt: skip
        size = sorted(sizes)[len(sizes) // 2]
        yield Figure("  memory (PSS)", value=size, unit="MiB", limit=110)
        with started(words) as (_cost, pid):
            time.sleep(10)  # the day's work is done by then
            before = busy(pid)
            time.sleep(rest)
            share = (busy(pid) - before) / rest * 100
            yield Figure("  left alone", value=share, unit="% CPU", limit=0.2)
        with started(words) as (_cost, pid):
            time.sleep(1.5)
            for _ in range(READ + 1):
                there.press("j")
                time.sleep(_DWELL)
            size = proportional_size(pid) or 0.0
            said = subprocess.run(
                [*words, "list", "is:read has:image", "--json"],
                check=True, capture_output=True, env=environment(),
            ).stdout  # fmt: skip
            read = int(json.loads(said)["total"])
        if read < READ - 2:
            raise RuntimeError(f"{READ} articles should have been read, and {read} are.")
        yield Figure(f"  memory (PSS) after {read} articles with pictures", value=size,
                     unit="MiB", limit=160)  # fmt: skip


@contextmanager
def _on_a_screen() -> Iterator[screens.Screen]:
    missing = screens.what_is_missing()
    if missing:
        raise RuntimeError(missing)
    before = {name: os.environ.get(name) for name in ("DISPLAY", "QT_QPA_PLATFORM")}
    with screens.screen() as there:
        os.environ.update(DISPLAY=there.display, QT_QPA_PLATFORM="xcb")
        try:
            yield there
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
