"""note, highlight, highlights, on a folder of articles."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from clashreader.content import to_text
from clashreader.content.body import Body
from clashreader.model import MediaType

LONG = """\
---
title: Notes from the harbour
---

The tide came in twice. Nobody wrote it down, for nobody was asked to, and the quay was wet again.

- first a boat with salt
- then a boat with letters

> “Salt keeps,” said the clerk, “and letters do not.”

نص بالعربية عن الميناء، ثم 港の記録 and an emoji 🚢 at the end of the line. The tide came in twice.
"""


@pytest.fixture
def harbour(run: Any, folder: Path) -> int:
    """The number of an article with a list, a quotation and several scripts."""
    (folder / "harbour.md").write_text(LONG, encoding="utf-8")
    assert run("add", str(folder)).code == 0
    [article] = run("list", "title:harbour", "--json").json["articles"]
    return int(article["id"])


@pytest.fixture
def feed_stdin(monkeypatch: pytest.MonkeyPatch) -> Any:
    def feed(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))

    return feed


# --- note ---


def test_a_note_is_written_printed_and_taken_away(run: Any, harbour: int) -> None:
    number = str(harbour)
    assert run("note", number).out == ""
    assert run("note", number, "--json").json["note"] is None
    text = "Ask Ida — כן 😀\n- and twice"
    assert run("note", number, text).code == 0
    assert run("note", number).out == text + "\n"
    told = run("note", number, text, "--json").json
    assert told == {"article": harbour, "note": text, "changed": False}
    assert run("show", number, "--json").json["note"] == text
    assert "Note       Ask Ida — כן 😀\n           - and twice" in run("show", number).out
    assert run("list", "has:note", "--json").json["total"] == 1
    assert run("note", number, "").code == 0
    assert run("show", number, "--json").json["note"] is None
    assert run("list", "has:note", "--json").json["total"] == 0


@pytest.mark.parametrize("text", ["- first\n- second", "-5 degrees", "—", "x\ny " * 9])
def test_a_note_may_begin_with_a_dash(run: Any, harbour: int, text: str) -> None:
    assert run("note", str(harbour), text).code == 0
    assert run("note", str(harbour), "--json").json["note"] == text


def test_a_note_comes_from_standard_input(run: Any, harbour: int, feed_stdin: Any) -> None:
    feed_stdin("\ufeffOne line.\r\nУ причала\n".encode())
    assert run("note", str(harbour), "-").code == 0
    assert run("note", str(harbour), "--json").json["note"] == "One line.\nУ причала"


@pytest.mark.parametrize(
    ("data", "words"), [(b"\xff\xfe\x00", "UTF-8"), (b"x" * 100_001, "100,000"),
                        (b"x" * 1_000_001, "too long"), (b"", "empty"), (b" \n", "empty")],
)  # fmt: skip
def test_what_is_no_note_is_refused_and_the_old_one_stays(
    run: Any, harbour: int, feed_stdin: Any, data: bytes, words: str
) -> None:
    run("note", str(harbour), "Kept.")
    feed_stdin(data)
    result = run("note", str(harbour), "-")
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert run("note", str(harbour)).out == "Kept.\n"


def test_where_there_is_no_standard_input_the_note_stays(
    run: Any, harbour: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("note", str(harbour), "Kept.")
    monkeypatch.setattr(sys, "stdin", None)
    assert run("note", str(harbour), "-").code == 2
    assert run("note", str(harbour)).out == "Kept.\n"


# --- highlight ---


def marked(run: Any, *words: str) -> Any:
    result = run("highlight", *words, "--json")
    assert result.code == 0, result.err
    return result.json


@pytest.mark.parametrize(
    "words",
    [
        "Nobody wrote it down",
        '"Salt keeps," said the clerk',
        "نص بالعربية عن الميناء",
        "港の記録 and an emoji 🚢",
        "first a boat with salt\nthen a boat",
    ],
)
def test_words_of_the_text_are_marked(run: Any, harbour: int, words: str) -> None:
    made = marked(run, str(harbour), "--quote", words, "--note", "- why?", "--colour", "green")
    [listed] = run("highlights", "--json").json["highlights"]
    assert listed == made
    assert listed["found"] is True
    assert (listed["article"], listed["version"], listed["colour"]) == (harbour, 1, "green")
    assert listed["note"] == "- why?"
    assert run("show", str(harbour), "--json").json["highlights"] == [made]
    assert run("list", "has:highlight", "--json").json["total"] == 1


def test_the_very_words_that_show_prints_can_be_marked(run: Any, harbour: int) -> None:
    text = run("show", str(harbour), "--json").json["text"]
    assert text == to_text(Body(LONG.partition("---\n\n")[2], MediaType.MARKDOWN))
    for start, length in ((0, 300), (20, 90), (100, 150)):
        made = marked(run, str(harbour), "--quote", text[start : start + length])
        assert made["found"] is True
    passage = text[:45].strip()
    assert marked(run, str(harbour), "--quote", f" {passage}\n")["quote"] == passage


def test_of_several_places_the_first_is_marked_and_that_is_said(run: Any, harbour: int) -> None:
    result = run("highlight", str(harbour), "--quote", "The tide came in twice.")
    assert result.code == 0
    assert "2 times" in result.err
    assert marked(run, str(harbour), "--quote", "The tide came in twice.")["earlier"] == 0


def test_words_that_are_not_there_are_refused(run: Any, harbour: int) -> None:
    result = run("highlight", str(harbour), "--quote", "The tide went out")
    assert (result.code, result.out) == (2, "")
    assert f"not in the newest version of article {harbour}" in result.err
    said = run("highlight", str(harbour), "--quote", "the tide came in twice", "--json")
    assert (said.code, said.json["error"]["kind"]) == (2, "not-found")
    assert run("highlights", "--json").json == {"highlights": []}


@pytest.mark.parametrize(
    "words",
    [
        ["highlight"],
        ["highlight", "1"],
        ["highlight", "1", "--quote", ""],
        ["highlight", "1", "--quote", " \u00ad\n"],
        ["highlight", "1", "--quote"],
        ["highlight", "one", "--quote", "tide"],
        ["highlight", "99", "--quote", "tide"],
        ["highlight", "1", "--quote", "tide", "--colour", "pink"],
        ["highlight", "1", "--delete", "1"],
        ["highlight", "--delete", "1"],
        ["highlight", "--delete", "x"],
        ["highlight", "--delete", "99999999999999999999"],
        ["highlight", "--edit", "1"],
        ["highlight", "--edit", "1", "--note", "x"],
        ["highlight", "--edit", "1", "--quote", "x"],
        ["highlights", "99"],
        ["highlights", "x"],
        ["note", "99"],
        ["note", "99", "x"],
        ["note", "1", "one", "two"],
        ["note"],
    ],
)
def test_a_wrong_call_gets_a_sentence(run: Any, harbour: int, words: list[str]) -> None:
    result = run(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert run(*words, "--json").json["error"]["message"]


def test_a_quotation_may_begin_with_a_dash(run: Any, harbour: int) -> None:
    result = run("highlight", str(harbour), "--quote", "-tide", "--note", "-x")
    assert result.code == 2
    assert "not in the newest version" in result.err


def test_a_highlight_is_changed_and_deleted(run: Any, harbour: int) -> None:
    made = marked(run, str(harbour), "--quote", "Nobody wrote", "--note", "x")
    number = str(made["id"])
    changed = marked(run, "--edit", number, "--colour", "red", "--note", "")
    assert (changed["colour"], changed["note"], changed["quote"]) == ("red", None, "Nobody wrote")
    assert run("highlight", "--delete", number).code == 0
    assert run("highlights", "--json").json == {"highlights": []}
    assert run("highlight", "--delete", number).code == 2


def test_words_that_went_with_an_edit_are_not_found_and_where_they_are_is_said(
    run: Any, harbour: int, folder: Path
) -> None:
    gone = marked(run, str(harbour), "--quote", "Nobody wrote it down")
    kept = marked(run, str(harbour), "--quote", "a boat with letters")
    file = folder / "harbour.md"
    file.write_text(LONG.replace("Nobody wrote it down", "Somebody wrote it down"), "utf-8")
    os.utime(file, (1, 1))
    assert run("sync", "--now").code == 0
    found = {one["id"]: one for one in run("highlights", str(harbour), "--json").json["highlights"]}
    assert (found[gone["id"]]["found"], found[gone["id"]]["found_in"]) == (False, 1)
    assert (found[kept["id"]]["found"], found[kept["id"]]["found_in"]) == (True, 2)
    assert "version 1 has it" in run("highlights").out
    assert "version 1 has it" in run("show", str(harbour)).out


def test_highlights_read_well(run: Any, harbour: int) -> None:
    [ferry] = run("list", "title:ferry", "--json").json["articles"]
    marked(run, str(harbour), "--quote", "Nobody wrote it down", "--note", "Who was asked?")
    marked(run, str(ferry["id"]), "--quote", "the quay at dawn")
    said = run("highlights").out
    assert f"{harbour}  Notes from the harbour" in said
    assert "“Nobody wrote it down”" in said
    assert "Note: Who was asked?" in said
    assert said.index("the quay at dawn") < said.index("Nobody wrote")
    assert "the quay at dawn" not in run("highlights", str(harbour)).out


def test_the_very_same_words_are_marked_once(run: Any, harbour: int) -> None:
    words = [str(harbour), "--quote", "The tide came in twice."]
    first = marked(run, *words)
    assert marked(run, *words)["id"] == first["id"]
    assert "marked already" in run("highlight", *words).out
    again = marked(run, *words, "--note", "Twice!", "--colour", "green")
    assert (again["id"], again["note"], again["colour"]) == (first["id"], "Twice!", "green")
    assert marked(run, *words)["note"] == "Twice!"
    assert marked(run, *words, "--note", "Another thought")["id"] != first["id"]
    assert len(run("highlights", "--json").json["highlights"]) == 2
