"""Build the packages: what `make package` calls. Results are in dist/.

    python packaging/build.py [wheel] [deb] [run]

The wheel and the source archive are built here, the others from that wheel in a clean room
(clean_room.py): a .deb of the program and its libraries, and a self-extracting .run of the same.
Twice the same sources in the same room give the same bytes twice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "packaging"))

import clean_room  # noqa: E402
import desktop_files  # noqa: E402

CACHE = ROOT / ".cache" / "packages"
DIST = ROOT / "dist"
KINDS = ("wheel", "deb", "run")


def when() -> str:
    """Return the moment that all files of the packages bear: that of the last change."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told:
        return told
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    return asked.stdout.strip() or str(int((ROOT / "pyproject.toml").stat().st_mtime))


def build_wheel(epoch: str) -> Path:
    """Build wheel and source archive; return the wheel."""
    for old in (*DIST.glob("clashreader-*.whl"), *DIST.glob("clashreader-*.tar.gz")):
        old.unlink()
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist"],
        cwd=ROOT,
        check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
        stdout=subprocess.DEVNULL,
    )
    (wheel,) = DIST.glob("clashreader-*.whl")
    return wheel


def build_in_room(wheel: Path, kinds: Sequence[str], epoch: str) -> list[Path]:
    """Build `kinds` of packages from the wheel, in the workshop; return them."""
    room = clean_room.workshop(CACHE, ROOT / "requirements-package.lock")
    work = room.path / "build"
    shutil.rmtree(work, ignore_errors=True)
    room.take(wheel, f"/build/{wheel.name}")
    for name in ("bundle", "deb", "run", "inside.py"):
        room.take(ROOT / "packaging" / name, f"/build/packaging/{name}")
    for name in ("LICENSE", "CHANGELOG.md"):
        room.take(ROOT / name, f"/build/{name}")
    desktop_files.gather(work / "share")
    fixed = {"SOURCE_DATE_EPOCH": epoch, "PYTHONHASHSEED": "0", "TZ": "UTC"}
    print(room.run(["/venv/bin/python", "/build/packaging/inside.py", *kinds], fixed), end="")
    built = []
    for made in sorted((work / "dist").iterdir()):
        target = DIST / made.name
        shutil.copy(made, target)
        built.append(target)
    shutil.rmtree(work)
    return built


def main(arguments: Sequence[str]) -> int:
    """Build what was named, or everything; return the exit code."""
    wanted = list(arguments) or list(KINDS)
    if unknown := set(wanted) - set(KINDS):
        print(f"There is no package {', '.join(sorted(unknown))}: {', '.join(KINDS)}.")
        return 2
    epoch = when()
    DIST.mkdir(exist_ok=True)
    wheel = build_wheel(epoch)
    built = [wheel, *DIST.glob("clashreader-*.tar.gz")]
    kinds = [kind for kind in wanted if kind != "wheel"]
    missing = clean_room.what_is_missing() if kinds else None
    try:
        if kinds and missing is None:
            built += build_in_room(wheel, kinds, epoch)
    except (clean_room.RoomError, subprocess.CalledProcessError) as error:
        missing = str(error)
    for path in built:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.1f} MB")
    if missing:
        print(missing, file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
