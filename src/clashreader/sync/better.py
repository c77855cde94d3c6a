"""Which of two texts of an article is better: the one rule, without I/O.

A page may answer with an article, or with what stands in its way: a cookie wall, a log-in, a check
for robots, an error told with status 200, a shell that wants JavaScript. None of these may take the
place of a text that is there.
"""

from __future__ import annotations

import re
from collections.abc import Set
from enum import StrEnum
from typing import Final

from clashreader.library.folding import fold
from clashreader.sync.beyond import is_something_else, subject, telling_words
from clashreader.sync.readmore import is_read_more
from clashreader.sync.walls import is_offer, phrases_in, without_phrases, words_of
from clashreader.values import dataclass

MUCH_SHORTER: Final = 0.5
"""The share of another text's words below which a text counts as a part of it."""

_SHORTER: Final = 0.9  # a page that has less than the feed's own text has lost some of it
_SHORT: Final = 150  # words of a page up to which one sentence of a wall makes it one
_LOOKED_AT: Final = 200_000  # characters; the beginning of a longer text says enough
_BEGINNING: Final = 30_000  # characters that tell what a text is about
_TEASER: Final = 20  # words; the text of an item with less is nothing that could be lost
_OFFERED: Final = 45  # words beyond a teaser that an offer to register takes, at most
_RUN: Final = 3
_WORD = re.compile(r"\w+")

# As folded: lower case, without accents. Phrases, never single words that news could be about.
_SIGNS = re.compile(
    r"(?:enable|turn on|activate|allow|requires?|needs?|without) java ?script|"
    r"java ?script (?:is|must be|to be) (?:disabled|required|not enabled|enabled|turned off|"
    r"needed)|"
    r"(?:activez|activer|aktivieren sie|habilite|activa|attiva|включите) (?:le )?java ?script|"
    r"java ?script (?:aktivieren|отключен|desactive)|"
    r"(?:verify|confirm|prove|verifying|checking)(?: that| if)? you(?:'re| are) (?:a |not a )?"
    r"(?:human|robot)|are you a robot|not a robot|checking your browser|just a moment|"
    r"unusual traffic|complete the captcha|solve the captcha|ddos protection|cloudflare ray id|"
    r"attention required|pardon our interruption|"
    r"access(?: to this page)? (?:is |has been )?(?:denied|blocked)|403 forbidden|"
    r"you (?:have been|are) blocked|request (?:was |has been )?blocked|"
    r"not available in your (?:country|region|location)|unavailable for legal reasons|"
    r"don't have permission to (?:access|view)|"
    r"page (?:was |could |can |cannot )?(?:not |be |not be )*found|404 (?:error|not found)|"
    r"error 404|page you(?:'re| are| were|'ve)? (?:looking|requested|tried)|"
    r"page (?:does not|doesn't|no longer) exists?|(?:internal server|application) error|"
    r"bad gateway|(?:service|site|page|temporarily) (?:is )?(?:temporarily )?unavailable|"
    r"(?:under|scheduled|down for) maintenance|something went wrong|"
    r"page introuvable|seite (?:wurde )?nicht gefunden|pagina (?:no encontrada|non trovata)|"
    r"страница не наидена|доступ (?:запрещен|ограничен)|"
    r"(?:we|our partners|this (?:web)?site|sites?) uses? cookies|(?:accept|reject|allow|manage)"
    r"(?: all| our)? cookies|cookie (?:policy|settings|preferences|consent|notice|choices)|"
    r"we (?:value|care about|respect) your privacy|before you continue|"
    r"store and/or access information|consent to the use of|"
    r"wir verwenden cookies|cookies (?:akzeptieren|zustimmen)|nous utilisons des cookies|"
    r"accepter (?:les|et)|utilizamos cookies|мы используем (?:фаилы )?cookie|"
    r"(?:log|sign) ?in to (?:continue|read|view|your|access)|(?:please|must|need to) (?:log|sign) ?"
    r"in|(?:subscribe|register|log in|sign up) (?:now )?(?:to|and) (?:continue|read|keep|unlock)|"
    r"(?:only |exclusively |reserved )(?:available )?(?:to|for) (?:our )?(?:subscribers|members)|"
    r"already (?:a subscriber|a member|subscribed|registered|have an account)|"
    r"create (?:a free |an |your )?account|forgot(?:ten)? (?:your )?password|"
    r"start your (?:free )?trial|reserve aux abonnes|deja abonne|jetzt anmelden|"
    r"воидите,? чтобы|только для подписчиков"
)
_ERROR_TITLE = re.compile(
    r"\s*(?:error\b|4\d\d\b|5\d\d\b|not found|forbidden|access denied|just a moment|log ?in\b|"
    r"sign ?in\b|attention required|are you a robot|robot check|security check|verification|"
    r"before you continue|cookies? |page not found|unauthori[sz]ed|please wait|loading)"
)

_BARE: Final = 30  # words; a notice that nothing is there takes no more
_ERROR = re.compile(
    r"\b(?:not found|forbidden|unauthori[sz]ed|bad request|too many requests|loading|"
    r"gateway time-?out|access (?:is |was |has been )?(?:denied|forbidden|blocked)|"
    r"(?:internal )?server error|service unavailable|error (?:4|5)\d\d)\b"
)
_FILLING = frozenset(
    _WORD.findall(
        "a an and are at be been by can cannot could for from has have http https in is it later "
        "nginx apache of on or our page please requested request resource server site sorry status "
        "code oops that the this to try again trying continue view was we website you your error "
        "content article refresh reload reference id ray cloudflare back soon moment few minutes "
        "browser url not t re does exist exists looking longer no wait supported"
    )
)


