"""Commands of what the reader does with articles: mark, tag, tags, sections."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.articles import meant_ids
from clashreader.cli.binning import ids_or_query
from clashreader.cli.shapes import PAGE, counted, month_name, section_json, tag_json
from clashreader.cli.vanished import check_done
from clashreader.errors import UsageError
from clashreader.model import TAG_COLOURS

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.library.library import Library

PAIR = 2
_SECTION_ACTIONS = ["rename", "merge", "order", "hide", "show", "forget"]

# --- mark ---


def _mark_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "state", choices=["read", "unread", "bookmark", "unbookmark", "hide", "unhide"]
    )
    ids_or_query(parser)


def _mark(options: argparse.Namespace, context: Context) -> int:
    ids = meant_ids(context, options)
    library = context.library
    if options.state in {"read", "unread"}:
        changes = library.set_read(ids, options.state == "read")
    elif options.state in {"hide", "unhide"}:
        changes = library.set_hidden(ids, options.state == "hide")
    else:
        changes = library.set_bookmarked(ids, options.state == "bookmark")
    gone = check_done(context, options, library.gone(ids))
    ids = [one for one in ids if one not in gone]
    changed = len(changes.articles)
    if context.out.json:
        context.out.document({"state": options.state, "articles": len(ids), "changed": changed})
    else:
        done = {
            "bookmark": "bookmarked", "unbookmark": "no longer bookmarked", "hide": "hidden",
            "unhide": "no longer hidden",
        }  # fmt: skip
        context.out.line(
            f"{counted(len(ids), 'article')} {done.get(options.state, options.state)},"
            f" {changed:,} of them changed."
        )
    return 0


# --- tag and tags ---


def _tag_arguments(parser: argparse.ArgumentParser) -> None:
    ids_or_query(parser)
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
    ids = meant_ids(context, options)
    changes = context.library.tag(ids, add=options.add, remove=options.remove)
    check_done(context, options, context.library.gone(ids))
    rows = (row for start in range(0, len(ids), PAGE)
            for row in context.library.rows(ids[start : start + PAGE]))  # fmt: skip
    if context.out.json:
        context.out.stream(
            {"changed": len(changes.articles)}, "articles",
            ({"id": row.id, "tags": list(row.tags)} for row in rows),
        )  # fmt: skip
        return 0
    for row in rows:
        context.out.line(f"{row.id}  {', '.join(row.tags) or 'no tags'}")
    return 0


def _tags_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=["rename", "merge", "delete", "colour"])
    parser.add_argument(
        "names", metavar="TAG", nargs="*",
        help="rename A B; merge A B: B on all articles of A; delete T; colour T COLOUR, one of "
        f"{', '.join(TAG_COLOURS)} or none",
    )  # fmt: skip


def _tags(options: argparse.Namespace, context: Context) -> int:
    names: list[str] = options.names
    if options.action == "rename":
        _expect(names, PAIR, "tags rename A B")
        context.library.rename_tag(names[0], _new_name(names[1], "tag"))
    elif options.action == "merge":
        _expect(names, PAIR, "tags merge A B")
        context.library.merge_tags(names[0], names[1])
    elif options.action == "delete":
        _expect(names, 1, "tags delete T")
        context.library.delete_tag(names[0])
    elif options.action == "colour":
        _expect(names, PAIR, "tags colour T COLOUR")
        context.library.set_tag_colour(names[0], None if names[1] == "none" else names[1])
    tags = context.library.tags()
    if context.out.json:
        context.out.document({"tags": [tag_json(tag) for tag in tags]})
        return 0
    if not tags:
        context.out.note("No tags.")
        return 0
    rows = ([tag.name, f"{tag.total:,}", f"{tag.unread:,}", tag.colour or ""] for tag in tags)
    context.out.table(["TAG", ">ARTICLES", ">UNREAD", "COLOUR"], rows, flexible=0)
    return 0


# --- sections ---


def _sections_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=_SECTION_ACTIONS)
    parser.add_argument(
        "names",
        metavar="SECTION",
        nargs="*",
        help="rename A B; merge A B: articles of A, and all later ones, go to B; order A B C; "
        "hide A: out of the sidebar; show A; forget A: a name that a section had once",
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
    elif options.action is not None:
        _expect(names, 1, f"sections {options.action} A")
        _change_section(library, options.action, names[0])
    sections = [
        section
        for section in library.sections(hidden=True)
        if section.name is not None or section.total
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
        name = (section.name or "No section") + ("  (hidden)" if section.hidden else "")
        rows.append([name + also, f"{section.unread:,}", f"{section.total:,}"])
        rows += [
            [f"  {month_name(month.month) or 'undated'}", f"{month.unread:,}", f"{month.total:,}"]
            for month in section.months
        ]
    context.out.table(["SECTION", ">UNREAD", ">ARTICLES"], rows, flexible=0)
    return 0


def _change_section(library: Library, action: str, name: str) -> None:
    if action == "forget":
        library.delete_alias(name)
    else:
        library.set_section_hidden(name, action == "hide")


def _expect(names: list[str], count: int, form: str) -> None:
    if len(names) != count:
        raise UsageError(f"Write it as `{form}`, with quotes around a name that has spaces.")


def _new_name(name: str, what: str) -> str:
    if not name.strip():
        raise UsageError(f"A {what} needs a name.")
    return name


MARK = Command("mark articles read, bookmarked or hidden, or take it back", _mark_arguments, _mark)
TAG = Command("put tags on articles, or take them off", _tag_arguments, _tag)
TAGS = Command("list, rename, merge, delete or colour tags", _tags_arguments, _tags)
SECTIONS = Command("list, rename, merge, order or hide sections", _sections_arguments, _sections)
