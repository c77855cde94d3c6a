"""Into the menu of one user, and out of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clashreader.autostart import Autostart
from clashreader.cli import desktop
from clashreader.errors import LibraryError

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="no desktop of files")


def silent(*_: str) -> str | None:
    return None


def everything(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in root.rglob("*")
    }


def test_in_twice_and_out_leaves_everything_as_it_was(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "share"
    (root / "applications").mkdir(parents=True)
    (root / "applications" / "other.desktop").write_text("[Desktop Entry]\n", encoding="utf-8")
    (root / "man" / "man1").mkdir(parents=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(root))
    monkeypatch.setattr(desktop, "_run", silent)
    before = everything(root)
    first = run("--install-desktop", "--json")
    assert first.code == 0
    there = everything(root)
    listed = {Path(path).relative_to(root).as_posix() for path in first.json["files"]}
    assert listed == {name for name in there if (root / name).is_file()} - set(before)
    assert len(listed) == 15
    assert run("--install-desktop").out.startswith("Clash Reader is in the menu.")
    assert everything(root) == there
    entry = (root / desktop.ENTRY).read_text(encoding="utf-8")
    assert all(line.startswith("Exec=/") for line in entry.splitlines() if line.startswith("Exec="))
    assert "--home" in entry, "the entry opens the home that was named"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    begins = tmp_path / "config" / "autostart" / f"{desktop.ID}.desktop"
    Autostart(desktop.program_words()).switch(True)
    assert begins.exists()
    out = run("--uninstall-desktop", "--json")
    assert not begins.exists()
    *files, last = out.json["files"]
    assert last == str(begins)
    assert {Path(path).relative_to(root).as_posix() for path in files} == listed
    assert {name for name, data in everything(root).items() if data} == {
        name for name, data in before.items() if data
    }
    assert run("--uninstall-desktop").out == "There was nothing to take out of the menu.\n"
    assert not (tmp_path / "home" / "library.sqlite3").exists()


def test_nothing_that_another_program_opens_is_taken_over(tmp_path: Path) -> None:
    def run(*command: str) -> str | None:
        if command[:3] == ("xdg-mime", "query", "default"):
            return {
                "text/markdown": "editor.desktop\n",
                "text/x-opml+xml": f"{desktop.ID}.desktop\n",
            }.get(command[3], "")
        return ""

    desktop.install(tmp_path, ["/bin/clashreader"], run)
    text = (tmp_path / desktop.ENTRY).read_text(encoding="utf-8")
    assert "text/markdown" not in text
    assert "text/x-opml+xml;" in text
    assert "x-scheme-handler/feed;" in text
    desktop.install(tmp_path, ["/bin/clashreader"], silent)
    text = (tmp_path / desktop.ENTRY).read_text(encoding="utf-8")
    assert "text/markdown" not in text, "it is not known who opens it"
    assert "application/rss+xml" in text


def test_what_others_put_there_stays(tmp_path: Path) -> None:
    page = tmp_path / "man/man1/clashreader.1"
    fish = tmp_path / "fish/vendor_completions.d/clashreader.fish"
    for path in (page, fish):
        path.parent.mkdir(parents=True)
    page.write_text("My own notes on the program.\n", encoding="utf-8")
    fish.symlink_to(tmp_path / "nowhere")
    _, left = desktop.install(tmp_path, ["/bin/clashreader"], silent)
    assert sorted(left) == sorted([page, fish])
    desktop.uninstall(tmp_path, silent)
    assert page.read_text(encoding="utf-8") == "My own notes on the program.\n"
    assert fish.is_symlink()
    assert {path for path in tmp_path.rglob("*") if not path.is_dir()} == {page, fish}


def test_a_folder_that_cannot_be_written_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "man").write_text("a file, where a folder should be", encoding="utf-8")
    with pytest.raises(LibraryError, match="was not put into the menu"):
        desktop.install(tmp_path, ["/bin/clashreader"], silent)
    assert [path.name for path in tmp_path.rglob("*")] == ["man"]


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("/usr/bin/clashreader", "/usr/bin/clashreader"),
        ("/a b/c", '"/a b/c"'),
        ("/100%/c", "/100%%/c"),
        ('/a"b/c', '"/a\\\\"b/c"'),
        ("/a$b`/c", '"/a\\\\$b\\\\`/c"'),
        ("/a\\b", '"/a\\\\\\\\b"'),
    ],
)
def test_words_of_the_command_are_quoted_as_the_entry_wants_them(word: str, written: str) -> None:
    assert desktop.quoted(word) == written


def test_where_one_users_files_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    own = tmp_path / ".local" / "share"
    for named, place in (("", own), ("relative", own), ("/data", Path("/data"))):
        assert desktop.data_home({"XDG_DATA_HOME": named}) == place
    assert desktop.data_home({}) == own


def test_the_program_is_named_by_the_path_that_outlives_an_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, link = tmp_path / "venv" / "clashreader", tmp_path / "bin" / "clashreader"
    for path in (real, link):
        path.parent.mkdir()
    real.write_text("#!/bin/sh\n", encoding="utf-8")
    real.chmod(0o755)
    link.symlink_to(real)
    monkeypatch.setattr(sys, "argv", [str(real)])
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert desktop.program_words() == [str(real)]
    monkeypatch.setenv("PATH", str(link.parent))
    assert desktop.program_words("h") == [str(link), "--home", str(Path.cwd() / "h")]
    monkeypatch.setattr(sys, "argv", ["somewhere/else.py"])
    assert desktop.program_words() == [sys.executable, "-m", "clashreader"]


def test_a_tool_of_the_desktop_that_fails_or_hangs_is_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert desktop._run("no-such-tool-anywhere") is None
    assert desktop._run("false") is None
    assert desktop._run("true") == ""

    def hangs(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("xdg-mime", 20)

    monkeypatch.setattr(subprocess, "run", hangs)
    assert desktop._run("true") is None
