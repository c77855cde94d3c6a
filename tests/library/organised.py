"""What a library should be after anything that a reader or a sync does, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from clashreader.model import RuleActions

LIVE, BINNED, GONE, HIDDEN = "live", "binned", "gone", "hidden"


@dataclass
class Item:
    """An article; `tags` are ids, each with whether the reader put it on."""

    id: int
    source: int
    uid: str
    words: frozenset[str]
    own_section: str | None
    own_tags: tuple[str, ...]
    time: int
    month: int | None
    section: int | None = None
    fixed: bool = False
    read: bool = False
    bookmarked: bool = False
    note: bool = False
    state: str = LIVE
    hidden: bool = False
    tags: dict[int, bool] = field(default_factory=dict)


@dataclass
class Named:
    """A rule or a saved search."""

    name: str
    query: str
    actions: RuleActions = field(default_factory=RuleActions)
    failed: bool = False


class NamesNothingError(Exception):
    """The library is to refuse this."""


@dataclass
class World:
    """All of it; ids of tags and sections are our own."""

    items: dict[int, Item] = field(default_factory=dict)
    sections: dict[int, str] = field(default_factory=dict)
    aliases: dict[str, int] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    chosen: dict[int, int | None] = field(default_factory=dict)
    rules: list[Named] = field(default_factory=list)
    searches: list[Named] = field(default_factory=list)
    serial: int = 0
    moved_to: set[int] = field(default_factory=set)
    """Sections that moves made, which go when these are undone."""

    # --- names ---

    def _next(self) -> int:
        self.serial += 1
        return self.serial

    def find_section(self, name: str) -> int | None:
        for key, called in self.sections.items():
            if called == name:
                return key
        return self.aliases.get(name)

    def section(self, name: str) -> int:
        found = self.find_section(name)
        if found is None:
            found = self._next()
            self.sections[found] = name
        return found

    def section_to_move_to(self, name: str) -> int:
        new = self.find_section(name) is None
        found = self.section(name)
        if new:
            self.moved_to.add(found)
        return found

    def current_section(self, name: str) -> int:
        for key, called in self.sections.items():
            if called == name:
                return key
        raise NamesNothingError(name)

    def find_tag(self, name: str) -> int:
        for key, called in self.tags.items():
            if called == name:
                return key
        raise NamesNothingError(name)

    def tag(self, name: str) -> int:
        try:
            return self.find_tag(name)
        except NamesNothingError:
            key = self._next()
            self.tags[key] = name
            return key

    def tag_names(self, item: Item) -> set[str]:
        return {self.tags[key] for key in item.tags}

    def place(self, source: int, own: str | None) -> int | None:
        """The section of an article that says `own` of itself."""
        chosen = self.chosen[source]
        if chosen is not None:
            return chosen
        return None if own is None else self.section(own)

    # --- queries ---

    def found(self, query: str, among: Iterable[Item] | None = None) -> list[Item]:
        """What a query of `QUERIES` means, newest first."""
        fits = QUERIES[query]
        items = self.items.values() if among is None else among
        apart = {"is:deleted": BINNED, "is:hidden": HIDDEN}.get(query, LIVE)
        some = [item for item in items if item.state == apart and fits(self, item)]
        return sorted(some, key=lambda item: (item.time, item.id), reverse=True)

    # --- deeds ---

    def kept(self, ids: Iterable[int]) -> list[Item]:
        return [self.items[one] for one in ids if self.items[one].state in (LIVE, HIDDEN)]

    def act(self, actions: RuleActions, items: list[Item]) -> bool:
        """Do what a rule does; False where its section is no more, and nothing is done."""
        section = None
        if actions.section is not None:
            section = self.find_section(actions.section)
            if section is None:
                return False
        tags = [self.tag(name) for name in actions.tags] if items else []
        for item in (item for item in items if item.state in (LIVE, HIDDEN)):
            item.tags.update(dict.fromkeys(tags, True))
            item.bookmarked |= actions.bookmark
            item.read |= actions.read
            if section is not None:
                item.section, item.fixed = section, True
            if actions.hide and item.state == LIVE:
                item.state, item.hidden = HIDDEN, True
        return True

    def arrive(self, items: list[Item]) -> None:
        for item in items:
            item.section = self.place(item.source, item.own_section)
            item.tags = {self.tag(name): False for name in item.own_tags}
            self.items[item.id] = item
        for rule in self.rules:
            rule.failed = not self.act(rule.actions, self.found(rule.query, items))

    def edit(
        self, item: Item, words: frozenset[str], own: str | None, tags: tuple[str, ...]
    ) -> None:
        item.words = words
        if not item.fixed and own != item.own_section:
            item.section = self.place(item.source, own)
        item.own_section = own
        for name in set(item.own_tags) - set(tags):
            key = next((key for key, called in self.tags.items() if called == name), None)
            if key is not None and item.tags.get(key) is False:
                del item.tags[key]
        for name in set(tags) - set(item.own_tags):
            item.tags.setdefault(self.tag(name), False)
        item.own_tags = tags

    def merge_tags(self, one: int, other: int) -> None:
        for item in self.items.values():
            if one in item.tags:
                item.tags[other] = item.tags.pop(one) or item.tags.get(other, False)
        del self.tags[one]

    def rename_tag(self, name: str, new: str) -> None:
        key = self.find_tag(name)
        other = next((k for k, called in self.tags.items() if called == new and k != key), None)
        if other is None:
            self.tags[key] = new
        else:
            self.merge_tags(key, other)

    def delete_tag(self, name: str) -> None:
        key = self.find_tag(name)
        for item in self.items.values():
            item.tags.pop(key, None)
        del self.tags[key]

    def rename_section(self, name: str, new: str) -> None:
        key = self.current_section(name)
        if self.find_section(new) not in (None, key):
            raise NamesNothingError(new)
        self.aliases.pop(new, None)
        self.sections[key] = new
        if name != new:
            self.aliases[name] = key

    def merge_sections(self, name: str, into: str) -> None:
        key, target = self.current_section(name), self.find_section(into)
        if target is None or target == key:
            raise NamesNothingError(into)
        for item in self.items.values():
            if item.section == key:
                item.section = target
        self.chosen = {one: target if s == key else s for one, s in self.chosen.items()}
        self.aliases = {one: target if s == key else s for one, s in self.aliases.items()}
        self.aliases[name] = target
        del self.sections[key]

    def sort_anew(self, source: int) -> None:
        for item in self.items.values():
            if item.source == source:
                section = self.place(source, item.own_section)
                if not item.fixed:
                    item.section = section

    def bury(self, item: Item) -> None:
        item.state, item.tags, item.own_tags = GONE, {}, ()
        item.bookmarked = item.note = False

    def go_back(self, before: World) -> World:
        """This world with a deed undone, given what was `before`: names that were made stay, but
        for the section that a move made.
        """
        stay = self.sections.keys() - (self.moved_to - before.moved_to)
        before.sections |= {k: self.sections[k] for k in stay if k not in before.sections}
        before.tags |= {k: v for k, v in self.tags.items() if k not in before.tags}
        before.serial = self.serial
        return before


def _in_section(name: str) -> Callable[[World, Item], bool]:
    def fits(world: World, item: Item) -> bool:
        found = world.find_section(name)
        return found is not None and item.section == found

    return fits


def _tagged(name: str) -> Callable[[World, Item], bool]:
    return lambda world, item: name in world.tag_names(item)


QUERIES: dict[str, Callable[[World, Item], bool]] = {
    "": lambda *_: True,
    "alpha": lambda _, item: "alpha" in item.words,
    "-beta": lambda _, item: "beta" not in item.words,
    "alpha OR tag:sea": lambda world, item: "alpha" in item.words or "sea" in world.tag_names(item),
    "beta is:unread": lambda _, item: "beta" in item.words and not item.read,
    "is:unread": lambda _, item: not item.read,
    "is:bookmarked": lambda _, item: item.bookmarked,
    "has:tag": lambda _, item: bool(item.tags),
    "has:note": lambda _, item: item.note,
    "has:section": lambda _, item: item.section is not None,
    "section:Europe": _in_section("Europe"),
    "section:Asia": _in_section("Asia"),
    "tag:sea": _tagged("sea"),
    "month:2026-01": lambda _, item: item.month == 202601,
    "month:none": lambda _, item: item.month is None,
    "is:hidden": lambda *_: True,
    "is:deleted": lambda *_: True,
}
