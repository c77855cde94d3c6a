"""`Node` -> SQL: which articles a query means, as text and parameters for SQLite.

Standard library only, so that the first screen can be read before SQLAlchemy is there. Nothing
from a query ever becomes SQL text: values are parameters, and words are quoted strings for FTS5.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from clashreader.library.ddl import BINNED, HIDDEN, LIVE
from clashreader.library.folding import PRIVATE, fold_name, fold_words
from clashreader.library.grammar_values import age, date_span, month_range, word_count
from clashreader.model import AllOf, AnyOf, ArticleQuery, Node, Not, Sort, Term
from clashreader.values import dataclass, field

_FTS_COLUMNS = {"title": "title", "author": "author", "text": "body"}
RANK = "bm25(article_search, 8.0, 3.0, 2.0, 1.0)"
"""What ranks a hit, the lower the better: a word in the title counts for eight in the text."""

_letter = re.compile(f"[^\\W_]|[{PRIVATE}]")

_DAY = 86_400
_RANKED_PREFIX = 3
"""Letters from which the hits of a prefix are ranked; for shorter ones the newest come first."""

_FEW, _FEW_OF_ALL, _FEW_OF_SMALL = 8_000, 60_000, 500
"""Hits that are sooner looked up one by one than met on a walk: a walk to the 500th of them, to
the last one, and along a small index."""

_STATES = {
    "unread": "a.read = 0",
    "read": "a.read = 1",
    "bookmarked": "a.bookmarked_at IS NOT NULL",
    "edited": "a.edits > 0",
    "gone": "a.gone_since IS NOT NULL",
    "hidden": f"a.state = {HIDDEN}",
    "deleted": f"a.state = {BINNED}",
}
_APART = {"hidden": HIDDEN, "deleted": BINNED}
"""What only a query finds that names it."""
# Few articles are bookmarked or edited; the planner, which keeps no statistics, would walk them
# all from the newest on.
_SMALL_INDEXES = {
    "bookmarked": "INDEXED BY articles_bookmarked",
    "edited": "INDEXED BY articles_edited",
}
_THINGS = {
    "note": "a.id IN (SELECT article_id FROM notes)",
    "highlight": "a.id IN (SELECT article_id FROM highlights)",
    "tag": "EXISTS (SELECT 1 FROM article_tags WHERE article_id = a.id)",
    "image": "EXISTS (SELECT 1 FROM article_images WHERE article_id = a.id)",
    "section": "a.section_id IS NOT NULL",
}
_SECTION_ID = (
    "coalesce((SELECT id FROM sections WHERE folded = ?), "
    "(SELECT section_id FROM section_aliases WHERE folded = ?))"
)


@dataclass(slots=True)
class Selection:
    """SQL that selects articles `a`: the words, for the index, and all other conditions apart."""

    where: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)
    match: str | None = None
    """The words that an article has to have, as an FTS5 expression."""
    prefix: int | None = None
    """Letters of the shortest word in `match` that ends in a star, if there is one."""
    ranked: bool = False
    index: str | None = None
    order: str = ""
    state: str = f"a.state = {LIVE}"

    def statement(
        self, columns: str, hits: int | None = None, limit: int | None = None
    ) -> tuple[str, tuple[object, ...]]:
        """Return ``SELECT columns ...``, to which a LIMIT can be added, and its parameters.

        Where there are words, the table `temp.found` has the `hits` articles with them.
        """
        conditions = [self.state, *self.where]
        tables = f"articles a {self.index}" if self.index else "articles a"
        if hits is not None:
            few = _FEW_OF_SMALL if self.index else _FEW_OF_ALL if limit is None else _FEW
            if self.ranked or hits <= few:
                tables = "temp.found f CROSS JOIN articles a ON a.id = f.id"
            else:  # the plus keeps the planner from looking them up one by one
                conditions.append("+a.id IN (SELECT id FROM temp.found)")
        sql = f"SELECT {columns} FROM {tables} WHERE {_balanced(conditions, ' AND ')}{self.order}"
        return sql, tuple(self.parameters)

    def among(self, ids: Sequence[int]) -> tuple[str, tuple[object, ...]]:
        """Return a statement for those of a few `ids` that are selected, and its parameters."""
        conditions, parameters = [self.state, *self.where], list(self.parameters)
        if self.match is not None:
            conditions.append(_IN_INDEX)
            parameters.append(self.match)
        # Ids of one batch lie together: the index is asked about that stretch of it alone.
        stretch = f" AND rowid BETWEEN {min(ids)} AND {max(ids)})"
        conditions = [one.replace(_IN_INDEX, _IN_INDEX[:-1] + stretch) for one in conditions]
        conditions.append("a.id IN (SELECT value FROM json_each(?))")
        sql = f"SELECT a.id FROM articles a NOT INDEXED WHERE {' AND '.join(conditions)}"
        return sql, (*parameters, json.dumps(list(ids)))


def select(query: ArticleQuery, now: int) -> Selection:
    """Return what selects the articles of `query`; `now` is what ``newer:`` counts back from."""
    selection = Selection()
    nodes = conjuncts(query.where)
    words = [text for node in nodes if (text := _match_text(node)) is not None]
    unwanted = [
        text for node in nodes
        if isinstance(node, Not) and (text := _match_text(node.node)) is not None
    ]  # fmt: skip
    for node in nodes:
        words_alone = _match_text(node.node if isinstance(node, Not) else node) is not None
        if not words_alone:
            selection.where.append(_condition(node, selection.parameters, now))
    if unwanted and not words:
        selection.where.append(f"NOT {_IN_INDEX}")
        selection.parameters.append(" OR ".join(unwanted))
    if words:
        selection.match = " AND ".join(words)
        if unwanted:
            selection.match = f"({selection.match}) NOT ({' OR '.join(unwanted)})"
        selection.prefix = _shortest_prefix(node for node in nodes if _match_text(node) is not None)
        selection.ranked = query.sort is Sort.RELEVANCE and (
            selection.prefix is None or selection.prefix >= _RANKED_PREFIX
        )
    selection.index = next((index for node in nodes if (index := _small_index(node))), None)
    if named := _apart(query.where):
        _name_states(selection, nodes, named)
    selection.order = _order(query.sort, ranked=selection.ranked)
    return selection


def _name_states(selection: Selection, nodes: Sequence[Node], named: set[int]) -> None:
    """Let a query find what it names: what is hidden, or in the bin."""
    alone = [_apart(node) for node in nodes if isinstance(node, Term) and _apart(node)]
    states = sorted(alone[0] if alone else {LIVE, *named})
    selection.state = "(" + " OR ".join(f"a.state = {state}" for state in states) + ")"
    selection.index = None  # the short indexes hold neither


def _apart(node: Node | None) -> set[int]:
    """Return the states that a query names, be it to leave them out."""
    if node is None:
        return set()
    names = (term.value.lower() for term in terms_of(node) if term.field == "is")
    return {_APART[name] for name in names if name in _APART}


_IN_INDEX = "a.id IN (SELECT rowid FROM article_search WHERE article_search MATCH ?)"


def _small_index(node: Node) -> str | None:
    """Return how the planner is told to look up the few articles that `node` means, if it does."""
    if not isinstance(node, Term):
        return None
    match node.field, node.value.lower():
        case "is", state:
            return _SMALL_INDEXES.get(state)
        case "has", "note" | "highlight":
            return "NOT INDEXED"  # each by its id, which another short table names
        case "on", _:
            return "INDEXED BY articles_published"
        case _:
            return None


def _order(sort: Sort, *, ranked: bool) -> str:
    if sort is Sort.OLDEST:
        return " ORDER BY a.sort_time, a.id"
    if sort is Sort.TITLE:
        return " ORDER BY a.title COLLATE NOCASE, a.id"
    newest = "a.sort_time DESC, a.id DESC"
    if sort is Sort.EDITED:
        return f" ORDER BY a.edited_at DESC, {newest}"
    return f" ORDER BY f.rank IS NULL, f.rank, {newest}" if ranked else f" ORDER BY {newest}"


def words_of(node: Node | None) -> tuple[Term, ...]:
    """Return the terms that a hit shows in its text, for snippets and marks."""
    match node:
        case Term(field=None | "title" | "text"):
            return (node,)
        case AllOf(nodes) | AnyOf(nodes):
            return tuple(term for part in nodes for term in words_of(part))
        case _:
            return ()


def _shortest_prefix(nodes: Iterable[Node]) -> int | None:
    """Return the letters before the star that tells least, if there is any."""
    lengths = [
        len(fold_words(term.value)) for node in nodes for term in terms_of(node) if term.prefix
    ]
    return min(lengths, default=None)


def terms_of(node: Node) -> Iterator[Term]:
    """Yield every term of `node`, those that must not be met as well."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, Not):
        yield from terms_of(node.node)
    else:
        for part in node.nodes:
            yield from terms_of(part)


