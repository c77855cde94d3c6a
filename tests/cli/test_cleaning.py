"""Room on the disk from the command line: storage, clean-up."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

from clashreader.library import collecting, migrations
from clashreader.library.collecting import Collected
from clashreader.library.library import Library
from clashreader.paths import Home


def test_a_clean_up_is_previewed_then_done(filled: Run, ids: dict[str, int]) -> None:
    filled("mark", "bookmark", str(ids["ferry"]))
    filled("tag", str(ids["bridge"]), "--add", "keep")
    filled("note", str(ids["letter"]), "Who wrote it?")
    preview = filled("clean-up", "has:section", "--json").json
    assert preview["done"] is False
    assert preview["articles"] == 1
    assert preview["kept"] == {"bookmarked": 1, "tagged": 1, "annotated": 0}
    assert preview["bytes"] == preview["text_bytes"] + preview["picture_bytes"] > 0
    told = filled("clean-up", "has:section")
    assert "1 article would go" in told.out
    assert "Nothing was done" in told.err
    assert len(filled("list", "--json").json["articles"]) == 4
    done = filled("clean-up", "has:section", "--yes", "--json").json
    assert (done["done"], done["deleted"]) == (True, 1)
    left = {article["id"] for article in filled("list", "--json").json["articles"]}
    assert left == {ids["ferry"], ids["bridge"], ids["letter"]}
    filled("sync", "--now")
    assert len(filled("list", "--json").json["articles"]) == 3, "it does not come back"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ([], "Say what may go"),
        (["--older", "yesterday"], "not an age such as 90d"),
        (["--older", "0d"], "not an age such as 90d"),
        (["--larger", "big"], "not a size such as 500kB"),
        (["--read", "--unread"], "not allowed with"),
        (["--source", "nobody"], "nobody"),
        (["is:readd"], "is:read"),
        ([""], "query is empty"),
        (["--older", "1d", " "], "query is empty"),
    ],
)
def test_what_cannot_be_meant_is_said_and_deletes_nothing(
    filled: Run, words: list[str], part: str
) -> None:
    result = filled("clean-up", "--yes", *words)
    assert result.code == 2
    assert part in result.err
    assert len(filled("list", "--json").json["articles"]) == 4


def test_criteria_narrow_each_other(filled: Run, ids: dict[str, int]) -> None:
    filled("mark", "read", str(ids["ferry"]))

    def count(*words: str) -> int:
        return int(filled("clean-up", "--json", *words).json["articles"])

    assert count("--read") == 1
    assert count("--unread") == 3
    assert count("--read", "section:Asia-Pacific") == 0
    assert count("--older", "1d") == 0
    assert count("--source", "1") == 4
    assert count("--larger", "1GB") == 0
    assert count("--larger", "10") == 4


def test_a_library_on_a_full_disk_is_cleaned_up(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite cannot even make the file that programs share a library by: it is only read."""
    look = migrations._check_for_writing
    full = [True]

    def refuse(*given: Any) -> int:
        if full:
            raise sqlite3.OperationalError("database or disk is full")
        return look(*given)

    def make_room(library: Library, ids: Sequence[int] = ()) -> Collected:
        if ids:
            full.clear()
        return Collected(len(ids), 1000)

    monkeypatch.setattr(migrations, "_check_for_writing", refuse)
    monkeypatch.setattr(collecting, "is_full", lambda _: True)
    monkeypatch.setattr(Library, "make_room", make_room)
    done = filled("clean-up", "has:section", "--yes", "--json").json
    assert done["deleted"] == 3
    assert done["collected"] == {"pictures": 3, "bytes": 2000}
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("D", (), {"free": 10})())
    told = filled("clean-up", "--unread", "--compact", "--yes", "--json")
    assert (told.code, told.json["deleted"]) == (3, 1)
    assert "not enough room on the disk" in told.json["error"]["message"]


def test_storage_and_giving_room_back(filled: Run) -> None:
    room = filled("storage", "--json").json
    assert room["total"] >= room["library"] == room["texts"] + room["index"] + room["free"]
    (source,) = room["sources"]
    assert (source["title"], source["articles"]) == ("Harbour Gazette", 4)
    told = filled("storage")
    assert "Harbour Gazette" in told.out
    assert "In all" in told.out
    assert filled("clean-up", "--pictures", "--compact", "--yes").code == 0
    done = filled("clean-up", "--pictures", "--compact", "--yes", "--json").json
    assert done["collected"] == {"pictures": 0, "bytes": 0}
    assert done["compacted"] >= 0
    assert filled("doctor", "--json").json["sound"] is True


def test_what_was_kept_aside_goes_when_asked(filled: Run, home: Home, tmp_path: Path) -> None:
    file = str(tmp_path / "kept.zip")
    filled("backup", file)
    filled("restore", file, "--yes")
    [aside] = home.data.glob("before-restore-*")
    told = filled("clean-up", "--aside")
    assert f"{aside} would go" in told.out
    assert aside.exists()
    room = filled("storage", "--json").json["aside"]
    done = filled("clean-up", "--aside", "--yes", "--json").json
    assert done["aside"] == {"paths": [str(aside)], "bytes": room}
    assert not aside.exists()
    assert "Nothing is kept aside." in filled("clean-up", "--aside").out
    assert len(filled("list", "--json").json["articles"]) == 4
