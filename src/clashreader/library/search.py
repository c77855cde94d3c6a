"""`Node` -> SQL: which articles a query means, as text and parameters for SQLite.

Standard library only, so that the first screen can be read before SQLAlchemy is there. Nothing
from a query ever becomes SQL text: values are parameters, and words are quoted strings for FTS5.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from clashreader.library.folding import fold, fold_name
from clashreader.library.grammar_values import age, date_span, month_range, word_count
from clashreader.model import AllOf, AnyOf, ArticleQuery, Node, Not, Sort, Term

_FTS_COLUMNS = {"title": "title", "author": "author", "text": "body"}
_RANK = "bm25(article_search, 8.0, 3.0, 2.0, 1.0)"

_DAY = 86_400
_RANKED_PREFIX = 3
"""Letters from which the hits of a prefix are ranked; for shorter ones the newest come first."""

_STATES = {
    "unread": "a.read = 0",
    "read": "a.read = 1",
    "bookmarked": "a.bookmarked_at IS NOT NULL",
    "edited": "a.edits > 0",
    "gone": "a.gone_since IS NOT NULL",
}
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
    """SQL that selects articles `a` (and, for `match`, joins the index)."""

    where: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)
    match: str | None = None
    index: str | None = None
    order: str = ""

    def statement(self, columns: str, *, ordered: bool = True) -> tuple[str, tuple[object, ...]]:
        """Return ``SELECT columns ...`` and its parameters; the caller adds LIMIT and OFFSET."""
        conditions = ["a.state = 0", *self.where]
        parameters = list(self.parameters)
        tables = f"articles a {self.index}" if self.index else "articles a"
        if self.match is not None:
            tables = "article_search JOIN articles a ON a.id = article_search.rowid"
            conditions.insert(0, "article_search MATCH ?")
            parameters.insert(0, self.match)
        sql = f"SELECT {columns} FROM {tables} WHERE {' AND '.join(conditions)}"
        return (sql + self.order if ordered else sql), tuple(parameters)


def select(query: ArticleQuery, now: int) -> Selection:
    """Return what selects the articles of `query`; `now` is what ``newer:`` counts back from."""
    selection = Selection()
    nodes = _conjuncts(query.where)
    words = [text for node in nodes if (text := _match_text(node)) is not None]
    for node in nodes:
        if _match_text(node) is None and not is_void(node):
            selection.where.append(_condition(node, selection.parameters, now))
    if words:
        joined = " AND ".join(words)
        if query.sort is Sort.RELEVANCE and not any(map(_is_short_prefix, words_of(query.where))):
            selection.match = joined
        else:
            selection.where.append(_IN_INDEX)
            selection.parameters.append(joined)
    if selection.match is None:
        selection.index = next((index for node in nodes if (index := _small_index(node))), None)
    selection.order = _order(query.sort, ranked=selection.match is not None)
    return selection


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
    return f" ORDER BY {_RANK}, {newest}" if ranked else f" ORDER BY {newest}"


def score_column(selection: Selection) -> str:
    """Return the SQL of a hit's score, higher being better; 0 where there are no words."""
    return f"-{_RANK}" if selection.match is not None else "0.0"


def words_of(node: Node | None) -> tuple[Term, ...]:
    """Return the terms that a hit shows in its text, for snippets and marks."""
    match node:
        case Term(field=None | "title" | "text"):
            return (node,)
        case AllOf(nodes) | AnyOf(nodes):
            return tuple(term for part in nodes for term in words_of(part))
        case _:
            return ()


def _is_short_prefix(term: Term) -> bool:
    """Whether so much of the index begins like this that ranking it says nothing and takes long."""
    return term.prefix and len(fold(term.value)) < _RANKED_PREFIX


def _conjuncts(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.nodes if isinstance(node, AllOf) else (node,)


def is_void(node: Node) -> bool:
    """Return whether a word has no letters or digits to look for (a lone dash or ampersand)."""
    return (
        isinstance(node, Term)
        and (node.field is None or node.field in _FTS_COLUMNS)
        and not any(character.isalnum() for character in fold(node.value))
    )


def _match_text(node: Node) -> str | None:
    """Return `node` as an FTS5 expression, or None where it is not one of words alone."""
    if isinstance(node, Term):
        if (node.field is not None and node.field not in _FTS_COLUMNS) or is_void(node):
            return None
        quoted = '"' + fold(node.value).replace('"', " ").replace("\0", " ") + '"'
        expression = quoted + (" *" if node.prefix else "")
        return f"{_FTS_COLUMNS[node.field]} : {expression}" if node.field else expression
    if isinstance(node, AllOf | AnyOf):
        parts = [_match_text(part) for part in node.nodes if not is_void(part)]
        if not parts or None in parts:
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
            return "(" + between.join(_condition(part, parameters, now) for part in nodes) + ")"
        case Term():
            return "1" if is_void(node) else _field_condition(node, parameters, now)


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
