"""Prove the packages in dist/ by using them in a bare Debian: what `make package-test` calls.

    python packaging/prove.py [deb] [run] [wheel]

Each is installed as a reader would install it, tries itself, opens a window on a virtual screen,
and is taken away again. Pictures of the window go to dist/proof.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "packaging"))

import clean_room  # noqa: E402
import eye  # noqa: E402
import screen as screens  # noqa: E402
from clean_room import Room, RoomError  # noqa: E402
from screen import ProofError, Screen, wait_for  # noqa: E402

DIST = ROOT / "dist"
PICTURES = DIST / "proof"
CACHE = ROOT / ".cache" / "packages"
READER = "/srv/reader"
#: What every desktop has, and a bare Debian lacks: what the .run leaves to the system.
DESKTOP = (
    *("libegl1", "libgl1", "libglib2.0-0", "libdbus-1-3", "libfontconfig1", "libfreetype6"),
    *("libx11-6", "libx11-xcb1", "libxcb-glx0", "libxcb-randr0", "libxcb-render0", "libxcb-shm0"),
    *("libxcb-sync1", "libxcb-xfixes0", "libwayland-client0", "libwayland-cursor0"),
    *("libgssapi-krb5-2", "libbrotli1", "fonts-dejavu-core", "xz-utils"),
)
#: What a system's own Python needs beside it to show a window of Qt.
PYTHON = (
    *("python3", "python3-venv", "pipx", "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4"),
    *("libxcb-keysyms1", "libxcb-shape0", "libxcb-image0", "libxcb-render-util0", "libxcb-xkb1"),
)
#: Where a system keeps books of its own: lists of packages, caches, logs.
_BOOKS = ("/var/lib/dpkg", "/var/lib/apt", "/var/cache", "/var/log", "/etc/ld.so.cache",
          "/etc/ssl/certs", "/root", "/var/tmp", "/tmp", "/proc", "/dev", "/sys",
          READER)  # fmt: skip
_ARTICLE = """---
title: {title}
date: 2026-03-0{number}
section: Europe
outlet: Harbour Gazette
---

The ferry left at nine with forty people and a dog. {title} is what it was called afterwards, and
nobody on the quay could say why.

> It is a quiet boat, said the harbour master, and a quiet morning.

