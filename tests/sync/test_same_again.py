"""What was read once is not read anew: no second sync of the same items changes anything."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.sync.loopback import Answer, Loopback

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, ArticleRow, Source
from clashreader.sync.pipeline import Syncer

Follow = Callable[[str], Source]


@dataclass(frozen=True)
class Entry:
    guid: str | None
    link: str | None
    title: str | None
    date: str | None
    text: str

    def xml(self) -> str:
        named = (
            ("guid", self.guid),
            ("link", self.link),
            ("title", self.title),
            ("pubDate", self.date),
            ("description", self.text),
        )
        parts = (f"<{name}>{escape(value)}</{name}>" for name, value in named if value is not None)
        return f"<item>{''.join(parts)}</item>"


ADDRESSES = [
    "http://quay.example/1",
    "https://quay.example/1",
    "https://quay.example/1/",
    "https://quay.example/1?utm_source=rss",
    "https://quay.example/2",
    "https://quay.example/2#part",
]
ENTRIES = st.builds(
    Entry,
    st.sampled_from([None, "", "g1", "g2", *ADDRESSES]),
    st.sampled_from([None, "https://quay.example/", *ADDRESSES]),
    st.sampled_from([None, "Low water", "High water"]),
    st.sampled_from([None, "Tue, 03 Mar 2026 10:00:00 GMT", "04 Mar 2026", "soon"]),
    st.sampled_from(["", "It rained.", "It snowed.", "<p>It &amp; rained.</p>"]),
)
_numbers = itertools.count()


def feed(entries: list[Entry], end: str = "") -> Answer:
    body = "".join(entry.xml() for entry in entries)
    return Answer(
        f"<rss version='2.0'><channel><title>N</title><link>https://quay.example/</link>{body}"
        f"</channel></rss>{end}".encode()
    )


def rows(library: Library, source: Source) -> list[ArticleRow]:
    found = library.rows(library.ids(ArticleQuery()))
    return sorted((row for row in found if row.source_id == source.id), key=lambda row: row.id)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ENTRIES, max_size=6), st.randoms(use_true_random=False))
@example(
    [
        Entry("http://quay.example/1", None, "Low water", None, "It rained."),
        Entry("https://quay.example/1", None, "High water", None, "It snowed."),
    ],
    None,
)
@example([Entry("g1", a, "Low water", None, "") for a in ADDRESSES], None)
def test_the_same_items_again_change_nothing_in_whatever_order(
    library: Library,
    syncer: Syncer,
    server: Loopback,
    follow: Follow,
    entries: list[Entry],
    mixer: Random | None,
) -> None:
    place = f"/f{next(_numbers)}"
    server.pages[place] = feed(entries)
    source = follow(f"{server.url}{place}")
    syncer.run([source.id])
    library.set_read([row.id for row in rows(library, source)], True)
    first = rows(library, source)
    known = library.known(source.id)
    other = list(reversed(entries))
    if mixer is not None:
        mixer.shuffle(other)
    for again in (feed(entries, "\n"), feed(other, "\n\n"), feed(entries, "\n\n\n")):
        server.pages[place] = again
        report = syncer.run([source.id], force=True)
        assert (report.new, report.updated, report.failed) == (0, 0, 0)
    assert rows(library, source) == first
    assert library.known(source.id) == known


def test_an_item_is_the_same_under_another_scheme_slash_or_tracker(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    source = None
    for number, address in enumerate(ADDRESSES[:4]):
        server.pages["/f"] = feed(
            [Entry(address, address, "Low water", None, "Rain.")], "\n" * number
        )
        source = source or follow(f"{server.url}/f")
        report = syncer.run(force=True)
        assert (report.new, report.updated) == (int(number == 0), 0)


def test_a_feed_without_items_and_pages_that_are_none_change_nothing(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = feed([Entry("g1", None, "Low water", None, "Rain.")])
    source = follow(f"{server.url}/f")
    syncer.run()
    before = rows(library, source)
    for answer in (
        feed([]),
        Answer(b""),
        Answer(b"<html><body>Down for maintenance, back soon.</body></html>"),
        Answer(b"<?xml version='1.0'?><error>try later</error>"),
        feed([Entry("g1", None, "Low water", None, "")]),
    ):
        server.pages["/f"] = answer
        syncer.run(force=True)
        assert [(row.id, row.read, row.gone) for row in rows(library, source)] == [
            (row.id, row.read, row.gone) for row in before
        ]
        assert "Rain" in library.article(before[0].id).body
