"""A picture of the window changes nothing about the next start."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.e2e.test_start import run
from tests.ui.conftest import store

from clashreader.library.library import Library
from clashreader.paths import Home

pytestmark = pytest.mark.slow

KEPT = b"[General]\narticle=%d\nsort=oldest\nview=unread\\t\\t\nwidths=300x400\n"


def take_picture(home: Home, path: Path, *arguments: str) -> None:
    done = run(
        home, "open", *arguments, "--screenshot", str(path), "--size", "1100x700", "--theme", "dark"
    )
    assert done.returncode == 0, done.stderr
    assert path.exists()


def files(home: Home) -> set[str]:
    """What is in a home, but for the library itself and the log."""
    names = {path.name for path in home.data.iterdir()}
    return {name for name in names if not name.startswith(home.library.name)}


def test_a_picture_of_a_home_whose_window_was_never_opened(
    home: Home, library: Library, tmp_path: Path
) -> None:
    ids = store(library, 4)
    library.close()
    before = files(home)
    take_picture(home, tmp_path / "1.png")
    take_picture(home, tmp_path / "2.png", str(ids[2]))
    assert not home.state.exists()
    assert not home.settings.exists(), "nor is the theme of a picture chosen for good"
    assert files(home) - before <= {home.log_file.parent.name, home.log_file.name}


def test_a_picture_leaves_what_the_window_remembers(
    home: Home, library: Library, tmp_path: Path
) -> None:
    ids = store(library, 4)
    library.close()
    home.state.parent.mkdir(parents=True, exist_ok=True)
    home.state.write_bytes(KEPT % ids[3])
    take_picture(home, tmp_path / "1.png", str(ids[0]))
    assert home.state.read_bytes() == KEPT % ids[3]
