"""Several programs on one library at once, and a home that cannot be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from tests.fakes import feed, prepared

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, NewSource, SourceKind
from clashreader.paths import Home

SOURCES = Path(__file__).parents[2] / "src"


def _start(home: Home, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "clashreader", "--home", str(home.data), *words, "--json"],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_syncs_and_the_reader_at_once(library: Library, home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(150):
        text = f"# Number {number}\n\n" + f"Words of number {number}. " * 60
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    library.add_source(NewSource(SourceKind.FOLDER, str(folder), "Folder"))
    other = library.add_source(feed()).id
    library.apply(other, [Insert(prepared(str(n))) for n in range(20)])
    syncs = [_start(home, "sync", "--now", "1") for _ in range(2)]
    turns = 0
    while turns < 20 or any(sync.poll() is None for sync in syncs):  # as the window does meanwhile
        with suppress(subprocess.TimeoutExpired):
            syncs[turns % 2].wait(0.02)
        library.set_bookmarked([turns % 20 + 1], True)
        library.set_note(turns % 20 + 1, f"Note {turns}")
        turns += 1
    for sync in syncs:
        out, err = sync.communicate(timeout=60)
        assert sync.returncode == 0, out + err
        assert "locked" not in out + err
        assert json.loads(out)["failed"] == 0
    assert library.check() == []
    assert library.count(ArticleQuery()) == 170
    assert len(library.annotated()) == 20


def test_many_writers_wait_for_each_other(library: Library, home: Home) -> None:
    library.apply(library.add_source(feed()).id, [Insert(prepared(str(n))) for n in range(8)])
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with Library.open(home.library, home.images) as own:
                for turn in range(12):
                    own.tag([number + 1], add=[f"{number} {turn}"])
                    own.overview(day_start=0)
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(library.tags()) == 60
    assert library.check() == []


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0 or not Path("/proc/self/ns/mnt").exists(),
    reason="needs a mount of its own",
)
@pytest.mark.parametrize("how", ["ro", "full"])
def test_a_home_on_a_disk_that_cannot_be_written(
    library: Library, home: Home, tmp_path: Path, how: str
) -> None:
    """In a mount namespace that ends with the process: read-only, or with no room at all."""
    library.apply(library.add_source(feed()).id, [Insert(prepared(str(n))) for n in range(9)])
    library.close()
    place = tmp_path / "disk"
    place.mkdir()
    fill = (
        f"mount -o remount,ro {place}"
        if how == "ro"
        else f"dd if=/dev/zero of={place}/filler bs=4k 2>/dev/null; true"
    )
    program = f"{sys.executable} -m clashreader --home {place}/home"
    script = (
        f"mount -t tmpfs -o size=4m tmpfs {place} && cp -r {home.data} {place}/home && {fill}\n"
        f"{program} list --json; echo ==; {program} mark bookmark 1 --json; echo == $?\n"
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("no mounts here")
    listed, refused, code = done.stdout.split("==")
    assert json.loads(listed)["total"] == 9
    assert json.loads(refused)["error"]["kind"] == "library"
    words = {"ro": "read-only", "full": "full"}[how]
    assert words in json.loads(refused)["error"]["message"]
    assert code.strip() == "3"
