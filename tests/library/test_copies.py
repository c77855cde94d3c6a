"""Copies of one report from several sources fold into one row, and nothing else does."""

from __future__ import annotations

import itertools
import random
import threading
import time

import pytest
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.library import copies
from clashreader.library.library import Library
from clashreader.library.sketching import is_near, read, sketch
from clashreader.model import ArticleQuery, Insert, Revise, Sort, Term

WORDS = tuple(f"{one}{two}" for one in ("bridge", "water", "grain", "port") for two in range(250))


def text(seed: int, count: int = 200) -> str:
    """Return words that no other seed gives in this order."""
    pick = random.Random(seed)
    return " ".join(pick.choices(WORDS, k=count))


def edited(words: str, share: float, seed: int = 1) -> str:
    pick = random.Random(seed)
    return " ".join(
        "changed" if pick.random() < share else word for word in words.split()
    )  # fmt: skip


@pytest.fixture
def sources(library: Library) -> list[int]:
    return [library.add_source(feed(f"https://{n}.example/feed")).id for n in range(4)]


def store(library: Library, source: int, uid: str, words: str, **fields: object) -> int:
    fields.setdefault("published", NOON)
    (article,) = library.apply(source, [Insert(prepared(uid, words, **fields))]).inserted
    return article


def test_sketches_know_texts_that_are_nearly_the_same() -> None:
    for seed in range(8):
        one = text(seed, 400)
        mine = read(sketch(one))
        assert is_near(mine, mine)
        assert is_near(mine, read(sketch(edited(one, 0.03, seed))))
        assert is_near(mine, read(sketch(edited(one, 0.08, seed))))
        assert is_near(mine, read(sketch(" ".join(one.split()[:200]))))
        assert not is_near(mine, read(sketch(text(seed + 100, 400))))
        both = " ".join(one.split()[:100]) + " " + text(seed + 200, 300)
        assert not is_near(mine, read(sketch(both)))
    assert sketch("too few words to tell anything by") == b""
    assert not is_near(read(b""), read(b""))


def test_copies_fold_into_the_first_of_a_list(library: Library, sources: list[int]) -> None:
    report, other = text(1), text(2)
    a = store(library, sources[0], "a", report)
    b = store(library, sources[1], "b", edited(report, 0.05), published=NOON - DAY)
    c = store(library, sources[2], "c", "Teaser.", url="https://www.page.example/x?utm_a=1")
    d = store(library, sources[3], "d", other, url="http://page.example/x/#top")
    e = store(library, sources[0], "e", text(3))
    assert library.folded_ids(ArticleQuery()).others == {}
    assert library.group_copies() == 5
    assert library.group_copies() == 0
    folded = library.folded_ids(ArticleQuery())
    assert (list(folded.ids), folded.others) == ([e, d, a], {d: (c,), a: (b,)})
    assert library.fold(library.ids(ArticleQuery())[:3]).ids == folded.ids[:2]
    assert list(library.copies(a)) == [b]
    assert list(library.copies(e)) == []
    oldest = library.folded_ids(ArticleQuery(None, Sort.OLDEST))
    assert (list(oldest.ids), oldest.others) == ([b, c, e], {b: (a,), c: (d,)})
    library.set_read([a], True)  # in each view the first one that it has
    assert list(library.folded_ids(ArticleQuery(Term("unread", "is"))).ids) == [e, d, b]
    library.delete([b])
    assert library.folded_ids(ArticleQuery()).others == {d: (c,)}
    assert list(library.copies(a)) == []
    third = store(library, sources[2], "third", report)
    library.group_copies()
    assert set(library.copies(third)) == {a}
    library.restore([b])
    assert set(library.copies(third)) == {a, b}
    assert library.check() == []


