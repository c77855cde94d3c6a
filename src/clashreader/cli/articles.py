"""Commands that find and show articles: list, search, show, history, diff."""

from __future__ import annotations

import argparse
import re
import textwrap
from itertools import islice
from typing import TYPE_CHECKING

from clashreader.cli.arguments import AskedQueryError, Command, article_ids, positive, whole
from clashreader.cli.indexing import complete_index
from clashreader.cli.shapes import (
    PAGE,
    article_json,
    counted,
    details,
    highlight_json,
    local_day,
    local_time,
    month_name,
    provenance_json,
    version_json,
)
from clashreader.errors import QueryError, UsageError
from clashreader.model import ArticleQuery, Sort

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from clashreader.cli.context import Context
    from clashreader.content.diff import Part
    from clashreader.library.library import Library
    from clashreader.model import Article, ArticleDetail, SearchHit

_INDENT = re.compile(r"(?:[ \t>]|[•*+-] |\d{1,3}[.)] )+")
HITS = 5_000
"""Hits asked for at once; each asking ranks all of them anew."""

EXAMPLE = 'a query: words, "a phrase", is:unread, section:Europe, month:2025-06; see the user guide'


def read_query(text: str, sort: Sort = Sort.NEWEST) -> ArticleQuery:
    """Return the query that `text` asks. Raises `AskedQueryError`."""
    from clashreader.library.grammar import parse_query

    try:
        return ArticleQuery(parse_query(text), sort)
    except QueryError as error:
        raise AskedQueryError(error, text) from error


# --- list ---


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="*", help=EXAMPLE)
    parser.add_argument(
        "--limit", metavar="N", type=whole, default=50, help="how many; 0 is all (50 unless told)"
    )
    parser.add_argument("--offset", metavar="N", type=whole, default=0, help="leave out the first")
    parser.add_argument(
        "--sort", choices=[str(sort) for sort in Sort], default="newest", help="newest unless told"
    )
    parser.add_argument(
        "--fold", action="store_true", help="copies of one report as one, with their number"
    )


def _list(options: argparse.Namespace, context: Context) -> int:
    query = read_query(" ".join(options.query), Sort(options.sort))
    complete_index(query, context)
    library = context.library
    if options.fold:
        return _list_folded(options, context, query)
    total = library.count(query)
    ids = library.ids(query, limit=options.limit or None, offset=options.offset)
    found = details(library, ids)
    if context.out.json:
        context.out.stream({"total": total}, "articles", map(article_json, found))
        return 0
    print_rows(context, found)
    _note_rest(context, len(ids), total)
    return 0


def _list_folded(options: argparse.Namespace, context: Context, query: ArticleQuery) -> int:
    from clashreader.cli.output import ProgressBar

    library, bar = context.library, ProgressBar()
    if library.only_read is None:
        try:
            library.group_copies(lambda done, total: bar.draw(done, total, "copies"))
        finally:
            bar.clear()
    folded = library.folded_ids(query)
    end = options.offset + options.limit if options.limit else None
    ids = folded.ids[options.offset : end]
    found = details(library, ids)
    others = {one: len(behind) for one, behind in folded.others.items()}
    if context.out.json:
        shown = ({**article_json(one), "copies": others.get(one.row.id, 0)} for one in found)
        context.out.stream({"total": len(folded.ids)}, "articles", shown)
        return 0
    print_rows(context, found, others)
    _note_rest(context, len(ids), len(folded.ids))
    return 0


def print_rows(
    context: Context, found: Iterable[ArticleDetail], others: Mapping[int, int] | None = None
) -> None:
    """Print articles as a table; `others` counts the copies that are folded into one."""
    others = others or {}
    cells = (_cells(detail, others.get(detail.row.id, 0)) for detail in found)
    context.out.table([">ID", "", "DATE", "TITLE", "OUTLET", "SECTION"], cells, flexible=3)


def _note_rest(context: Context, shown: int, total: int) -> None:
    if shown < total:
        context.out.note(f"{shown:,} of {counted(total, 'article')}.")
    elif not total:
        context.out.note("No articles.")


def _cells(detail: ArticleDetail, others: int) -> list[str]:
    row = detail.row
    marks = ("" if row.read else "●") + ("★" if row.bookmarked else "")
    edited = f"  (edited ×{row.edits})" if row.edits else ""
    return [
        str(row.id),
        marks,
        local_day(row.published),
        row.title + edited,
        f"{row.outlet} +{others}" if others else row.outlet,
        row.section or "",
    ]


