"""Reading the arguments: options anywhere, words of a query as they are, errors as `UsageError`."""

from __future__ import annotations

import argparse
import itertools
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from clashreader import __version__
from clashreader.errors import QueryError, UsageError
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.cli.output import Output

MAX_ID = 2**63 - 1
MAX_PIXELS = 16_384


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its line in the help, its own arguments, and what it does.

    `run` returns the exit code. With `query`, a word such as ``-term`` is part of the query
    (or of a note) and not an option that nobody knows.
    """

    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Context], int]
    query: bool = False
    paths: frozenset[str] = frozenset()
    """Arguments that may name a file, and so need not be UTF-8; all others are refused then."""
    more: str = ""
    """What the help says at its end."""


class AskedQueryError(QueryError):
    """A `QueryError` together with the query as it was asked, to point into."""

    def __init__(self, error: QueryError, query: str) -> None:
        super().__init__(error.message, error.position, error.length, error.suggestion)
        self.query = query


class _Formatter(argparse.HelpFormatter):
    """The help's form; one is made for every option, so it must not be dear."""

    def __init__(self, prog: str) -> None:
        from clashreader.cli.output import terminal_columns

        super().__init__(prog, width=terminal_columns() - 2)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError` instead of leaving the program."""

    @property
    def known(self) -> Mapping[str, argparse.Action]:
        """Every option of this parser by its spelling."""
        return self._option_string_actions

    @property
    def described(self) -> Sequence[argparse.Action]:
        """Every argument and option, for those that write about them."""
        return self._actions

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError` with argparse's own words as a sentence."""
        sentence = message[:1].upper() + message[1:]
        raise UsageError(f"{sentence.rstrip('.')}. See `{self.prog} --help`.")


def find_command(
    arguments: Sequence[str], commands: Mapping[str, Command]
) -> tuple[str, list[str]]:
    """Return the command's name and all other arguments; none is ``open``, the window.

    An address or an existing file in the command's place opens it, as a desktop does on a click.
    Raises `UsageError` for an unknown command.
    """
    place = 0
    while place < len(arguments):
        word = arguments[place]
        if word == "--home":
            place += 2
        elif word.startswith("-"):
            if word == "--":
                break
            if word in commands:  # one that is spelled like an option
                return word, [*arguments[:place], *arguments[place + 1 :]]
            place += 1
        else:
            rest = [*arguments[:place], *arguments[place + 1 :]]
            if word in commands:
                return word, rest
            if _is_target(word):
                return "open", list(arguments)
            raise UsageError(f"There is no command “{word}”. See `clashreader --help`.")
    return "", list(arguments)


def _is_target(word: str) -> bool:
    if word.startswith(("http://", "https://", "feed:", "file://")):
        return True
    from pathlib import Path

    try:
        return ("/" in word or "\\" in word or "." in word) and Path(word).exists()
    except (OSError, ValueError):
        return False


def parse_command(
    name: str, arguments: Sequence[str], commands: Mapping[str, Command]
) -> argparse.Namespace:
    """Parse the arguments of command `name`; options may stand before and after its words.

    The namespace has `home` (str or None), `json`, `answer` (``version``, ``help``, ``self-test``
    or None) and what the command declared. Raises `UsageError`.
    """
    command = commands[name or "open"]
    parser = make_parser(name, command)
    split = _split(parser, arguments, query=command.query)
    wanted = {"--help", "-h", "--version", "--self-test"} & split.flags
    if wanted:  # answered however incomplete the rest is
        alone = wanted.pop() if len(wanted) == 1 else "--help"
        answer = alone[2:] if alone in {"--version", "--self-test"} else "help"
        return argparse.Namespace(answer=answer, parser=parser, name=name)
    # Options first, then the words: argparse refuses words on both sides of an option.
    ends = ["--", *split.words] if split.words else []
    options = parser.parse_args([*split.options, *ends])
    for place, value in vars(options).items():
        if place != "home" and place not in command.paths:
            setattr(options, place, _readable(value))
    options.answer = None
    return options


def _readable(value: object) -> object:
    """Return an argument, or a list of them, whose texts can be stored and searched for.

    Python hides bytes that the locale cannot read in halves of surrogate pairs: they are UTF-8
    after all, or else no text. Raises `UsageError`.
    """
    if isinstance(value, list):
        return [_readable(item) for item in value]
    if not isinstance(value, str) or value.isascii():
        return value
    try:
        return os.fsencode(value).decode()
    except UnicodeError:
        pass
    try:
        value.encode()
    except UnicodeError as error:
        from clashreader.sync.folder import storable

        raise UsageError(f"“{storable(value)}” is not text in UTF-8.") from error
    return value


def make_parser(name: str, command: Command) -> Parser:
    """Build the parser of one command, with the options that all of them share."""
    parser = Parser(
        prog=f"clashreader {name}".rstrip(),
        description=command.summary[:1].upper() + command.summary[1:] + ".",
        epilog=command.more,
        allow_abbrev=False,
        add_help=False,
        formatter_class=_Formatter,
    )
    common = parser.add_argument_group("everywhere")
    common.add_argument(
        "--home",
        metavar="DIR",
        help="keep library, images, settings and logs under DIR (or set CLASHREADER_HOME)",
    )
    common.add_argument(
        "--json", action="store_true", help="print one JSON document on standard output"
    )
    # `show` has a --version of its own, which takes a number.
    common.add_argument("-h", "--help", action="store_true", help="show this and leave")
    command.add_arguments(parser)
    if "--version" not in parser.known:
        common.add_argument(
            "--version", action="store_true", help="show the program's version and leave"
        )
    if not name:
        common.add_argument(
            "--self-test", action="store_true", help="try whether all parts are there, and leave"
        )
    return parser


