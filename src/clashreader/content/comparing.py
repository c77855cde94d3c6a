"""Two versions of an article, block by block: what stayed, what changed, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

from clashreader.content.aligning import Cancelled, align, never
from clashreader.content.blocks import Block, Document, Figure, Rule
from clashreader.content.marked import content_of, marked, pieces, text_of
from clashreader.content.merging import merge, signature
from clashreader.content.pairing import alike
from clashreader.content.worddiff import Run, word_runs
from clashreader.content.wording import count_words
from clashreader.errors import CancelledError
from clashreader.values import dataclass, replace

Kind = Literal["same", "restyled", "changed", "inserted", "deleted", "moved-away", "moved-here"]

MOVED_WORDS: Final = 8
"""Words of a paragraph from which it is told as moved, not as deleted and inserted."""
DEEPEST: Final = 20
"""Quotations in quotations from which a changed one is shown as replaced."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One block of the two versions, its inserted and deleted words marked.

    "restyled" has the same words and another form; "moved" ones stand unmarked in both places.
    """

    kind: Kind
    block: Block


@dataclass(frozen=True, slots=True)
class Counts:
    """How much changed: words, stretches with something unchanged between them, paragraphs."""

    inserted: int = 0
    deleted: int = 0
    places: int = 0
    moved: int = 0
    restyled: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What turns the `old` version's headline and body into those of the new one.

    `counts` are of the body alone; `title_changed` tells of the headline. Pictures are those that
    only one of the two has.
    """

    title: tuple[Run, ...]
    entries: tuple[Entry, ...]
    counts: Counts
    pictures_added: tuple[Figure, ...] = ()
    pictures_removed: tuple[Figure, ...] = ()
    rtl: bool = False

    @property
    def title_changed(self) -> bool:
        """Whether the headline reads otherwise."""
        return any(run.change for run in self.title)

    @property
    def text_changed(self) -> bool:
        """Whether anything of the body's words or pictures differs."""
        return self.counts.places > 0


def compare(
    old: Document,
    new: Document,
    *,
    old_title: str = "",
    new_title: str = "",
    cancelled: Cancelled = never,
) -> Comparison:
    """Compare two bodies and their headlines; raises `CancelledError` once `cancelled` says so."""
    before, after = _blocks(old), _blocks(new)
    entries = tuple(_with_moves(compare_blocks(before, after, cancelled)))
    return Comparison(
        tuple(word_runs(" ".join(old_title.split()), " ".join(new_title.split()), cancelled)),
        entries,
        _count(entries),
        _missing_figures(after, before),
        _missing_figures(before, after),
        new.rtl,
    )


def _blocks(document: Document) -> tuple[Block, ...]:
    """The lead picture was taken out of the body, so that it is not shown twice; here it counts."""
    return (document.lead, *document.blocks) if document.lead else document.blocks


def compare_blocks(
    old: Sequence[Block], new: Sequence[Block], cancelled: Cancelled = never, depth: int = 0
) -> list[Entry]:
    """Return the blocks of both sequences in order, what was deleted before what came for it."""
    entries: list[Entry] = []
    keys, new_keys = [signature(block) for block in old], [signature(block) for block in new]
    for one in align(keys, new_keys, cancelled):
        gone, came = old[one.start : one.end], new[one.new_start : one.new_end]
        if one.same:
            entries += [
                Entry("same" if first == second else "restyled", second)
                for first, second in zip(gone, came, strict=True)
            ]
        else:
            entries += _replaced(gone, came, cancelled, depth)
    return entries


def _replaced(
    gone: Sequence[Block], came: Sequence[Block], cancelled: Cancelled, depth: int
) -> list[Entry]:
    if gone and came and _letters(gone) == _letters(came):
        return [Entry("restyled", block) for block in came]  # only parted otherwise
    entries: list[Entry] = []
    here = new_here = 0
    pairs = alike([text_of(block) for block in gone], [text_of(block) for block in came], cancelled)
    for place, new_place in [*pairs, (len(gone), len(came))]:
        entries += [Entry("deleted", marked(block, "delete")) for block in gone[here:place]]
        entries += [Entry("inserted", marked(b, "insert")) for b in came[new_here:new_place]]
        here, new_here = place + 1, new_place + 1
        if place < len(gone):
            entries += _pair(gone[place], came[new_place], cancelled, depth)
    return entries


def _letters(blocks: Sequence[Block]) -> str:
    return "".join("".join(content_of(block).split()) for block in blocks)


def _pair(old: Block, new: Block, cancelled: Cancelled, depth: int) -> list[Entry]:
    """Return two blocks that are much alike as one, or where that cannot be, one after another."""
    if cancelled():
        raise CancelledError("Stopped.")
    if content_of(old) == content_of(new):
        return [Entry("restyled", new)]

    def inner(first: Sequence[Block], second: Sequence[Block]) -> tuple[Block, ...]:
        return tuple(e.block for e in compare_blocks(first, second, cancelled, depth + 1))

    merged = merge(old, new, inner, cancelled) if depth < DEEPEST else None
    if merged is None:
        return [Entry("deleted", marked(old, "delete")), Entry("inserted", marked(new, "insert"))]
    return [Entry("changed", merged)]


def _with_moves(entries: list[Entry]) -> list[Entry]:
    """Tell a block that was taken out here and put in there, word for word, as moved."""
    gone = _places(entries, "deleted")
    came = _places(entries, "inserted")
    for text, place in gone.items():
        if text in came:
            for at, kind in ((place, "moved-away"), (came[text], "moved-here")):
                block = marked(entries[at].block, "")
                entries[at] = replace(entries[at], kind=kind, block=block)  # type: ignore[arg-type]
    return entries


def _places(entries: list[Entry], kind: Kind) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, entry in enumerate(entries):
        if entry.kind == kind:
            text = content_of(entry.block)
            if count_words(text) >= MOVED_WORDS:
                found.setdefault(text, at)
    return found


def _count(entries: Sequence[Entry]) -> Counts:
    inserted = deleted = places = 0
    changing = False
    for entry in entries:
        if entry.kind.startswith("moved"):
            places += not changing
            changing = True
            continue
        for change, text, shown in _stretches(entry):
            places += bool(change) and not changing
            changing = bool(change) or (changing and not shown)
            inserted += _words(text) if change == "insert" else 0
            deleted += _words(text) if change == "delete" else 0
    kinds = Counter(entry.kind for entry in entries)
    return Counts(inserted, deleted, places, kinds["moved-here"], kinds["restyled"])


def _stretches(entry: Entry) -> list[tuple[str, str, bool]]:
    """Return change, words, and whether there is anything to see, piece by piece.

    Neighbours of one kind are joined: half a word in bold is no word of its own.
    """
    found: list[tuple[str, str, bool]] = []
    if isinstance(entry.block, Rule):
        return [("", "", True)]
    for piece in pieces((entry.block,)):
        shown = piece.figure is not None or bool(piece.text.strip())
        if found and found[-1][0] == piece.change and not piece.block_start:
            change, text, seen = found[-1]
            found[-1] = (change, text + piece.text, seen or shown)
        elif piece.text or shown:
            found.append((piece.change, piece.text, shown))
    return found


def _words(text: str) -> int:
    return count_words(" ".join(w for w in text.split() if any(map(str.isalnum, w))))


def _missing_figures(blocks: Sequence[Block], others: Sequence[Block]) -> tuple[Figure, ...]:
    known = {piece.address for piece in pieces(others) if piece.figure is not None}
    found = {
        piece.address: piece.figure
        for piece in pieces(blocks)
        if piece.figure is not None and piece.address not in known
    }
    return tuple(found.values())
