"""What others do in the folder of a mirror comes back, or is listed and kept; nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml
from tests.export.conftest import png
from tests.export.test_mirror import furnish, known, opened, tree
from tests.fakes import NOON, feed, prepared

from clashreader.errors import CancelledError, UsageError, WriteError
from clashreader.export.mirror import bring_back, is_mirror, mirror
from clashreader.export.mirror.folder import Folder
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, MediaType, Revise, Touch

TALKS = "World/2026-03/talks-resumed.md"
UNDATED = "Moved/undated/no-date-at-all.md"


@pytest.fixture
def folder(library: Library, tmp_path: Path) -> Path:
    """A mirror of a library with one of everything."""
    furnish(library)
    mirror(library, tmp_path / "mirror")
    return tmp_path / "mirror"


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def number(library: Library, uid: str) -> int:
    [found] = [one.id for one in library.carried(list(range(1, 99))) if one.uid == uid]
    return found


def test_tags_note_state_and_section_edited_in_a_file_come_in(
    library: Library, folder: Path
) -> None:
    edit(
        folder / UNDATED, ("tags: []", "tags:\n  - from outside\n  - 'Zwei'"),
        ("read: true", "read: false"), ("bookmarked: true", "bookmarked: no"),
        ("hidden: false", "note: Written outside\nhidden: false"),
        ('section: "Moved"', "section: Elsewhere"),
    )  # fmt: skip
    edit(folder / TALKS, ('colour: "blue"', "colour: green"), ("Where\n", "And where\n"),
         ('  - "no"\n', ""))  # fmt: skip
    done = mirror(library, folder)
    assert (done.conflicts, done.refused, sorted(done.taken)) == ([], [], [UNDATED, TALKS])
    b, a = (library.article(number(library, uid)) for uid in ("b", "a"))
    assert (b.tags, b.read, b.bookmarked_at) == (("from outside", "Zwei"), False, None)
    assert (b.note, b.section) == ("Written outside", "Elsewhere")
    assert "no" not in a.tags
    assert (a.highlights[0].colour, a.highlights[0].note) == (1, "And where\nfrom?")
    assert not (folder / UNDATED).exists()
    text = (folder / "Elsewhere/undated/no-date-at-all.md").read_text("utf-8")
    assert 'note: "Written outside"' in text
    assert (mirror(library, folder).written, mirror(library, folder).taken) == (0, [])


def test_a_new_file_becomes_an_article_and_gets_a_place(library: Library, folder: Path) -> None:
    own = "---\ntitle: My own\ntags: [mine]\ndate: 2025-06-01\n---\nI was *there*.\n"
    (folder / "Europe").mkdir(exist_ok=True)
    (folder / "Europe/thoughts.md").write_text(own, "utf-8")
    done = mirror(library, folder)
    assert done.added == ["Europe/thoughts.md"]
    [found] = [i for i in library.ids(ArticleQuery()) if library.article(i).title == "My own"]
    article = library.article(found)
    assert (article.body, article.media_type) == (own, MediaType.MARKDOWN)
    assert (article.section, article.tags, article.month) == ("Europe", ("mine",), 202506)
    assert not (folder / "Europe/thoughts.md").exists()
    assert "I was *there*." in (folder / "Europe/2025-06/thoughts.md").read_text("utf-8")
    again = mirror(library, folder)
    assert (again.added, again.written, again.conflicts) == ([], 0, [])


OWN = """---
note: |-
  My note
  of two lines
bookmarked: true
hidden: false
read: false
mood: ["calm"]   # of the day
aliases: [Harbour day]
highlights:
  - quote: at the quay
    colour: green
    note: Which one?
---
# At sea

We stood at the quay. See [[My other note]] and ![[plan.png]].

![the *boat*](pics/my%20boat.png)
![lost](lost.png)

