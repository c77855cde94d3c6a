"""Articles that another program deletes between a command's look at them and its deed."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from typing import TYPE_CHECKING

from clashreader.cli.shapes import counted
from clashreader.errors import NotFoundError

if TYPE_CHECKING:
    from clashreader.cli.context import Context

_NAMED = 5
"""Numbers of articles that a sentence names."""


def check_done(
    context: Context, options: argparse.Namespace, gone: Collection[int]
) -> Collection[int]:
    """Say what another program deleted between the look at the articles and the deed; return it.

    Raises `NotFoundError` where the reader named them one by one.
    """
    if not gone:
        return gone
    if not options.ids:
        context.out.note(f"{counted(len(gone), 'article')} found had been deleted meanwhile.")
        return gone
    named = ", ".join(map(str, sorted(gone)[:_NAMED])) + ("" if len(gone) <= _NAMED else ", …")
    words = f"Article {named} has" if len(gone) == 1 else f"Articles {named} have"
    others = "" if len(gone) == len(set(options.ids)) else " The others are done."
    raise NotFoundError(f"{words} been deleted meanwhile: nothing was done there.{others}")
