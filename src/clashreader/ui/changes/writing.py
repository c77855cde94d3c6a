"""Writes what changed between two versions in the pane's own typography.

Inserted words are underlined, deleted ones struck out, each in a colour and on a ground of its own:
no reader has to tell them by their colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextCharFormat

from clashreader.content.blocks import Code, Embed, Figure
from clashreader.content.comparing import Comparison, Entry
from clashreader.content.marked import (
    Mark,
    MarkedCode,
    MarkedEmbed,
    MarkedFigure,
    MarkedSpan,
    text_of,
)
from clashreader.ui.changes.words import folded_words, in_brief, mark_words, summary_words
from clashreader.ui.reader.builder import BodyBuilder, Subject
from clashreader.ui.reader.decorations import Shape
from clashreader.ui.reader.links import Link, LinkKind
from clashreader.ui.reader.typography import Role
from clashreader.ui.reader.words import fit, has_right_to_left, is_right_to_left, tr
from clashreader.ui.reader.writer import Place, Writer
from clashreader.ui.tips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QTextDocument

    from clashreader.content.blocks import Span, Spans
    from clashreader.ui.reader.objects import Setting

CONTEXT: Final = 1
"""Unchanged paragraphs that stay in sight beside a change."""
FOLDED: Final = 3
"""Unchanged paragraphs from which they are folded into a line."""
_LONG: Final = 140
"""Characters of a headline from which it is set smaller: it would fill the window."""
HAIR: Final = "\u200a"
"""The space between two changes; nobody's copy has it."""
_HEADLINES: Final = (Role.TITLE, Role.LONG_TITLE)


@dataclass(slots=True)
class ComparedSubject(Subject):
    """Two versions that are compared; `article` is the newer, with the pictures of both."""

    comparison: Comparison | None = None
    unfolded: set[int] = field(default_factory=set)
    """Entries from which on unchanged paragraphs are shown."""


@dataclass(slots=True)
class Trace:
    """Marked text in the document, positions `first` to `last` (UTF-16 units)."""

    change: Mark
    first: int
    last: int


@dataclass(slots=True)
class Stop:
    """One place that changed, to go to by a key: where it is, and what it says."""

    first: int
    last: int
    traces: list[Trace] = field(default_factory=list)


class ChangesWriter(Writer):
    """Marks what was inserted and deleted, and remembers where that is."""

    traces: list[Trace]
    stops: list[Stop]
    _open = False
    """Whether what comes next still belongs to the last stop."""
    _quiet = False
    """Whether unmarked words belong to a stop as well: a paragraph that moved."""

    def prepare(self) -> ChangesWriter:
        """Begin with nothing remembered; returns itself."""
        self.traces, self.stops = [], []
        return self

    def for_part(self, document: QTextDocument, setting: Setting) -> Writer:
        """Return a writer of the same kind for a part that has a document of its own."""
        return ChangesWriter(document, setting, self.loader, self.images).prepare()

    def change_format(
        self, base: QTextCharFormat, change: Mark, *, ground: bool = True
    ) -> QTextCharFormat:
        """Return `base` as inserted or deleted text has it."""
        if not change:
            return base
        shape = QTextCharFormat(base)
        look = self.theme.inserted if change == "insert" else self.theme.deleted
        shape.setForeground(look.text)
        if ground:
            shape.setBackground(look.ground)
        if change == "insert":
            shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            shape.setUnderlineColor(look.text)
        else:
            shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.NoUnderline)
            shape.setFontStrikeOut(True)
        shape.setToolTip(plain_tip(mark_words(change)))
        return shape

    def spans(self, spans: Spans, role: Role) -> None:
        """Insert text of an article; remember what of it is marked."""
        for span in spans:
            change: Mark = span.change if isinstance(span, MarkedSpan) else ""
            self._part(change)
            first = self.cursor.position()
            super().spans((span,), role)
            self.note(change, first, seen=bool(span.text.strip()))

    def marked_text(self, text: str, role: Role, change: Mark) -> None:
        """Insert words of ours or of a headline, marked."""
        self._part(change)
        first = self.cursor.position()
        base = self.format(role, mono=role is Role.CODE, spaced=not has_right_to_left(text))
        # The ground of a headline's second line would cut what hangs from its first.
        shape = self.change_format(base, change, ground=role not in _HEADLINES)
        self.cursor.insertText(fit(text), shape)
        self.note(change, first, seen=bool(text.strip()))

    def _part(self, change: Mark) -> None:
        """Part what was deleted from what took its place: Arabic letters would join."""
        last = self.traces[-1] if self.traces else None
        if change and last and last.last == self.cursor.position() and last.change != change:
            self.cursor.insertText(HAIR, self.format(Role.BODY))

    def note(self, change: Mark, first: int, *, seen: bool = True) -> None:
        """Remember what was written from `first` on; unmarked words end the place before."""
        last = self.cursor.position()
        if change and last > first:
            trace = Trace(change, first, last)
            self.traces.append(trace)
            self.stop_at(first).traces.append(trace)
        elif seen and not self._quiet:
            self._open = False

    def stop_at(self, first: int) -> Stop:
        """Return the place that is open, which now reaches to the cursor; else begin one."""
        if not self._open:
            self.stops.append(Stop(first, self.cursor.position()))
            self._open = True
        self.stops[-1].last = self.cursor.position()
        return self.stops[-1]

    def close_stop(self) -> None:
        """What comes next is another place."""
        self._open = False

    def let_move(self, moved: bool) -> None:
        """Say whether what is written now has moved: its words are unmarked, yet a change."""
        self._quiet = moved

    def _span_format(self, span: Span, text: str, role: Role) -> QTextCharFormat:
        base = super()._span_format(span, text, role)
        return self.change_format(base, span.change) if isinstance(span, MarkedSpan) else base