| a | b |
|---|---|
| 1 | 2 |
"""


def test_a_new_file_comes_with_its_marks_its_picture_and_its_words(
    library: Library, folder: Path, library_template: Path, tmp_path: Path
) -> None:
    (folder / "Notes/pics").mkdir(parents=True)
    (folder / "Notes/Sea Day.md").write_text(OWN, "utf-8")
    (folder / "Notes/pics/my boat.png").write_bytes(png())
    done = mirror(library, folder)
    assert (done.conflicts, done.refused, done.added) == ([], [], ["Notes/Sea Day.md"])
    [found] = [i for i in library.ids(ArticleQuery()) if library.article(i).title == "At sea"]
    article = library.article(found)
    assert (article.note, article.read) == ("My note\nof two lines", False)
    assert article.bookmarked_at is not None
    assert [(h.exact, h.colour, h.note) for h in article.highlights] == [
        ("at the quay", 1, "Which one?")
    ]
    place = folder / "Notes/undated/Sea Day.md"
    text = place.read_text("utf-8")
    [asset] = [one for one in (folder / "assets").rglob("*.png") if one.read_bytes() == png()]
    link = f"../../{asset.relative_to(folder).as_posix()}"
    words = OWN.partition("---\n# At sea")[2].replace("pics/my%20boat.png", link)
    assert text.endswith(f"---\n\n# At sea{words}")
    assert 'mood: ["calm"]   # of the day\naliases: [Harbour day]\n' in text
    assert "file:///" not in text.replace("file:///assets/", "").replace("file:///Notes/", "")
    again = mirror(library, folder)
    assert (again.written, again.conflicts, again.taken) == (0, [], [])
    edit(place, ("quay. See", "quay at noon. See"), ("mood:", "rating: 4\nmood:"))
    place.write_text(place.read_text("utf-8") + "\nOne line more.\n", "utf-8")
    done = mirror(library, folder)
    assert (done.conflicts, done.refused, len(done.taken)) == ([], [], 1)
    article = library.article(found)
    assert "One line more." in article.body
    assert len(library.versions(found)) == 2
    text = place.read_text("utf-8")
    assert "quay at noon" in text
    assert f"![the *boat*]({link})" in text
    assert 'rating: 4\nmood: ["calm"]' in text
    assert "noon" not in (folder / "Notes/undated/Sea Day.versions/1.md").read_text("utf-8")
    assert mirror(library, folder).written == 0
    edit(place, ('title: "At sea"', "title: Ashore"))
    assert mirror(library, folder).conflicts == []
    assert library.article(found).title == "Ashore"
    with opened(tmp_path / "other", library_template) as other:
        assert bring_back(other, folder).refused == []
        assert known(other) == known(library)
        mirror(other, tmp_path / "two")
        for alone in ("Notes/pics/my boat.png",):
            (folder / alone).unlink()
        assert tree(tmp_path / "two") == tree(folder)
        edit(tmp_path / "two/Notes/undated/Sea Day.md", ("One line", "Two lines"))
        assert bring_back(other, tmp_path / "two").conflicts == []
        assert mirror(other, tmp_path / "two").conflicts == []
        assert len(other.versions(max(other.ids(ArticleQuery())))) >= 1
    edit(place, ("One line", "No line"))
    (folder / ".clashreader/mirror.json").touch()
    assert (mirror(library, folder).conflicts, len(library.versions(found))) == ([], 4)


def test_what_an_own_article_cannot_become_is_kept_beside(library: Library, folder: Path) -> None:
    for name in ("empty", "binned", "twice"):
        (folder / f"{name}.md").write_text(f"# {name}\n\nWords of {name}.", "utf-8")
    mirror(library, folder)
    place = folder / "unsorted/undated"
    articles = {library.article(i).title: i for i in library.ids(ArticleQuery())}
    library.delete([articles["binned"]])
    edit(place / "empty.md", ("# empty\n\nWords of empty.", ""))
    edit(place / "binned.md", ("\n\nWords of", "\n\nEdited words of"))
    edit(
        place / "twice.md", ("\n\nWords of", "\n\nEdited words of"), ("tags:", "x: 1\nx: 2\ntags:")
    )
    done = mirror(library, folder)
    assert sorted(Path(one.file).stem for one in done.conflicts) == ["binned", "empty"]
    kept = "".join(path.read_text("utf-8") for path in folder.rglob("*.conflict-*.md"))
    assert "Edited words of binned" in kept
    twice = (place / "twice.md").read_text("utf-8")
    assert "x: 1\nx: 2\n" in twice
    assert twice.endswith("# twice\n\nEdited words of twice.")
    assert "Words of empty." in (place / "empty.md").read_text("utf-8")
    assert mirror(library, folder).written == 0


def test_a_new_file_never_takes_a_picture_from_outside(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    text = "Words.\n\n![a](../secret.png) ![b](link.png) ![c](/etc/x.png) ![d](https://e.example/d.png)\n"
    (folder / "x.md").write_text(text, "utf-8")
    assert mirror(library, folder).conflicts == []
    assert (folder / "unsorted/undated/x.md").read_text("utf-8").endswith(f"\n\n{text}")
    assert png() not in tree(folder / "assets").values()


def test_an_edited_text_is_kept_beside_and_the_outlets_stays(
    library: Library, folder: Path
) -> None:
    before = library.article(number(library, "a")).body
    written = (folder / TALKS).read_bytes()
    edit(folder / TALKS, ("First words, edited.", "Quite other words."))
    done = mirror(library, folder)
    [conflict] = done.conflicts
    assert (conflict.file, conflict.article) == (TALKS, number(library, "a"))
    assert conflict.copy is not None
    assert "Quite other words." in (folder / conflict.copy).read_text("utf-8")
    assert (folder / TALKS).read_bytes() == written
    assert library.article(number(library, "a")).body == before
    assert len(library.ids(ArticleQuery())) == 4
    [listed] = mirror(library, folder).conflicts  # as long as the copy lies there
    assert (listed.file, listed.copy) == (TALKS, conflict.copy)
    assert len(library.ids(ArticleQuery())) == 4


def test_properties_of_the_reader_stay_as_they_were_written(library: Library, folder: Path) -> None:
    own = "rating: 5\nkind:\n  - 'a'   # of two\n  - b\n"
    edit(
        folder / TALKS, ("read: false\n", f"read: true\n{own}"), ("aliases:\n", "aliases:\n  - x\n")
    )
    edit(folder / UNDATED, ("read: true\n", 'read: true\ncssclasses: ["wide"]\n'))
    done = mirror(library, folder)
    assert (done.conflicts, done.taken, done.refused) == ([], [TALKS], [])
    text = (folder / TALKS).read_text("utf-8")
    assert own in text
    assert text.count("aliases:") == 1
    assert "  - x\n" in text
    again = mirror(library, folder)
    assert (again.written, again.conflicts) == (0, [])
    library.tag([number(library, "a")], add=["later"])
    assert mirror(library, folder).conflicts == []
    assert own in (folder / TALKS).read_text("utf-8")
    before = tree(folder)
    shutil.rmtree(folder / ".clashreader/manifest")
    assert mirror(library, folder).conflicts == []
    assert tree(folder) == before
    edit(folder / TALKS, ("rating: 5\n", ""))
    edit(folder / UNDATED, ('cssclasses: ["wide"]\n', ""))
    assert mirror(library, folder).conflicts == []
    assert "rating" not in (folder / TALKS).read_text("utf-8")
    assert mirror(library, folder).written == 0


def test_what_both_sides_changed_is_kept_both_ways(library: Library, folder: Path) -> None:
    edit(folder / TALKS, ("Two lines", "Outside"), ("tags:", "rating: 5\ntags:"))
    library.set_note(number(library, "a"), "Inside.")
    library.tag([number(library, "a")], add=["inside"])
    done = mirror(library, folder)
    [conflict] = done.conflicts
    assert "its note" in conflict.sentence
    assert conflict.copy is not None
    kept = (folder / conflict.copy).read_text("utf-8")
    assert "Outside" in kept
    assert "rating: 5" in kept
    assert library.article(number(library, "a")).note == "Inside."
    assert "Inside." in (folder / TALKS).read_text("utf-8")


def test_different_things_changed_on_both_sides_are_no_conflict(
    library: Library, folder: Path
) -> None:
    edit(folder / TALKS, ("Two lines", "Outside"))
    a = number(library, "a")
    library.tag([a], add=["inside"], remove=["no"])
    library.set_read([a], True)
    done = mirror(library, folder)
    assert (done.conflicts, done.taken) == ([], [TALKS])
    article = library.article(a)
    assert (article.note or "").startswith("Outside")
    assert (article.read, "inside" in article.tags, "no" in article.tags) == (True, True, False)


def test_import_takes_edits_and_changes_nothing_in_the_folder(
    library: Library, folder: Path, library_template: Path, tmp_path: Path
) -> None:
    edit(folder / TALKS, ("Two lines", "Outside"))
    edit(folder / UNDATED, ("Undated words.\n", "Other words.\n"))
    (folder / "mine.md").write_text("# Mine\n\nWords.", "utf-8")
    before = tree(folder)
    done = bring_back(library, folder)
    assert tree(folder) == before
    assert (done.taken, done.added, done.known) == ([TALKS], ["mine.md"], 5)
    assert [one.file for one in done.conflicts] == [UNDATED]
    with opened(tmp_path / "other", library_template) as other:
        fresh = bring_back(other, folder)
        assert len(fresh.added) == 6
        assert (other.article(number(other, "a")).note or "").startswith("Outside")


def test_deleted_files_are_written_again_and_no_article_is_lost(
    library: Library, folder: Path
) -> None:
    before, articles = tree(folder), known(library)
    (folder / TALKS).unlink()
    shutil.rmtree(folder / "assets")
    shutil.rmtree(folder / "Moved")
    shutil.rmtree(folder / ".clashreader/received")
    done = mirror(library, folder)
    assert sorted(done.restored) == [UNDATED, TALKS]
    assert tree(folder) == before
    assert known(library) == articles
    shutil.rmtree(folder / ".clashreader/manifest")  # what was written is known by itself
    assert mirror(library, folder).conflicts == []
    assert tree(folder) == before


@pytest.mark.parametrize("name", [
    "talks-resumed.sync-conflict-20250601-120000-ABCDEFG.md",
    "talks-resumed (Anna's conflicted copy 2025-06-01).md", "talks-resumed (1).md",
    "talks-resumed - Copy.md", "talks-resumed.orig.md",
])  # fmt: skip
def test_conflict_copies_of_others_are_listed_and_never_taken_in(
    library: Library, folder: Path, name: str
) -> None:
    copy = (folder / TALKS).with_name(name)
    copy.write_text((folder / TALKS).read_text("utf-8").replace("Two lines", "Others"), "utf-8")
    (folder / TALKS).with_name(name.replace("talks-resumed", "x")).write_text("Of nothing known")
    done = mirror(library, folder)
    assert f"World/2026-03/{name}" in [one.copy for one in done.conflicts]
    assert copy.exists()
    assert "Others" not in (library.article(number(library, "a")).note or "")
    assert len(library.ids(ArticleQuery())) <= 5


def test_marks_of_a_merge_and_broken_front_matter_are_not_read(
    library: Library, folder: Path
) -> None:
    merged = "<<<<<<< HEAD\nread: true\n=======\nread: false\n>>>>>>> other\n"
    edit(folder / TALKS, ("read: false\n", merged))
    edit(folder / UNDATED, ("tags: []", "tags: [a"))
    before = (folder / TALKS).read_bytes()
    done = mirror(library, folder)
    assert (folder / TALKS).read_bytes() == before
    by_file = {one.file: one for one in done.conflicts}
    assert "merge" in by_file[TALKS].sentence
    copy = by_file[UNDATED].copy
    assert copy is not None
    assert "tags: [a" in (folder / copy).read_text("utf-8")
    assert "tags: []" in (folder / UNDATED).read_text("utf-8")


def test_line_ends_of_windows_and_a_mark_of_bytes_are_no_edit(
    library: Library, folder: Path
) -> None:
    for path in folder.rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = tree(folder)
    done = mirror(library, folder)
    assert (done.written, done.taken, done.conflicts) == (0, [], [])
    assert tree(folder) == before


def test_front_matter_written_anew_by_another_program_is_no_edit(
    library: Library, folder: Path
) -> None:
    before = tree(folder)
    for path in folder.glob("*/*/*.md"):
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        front = yaml.safe_load(head)
        path.write_text(f"---\n{yaml.safe_dump(front)}---\n{body.strip()}\n\n\n", "utf-8")
    done = mirror(library, folder)
    assert (done.conflicts, done.taken, done.refused) == ([], [], [])
    assert tree(folder) == before
    path = folder / TALKS
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    front = yaml.safe_load(head)
    front["tags"] += ["added", 2025]
    front["read"] = True
    del front["note"], front["highlights"]
    path.write_text(f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n{body}", "utf-8")
    assert (mirror(library, folder).conflicts, library.highlights()) == ([], ())
    article = library.article(number(library, "a"))
    assert {"added", "2025"} <= set(article.tags)
    assert (article.read, article.note) == (True, None)


def test_a_moved_file_goes_back_with_what_was_edited_in_it(library: Library, folder: Path) -> None:
    (folder / "Inbox").mkdir()
    edit(folder / TALKS, ("Two lines", "Moved and edited"))
    (folder / TALKS).rename(folder / "Inbox/renamed.md")
    (folder / UNDATED).rename(folder / "Inbox/other.md")
    done = mirror(library, folder)
    assert (done.conflicts, done.added) == ([], [])
    assert (library.article(number(library, "a")).note or "").startswith("Moved and edited")
    assert (folder / TALKS).exists()
    assert (folder / UNDATED).exists()
    assert not (folder / "Inbox").exists()


def test_an_article_keeps_its_name_and_moves_with_its_section(
    library: Library, folder: Path
) -> None:
    a, b, c = (number(library, uid) for uid in "abc")
    library.apply(library.article(a).source_id, [
        Revise(a, prepared("a", "Third text.", title="A third title", published=NOON)),
    ])  # fmt: skip
    library.move([c], "World")
    library.delete([b])
    done = mirror(library, folder)
    assert (done.removed, done.conflicts, done.restored) == (1, [], [])
    assert 'title: "A third title"' in (folder / TALKS).read_text("utf-8")
    assert (folder / "World/2026-03/talks-resumed.versions/2.md").exists()
    assert not (folder / "Europe").exists()
    assert not (folder / "Moved").exists()
    [second] = (folder / "World/2026-03").glob("talks-resumed-*.md")
    assert 'uid: "c"' in second.read_text("utf-8")
    library.restore([b])
    mirror(library, folder)
    assert (folder / UNDATED).exists()


def test_a_query_mirrors_what_it_finds(library: Library, folder: Path, tmp_path: Path) -> None:
    part = tmp_path / "part"
    done = mirror(library, part, "is:bookmarked")
    assert (done.articles, is_mirror(part)) == (2, True)
    assert "is:unread" not in (part / ".clashreader/library.json").read_text("utf-8")
    library.set_bookmarked([number(library, "b")], False)
    assert mirror(library, part, "is:bookmarked").removed == 1
    assert not (part / UNDATED).exists()


def test_a_folder_of_others_is_not_touched(library: Library, tmp_path: Path) -> None:
    furnish(library)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "mine.md").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        mirror(library, theirs)
    assert tree(theirs) == {"mine.md": b"mine"}
    with pytest.raises(UsageError, match="not a mirror"):
        bring_back(library, theirs)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="is a file"):
        mirror(library, tmp_path / "file")
    (tmp_path / "vault/.obsidian").mkdir(parents=True)
    assert mirror(library, tmp_path / "vault").written == 5


def test_a_pass_that_was_stopped_goes_on(library: Library, tmp_path: Path) -> None:
    furnish(library)
    whole, part = tmp_path / "whole", tmp_path / "part"
    mirror(library, whole)
    stopped = 0
    for most in range(1, 6):
        asked = iter(range(most))
        try:
            mirror(library, part, stop=lambda a=asked: next(a, None) is None)
        except CancelledError:
            stopped += 1
    assert stopped >= 3
    done = mirror(library, part)
    assert done.conflicts == []
    assert tree(part) == tree(whole)


KILLED = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from clashreader.library.library import Library
    from clashreader.export.mirror import mirror
    from clashreader.export.mirror.folder import Folder
    home, to, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    write, done = Folder.write, 0
    def count(self, name, data):
        global done
        done += 1
        if done > most:
            os._exit(9)
        write(self, name, data)
    Folder.write = count
    with Library.open(home / "library.sqlite3", home / "images") as library:
        mirror(library, to)
""")


