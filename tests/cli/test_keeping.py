"""backup and restore, as a reader calls them."""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from clashreader.library import restoring
from clashreader.paths import Home
from clashreader.ui.instance import Instance


class Terminal(io.StringIO):
    """A reader who types."""

    def isatty(self) -> bool:
        return True


def test_a_backup_comes_back_whole(
    filled: Any, ids: dict[str, int], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = str(min(ids.values()))
    filled("note", number, "Kept.")
    file = tmp_path / "kept.zip"
    made = filled("backup", str(file), "--json")
    assert made.code == 0, made.err
    assert (made.json["articles"], made.json["pictures"]) == (4, 0)
    assert made.json["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    again = filled("backup", str(file))
    assert again.code == 2
    assert "there already" in again.err
    told = filled("backup", str(file), "--overwrite")
    assert told.code == 0
    assert "4 articles and 0 pictures backed up to" in told.out
    assert "keyring" in told.err
    assert filled("backup", str(tmp_path)).code == 0
    assert len(list(tmp_path.glob("library-*.clashreader.zip"))) == 1

    filled("note", number, "Changed.")
    refused = filled("restore", str(file))
    assert refused.code == 2
    assert "--yes" in refused.err
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    declined = filled("restore", str(file))
    assert (declined.code, "Nothing was changed." in declined.err) == (1, True)
    assert filled("show", number, "--json").json["note"] == "Changed."
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    restored = filled("restore", str(file))
    assert restored.code == 0, restored.err
    [aside] = home.data.glob("before-restore-*")
    assert str(aside) in restored.out
    assert filled("show", number, "--json").json["note"] == "Kept."
    assert filled("verify").code == 0

    third = filled("restore", str(file), "--yes", "--json", "--home", str(tmp_path / "new"))
    assert (third.code, third.json["kept_aside"]) == (0, [])
    assert filled("list", "--json", "--home", str(tmp_path / "new")).json["total"] == 4


def test_nothing_is_restored_below_an_open_window(filled: Any, home: Home, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    filled("backup", str(file))
    window = Instance(home.data)
    assert window.claim()
    try:
        refused = filled("restore", str(file), "--yes")
        assert refused.code == 3
        assert "The window is open" in refused.err
        assert filled("backup", str(file), "--overwrite").code == 0
    finally:
        window.release()
    assert filled("restore", str(file), "--yes").code == 0


def test_what_is_no_backup_says_so(filled: Any, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    other.write_text("no backup")
    assert filled("restore", str(other), "--yes").code == 2
    assert filled("restore", str(tmp_path / "none"), "--yes").code == 2
    whole = tmp_path / "kept.zip"
    filled("backup", str(whole))
    whole.write_bytes(whole.read_bytes()[:-100])
    cut = filled("restore", str(whole), "--yes", "--json")
    assert cut.code == 3
    assert "damaged, and nothing was changed" in cut.json["error"]["message"]


def test_a_file_other_than_the_one_with_that_hash_is_refused(filled: Any, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    known = filled("backup", str(file), "--json").json["sha256"]
    assert filled("restore", str(file), "--yes", "--sha256", f" {known.upper()} ").code == 0
    file.write_bytes(file.read_bytes() + b"\n")
    refused = filled("restore", str(file), "--yes", "--sha256", known)
    assert refused.code == 3
    assert "is not the file with that SHA-256" in refused.err
    assert filled("restore", str(file), "--yes", "--sha256", "abc").code == 2


def test_a_restore_that_was_killed_is_finished_at_the_next_start(
    filled: Any, ids: dict[str, int], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept.zip"
    filled("backup", str(file))
    number = str(min(ids.values()))
    filled("note", number, "Later.")

    class KilledError(BaseException):
        pass

    def kill(_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_go_on", kill)
        with pytest.raises(KilledError):
            filled("restore", str(file), "--yes")
    assert (home.data / restoring.JOURNAL).exists()
    assert filled("show", number, "--json").json["note"] is None
    assert not (home.data / restoring.JOURNAL).exists()
