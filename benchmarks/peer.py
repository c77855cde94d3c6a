"""The same feeds with another library that keeps articles: ``reader``, from PyPI.

It is installed into an environment of its own, in a temporary folder, so that nothing of it comes
near the program; where it cannot be had, the benchmark says so and goes on without.

    python -m benchmarks.peer sync FOLDER ADDRESS FEEDS

runs in that environment, and brings what is in FOLDER up to date, index included.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, run

NAME = "reader"
_PACKAGES = (NAME, "sgmllib3k")
"""Its copy of feedparser needs the second, which it leaves to feedparser itself to bring; newer
ones do not.
"""
_INSTALLATION_SECONDS = 300


@dataclass(frozen=True)
class Peer:
    """The other library, ready to be run."""

    python: str

    def sync(self, folder: str, address: str, feeds: str) -> Cost:
        """Fetch all feeds, or fetch them again, into the library in `folder`."""
        return run("benchmarks.peer", "sync", folder, address, feeds, python=self.python)


@contextmanager
def installed() -> Iterator[Peer | None]:
    """Give the other library for as long as this is held; None where it cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        binaries = Path(folder) / ("Scripts" if os.name == "nt" else "bin")
        try:
            for words in (
                [sys.executable, "-m", "venv", folder],
                [str(binaries / "python"), "-m", "pip", "install", "--quiet", *_PACKAGES],
            ):
                subprocess.run(
                    words, check=True, capture_output=True, timeout=_INSTALLATION_SECONDS
                )
        except (OSError, subprocess.SubprocessError) as error:
            print(f"Without `{NAME}` to compare with: it could not be installed ({error}).")
            yield None
        else:
            yield Peer(str(binaries / "python"))


def _sync(folder: str, address: str, feeds: str) -> dict[str, object]:
    from reader import __version__, make_reader  # type: ignore[import-not-found,unused-ignore]

    path = Path(folder) / "peer.sqlite3"
    library = make_reader(str(path))
    try:
        for number in range(int(feeds)):
            library.add_feed(f"{address}/{number:03d}.xml", exist_ok=True)
        library.enable_search()
        library.update_feeds()
        library.update_search()
        articles = library.get_entry_counts().total
    finally:
        library.close()
    return {"version": __version__, "articles": articles, "bytes": path.stat().st_size}


if __name__ == "__main__":
    print(json.dumps(_sync(*sys.argv[2:])))
