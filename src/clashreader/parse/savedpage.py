"""What a saved or scraped page leaves at the top of a text file: date and outlet, glued together.

What it leaves at the end is read by `relatedstrip`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clashreader.parse.datelines import find_date, find_doubtful_date
from clashreader.parse.striplabels import breadcrumb
from clashreader.parse.words import clean
from clashreader.values import dataclass, replace

_LONGEST_HEAD = 140
_LONGEST_NAME = 60
_LONGEST_GLUED = 80
_ABBREVIATED = re.compile(
    r"\b(?:Inc|Co|Ltd|Corp|Bros|S\.A|Sp\. z o\.o|Pty|Cie|St|[A-Z](?:\.[A-Z])+)$"
)
_OPENING = "‘“«¿¡\"'"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it, and where it stands in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines tell. `next_line` is the index of the first line after them."""

    found: bool = False
    next_line: int = 0
    published: int | None = None
    outlet: str | None = None
    author: str | None = None
    title: str | None = None
    section: str | None = None
    text_at: int | None = None
    """Where in the line before `next_line` a paragraph begins that is glued to its date."""


_BLANK = " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, (*range(0x2000, 0x2010), 0x2060, 0xFEFF))
)
"""White space, and characters without width, which pages leave at the ends of lines."""


def split_lines(text: str) -> list[Line]:
    """Split at line breaks of any system; offsets are those of `text`."""
    lines = []
    position = 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip(_BLANK)
        start = position + (raw.find(stripped[0]) if stripped else 0)
        lines.append(Line(stripped, start, start + len(stripped)))
        position += len(raw)
    return lines


# --- the top --------------------------------------------------------------------------------------

_SEPARATORS = " \t.,:;|·•–—-/()[]"
_PARTS = re.compile(r"\s*[|·•/–—]\s*|\s+-\s+|\s{2,}|\t")
_PUBLISHED = re.compile(
    r"(?:first\s+)?(?:published|posted|updated|publicado|publié|veröffentlicht|опубликовано)"
    r"(?:\s+(?:on|at|el|le|am))?\s*:?\s*$",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"\b(?:of|in|on|from|since|until|till|for|the|by|to|before|after|de|del|du|vom|am|den|от|с|до)$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:by|von|par|por|автор)\s*:?\s+(\S.{1,80})$", re.IGNORECASE)
_READING_TIME = re.compile(
    r"\d+\s*min(?:ute)?s?\b.{0,12}$|share$|updated$|\d+ (?:views|comments)$", re.IGNORECASE
)
_OUTLET = re.compile(
    r"\b(?:gazette|times|post|news|newspaper|herald|tribune|journal|daily|report|press|telegraph|"
    r"observer|guardian|chronicle|courier|mail|radio|tv|agency|review|weekly|monitor|standard|"
    r"mirror|express|star|sun|globe|register|dispatch|bulletin|wire|online|today|media|network|"
    r"broadcasting|magazine|zeitung|zeit|allgemeine|tagblatt|anzeiger|monde|figaro|país|mundo|"
    r"corriere|gazeta|novosti|новости|правда|газета|вести|\w+\.(?:com|org|net|info|news|[a-z]{2}))\b",
    re.IGNORECASE,
)


def read_head(lines: Sequence[Line]) -> Head:
    """Look for a line with a date, and perhaps an outlet and an author, among the first four."""
    filled = [number for number, line in enumerate(lines[:40]) if line.text][:4]
    for position, number in enumerate(filled):
        dated = _dateline(lines[number].text)
        if dated is not None:
            above = [lines[above].text for above in filled[:position]]
            return _with_neighbours(lines, number, dated, above)
        if not _may_stand_above(lines[number].text):
            break
    return Head()


def _may_stand_above(text: str) -> bool:
    """A headline, a byline or an outlet, but not a paragraph."""
    return len(text) <= _LONGEST_HEAD and not text.endswith((".", ":", ";", ","))


def _with_neighbours(lines: Sequence[Line], number: int, dated: Head, above: list[str]) -> Head:
    """Add what the lines above and the one below the date say."""
    title, outlet, author = dated.title, dated.outlet, dated.author
    section = None
    if dated.text_at is not None and not above:
        return replace(dated, next_line=number)
    for text in above:
        byline = _BYLINE.match(text)
        if byline is not None and author is None:
            author = byline[1]
        elif outlet is None and _is_outlet(text, alone=len(above) == 1):
            outlet = text
        elif section is None and title is None and (crumb := breadcrumb(text)) is not None:
            section = crumb
        elif title is None:
            title = text
        else:
            return Head()  # more lines than a page's head has: this is text with a date in it
    following = number + 1
    for _ in range(2):
        below = next((n for n in range(following, len(lines)) if lines[n].text), None)
        if below is None:
            break
        byline = _BYLINE.match(lines[below].text)
        if byline is not None and author is None and _is_name(byline[1]):
            author = byline[1]
        elif outlet is None and _is_outlet(lines[below].text, alone=False):
            outlet = lines[below].text
        else:
            break
        following = below + 1
    return Head(True, following, dated.published, outlet, author, title, section)


