"""The command of rules: what is done with new articles that a query finds."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.articles import print_rows, read_query
from clashreader.cli.shapes import article_json, counted, details
from clashreader.errors import NotFoundError, UsageError
from clashreader.model import RuleActions

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.model import Rule

ACTIONS = ("add", "edit", "delete", "order", "enable", "disable", "test", "apply")
_SWITCHES = {
    "bookmark": "bookmark it",
    "read": "mark it read",
    "hide": "hide it: out of all views, found by is:hidden",
    "notify": "announce it",
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=ACTIONS)
    parser.add_argument(
        "words", metavar="NAME", nargs="*",
        help="add NAME, edit NAME, delete NAME, order A B C, enable NAME, disable NAME, "
        "test NAME or QUERY, apply NAME",
    )  # fmt: skip
    parser.add_argument("--query", metavar="QUERY", help="add, edit: which articles")
    parser.add_argument("--name", metavar="NAME", help="edit: the new name")
    parser.add_argument(
        "--tag",
        metavar="T",
        nargs="+",
        action="extend",
        help="put tags on it (edit: these only)",
    )
    parser.add_argument("--no-tags", action="store_true", help="edit: put no tags on it")
    parser.add_argument(
        "--section", metavar="S", help='put it into a section; "" with edit: into none'
    )
    for name, words in _SWITCHES.items():
        parser.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, help=words)


def _run(options: argparse.Namespace, context: Context) -> int:
    library, words = context.library, options.words
    match options.action:
        case None:
            _expect(not words, "rules")
        case "test":
            _expect(bool(words), "rules test NAME, or with a query")
            return _test(" ".join(words), context)
        case "order":
            _expect(bool(words), "rules order A B C")
            library.order_rules([library.find_rule(word).id for word in words])
        case action:
            _expect(len(words) == 1, f"rules {action} NAME")
            if action == "apply":
                return _apply(words[0], context)
            _change(action, words[0], options, context)
    return _list(context)


def _expect(fits: bool, form: str) -> None:
    if not fits:
        raise UsageError(f"Write it as `{form}`, with quotes around a name that has spaces.")


def _change(action: str, name: str, options: argparse.Namespace, context: Context) -> None:
    library = context.library
    if options.query is not None:
        read_query(options.query)
    if action == "add":
        if options.query is None:
            raise UsageError('Say which articles with --query; --query "" are all.')
        library.add_rule(name, options.query, _actions(options, RuleActions()))
        return
    rule = library.find_rule(name)
    if action == "delete":
        library.delete_rule(rule.id)
    elif action == "edit":
        actions = _actions(options, rule.actions)
        library.edit_rule(rule.id, name=options.name, query=options.query, actions=actions)
    else:
        library.edit_rule(rule.id, enabled=action == "enable")


def _actions(options: argparse.Namespace, before: RuleActions) -> RuleActions:
    """Return the actions of a rule with what the options change in them."""
    changes: dict[str, object] = {
        name: value for name in _SWITCHES if (value := getattr(options, name)) is not None
    }
    if options.tag is not None or options.no_tags:
        changes["tags"] = tuple(options.tag or ())
    if options.section is not None:
        changes["section"] = options.section or None
    return replace(before, **changes)  # type: ignore[arg-type]


def _list(context: Context) -> int:
    rules = context.library.rules()
    if context.out.json:
        context.out.document({"rules": [_json(rule) for rule in rules]})
        return 0
    if not rules:
        context.out.note("No rules.")
        return 0
    for rule in rules:
        context.out.heading(rule.name if rule.enabled else f"{rule.name} (off)")
        context.out.line(f"    {rule.query or 'every article'}")
        context.out.line(f"    {', '.join(_in_words(rule.actions))}")
        if rule.error:
            context.out.line(f"    {rule.error}")
    return 0


def _json(rule: Rule) -> dict[str, object]:
    actions = asdict(rule.actions)
    return {
        "id": rule.id, "name": rule.name, "query": rule.query, "enabled": rule.enabled,
        **actions, "tags": list(rule.actions.tags), "error": rule.error,
    }  # fmt: skip


def _in_words(actions: RuleActions) -> list[str]:
    words = [f"tag {tag}" for tag in actions.tags]
    words += [name for name in ("bookmark", "read") if getattr(actions, name)]
    words += [f"section {actions.section}"] if actions.section else []
    return words + [name for name in ("hide", "notify") if getattr(actions, name)]


def _test(text: str, context: Context) -> int:
    """Show what a rule, or a query that is no rule's name, would act on."""
    library = context.library
    try:
        query = library.find_rule(text).query
    except NotFoundError:
        query = text
    read_query(query)
    trial = library.try_rule(query)
    found = details(library, [row.id for row in trial.rows])
    if context.out.json:
        context.out.stream({"total": trial.total}, "articles", map(article_json, found))
        return 0
    print_rows(context, found)
    context.out.note(f"The rule would act on {counted(trial.total, 'article')}.")
    return 0


def _apply(name: str, context: Context) -> int:
    rule = context.library.find_rule(name)
    read_query(rule.query)
    changes = context.library.apply_rule(rule.id)
    if context.out.json:
        context.out.document({"rule": rule.name, "changed": len(changes.articles)})
        return 0
    context.out.line(f"{counted(len(changes.articles), 'article')} changed by “{rule.name}”.")
    return 0


RULES = Command("list rules, add, edit, order, test or apply them", _arguments, _run, query=True)
