"""Backups as the reader planned them: how often, how many, with what, and where."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.library.test_verifying import fill

from clashreader.errors import LibraryError
from clashreader.library import backups, scheduled, unpacking
from clashreader.library.library import Library
from clashreader.model import BackupPlan
from clashreader.paths import Home

DAY = 86_400


def test_backups_with_pictures_go_where_the_reader_wants_them(
    library: Library, home: Home, tmp_path: Path
) -> None:
    fill(library)
    other = tmp_path / "disk"
    other.mkdir()
    (other / "library-20200101-000000.zip").write_text("mine")
    plan = BackupPlan(DAY, 2, pictures=True, folder=str(other))
    assert library.backup_due(plan)
    assert library.backup_size(plan) > backups.size_of(home.library)
    made = library.back_up_by(plan, extras=home.beside_library)
    folder = scheduled.folder_of(home.library, plan)
    assert made.path.parent == folder
    assert folder.parent == other
    assert unpacking.facts_of(made.path).pictures == 1
    assert not backups.existing(home.library)

    for day in (1, 2):  # an older one of each day, one of them damaged
        shutil.copyfile(made.path, folder / f"library-2020010{day}-000000.zip")
    (folder / "library-20200103-000000.zip").write_bytes(b"damaged")
    made.path.rename(folder / "library-20200104-000000.zip")
    library.back_up_by(plan, extras={})
    assert [one.path.name for one in scheduled.whole(folder)][1:] == ["library-20200104-000000.zip"]
    assert (other / "library-20200101-000000.zip").read_text() == "mine"


def test_a_plan_says_when_the_next_is_due(library: Library, home: Home, clock: FakeClock) -> None:
    fill(library)
    for pictures in (False, True):
        plan = BackupPlan(7 * DAY, 3, pictures=pictures)
        assert library.backup_due(plan)
        made = library.back_up_by(plan, extras={})
        os.utime(made.path, (clock(), clock()))
        clock.advance(2 * DAY)
        os.utime(home.library, (clock(), clock()))
        assert not library.backup_due(plan)
        assert library.backup_due(BackupPlan(DAY, 3, pictures=pictures))
        clock.advance(6 * DAY)
        assert library.backup_due(plan)


def test_a_folder_that_is_away_is_said_and_the_library_backed_up_all_the_same(
    library: Library, home: Home, tmp_path: Path
) -> None:
    fill(library)
    plan = BackupPlan(DAY, 3, folder=str(tmp_path / "stick"))
    assert library.backup_due(plan)
    for _ in range(2):
        with pytest.raises(LibraryError, match="is not there"):
            library.back_up_by(plan, extras={})
        assert len(backups.existing(home.library)) == 1
    (tmp_path / "stick").mkdir()
    made = library.back_up_by(plan, extras={})
    assert backups.existing(home.library, made.path.parent) == [made]
