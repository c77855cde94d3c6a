"""The query language: text -> `Node`. One parser for search box, command line and saved searches.

    query   = any
    any     = all { "OR" all }
    all     = item { item }
    item    = "-" item | "(" any ")" | field ":" value | value
    value   = '"' anything '"' | word [ "*" ]

Within quotation marks two of them stand for one. Words are ANDed; what has no letters or
digits is passed over. What cannot be read raises a
`QueryError` that points at the place; nothing is guessed.
"""

from __future__ import annotations

import difflib
import re

from clashreader.errors import QueryError
from clashreader.library.grammar_values import check_value
from clashreader.library.search import without_void
from clashreader.model import AllOf, AnyOf, Node, Not, Term
from clashreader.values import dataclass

FIELDS = (
    "title", "author", "source", "section", "tag", "text", "url", "is", "has",
    "month", "before", "after", "on", "newer", "words", "lang", "id",
)  # fmt: skip
"""Every field of the language, in the order in which help lists them."""

TEXT_FIELDS = frozenset({"title", "author", "source", "section", "tag", "text", "url"})

_MAX_LENGTH = 20_000
_MAX_DEPTH = 50
_MAX_TERMS = 5_000
_field = re.compile(r"([A-Za-z][A-Za-z-]*):")
_word = re.compile(r'[^\s"()]+')
_quotation = re.compile(r'"((?:[^"]|"")*)"(?!")|""')
_unstorable = re.compile("[\0\ud800-\udfff]")


@dataclass(slots=True)
class _Reader:
    """Where the parser stands in the text."""

    text: str
    position: int = 0

    def skip_space(self) -> None:
        while self.position < len(self.text) and self.text[self.position].isspace():
            self.position += 1

    def at_end(self) -> bool:
        self.skip_space()
        return self.position >= len(self.text)

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def at_or(self) -> bool:
        self.skip_space()
        if self.text[self.position : self.position + 2] != "OR":
            return False
        after = self.text[self.position + 2 : self.position + 3]
        return not after or after.isspace() or after in "()"


def parse_query(text: str) -> Node | None:
    """Read `text`; an empty query is None, which stands for every article.

    Raises `QueryError`, which says what place it means, and where it can what may stand there.
    """
    text = _unstorable.sub("\N{REPLACEMENT CHARACTER}", text)  # as many characters as before
    if len(text) > _MAX_LENGTH:
        raise QueryError(f"This query is too long (over {_MAX_LENGTH:,} characters).", _MAX_LENGTH)
    reader = _Reader(text)
    if reader.at_end():
        return None
    node = _any(reader, 0)
    if not reader.at_end():
        raise QueryError("There is a closing parenthesis without an opening one.", reader.position)
    if _terms(node) > _MAX_TERMS:
        raise QueryError(f"This query has more than {_MAX_TERMS:,} conditions.", 0)
    meant = without_void(node)
    if meant is None:
        raise QueryError(
            "There are no letters or digits here to look for; signs alone cannot be found.",
            0,
            len(text),
        )
    return meant


def check_query(text: str) -> QueryError | None:
    """Return what is wrong with a query, or None: for a field in which one is being written."""
    try:
        parse_query(text)
    except QueryError as error:
        return error
    return None


def _terms(node: Node) -> int:
    """Count what SQLite has to nest: conditions other than plain words, which are one together."""
    if isinstance(node, AllOf | AnyOf):
        return sum(map(_terms, node.nodes))
    if isinstance(node, Not):
        return _terms(node.node) + 1
    return int(node.field not in (None, "title", "author", "text"))


