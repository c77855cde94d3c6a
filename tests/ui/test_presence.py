"""Asking from the window whether an article is still on its site."""

from __future__ import annotations

from collections.abc import Callable

from pytest_httpserver import HTTPServer
from tests.ui.conftest import WindowMaker

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Changes, NewSource, SourceKind
from clashreader.sync.pipeline import Syncer
from clashreader.ui.main_window import MainWindow

FEED = """<rss version="2.0"><channel><title>Harbour</title><item><title>Ferry</title>
<link>{0}</link><guid>1</guid><description>It sailed again.</description></item></channel></rss>"""


def test_the_page_of_the_open_article_is_asked(
    library: Library,
    make_window: WindowMaker,
    settle: Callable[[MainWindow], None],
    httpserver: HTTPServer,
) -> None:
    page = httpserver.url_for("/1")
    httpserver.expect_request("/feed").respond_with_data(FEED.format(page), content_type="text/xml")
    library.add_source(NewSource(SourceKind.FEED, httpserver.url_for("/feed"), "Harbour"))
    Syncer(library).run()
    window = make_window()
    window.apply_changes(Changes(everything=True))
    settle(window)
    [number] = library.ids(ArticleQuery())
    window.open_article(number)
    settle(window)
    for status, words in (
        (200, "Nothing has changed"),
        (503, "could not be asked"),
        (404, "no longer on the site"),
        (404, "Nothing has changed"),
        (200, "there again"),
    ):
        httpserver.clear()
        httpserver.expect_request("/1").respond_with_data("<html></html>", status=status)
        window.commands["presenceAction"].trigger()
        settle(window)
        assert words in window.status.text
        assert (library.article(number).gone_since is not None) is (status == 404)
