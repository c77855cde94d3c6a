"""Rules: what is done with new articles that a query finds, and with older ones on request.

They run in the transaction that stores the articles: no crash comes between, and none is announced
before its rules have acted on it. A rule that cannot act says so on itself, and stops nothing else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError, ReaderError, UsageError
from clashreader.library import finding
from clashreader.library.connection import run_on
from clashreader.library.folding import fold_name
from clashreader.library.grammar import parse_query
from clashreader.library.marks import Marker
from clashreader.library.names import clean_name, find_section, section_id
from clashreader.library.rows import article_rows
from clashreader.library.search import select
from clashreader.library.searches import put_in_order
from clashreader.library.undoing import Journal
from clashreader.model import (
    Announcement,
    ArticleQuery,
    Changes,
    Deed,
    Rule,
    RuleActions,
    RuleTrial,
)
from clashreader.values import replace

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run

_ALL = "SELECT id, name, query, actions, enabled, error FROM rules ORDER BY position, id"


def all_rules(run: Run) -> tuple[Rule, ...]:
    """Return the rules in the order in which they act."""
    return tuple(
        Rule(row[0], row[1], row[2], _actions(row[3]), bool(row[4]), row[5])
        for row in run(_ALL, ())
    )


def _actions(text: str) -> RuleActions:
    kept = json.loads(text)
    return RuleActions(**{**kept, "tags": tuple(kept["tags"])})


def find(run: Run, text: str) -> Rule:
    """Return the rule of that name; raises `NotFoundError`."""
    for rule in all_rules(run):
        if fold_name(rule.name) == fold_name(text):
            return rule
    raise NotFoundError(f"There is no rule called {text!r}.")


def one(run: Run, rule_id: int) -> Rule:
    """Return a rule by its number; raises `NotFoundError`."""
    for rule in all_rules(run):
        if rule.id == rule_id:
            return rule
    raise NotFoundError(f"There is no rule {rule_id}.")


def _checked(
    run: Run, name: str, query: str, actions: RuleActions, but: int | None = None
) -> tuple[str, RuleActions]:
    """Return a name that can be taken, and the actions with names as they are kept.

    Raises `UsageError`, or `QueryError` for the query.
    """
    plain = clean_name(name, "rule")
    parse_query(query)
    if actions == RuleActions():
        raise UsageError("A rule has to do something with what it finds.")
    tags = tuple(clean_name(tag, "tag") for tag in actions.tags)
    section = None if actions.section is None else clean_name(actions.section, "section")
    for rule in all_rules(run):
        if fold_name(rule.name) == fold_name(plain) and rule.id != but:
            raise UsageError(f"There is a rule called {rule.name!r} already.")
    return plain, replace(actions, tags=tags, section=section)


def _written(actions: RuleActions) -> str:
    from dataclasses import asdict  # a sync that obeys rules writes none

    return json.dumps(asdict(actions))


def add(
    connection: sa.Connection, name: str, query: str, actions: RuleActions, *, enabled: bool
) -> Rule:
    """Make a rule, which acts after all others; its section is made if there is none."""
    plain, actions = _checked(run_on(connection), name, query, actions)
    if actions.section is not None:
        section_id(connection, actions.section)
    row = connection.exec_driver_sql(
        "INSERT INTO rules (name, query, actions, enabled, position) "
        "SELECT ?, ?, ?, ?, coalesce(max(position), 0) + 1 FROM rules RETURNING id",
        (plain, query.strip(), _written(actions), int(enabled)),
    ).one()
    return Rule(row[0], plain, query.strip(), actions, enabled)


def edit(
    connection: sa.Connection, rule_id: int, *, name: str | None, query: str | None,
    actions: RuleActions | None, enabled: bool | None,
) -> Changes:  # fmt: skip
    """Change a rule; None leaves a value as it is. What was wrong with it is forgotten."""
    run = run_on(connection)
    before = one(run, rule_id)
    plain = before.name
    changed = before.actions if actions is None else actions
    query = before.query if query is None else query.strip()
    called = plain if name is None else name
    if (called, query, changed) != (plain, before.query, before.actions):
        plain, changed = _checked(run, called, query, changed, rule_id)
    if actions is not None and changed.section is not None:
        section_id(connection, changed.section)
    journal = Journal(connection)
    with journal.watching("rules", "id = ?", (rule_id,)):
        connection.exec_driver_sql(
            "UPDATE rules SET name = ?, query = ?, actions = ?, enabled = ?, error = NULL "
            "WHERE id = ?",
            (plain, query, _written(changed),
             int(before.enabled if enabled is None else enabled), rule_id),
        )  # fmt: skip
    return journal.changes(Deed.EDIT_RULE, (plain,))


def delete(connection: sa.Connection, rule_id: int) -> Changes:
    """Forget a rule; what it did stays."""
    before = one(run_on(connection), rule_id)
    journal = Journal(connection)
    with journal.watching("rules", "id = ?", (rule_id,)):
        connection.exec_driver_sql("DELETE FROM rules WHERE id = ?", (rule_id,))
    return journal.changes(Deed.DELETE_RULE, (before.name,))


def order(connection: sa.Connection, first: Sequence[int]) -> Changes:
    """Let the rules `first` act first, in this order; the others follow as they were."""
    journal = Journal(connection)
    now = [rule.id for rule in all_rules(run_on(connection))]
    put_in_order(connection, journal, "rules", now, first)
    return journal.changes(Deed.ORDER_RULES)


def trial(run: Run, query: str, now: int, limit: int) -> RuleTrial:
    """Return what a rule of that query would act on now, the newest `limit` rows of it."""
    asked = ArticleQuery(parse_query(query))
    ids = finding.query_ids(run, asked, now, limit)
    return RuleTrial(finding.count(run, asked, now), tuple(article_rows(run, ids)))


def apply_to_all(connection: sa.Connection, rule_id: int, now: int) -> Changes:
    """Do what a rule does with every article that it finds now; nothing of it is announced.

    Raises `QueryError` or `UsageError` where it cannot act.
    """
    run = run_on(connection)
    rule = one(run, rule_id)
    ids = finding.query_ids(run, ArticleQuery(parse_query(rule.query)), now, None)
    marker = Marker(connection, now)
    _act(connection, marker, rule, ids)
    return marker.journal.changes(Deed.APPLY_RULE, (rule.name,))


def _act(connection: sa.Connection, marker: Marker, rule: Rule, ids: Sequence[int]) -> None:
    actions = rule.actions
    section = None
    if actions.section is not None:  # first: a rule acts wholly or not at all
        section = find_section(connection, actions.section)
        if section is None:
            raise UsageError(f"There is no section called {actions.section!r} any more.")
    if not ids:
        return
    if actions.tags:
        marker.tag(ids, actions.tags, ())
    if actions.bookmark:
        marker.bookmark(ids, True)
    if actions.read:
        marker.read(ids, True)
    if section is not None:
        marker.move(ids, section)
    if actions.hide:
        marker.hide(ids, True)


class Applied:
    """What the rules did with new articles."""

    def __init__(self) -> None:
        self.removed: tuple[int, ...] = ()
        self.announced: tuple[Announcement, ...] = ()
        self.failed = False


def run_on_new(
    connection: sa.Connection, ids: Sequence[int], now: int, *, news: Sequence[int]
) -> Applied:
    """Let every rule act on the articles `ids`, which have just been stored, one after another.

    Only those of `news` are announced: an archive's are none.
    """
    applied = Applied()
    rules = [rule for rule in all_rules(run_on(connection)) if rule.enabled] if ids else []
    fresh = set(news)
    removed: dict[int, None] = {}
    announced: dict[int, Announcement] = {}
    for rule in rules:
        error = None
        try:
            with connection.begin_nested():
                found, hidden = _run_one(connection, rule, ids, now)
        except ReaderError as refused:
            error = refused.message
        except _failures() as failure:
            if not _is_the_querys(failure):
                raise
            error = f"The library could not carry it out: {getattr(failure, 'orig', failure)}."
        else:
            removed.update(dict.fromkeys(hidden))
            if rule.actions.notify:
                for article_id in fresh.intersection(found):
                    announced.setdefault(article_id, Announcement(rule.name, article_id))
        if error != rule.error:
            applied.failed = True
            connection.exec_driver_sql("UPDATE rules SET error = ? WHERE id = ?", (error, rule.id))
    applied.removed = tuple(removed)
    applied.announced = tuple(announced.values())
    return applied


def _run_one(
    connection: sa.Connection, rule: Rule, ids: Sequence[int], now: int
) -> tuple[Sequence[int], tuple[int, ...]]:
    """Return which of `ids` a rule found, and which of them it hid."""
    sql, parameters = select(ArticleQuery(parse_query(rule.query)), now).among(ids)
    found = [row[0] for row in run_on(connection)(sql, parameters)]
    if not found:
        return (), ()
    marker = Marker(connection, now)
    _act(connection, marker, rule, found)
    return found, marker.journal.removed()


def _failures() -> tuple[type[Exception], ...]:
    import sqlalchemy as sa

    return sqlite3.OperationalError, sa.exc.OperationalError


def _is_the_querys(failure: Exception) -> bool:
    """Whether the statement was refused, and not the disk: that is the library's to say."""
    text = str(getattr(failure, "orig", failure)).lower()
    return any(sign in text for sign in ("too large", "too many", "parser stack", "fts5", "syntax"))
