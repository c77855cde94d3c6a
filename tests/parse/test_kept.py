"""Exports of other readers: whatever the bytes are, they are read or refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fakes import NOON

from clashreader.errors import ParseError
from clashreader.library.library import Library
from clashreader.parse import read_export
from clashreader.parse.kept import Export, moment
from clashreader.sync.bringing import bring_in

HEADS = (b"", b"title,url,time_added,tags,status\n", b"URL,Title,Selection,Folder,Timestamp\n",
         b'[{"is_archived":1,"url":"https://a.example/x",', b'{"id":"user/-/","items":[{',
         b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><DT><H3>", b"\xff\xfe", b"<opml><body>",
         b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n")  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["https://a.example/x", "user/-/label/\ud800", "2024-01-01T00:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["quote", "text", "href", "content", "name"]), inner,
                      max_size=3),
    max_leaves=6,
)  # fmt: skip
NAMES = ["url", "title", "content", "is_archived", "is_starred", "tags", "annotations", "slug",
         "savedAt", "labels", "created_at", "published", "categories", "canonical", "alternate",
         "origin", "id", "highlights", "published_by", "author"]  # fmt: skip


class Files:
    """A folder in memory."""

    def __init__(self, **files: bytes) -> None:
        self._files = {name.replace("__", "/"): data for name, data in files.items()}

    def names(self) -> Sequence[str]:
        return sorted(self._files)

    def read(self, name: str) -> bytes:
        return self._files[name]


def _read(data: bytes) -> Export | None:
    found, said = None, "."
    try:
        found = read_export(Files(a=data))
    except ParseError as error:
        said = error.message
    assert said.endswith(".")
    return found


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(head: bytes, data: bytes) -> None:
    _read(head + data)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=9), max_size=4))
def test_any_entries_are_stored_or_refused(library: Library, entries: list[object]) -> None:
    for document in (
        [{"is_archived": 1, "url": "https://a.example/1"}, *entries],
        [{"slug": "s", "labels": [], "url": "https://a.example/1"}, *entries],
        {"id": "user/-/state/com.google/starred", "items": entries},
    ):
        found = _read(json.dumps(document).encode())
        if found is not None:
            bring_in(library, found, clock=lambda: NOON)
            again = bring_in(library, found, clock=lambda: NOON)
            assert (again.added, again.updated) == (0, 0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(1_704_067_200, 1_704_067_200), ("1704067200000", 1_704_067_200),
     (1_704_067_200_000_000.0, 1_704_067_200), ("2024-01-01T00:00:00Z", 1_704_067_200),
     (True, None), (0, None), (-5, None), (float("nan"), None), (float("inf"), None), ("x", None),
     (10**30, None), (None, None)],
)  # fmt: skip
def test_times_in_any_of_their_forms(value: object, seconds: int | None) -> None:
    assert moment(value) == seconds
