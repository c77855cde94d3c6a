from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.sync.loopback import wait_until

from clashreader.sync import watch
from clashreader.sync.watch import FolderWatcher


def test_changes_are_told_by_folder_until_stopped(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one / "deep", two):
        folder.mkdir(parents=True)
    told: list[Path] = []
    watcher = FolderWatcher([one, two], told.append)
    watcher.start()
    try:
        number = 0

        def write() -> bool:
            # The watch needs a moment to stand; until then nothing is told.
            nonlocal number
            number += 1
            (one / "deep" / f"{number}.md").write_text("# Story\n")
            return bool(told)

        assert wait_until(write, 10)
        assert set(told) == {one}
    finally:
        watcher.stop()
    told.clear()
    (two / "b.md").write_text("# Later\n")
    assert not wait_until(lambda: bool(told), 0.5)
    assert not [thread for thread in threading.enumerate() if thread.name == "folders"]


def test_a_folder_that_appears_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_LOOK_AGAIN", 0.1)
    folder = tmp_path / "disk"
    told: list[Path] = []
    watcher = FolderWatcher([folder], told.append)
    watcher.start()
    try:
        assert not wait_until(lambda: bool(told), 0.3)
        folder.mkdir()
        assert wait_until(lambda: bool(told), 10)
        assert told[0] == folder
    finally:
        watcher.stop()


def test_nothing_to_watch(tmp_path: Path) -> None:
    watcher = FolderWatcher([], lambda _: None)
    watcher.start()
    watcher.stop()


def test_a_place_that_cannot_be_looked_at_stops_no_watching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A name that is too long fails with another error than one that is not there.
    monkeypatch.setattr(watch, "_LOOK_AGAIN", 0.1)
    folder = tmp_path / "disk"
    told: list[Path] = []
    watcher = FolderWatcher([tmp_path / ("x" * 300), folder], told.append)
    watcher.start()
    try:
        assert not wait_until(lambda: bool(told), 0.2)
        folder.mkdir()
        assert wait_until(lambda: bool(told), 10)
    finally:
        watcher.stop()
