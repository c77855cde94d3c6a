"""The folder of a mirror on the disk: listed, read, written whole or not at all, locked."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clashreader.errors import CancelledError, UsageError
from clashreader.export.mirror.names import ASSETS, BIN, SYSTEM
from clashreader.library.files import flush, sync_folder
from clashreader.values import dataclass, field

MAX_FILE = 60_000_000
"""Bytes of a file that is read: two large texts."""
MAX_PAGE = 16_000_000
"""Bytes of a page that are read as text, which may take four times as many, more than once."""
_PART = re.compile(r"\.[^/]+\.\d+-\d+\.part")
_HARMLESS = frozenset({"desktop.ini", "thumbs.db", "icon\r"})
_MAX_DEPTH = 12
_LOCK = f"{SYSTEM}/lock"
_HASHED = (f"{ASSETS}/", f"{SYSTEM}/received/", f"{SYSTEM}/texts/")
_FEW = 200
"""Files that are flushed one by one."""
_JUNCTION = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT."""
_WAIT = 20.0
"""Seconds that a pass waits for another one in the same folder."""


@dataclass(slots=True)
class Listing:
    """What lies in a mirror, by path with slashes, names as NFC: the files of Markdown, all of the
    content that is named by its hash with its sizes in bytes, and the names that the disk has where
    they are others. What lies behind links is not of the mirror.
    """

    pages: set[str] = field(default_factory=set)
    content: dict[str, int] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)


