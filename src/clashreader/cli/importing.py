"""The command that takes in what others wrote: lists of feeds, other readers' exports, a mirror.

What a file is, is told by what is in it; its name says nothing.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.output import ProgressBar
from clashreader.cli.shapes import counted, source_json
from clashreader.errors import ParseError, UsageError

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.model import Source
    from clashreader.sync.bringing import Brought, Preview
    from clashreader.sync.subscribe import Imported

MAX_OPML = 20_000_000
"""Bytes; a list of 100,000 feeds is about this large."""
_HEAD = 4_096
_SHOWN = 5


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", metavar="PATH",
        help="a list of feeds (OPML; `sync` then reads them), a mirror of ours, a saved page, or"
        " what another reader exported: a file, a folder or a ZIP archive",
    )  # fmt: skip
    parser.add_argument(
        "--dry-run", action="store_true", help="only say what is in it and what of it is new"
    )


def _import(options: argparse.Namespace, context: Context) -> int:
    path = Path(os.path.expanduser(options.path))  # noqa: PTH111 - that of Path may raise
    if _is_mirror(path):
        from clashreader.cli.mirroring import bring_back

        return bring_back(path, options, context)
    if _is_opml(path):
        return _import_opml(path, options, context)
    return _import_export(path, options, context)


def _is_mirror(path: Path) -> bool:
    if not os.path.isdir(path):  # noqa: PTH112 - that of Path may raise
        return False
    from clashreader.export.mirror import is_mirror

    return is_mirror(path)


# --- lists of feeds ---


def _is_opml(path: Path) -> bool:
    from clashreader.parse import Kind, sniff

    try:
        with path.open("rb") as file:
            return sniff(file.read(_HEAD * 4)) is Kind.OPML
    except (OSError, ValueError):
        return False  # said by what reads it


def _import_opml(path: Path, options: argparse.Namespace, context: Context) -> int:
    from clashreader.parse import read_list
    from clashreader.sync.subscribe import import_opml

    data = _read(path)
    try:
        if options.dry_run:
            found = read_list(data)
            return _say_list(len(found.links), list(found.refused), context)
        imported = import_opml(context.library, data)
    except ParseError as error:
        raise UsageError(
            f"“{options.path}” cannot be imported as a list of subscriptions (OPML)."
            f" {error.message} To read a folder or a file of articles, use `clashreader add`."
        ) from error
    for remark in _left_out(imported):
        context.out.note(remark)
    if context.out.json:
        context.out.document(_result("opml", feeds=imported))
        return 0
    known = f"; {imported.known:,} were there already" if imported.known else ""
    context.out.line(f"{counted(len(imported.added), 'source')} added{known}.")
    return 0


def _say_list(feeds: int, refused: list[str], context: Context) -> int:
    if context.out.json:
        context.out.document(
            {"format": "opml", "dry_run": True, "feeds": feeds, "refused": refused}
        )
    else:
        context.out.line(f"A list of {counted(feeds, 'feed')}. Nothing was changed.")
    return 0


def _left_out(imported: Imported) -> Iterator[str]:
    """Yield a sentence for each kind of thing that was not taken from a list."""
    refused = imported.refused
    if refused:
        yield f"Left out, for they are no feeds of the web: {_some(refused)}."
    if imported.passwords:
        feeds = counted(imported.passwords, "feed")
        yield (
            f"The passwords of {feeds} were left out: give each its own with"
            " `clashreader edit SOURCE --user NAME --password-stdin`."
        )
    if imported.cut:
        yield "The list names more feeds than are taken from one; the rest was left out."


def _some(refused: tuple[str, ...]) -> str:
    more = f", and {len(refused) - _SHOWN:,} more" if len(refused) > _SHOWN else ""
    return f"{', '.join(refused[:_SHOWN])}{more}"


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_OPML + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a name of a file"
        raise UsageError(f"“{path}” cannot be read: {reason}.") from error
    if len(data) > MAX_OPML:
        raise UsageError(f"“{path}” is larger than a list of subscriptions can be.")
    return data


def _result(
    form: str, *, feeds: Imported | None = None, brought: Brought | None = None
) -> dict[str, object]:
    """Return what programs get to know of an import, of whatever kind."""
    sources: list[Source] = list(feeds.added) if feeds else []
    if brought is not None and brought.source is not None:
        sources.append(brought.source)
    refused = [*(feeds.refused if feeds else ()), *(brought.refused if brought else ())]
    return {
        "format": form,
        "sources": [source_json(source) for source in sources],
        "added": brought.added if brought else len(sources),
        "updated": brought.updated if brought else 0,
        "known": (feeds.known if feeds else 0) + (brought.known if brought else 0),
        "tags": brought.tags if brought else 0,
        "bookmarked": brought.bookmarked if brought else 0,
        "to_fetch": brought.wanted if brought else 0,
        "refused": refused,
        "passwords_left_out": feeds.passwords if feeds else 0,
        "cut": bool((feeds and feeds.cut) or (brought and brought.cut)),
    }


# --- other readers' exports ---


def _import_export(path: Path, options: argparse.Namespace, context: Context) -> int:
    from clashreader.sync import bringing
    from clashreader.sync.subscribe import import_opml

    try:
        export = bringing.load(path)
    except ParseError as error:
        raise UsageError(
            f"“{options.path}” cannot be imported. {error.message}"
            " To read a folder or a file of articles, use `clashreader add`."
        ) from error
    if options.dry_run:
        return _say_preview(bringing.preview(context.library, export), context)
    feeds = [import_opml(context.library, data) for data in export.lists]
    for remark in (remark for one in feeds for remark in _left_out(one)):
        context.out.note(remark)
    if not export.articles and not feeds:
        raise UsageError(
            f"There are no articles of the web in “{options.path}”"
            f" ({counted(len(export.refused), 'entry', 'entries')} left out)."
        )
    bar = ProgressBar()
    with Interrupts() as cancel:
        try:
            brought = bringing.bring_in(
                context.library,
                export,
                progress=lambda done, total: bar.draw(done, total, bringing.TITLES[export.format]),
                cancel=cancel,
            )
        finally:
            bar.clear()
    context.brought = brought.added
    _say_brought(brought, feeds[0] if feeds else None, context)
    return 0


def _say_brought(brought: Brought, feeds: Imported | None, context: Context) -> None:
    out = context.out
    if brought.refused:
        out.note(f"Left out, for they are no articles of the web: {_some(brought.refused)}.")
    if brought.cut:
        out.note("The export holds more articles than are taken from one; the rest was left out.")
    if out.json:
        out.document(_result(brought.format, feeds=feeds, brought=brought))
        return
    if feeds is not None:
        out.line(f"{counted(len(feeds.added), 'source')} added.")
    parts = [f"{counted(brought.added, 'article')} added"]
    if brought.updated:
        parts.append(f"{brought.updated:,} that were here got what was missing")
    if brought.known:
        parts.append(f"{brought.known:,} were there already")
    out.line("; ".join(parts) + ".")
    if brought.wanted:
        texts = counted(brought.wanted, "text")
        out.line(f"`clashreader sync` fetches {texts} of which only the address came, 200 a run.")


def _say_preview(found: Preview, context: Context) -> int:
    if context.out.json:
        context.out.document(
            {
                "format": found.format,
                "dry_run": True,
                "articles": found.articles,
                "texts": found.texts,
                "new": found.new,
                "known": found.known,
                "tags": found.tags,
                "bookmarked": found.bookmarked,
                "read": found.read,
                "notes": found.notes,
                "highlights": found.highlights,
                "to_fetch": found.to_fetch,
                "refused": list(found.refused),
                "cut": found.cut,
            }
        )
        return 0
    from clashreader.sync.bringing import TITLES

    context.out.line(
        f"{TITLES[found.format]}: {counted(found.articles, 'article')},"
        f" {found.texts:,} with their text; {found.new:,} new, {found.known:,} here already."
    )
    context.out.line(
        f"{counted(found.tags, 'tag')}, {found.bookmarked:,} with a star, {found.read:,} read,"
        f" {counted(found.notes, 'note')}, {counted(found.highlights, 'highlight')};"
        f" {len(found.refused):,} left out. Nothing was changed."
    )
    return 0


IMPORT = Command(
    "take in a list of feeds (OPML) or what another reader exported",
    _arguments,
    _import,
    paths=frozenset({"path"}),
    more="Read are OPML, the Markdown mirror of this program, Pocket (CSV, HTML), Instapaper"
    " (CSV), Omnivore, Wallabag (JSON), the bookmarks of browsers (HTML), starred articles of"
    " FreshRSS and others (JSON of Google Reader), saved pages (HTML, MHTML); as a file, a folder"
    " or a ZIP archive. The same twice changes nothing.",
)
