"""What is told of the new articles of a sync: one note for each section and rule, few in all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QLocale

from clashreader.model import ArticleRow
from clashreader.ui.language import plural
from clashreader.ui.views import View, ViewKind, fixed_name

MOST_NOTES = 4
"""Notes of one sync; where there are more groups, the last note sums up the smaller ones."""
_TITLES = 3
_LONGEST = 120
_SHOWN = 400
"""Articles of a rule that a click shows at most, the newest: a query has its limits."""


@dataclass(frozen=True, slots=True)
class Note:
    """One notification. `key` says what it is about: a newer one takes the place of an older.

    `ids` are its articles, the newest first, `titles` those of the first of them, `view` what a
    click shows where there are several. `announced`: a rule asked for it.
    """

    key: str
    name: str
    ids: tuple[int, ...]
    titles: tuple[str, ...]
    view: View
    announced: bool = False

    @property
    def title(self) -> str:
        """The head: the section and how many, or how many in all."""
        if not self.name:
            return plural("Notes", "%Ln new article", "%Ln new articles", len(self.ids))
        words = plural("Notes", "{0}: %Ln new article", "{0}: %Ln new articles", len(self.ids))
        return words.format(_short(self.name))

    @property
    def body(self) -> str:
        """The words below: titles, a line each."""
        return "\n".join(map(_short, self.titles))

    @property
    def action(self) -> str:
        """What a click does."""
        translate = QCoreApplication.translate
        return translate("Notes", "Open") if len(self.ids) == 1 else translate("Notes", "Show them")

    def with_earlier(self, earlier: Note | None) -> Note:
        """Return this note with what the one says that it takes the place of."""
        if earlier is None:
            return self
        ids = tuple(dict.fromkeys((*self.ids, *earlier.ids)))
        titles = tuple(dict.fromkeys((*self.titles, *earlier.titles)))[:_TITLES]
        both = replace(self, ids=ids, titles=titles)
        if self.view.kind is ViewKind.ANNOUNCED:
            return replace(both, view=_announced_view(self.name, ids))
        return both


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def _announced_view(name: str, ids: Sequence[int]) -> View:
    return View(ViewKind.ANNOUNCED, f"{','.join(map(str, ids[:_SHOWN]))}\n{name}")


def notes_of(
    rows: Sequence[ArticleRow],
    rules: Mapping[int, str],
    *,
    only_announced: bool,
    earlier: Callable[[str], Note | None] = lambda _: None,
) -> list[Note]:
    """Return what is told of new articles; `rules` has the rule's name for those it announces.

    What is read, hidden or in the bin already is not told of. `earlier` gives the note of a key
    that is still on the screen.
    """
    fresh = [row for row in rows if not (row.read or row.hidden or row.binned)]
    fresh.sort(key=lambda row: (-row.sort_time, -row.id))
    groups: dict[tuple[str, str], list[ArticleRow]] = {}
    for row in fresh:
        if row.id in rules:
            groups.setdefault(("rule", rules[row.id]), []).append(row)
        elif not only_announced:
            groups.setdefault(("section", row.section or ""), []).append(row)
    ordered = sorted(groups, key=lambda key: (key[0] != "rule", -len(groups[key]), key[1]))
    kept = ordered
    if len(ordered) > MOST_NOTES:
        kept = [key for key in ordered if key[0] == "rule"][: MOST_NOTES - 1]
    notes = [_note(key, groups[key]) for key in kept]
    rest = {key: groups[key] for key in ordered if key not in kept}
    if rest:
        notes.append(_summary(rest))
    return [note.with_earlier(earlier(note.key)) for note in notes]


def _note(key: tuple[str, str], rows: Sequence[ArticleRow]) -> Note:
    kind, name = key
    ids = tuple(row.id for row in rows)
    titles = tuple(row.title for row in rows[:_TITLES])
    if kind == "rule":
        return Note(f"rule {name}", name, ids, titles, _announced_view(name, ids), announced=True)
    view = View(ViewKind.SECTION, name) if name else View(ViewKind.NO_SECTION)
    shown = name or fixed_name(ViewKind.NO_SECTION)
    return Note(f"section {name}", shown, ids, titles, view)


def _summary(groups: Mapping[tuple[str, str], Sequence[ArticleRow]]) -> Note:
    number = QLocale().toString
    parts = [
        f"{_short(name or fixed_name(ViewKind.NO_SECTION))} {number(len(rows))}"
        for (_, name), rows in groups.items()
    ]
    more = len(parts) - 2 * _TITLES
    words = ", ".join(parts[: 2 * _TITLES]) + (" …" if more > 0 else "")
    ids = tuple(row.id for rows in groups.values() for row in rows)
    announced = any(kind == "rule" for kind, _ in groups)
    return Note("summary", "", ids, (words,), View(ViewKind.UNREAD), announced)
