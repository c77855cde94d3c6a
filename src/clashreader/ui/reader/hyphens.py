"""Places where words may be broken: soft hyphens (U+00AD), by the patterns of each language.

The patterns are Pyphen's, those of LibreOffice. Reading a language's takes 1 to 450 ms, so that a
worker does it; the words that have been looked up are kept.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QTextDocument

if TYPE_CHECKING:
    from pyphen import Pyphen

    from clashreader.content.blocks import Document

log = logging.getLogger(__name__)

SOFT_HYPHEN: Final = "\u00ad"
LEAST_LETTERS: Final = 6
"""Words shorter than that stay whole."""
_BEFORE: Final = 2
_AFTER: Final = 3
"""Letters that stay together at the beginning and the end of a word."""
_KEPT: Final = 60_000
"""Words whose breaks are remembered for a language: some 6 MB."""

# A run of letters, but no part of an address, of a name with an @ or _, of a number, or of a word
# with combining marks, where a hyphen could come between a letter and its accent.
_WORD: Final = re.compile(
    r"(?<![\w\u0300-\u036f\u00ad@/\\&=#.~%+-])"
    rf"[^\W\d_]{{{LEAST_LETTERS},}}"
    r"(?![\w\u0300-\u036f\u00ad@/\\&=~%]|[.:]\w)"
)
_COMPOUND: Final = re.compile(
    rf"(?<=[^\W\d_]-)[^\W\d_]{{{LEAST_LETTERS},}}(?![\w\u0300-\u036f\u00ad@/\\&=~%]|[.:]\w)"
)

_COMBINING: Final = re.compile("[\u0300-\u036f]")

# Scripts that are not broken with a hyphen, whatever patterns there are for them.
_WITHOUT_HYPHENS: Final = frozenset(["as", "kn", "mr", "or", "pa", "sa", "te", "th"])

# Small words that hardly any sentence of a language is without, and few of another have.
_SMALL_WORDS: Final = {
    "en": "the and of to that with for was his from which were",
    "de": "der die und das nicht ist mit den von auf ein eine sich dem",
    "fr": "les des est dans une que pour qui sur pas avec aux",
    "es": "los las del que una por con para el como se fue",
    "it": "il che di della per non una sono gli con nel alla",
    "pt": "os das que uma não com por dos na em ao foi",
    "nl": "het een van de dat niet zijn voor op met aan werd",
    "sv": "och att det som för inte av på med är ett till",
    "pl": "nie się na jest że do oraz przez po jak był od",
    "ru": "и в не на что с по он как это из за",
    "uk": "і в не на що з та до це як від за",
    "bg": "и на в да се за от че не с са ще",
    "el": "και το της που να του με για την από των τα",
}
_LEAST_SEEN: Final = 4
_GUESS_FROM: Final = 6_000
"""Characters of a text that a guess at its language is made from."""


def _neighbour(character: str) -> str:
    """Return `character`, or for one that a word goes on in, a sign that keeps it whole."""
    return "_" if character and (character.isalnum() or _COMBINING.match(character)) else character


class Hyphenator:
    """The patterns of one language."""

    def __init__(self, patterns: Pyphen) -> None:
        self._patterns = patterns
        self._known: dict[str, str] = {}

    def text(self, text: str, before: str = "", after: str = "") -> str:
        """Return `text` with a soft hyphen wherever a word may be broken.

        `before` and `after` are what stands next to it, so that a word which goes on there is
        not taken for two. Capitals (a name such as NATO), addresses and short words stay whole.
        """
        if len(text) < LEAST_LETTERS:
            return text
        first, last = _neighbour(before[-1:]), _neighbour(after[:1])
        joined = f"{first}{text}{last}"
        broken = _WORD.sub(self._broken, joined)
        if "-" in joined:
            broken = _COMPOUND.sub(self._broken, broken)
        return broken[len(first) : len(broken) - len(last)]

    def _broken(self, match: re.Match[str]) -> str:
        word = match[0]
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[word] = self._break(word)
        return known

    def _break(self, word: str) -> str:
        if not (word.islower() or word[1:].islower()) or len(word) > 60:
            return word
        letters = word
        for place in reversed(self._patterns.positions(word)):
            # Where breaking would change the spelling, the whole word would be misspelled.
            if place.data is None:
                letters = f"{letters[:place]}{SOFT_HYPHEN}{letters[place:]}"
        return letters


def language_of(tag: str | None) -> str | None:
    """Return the language whose patterns serve `tag` (BCP 47), or None where there are none."""
    import pyphen

    if not tag:
        return None
    parts = tag.replace("-", "_").split("_")
    if parts[0].lower() in _WITHOUT_HYPHENS:
        return None
    parts[0] = {"no": "nb"}.get(parts[0].lower(), parts[0].lower())
    found = pyphen.language_fallback("_".join([parts[0], *(part.upper() for part in parts[1:])]))
    return str(found) if found else None


@lru_cache(maxsize=8)
def load(language: str) -> Hyphenator | None:
    """Return the hyphenator for `language`, as `language_of` names it; takes up to half a second.

    None where its patterns cannot be read: a text without hyphens is still a text.
    """
    import pyphen

    try:
        patterns = pyphen.Pyphen(lang=language, left=_BEFORE, right=_AFTER)
    except (OSError, KeyError, ValueError) as error:
        log.warning("Words of the language %s cannot be hyphenated: %s", language, error)
        return None
    return Hyphenator(patterns)


def guess_language(text: str) -> str | None:
    """Return the language that `text` seems to be in, by its small words; None if in doubt."""
    words = Counter(re.findall(r"[^\W\d_]+", text[:_GUESS_FROM].lower()))
    seen = {
        language: sum(words[small] for small in smalls.split())
        for language, smalls in _SMALL_WORDS.items()
    }
    first, second = sorted(seen, key=seen.__getitem__, reverse=True)[:2]
    clear = seen[first] >= _LEAST_SEEN and seen[first] * 2 > seen[second] * 3
    return first if clear else None


def language_for(tag: str | None, document: Document) -> str | None:
    """Return the language to break the words of `document` by; `tag` is what it says of itself."""
    from clashreader.content.blocks import Paragraph

    if tag:
        return language_of(tag)
    sample: list[str] = []
    length = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            sample += (span.text for span in block.spans)
            length += sum(len(span.text) for span in block.spans)
            if length > _GUESS_FROM:
                break
    return language_of(guess_language("".join(sample)))


class Dictionaries(QObject):
    """Has the patterns of a language read in a worker, and says when they are there."""

    ready = Signal(str)
    """A language whose hyphenator `get` gives from now on."""

    _done = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._there: dict[str, Hyphenator | None] = {}
        self._asked: set[str] = set()
        self._pool: ThreadPoolExecutor | None = None
        self._done.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def get(self, language: str) -> Hyphenator | None:
        """Return the hyphenator for `language`; None while it is being read, or if it cannot be."""
        if language not in self._asked:
            self._asked.add(language)
            if self._pool is None:
                self._pool = ThreadPoolExecutor(1, thread_name_prefix="hyphens")
            self._pool.submit(self._work, language)
        return self._there.get(language)

    @property
    def busy(self) -> bool:
        """Whether a language is still being read."""
        return len(self._there) < len(self._asked)

    def close(self) -> None:
        """Stop and join the worker."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _work(self, language: str) -> None:
        found = load(language)
        # The window may be gone by now, and with it the C++ half of this object.
        with contextlib.suppress(RuntimeError):
            self._done.emit(language, found)

    def _take(self, language: str, found: Hyphenator | None) -> None:
        self._there[language] = found
        if found is not None:
            self.ready.emit(language)


