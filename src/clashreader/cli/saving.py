"""The command of saved searches."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.articles import read_query
from clashreader.cli.shapes import counted
from clashreader.errors import UsageError
from clashreader.model import Sort

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.model import SavedSearch, SearchCount

ACTIONS = ("add", "edit", "delete", "order", "export", "import")
_PAIR = 2
_MOST_BYTES = 32_000_000


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=ACTIONS)
    parser.add_argument(
        "words", metavar="NAME", nargs="*",
        help="add NAME QUERY, edit NAME, delete NAME, order A B C, export FILE, import FILE",
    )  # fmt: skip
    parser.add_argument("--name", metavar="NAME", help="edit: the new name")
    parser.add_argument("--query", metavar="QUERY", help="edit: the new query")
    parser.add_argument(
        "--sort", choices=[str(sort) for sort in Sort], help="add, edit: the order of its list"
    )


def _run(options: argparse.Namespace, context: Context) -> int:
    action, words = options.action, options.words
    if action in ("export", "import"):
        return _carry(action, words, context)
    library = context.library
    if action == "add":
        _expect(len(words) >= _PAIR, "searches add NAME QUERY")
        query = " ".join(words[1:])
        read_query(query)
        library.add_search(words[0], query, Sort(options.sort or "newest"))
    elif action == "edit":
        _expect(len(words) == 1, "searches edit NAME --query QUERY")
        if options.query is not None:
            read_query(options.query)
        library.edit_search(
            library.find_search(words[0]).id, name=options.name, query=options.query,
            sort=Sort(options.sort) if options.sort else None,
        )  # fmt: skip
    elif action == "delete":
        _expect(len(words) == 1, "searches delete NAME")
        library.delete_search(library.find_search(words[0]).id)
    elif action == "order":
        _expect(bool(words), "searches order A B C")
        library.order_searches([library.find_search(word).id for word in words])
    else:
        _expect(not words, "searches")
    return _list(context)


def _expect(fits: bool, form: str) -> None:
    if not fits:
        raise UsageError(f"Write it as `{form}`, with quotes around a name that has spaces.")


def _list(context: Context) -> int:
    counts = context.library.count_searches()
    searches = context.library.searches()
    if context.out.json:
        found = [_json(search, counts.get(search.id)) for search in searches]
        context.out.document({"searches": found})
        return 0
    if not searches:
        context.out.note("No saved searches.")
        return 0
    rows = (_cells(search, counts.get(search.id)) for search in searches)
    context.out.table(["SEARCH", "QUERY", ">UNREAD", ">ARTICLES"], rows, flexible=1)
    return 0


def _json(search: SavedSearch, count: SearchCount | None) -> dict[str, object]:
    return {
        "id": search.id,
        "name": search.name,
        "query": search.query,
        "sort": str(search.sort),
        "articles": None if count is None else count.total,
        "unread": None if count is None else count.unread,
    }


def _cells(search: SavedSearch, count: SearchCount | None) -> list[str]:
    numbers = ["?", "?"] if count is None else [f"{count.unread:,}", f"{count.total:,}"]
    return [search.name, search.query, *numbers]


def _carry(action: str, words: list[str], context: Context) -> int:
    _expect(len(words) == 1, f"searches {action} FILE")
    path = Path(words[0]).expanduser()
    library = context.library
    if action == "export":
        _write(path, library.export_searches())
        number = len(library.searches())
    else:
        number = len(library.import_searches(_read(path)))
    if context.out.json:
        context.out.document({f"{action}ed": number, "path": str(path)})
        return 0
    context.out.line(f"{counted(number, 'saved search', 'saved searches')} {action}ed.")
    return 0


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already. Name another file.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{path} is too large for a file of saved searches.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeError as error:
        raise UsageError(f"{path} is not text in UTF-8.") from error


SEARCHES = Command(
    "list, add, edit, delete or order saved searches, carry them out and in",
    _arguments,
    _run,
    query=True,
)