def _is_outlet(text: str, *, alone: bool) -> bool:
    """A name with a word that outlets have; or, where nothing else stands there, any short name."""
    if not _is_name(text) or len(text.split()) > 6:
        return False
    words = [word for word in text.split() if len(word) > 3]
    titled = all(not word[0].islower() for word in words)
    return titled and (_OUTLET.search(text) is not None or (alone and len(text.split()) <= 2))


def _is_name(text: str) -> bool:
    """Short, begins like a name, ends like no sentence."""
    if not 2 <= len(text) <= _LONGEST_NAME or len(text.split()) > 8:
        return False
    if text.endswith((".", "!", "?", "…", ":", ",", ";")) and not _ABBREVIATED.search(text[:-1]):
        return False
    return (any(sign.isalpha() for sign in text) and not text[0].islower()) or bool(
        _OUTLET.search(text) and " " not in text
    )


def _dateline(text: str) -> Head | None:
    """Read a line that consists of a date, an outlet and little else; None for any other line."""
    found = find_date(text[:_LONGEST_HEAD])
    span = found[1:] if found is not None else find_doubtful_date(text[:_LONGEST_HEAD])
    if span is None:
        return None
    moment = None if found is None else found[0]
    before, after = text[: span[0]], text[span[1] :]
    glued = after[:1].isalnum() or after[:1] in _OPENING
    if not _bare(before) and glued:
        return _glued_to(moment, after, span[1])
    if len(text) > _LONGEST_HEAD:
        return None
    before = _PUBLISHED.sub("", _bare(before))
    if _DANGLING.search(before):
        return None
    return _named(moment, [_bare(before), _bare(after)], whole=_touches(text, span))


def _touches(text: str, span: tuple[int, int]) -> bool:
    """Whether there is at most a blank between the date and the words beside it."""
    before, after = text[: span[0]].rstrip(" "), text[span[1] :].lstrip(" ")
    return all(side == "" or side.isalnum() or side in ")!?'" for side in (before[-1:], after[:1]))


def _glued_to(moment: int | None, after: str, end: int) -> Head:
    """A line that begins with a date to which something is glued: at least the date is certain."""
    rest = _bare(after)
    head = _named(moment, [rest], whole=True, glued=True)
    if head is not None:
        return head
    if len(rest) <= _LONGEST_HEAD and not rest.endswith((".", ":", ";", ",")):
        return Head(True, 0, moment, title=clean(rest))
    return Head(True, 0, moment, text_at=end)


def _named(
    moment: int | None, sides: list[str], *, whole: bool, glued: bool = False
) -> Head | None:
    """Find outlet and author among the words around a date; None where they are a sentence.

    `whole` where signs within them do not separate: ``Der Spiegel - International``.
    """
    outlet, author = None, None
    for side in sides:
        parts = [part for part in map(_bare, _PARTS.split(side)) if part]
        names = [part for part in parts if not _READING_TIME.match(part)]
        if whole and names == parts and not any(_BYLINE.match(name) for name in names):
            names = [side] if side else []
        for name in names:
            byline = _BYLINE.match(name)
            if byline is not None and author is None:
                author = byline[1]
            elif not (_is_glued_name(name) if glued else _is_name(name) or _is_small_name(name)):
                return None
            elif outlet is None or (_OUTLET.search(name) and not _OUTLET.search(outlet)):
                outlet = name
    return Head(True, 0, moment, outlet, author)


def _bare(text: str) -> str:
    """Without the signs around it, but with a bracket and a full stop that belong to it."""
    text = text.lstrip(_SEPARATORS)
    bare = text.rstrip(_SEPARATORS)
    following = text[len(bare) : len(bare) + 1]
    closes = following in (")", "]") and bare.count("[" if following == "]" else "(") > 0
    if closes or (following == "." and _ABBREVIATED.search(bare)):
        bare += following
    return bare


_ARTICLES = frozenset(
    [
        "the",
        "le",
        "la",
        "les",
        "il",
        "lo",
        "el",
        "los",
        "der",
        "die",
        "das",
        "de",
        "het",
        "al",
        "o",
        "os",
    ]
)


def _is_small_name(text: str) -> bool:
    """Names in lower case: ``taz``, ``le Monde``, ``eNCA``; nothing that begins a sentence."""
    words = text.split()
    if not text[:1].isalpha() or not text[-1].isalnum():
        return False
    if len(words) == 1:
        return len(text) <= 12
    rest = [word for word in words[1:] if len(word) > 3]
    titled = bool(rest) and not any(word[0].islower() for word in rest)
    return len(words) <= 4 and titled and (words[0] in _ARTICLES or not words[0].islower())


def _is_glued_name(text: str) -> bool:
    """What touches a date in front of it is a name, unless it is long or reads like a sentence."""
    words = text.split()
    if not 1 <= len(text) <= _LONGEST_GLUED or len(words) > 11 or ". " in text:
        return False
    if text.endswith((".", "…", ":", ",", ";")) and not _ABBREVIATED.search(text[:-1]):
        return False
    lower = [word for word in words if len(word) > 3 and word[0].islower()]
    return any(sign.isalnum() for sign in text) and (len(words) <= 2 or len(lower) <= 1)
