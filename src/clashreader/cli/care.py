"""Commands for the care of the library: stats, doctor."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.shapes import counted, instant, local_day

if TYPE_CHECKING:
    from clashreader.cli.context import Context


def _no_arguments(_parser: argparse.ArgumentParser) -> None:
    pass


def _stats(_options: argparse.Namespace, context: Context) -> int:
    stats = asdict(context.library.stats())
    times = ("oldest", "newest")
    if context.out.json:
        context.out.document({**stats, **{name: instant(stats[name]) for name in times}})
        return 0
    size = max(map(len, stats))
    for name, value in stats.items():
        if name in times:
            text = local_day(value)
        elif name.endswith("_bytes"):
            text = f"{value / 1_000_000:,.1f} MB"
        else:
            text = f"{value:,}" if isinstance(value, int) else str(value)
        label = name.replace("_bytes", " size").replace("_", " ")
        context.out.line(f"{label:<{size}}  {text}")
    return 0


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
