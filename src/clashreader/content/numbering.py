"""The numbers of a list as they are shown: 4. d. IV.

See https://html.spec.whatwg.org/multipage/grouping-content.html#attr-ol-type
"""

from __future__ import annotations

from typing import Final

from clashreader.content.blocks import ListBlock

_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST_ROMAN: Final = 3999
_LETTERS: Final = 26


def marks(block: ListBlock) -> list[str]:
    """Return what stands before each item of an ordered list, the full stop included."""
    numbers = block.numbers or range(block.start, block.start + len(block.items))
    return [f"{written(number, block.numbering)}." for number in numbers]


def written(number: int, kind: str) -> str:
    """Return a number as HTML's list type `kind` writes it; in figures where that cannot be."""
    if kind in ("a", "A") and number > 0:
        text = _letters(number)
    elif kind in ("i", "I") and 0 < number <= _LARGEST_ROMAN:
        text = _roman(number)
    else:
        return str(number)
    return text if kind.isupper() else text.lower()


def _letters(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    text = ""
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        text = chr(ord("A") + rest) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text
