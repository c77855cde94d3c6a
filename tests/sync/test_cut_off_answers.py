"""A server that hangs up in the middle of a feed costs no good text, and is asked again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.sync.loopback import Answer, Loopback

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Source
from clashreader.sync.pipeline import Syncer

LONG = "<p>The ferry waits for the tide.<br/></p>" * 60
FEED = (
    "<?xml version='1.0'?><rss version='2.0' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Quay</title>"
    "<item><guid>q1</guid><title>Low water</title><link>https://quay.example/1</link>"
    f"<description>In short.</description><content:encoded><![CDATA[{LONG}]]></content:encoded>"
    "</item></channel></rss>"
).encode()


@pytest.mark.parametrize("missing", [25, 60, 300, 1_500, len(FEED) - 200])
def test_a_feed_cut_off_without_a_word(
    library: Library,
    syncer: Syncer,
    server: Loopback,
    follow: Callable[[str], Source],
    missing: int,
) -> None:
    fields = {"ETag": '"1"'}
    server.pages["/f"] = Answer(FEED, fields=fields)
    source = follow(f"{server.url}/f")
    syncer.run()
    [number] = library.ids(ArticleQuery())
    before = library.article(number)
    server.pages["/f"] = Answer(FEED[:-missing], fields={"ETag": '"2"'})
    report = syncer.run(force=True)
    assert (report.new, report.updated) == (0, 0)
    assert library.article(number) == before
    assert library.source(source.id).etag != '"2"'
    server.pages["/f"] = Answer(FEED, fields=fields)
    report = syncer.run(force=True)
    assert (report.new, report.updated) == (0, 0)