class ChangesBuilder(BodyBuilder):
    """Names pictures and cards that came or went; shows listings line by line."""

    def __init__(self, writer: ChangesWriter) -> None:
        super().__init__(writer)
        self._changes = writer

    def _label(self, text: str, place: Place, change: Mark, *, before: float = 24) -> None:
        writer = self._changes
        writer.start_block(Role.NOTICE, place, before=before)
        writer.marked_text(_ours(text, place), Role.NOTICE, change)

    def _figure(self, block: Figure, place: Place) -> None:
        if not isinstance(block, MarkedFigure) or not block.change:
            super()._figure(block, place)
            self._changes.note("", self._changes.cursor.position())
            return
        added = block.change == "insert"
        name = block.alt or block.url.rsplit("/", 1)[-1].split("?")[0]
        text = tr("Picture added: %1") if added else tr("Picture removed: %1")
        self._label(text.replace("%1", in_brief(name, 120)), place, block.change)
        super()._figure(block, place)

    def _embed(self, block: Embed, place: Place) -> None:
        if isinstance(block, MarkedEmbed) and block.change:
            added = block.change == "insert"
            text = tr("Embedded media added: %1") if added else tr("Embedded media removed: %1")
            name = in_brief(block.title or block.site or block.url, 120)
            self._label(text.replace("%1", name), place, block.change)
            return
        super()._embed(block, place)
        self._changes.close_stop()

    def _code(self, block: Code, place: Place) -> Iterator[None]:
        if not isinstance(block, MarkedCode):
            yield from super()._code(block, place)
            self._changes.close_stop()
            return
        writer = self._changes
        pad = writer.px(16)
        inner = replace(place, left=place.left + pad, right=place.right + pad, rtl=False)
        first = writer.next_position()
        for index, (change, text) in enumerate(block.parts):
            last = index + 1 == len(block.parts)
            writer.start_block(
                Role.CODE, inner, before=32 if index == 0 else 0, after=34 if last else 0
            )
            writer.marked_text(text.rstrip("\n").expandtabs(4), Role.CODE, change)
            yield
        writer.decorate(Shape.BOX, first, replace(place, rtl=False), pad=13)


def write_comparison(writer: ChangesWriter, subject: ComparedSubject) -> Iterator[None]:
    """Write headline, counts and body, yielding after each part that can be shown by itself."""
    comparison = subject.comparison
    if comparison is None:
        return
    place = Place(rtl=comparison.rtl)
    _write_headline(writer, comparison, place)
    writer.start_block(Role.META, place, before=12)
    writer.text(_ours(summary_words(comparison), place), Role.META)
    first = writer.next_position()
    writer.start_block(Role.GAP, place, before=16, after=4)
    writer.decorate(Shape.HAIRLINE, first, place)
    writer.close_stop()
    yield
    body = ChangesBuilder(writer)
    for start, entries, folded in stretches(comparison.entries, subject.unfolded):
        if folded:
            _write_fold(writer, start, len(entries), place)
            yield
            continue
        for entry in entries:
            yield from _write_entry(writer, body, entry, place)
    writer.start_block(Role.GAP, place, before=56)
    yield


