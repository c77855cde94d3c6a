"""What a source's articles mean for the library: pure, no I/O, and deciding twice changes nothing.

`Known.uid` is the name under which the library has an article; `identity` tells which one an item
is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from clashreader.model import (
    Insert,
    Intent,
    Known,
    Move,
    ParsedArticle,
    Prepared,
    Revise,
    SetGone,
    Stamp,
    Touch,
)
from clashreader.sync.addresses import same_item_key
from clashreader.sync.better import is_bare_error, is_placeholder, much_shorter
from clashreader.sync.doubts import Doubts
from clashreader.sync.identity import Hashed, Item, settle
from clashreader.values import dataclass, field, replace

MAX_VERSIONS = 24
"""Versions of one article, after which a text that keeps flapping makes no more."""


def item_hash(article: ParsedArticle) -> str:
    """Return the SHA-256 (hex) of everything an item says, but for its name.

    Cheap beside making sense of a body: what is unchanged is never looked at any closer.
    Addresses count without what varies by accident, or a tracking parameter that is new each time
    would make each item look new each time.
    """
    fields = (
        article.title,
        same_item_key(article.url or ""),
        article.author,
        article.outlet,
        article.published,
        article.updated,
        article.section,
        article.tags,
        article.summary,
        article.lead_image,
        article.language,
        article.media_type.value,
        [(enclosure.url, enclosure.media_type) for enclosure in article.enclosures],
        [(label.section, label.month, label.title, label.url) for label in article.related],
    )
    state = sha256(repr(fields).encode("utf-8", "surrogatepass"))
    state.update(b"\0")
    state.update(article.body.encode("utf-8", "surrogatepass"))
    return state.hexdigest()


def is_news(known: Known | None, hash_now: str) -> bool:
    """Return whether an item has to be looked at closely: new, or different from last time."""
    return known is None or (not known.deleted and known.item_hash != hash_now)


def pick(
    known: Mapping[str, Known], articles: Sequence[ParsedArticle]
) -> tuple[list[Hashed], list[Known], set[str]]:
    """Return the items of a feed that need preparing, the articles of those that do not, and such
    names of items as several may bear.

    Each comes under the name of its article (`identity.settle`); `articles_of` gives the whole.
    """
    news: list[Hashed] = []
    same: list[Known] = []
    names: set[str] = set()
    for item, hash_now, there in settle(known, _hashed(articles, names)):
        if is_news(there, hash_now):
            news.append((item, hash_now))
            if "#" in item.uid:
                names.add(item.uid)
        elif there is not None:
            same.append(there)
    return news, same, names


def _hashed(articles: Sequence[ParsedArticle], names: set[str]) -> Iterator[Hashed]:
    """Yield items with their hashes; of articles that are not in memory no text is kept."""
    here = isinstance(articles, tuple)
    for number, article in enumerate(articles):
        uid, url, body = article.uid, article.url, article.body
        if "#" in uid:
            names.add(uid)
        if not here:
            url = uid if url == uid else url
            body = sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
        item = Item(number, uid, url, article.title, article.published, body)
        yield item, item_hash(article)


def articles_of(
    news: Iterable[Hashed], articles: Sequence[ParsedArticle]
) -> Iterator[tuple[ParsedArticle, str]]:
    """Yield the articles that were picked, under their names, with their hashes."""
    for item, hash_now in news:
        article = articles[item.number]
        yield article if article.uid == item.uid else replace(article, uid=item.uid), hash_now


def pick_news(
    known: Mapping[str, Known], articles: Iterable[ParsedArticle]
) -> tuple[list[tuple[ParsedArticle, str]], list[Known]]:
    """Do what `pick` does for articles that are all in memory; return them whole."""
    articles = tuple(articles)
    news, same, _ = pick(known, articles)
    return list(articles_of(news, articles)), same


def decide(
    known: Mapping[str, Known], articles: Sequence[Prepared], doubts: Doubts | None = None
) -> list[Intent]:
    """Return what a feed's `articles`, under the names that `pick_news` gave, mean for the library.

    What a feed no longer lists has only slid out of it and is never marked as gone; nor does one
    that it lists unchanged come back where its page was gone: that is for the page to say. What
    the reader deleted stays deleted.
    """
    doubts = doubts or Doubts(known)
    taken: set[str] = set()
    intents: list[Intent] = []
    for article in articles:
        there = known.get(article.parsed.uid)
        if there is not None and doubts.is_another(there, article):
            name = doubts.other_name(there, article, taken)
            article = replace(article, parsed=replace(article.parsed, uid=name))
            there = known.get(name)
        if article.parsed.uid in taken:
            continue
        taken.add(article.parsed.uid)
        renamed = doubts.under_another_name(article, item_hash) if there is None else None
        if renamed is None:
            intents += _decide_one(there, article, doubts)
        elif not renamed.deleted and renamed.text_hash == article.text_hash:
            intents.append(Touch(renamed.id, article))
        elif not renamed.deleted:
            intents.append(Move(renamed.id, article.parsed.uid, article.fingerprint))
            intents += _decide_one(renamed, article, doubts)
    return intents


def _decide_one(
    there: Known | None, article: Prepared, doubts: Doubts | None = None
) -> list[Intent]:
    if there is None:
        return [Insert(article)]
    if there.deleted:
        return []
    back: list[Intent] = [SetGone(there.id, gone=False)] if there.gone else []
    if there.item_hash == article.item_hash:
        if there.fingerprint != article.fingerprint:
            return [Stamp(there.id, article.fingerprint), *back]
        return back
    if there.text_hash == article.text_hash:
        return [Touch(there.id, article), *back]
    if there.page_words and (stays := _page_stays(there, article)):
        return [stays, *back]
    text = article.digest.text.strip()
    emptied = there.has_text and (is_placeholder(text) or is_bare_error(text))
    again = doubts is not None and not emptied and doubts.flaps(there, article)
    cut = doubts is not None and there.has_text and doubts.is_cut(there, article)
    if emptied or again or cut or there.versions >= MAX_VERSIONS:
        # The good copy stays, headline and author too: an error page has those as well.
        return [Stamp(there.id, article.fingerprint, article.item_hash), *back]
    return [Revise(there.id, article), *back]


def _page_stays(there: Known, article: Prepared) -> Touch | None:
    """Return what to do where the text is that of the page; None where the item's text counts.

    The page's text does not give way to the feed's summary: the page is asked again. A source that
    is no full-text one any more asks no page, so an item's text counts again there, unless it is
    but a part of what the page said.
    """
    kept = replace(article, text_hash=there.text_hash)
    if there.asks_page:
        return Touch(there.id, kept, page_again=there.versions < MAX_VERSIONS)
    if much_shorter(article.digest.words, there.page_words):
        return Touch(there.id, kept)
    return None


def keeps_flapping(
    known: Mapping[str, Known], articles: Iterable[Prepared], doubts: Doubts | None = None
) -> int:
    """Return how many articles changed their text again, yet got no version for it any more."""
    count = 0
    for article in articles:
        there = known.get(article.parsed.uid)
        if there is None or there.deleted:
            continue
        if there.versions < MAX_VERSIONS:
            count += doubts is not None and there.id in doubts.flapping
            continue
        if there.page_words and there.asks_page:
            continue
        count += there.text_hash != article.text_hash and bool(article.digest.text.strip())
    return count


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk through a folder found: names of files with their fingerprints.

    `unreadable` are names of files, and of folders ending in a slash, that could not be read: what
    they hold is unknown rather than gone.
    """

    seen: Mapping[str, str]
    unreadable: Collection[str] = field(default=())

    def missing(self, uid: str) -> bool:
        """Return whether a file is certainly not there."""
        if uid in self.seen or uid in self.unreadable:
            return False
        return not any(uid.startswith(name) for name in self.unreadable if name.endswith("/"))


