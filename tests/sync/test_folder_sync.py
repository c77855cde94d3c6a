from __future__ import annotations

import os
import shutil
import sys
import threading
from pathlib import Path

import pytest
from tests.sync.conftest import Shelf
from tests.sync.samples import png

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, NewSource, SourceKind
from clashreader.sync.pipeline import Syncer
from clashreader.sync.report import SyncProgress

HARBOUR = "# The harbour\n\nThe ferries left on time this morning.\n"
MARKET = "# The market\n\nThe price of bread went up again.\n"


def test_files_are_articles_and_are_read_once(shelf: Shelf) -> None:
    shelf.write("harbour.md", HARBOUR)
    shelf.write("Europe/market.md", MARKET)
    shelf.write("page.html", "<html><head><title>A page</title></head><body><p>Text.</p></body>")
    shelf.write("notes.txt", "One plain line that tells a story.\n")
    shelf.write(".hidden.md", "# Hidden\n")
    shelf.write(".git/x.md", "# Hidden\n")
    shelf.write("picture.png", png())
    report = shelf.sync()
    assert (report.new, report.error) == (4, None)
    again = shelf.sync()
    assert (again.new, again.updated, again.unchanged, again.not_modified) == (0, 0, 4, True)
    assert shelf.article("The market").uid == "Europe/market.md"


def test_unchanged_files_are_not_even_opened(shelf: Shelf) -> None:
    path = shelf.write("harbour.md", HARBOUR)
    shelf.sync()
    if os.name == "nt" or os.geteuid() == 0:
        # Nobody can be kept from reading it; put other bytes there under the same time and size.
        status = path.stat()
        path.write_text(HARBOUR.replace("ferries", "trains!"))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    else:
        path.chmod(0)
    report = shelf.sync()
    assert (report.unchanged, report.updated, report.error) == (1, 0, None)


def test_an_edit_makes_a_version(shelf: Shelf) -> None:
    path = shelf.write("harbour.md", HARBOUR)
    shelf.sync()
    path.write_text(HARBOUR + "\nLater it rained.\n")
    report = shelf.sync()
    assert (report.new, report.updated) == (0, 1)
    assert shelf.article("The harbour").versions == 2


def test_writing_the_same_bytes_again_makes_none(shelf: Shelf) -> None:
    path = shelf.write("harbour.md", HARBOUR)
    shelf.sync()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    report = shelf.sync()
    assert (report.new, report.updated, report.not_modified) == (0, 0, True)
    assert shelf.sync().unchanged == 1


def test_a_move_is_the_same_article_in_another_section(shelf: Shelf) -> None:
    shelf.write("Europe/harbour.md", HARBOUR)
    shelf.write("Europe/market.md", MARKET)
    shelf.sync()
    before = shelf.article("The harbour")
    shelf.library.set_bookmarked([before.id], bookmarked=True)
    (shelf.root / "Asia-Pacific").mkdir()
    (shelf.root / "Europe/harbour.md").rename(shelf.root / "Asia-Pacific/quay.md")
    report = shelf.sync()
    assert (report.new, report.updated) == (0, 0)
    after = shelf.article("The harbour")
    assert (after.id, after.uid, after.versions) == (before.id, "Asia-Pacific/quay.md", 1)
    assert after.gone_since is None
    assert after.bookmarked_at
    assert (before.section, after.section) == ("Europe", "Asia-Pacific")


def test_a_deleted_file_leaves_its_article_and_may_return(shelf: Shelf) -> None:
    shelf.write("market.md", MARKET)
    path = shelf.write("harbour.md", HARBOUR)
    shelf.sync()
    path.unlink()
    assert not shelf.sync().not_modified
    gone = shelf.article("The harbour")
    assert gone.gone_since
    assert "ferries" in gone.body
    shelf.write("harbour.md", HARBOUR)
    assert shelf.sync().new == 0
    assert shelf.article("The harbour").gone_since is None


def test_an_unmounted_disk_marks_nothing_as_gone(shelf: Shelf) -> None:
    shelf.write("harbour.md", HARBOUR)
    shelf.write("market.md", MARKET)
    shelf.sync()
    aside = shelf.root.with_name("aside")
    shelf.root.rename(aside)
    missing = shelf.sync()
    assert missing.error is not None
    assert "not there" in missing.error
    shelf.root.mkdir()
    empty = shelf.sync()
    assert empty.error is not None
    assert "empty" in empty.error
    assert not any(row.gone for row in shelf.rows())
    assert shelf.library.source(shelf.source.id).error == empty.error
    shelf.root.rmdir()
    aside.rename(shelf.root)
    back = shelf.sync()
    assert (back.error, back.unchanged) == (None, 2)
    assert shelf.library.source(shelf.source.id).error is None


def test_the_last_article_of_a_folder_can_be_taken_away(shelf: Shelf) -> None:
    path = shelf.write("harbour.md", HARBOUR)
    shelf.sync()
    path.unlink()
    assert shelf.sync().error is None
    assert shelf.rows()[0].gone


