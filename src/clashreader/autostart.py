"""Starting with the session, if the reader wants it: what the system reads is the only record.

Linux: a file in the autostart folder (freedesktop.org, "Desktop Application Autostart
Specification"; quoting as in the "Desktop Entry Specification", the Exec key). macOS: a launch
agent. Windows: a value under the registry's Run key.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from clashreader.errors import SettingsError
from clashreader.settings import write_whole

NAME = "io.github.clashreader.clashreader"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")


def command(home: Path | None, *, program: str | None = None) -> list[str]:
    """Return how this program is started again; `home` where it is not the desktop's own."""
    start = [program or sys.executable]
    if program is None and not getattr(sys, "frozen", False):
        found = shutil.which("clashreader")
        start = [found] if found else [sys.executable, "-m", "clashreader"]
    return start if home is None else [*start, "--home", str(home)]


def quoted(word: str) -> str:
    """Return an argument of an Exec key: quoted where it has to be, its percent signs doubled."""
    word = word.replace("%", "%%")
    if word and not _RESERVED & set(word):
        return word
    for special in ("\\", '"', "`", "$"):
        word = word.replace(special, f"\\{special}")
    return f'"{word}"'


def desktop_entry(words: Sequence[str]) -> str:
    """Return the file for the autostart folder."""
    line = _string(" ".join(map(quoted, words)))
    # Without the program, removed perhaps, the session passes the file over.
    tried = f"TryExec={_string(words[0])}\n" if words else ""
    return (
        "[Desktop Entry]\nType=Application\nVersion=1.4\nName=Clash Reader\n"
        f"{tried}Exec={line}\nIcon={NAME}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def _string(text: str) -> str:
    """Return the value of a key of strings: a backslash is written twice."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def program_of(entry: str) -> str:
    """Return the program that an autostart file of ours starts, or ""."""
    for line in entry.splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "Exec":
            plain = value.strip().replace("\\\\", "\\")
            found = re.match(r'"((?:[^"\\]|\\.)*)"|(\S+)', plain)
            if found is not None:
                word = re.sub(r"\\(.)", r"\1", found[1]) if found[1] is not None else found[2]
                return word.replace("%%", "%")
    return ""


def forget_program(program: str, path: Path) -> bool:
    """Remove the autostart file at `path` where it starts `program`, or one that is gone.

    One that starts another installation stays. Raises `OSError`.
    """
    try:
        named = program_of(path.read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return False
    found = shutil.which(named) if named else None
    if found is not None and Path(found).resolve() != Path(program).resolve():
        return False
    path.unlink()
    return True


def starts(entry: str) -> bool:
    """Whether an autostart file is in force: other programs switch it off by a key in it."""
    keys = {
        name.strip(): value.strip()
        for name, found, value in (line.partition("=") for line in entry.splitlines())
        if found
    }
    hidden = keys.get("Hidden", "").casefold() == "true"
    return not hidden and keys.get("X-GNOME-Autostart-enabled", "true").casefold() != "false"


def launch_agent(words: Sequence[str]) -> bytes:
    """Return the property list of a launch agent."""
    import plistlib

    return plistlib.dumps({"Label": NAME, "ProgramArguments": list(words), "RunAtLoad": True})


def windows_line(words: Sequence[str]) -> str:
    """Return a command line as Windows takes it apart again."""
    import subprocess

    return subprocess.list2cmdline(words)


def entry_path(
    environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Path | None:
    """Return the file that has the program start, or None where it is no file."""
    if platform == "win32":
        return None
    if platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{NAME}.plist"
    named = Path(environment.get("XDG_CONFIG_HOME", ""))
    config = named if named.is_absolute() else Path.home() / ".config"
    return config / "autostart" / f"{NAME}.desktop"


class Autostart:
    """Whether the program starts with the session, asked of the system each time."""

    def __init__(self, words: Sequence[str], path: Path | None = None) -> None:
        self._words = words
        self._path = path or entry_path()

    @property
    def on(self) -> bool:
        """Whether it does now."""
        if self._path is None:
            return self._registered()
        try:
            entry = self._path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        return self._path.suffix == ".plist" or starts(entry)

    def switch(self, on: bool) -> None:
        """Have it do so, or not; raises `SettingsError`."""
        try:
            if self._path is None:
                self._register(on)
            elif on:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                agent = self._path.suffix == ".plist"
                data = launch_agent(self._words) if agent else desktop_entry(self._words).encode()
                write_whole(self._path, data)
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            place = self._path or _RUN
            raise SettingsError(
                f"“{place}” could not be changed: {error.strerror or error}."
            ) from error

    def _registered(self) -> bool:
        if sys.platform == "win32":
            import winreg

            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                    winreg.QueryValueEx(key, NAME)
                    return True
            except OSError:
                return False
        return False

    def _register(self, on: bool) -> None:
        if sys.platform == "win32":
            import winreg

            access = winreg.KEY_SET_VALUE
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN, access=access) as key:
                if on:
                    winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, windows_line(self._words))
                elif self._registered():
                    winreg.DeleteValue(key, NAME)
