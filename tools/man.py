"""Write the manual page from the parsers of the command line: packaging/desktop/man/clashreader.1.

    .venv/bin/python tools/man.py

The words that no parser has (what queries, files and exit codes there are) stand here.
"""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from clashreader import __version__
from clashreader.cli.arguments import Command, Parser, make_parser
from clashreader.cli.commands import COMMANDS
from metainfo import CHANGELOG, releases

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "packaging" / "desktop" / "man" / "clashreader.1"

_BEFORE = """\
.SH NAME
clashreader \\- follow news, and keep every version of every article
.SH SYNOPSIS
.SY clashreader
.RB [ \\-\\-home
.IR DIR ]
.RB [ \\-\\-json ]
.RI [ COMMAND ]
.RI [ ARGUMENT \\~.\\|.\\|.]
.YS
.SH DESCRIPTION
.B clashreader
fetches articles from feeds and from folders of articles, keeps every one of them with every version it
ever had, and shows them without a network.
Without a command the window opens; an address, a folder or a file in the place of a command opens it
there.
All commands and the window work on one library, also at the same time: an open window shows within two
seconds what a command changed.
.P
Options may stand before and after other words.
Behind
.B \\-\\-
everything is a word.
"""

_QUERIES = """\
.SH QUERIES
The search box, the commands
.BR list ,
.BR search ,
everything with
.BR \\-\\-query ,
saved searches and rules read one language.
Words must all occur; case and accents do not matter.
.TP
.BR \\(dqexact\\~words\\(dq ", " word* ", " \\-word ", " OR ", " ( ", " )
A phrase, a beginning, what must not occur, alternatives, and what belongs together.
.TP
.BR title: ", " author: ", " source: ", " section: ", " tag: ", " text: ", " url:
Where it is looked for. A value with blanks stands in quotation marks.
.TP
.BR is:unread ", " is:read ", " is:bookmarked ", " is:edited ", " is:gone ", " is:hidden
The state of an article.
.TP
.BR has:note ", " has:highlight ", " has:tag ", " has:image
What it has.
.TP
.BR month:2025\\-06 ", " before:2025\\-07\\-01 ", " after:2025\\-06 ", " on:2025\\-06\\-30 ", " newer:7d
When it was published.
.TP
.BR words:>800 ", " lang:uk
How long it is, and its language.
.P
An empty query is everything.
"""

_AFTER = """\
.SH EXIT STATUS
.TP
.B 0
All is done.
.TP
.B 1
It is done in part: one source failed and the others did not. What failed is named.
.TP
.B 2
The call is wrong, or names nothing that there is.
.TP
.B 3
The library or the disk failed.
.TP
.B 130
Interrupted; what was done until then is kept.
.SH ENVIRONMENT
.TP
.B CLASHREADER_HOME
The folder of everything that the program writes, where
.B \\-\\-home
does not name one.
.TP
.BR XDG_DATA_HOME ", " XDG_CONFIG_HOME
Where library and settings lie without such a folder.
.TP
.BR http_proxy ", " https_proxy ", " no_proxy
Through which proxies the web is reached.
.TP
.BR QT_QPA_PLATFORM ", " QT_SCALE_FACTOR
How Qt reaches the screen, and how large it draws.
.TP
.BR NO_COLOR ", " COLUMNS
Output without colours, and the width of tables.
.SH FILES
.TP
.I \\(ti/.local/share/clashreader/library.sqlite3
The library, one SQLite file.
.TP
.I \\(ti/.local/share/clashreader/images/
Pictures, by the hash of their content.
.TP
.I \\(ti/.local/share/clashreader/logs/clashreader.log
The log.
.TP
.I \\(ti/.config/clashreader/settings.toml
The settings.
.TP
.I \\(ti/.config/clashreader/window.ini
What the window remembers between two starts.
.P
With
.B \\-\\-home
all of them lie under that folder.
.SH EXAMPLES
.EX
clashreader add https://clashreport.com/rss.xml
clashreader sync
clashreader list is:unread section:Europe \\-\\-limit 10
clashreader search \\(aq\\(dqgrain corridor\\(dq after:2025\\-06\\(aq \\-\\-json
clashreader diff 1204
.EE
"""


def escaped(text: str) -> str:
    """Return `text` for roff: nothing in it is a request, and dashes are those of the keyboard."""
    out = []
    for letter in text:
        if letter == "\\":
            out.append("\\e")
        elif letter == "-":
            out.append("\\-")
        elif letter.isascii():
            out.append(letter)
        else:
            out.append(f"\\[u{ord(letter):04X}]")
    joined = "".join(out)
    return f"\\&{joined}" if joined[:1] in {".", "'"} else joined


