#!/usr/bin/env python3
"""Set up, run, test and check Clash Reader: what the Makefile calls.

    python3 tools/bootstrap.py install|run|test|lint|docs|format|lock|clean [ARGS]
    python3 tools/bootstrap.py package|package-test [ARGS]

Standard library only, and written so that an old Python can read it as far as the sentence that
says which one is needed. The first call makes `.venv` from the hashes of requirements.lock and
leaves a stamp there; every later call finds the stamp and adds next to nothing.
"""

import sys

OLDEST = (3, 11)


def refusal(version: "tuple[int, int]", which: "Callable[[str], str | None]") -> "str | None":
    """Return a sentence for a Python that is too old, or None.

    `version` is a ``(major, minor)`` pair, `which` finds a program by its name.
    """
    if tuple(version) >= OLDEST:
        return None
    sentence = "Clash Reader needs Python 3.11 or newer, and this is Python %d.%d." % tuple(version)
    for minor in range(20, OLDEST[1] - 1, -1):
        name = "python3.%d" % minor
        if which(name):
            return sentence + " %s is installed: add PYTHON=%s to the make command." % (name, name)
    return sentence + " Install one, and name it: make run PYTHON=python3.13"


if sys.version_info < OLDEST:
    import shutil as _shutil

    sys.exit(refusal(sys.version_info[:2], _shutil.which))

import contextlib
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from system_libraries import SetupError, apt_install, provide_libraries, say, wanted_libraries

ROOT = Path(__file__).resolve().parent.parent

LINUX = sys.platform.startswith("linux")
LITTER = [
    ".benchmarks",
    ".cache",
    ".coverage",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "build",
    "dist",
    "htmlcov",
]


# --- the environment ---------------------------------------------------------------------------


def venv_program(root: Path, name: str) -> Path:
    """Return the path of a program in the project's environment."""
    if os.name == "nt":
        return root / ".venv" / "Scripts" / (name + ".exe")
    return root / ".venv" / "bin" / name


def digest(root: Path, *names: str) -> str:
    """Return a hash over some files of the project, this Python, and where the project lies."""
    sha = hashlib.sha256(repr((sys.version_info[:3], str(root))).encode())
    for name in names:
        sha.update(b"\0" + (root / name).read_bytes())
    return sha.hexdigest()


def stamps(root: Path) -> tuple[str, str]:
    """Return what the stamp should say: one line for the packages, one for the project itself."""
    return (
        digest(root, "requirements.lock"),
        digest(root, "pyproject.toml", "src/clashreader/__init__.py"),
    )


def read_stamp(root: Path) -> list[str]:
    """Return the lines of the stamp; none where an installation never came to its end."""
    try:
        lines = (root / ".venv" / "clashreader.stamp").read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        return []
    return lines if venv_program(root, "python").exists() else []


@contextlib.contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Let one installation at a time work on the environment of this checkout."""
    folder = root / ".cache"
    folder.mkdir(exist_ok=True)
    with (folder / "bootstrap.lock").open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install(root: Path, call: Callable[[Sequence[str]], None]) -> bool:
    """Bring the environment up to date; return whether there was anything to do.

    `call` runs a command and raises `SetupError` where it fails. An environment without a stamp is
    one whose installation was interrupted: it is made anew.
    """
    expected = list(stamps(root))
    if read_stamp(root) == expected:
        return False
    with only_one(root):
        found = read_stamp(root)  # another process may have done it while we waited
        if found == expected:
            return False
        venv, stamp = root / ".venv", root / ".venv" / "clashreader.stamp"
        if found[:1] != expected[:1]:
            if venv.exists():
                say("Making .venv anew ...")
                stamp.unlink(missing_ok=True)
                shutil.rmtree(venv)
            pip = find_pip(root)
            say("Installing the packages of requirements.lock into .venv (once) ...")
            call(
                [
                    *pip,
                    "install",
                    *QUIET,
                    "--no-deps",
                    "--require-hashes",
                    "-r",
                    str(root / "requirements.lock"),
                ]
            )
        else:
            stamp.unlink()
            pip = find_pip(root)
        call([*pip, "install", *QUIET, "--no-deps", "--no-build-isolation", "-e", str(root)])
        call([str(venv_program(root, "python")), "-c", COMPILE, "clashreader", "sqlalchemy"])
        unfinished = stamp.with_suffix(".new")
        unfinished.write_text("\n".join(expected) + "\n", encoding="ascii")
        unfinished.replace(stamp)
    return True


def install_group(root: Path, group: str, call: Callable[[Sequence[str]], None]) -> None:
    """Add what only one command needs, from the hashes of its own lock, to the environment.

    `group` is a dependency group of pyproject.toml: ``docs`` has requirements-docs.lock. What it
    shares with requirements.lock has the same version there: `lock` sees to it.
    """
    name = "requirements-%s.lock" % group
    stamp = root / ".venv" / (group + ".stamp")
    expected = digest(root, name, "requirements.lock")
    with only_one(root):
        with contextlib.suppress(OSError):
            if stamp.read_text(encoding="ascii") == expected:
                return
        say("Installing the packages of %s into .venv (once) ..." % name)
        packages = ("--no-deps", "--require-hashes", "-r", str(root / name))
        call([*find_pip(root), "install", *QUIET, *packages])
        stamp.write_text(expected, encoding="ascii")


# Byte code is written when a module is first imported, not for thousands that never are; but for
# what every command imports now, in a second: where Python is told to write none
# (PYTHONDONTWRITEBYTECODE), each start would compile it again.
COMPILE = """
import compileall, importlib.util, sys
for name in sys.argv[1:]:
    found = importlib.util.find_spec(name)
    for folder in found.submodule_search_locations if found else ():
        compileall.compile_dir(folder, quiet=2)
