"""What a saved or scraped page leaves in a text file around the article.

At the top a line in which a date and an outlet are glued together; at the end a strip of related
articles reduced to pairs of lines, section and month, among headings, share buttons and notices.
The rule for the end is to be careful: a real paragraph that is cut is worse than a leftover that
stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from clashreader.model import Related
from clashreader.parse.dates import find_date, parse_month
from clashreader.parse.words import clean

_LONGEST_HEAD = 140
_LONGEST_NAME = 60
_LONGEST_LABEL = 60
_LABEL_WORDS = 7
_TAIL_LINES = 200


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


@dataclass(frozen=True, slots=True)
class Strip:
    """The leftovers at the end, which begin with line number `start`."""

    start: int
    related: tuple[Related, ...] = ()
    section: str | None = None


def split_lines(text: str) -> list[Line]:
    """Split at line breaks of any system; offsets are those of `text`."""
    lines = []
    position = 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
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
    title, outlet, author = None, dated.outlet, dated.author
    for text in above:
        byline = _BYLINE.match(text)
        if byline is not None and author is None:
            author = byline[1]
        elif outlet is None and _is_outlet(text, alone=len(above) == 1):
            outlet = text
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
    return Head(True, following, dated.published, outlet, author, title)


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
    if text.endswith((".", "!", "?", "…", ":", ",", ";")) and not text.endswith(("Inc.", "Co.")):
        return False
    return (any(sign.isalpha() for sign in text) and not text[0].islower()) or bool(
        _OUTLET.search(text) and " " not in text
    )


def _dateline(text: str) -> Head | None:
    """Read a line that consists of a date, an outlet and little else; None for any other line."""
    if len(text) > _LONGEST_HEAD:
        return None
    found = find_date(text)
    if found is None:
        return None
    moment, start, end = found
    before = text[:start].strip(_SEPARATORS)
    before = _PUBLISHED.sub("", before).strip(_SEPARATORS)
    after = text[end:].strip(_SEPARATORS)
    if _DANGLING.search(before):
        return None
    outlet, author = None, None
    names = [part for side in (before, after) for part in _PARTS.split(side)]
    names = [part for part in (name.strip(_SEPARATORS) for name in names) if part]
    names = [name for name in names if not _READING_TIME.match(name)]
    for name in names:
        byline = _BYLINE.match(name)
        if byline is not None and author is None:
            author = byline[1]
        elif not _is_name(name):
            return None
        elif outlet is None or (_OUTLET.search(name) and not _OUTLET.search(outlet)):
            outlet = name
    return Head(True, 0, moment, outlet, author)


# --- the end --------------------------------------------------------------------------------------

_HEADING = re.compile(
    r"(?:related|recommended|read (?:more|also|next)|also read|see also|"
    r"more (?:stories|news|from|on|articles|in)|you (?:may|might) also like|most (?:read|popular)|"
    r"latest|trending|similar|keep reading|next (?:article|up)|mehr zum thema|lesen sie auch|"
    r"lire aussi|à lire aussi|lea también|leggi anche|leia também|читайте также|читайте також|"
    r"по теме|ilgili)\b.{0,40}(?<![.!?,;])$",
    re.IGNORECASE,
)
# Whole lines only, and long ones only where their beginning leaves no doubt.
_CLUTTER = re.compile(
    r"(?:share|tweet|facebook|twitter|x|linkedin|whatsapp|telegram|reddit|e-?mail|print|"
    r"copy(?: link)?|link copied!?|save|bookmark|comments?(?: \(\d+\))?|leave a comment|"
    r"advertisement|sponsored|back to top|(?:load|show|see|view) (?:more|all)|home|menu|"
    r"about(?: us)?|contact(?: us)?|privacy(?: policy)?|accept(?: all)?|reject(?: all)?|"
    r"manage (?:cookies|preferences|consent)|(?:all )?tags:?|topics:?|log ?in|sign in|search|"
    r"close|follow|subscribe|newsletters?|cookies|"
    r"share (?:this|on|via)\b.{0,40}|follow us\b.{0,60}|subscribe (?:to|now|for|today)\b.{0,120}|"
    r"sign up (?:for|to|now|today)\b.{0,120}|our newsletters?\b.{0,60}|"
    r"get (?:the|our) (?:latest|newsletter|app|daily|morning)\b.{0,100}|"
    r"terms (?:of (?:use|service)|and conditions|& conditions)\b.{0,60}|"
    r"cookie (?:policy|settings|preferences|notice)\b.{0,60}|"
    r"(?:this|our) (?:site|website|page) uses\b.{0,250}|"
    r"we (?:and our partners )?use cookies\b.{0,300}|by (?:continuing|using this)\b.{0,200}|"
    r".{0,80}\ball rights reserved\b.{0,60}|(?:©|\(c\)|copyright\s+(?:©|\(c\)|\d{4})).{0,120}|"
    r"powered by .{0,40}|tags: .{0,150}|filed under:? .{0,100}|topics: .{0,150}|"
    r"download (?:the|our) app\b.{0,60})[.!]?$",
    re.IGNORECASE,
)
_MONTH_AT_END = re.compile(r"(?:[^\W\d_]{3,12}\.?,?\s+\d{4}|\d{4}-\d{2})$")
_MONTH_AT_START = re.compile(r"([^\W\d_]{3,12}\.?,?\s+\d{4}|\d{4}-\d{2})\s*[/|·•–—]\s*(\S.*)$")
_STRONG = "/|·•"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of the end: `number` in the file; a label, a month or both; or clutter."""

    number: int
    label: str | None = None
    month: int | None = None
    heading: bool = False
    strong: bool = False


