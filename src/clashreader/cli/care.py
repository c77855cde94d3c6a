"""Commands for the care of the library: stats, doctor."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.shapes import counted

if TYPE_CHECKING:
    from clashreader.cli.context import Context


def _no_arguments(_parser: argparse.ArgumentParser) -> None:
    pass


def _stats(_options: argparse.Namespace, context: Context) -> int:
    stats = context.library.stats()
    if context.out.json:
        context.out.document(stats)
        return 0
    rows = [[name.replace("_", " "), value] for name, value in _flat(stats)]
    size = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        context.out.line(f"{name:<{size}}  {value}")
    return 0


def _flat(stats: dict[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in stats.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{name} ")
        elif isinstance(value, int) and not isinstance(value, bool):
            found.append((prefix + name, f"{value:,}"))
        else:
            found.append((prefix + name, "none" if value is None else str(value)))
    return found


def _doctor(_options: argparse.Namespace, context: Context) -> int:
    problems = context.library.check()
    if context.out.json:
        context.out.document({"sound": not problems, "problems": problems})
    elif problems:
        context.out.line(f"{counted(len(problems), 'problem')} found:")
        for problem in problems:
            context.out.line(f"  {problem}")
    else:
        context.out.line("The library is sound.")
    return 3 if problems else 0


STATS = Command("count what the library holds", _no_arguments, _stats)
DOCTOR = Command("check that the library is sound", _no_arguments, _doctor)
