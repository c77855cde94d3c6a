"""Desktop entry, metainfo, icons, manual page and completions: sound, and up to date."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import completions
import icons
import man
import metainfo
from clashreader import app
from clashreader.cli import desktop
from clashreader.paths import desktop_files, resources

ROOT = Path(__file__).parents[1]

FILES = desktop_files()
ENTRY = FILES / f"{desktop.ID}.desktop"


def entry(path: Path = ENTRY) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(path, encoding="utf-8")
    return read


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def passes(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_what_is_generated_is_up_to_date() -> None:
    made = {man.PAGE: man.page(), metainfo.METAINFO: metainfo.text()}
    made |= {completions.FOLDER / name: write() for name, write in completions.SHELLS.items()}
    stale = [path.name for path, text in made.items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run `.venv/bin/python tools/generated.py`, which writes these anew"


def test_the_entry_names_what_there_is() -> None:
    main = entry()["Desktop Entry"]
    assert app.DESKTOP_ID == desktop.ID == ENTRY.stem == main["Icon"]
    assert main["StartupWMClass"] == "clashreader", "that is the name of the application"
    assert "%U" in main["Exec"]
    actions = [name for name in main["Actions"].split(";") if name]
    assert [f"Desktop Action {name}" for name in actions] == entry().sections()[1:]
    root = ET.parse(FILES / f"{desktop.ID}.metainfo.xml").getroot()
    assert root.findtext("id") == desktop.ID
    assert root.findtext("launchable") == ENTRY.name
    types = {kind for kind in main["MimeType"].split(";") if kind}
    assert types == {one.text for one in root.iter("mediatype")}
    for image in root.iter("image"):
        shown = ROOT / "docs" / "images" / (image.text or "").rpartition("/")[2]
        data = shown.read_bytes()
        size = (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"))
        assert size == (int(image.get("width", 0)), int(image.get("height", 0)))
        assert 1.5 <= size[0] / size[1] <= 1.8


def test_every_size_of_the_icon_is_the_drawing(qapp: object) -> None:
    from PySide6.QtGui import QImage

    for size in icons.SIZES:
        kept, drawn = QImage(str(icons.ICONS / f"{size}.png")), icons.render(size)
        assert kept.width() == kept.height() == size
        kept = kept.convertToFormat(drawn.format())
        off = 0
        for y in range(size):
            for x in range(size):
                one, other = kept.pixelColor(x, y), drawn.pixelColor(x, y)
                off += abs(one.lightness() - other.lightness()) > 24
        assert off <= size * size // 100, f"{size}: tools/icons.py draws it anew"
    assert {path.stem for path in icons.ICONS.iterdir()} == {str(size) for size in icons.SIZES}
    assert (resources() / "icons" / "clashreader.svg").exists()


def test_the_desktops_own_tools_find_nothing_wrong(tmp_path: Path) -> None:
    absolute = tmp_path / ENTRY.name
    text = desktop.entry_for(
        ENTRY.read_text(encoding="utf-8"), ["/opt/a b/$x`%\\clashreader"], frozenset()
    )
    absolute.write_text(text, encoding="utf-8")
    for path in (ENTRY, absolute):
        assert passes(tool("desktop-file-validate"), str(path)) == ""


def test_the_metainfo_is_valid() -> None:
    said = passes(
        *(tool("appstreamcli"), "validate", "--pedantic", "--no-net", "--no-color"),
        str(FILES / f"{desktop.ID}.metainfo.xml"),
    )
    assert "Validation was successful" in said


def test_the_manual_page_has_every_command_and_no_flaw() -> None:
    page = man.page()
    plain = re.sub(r"\\f[BRI]|\\", "", page)
    for name, command in man.COMMANDS.items():
        assert name in plain, command.summary
    assert all(f".SH {name}" in page for name in ("EXIT STATUS", "ENVIRONMENT", "FILES"))
    assert man.escaped(".dot -a \\ é") == "\\&.dot \\-a \\e \\[u00E9]"
    assert passes(tool("groff"), "-man", "-Tutf8", "-ww", "-z", str(man.PAGE)) == ""


_BASH = """
source {file}
try() {{ COMP_WORDS=("$@"); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); COMPREPLY=()
         _clashreader 2>/dev/null; echo "${{COMPREPLY[*]}}"; }}
cd {folder}
try clashreader so; try clashreader --ins; try clashreader --home art
try clashreader --home X mark b; try clashreader list --sort n; try clashreader edit 1 --paused ''
try clashreader import a; try clashreader open --theme d
"""
_CALLS = ["so", "--ins", "--home art", "mark b", "list --sort n", "edit 1 --paused ", "import a"]
_FISH = "source {file}; cd {folder}; for line in {calls}; complete -C $line; echo; end"


def test_completions_in_bash(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    file = completions.FOLDER / "clashreader.bash"
    said = passes(tool("bash"), "--norc", "-c", _BASH.format(file=file, folder=tmp_path))
    assert said.splitlines() == [
        *("sources", "--install-desktop", "articles", "bookmark", "newest", "on off"),
        *("articles", "dark"),
    ]


def test_completions_in_fish(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    calls = " ".join(f"'clashreader {call}'" for call in _CALLS)
    script = _FISH.format(
        file=completions.FOLDER / "clashreader.fish", folder=tmp_path, calls=calls
    )
    said = passes(tool("fish"), "--no-config", "-c", script)
    found = [re.findall(r"^\S+", part, re.MULTILINE) for part in said.split("\n\n")]
    assert found[:7] == [
        *(["sources"], ["--install-desktop"], ["articles/"], ["bookmark"], ["newest"]),
        *(["off", "on"], ["articles/"]),
    ]


def test_completions_in_zsh() -> None:
    passes(tool("zsh"), "-n", str(completions.FOLDER / "_clashreader"))
    text = completions.zsh()
    assert text.startswith("#compdef clashreader\n")
    assert all(f"'{call.name}:" in text for call in completions._own_commands())
