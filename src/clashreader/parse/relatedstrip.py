"""The strip of related articles at the end of a saved page: pairs of a section and a month.

Lines in pairs are not enough to know it: a chronology, a list of offices and a signature look the
same. So the evidence is weighed (`_weigh`), and what is in doubt stays in the text: a real
paragraph that is cut is worse than a leftover that stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from clashreader.model import Related
from clashreader.parse.dates import month_of, parse_month
from clashreader.parse.months import MONTHS
from clashreader.parse.pageclutter import CLUTTER, HEADING, LIST_HEADING
from clashreader.parse.savedpage import Head, Line
from clashreader.parse.striplabels import LONGEST_LABEL, PERSON, PLACE, PROSE, is_label, label_worth
from clashreader.parse.words import clean

_LONGEST_TITLE = 200
_LONGEST_ODD = 600
_LONGEST_ODD_CUT = 200
_TAIL_LINES = 200


@dataclass(frozen=True, slots=True)
class Strip:
    """The leftovers at the end, which begin with line number `start`.

    `alone` where they are all there is: then they stay where they are, as the body.
    """

    start: int
    related: tuple[Related, ...] = ()
    section: str | None = None
    alone: bool = False


_MONTH_AT_END = re.compile(
    r"(?:[^\W\d_]{3,12}\.?,?\s+\d{4}|\d{4}-\d{2}|\d{1,2}/\d{4}|\d{4}\s?年\s?\d{1,2}\s?月)$"
)
_MONTH_AT_START = re.compile(r"([^\W\d_]{3,12}\.?,?\s+\d{4}|\d{4}-\d{2})\s*[/|·•–—]\s*(\S.*)$")
_CUT_MONTH = re.compile(r"([^\W\d_]{3,12})\.?,?(?:\s+\d{1,3})?$")
_BULLET = re.compile(r"(?:[•●▪◦‣∙·*–—-]|&bull;)\s+")
_STRONG = "/|·•"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of the end: a label, a month or both; or clutter, perhaps a heading; or a text."""

    number: int
    text: str
    label: str | None = None
    month: int | None = None
    heading: bool = False
    strong: bool = False
    clutter: bool = False

    @property
    def is_pair(self) -> bool:
        return self.label is not None and self.month is not None


@dataclass(slots=True)
class _Found:
    """One way to read the end: the pairs from top to bottom and where they begin in the pieces."""

    start: int
    pairs: list[Related] = field(default_factory=list)
    cut: str | None = None
    strong: bool = False

    @property
    def related(self) -> tuple[Related, ...]:
        return (*self.pairs, *([Related(self.cut, None)] if self.cut else []))


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around the pairs."""

    heading: bool
    list_heading: bool
    clutter_below: bool
    odd_line: int
    words_above: int
    head: Head


def find_strip(lines: Sequence[Line], head: Head) -> Strip:
    """Find the leftovers at the end of `lines`, below the page's `head`."""
    filled = [number for number in range(head.next_line, len(lines)) if lines[number].text]
    tail = _last_pieces(lines, filled[-_TAIL_LINES:])
    best: tuple[float, Strip] | None = None
    for odd in (0, 1):  # the strip may stand above one line that is neither clutter nor a pair
        pieces = tail[: len(tail) - odd]
        odd_length = len(tail[-1].text) if odd and tail else 0
        if not pieces or odd_length > _LONGEST_ODD or (odd and tail[-1].month):
            break
        for found in _readings(pieces):
            weighed = _judge(lines, filled, pieces, found, head, odd_length)
            if weighed is not None and (best is None or weighed[0] > best[0]):
                best = weighed
    return Strip(len(lines)) if best is None else best[1]


def _last_pieces(lines: Sequence[Line], numbers: Sequence[int]) -> list[_Piece]:
    """Classify lines upward, until three in a row are nothing that stands in a strip."""
    pieces: list[_Piece] = []
    texts = 0
    for number in reversed(numbers):
        piece = _piece(lines[number].text, number)
        texts = 0 if piece.label or piece.month or piece.clutter else texts + 1
        pieces.append(piece)
        if texts == 3:
            break
    pieces.reverse()
    return pieces


def _judge(
    lines: Sequence[Line], filled: Sequence[int], pieces: Sequence[_Piece], found: _Found,
    head: Head, odd_line: int,
) -> tuple[float, Strip] | None:  # fmt: skip
    """Weigh one reading; None where it is too light, or would leave no article."""
    start = found.start
    while start > 0 and pieces[start - 1].clutter:
        start -= 1
    number = pieces[start].number
    above = [lines[n].text for n in filled if n < number]
    pairs_end = next((n for n in range(len(pieces), 0, -1) if not pieces[n - 1].clutter), 0)
    place = _Place(
        heading=any(piece.heading for piece in pieces[start : found.start]),
        list_heading=bool(above) and LIST_HEADING.match(above[-1]) is not None,
        clutter_below=pairs_end < len(pieces),
        odd_line=odd_line,
        words_above=_count_words(above),
        head=head,
    )
    weight = _weigh(found, place)
    if weight < _ENOUGH:
        return None
    section = Counter(label.section for label in found.pairs).most_common(1)[0][0]
    if not above:
        return (weight, Strip(len(lines), (), section, alone=True)) if head.found else None
    # A paragraph below may be the article's own: then nothing is cut, but the section is known.
    end = number if odd_line <= _LONGEST_ODD_CUT else len(lines)
    return weight, Strip(end, found.related, section)


