"""The user guide: whole, its links and pictures there, and true of the program."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import guide as guide_tool
from clashreader import paths
from clashreader.cli.commands import COMMANDS
from clashreader.errors import ReaderError
from clashreader.library.grammar import FIELDS
from clashreader.library.grammar_values import STATES, THINGS
from clashreader.ui.guide.chapters import Chapter, read

ROOT = Path(__file__).parents[1]
FOLDER = paths.guide()
CHAPTERS = read(FOLDER)
NAMES = [chapter.name for chapter in CHAPTERS]
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")


def test_every_page_is_a_chapter_and_on_the_web_in_the_same_order() -> None:
    assert sorted(NAMES) == sorted(path.name for path in FOLDER.glob("*.md"))
    pages = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = [str(path) for entry in pages["nav"] for path in entry.values()]
    assert [name.removeprefix("guide/") for name in listed if name.startswith("guide/")] == NAMES


@pytest.mark.parametrize("chapter", CHAPTERS, ids=NAMES)
def test_links_and_pictures_lead_somewhere(chapter: Chapter) -> None:
    assert chapter.title != chapter.name
    for target, anchor in LINK.findall(chapter.text):
        assert (FOLDER / (target or chapter.name)).is_file(), target
        if anchor:
            named = next(one for one in CHAPTERS if one.name == (target or chapter.name))
            assert named.heading(anchor) is not None, anchor


def test_every_picture_is_shown_and_small() -> None:
    shown = {name for chapter in CHAPTERS for name in chapter.pictures}
    there = {path.name: path.stat().st_size for path in (FOLDER / "images").iterdir()}
    assert shown == set(there)
    assert max(there.values()) < 200_000


def test_the_command_line_page_is_what_the_parser_says() -> None:
    """Where it is not: ``tools/guide.py write``."""
    assert guide_tool.PAGE.read_text(encoding="utf-8") == guide_tool.page()


def test_the_commands_it_shows_exist() -> None:
    for chapter in CHAPTERS:
        for name in re.findall(r"^clashreader ([a-z][\w-]*)", chapter.text, re.MULTILINE):
            assert name in COMMANDS, f"{chapter.name}: {name}"


def test_the_page_on_searching_knows_the_whole_language() -> None:
    text = next(one.text for one in CHAPTERS if one.name == "finding.md")
    for field in FIELDS:
        assert f"`{field}:" in text or f"{field}:" in text, field
    for value in (*(f"is:{one}" for one in STATES), *(f"has:{one}" for one in THINGS)):
        assert value in text, value


def test_the_guide_comes_with_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "docs/guide" in wheel["only-include"]
    assert wheel["sources"]["docs/guide"] == "clashreader/resources/guide"


def test_an_installation_without_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="did not come with"):
        read(tmp_path)
