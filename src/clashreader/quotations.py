"""Quotations and the places they mark: found again after a text was rendered anew or edited.

A place is kept as its words with a little of what stands around them (the text quote selector of
the W3C's Web Annotation Data Model, section 4.2.4), not as a number of characters: those differ
from one rendering to the next. Where neither words nor surroundings tell places apart, as in a
refrain or in the cells of a table, it is the count of the same words before it that does. Both the
library and the reading pane look for quotations, and must agree; so this stands below either. Pure
functions of text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from clashreader.values import dataclass

CONTEXT = 64
"""Characters kept before and after a quotation."""
_REACH = 4096
"""Characters that are looked through for them: many may be such as cannot be seen."""

_INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffc"
"""What a rendering puts between letters: soft hyphens, marks of direction, places of pictures."""
_CELLS = "\ufdd0\ufdd1"
"""What Qt puts between the cells of a table: noncharacters, which no text of ours holds."""
_CELL_ENDS = dict.fromkeys(map(ord, _CELLS), " ")
_gap = re.compile(rf"[\s{_CELLS}{_INVISIBLE}]+")
_unseen = re.compile(f"[{_INVISIBLE}]+")
_unseen_lines = re.compile(f"\n(?:[{_INVISIBLE}]+\n)+")
_line_ends = re.compile(f"\r\n?|[\u0085\u2028\u2029{_CELLS}]")
_apostrophe = re.compile("[\u2018\u2019\u201a\u201b\u02bc]")
_quote_mark = re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a text, and what stands right before and after them.

    `earlier` is how often the same words stood in the text before that place; None: not known.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    earlier: int | None = None


def quote(text: str, start: int, end: int, context: int = CONTEXT) -> Quotation:
    """Return what marks ``text[start:end]``: it, and up to `context` characters on either side.

    Blanks at its ends are left out, and a letter keeps all its marks. What cannot be seen is
    dropped and every end of a line is a newline, so that the quotation reads well by itself. It is
    empty where the span holds nothing but blanks. `start` and `end` are indices into `text`.
    """
    start, end = _trimmed(text, max(0, start), min(len(text), end))
    return Quotation(
        _readable(text[start:end]),
        _readable(text[max(0, start - _REACH) : start])[-context:] if context else "",
        _readable(text[end : end + _REACH])[:context],
    )


def count_earlier(text: str, start: int, end: int) -> int:
    """Return how often the words ``text[start:end]`` stand in `text` before that place, by the
    rules of `find_all`: what tells places apart whose surroundings are alike.
    """
    start, end = _trimmed(text, max(0, start), min(len(text), end))
    wanted, until = _plain(text[start:end]), _plain(text[:end])
    if not wanted:
        return 0
    return sum(1 for _ in _places(until, wanted, len(until) - len(wanted)))


def find(text: str, quotation: Quotation) -> tuple[int, int] | None:
    """Return where `quotation` stands in `text`, as its start and end, or None; see `find_all`."""
    return find_all(text, [quotation])[0]


def find_all(text: str, quotations: Sequence[Quotation]) -> list[tuple[int, int] | None]:
    """Return where each of `quotations` stands in `text`, or None where it does not.

    Blanks of any kind and number are alike, and so are straight and curly quotation marks, and
    composed and decomposed letters; what cannot be seen is looked through. Of several places it is
    the one whose surroundings fit best, and of equal ones the one before which the words stand as
    often as `earlier` says, or nearly so; the first where it says nothing. Nothing is guessed:
    words that differ are not found.
    """
    page = Page(text)
    return [page.find(quotation) for quotation in quotations]


def find_every(text: str, exact: str) -> list[tuple[int, int]]:
    """Return every place of the words `exact` in `text`, by the rules of `find_all`."""
    return list(Page(text).every(exact))


class Page:
    """A text in the form in which quotations are compared, and where each character came from."""

    def __init__(self, text: str) -> None:
        plain, self._origin = _without_gaps(_straight(text))
        # Most texts are composed; they need no second map, and stay as they are.
        self._form = "NFC" if unicodedata.is_normalized("NFC", plain) else "NFD"
        if self._form == "NFD":
            plain, places = _decomposed(plain)
            self._origin = [self._origin[place] for place in places]
        self._plain = plain

    def find(self, quotation: Quotation) -> tuple[int, int] | None:
        """Return where `quotation` stands, or None; see `find_all`."""
        exact = self._key(quotation.exact)
        wanted = exact.strip(" ")
        if not wanted:
            return None
        # A blank at an end of the quotation belongs to what stands around it.
        before = self._key(quotation.prefix + (" " if exact[0] == " " else ""))
        after = self._key((" " if exact[-1] == " " else "") + quotation.suffix)
        place = self._best(wanted, before, after, quotation.earlier)
        return None if place is None else self._span(place, wanted)

    def holds(self, exact: str) -> bool:
        """Return whether the words `exact` stand anywhere."""
        return any(True for _ in self.every(exact))

    def every(self, exact: str) -> Iterator[tuple[int, int]]:
        """Yield every place of the words `exact`."""
        wanted = self._key(exact).strip(" ")
        if wanted:
            yield from (self._span(place, wanted) for place in _places(self._plain, wanted))

    def _span(self, place: int, wanted: str) -> tuple[int, int]:
        origins = self._origin[place : place + len(wanted)]
        return min(origins), max(origins) + 1  # marks may stand in another order in the text

    def _key(self, text: str) -> str:
        plain = _gap.sub(_blank, _straight(text))
        return unicodedata.normalize(self._form, plain)  # type: ignore[arg-type]

    def _best(self, wanted: str, before: str, after: str, earlier: int | None) -> int | None:
        """Return the place whose surroundings fit best; none fits better than wholly."""
        whole = before + wanted + after
        place = self._plain.find(whole)
        fits = place >= 0 and not _cuts_a_letter(self._plain, place + len(before) + len(wanted))
        if fits and (not earlier or self._plain.find(whole, place + 1) < 0):
            return place + len(before)
        best: list[tuple[int, int]] = []
        most = -1
        for count, place in enumerate(_places(self._plain, wanted)):
            fit = self._fit(place, len(wanted), before, after)
            if fit > most:
                best, most = [], fit
            if fit == most:
                best.append((abs(count - (earlier or 0)), place))
        return min(best)[1] if best else None

    def _fit(self, place: int, length: int, before: str, after: str) -> int:
        """Return how many characters around a place are as they should be."""
        rest = place + length
        behind = self._plain[max(0, place - len(before)) : place]
        ahead = self._plain[rest : rest + len(after)]
        return _shared(before[::-1], behind[::-1]) + _shared(after, ahead)


def _places(plain: str, wanted: str, stop: int | None = None) -> Iterator[int]:
    """Yield where `wanted` stands in `plain`, up to `stop`, which is left out."""
    place = plain.find(wanted)
    while place >= 0 and (stop is None or place < stop):
        if not _cuts_a_letter(plain, place + len(wanted)):
            yield place
        place = plain.find(wanted, place + 1)


def _cuts_a_letter(plain: str, end: int) -> bool:
    """Whether a mark follows that makes another letter of the last one: e is no é."""
    return end < len(plain) and unicodedata.combining(plain[end]) != 0


def _shared(one: str, other: str) -> int:
    """Return how many characters both begin with."""
    for index, (mine, its) in enumerate(zip(one, other, strict=False)):
        if mine != its:
            return index
    return min(len(one), len(other))


def _straight(text: str) -> str:
    """Return `text` with straight quotation marks, each in its old place."""
    return _quote_mark.sub('"', _apostrophe.sub("'", text))


def _plain(text: str) -> str:
    """Return `text` in the form in which it is compared, composed, without blanks at its ends."""
    seen = _unseen.sub("", _straight(text)).translate(_CELL_ENDS)
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _blank(gap: re.Match[str]) -> str:
    """Return what a gap is read as: one space, or nothing where no blank is in it."""
    found = gap.group()
    return " " if found == " " or _unseen.fullmatch(found) is None else ""


def _without_gaps(text: str) -> tuple[str, list[int]]:
    """Return `text` with one space for any blanks, without what cannot be seen, and its origins."""
    pieces: list[str] = []
    origin: list[int] = []
    place = 0
    for gap in _gap.finditer(text):
        start, end = gap.span()
        pieces.append(text[place:start])
        origin.extend(range(place, start))
        blank = _blank(gap)
        if blank:
            pieces.append(blank)
            origin.append(start)
        place = end
    pieces.append(text[place:])
    origin.extend(range(place, len(text)))
    return "".join(pieces), origin


def _decomposed(text: str) -> tuple[str, list[int]]:
    """Return `text` in normal form D (UAX #15), and where each of its characters came from."""
    letters = [
        (part, place)
        for place, letter in enumerate(text)
        for part in unicodedata.normalize("NFD", letter)
    ]
    start = 0
    for index in range(len(letters) + 1):  # marks behind one letter stand in their canonical order
        if index == len(letters) or not unicodedata.combining(letters[index][0]):
            if index - start > 1:
                letters[start:index] = sorted(
                    letters[start:index], key=lambda letter: unicodedata.combining(letter[0])
                )
            start = index + 1
    return "".join(part for part, _ in letters), [place for _, place in letters]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without blanks at its ends, in which no letter is cut from its marks."""
    while start < end and _gap.match(text[start]):
        start += 1
    while start < end and _gap.match(text[end - 1]):
        end -= 1
    if start == end:
        return start, end
    return _start_of_letter(text, start), _end_of_letter(text, end)


def _start_of_letter(text: str, start: int) -> int:
    place = start
    while place and unicodedata.combining(text[place]):
        place -= 1
        while place and _unseen.match(text[place]):
            place -= 1
    return start if _gap.match(text[place]) else place


def _end_of_letter(text: str, end: int) -> int:
    place = end
    while place < len(text):
        if unicodedata.combining(text[place]):
            end = place + 1
        elif not _unseen.match(text[place]):
            break
        place += 1
    return end


def _readable(text: str) -> str:
    return _unseen.sub("", _unseen_lines.sub("\n", _line_ends.sub("\n", text)))
