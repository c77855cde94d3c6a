"""Which article of a source an item is: pure, and the same in whatever order items come.

A GUID names an item, but sites give one to several, write it now with http and now with https, or
begin to send it one day. A name that differs by accident counts only where no other item of the
feed and no other article bears it exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from clashreader.library.folding import fold
from clashreader.model import Known
from clashreader.sync.addresses import same_item_key
from clashreader.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class Item:
    """What tells an item of a feed from others; `number` is its place in the feed."""

    number: int
    uid: str
    url: str | None
    title: str
    published: int | None
    body: str
    """The text, or where texts are many a hash of it."""


Hashed = tuple[Item, str]
"""An item and the hash of everything it says."""

_LIKE_TITLE: Final = 0.5  # share of the words of two titles that they have in common
_LIKE_TEXT: Final = 0.3  # share of the shorter text's telling words that are in the other
_LOOKED_AT: Final = 50_000  # characters; the beginning of a longer text says enough
_TELLING: Final = 5  # letters from which a word tells what a text is about
_WORD = re.compile(r"\w+")


class Index:
    """The known articles of a source, found by what the source calls them now."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._known = known
        self._loose: dict[str, list[Known]] | None = None

    def find(self, uid: str) -> Known | None:
        """Return the article that `uid` names, exactly or but for accidents."""
        exact = self._known.get(uid)
        if exact is not None:
            return exact
        return next(iter(self.alike(uid)), None)

    def alike(self, uid: str) -> list[Known]:
        """Return the articles whose names differ from `uid` by accident at most."""
        if "http" not in uid.lower():
            there = self._known.get(uid)
            return [there] if there is not None else []
        if self._loose is None:
            self._loose = {}
            for item in self._known.values():
                self._loose.setdefault(loose_name(item.uid), []).append(item)
        return self._loose.get(loose_name(uid), [])

    def named(self, article: Item) -> tuple[Known | None, bool]:
        """Return the article that bears the name of an item, and whether it is that for sure.

        It is not where their addresses differ. Of several with one GUID each is known by its
        address as well, whichever of them a feed lists.
        """
        uid, url = article.uid, article.url
        there = self._known.get(uid)
        if there is None:
            base, sign, _ = uid.partition("#http")
            keeper = self._known.get(base) if sign and url else None
            sure = keeper is not None and same_address(keeper.url, url)
            return (keeper, True) if sure else (None, False)
        if url is None or there.url is None or url == there.url:
            return there, True
        name = f"{uid}#{url}"
        other = self._known.get(name)
        if other is not None:
            return other, True
        if same_address(there.url, url):
            return there, True
        others = self.alike(name)
        return (others[0], True) if others else (there, False)


class Families:
    """The known articles that share a GUID or an address: ``name``, ``name#hash``, ``name#url``.

    Which of them an item is that bears their name is for what it says to tell.
    """

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._known = known
        self._members: dict[str, list[Known]] | None = None
        self._unnamed: dict[str, list[Known]] = {}

    def others(self, uid: str, url: str | None) -> list[Known]:
        """Return the members of the family of `uid`, but for the one of exactly that name.

        Those without a name but their address belong to it as well, if that is `url`: they may have
        had the name, and get it again.
        """
        if self._members is None:
            self._members = {}
            for item in self._known.values():
                if "#" in item.uid and (base := family_name(item.uid)) != item.uid:
                    self._members.setdefault(base, []).append(item)
                elif item.url and item.uid[:4] == "http" and same_address(item.uid, item.url):
                    self._unnamed.setdefault(place(item.url), []).append(item)
        base = family_name(uid)
        found = self._members.get(base, [])
        if url and self._unnamed:
            found = [*found, *self._unnamed.get(place(url), ())]
        if base != uid and base in self._known:
            found = [self._known[base], *found]
        return [one for one in found if one.uid != uid]

    def same(self, uid: str, url: str | None, hash_now: str) -> Known | None:
        """Return the member that says exactly what an item says, under whatever name."""
        return next((one for one in self.others(uid, url) if one.item_hash == hash_now), None)


def place(url: str) -> str:
    """Return what equal addresses have in common, cheaply."""
    return url.partition(":")[2].rstrip("/")


_GIVEN = re.compile(r"#(?:https?://.*|[0-9a-f]{16})\Z", re.DOTALL)


def family_name(uid: str) -> str:
    """Return a name without what was added to it because several items bear it."""
    return _GIVEN.sub("", _GIVEN.sub("", uid))


def loose_name(uid: str) -> str:
    """Return what is left of a name without what varies by accident, its address included."""
    base, sign, address = uid.partition("#http")
    if not sign:
        return same_item_key(uid)
    return f"{same_item_key(base)}#{same_item_key(sign[1:] + address)}"


def same_address(one: str | None, other: str | None) -> bool:
    """Return whether two addresses are there, and name the same but for accidents."""
    return bool(one and other) and (
        one == other or same_item_key(one or "") == same_item_key(other or "")
    )