# --- search ---


def _search_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="+", help=EXAMPLE)
    parser.add_argument(
        "--limit", metavar="N", type=whole, default=50, help="how many; 0 is all (50 unless told)"
    )


def _search(options: argparse.Namespace, context: Context) -> int:
    query = read_query(" ".join(options.query), Sort.RELEVANCE)
    complete_index(query, context)
    library = context.library
    total = library.count(query)
    limit = min(options.limit or total, total)
    hits = _hits(library, query, limit)
    if context.out.json:
        context.out.stream({"total": total}, "articles", _hits_json(library, hits))
        return 0
    for hit in hits:
        _print_hit(context, hit)
    if limit < total:
        context.out.note(f"The best {limit:,} of {counted(total, 'article')}.")
    elif not total:
        context.out.note("Nothing found.")
    return 0


def _hits(library: Library, query: ArticleQuery, limit: int) -> Iterator[SearchHit]:
    """Yield hits, best first, some thousands in memory at a time."""
    seen: set[int] = set()
    for start in range(0, limit, HITS):
        for hit in library.search(query, limit=min(HITS, limit - start), offset=start):
            if hit.row.id not in seen:  # a sync in another process can move them between pages
                seen.add(hit.row.id)
                yield hit


def _hits_json(library: Library, hits: Iterable[SearchHit]) -> Iterator[dict[str, object]]:
    hits = iter(hits)
    while page := list(islice(hits, PAGE)):
        by_id = {hit.row.id: hit for hit in page}
        for detail in library.details(list(by_id)):
            hit = by_id[detail.row.id]
            yield {**article_json(detail), "snippet": hit.snippet, "score": hit.score}


def _print_hit(context: Context, hit: SearchHit) -> None:
    row, out = hit.row, context.out
    out.heading(f"{row.id}  {row.title}")
    place = ", ".join(filter(None, [row.outlet, local_day(row.published), row.section]))
    out.line(f"    {place}")
    for line in textwrap.wrap(hit.snippet, min(out.columns, 88) - 4):
        out.line(f"    {line}")
    out.line()


# --- show ---


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the article's number")
    parser.add_argument(
        "--format",
        choices=["text", "markdown", "html", "json"],
        default="text",
        help="text unless told; html is the sanitised body",
    )
    parser.add_argument(
        "--version", metavar="N", type=positive, help="a version; 1 is the oldest (the newest)"
    )


def _show(options: argparse.Namespace, context: Context) -> int:
    [article_id] = article_ids([options.id])
    article = context.library.article(article_id, version=options.version)
    if context.out.json or options.format == "json":
        context.out.document(_shown_json(context, article))
    elif options.format == "html":
        from clashreader.content import Body, to_html

        context.out.raw(to_html(Body.of(article)))
    elif options.format == "markdown":
        from clashreader.content import Body, to_markdown

        context.out.raw(f"# {article.title}\n\n{to_markdown(Body.of(article))}")
    else:
        _print_article(context, article)
    return 0


def _shown_json(context: Context, article: Article) -> dict[str, object]:
    from clashreader.cli.notes import placed_of
    from clashreader.content import Body, to_html, to_text

    [detail] = context.library.details([article.id])
    body = Body.of(article)
    return {
        **article_json(detail),
        "title": article.title,
        "summary": article.summary,
        "words": article.words,
        "version": article.version,
        "html": to_html(body),
        "text": to_text(body),
        "note": article.note,
        "highlights": [highlight_json(*each) for each in placed_of(context.library, article)],
        "provenance": next(
            (
                provenance_json(one)
                for one in context.library.provenance(article.id)
                if one.version == article.version
            ),
            None,
        ),
    }


def _print_article(context: Context, article: Article) -> None:
    from clashreader.cli.notes import placed_of, print_highlights
    from clashreader.content import Body, to_text

    out = context.out
    columns = min(out.columns, 88)
    for line in textwrap.wrap(article.title, columns) or [""]:
        out.heading(line)
    for label, value in _header(article):
        if value:
            out.line(f"{label:<10} " + value.replace("\n", "\n" + " " * 11))
    for notice in article.notices:
        out.line(f"{'Mind':<10} {notice}")
    out.line()
    for line in to_text(Body.of(article)).strip("\n").split("\n"):
        out.line(_wrapped(line, columns))
    if article.highlights:
        out.line()
        out.heading("Highlights")
        print_highlights(out, placed_of(context.library, article))


