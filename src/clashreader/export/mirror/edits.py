"""What somebody changed in a file of the mirror, held against what the library did meanwhile.

Three states are compared: as the file was written (the base), as it is, as the library is. What
only the file changed is taken; what both changed, and to something else, is a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from clashreader.errors import ReaderError
from clashreader.export.mirror.page import hash_of
from clashreader.export.mirror.reading import colour_of, flag, names, text_of
from clashreader.export.mirror.yamltext import seconds_of
from clashreader.library.folding import fold_name
from clashreader.values import dataclass, field

if TYPE_CHECKING:
    from clashreader.library.carrying import Carried, CarriedHighlight
    from clashreader.library.library import Library

_FLAGS = ("read", "bookmarked", "hidden")


def base_of(article: Carried) -> dict[str, Any]:
    """Return what of an article is editable, texts by their hashes; goes into the manifest."""
    base: dict[str, Any] = {**_flags(article), "section": article.section or ""}
    base["tags"] = [name for name, _ in article.tags]
    base["note"] = _hashed(article.note)
    if article.highlights:
        base["highlights"] = {_key(one): _said(one.colour, one.note) for one in article.highlights}
    return base


def _flags(article: Carried) -> dict[str, bool]:
    return {
        "read": bool(article.values.get("read")),
        "bookmarked": "bookmarked_at" in article.values,
        "hidden": article.state == "hidden",
    }


def _hashed(text: str | None) -> str:
    return hash_of(text)[:12] if text else ""


def _key(one: CarriedHighlight) -> str:
    return _hashed(f"{one.exact}\0{one.prefix}\0{one.suffix}\0{one.version}\0{one.created}")


def _said(colour: int, note: str | None) -> str:
    return _hashed(f"{colour}\0{note or ''}")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A highlight as the file has it."""

    key: str
    quote: str
    before: str
    after: str
    colour: int
    note: str


