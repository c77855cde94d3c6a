"""Articles of a large feed stay in a file until they are wanted."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from tests.sync.samples import items, rss

from clashreader.errors import ParseError
from clashreader.model import ParsedFeed
from clashreader.parse import parse_feed
from clashreader.parse.worker import to_lines
from clashreader.sync.decide import articles_of, pick, pick_news
from clashreader.sync.shelf import Shelf, read_shelf

URL = "https://quay.example/feed"


def _shelved(feed: ParsedFeed, most: int = 0) -> tuple[ParsedFeed, Path]:
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name, "wanted")
    path.write_text("".join(f"{line}\n" for line in to_lines(feed)), encoding="ascii")
    return read_shelf(path, folder, most=most), path


def test_articles_are_read_one_by_one_and_their_file_goes_with_them() -> None:
    whole = parse_feed(rss(items(5)), url=URL)
    feed, path = _shelved(whole)
    shelf = feed.articles
    assert isinstance(shelf, Shelf)
    assert len(shelf) == 5
    assert shelf[3] == whole.articles[3]
    assert shelf[-1] == whole.articles[-1]
    assert shelf[1:3] == whole.articles[1:3]
    assert tuple(shelf) == tuple(whole.articles)
    assert feed == whole
    assert shelf != whole.articles[:4]
    assert path.exists()
    del feed, shelf
    assert not path.parent.exists()


def test_few_bytes_are_read_at_once() -> None:
    whole = parse_feed(rss(items(5)), url=URL)
    feed, path = _shelved(whole, most=1_000_000)
    assert isinstance(feed.articles, tuple)
    assert feed == whole
    assert not path.parent.exists()


def test_what_is_picked_is_the_same_from_a_file() -> None:
    whole = parse_feed(rss(items(3) + items(2)), url=URL)
    feed, _ = _shelved(whole)
    news, same, _ = pick({}, feed.articles)
    assert list(articles_of(news, feed.articles)) == pick_news({}, whole.articles)[0]
    assert not same


@pytest.mark.parametrize("most", [0, 1_000_000])
def test_a_file_that_no_worker_wrote_is_an_error(most: int) -> None:
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name, "wanted")
    head = next(iter(to_lines(parse_feed(rss(items(1)), url=URL))))
    path.write_text(f"{head}\n[1, 2]\n", encoding="ascii")
    with pytest.raises(ParseError, match="could not be read"):
        tuple(read_shelf(path, folder, most=most).articles)
