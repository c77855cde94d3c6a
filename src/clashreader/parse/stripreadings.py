"""The ways to read the end of a saved page as pairs of a section and a month, perhaps with titles.

Which of them holds, if any, is weighed by `relatedstrip`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clashreader.model import Related
from clashreader.parse.dates import parse_month
from clashreader.parse.months import MONTHS
from clashreader.parse.pageclutter import CLUTTER, HEADING
from clashreader.parse.striplabels import LONGEST_LABEL, PERSON, PLACE, is_label, label_worth
from clashreader.parse.words import clean
from clashreader.values import dataclass, field, replace

_LONGEST_TITLE = 200
_LONGEST_EDGE = 80
"""Of a title that stands where the article's last paragraph may stand."""
_SENTENCE_ENDS = ("", *".!。！:;,")
_MONTH_AT_END = re.compile(
    r"(?:[^\W\d_]{3,12}\.?,?\s+\d{4}|\d{4}-\d{2}|\d{1,2}/\d{4}|\d{4}\s?年\s?\d{1,2}\s?月)$"
)
_MONTH_AT_START = re.compile(r"([^\W\d_]{3,12}\.?,?\s+\d{4}|\d{4}-\d{2})\s*[/|·•–—]\s*(\S.*)$")
_CUT_MONTH = re.compile(r"([^\W\d_]{3,12})\.?,?(?:\s+\d{1,3})?$")
_BULLET = re.compile(r"(?:[•●▪◦‣∙·*–—-]|&bull;)\s+")
_STRONG = "/|·•"


@dataclass(frozen=True, slots=True)
class Piece:
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
        """Whether label and month share the line."""
        return self.label is not None and self.month is not None


@dataclass(slots=True)
class Reading:
    """One way to read the end: the pairs from top to bottom and where they begin in the pieces."""

    start: int
    pairs: list[Related] = field(default_factory=list)
    cut: str | None = None
    strong: bool = False

    @property
    def related(self) -> tuple[Related, ...]:
        """The pairs, and the last one of which the month was cut off."""
        return (*self.pairs, *([Related(self.cut, None)] if self.cut else []))


# --- the lines ------------------------------------------------------------------------------------


def classify(text: str, number: int) -> Piece:
    """Classify a line of the end."""
    text = clean(_BULLET.sub("", text, count=1) if _BULLET.match(text) else text)
    if HEADING.match(text):
        return Piece(number, text, heading=True, clutter=True)
    if CLUTTER.match(text):
        return Piece(number, text, clutter=True)
    month = parse_month(text)
    if month is not None:
        return Piece(number, text, month=month)
    if len(text) <= 2 * LONGEST_LABEL:
        at_end = _MONTH_AT_END.search(text)
        if at_end is not None:
            return _pair_on_one_line(text, number, at_end)
        reverse = _MONTH_AT_START.match(text)
        if reverse is not None and is_label(reverse[2]):
            month = parse_month(reverse[1])
            label = None if month is None else reverse[2]
            return Piece(number, text, label, month, strong=month is not None)
    return Piece(number, text, label=text if is_label(text) else None)


def _pair_on_one_line(text: str, number: int, match: re.Match[str]) -> Piece:
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
        return Piece(number, text)
    strong = before.rstrip()[-1:] in _STRONG
    if not strong and any(word[0].islower() for word in label.split() if len(word) > 3):
        return Piece(number, text)  # "A second round is planned for April 2026"
    return Piece(number, text, clean(label), month, strong=strong)


# --- the pairs ------------------------------------------------------------------------------------


def readings(pieces: Sequence[Piece]) -> list[Reading]:
    """Every way to read the end as pairs: a line each, label first, month first, beside titles."""
    end = len(pieces)
    while end and pieces[end - 1].clutter:
        end -= 1
    found = []
    below = _titles_below(pieces, end) or _titled(pieces, end)
    for reading in (below, _label_first(pieces, end), _month_first(pieces, end)):
        if reading is not None and reading.pairs:
            reading.pairs.reverse()
            found.append(reading)
    # A line beside each pair is either the title of all of them or of none.
    if found and any(related.title for related in found[0].pairs):
        return found[:1]
    return found


