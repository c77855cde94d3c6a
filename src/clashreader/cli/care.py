"""Commands for the care of the library: stats, doctor (with its repairs and backups)."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.asking import agreed
from clashreader.cli.shapes import counted, instant, local_day, local_time
from clashreader.errors import UnusableLibraryError, UsageError

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.library.backups import Backup
    from clashreader.library.piecing import Loss


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


# --- doctor ---


def _doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--repair",
        action="store_true",
        help="copy the library, then rebuild what can be rebuilt: counts, search index, pointers",
    )
    parser.add_argument(
        "--restore-backup",
        metavar="NAME",
        nargs="?",
        const="",
        help="put a backup in the place of the library, the newest whole one unless named; "
        "the library that is there is kept beside it; of a sound library it is asked first",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _doctor(options: argparse.Namespace, context: Context) -> int:
    if options.restore_backup is not None:
        if options.repair:
            raise UsageError("Say either --repair or --restore-backup.")
        if not _restore(options.restore_backup or None, context, asks=not options.yes):
            return 1
    mendable = True
    from clashreader.library.failures import MENDING

    done: list[str] = []
    losses: list[Loss] = []
    try:
        if options.repair:
            done = _repair(context, losses)
        problems = context.library.check()
        remarks = context.library.remarks()
    except UnusableLibraryError as error:
        tried = MENDING if options.repair else ""
        problems, remarks, mendable = [error.message.removesuffix(tried)], [], False
    offered = _backups(context)
    if context.out.json:
        context.out.document(
            {
                "sound": not problems,
                "problems": problems,
                "repaired": done,
                "lost": [_loss_json(loss) for loss in losses],
                "remarks": remarks,
                "library": str(context.home.library),
                "backups": [_backup_json(backup) for backup in offered],
            }
        )
    else:
        _print_findings(context, problems, remarks, done)
        _print_backups(context, offered)
        if problems:
            _print_ways_out(context, mendable=mendable, backups=bool(offered))
    return 3 if problems else 0


def _repair(context: Context, losses: list[Loss]) -> list[str]:
    """Repair the library; of one that cannot be opened, what can be read is saved first."""
    from clashreader.library.failures import is_damage

    done: list[str] = []
    try:
        context.library  # noqa: B018 - opens it
    except UnusableLibraryError as error:
        if error.__cause__ is None or not is_damage(error.__cause__):
            raise
        from clashreader.library import salvaging

        aside, lost = salvaging.salvage(context.home.library)
        losses += lost
        done = salvaging.in_words(aside, lost)
    return done + context.library.repair(losses)


def _print_findings(
    context: Context, problems: list[str], remarks: list[str], done: list[str]
) -> None:
    line = context.out.line
    for sentence in done:
        line(sentence)
    if problems:
        line(f"{counted(len(problems), 'problem')} found:")
        for problem in problems:
            line(f"  {problem}")
    else:
        line("The library is sound.")
    for remark in remarks:
        line(remark)


def _print_backups(context: Context, found: list[Backup]) -> None:
    line = context.out.line
    if found:
        line(f"Backups in {found[0].path.parent}, newest first:")
        for backup in found:
            size = f"{backup.size / 1_000_000:,.1f} MB"
            line(f"  {backup.path.name}  {local_time(backup.made)}  {size}")


def _print_ways_out(context: Context, *, mendable: bool, backups: bool) -> None:
    line = context.out.line
    if mendable:
        line("`clashreader doctor --repair` rebuilds what can be rebuilt.")
    if backups:
        line(
            "`clashreader doctor --restore-backup` goes back to the newest backup and keeps this "
            "library beside it."
        )
    elif mendable:
        line("There is no backup yet; one is made on each day on which something is written.")


def _restore(name: str | None, context: Context, *, asks: bool) -> bool:
    """Put a backup in the place of the library; not so if the reader says no to losing a sound one.

    A backup is older than what it replaces: of a damaged library it is the way out, of a sound one
    it hides what came since. Raises `UsageError` where that cannot be asked.
    """
    from clashreader.library import backups

    chosen = backups.find(context.home.library, name)
    if asks and _is_sound(context) and not _agreed(chosen, context):
        context.out.note("Nothing was changed.")
        return False
    context.close()
    aside = backups.restore(context.home.library, chosen.path)
    context.out.note(f"The library was restored from {chosen.path}.")
    if aside is not None:
        context.out.note(f"The one before is kept as {aside}.")
    return True


def _is_sound(context: Context) -> bool:
    try:
        return context.home.library.exists() and not context.library.check()
    except UnusableLibraryError:
        return False


def _agreed(chosen: Backup, context: Context) -> bool:
    library = context.home.library
    return agreed(
        f"The library at {library} is sound. {chosen.path.name}, made {local_time(chosen.made)}, "
        "takes its place; what is there now is kept aside.",
        "Go back to the backup?",
        otherwise=f"The library at {library} is sound. Say --yes to put {chosen.path.name}, made "
        f"{local_time(chosen.made)}, in its place; what is there is kept aside.",
        out=context.out,
    )


def _backups(context: Context) -> list[Backup]:
    from clashreader.library import backups

    return backups.sound(context.home.library)


def _loss_json(loss: Loss) -> dict[str, object]:
    return {"table": loss.table, "rows": loss.rows, "pieced": loss.pieced}


def _backup_json(backup: Backup) -> dict[str, object]:
    return {"path": str(backup.path), "made": instant(backup.made), "bytes": backup.size}


STATS = Command("count what the library holds", _no_arguments, _stats)
DOCTOR = Command(
    "check that the library is sound, mend it, or go back to a backup",
    _doctor_arguments,
    _doctor,
    more="With problems left the exit code is 3.",
)
