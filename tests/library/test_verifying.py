"""Provenance of versions, and whether the stored copies are what was taken."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import FakeClock
from tests.fakes import NOON, feed, prepared
from tests.library.test_migrations import old

from clashreader.errors import CancelledError, NotFoundError, ParseError
from clashreader.library.library import Library
from clashreader.library.packing import pack
from clashreader.model import (
    Compared,
    FetchRecord,
    Finding,
    Insert,
    NewSource,
    Revise,
    SourceKind,
    Touch,
    Unlike,
    Verified,
)
from clashreader.paths import Home

PICTURE = b"picture bytes"
FETCH = FetchRecord(
    NOON - 5, "https://example.org/feed.xml", url_reached="https://www.example.org/feed.xml",
    status=200, etag='"e1"', last_modified="Tue, 03 Mar 2026 10:00:00 GMT", content_hash="ab" * 32,
)  # fmt: skip


def fill(library: Library) -> None:
    """Two articles of a feed, one with two versions and a picture; one file of a folder."""
    source = library.add_source(feed())
    library.apply(
        source.id,
        [Insert(prepared("a", images=("https://i/1",))), Insert(prepared("b", "Żółty — words."))],
        fetch=FETCH,
    )
    library.apply(source.id, [Revise(1, prepared("a", "Other words.", images=("https://i/1",)))])
    library.store_images([(1, PICTURE, "image/png", 1, 1)])
    folder = library.add_source(NewSource(SourceKind.FOLDER, "/texts", "Texts"))
    library.apply(folder.id, [Insert(prepared("sub/c.md"))], fetch=FetchRecord(NOON, "/texts"))


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def spoil(library: Library, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(library.path, isolation_level=None)) as raw:
        raw.execute(sql, values)


def test_each_version_knows_where_it_comes_from(library: Library, clock: FakeClock) -> None:
    fill(library)
    first, second = library.provenance(1)
    assert (first.asked, first.reached) == (FETCH.url, FETCH.url_reached)
    assert (first.at, first.status, first.seen) == (NOON - 5, 200, int(clock()))
    assert (first.etag, first.last_modified) == (FETCH.etag, FETCH.last_modified)
    assert first.bytes_hash == "ab" * 32
    assert first.body_hash == sha("<p>Some words of news.</p>")
    assert first.text_hash == sha("Title of a\nSome words of news.")
    assert first.hashed == int(clock())
    assert first.extractor == "feed reader"
    assert first.program is not None
    assert first.program.startswith("clashreader ")
    assert (second.version, second.asked, second.at, second.extractor) == (2, None, None, None)
    assert second.body_hash == sha("<p>Other words.</p>")
    (file,) = library.provenance(3)
    assert (file.asked, file.extractor) == ("/texts/sub/c.md", "file reader")
    assert file.bytes_hash == prepared("sub/c.md").item_hash
    with pytest.raises(NotFoundError):
        library.provenance(9)


def test_a_page_is_known_by_its_own_answer(library: Library) -> None:
    source = library.add_source(feed(full_text=True))
    library.apply(source.id, [Insert(prepared("a", url="https://example.org/a"))], fetch=FETCH)
    page = FetchRecord(NOON, "https://example.org/a", status=200, content_hash="cd" * 32,
                       extractor="page reader (x 1)")  # fmt: skip
    library.take_page(1, prepared("a", "The whole text of it."), page)
    newest = library.provenance(1)[-1]
    assert (newest.asked, newest.bytes_hash) == ("https://example.org/a", "cd" * 32)
    assert newest.extractor == "page reader (x 1)"


def test_everything_is_intact_until_a_byte_is_changed(library: Library) -> None:
    fill(library)
    seen: list[tuple[int, int]] = []
    assert library.verify(progress=lambda *both: seen.append(both)) == Verified(
        intact=4, pictures_intact=1
    )
    assert seen[-1] == (4, 4)

    found: list[Finding] = []
    body, text = pack("<p>Some words of lies.</p>", "Some words of news.")
    spoil(library, "UPDATE bodies SET body = ?, text = ? WHERE version_id = 1", body, text)
    spoil(library, "UPDATE versions SET title = 'Another' WHERE id = 2")
    packed = bytearray(pack("x", "y")[0])
    packed[-1] ^= 1
    spoil(library, "UPDATE bodies SET body = ? WHERE version_id = 4", bytes(packed))
    assert library.verify(found=found.append) == Verified(intact=1, altered=3, pictures_intact=1)
    assert found == [
        Finding(1, 1, "Title of a", Unlike.BODY),
        Finding(2, 1, "Another", Unlike.TEXT),
        Finding(3, 1, "Title of sub/c.md", Unlike.UNREADABLE),
    ]
    assert library.verify([1]) == Verified(intact=1, altered=1, pictures_intact=1)
    assert library.verify([]) == Verified()


def test_pictures_count_for_the_versions_that_show_them(library: Library) -> None:
    fill(library)
    image = library.image("https://i/1")
    assert image is not None
    assert image.hash is not None
    path = library.image_path(image.hash)
    path.write_bytes(b"Picture bytes")
    found: list[Finding] = []
    assert library.verify(found=found.append) == Verified(intact=2, altered=2, pictures_altered=1)
    assert found == [Finding(1, 2, "Title of a", Unlike.PICTURE, "https://i/1")]
    path.unlink()
    found.clear()
    assert library.verify([1, 2], found=found.append) == Verified(
        intact=1, altered=2, pictures_missing=1
    )
    assert [one.unlike for one in found] == [Unlike.GONE]
    path.mkdir()
    assert library.verify([1]).pictures_altered == 1


def test_older_copies_cannot_be_proven_until_their_hashes_are_taken(
    tmp_path: Path, clock: FakeClock
) -> None:
    with Library.open(old(tmp_path, 4), tmp_path / "images", clock=clock) as library:
        assert library.verify() == Verified(unproven=3)
        assert library.provenance(1)[0].body_hash is None
        assert library.verify(record=True) == Verified(unproven=3, recorded=3)
        assert library.verify(record=True) == Verified(intact=3)
        assert library.provenance(1)[0].hashed == int(clock())
        spoil(library, "UPDATE versions SET title = 'Another' WHERE id = 2")
        assert library.verify() == Verified(intact=2, altered=1)


def test_verifying_can_be_stopped(library: Library) -> None:
    fill(library)
    with pytest.raises(CancelledError):
        library.verify(stop=lambda: True)
    with pytest.raises(CancelledError):
        list(library.manifest([1], stop=lambda: True))


def test_a_manifest_tells_what_was_changed_behind_the_hashes(library: Library, home: Home) -> None:
    fill(library)
    lines = list(library.manifest(library.every_id()))
    assert lines == list(library.manifest([3, 2, 1]))
    assert len(lines) == 5
    assert library.compare(lines) == Compared(intact=4)

    # Whoever changes a text and its hash is not found by what the library says of itself.
    body, text = pack("<p>Lies.</p>", "Lies.")
    spoil(library, "UPDATE bodies SET body = ?, text = ? WHERE version_id = 2", body, text)
    spoil(
        library, "UPDATE versions SET body_hash = ?, plain_hash = ? WHERE id = 2",
        bytes.fromhex(sha("<p>Lies.</p>")), bytes.fromhex(sha("Title of b\nLies.")),
    )  # fmt: skip
    spoil(library, "UPDATE versions SET seen_at = 5 WHERE id = 1")
    spoil(library, "DELETE FROM bodies WHERE version_id = 4")
    spoil(library, "DELETE FROM versions WHERE id = 4")
    library.apply(1, [Insert(prepared("later"))])
    found: list[Finding] = []
    assert library.verify(found=found.append) == Verified(intact=4, pictures_intact=1, missing=1)
    assert found == [Finding(3, 1, "Title of sub/c.md", Unlike.MISSING)]
    found.clear()
    assert library.compare(lines, found=found.append) == Compared(1, 2, 1, 1)
    assert [(one.article_id, one.unlike) for one in found] == [
        (1, Unlike.TIME), (2, Unlike.BODY), (2, Unlike.TEXT), (None, Unlike.MISSING),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        [b"nothing"], [b"[]\n"], [b'{"format": "x", "version": 1}\n'], [b"[" * 100_000],
        [b'{"format": "clashreader manifest", "version": 1}\n', b'{"source": 1}\n'],
        [b'{"format": "clashreader manifest", "version": 1}\n', b"\xff\xfe"],
    ],
)  # fmt: skip
def test_what_is_no_manifest_is_refused(library: Library, lines: list[bytes]) -> None:
    with pytest.raises(ParseError, match="no manifest"):
        library.compare(lines)


FORGED_WITHIN = {
    "UPDATE articles SET title = 'Forged' WHERE id = 2": Unlike.HEADLINE,
    "UPDATE versions SET body_hash = NULL, plain_hash = NULL WHERE id = 2": Unlike.UNHASHED,
    "UPDATE versions SET plain_hash = NULL WHERE id = 2": Unlike.UNHASHED,
    "UPDATE versions SET body_hash = 'abc' WHERE id = 2": Unlike.BODY,
    "UPDATE versions SET title = x'ff00' WHERE id = 2": Unlike.UNREADABLE,
    "UPDATE versions SET title = x'61' WHERE id = 2": Unlike.UNREADABLE,
    "UPDATE versions SET title = CAST(x'ff00' AS TEXT) WHERE id = 2": Unlike.UNREADABLE,
    "UPDATE versions SET number = x'ff' WHERE id = 2": Unlike.UNREADABLE,
    "UPDATE versions SET number = 9223372036854775807 WHERE id = 2": Unlike.UNREADABLE,
    "UPDATE bodies SET body = 5, text = 'abc' WHERE version_id = 2": Unlike.UNREADABLE,
    "DELETE FROM bodies WHERE version_id = 2": Unlike.UNREADABLE,
    "DELETE FROM versions WHERE id = 1": Unlike.MISSING,
    "UPDATE articles SET versions = 3 WHERE id = 2": Unlike.MISSING,
    "DELETE FROM images": Unlike.UNLISTED_PICTURE,
    "UPDATE images SET hash = '../../etc/passwd'": Unlike.PICTURE,
    "UPDATE images SET url = x'ff', hash = x'ff'": Unlike.PICTURE,
}


@pytest.mark.parametrize("sql", FORGED_WITHIN)
def test_what_the_library_itself_belies_is_named(library: Library, sql: str) -> None:
    fill(library)
    assert library.verify() == Verified(intact=4, pictures_intact=1)
    spoil(library, sql)
    found: list[Finding] = []
    tally = library.verify(found=found.append, record=True)
    assert tally.altered + tally.missing + tally.pictures_altered
    assert FORGED_WITHIN[sql] in [one.unlike for one in found]
    assert tally.recorded == 0, "nothing that was changed may get hashes"
    for one in found:
        json.dumps([one.article_id, one.version, one.title, one.url])
    assert library.verify(record=True) == tally


FORGED_BESIDE = {
    "UPDATE images SET url = x'ff00' WHERE id = 1": Unlike.PICTURES,
    "UPDATE images SET hash = x'ff00' WHERE id = 1": Unlike.PICTURES,
    "UPDATE images SET hash = '" + "ab" * 32 + "' WHERE id = 1": Unlike.PICTURES,
    "DELETE FROM images WHERE id = 1": Unlike.PICTURES,
    "DELETE FROM article_images WHERE article_id = 1": Unlike.PICTURES,
    "UPDATE articles SET title = 'Forged'": Unlike.FACTS,
    "UPDATE articles SET author = 'Forged'": Unlike.FACTS,
    "UPDATE articles SET outlet = x'ff'": Unlike.FACTS,
    "UPDATE articles SET url = 'http://evil/'": Unlike.FACTS,
    "UPDATE articles SET published = 5": Unlike.FACTS,
    "UPDATE articles SET published = 1e400": Unlike.FACTS,
    "UPDATE articles SET summary = 'Forged'": Unlike.FACTS,
    "UPDATE captures SET url = 'http://evil/'": Unlike.ORIGIN,
    "UPDATE captures SET url_reached = x'ff'": Unlike.ORIGIN,
    "UPDATE captures SET at = 1": Unlike.ORIGIN,
    "UPDATE captures SET status = 999": Unlike.ORIGIN,
    "UPDATE captures SET content_hash = '00'": Unlike.ORIGIN,
    "UPDATE versions SET capture_id = NULL": Unlike.ORIGIN,
    "UPDATE versions SET file_hash = 'abc'": Unlike.ORIGIN,
    "UPDATE versions SET details = '{}'": Unlike.DETAILS,
    "UPDATE versions SET base_url = x'ff'": Unlike.DETAILS,
    "UPDATE versions SET seen_at = 'abc'": Unlike.TIME,
    "UPDATE versions SET title = x'ff00'": Unlike.UNREADABLE,
    "UPDATE articles SET versions = 9223372036854775807": None,
}


@pytest.mark.parametrize("sql", FORGED_BESIDE)
def test_a_manifest_tells_what_no_hash_does(library: Library, sql: str) -> None:
    fill(library)
    lines = list(library.manifest(library.every_id()))
    assert library.compare(lines) == Compared(intact=4)
    spoil(library, sql)
    library.verify()
    found: list[Finding] = []
    tally = library.compare(lines, found=found.append)
    named = FORGED_BESIDE[sql]
    assert named is None or (tally.altered, named in [one.unlike for one in found]) > (0, False)
    list(library.manifest(library.every_id()))


def test_what_the_source_sends_anew_is_no_forgery(library: Library) -> None:
    fill(library)
    lines = list(library.manifest(library.every_id()))
    again = prepared("b", "Żółty — words.", author="Another", url="https://example.org/moved")
    library.apply(1, [Touch(2, replace(again, item_hash="12" * 32))])
    library.apply(1, [Revise(1, prepared("a", "A third text.", images=("https://i/1",)))])
    assert library.compare(lines) == Compared(intact=4, unlisted=1, changed=1)
    old = lines[:1]
    for line in lines[1:]:  # as an older program wrote it
        kept = {name: value for name, value in json.loads(line).items() if name in OLD}
        old.append(json.dumps(kept).encode() + b"\n")
    assert library.compare(old) == Compared(intact=4, unlisted=1, changed=1)


OLD = {
    "article", "source", "uid", "version", "url", "title", "seen", "asked", "reached", "at",
    "status", "bytes", "body", "text",
}  # fmt: skip
