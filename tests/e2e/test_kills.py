"""Nothing that was acknowledged is lost: by kill -9, by a cut of the power, by a full disk."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fakes import feed, prepared

from clashreader.library.files import beside
from clashreader.library.library import Library
from clashreader.model import FetchRecord, Insert
from clashreader.paths import Home

ROOT = Path(__file__).parents[2]
KILLS = os.environ.get("CLASHREADER_KILLS", "12")
"""`CLASHREADER_KILLS=200 make test ARGS=tests/e2e/test_kills.py` takes a minute."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs fork, kill -9 and rlimits")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


@posix
def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10_000)
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.kills", str(tmp_path / "home"), KILLS, str(seed)],
        cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"seed {seed}: {done.stdout}{done.stderr}"
    assert json.loads(done.stdout)["promised"] > int(KILLS)


def test_a_cut_of_the_power_takes_nothing_that_the_reader_did(
    library: Library, home: Home, tmp_path: Path
) -> None:
    """Of the log, what was not flushed is gone, or anything may stand in its place."""
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared(str(n), images=[f"https://i/{n}"])) for n in range(9)])
    wal = beside(home.library, "-wal")
    chance = random.Random(4)
    for number in range(8):
        library.set_note(1, f"note {number}")  # flushed with all that came before it
        flushed = wal.stat().st_size
        library.apply(source, [Insert(prepared(f"{number} {n}", "word " * 500)) for n in range(9)])
        library.record_fetch(source, FetchRecord(number, "https://x/"))
        copy = tmp_path / f"after {number}"
        copy.mkdir()
        for path in (home.library, wal):
            shutil.copy(path, copy)
        _spoil_the_tail(copy / wal.name, flushed, chance)
        with Library.open(copy / home.library.name, home.images) as after:
            # A tail of which pieces came to the disk looks like damage, and is told as such.
            faults = [told for told in after.check() if "damaged-wal" not in told]
            assert faults == []
            assert after.article(1).note == f"note {number}"
            assert len(after.known(source)) >= 9 + 9 * number


def _spoil_the_tail(wal: Path, flushed: int, chance: random.Random) -> None:
    size = wal.stat().st_size
    with wal.open("rb+") as file:
        if chance.random() < 0.5:
            file.truncate(chance.randint(flushed, size))
        else:
            file.seek(chance.randint(flushed, size))
            file.write(chance.randbytes(max(size - file.tell(), 0)))


FULL = """
import resource, signal, sys
from clashreader.paths import find_home
from clashreader.errors import ReaderError
from clashreader.library.library import Library
from clashreader.model import Insert
from clashreader.settings import Settings, save
from tests.fakes import prepared
home = find_home(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
library = Library.open(home.library, home.images)
size = max(home.library.stat().st_size, 300_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
long = "word " * 20_000
deeds = {
    "sync": lambda: library.apply(1, [Insert(prepared(str(n), f"{n} {long}")) for n in range(300)]),
    "note": lambda: [library.set_note(n % 9 + 1, f"{n} {long}"[:99_000]) for n in range(90)],
    "picture": lambda: library.store_images([(1, b"x" * 9_000_000, "image/png", 1, 1)]),
    "backup": lambda: library.back_up(),
    "settings": lambda: save(home.settings, Settings(font="F" * 100)),
}
for name, deed in deeds.items():
    try:
        deed()
    except ReaderError as error:
        print(name, "refused:", error.message)
    else:
        print(name, "fits")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(library.check())
for name, deed in deeds.items():
    deed()
print("works again", library.check())
"""


@posix
@pytest.mark.parametrize("limit", [40, 40_000, 400_000, 2_000_000])
def test_a_disk_that_is_full_at_any_point_is_a_sentence(
    library: Library, home: Home, tmp_path: Path, limit: int
) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared(str(n), images=[f"https://i/{n}"])) for n in range(9)])
    library.close()
    script = tmp_path / "full.py"
    script.write_text(FULL)
    done = subprocess.run(
        [sys.executable, str(script), str(home.data), str(limit)],
        cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    refused = {line.split()[0] for line in lines if "refused" in line}
    assert refused >= {"sync", "note", "picture"}
    assert lines[-2:] == ["[]", "works again []"]
    assert not list(home.data.rglob("*.part"))
    assert not list(home.config.glob("settings.toml.*"))
