"""Which rows of a list stand for several reports, and which of these groups are unfolded."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType

from clashreader.library.groups import Packed

Behind = Mapping[int, Sequence[int]]
"""For each first one of several copies, the others of the list, in its order."""

NO_FOLDS: Behind = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fold:
    """How a row takes part: `others` stand behind it, or it is one of them, shown (`member`)."""

    others: int = 0
    unfolded: bool = False
    member: bool = False


ALONE = Fold()


class Folds:
    """The groups of one list, all of them folded at first."""

    def __init__(self, behind: Behind = NO_FOLDS, count: int = 0) -> None:
        """`count` is how many articles stand behind others."""
        self.hidden = count
        """How many articles have no row of their own."""
        self.behind = behind
        """Not to be changed, for jobs read it: another one takes its place."""
        packed = isinstance(behind, Packed)
        self._leaders = (
            {} if packed else {one: leader for leader, others in behind.items() for one in others}
        )
        """The first one of each member, or itself; of packed groups just what has changed."""
        self._base = behind.leader_of if isinstance(behind, Packed) else _itself
        self._shown: dict[int, int] = {}
        """The first one of each member that has a row."""
        self._unfolded: set[int] = set()

    def of(self, article: int) -> Fold:
        """Return how an article's row takes part."""
        if article in self._shown:
            return Fold(member=True)
        others = self.behind.get(article)
        return ALONE if others is None else Fold(len(others), article in self._unfolded)

    def leader_of(self, article: int) -> int:
        """Return the first one of the group in whose unfolded rows an article is, or itself."""
        return self._shown.get(article, article)

    def others_of(self, article: int) -> Sequence[int]:
        """Return what stands behind an article, shown or not."""
        return self.behind.get(article, ())

    def unfold(self, leader: int) -> array[int]:
        """Note that a group is unfolded; return the ids that get rows below the first one's."""
        others = array("q", self.behind[leader])
        self._unfolded.add(leader)
        self._shown.update(dict.fromkeys(others, leader))
        self.hidden -= len(others)
        return others

    def fold(self, leader: int) -> int:
        """Note that a group is folded again; return how many rows go."""
        others = self.behind[leader]
        self._unfolded.discard(leader)
        for other in others:
            self._shown.pop(other, None)
        self.hidden += len(others)
        return len(others)

    @property
    def unfolded(self) -> frozenset[int]:
        """Every article of the groups that are unfolded, to unfold them in a list read anew."""
        return frozenset(self._unfolded) | frozenset(self._shown)

    def leaders_among(self, articles: Iterable[int]) -> Iterator[int]:
        """Yield the first ones of groups to which any of `articles` belongs, each once."""
        yield from dict.fromkeys(
            leader for one in articles if (leader := self._leader(one)) in self.behind
        )

    def _leader(self, article: int) -> int:
        found = self._leaders.get(article)
        return self._base(article) if found is None else found

    def hidden_behind(self, articles: Iterable[int]) -> Iterator[int]:
        """Yield what stands behind `articles` and has no row of its own."""
        return _hidden(articles, self.behind, self._unfolded)

    def without(self, gone: set[int]) -> dict[int, int]:
        """Forget articles; return who takes the row of each folded first one among them."""
        heirs: dict[int, int] = {}
        for leader in list(self.leaders_among(gone)):
            others = tuple(one for one in self.behind[leader] if one not in gone)
            unfolded = leader in self._unfolded
            self._take_out(leader)
            first = leader
            if leader in gone:
                if not others:
                    continue
                first, others = others[0], others[1:]
                if not unfolded:
                    heirs[leader] = first
            self._put_in(first, others, unfolded=unfolded)
        return heirs

    def _take_out(self, leader: int) -> None:
        others = self.behind[leader]
        if leader not in self._unfolded:
            self.hidden -= len(others)
        self._unfolded.discard(leader)
        for one in others:
            self._shown.pop(one, None)
            self._leaders[one] = one
        self._leaders[leader] = leader
        self.behind = _but(self.behind, leader, ())

    def _put_in(self, leader: int, others: Sequence[int], *, unfolded: bool) -> None:
        if not others:
            return
        self.behind = _but(self.behind, leader, others)
        self._leaders.update(dict.fromkeys(others, leader))
        if unfolded:
            self._unfolded.add(leader)
            self._shown.update(dict.fromkeys(others, leader))
        else:
            self.hidden += len(others)


def _itself(article: int) -> int:
    return article


def _but(behind: Behind, leader: int, others: Sequence[int]) -> Behind:
    """Return the same with these behind `leader`, or with it no longer there for none."""
    if isinstance(behind, Packed):
        return behind.but(leader, others)
    changed = {**behind, leader: others}
    if not others:
        del changed[leader]
    return changed


def _hidden(articles: Iterable[int], behind: Behind, unfolded: AbstractSet[int]) -> Iterator[int]:
    for article in articles:
        if article in behind and article not in unfolded:
            yield from behind[article]


def with_hidden(ids: array[int], behind: Behind, unfolded: AbstractSet[int]) -> array[int]:
    """Return the ids of rows, and what is folded behind them; for a job."""
    return ids + array("q", _hidden(ids, behind, unfolded)) if behind else ids
