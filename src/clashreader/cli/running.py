"""Running one command: finding it, and a sentence and an exit code for whatever goes wrong.

Nothing heavy is imported here: the window starts through this module too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clashreader.errors import (
    CancelledError,
    ChoiceNeededError,
    FetchError,
    LibraryError,
    ParseError,
    QueryError,
    ReaderError,
    SettingsError,
    UsageError,
    WriteError,
)
from clashreader.paths import Home, find_home

if TYPE_CHECKING:
    from clashreader.cli.output import Output

DONE = 0
IN_PART = 1
WRONG_CALL = 2
LIBRARY_FAILED = 3
INTERRUPTED = 130


def run_command(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: see `clashreader.cli.main`."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    from clashreader.cli.output import Output, OutputError, use_utf8

    use_utf8()
    if argv is None:
        import threading

        threading.excepthook = lambda lost: log_aside(lost.exc_value)
    wants_json = "--json" in _options_of(arguments)
    out = Output(wants_json)
    try:
        code = _guarded(arguments, out)
        out.flush()
    except BrokenPipeError:
        _forget_stdout()
        return DONE
    except KeyboardInterrupt:
        return _interrupted(out)
    except OutputError as error:
        out.note(f"clashreader: {error.message}")
        _forget_stdout()
        return LIBRARY_FAILED
    return code


def _guarded(arguments: list[str], out: Output) -> int:
    from clashreader.cli.output import OutputError

    try:
        return _dispatch(arguments, out)
    except KeyboardInterrupt:
        return _interrupted(out)
    except (BrokenPipeError, OutputError, SystemExit):
        raise
    except ReaderError as error:
        _explain(error, arguments, out)
        return exit_code(error)
    except ModuleNotFoundError as error:
        _log_crash(arguments)
        out.error(
            "installation",
            f"A part of Clash Reader is missing ({error.name}). Install it again; in a checkout: "
            "`make clean`, then `make install`.",
        )
        return LIBRARY_FAILED
    except Exception as error:  # noqa: BLE001  # a bug: told in a sentence, kept whole in the log
        from clashreader.sync.addresses import without_credentials

        place = _log_crash(arguments)
        words = f"{type(error).__name__}: {without_credentials(str(error))}"
        out.error("internal", f"Clash Reader made a mistake ({words}). {place}")
        return LIBRARY_FAILED


def _dispatch(arguments: list[str], out: Output) -> int:
    if not arguments:
        from clashreader.app import run_window

        return run_window(_home())
    from clashreader.cli.arguments import find_command, parse_command, print_answer
    from clashreader.cli.commands import COMMANDS
    from clashreader.cli.context import Context

    name, rest = find_command(arguments, COMMANDS)
    options = parse_command(name, rest, COMMANDS)
    if options.answer is not None:
        return print_answer(options, COMMANDS, out)
    with Context(_home(options.home), out) as context:
        code = COMMANDS[name or "open"].run(options, context)
        if name != "doctor":  # which may just have put a backup back, or found damage
            out.flush()
            context.back_up()
        return code


def _home(explicit: str | None = None) -> Home:
    """Find the home; a restore that was broken off in it is finished first."""
    home = find_home(explicit)
    if (home.data / "restoring.json").exists():
        from clashreader.library.restoring import resume

        resume(home.data)
    return home


def exit_code(error: ReaderError) -> int:
    """Return the exit code that tells of `error`: see the table in the user guide."""
    if isinstance(error, UsageError):
        return WRONG_CALL
    if isinstance(error, LibraryError | SettingsError | WriteError):
        return LIBRARY_FAILED
    if isinstance(error, CancelledError):
        return INTERRUPTED
    if isinstance(error, FetchError | ParseError):
        return IN_PART
    return IN_PART


def _explain(error: ReaderError, arguments: list[str], out: Output) -> None:
    extra: dict[str, object] = {}
    place: dict[str, object] | None = None
    if isinstance(error, QueryError):
        place = {"position": error.position, "length": error.length}
        if error.suggestion is not None:
            place["suggestion"] = error.suggestion
    if isinstance(error, ChoiceNeededError):
        extra["choices"] = [{"title": title, "url": url} for title, url in error.choices]
    out.error(error.kind, error.message, place=place, **extra)
    if out.json:
        return
    if isinstance(error, ChoiceNeededError):
        for number, (title, url) in enumerate(error.choices, 1):
            out.note(f"  {number}  {title}  {url}" if title else f"  {number}  {url}")
        out.note("Choose one with --pick N.")
    elif isinstance(error, QueryError):
        from clashreader.cli.arguments import AskedQueryError

        if isinstance(error, AskedQueryError):
            out.point_at(error.query, error.position, error.length)


def _interrupted(out: Output) -> int:
    out.error("cancelled", "Stopped. What was done until then is kept.")
    return INTERRUPTED


def _options_of(arguments: list[str]) -> list[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _home_of(arguments: list[str]) -> Home:
    """Find the home without a parser, for the log of a crash."""
    for place, word in enumerate(arguments):
        if word.startswith("--home="):
            return find_home(word.partition("=")[2])
        if word == "--home" and place + 1 < len(arguments):
            return find_home(arguments[place + 1])
    return find_home()


def log_aside(error: BaseException | None) -> None:
    """Log a bug in a thread, or where nothing can be raised: one sentence, and no trace."""
    if error is None or isinstance(error, SystemExit):
        return
    place = _log_crash(sys.argv[1:], error)
    if sys.stderr is not None:
        print(
            f"clashreader: A part of it failed ({type(error).__name__}). {place}", file=sys.stderr
        )


def _log_crash(arguments: list[str], error: BaseException | None = None) -> str:
    import traceback

    from clashreader.logs import append
    from clashreader.sync.addresses import without_credentials

    words = [without_credentials(word) for word in arguments]
    whole = traceback.format_exc() if error is None else "".join(traceback.format_exception(error))
    trace = without_credentials(whole)
    try:
        path = _home_of(arguments).log_file
        append(path, f"{words!r}\n{trace}\n")
    except (OSError, ValueError, ReaderError):
        return "Please report it."
    return f"Please report it, with the end of {path}."


def _forget_stdout() -> None:
    """Let the interpreter's last flush go nowhere: nobody reads standard output any more."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass  # not a real stream
