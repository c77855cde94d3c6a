"""Running something in a process of its own, and what it cost."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

if sys.platform != "win32":
    import resource

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Cost:
    """CPU and wall seconds, and what was answered."""

    cpu: float
    wall: float
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A line of the table; `limit` is the most CPU seconds (or the most `value`) it may have.

    `floor` is what the same costs with nothing but the standard library, in the same run.
    """

    name: str
    cpu: float | None = None
    wall: float | None = None
    floor: float | None = None
    value: float | None = None
    unit: str = ""
    limit: float | None = None
    limit_is_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return self.cpu / self.floor if self.cpu is not None and self.floor else None


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a measured process: our sources, no screen needed.

    Compiled modules are kept, as those of an installation are: else every start would compile them
    again, which costs half as much again.
    """
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    found = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": path, **more}
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def _children() -> float:
    if sys.platform == "win32":
        times = os.times()
        return times.children_user + times.children_system
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # in microseconds, where times() has ticks
    return used.ru_utime + used.ru_stime


def run(module: str, *words: str, python: str = sys.executable) -> Cost:
    """Run ``python -m module words...`` to its end; its last line may be a JSON answer.

    CPU is that of the process and its own children, user and system, from start to end.
    """
    before, started = _children(), time.perf_counter()
    done = subprocess.run(
        [python, "-m", module, *words],
        capture_output=True,
        check=False,
        env=environment(),
        cwd=ROOT,
        timeout=900,
    )
    wall = time.perf_counter() - started
    if done.returncode != 0:
        raise RuntimeError(f"{module} {words[0]} failed:\n{done.stderr.decode()}")
    lines = done.stdout.decode().strip().splitlines()
    return Cost(_children() - before, wall, json.loads(lines[-1]) if lines else {})


def median(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several runs, with the answer of the last."""
    return Cost(
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.wall for cost in costs),
        costs[-1].answer,
    )


@contextmanager
def feed_server(folder: Path) -> Iterator[str]:
    """Serve the feeds of `folder` from another process; give its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server", str(folder)],
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=ROOT,
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().decode().strip()
        finally:
            process.kill()


def set_mode(address: str, mode: str) -> None:
    """Tell the feed server how to answer."""
    with urlopen(f"{address}/mode/{mode}", timeout=5) as answer:
        answer.read()


def first_paint(words: Sequence[str], settle: float) -> Cost:
    """Start a window and wait for its report of the first painted rows; then end it.

    The answer holds the report, and `pss` in MiB, `settle` seconds later (Linux only).
    """
    with started([sys.executable, *words]) as (cost, pid):
        time.sleep(settle)  # the memory of a window at rest, its library open
        return Cost(cost.cpu, cost.wall, {**cost.answer, "pss": proportional_size(pid)})


@contextmanager
def started(command: Sequence[str]) -> Iterator[tuple[Cost, int]]:
    """Start a window and give, at its first painted rows, what it cost, and its process.

    It is killed in the end.
    """
    with tempfile.TemporaryDirectory() as folder:
        report, said = Path(folder) / "report.json", Path(folder) / "said"
        begun = time.perf_counter()
        with (
            said.open("wb") as errors,
            subprocess.Popen(
                command,
                env=environment(CLASHREADER_STARTUP_REPORT=str(report)),
                stderr=errors,
                cwd=ROOT,
            ) as process,
        ):
            try:
                answer = _wait_for(report, process, said)
                yield Cost(float(answer["cpu"]), time.perf_counter() - begun, answer), process.pid
            finally:
                process.kill()


def _wait_for(report: Path, process: subprocess.Popen[bytes], said: Path) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The window ended without a report:\n{said.read_text()}")
        if report.exists() and (text := report.read_text(encoding="utf-8")).endswith("}"):
            answer: dict[str, Any] = json.loads(text)
            return answer
        time.sleep(0.003)  # the report is a file: there is nothing to wait on
    raise RuntimeError(f"The window gave no report within a minute:\n{said.read_text()}")


def proportional_size(pid: int | str, kind: str = "Pss") -> float | None:
    """Return the proportional set size of a process in MiB ("self": of this one), or None.

    With `kind` ``Rss`` it is what it would be at the most, were nothing shared with any other.
    """
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return None
    sizes = [int(line.split()[1]) for line in text.splitlines() if line.startswith(f"{kind}:")]
    return sum(sizes) / 1024