def files_to_read(known: Mapping[str, Known], walk: Walk) -> list[str]:
    """Return the names of the files that are new or were written since last time, in order."""
    return [
        uid
        for uid, fingerprint in walk.seen.items()
        if (there := known.get(uid)) is None or there.fingerprint != fingerprint
    ]


class FolderDecider:
    """Decides about the files of a folder, batch by batch, and last about those not there."""

    def __init__(self, known: Mapping[str, Known], walk: Walk) -> None:
        self._known = known
        self._walk = walk
        self._missing = {uid: item for uid, item in known.items() if walk.missing(uid)}
        self._by_hash: dict[str, list[str]] = {}
        # Last one first: a hash that several missing files share is used up in their order.
        for uid in reversed(self._missing):
            self._by_hash.setdefault(self._missing[uid].item_hash, []).append(uid)

    def moved_from(self, uid: str, hash_now: str) -> Known | None:
        """Return the missing article whose content equals that of the new file `uid`, if any."""
        if uid in self._known:
            return None
        names = self._by_hash.get(hash_now, [])
        return self._missing[names[-1]] if names else None

    def decide(self, article: Prepared) -> list[Intent]:
        """Return what one file that was read means.

        A new file with the content of one that is missing is that one, moved; its section may
        follow from its folder, therefore the metadata are refreshed. Its text makes no version.
        """
        uid = article.parsed.uid
        origin = self.moved_from(uid, article.item_hash)
        if origin is None:
            return _decide_one(self._known.get(uid), article)
        self._by_hash[article.item_hash].pop()
        del self._missing[origin.uid]
        intents: list[Intent] = [Move(origin.id, uid, article.fingerprint)]
        if origin.deleted:
            return intents
        intents.append(Touch(origin.id, article))
        if origin.gone:
            intents.append(SetGone(origin.id, gone=False))
        return intents

    def decide_rest(self, handled: Collection[str]) -> list[Intent]:
        """Return what follows for files that were not read: gone, or there once more.

        `handled` are the names of files that `decide` was asked about.
        """
        gone: list[Intent] = [
            SetGone(item.id, gone=True)
            for item in self._missing.values()
            if not item.gone and not item.deleted
        ]
        back: list[Intent] = [
            SetGone(item.id, gone=False)
            for uid, item in self._known.items()
            if item.gone and not item.deleted and uid in self._walk.seen and uid not in handled
        ]
        return gone + back
