"""Take the pictures of docs/images: the real window, on the welcome articles, in each theme.

    .venv/bin/python tools/screenshots.py [--article WORDS] [--size 1400x900]

Uses a home of its own in a temporary folder, no screen, and no network worth speaking of.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
THEMES = ("light", "sepia", "dark")


def clashreader(home: Path, *arguments: str) -> str:
    """Run the program on `home` without a screen; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "clashreader", "--home", str(home), *arguments],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        sys.exit(f"clashreader {' '.join(arguments)} ended with exit code {done.returncode}.")
    return done.stdout


def choose(home: Path, words: str) -> str:
    """Return the id of the article that is found first for `words`."""
    found = json.loads(clashreader(home, "--json", "list", words, "--limit", "1"))["articles"]
    if not found:
        sys.exit(f"None of the welcome articles answers to “{words}”.")
    return str(found[0]["id"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Take one picture for each theme."""
    parser = argparse.ArgumentParser(description="Take the pictures of docs/images.")
    parser.add_argument("--article", default="has:image", help="a query; its newest article shows")
    parser.add_argument("--size", default="1400x900", help="of the window, in pixels")
    options = parser.parse_args(arguments)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        # The window's first start on an empty home brings the welcome articles.
        clashreader(home, "open", "--screenshot", str(home / "first.png"))
        article = choose(home, options.article)
        for theme in THEMES:
            file = IMAGES / f"window-{theme}.png"
            picture = ("--screenshot", str(file), "--size", options.size, "--theme", theme)
            clashreader(home, "open", article, *picture)
            print(file.relative_to(IMAGES.parents[1]), f"{file.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
