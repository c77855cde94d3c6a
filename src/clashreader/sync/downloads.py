"""Downloads side by side, a bounded number ahead of whoever uses them."""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Hashable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from clashreader.errors import CancelledError

if TYPE_CHECKING:
    from clashreader.sync.wire import Wish

Job = TypeVar("Job")
Result = TypeVar("Result")

THREADS = 8
AHEAD = 4
"""Results that may wait to be used, beyond the downloads that run: this bounds the memory."""

MOST_THREADS = 128
"""Threads in all, while some of them wait for servers that do not answer.

Each has one connection, and some systems let a program have no more than 256 files at once.
"""

_SLOW_SECONDS = 0.75  # after which a job does not count among those that run
_PARKED = 10_000  # jobs set aside because their host is busy
_JOIN_SECONDS = 2.0
_LOOK_SECONDS = 0.25  # between two looks at the wish to stop


class AnyOf:
    """Is set when any of some events is."""

    def __init__(self, *events: threading.Event | None) -> None:
        self._events = [event for event in events if event is not None]

    def is_set(self) -> bool:
        """Return whether one of them is set."""
        return any(event.is_set() for event in self._events)


class Downloads(Generic[Job, Result]):
    """Runs `work` on jobs in threads, and hands out results in the order in which they come.

    Jobs are taken from their iterator on the thread that asks for results, so that it may read the
    library; the threads do nothing but `work`. At most `threads` of them run at once, not counting
    those that wait for slow servers: these hold up nobody else. `host_of` names what a job burdens
    (None: nothing), and at most `per_host` jobs of the same host run at once, which holds up no
    other host's. Once `wish` is set nobody waits for what still runs.
    """

    def __init__(
        self,
        work: Callable[[Job], Result],
        *,
        host_of: Callable[[Job], Hashable | None] = lambda _: None,
        per_host: int = 2,
        threads: int = THREADS,
        wish: Wish | None = None,
    ) -> None:
        self._work = work
        self._host_of = host_of
        self._per_host = per_host
        self._threads = threads
        self._wish = wish
        self._tasks: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[tuple[Job, Result | BaseException]] = queue.SimpleQueue()
        self._busy: defaultdict[Hashable, int] = defaultdict(int)
        self._parked: defaultdict[Hashable, deque[Job]] = defaultdict(deque)
        self._parked_count = 0
        self._running = 0
        self._since: dict[int, float] = {}
        """When the jobs that are being worked on began, by thread."""

    def results(
        self, jobs: Iterator[Job]
    ) -> Generator[tuple[Job, Result | BaseException], None, None]:
        """Yield each job with its result, or with the exception that its work raised.

        Closing the iterator early waits a moment for running work; set whatever makes it end.
        Raises `CancelledError` soon after the wish to stop was set, whether or not work goes on.
        """
        workers: list[threading.Thread] = []
        more = True
        try:
            while True:
                threads = self._wanted()
                while more and self._running < threads + AHEAD and self._room():
                    job = next(jobs, None)
                    if job is None:
                        more = False
                    else:
                        self._offer(job)
                while len(workers) < min(threads, self._running):
                    workers.append(self._start())
                if not self._running:
                    return
                found = self._next_result()
                if found is None:
                    continue
                job, result = found
                self._finished(job)
                yield job, result
        finally:
            for _ in workers:
                self._tasks.put(None)
            until = time.monotonic() + _JOIN_SECONDS
            for worker in workers:
                worker.join(max(0.0, until - time.monotonic()))

    def _next_result(self) -> tuple[Job, Result | BaseException] | None:
        """Return the next result, or None where it is worth looking around first."""
        try:
            return self._results.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            if self._wish is not None and self._wish.is_set():
                raise CancelledError("The downloads were stopped.") from None
            return None

    def _wanted(self) -> int:
        """Return how many threads there should be: more, where some wait for slow servers."""
        before = time.monotonic() - _SLOW_SECONDS
        slow = sum(since < before for since in tuple(self._since.values()))
        return min(self._threads + slow, max(self._threads, MOST_THREADS))

    def _room(self) -> bool:
        return self._parked_count < _PARKED

    def _start(self) -> threading.Thread:
        # A thread that hangs in a name look-up cannot be woken: it must not keep the program.
        thread = threading.Thread(target=self._serve, name="download", daemon=True)
        thread.start()
        return thread

    def _serve(self) -> None:
        me = threading.get_ident()
        while (job := self._tasks.get()) is not None:
            self._since[me] = time.monotonic()
            try:
                result: Result | BaseException = self._work(job)
            except BaseException as error:  # noqa: BLE001 - the thread that asked gets it
                result = error
            self._since.pop(me, None)
            self._results.put((job, result))

    def _offer(self, job: Job) -> None:
        host = self._host_of(job)
        if host is not None and self._busy[host] >= self._per_host:
            self._parked[host].append(job)
            self._parked_count += 1
            return
        self._busy[host] += 1
        self._running += 1
        self._tasks.put(job)

    def _finished(self, job: Job) -> None:
        host = self._host_of(job)
        self._busy[host] -= 1
        self._running -= 1
        waiting = self._parked.get(host)
        if waiting:
            self._parked_count -= 1
            self._busy[host] += 1
            self._running += 1
            self._tasks.put(waiting.popleft())
