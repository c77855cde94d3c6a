"""The mirror in the window: made on request, kept up to date, its conflicts shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.export.mirror import is_mirror
from clashreader.library.library import Library
from clashreader.paths import Home
from clashreader.ui import mirroring
from clashreader.ui.main_window import MainWindow
from clashreader.ui.mirror_dialog import MirrorDialog

Settle = Callable[[MainWindow], None]


def test_a_mirror_is_made_kept_and_its_conflicts_are_shown(
    library: Library, make_window: WindowMaker, settle: Settle, home: Home, tmp_path: Path,
    qtbot: QtBot,
) -> None:  # fmt: skip
    store(library, 4)
    window = make_window(mark_read="never")
    window.keeper.writes = True
    window.deeds.do("mirrorAction")
    settle(window)
    [dialog] = window.findChildren(MirrorDialog)
    assert "Nothing was mirrored" in dialog.message.text()
    assert not dialog.make.isEnabled()
    folder = tmp_path / "mirror"
    dialog.choose(str(folder))
    dialog.found.setChecked(True)
    dialog.query.setText("is:nonsense")
    dialog.make.click()
    assert "nonsense" in dialog.message.text()
    assert not window.mirroring.running
    dialog.all.setChecked(True)
    dialog.make.click()
    assert (window.mirroring.running, dialog.make.text()) == (True, "Stop")
    settle(window)
    assert is_mirror(folder)
    assert "4 articles" in dialog.message.text()
    assert not dialog.list.isVisible()

    # Kept up to date: what the reader does goes out, what is edited outside comes in.
    dialog.keep.click()
    assert window.settings.mirror
    assert window.mirroring.is_kept
    [first, second, *_] = sorted(folder.glob("*/*/*.md"))
    text = first.read_text("utf-8")
    first.write_text(text.replace("tags: []", "tags: [outside]").replace("# ", "# My ", 1), "utf-8")
    second.write_text(second.read_text("utf-8").replace("read: false", "read: true"), "utf-8")
    window.mirroring._soon.stop()
    window.mirroring._pass_if_kept()
    settle(window)
    assert [tag.name for tag in library.tags()] == ["outside"]
    assert sum(row.read for row in library.rows([1, 2, 3, 4])) == 1
    assert window.mirroring.kept.conflicts
    assert dialog.list.count() == 1
    assert mirroring.load(home.data / "mirror.json") == window.mirroring.kept
    assert "Last pass" in dialog.message.text()
    library.set_bookmarked([1], True)
    window.apply_changes(library.set_bookmarked([2], True))
    assert window.mirroring._soon.isActive()

    # A folder that has gone, with its disk maybe, is not made anew by itself.
    folder.rename(tmp_path / "away")
    window.mirroring._pass_if_kept()
    settle(window)
    assert not folder.exists()
    assert "is not there" in dialog.message.text()
    dialog.reject()


def test_a_damaged_note_of_the_mirror_is_none(tmp_path: Path) -> None:
    path = tmp_path / "mirror.json"
    for text in ("", "{}", "[1]", '{"folder": 1}'):
        path.write_text(text)
        assert mirroring.load(path) == mirroring.Kept()
    assert mirroring.load(tmp_path / "none") == mirroring.Kept()