The light was put out at noon.
"""


@contextmanager
def inhabited(packages: Sequence[str] = ()) -> Iterator[Room]:
    """Give a bare room in which somebody lives, with a folder of three articles."""
    with clean_room.bare_room(CACHE, packages) as room:
        room.run(["useradd", "--create-home", "--home-dir", READER, "--uid", "1000", "reader"])
        news = room.path / READER.lstrip("/") / "News"
        news.mkdir()
        for number, title in enumerate(("The Quiet Boat", "A Light at Noon", "Forty and a Dog"), 1):
            text = _ARTICLE.format(title=title, number=number)
            (news / f"{number}.md").write_text(text, encoding="utf-8")
        room.run(["chown", "-R", "reader:reader", f"{READER}/News"])
        yield room


def as_reader(words: Sequence[str]) -> list[str]:
    """Return the command that runs `words` as the one who lives in the room."""
    return ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", *words]


def home(**more: str) -> dict[str, str]:
    """Return the environment of the one who lives in the room."""
    return {"HOME": READER, "USER": "reader", "LANG": "C.UTF-8", **more}


def ask(room: Room, program: str, *words: str) -> dict[str, Any]:
    """Run a command of the program for its JSON."""
    said = room.run(as_reader([program, *words, "--json"]), home(), timeout=120)
    answer: dict[str, Any] = json.loads(said)
    return answer


def self_test(room: Room, program: str, *, bundled: bool) -> None:
    """Let the installed program try its own parts."""
    said = json.loads(room.run(as_reader([program, "--self-test"]), home(), timeout=120))
    if said["ok"] is not True or said["bundled"] is not bundled:
        raise ProofError(f"The self-test says {said}.")
    print(f"  self-test: {len(said['parts'])} parts well, {said['seconds']} s, "
          f"Qt {said['qt']}, SQLite {said['sqlite']}", flush=True)  # fmt: skip


@contextmanager
def running(room: Room, program: str, there: Screen) -> Iterator[str]:
    """Give the number of the program's window; it is closed by its frame, and has to end well."""
    with subprocess.Popen(
        room.command(as_reader([program]), home(DISPLAY=there.display)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            window = wait_for("the window", lambda: there.window("Clash Reader"))
            there.fill(window)
            time.sleep(1.5)  # the window manager tells nobody when it has finished
            yield window
            there.close(window)
            if process.wait(30) != 0:
                raise ProofError(f"The window ended with {process.returncode}.")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def use(room: Room, program: str, name: str) -> None:
    """Add a folder, read an article, bookmark it by a click, leave, and find it so again."""
    ask(room, program, "add", f"{READER}/News")
    with screens.screen() as there:
        with running(room, program, there):
            there.click(420, 150)  # the first row of the list
            wait_for("an article that was read", lambda: _count(room, program, "is:read") or None)
            there.picture(PICTURES / f"{name}-read.png")
            x, y = eye.buttons(PICTURES / f"{name}-read.png")[0]
            there.click(x, y)
            wait_for("a bookmark", lambda: _count(room, program, "is:bookmarked") or None)
            there.click(700, 880)  # a place where nothing is, so that no tip covers anything
            time.sleep(1)
            before = there.picture(PICTURES / f"{name}-bookmarked.png")
        print("  read by a click, bookmarked by a click, closed by its frame", flush=True)
        with running(room, program, there):
            there.click(700, 880)
            time.sleep(1.5)
            after = there.picture(PICTURES / f"{name}-again.png")
            if _count(room, program, "is:bookmarked") != 1:
                raise ProofError("The bookmark was gone after the restart.")
            apart = eye.difference(before, after, 240)
            if apart > 0.02:
                raise ProofError(f"After the restart, {apart:.1%} of the window is different.")
    print(f"  after the restart: bookmarked, selected, {apart:.2%} of the picture different")


def _count(room: Room, program: str, query: str) -> int:
    return int(ask(room, program, "list", query)["total"])


# --- what is left behind -------------------------------------------------------------------------


def everything(room: Room, below: str = "/") -> set[str]:
    """Return every path of the room, but for where the system keeps its books."""
    found = room.run(["find", below, "-xdev"]).splitlines()
    return {path for path in found if not path.startswith(_BOOKS) or below != "/"}


# --- the proofs ----------------------------------------------------------------------------------


def _one(pattern: str) -> Path:
    found = sorted(DIST.glob(pattern))
    if not found:
        raise ProofError(f"There is no {pattern} in dist/: run make package first.")
    return found[-1]


def prove_deb() -> None:
    """Install the .deb by apt, use it, purge it: nothing is left but the reader's own articles."""
    package = _one("*.deb")
    with inhabited() as room:
        inside = f"/var/tmp/{package.name}"
        room.take(package, inside)
        apt = ["apt-get", "-qq", "-y", "--no-install-recommends"]
        room.run([*apt, "update"])
        room.run([*apt, "install", inside])
        print("  installed by apt, with all that it depends on", flush=True)
        # What it depends on stays, and is not what is looked at: hence once more, upon that.
        room.run([*apt, "purge", "clashreader"])
        before = everything(room)
        room.run([*apt, "install", inside])
        self_test(room, "clashreader", bundled=True)
        use(room, "clashreader", "deb")
        room.run([*apt, "purge", "clashreader"])
        left = everything(room) - before
        named = [path for path in everything(room) if "clashreader" in path.lower()]
        if left or named:
            raise ProofError(f"The purge left {sorted({*left, *named})[:20]}.")
        kept = [path for path in everything(room, READER) if path.endswith(".sqlite3")]
        if not kept:
            raise ProofError("The purge took the reader's articles.")
        print("  purged without residue; the reader's articles are there")


def prove_run() -> None:
    """Install the .run as a user without root, use it, remove it."""
    package = _one("*.run")
    with inhabited(DESKTOP) as room:
        room.take(package, f"{READER}/{package.name}")
        inside = f"{READER}/{package.name}"
        before = everything(room, READER)
        room.run(as_reader(["sh", inside, "--check"]), home())
        room.run(as_reader(["sh", inside]), home())
        program = f"{READER}/.local/bin/clashreader"
        self_test(room, program, bundled=True)
        use(room, program, "run")
        room.run(as_reader(["sh", inside]), home())
        print("  installed without root, and once more over itself", flush=True)
        room.run(as_reader(["sh", inside, "--remove"]), home())
        left = {
            path for path in everything(room, READER) - before
            if "/.local/share/clashreader" not in path and "/.config/clashreader" not in path
            and "/.cache/" not in path
        }  # fmt: skip
        folders = {f"{READER}/{name}" for name in (".local", ".local/share", ".config", ".cache")}
        if left - folders:
            raise ProofError(f"--remove left {sorted(left - folders)[:20]}.")
        print("  removed without residue")


def prove_wheel() -> None:
    """Install the wheel by pipx, and build the same from the source archive."""
    wheel, archive = _one("*.whl"), _one("clashreader-*.tar.gz")
    with inhabited((*DESKTOP, *PYTHON)) as room:
        for path in (wheel, archive):
            room.take(path, f"{READER}/{path.name}")
        pip = clean_room.connect(room)
        room.run(as_reader(["pipx", "install", f"{READER}/{wheel.name}"]), home(**pip))
        program = f"{READER}/.local/bin/clashreader"
        print("  installed by pipx", flush=True)
        self_test(room, program, bundled=False)
        use(room, program, "wheel")
        venv = f"{READER}/again"
        room.run(as_reader(["python3", "-m", "venv", venv]), home())
        build = [f"{venv}/bin/pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
        sources = [f"{READER}/built", f"{READER}/{archive.name}"]
        room.run(as_reader([*build, *sources]), home(**pip))
        built = next((room.path / READER.lstrip("/") / "built").glob("*.whl"))
        if _names(built) != _names(wheel):
            raise ProofError("The source archive gives another wheel.")
        print("  the source archive gives the same wheel")
        room.run(as_reader(["pipx", "uninstall", "clashreader"]), home())


def _names(wheel: Path) -> list[str]:
    from zipfile import ZipFile

    with ZipFile(wheel) as packed:
        return sorted(f"{one.filename} {one.CRC}" for one in packed.infolist()
                      if not one.filename.endswith(("/RECORD", "/WHEEL")))  # fmt: skip


PROOFS: dict[str, Callable[[], None]] = {"deb": prove_deb, "run": prove_run, "wheel": prove_wheel}


def main(arguments: Sequence[str]) -> int:
    """Prove what was named, or everything; return the exit code."""
    wanted = list(arguments) or list(PROOFS)
    if unknown := set(wanted) - set(PROOFS):
        print(f"There is no proof of {', '.join(sorted(unknown))}: {', '.join(PROOFS)}.")
        return 2
    missing = [text for text in (clean_room.what_is_missing(), screens.what_is_missing()) if text]
    if missing:
        print("\n".join(missing), file=sys.stderr)
        return 1
    failed = []
    for name in wanted:
        print(f"{name}:", flush=True)
        try:
            PROOFS[name]()
        except (ProofError, RoomError, subprocess.TimeoutExpired) as error:
            print(f"  FAILED: {error}", flush=True)
            failed.append(name)
    print("not proved: " + ", ".join(failed) if failed else "all proved")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