def conjuncts(node: Node | None) -> tuple[Node, ...]:
    """Return the conditions that all have to hold."""
    if node is None:
        return ()
    return node.nodes if isinstance(node, AllOf) else (node,)


def is_of_words(term: Term) -> bool:
    """Return whether the full-text index is what knows of a term."""
    return term.field is None or term.field in _FTS_COLUMNS


def without_void(node: Node) -> Node | None:
    """Return `node` without words that have no letters or digits to look for, or None if all such.

    A lone dash, ampersand or emoji is passed over wherever it stands: within OR, parentheses and
    behind a minus as well, as if it had not been written. A group that has nothing else goes too.
    """
    match node:
        case Term():
            void = is_of_words(node) and _letter.search(fold_words(node.value)) is None
            return None if void else node
        case Not(inner):
            kept = without_void(inner)
            return None if kept is None else Not(kept)
        case AllOf(nodes) | AnyOf(nodes):
            parts = tuple(part for one in nodes if (part := without_void(one)) is not None)
            return type(node)(parts) if len(parts) > 1 else next(iter(parts), None)


def _match_text(node: Node) -> str | None:
    """Return `node` as an FTS5 expression, or None where it is not one of words alone."""
    if isinstance(node, Term):
        if not is_of_words(node):
            return None
        quoted = '"' + fold_words(node.value).replace('"', " ").replace("\0", " ") + '"'
        expression = quoted + (" *" if node.prefix else "")
        return f"{_FTS_COLUMNS[node.field]} : {expression}" if node.field else expression
    if isinstance(node, AllOf | AnyOf):
        parts = [_match_text(part) for part in node.nodes]
        if None in parts:
            return None
        between = " AND " if isinstance(node, AllOf) else " OR "
        return "(" + between.join(part for part in parts if part) + ")"
    return None


