"""verify: what is intact, what is not, manifests and their signatures."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clashreader.library.packing import pack
from clashreader.paths import Home


def _spoil(home: Home, article: int) -> None:
    body, text = pack("<p>Lies.</p>", "Lies.")
    with closing(sqlite3.connect(home.library, isolation_level=None)) as raw:
        raw.execute(
            "UPDATE bodies SET body = ?, text = ? WHERE version_id = "
            "(SELECT id FROM versions WHERE article_id = ?)", (body, text, article),
        )  # fmt: skip


def test_verify_names_what_is_altered(filled: Any, ids: dict[str, int], home: Home) -> None:
    sound = filled("verify", "--json")
    assert sound.code == 0
    assert (sound.json["intact"], sound.json["altered"], sound.json["unproven"]) == (4, 0, 0)
    assert filled("verify").out.startswith("4 intact, 0 altered.\n")
    assert "nothing about what the site published" in filled("verify").err

    number = min(ids.values())
    _spoil(home, number)
    found = filled("verify", "--json")
    assert found.code == 1
    assert (found.json["intact"], found.json["altered"]) == (3, 1)
    assert {one["id"] for one in found.json["findings"]} == {number}
    assert [one["what"] for one in found.json["findings"]] == ["body", "text"]
    told = filled("verify")
    assert told.code == 1
    assert told.out.startswith(f"ALTERED  {number}, version 1: “")
    assert "3 intact, 1 altered." in told.out
    assert filled("verify", "title:nothing-of-this").code == 0


def test_show_and_history_say_where_a_text_comes_from(
    filled: Any, ids: dict[str, int], folder: Path
) -> None:
    number = str(min(ids.values()))
    told = filled("show", number, "--json").json["provenance"]
    assert told["asked"].startswith(str(folder))
    assert Path(told["asked"]).is_file()
    assert hashlib.sha256(Path(told["asked"]).read_bytes()).hexdigest() == told["sha256"]["bytes"]
    assert told["extractor"] == "file reader"
    assert told["status"] is None
    (version,) = filled("history", number, "--json").json["versions"]
    assert version["provenance"] == told


def test_a_manifest_is_written_and_checked(
    filled: Any, ids: dict[str, int], home: Home, tmp_path: Path
) -> None:
    manifest = tmp_path / "kept.jsonl"
    made = filled("verify", "--manifest", str(manifest), "--json")
    assert (made.code, made.json["listed"]) == (0, 4)
    again = filled("verify", "--manifest", str(manifest))
    assert again.code == 2
    assert "is there already" in again.err
    same = manifest.read_bytes()
    assert filled("verify", "--manifest", str(manifest), "--overwrite").code == 0
    assert manifest.read_bytes() == same

    checked = filled("verify", "--check", str(manifest), "--json")
    assert checked.code == 0
    assert (checked.json["intact"], checked.json["missing"]) == (4, 0)
    assert checked.json["signature"] is None
    _spoil(home, min(ids.values()))
    told = filled("verify", "--check", str(manifest))
    assert told.code == 1
    assert "3 as the manifest has them, 1 altered, 0 not there." in told.out
    assert "not signed" in told.out


@pytest.mark.parametrize(
    "words",
    [
        ["--sign", "key"], ["--check", "a", "--manifest", "b"], ["--check", "a", "words"],
        ["--check", "not-there"], ["--signers", "a"],
        ["--manifest", "m.jsonl", "--sign", "no-key"],
    ],
)  # fmt: skip
def test_wrong_calls_say_so(filled: Any, words: list[str], monkeypatch: Any, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert filled("verify", *words).code == 2


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs OpenSSH's ssh-keygen")
def test_a_manifest_is_signed_with_an_ssh_key(filled: Any, tmp_path: Path) -> None:
    key, manifest = tmp_path / "key", tmp_path / "m.jsonl"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True
    )
    made = filled("verify", "--manifest", str(manifest), "--sign", str(key), "--json")
    assert made.code == 0, made.err
    assert Path(made.json["signature"]).is_file()
    signers = tmp_path / "signers"
    signers.write_text(f"ana@example.org {key.with_suffix('.pub').read_text()}")
    good = filled("verify", "--check", str(manifest), "--signers", str(signers), "--json")
    assert (good.code, good.json["signature"]) == (0, "signed by ana@example.org")
    somebody = filled("verify", "--check", str(manifest), "--json")
    assert "SHA256:" in somebody.json["signature"]

    with manifest.open("ab") as file:
        file.write(b"\n")
    for more in ([], ["--signers", str(signers)]):
        bad = filled("verify", "--check", str(manifest), *more, "--json")
        assert (bad.code, bad.json["error"]["kind"]) == (1, "signature")
    signers.write_text("")
    unknown = filled("verify", "--check", str(manifest), "--signers", str(signers))
    assert "by nobody who is named" in unknown.err
    key.write_text("no key")
    refused = filled("verify", "--manifest", str(manifest), "--sign", str(key), "--overwrite")
    assert "was not signed" in refused.err
