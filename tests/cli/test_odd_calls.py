"""Calls with homes, files and addresses that cannot be: a sentence, and nothing is touched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from clashreader import cli
from clashreader.errors import UsageError
from clashreader.paths import find_home

needs_users = pytest.mark.skipif(sys.platform == "win32", reason="~name is a folder there")


def test_an_empty_home_is_not_the_reader_s_own(run: Any) -> None:
    for words in (["--home", ""], ["--home="]):
        result = run("sources", *words)
        assert (result.code, result.out) == (2, "")
        assert "--home" in result.err


@needs_users
@pytest.mark.parametrize(
    "words",
    [
        ["--home", "~nosuchuser/x", "stats"],
        ["import", "~nosuchuser/x.opml"],
        ["add", "~nosuchuser/x.md"],
    ],
)
def test_the_folder_of_a_user_who_is_not_there(run: Any, words: list[str]) -> None:
    result = run(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert "nosuchuser" in result.err


@needs_users
def test_the_home_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLASHREADER_HOME", "~nosuchuser/x")
    with pytest.raises(UsageError):
        find_home()
    monkeypatch.setenv("CLASHREADER_HOME", "")  # the same as none at all
    assert find_home().data.name == "clashreader"
    monkeypatch.setenv("CLASHREADER_HOME", str(tmp_path))
    assert find_home().data == tmp_path


@needs_users
def test_a_crash_can_always_be_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("clashreader.cli.running._dispatch", broken)
    assert cli.main(["--home", "~nosuchuser/x", "stats"]) == 3
    assert "made a mistake (ZeroDivisionError" in capsys.readouterr().err


def test_the_log_of_a_crash_repeats_no_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError("http://me:hush-hush@paper.example/")

    monkeypatch.setattr("clashreader.cli.running._dispatch", broken)
    cli.main(["--home", str(tmp_path), "add", "http://me:hush-hush@paper.example/"])
    log = (tmp_path / "logs" / "clashreader.log").read_text(encoding="utf-8")
    assert "http://paper.example/" in log
    assert "hush" not in log + capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that nobody can read")
def test_a_file_that_cannot_be_read(run: Any) -> None:
    result = run("add", "/proc/self/mem")
    assert result.code == 2
    assert "/proc/self/mem cannot be read" in result.err


# --- edit --url ---


@pytest.mark.parametrize(
    "url", ["garbage", "ftp://paper.example/f", "http://a..b/", "/home", "clashreader:welcome", " "]
)
def test_a_feed_s_address_is_one(run: Any, feeds: Any, url: str) -> None:
    assert run("add", feeds.feed("/f", ferry="The ferry sails.")).code == 0
    before = run("sources", "--json").json
    result = run("edit", "1", "--url", url)
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert run("sources", "--json").json == before


def test_a_feed_can_move(run: Any, feeds: Any) -> None:
    run("add", feeds.feed("/f", ferry="The ferry sails."))
    there = feeds.feed("/g", ferry="The ferry sails.")
    assert run("edit", "1", "--url", f" {there} ").code == 0
    assert run("sources", "--json").json["sources"][0]["url"] == there


def test_a_folder_s_address_is_absolute_and_there(
    filled: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in ("http://paper.example/f", str(tmp_path / "nowhere"), "~nosuchuser/x"):
        assert filled("edit", "1", "--url", url).code == 2
    folder.rename(tmp_path / "moved")
    monkeypatch.chdir(tmp_path)
    assert filled("edit", "1", "--url", "moved").code == 0
    assert filled("sources", "--json").json["sources"][0]["url"] == str(tmp_path / "moved")
    assert filled("sync", "--json").json["failed"] == 0