def test_what_is_no_copy_stays_apart(library: Library, sources: list[int]) -> None:
    report = text(1)
    for number, (source, words, fields) in enumerate([
        (sources[0], report, {}),
        (sources[0], edited(report, 0.1), {}),  # its own next bulletin
        (sources[1], report, {"published": NOON - 30 * DAY}),  # once more, a month later
        (sources[1], text(4), {"url": "https://site.example/"}),  # the site's own address
        (sources[2], text(5), {"url": "https://site.example/"}),
        (sources[3], text(6), {"url": "https://live.example/day"}),  # parts of a running report
        (sources[3], text(7), {"url": "https://live.example/day#part"}),
        (sources[2], "Short.", {}), (sources[3], "Short.", {}),
    ]):  # fmt: skip
        store(library, source, str(number), words, **fields)
    library.group_copies()
    assert library.folded_ids(ArticleQuery()).others == {}


def test_a_text_that_changes_is_looked_at_again(library: Library, sources: list[int]) -> None:
    report = text(1)
    ids = [store(library, source, f"u{source}", report) for source in sources[:3]]
    library.group_copies()
    assert len(library.copies(ids[0])) == 2
    library.apply(sources[0], [Revise(ids[0], prepared(f"u{sources[0]}", text(9)))])
    assert library.group_copies() == 1
    assert list(library.copies(ids[0])) == []
    assert list(library.copies(ids[1])) == [ids[2]]
    library.apply(sources[1], [Revise(ids[1], prepared(f"u{sources[1]}", text(9)))])
    library.group_copies()
    assert list(library.copies(ids[0])) == [ids[1]]
    assert list(library.copies(ids[2])) == []
    library.delete(ids[:2])
    library.empty_bin()
    with library._connections.read() as run:
        assert run("SELECT count(*) FROM sketches", ()) == [(1,)]
        assert run("SELECT count(*) FROM duplicates", ()) == [(0,)]


def test_copies_that_wait_together_are_found_however_they_lie_in_time(
    library: Library, sources: list[int]
) -> None:
    report = text(1)
    first = store(library, sources[0], "a", report, published=NOON - DAY * 5 // 2)
    for number in range(1, 5):  # what lies between them is compared in goes of its own
        store(library, sources[3], str(number), text(number + 1), published=NOON - DAY * number)
    last = store(library, sources[1], "b", edited(report, 0.05))
    assert library.group_copies() == 6
    assert list(library.copies(first)) == [last]
    assert list(library.copies(last)) == [first]


def test_what_is_compared_of_an_archive_does_not_grow_with_its_size(
    library: Library, sources: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "BATCH", 5)
    monkeypatch.setattr(copies, "_TOGETHER", 10)
    read_texts: list[int] = []
    plain = copies._text

    def counted(row: tuple[int, int, bytes, bytes]) -> copies._Text:
        read_texts.append(row[0])
        return plain(row)

    monkeypatch.setattr(copies, "_text", counted)
    days = [day for day in range(50) for _ in range(4)]
    random.Random(3).shuffle(days)  # no article is of the same days as those that came beside it
    library.apply(sources[0], [
        Insert(prepared(str(number), text(number, 40), published=NOON - DAY * day))
        for number, day in enumerate(days)
    ])  # fmt: skip
    steps: list[tuple[int, int]] = []
    assert library.group_copies(lambda *step: steps.append(step)) == len(days)
    assert len(read_texts) <= 3 * len(days)
    assert steps[-1] == (len(days), len(days))


def test_comparing_rests_between_its_steps_and_ends_at_once_when_it_is_told(
    library: Library, sources: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        store(library, sources[0], str(number), text(number), published=NOON - DAY * 9 * number)
    rested: list[float] = []

    class Told(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            rested.append(timeout or 0.0)
            return len(rested) == 2  # when the first one has been noted

    times = itertools.count()
    monkeypatch.setattr(time, "thread_time", lambda: float(next(times)))
    assert library.group_copies(cancel=Told(), ease=3.0) == 1
    assert rested == [3.0, 3.0]
    monkeypatch.undo()
    assert library.group_copies() == 3


def test_a_footer_in_all_texts_makes_no_copies(library: Library, sources: list[int]) -> None:
    footer = text(77, 60)
    for number in range(90):
        store(library, sources[number % 4], str(number), f"{text(number + 100, 120)} {footer}")
    library.group_copies()
    assert library.folded_ids(ArticleQuery()).others == {}
