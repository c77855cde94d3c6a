"""Background work whose results come back to the UI thread.

Python threads from `concurrent.futures`, and one queued signal into one slot: a Python QRunnable
that still runs at exit crashes the interpreter more often than not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from clashreader.errors import CancelledError, ReaderError
from clashreader.library.stopping import Stop

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger(__name__)

T = TypeVar("T")

LANES = {
    "article": 1, "copies": 1, "export": 1, "fetch": 1, "jobs": 2, "looks": 3, "mirror": 1,
    "pictures": 1, "sync": 1, "writes": 1,
}  # fmt: skip
"""The lanes and how many pieces of work run in each at the same time."""


class Job:
    """One piece of background work. `cancel` is what the work looks at now and then."""

    __slots__ = ("cancel", "done", "failed", "key", "lane")

    def __init__(
        self,
        key: str | None,
        done: Callable[[Any], None] | None,
        failed: Callable[[ReaderError], None] | None,
        lane: str,
    ) -> None:
        self.key = key
        self.lane = lane
        self.done = done
        self.failed = failed
        self.cancel = Stop()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for the result any more."""
        return self.cancel.is_set()


class Jobs(QObject):
    """Runs work in lanes of threads; `close` stops and joins every one of them."""

    idle = Signal()
    """Nothing is under way any more."""

    unexpected = Signal(object)
    """A job raised something which is not a `ReaderError`: a bug, for the crash message."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._running: set[Job] = set()
        self._latest: dict[str, Job] = {}
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether any work is waiting, running, or not delivered yet."""
        return bool(self._running)

    def submit(
        self,
        work: Callable[[Stop], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[ReaderError], None] | None = None,
        *,
        key: str | None = None,
        lane: str = "jobs",
    ) -> Job:
        """Run `work` in a thread, then `done` with its result, or `failed`, in the UI thread.

        Where `work` stumbles over a bug, `failed` gets a `ReaderError` with the bug as its cause,
        and `unexpected` tells of it besides.

        A later job with the same `key` supersedes this one: it is cancelled and its result is
        dropped. After `close` nothing runs any more.
        """
        job = Job(key, done, failed, lane)
        if self._closed:
            job.cancel.set()
            return job
        if key is not None:
            previous = self._latest.get(key)
            if previous is not None:
                previous.cancel.set()
            self._latest[key] = job
        self._running.add(job)
        self._pool(lane).submit(self._run, job, work)
        return job

    def post(self, call: Callable[[], None]) -> None:
        """Have the UI thread run `call` soon; may be called from any thread."""
        if not self._closed:
            self._arrived.emit((None, call, None))

    def ending(self, *lanes: str) -> Callable[[], None]:
        """Cancel all that these lanes have; return what waits for its end, in another lane."""
        for job in self._running:
            if job.lane in lanes:
                job.cancel.set()
        pools = [self._pools[lane] for lane in lanes if lane in self._pools]

        def wait() -> None:
            from concurrent.futures import CancelledError as Closed

            try:
                for future in [pool.submit(int) for pool in pools]:
                    future.result()
            except (Closed, RuntimeError) as error:
                raise CancelledError("The window is being closed.") from error

        return wait

    def close(self) -> None:
        """Cancel everything, and wait until no thread of ours is left."""
        self._closed = True
        for job in self._running:
            job.cancel.set()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        for pool in self._pools.values():
            pool.shutdown(wait=True)
        self._pools.clear()
        self._running.clear()
        self._latest.clear()

    def _pool(self, lane: str) -> ThreadPoolExecutor:
        pool = self._pools.get(lane)
        if pool is None:
            from concurrent.futures import ThreadPoolExecutor

            pool = ThreadPoolExecutor(LANES[lane], thread_name_prefix=f"clashreader-{lane}")
            self._pools[lane] = pool
        return pool

    def _run(self, job: Job, work: Callable[[Stop], T]) -> None:
        """In the worker thread: nothing may escape from here."""
        result: T | None = None
        error: BaseException | None = None
        try:
            if job.cancelled:
                error = CancelledError("Stopped.")
            else:
                result = work(job.cancel)
        except BaseException as problem:  # noqa: BLE001 (handed over, logged there)
            error = problem
        if not self._closed:
            self._arrived.emit((job, result, error))

    @Slot(object)
    def _deliver(self, arrival: tuple[Job | None, Any, BaseException | None]) -> None:
        job, result, error = arrival
        if self._closed:
            return
        if job is None:
            result()
            return
        self._running.discard(job)
        if job.key is not None and self._latest.get(job.key) is job:
            del self._latest[job.key]
        try:
            self._finish(job, result, error)
        finally:
            if not self._running:
                self.idle.emit()

    def _finish(self, job: Job, result: Any, error: BaseException | None) -> None:
        if error is None:
            if not job.cancelled and job.done is not None and _is_there(job.done):
                job.done(result)
        elif isinstance(error, ReaderError):
            log.info("A job ended: %s", error.message)
            waited_for = not job.cancelled or isinstance(error, CancelledError)
            if job.failed is not None and waited_for and _is_there(job.failed):
                job.failed(error)
        else:
            log.error("A job failed", exc_info=error)
            try:
                # Whoever waits for this job must not wait for ever.
                if job.failed is not None and not job.cancelled and _is_there(job.failed):
                    words = self.tr(
                        "Something went wrong inside Clash Reader. The log has the details."
                    )
                    problem = ReaderError(words)
                    problem.__cause__ = error
                    job.failed(problem)
            finally:
                self.unexpected.emit(error)


def _is_there(callback: Callable[..., None]) -> bool:
    """Tell whether whoever is to hear of a result is still there: a dialog may have been closed."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
