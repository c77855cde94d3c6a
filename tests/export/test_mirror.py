"""A mirror goes out and comes back with nothing lost, whatever is in it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes import NOON, feed, prepared

from clashreader.errors import UsageError
from clashreader.export.mirror import bring_back, is_mirror, mirror
from clashreader.library.carrying import Carried
from clashreader.library.grammar import parse_query
from clashreader.library.library import Library
from clashreader.model import (
    ArticleQuery,
    FetchRecord,
    Insert,
    MediaType,
    Revise,
    RuleActions,
    SetGone,
)
from clashreader.values import replace

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
FETCH = FetchRecord(NOON, "https://example.org/feed.xml", status=200, etag='"x"')


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@contextmanager
def opened(home: Path, template: Path, now: float = NOON) -> Iterator[Library]:
    home.mkdir(parents=True, exist_ok=True)
    for part in template.parent.glob("library.sqlite3*"):
        shutil.copy(part, home)
    with Library.open(home / "library.sqlite3", home / "images", clock=lambda: now) as library:
        yield library


def known(library: Library) -> list[object]:
    """All that lists and details say, numbers of this library left out."""
    found: list[object] = []
    where = ArticleQuery()
    for detail in library.details(library.ids(where)):
        article = library.article(detail.row.id)
        versions = [
            (v, library.article(article.id, version=v.number).body)
            for v in library.versions(article.id)
        ]
        marks = [(h.exact, h.prefix, h.suffix, h.version, h.note, h.colour, h.created, h.changed,
                  h.earlier) for h in article.highlights]  # fmt: skip
        row = detail.row
        found.append((
            article.uid, article.title, article.tags, article.note, marks, versions, article.read,
            article.bookmarked_at, article.gone_since, article.section, article.url,
            article.published, article.updated, article.first_seen, article.images, article.month,
            article.summary, article.words, article.language, article.lead_image, article.related,
            article.enclosures, row.edits, row.edited, row.sort_time, row.lead_image, row.hidden,
            article.source_title, article.author, article.outlet, article.media_type,
            article.body_span, article.base_url, article.notices, detail.images_missing,
        ))  # fmt: skip
    return sorted(found, key=repr)


def carried(library: Library) -> list[Carried]:
    """Every article with all that is carried, by key."""
    ids = (
        library.ids(ArticleQuery()).tolist()
        + library.ids(ArticleQuery(parse_query("is:hidden"))).tolist()
    )
    return sorted(library.carried(ids), key=lambda one: one.key)


def furnish(library: Library) -> None:
    """Give a library one of everything."""
    source = library.add_source(feed(section="World", full_text=False, typed="https://typed/"))
    other = library.add_source(feed("https://example.org/two.xml", title="Zwei: “é”"))
    image = "https://example.org/p.png"
    library.apply(source.id, [
        Insert(prepared("a", "First words of it.", title="Talks, resumed", published=NOON,
                        author="A. Writer", url="https://example.org/a", tags=("Own tag",),
                        section="Europe", images=(image,), lead_image=image,
                        body=f'<p>First words of it.</p><figure><img src="{image}" alt="A [quay]">'
                             "<figcaption>At <b>dawn</b> &amp; later</figcaption></figure>")),
        Insert(prepared("b", "Undated words.", title="No date at all")),
    ], fetch=FETCH)  # fmt: skip
    library.apply(other.id, [
        Insert(prepared("c", "Third.", title="Talks, resumed", published=NOON, section="Europe")),
        Insert(prepared("d", "# Mark\n\n*down*", title="Mark", media_type=MediaType.MARKDOWN,
                        body="---\ntitle: Mark\n---\n# Mark\r\n\r\n*down*", body_span=(20, 38),
                        section="A/B: c", published=NOON - 9_000_000_000)),
        Insert(prepared("e", "Hidden one.", title="Hidden one", published=NOON)),
    ], fetch=FETCH)  # fmt: skip
    ids = {library.article(i).uid: i for i in library.ids(ArticleQuery())}
    again = FetchRecord(NOON + 5, "https://example.org/feed.xml", status=200)
    changed = prepared(
        "a", "First words, edited.", title="Talks end", published=NOON, tags=("Own tag",),
        url="https://example.org/a", section="Europe",
    )  # fmt: skip
    library.apply(source.id, [Revise(ids["a"], changed)], fetch=again)
    library.apply(other.id, [SetGone(ids["c"], True)])
    library.tag([ids["a"]], add=["Black Sea", "no"])
    library.set_tag_colour("no", "teal")
    library.set_note(ids["a"], "Two lines,\n  one of them indented: “yes”\n\n- and a list")
    library.add_highlight(ids["a"], "First words", prefix="", suffix=" of it", version=1, colour=2,
                          note="Where\nfrom?")  # fmt: skip
    library.set_read([ids["b"]], True)
    library.set_bookmarked([ids["b"], ids["c"]], True)
    library.set_hidden([ids["e"]], True)
    library.move([ids["b"]], "By hand")
    library.rename_section("By hand", "Moved")
    library.set_section_hidden("Moved", True)
    library.delete([library.ids(ArticleQuery())[-1]])  # the oldest: the one of Markdown
    library.restore(library.binned())
    library.apply(other.id, [Insert(prepared("f", "Gone.", title="Gone"))])
    library.delete([max(library.ids(ArticleQuery()))])
    library.empty_bin()
    library.add_search("Unread: now", "is:unread")
    library.add_rule("Tag it", "ukraine", RuleActions(tags=("war",)), enabled=False)
    wanted = library.wanted_images(5)
    library.store_images([(one.id, PICTURE, "image/png", 4, 5) for one in wanted])


def test_a_library_goes_out_and_comes_back_whole(
    library: Library, library_template: Path, tmp_path: Path
) -> None:
    furnish(library)
    first, second = tmp_path / "one", tmp_path / "two"
    done = mirror(library, first)
    assert (done.articles, done.written, done.conflicts, done.refused) == (5, 5, [], [])
    assert is_mirror(first)
    assert not is_mirror(tmp_path)
    names = {path for path in tree(first) if not path.startswith(".clashreader")}
    digest = hashlib.sha256(PICTURE).hexdigest()
    assert {
        "World/2026-03/talks-resumed.md", "World/2026-03/talks-resumed.versions/1.md",
        "Europe/2026-03/talks-resumed.md", "Moved/undated/no-date-at-all.md",
        f"assets/{digest[:2]}/{digest[:32]}.png", "unsorted/2026-03/hidden-one.md",
    } <= names  # fmt: skip
    older = (first / "World/2026-03/talks-resumed.versions/1.md").read_text()
    asset = f"../../../assets/{digest[:2]}/{digest[:32]}.png"
    assert f"![A \\[quay\\]]({asset})<br><small>At <b>dawn</b> &amp; later</small>" in older
    for data in tree(first).values():
        assert str(tmp_path).encode() not in data
    before = known(library)
    with opened(tmp_path / "other", library_template, NOON + 99_999) as copy:
        back = bring_back(copy, first)
        assert len(back.added) == 5
        assert not back.refused
        assert known(copy) == before
        assert carried(copy) == carried(library)
        assert copy.carried_whole() == replace(
            library.carried_whole(),
            searches=copy.searches(), rules=copy.rules(),
        )  # fmt: skip
        assert copy.check() == []
        assert [(s.name, s.query) for s in copy.searches()] == [("Unread: now", "is:unread")]
        assert [(r.name, r.enabled) for r in copy.rules()] == [("Tag it", False)]
        assert [s.name for s in copy.sections(hidden=True)] == [
            s.name for s in library.sections(hidden=True)
        ]
        assert {(t.name, t.colour) for t in copy.tags()} == {
            (t.name, t.colour) for t in library.tags()
        }
        mirror(copy, second)
        assert tree(second) == tree(first)
        again = bring_back(copy, second)
        assert (again.added, again.known, again.taken, again.conflicts) == ([], 5, [], [])


def test_what_is_in_the_bin_comes_back_in_the_bin(
    library: Library, library_template: Path, tmp_path: Path
) -> None:
    furnish(library)
    ids = sorted(library.ids(ArticleQuery()))
    library.delete(ids[:2])
    first = tmp_path / "one"
    done = mirror(library, first)
    assert (done.articles, done.binned, done.removed) == (5, 2, 0)
    assert len(list((first / ".clashreader/bin").glob("*.md"))) == 2
    assert "deleted: true" not in "".join(
        path.read_text("utf-8") for path in first.glob("[!.]*/*/*.md")
    )
    with opened(tmp_path / "other", library_template, NOON + 99_999) as copy:
        assert len(bring_back(copy, first).added) == 5
        assert len(copy.binned()) == 2
        mirror(copy, tmp_path / "two")
        assert tree(tmp_path / "two") == tree(first)
        library.restore(library.binned())
        assert mirror(library, first).conflicts == []
        assert not (first / ".clashreader/bin").exists()
        back = bring_back(copy, first)
        assert "in the bin here" in back.remarks[0]
        copy.restore(copy.binned())
        assert copy.check() == []
        assert (known(copy), carried(copy)) == (known(library), carried(library))
        mirror(copy, tmp_path / "two")
        assert tree(tmp_path / "two") == tree(first)
        copy.delete(list(copy.ids(ArticleQuery())))
        copy.empty_bin()
        mirror(copy, tmp_path / "two")
        assert [path.stem for path in (tmp_path / "two").rglob("*.md")] == ["hidden-one"]


def test_what_a_file_of_a_binned_article_was_edited_to_is_kept(
    library: Library, tmp_path: Path
) -> None:
    furnish(library)
    mirror(library, tmp_path / "m")
    path = tmp_path / "m/Moved/undated/no-date-at-all.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("hidden: false", "note: Edited\nhidden: false"), "utf-8")
    library.delete([one.id for one in library.carried(range(1, 9)) if one.uid == "b"])
    done = mirror(library, tmp_path / "m")
    [binned] = library.binned()
    kept = "".join(one.read_text("utf-8") for one in (tmp_path / "m").rglob("*conflict*.md"))
    assert library.article(binned).note == "Edited" or ("Edited" in kept and done.conflicts)


def test_equal_times_come_back_in_the_order_of_the_list(
    library: Library, library_template: Path, tmp_path: Path
) -> None:
    source = library.add_source(feed())
    titles = ["Zebra", "Apple", "Mango", "Berry"]
    library.apply(source.id, [Insert(prepared(title, title=title)) for title in titles])
    mirror(library, tmp_path / "m")
    with opened(tmp_path / "other", library_template, NOON + 99_999) as copy:
        bring_back(copy, tmp_path / "m")
        for one in (library, copy):
            assert [one.article(i).title for i in one.ids(ArticleQuery())] == titles[::-1]
        library.apply(source.id, [Insert(prepared("More", title="More"))])
        mirror(library, tmp_path / "m")
        assert bring_back(copy, tmp_path / "m").known == 4
        mirror(copy, tmp_path / "two")
        assert tree(tmp_path / "two") == tree(tmp_path / "m")


def test_a_second_pass_writes_nothing(library: Library, tmp_path: Path) -> None:
    furnish(library)
    mirror(library, tmp_path / "m")
    stamps = {p: p.stat().st_mtime_ns for p in (tmp_path / "m").rglob("*") if p.is_file()}
    done = mirror(library, tmp_path / "m")
    assert (done.written, done.unchanged, done.removed, done.taken) == (0, 5, 0, [])
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "m").rglob("*") if p.is_file()} == stamps
    library.tag([1], add=["new one"])
    assert mirror(library, tmp_path / "m").written == 1


WORDS = st.one_of(
    st.text(min_size=1, max_size=300),
    st.sampled_from([
        "../../etc/passwd", "CON", "aux.txt", 'He said: "no"', "a\nb", "שלום עולם", "😀" * 40,
        "x" * 300, "Café", "Cafe\u0301", "CAFÉ", "null", "- a: b", "#tag", "'", "\u2028", "\x85",
        "\ufeff", "yes", "2025-06-01", "[[link]]", "{a}", "%", "COM1", ". .", "a\\b", "---", "\t",
    ]),
)  # fmt: skip


@settings(max_examples=8)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS, st.none() | WORDS), min_size=1, max_size=8))
def test_any_title_tag_note_and_section_come_back(
    library_template: Path,
    said: list[tuple[str, str, str, str | None]],
) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with opened(root / "a", library_template) as one:
            source = one.add_source(feed())
            one.apply(source.id, [
                Insert(prepared(f"{n}{title}", note, title=title, section=section, published=NOON))
                for n, (title, _, note, section) in enumerate(said)
            ])  # fmt: skip
            for number, (_, tag, note, _) in zip(one.ids(ArticleQuery()), said, strict=True):
                with suppress(UsageError):  # there is nothing in it that could be a name
                    one.tag([number], add=[tag])
                one.set_note(number, note)
                one.add_highlight(number, "words" + note, prefix=note, note=note)
            done = mirror(one, root / "one")
            assert not done.refused
            with opened(root / "b", library_template) as two:
                back = bring_back(two, root / "one")
                assert not back.refused
                assert not back.conflicts
                assert known(two) == known(one)
                assert carried(two) == carried(one)
                mirror(two, root / "two")
            assert tree(root / "two") == tree(root / "one")
            assert mirror(one, root / "one").written == 0
