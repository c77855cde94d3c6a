"""Putting the program into the desktop's menu for one user, and taking it out: for pipx and venv.

A wheel cannot do that by itself, and a system package has done it already. Everything goes below
the folder that XDG_DATA_HOME names (XDG Base Directory and Desktop Entry specifications).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.errors import LibraryError, UsageError
from clashreader.paths import desktop_files, resources
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.cli.context import Context

ID = "io.github.clashreader.clashreader"
ENTRY = f"applications/{ID}.desktop"
_MARK = b"parsers of clashreader; not by hand"
"""In the first lines of those files whose names could be another's: who wrote them."""

_SECONDS = 20.0
"""For which a tool of the desktop may work."""

_EDITORS = frozenset({"text/markdown"})
"""What a text editor opens by right."""

Run = Callable[..., str | None]


def data_home(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of one user's menu entries, icons and manual pages.

    A relative XDG_DATA_HOME counts for nothing, as its specification says.
    """
    named = environment.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"


@dataclass(frozen=True, slots=True)
class _File:
    """One file of ours: where it goes, and its bytes. `shared` names may belong to another."""

    name: str
    data: bytes
    shared: bool = False


def _files(program: list[str], taken: frozenset[str]) -> Iterator[_File]:
    """Yield everything that is put in place. Raises `OSError` where a part is missing."""
    place = desktop_files()
    entry = (place / f"{ID}.desktop").read_text(encoding="utf-8")
    yield _File(ENTRY, entry_for(entry, program, taken).encode())
    yield _File(f"metainfo/{ID}.metainfo.xml", (place / f"{ID}.metainfo.xml").read_bytes())
    icons = "icons/hicolor"
    for picture in sorted((place / "icons").glob("*.png")):
        size = picture.stem
        yield _File(f"{icons}/{size}x{size}/apps/{ID}.png", picture.read_bytes())
    drawing = resources() / "icons" / "clashreader.svg"
    yield _File(f"{icons}/scalable/apps/{ID}.svg", drawing.read_bytes())
    for name, source in (
        ("man/man1/clashreader.1", "man/clashreader.1"),
        ("bash-completion/completions/clashreader", "completions/clashreader.bash"),
        ("zsh/site-functions/_clashreader", "completions/_clashreader"),
        ("fish/vendor_completions.d/clashreader.fish", "completions/clashreader.fish"),
    ):
        yield _File(name, (place / source).read_bytes(), shared=True)


# --- the entry ---


def program_words(home: str | None = None) -> list[str]:
    """Return the command that starts this very program, by absolute paths."""
    own = Path(sys.argv[0])
    if getattr(sys, "frozen", False):
        words = [sys.executable]
    elif own.stem == "clashreader" and own.exists():
        found = shutil.which("clashreader")
        # By the name that the shell finds, a link perhaps: it outlives an upgrade.
        same = found is not None and Path(found).resolve() == own.resolve()
        words = [os.path.abspath(found if found is not None and same else own)]  # noqa: PTH100
    else:
        words = [sys.executable, "-m", "clashreader"]
    if home is not None:
        words += ["--home", os.path.abspath(os.path.expanduser(home))]  # noqa: PTH100, PTH111
    return words


def quoted(word: str) -> str:
    """Return a word of a command as an ``Exec`` key has it (Desktop Entry, “The Exec key”)."""
    inner = word.replace("%", "%%")
    if any(letter in "\t\n \"'\\><~|&;$*?#()`" for letter in word):
        for letter in '\\"`$':
            inner = inner.replace(letter, f"\\{letter}")
        inner = f'"{inner}"'
    return inner.replace("\\", "\\\\")  # and once more, as in every text of the file


def entry_for(entry: str, program: list[str], taken: frozenset[str]) -> str:
    """Return the desktop entry with absolute commands, without the types that others open."""
    command = " ".join(quoted(word) for word in program)
    lines = []
    for line in entry.splitlines():
        key, _, value = line.partition("=")
        if key == "Exec":
            lines.append(f"Exec={command}{value.removeprefix('clashreader')}")
        elif key == "Type":
            tried = program[0].replace("\\", "\\\\")
            lines += [line, f"TryExec={tried}"]
        elif key == "MimeType":
            types = [kind for kind in value.split(";") if kind and kind not in taken]
            lines.append(f"MimeType={';'.join([*types, ''])}")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _taken(run: Run) -> frozenset[str]:
    """Return the types of files that another program opens now: an entry here would outrank it."""
    entry = (desktop_files() / f"{ID}.desktop").read_text(encoding="utf-8")
    line = next(line for line in entry.splitlines() if line.startswith("MimeType="))
    taken = set()
    for kind in filter(None, line.partition("=")[2].split(";")):
        answer = run("xdg-mime", "query", "default", kind)
        other = answer is not None and answer.strip() not in {"", f"{ID}.desktop"}
        if other or (answer is None and kind in _EDITORS):
            taken.add(kind)
    return frozenset(taken)


def _run(*command: str) -> str | None:
    """Run a tool of the desktop; return what it printed, or None where it is not there or fails."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


# --- in and out ---


def install(
    root: Path, program: list[str], run: Run | None = None
) -> tuple[list[Path], list[Path]]:
    """Put everything below `root`; return what was written, and what of others was left alone.

    Where it fails, what is new is taken away again. Raises `LibraryError`.
    """
    run = run or _run
    written: list[Path] = []
    new: list[Path] = []
    left: list[Path] = []
    path = root
    try:
        for file in _files(program, _taken(run)):
            path = root / file.name
            if file.shared and not _is_ours(path):
                left.append(path)
                continue
            fresh = not path.exists()
            _write(path, file.data)
            written.append(path)
            if fresh:
                new.append(path)
    except OSError as error:
        for done in new:
            done.unlink(missing_ok=True)
            _tidy(done.parent, root)
        _tidy(path.parent, root)
        raise LibraryError(
            f"“{error.filename or path}” cannot be written ({error.strerror}): Clash Reader was not"
            " put into the menu."
        ) from error
    _refresh(root, run)
    return written, left


def uninstall(root: Path, run: Run | None = None) -> list[Path]:
    """Take away all that `install` put below `root`; return it. Raises `LibraryError`."""
    run = run or _run
    removed = []
    for name, shared in _names(root):
        path = root / name
        if not (path.is_file() or path.is_symlink()) or (shared and not _is_ours(path)):
            continue
        try:
            path.unlink()
        except OSError as error:
            raise LibraryError(f"“{path}” cannot be removed: {error.strerror}.") from error
        removed.append(path)
        _tidy(path.parent, root)
    if removed:
        _refresh(root, run)
        _forget_cache(root)
    return removed


def _names(root: Path) -> Iterator[tuple[str, bool]]:
    """Yield the names of everything that some version of the program may have put there."""
    yield from ((file.name, file.shared) for file in _files(["clashreader"], frozenset()))
    for other in sorted((root / "icons" / "hicolor").glob(f"*/apps/{ID}.*")):
        yield other.relative_to(root).as_posix(), False


def _is_ours(path: Path) -> bool:
    """Whether `path` is free, or holds what we wrote: its first lines say so."""
    try:
        with path.open("rb") as file:
            return _MARK in file.read(400)
    except (FileNotFoundError, NotADirectoryError):
        return not path.is_symlink()  # one that leads nowhere is somebody's
    except OSError:
        return False


def _write(path: Path, data: bytes) -> None:
    """Write beside, then rename: a file is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(data)
        beside.chmod(0o644)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _tidy(folder: Path, root: Path) -> None:
    """Remove folders that are empty now, up to `root`, which stays."""
    while folder not in {root, folder.parent}:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _refresh(root: Path, run: Run) -> None:
    """Tell the desktop, where it keeps tables of entries and icons."""
    applications, icons = root / "applications", root / "icons" / "hicolor"
    if applications.is_dir():
        run("update-desktop-database", "-q", str(applications))
    if (icons / "icon-theme.cache").exists():
        run("gtk-update-icon-cache", "-q", "-f", "-t", str(icons))
    elif icons.is_dir():
        try:
            os.utime(icons)  # desktops look there again when it is newer
        except OSError:
            return


def _forget_cache(root: Path) -> None:
    """Remove the table of types, where we were the only entry in it."""
    cache = root / "applications" / "mimeinfo.cache"
    try:
        rest = [entry for entry in cache.parent.iterdir() if entry != cache]
        if not rest and b"=" not in cache.read_bytes():
            cache.unlink()
            _tidy(cache.parent, root)
    except OSError:
        return


# --- the commands ---


def _no_arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def _install(options: argparse.Namespace, context: Context) -> int:
    _need_a_desktop_of_files()
    try:
        written, left = install(data_home(), program_words(options.home))
    except OSError as error:  # not of the disk: a part of the program is missing
        raise LibraryError(
            f"A part of Clash Reader is missing ({error.filename}). Install it again."
        ) from error
    for path in left:
        context.out.note(f"Left alone, for it is not from Clash Reader: {path}")
    if context.out.json:
        context.out.document({"files": [str(path) for path in written]})
    else:
        context.out.line(
            "Clash Reader is in the menu. `clashreader --uninstall-desktop` undoes it."
        )
    return 0


def _uninstall(options: argparse.Namespace, context: Context) -> int:
    _need_a_desktop_of_files()
    removed = uninstall(data_home()) + _forget_autostart(program_words(options.home)[0])
    if context.out.json:
        context.out.document({"files": [str(path) for path in removed]})
    elif removed:
        context.out.line("Clash Reader is out of the menu. The library stays as it is.")
    else:
        context.out.line("There was nothing to take out of the menu.")
    return 0


def _forget_autostart(program: str) -> list[Path]:
    """Have the session not start `program` any more; return the file that said so, if any."""
    from clashreader.autostart import entry_path, forget_program

    path = entry_path()
    try:
        return [path] if path is not None and forget_program(program, path) else []
    except OSError as error:
        raise LibraryError(f"“{path}” cannot be removed: {error.strerror}.") from error


def _need_a_desktop_of_files() -> None:
    if sys.platform in {"win32", "darwin"}:
        raise UsageError(
            "This is for the desktops of Linux and its relatives; here the installer makes the"
            " menu's entry."
        )


INSTALL = Command(
    "put it into this user's menu, with icon, manual page and completions",
    _no_arguments,
    _install,
    more="For an installation by pipx or pip. What other programs open, they go on opening.",
)
UNINSTALL = Command("take all of that away again; the library stays", _no_arguments, _uninstall)
