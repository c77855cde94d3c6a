"""Notes and highlights: written, changed, taken back, found in later versions, never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.conftest import FakeClock
from tests.fakes import feed, prepared

from clashreader.errors import NotFoundError, UsageError
from clashreader.library.grammar import parse_query
from clashreader.library.library import Library
from clashreader.model import (
    Annotations,
    ArticleQuery,
    Changes,
    Highlight,
    HighlightPlace,
    Insert,
    MediaType,
    Revise,
)
from clashreader.paths import Home

CHANGED = Changes(articles=(1,), annotations=True)


@pytest.fixture
def shelf(library: Library) -> Library:
    """Two articles of one source."""
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared("a", "The ferry left at dawn, for the first time since May.")),
        Insert(prepared("b", "Сад за станцией посадили школьники.")),
    ])  # fmt: skip
    return library


def found(library: Library, query: str) -> list[int]:
    return sorted(library.ids(ArticleQuery(parse_query(query))))


# --- notes ---


def test_a_note_is_written_changed_and_taken_away(shelf: Library) -> None:
    text = "Ask the harbour master.\nכן 😀"
    assert shelf.set_note(1, text) == CHANGED
    assert shelf.article(1).note == text
    assert shelf.set_note(1, text) == Changes()
    assert found(shelf, "has:note") == [1]
    assert shelf.set_note(1, "Other.") == CHANGED
    assert shelf.article(1).note == "Other."
    assert shelf.set_note(1, " \n") == CHANGED
    assert shelf.article(1).note is None
    assert shelf.set_note(1, "") == Changes()
    assert found(shelf, "has:note") == []


def test_what_cannot_be_stored_is_left_out_of_a_note(shelf: Library) -> None:
    shelf.set_note(1, "half \ud800 a pair, and a \0 too")
    assert shelf.article(1).note == "half \ufffd a pair, and a  too"


def test_a_note_that_is_too_long_or_for_nothing_is_refused(shelf: Library) -> None:
    shelf.set_note(1, "Kept.")
    with pytest.raises(UsageError, match="100,000"):
        shelf.set_note(1, "x" * 100_001)
    with pytest.raises(NotFoundError, match="no article 9"):
        shelf.set_note(9, "x")
    assert shelf.article(1).note == "Kept."


# --- highlights ---


def test_a_highlight_is_kept_as_it_was_made(shelf: Library, clock: FakeClock) -> None:
    made = shelf.add_highlight(
        1, "left at dawn", prefix="The ferry ", suffix=", for", colour=2, note="When?"
    )
    now = int(clock())
    assert made == Highlight(
        made.id, 1, 1, "left at dawn", "The ferry ", ", for", 2, "When?", now, now
    )
    assert shelf.highlights(1) == shelf.highlights() == shelf.article(1).highlights == (made,)
    assert shelf.highlights(2) == ()
    assert found(shelf, "has:highlight") == [1]
    assert found(shelf, "-has:highlight") == [2]


def test_how_many_alike_stand_before_is_kept_with_it(shelf: Library) -> None:
    made = shelf.add_highlight(1, "the", earlier=1)
    assert (made.earlier, shelf.highlight(made.id).earlier) == (1, 1)
    shelf.delete_highlight(made.id)
    shelf.restore_highlight(made)
    assert shelf.highlights(1) == (made,)
    with pytest.raises(UsageError, match="count"):
        shelf.add_highlight(1, "the", earlier=-1)


def test_of_one_article_the_oldest_comes_first_of_all_the_newest(
    shelf: Library, clock: FakeClock
) -> None:
    made = []
    for article_id, words in ((1, "dawn"), (2, "школьники"), (1, "ferry")):
        made.append(shelf.add_highlight(article_id, words))
        clock.advance(1)
    assert shelf.highlights(1) == (made[0], made[2])
    assert shelf.highlights() == (made[2], made[1], made[0])
    assert shelf.highlights(limit=1, offset=1) == (made[1],)
    assert list(shelf.annotated()) == [1, 2]
    shelf.set_note(2, "Later than all.")
    assert list(shelf.annotated()) == [2, 1]
    assert list(shelf.annotated(limit=1, offset=1)) == [1]


def test_colour_and_note_change_one_by_one(shelf: Library, clock: FakeClock) -> None:
    made = shelf.add_highlight(1, "dawn", note="Early.")
    clock.advance(5)
    assert shelf.edit_highlight(made.id, colour=3) == CHANGED
    assert shelf.edit_highlight(made.id, colour=3) == Changes()
    assert shelf.highlights() == (replace(made, colour=3, changed=made.changed + 5),)
    assert shelf.edit_highlight(made.id, note="") == CHANGED
    assert shelf.highlights()[0].note is None


def test_a_deleted_highlight_comes_back_as_it_was(shelf: Library, clock: FakeClock) -> None:
    made = shelf.add_highlight(1, "dawn", prefix="at ", colour=1, note="Early.")
    clock.advance(60)
    assert shelf.delete_highlight(made.id) == CHANGED
    assert shelf.highlights() == ()
    with pytest.raises(NotFoundError, match="no highlight"):
        shelf.delete_highlight(made.id)
    assert shelf.restore_highlight(made) == CHANGED
    assert shelf.highlights() == (made,)
    assert shelf.restore_highlight(made) == Changes()


def test_a_number_given_away_since_stays_with_its_new_owner(shelf: Library) -> None:
    gone = shelf.add_highlight(1, "dawn")
    shelf.delete_highlight(gone.id)
    other = shelf.add_highlight(2, "школьники")
    assert other.id == gone.id
    shelf.restore_highlight(gone)
    assert shelf.highlights(2) == (other,)
    [back] = shelf.highlights(1)
    assert replace(back, id=gone.id) == gone


@pytest.mark.parametrize("exact", ["", " \n\u00a0", "\u00ad\u200b", "\0", "x" * 20_001])
def test_a_highlight_of_nothing_or_of_too_much_is_refused(shelf: Library, exact: str) -> None:
    with pytest.raises(UsageError):
        shelf.add_highlight(1, exact)
    assert shelf.highlights() == ()


def test_what_does_not_exist_is_named(shelf: Library) -> None:
    for wrong, words in (
        (lambda: shelf.add_highlight(9, "x"), "no article 9"),
        (lambda: shelf.add_highlight(1, "x", version=2), "no version 2"),
        (lambda: shelf.highlights(9), "no article 9"),
        (lambda: shelf.edit_highlight(9, colour=1), "no highlight 9"),
        (lambda: shelf.place_highlight(9), "no highlight 9"),
    ):
        with pytest.raises(NotFoundError, match=words):
            wrong()
    with pytest.raises(UsageError, match="yellow, green, blue or red"):
        shelf.add_highlight(1, "x", colour=4)


# --- later versions ---


def test_words_that_went_are_found_in_the_version_that_has_them(shelf: Library) -> None:
    kept = shelf.add_highlight(1, "the first time\nsince May")
    lost = shelf.add_highlight(1, "left at dawn")
    never = shelf.add_highlight(1, "left at midnight")
    assert shelf.place_highlight(lost.id) == HighlightPlace(current=True, version=1)
    shelf.apply(1, [Revise(1, prepared("a", "The ferry left at noon, the first time since May."))])
    assert shelf.place_highlight(kept.id) == HighlightPlace(current=True, version=2)
    assert shelf.place_highlight(lost.id) == HighlightPlace(current=False, version=1)
    assert shelf.place_highlight(never.id) == HighlightPlace(current=False, version=None)
    assert shelf.place_highlights(shelf.highlights()) == {
        each.id: shelf.place_highlight(each.id) for each in (kept, lost, never)
    }
    again = shelf.add_highlight(1, "left at dawn", version=1)
    assert again.version == 1
    assert kept.version == 1


def test_a_headline_can_be_marked_too(shelf: Library) -> None:
    made = shelf.add_highlight(1, "Title of a")
    assert shelf.place_highlight(made.id).current


# --- kept ---


def test_what_is_annotated_survives_unsubscribing(shelf: Library) -> None:
    shelf.apply(1, [Insert(prepared("c"))])
    shelf.set_note(1, "Mine.")
    made = shelf.add_highlight(2, "школьники")
    shelf.remove_source(1, delete_articles=True)
    assert found(shelf, "") == [1, 2]
    assert shelf.article(1).note == "Mine."
    assert shelf.highlights(2) == (made,)


def test_what_another_program_wrote_is_noticed(shelf: Library, home: Home) -> None:
    shelf.foreign_changes()
    with Library.open(home.library, home.images) as other:
        other.add_highlight(1, "dawn")
        other.set_note(2, "From elsewhere.")
    assert shelf.foreign_changes()
    assert [one.exact for one in shelf.article(1).highlights] == ["dawn"]
    assert shelf.article(2).note == "From elsewhere."


def test_annotations_of_a_deleted_article_are_not_listed(shelf: Library) -> None:
    made = shelf.add_highlight(1, "dawn")
    shelf.set_note(1, "Mine.")
    with shelf._connections.write(durable=True) as connection:
        connection.exec_driver_sql("UPDATE articles SET state = 1 WHERE id = 1")
    assert shelf.highlights() == ()
    assert list(shelf.annotated()) == []
    with pytest.raises(NotFoundError):
        shelf.restore_highlight(replace(made, id=5))


def test_a_plain_text_is_marked_like_any_other(shelf: Library) -> None:
    body = "One line.\n\nAnother line, with “quotes”."
    shelf.apply(1, [Insert(prepared("t", body, body=body, media_type=MediaType.TEXT))])
    made = shelf.add_highlight(3, 'line.\u2029Another line, with "quotes"')
    assert shelf.place_highlight(made.id).current


def test_a_row_tells_whether_its_article_is_annotated(shelf: Library) -> None:
    def annotated() -> list[bool]:
        return [row.annotated for row in shelf.rows([1, 2])]

    assert annotated() == [False, False]
    made = shelf.add_highlight(1, "at dawn")
    shelf.set_note(2, "Ask who planted it.")
    assert annotated() == [True, True]
    shelf.delete_highlight(made.id)
    shelf.set_note(2, "")
    assert annotated() == [False, False]


def test_what_was_written_beside_several_articles_comes_in_one_go(shelf: Library) -> None:
    shelf.set_note(2, "Ask who planted it.")
    first, second = shelf.add_highlight(1, "at dawn"), shelf.add_highlight(1, "since May")
    assert shelf.annotations([2, 7, 1]) == [
        Annotations(2, "Ask who planted it.", ()),
        Annotations(7, None, ()),
        Annotations(1, None, (first, second)),
    ]
    assert shelf.annotations([]) == []
