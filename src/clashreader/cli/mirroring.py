"""The mirror on the command line: the format ``markdown`` of `export`, and a folder to `import`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.cli.articles import read_query
from clashreader.cli.indexing import complete_index
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.output import ProgressBar
from clashreader.cli.shapes import counted
from clashreader.errors import UsageError

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.export.kinds import Step
    from clashreader.export.mirror import Outcome

_SHOWN = 10


def write_mirror(options: argparse.Namespace, context: Context) -> int:
    """Make or renew the mirror in the folder `options.to`; return the exit code.

    It is 1 where something could not be taken. A query that finds nothing empties it: that is what
    the mirror of it holds.
    """
    from clashreader.export.mirror import mirror

    if options.id:
        raise UsageError("A mirror is of a query, not of --id: it is renewed later on.")
    if options.to == "-":
        raise UsageError("A mirror is a folder: name one with --to DIR.")
    text = " ".join(options.query)
    complete_index(read_query(text), context)
    to = Path(os.path.expanduser(options.to))  # noqa: PTH111 - that of Path may raise
    bar = ProgressBar()

    def tell(step: Step) -> None:
        bar.draw(step.done, step.total, step.title)

    with Interrupts() as cancel:
        try:
            done = mirror(
                context.library,
                to,
                text,
                progress=tell,
                stop=cancel.is_set,
                check=options.check,
                overwrite=options.overwrite,
            )
        finally:
            bar.clear()
    context.idle = not done.changed_library
    if context.out.json:
        context.out.document({"path": str(done.path), "format": "markdown", **_facts(done)})
    else:
        _say(done, context)
        context.out.line(_summary(done))
    return 1 if done.refused else 0


def _facts(done: Outcome) -> dict[str, object]:
    return {
        "articles": done.articles,
        "written": done.written,
        "unchanged": done.unchanged,
        "removed": done.removed,
        "restored": done.restored,
        "pictures": done.pictures,
        "pictures_missing": done.pictures_missing,
        **_common(done),
    }


def _common(done: Outcome) -> dict[str, object]:
    return {
        "taken": done.taken,
        "new": done.added,
        "conflicts": [
            {"file": one.file, "copy": one.copy, "article": one.article, "what": one.sentence}
            for one in done.conflicts
        ],
        "refused": done.refused,
        "remarks": done.remarks,
    }


def _say(done: Outcome, context: Context) -> None:
    """Say on standard error what the reader should look at."""
    out = context.out
    for one in done.conflicts[:_SHOWN]:
        copy = f" ({one.copy})" if one.copy and one.copy not in one.sentence else ""
        out.note(f"{one.file}: {one.sentence}{copy}")
    if len(done.conflicts) > _SHOWN:
        out.note(f"... and {len(done.conflicts) - _SHOWN:,} more conflicts.")
    for sentence in [*done.refused[:_SHOWN], *done.remarks]:
        out.note(sentence)
    if len(done.refused) > _SHOWN:
        out.note(f"... and {len(done.refused) - _SHOWN:,} more that could not be taken.")


def _summary(done: Outcome) -> str:
    binned = f", {done.binned:,} of them in the bin," if done.binned else ""
    parts = [f"{counted(done.articles, 'article')}{binned} mirrored in {done.path}"]
    parts.append(f"{done.written:,} written, {done.unchanged:,} unchanged")
    if done.removed:
        parts.append(f"{done.removed:,} taken away")
    if done.restored:
        parts.append(f"{counted(len(done.restored), 'deleted file')} written again")
    if done.taken:
        parts.append(f"edits taken from {counted(len(done.taken), 'file')}")
    if done.added:
        parts.append(f"{counted(len(done.added), 'new article')} taken in")
    if done.conflicts:
        parts.append(counted(len(done.conflicts), "conflict"))
    return "; ".join(parts) + "."


def bring_back(path: Path, options: argparse.Namespace, context: Context) -> int:
    """Take a mirror into the library; return the exit code: 1 where it did not take all of it."""
    from clashreader.export import mirror

    if options.dry_run:
        return _preview(path, context)
    bar = ProgressBar()
    with Interrupts() as cancel:
        try:
            done = mirror.bring_back(
                context.library, path, stop=cancel.is_set,
                progress=lambda step: bar.draw(step.done, step.total, step.title),
            )  # fmt: skip
        finally:
            bar.clear()
    context.brought = len(done.added)
    if context.out.json:
        context.out.document(
            {
                "format": "mirror",
                "sources": [],
                "added": len(done.added),
                "updated": len(done.taken),
                "known": done.known,
                "tags": done.tags,
                "bookmarked": done.bookmarked,
                **_common(done),
            }
        )
        return 1 if done.refused else 0
    _say(done, context)
    parts = [f"{counted(len(done.added), 'article')} brought back from the mirror"]
    if done.known:
        parts.append(f"{done.known:,} were there already")
    if done.taken:
        parts.append(f"edits taken from {counted(len(done.taken), 'file')}")
    if done.conflicts:
        parts.append(counted(len(done.conflicts), "conflict"))
    if done.refused:
        parts.append(f"{len(done.refused):,} could not be")
    context.out.line("; ".join(parts) + ".")
    return 1 if done.refused else 0


def _preview(path: Path, context: Context) -> int:
    from clashreader.export.mirror import count

    articles, new = count(context.library, path)
    if context.out.json:
        context.out.document(
            {"format": "mirror", "dry_run": True, "articles": articles, "added": new}
        )
    else:
        context.out.line(
            f"A mirror of {counted(articles, 'article')}, {new:,} of them new. Nothing was changed."
        )
    return 0
