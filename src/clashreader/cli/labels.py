"""Commands of what the reader does with articles: mark, tag, tags, sections."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.articles import chosen_ids, read_query
from clashreader.cli.shapes import counted, month_name, section_json, tag_json
from clashreader.errors import UsageError

if TYPE_CHECKING:
    from clashreader.cli.context import Context

PAIR = 2

# --- mark ---


def _mark_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("state", choices=["read", "unread", "bookmark", "unbookmark"])
    parser.add_argument("ids", metavar="ID", nargs="*", help="numbers of articles")
    parser.add_argument("--query", metavar="QUERY", help="all articles that a query finds")


def _mark(options: argparse.Namespace, context: Context) -> int:
    if bool(options.ids) == (options.query is not None):
        raise UsageError("Name articles by their numbers or by --query, one of the two.")
    if options.query is None:
        ids = chosen_ids(context, options.ids)
    else:
        ids = list(context.library.ids(read_query(options.query)))
    library = context.library
    if options.state in {"read", "unread"}:
        changes = library.set_read(ids, options.state == "read")
    else:
        changes = library.set_bookmarked(ids, options.state == "bookmark")
    changed = len(changes.articles)
    if context.out.json:
        context.out.document({"state": options.state, "articles": len(ids), "changed": changed})
    else:
        done = {"bookmark": "bookmarked", "unbookmark": "no longer bookmarked"}
        context.out.line(
            f"{counted(len(ids), 'article')} {done.get(options.state, options.state)},"
            f" {changed:,} of them changed."
        )
    return 0


# --- tag and tags ---


def _tag_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", nargs="+", help="numbers of articles")
    parser.add_argument(
        "--add", metavar="T", nargs="+", action="extend", default=[], help="tags to put on"
    )
    parser.add_argument(
        "--remove", metavar="T", nargs="+", action="extend", default=[], help="tags to take off"
    )


def _tag(options: argparse.Namespace, context: Context) -> int:
    if not options.add and not options.remove:
        raise UsageError("Say which tags to --add or to --remove.")
    if not all(name.strip() for name in (*options.add, *options.remove)):
        raise UsageError("A tag needs a name.")
    ids = chosen_ids(context, options.ids)
    changes = context.library.tag(ids, add=options.add, remove=options.remove)
    rows = context.library.rows(ids)
    if context.out.json:
        context.out.document(
            {
                "articles": [{"id": row.id, "tags": list(row.tags)} for row in rows],
                "changed": len(changes.articles),
            }
        )
        return 0
    for row in rows:
        context.out.line(f"{row.id}  {', '.join(row.tags) or 'no tags'}")
    return 0


def _tags_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=["rename", "delete"])
    parser.add_argument("names", metavar="TAG", nargs="*", help="rename A B, delete T")


def _tags(options: argparse.Namespace, context: Context) -> int:
    names: list[str] = options.names
    if options.action == "rename":
        _expect(names, PAIR, "tags rename A B")
        context.library.rename_tag(names[0], _new_name(names[1], "tag"))
    elif options.action == "delete":
        _expect(names, 1, "tags delete T")
        context.library.delete_tag(names[0])
    tags = context.library.tags()
    if context.out.json:
        context.out.document({"tags": [tag_json(tag) for tag in tags]})
        return 0
    if not tags:
        context.out.note("No tags.")
        return 0
    rows = ([tag.name, f"{tag.total:,}", f"{tag.unread:,}"] for tag in tags)
    context.out.table(["TAG", ">ARTICLES", ">UNREAD"], rows, flexible=0)
    return 0


# --- sections ---


def _sections_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=["rename", "merge", "order"])
    parser.add_argument(
        "names",
        metavar="SECTION",
        nargs="*",
        help="rename A B; merge A B: articles of A, and all later ones, go to B; order A B C",
    )


def _sections(options: argparse.Namespace, context: Context) -> int:
    names: list[str] = options.names
    library = context.library
    if options.action == "rename":
        _expect(names, PAIR, "sections rename A B")
        library.rename_section(names[0], _new_name(names[1], "section"))
    elif options.action == "merge":
        _expect(names, PAIR, "sections merge A B")
        library.merge_sections(names[0], names[1])
    elif options.action == "order":
        if not names:
            raise UsageError("Write it as `sections order A B C`.")
        library.order_sections(names)
    sections = [
        section for section in library.sections() if section.name is not None or section.total
    ]
    if context.out.json:
        context.out.document({"sections": [section_json(section) for section in sections]})
        return 0
    if not sections:
        context.out.note("No sections.")
        return 0
    rows: list[list[str]] = []
    for section in sections:
        also = f"  (also {', '.join(section.aliases)})" if section.aliases else ""
        name = section.name or "No section"
        rows.append([name + also, f"{section.unread:,}", f"{section.total:,}"])
        rows += [
            [f"  {month_name(month.month) or 'undated'}", f"{month.unread:,}", f"{month.total:,}"]
            for month in section.months
        ]
    context.out.table(["SECTION", ">UNREAD", ">ARTICLES"], rows, flexible=0)
    return 0


def _expect(names: list[str], count: int, form: str) -> None:
    if len(names) != count:
        raise UsageError(f"Write it as `{form}`, with quotes around a name that has spaces.")


def _new_name(name: str, what: str) -> str:
    if not name.strip():
        raise UsageError(f"A {what} needs a name.")
    return name


MARK = Command("mark articles read, unread, bookmark or unbookmark", _mark_arguments, _mark)
TAG = Command("put tags on articles, or take them off", _tag_arguments, _tag)
TAGS = Command("list, rename or delete tags", _tags_arguments, _tags)
SECTIONS = Command("list, rename, merge or order sections", _sections_arguments, _sections)