class Verdict(StrEnum):
    """What to do with a page that came."""

    TAKE = "take"
    """It is the article."""
    KEEP = "keep"
    """It is the article, but the text that is there has more of it: leave it at that."""
    LATER = "later"
    """It is not the article: ask again another time."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an article as read: title, plain text and its number of words.

    `from_page` is set where the text came from the page already, not from the feed.
    """

    title: str
    text: str
    words: int
    from_page: bool = False


def much_shorter(words: int, than: int) -> bool:
    """Return whether a text of `words` words is but a part of one that has `than`."""
    return words < MUCH_SHORTER * than


def is_bare_error(text: str) -> bool:
    """Return whether a text is short, and says nothing but that something is denied or amiss.

    Any word beside such phrases, and what usually fills them up, makes it a text of its own.
    """
    folded = words_of(text[:_LOOKED_AT])
    if len(_WORD.findall(folded)) > _BARE:
        return False
    left, count = _SIGNS.subn(" ", folded)
    left, told = without_phrases(left)
    left, more = _ERROR.subn(" ", left)
    words = (word for word in _WORD.findall(left) if not word.isdecimal())
    return count + told + more > 0 and _FILLING.issuperset(words)


def is_placeholder(text: str) -> bool:
    """Return whether a text says nothing: no letter or digit, or what programs put for nothing.

    That is a lone word in brackets as well (``[removed]``), whatever the language, and a mere link
    to the rest (``Read more``).
    """
    text = text.strip()
    if len(text) > _MARK:
        return not any(sign.isalnum() for sign in text)
    return (
        not any(sign.isalnum() for sign in text)
        or is_read_more(text)
        or _BRACKETED.fullmatch(text) is not None
        or fold(text).strip(" .") in _NOTHING
    )


_MARK: Final = 40  # characters; a word in brackets takes no more
_BRACKETED = re.compile(r"[\[({<*_]+\s*[^\W\d]+\s*[\])}>*_]+")
_NOTHING = frozenset(
    ("n/a", "n.a", "na", "nil", "none", "null", "nan", "undefined", "tbd", "tba", "0", "-1",
     "removed", "deleted", "redacted", "[object object]", "no content", "no text", "no description",
     "empty", "false", "lorem ipsum")
)  # fmt: skip


def judge(now: Text, page: Text) -> Verdict:
    """Return what to do with the text of a page, given the one that the article has `now`.

    A page that holds what the feed says, word by word, is the article, whatever else it says; one
    that asks for cookies, log-in, scripts or patience instead, that reports an error, or shares no
    words with the item, is not. A page with clearly less text than there is replaces nothing.
    """
    if not page.text.strip():
        return Verdict.LATER
    here, there = words_of(now.text[:_LOOKED_AT]), words_of(page.text[:_LOOKED_AT])
    own_words, words = _WORD.findall(here), _WORD.findall(there)
    verbatim = _shared(_runs(own_words), _runs(words)) if own_words else 0.0
    if _is_wall(now, page, here, there, verbatim):
        return Verdict.LATER
    if _is_other(now, page, verbatim):
        return Verdict.LATER
    if now.from_page and much_shorter(page.words, now.words):
        return Verdict.LATER
    if not now.from_page and page.words < _SHORTER * now.words:
        return Verdict.KEEP
    return Verdict.TAKE


def _is_other(now: Text, page: Text, verbatim: float) -> bool:
    """Whether a page says something else than the article, or nothing more than it but a wall."""
    text = page.text[:_BEGINNING]
    about = subject(now.title, now.text[:_BEGINNING], now.words)
    if now.words >= _TEASER and verbatim == 0.0 and about.telling:
        return _shared(about.telling, telling_words(text)) < 0.1
    return is_something_else(about, text, led=verbatim >= 0.5)


def _is_wall(now: Text, page: Text, here: str, there: str, verbatim: float) -> bool:
    """Whether something stands in the article's way; what the feed says, too, is no sign of it."""
    title = fold(page.title)
    if (
        page.words <= 2 * _SHORT
        and verbatim < 0.5
        and _ERROR_TITLE.match(title)
        and not _ERROR_TITLE.match(fold(now.title))
    ):
        return True
    own = set(_signs(f"{words_of(now.title)}\n{here}"))
    signs = [sign for sign in _signs(there) if sign not in own]
    if not signs:
        return False
    if verbatim >= 0.5:
        # The teaser, and then the wall: nothing is won.
        if page.words < now.words + _OFFERED and any(map(is_offer, signs)):
            return True
        signs_are_words = page.words > 3 * len(page.text.split())
        return page.words < 1.5 * now.words + (45 if signs_are_words else 15)
    return page.words <= _SHORT or (len(signs) > 1 and len(signs) * 100 >= page.words)


def _signs(text: str) -> list[str]:
    """Return what in a folded text speaks of a wall, each as often as it is there."""
    found = [match.group() for match in _SIGNS.finditer(text)]
    found += (phrase for phrase in phrases_in(text) if not any(phrase in one for one in found))
    return found


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    length = min(_RUN, len(words))
    return set(zip(*(words[start:] for start in range(length)), strict=False))


def _shared(some: Set[object], others: Set[object]) -> float:
    """Return the share of `some` that is among `others` as well."""
    return len(some & others) / len(some) if some else 0.0