"""
QUIET = ("--quiet", "--no-input", "--no-compile", "--disable-pip-version-check")


def find_pip(root: Path) -> list[str]:
    """Make `.venv` where there is none, and return the start of a pip command that fills it.

    Debian's python3 may come without ensurepip, so the machine's own pip does the work where
    there is one.
    """
    import importlib.util
    import venv

    python = str(venv_program(root, "python"))
    fresh = not Path(python).exists()
    if importlib.util.find_spec("pip") is None and importlib.util.find_spec("ensurepip") is None:
        apt = shutil.which("apt-get")
        if not apt or os.geteuid() != 0:
            raise SetupError(
                "This Python has neither pip nor ensurepip. Install pip, and try again:\n"
                "    sudo apt-get install python3-pip"
            )
        apt_install(apt, ["python3-pip"], lambda: shutil.which("pip3") is not None)
        importlib.invalidate_caches()
    own = importlib.util.find_spec("pip") is not None
    if fresh:
        venv.EnvBuilder(with_pip=not own, symlinks=os.name != "nt").create(root / ".venv")
    return [sys.executable, "-m", "pip", "--python", python] if own else [python, "-m", "pip"]


def call(command: Sequence[str]) -> None:
    """Run a step of the installation.

    Raises `SetupError` where it fails; its own output says why.
    """
    outcome = subprocess.run(command, check=False, cwd=ROOT, stdin=subprocess.DEVNULL)
    if outcome.returncode:
        raise SetupError("The installation failed, as said above. The same command tries it again.")


# --- commands ----------------------------------------------------------------------------------


def opens_window(arguments: Sequence[str]) -> bool:
    """Return whether these arguments of clashreader open its window."""
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word in {"-h", "--help", "--version", "--self-test"}:
            return False
        if word == "--home" and rest:
            rest.pop(0)
        elif not word.startswith("-"):
            return word == "open" and not {"-h", "--help"} & set(rest)
    return True


def screenless(arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Return whether a window is asked for where there is no screen to show it on."""
    return (
        LINUX
        and opens_window(arguments)
        and not any(
            environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        )
    )


#: Most of the suite's time is waiting. The cap keeps a machine of many cores usable meanwhile.
SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")


def become(command: Sequence[str]) -> int:
    """Run a command in our place; where the system has no such thing, wait for it."""
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(command[0], list(command))
    return subprocess.run(command, check=False).returncode


def run(arguments: Sequence[str]) -> int:
    """Start the program."""
    return become([str(venv_program(ROOT, "python")), "-m", "clashreader", *arguments])


