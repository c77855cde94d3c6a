"""The command line: one library, the same verbs as the window.

This module is as small as it can be: until `main` has begun, Ctrl+C ends in Python's own traceback.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # importing typing would take longer than all else here
if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    `argv` is without the program's name; None takes the process's own. No command opens the
    window. Never raises for what can go wrong outside of the program.
    """
    try:
        from clashreader.cli.running import run_command

        return run_command(argv)
    except KeyboardInterrupt:  # before there was anything to stop
        return _stopped(sys.argv[1:] if argv is None else argv)


def _stopped(arguments: Sequence[str]) -> int:
    if "--json" in arguments and sys.stdout is not None:
        sys.stdout.write('{"error": {"kind": "cancelled", "message": "Stopped."}}\n')
    elif sys.stderr is not None:
        sys.stderr.write("clashreader: Stopped.\n")
    return _INTERRUPTED
