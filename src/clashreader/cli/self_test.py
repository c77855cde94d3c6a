"""``clashreader --self-test``: whether this installation has all its parts, and they work.

For packages, which may lack a library or a file that a checkout has. It works in a home that is
thrown away, asks no network for anything and needs no screen.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader import __version__

if TYPE_CHECKING:
    from clashreader.cli.output import Output
    from clashreader.library.library import Library

FAILED = 1
_MODULES = (
    *("appdirs", "charset_normalizer", "feedparser", "lxml.html", "markdown", "nh3", "pyphen"),
    *("sqlalchemy", "tomli_w", "trafilatura", "truststore", "watchfiles", "yaml"),
)
_FEED = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY shore "coast">]>
<rss version="2.0"><channel><title>Harbour</title><item><title>A light on the {0}</title>
<guid>1</guid><description>Lit at dusk.</description></item></channel></rss>""".format("&shore;")
_PAGE = "<html><body><nav>Home</nav><article><h1>Ferries</h1>{}</article></body></html>".format(
    "<p>The ferry left at nine, as the harbour master had said it would, with forty people.</p>" * 8
)


class _WrongError(Exception):
    """A part answered, and not with what it should."""


def run(out: Output) -> int:
    """Try every part; print one line of JSON, and return 0 where all are well, else 1.

    The line has ``ok``, ``version``, ``seconds``, the versions beneath (``python``, ``qt``,
    ``sqlite``), ``bundled`` (whether Python is part of the package) and ``parts``: for each part
    "ok", or a sentence that says what is wrong with it.
    """
    started = time.monotonic()
    if not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(
        prefix="clashreader-self-test-", ignore_cleanup_errors=True
    ) as folder:
        found = {name: _outcome(part, Path(folder)) for name, part in PARTS.items()}
    well = all(words == "ok" for words in found.values())
    said = {
        "ok": well,
        "version": __version__,
        "seconds": round(time.monotonic() - started, 2),
        "python": platform.python_version(),
        "qt": _qt_version(),
        "sqlite": sqlite3.sqlite_version,
        "bundled": bool(getattr(sys, "frozen", False)),
        "parts": found,
    }
    out.raw(json.dumps(said, ensure_ascii=False) + "\n")
    return 0 if well else FAILED


def _outcome(part: Callable[[Path], None], folder: Path) -> str:
    try:
        part(folder)
    except Exception as error:  # noqa: BLE001 - whatever is wrong is what was asked for
        return f"{type(error).__name__}: {error}"
    return "ok"


def _expect(right: bool, words: str) -> None:
    if not right:
        raise _WrongError(words)


def _qt_version() -> str | None:
    try:
        from clashreader.ui.self_test import qt_version
    except ImportError:
        return None
    return qt_version()


# --- parts: each takes a folder to work in, and raises whatever goes wrong -----------------------


def _modules(folder: Path) -> None:
    for name in _MODULES:
        import_module(name)


def _commands(folder: Path) -> None:
    from clashreader.cli.arguments import make_parser
    from clashreader.cli.commands import COMMANDS

    for name, command in COMMANDS.items():
        make_parser(name, command).format_help()


def _resources(folder: Path) -> None:
    from clashreader.paths import resources

    for name in ("icons/clashreader.svg", "welcome"):
        _expect((resources() / name).exists(), f"{name} is not among the resources")


def _licences(folder: Path) -> None:
    """Every part is named with its licence, as About shows it."""
    from clashreader.licences import parts

    named = {part.name.casefold() for part in parts()}
    wanted = {"clash reader", "python", "sqlalchemy", "pyside6_essentials", "lxml"}
    _expect(wanted <= named, f"{', '.join(sorted(wanted - named))} are not among the parts")


def _tls(folder: Path) -> None:
    from clashreader.sync.wire import trust

    _expect(trust().check_hostname, "certificates would not be checked")


def _feed(folder: Path) -> None:
    """With an entity in it, a feed is read in a process of its own."""
    from clashreader.sync.apart import read_feed

    (article,) = read_feed(_FEED.encode(), url="https://harbour.example/feed").articles
    _expect("light" in article.title, f"the title of the feed's article is “{article.title}”")


def _full_text(folder: Path) -> None:
    from clashreader.content.fulltext import article_html

    html, _ = article_html(_PAGE, "https://harbour.example/ferries")
    _expect("harbour master" in html, "the text of a page was not found")


def _hyphens(folder: Path) -> None:
    import pyphen

    _expect(bool(pyphen.Pyphen(lang="en_GB").positions("harbourmaster")), "no word can be broken")


def _fonts(folder: Path) -> None:
    from clashreader.ui.self_test import fonts

    fonts()


def _pictures(folder: Path) -> None:
    from clashreader.ui.self_test import pictures

    pictures()


def _screens(folder: Path) -> None:
    from clashreader.ui.self_test import screens

    screens()


def _window(folder: Path) -> None:
    """Opens on an empty home, brings the welcome articles in, and is drawn."""
    from clashreader.ui.self_test import is_drawn

    code, picture = _open_window(folder)
    _expect(code == 0, f"the window ended with {code}")
    _expect(is_drawn(picture), "the picture of the window is empty")


def _open_window(folder: Path) -> tuple[int, Path]:
    from clashreader.app import run_window
    from clashreader.paths import find_home

    picture = folder / "window.png"
    code = run_window(find_home(folder / "home"), screenshot=picture, size=(1000, 700))
    return code, picture


def _library(folder: Path) -> Library:
    from clashreader.library.library import Library
    from clashreader.paths import find_home

    home = find_home(folder / "home")
    return Library.open(home.library, home.images)


def _store(folder: Path) -> None:
    """What the window has brought in is read and marked."""
    from clashreader.model import ArticleQuery

    with _library(folder) as library:
        ids = list(library.ids(ArticleQuery()))
        _expect(len(ids) > 5, f"{len(ids)} welcome articles are in the library")
        library.set_bookmarked(ids[:1], True)
        _expect(library.rows(ids[:1])[0].bookmarked, "a bookmark was not kept")


def _search(folder: Path) -> None:
    """The full-text index: FTS5 of this SQLite."""
    from clashreader.library.grammar import parse_query
    from clashreader.model import ArticleQuery

    with _library(folder) as library:
        hits = library.search(ArticleQuery(parse_query("every version kept")))
        _expect(bool(hits), "no article was found by its words")


PARTS: dict[str, Callable[[Path], None]] = {
    "modules": _modules,
    "commands": _commands,
    "resources": _resources,
    "licences": _licences,
    "tls": _tls,
    "feed": _feed,
    "full text": _full_text,
    "hyphens": _hyphens,
    "screens": _screens,
    "window": _window,
    "fonts": _fonts,
    "pictures": _pictures,
    "store": _store,
    "search": _search,
}
"""In this order: the window makes the application and the library that later parts need."""
