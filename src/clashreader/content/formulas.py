"""A formula in MathML as a line of plain text. Pure, without recursion.

https://www.w3.org/TR/mathml-core/
"""

from __future__ import annotations

import re
from typing import Final

from clashreader.content.markup import attributes, tokens
from clashreader.references import characters

_LONGEST: Final = 2000
_SOURCE: Final = frozenset({"application/x-tex", "text/x-tex", "application/x-latex", "tex"})
_DEEPEST: Final = 50
_BETWEEN: Final = {
    "mfrac": "/", "msup": "^", "msub": "_", "mover": "^", "munder": "_", "mroot": " root ",
    "msubsup": "_^", "munderover": "_^",
}  # fmt: skip
"""What stands between the parts of an element; the last sign before all further ones."""
_AROUND: Final = {"msqrt": ("√(", ")")}
_LETTERS: Final = frozenset({"mi", "mn", "mo", "ms"})
_UNSEEN: Final = dict.fromkeys(range(0x2061, 0x2065))
_RELATIONS = re.compile(r"[=<>≤≥≠≈≡∼→⇒∈+−×⋅±-]")


class _Part:
    """An element that is open, with the texts of its parts so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.texts: list[str] = []

    def text(self) -> str:
        texts = [text for text in self.texts if text.strip()]
        signs = _BETWEEN.get(self.name)
        if signs is None:
            if self.name == "mtext":
                return "".join(texts)  # its blanks are meant
            joined = "".join(texts).strip() if self.name in _LETTERS else _line(texts)
            before, after = _AROUND.get(self.name, ("", ""))
            return f"{before}{joined}{after}"
        if self.name == "mroot":
            texts.reverse()
        whole = ""
        for number, text in enumerate(texts):
            sign = signs[min(number, len(signs)) - 1] if self.name != "mroot" else signs
            whole += f"{sign if number else ''}{_bracketed(text)}"
        return whole


def text_of_formula(written: str, inside: str) -> str:
    """Return what a ``math`` element says: its own wording, its source, or its letters in a line.

    `written` is its attributes, `inside` what it holds. Empty where it says nothing.
    """
    wording = attributes(written).get("alttext", "")
    if wording.strip():
        return " ".join(wording.split())[:_LONGEST]
    source, letters = _read(inside)
    return (source or letters)[:_LONGEST]


def _read(inside: str) -> tuple[str, str]:
    """Return the source in TeX, if the formula holds it, and its letters in a line."""
    root = _Part("mrow")
    stack = [root]
    aside = ""  # the kind of the note that is open, which is not to be seen
    source = ""
    for token in tokens(inside):
        if aside:
            if token.closing and token.name.startswith("annotation"):
                aside = ""
            elif not token.name and aside in _SOURCE:
                source += characters(token.text)
        elif not token.name:
            stack[-1].texts.append(characters(token.text).translate(_UNSEEN))
        elif token.name.startswith("annotation") and not token.closing:
            found = attributes(token.text)
            aside = (found.get("encoding") or "other").lower()
        elif token.closing:
            if any(part.name == token.name for part in stack[1:]):
                while _close(stack) != token.name:
                    pass
        elif not token.text.endswith("/") and len(stack) < _DEEPEST:
            stack.append(_Part(token.name))
    while len(stack) > 1:
        _close(stack)
    return " ".join(source.split()), root.text()


def _close(stack: list[_Part]) -> str:
    part = stack.pop()
    stack[-1].texts.append(part.text())
    return part.name


def _line(texts: list[str]) -> str:
    """Return parts in a line, with blanks around what compares or adds."""
    spaced = (f" {text.strip()} " if _RELATIONS.fullmatch(text.strip()) else text for text in texts)
    return " ".join("".join(spaced).split())


def _bracketed(text: str) -> str:
    text = text.strip()
    return text if text.isalnum() or len(text) == 1 else f"({text})"
