"""The sync command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.output import ProgressBar
from clashreader.errors import CancelledError

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.sync.report import SyncReport


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources", metavar="SOURCE", nargs="*", help="number, address or title; all unless told"
    )
    parser.add_argument(
        "--now", action="store_true", help="fetch also what is not due yet (a server's wish counts)"
    )
    parser.add_argument(
        "--check-gone",
        action="store_true",
        help="ask the pages of bookmarked articles whether they are still there, and nothing else",
    )


def _sync(options: argparse.Namespace, context: Context) -> int:
    library = context.library
    wanted = [library.find_source(text).id for text in options.sources]
    if options.check_gone:
        return _check_gone(context, wanted or None)
    report = _run(context, list(dict.fromkeys(wanted)) or None, force=options.now)
    context.brought = report.new
    context.idle = not (report.new or report.updated)
    if context.out.json:
        context.out.document(report_json(report))
    else:
        _print(context, report)
    notices = {source.id: source.notice for source in library.sources()}
    for source in report.sources:
        for said in (source.error, notices.get(source.id)):
            if said:
                context.out.note(f"{source.title or source.url}: {said}")
    return 1 if report.failed else 0


def _check_gone(context: Context, sources: list[int] | None) -> int:
    from clashreader.sync.presence import check_presence

    with Interrupts() as cancel:
        found = check_presence(context.library, source_ids=sources, cancel=cancel)
    if context.out.json:
        context.out.document(
            {"checked": found.checked, "gone": list(found.gone), "back": list(found.back)}
        )
        return 0
    from clashreader.cli.shapes import counted

    context.out.line(
        f"{counted(found.checked, 'page')} answered: {len(found.gone):,} no longer there,"
        f" {len(found.back):,} back."
    )
    if found.reason:
        context.out.note(found.reason)
    return 0


def _run(context: Context, sources: list[int] | None, *, force: bool) -> SyncReport:
    from clashreader import settings
    from clashreader.sync.pipeline import Syncer

    bar = ProgressBar()
    with Interrupts() as cancel:
        try:
            chosen = settings.load(context.home.settings)
            report = Syncer(context.library, unread_edits=chosen.mark_edited_unread).run(
                sources,
                force=force,
                images=chosen.images,
                progress=lambda step: bar.draw(
                    step.done + step.pages_done + step.images_done,
                    step.total + step.pages_total + step.images_total,
                    step.source,
                ),
                cancel=cancel,
            )
        finally:
            bar.clear()
        if cancel.is_set():
            raise CancelledError("The sync was stopped. What it had fetched is kept.")
    return report


def report_json(report: SyncReport) -> dict[str, object]:
    """Return what programs get to know of a sync."""
    return {
        "sources": [
            {
                "id": source.id,
                "url": source.url,
                "new": source.new,
                "updated": source.updated,
                "unchanged": source.unchanged,
                "not_modified": source.not_modified,
                "error": source.error,
            }
            for source in report.sources
        ],
        "new": report.new,
        "updated": report.updated,
        "failed": report.failed,
        "seconds": round(report.seconds, 3),
        "peak_mb": peak_mb(),
    }


def _print(context: Context, report: SyncReport) -> None:
    if not report.sources:
        context.out.line("Nothing is due. `clashreader sync --now` does not wait.")
        return
    from clashreader.cli.shapes import counted

    parts = [f"{report.new:,} new", f"{report.updated:,} updated"]
    if report.failed:
        parts.append(f"{report.failed:,} failed")
    context.out.line(
        f"{counted(len(report.sources), 'source')} in {report.seconds:.1f} s: {', '.join(parts)}."
    )


def peak_mb() -> float | None:
    """Return the most memory that was ever resident, in MB, or None where unknown.

    It is that of this process with that of its worker at the same time. What both share counts
    twice.
    """
    own = _own_peak()
    if own is None:
        return None
    if "clashreader.sync.apart" not in sys.modules:
        return own  # no worker was ever wanted
    from clashreader.sync.apart import most_together

    if together := most_together():
        return max(own, round(together / (1 << 20), 1))
    import resource  # which tells the peaks of each, whether or not at one time

    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round(own + worker / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def _own_peak() -> float | None:
    try:
        # Linux: VmHWM starts anew with the program; ru_maxrss remembers the shell that started it.
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    except (OSError, ValueError):
        pass
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


SYNC = Command(
    "fetch what is due",
    _arguments,
    _sync,
    more="In the JSON, `unchanged` counts the articles that a feed had brought before and that stay"
    " as they were, whether or not its answer named them; of a folder, the files that are neither"
    " new nor updated.",
)
