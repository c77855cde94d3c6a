"""Commands about room on the disk: storage, clean-up."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.articles import EXAMPLE, read_query
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.output import ProgressBar
from clashreader.cli.shapes import counted
from clashreader.errors import LibraryError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from clashreader.cli.context import Context
    from clashreader.library.cleaning import CleanPlan, CleanUp
    from clashreader.library.collecting import Collected
    from clashreader.library.library import Library

_UNITS = {"": 1, "B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_TOLD = 3
"""What failed at the end was told beside what is done."""
_SECONDS = {"d": 86_400, "w": 7 * 86_400, "m": 30 * 86_400, "y": 365 * 86_400}


def megabytes(size: int) -> str:
    """Return a number of bytes as it is read: ``12.3 MB``."""
    return f"{size / 1_000_000:,.1f} MB"


# --- storage ---


def _no_arguments(_parser: argparse.ArgumentParser) -> None:
    pass


def _storage(_options: argparse.Namespace, context: Context) -> int:
    room = context.library.storage()
    if context.out.json:
        known = asdict(room)
        known["sources"] = [{**asdict(one), "bytes": one.bytes} for one in room.sources]
        context.out.document({**known, "index": room.index, "total": room.total})
        return 0
    line = context.out.line
    for words, size in (
        ("Library", room.library),
        ("  texts as received", room.texts),
        ("    of these older versions", room.older_versions),
        ("  search index and lists", room.index),
        ("  free, used again", room.free),
        (f"Pictures ({room.picture_count:,})", room.pictures),
        (f"Pictures that nothing shows ({room.unused_count:,})", room.unused_pictures),
        ("Backups", room.backups),
        ("Kept aside by repairs and restores", room.aside),
        ("In all", room.total),
    ):
        line(f"{words:<40}{megabytes(size):>14}")
    line()
    rows = (
        [one.title, f"{one.articles:,}", megabytes(one.text_bytes), megabytes(one.picture_bytes)]
        for one in room.sources
    )
    context.out.table(["SOURCE", ">ARTICLES", ">TEXTS", ">PICTURES"], rows, flexible=0)
    return 0


# --- clean-up ---


def _age(text: str) -> int:
    """``90d``, ``6m`` or ``2y`` in seconds."""
    match = re.fullmatch(r"([0-9]{1,5})([dwmy])", text)
    if match is None or not int(match[1]):
        raise argparse.ArgumentTypeError(f"“{text}” is not an age such as 90d, 26w, 6m or 2y")
    return int(match[1]) * _SECONDS[match[2]]


def _size(text: str) -> int:
    """``500kB`` or ``2MB`` in bytes."""
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([kmg]?b?)", text, re.IGNORECASE)
    unit = match[2].upper() if match else ""
    unit += "B" if unit in {"K", "M", "G"} else ""
    if match is None or not float(match[1]):
        raise argparse.ArgumentTypeError(f"“{text}” is not a size such as 500kB or 2MB")
    return int(float(match[1]) * _UNITS[unit])


def _clean_up_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="*", help=f"only these: {EXAMPLE}")
    parser.add_argument(
        "--older",
        metavar="AGE",
        type=_age,
        help="only what came into the library longer ago: 90d, 26w, 6m, 2y",
    )
    parser.add_argument(
        "--source",
        metavar="SOURCE",
        action="append",
        default=[],
        help="only of this source (number, address or title); may be said again",
    )
    parser.add_argument(
        "--larger",
        metavar="SIZE",
        type=_size,
        help="only what takes more, versions and pictures included: 500kB, 2MB",
    )
    state = parser.add_mutually_exclusive_group()
    state.add_argument("--read", action="store_const", const=True, dest="read", help="only read")
    state.add_argument(
        "--unread", action="store_const", const=False, dest="read", help="only unread"
    )
    parser.add_argument(
        "--pictures", action="store_true", help="delete stored pictures that no article shows"
    )
    parser.add_argument(
        "--compact", action="store_true", help="give free room in the library's file to the disk"
    )
    parser.add_argument(
        "--aside", action="store_true",
        help="delete what restores and repairs kept of libraries before",
    )  # fmt: skip
    parser.add_argument(
        "--yes", action="store_true", help="do it; without this, it is said and nothing is done"
    )


def _clean_up(options: argparse.Namespace, context: Context) -> int:
    library = context.library
    wish = _wish(options, context)
    if wish is None and not (options.pictures or options.compact or options.aside):
        raise UsageError(
            "Say what may go: a query, --older, --source, --larger, --read, --unread, "
            "--pictures, --aside or --compact."
        )
    from clashreader.library.stopping import Stop

    stop = Stop()
    with Interrupts(stop):
        plan = None if wish is None else library.plan_clean_up(wish, stop=stop)
        room = library.storage(stop=stop)
    known: dict[str, object] = {"done": options.yes}
    if plan is not None:
        known |= _plan_json(plan)
    known |= {"unused_pictures": room.unused_count, "unused_bytes": room.unused_pictures}
    kept = library.kept_aside(_folders(context)) if options.aside else ()
    if options.aside:
        known["aside"] = {
            "paths": [str(path) for one in kept for path in one.paths],
            "bytes": sum(one.bytes for one in kept),
        }
    if not options.yes:
        return _say_plan(context, options, known, plan)
    outcome = _carry_out(options, context, plan, known)
    if context.out.json and outcome != _TOLD:
        context.out.document(known)
    return outcome


def _wish(options: argparse.Namespace, context: Context) -> CleanUp | None:
    from clashreader.library.cleaning import CleanUp

    words = " ".join(options.query)
    if options.query and not words.strip():
        # A script whose variable is empty would delete everything, or more than it means.
        raise UsageError(
            "The query is empty, which would mean every article. Write one, or leave it out."
        )
    named = (options.older, options.larger, options.read)
    if not options.query and not options.source and all(one is None for one in named):
        return None
    sources = tuple(context.library.find_source(one).id for one in options.source)
    where = read_query(words).where
    return CleanUp(where, options.older, sources, options.larger, options.read)


def _folders(context: Context) -> set[Path]:
    return {path.parent for path in context.home.beside_library.values()}


def _plan_json(plan: CleanPlan) -> dict[str, object]:
    return {
        "articles": len(plan.ids),
        "bytes": plan.bytes,
        "text_bytes": plan.text_bytes,
        "picture_bytes": plan.picture_bytes,
        "pictures": plan.pictures,
        "kept": {
            "bookmarked": plan.bookmarked, "tagged": plan.tagged, "annotated": plan.annotated,
        },
        "unread": plan.unread,
        "edited": plan.edited,
        "gone": plan.gone,
    }  # fmt: skip


def _say_plan(
    context: Context,
    options: argparse.Namespace,
    known: dict[str, object],
    plan: CleanPlan | None,
) -> int:
    if context.out.json:
        context.out.document(known)
        return 0
    line = context.out.line
    if plan is not None:
        line(f"{counted(len(plan.ids), 'article')} would go: {megabytes(plan.bytes)}.")
        line(
            f"  unread {plan.unread:,}, with older versions {plan.edited:,}, "
            f"no longer at their source {plan.gone:,}"
        )
        line(
            f"Kept: bookmarked {plan.bookmarked:,}, tagged {plan.tagged:,}, "
            f"with notes or highlights {plan.annotated:,}."
        )
    from clashreader.library.asides import size_of

    if options.pictures:
        unused = known["unused_pictures"], known["unused_bytes"]
        line(
            f"{unused[0]:,} pictures that nothing shows would go: {megabytes(int(str(unused[1])))}."
        )
    if options.aside:
        kept = context.library.kept_aside(_folders(context))
        for path in (path for one in kept for path in one.paths):
            line(f"{path} would go: {megabytes(size_of(path))}.")
        if not kept:
            line("Nothing is kept aside.")
    context.out.note("Nothing was done. Say it again with --yes to do it; it cannot be undone.")
    return 0


def _with_room(context: Context, ids: Sequence[int]) -> tuple[Library, Collected | None]:
    """Return the library, and what had to go so that it can be written on a disk that is full."""
    from clashreader.library import collecting

    made = None
    for those in ((), ids):
        library = context.library
        if library.only_read is None or not collecting.is_full(library.path):
            break
        gone = library.make_room(those)
        made = gone if made is None else made + gone
        context.close()  # opened again, it may be written
    return context.library, made


def _carry_out(
    options: argparse.Namespace, context: Context, plan: CleanPlan | None, known: dict[str, object]
) -> int:
    if options.aside:  # first: it needs no room
        kept = context.library.kept_aside(_folders(context))
        freed = context.library.delete_kept_aside(kept)
        if not context.out.json:
            context.out.line(f"Kept aside, and deleted now: {megabytes(freed)}.")
    library, made = _with_room(context, () if plan is None else plan.ids)
    out, bar = context.out, ProgressBar()

    def tell(label: str) -> Callable[[int, int], None]:
        return lambda done, total: bar.draw(done, total, label)

    with Interrupts() as cancel:
        deleted = 0
        if plan is not None:
            try:
                deleted = library.clean_up(plan.ids, tell("articles"), cancel.is_set)
            finally:
                bar.clear()
            known["deleted"] = deleted
        collected = made
        # What these articles alone showed goes with them.
        if (deleted or made or options.pictures) and not cancel.is_set():
            try:
                last = library.collect_pictures(tell("pictures"), cancel.is_set)
            finally:
                bar.clear()
            collected = last if made is None else made + last
        if collected is not None:
            known["collected"] = asdict(collected)
        stopped = cancel.is_set()
    if not out.json and plan is not None:
        out.line(f"{counted(deleted, 'article')} deleted for good.")
    if not out.json and collected is not None and collected.pictures:
        files = counted(collected.pictures, "picture")
        out.line(f"{files} deleted: {megabytes(collected.bytes)}.")
    if stopped:
        return 130
    return _compact(context, library, known) if options.compact else 0


def _compact(context: Context, library: Library, known: dict[str, object]) -> int:
    """Give room back; where there is too little for that, what is done by then is told too."""
    from clashreader.library.stopping import Stop

    stop = Stop()
    try:
        with Interrupts(stop):
            freed = library.compact(stop=stop)
    except LibraryError as error:
        context.out.error(error.kind, error.message, place=None, **known)
        return _TOLD
    known["compacted"] = freed
    if not context.out.json:
        context.out.line(f"The library is {megabytes(freed)} smaller.")
    return 0


STORAGE = Command("say what takes how much room, by kind and by source", _no_arguments, _storage)
CLEAN_UP = Command(
    "delete old, read or large articles for good, after a look at what would go",
    _clean_up_arguments,
    _clean_up,
    query=True,
    more="What is bookmarked, tagged by you or annotated is never touched. Without --yes nothing "
    "is deleted.",
)
