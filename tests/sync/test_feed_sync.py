from __future__ import annotations

import gzip
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL, Popen, run

import pytest
from tests.sync.loopback import Answer, Loopback, Request, conditional, wait_until
from tests.sync.samples import Item, items, rss

from clashreader.errors import LibraryError, NotFoundError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Changes, Source
from clashreader.paths import Home
from clashreader.sync.http import Fetcher
from clashreader.sync.pipeline import Syncer
from clashreader.sync.report import SyncProgress

Follow = Callable[[str], Source]


def titles(library: Library) -> list[str]:
    return [row.title for row in library.rows(library.ids(ArticleQuery()))]


def test_articles_arrive_and_arrive_once(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = conditional(rss(items(3)), '"1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    source = follow(f"{server.url}/f")
    report = syncer.run()
    assert (report.new, report.updated, report.failed) == (3, 0, 0)
    assert sorted(titles(library)) == ["Ferry 1", "Ferry 2", "Ferry 3"]
    stored = library.source(source.id)
    assert (stored.title, stored.articles, stored.error) == ("Harbour Gazette", 3, None)
    assert stored.etag == '"1"'
    again = syncer.run(force=True)
    assert again.sources[0].not_modified
    assert again.new == 0
    assert library.source(source.id).etag == '"1"'


def test_the_same_bytes_are_not_read_again(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    body = rss(items(3))
    packed = {"Content-Encoding": "gzip"}
    server.pages["/f"] = Answer(gzip.compress(body, mtime=1), fields=packed)
    follow(f"{server.url}/f")
    assert syncer.run().new == 3
    # Packed anew, the bytes differ on the wire only.
    server.pages["/f"] = Answer(gzip.compress(body, mtime=2), fields=packed)
    report = syncer.run(force=True)
    assert (report.new, report.updated, report.sources[0].not_modified) == (0, 0, True)


def test_edits_make_versions_and_the_rest_stays(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    stories = items(3)
    server.pages["/f"] = Answer(rss(stories))
    follow(f"{server.url}/f")
    syncer.run()
    stories[1] = Item(2, title="Ferry 2 was late")
    server.pages["/f"] = Answer(rss([*stories, Item(4)]))
    report = syncer.run(force=True).sources[0]
    assert (report.new, report.updated, report.unchanged) == (1, 1, 2)
    [row] = [row for row in library.rows(library.ids(ArticleQuery())) if row.versions > 1]
    assert row.title == "Ferry 2 was late"
    assert [version.title for version in library.versions(row.id)] == [
        "Ferry 2",
        "Ferry 2 was late",
    ]


def test_what_slides_out_of_a_feed_stays(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = Answer(rss(items(3)))
    follow(f"{server.url}/f")
    syncer.run()
    server.pages["/f"] = Answer(rss([Item(9)]))
    syncer.run(force=True)
    rows = library.rows(library.ids(ArticleQuery()))
    assert len(rows) == 4
    assert not any(row.gone for row in rows)


def test_moving_to_https_or_tracking_does_not_double_articles(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = Answer(rss([Item(1, link="http://paper.example/a/")]))
    follow(f"{server.url}/f")
    syncer.run()
    server.pages["/f"] = Answer(rss([Item(1, link="https://paper.example/a?utm_source=x")]))
    syncer.run(force=True)
    assert len(titles(library)) == 1
    assert syncer.run(force=True).updated == 0


def test_a_bad_feed_holds_up_none_of_the_others(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/good"] = Answer(rss(items(2)))
    server.pages["/html"] = Answer(b"<!doctype html><title>Sorry</title><p>Maintenance")
    server.pages["/cut"] = Answer(rss(items(2))[:300], length=10_000)
    server.pages["/busy"] = Answer(b"", 503)
    server.pages["/good2"] = Answer(rss([Item(7)], "Second"))
    for name in ("html", "good", "cut", "missing", "busy", "good2"):
        follow(f"{server.url}/{name}")
    report = syncer.run()
    assert (report.new, report.failed) == (3, 4)
    errors = {one.url.rpartition("/")[2]: one.error for one in report.sources}
    assert errors["good"] is errors["good2"] is None
    assert errors["missing"] == "The server answers 404 (not found)."
    assert "breaks off" in (errors["cut"] or "")
    assert all(error.endswith(".") for error in errors.values() if error)
    failed = library.find_source(f"{server.url}/busy")
    assert failed.error == "The server answers 503 (service unavailable)."
    assert failed.failures == 1


def test_an_error_page_never_replaces_a_good_copy(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    body = rss(items(2))
    server.pages["/f"] = Answer(body, fields={"ETag": '"good"'})
    source = follow(f"{server.url}/f")
    syncer.run()
    server.pages["/f"] = Answer(b"<html><body>Down</body></html>", fields={"ETag": '"bad"'})
    assert syncer.run(force=True).failed == 1
    assert library.source(source.id).etag == '"good"'
    assert len(titles(library)) == 2
    server.pages["/f"] = Answer(body, fields={"ETag": '"good"'})
    assert syncer.run(force=True).failed == 0
    assert library.source(source.id).error is None


def test_a_slow_server_does_not_hold_up_the_others(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    order: list[str] = []

    def slow(_: Request) -> Answer:
        assert wait_until(lambda: len(order) >= 20, 20)
        return Answer(rss(items(1), "Slow"))

    server.pages["/slow"] = slow
    follow(f"{server.url}/slow")
    for number in range(20):
        server.pages[f"/{number}"] = Answer(rss([Item(100 + number)], f"Feed {number}"))
        follow(f"{server.url}/{number}")
    # Each tells twice: of what it stored, and that it is done.
    report = syncer.run(progress=lambda now: now.done and order.append(now.source))
    assert report.new == 21
    assert order[-1] == "Slow"
    assert "Slow" not in order[:20]


def test_eight_downloads_run_at_once_and_two_from_each_server(
    syncer: Syncer, follow: Follow
) -> None:
    going, most = [0], [0]
    lock = threading.Lock()

    def answer(_: Request) -> Answer:
        with lock:
            going[0] += 1
            most[0] = max(most[0], going[0])
        time.sleep(0.15)
        with lock:
            going[0] -= 1
        return Answer(rss([Item(1)]))

    with ExitStack() as stack:
        servers = [stack.enter_context(Loopback()) for _ in range(6)]
        for server in servers:
            for number in range(4):
                server.pages[f"/{number}"] = answer
                follow(f"{server.url}/{number}")
        assert syncer.run().failed == 0
        assert most == [8]
        assert {server.most_at_once for server in servers} == {2}


def test_two_downloads_run_at_once_from_the_same_host(
    library: Library, server: Loopback, follow: Follow, clock: Callable[[], float]
) -> None:
    class Renamed(Fetcher):
        """Finds a host with a name on this computer, whose own feeds know no such limit."""

        def fetch(self, url: str, **options: object) -> object:  # type: ignore[override]
            here = url.replace("http://gazette.example", server.url)
            return super().fetch(here, **options)  # type: ignore[arg-type]

    for number in range(8):
        server.pages[f"/{number}"] = Answer(rss([Item(number)]), delay=0.1)
        follow(f"http://gazette.example/{number}")
    assert Syncer(library, clock=clock, fetcher=Renamed).run().new == 8
    assert server.most_at_once == 2


def test_what_keeps_changing_is_kept_in_twenty_four_versions(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    source = follow(f"{server.url}/f")
    for number in range(1, 31):
        text = f"<p>The ferry waits for {number} passengers.</p>"
        server.pages["/f"] = Answer(rss([Item(1, text=text)]))
        assert syncer.run(force=True).failed == 0
    [article] = library.ids(ArticleQuery())
    assert library.article(article).versions == 24
    kept = library.versions(article)
    assert [version.number for version in kept] == list(range(1, 25))
    assert "24 passengers" in library.article(article).body
    assert "no more than 24 versions" in (library.source(source.id).notice or "")
    assert library.check() == []


def test_the_server_s_pause_is_kept_even_when_forced(
    library: Library, server: Loopback, follow: Follow, clock: Callable[[], float]
) -> None:
    server.pages["/f"] = Answer(b"", 429, {"Retry-After": "600"})
    source = follow(f"{server.url}/f")
    syncer = Syncer(library, clock=clock)
    syncer.run()
    assert library.source(source.id).retry_at == int(clock()) + 600
    report = syncer.run(force=True)
    assert report.sources[0].error == "The server asked to be left alone for another 10 minutes."
    assert len(server.requests) == 1
    clock.advance(601)  # type: ignore[attr-defined]
    server.pages["/f"] = Answer(rss(items(1)))
    assert syncer.run(force=True).new == 1
    assert library.source(source.id).retry_at is None


def test_only_what_is_due_is_fetched(
    library: Library, server: Loopback, follow: Follow, clock: Callable[[], float]
) -> None:
    server.pages["/f"] = Answer(rss(items(2)))
    source = follow(f"{server.url}/f")
    syncer = Syncer(library, clock=clock)
    syncer.run()
    assert syncer.run().sources == ()
    ahead = (library.source(source.id).next_sync or 0) - clock()
    assert 15 * 60 <= ahead <= 27 * 3600
    clock.advance(ahead + 1)  # type: ignore[attr-defined]
    assert len(syncer.run().sources) == 1
    library.edit_source(source.id, paused=True)
    assert syncer.run(force=True).sources == ()


def test_progress_tells_what_changed(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    for number in range(3):
        server.pages[f"/{number}"] = Answer(rss([Item(number)], f"Feed {number}"))
        follow(f"{server.url}/{number}")
    seen: list[SyncProgress] = []
    syncer.run(progress=seen.append)
    assert (seen[-1].done, seen[-1].total, seen[-1].new) == (3, 3, 3)
    inserted = [n for now in seen if now.changes for n in now.changes.inserted]
    assert sorted(inserted) == sorted(library.ids(ArticleQuery()))


def test_stopping_keeps_what_was_stored(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    cancel = threading.Event()
    for number in range(6):
        delay = 0.0 if number < 2 else 20.0
        server.pages[f"/{number}"] = Answer(rss([Item(number)], f"Feed {number}"), delay=delay)
        follow(f"{server.url}/{number}")

    def stop(now: SyncProgress) -> None:
        if now.done == 2:
            cancel.set()

    start = time.monotonic()
    report = syncer.run(progress=stop, cancel=cancel)
    assert time.monotonic() - start < 5
    assert report.new == 2
    assert report.failed == 0
    assert len(titles(library)) == 2
    assert library.check() == []


def test_an_unknown_source_is_named(syncer: Syncer) -> None:
    with pytest.raises(NotFoundError):
        syncer.run([77])


class Stumbling(Fetcher):
    """A fetcher with a fault of our own making, for one address."""

    def fetch(self, url: str, **options: object) -> object:  # type: ignore[override]
        if url.endswith("/fault"):
            raise ZeroDivisionError("a fault of ours")
        return super().fetch(url, **options)  # type: ignore[arg-type]


@pytest.mark.logs_errors
def test_a_fault_of_ours_in_one_source_spares_the_others(
    library: Library,
    server: Loopback,
    follow: Follow,
    clock: Callable[[], float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.pages["/f"] = Answer(rss(items(1)))
    bad = follow(f"{server.url}/fault")
    follow(f"{server.url}/f")
    report = Syncer(library, clock=clock, fetcher=Stumbling).run()
    assert (report.new, report.failed) == (1, 1)
    assert "stumbled" in (library.source(bad.id).error or "")
    assert "ZeroDivisionError" in caplog.text


def test_a_library_that_fails_ends_the_sync(
    library: Library,
    syncer: Syncer,
    server: Loopback,
    follow: Follow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.pages["/f"] = Answer(rss(items(1)))
    follow(f"{server.url}/f")

    def full(*_: object, **__: object) -> Changes:
        raise LibraryError("The disk is full.")

    monkeypatch.setattr(library, "apply", full)
    with pytest.raises(LibraryError):
        syncer.run()


def test_validators_wait_until_everything_is_stored(
    library: Library,
    syncer: Syncer,
    server: Loopback,
    follow: Follow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.pages["/f"] = Answer(rss(items(250)), fields={"ETag": '"1"'})
    source = follow(f"{server.url}/f")
    apply = library.apply
    calls = 0

    def failing(*args: object, **options: object) -> Changes:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise LibraryError("The disk is full.")
        return apply(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(library, "apply", failing)
    with pytest.raises(LibraryError):
        syncer.run()
    assert len(titles(library)) == 100
    assert library.source(source.id).etag is None
    assert syncer.run(force=True).new == 150
    assert library.source(source.id).etag == '"1"'


KILLED = """
import sys
from pathlib import Path
from clashreader.library.library import Library
from clashreader.model import NewSource, SourceKind
from clashreader.sync.pipeline import Syncer
folder = Path(sys.argv[1])
with Library.open(folder / "library.sqlite3", folder / "images") as library:
    known = {source.url for source in library.sources()}
    for url in sys.argv[2:]:
        if url not in known:
            library.add_source(NewSource(SourceKind.FEED, url, url))
    Syncer(library).run(force=True)
"""


def test_killed_in_the_middle_nothing_is_lost_or_doubled(tmp_path: Path, server: Loopback) -> None:
    urls = []
    for number in range(4):
        stories = [Item(number * 1000 + n) for n in range(150)]
        server.pages[f"/{number}"] = Answer(rss(stories, f"Feed {number}"), fields={"ETag": '"1"'})
        urls.append(f"{server.url}/{number}")
    path = tmp_path / "library.sqlite3"
    counts = [0]
    for moment in range(3):
        before = len(server.requests)
        running = Popen([sys.executable, "-c", KILLED, str(tmp_path), *urls], stderr=DEVNULL)
        assert wait_until(lambda: len(server.requests) > before, 15)  # noqa: B023
        time.sleep(0.05 + 0.12 * moment)
        running.kill()
        running.wait()
        with Library.open(path, tmp_path / "images") as library:
            assert library.check() == []
            rows = library.rows(library.ids(ArticleQuery()))
            if rows and not any(row.bookmarked for row in rows):
                library.set_bookmarked([rows[0].id], bookmarked=True)
            assert len(rows) >= counts[-1]
            counts.append(len(rows))
    with Library.open(path, tmp_path / "images") as library:
        Syncer(library).run(force=True)
        rows = library.rows(library.ids(ArticleQuery()))
        assert len(rows) == len({row.title for row in rows}) == 600
        assert sum(row.bookmarked for row in rows) == (1 if any(counts) else 0)
        assert library.check() == []


def test_a_sync_in_which_nothing_changed_loads_only_what_it_needs(
    library: Library, home: Home, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = conditional(rss(items(3)), '"1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    follow(f"{server.url}/f")
    syncer.run()
    library.close()
    code = _SYNC_AGAIN.format(library=str(home.library), images=str(home.images))
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=50)
    assert done.stdout.split() == ["1", "not", "modified"]


def test_what_is_new_is_stored_without_the_packages_that_only_other_deeds_need(
    library: Library, home: Home, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = Answer(rss(items(3)))
    follow(f"{server.url}/f")
    library.close()
    code = _SYNC_AGAIN.format(library=str(home.library), images=str(home.images))
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=50)
    assert done.stdout.splitlines()[:2] == ["0 not modified", "lxml"], done.stderr
    with Library.open(home.library, home.images) as again:
        assert again.count(ArticleQuery()) == 3


_SYNC_AGAIN = """
import sys
from pathlib import Path
from clashreader.library.library import Library
from clashreader.sync.pipeline import Syncer

with Library.open(Path({library!r}), Path({images!r})) as library:
    report = Syncer(library).run(force=True)
print(sum(source.not_modified for source in report.sources), "not modified")
packages = {{name.partition(".")[0] for name in sys.modules}}
heavy = {{"sqlalchemy", "lxml", "feedparser", "nh3", "trafilatura", "charset_normalizer"}}
print(*packages & heavy)
ours = {{"clashreader.content", "clashreader.parse", "clashreader.sync.decide"}}
print(*ours & sys.modules.keys())
"""


def test_a_redirect_to_a_page_is_told_with_where_it_led(
    library: Library, server: Loopback, syncer: Syncer, follow: Follow
) -> None:
    server.pages["/f"] = Answer(b"", 301, {"Location": "/account/login?back=%2Ff&token=hush"})
    server.pages["/account/login?back=%2Ff&token=hush"] = Answer(
        b"<html><title>Log in</title><body>Your name?</body></html>",
        fields={"Content-Type": "text/html"},
    )
    source = follow(f"{server.url}/f")
    [report] = syncer.run().sources
    host = server.url.removeprefix("http://")
    assert report.error == library.source(source.id).error
    assert report.error is not None
    assert report.error.endswith(f", not a feed. The address redirects to {host}/account/login.")