# --- the evidence ---------------------------------------------------------------------------------

_ENOUGH = 3.0
_NEAR = 3
"""Months around the article's own in which related articles mostly lie."""
_FAR = 18
_SHORTEST_BODY = 10
"""Words that must stay above a strip, unless the page's head line shows that it is a saved page."""


def _weigh(found: _Found, place: _Place) -> float:
    """Weigh the evidence that pairs are a strip of related articles; `_ENOUGH` is enough.

    - labels: three times their mean worth (`striplabels`: 1 for the name of a section, less for
      unknown words, -2 for prose), and 2 more where one of them repeats;
    - months: 1.5 times the share within 3 months of the article's own; 1.5 where half of them are
      the same one; -1.5 where they ascend, as a chronology does; -1.5 times the share of months
      more than 18 before the article's;
    - number: -2 for a single pair, 1 for four and more;
    - shape: 2 where label and month share a line with a sign between them;
    - surroundings: 3 for a heading such as "Read more", -4 for one such as "Timeline" or a line
      that ends with a colon, 1.5 for a saved page's head line, 1 for a footer's lines below,
      -1 or -1.5 for an odd line below, -1 where fewer than 10 words are above;
    - never: prose in a third of the labels, nothing but names of persons, and, without a head
      line, fewer than 10 words above.
    """
    labels = [str(related.section) for related in found.related]
    worths = [label_worth(label) for label in labels]
    repeats = len({label.casefold() for label in labels}) < len(labels)
    persons = all(worth <= PERSON for worth in worths)
    if worths.count(PROSE) * 3 >= len(worths) or (persons and not repeats and not place.heading):
        return 0.0
    scraped = place.head.found
    if place.words_above < _SHORTEST_BODY and not scraped:
        return 0.0
    number = len(found.pairs) + (0.5 if found.cut else 0)
    weight = 3 * sum(worths) / len(worths) + (2 if repeats else 0)
    weight += _weigh_months([m for r in found.pairs if (m := r.month)], place.head.published)
    weight += {1: -2.0, 1.5: -1.0}.get(number, 1.0 if number >= 4 else 0.0)
    weight += 2 if found.strong else 0
    weight += (3 if place.heading else 0) - (4 if place.list_heading else 0)
    weight += (1.5 if scraped else 0) + (1 if place.clutter_below else 0)
    if place.odd_line:
        weight -= 1 if place.odd_line <= 80 and number >= 3 else 1.5
    if 0 < place.words_above < _SHORTEST_BODY and max(worths) <= PLACE:
        weight -= 1
    return weight