def _wrapped(line: str, columns: int) -> str:
    """Wrap a line of plain text, and keep what is indented (lists, code) in its column."""
    if len(line) <= columns:
        return line
    indent = _INDENT.match(line)
    rest = " " * len(indent[0]) if indent else ""
    return "\n".join(
        textwrap.wrap(
            line, columns, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        )
    )


def _header(article: Article) -> list[tuple[str, str | None]]:
    month = month_name(article.month)
    place = " / ".join(filter(None, [article.section, month]))
    version = f"{article.version} of {article.versions}" if article.versions > 1 else None
    state = [
        "read" if article.read else "unread",
        "bookmarked" if article.bookmarked_at is not None else None,
        f"gone since {local_day(article.gone_since)}" if article.gone_since is not None else None,
    ]
    return [
        ("By", article.author),
        ("Outlet", article.outlet or article.source_title),
        ("Published", local_time(article.published) or "undated"),
        ("Updated", local_time(article.updated)),
        ("Section" if article.section else "Month", place),
        ("Tags", ", ".join(article.tags)),
        ("Address", article.url),
        ("Version", version),
        ("State", ", ".join(filter(None, state))),
        ("Note", article.note),
    ]


# --- history and diff ---


def _history_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the article's number")


def _history(options: argparse.Namespace, context: Context) -> int:
    [article_id] = article_ids([options.id])
    versions = context.library.versions(article_id)
    if context.out.json:
        sources = {one.version: one for one in context.library.provenance(article_id)}
        found = [
            {**version_json(one), "provenance": provenance_json(sources[one.number])}
            for one in versions
            if one.number in sources
        ]
        context.out.document({"versions": found})
        return 0
    rows = (
        [str(v.number), local_time(v.seen), f"{v.words:,}", v.text_hash[:12], v.title]
        for v in versions
    )
    context.out.table([">VERSION", "SEEN", ">WORDS", "HASH", "TITLE"], rows, flexible=4)
    return 0


def _diff_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the article's number")
    parser.add_argument(
        "--from", dest="old", metavar="N", type=positive, help="a version (the one before --to)"
    )
    parser.add_argument(
        "--to", dest="new", metavar="M", type=positive, help="a version (the newest)"
    )


def _diff(options: argparse.Namespace, context: Context) -> int:
    from clashreader.content import Body, to_text
    from clashreader.content.diff import diff, diff_line

    [article_id] = article_ids([options.id])
    new = context.library.article(article_id, version=options.new)
    old_number = options.old or max(new.version - 1, 1)
    old = context.library.article(article_id, version=old_number)
    title = diff_line(old.title, new.title)
    body = diff(to_text(Body.of(old)), to_text(Body.of(new)))
    if context.out.json:
        context.out.document({"title": title, "body": body})
        return 0
    if old.version == new.version:
        context.out.note(f"Only version {new.version} is asked for; there is nothing to compare.")
        return 0
    context.out.heading(f"Version {old.version} to {new.version}")
    context.out.line(_marked(title))
    context.out.line()
    context.out.line(_marked(body))
    return 0


def _marked(parts: list[Part]) -> str:
    """Write changes the way wdiff does: ``[-old-]`` and ``{+new+}``."""
    signs = {"same": ("", ""), "delete": ("[-", "-]"), "insert": ("{+", "+}")}
    return "".join(f"{signs[kind][0]}{text}{signs[kind][1]}" for kind, text in parts)


def meant_ids(context: Context, options: argparse.Namespace) -> list[int]:
    """Return the ids that `options.ids` names, or `options.query` finds: one of the two.

    Raises `UsageError`.
    """
    if bool(options.ids) == (options.query is not None):
        raise UsageError("Name articles by their numbers or by --query, one of the two.")
    if options.query is None:
        return chosen_ids(context, options.ids)
    query = read_query(options.query)
    complete_index(query, context)
    return list(context.library.ids(query))


def chosen_ids(context: Context, words: list[str], *, binned: bool = False) -> list[int]:
    """Return the ids named by `words`, all of which exist, or with `binned` are in the bin.

    Raises `UsageError` before anything is changed where one of them names nothing.
    """
    ids = article_ids(words)
    context.library.check_ids(ids, binned=binned)
    return ids


LIST = Command("list articles, newest first", _list_arguments, _list, query=True)
SEARCH = Command("search in titles and texts, best first", _search_arguments, _search, query=True)
SHOW = Command("show one article", _show_arguments, _show)
HISTORY = Command("list the versions of an article", _history_arguments, _history)
DIFF = Command("show what changed between two versions", _diff_arguments, _diff)
