"""Subscription lists: written, read into an empty home, written again, and the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.fakes import prepared

from clashreader.export.opml import subscription_list
from clashreader.library.grammar import parse_query
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, NewSource, SourceKind
from clashreader.sync.subscribe import import_opml

ODD = ["A <b>bold</b> & “quoted” 'title'", "line\nbreak\ttab\rreturn", "כותרת מימין", "🛰️ 👩‍🚀",
       "&amp; &#10; &lt;", "../../etc/passwd", "CON", "\u202eevil", "x" * 300, "  spaces  ", "]]>",
       "a\x0bb", "\ufffe", "\u2028\x85"]  # fmt: skip


def _open(folder: Path) -> Library:
    folder.mkdir(parents=True, exist_ok=True)
    return Library.open(folder / "library.sqlite3", folder / "images")


def _feed(number: int, title: str, **more: object) -> NewSource:
    return NewSource(SourceKind.FEED, f"https://s{number}.example/feed", title, **more)  # type: ignore[arg-type]


def _round(first: Library, folder: Path) -> tuple[str, str]:
    text = subscription_list(first).text
    with _open(folder) as second:
        import_opml(second, text.encode())
        return text, subscription_list(second).text


def test_a_list_comes_back_as_it_was(tmp_path: Path) -> None:
    with _open(tmp_path / "one") as library:
        for number, title in enumerate(ODD):
            library.add_source(_feed(number, title, section=title if number % 2 else None))
        library.add_source(
            _feed(90, "Quiet", full_text=True, images=False, title_chosen=True, paused=True,
                  interval=7200, default_section="World, and more/less", site_url="https://q.example/?a=1&b=2")
        )  # fmt: skip
        library.add_source(NewSource(SourceKind.FOLDER, "/srv/texts", "Private texts"))
        library.add_source(NewSource(SourceKind.FEED, "https://ida:secret@s.example/f", "Locked"))
        made = subscription_list(library)
        text, again = _round(library, tmp_path / "two")
    assert text == again == made.text
    assert (made.feeds, made.left_out) == (len(ODD) + 2, 1)
    assert "secret" not in text
    assert "/srv/texts" not in text
    root = etree.fromstring(text.encode())  # strictly well-formed
    assert root.get("version") == "2.0"
    outlines = list(root.iter("outline"))
    assert all(one.get("text") for one in outlines)
    feeds = [one for one in outlines if one.get("xmlUrl")]
    assert {one.get("type") for one in feeds} == {"rss"}
    names = {one.get("title") for one in feeds}
    assert {"A <b>bold</b> & “quoted” 'title'", "line\nbreak\ttab\rreturn", "🛰️ 👩‍🚀"} <= names
    with _open(tmp_path / "two") as second:
        quiet = second.find_source("https://s90.example/feed")
    assert (quiet.full_text, quiet.images, quiet.title_chosen, quiet.paused) == (
        True, False, True, True,
    )  # fmt: skip
    assert (quiet.interval, quiet.default_section) == (7200, "World, and more/less")
    assert quiet.section is None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.text(max_size=300), st.none() | st.text(max_size=40)), max_size=6))
def test_any_titles_and_sections_come_back(
    tmp_path_factory: pytest.TempPathFactory, named: list[tuple[str, str | None]]
) -> None:
    folder = tmp_path_factory.mktemp("opml")
    with _open(folder / "one") as library:
        for number, (title, section) in enumerate(named):
            library.add_source(_feed(number, title, section=section))
        if not named:
            return
        text, again = _round(library, folder / "two")
    assert text == again
    etree.fromstring(text.encode())


def test_a_query_chooses_the_feeds_that_have_what_it_finds(library: Library) -> None:
    one, two = (library.add_source(_feed(number, f"Feed {number}")) for number in (1, 2))
    library.apply(one.id, [Insert(prepared("a", "The harbour opens."))])
    library.apply(two.id, [Insert(prepared("b", "The orchard blooms."))])
    assert subscription_list(library, ArticleQuery()).feeds == 2
    found = subscription_list(library, ArticleQuery(parse_query("harbour")))
    assert (found.feeds, found.left_out) == (1, 0)
    assert "https://s1.example/feed" in found.text
