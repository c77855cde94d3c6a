"""A bare Debian to build and to try packages in: made by mmdebstrap, entered by chroot, as root.

Standard library only. Rooms are kept below `.cache/packages`, so that a second build makes none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SUITE = "bookworm"
#: Everything that the program is built with, besides requirements-package.lock. The libraries are
#: those that PyInstaller looks at: what a library needs is known only where it is.
TOOLS = (
    *("python3", "python3-venv", "libpython3.11", "binutils", "xz-utils"),
    *("dpkg-dev", "lintian", "desktop-file-utils", "appstream", "man-db"),
    *("libglib2.0-0", "libegl1", "libgl1", "libx11-6", "libx11-xcb1", "libdbus-1-3"),
    *("libfontconfig1", "libfreetype6", "libxkbcommon0", "libbrotli1", "libgssapi-krb5-2"),
    *("libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1"),
    *("libxcb-shape0", "libxcb-image0", "libxcb-render-util0", "libxcb-randr0", "libxcb-xkb1"),
    *("libwayland-client0", "libwayland-cursor0", "libwayland-egl1"),
)
_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
_LISTS = ("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list")
_ENTER = """
set -e
mount -t proc proc "$1/proc"
mount --bind /dev "$1/dev"
mkdir -p "$1/tmp/.X11-unix"
if [ -d /tmp/.X11-unix ]; then mount --bind /tmp/.X11-unix "$1/tmp/.X11-unix"; fi
room=$1
shift
exec chroot "$room" "$@"
"""


class RoomError(Exception):
    """There can be no room here; the message says why, and what helps."""


def what_is_missing() -> str | None:
    """Return a sentence where this machine cannot make a room, else None."""
    if os.name != "posix" or os.uname().sysname != "Linux":
        return "Packages for Debian are built on Linux only; the workflow for releases builds all."
    absent = [name for name in ("mmdebstrap", "unshare", "chroot") if shutil.which(name) is None]
    if absent:
        return (
            f"The clean room needs {' and '.join(absent)}: install them, on Debian or Ubuntu with "
            "`sudo apt-get install mmdebstrap util-linux`."
        )
    if os.geteuid() != 0:
        return "The clean room is a chroot, which only root can enter: use `sudo make package`."
    return None


class Room:
    """A Debian in a folder. What is mounted for a command is gone when it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def command(
        self, words: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> list[str]:
        """Return the command that runs `words` inside, in the room's own environment."""
        inside = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LC_ALL": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **(environment or {}),
        }
        return [
            *("unshare", "--mount", "--propagation", "private"),
            *("sh", "-c", _ENTER, "room", str(self.path), "env", "-i"),
            *(f"{name}={value}" for name, value in inside.items()),
            *words,
        ]

    def run(
        self,
        words: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        timeout: float = 1200,
    ) -> str:
        """Run a command inside, and return what it printed.

        Raises `RoomError` with its words where it fails.
        """
        done = subprocess.run(
            self.command(words, environment),
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
        )
        if done.returncode:
            raise RoomError(
                f"`{' '.join(words)}` failed in the clean room ({done.returncode}):\n"
                f"{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
            )
        return done.stdout

    def take(self, source: Path, name: str) -> None:
        """Copy a file or a folder of this machine to `name` inside."""
        target = self.path / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, symlinks=True)
        else:
            shutil.copy2(source, target)


def _bootstrap(target: str, packages: Sequence[str]) -> None:
    lists = [name for name in _LISTS if Path(name).is_file()]
    words = ["mmdebstrap", "--quiet", "--variant=minbase", "--mode=root"]
    if packages:
        words.append("--include=" + ",".join(packages))
    # The machine's own list where it is one of this suite: it knows a mirror that answers.
    ours = [name for name in lists if SUITE in Path(name).read_text(encoding="utf-8")]
    subprocess.run([*words, SUITE, target, *ours[:1]], check=True, stdin=subprocess.DEVNULL)


def _pip_environment() -> dict[str, str]:
    """How this machine's pip reaches its index, with its certificates where the room has them."""
    wanted = ("PIP_INDEX_URL", "PIP_PROXY", "http_proxy", "https_proxy", "no_proxy")
    found = {name: os.environ[name] for name in wanted if os.environ.get(name)}
    return {**found, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def connect(room: Room) -> dict[str, str]:
    """Let the room reach the network as this machine does; return pip's environment for it.

    The machine's certificates lie beside the room's own, never over them: a package in the room
    may bring its own, and must find them where it put them.
    """
    environment = _pip_environment()
    if Path("/etc/resolv.conf").exists():
        (room.path / "etc/resolv.conf").unlink(missing_ok=True)
        shutil.copy("/etc/resolv.conf", room.path / "etc/resolv.conf")
    if Path(_CERTIFICATES).is_file():
        copy = room.path / "etc/certificates-of-the-host.pem"
        shutil.copyfile(_CERTIFICATES, copy)
        copy.chmod(0o644)
        environment["PIP_CERT"] = "/etc/certificates-of-the-host.pem"
    return environment


def workshop(cache: Path, lock: Path) -> Room:
    """Return the room to build in, with the tools, and `lock` installed in /venv; cached."""
    key = hashlib.sha256(repr((SUITE, TOOLS)).encode() + lock.read_bytes()).hexdigest()[:12]
    path = cache / f"workshop-{key}"
    if not path.is_dir():
        for old in cache.glob("workshop-*"):
            shutil.rmtree(old)
        unfinished = cache / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        cache.mkdir(parents=True, exist_ok=True)
        _bootstrap(str(unfinished), TOOLS)
        room = Room(unfinished)
        environment = connect(room)
        room.take(lock, "/requirements.lock")
        room.run(["python3", "-m", "venv", "/venv"])
        install = ["/venv/bin/pip", "install", "--quiet", "--no-deps", "--require-hashes"]
        room.run([*install, "-r", "/requirements.lock"], environment)
        unfinished.rename(path)
    return Room(path)


@contextlib.contextmanager
def bare_room(cache: Path, packages: Sequence[str] = ()) -> Iterator[Room]:
    """Give a room with nothing but Debian's smallest system and `packages`; gone afterwards."""
    key = hashlib.sha256(repr((SUITE, tuple(packages))).encode()).hexdigest()[:12]
    archive, path = cache / f"bare-{key}.tar", cache / f"room-{os.getpid()}"
    cache.mkdir(parents=True, exist_ok=True)
    if not archive.is_file():
        unfinished = archive.with_name("unfinished.tar")
        _bootstrap(str(unfinished), packages)
        unfinished.rename(archive)
    path.mkdir()
    try:
        subprocess.run(["tar", "-C", str(path), "-xf", str(archive)], check=True)
        room = Room(path)
        connect(room)
        yield room
    finally:
        shutil.rmtree(path, ignore_errors=True)
