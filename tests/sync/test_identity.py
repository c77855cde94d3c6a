"""Which article an item is: GUIDs that are shared, nearly agree, or come and go."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest
from tests.sync.loopback import Answer, Loopback

from clashreader.library.library import Library
from clashreader.model import Article, ArticleQuery, Source
from clashreader.sync.pipeline import Syncer

LOW = "Low water keeps the ferries at the quay until the evening tide returns."
HIGH = "Villagers celebrate their harvest with music, dancing and roasted chestnuts."
Sync = Callable[..., tuple[int, int]]


def item(
    title: str = "", text: str = LOW, link: str = "", guid: str = "", day: int = 3, more: str = ""
) -> str:
    named = {"title": title, "link": link, "guid": guid, "description": text}
    parts = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in named.items() if value)
    return f"<item>{parts}<pubDate>{day:02d} Mar 2026 10:00:00 GMT</pubDate>{more}</item>"


@pytest.fixture
def sync(
    library: Library, syncer: Syncer, server: Loopback, follow: Callable[[str], Source]
) -> Sync:
    """Sync a feed with these items; return how many articles are new, and how many were updated."""
    count = 0

    def run(*items: str) -> tuple[int, int]:
        nonlocal count
        count += 1
        body = "".join(items) + "\n" * count
        server.pages["/f"] = Answer(
            f"<rss version='2.0'><channel><title>Quay</title>{body}</channel></rss>".encode()
        )
        if count == 1:
            follow(f"{server.url}/f")
        report = syncer.run(force=True)
        assert report.failed == 0
        return report.new, report.updated

    return run


@pytest.fixture
def articles(library: Library) -> Callable[[], dict[str, Article]]:
    """Return the articles by headline."""

    def read() -> dict[str, Article]:
        found = [library.article(number) for number in library.ids(ArticleQuery())]
        assert len({one.title for one in found}) == len(found)
        return {one.title: one for one in found}

    return read


Articles = Callable[[], dict[str, Article]]
A = item("Low water", LOW, "http://quay.example/a", "g1", 3)
B = item("Harvest home", HIGH, "http://quay.example/b", "g1", 4)


@pytest.mark.parametrize("first", [(A, B), (B, A), (A,), (B,)])
def test_items_that_share_a_guid_stay_apart_whichever_comes_alone(
    sync: Sync, articles: Articles, first: tuple[str, ...]
) -> None:
    assert sync(*first) == (len(first), 0)
    new = 0
    for items in ((B,), (A,), (B,), (A, B), (B, A), (A,), (B,)):
        found, updated = sync(*items)
        new += found
        assert updated == 0
    assert len(first) + new == 2
    there = articles()
    assert {title: (one.url, one.versions) for title, one in there.items()} == {
        "Low water": ("http://quay.example/a", 1),
        "Harvest home": ("http://quay.example/b", 1),
    }


@pytest.mark.parametrize(
    "edited",
    [
        item("Lowest water", HIGH, "https://quay.example/a/", "g1"),
        item("Low water", HIGH, "http://quay.example/new", "g1"),
        item("Ferries wait", LOW + " The captain is patient.", "http://quay.example/new", "g1"),
        item("Ferries wait", HIGH, "", "g1"),
    ],
    ids=["link", "title", "text", "no link"],
)
def test_an_item_that_is_like_what_it_was_is_edited(
    sync: Sync, articles: Articles, edited: str
) -> None:
    assert sync(A) == (1, 0)
    assert sync(edited) == (0, 1)
    assert [one.versions for one in articles().values()] == [2]


def test_one_of_those_that_share_a_guid_is_edited_where_it_is(
    sync: Sync, articles: Articles
) -> None:
    sync(A, B)
    assert sync(item("Harvest home", HIGH + " Rain fell.", "http://quay.example/b", "g1", 4)) == (
        0,
        1,
    )
    there = articles()
    assert (there["Low water"].versions, there["Harvest home"].versions) == (1, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            item("Low water", LOW, "http://quay.example/a", "http://quay.example/1"),
            item("Harvest home", HIGH, "http://quay.example/b", "https://quay.example/1"),
        ),
        (
            item("Low water", LOW, "http://quay.example/a"),
            item("Harvest home", HIGH, "http://quay.example/a/"),
        ),
    ],
    ids=["guids", "links"],
)
def test_items_whose_names_nearly_agree_are_two_articles(
    sync: Sync, articles: Articles, one: str, other: str
) -> None:
    assert sync(one, other) == (2, 0)
    for items in ((other, one), (one,), (other,), (one, other)):
        assert sync(*items) == (0, 0)
    assert sorted(articles()) == ["Harvest home", "Low water"]


def test_one_item_listed_twice_is_one_article(sync: Sync) -> None:
    one = item("Low water", LOW, "http://quay.example/a?utm_source=rss")
    other = item("Low water", LOW, "https://quay.example/a")
    assert sync(one, other) == (1, 0)
    for items in ((other, one), (one,), (other,)):
        assert sync(*items) == (0, 0)


LINK = "http://quay.example/a"


@pytest.mark.parametrize("guids", [("", "g1", "", "g1"), ("g1", "", "g1"), (LINK, "g1", "")])
def test_a_guid_that_comes_or_goes_makes_no_other_article(
    sync: Sync, library: Library, guids: tuple[str, ...]
) -> None:
    assert sync(item("Low water", LOW, LINK, guids[0])) == (1, 0)
    library.set_read(list(library.ids(ArticleQuery())), True)
    for guid in guids[1:]:
        again = item("Low water", LOW, "https://quay.example/a/?utm_source=rss", guid, day=5)
        assert sync(again) == (0, 0)
    [row] = library.rows(library.ids(ArticleQuery()))
    assert row.read


def test_a_broadcast_announced_in_the_same_words_is_another_one(sync: Sync) -> None:
    assert sync(item("The news", LOW, LINK, "g1")) == (1, 0)
    assert sync(item("The news", LOW, LINK, "g2", day=4)) == (1, 0)


def test_a_headline_that_was_emptied_stays(sync: Sync, articles: Articles) -> None:
    assert sync(item("Low water", LOW, LINK, "g1")) == (1, 0)
    assert sync(item("", LOW, LINK, "g1")) == (0, 0)
    assert list(articles()) == ["Low water"]
    assert sync(item("", HIGH, LINK, "g1")) == (0, 1)
    [there] = articles().values()
    assert (there.title, there.title_derived, there.versions) == ("Low water", False, 2)
    assert sync(item("", HIGH, LINK, "g1")) == (0, 0)
    assert sync(item("Harvest home", HIGH, LINK, "g1")) == (0, 1)


def test_a_headline_that_was_derived_follows_the_text(sync: Sync, articles: Articles) -> None:
    assert sync(item("", LOW, LINK, "g1")) == (1, 0)
    assert sync(item("", HIGH, LINK, "g1")) == (0, 1)
    [there] = articles().values()
    assert there.title.startswith("Villagers")


LIVE = "http://quay.example/live"
TRAIN = "A night train will run between the two capitals again from the first of May."


@pytest.mark.parametrize("guid", ["", "g1"])
@pytest.mark.parametrize("link", [LIVE, ""])
def test_items_that_share_guid_and_address_do_not_flip_whichever_comes_alone(
    sync: Sync, articles: Articles, guid: str, link: str
) -> None:
    low, high = item("Low water", LOW, link, guid), item("Harvest home", HIGH, link, guid, 4)
    train = item("Night train", TRAIN, link, guid, 5)
    assert sync(low, high) == (2, 0)
    for items in ([high], [low], [high, low], [high]):
        assert sync(*items) == (0, 0)
    assert sync(train, high) == (1, 0)
    for items in ([train], [low], [high, train], [train, high, low]):
        assert sync(*items) == (0, 0)
    assert {title: one.versions for title, one in articles().items()} == {
        "Low water": 1,
        "Harvest home": 1,
        "Night train": 1,
    }


@pytest.mark.parametrize("guid", ["", "g1"])
def test_one_of_those_that_share_guid_and_address_is_edited_where_it_is(
    sync: Sync, articles: Articles, guid: str
) -> None:
    low, high = item("Low water", LOW, LIVE, guid), item("Harvest home", HIGH, LIVE, guid, 4)
    sync(low, high)
    edited = item("Harvest home", f"{HIGH} Rain ended it early.", LIVE, guid, 4)
    assert sync(edited) == (0, 1)
    assert sync(low, edited) == sync(edited, low) == sync(low) == (0, 0)
    again = item("Zero water", f"{LOW} Until nine.", LIVE, guid)  # which sorts behind the other
    assert sync(again, edited) == (0, 1)
    assert sync(edited) == sync(again) == (0, 0)
    assert {title: one.versions for title, one in articles().items()} == {
        "Zero water": 2,
        "Harvest home": 2,
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (item("Low water", LOW, LIVE), item("Low water", f"{LOW} Until nine.", LIVE, "g1")),
        (item("Low water", LOW, LIVE, "g1"), item("Low tide now", f"{LOW} Until nine.", LIVE)),
    ],
    ids=["comes", "goes"],
)
def test_a_guid_that_comes_or_goes_with_an_edit_makes_no_other_article(
    sync: Sync, before: str, after: str
) -> None:
    assert sync(before) == (1, 0)
    assert sync(after) == (0, 1)
    assert sync(after) == (0, 0)


def test_another_article_at_an_address_whose_item_had_no_guid_is_new(sync: Sync) -> None:
    assert sync(item("Low water", LOW, LIVE)) == (1, 0)
    assert sync(item("Night train", TRAIN, LIVE, "g1")) == (1, 0)


def test_items_at_one_address_of_which_one_is_known_are_not_lost(
    sync: Sync, articles: Articles
) -> None:
    low, high = item("Low water", LOW, LIVE), item("Harvest home", HIGH, LIVE)
    assert sync(low) == (1, 0)
    assert sync(item("Night train", TRAIN, LIVE), high, low) == (2, 0)
    assert sync(high) == sync(low) == (0, 0)
    assert sorted(articles()) == ["Harvest home", "Low water", "Night train"]


def test_a_guid_that_goes_does_not_hand_its_article_to_another(
    sync: Sync, articles: Articles
) -> None:
    link = "http://quay.example/l"
    first = item("Budget voted", LOW, link, "x", 3)
    second = item("Harvest home", HIGH, link, "x", 4)
    unnamed = item("Harvest home", HIGH, link, "", 4)
    assert sync(first) == (1, 0)
    assert sync(second, first) == (1, 0)
    for items in ((first, unnamed), (second,), (first,), (unnamed,), (second, first)) * 2:
        assert sync(*items) == (0, 0)
    edited = item("Harvest home", f"{HIGH} All are invited.", link, "x", 4)
    assert sync(first, unnamed) == (0, 0)
    assert sync(edited) == (0, 1)
    found = articles()
    assert {title: one.versions for title, one in found.items()} == {
        "Budget voted": 1,
        "Harvest home": 2,
    }


def test_two_posts_under_one_name_become_two_articles_when_they_keep_replacing_each_other(
    sync: Sync, articles: Articles, library: Library
) -> None:
    first = item("Low water", LOW, "http://quay.example/l", "x", 3)
    second = item("Harvest home", HIGH, "http://quay.example/l", "x", 4)
    assert sync(first) == (1, 0)
    told = [sync(one) for one in (second, first, second) + (first, second) * 4]
    assert told[:4] == [(0, 1), (0, 1), (0, 1), (1, 0)]
    assert set(told[4:]) == {(0, 0)}
    assert set(articles()) == {"Low water", "Harvest home"}
    assert sync(second, first) == (0, 0)
    assert library.sources()[0].notice is None


def test_a_text_that_comes_back_again_and_again_makes_no_more_versions(
    sync: Sync, articles: Articles, library: Library
) -> None:
    link = "http://quay.example/l"
    one = item("Low water", LOW, link, "x", 3)
    other = item("Low water", f"{LOW} Advertisement.", link, "x", 3)
    assert sync(one) == (1, 0)
    told = [sync(text) for text in (other, one, other) + (one, other) * 3]
    assert told[:3] == [(0, 1)] * 3
    assert set(told[3:]) == {(0, 0)}
    assert sync(one) == (0, 0)
    assert "keeps changing" in (library.sources()[0].notice or "")
    assert sync(item("Low water", f"{LOW} It came at nine.", link, "x", 3)) == (0, 1)
    assert articles()["Low water"].versions == 5


@pytest.mark.parametrize("text", ["...", "[removed]", "[deleted]", "-", "N/A", "Read more"])
def test_a_placeholder_replaces_no_text(sync: Sync, articles: Articles, text: str) -> None:
    link = "http://quay.example/l"
    assert sync(item("Low water", LOW * 9, link, "x")) == (1, 0)
    assert sync(item("Low water", text, link, "x")) == (0, 0)
    found = articles()["Low water"]
    assert (found.versions, LOW in found.body) == (1, True)
    assert sync(item("Low water", LOW * 8, link, "x")) == (0, 1)


ROWS = "\n\n".join(f"<p>{LOW} {HIGH} That was hour {hour}.</p>" for hour in range(9))
CUTS = {
    "short": f"{LOW} {HIGH}",
    "ellipsis": f"{ROWS[:-40]}…",
    "in a word": ROWS[: ROWS.rindex("roast") + 3],
}


@pytest.mark.parametrize("cut", CUTS)
def test_a_teaser_replaces_no_text_that_it_is_the_beginning_of(
    sync: Sync, articles: Articles, cut: str
) -> None:
    link = "http://quay.example/l"
    whole, teaser = item("Low water", ROWS, link, "x"), item("Low water", CUTS[cut], link, "x")
    assert sync(teaser) == (1, 0)
    assert sync(whole) == (0, 1)
    for one in (teaser, whole, teaser, teaser):
        assert sync(one) == (0, 0)
    found = articles()["Low water"]
    assert (found.versions, "hour 8" in found.body) == (2, True)
    assert sync(item("Lower water", ROWS.replace("hour 8", "hour 9"), link, "x")) == (0, 1)
    shorter = item("Lower water", ROWS[: ROWS.rindex("<p>")], link, "x")
    assert sync(shorter) == (0, 1)  # the last lines were taken out, and no more than those


def test_a_guid_that_is_another_each_time_makes_no_other_article(
    sync: Sync, articles: Articles, library: Library
) -> None:
    def low(guid: str, text: str = LOW) -> str:
        return item("Low water", text, "http://quay.example/a", guid)

    def high(guid: str) -> str:
        return item("Harvest home", HIGH, "http://quay.example/b", guid)

    assert sync(low("r1"), high("s1")) == (2, 0)
    library.set_read(list(library.ids(ArticleQuery())), True)
    assert sync(low("r2"), high("s2")) == sync(high("s3"), low("r3")) == (0, 0)
    assert sync(low("r4", f"{LOW} Until nine.")) == (0, 1)
    assert sync(low("r5", f"{LOW} Until nine."), high("s3")) == (0, 0)
    assert all(one.read for one in library.rows(library.ids(ArticleQuery())))
    # Where the old one is there as well, or another text comes, it is another article.
    assert sync(low("r5", f"{LOW} Until nine."), low("r6", f"{LOW} Until ten.")) == (1, 0)
    assert sync(item("Harvest home", TRAIN, "http://quay.example/b", "s4")) == (1, 0)


def test_a_site_that_moves_to_another_host_makes_no_other_article(
    sync: Sync, library: Library
) -> None:
    def at(host: str, name: str, title: str, text: str = LOW) -> str:
        return item(title, text, f"{host}/{name}", f"{host}/{name}")

    old, new = "http://quay.example", "https://www.quay.example"
    assert sync(at(old, "a", "Low water"), at(old, "b", "Harvest home", HIGH)) == (2, 0)
    library.set_read(list(library.ids(ArticleQuery())), True)
    for _ in range(2):
        assert sync(at(new, "a", "Low water"), at(new, "b", "Harvest home", HIGH)) == (0, 0)
    rows = library.rows(library.ids(ArticleQuery()))
    assert all(one.read for one in rows)
    assert {library.article(one.id).url for one in rows} == {f"{new}/a", f"{new}/b"}
    assert sync(at("http://pier.example", "a", "Low water"), at(new, "a", "Low water")) == (1, 0)
    assert sync(at("http://pier.example", "b", "Night train", TRAIN)) == (1, 0)