class Hyphenation(QObject):
    """Finds what the words of one text are to be broken by, now or as soon as it is there."""

    arrived = Signal()
    """The patterns that the text waits for are there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language: str | None = None
        """What the words of the text are broken by."""
        self._dictionaries = Dictionaries(self)
        self._dictionaries.ready.connect(self._take)

    def find(self, tag: str | None, document: Document) -> Hyphenator | None:
        """Return what breaks the words of `document`, if it is there; `tag` as in `language_for`.

        From now on it is this text that waits.
        """
        self._language = language_for(tag, document)
        return self._dictionaries.get(self._language) if self._language else None

    def stop(self) -> None:
        """No text waits any more."""
        self._language = None

    @property
    def busy(self) -> bool:
        """Whether a language is still being read."""
        return self._dictionaries.busy

    def close(self) -> None:
        """Stop and join the worker."""
        self._dictionaries.close()

    @Slot(str)
    def _take(self, language: str) -> None:
        if language == self._language:
            self.arrived.emit()


BarePlace = tuple[int, int]
"""A block's number and a place in it, in UTF-16 units, as if there were no soft hyphens."""


def bare_place(document: QTextDocument, position: int) -> BarePlace:
    """Return where `position` (UTF-16 units) is, whether or not words are hyphenated."""
    block = document.findBlock(position)
    if not block.isValid():
        return 0, 0
    inside = position - block.position()
    units = block.text().encode("utf-16-le", "surrogatepass")[: 2 * inside]
    hyphens = units.decode("utf-16-le", "replace").count(SOFT_HYPHEN)
    return block.blockNumber(), inside - hyphens


def position_of(document: QTextDocument, place: BarePlace) -> int:
    """Return the position (UTF-16 units) in `document` of what `bare_place` gave."""
    number, offset = place
    block = document.findBlockByNumber(number)
    if not block.isValid():
        return max(0, document.characterCount() - 1)
    units = block.position()
    for letter in block.text():
        if letter != SOFT_HYPHEN:
            offset -= 2 if letter > "\uffff" else 1
            if offset < 0:
                break
        units += 2 if letter > "\uffff" else 1
    return min(units, block.position() + block.length() - 1)
