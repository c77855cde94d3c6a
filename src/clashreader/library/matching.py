"""Whether an article's words are what a query asks, by the text itself and without the index.

For the first screen of a search only: of a word that every second article has, thirty articles are
sooner read than the index is. What counts as a word is what SQLite's tokeniser `unicode61` takes
for one: letters, digits and private characters; everything else stands between words.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from clashreader.library.folding import PRIVATE, fold_words
from clashreader.library.index import Columns
from clashreader.library.search import is_of_words
from clashreader.model import AllOf, AnyOf, Node, Not, Term

_word = re.compile(f"(?:[^\\W_]|[{PRIVATE}])+")
_BETWEEN = f"(?:[^\\w{PRIVATE}]|_)+"
_BEGIN = f"(?<![^\\W_])(?<![{PRIVATE}])"
_END = f"(?![^\\W_])(?![{PRIVATE}])"
_COLUMNS = {"title": 0, "author": 1, "text": 3}
_EDGE = "\n\uf8ff\n"
"""Stands between the columns: a word that nobody looks for, so that no phrase reaches across."""

Matcher = Callable[[Columns, str], bool]
"""Says whether an article matches, given its folded columns, and all of them as one text."""


def joined(columns: Columns) -> str:
    """Return all columns as one text."""
    return _EDGE.join(columns)


def matcher(node: Node) -> Matcher | None:
    """Return what tells whether an article matches `node`; None where it is not of words alone."""
    match node:
        case Term():
            return _of_term(node)
        case Not(inner):
            found = matcher(inner)
            return None if found is None else _negated(found)
        case AllOf(nodes) | AnyOf(nodes):
            parts = [matcher(part) for part in nodes]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            return _every(known) if isinstance(node, AllOf) else _some(known)


def _of_term(term: Term) -> Matcher | None:
    if not is_of_words(term):
        return None
    words = map(re.escape, _word.findall(fold_words(term.value)))
    spelled = _BEGIN + _BETWEEN.join(words) + ("" if term.prefix else _END)
    wanted = re.compile(spelled)
    if term.field is None:
        return lambda _, text: wanted.search(text) is not None
    column = _COLUMNS[term.field]
    return lambda columns, _: wanted.search(columns[column]) is not None


def _negated(found: Matcher) -> Matcher:
    return lambda columns, text: not found(columns, text)


def _every(parts: list[Matcher]) -> Matcher:
    return lambda columns, text: all(part(columns, text) for part in parts)


def _some(parts: list[Matcher]) -> Matcher:
    return lambda columns, text: any(part(columns, text) for part in parts)