class Folder:
    """A mirror's folder; all paths are relative to it, with slashes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._made: set[str] = set()
        self._ways: set[str] = set()
        self._unsettled: set[str] = set()
        self._names: dict[str, str] = {}
        self.touched: set[str] = set()

    def path(self, name: str) -> str:
        """Return where `name` is on the disk."""
        return os.path.join(self.root, self._names.get(name, name))  # noqa: PTH118 - thousands

    def listing(self) -> Listing:
        """Return what lies there; what a kill left of half-written files is taken away."""
        found = Listing()
        waiting: list[tuple[str, int]] = [("", 0)]
        while waiting:
            prefix, depth = waiting.pop()
            try:
                with os.scandir(os.path.join(self.root, prefix)) as entries:  # noqa: PTH118
                    listed = list(entries)
            except FileNotFoundError:
                continue
            for entry in listed:
                self._meet(entry, prefix, depth, found, waiting)
        self._names = found.called
        return found

    def _meet(
        self, entry: os.DirEntry[str], prefix: str, depth: int, found: Listing,
        waiting: list[tuple[str, int]],
    ) -> None:  # fmt: skip
        raw = f"{prefix}{entry.name}"
        name = raw if raw.isascii() else unicodedata.normalize("NFC", raw)
        if entry.is_dir(follow_symlinks=False):
            if sys.platform == "win32" and _is_link(os.lstat(entry.path)):
                return
            if depth < _MAX_DEPTH and (not entry.name.startswith(".") or raw == SYSTEM):
                waiting.append((f"{raw}/", depth + 1))
            return
        if entry.name.endswith(".part") and _PART.fullmatch(entry.name):
            with suppress(OSError):
                os.unlink(entry.path)  # noqa: PTH108
            return
        if not entry.is_file(follow_symlinks=False):
            return
        if name.startswith((f"{SYSTEM}/", f"{ASSETS}/")) and not name.startswith(f"{BIN}/"):
            found.content[name] = entry.stat(follow_symlinks=False).st_size
        elif name.endswith(".md") and not entry.name.startswith("."):
            found.pages.add(name)
        if name != raw:
            found.called[name] = raw

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; raises `OSError`."""
        with open(self.path(name), "rb") as file:  # noqa: PTH123 - a Path each shows
            if os.fstat(file.fileno()).st_size > MAX_FILE:
                raise OSError(errno.EFBIG, f"it is larger than {MAX_FILE // 1_000_000} MB", name)
            return file.read(MAX_FILE)

    def read_page(self, name: str) -> tuple[bytes, bool]:
        """Return the bytes of a page, of a large one the first ones, and whether that is all."""
        with open(self.path(name), "rb") as file:  # noqa: PTH123
            data = file.read(MAX_PAGE + 1)
        if len(data) <= MAX_PAGE:
            return data, True
        return data[: data.rfind(b"\n", 0, MAX_PAGE) + 1], False

    def read_or_mark(self, name: str) -> bytes:
        """Return the bytes of a file; of one that cannot be read what tells it from others."""
        try:
            return self.read(name)
        except OSError:
            found = os.lstat(self.path(name))
            return f"{found.st_size} {found.st_mtime_ns}".encode()

    def read_plain(self, name: str) -> bytes:
        """Return the bytes of what may be anything: a pipe would be waited at for ever."""
        if not os.path.isfile(self.path(name)):  # noqa: PTH113
            raise FileNotFoundError(2, "No such file", name)
        return self.read(name)

    def is_damaged(self, name: str) -> bool:
        """Whether a file that is named by the hash of its content holds another, or is gone."""
        mark = name.rpartition("/")[2].partition(".")[0]
        try:
            with open(self.path(name), "rb") as file:  # noqa: PTH123
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return True
        return len(mark) in (32, 64) and not found.startswith(mark)

    def exists(self, name: str) -> bool:
        """Whether something has that name."""
        return os.path.lexists(self.path(name))

    def check_way(self, folder: str) -> None:
        """Raise `UsageError` where `folder`, or one that it lies in, is a link: what is behind it
        belongs to somebody else. The mirror itself may be one.
        """
        if folder in self._ways:
            return
        way = str(self.root)
        for part in folder.split("/"):
            way = os.path.join(way, part)  # noqa: PTH118
            try:
                found = os.lstat(way)
            except FileNotFoundError:
                break
            if _is_link(found):
                raise UsageError(
                    f"{way} is a link, and the mirror writes nothing through links. Put a folder "
                    "in its place, or take it away."
                )
        self._ways.add(folder)

    def _place(self, name: str) -> str:
        """Return where `name` is on the disk, which is surely within the mirror."""
        self.check_way(self._names.get(name, name).rpartition("/")[0])
        return self.path(name)

    def write(self, name: str, data: bytes) -> None:
        """Write a file beside, then give it its name; raises `OSError`, and `UsageError` where a
        link is in the way. It surely is on the disk after `settle` only.
        """
        path = self._place(name)
        parent, _, base = path.rpartition("/" if "/" in path else os.sep)
        if parent not in self._made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103
            self._made.add(parent)
        beside = os.path.join(parent, f".{base[:80]}.{os.getpid()}-{threading.get_ident()}.part")  # noqa: PTH118
        try:
            with open(beside, "xb") as file:  # noqa: PTH123
                file.write(data)
            os.replace(beside, path)  # noqa: PTH105
        except BaseException:  # a Ctrl+C included
            with suppress(OSError):
                os.unlink(beside)  # noqa: PTH108
            raise
        self.touched.add(name)
        self._unsettled.add(path)

    def settle(self) -> None:
        """See to it that all that was written is on the disk itself, for what is noted as written
        is not looked into again. Many files are flushed as one: thousands would take minutes.
        """
        if len(self._unsettled) > _FEW and sys.platform == "linux":
            os.sync()
        else:
            for path in self._unsettled:
                with suppress(FileNotFoundError):
                    flush(Path(path))
            for parent in {os.path.dirname(path) for path in self._unsettled}:  # noqa: PTH120
                with suppress(OSError):  # not every file system can
                    sync_folder(Path(parent))  # or the file may have its name no more
        self._unsettled.clear()

    def move(self, name: str, to: str) -> None:
        """Give a file another name, in place of what may have that one."""
        os.replace(self._place(name), self._place(to))  # noqa: PTH105

    def remove(self, name: str) -> None:
        """Take a file away, and folders that are empty by it."""
        with suppress(FileNotFoundError):
            os.unlink(self._place(name))  # noqa: PTH108
        parent = os.path.dirname(self.path(name))  # noqa: PTH120
        while len(parent) > len(str(self.root)):
            try:
                os.rmdir(parent)  # noqa: PTH106
            except OSError:
                return
            self._made.discard(parent)
            parent = os.path.dirname(parent)  # noqa: PTH120

    def check_usable(self, is_ours: bool) -> None:
        """Raise `UsageError` where files of others are in the way: none is ever overwritten."""
        if self.root.exists() and not self.root.is_dir():
            raise UsageError(f"{self.root} is a file. Name a folder for the mirror.")
        if is_ours or not self.root.exists():
            return
        others = [
            one.name for one in self.root.iterdir()
            if not one.name.startswith(".") and one.name.lower() not in _HARMLESS
        ]  # fmt: skip
        if others or ((self.root / SYSTEM).exists() and not _is_begun(self.root)):
            raise UsageError(
                f"{self.root} is not empty, and no mirror of this program. Name an empty folder, "
                "or a new one within it."
            )

    @contextmanager
    def locked(self, stop: Callable[[], bool]) -> Iterator[None]:
        """Hold the folder against other passes, of other processes too.

        Raises `UsageError` where another one holds it for long.
        """
        self.check_way(_LOCK)
        os.makedirs(os.path.join(self.root, SYSTEM), exist_ok=True)  # noqa: PTH103, PTH118
        with open(os.path.join(self.root, _LOCK), "ab") as file:  # noqa: PTH118, PTH123
            end = time.monotonic() + _WAIT
            while not _try_lock(file.fileno()):
                if stop():
                    raise CancelledError("Stopped.")
                if time.monotonic() > end:
                    raise UsageError(
                        f"Another program is writing into the mirror in {self.root}. "
                        "Try again when it has ended."
                    )
                time.sleep(0.1)
            yield  # closing lets go


def checked(folder: Folder, listing: Listing, check_stop: Callable[[], None]) -> list[str]:
    """Read all that is named by its hash; what is damaged is taken out of the listing, and what is
    to be said of it returned.
    """
    damaged = []
    for path in sorted(listing.content):
        if path.startswith(_HASHED):
            check_stop()
            if folder.is_damaged(path):
                damaged.append(path)
                del listing.content[path]
    if not damaged:
        return []
    what = "1 file was" if len(damaged) == 1 else f"{len(damaged):,} files were"
    return [f"{what} damaged, for instance {damaged[0]}; what the library has is written again."]


def _is_link(found: os.stat_result) -> bool:
    """Whether it is a symbolic link, or a junction of Windows."""
    tag = getattr(found, "st_reparse_tag", 0)
    return stat.S_ISLNK(found.st_mode) or tag == _JUNCTION


def _is_begun(root: Path) -> bool:
    """Whether nothing but our lock is there: a pass was killed at its very beginning."""
    return {one.name for one in (root / SYSTEM).iterdir()} <= {"lock"}


def _try_lock(handle: int) -> bool:
    """Take the lock of an open file, which goes with the file, or with the process; or do not."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
