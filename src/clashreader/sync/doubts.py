"""Which article an item is where only texts can tell: shared names, and names that come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from clashreader.library.folding import fold
from clashreader.model import Known, ParsedArticle, Prepared
from clashreader.sync.addresses import same_item_key
from clashreader.sync.better import is_placeholder
from clashreader.sync.identity import (
    Families,
    family_name,
    is_like,
    place,
    same_address,
    texts_alike,
)
from clashreader.sync.readmore import is_teaser
from clashreader.values import replace

Told = Callable[[Known], tuple[str, str, int | None]]
"""Returns title, plain text and date of the newest version of an article."""
Hashing = Callable[[ParsedArticle], str]
"""Returns the hash of everything an item says."""
History = Callable[[Known], Sequence[str]]
"""Returns the hashes of the texts that an article had, the oldest first."""

_RETURNS: Final = 2  # times that an article may go back to a text that it had
_FLIPS: Final = 2 + _RETURNS  # versions from which it may have done so


class Doubts:
    """What can only be told from texts: another article under a GUID, or one under another name.

    `listed` are the numbers of the articles that the feed names, `names` the names of its items;
    `told` looks up what an article says, `history` which texts it had.
    """

    def __init__(
        self,
        known: Mapping[str, Known],
        listed: Iterable[int] = (),
        told: Told | None = None,
        names: Iterable[str] = (),
        history: History | None = None,
    ) -> None:
        self._known = known
        self._listed = set(listed)
        self._told = told
        self._history = history
        self.flapping: set[int] = set()
        """The numbers of articles that got no version for a text that came back once more."""
        self._families = Families(known)
        shared = (name for name in names if "#" in name)
        self._shared = {base for name in shared if (base := family_name(name)) != name}
        self._said: dict[int, tuple[str, str, int | None]] = {}
        self._looks = _MOST_LOOKS
        self._by_hash: dict[str, list[Known]] | None = None
        self._by_url: dict[str, list[Known]] | None = None
        self._by_path: dict[str, list[Known]] | None = None

    def is_another(self, there: Known, article: Prepared) -> bool:
        """Return whether an item with the name of an article is yet another article.

        That is one with another address, and another headline, and a text that shares few words
        with it. Whatever is alike in one of these was edited. Where several articles are known to
        share a name, equal addresses say nothing.
        """
        url = article.parsed.url
        if self._told is None or there.deleted or self._looks == 0:
            return False
        tells = url and there.url and not same_address(there.url, url)
        if not tells and not self._is_shared(there.uid, url) and not self.flips(there, article):
            return False
        return not self._is_like(there, article)

    def flaps(self, there: Known, article: Prepared) -> bool:
        """Return whether an article `flips`, and remember it."""
        found = self.flips(there, article)
        if found:
            self.flapping.add(there.id)
        return found

    def is_cut(self, there: Known, article: Prepared) -> bool:
        """Return whether an item is but a teaser now of the text that its article has."""
        text = article.digest.text
        if self._told is None or self._looks == 0 or is_placeholder(text):
            return False
        self._looks -= 1
        said = self._said.get(there.id) or self._told(there)
        return is_teaser(text, said[1])

    def flips(self, there: Known, article: Prepared) -> bool:
        """Return whether an article goes back to a text that it had, and did so before already.

        Twice is an editor's change of mind; beyond that a site changes to and fro by itself.
        """
        if self._history is None or there.versions < _FLIPS or there.text_hash == article.text_hash:
            return False
        texts = self._history(there)
        returns = sum(text in texts[:place] for place, text in enumerate(texts))
        return returns >= _RETURNS and article.text_hash in texts

    def other_name(self, there: Known, article: Prepared, taken: Set[str]) -> str:
        """Return the name of an item that has an article's GUID or address: with its address.

        With a hash as well, where yet another item of the feed is that. With equal addresses it is
        the name of the article that it is like, or one with a hash.
        """
        url = article.parsed.url
        if not url or not there.url or same_address(there.url, url):
            for kin in self._families.others(there.uid, url)[:_MOST_ALIKE]:
                if self._is_free(kin) and kin.uid not in taken and self._is_like(kin, article):
                    self._listed.add(kin.id)
                    return kin.uid
            return f"{family_name(there.uid)}#{article.item_hash[:16]}"
        name = f"{there.uid}#{url}"
        other = self._known.get(name)
        if name in taken or (other is not None and other.id in self._listed):
            name = f"{name}#{article.item_hash[:16]}"
        return name

    def under_another_name(self, article: Prepared, hashed: Hashing | None = None) -> Known | None:
        """Return the article that an item without a known name is, where a GUID came or went.

        Its address is the same, it is alike, and one of the two has no name but its address, or
        they are of one family. Two GUIDs are two articles, unless date and headline are the same as
        well: a programme may announce each of its broadcasts in equal words. `hashed` tells what a
        site that moved to another host would have said before.
        """
        uid, url = article.parsed.uid, article.parsed.url
        if not url:
            return None
        unnamed, family = same_address(uid, url), family_name(uid)
        for there in self._at_address(article, url):
            renamed = unnamed != same_address(there.uid, url) or (
                family != uid and family_name(there.uid) == family
            )
            if (
                renamed
                and self._is_free(there)
                and same_address(there.url, url)
                and (article.text_hash == there.text_hash or self._is_like(there, article))
            ):
                self._listed.add(there.id)
                return there
        found = self._renamed(article, url) or self._moved(article, url, hashed)
        if found is not None:
            self._listed.add(found.id)
        return found

    def _renamed(self, article: Prepared, url: str) -> Known | None:
        """Return the one article of an address whose GUID is another now, as some are each time.

        It says the same, date and all; or has the same headline and date, and was edited.
        """
        there = _only(
            one
            for one in (self._urls().get(place(url), ()))[:_MOST_ALIKE]
            if same_address(one.url, url)
        )
        if there is None or not self._is_free(there):
            return None
        if there.item_hash == article.item_hash or self._is_edited(there, article):
            return there
        return None

    def _moved(self, article: Prepared, url: str, hashed: Hashing | None) -> Known | None:
        """Return the one article that says all an item does at the same path of another host.

        Both have no name but their address.
        """
        path = _path(url)
        if hashed is None or not path.strip("/") or not same_address(article.parsed.uid, url):
            return None
        there = _only(self._paths().get(path, ())[:_MOST_ALIKE])
        if (
            there is not None
            and self._is_free(there)
            and same_address(there.uid, there.url)
            and there.item_hash == hashed(replace(article.parsed, url=there.url))
        ):
            return there
        return None

    def _is_edited(self, there: Known, article: Prepared) -> bool:
        """Return whether headline and date are the same, and texts alike."""
        if self._told is None or there.deleted or self._looks == 0:
            return False
        self._looks -= 1
        title, text, published = self._told(there)
        return (
            published is not None
            and published == article.parsed.published
            and fold(title) == fold(article.parsed.title)
            and texts_alike(text, article.digest.text)
        )

    def _urls(self) -> dict[str, list[Known]]:
        if self._by_url is None:
            self._by_url = {}
            for item in self._known.values():
                if item.url:
                    self._by_url.setdefault(place(item.url), []).append(item)
        return self._by_url

    def _paths(self) -> dict[str, list[Known]]:
        if self._by_path is None:
            self._by_path = {}
            for item in self._known.values():
                if item.url and item.url[:4] == "http":
                    self._by_path.setdefault(_path(item.url), []).append(item)
        return self._by_path

    def _at_address(self, article: Prepared, url: str) -> Iterator[Known]:
        """Yield articles that say the same, then those of the very address of an item."""
        if self._by_hash is None:
            self._by_hash = {}
            for item in self._known.values():
                for key in {item.text_hash, item.item_hash}:
                    self._by_hash.setdefault(key, []).append(item)
        for key in (article.item_hash, article.text_hash):
            yield from self._by_hash.get(key, ())[:_MOST_ALIKE]
        yield from self._urls().get(place(url), ())[:_MOST_ALIKE]

    def _is_shared(self, uid: str, url: str | None) -> bool:
        return family_name(uid) in self._shared or bool(self._families.others(uid, url))

    def _is_free(self, there: Known) -> bool:
        return there.id not in self._listed

    def _is_like(self, there: Known, article: Prepared) -> bool:
        if self._told is None or there.deleted or self._looks == 0:
            return False
        self._looks -= 1
        if there.id not in self._said:
            self._said[there.id] = self._told(there)
        title, text, _ = self._said[there.id]
        return is_like(title, text, article.parsed.title, article.digest.text)


_MOST_LOOKS: Final = 3_000
"""Texts that are held against each other for a feed; beyond that an item was edited."""
_MOST_ALIKE: Final = 50
"""Articles with the very same text that are looked at: a feed may have 100,000 of them."""


def _only(found: Iterable[Known]) -> Known | None:
    """Return the article that is the only one."""
    several = list(found)
    return several[0] if len(several) == 1 else None


def _path(url: str) -> str:
    """Return what follows the host in an address, without what varies by accident."""
    return same_item_key(url)[2:].partition("/")[2]
