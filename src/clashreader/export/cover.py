"""The cover of a book, drawn by us: a sheet with a rule and a bookmark, title, and what is in it.

A drawing in SVG, of shapes and text alone.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from clashreader.content.directions import first_strong
from clashreader.export import xml

WIDTH: Final = 1200
HEIGHT: Final = 1600
_LEFT: Final = 120
_ROOM: Final = WIDTH - 2 * _LEFT
_MOST_LINES: Final = 9
_SIZES: Final = (104, 88, 74, 62, 52, 44)
_SHARE: Final = 0.52
"""Width of an average letter to its size; one of Chinese is as wide as it is high."""


def drawing(title: str, below: str, made_by: str) -> bytes:
    """Return the cover of a book called `title`; `below` says what it holds, `made_by` who made
    it.
    """
    size, lines = fitted(title)
    rtl = first_strong(title) is True
    x = WIDTH - _LEFT if rtl else _LEFT
    side = ' text-anchor="end"' if rtl else ""  # which every program that draws it knows
    step = round(size * 1.18)
    top = 470
    drawn = [
        f'<text x="{x}" y="{top + number * step}"{side} font-size="{size}" font-weight="600" '
        f'fill="#1f1e1b">{xml.line(line)}</text>'
        for number, line in enumerate(lines)
    ]
    end = top + (len(lines) - 1) * step + 80
    rule = x - 160 if rtl else x
    drawn.append(f'<rect x="{rule}" y="{end}" width="160" height="6" fill="#9c2f24"/>')
    drawn.append(
        f'<text x="{x}" y="{end + 90}"{side} font-size="40" fill="#66625a">{xml.line(below)}</text>'
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fffefb"/>\n'
        f'<rect width="{WIDTH}" height="28" fill="#f3f1ec"/>\n'
        f'<path d="M {WIDTH - x - 45} 0 h 90 v 230 l -45 -45 l -45 45 z" fill="#9c2f24"/>\n'
        '<g font-family="Source Serif Pro">\n'
        + "\n".join(drawn)
        + f'\n<text x="{x}" y="{HEIGHT - 110}"{side} font-size="32" fill="#66625a">'
        f"{xml.line(made_by)}</text>\n</g>\n</svg>\n"
    ).encode()


def fitted(title: str) -> tuple[int, list[str]]:
    """Return the size in which a title is set, and its lines; one too long is cut."""
    words = " ".join(title.split())
    for size in _SIZES:
        lines = _lines(words, _ROOM / size)
        if len(lines) * size * 1.18 < HEIGHT * 0.5:
            return size, lines
    lines = _lines(words, _ROOM / _SIZES[-1])[:_MOST_LINES]
    return _SIZES[-1], [*lines[:-1], lines[-1].rstrip() + " …"]


def _lines(words: str, room: float) -> list[str]:
    """Break a title into lines of `room` times its size; a word that is longer is cut."""
    lines, line = [], ""
    for word in _pieces(words, room):
        joined = f"{line} {word}" if line else word
        if line and _width(joined) > room:
            lines.append(line)
            line = word
        else:
            line = joined
    return [*lines, line]


def _pieces(words: str, room: float) -> list[str]:
    pieces = []
    for word in words.split(" "):
        piece = ""
        for letter in word:
            if piece and _width(piece + letter) > room:
                pieces.append(piece)
                piece = ""
            piece += letter
        pieces.append(piece)
    return pieces


def _width(text: str) -> float:
    return sum(
        0.0 if unicodedata.combining(c) else 1.0 if unicodedata.east_asian_width(c) in "WF"
        else _SHARE for c in text
    )  # fmt: skip