def test(arguments: Sequence[str]) -> int:
    """Run the tests, without a screen, on every core up to four.

    ``ARGS="-n 0"`` runs them in one process, as a debugger wants them.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.chdir(ROOT)
    python = str(venv_program(ROOT, "python"))
    return become([python, "-m", "pytest", *SIDE_BY_SIDE, *arguments])


def lint(arguments: Sequence[str]) -> int:
    """Run every check, also after one has failed, and name those that did."""
    checks = {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy --strict": ["mypy", "--strict", "src", "tools", "packaging"],
        "import walls": ["lint-imports", "--no-logo"],
        "dependencies": ["deptry", "--no-ansi", "src"],
        "words": ["python", "tools/words.py", "check"],
    }
    failed = []
    for name, command in checks.items():
        say("--- " + name)
        command = [str(venv_program(ROOT, command[0])), *command[1:]]
        if subprocess.run(command, check=False, cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
            failed.append(name)
    say("--- " + ("not clean: " + ", ".join(failed) if failed else "all checks are clean"))
    return 1 if failed else 0


def docs(arguments: Sequence[str]) -> int:
    """Build the pages of the user guide into build/docs; a warning fails it.

    `serve` shows them in a browser instead, made anew at each change.
    """
    install_group(ROOT, "docs", call)
    os.chdir(ROOT)
    # Its authors' advertisement for another program, printed as a warning at each build.
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    mkdocs = str(venv_program(ROOT, "mkdocs"))
    if arguments:
        return become([mkdocs, *arguments])
    return become([mkdocs, "build", "--strict", "--quiet", "--site-dir", "build/docs"])


def tidy(arguments: Sequence[str]) -> int:
    """Put files (all of them, unless named) into the project's format."""
    ruff = [str(venv_program(ROOT, "ruff"))]
    files = list(arguments) or ["."]
    for step in (["check", "--select", "I,RUF100", "--fix", "--quiet"], ["format"]):
        code = subprocess.run([*ruff, *step, *files], check=False, cwd=ROOT).returncode
        if code:
            return code
    return 0


#: The lock files and what is in them. The first is the law for what it shares with the others.
LOCKS = {
    "requirements.lock": ("pyproject.toml", "--group", "dev"),
    "requirements-docs.lock": ("--group", "docs", "--constraints", "requirements.lock"),
    "requirements-package.lock": (
        *("pyproject.toml", "--group", "package", "--constraints", "requirements.lock"),
    ),
}


def lock(arguments: Sequence[str]) -> int:
    """Write the lock files for every system and Python; `--upgrade` takes newer versions."""
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        uv = shutil.which("uv")
        if uv is None:
            call([sys.executable, "-m", "venv", scratch])
            programs = Path(scratch) / ("Scripts" if os.name == "nt" else "bin")
            call([str(programs / "python"), "-m", "pip", "install", "--quiet", "uv"])
            uv = str(programs / "uv")
        for name, wanted in LOCKS.items():
            call(
                [
                    *(uv, "pip", "compile", *wanted, "--universal", "--python-version", "3.11"),
                    *("--generate-hashes", "--no-annotate", "--no-emit-index-url"),
                    *("--no-emit-find-links", "--quiet"),
                    *("--custom-compile-command", "make lock", "-o", name, *arguments),
                ]
            )
    return 0


def package(arguments: Sequence[str]) -> int:
    """Build the packages (all of them, unless named) into dist/: see packaging/README.md."""
    script = ROOT / "packaging" / "build.py"
    return become([str(venv_program(ROOT, "python")), str(script), *arguments])


def package_test(arguments: Sequence[str]) -> int:
    """Use the packages of dist/ (all of them, unless named) in a bare Debian."""
    script = ROOT / "packaging" / "prove.py"
    return become([str(venv_program(ROOT, "python")), str(script), *arguments])


def clean(arguments: Sequence[str]) -> int:
    """Leave the checkout as it was cloned. No reader's library lives here; none is touched."""
    for name in LITTER:
        path = ROOT / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for folder in ("src", "tests", "tools", "benchmarks"):
        for cache in (ROOT / folder).rglob("__pycache__"):
            shutil.rmtree(cache)
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "install": lambda arguments: 0,
    "run": run,
    "test": test,
    "lint": lint,
    "docs": docs,
    "format": tidy,
    "lock": lock,
    "package": package,
    "package-test": package_test,
    "clean": clean,
}


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; return the exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        say("usage: bootstrap.py " + "|".join(COMMANDS) + " [ARGUMENTS]")
        return 2
    command, rest = arguments[0], arguments[1:]
    try:
        if command == "run" and screenless(rest, os.environ):
            raise SetupError(
                "There is no screen here: start this from a desktop session, "
                "or use `xvfb-run make run`."
            )
        if LINUX:
            provide_libraries(wanted_libraries(command, os.environ))
        if command not in {"lock", "clean"}:
            install(ROOT, call)
        return COMMANDS[command](rest)
    except SetupError as stop:
        print(stop, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
