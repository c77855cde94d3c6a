"""Writing lists of subscriptions: the format ``opml`` of the command `export`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.cli.articles import read_query
from clashreader.cli.indexing import complete_index
from clashreader.cli.shapes import counted
from clashreader.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from clashreader.cli.context import Context

STREAM = "-"


def write_opml(options: argparse.Namespace, context: Context) -> int:
    """Write the subscriptions, or those with articles that the query finds; return the exit code.

    A library without any gives an empty list: that is what it has.
    """
    from clashreader.export.opml import subscription_list
    from clashreader.export.targets import target_in, whole_file

    if options.id:
        raise UsageError("A list of subscriptions is chosen by a query, not by --id.")
    text = " ".join(options.query)
    query = read_query(text)
    if query.where is not None:
        complete_index(query, context)
    made = subscription_list(context.library, query)
    if query.where is not None and not made.feeds:
        raise NotFoundError("Nothing was written: no feed has an article that this finds.")
    data = made.text.encode()
    if made.left_out:
        context.out.note(
            f"{counted(made.left_out, 'source')} left out: folders and imports are of this"
            " computer; a list names feeds of the web."
        )
    if options.to == STREAM:
        context.out.flush()
        sys.stdout.buffer.write(data)
        return 0
    path = target_in(Path(options.to).expanduser(), options.title or "subscriptions", ".opml")
    with whole_file(path, replace=options.overwrite) as file:
        file.write(data)
    if context.out.json:
        context.out.document(
            {
                "path": str(path),
                "format": "opml",
                "sources": made.feeds,
                "left_out": made.left_out,
                "bytes": len(data),
            }
        )
    else:
        context.out.line(f"{counted(made.feeds, 'feed')} written to {path}.")
    return 0
