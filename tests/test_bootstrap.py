"""Setting the project up: what is said where something is missing, and what is done only once."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

import bootstrap
import system_libraries
from system_libraries import SetupError

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tools" / "bootstrap.py"
linux = pytest.mark.skipif(not bootstrap.LINUX, reason="Linux")


# --- Python ------------------------------------------------------------------------------------


def test_a_new_enough_python_is_not_refused() -> None:
    assert bootstrap.refusal((3, 11), shutil.which) is None
    assert bootstrap.refusal((4, 0), shutil.which) is None


def test_an_old_python_is_refused_with_a_sentence_that_names_a_newer_one() -> None:
    sentence = bootstrap.refusal((3, 8), {"python3.12": "/usr/bin/python3.12"}.get)
    assert sentence is not None
    assert "3.11 or newer" in sentence
    assert "this is Python 3.8" in sentence
    assert "PYTHON=python3.12" in sentence


def test_an_old_python_alone_is_told_to_get_another() -> None:
    sentence = bootstrap.refusal((2, 7), lambda name: None)
    assert sentence is not None
    assert "Install one" in sentence


def test_an_old_python_can_read_the_script_up_to_its_sentence() -> None:
    ast.parse(TOOL.read_text(encoding="utf-8"), feature_version=(3, 7))


# --- libraries of the system -------------------------------------------------------------------


@linux
def test_only_the_libraries_that_do_not_load_are_missing() -> None:
    wanted = {"libc.so.6": "libc6", "libno-such-thing.so.9": "libno-such-thing9"}
    assert system_libraries.missing_libraries(wanted) == {
        "libno-such-thing.so.9": "libno-such-thing9"
    }


@linux
def test_without_root_the_one_line_that_helps_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    wanted = {"libc.so.6": "libc6", "libno-b.so.9": "no-b9", "libno-a.so.1": "no-a1"}
    with pytest.raises(SetupError, match=r"\n    sudo apt-get install no-a1 no-b9$"):
        system_libraries.provide_libraries(wanted)


@linux
def test_without_apt_the_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SetupError, match=r"libno-a\.so\.1"):
        system_libraries.provide_libraries({"libno-a.so.1": "no-a1"})


@linux
def test_as_root_success_is_judged_by_the_libraries_and_not_by_apt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = tmp_path / "calls"
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {calls}\nexit 0\n')
    apt.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(apt))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SetupError, match="still missing after apt-get"):
        system_libraries.provide_libraries({"libno-a.so.1": "no-a1"})
    install = "install -y --no-install-recommends no-a1"
    assert calls.read_text().splitlines() == [install, "update", install]
    assert f"+ apt-get {install}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "environment", "wanted", "unwanted"),
    [
        ("test", {}, "libEGL.so.1", "libxcb-cursor.so.0"),
        ("run", {"DISPLAY": ":0"}, "libxcb-cursor.so.0", "libwayland-cursor.so.0"),
        ("run", {"WAYLAND_DISPLAY": "w"}, "libwayland-cursor.so.0", "libxcb-cursor.so.0"),
        ("run", {"QT_QPA_PLATFORM": "offscreen"}, "libEGL.so.1", "libxcb-cursor.so.0"),
        ("lint", {"DISPLAY": ":0"}, None, "libEGL.so.1"),
    ],
)
def test_each_command_asks_for_what_it_needs(
    command: str, environment: dict[str, str], wanted: str | None, unwanted: str
) -> None:
    libraries = system_libraries.wanted_libraries(command, environment)
    assert wanted is None or wanted in libraries
    assert unwanted not in libraries


# --- the environment ---------------------------------------------------------------------------


class Steps:
    """Stands for pip: notes each call, and fails at the one it is told to."""

    def __init__(self, fail_at: int | None = None) -> None:
        self.calls: list[str] = []
        self.fail_at = fail_at

    def __call__(self, command: Sequence[str]) -> None:
        if len(self.calls) == self.fail_at:
            raise SetupError("no network")
        self.calls.append(" ".join(command))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that was never set up."""
    root = tmp_path / "checkout"
    (root / "src" / "clashreader").mkdir(parents=True)
    (root / "src" / "clashreader" / "__init__.py").write_text('__version__ = "1"\n')
    (root / "pyproject.toml").write_text("[project]\n")
    (root / "requirements.lock").write_text("one==1\n")
    return root


def test_the_first_time_installs_the_lock_and_then_the_project(checkout: Path) -> None:
    steps = Steps()
    assert bootstrap.install(checkout, steps)
    lock, project, compiling = steps.calls
    assert "--require-hashes" in lock
    assert lock.endswith("requirements.lock")
    assert project.endswith(f"-e {checkout}")
    assert compiling.startswith(str(bootstrap.venv_program(checkout, "python")))
    assert bootstrap.venv_program(checkout, "python").exists()


