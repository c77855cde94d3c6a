"""Older versions of an article in the reading pane."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from tests.fakes import DAY, NOON, feed, prepared
from tests.ui.conftest import WindowMaker

from clashreader.library.library import Library
from clashreader.model import Changes, Insert, Revise
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
TEXTS = (
    "The ferry left the harbour at noon.",
    "The ferry left the harbour at one.",
    "The ferry never left the harbour.",
)


def store_versions(library: Library, *texts: str, clock: Any = None, **fields: Any) -> int:
    """Store one article with a version for each of `texts`; return its id."""
    sources = library.sources()
    source = sources[0] if sources else library.add_source(feed())
    fields.setdefault("published", NOON - DAY)
    uid = f"v{len(library.known(source.id))}"
    inserted = library.apply(source.id, [Insert(prepared(uid, texts[0], **fields))])
    (article_id,) = inserted.inserted
    for text in texts[1:]:
        if clock is not None:
            clock.advance(3600)
        revise(library, article_id, text, uid=uid, **fields)
    return article_id


def revise(library: Library, article_id: int, text: str, uid: str = "v0", **fields: Any) -> Changes:
    """Store another version of an article."""
    fields.setdefault("published", NOON - DAY)
    source = library.sources()[0]
    return library.apply(source.id, [Revise(article_id, prepared(uid, text, **fields))])


@pytest.fixture
def opened(
    library: Library, make_window: WindowMaker, settle: Settle, clock: Any
) -> Callable[..., tuple[MainWindow, int]]:
    """Make a window in which an article of three versions is open."""

    def make(version: int | None = None, **fields: Any) -> tuple[MainWindow, int]:
        article_id = store_versions(library, *TEXTS, clock=clock, **fields)
        window = make_window()
        window.reading.open(article_id, version)
        settle(window)
        return window, article_id

    return make


def shown_text(window: MainWindow) -> str:
    return window.reader().view.toPlainText()


def test_an_older_version_is_opened_and_stays_open_through_a_sync(
    opened: Callable[..., tuple[MainWindow, int]], settle: Settle
) -> None:
    window, article_id = opened(2)
    assert "at one" in shown_text(window)
    assert window.reading.older
    assert window.library is not None
    window.apply_changes(revise(window.library, article_id, "The ferry sank."))
    settle(window)
    assert "at one" in shown_text(window)
    assert window.reading.article is not None
    assert (window.reading.article.version, window.reading.article.versions) == (2, 4)


def test_what_is_open_stays_when_a_version_is_missing_or_damaged(
    opened: Callable[..., tuple[MainWindow, int]], settle: Settle, qtbot: QtBot
) -> None:
    window, article_id = opened()
    assert "never left" in shown_text(window)
    with qtbot.waitSignal(window.reading.failed) as missing:
        window.reading.open(article_id, 9)
    assert "has no version 9" in missing.args[0].message
    assert window.library is not None
    with window.library._connections.write(durable=True) as connection:
        connection.exec_driver_sql(
            "UPDATE bodies SET body = ? WHERE version_id = "
            "(SELECT id FROM versions WHERE article_id = ? AND number = 1)",
            (zlib.compress(b"x")[:-3], article_id),
        )
    with qtbot.waitSignal(window.reading.failed) as damaged:
        window.reading.open(article_id, 1)
    assert "damaged" in damaged.args[0].message
    assert "never left" in shown_text(window)
    assert window.reading.article_id == article_id


def test_the_newest_comes_back_when_the_article_is_asked_for_again(
    opened: Callable[..., tuple[MainWindow, int]], settle: Settle
) -> None:
    window, article_id = opened(1)
    assert "at noon" in shown_text(window)
    window.reading.open(article_id)
    settle(window)
    assert "never left" in shown_text(window)
    assert not window.reading.older


def test_an_edit_of_the_open_article_does_not_replace_its_text(
    opened: Callable[..., tuple[MainWindow, int]], settle: Settle
) -> None:
    window, article_id = opened()
    assert window.library is not None
    window.apply_changes(revise(window.library, article_id, "The ferry sank."))
    window.reading.open(article_id)  # its row is chosen again
    settle(window)
    assert "never left" in shown_text(window)
    assert window.reading.article is not None
    assert window.reading.article.version == 3
    assert not window.reading.older