def test_a_pass_that_was_killed_goes_on(library: Library, home: object, tmp_path: Path) -> None:
    furnish(library)
    whole, part = tmp_path / "whole", tmp_path / "part"
    mirror(library, whole)
    path = library.path.parent
    for most in (1, 8):
        subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(part), str(most)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, timeout=50, check=False,
        )  # fmt: skip
        assert len(list(part.rglob("library.json"))) == (most > 1)
    done = mirror(library, part)
    assert done.conflicts == []
    assert tree(part) == tree(whole)


def test_two_passes_do_not_mix_and_a_full_disk_is_said(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clashreader.export.mirror.folder._WAIT", 0.0)
    with (
        Folder(folder).locked(lambda: False),
        pytest.raises(UsageError, match="Another program"),
    ):
        mirror(library, folder)

    def full(self: Folder, name: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    library.set_read([number(library, "c")], True)
    with monkeypatch.context() as patch:
        patch.setattr(Folder, "write", full)
        with pytest.raises(WriteError, match="No space left"):
            mirror(library, folder)
    assert mirror(library, folder).written == 1


def test_what_another_library_wrote_is_left_and_can_be_taken_in(
    library: Library, folder: Path, library_template: Path, tmp_path: Path
) -> None:
    with opened(tmp_path / "other", library_template) as other:
        source = other.add_source(feed("https://other.example/feed"))
        other.apply(source.id, [Insert(prepared("z", title="Theirs"))])
        mirror(other, tmp_path / "theirs")
        shutil.copy(tmp_path / "theirs/unsorted/undated/theirs.md", folder / "theirs.md")
    done = mirror(library, folder)
    assert (done.added, done.removed) == ([], 0)
    assert (folder / "theirs.md").exists()
    assert "does not know" in done.remarks[0]


def test_a_damaged_mirror_says_what_is_missing(
    library: Library, folder: Path, library_template: Path, tmp_path: Path
) -> None:
    texts = sorted((folder / ".clashreader/received").rglob("*.*"))
    texts[0].write_bytes(b"altered")
    texts[1].unlink()
    with opened(tmp_path / "other", library_template) as other:
        done = bring_back(other, folder)
        assert len(done.added) + len(done.refused) == 5
        assert any("is damaged" in one for one in done.refused)
        assert any("is missing" in one for one in done.refused)
        assert other.check() == []


def test_touched_titles_and_pictures_that_come_later_change_the_file(
    library: Library, folder: Path
) -> None:
    a = number(library, "a")
    library.apply(library.article(a).source_id, [
        Touch(a, prepared("a", "First words, edited.", title="Talks end!", published=NOON)),
    ])  # fmt: skip
    done = mirror(library, folder)
    assert (done.written, done.conflicts) == (1, [])
    assert 'title: "Talks end!"' in (folder / TALKS).read_text("utf-8")