def _ours(text: str, place: Place) -> str:
    """Return words of the interface so that they keep their direction in a line of `place`."""
    return f"\u2068{text}\u2069" if place.rtl else text


def _write_headline(writer: ChangesWriter, comparison: Comparison, place: Place) -> None:
    runs = comparison.title
    title = "".join(run.new for run in runs).strip()
    rtl = is_right_to_left(title) or (place.rtl and not any(map(str.isalpha, title)))
    head = replace(place, rtl=rtl)
    if not comparison.title_changed:
        role = Role.TITLE if len(title) <= _LONG else Role.LONG_TITLE
        writer.start_block(role, head, before=0)
        writer.text(title or tr("Untitled"), role)
        return
    writer.start_block(Role.SECTION_HEAD, head, before=0)
    writer.text(tr("Headline changed"), Role.SECTION_HEAD, colour=writer.theme.accent)
    writer.start_block(Role.RELATED, head, before=10)
    for run in runs:
        if run.change != "insert":
            writer.marked_text(run.old, Role.RELATED, run.change)
    # Both lines are one change, whatever stayed between the words.
    stop = writer.stops[-1] if writer.stops else writer.stop_at(writer.cursor.position())
    role = Role.TITLE if len(title) <= _LONG else Role.LONG_TITLE
    writer.start_block(role, head, before=6)
    for run in runs:
        if run.change != "delete":
            writer.marked_text(run.new, role, run.change)
    stop = replace(
        stop, first=min(s.first for s in writer.stops), last=writer.cursor.position(),
        traces=list(writer.traces),
    )  # fmt: skip
    writer.stops[:] = [stop]
    writer.close_stop()


def stretches(
    entries: Sequence[Entry], unfolded: set[int]
) -> Iterator[tuple[int, Sequence[Entry], bool]]:
    """Yield entries in order, each time with their first index and whether they are folded.

    Long unchanged stretches are, but for what stands next to a change.
    """
    start = 0
    while start < len(entries):
        same = entries[start].kind == "same"
        end = start
        while end < len(entries) and (entries[end].kind == "same") == same:
            end += 1
        first = start + (CONTEXT if start else 0)
        last = end - (CONTEXT if end < len(entries) else 0)
        if same and last - first >= FOLDED and first not in unfolded:
            if first > start:
                yield start, entries[start:first], False
            yield first, entries[first:last], True
            if end > last:
                yield last, entries[last:end], False
        else:
            yield start, entries[start:end], False
        start = end


def _write_fold(writer: ChangesWriter, start: int, count: int, place: Place) -> None:
    writer.start_block(Role.CAPTION, place, before=26, after=12)
    link = Link(LinkKind.UNFOLD, number=start)
    writer.text(_ours(f"⋯ {folded_words(count)}", place), Role.CAPTION, link=link, underline=True)
    writer.close_stop()


def _write_entry(
    writer: ChangesWriter, body: ChangesBuilder, entry: Entry, place: Place
) -> Iterator[None]:
    if entry.kind == "moved-away":
        text = in_brief(text_of(entry.block), 80)
        _write_moved(writer, tr("Moved from here: “%1”").replace("%1", text), place)
        yield
        return
    if entry.kind == "moved-here":
        _write_moved(writer, tr("Moved here"), place)
    elif entry.kind in ("same", "restyled"):
        writer.close_stop()
    writer.let_move(entry.kind == "moved-here")
    yield from body.write_in_slices(entry.block, replace(place), lead=False)
    writer.let_move(False)
    if entry.kind == "moved-here":
        writer.stop_at(writer.cursor.position())


def _write_moved(writer: ChangesWriter, text: str, place: Place) -> None:
    writer.start_block(Role.NOTICE, place, before=20)
    first = writer.cursor.position()
    writer.text(_ours(f"↕ {text}", place), Role.NOTICE)
    writer.stop_at(first)
