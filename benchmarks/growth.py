"""What grows faster than what is read: hostile texts at one length and at four times of it.

``python -m benchmarks.growth [-k WORD]``: every target (a public function, with a place in a
document where a text may stand) is given every shape. Each reading is a process of its own, ended
at its limit of CPU time. Linux and macOS.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.readings import TARGETS
from benchmarks.shapes import SHAPES

SMALL = 25_000
TIMES = 4
GROWTH = 6.0
"""How many times as long four times the text may take."""
SECONDS_A_MEGABYTE = 8.0
"""What a megabyte of nothing but tags may take; news has a tag in a hundred characters."""
_TELLING = 0.05  # seconds below which a ratio says nothing
_LIMIT = 4.0
_WARM = 40


@dataclass(frozen=True)
class Reading:
    """One target with one shape, at both lengths; seconds None where the limit ended it."""

    target: str
    shape: str
    small: float | None
    large: float | None
    megabytes: float
    error: str = ""

    @property
    def seconds(self) -> float:
        """CPU seconds a megabyte of the longer text; endless at the limit."""
        return float("inf") if self.large is None else self.large * 1e6 / (SMALL * TIMES)

    @property
    def growth(self) -> float:
        """How many times as long the longer one took."""
        if self.large is None or self.small is None:
            return float("inf")
        return self.large / max(self.small, _TELLING / TIMES / 2)

    @property
    def is_bad(self) -> bool:
        """Whether it is above the bounds, or raised what it must not."""
        if self.error or self.large is None:
            return True
        if self.seconds > SECONDS_A_MEGABYTE:
            return True
        return self.large > _TELLING and self.growth > GROWTH


def readings(word: str = "", shape: str = "") -> Iterator[Reading]:
    """Yield the readings of targets whose names hold `word` and of shapes that hold `shape`."""
    for target, read in TARGETS.items():
        if word and word not in target:
            continue
        read("x " * _WARM)  # what is imported then is no part of what is measured
        for name, make in SHAPES.items():
            if not shape or shape in name:
                yield _reading(target, read, name, make)


def _reading(
    target: str, read: Callable[[str], object], name: str, make: Callable[[int], str]
) -> Reading:
    small, _, error = _measure(read, make(SMALL))
    large, megabytes, error_large = _measure(read, make(SMALL * TIMES))
    return Reading(target, name, small, large, megabytes, error or error_large)


def _measure(read: Callable[[str], object], text: str) -> tuple[float | None, float, str]:
    """Return CPU seconds and the megabytes that came on top, in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        _read_and_end(read, text, sink)
    os.close(sink)
    with os.fdopen(source) as told:
        error = told.read()
    _, status, used = os.wait4(child, 0)
    megabytes = max(0, used.ru_maxrss - before) / 1024
    if os.WIFSIGNALED(status):
        ended = os.WTERMSIG(status)
        return None, megabytes, "" if ended == signal.SIGPROF else signal.Signals(ended).name
    return used.ru_utime + used.ru_stime, megabytes, error


def _read_and_end(read: Callable[[str], object], text: str, sink: int) -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, _LIMIT)
    try:
        read(text)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
        os.write(sink, f"{type(error).__name__}: {error}"[:200].encode())
    finally:
        os._exit(0)


def main() -> int:
    """Print what is above the bounds; 1 where anything is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("-k", default="", metavar="WORD", help="only targets that hold this")
    parser.add_argument("-s", default="", metavar="WORD", help="only shapes that hold this")
    parser.add_argument("--all", action="store_true", help="print those within the bounds, too")
    options = parser.parse_args()
    count = bad = 0
    for one in readings(options.k, options.s):
        count += 1
        bad += one.is_bad
        if one.is_bad or options.all:
            print(_row(one), flush=True)
    print(f"{count} readings, {bad} above the bounds")
    return 1 if bad else 0


def _row(one: Reading) -> str:
    def number(value: float | None) -> str:
        return "    --" if value is None else f"{value:6.2f}"

    return (
        f"{one.target:<26} {one.shape:<30} {number(one.small)} {number(one.large)} s"
        f" x{one.growth:5.1f} {one.seconds:6.2f} s/MB {one.megabytes:5.0f} MB {one.error}"
    )


if __name__ == "__main__":
    sys.exit(main())
