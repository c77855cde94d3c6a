"""Commands that put articles away, and back: delete, bin, move."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.articles import chosen_ids, meant_ids
from clashreader.cli.shapes import article_json, counted, details, local_day
from clashreader.cli.vanished import check_done
from clashreader.errors import UsageError

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.model import ArticleDetail


def ids_or_query(parser: argparse.ArgumentParser) -> None:
    """Let a command be told its articles by number or by a query; `meant_ids` reads them."""
    parser.add_argument("ids", metavar="ID", nargs="*", help="numbers of articles")
    parser.add_argument("--query", metavar="QUERY", help="all articles that a query finds")


# --- delete ---


def _delete(options: argparse.Namespace, context: Context) -> int:
    if options.query is not None and not options.query.strip():
        raise UsageError("The query is empty, which would mean every article. Write one.")
    ids = meant_ids(context, options)
    changes = context.library.delete(ids)
    check_done(context, options, set(ids) - set(changes.articles))
    if context.out.json:
        context.out.document({"articles": len(ids), "changed": len(changes.articles)})
        return 0
    context.out.line(f"{counted(len(changes.articles), 'article')} put into the bin.")
    return 0


# --- bin ---


def _bin_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=["restore", "empty"])
    parser.add_argument("ids", metavar="ID", nargs="*", help="restore: numbers of articles")
    parser.add_argument("--all", action="store_true", help="restore: everything in the bin")


def _bin(options: argparse.Namespace, context: Context) -> int:
    if options.action == "restore":
        return _restore(options, context)
    if options.ids or options.all:
        raise UsageError(
            "Write it as `bin`, `bin restore ID ...`, `bin restore --all`, `bin empty`."
        )
    if options.action == "empty":
        return _empty(context)
    library = context.library
    ids = library.binned()
    found = details(library, ids)
    if context.out.json:
        context.out.stream({"total": len(ids)}, "articles", map(article_json, found))
        return 0
    if not ids:
        context.out.note("The bin is empty.")
        return 0
    context.out.table([">ID", "DATE", "TITLE", "OUTLET"], map(_cells, found), flexible=2)
    return 0


def _cells(detail: ArticleDetail) -> list[str]:
    row = detail.row
    return [str(row.id), local_day(row.published), row.title, row.outlet]


def _restore(options: argparse.Namespace, context: Context) -> int:
    if bool(options.ids) == options.all:
        raise UsageError("Name articles by their numbers, or say --all, one of the two.")
    ids = list(context.library.binned()) if options.all else chosen_ids(
        context, options.ids, binned=True
    )  # fmt: skip
    changes = context.library.restore(ids)
    check_done(context, options, context.library.gone(ids))
    if context.out.json:
        context.out.document({"articles": len(ids), "changed": len(changes.articles)})
        return 0
    context.out.line(f"{counted(len(changes.articles), 'article')} taken out of the bin.")
    return 0


def _empty(context: Context) -> int:
    from clashreader.cli.output import ProgressBar

    bar = ProgressBar()
    try:
        gone = context.library.empty_bin(lambda done, total: bar.draw(done, total, "bin"))
    finally:
        bar.clear()
    if context.out.json:
        context.out.document({"deleted": gone})
        return 0
    context.out.line(f"{counted(gone, 'article')} deleted for good.")
    return 0


# --- move ---


def _move_arguments(parser: argparse.ArgumentParser) -> None:
    ids_or_query(parser)
    parser.add_argument("--section", metavar="S", help='the section; "" is none')
    parser.add_argument("--own", action="store_true", help="back to where their source puts them")


def _move(options: argparse.Namespace, context: Context) -> int:
    if (options.section is not None) == options.own:
        raise UsageError("Say --section or --own, one of the two.")
    ids = meant_ids(context, options)
    changes = context.library.move(ids, None if options.own else options.section)
    gone = check_done(context, options, context.library.gone(ids))
    ids = [one for one in ids if one not in gone]
    rows = context.library.rows(ids[:1])
    section = rows[0].section if rows and not options.own else None
    if context.out.json:
        context.out.document(
            {"section": section, "articles": len(ids), "changed": len(changes.articles)}
        )
        return 0
    where = (
        "back to where their source puts them" if options.own else f"to {section or 'no section'}"
    )
    context.out.line(f"{counted(len(changes.articles), 'article')} moved {where}.")
    return 0


DELETE = Command("put articles into the bin", ids_or_query, _delete)
BIN = Command("list what is in the bin, restore it or empty the bin", _bin_arguments, _bin)
MOVE = Command("put articles into a section, where a sync leaves them", _move_arguments, _move)
