"""Commands that fetch what is missing of articles: fetch-text, offline."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.articles import chosen_ids, read_query
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.output import ProgressBar
from clashreader.cli.shapes import counted
from clashreader.errors import CancelledError

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.model import Gap
    from clashreader.sync.offline import OfflineReport

_LISTED = 10_000
"""Gaps that are listed at most."""


def _text_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", nargs="+", help="numbers of articles")


def _fetch_text(options: argparse.Namespace, context: Context) -> int:
    from clashreader.sync.asked import fetch_text

    ids = chosen_ids(context, options.ids)
    bar, reports = ProgressBar(), []
    with Interrupts() as cancel:
        try:
            for place, number in enumerate(ids):
                bar.draw(place, len(ids), str(number))
                reports.append(fetch_text(context.library, number, cancel=cancel))
        finally:
            bar.clear()
    out = context.out
    if out.json:
        out.document({
            "articles": [
                {"id": one.article_id, "taken": one.taken, "changed": one.taken and not one.same,
                 "reason": one.reason or None}
                for one in reports
            ],
            "taken": sum(one.taken for one in reports),
            "failed": sum(not one.taken for one in reports),
        })  # fmt: skip
    else:
        for one in reports:
            if one.taken:
                words = "the page says the same" if one.same else "has its whole text now"
                out.line(f"{one.article_id}: {words}.")
            else:
                out.note(f"{one.article_id}: {one.reason}")
    return 0 if all(one.taken for one in reports) else 1


def _offline_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="*", help="which articles; all unless told")
    parser.add_argument(
        "--prepare", action="store_true", help="fetch what is missing, and list what is left"
    )


def _offline(options: argparse.Namespace, context: Context) -> int:

    library, ids = context.library, None
    if options.query:
        ids = list(library.ids(read_query(" ".join(options.query))))
    if options.prepare:
        report = _prepare(context, ids)
    else:
        from clashreader.sync.offline import look_at_files

        report = None
        look_at_files(library)
    texts = library.text_gaps(_LISTED, ids)
    images = library.image_gaps(_LISTED, ids)
    if context.out.json:
        context.out.document(_offline_json(texts, images, report))
    else:
        _print_gaps(context, texts, images, report)
    return 1 if report is not None and (texts or images) else 0


def _prepare(context: Context, ids: list[int] | None) -> OfflineReport:
    from clashreader.sync.offline import prepare_offline

    bar = ProgressBar()
    with Interrupts() as cancel:
        try:
            report = prepare_offline(
                context.library, ids, cancel=cancel,
                progress=lambda step: bar.draw(step.done, step.total, ""),
            )  # fmt: skip
        finally:
            bar.clear()
    if report.stopped:
        raise CancelledError("It was stopped. What was fetched is kept.")
    return report


def _offline_json(
    texts: tuple[Gap, ...], images: tuple[Gap, ...], report: OfflineReport | None
) -> dict[str, object]:
    from clashreader.sync.offline import reason_of

    def shape(gap: Gap) -> dict[str, object]:
        return {"article": gap.article_id, "title": gap.title, "url": gap.url,
                "tries": gap.tries, "reason": reason_of(gap)}  # fmt: skip

    found: dict[str, object] = {
        "missing": {"texts": [shape(gap) for gap in texts],
                    "images": [shape(gap) for gap in images]},
    }  # fmt: skip
    if report is not None:
        found["fetched"] = {
            "texts": report.texts, "texts_failed": report.texts_failed,
            "images": report.images, "images_failed": report.images_failed,
        }  # fmt: skip
    return found


def _print_gaps(
    context: Context,
    texts: tuple[Gap, ...],
    images: tuple[Gap, ...],
    report: OfflineReport | None,
) -> None:
    from clashreader.sync.offline import reason_of

    out = context.out
    if report is not None:
        out.line(
            f"Fetched {counted(report.texts, 'text')} and {counted(report.images, 'picture')}."
        )
    for gap in (*texts, *images):
        out.line(f"{gap.article_id:>7}  {gap.url}  {reason_of(gap)}")
    if not texts and not images:
        out.line("Nothing is missing: all of it can be read offline.")


FETCH_TEXT = Command(
    "fetch the pages behind articles for their whole texts",
    _text_arguments,
    _fetch_text,
    more="The text that was there stays as a version. A page that asks for something, tells of an"
    " error or says less than the text that is there replaces nothing.",
)
OFFLINE = Command(
    "list what could not be read offline; --prepare fetches it",
    _offline_arguments,
    _offline,
    query=True,
)
