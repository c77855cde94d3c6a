"""Starting with the session: what is written for each system, and who else may change it."""

from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from clashreader.autostart import (
    NAME,
    Autostart,
    command,
    desktop_entry,
    entry_path,
    forget_program,
    launch_agent,
    program_of,
    quoted,
    starts,
    windows_line,
)
from clashreader.errors import SettingsError

ODD = ["/opt/Clash Reader/bin", "--home", '/Users/vera/50% "of" $all\\news`;']


def test_it_is_there_when_switched_on_and_gone_when_switched_off(tmp_path: Path) -> None:
    path = tmp_path / "config" / "autostart" / f"{NAME}.desktop"
    autostart = Autostart(["clashreader"], path)
    assert not autostart.on
    autostart.switch(False)
    autostart.switch(True)
    assert autostart.on
    assert "Exec=clashreader\n" in path.read_text(encoding="utf-8")
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    text = path.read_text(encoding="utf-8")
    for line in ("Hidden=true\n", "X-GNOME-Autostart-enabled = false\n"):
        path.write_text(text + line, encoding="utf-8")
        assert not autostart.on, "another program switched it off"
    path.write_bytes(b"\xff\xfe")
    assert autostart.on, "a file that is there is in force"
    autostart.switch(False)
    assert not path.exists()


def test_where_it_cannot_be_written_there_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file in its place")
    with pytest.raises(SettingsError, match="could not be changed"):
        Autostart(["clashreader"], tmp_path / "autostart" / "x.desktop").switch(True)


def test_odd_words_come_back_as_they_were(tmp_path: Path) -> None:
    line = next(
        line.removeprefix("Exec=")
        for line in desktop_entry(ODD).splitlines()
        if line.startswith("Exec=")
    )
    string = line.replace("\\\\", "\\")  # as a string of a desktop entry is read
    words = [
        re.sub(r"\\(.)", r"\1", inside) if inside else plain
        for inside, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', string)
    ]
    assert [word.replace("%%", "%") for word in words] == ODD
    assert program_of(desktop_entry(ODD)) == ODD[0]
    assert program_of(desktop_entry(ODD[2:])) == ODD[2]
    assert "TryExec=/opt/Clash Reader/bin\n" in desktop_entry(ODD)
    assert quoted("plain") == "plain"
    assert quoted("") == '""'
    assert plistlib.loads(launch_agent(ODD))["ProgramArguments"] == ODD
    assert windows_line(["C:\\Program Files\\x.exe", "--home", "D:\\n"]) == (
        '"C:\\Program Files\\x.exe" --home D:\\n'
    )
    validate = shutil.which("desktop-file-validate")
    if validate:
        entry = tmp_path / f"{NAME}.desktop"
        entry.write_text(desktop_entry(ODD), encoding="utf-8")
        subprocess.run([validate, entry], check=True, timeout=20)


def test_it_goes_with_the_program_that_it_starts(tmp_path: Path) -> None:
    path, own, other = tmp_path / "x.desktop", tmp_path / "own program", tmp_path / "other"
    for program in (own, other):
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    assert not forget_program(str(own), path)
    for words, goes in (
        ([str(own), "--home", "/x"], True),
        ([str(other)], False),
        (["/nowhere/clashreader"], True),
    ):
        path.write_text(desktop_entry(words), encoding="utf-8")
        assert forget_program(str(own), path) is goes
        assert path.exists() is not goes
    path.write_bytes(b"\xff")
    assert forget_program(str(own), path), "it starts nothing"


def test_where_it_is_written(tmp_path: Path) -> None:
    named = entry_path({"XDG_CONFIG_HOME": str(tmp_path)}, "linux")
    assert named == tmp_path / "autostart" / f"{NAME}.desktop"
    for bad in ({}, {"XDG_CONFIG_HOME": "not/absolute"}):
        assert entry_path(bad, "linux") == Path.home() / ".config" / "autostart" / named.name
    assert entry_path({}, "win32") is None
    assert str(entry_path({}, "darwin")).endswith(f"LaunchAgents/{NAME}.plist")
    assert command(tmp_path)[-2:] == ["--home", str(tmp_path)]
    assert "--home" not in command(None)
    assert command(None, program="x") == ["x"]
    assert starts("Exec=a=b\n# Hidden=true\nno key")
