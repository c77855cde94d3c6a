"""The back-fill command: older articles of a feed, counted first and fetched on request."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command, positive
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.output import ProgressBar
from clashreader.cli.shapes import counted
from clashreader.errors import CancelledError

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.sync.backfill import BackfillReport, Plan


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="number, address or title")
    parser.add_argument(
        "--fetch", action="store_true", help="fetch them; without it they are only counted"
    )
    parser.add_argument(
        "--pages", metavar="N", type=positive, default=50, help="pages at most (50 unless told)"
    )


def _back_fill(options: argparse.Namespace, context: Context) -> int:
    from clashreader.sync.backfill import fill_back, plan_backfill

    source = context.library.find_source(options.source)
    bar, report = ProgressBar(), None
    with Interrupts() as cancel:
        plan = plan_backfill(context.library, source.id, cancel=cancel)
        if options.fetch and plan.start is not None:
            try:
                report = fill_back(
                    context.library, source.id, pages=options.pages, start=plan.start,
                    progress=lambda step: bar.draw(step.pages, step.most, source.title),
                    cancel=cancel,
                )  # fmt: skip
            finally:
                bar.clear()
        if cancel.is_set():
            raise CancelledError("It was stopped. What was fetched is kept; it goes on from there.")
    if context.out.json:
        context.out.document(_json(plan, report, options.pages))
    else:
        _print(context, plan, report, options.pages)
    return 1 if report is not None and report.reason else 0


def _json(plan: Plan, report: BackfillReport | None, pages: int) -> dict[str, object]:
    found: dict[str, object] = {
        "available": plan.start is not None, "pages": plan.pages, "articles": plan.articles,
        "at_most": plan.at_most(pages) if plan.start else 0, "goes_on": plan.goes_on,
    }  # fmt: skip
    if report is not None:
        found["fetched"] = {"pages": report.pages, "new": report.new, "done": report.done,
                            "reason": report.reason or None}  # fmt: skip
    return found


def _print(context: Context, plan: Plan, report: BackfillReport | None, pages: int) -> None:
    out = context.out
    if plan.start is None:
        out.line("This feed offers nothing older than what it lists.")
    elif report is None:
        out.line(_offer(plan, pages))
        out.line("Fetch them with --fetch.")
    else:
        out.line(f"{counted(report.new, 'older article')} in {counted(report.pages, 'page')}.")
        if report.reason:
            out.note(report.reason)
        elif not report.done:
            out.line("There is more; the same command goes on from there.")


def _offer(plan: Plan, pages: int) -> str:
    if plan.articles is not None:
        return f"There are about {counted(plan.articles, 'older article')}."
    if plan.pages is not None:
        return (
            f"There are {counted(plan.pages, 'older page')}, about "
            f"{counted(plan.pages * max(1, plan.here), 'article')}."
        )
    return (
        f"There are older pages; the feed does not say how many. {counted(pages, 'page')} "
        f"would bring about {counted(plan.at_most(pages), 'article')}, at most."
    )


BACK_FILL = Command(
    "count the older articles of a feed; --fetch brings them in, as read",
    _arguments,
    _back_fill,
)