@dataclass(slots=True)
class Edits:
    """What to do with one article; `conflicts` are the names of what both sides changed."""

    flags: dict[str, bool] = field(default_factory=dict)
    section: str | None = None
    add: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    note: str | None = None
    changed: list[tuple[int, int, str]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    new: list[_Mark] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether there is something to do."""
        return bool(
            self.flags or self.section is not None or self.add or self.remove
            or self.note is not None or self.changed or self.gone or self.new
        )  # fmt: skip


def find(
    front: Mapping[str, Any], base: Mapping[str, Any], article: Carried, *, whole: bool
) -> Edits:
    """Return what `front` has that `base` had not. What is missing in it was taken out on purpose
    only if all else is `whole`.
    """
    edits = Edits()
    now = _flags(article)
    for name in _FLAGS:
        value = flag(front[name]) if name in front else None
        if value is not None and value != bool(base.get(name)) and value != now[name]:
            edits.flags[name] = value
    _find_section(front, base, article, edits, whole)
    _find_tags(front, base, article, edits, whole)
    _find_note(front, base, article, edits, whole)
    _find_highlights(front, base, article, edits, whole)
    return edits


def _find_section(
    front: Mapping[str, Any], base: Mapping[str, Any], article: Carried, edits: Edits, whole: bool
) -> None:
    if "section" not in front and not whole:
        return
    was, now = text_of(base.get("section")), article.section or ""
    value = text_of(front.get("section")).strip()
    if fold_name(value) in (fold_name(was), fold_name(now)):
        return
    if fold_name(now) != fold_name(was):
        edits.conflicts.append("section")
    else:
        edits.section = value


def _find_tags(
    front: Mapping[str, Any], base: Mapping[str, Any], article: Carried, edits: Edits, whole: bool
) -> None:
    """A tag is on or off: two who put it on, or off, agree, and no two can disagree."""
    if "tags" not in front and not whole:
        return
    value = {fold_name(name): name for name in names(front.get("tags", []))}
    was = {fold_name(name) for name in names(base.get("tags", []))}
    now = {fold_name(name): name for name, _ in article.tags}
    edits.add = [name for key, name in value.items() if key not in was and key not in now]
    edits.remove = [now[key] for key in now if key in was and key not in value]


def _find_note(
    front: Mapping[str, Any], base: Mapping[str, Any], article: Carried, edits: Edits, whole: bool
) -> None:
    if "note" not in front and not whole:
        return
    value = text_of(front.get("note"))
    value = value if value.strip() else ""
    was, now = base.get("note", ""), _hashed(article.note)
    if _hashed(value) in (was, now):
        return
    if now != was:
        edits.conflicts.append("note")
    else:
        edits.note = value


def _find_highlights(
    front: Mapping[str, Any], base: Mapping[str, Any], article: Carried, edits: Edits, whole: bool
) -> None:
    if "highlights" not in front and not whole:
        return
    listed = front.get("highlights", [])
    listed = listed if isinstance(listed, list) else []
    value = {one.key: one for said in listed if (one := _mark(said)) is not None}
    was: Mapping[str, str] = base.get("highlights", {})
    now = {_key(one): one for one in article.highlights}
    for key, mark in value.items():
        said = _said(mark.colour, mark.note)
        if key in now:
            current = _said(now[key].colour, now[key].note)
            if said in (was.get(key), current):
                continue
            if current != was.get(key):
                edits.conflicts.append("highlights")
            else:
                edits.changed.append((now[key].id, mark.colour, mark.note))
        elif key not in was:
            edits.new.append(mark)
        elif said != was[key]:  # taken away here, changed there
            edits.conflicts.append("highlights")
    for key in now.keys() & was.keys() - value.keys():
        if _said(now[key].colour, now[key].note) != was[key]:
            edits.conflicts.append("highlights")
        else:
            edits.gone.append(now[key].id)


def _mark(said: object) -> _Mark | None:
    if not isinstance(said, dict) or not text_of(said.get("quote")).strip():
        return None
    quote, before, after = (text_of(said.get(name)) for name in ("quote", "before", "after"))
    version = text_of(said.get("version"))
    try:
        created = seconds_of(text_of(said.get("created")))
    except (ValueError, OverflowError):
        created = 0
    key = _hashed(f"{quote}\0{before}\0{after}\0{version or None}\0{created}")
    return _Mark(key, quote, before, after, colour_of(said), text_of(said.get("note")))


def apply(library: Library, article: Carried, edits: Edits) -> list[str]:
    """Carry out what was found; return what the library refused, as sentences."""
    refused: list[str] = []
    for deed in _deeds(library, article.id, edits):
        try:
            deed()
        except ReaderError as error:
            refused.append(error.message)
    return refused


def _deeds(library: Library, article: int, edits: Edits) -> Iterator[Callable[[], object]]:
    """Yield what is to be done; what is hidden cannot be annotated, so that comes last."""
    ids, flags = [article], edits.flags
    if flags.get("hidden") is False:
        yield lambda: library.set_hidden(ids, False)
    if "read" in flags:
        yield lambda: library.set_read(ids, flags["read"])
    if "bookmarked" in flags:
        yield lambda: library.set_bookmarked(ids, flags["bookmarked"])
    if edits.section is not None:
        yield lambda: library.move(ids, edits.section)
    if edits.add or edits.remove:
        yield lambda: library.tag(ids, add=edits.add, remove=edits.remove)
    if (note := edits.note) is not None:
        yield lambda: library.set_note(article, note)
    for number, colour, said in edits.changed:
        yield partial(library.edit_highlight, number, colour=colour, note=said)
    for number in edits.gone:
        yield partial(library.delete_highlight, number)
    for mark in edits.new:
        yield partial(
            library.add_highlight, article, mark.quote, prefix=mark.before, suffix=mark.after,
            colour=mark.colour, note=mark.note,
        )  # fmt: skip
    if flags.get("hidden"):
        yield lambda: library.set_hidden(ids, True)