def test_one_bad_file_is_named_and_holds_up_nothing(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clashreader.sync.folder.MAX_FILE", 5_000)
    shelf.write("a/big.txt", b"x" * 6_000)
    shelf.write("binary.txt", bytes(range(256)) * 4)
    shelf.write("harbour.md", HARBOUR)
    report = shelf.sync()
    assert report.new == 1
    assert report.error is not None
    assert report.error.startswith("2 files could not be read: ")
    assert "a/big.txt" in report.error
    assert "binary.txt" in report.error


def test_a_file_that_became_unreadable_is_not_gone(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write("harbour.md", HARBOUR)
    grown = shelf.write("market.md", MARKET)
    shelf.sync()
    monkeypatch.setattr("clashreader.sync.folder.MAX_FILE", 5_000)
    grown.write_text(MARKET * 1_000)
    assert "market.md" in (shelf.sync().error or "")
    assert not any(row.gone for row in shelf.rows())


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_followed_and_circles_end(shelf: Shelf, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "market.md").write_text(MARKET)
    shelf.write("harbour.md", HARBOUR)
    (shelf.root / "linked").symlink_to(elsewhere)
    (shelf.root / "circle").symlink_to(shelf.root)
    (shelf.root / "nowhere.md").symlink_to(tmp_path / "nothing.md")
    os.mkfifo(shelf.root / "pipe.md")
    report = shelf.sync()
    assert report.new == 2
    assert "nowhere.md" in (report.error or "")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_names_that_are_not_utf8(shelf: Shelf) -> None:
    path = os.fsencode(shelf.root) + b"/caf\xe9.md"
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(HARBOUR.encode())
    assert shelf.sync().new == 1
    assert shelf.sync().unchanged == 1


def test_a_single_file_is_a_source(library: Library, syncer: Syncer, tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_text(HARBOUR)
    (tmp_path / "other.md").write_text(MARKET)
    source = library.add_source(NewSource(SourceKind.FOLDER, str(path), "Story"))
    assert syncer.run([source.id]).new == 1
    path.write_text(HARBOUR + "More.\n")
    assert syncer.run([source.id]).updated == 1
    path.unlink()
    assert syncer.run([source.id]).failed == 0
    assert library.rows(library.ids(ArticleQuery()))[0].gone


def test_deleted_by_the_reader_does_not_come_back(shelf: Shelf) -> None:
    path = shelf.write("harbour.md", HARBOUR)
    shelf.sync()
    shelf.library.remove_source(shelf.source.id, delete_articles=True)
    source = shelf.library.add_source(NewSource(SourceKind.FOLDER, str(shelf.root), "Shelf"))
    assert source.id == shelf.source.id
    assert shelf.sync().new == 0
    path.write_text(HARBOUR + "An edit.\n")
    assert shelf.sync().new == 0
    assert shelf.rows() == []


def test_stopping_in_the_middle_goes_on_later(shelf: Shelf, syncer: Syncer) -> None:
    for number in range(250):
        shelf.write(f"{number:03}.md", f"# Story {number}\n\nNumber {number} of many.\n")
    cancel = threading.Event()

    def stop(now: SyncProgress) -> None:
        if now.new >= 100:
            cancel.set()

    syncer.run([shelf.source.id], progress=stop, cancel=cancel)
    stored = len(shelf.rows())
    assert 100 <= stored < 250
    assert shelf.sync().new == 250 - stored
    assert not any(row.gone for row in shelf.rows())


def test_local_pictures_are_copied_in(shelf: Shelf, tmp_path: Path) -> None:
    outside = tmp_path / "private.png"
    outside.write_bytes(png(shade=1))
    shelf.write("a/pics/quay one.png", png(10, 10))
    shelf.write(
        "a/harbour.md",
        HARBOUR + "\n![The quay](pics/quay%20one.png)\n\n![Private](../../private.png)\n"
        f"\n![Private]({outside.as_uri()})\n",
    )
    if sys.platform != "win32":
        (shelf.root / "a/pics/link.png").symlink_to(outside)
        shelf.write("b.md", "# Link\n\nA picture.\n\n![Link](a/pics/link.png)\n")
    assert shelf.sync().error is None
    shutil.rmtree(shelf.root / "a/pics")
    images = {image.url.rpartition("/")[2]: image for image in shelf.article("The harbour").images}
    kept = images["quay%20one.png"]
    assert kept.hash
    assert (kept.width, kept.height, kept.media_type) == (10, 10, "image/png")
    assert shelf.library.image_path(kept.hash).read_bytes() == png(10, 10)
    assert images["private.png"].hash is None
    assert images["private.png"].error == "The picture lies outside of the source's folder."
    if sys.platform != "win32":
        assert [image.hash for image in shelf.article("Link").images] == [None]