def _any(reader: _Reader, depth: int) -> Node:
    parts = [_all(reader, depth)]
    while reader.at_or():
        place = reader.position
        reader.position += 2
        if reader.at_end() or reader.peek() == ")" or reader.at_or():
            raise QueryError("OR needs something after it.", place, 2)
        parts.append(_all(reader, depth))
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _all(reader: _Reader, depth: int) -> Node:
    if reader.at_or():
        raise QueryError("OR needs something before it.", reader.position, 2)
    parts: list[Node] = []
    while not reader.at_end() and reader.peek() != ")" and not reader.at_or():
        parts.append(_item(reader, depth))
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _item(reader: _Reader, depth: int) -> Node:
    place = reader.position
    if depth > _MAX_DEPTH:
        raise QueryError("This query is nested too deeply.", place)
    if reader.peek() == "(":
        return _group(reader, depth)
    if reader.peek() == "-":
        reader.position += 1
        following = reader.peek()
        if not following or following.isspace() or following == ")":
            raise QueryError("A minus needs a word right after it.", place)
        return Not(_item(reader, depth + 1))
    matched = _field.match(reader.text, reader.position)
    if matched and not reader.text.startswith("//", matched.end()):
        return _field_term(reader, matched)
    return _term(reader, None)


def _group(reader: _Reader, depth: int) -> Node:
    place = reader.position
    reader.position += 1
    if reader.at_end():
        raise QueryError("This parenthesis is never closed.", place)
    if reader.peek() == ")":
        raise QueryError("There is nothing between these parentheses.", place)
    node = _any(reader, depth + 1)
    if reader.at_end():
        raise QueryError("This parenthesis is never closed.", place)
    reader.position += 1
    return node


def _field_term(reader: _Reader, matched: re.Match[str]) -> Node:
    place = reader.position
    name = matched[1].lower()
    if name not in FIELDS:
        raise _unknown_field(reader.text, matched)
    reader.position = matched.end()
    following = reader.peek()
    if following == "(":
        hint = f"{name}: cannot stand before a parenthesis; write ({name}:one OR {name}:two)."
        raise QueryError(hint, place, len(matched[0]) + 1)
    if not following or following.isspace() or following == ")":
        raise QueryError(f"{name}: needs a value right after it.", place, len(matched[0]))
    value_place = reader.position
    term = _term(reader, name)
    check_value(term, value_place, reader.position - value_place)
    return term


def _unknown_field(text: str, matched: re.Match[str]) -> QueryError:
    """Say that there is no such field, and which may be meant, or that it may have been a word."""
    words = f"There is no field called {matched[1]}:."
    place, name = matched.start(), matched[1].lower()
    near = difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.6)
    if near:
        hint = f"{words} Did you mean {near[0]}:?"
        return QueryError(hint, place, len(matched[0]), f"{near[0]}:")
    found = _word.match(text, place)
    word = found[0] if found else matched[0]
    quoted = None if text[place + len(word) :].startswith('"') else f'"{word}"'
    hint = f"{words} Put it in quotes to search for it."
    return QueryError(hint, place, len(word), quoted)


def _term(reader: _Reader, field: str | None) -> Term:
    if reader.peek() == '"':
        return _quoted(reader, field)
    matched = _word.match(reader.text, reader.position)
    if matched is None:  # a lone closing parenthesis is seen before we come here
        raise QueryError("A word is expected here.", reader.position)
    reader.position = matched.end()
    word = matched[0]
    prefix = len(word) > 1 and word.endswith("*") and (field is None or field in TEXT_FIELDS)
    return Term(word.rstrip("*") or word if prefix else word, field, prefix=prefix)


def _quoted(reader: _Reader, field: str | None) -> Term:
    place = reader.position
    matched = _quotation.match(reader.text, place)
    if matched is None:
        raise QueryError(
            "This quotation mark is never closed.", place, len(reader.text) - place,
            reader.text[place:].rstrip() + '"',
        )  # fmt: skip
    value = (matched[1] or "").replace('""', '"')
    reader.position = matched.end()
    if not value.strip():
        raise QueryError("There is nothing between these quotation marks.", place, len(matched[0]))
    prefix = reader.peek() == "*"
    if prefix:
        reader.position += 1
    return Term(value, field, phrase=True, prefix=prefix)


def quote(value: str) -> str:
    """Return `value` as it has to stand after ``field:``."""
    if _word.fullmatch(value) and not value.endswith("*"):
        return value
    return '"' + value.replace('"', '""') + '"'
