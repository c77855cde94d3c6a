"""A mirror that was damaged, linked elsewhere, or left half-way, loses nothing and says so."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from tests.export.test_mirror import carried, furnish, opened, tree
from tests.fakes import NOON, feed, prepared

from clashreader.errors import CancelledError, UsageError
from clashreader.export.mirror import bring_back, mirror
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert

TALKS = "World/2026-03/talks-resumed.md"
UNDATED = "Moved/undated/no-date-at-all.md"


@pytest.fixture
def folder(library: Library, tmp_path: Path) -> Path:
    """A mirror of a library with one of everything."""
    furnish(library)
    mirror(library, tmp_path / "mirror")
    return tmp_path / "mirror"


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize("name", ["World/2026-03", "World", "assets", ".clashreader",
                                  ".clashreader/received"])  # fmt: skip
def test_nothing_is_written_through_a_link(
    library: Library, folder: Path, tmp_path: Path, name: str
) -> None:
    outside = tmp_path / "outside"
    if name.endswith("received"):
        outside.mkdir()
        shutil.rmtree(folder / name)
    elif name.startswith("World"):
        shutil.rmtree(folder / name)
        victim = outside / TALKS.removeprefix(f"{name}/")
        victim.parent.mkdir(parents=True)
        victim.write_text("VICTIM: notes of mine")
    else:
        (folder / name).rename(outside)
    (folder / name).symlink_to(outside, target_is_directory=True)
    before = tree(outside)
    with pytest.raises(UsageError, match=f"{name} is a link"):
        mirror(library, folder)
    assert tree(outside) == before


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_the_mirror_itself_may_be_a_link(library: Library, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    (folder / TALKS).unlink()
    assert mirror(library, tmp_path / "link").restored == [TALKS]


def test_content_that_was_cut_short_is_written_again(library: Library, folder: Path) -> None:
    before = tree(folder)
    for part in ("assets", ".clashreader/received", ".clashreader/texts"):
        [*_, path] = sorted(one for one in (folder / part).rglob("*") if one.is_file())
        path.write_bytes(b"")
    assert mirror(library, folder).conflicts == []
    assert tree(folder) == before
    [*_, path] = sorted(one for one in (folder / "assets").rglob("*") if one.is_file())
    path.write_bytes(bytes(path.stat().st_size))
    assert mirror(library, folder).written == 0
    done = mirror(library, folder, check=True)
    assert (done.written, len(done.remarks)) == (1, 1)
    assert tree(folder) == before


def test_a_mirror_of_an_older_program_goes_on(library: Library, folder: Path) -> None:
    before = tree(folder)
    for path in (folder / ".clashreader/manifest").rglob("*.jsonl"):
        lines = [json.loads(line)[:9] for line in path.read_text("utf-8").splitlines()]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        path.write_text(text, "utf-8")
    mark = folder / ".clashreader/mirror.json"
    said = json.loads(mark.read_text("utf-8"))
    said.pop("library", None)
    mark.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    done = mirror(library, folder)
    assert (done.conflicts, done.taken, done.added, done.remarks) == ([], [], [], [])
    assert tree(folder) == before


def test_a_pass_that_was_stopped_can_be_brought_back(
    library: Library, library_template: Path, tmp_path: Path
) -> None:
    furnish(library)
    part = tmp_path / "part"
    asked = iter(range(3))
    with pytest.raises(CancelledError):
        mirror(library, part, stop=lambda: next(asked, None) is None)
    with opened(tmp_path / "other", library_template) as other:
        done = bring_back(other, part)
        assert done.refused == []
        assert 0 < len(done.added) < 5
        assert carried(other)[0] in carried(library)


def test_another_library_is_refused_and_spoils_nothing(
    library: Library, folder: Path, library_template: Path, tmp_path: Path
) -> None:
    before = tree(folder)
    with opened(tmp_path / "other", library_template) as other:
        source = other.add_source(feed("https://other.example/feed"))
        other.apply(source.id, [Insert(prepared("z", title="Theirs"))])
        with pytest.raises(UsageError, match="another library: it holds 5 articles"):
            mirror(other, folder)
        assert tree(folder) == before
        assert mirror(other, folder, overwrite=True).written == 1
    with opened(tmp_path / "third", library_template) as third:
        done = bring_back(third, folder)
        assert (len(done.added), done.refused) == (6, [])
        assert mirror(third, folder).written == 0
        assert {one.url for one in third.sources()} >= {"https://other.example/feed"}


def test_what_came_from_one_library_goes_on_with_its_mirror(
    library: Library, folder: Path, library_template: Path, tmp_path: Path
) -> None:
    before = tree(folder)
    with opened(tmp_path / "other", library_template) as other:
        bring_back(other, folder)
        library.apply(1, [Insert(prepared("new", title="New here", published=NOON))])
        mirror(library, folder)  # on the first computer, and the folder is carried to the second
        done = mirror(other, folder)
        assert (done.removed, done.conflicts) == (0, [])
        assert len(bring_back(other, folder).added) == 1
    mark = folder / ".clashreader/mirror.json"
    mark.write_bytes(before[".clashreader/mirror.json"].replace(b'"library": "', b'"library": "0'))
    assert mirror(library, folder).written == 0  # it knows all of it, whatever it is called


def test_pages_that_cannot_be_read_are_named_and_mended_where_they_can_be(
    library: Library, folder: Path, library_template: Path, tmp_path: Path
) -> None:
    talks, undated = folder / TALKS, folder / UNDATED
    talks.write_text(talks.read_text("utf-8").replace("tags:\n", "tags: [a\n", 1), "utf-8")
    undated.write_bytes(b"")
    hidden = "unsorted/2026-03/hidden-one.md"
    (folder / hidden).unlink()
    europe = "Europe/2026-03/talks-resumed.md"
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
    )
    text = (folder / europe).read_text("utf-8")
    (folder / europe).write_text(text.replace("---\n", f"---\n{bomb}", 1), "utf-8")
    with opened(tmp_path / "other", library_template) as other:
        done = bring_back(other, folder)
        said = "\n".join(done.refused)
        assert len(done.refused) == 4
        assert f"{TALKS}: its tags cannot be read" in said
        assert f"{UNDATED}: " in said
        assert f"{hidden}: it is missing" in said
        assert ".clashreader/received/" in said
        assert f"{europe}: " in said
        assert TALKS in done.added
        assert len(done.added) == 2
        [found] = [one for one in carried(other) if one.uid == "a"]
        assert found == next(one for one in carried(library) if one.uid == "a")


def test_a_page_of_somebody_who_means_no_good_is_held_as_feeds_are(
    library: Library, folder: Path, library_template: Path, tmp_path: Path
) -> None:
    europe, hidden = "Europe/2026-03/talks-resumed.md", "unsorted/2026-03/hidden-one.md"
    for path, old, new in (
        (TALKS, 'url: "https://example.org/a"', 'url: " java\\tscript:alert(1)"'),
        (europe, 'title: "Talks, resumed"', f"title: {'x' * 3_000_000}"),
        (hidden, "    media_type", "    details: '[1]'\n    media_type"),
    ):
        text = (folder / path).read_text("utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1), "utf-8")
    (folder / "endless.md").write_text("---\n" + "a: 1\n" * 1_200_000)
    (folder / "vast.md").write_text(f"---\na: [{'1,' * 400_000}1]\n---\n")
    with (folder / "sparse.md").open("wb") as file:
        file.truncate(3_000_000_000)
    with opened(tmp_path / "other", library_template) as other:
        done = bring_back(other, folder)
        assert sorted(one.partition(": ")[0] for one in done.refused) == [europe, TALKS, hidden]
        by_uid = {one.uid: one for one in carried(other)}
        assert by_uid["a"].values.get("url") is None
        assert len(by_uid["c"].values["title"]) == 4_000
        assert "e" not in by_uid
        left = {one.file for one in done.conflicts}
        assert left >= {"endless.md", "sparse.md"}
        assert other.check() == []


def test_a_page_that_cannot_be_read_is_kept_beside(library: Library, folder: Path) -> None:
    with (folder / TALKS).open("wb") as file:
        file.truncate(3_000_000_000)
    copies = {one.copy for one in mirror(library, folder).conflicts} - {None}
    [copy] = copies
    assert (folder / str(copy)).stat().st_size == 3_000_000_000
    assert "Two lines" in (folder / TALKS).read_text("utf-8")


def test_what_another_copy_of_the_library_wrote_is_left_to_it(
    library: Library, folder: Path, tmp_path: Path, library_template: Path
) -> None:
    """Two computers keep one folder: neither writes over what only the other knows."""
    with opened(tmp_path / "other", library_template) as other:
        bring_back(other, folder)
        rows = other.rows(other.ids(ArticleQuery()))
        talks = next(row.id for row in rows if row.title == "Talks end")
        other.set_note(talks, "Only on the other computer.")
        other.tag([talks], add=["theirs"])
        assert mirror(other, folder).written == 1
        page = (folder / TALKS).read_bytes()
        before = tree(folder)
        for _ in range(2):
            done = mirror(library, folder)
            assert done.written == 0
            assert [one.file for one in done.conflicts] == [TALKS]
            assert "Another copy of this library" in done.conflicts[0].sentence
            assert tree(folder) == before
        assert mirror(other, folder).written == 0
        # what only this one changed goes in, and is left by the other
        rows = library.rows(library.ids(ArticleQuery()))
        undated = next(row.id for row in rows if row.title == "No date at all")
        library.tag([undated], add=["ours"])
        assert mirror(library, folder).written == 1
        again = mirror(other, folder)
        assert (again.written, [one.file for one in again.conflicts]) == (0, [UNDATED])
        assert (folder / TALKS).read_bytes() == page
        # on demand this library's is written over it
        assert mirror(library, folder, overwrite=True).written == 1
        assert (folder / TALKS).read_bytes() != page
        assert mirror(library, folder).conflicts == []


def test_a_pass_that_was_ended_goes_on_with_what_it_wrote_itself(
    library: Library, folder: Path
) -> None:
    ids = library.ids(ArticleQuery())
    library.tag(list(ids), add=["new"])
    seen: list[object] = []
    with pytest.raises(CancelledError):
        mirror(library, folder, progress=seen.append, stop=lambda: len(seen) > 1)
    done = mirror(library, folder)
    assert done.conflicts == []
    assert mirror(library, folder).written == 0