def test_the_second_time_does_nothing(checkout: Path) -> None:
    bootstrap.install(checkout, Steps())
    again = Steps()
    assert not bootstrap.install(checkout, again)
    assert again.calls == []


def test_another_lock_makes_the_environment_anew(checkout: Path) -> None:
    bootstrap.install(checkout, Steps())
    leftover = checkout / ".venv" / "leftover"
    leftover.touch()
    (checkout / "requirements.lock").write_text("one==2\n")
    steps = Steps()
    bootstrap.install(checkout, steps)
    assert len(steps.calls) == 3
    assert not leftover.exists()


def test_another_version_of_the_project_installs_just_that(checkout: Path) -> None:
    bootstrap.install(checkout, Steps())
    (checkout / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    steps = Steps()
    bootstrap.install(checkout, steps)
    assert len(steps.calls) == 2
    assert "requirements.lock" not in "".join(steps.calls)


def test_what_is_installed_is_compiled_where_python_writes_no_byte_code(tmp_path: Path) -> None:
    package = tmp_path / "lantern"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "inner" / "wick.py").write_text("lit = True\n")
    (package / "old.py").write_text("print 'lit'\n")  # of a Python of another time: no fault
    subprocess.run(
        [sys.executable, "-c", bootstrap.COMPILE, "lantern", "no_such_package"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )
    assert len(list(package.glob("__pycache__/*.pyc"))) == 1
    assert len(list(package.glob("inner/__pycache__/*.pyc"))) == 1


@pytest.mark.parametrize("step", [0, 1, 2])
def test_an_interrupted_installation_is_done_again_from_the_start(
    checkout: Path, step: int
) -> None:
    with pytest.raises(SetupError):
        bootstrap.install(checkout, Steps(fail_at=step))
    half = checkout / ".venv" / "half-written"
    half.touch()
    steps = Steps()
    assert bootstrap.install(checkout, steps)
    assert len(steps.calls) == 3
    assert not half.exists()


def test_an_interrupted_update_is_noticed(checkout: Path) -> None:
    bootstrap.install(checkout, Steps())
    (checkout / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    with pytest.raises(SetupError):
        bootstrap.install(checkout, Steps(fail_at=0))
    assert bootstrap.install(checkout, Steps())


def test_a_moved_checkout_is_set_up_again(checkout: Path) -> None:
    bootstrap.install(checkout, Steps())
    moved = checkout.rename(checkout.with_name("moved"))
    assert bootstrap.install(moved, Steps())


def test_two_at_once_install_once(checkout: Path) -> None:
    both = Steps()
    threads = [threading.Thread(target=bootstrap.install, args=(checkout, both)) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(both.calls) == 3


def test_clean_removes_what_was_made_and_nothing_else(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.install(checkout, Steps())
    (checkout / ".coverage").touch()
    (checkout / "src" / "clashreader" / "__pycache__").mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", checkout)
    assert bootstrap.main(["clean"]) == 0
    assert sorted(path.name for path in checkout.iterdir()) == [
        "pyproject.toml",
        "requirements.lock",
        "src",
    ]
    assert [path.name for path in (checkout / "src" / "clashreader").iterdir()] == ["__init__.py"]


# --- commands ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", True),
        ("open", True),
        ("open 12", True),
        ("--home somewhere", True),
        ("--home somewhere open", True),
        ("--home=somewhere list", False),
        ("--home somewhere list", False),
        ("list is:unread", False),
        ("--version", False),
        ("open --help", False),
        ("--json stats", False),
    ],
)
def test_which_commands_open_the_window(line: str, expected: bool) -> None:
    assert bootstrap.opens_window(line.split()) is expected


@linux
@pytest.mark.parametrize("platform", ["", "offscreen"])
def test_a_window_needs_a_screen(platform: str) -> None:
    assert bootstrap.screenless([], {"QT_QPA_PLATFORM": platform}) is (platform == "")
    assert not bootstrap.screenless(["list"], {})
    assert not bootstrap.screenless([], {"WAYLAND_DISPLAY": "wayland-0"})


@linux
def test_run_without_a_screen_says_what_to_do() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    done = subprocess.run(
        [sys.executable, str(TOOL), "run"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "xvfb-run make run" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_answered_with_the_usage() -> None:
    done = subprocess.run(
        [sys.executable, str(TOOL), "dance"], capture_output=True, timeout=30, check=False
    )
    assert done.returncode == 2
    assert b"usage" in done.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
def test_make_passes_arguments_on() -> None:
    done = subprocess.run(
        ["make", "-n", "run", 'ARGS=search "two words"'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert 'tools/bootstrap.py run search "two words"' in done.stdout


def test_each_command_has_its_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rule = re.search(r"^(\w.*):\n\t@\$\(PYTHON\) tools/bootstrap.py", makefile, re.MULTILINE)
    assert rule is not None
    assert set(rule[1].split()) == set(bootstrap.COMMANDS)


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_ci_can_be_called() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], timeout=30, check=True)
