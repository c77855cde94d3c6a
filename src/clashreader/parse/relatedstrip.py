"""The strip of related articles at the end of a saved page: pairs of a section and a month.

Lines in pairs are not enough to know it: a chronology, a list of offices and a signature look the
same. So the evidence is weighed (`_weigh`), and what is in doubt stays in the text: a real
paragraph that is cut is worse than a leftover that stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from clashreader.model import Related
from clashreader.parse.dates import month_of
from clashreader.parse.pageclutter import LIST_HEADING
from clashreader.parse.savedpage import Head, Line
from clashreader.parse.striplabels import PERSON, PLACE, PROSE, label_worth
from clashreader.parse.stripreadings import Piece, Reading, classify, readings
from clashreader.values import dataclass

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
        for found in readings(pieces):
            weighed = _judge(lines, filled, pieces, found, head, odd_length)
            if weighed is not None and (best is None or weighed[0] > best[0]):
                best = weighed
    return Strip(len(lines)) if best is None else best[1]


def _last_pieces(lines: Sequence[Line], numbers: Sequence[int]) -> list[Piece]:
    """Classify lines upward, until three in a row are nothing that stands in a strip."""
    pieces: list[Piece] = []
    texts = 0
    for number in reversed(numbers):
        piece = classify(lines[number].text, number)
        texts = 0 if piece.label or piece.month or piece.clutter else texts + 1
        pieces.append(piece)
        if texts == 3:
            break
    pieces.reverse()
    return pieces


def _judge(
    lines: Sequence[Line], filled: Sequence[int], pieces: Sequence[Piece], found: Reading,
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


def _weigh(found: Reading, place: _Place) -> float:
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
