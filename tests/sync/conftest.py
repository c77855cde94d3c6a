"""Fixtures for syncing: a loopback server, and a syncer over the real library."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.sync.loopback import Loopback

from clashreader.library.library import Library
from clashreader.model import Article, ArticleQuery, ArticleRow, NewSource, Source, SourceKind
from clashreader.sync import http, wire
from clashreader.sync.pipeline import Syncer
from clashreader.sync.report import SourceReport


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


class FakeRing:
    """A system's keyring, in memory."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_keyring(self) -> FakeRing:
        return self

    def set_password(self, service: str, name: str, password: str) -> None:
        self.kept[service, name] = password

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> FakeRing:
    made = FakeRing()
    monkeypatch.setitem(sys.modules, "keyring", made)
    return made


@pytest.fixture
def no_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.fixture
def all_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this computer count as a host of the Internet."""
    monkeypatch.setattr(wire, "is_public", lambda _: True)
    monkeypatch.setattr(http, "names_private", lambda _: False)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
def syncer(library: Library, clock: Callable[[], float]) -> Syncer:
    return Syncer(library, clock=clock)


@pytest.fixture
def follow(library: Library) -> Callable[[str], Source]:
    def add(url: str) -> Source:
        return library.add_source(NewSource(SourceKind.FEED, url, url))

    return add


class Shelf:
    """A folder that is a source, and the library that reads it."""

    def __init__(self, root: Path, library: Library, syncer: Syncer) -> None:
        self.root = root
        self.library = library
        self._syncer = syncer
        root.mkdir()
        self.source = library.add_source(NewSource(SourceKind.FOLDER, str(root), "Shelf"))

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def sync(self) -> SourceReport:
        return self._syncer.run([self.source.id]).sources[0]

    def rows(self) -> list[ArticleRow]:
        return self.library.rows(self.library.ids(ArticleQuery()))

    def article(self, title: str) -> Article:
        [found] = [row for row in self.rows() if row.title == title]
        return self.library.article(found.id)


@pytest.fixture
def shelf(tmp_path: Path, library: Library, syncer: Syncer) -> Shelf:
    return Shelf(tmp_path / "shelf", library, syncer)
