"""What happens in the clean room: the wheel becomes a bundle, the bundle a .deb and a .run.

    /venv/bin/python inside.py [deb] [run]

Everything lies in /build, and comes out in /build/dist.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "bundle"))

import icu

WORK = Path("/build")
TREE = WORK / "tree" / "clashreader"
DIST = WORK / "dist"
DEB_LIMIT = 45_000_000
INSTALLED_LIMIT = 135_000_000


def run(*words: str | Path, cwd: Path = WORK) -> str:
    """Run a command, and return what it printed; its failure is ours."""
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, check=False, capture_output=True, text=True
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[:5000]
        sys.exit(f"{words[0]} failed ({done.returncode}):\n{said}")
    return done.stdout


# --- the bundle ----------------------------------------------------------------------------------


def freeze() -> None:
    """Gather the program, Python and all that it imports in one folder."""
    (wheel,) = WORK.glob("*.whl")
    pip = ("/venv/bin/pip", "--disable-pip-version-check", "--no-input")
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", "--force-reinstall", wheel)
    spec = WORK / "packaging" / "bundle" / "clashreader.spec"
    run("/venv/bin/pyinstaller", "--noconfirm", "--clean", "--log-level", "ERROR",
        "--distpath", TREE.parent, "--workpath", WORK / "scratch", spec)  # fmt: skip
    shutil.rmtree(WORK / "scratch")
    internal = TREE / "_internal"
    # Python's own licence, which every other part brings by itself.
    shutil.copyfile("/usr/lib/python3.11/LICENSE.txt", internal / "LICENSE.txt")
    link_twins(internal / "pyphen" / "dictionaries")
    (tables,) = (internal / "PySide6" / "Qt" / "lib").glob("libicudata.so.*")
    before, after = icu.shrink(tables, WORK / "scratch")
    shutil.rmtree(WORK / "scratch")
    print(f"tables of ICU: {before / 1e6:.1f} MB, now {after / 1e6:.1f} MB")
    for path in (TREE, *TREE.rglob("*")):
        if path.is_symlink():
            continue
        # Libraries are no programs; only what is started is executable.
        path.chmod(0o755 if path.is_dir() or path == TREE / "clashreader" else 0o644)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    run(TREE / "clashreader", "--self-test")


def link_twins(folder: Path) -> None:
    """Make files of the same content links to the first of them."""
    known: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_file():
            continue
        first = known.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
        if first is not path:
            path.unlink()
            path.symlink_to(first.name)


# --- the .deb ------------------------------------------------------------------------------------


def files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in order; no links."""
    yield from (
        path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()
    )


