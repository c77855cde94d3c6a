"""How the program is called: options anywhere, errors, exit codes, and what needs no library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clashreader import __version__

COMMANDS = [
    "open",
    "add",
    "import",
    "sources",
    "edit",
    "remove",
    "sync",
    "list",
    "search",
    "show",
    "history",
    "diff",
    "mark",
    "tag",
    "tags",
    "sections",
    "move",
    "searches",
    "rules",
    "delete",
    "bin",
    "note",
    "highlight",
    "highlights",
    "stats",
    "doctor",
]


def test_importing_the_command_line_imports_nothing_heavy() -> None:
    code = (
        "import sys, clashreader.cli, clashreader.cli.commands; "
        "heavy = {'PySide6', 'sqlalchemy', 'httpx2', 'httpcore2', 'feedparser', 'lxml', 'nh3',"
        " 'markdown', 'markdownify', 'trafilatura', 'yaml', 'watchfiles', 'appdirs'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_version_and_help_of_the_program(run: Any) -> None:
    assert run("--version").out == f"clashreader {__version__}\n"
    assert run("--json", "--version").json == {"version": __version__}
    said = run("--help").out
    assert all(f"\n  {name} " in said for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_makes_no_library_for_it(
    run: Any, tmp_path: Path, name: str
) -> None:
    result = run(name, "--help")
    assert result.code == 0
    assert result.out.startswith(f"usage: clashreader {name}")
    assert "--home" in result.out
    assert run(name, "--json", "--help").json["help"].startswith("usage:")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "show"])
def test_version_after_a_command(run: Any, name: str) -> None:
    assert run(name, "--version").out == f"clashreader {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["note", "one", "hello"],
        ["list", "--limit", "many"],
        ["list", "--limit", "-3"],
        ["list", "--limit"],
        ["list", "--sort", "loudest"],
        ["list", "--limt", "3"],
        ["search"],
        ["show"],
        ["show", "twelve"],
        ["show", "0"],
        ["show", "9" * 40],
        ["show", "1", "--format", "pdf"],
        ["show", "1", "--version", "0"],
        ["mark", "loved", "1"],
        ["mark", "read"],
        ["mark", "read", "1", "--query", "x"],
        ["tag", "1"],
        ["tag", "1", "--add", " "],
        ["tags", "rename", "one"],
        ["tags", "delete"],
        ["sections", "order"],
        ["sections", "merge", "one"],
        ["sources", "extra"],
        ["edit", "1"],
        ["edit", "1", "--every", "never"],
        ["edit", "1", "--every", "0m"],
        ["edit", "1", "--paused", "maybe"],
        ["add"],
        ["add", "a", "b"],
        ["add", "x", "--pick", "0"],
        ["open", "--size", "huge"],
        ["open", "--theme", "pink"],
        ["--home"],
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(run: Any, words: list[str]) -> None:
    result = run(*words)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("clashreader: ")
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err
    if words != ["--home"]:
        again = run(*words, "--json") if words[-1] != "--limit" else run("--json", *words)
        assert again.code == 2
        assert again.err == ""
        assert set(again.json["error"]) == {"kind", "message"}
        assert again.json["error"]["kind"] == "usage"


@pytest.mark.parametrize(
    "words",
    [
        ["show", "77"],
        ["history", "77"],
        ["diff", "77"],
        ["mark", "read", "77"],
        ["tag", "77", "--add", "x"],
        ["tags", "delete", "nothing"],
        ["tags", "rename", "nothing", "something"],
        ["sections", "rename", "Nowhere", "Somewhere"],
        ["sections", "merge", "Nowhere", "Somewhere"],
        ["edit", "Nobody", "--title", "x"],
        ["remove", "Nobody"],
        ["sync", "Nobody"],
        ["open", "77"],
        ["import", "no/such/list.opml"],
        ["add", "no/such/folder"],
    ],
)
def test_naming_nothing_is_exit_code_2(run: Any, words: list[str]) -> None:
    result = run("--json", *words)
    assert result.code == 2
    assert set(result.json["error"]) == {"kind", "message"}
    assert result.json["error"]["message"].endswith(".")
    assert result.err == ""


def test_options_may_stand_before_and_after(filled: Any) -> None:
    after = filled("list", "ferry", "--json", "--limit", "3").json
    assert filled("--json", "list", "--limit", "3", "ferry").json == after
    assert filled("list", "--limit=3", "ferry", "--json").json == after
    assert after["total"] == 1


def test_the_home_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from clashreader.cli import main

    monkeypatch.setenv("CLASHREADER_HOME", str(tmp_path / "elsewhere"))
    assert main(["sources", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"sources": []}
    assert (tmp_path / "elsewhere" / "library.sqlite3").exists()


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ([], None),
        (["--json"], None),
        (["open"], None),
        (["open", "https://lantern.invalid/feed"], "https://lantern.invalid/feed"),
        (["https://lantern.invalid/feed"], "https://lantern.invalid/feed"),
        (["feed:lantern.invalid/feed"], "feed:lantern.invalid/feed"),
    ],
)
def test_no_command_or_an_address_opens_the_window(
    run: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    target: str | None,
) -> None:
    from clashreader import app
    from clashreader.paths import Home

    opened: list[tuple[Home, str | None]] = []

    def window(home: Home, *, request: Any = None, **_: object) -> int:
        opened.append((home, next(iter(request.targets), None) if request else None))
        return 0

    monkeypatch.setattr(app, "run_window", window)
    assert run(*words).code == 0
    [(home, shown)] = opened
    assert home.data == tmp_path / "home"
    assert shown == target


def test_an_existing_file_opens_the_window(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clashreader import app

    opened: list[Any] = []
    monkeypatch.setattr(app, "run_window", lambda *_, **more: opened.append(more["request"]) or 0)
    file = tmp_path / "letter.md"
    file.write_text("# A letter")
    assert run(str(file)).code == 0
    assert [request.targets for request in opened] == [(str(file),)]


def test_a_damaged_library_is_exit_code_3_and_stays_as_it_is(run: Any, tmp_path: Path) -> None:
    library = tmp_path / "home" / "library.sqlite3"
    library.parent.mkdir()
    library.write_bytes(b"This is a letter and no library. " * 99)
    before = library.read_bytes()
    result = run("--json", "list")
    assert result.code == 3
    assert result.json["error"]["kind"] == "library"
    assert run("list").err.count("\n") == 1
    assert library.read_bytes() == before


def test_a_home_that_is_a_file_is_exit_code_3(run: Any, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    result = run("--json", "sources")
    assert result.code == 3
    assert result.json["error"]["kind"] == "library"


def test_a_program_without_a_console_has_no_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    from clashreader.cli import main

    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["--version"]) == 0
    assert main(["frobnicate"]) == 2
    for stream in (sys.stdout, sys.stderr):
        assert stream is not None
        stream.close()


def test_a_bug_is_told_in_a_sentence_and_kept_in_the_log(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dataclasses

    from clashreader.cli import commands

    def broken(*_: object) -> int:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setitem(
        commands.COMMANDS, "stats", dataclasses.replace(commands.COMMANDS["stats"], run=broken)
    )
    (tmp_path / "home").mkdir()  # a log makes no home
    result = run("stats", "--json")
    assert result.code == 3
    assert result.json["error"]["kind"] == "internal"
    log = (tmp_path / "home" / "logs" / "clashreader.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError: by nothing" in log
