"""Write the guide's page of the command line from the parser, or check that it is current.

.venv/bin/python tools/guide.py write|check
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from clashreader.cli.arguments import Command, make_parser
from clashreader.cli.commands import COMMANDS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "guide" / "command-line.md"

HEAD = """# Command line

<!-- Written by tools/guide.py from the program's own parser: change the help texts there. -->

The window and the command line are two faces of one library. An open window notices within two
seconds what a command changed.

```sh
clashreader                                   # the window
clashreader add https://clashreport.com/rss.xml
clashreader sync
clashreader list 'section:Europe is:unread'
clashreader search '"grain corridor" after:2025-06'
clashreader show 12 --format markdown
```

Everywhere: `--home DIR` keeps the library, its pictures, settings and logs under DIR (so does the
variable `CLASHREADER_HOME`), `--json` prints one JSON document on standard output and nothing else
there, `--help` explains a command, `--version` names the program's version.

Exit codes: 0 all done; 1 done in part; 2 the call is wrong or names nothing; 3 the library or the
disk failed; 130 interrupted.

A QUERY is written as in the search box: see [Search](finding.md#search).
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(_command(name, COMMANDS[name]) for name in COMMANDS)])


def _command(name: str, command: Command) -> str:
    parser = make_parser(name, command)
    own = (group for group in parser._action_groups if group.title != "everywhere")
    actions = [action for group in own for action in group._group_actions]
    lines = [f"## {name}", "", f"{command.summary[:1].upper()}{command.summary[1:]}.", ""]
    lines += ["```", _usage(name, actions), "```", ""]
    rows = list(_rows(actions))
    if rows:
        lines += ["| Argument | Meaning |", "| --- | --- |", *rows, ""]
    if command.more:
        lines += [command.more, ""]
    return "\n".join(lines)


def _usage(name: str, actions: list[argparse.Action]) -> str:
    options = any(action.option_strings for action in actions)
    words = (_value(action) for action in actions if not action.option_strings)
    return " ".join(["clashreader", name, *(["[OPTIONS]"] if options else []), *words])


def _rows(actions: list[argparse.Action]) -> Iterator[str]:
    for action in actions:
        if action.help == argparse.SUPPRESS:
            continue
        value = "" if action.nargs == 0 else _value(action, of_option=bool(action.option_strings))
        spelled = [f"{option} {value}".rstrip() for option in action.option_strings] or [value]
        cells = ", ".join(f"`{one}`".replace("|", r"\|") for one in spelled)
        yield f"| {cells} | {_escaped(action.help or '')} |"


def _value(action: argparse.Action, *, of_option: bool = False) -> str:
    """Return how a value is written: its name, and whether there may be none or several."""
    if action.metavar is not None:
        name = action.metavar if isinstance(action.metavar, str) else " ".join(action.metavar)
    elif action.choices is not None:
        name = "|".join(map(str, action.choices))
    else:
        name = action.dest.upper()
    if action.nargs == "?" and not of_option:
        return f"[{name}]"
    return {"*": f"[{name} ...]", "+": f"{name} ..."}.get(str(action.nargs), name)


def _escaped(text: str) -> str:
    """Return help as Markdown in a table's cell."""
    text = text.replace("%%", "%").replace("|", r"\|").replace("<", "&lt;").replace("*", r"\*")
    return re.sub(r"(?<![\w`])(--[a-z-]+)", r"`\1`", text)


def main(arguments: list[str]) -> int:
    """Carry out ``write`` or ``check``."""
    text = page()
    if arguments == ["write"]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if arguments == ["check"]:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print("docs/guide/command-line.md is not what the parser says: tools/guide.py write")
        return 1
    print("usage: guide.py write|check", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