def is_elf(path: Path) -> bool:
    """Tell a program or library of Linux by its first bytes."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def leave_to_the_system(internal: Path) -> None:
    """Take out the copies of the system's own libraries: a .deb can depend on them.

    So their security updates reach the program. Python itself stays: each release of Debian and
    Ubuntu has another.
    """
    for path in sorted(internal.glob("lib*.so*")):
        if not path.is_symlink() and not path.name.startswith("libpython"):
            path.unlink()


def dependencies(root: Path) -> str:
    """Return what the program needs of the system, by what its libraries ask for."""
    scratch = WORK / "shlibs"
    (scratch / "debian").mkdir(parents=True)
    (scratch / "debian" / "control").write_text(
        "Source: clashreader\n\nPackage: clashreader\nArchitecture: any\n", encoding="utf-8"
    )
    tree = root / "usr/lib/clashreader/_internal"
    own = [tree, tree / "PySide6/Qt/lib", tree / "PySide6", tree / "shiboken6"]
    # CUPS is wanted for printing only, and recommended.
    looked_at = [
        path for path in files(root / "usr/lib") if is_elf(path) and "cups" not in path.name
    ]
    said = run("dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0",
               *(f"-l{path}" for path in own), *(f"-e{path}" for path in looked_at),
               cwd=scratch)  # fmt: skip
    found = said.strip().removeprefix("shlibs:Depends=").split(", ")
    return ", ".join(sorted({*found, "ca-certificates"}))


def make_deb(program: str) -> None:
    """Build the .deb, and have lintian look at it."""
    architecture = run("dpkg", "--print-architecture").strip()
    root = WORK / "deb"
    home = root / "usr/lib/clashreader"
    shutil.copytree(TREE, home, symlinks=True)
    leave_to_the_system(home / "_internal")
    (root / "usr/bin").mkdir()
    (root / "usr/bin/clashreader").symlink_to("../lib/clashreader/clashreader")
    shutil.copytree(WORK / "share", root / "usr/share")
    documents = root / "usr/share/doc/clashreader"
    documents.mkdir(parents=True)
    here = WORK / "packaging" / "deb"
    shutil.copyfile(here / "copyright", documents / "copyright")
    compress(changelog(program), documents / "changelog.gz")
    compress((WORK / "CHANGELOG.md").read_text(encoding="utf-8"), documents / "NEWS.md.gz")
    overrides = root / "usr/share/lintian/overrides"
    overrides.mkdir(parents=True)
    shutil.copyfile(here / "lintian-overrides", overrides / "clashreader")

    installed = sum(path.stat().st_size for path in files(root))
    control = (
        (here / "control")
        .read_text(encoding="utf-8")
        .format(
            version=program,
            architecture=architecture,
            size=-(-installed // 1024),
            depends=dependencies(root),
        )
    )
    debian = root / "DEBIAN"
    debian.mkdir()
    (debian / "control").write_text(control, encoding="utf-8")
    # Last: it tells of everything else.
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n"
            for path in files(root / "usr")]  # fmt: skip
    (debian / "md5sums").write_text("".join(sums), encoding="utf-8")
    normalise(root, {home / "clashreader"})

    package = DIST / f"clashreader_{program}_{architecture}.deb"
    run(
        "dpkg-deb", "--root-owner-group", "--threads-max=1", "-Zxz", "-z9", "--build", root, package
    )
    print(
        f"{package.name}: {package.stat().st_size / 1e6:.1f} MB, installed {installed / 1e6:.1f} MB"
    )
    print(run("lintian", "--allow-root", "--fail-on", "error,warning", package))
    if package.stat().st_size > DEB_LIMIT or installed > INSTALLED_LIMIT:
        sys.exit("The package has grown over its limits: see packaging/bundle/leaving_out.py.")


def changelog(program: str) -> str:
    """Return Debian's form of the list of changes: this version, and where the list is."""
    moment = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    return (
        f"clashreader ({program}) unstable; urgency=medium\n\n"
        f"  * Version {program}. All changes are in NEWS.md.gz, beside this file.\n\n"
        " -- The Clash Reader contributors <clashreader@users.noreply.github.com>  "
        f"{format_datetime(moment)}\n"
    )


def compress(text: str, path: Path) -> None:
    """Write a text compressed, without a name or a time in it."""
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def normalise(root: Path, programs: set[Path]) -> None:
    """Give everything the modes of a system's files, whatever the umask was."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)


# --- the .run ------------------------------------------------------------------------------------


def self_extracting(header: str, program: str, machine: str, payload: bytes) -> bytes:
    """Return the script `header`, told of its payload, with the payload behind it."""
    filled = header.replace("@VERSION@", program).replace("@MACHINE@", machine)
    filled = filled.replace("@SHA256@", hashlib.sha256(payload).hexdigest())
    filled = filled.replace("@LINES@", str(filled.count("\n") + 1))
    return filled.encode() + payload


def make_run(program: str) -> None:
    """Build the self-extracting archive: a shell script with the packed bundle behind it."""
    machine = os.uname().machine
    root = WORK / "run"
    shutil.copytree(TREE, root, symlinks=True)
    shutil.copyfile(WORK / "LICENSE", root / "LICENSE")
    normalise(root, {root / "clashreader"})
    payload = WORK / "payload.tar.xz"
    os.environ["XZ_OPT"] = "-9 --threads=1"
    same = ("--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu")
    moment = f"--mtime=@{os.environ['SOURCE_DATE_EPOCH']}"
    run("tar", *same, moment, "-cJf", payload, "-C", root, ".")
    header = (WORK / "packaging" / "run" / "header.sh").read_text(encoding="utf-8")
    package = DIST / f"clashreader-{program}-{machine}.run"
    package.write_bytes(self_extracting(header, program, machine, payload.read_bytes()))
    package.chmod(0o755)
    print(f"{package.name}: {package.stat().st_size / 1e6:.1f} MB")


def main(kinds: Sequence[str]) -> None:
    """Build the kinds of packages that are named."""
    DIST.mkdir()
    freeze()
    program = version("clashreader")
    if "deb" in kinds:
        make_deb(program)
    if "run" in kinds:
        make_run(program)


if __name__ == "__main__":
    main(sys.argv[1:])
