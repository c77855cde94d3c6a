"""Commands of the subscriptions: add, sources, edit, remove."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command, interval, on_off, positive
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.output import ProgressBar
from clashreader.cli.shapes import counted, instant, kind_name, local_time, source_json
from clashreader.errors import UsageError
from clashreader.model import ArticleQuery

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.model import FetchRecord, Source

_MAX_PASSWORD = 1_000  # characters

# --- add ---


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="URL-or-PATH", help="a feed, a page, a folder or a file")
    parser.add_argument("--section", metavar="S", help="put all its articles into this section")
    parser.add_argument("--title", metavar="T", help="call it this")
    parser.add_argument(
        "--full-text", action="store_true", help="fetch the whole article behind each item"
    )
    parser.add_argument("--no-images", action="store_true", help="do not keep its pictures")
    parser.add_argument(
        "--anyway",
        action="store_true",
        help="subscribe even if it cannot be read, or is not there, now",
    )
    parser.add_argument(
        "--pick", metavar="N", type=positive, help="which one, where a page offers several feeds"
    )


def _add(options: argparse.Namespace, context: Context) -> int:
    from clashreader import settings
    from clashreader.sync.subscribe import add

    _needs_text(options, "section", "title")
    bar = ProgressBar()
    with Interrupts() as cancel:
        try:
            added = add(
                context.library,
                options.target,
                section=options.section,
                title=options.title,
                full_text=options.full_text,
                images=not options.no_images and settings.load(context.home.settings).images,
                anyway=options.anyway,
                pick=options.pick,
                progress=lambda step: bar.draw(
                    step.pages_done + step.images_done,
                    step.pages_total + step.images_total,
                    step.source,
                ),
                cancel=cancel,
            )
        finally:
            bar.clear()
    context.brought = added.report.new
    source = context.library.source(added.source.id)
    error = added.report.error
    if context.out.json:
        context.out.document(
            {"source": source_json(source), "new": added.report.new, "error": error}
        )
    else:
        articles = counted(added.report.new, "article")
        context.out.line(f"Added {source.id}  {source.title}: {articles}.")
    if error is not None:
        context.out.note(f"{source.title}: {error}")
        return 1
    return 0


def _needs_text(options: argparse.Namespace, *names: str) -> None:
    for name in names:
        value = getattr(options, name)
        if value is not None and not value.strip():
            raise UsageError(f"--{name} needs a text.")


# --- sources ---


def _sources_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--log", metavar="SOURCE", help="how the last 50 fetches of one source went"
    )


def _sources(options: argparse.Namespace, context: Context) -> int:
    if options.log is not None:
        return _fetches(context.library.find_source(options.log), context)
    sources = context.library.sources()
    if context.out.json:
        context.out.document({"sources": [source_json(source) for source in sources]})
        return 0
    if not sources:
        context.out.note("No sources yet. `clashreader add URL-or-PATH` adds one.")
        return 0
    context.out.table(
        [">ID", "TITLE", "KIND", ">ARTICLES", ">UNREAD", "LAST SYNC", "STATE"],
        (_cells(source) for source in sources),
        flexible=1,
    )
    for source in sources:
        for said in (source.error, source.notice):
            if said:
                context.out.note(f"{source.title}: {said}")
    return 0


def _fetches(source: Source, context: Context) -> int:
    fetches = context.library.fetches(source.id)
    if context.out.json:
        context.out.document(
            {"source": source_json(source), "fetches": [_fetch_json(fetch) for fetch in fetches]}
        )
    elif not fetches:
        context.out.note(f"{source.title} has not been fetched yet.")
    else:
        context.out.table(
            ["TIME", ">STATUS", ">BYTES", ">SECONDS", ">NEW", ">CHANGED", "RESULT"],
            (_fetch_cells(fetch) for fetch in fetches),
            flexible=6,
        )
    return 0


def _fetch_cells(fetch: FetchRecord) -> list[str]:
    return [
        local_time(fetch.at) or "",
        str(fetch.status or ""),
        f"{fetch.size:,}",
        f"{fetch.seconds:.1f}",
        f"{fetch.new:,}",
        f"{fetch.updated:,}",
        fetch.error or ("as it was" if fetch.not_modified else "read"),
    ]


def _fetch_json(fetch: FetchRecord) -> dict[str, object]:
    return {
        "time": instant(fetch.at),
        "url": fetch.url,
        "url_reached": fetch.url_reached,
        "status": fetch.status,
        "seconds": round(fetch.seconds, 3),
        "bytes": fetch.size,
        "new": fetch.new,
        "updated": fetch.updated,
        "not_modified": fetch.not_modified,
        "error": fetch.error,
    }


def _cells(source: Source) -> list[str]:
    state = "paused" if source.paused else "failed" if source.error else ""
    return [
        str(source.id),
        source.title,
        kind_name(source.kind),
        f"{source.articles:,}",
        f"{source.unread:,}",
        local_time(source.last_sync) or "never",
        state,
    ]


# --- edit and remove ---


def _edit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="number, address or title")
    parser.add_argument("--title", metavar="T", help="call it this")
    parser.add_argument(
        "--section", metavar="S", help="the section of its articles; '' for its own"
    )
    parser.add_argument("--url", metavar="URL", help="where it is read from")
    parser.add_argument("--user", metavar="NAME", help="the name for its server; '' for none")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input; both are kept in the system's keyring",
    )
    parser.add_argument("--full-text", metavar="on/off", type=on_off)
    parser.add_argument("--images", metavar="on/off", type=on_off)
    parser.add_argument("--every", metavar="TIME", type=interval, help="15m to 24h, or auto")
    parser.add_argument("--paused", metavar="on/off", type=on_off)


def _edit(options: argparse.Namespace, context: Context) -> int:
    values = (
        options.title,
        options.section,
        options.url,
        options.full_text,
        options.images,
        options.every,
        options.paused,
        options.user,
    )
    if all(value is None for value in values):
        raise UsageError("Say what to change. See `clashreader edit --help`.")
    _needs_text(options, "title", "url")
    if options.password_stdin != bool(options.user):
        raise UsageError("--user NAME and --password-stdin go together.")
    source = context.library.find_source(options.source)
    url = None
    if options.url is not None:
        from clashreader.sync.places import new_address

        url = new_address(context.library, source, options.url)
    context.library.edit_source(
        source.id,
        title=options.title,
        section=options.section,
        url=url,
        full_text=options.full_text,
        images=options.images,
        interval=_within_bounds(options.every, context),
        paused=options.paused,
    )
    if url is not None and url != source.url:
        _forget_login(source)
    if options.user is not None:
        _set_login(options, context, context.library.source(source.id))
    source = context.library.source(source.id)
    if context.out.json:
        context.out.document({"source": source_json(source)})
    else:
        context.out.line(f"Changed {source.id}  {source.title}.")
    return 0


def _within_bounds(seconds: int | None, context: Context) -> int | None:
    """Return the pause between two looks at a source, and say so where it is another than asked."""
    from clashreader.sync.schedule import LONGEST, SHORTEST

    if not seconds or SHORTEST <= seconds <= LONGEST:
        return seconds
    bound, words = (SHORTEST, "15 minutes") if seconds < SHORTEST else (LONGEST, "24 hours")
    context.out.note(
        f"A source is looked at between every 15 minutes and every 24 hours: now every {words}."
    )
    return bound


def _set_login(options: argparse.Namespace, context: Context, source: Source) -> None:
    """Put a name and the password from standard input into the keyring, or take them out."""
    from clashreader.sync import logins

    if options.user:
        password = sys.stdin.readline(_MAX_PASSWORD).rstrip("\r\n")
        logins.give(context.library, source, options.user, password)
    else:
        logins.take_away(context.library, source)


def _forget_login(source: Source) -> None:
    from clashreader.sync import logins

    logins.forget_of(source)


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="number, address or title")
    parser.add_argument(
        "--delete-articles",
        action="store_true",
        help="delete its articles too, but for those bookmarked, tagged or annotated",
    )


def _remove(options: argparse.Namespace, context: Context) -> int:
    from clashreader.sync.subscribe import leave

    source = context.library.find_source(options.source)
    before = context.library.count(ArticleQuery())
    leave(context.library, source, delete_articles=options.delete_articles)
    deleted = before - context.library.count(ArticleQuery())
    kept = source.articles - deleted
    if context.out.json:
        context.out.document({"source": source_json(source), "deleted": deleted, "kept": kept})
    else:
        context.out.line(
            f"Removed {source.id}  {source.title}: {counted(kept, 'article')} kept,"
            f" {deleted:,} deleted."
        )
    return 0


ADD = Command(
    "subscribe to a feed, a page, a folder or one file",
    _add_arguments,
    _add,
    paths=frozenset({"target"}),
)
SOURCES = Command("list the subscriptions", _sources_arguments, _sources)
EDIT = Command("change a subscription", _edit_arguments, _edit)
REMOVE = Command("end a subscription", _remove_arguments, _remove)
