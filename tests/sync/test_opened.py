"""What the desktop hands over: told apart without asking anybody, whatever it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clashreader.model import ArticleQuery, NewSource, SourceKind
from clashreader.sync.opened import LONGEST, What, look_at, take_in

if TYPE_CHECKING:
    from clashreader.library.library import Library

_FEED = "<rss version='2.0'><channel><title>T</title><item><title>A</title></item></channel></rss>"
_LIST = "<opml version='2.0'><body><outline xmlUrl='https://z.invalid/f'/></body></opml>"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("a.md", "# A", What.ARTICLE),
        ("a b%20ü.markdown", "# A", What.ARTICLE),
        ("a.html", "<html><body><p>A</p></body></html>", What.ARTICLE),
        ("a.rss", _FEED, What.SOURCE),
        ("a.atom", _FEED, What.SOURCE),
        ("a.xml", _FEED, What.SOURCE),
        ("a.opml", _LIST, What.SOURCE),
        ("a.xml", _LIST, What.SOURCE),
        ("a.md", "", What.WRONG),
        ("a.pdf", "%PDF-1.7", What.WRONG),
        ("a.md", "\x7fELF", What.WRONG),
        ("--help", "# A", What.WRONG),
    ],
)
def test_files_are_told_by_what_is_in_them(
    tmp_path: Path, name: str, text: str, what: What
) -> None:
    path = written(tmp_path / name, text)
    for target in (str(path), path.as_uri(), path.as_uri().replace("://", "://localhost")):
        found = look_at(target)
        assert found.what is what
        assert (found.error is None) == (what is not What.WRONG)
        if what is not What.WRONG:
            assert found.target == str(path)


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("https://z.invalid/feed", What.SOURCE),
        ("feed:https://z.invalid/feed", What.SOURCE),
        ("feed://z.invalid/feed", What.SOURCE),
        ("z.invalid", What.SOURCE),
        ("feed:javascript:alert(1)", What.WRONG),
        ("feed:file:///etc/passwd", What.WRONG),
        ("feed:", What.WRONG),
        ("javascript:alert(1)", What.WRONG),
        ("--help", What.WRONG),
        ("-", What.WRONG),
        ("", What.WRONG),
        ("https://z.invalid/\0", What.WRONG),
        ("a\nb", What.WRONG),
        ("file:///tmp/%00", What.WRONG),
        ("file:///no/such/file.md", What.WRONG),
        ("/no/such/file.md", What.WRONG),
        ("/dev/null", What.WRONG),
        ("https://z.invalid/" + "x" * 65_536, What.WRONG),
        ("9" * 65_536, What.WRONG),
        ("\udcff", What.WRONG),
    ],
)
def test_addresses_and_what_is_none(target: str, what: What) -> None:
    found = look_at(target)
    assert found.what is what
    if found.error is not None:
        assert found.error.message.endswith(".")
        assert len(found.error.message) < 400
        found.error.message.encode()


def test_a_folder_and_a_pipe(tmp_path: Path) -> None:
    assert look_at(str(tmp_path)).what is What.SOURCE
    os.mkfifo(tmp_path / "a.md")
    assert look_at(str(tmp_path / "a.md")).what is What.WRONG, "it would keep us waiting"
    assert LONGEST < 65_536


def test_files_are_taken_in_once(library: Library, tmp_path: Path) -> None:
    followed = written(tmp_path / "followed" / "Europe" / "b.md", "# In a followed folder")
    link = tmp_path / "link.md"
    link.symlink_to(followed)
    first = written(tmp_path / "a.md", "# A letter\n\nWords.")
    odd = Path(os.fsdecode(os.fsencode(str(tmp_path / "odd")) + b"\xff.md"))
    written(odd, "# An odd name")
    broken = written(tmp_path / "broken.md", "")
    source = library.add_source(NewSource(SourceKind.FOLDER, str(tmp_path / "followed"), "F"))
    from clashreader.sync.pipeline import Syncer

    Syncer(library).run([source.id], force=True)
    [there] = library.ids(ArticleQuery())
    paths = [str(path) for path in (first, followed, link, odd, broken)]
    taken, errors = take_in(library, paths)
    assert [one.title for one in taken] == [
        *("A letter", "In a followed folder", "In a followed folder", "An odd name"),
    ]
    assert [one.source is not None for one in taken] == [True, False, False, True]
    assert taken[1].article == there
    assert len(errors) == 1
    assert len(library.sources()) == 3, "what could not be read is no source"
    again, _ = take_in(library, paths[:4])
    assert [one.article for one in again] == [one.article for one in taken]
    assert all(one.source is None for one in again)
    assert len(library.sources()) == 3
