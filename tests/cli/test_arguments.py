"""Arguments that are not UTF-8, notices, places in queries, what sync counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_process import environment

BYTES = "\udcff\udcfe"
"""What Python makes of the argument ``ff fe``."""


@pytest.mark.parametrize(
    "words",
    [
        ["tag", "1", "--add", BYTES],
        ["edit", "1", "--title", BYTES],
        ["edit", "1", "--section", BYTES],
        ["edit", "1", "--url", BYTES],
        ["sync", BYTES],
        ["remove", BYTES],
        ["list", BYTES],
        ["search", f"title:{BYTES}"],
        ["mark", "read", "--query", BYTES],
        ["sections", "rename", BYTES, "x"],
        ["sections", "rename", "Europe", BYTES],
        ["tags", "rename", "a", BYTES],
        ["add", "letter.md", "--title", BYTES],
        ["add", f"http://127.0.0.1:9/{BYTES}"],
        ["add", f"/no/{BYTES}"],
        ["import", f"/no/{BYTES}"],
        ["open", BYTES, "--size", "huge"],
        [BYTES],
        [f"--{BYTES}"],
        ["list", "--sort", BYTES],
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_bytes_that_are_no_text_are_refused(filled: Any, words: list[str], as_json: bool) -> None:
    result = filled(*words, *(["--json"] if as_json else []))
    assert result.code == 2
    assert "mistake" not in result.out + result.err
    if as_json:
        assert result.json["error"]["message"].endswith((".", "`"))
    else:
        assert result.err.startswith("clashreader: ")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_folder_and_a_file_may_be_called_so(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / f"d{BYTES}"
    folder.mkdir()
    (folder / "a.md").write_text("# A lamp\n\nIt is lit.\n")
    assert run("add", str(folder)).code == 0
    assert run("sync", "--now", "--json").json["sources"][0]["unchanged"] == 1
    (folder / "list.opml").write_text(
        '<opml version="2.0"><body><outline text="a" xmlUrl="http://a.invalid/"/></body></opml>'
    )
    assert run("import", str(folder / "list.opml"), "--json").json["added"] == 1


def test_the_place_of_a_query_s_fault_is_told(filled: Any) -> None:
    result = filled("list", "ferry", "colour:red", "--json")
    assert result.code == 2
    assert result.json["error"]["kind"] == "query"
    assert result.json["error"]["position"] == 6
    assert result.json["error"]["length"] == len("colour:red")
    asked = filled("search", "ferry", "sektion:Europe", "--json").json["error"]
    assert (asked["position"], asked["length"], asked["suggestion"]) == (6, 8, "section:")
    shown = filled("list", "ferry", "sektion:Europe").err.splitlines()
    assert shown[-2:] == ["  ferry sektion:Europe", "        ^^^^^^^^"]
    long = filled("list", "ferry " * 40 + "is:unred").err.splitlines()
    assert long[-1].index("^") == long[-2].index("unred")
    assert len(long[-2]) < 100
    again = filled("mark", "read", "--query", "(", "--json")
    assert isinstance(again.json["error"]["position"], int)


def test_a_query_of_a_thousand_conditions_is_answered_and_a_longer_one_refused(
    filled: Any,
) -> None:
    words = " ".join(f"-a{number}" for number in range(1000))
    assert filled("list", words, "--json").json["total"] == filled("list", "--json").json["total"]
    words = "-a " * 6_000
    for command in ("list", "search"):
        result = filled(command, words, "--json")
        assert (result.code, result.json["error"]["kind"]) == (2, "query")


@pytest.mark.parametrize(
    "target", ["http://", "http://127.0.0.1:99999/", "http://[::1", "http://exa mple/", "ftp://x/"]
)
def test_an_address_that_is_none_is_a_wrong_call(run: Any, target: str) -> None:
    result = run("add", target, "--json")
    assert (result.code, result.json["error"]["kind"]) == (2, "usage")


def test_a_folder_that_is_not_there_is_followed_on_demand(run: Any, tmp_path: Path) -> None:
    assert run("add", str(tmp_path / "nope")).code == 2
    result = run("add", str(tmp_path / "nope"), "--anyway")
    assert result.code == 1
    assert "not there" in result.err


def test_editing_an_address_keeps_feeds_apart(run: Any, feeds: Any) -> None:
    first = feeds.feed("/1.xml", a="The first.")
    second = feeds.feed("/2.xml", b="The second.")
    run("add", first)
    run("add", second)
    same = run("edit", "2", "--url", first.replace("http", "HTTPS") + "#x")
    assert same.code == 2
    assert "already (number 1)" in same.err
    assert run("edit", "2", "--url", "http://[::1").code == 2
    moved = run("edit", "2", "--url", "HTTP://Lamp.invalid/2.xml#x", "--json")
    assert moved.json["source"]["url"] == "http://lamp.invalid/2.xml"
    assert run("edit", "2", "--url", "http://lamp.invalid/2.xml").code == 0


# --- notices ---


def test_what_a_source_has_to_say_is_told(run: Any, feeds: Any) -> None:
    address = feeds.feed("/feed.xml", one="The lamp number 0 is lit.")
    run("add", address)
    assert run("sources", "--json").json["sources"][0]["notice"] is None
    for number in range(1, 26):
        feeds.feed("/feed.xml", one=f"The lamp number {number} is lit.")
        said = run("sync", "--now")
    assert said.code == 0
    assert said.err == (
        "Lantern Street News: One article keeps changing;"
        " a text that comes back again and again makes no new version,"
        " and no more than 24 versions of each are kept.\n"
    )
    listed = run("sources")
    assert listed.code == 0
    assert "keeps changing" in listed.err
    assert "keeps changing" in run("sources", "--json").json["sources"][0]["notice"]


# --- what is unchanged ---


def test_the_help_of_sync_says_what_unchanged_counts(run: Any) -> None:
    assert "`unchanged` counts" in run("sync", "--help").out


def unchanged(run: Any) -> int:
    [report] = run("sync", "--now", "--json").json["sources"]
    number: int = report["unchanged"]
    return number


def test_unchanged_counts_every_file_that_is_neither_new_nor_updated(
    filled: Any, folder: Path
) -> None:
    assert unchanged(filled) == 4
    ferry, letter = folder / "Europe/ferry.md", folder / "letter.md"
    os.utime(ferry, ns=(1, 1))
    letter.rename(folder / "Europe/letter.md")
    assert unchanged(filled) == 4
    (folder / "lamp.md").write_text("# Lamp\n\nA lamp is lit.\n")
    ferry.write_text(ferry.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert unchanged(filled) == 3
    (folder / "lamp.md").unlink()
    assert unchanged(filled) == 4


def test_unchanged_articles_of_a_feed_count_whether_or_not_it_was_read(
    run: Any, feeds: Any
) -> None:
    address = feeds.feed("/feed.xml", one="The first.", two="The second.", three="The third.")
    run("add", address)
    assert unchanged(run) == 3  # 304
    feeds.feed("/feed.xml", one="The first!", two="The second.", three="The third.", four="Four.")
    assert unchanged(run) == 2
    feeds.feed("/feed.xml", four="Four.")
    assert unchanged(run) == 4


# --- small things ---


def test_an_article_without_a_section_shows_its_month(run: Any, feeds: Any) -> None:
    run("add", feeds.feed("/feed.xml", one="The first lamp is lit."))
    assert "\nSection    Europe / 2025-06\n" in run("show", "1").out
    status, kind, body = feeds.pages["/feed.xml"]
    body = body.replace(b"<category>Europe</category>", b"")
    feeds.pages["/other.xml"] = (status, kind, body.replace(b">one<", b">two<"))
    run("add", feeds.url("/other.xml"))
    assert "\nMonth      2025-06\n" in run("show", "2").out


def test_a_merged_section_is_pointed_to_by_its_name_of_now(filled: Any) -> None:
    names = [section["name"] for section in filled("sections", "--json").json["sections"]]
    assert {"Europe", "Asia-Pacific"} <= set(names)
    assert filled("sections", "merge", "Europe", "Asia-Pacific").code == 0
    again = filled("sections", "merge", "Europe", "Fresh")
    assert again.code == 2
    assert "'Europe' is called 'Asia-Pacific' now" in again.err


STARTING = """
import sys, importlib.abc
class Interrupting(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            sys.meta_path.remove(self)
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from clashreader.cli import main
sys.exit(main({words!r}))
"""


@pytest.mark.parametrize("words", [["list"], ["list", "--json"]])
@pytest.mark.parametrize("name", ["running", "output", "commands", "articles"])
def test_ctrl_c_while_the_program_starts_is_quiet(
    tmp_path: Path, name: str, words: list[str]
) -> None:
    code = STARTING.format(name=f"clashreader.cli.{name}", words=words)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        timeout=30,
        env=environment(tmp_path / "home"),
    )
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr
    if "--json" in words:
        assert json.loads(done.stdout)["error"]["kind"] == "cancelled"
    else:
        assert done.stderr.startswith(b"clashreader: Stopped.")


def test_ctrl_c_in_a_callback_is_not_lost(tmp_path: Path) -> None:
    code = """
import sys
import clashreader.cli.running as running
from clashreader.cli import main
class Late:
    def __del__(self):
        raise KeyboardInterrupt
def dispatch(arguments, out):
    Late()
    return 0
running._dispatch = dispatch
sys.exit(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env=environment(tmp_path / "home"),
    )
    assert (done.returncode, done.stderr) == (130, "clashreader: Stopped.\n")


def test_little_happens_before_ctrl_c_is_ours() -> None:
    code = (
        "import sys; before = set(sys.modules); import clashreader.cli; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__future__", "clashreader", "clashreader.cli"]