def settle(
    known: Mapping[str, Known], items: Iterable[Hashed]
) -> Iterator[tuple[Item, str, Known | None]]:
    """Say for the items of one feed which article each of them is; None for those that are new.

    Items come back under the name of their article. Of items that are the same but for accidents
    one counts: that which is stored already, else the oldest.
    """
    index, families = Index(known), Families(known)
    claims: dict[int, list[Hashed]] = {}
    found: dict[int, Known] = {}
    rest: list[Hashed] = []
    doubtful: list[tuple[Hashed, Known]] = []
    names: set[str] = set()
    for item in items:
        names.add(item[0].uid)
        there, sure = index.named(item[0])
        if there is None or there.item_hash != item[1]:
            same = families.same(item[0].uid, item[0].url, item[1])
            there, sure = (there, sure) if same is None else (same, True)
        if there is None:
            rest.append(item)
        elif sure:
            found[there.id] = there
            claims.setdefault(there.id, []).append(item)
        else:
            doubtful.append((item, there))
    for (article, hash_now), there in sorted(doubtful, key=lambda pair: _age(pair[0])):
        if there.id in claims:  # the GUID is that of another item, which is here as well
            rest.append((replace(article, uid=f"{article.uid}#{article.url}"), hash_now))
        else:
            found[there.id] = there
            claims[there.id] = [(article, hash_now)]
    chosen = {}
    for number, group in claims.items():
        chosen[number], others = _one_of(found[number], group)
        rest += others
    new = _settle_rest(index, rest, names, chosen, found)
    for number, (article, hash_now) in chosen.items():
        there = found[number]
        if article.uid != there.uid:
            article = replace(article, uid=there.uid)
        yield article, hash_now, there
    for article, hash_now in new:
        yield article, hash_now, None


def _settle_rest(
    index: Index,
    rest: list[Hashed],
    names: set[str],
    chosen: dict[int, Hashed],
    found: dict[int, Known],
) -> list[Hashed]:
    """Find articles for items whose names are not known exactly; return those that are new.

    An article that one of the `names` of the feed is exactly is not taken by another name.
    """
    groups: dict[str, list[Hashed]] = {}
    for item in rest:
        groups.setdefault(loose_name(item[0].uid), []).append(item)
    new: list[Hashed] = []
    for group in groups.values():
        there = index.alike(group[0][0].uid)
        if not there and len(group) == 1:
            new += group
            continue
        free = [one for one in there if one.id not in chosen and one.uid not in names]
        signs = {sign for one in there if one.id in chosen for sign in _signs(chosen[one.id])}
        by_hash = {one.item_hash: one for one in reversed(free)}
        left: list[Hashed] = []
        for item in sorted(group, key=_age):
            same = by_hash.pop(item[1], None)
            if same is None:
                left.append(item)
                continue
            chosen[same.id], found[same.id] = item, same
            signs.update(_signs(item))
        waiting = iter([one for one in free if one.id not in chosen])
        for item in left:
            if not signs.isdisjoint(_signs(item)):
                continue  # a repeat, under a name that differs by accident
            signs.update(_signs(item))
            taken = next(waiting, None)
            if taken is None:
                new.append(item)
            else:
                chosen[taken.id], found[taken.id] = item, taken
    return new


def _signs(item: Hashed) -> Iterator[tuple[str, str]]:
    """Yield what tells an item from another that has nearly its name."""
    article, hash_now = item
    yield "hash", hash_now
    yield "name", article.uid
    if article.title:
        yield "title", article.title
    if article.body:
        yield "body", article.body


def _one_of(there: Known, group: list[Hashed]) -> tuple[Hashed, list[Hashed]]:
    """Return which of several items an article is, and those that are others, under a new name.

    Items that say nothing else than it are repeats, and dropped.
    """
    if len(group) == 1:
        return group[0], []
    stored = (item for item in group if item[1] == there.item_hash)
    chosen = next(stored, None) or min(group, key=_age)
    signs = set(_signs(chosen)) | {("name", there.uid)}
    others: list[Hashed] = []
    for item in sorted(group, key=_age):
        said = {sign for sign in _signs(item) if sign[0] != "name"}
        if item is not chosen and signs.isdisjoint(said):
            signs |= said
            name = f"{family_name(there.uid)}#{item[1][:16]}"
            others.append((replace(item[0], uid=name), item[1]))
    return chosen, others


def _age(item: Hashed) -> tuple[bool, int, str, str, str]:
    article = item[0]
    undated = article.published is None
    return undated, article.published or 0, article.uid, article.title, article.body


def is_like(title: str, text: str, other_title: str, other_text: str) -> bool:
    """Return whether two articles are one that was edited, going by headlines and texts."""
    one, other = _words(title), _words(other_title)
    if one == other or len(one & other) >= _LIKE_TITLE * len(one | other):
        return True
    return texts_alike(text, other_text)


def texts_alike(text: str, other_text: str) -> bool:
    """Return whether two texts share the words that say what they are about."""
    one, other = _telling(text), _telling(other_text)
    least = min(len(one), len(other))
    return least > 0 and len(one & other) >= _LIKE_TEXT * least


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text[:_LOOKED_AT])))


def _telling(text: str) -> set[str]:
    """Return the words that say what a text is about: long ones and CJK; all where none are."""
    words = _words(text)
    return {word for word in words if len(word) >= _TELLING or word > "\u2e80"} or words
