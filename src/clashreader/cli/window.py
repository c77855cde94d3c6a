"""The open command: the window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command, size
from clashreader.errors import UsageError
from clashreader.settings import THEMES

if TYPE_CHECKING:
    from clashreader.cli.context import Context


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "targets",
        metavar="ID or FILE or URL",
        nargs="*",
        help="what to show: an article by its number, articles, feeds or lists of feeds (OPML) by"
        " file or address, folders; all articles if none",
    )
    parser.add_argument("--sync", action="store_true", help="fetch new articles there")
    parser.add_argument("--add", action="store_true", help="ask there for a new source")
    parser.add_argument(
        "--screenshot", metavar="FILE.png", type=Path, help="draw the window into FILE and leave"
    )
    parser.add_argument("--size", metavar="WxH", type=size, help="of the window, such as 1400x900")
    parser.add_argument("--theme", choices=THEMES[1:], help="the one of the settings if none")


def _open(options: argparse.Namespace, context: Context) -> int:
    from clashreader.ui.request import article_number, make_request

    for target in options.targets:
        number = article_number(target)
        if number is not None:  # a number that names nothing: said here, not there
            context.library.article(number)
    context.close()
    if options.screenshot is not None and not options.screenshot.parent.is_dir():
        raise UsageError(f"There is no folder “{options.screenshot.parent}”.")
    from clashreader.app import run_window

    return run_window(
        context.home,
        request=make_request(options.targets, sync=options.sync, add=options.add),
        screenshot=options.screenshot,
        size=options.size,
        theme=options.theme,
    )


OPEN = Command(
    "open the window, at an article, a file or an address",
    _arguments,
    _open,
    paths=frozenset({"targets", "screenshot"}),
)
