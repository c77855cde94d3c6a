"""The command line: one library, the same verbs as the window.

This module is as small as it can be: until `main` has begun, Ctrl+C ends in Python's own traceback.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing would take longer than all else here
if TYPE_CHECKING:
    from collections.abc import Sequence
    from sys import UnraisableHookArgs

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    `argv` is without the program's name; None takes the process's own. No command opens the
    window. Never raises for what can go wrong outside of the program.
    """
    if argv is None:
        sys.unraisablehook = _insist
        if sys.argv[1:2] == [
            "--parse-worker"
        ]:  # the program packed into one file, see parse.worker
            from clashreader.parse.worker import main as work

            return work(sys.argv[2:])
    try:
        from clashreader.cli.running import run_command

        return run_command(argv)
    except KeyboardInterrupt:  # before there was anything to stop
        return _stopped(sys.argv[1:] if argv is None else argv)


def _insist(unraisable: UnraisableHookArgs) -> None:
    """Leave where Ctrl+C came in a callback, such as those of an import: Python would go on.

    Anything else is a bug, for the log.
    """
    if unraisable.exc_type is not KeyboardInterrupt:
        if unraisable.exc_value is not None:
            from clashreader.cli.running import log_aside

            log_aside(unraisable.exc_value)
        return
    code = _stopped(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


def _stopped(arguments: Sequence[str]) -> int:
    if "--json" in arguments and sys.stdout is not None:
        sys.stdout.write('{"error": {"kind": "cancelled", "message": "Stopped."}}\n')
    elif sys.stderr is not None:
        sys.stderr.write("clashreader: Stopped.\n")
    return _INTERRUPTED
