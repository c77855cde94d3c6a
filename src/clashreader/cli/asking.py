"""Asking at the terminal before something of the reader's gives way to something else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from clashreader.errors import UsageError

if TYPE_CHECKING:
    from clashreader.cli.output import Output


def agreed(facts: str, question: str, *, otherwise: str, out: Output) -> bool:
    """Say `facts`, ask `question`, and return whether the answer is yes; no answer is none.

    Raises `UsageError` with the words of `otherwise` where nobody sits at a terminal.
    """
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError(otherwise)
    out.note(facts)
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
