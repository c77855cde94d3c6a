"""Qt's system libraries: which are missing, and how they come; standard library only.

They are asked for before Qt is: a platform plugin that cannot load ends the whole process with no
sentence at all.
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence

# Which Debian and Ubuntu package brings each library.
OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libbrotlidec.so.1": "libbrotli1",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


class SetupError(Exception):
    """Nothing more can be done; the message says why, and what helps."""


def say(text: str) -> None:
    """Print a line at once, also where the output is a pipe."""
    print(text, flush=True)


def loads(soname: str) -> bool:
    """Return whether the system's loader finds a library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def wanted_libraries(command: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the libraries, with their packages, that `command` needs in this environment."""
    if command in {"lint", "lock", "clean", "package"}:
        return {}
    unseen = environment.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}
    if unseen or command in {"test", "package-test"}:
        return OFFSCREEN
    if command == "run" and environment.get("WAYLAND_DISPLAY"):
        return (
            {**OFFSCREEN, **X11, **WAYLAND}
            if environment.get("DISPLAY")
            else {
                **OFFSCREEN,
                **WAYLAND,
            }
        )
    return {**OFFSCREEN, **X11}


def missing_libraries(
    wanted: Mapping[str, str], loader: Callable[[str], bool] = loads
) -> dict[str, str]:
    """Return those of `wanted` that cannot be loaded."""
    return {soname: package for soname, package in wanted.items() if not loader(soname)}


def provide_libraries(wanted: Mapping[str, str]) -> None:
    """Make sure that Qt's libraries are there: install them as root, else say how.

    Raises `SetupError` where some are missing in the end. What counts is whether they load, not
    what the package manager thought of it.
    """
    missing = missing_libraries(wanted)
    if not missing:
        return
    packages = sorted(set(missing.values()))
    apt = shutil.which("apt-get")
    if not apt:
        raise SetupError(
            "Qt needs libraries of the system that are missing here: "
            + ", ".join(sorted(missing))
            + ". Install them with the system's package manager, and try again."
        )
    if os.geteuid() != 0:
        raise SetupError(
            "Qt needs a few libraries of the system. Install them, and try again:\n"
            "    sudo apt-get install " + " ".join(packages)
        )
    apt_install(apt, packages, lambda: not missing_libraries(wanted))
    missing = missing_libraries(wanted)
    if missing:
        raise SetupError(
            "These libraries are still missing after apt-get: " + ", ".join(sorted(missing)) + "."
        )


def apt_install(apt: str, packages: Sequence[str], done: Callable[[], bool]) -> None:
    """Install Debian packages as root; the list of packages is fetched only if need be."""
    install = [apt, "install", "-y", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for number, command in enumerate((install, [apt, "update"], install)):
        say("+ apt-get " + " ".join(command[1:]))
        subprocess.run(
            command,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # The first attempt is allowed to fail: a fresh system has no list of packages.
            stderr=subprocess.DEVNULL if number == 0 else None,
        )
        if done():
            return