@dataclass(frozen=True, slots=True)
class _Split:
    """Arguments sorted into options with their values, words, and options that take no value."""

    options: list[str]
    words: list[str]
    flags: set[str]


def _split(parser: Parser, arguments: Sequence[str], *, query: bool) -> _Split:
    split = _Split([], [], set())
    place = 0
    while place < len(arguments):
        word = arguments[place]
        place += 1
        action = parser.known.get(word)
        if word == "--":
            split.words.extend(arguments[place:])
            break
        if _is_word(word, action, query=query):
            split.words.append(word)
        else:
            value = arguments[place] if place < len(arguments) else None
            if action is not None and action.nargs is None and value not in {None, *parser.known}:
                # As one: the value may begin with a dash, which argparse would take for an option.
                split.options.append(f"{word}={value}")
                place += 1
                continue
            split.options.append(word)
            if action is not None and action.nargs == 0:
                split.flags.add(word)
            elif action is not None:
                values = _values(action, arguments[place:])
                split.options.extend(values)
                place += len(values)
    return split


def _is_word(word: str, action: argparse.Action | None, *, query: bool) -> bool:
    if word == "-" or not word.startswith("-"):
        return True
    return query and action is None and not word.startswith("--")


def _values(action: argparse.Action, following: Sequence[str]) -> list[str]:
    if action.nargs is None:
        return list(following[:1])
    return list(itertools.takewhile(lambda word: not word.startswith("-"), following))


def print_answer(options: argparse.Namespace, commands: Mapping[str, Command], out: Output) -> int:
    """Print the version, the help or the outcome of the self-test; return the exit code."""
    if options.answer == "self-test":
        from clashreader.cli.self_test import run

        return run(out)
    if options.answer == "version":
        if out.json:
            out.document({"version": __version__})
        else:
            out.line(f"clashreader {__version__}")
        return 0
    text = options.parser.format_help() if options.name else overview(commands)
    if out.json:
        out.document({"help": text})
    else:
        out.raw(text)
    return 0


def overview(commands: Mapping[str, Command]) -> str:
    """Return the help of the program as a whole."""
    lines = [
        "usage: clashreader [--home DIR] [--json] [COMMAND] ...",
        "",
        "Follow news from feeds and folders, and keep every version of every article.",
        "Without a command the window opens.",
        "",
        "commands:",
    ]
    lines += _table({name: commands[name] for name in commands if not name.startswith("-")})
    lines += ["", "instead of a command:"]
    lines += _table({name: commands[name] for name in commands if name.startswith("-")})
    lines += [
        "",
        "everywhere:",
        "  --home DIR  keep library, images, settings and logs under DIR",
        "              (or set CLASHREADER_HOME)",
        "  --json      print one JSON document on standard output",
        "  --version   show the version and leave",
        "  --self-test try whether all parts are there, in a home that is thrown away, and leave",
        "  --help      show this, or the help of a command, and leave",
        "",
        "Exit codes: 0 done, 1 done in part, 2 the call is wrong or names nothing,",
        "3 the library or the disk failed, 130 interrupted.",
    ]
    return "\n".join(lines) + "\n"


def _table(commands: Mapping[str, Command]) -> list[str]:
    size = max(len(name) for name in commands) + 2
    return [f"  {name:<{size}}{command.summary}" for name, command in commands.items()]


# --- kinds of values; argparse turns ArgumentTypeError into a usage error ---


def whole(text: str) -> int:
    """A whole number from 0 on."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 0 on")
    return int(text)


def positive(text: str) -> int:
    """A whole number from 1 on."""
    number = whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number from 1 on")
    return number


def on_off(text: str) -> bool:
    """``on`` or ``off``."""
    if text not in {"on", "off"}:
        raise argparse.ArgumentTypeError(f"say on or off, not “{text}”")
    return text == "on"


def interval(text: str) -> int:
    """``30m``, ``2h``, ``1d`` in seconds; ``auto`` is 0."""
    if text == "auto":
        return 0
    match = re.fullmatch(r"([0-9]{1,6})([mhd])", text)
    if match is None or not int(match[1]):
        raise argparse.ArgumentTypeError(f"“{text}” is not a time such as 30m, 2h, 1d or auto")
    return int(match[1]) * {"m": 60, "h": 3600, "d": 86_400}[match[2]]


def size(text: str) -> tuple[int, int]:
    """``1400x900`` in pixels."""
    match = re.fullmatch(r"([0-9]{2,5})[x×]([0-9]{2,5})", text)
    if match is None or max(int(match[1]), int(match[2])) > MAX_PIXELS:
        raise argparse.ArgumentTypeError(f"“{text}” is not a size such as 1400x900")
    return int(match[1]), int(match[2])


def article_ids(words: Sequence[str]) -> list[int]:
    """Return the numbers named by `words`, each once, in order.

    Raises `UsageError` for a word that is no number of an article.
    """
    ids: dict[int, None] = {}
    for word in words:
        if not re.fullmatch(r"[0-9]{1,19}", word) or not 1 <= int(word) <= MAX_ID:
            raise UsageError(f"“{word}” is not the number of an article.")
        ids[int(word)] = None
    return list(ids)
