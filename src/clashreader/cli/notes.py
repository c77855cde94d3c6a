"""Commands of what the reader writes beside articles: note, highlight, highlights."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from clashreader.cli.arguments import MAX_ID, Command, article_ids
from clashreader.cli.articles import chosen_ids
from clashreader.cli.shapes import PAGE, highlight_json, local_day
from clashreader.errors import NotFoundError, UsageError
from clashreader.model import HIGHLIGHT_COLOURS
from clashreader.quotations import Quotation, count_earlier, find, find_every, quote
from clashreader.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clashreader.cli.context import Context
    from clashreader.cli.output import Output
    from clashreader.library.library import Library
    from clashreader.model import Article, Highlight, HighlightPlace

MAX_INPUT = 1_000_000
"""Bytes of standard input that are read: more than any note may hold."""

_MARKS = re.compile(r"^(?:[ \t>]|• |\d{1,9}\. )+", re.MULTILINE)
"""What `show` puts before the lines of lists and quotations."""

Placed = tuple["Highlight", "HighlightPlace"]

# --- note ---


def _note_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the article's number")
    parser.add_argument(
        "text",
        metavar="TEXT",
        nargs="?",
        help='the note; "" takes it away, - reads standard input; without it the note is printed',
    )


def _note(options: argparse.Namespace, context: Context) -> int:
    [article_id] = article_ids([options.id])
    library, out = context.library, context.out
    changed = False
    if options.text is not None:
        text = _standard_input() if options.text == "-" else options.text
        changed = bool(library.set_note(article_id, text).articles)
    note = library.article(article_id).note
    if out.json:
        out.document({"article": article_id, "note": note, "changed": changed})
    elif options.text is None:
        if note is None:
            out.note(f"Article {article_id} has no note.")
        else:
            out.line(note)
    elif note is None:
        out.line(f"Article {article_id} has no note now.")
    else:
        out.line(f"Noted beside article {article_id}." if changed else "The note says so already.")
    return 0


def _standard_input() -> str:
    """Return the text on standard input without the last line's end.

    Raises `UsageError` where there is none (a pipe whose other end failed must not take a note
    away), where it is too long, or is not UTF-8.
    """
    try:
        data = b"" if sys.stdin is None else sys.stdin.buffer.read(MAX_INPUT + 1)
    except (OSError, ValueError) as error:
        raise UsageError("Standard input cannot be read.") from error
    if not data.strip():
        raise UsageError('Standard input is empty. An empty text ("") takes a note away.')
    if len(data) > MAX_INPUT:
        raise UsageError("Standard input is too long for a note.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("Standard input is not text in UTF-8.") from error
    return text.replace("\r\n", "\n").removesuffix("\n")


# --- highlight ---


def _highlight_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", nargs="?", help="the article's number")
    parser.add_argument("--quote", metavar="TEXT", help="words of the newest version's text")
    parser.add_argument("--note", metavar="TEXT", help='a note on them; "" for none')
    parser.add_argument(
        "--colour", choices=HIGHLIGHT_COLOURS, help=f"{HIGHLIGHT_COLOURS[0]} unless told"
    )
    parser.add_argument(
        "--edit", metavar="HID", help="change note or colour of the highlight with this number"
    )
    parser.add_argument("--delete", metavar="HID", help="take away the highlight with this number")


def _highlight(options: argparse.Namespace, context: Context) -> int:
    asked = [options.id, options.edit, options.delete]
    if sum(value is not None for value in asked) != 1:
        raise UsageError("Name one article, or one highlight with --edit or --delete.")
    if options.quote is not None and options.id is None:
        raise UsageError("--quote makes a highlight: name the article that has the words.")
    if options.delete is not None:
        return _delete(options, context)
    if options.edit is not None:
        return _edit(options, context)
    if options.quote is None:
        raise UsageError("Say which words to mark, with --quote.")
    [article_id] = article_ids([options.id])
    article = context.library.article(article_id)
    quotation, count = _in_text(article, options.quote)
    known = _marked_already(article, quotation, options.note)
    if known is not None:
        return _mark_again(known, options, context)
    made = context.library.add_highlight(
        article_id, quotation.exact, prefix=quotation.prefix, suffix=quotation.suffix,
        earlier=quotation.earlier, version=article.version, colour=_colour(options.colour) or 0,
        note=options.note,
    )  # fmt: skip
    if count > 1:
        context.out.note(f"The words are there {count:,} times; the first place is marked.")
    _tell(context, made, f"Highlight {made.id} made.")
    return 0


def _marked_already(article: Article, quotation: Quotation, note: str | None) -> Highlight | None:
    """Return the highlight of these very words; one with another note is another highlight."""
    for one in article.highlights:
        place = (one.exact, one.prefix, one.suffix, one.earlier)
        same = place == (quotation.exact, quotation.prefix, quotation.suffix, quotation.earlier)
        if same and (not note or one.note is None or one.note == note):
            return one
    return None


def _mark_again(known: Highlight, options: argparse.Namespace, context: Context) -> int:
    """Tell of a highlight that is there already, in the colour and with the note that are told."""
    colour, note = _colour(options.colour), options.note or None
    if (colour is not None and colour != known.colour) or (note and note != known.note):
        context.library.edit_highlight(known.id, colour=colour, note=note)
    _tell(
        context,
        context.library.highlight(known.id),
        f"These words are marked already: highlight {known.id}.",
    )
    return 0


def _delete(options: argparse.Namespace, context: Context) -> int:
    if options.note is not None or options.colour is not None:
        raise UsageError("--delete takes no note and no colour.")
    highlight_id = _highlight_id(options.delete)
    changes = context.library.delete_highlight(highlight_id)
    if context.out.json:
        context.out.document({"deleted": highlight_id, "article": changes.articles[0]})
    else:
        context.out.line(f"Highlight {highlight_id} deleted.")
    return 0


def _edit(options: argparse.Namespace, context: Context) -> int:
    if options.note is None and options.colour is None:
        raise UsageError("Say what to change, with --note or --colour.")
    highlight_id = _highlight_id(options.edit)
    context.library.edit_highlight(highlight_id, colour=_colour(options.colour), note=options.note)
    _tell(context, context.library.highlight(highlight_id), f"Highlight {highlight_id} changed.")
    return 0


def _highlight_id(word: str) -> int:
    if not re.fullmatch(r"[0-9]{1,19}", word) or not 1 <= int(word) <= MAX_ID:
        raise UsageError(f"“{word}” is not the number of a highlight.")
    return int(word)


def _colour(name: str | None) -> int | None:
    return None if name is None else HIGHLIGHT_COLOURS.index(name)


def _tell(context: Context, highlight: Highlight, sentence: str) -> None:
    if context.out.json:
        place = context.library.place_highlight(highlight.id)
        context.out.document(highlight_json(highlight, place))
    else:
        context.out.line(sentence)


def _in_text(article: Article, words: str) -> tuple[Quotation, int]:
    """Return `words` as the article has them, and how often it does.

    The headline comes last. Marks of lists and quotations that `show` prints may be among the
    words. Raises `NotFoundError` where they are not there, `UsageError` where there are none.
    """
    if not quote(words, 0, len(words)).exact:
        raise UsageError("Say which words to mark: --quote has none.")
    from clashreader.content import Body, digest

    body = Body.of(article)
    for text in (digest(body).text, article.title):
        for spelled in (words, _MARKS.sub("", words)):
            place = find(text, Quotation(spelled))
            if place is not None:
                found = replace(quote(text, *place), earlier=count_earlier(text, *place))
                if words.split() == found.exact.split():  # paragraphs stay apart as they were given
                    found = replace(found, exact=words.strip())
                return found, len(find_every(text, found.exact))
    raise NotFoundError(
        f"These words are not in the newest version of article {article.id}. "
        f"`clashreader show {article.id}` prints its text."
    )


# --- highlights ---


def _highlights_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", nargs="?", help="an article's number; all unless told")


def _highlights(options: argparse.Namespace, context: Context) -> int:
    library, out = context.library, context.out
    article_id = None if options.id is None else chosen_ids(context, [options.id])[0]
    placed = _placed(library, article_id)
    if out.json:
        out.stream({}, "highlights", (highlight_json(*each) for each in placed))
        return 0
    shown = False
    for owner, each in groupby(placed, key=lambda one: one[0].article_id):
        if shown:
            out.line()
        titles = [row.title for row in library.rows([owner])]
        out.heading("  ".join([str(owner), *titles]))
        print_highlights(out, each)
        shown = True
    if not shown:
        out.note("No highlights.")
    return 0


def _placed(library: Library, article_id: int | None) -> Iterator[Placed]:
    """Yield highlights with their places, some hundreds in memory at a time."""
    offset = 0
    while found := library.highlights(article_id, limit=PAGE, offset=offset):
        places = library.place_highlights(found)
        yield from ((one, places[one.id]) for one in found)
        offset += len(found)


def print_highlights(out: Output, placed: Iterable[Placed]) -> None:
    """Print highlights for the reader: number, colour, day, words, note, and where they are."""
    columns = min(out.columns, 88)
    for highlight, place in placed:
        colour = HIGHLIGHT_COLOURS[highlight.colour]
        out.line(f"  {highlight.id}  {colour}, {local_day(highlight.created)}")
        _indented(out, f"“{highlight.exact}”", columns)
        if highlight.note is not None:
            _indented(out, f"Note: {highlight.note}", columns)
        if place.version is None:
            _indented(out, "No version has these words any more.", columns)
        elif not place.current:
            _indented(out, f"No longer in the newest version; version {place.version} has it.",
                      columns)  # fmt: skip


def _indented(out: Output, text: str, columns: int) -> None:
    for line in text.splitlines() or [""]:
        for part in textwrap.wrap(line, columns - 6, break_on_hyphens=False) or [""]:
            out.line(f"      {part}".rstrip())


def placed_of(library: Library, article: Article) -> list[Placed]:
    """Return the highlights of an article that was read, each with its place."""
    places = library.place_highlights(article.highlights)
    return [(one, places[one.id]) for one in article.highlights]


# Words that begin with a dash are the note's own, as they are a query's.
NOTE = Command(
    "read, write or take away the note on an article", _note_arguments, _note, query=True
)
HIGHLIGHT = Command("mark words of an article", _highlight_arguments, _highlight)
HIGHLIGHTS = Command("list what is marked", _highlights_arguments, _highlights)
