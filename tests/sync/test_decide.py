from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from clashreader.model import (
    Digest,
    Insert,
    Intent,
    Known,
    MediaType,
    Move,
    ParsedArticle,
    Prepared,
    Revise,
    SetGone,
    Stamp,
    Touch,
)
from clashreader.sync.addresses import same_item_key
from clashreader.sync.decide import (
    MAX_VERSIONS,
    FolderDecider,
    Walk,
    decide,
    files_to_read,
    item_hash,
    keeps_flapping,
    pick_news,
)


def hashed(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()


def article(
    uid: str, text: str = "text", title: str = "title", fingerprint: str | None = None
) -> Prepared:
    parsed = ParsedArticle(uid=uid, title=title, body=text, media_type=MediaType.TEXT)
    return Prepared(
        parsed,
        Digest(text.strip(), len(text.split()), text[:80]),
        item_hash(parsed),
        hashed(title.casefold(), text.strip()),
        fingerprint,
    )


def known(uid: str, number: int = 1, *, like: Prepared | None = None, **other: object) -> Known:
    like = like or article(uid)
    there = Known(
        number, uid, None, like.item_hash, like.text_hash, like.fingerprint, 1, False, False
    )
    return replace(there, **other)


def decide_folder(
    known: Mapping[str, Known], walk: Walk, articles: Sequence[Prepared]
) -> list[Intent]:
    """Return what the files of a folder mean for the library, all at once."""
    decider = FolderDecider(known, walk)
    intents = [intent for article in articles for intent in decider.decide(article)]
    return intents + decider.decide_rest({article.parsed.uid for article in articles})


def carry_out(before: dict[str, Known], intents: Sequence[Intent]) -> dict[str, Known]:
    """Do to a dictionary what the library does to its tables."""
    by_id = {item.id: item for item in before.values()}
    for intent in intents:
        match intent:
            case Insert(new):
                number = max(by_id, default=0) + 1
                assert new.parsed.uid not in {item.uid for item in by_id.values()}
                by_id[number] = known(
                    new.parsed.uid, number, like=new, has_text=bool(new.digest.text)
                )
            case Revise(number, new):
                by_id[number] = replace(
                    by_id[number],
                    uid=new.parsed.uid,
                    item_hash=new.item_hash,
                    text_hash=new.text_hash,
                    fingerprint=new.fingerprint,
                    versions=by_id[number].versions + 1,
                    gone=False,
                    has_text=bool(new.digest.text),
                )
            case Touch(number, new):
                by_id[number] = replace(
                    by_id[number],
                    uid=new.parsed.uid,
                    item_hash=new.item_hash,
                    fingerprint=new.fingerprint,
                    gone=False,
                )
            case Move(number, uid, fingerprint):
                by_id[number] = replace(by_id[number], uid=uid, fingerprint=fingerprint)
            case Stamp(number, fingerprint, hash_now):
                by_id[number] = replace(
                    by_id[number],
                    fingerprint=fingerprint,
                    item_hash=hash_now or by_id[number].item_hash,
                )
            case SetGone(number, gone):
                by_id[number] = replace(by_id[number], gone=gone)
    after = {item.uid: item for item in by_id.values()}
    assert len(after) == len(by_id)
    return after


def test_what_is_new_is_inserted_and_what_is_the_same_is_left_alone() -> None:
    there = {"a": known("a")}
    assert decide(there, [article("a"), article("b")]) == [Insert(article("b"))]


def test_another_text_is_a_version_and_another_label_is_not() -> None:
    there = {"a": known("a")}
    edited = article("a", "another text")
    assert decide(there, [edited]) == [Revise(1, edited)]
    relabelled = article("a", "text ")
    assert relabelled.item_hash != there["a"].item_hash
    assert decide(there, [relabelled]) == [Touch(1, relabelled)]


def test_an_emptied_item_keeps_its_text() -> None:
    there = {"a": known("a")}
    emptied = article("a", "", "Access denied")
    assert decide(there, [emptied]) == [Stamp(1, emptied.fingerprint, emptied.item_hash)]


def test_a_link_without_a_text_may_change_its_headline() -> None:
    there = {"a": known("a", like=article("a", ""), has_text=False)}
    edited = article("a", "", "another title")
    assert decide(there, [edited]) == [Revise(1, edited)]


def test_flapping_stops_making_versions_and_is_counted() -> None:
    there = {"a": known("a", versions=MAX_VERSIONS)}
    edited = article("a", "once more")
    assert decide(there, [edited]) == [Stamp(1, edited.fingerprint, edited.item_hash)]
    assert keeps_flapping(there, [edited]) == 1
    assert keeps_flapping({"a": known("a", versions=3)}, [edited]) == 0


def test_the_text_of_the_page_does_not_give_way_to_the_summary() -> None:
    there = {"a": known("a", page_words=300, asks_page=True)}
    for summary in ("another summary", "", "word " * 400):
        edited = article("a", summary)
        kept = replace(edited, text_hash=there["a"].text_hash)
        assert decide(there, [edited]) == [Touch(1, kept, page_again=True)]
        assert keeps_flapping(there, [edited]) == 0
    same_text = article("a", "text ")
    assert decide(there, [same_text]) == [Touch(1, same_text)]
    full = {"a": replace(there["a"], versions=MAX_VERSIONS)}
    [intent] = decide(full, [article("a", "once more")])
    assert isinstance(intent, Touch)
    assert not intent.page_again


def test_where_pages_are_asked_no_more_only_a_summary_gives_way() -> None:
    there = {"a": known("a", page_words=300, asks_page=False)}
    [intent] = decide(there, [article("a", "word " * 149)])
    assert isinstance(intent, Touch)
    assert not intent.page_again
    edited = article("a", "word " * 150)
    assert decide(there, [edited]) == [Revise(1, edited)]


def test_what_the_reader_deleted_stays_deleted() -> None:
    there = {"a": known("a", deleted=True)}
    assert decide(there, [article("a", "new text")]) == []
    news, _ = pick_news(there, [article("a", "new text").parsed])
    assert news == []
    assert decide(there, []) == []


def test_the_same_item_under_an_address_that_differs_by_accident() -> None:
    old = "http://paper.example/story/?id=7"
    there = {old: known(old, like=article(old))}
    for uid in (
        "https://paper.example/story?id=7",
        "https://Paper.example:443/story/?id=7&utm_source=feed&utm_medium=rss",
        "http://paper.example/story?fbclid=x&id=7",
    ):
        assert pick_news(there, [article(uid).parsed]) == ([], [there[old]])
        [(edited, _)], _ = pick_news(there, [article(uid, "edited").parsed])
        assert edited.uid == old
    for uid in ("https://paper.example/story?id=8", "https://paper.example/Story?id=7"):
        [(other, _)], _ = pick_news(there, [article(uid).parsed])
        assert other.uid == uid


def test_keys_leave_what_is_no_address_alone() -> None:
    assert same_item_key("tag:paper.example,2026:7/") == "tag:paper.example,2026:7/"
    assert same_item_key("http://[broken") == "http://[broken"


def test_of_two_items_with_one_name_the_first_counts() -> None:
    twice = [article("a", "first"), article("a", "second")]
    assert decide({}, twice) == [Insert(twice[0])]
    news, _ = pick_news({}, [item.parsed for item in twice])
    assert [item.body for item, _ in news] == ["first"]


def test_only_what_changed_needs_a_closer_look() -> None:
    there = {"a": known("a"), "b": known("b", 2), "c": known("c", 3, gone=True)}
    items = [article("a").parsed, article("b", "edited").parsed, article("c").parsed]
    news, same = pick_news(there, items)
    assert [item.uid for item, _ in news] == ["b"]
    assert [item.uid for item in same] == ["a", "c"]
    # That a feed lists it says nothing about its page.
    assert decide(there, []) == []


def test_a_tracking_parameter_does_not_make_an_item_look_new() -> None:
    one = replace(article("a").parsed, url="https://paper.example/1?utm_source=a")
    two = replace(one, url="http://paper.example/1/?utm_source=b")
    assert item_hash(one) == item_hash(two)


# --- folders --------------------------------------------------------------------------------------


def test_sliding_out_of_a_feed_is_not_being_gone_but_leaving_a_folder_is() -> None:
    there = {"a.md": known("a.md")}
    assert decide(there, []) == []
    assert decide_folder(there, Walk({}), []) == [SetGone(1, gone=True)]
    gone = {"a.md": known("a.md", gone=True, fingerprint="1")}
    assert decide_folder(gone, Walk({}), []) == []
    assert decide_folder(gone, Walk({"a.md": "1"}), []) == [SetGone(1, gone=False)]


def test_what_cannot_be_read_is_not_gone() -> None:
    there = {"x/a.md": known("x/a.md"), "b.md": known("b.md", 2)}
    assert decide_folder(there, Walk({}, {"x/", "b.md"}), []) == []


def test_a_file_that_moved_is_the_same_article() -> None:
    there = {"a.md": known("a.md", fingerprint="1")}
    moved = article("x/b.md", fingerprint="1")
    intents = decide_folder(there, Walk({"x/b.md": "1"}), [moved])
    assert intents == [Move(1, "x/b.md", "1"), Touch(1, moved)]


def test_a_copy_is_an_article_of_its_own() -> None:
    there = {"a.md": known("a.md", fingerprint="1")}
    walk = Walk({"a.md": "1", "b.md": "2"})
    assert files_to_read(there, walk) == ["b.md"]
    copy = article("b.md", fingerprint="2")
    assert decide_folder(there, walk, [copy]) == [Insert(copy)]


def test_a_gone_file_that_returns_elsewhere_is_back() -> None:
    there = {"a.md": known("a.md", gone=True)}
    intents = decide_folder(there, Walk({"b.md": "2"}), [article("b.md", fingerprint="2")])
    assert intents[-1] == SetGone(1, gone=False)


def test_a_deleted_article_stays_deleted_when_its_file_moves() -> None:
    there = {"a.md": known("a.md", deleted=True)}
    moved = article("b.md", fingerprint="2")
    assert decide_folder(there, Walk({"b.md": "2"}), [moved]) == [Move(1, "b.md", "2")]


def test_a_file_written_again_byte_for_byte_is_only_stamped() -> None:
    there = {"a.md": known("a.md", fingerprint="1")}
    assert decide_folder(there, Walk({"a.md": "2"}), [article("a.md", fingerprint="2")]) == [
        Stamp(1, "2")
    ]


# --- deciding twice -------------------------------------------------------------------------------

UIDS = st.sampled_from(
    ["a", "b", "http://p.example/1", "https://p.example/1/", "https://p.example/1?utm_x=2", "c"]
)
TEXTS = st.sampled_from(["", "one", "one ", "two", "three"])


@st.composite
def libraries(draw: st.DrawFn) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for number, uid in enumerate(draw(st.lists(UIDS, unique_by=same_item_key, max_size=4)), 1):
        like = article(uid, draw(TEXTS), fingerprint=draw(st.sampled_from(["1", "2"])))
        found[uid] = known(
            uid,
            number,
            like=like,
            versions=draw(st.sampled_from([1, MAX_VERSIONS])),
            gone=draw(st.booleans()),
            deleted=draw(st.booleans()),
            has_text=bool(like.digest.text),
            page_words=draw(st.sampled_from([0, 0, 9])),
            asks_page=draw(st.booleans()),
        )
    return found


@given(libraries(), st.lists(st.tuples(UIDS, TEXTS), max_size=6))
def test_deciding_about_a_feed_twice_changes_nothing(
    there: dict[str, Known], offered: list[tuple[str, str]]
) -> None:
    articles = [replace(article(uid, text), fingerprint=None) for uid, text in offered]
    there = {uid: replace(item, fingerprint=None) for uid, item in there.items()}
    parsed = [item.parsed for item in articles]

    def decided(now: dict[str, Known]) -> list[Intent]:
        news, _ = pick_news(now, parsed)
        return decide(now, [article(item.uid, item.body) for item, _ in news])

    after = carry_out(there, decided(there))
    assert decided(after) == []


@given(
    libraries(),
    st.dictionaries(UIDS, st.tuples(TEXTS, st.sampled_from(["1", "2"])), max_size=5),
)
def test_deciding_about_a_folder_twice_changes_nothing(
    there: dict[str, Known], files: dict[str, tuple[str, str]]
) -> None:
    # A folder's names are exact: those that only an address would share do not occur together.
    files = {uid: value for uid, value in files.items() if not uid.startswith("http")}
    there = {uid: item for uid, item in there.items() if not uid.startswith("http")}
    walk = Walk({uid: mark for uid, (_, mark) in files.items()})

    def read(now: dict[str, Known]) -> list[Prepared]:
        return [
            article(uid, files[uid][0], fingerprint=files[uid][1])
            for uid in files_to_read(now, walk)
        ]

    after = carry_out(there, decide_folder(there, walk, read(there)))
    intents = decide_folder(after, walk, read(after))
    assert intents == []
    for uid in files:
        assert after[uid].deleted or not after[uid].gone


def test_an_error_told_in_place_of_a_text_does_not_replace_it() -> None:
    there = {"a": known("a", like=article("a", "The ferry sails again. " * 8))}
    error = article("a", "Access denied")
    assert decide(there, [error]) == [Stamp(1, error.fingerprint, error.item_hash)]
    shorter = article("a", "The ferry sails.")
    assert decide(there, [shorter]) == [Revise(1, shorter)]