def _above(pieces: Sequence[Piece], position: int) -> int:
    """The position of the next piece above that is no clutter, or -1."""
    position -= 1
    while position >= 0 and pieces[position].clutter:
        position -= 1
    return position


def _label_first(pieces: Sequence[Piece], end: int) -> Reading | None:
    """Pairs with the label above the month, or on one line; the last one may be cut off."""
    reading = Reading(end)
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


def _cut_off(pieces: Sequence[Piece], position: int, reading: Reading) -> int:
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


def _month_first(pieces: Sequence[Piece], end: int) -> Reading | None:
    """Pairs with the month above the label."""
    reading = Reading(end)
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


def _titled(pieces: Sequence[Piece], end: int) -> Reading | None:
    """Two pairs or more, each below the title of an article."""
    reading = Reading(end)
    position = _above(pieces, end)
    while position >= 1:
        unit = _unit(pieces, position)
        title = -1 if unit is None else _above(pieces, unit)
        if unit is None or title < 0 or not _may_be_title(pieces[title]):
            break
        _take(reading, pieces, unit, position, pieces[title].text)
        reading.start = title
        position = _above(pieces, title)
    if len(reading.pairs) < 2:
        return None
    top = reading.start
    if (top > 0 and pieces[top - 1].heading) or _has_title_shape(pieces[top].text):
        return reading
    # The line on top is the article's last paragraph: so the titles stand below, and the last one
    # of them is cut off.
    reading.start = _above_title(pieces, reading.start)
    titles = [related.title for related in reading.pairs]
    reading.pairs = [
        replace(related, title=title)
        for related, title in zip(reading.pairs, (None, *titles[:-1]), strict=True)
    ]
    return reading


def _titles_below(pieces: Sequence[Piece], end: int) -> Reading | None:
    """Two pairs or more, each above the title of an article: the strip ends with a title."""
    reading = Reading(end)
    title = _above(pieces, end)
    if title < 0 or not _has_title_shape(pieces[title].text):
        return None
    while title >= 1 and _may_be_title(pieces[title]):
        position = _above(pieces, title)
        unit = None if position < 0 else _unit(pieces, position)
        if unit is None:
            break
        _take(reading, pieces, unit, position, pieces[title].text)
        reading.start = unit
        title = _above(pieces, unit)
    return reading if len(reading.pairs) >= 2 else None


def _unit(pieces: Sequence[Piece], position: int) -> int | None:
    """Where the label and the month that end at `position` begin: there, if they share a line."""
    piece = pieces[position]
    label = position if piece.is_pair else _above(pieces, position)
    if piece.month is None or label < 0 or pieces[label].label is None:
        return None
    if not piece.is_pair and (piece.label or pieces[label].month):
        return None
    return label if label_worth(str(pieces[label].label)) > PERSON else None


def _take(
    reading: Reading, pieces: Sequence[Piece], label: int, month: int, title: str
) -> None:  # fmt: skip
    reading.pairs.append(Related(pieces[label].label, pieces[month].month, title))
    reading.strong = reading.strong or pieces[label].strong


def _above_title(pieces: Sequence[Piece], title: int) -> int:
    """The position of the first piece below a title that is no clutter."""
    return next(n for n in range(title + 1, len(pieces)) if not pieces[n].clutter)


def _may_be_title(piece: Piece) -> bool:
    short = len(piece.text) <= _LONGEST_TITLE
    return short and piece.month is None and not piece.text.endswith(":")


def _has_title_shape(text: str) -> bool:
    """Short, and ends like no sentence: where the article's last paragraph may stand as well."""
    ending = text.rstrip("\"'”’»)]")[-1:]  # a title that was cut short ends with "…"
    return len(text) <= _LONGEST_EDGE and ending not in _SENTENCE_ENDS