def prose(text: str) -> str:
    """Return a help text for roff, with what stands in backticks in bold."""
    parts = re.split(r"`([^`]+)`", " ".join(text.split()))
    return "".join(
        f"\\fB{escaped(part)}\\fR" if place % 2 else escaped(part)
        for place, part in enumerate(parts)
    )


def sentence(text: str) -> str:
    """Return a line of help with a capital and a full stop."""
    return prose(text[:1].upper() + text[1:]).rstrip(".") + "."


def argument(action: argparse.Action) -> str:
    """Return how the value of an argument is written in the manual, "" for a switch."""
    if action.nargs == 0:
        return ""
    if action.choices is not None:
        names = "|\\:".join(escaped(str(choice)) for choice in action.choices)
        return f"\\fR{{\\fB{names}\\fR}}" if "|" in names else f"\\fB{names}\\fR"
    names = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    return f"\\fI{escaped(names)}\\fR"


def options_of(parser: Parser) -> list[argparse.Action]:
    """Return what belongs to this command alone, words first."""
    common = {"--home", "--json", "--help"}
    own = [
        action
        for action in parser.described
        if not common & set(action.option_strings)
        and not ("--version" in action.option_strings and action.nargs == 0)
    ]
    return sorted(own, key=lambda action: bool(action.option_strings))


def synopsis(name: str, actions: list[argparse.Action]) -> str:
    """Return the call of a command in one line."""
    parts = [f"\\fB{escaped(name)}\\fR"]
    for action in actions:
        value = argument(action)
        if action.option_strings:
            spelled = f"\\fB{escaped(action.option_strings[-1])}\\fR"
            parts.append(f"[{spelled}\\~{value}]" if value else f"[{spelled}]")
            continue
        many = "\\~.\\|.\\|." if action.nargs in {"*", "+"} else ""
        optional = action.nargs in {"?", "*"}
        parts.append(f"[{value}{many}]" if optional else f"{value}{many}")
    return " ".join(parts)


def section(name: str, command: Command) -> Iterator[str]:
    """Yield the lines about one command."""
    parser = make_parser(name, command)
    actions = options_of(parser)
    yield f".SS {synopsis(name, actions)}"
    yield sentence(command.summary)
    if command.more:
        yield prose(command.more)
    for action in actions:
        if not action.help:
            continue
        value = argument(action)
        spelled = ", ".join(f"\\fB{escaped(word)}\\fR" for word in action.option_strings)
        yield ".TP"
        yield f"{spelled} {value}".strip()
        yield sentence(action.help)


def page() -> str:
    """Return the manual page."""
    _, date, _ = next(releases(CHANGELOG.read_text(encoding="utf-8")))
    lines = [
        '.\\" Written by tools/man.py from the parsers of clashreader; not by hand.',
        f'.TH CLASHREADER 1 {date} "Clash Reader {escaped(__version__)}" "User Commands"',
        ".ad l",
        ".nh",
        _BEFORE.rstrip("\n"),
        ".SH OPTIONS",
    ]
    everywhere = make_parser("", COMMANDS["stats"])
    for action in everywhere.described:
        spelled = ", ".join(f"\\fB{escaped(word)}\\fR" for word in action.option_strings)
        lines += [".TP", f"{spelled} {argument(action)}".strip(), sentence(action.help or "")]
    for name in (name for name in COMMANDS if name.startswith("-")):
        lines += [".TP", f"\\fB{escaped(name)}\\fR", sentence(COMMANDS[name].summary)]
        if COMMANDS[name].more:
            lines.append(prose(COMMANDS[name].more))
    lines.append(".SH COMMANDS")
    for name in (name for name in COMMANDS if not name.startswith("-")):
        lines += section(name, COMMANDS[name])
    lines += [_QUERIES.rstrip("\n"), _AFTER.rstrip("\n")]
    return "".join(f"{line}\n" for text in lines for line in _wrapped(text))


def _wrapped(text: str) -> Iterator[str]:
    """Yield what is no request in lines of a decent width; no line begins one by chance."""
    for line in text.split("\n"):
        if line.startswith("."):
            yield line
            continue
        parts = textwrap.wrap(line, 80, break_long_words=False, break_on_hyphens=False)
        for part in parts:
            yield f"\\&{part}" if part[0] in ".'" else part


def main() -> int:
    """Bring the file up to date."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
