"""A screen that nobody sees, with a window manager, and a hand and an eye for what is on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

TOOLS = {
    "Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "wmctrl": "wmctrl",
    "import": "imagemagick",
}  # fmt: skip
_Found = TypeVar("_Found")


class ProofError(Exception):
    """What was to be proved is not so; the message says what was found."""


def what_is_missing() -> str | None:
    """Return a sentence where this machine lacks a tool for the screen, else None."""
    packages = sorted(package for tool, package in TOOLS.items() if shutil.which(tool) is None)
    if not packages:
        return None
    return f"The proof needs a screen: `sudo apt-get install {' '.join(packages)}`."


def wait_for(what: str, ask: Callable[[], _Found | None], seconds: float = 30) -> _Found:
    """Return what `ask` finds in the end. Raises `ProofError` after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = ask()
        if found is not None and found is not False:
            return found
        time.sleep(0.1)
    raise ProofError(f"Within {seconds:g} seconds, there was no sign of {what}.")


class Screen:
    """A virtual screen. Points are pixels from the left upper corner."""

    def __init__(self, display: str) -> None:
        self.display = display

    def _tool(self, *words: str) -> str:
        done = subprocess.run(
            words,
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "DISPLAY": self.display},
            timeout=30,
        )
        return done.stdout if done.returncode == 0 else ""

    def window(self, title: str) -> str | None:
        """Return the number of the window with `title` in its title, or None."""
        for line in self._tool("wmctrl", "-l").splitlines():
            number, _, _, *words = line.split(maxsplit=3)
            if words and title in words[0]:
                return number
        return None

    def fill(self, window: str) -> None:
        """Let a window take the whole screen."""
        self._tool("wmctrl", "-i", "-r", window, "-b", "add,fullscreen")

    def close(self, window: str) -> None:
        """Ask a window to close, as its button does."""
        self._tool("wmctrl", "-i", "-c", window)

    def click(self, x: int, y: int) -> None:
        """Move the pointer there and press its left button once."""
        self._tool("xdotool", "mousemove", str(x), str(y))
        time.sleep(0.2)
        self._tool("xdotool", "click", "1")

    def press(self, key: str) -> None:
        """Press a key, by its name under X, in the window that has the focus."""
        self._tool("xdotool", "key", key)

    def picture(self, path: Path) -> Path:
        """Take a picture of the screen, as a PNG file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._tool("import", "-window", "root", str(path))
        return path


@contextmanager
def screen(size: str = "1400x900") -> Iterator[Screen]:
    """Give a screen of `size` pixels with openbox on it; gone afterwards."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    manager = None
    try:
        with os.fdopen(reading) as said:
            display = f":{said.readline().strip()}"
        manager = subprocess.Popen(
            ["openbox"],
            env={**os.environ, "DISPLAY": display},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        there = Screen(display)
        wait_for("the window manager", lambda: there._tool("wmctrl", "-m") or None)
        yield there
    finally:
        for process in (manager, server):
            if process is not None:
                process.terminate()
                process.wait()
