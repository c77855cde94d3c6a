"""Watching folders while the window is open."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

_LOOK_AGAIN = 5.0
"""Seconds between two looks for folders that were not there."""
_SETTLE_MS = 600
"""Milliseconds for which a burst of changes may go on before it is told."""


class FolderWatcher:
    """Tells which of some folders (or single files) changed, from a thread of its own.

    `changed` is called in that thread with one of `paths`, after each burst of changes, and when a
    folder that was not there appears.
    """

    def __init__(self, paths: Sequence[Path], changed: Callable[[Path], None]) -> None:
        self._paths = tuple(paths)
        self._changed = changed
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch; returns at once."""
        if self._thread is None and self._paths:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="folders", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop, and wait for the thread to end; `changed` is not called any more afterwards."""
        self._stop.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(5)
        self._thread = None

    def _run(self) -> None:
        there = self._present()
        while not self._stop.is_set():
            if there:
                try:
                    self._watch(there)
                except (OSError, RuntimeError) as error:
                    # A folder vanished between looking and watching, or the system's number of
                    # watches is used up; the regular sync goes on without it.
                    log.warning("folders cannot be watched at the moment: %s", error)
                    self._stop.wait(_LOOK_AGAIN)
            else:
                self._stop.wait(_LOOK_AGAIN)
            now = self._present()
            for path in now:
                if path not in there and not self._stop.is_set():
                    self._tell(path)
            there = now

    def _present(self) -> tuple[Path, ...]:
        # Path.exists raises where a disk fails or a folder may not be entered; this never does.
        return tuple(path for path in self._paths if os.path.exists(path))  # noqa: PTH110

    def _watch(self, there: tuple[Path, ...]) -> None:
        """Tell changes until asked to stop, or until folders come or go."""
        from watchfiles import watch

        for changes in watch(
            *there,
            watch_filter=None,
            debounce=_SETTLE_MS,
            step=100,
            stop_event=self._stop,
            rust_timeout=int(_LOOK_AGAIN * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            names = [Path(name) for _, name in changes]
            for path in there:
                if any(name == path or path in name.parents for name in names):
                    self._tell(path)
            if self._present() != there:
                return

    def _tell(self, path: Path) -> None:
        try:
            self._changed(path)
        except Exception:
            log.exception("telling that %s changed", path)