def _condition(node: Node, parameters: list[object], now: int) -> str:
    """Return the SQL of `node`, its parameters appended in order."""
    matched = _match_text(node)
    if matched is not None:
        parameters.append(matched)
        return _IN_INDEX
    match node:
        case Not(Term(value="section", field="has")):
            return "a.section_id IS NULL"  # said so that the index on sections serves it
        case Not(inner):
            # NULLs (no author, no month) must count as "does not have it".
            return f"NOT coalesce({_condition(inner, parameters, now)}, 0)"
        case AllOf(nodes) | AnyOf(nodes):
            between = " AND " if isinstance(node, AllOf) else " OR "
            return _balanced([_condition(part, parameters, now) for part in nodes], between)
        case Term():
            return _field_condition(node, parameters, now)


def _balanced(parts: list[str], between: str) -> str:
    """Join conditions as a tree of little depth: SQLite refuses a thousand in a row."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return f"({_balanced(parts[:middle], between)}{between}{_balanced(parts[middle:], between)})"


def _field_condition(term: Term, parameters: list[object], now: int) -> str:
    value = term.value
    match term.field:
        case "is":
            return _STATES[value.lower()]
        case "has":
            return _THINGS[value.lower()]
        case "section":
            return _section(term, parameters)
        case "tag":
            parameters.append(_pattern(term))
            return (
                "a.id IN (SELECT article_id FROM article_tags WHERE tag_id IN "
                "(SELECT id FROM tags WHERE folded GLOB ?))"
            )
        case "source":
            return _source(value, parameters)
        case "url":
            parameters.append(value.lower())
            return "instr(lower(a.url), ?)"
        case "lang":
            parameters.append(value.lower().replace("_", "-"))
            return "(a.language = ?1 OR a.language LIKE ?1 || '-%')".replace(
                "?1", _again(parameters)
            )
        case "id":
            parameters.append(int(value))
            return "a.id = ?"
        case "words":
            operator, number = word_count(value) or ("=", 0)
            parameters.append(number)
            return f"a.words {operator} ?"
        case _:
            return _time(term, parameters, now)


def _again(parameters: list[object]) -> str:
    """Bind the last parameter twice more simply than by number: SQLAlchemy passes lists."""
    parameters.append(parameters[-1])
    return "?"


def _section(term: Term, parameters: list[object]) -> str:
    if not term.prefix:
        parameters += [fold_name(term.value)] * 2
        return f"a.section_id = {_SECTION_ID}"
    parameters += [_pattern(term)] * 2
    return (
        "a.section_id IN (SELECT id FROM sections WHERE folded GLOB ? "
        "UNION SELECT section_id FROM section_aliases WHERE folded GLOB ?)"
    )


def _pattern(term: Term) -> str:
    """Return a GLOB pattern that matches the name, or with a star what begins like it."""
    literal = "".join(f"[{c}]" if c in "*?[" else c for c in fold_name(term.value))
    return literal + ("*" if term.prefix else "")


def _source(value: str, parameters: list[object]) -> str:
    if value.isascii() and value.isdigit() and len(value) < 19:
        parameters.append(int(value))
        return "a.source_id = ?"
    name = fold_name(value)
    parameters += [name, value.lower()]
    by_title = (
        "a.source_id IN (SELECT id FROM sources "
        "WHERE instr(fold_name(title), ?) OR instr(lower(url), ?))"
    )
    if not any(character.isalnum() for character in name):
        return by_title
    parameters.append('outlet : "' + name.replace('"', " ") + '"')
    return f"({by_title} OR {_IN_INDEX})"


def _time(term: Term, parameters: list[object], now: int) -> str:
    if term.field == "month":
        if term.value == "none":
            return "a.month IS NULL"
        first, last = month_range(term.value)
        parameters += [first, last]
        return "a.month BETWEEN ? AND ?" if first != last else "a.month = ? AND a.month = ?"
    if term.field == "newer":
        parameters.append(now - (age(term.value) or 0))
        return "a.sort_time >= ?"
    if term.value.startswith("@"):  # a moment to the second, for programs: the reader's own day
        start = int(term.value[1:])
        end = start + _DAY
    else:
        start, end = date_span(term.value) or (0, 0)
    # Dates are those of publication, like the month; the undated have none. Nothing is sorted
    # later than it was published, which lets the index of the list bound the search.
    if term.field == "before":
        parameters += [start, start]
        return "(a.published < ? AND a.sort_time < ?)"
    if term.field == "after":
        parameters.append(start)
        return "a.published >= ?"
    parameters += [start, end]
    return "(a.published >= ? AND a.published < ?)"