def _weigh_months(months: list[int], published: int | None) -> float:
    counts = [month // 100 * 12 + month % 100 for month in months]
    weight = 0.0
    if published is not None:
        own = month_of(published)
        own = own // 100 * 12 + own % 100
        weight += 1.5 * sum(abs(month - own) <= _NEAR for month in counts) / len(counts)
        weight -= 1.5 * sum(own - month > _FAR for month in counts) / len(counts)
    if len(counts) > 1:
        common = Counter(counts).most_common(1)[0][1]
        weight += 1.5 if common > 1 and common * 2 >= len(counts) else 0
        pairs = pairwise(counts)
        weight -= 1.5 if all(one < other for one, other in pairs) else 0
    return weight


def _count_words(texts: Sequence[str]) -> int:
    """Words, a heading's excepted; in scripts without blanks two characters are one."""
    count = 0
    for text in texts[:200]:
        words = text.split()
        wide = sum("\u2e80" <= sign <= "\ud7ff" for sign in text)
        count += max(len(words), wide // 2)
        if count >= _SHORTEST_BODY:
            break
    return count


# --- the lines ------------------------------------------------------------------------------------


def _piece(text: str, number: int) -> _Piece:
    """Classify a line of the end."""
    text = clean(_BULLET.sub("", text, count=1) if _BULLET.match(text) else text)
    if HEADING.match(text):
        return _Piece(number, text, heading=True, clutter=True)
    if CLUTTER.match(text):
        return _Piece(number, text, clutter=True)
    month = parse_month(text)
    if month is not None:
        return _Piece(number, text, month=month)
    if len(text) <= 2 * LONGEST_LABEL:
        at_end = _MONTH_AT_END.search(text)
        if at_end is not None:
            return _pair_on_one_line(text, number, at_end)
        reverse = _MONTH_AT_START.match(text)
        if reverse is not None and is_label(reverse[2]):
            month = parse_month(reverse[1])
            label = None if month is None else reverse[2]
            return _Piece(number, text, label, month, strong=month is not None)
    return _Piece(number, text, label=text if is_label(text) else None)


def _pair_on_one_line(text: str, number: int, match: re.Match[str]) -> _Piece:
    """``Europe / June 2025``, ``Europe · Jun 2025`` or, glued, ``EuropeJune 2025``."""
    before = text[: match.start()]
    month = parse_month(match[0])
    if month is None:  # the name of the month is glued to the label
        for split in re.finditer(r"(?<=[^\W\d_A-Z])(?=[A-ZÀ-ÖØ-ÞА-Я])", text):
            month = parse_month(text[split.start() :])
            before = text[: split.start()]
            if month is not None:
                break
    label = before.rstrip().rstrip("/|·•–—,-").rstrip()
    if month is None or not is_label(label):
        return _Piece(number, text)
    strong = before.rstrip()[-1:] in _STRONG
    if not strong and any(word[0].islower() for word in label.split() if len(word) > 3):
        return _Piece(number, text)  # "A second round is planned for April 2026"
    return _Piece(number, text, clean(label), month, strong=strong)


# --- the pairs ------------------------------------------------------------------------------------


def _readings(pieces: Sequence[_Piece]) -> list[_Found]:
    """Every way to read the end as pairs: a line each, label first, month first, below titles."""
    end = len(pieces)
    while end and pieces[end - 1].clutter:
        end -= 1
    found = []
    for reading in (_titled(pieces, end), _label_first(pieces, end), _month_first(pieces, end)):
        if reading is not None and reading.pairs:
            reading.pairs.reverse()
            found.append(reading)
    # A line above each pair is either the title of all of them or of none.
    if found and any(related.title for related in found[0].pairs):
        return found[:1]
    return found


def _above(pieces: Sequence[_Piece], position: int) -> int:
    """The position of the next piece above that is no clutter, or -1."""
    position -= 1
    while position >= 0 and pieces[position].clutter:
        position -= 1
    return position


def _label_first(pieces: Sequence[_Piece], end: int) -> _Found | None:
    """Pairs with the label above the month, or on one line; the last one may be cut off."""
    reading = _Found(end)
    position = _above(pieces, end)
    position = _cut_off(pieces, position, reading)
    while position >= 0:
        piece = pieces[position]
        upper = _above(pieces, position)
        if piece.is_pair:
            reading.strong = reading.strong or piece.strong
            reading.pairs.append(Related(piece.label, piece.month))
            reading.start = position
            position = upper
        elif piece.month and upper >= 0 and pieces[upper].label and not pieces[upper].month:
            reading.pairs.append(Related(pieces[upper].label, piece.month))
            reading.start = upper
            position = _above(pieces, upper)
        else:
            break
    above = _above(pieces, reading.start)
    if above >= 0 and pieces[above].month and not pieces[above].label:
        return None  # a month without a label: here the months come first
    return reading


def _cut_off(pieces: Sequence[_Piece], position: int, reading: _Found) -> int:
    """Pass over a last label without its month, or with the beginning of one."""
    if position < 1 or pieces[position].month is not None:
        return position
    label = position
    match = _CUT_MONTH.match(pieces[position].text)
    if match is not None and match[1].casefold() in MONTHS:
        label = _above(pieces, position)
    upper = _above(pieces, label)
    if label < 0 or upper < 0 or not pieces[label].label or not pieces[upper].month:
        return position
    reading.cut = pieces[label].label
    return upper


def _month_first(pieces: Sequence[_Piece], end: int) -> _Found | None:
    """Pairs with the month above the label."""
    reading = _Found(end)
    position = _above(pieces, end)
    while position >= 1:
        upper = _above(pieces, position)
        piece = pieces[position]
        month = pieces[upper] if upper >= 0 else piece
        if not piece.label or piece.month or not month.month or month.label:
            break
        reading.pairs.append(Related(piece.label, month.month))
        reading.start = upper
        position = _above(pieces, upper)
    above = _above(pieces, reading.start)
    # "Europe, March, Asia, March" with the last month cut off reads so as well: the label on top
    # would be left alone.
    if above >= 0 and pieces[above].label and label_worth(str(pieces[above].label)) >= PLACE:
        return None
    return reading


def _titled(pieces: Sequence[_Piece], end: int) -> _Found | None:
    """Two pairs or more, each below the title of an article."""
    reading = _Found(end)
    position = _above(pieces, end)
    while position >= 2:
        label = _above(pieces, position)
        title = _above(pieces, label)
        if title < 0 or not _is_titled_pair(pieces[title], pieces[label], pieces[position]):
            break
        reading.pairs.append(
            Related(pieces[label].label, pieces[position].month, pieces[title].text)
        )
        reading.start = title
        position = _above(pieces, title)
    lengths = [len(str(related.title)) for related in reading.pairs]
    # A paragraph on top, and not a title: the others are much shorter.
    paragraph = len(lengths) > 1 and lengths[-1] > 2 * max(lengths[:-1]) + 40
    return reading if len(lengths) >= 2 and not paragraph else None


def _is_titled_pair(title: _Piece, label: _Piece, month: _Piece) -> bool:
    if month.month is None or month.label or not label.label or label.month or title.month:
        return False
    if title.text.endswith(":") or len(title.text) > _LONGEST_TITLE:
        return False
    return label_worth(label.label) > PERSON