def find_strip(lines: Sequence[Line], first: int) -> Strip:
    """Find the leftovers at the end of `lines`, of which those before `first` do not count."""
    filled = [number for number in range(first, len(lines)) if lines[number].text]
    nothing = Strip(len(lines))
    tail = filled[-_TAIL_LINES:]
    strip = _strip_in(lines, tail, least=2)
    if strip is None and tail and len(lines[tail[-1]].text) <= 80:
        strip = _strip_in(lines, tail[:-1], least=3)  # below one odd line
    if strip is None or not filled or strip.start <= filled[0]:
        return nothing
    return strip


def _strip_in(lines: Sequence[Line], tail: Sequence[int], *, least: int) -> Strip | None:
    """Read the longest end of `tail` that consists of labels, months and clutter alone."""
    zone: list[_Piece] = []
    for number in reversed(tail):
        piece = _piece(lines[number].text, number)
        if piece is None:
            break
        zone.append(piece)
    zone.reverse()
    related, starts = _pair(zone)
    pairs = [label for label in related if label.month is not None]
    if not starts:
        return None
    start = _with_clutter_above(zone, starts[0])
    sure = len(pairs) == 1 and (
        zone[starts[0]].strong or any(p.heading for p in zone[start : starts[0]])
    )
    if len(pairs) < least and not (sure and least == 2):
        return None
    counted = Counter(label.section for label in pairs)
    return Strip(zone[start].number, related, counted.most_common(1)[0][0])


def _piece(text: str, number: int) -> _Piece | None:
    """Classify a line of the end; None is a line of text."""
    if _HEADING.match(text):
        return _Piece(number, heading=True)
    if _CLUTTER.match(text):
        return _Piece(number)
    month = parse_month(text)
    if month is not None:
        return _Piece(number, month=month)
    at_end = _MONTH_AT_END.search(text) if len(text) <= 2 * _LONGEST_LABEL else None
    if at_end is not None:
        return _pair_on_one_line(text, number, at_end)
    reverse = _MONTH_AT_START.match(text) if len(text) <= 2 * _LONGEST_LABEL else None
    if reverse is not None and _is_label(reverse[2]):
        month = parse_month(reverse[1])
        return None if month is None else _Piece(number, reverse[2], month, strong=True)
    return _Piece(number, label=clean(text)) if _is_label(text) else None


def _pair_on_one_line(text: str, number: int, match: re.Match[str]) -> _Piece | None:
    """``Europe / June 2025``, ``Europe · Jun 2025`` or, glued, ``EuropeJune 2025``."""
    month_text = match[0]
    before = text[: match.start()]
    month = parse_month(month_text)
    if month is None:  # the name of the month is glued to the label
        for split in re.finditer(r"(?<=[^\W\d_A-Z])(?=[A-ZÀ-ÖØ-ÞА-Я])", text):
            month = parse_month(text[split.start() :])
            before = text[: split.start()]
            if month is not None:
                break
    label = before.rstrip().rstrip("/|·•–—,-").rstrip()
    if month is None or not _is_label(label):
        return None
    strong = before.rstrip()[-1:] in _STRONG
    if not strong and any(word[0].islower() for word in label.split() if len(word) > 3):
        return None  # "A second round is planned for April 2026"
    return _Piece(number, clean(label), month, strong=strong)


def _is_label(text: str) -> bool:
    """The name of a section: a few words that begin like a name and end like no sentence."""
    if not 2 <= len(text) <= _LONGEST_LABEL or len(text.split()) > _LABEL_WORDS:
        return False
    if text[0].islower() or not any(sign.isalpha() for sign in text):
        return False
    return text[-1] not in '.!?…:;,"”»’。！？' and text[0] not in '"“«„‘-•*' and ". " not in text


def _is_titled(label: str) -> bool:
    """Whether a label is capitalised like a name: words of more than three letters all are."""
    return len(label.split()) <= 2 or all(not w[0].islower() for w in label.split() if len(w) > 3)


def _pair(zone: Sequence[_Piece]) -> tuple[tuple[Related, ...], list[int]]:
    """Pair labels with months; also the positions in `zone` at which the pairs begin.

    Labels come first unless the strip begins with a month and does not end with one.
    """
    content = [n for n, piece in enumerate(zone) if piece.label or piece.month]
    related: list[Related] = []
    starts: list[int] = []
    if not content:
        return (), []
    first, last = zone[content[0]], zone[content[-1]]
    month_first = first.label is None and last.month is None
    position = 0
    while position < len(content):
        piece = zone[content[position]]
        following = zone[content[position + 1]] if position + 1 < len(content) else None
        if piece.label and piece.month:
            related.append(Related(piece.label, piece.month))
        elif (
            following is not None
            and month_first
            and piece.month
            and following.label
            and not following.month
        ):
            if not _is_titled(following.label):
                return (), []  # dated lines of prose: a chronology
            related.append(Related(following.label, piece.month))
            starts.append(content[position])
            position += 2
            continue
        elif (
            following is not None
            and not month_first
            and piece.label
            and following.month
            and not following.label
        ):
            related.append(Related(piece.label, following.month))
            starts.append(content[position])
            position += 2
            continue
        else:
            if piece.label and starts and position == len(content) - 1:
                related.append(Related(piece.label, None))  # cut off in the middle of a pair
            position += 1
            continue
        starts.append(content[position])
        position += 1
    return tuple(related), starts


def _with_clutter_above(zone: Sequence[_Piece], start: int) -> int:
    """Move up over headings and share buttons that stand right above the first pair."""
    while start > 0 and zone[start - 1].label is None and zone[start - 1].month is None:
        start -= 1
    return start
