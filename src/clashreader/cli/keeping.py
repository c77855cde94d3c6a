"""The commands backup and restore: all that the library is, in one file, and back again."""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command
from clashreader.cli.asking import agreed
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.output import ProgressBar
from clashreader.cli.shapes import counted, instant, local_time
from clashreader.errors import BusyLibraryError, LibraryError

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.library.archives import Facts

ENDING = ".clashreader.zip"


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a file, or a folder to put one into")
    parser.add_argument("--overwrite", action="store_true", help="replace a file that is there")


def _backup(options: argparse.Namespace, context: Context) -> int:
    target = Path(options.file)
    if target.is_dir():
        target = target / time.strftime(f"library-%Y-%m-%d-%H%M%S{ENDING}")
    bar = ProgressBar()
    with Interrupts() as cancel:
        try:
            made = context.library.write_backup(
                target, extras=context.home.beside_library, overwrite=options.overwrite,
                progress=lambda done, total: bar.draw(
                    done // 1_000_000, total // 1_000_000, "MB written and read back"
                ),
                stop=cancel.is_set,
            )  # fmt: skip
        finally:
            bar.clear()
    out = context.out
    if out.json:
        out.document({**_json(made), "sha256": made.sha256})
        return 0
    out.line(
        f"{_in_words(made)} backed up to {made.path} ({made.bytes / 1e6:,.1f} MB), and checked."
    )
    if made.missing:
        out.note(f"{counted(made.missing, 'picture')} could not be read and are not in it.")
    out.line(f"SHA-256 of the file: {made.sha256}")
    out.note("Passwords of sources are in the system's keyring, not in the backup.")
    return 0


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what `clashreader backup` wrote")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--sha256", metavar="HEX", type=_sha256,
        help="only if the file is that one, byte for byte: what `backup` said of it",
    )  # fmt: skip


def _sha256(text: str) -> str:
    """The 64 hexadecimal digits of a SHA-256, in small letters."""
    digits = text.strip().lower()
    if re.fullmatch(r"[0-9a-f]{64}", digits) is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no SHA-256, which has 64 digits 0-9, a-f")
    return digits


def _check_sha256(file: Path, wanted: str) -> None:
    """Raise `LibraryError` where a file is not the one that has this hash.

    All that counts in a backup is checked in any case; this tells of a byte changed anywhere.
    """
    import hashlib

    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise LibraryError(f"“{file}” cannot be read: {error.strerror or error}.") from error
    if found != wanted:
        raise LibraryError(
            f"“{file}” is not the file with that SHA-256: its own is {found}. Nothing was changed."
        )


def _restore(options: argparse.Namespace, context: Context) -> int:
    file = Path(options.file)
    from clashreader.library import restoring, sole_use

    facts = restoring.facts_of(file)
    if options.sha256 is not None:
        _check_sha256(file, options.sha256)
    home = context.home
    if home.library.exists() and not options.yes and not _agreed(facts, context):
        context.out.note("Nothing was changed.")
        return 1
    from clashreader.ui.instance import Instance

    home.data.mkdir(parents=True, exist_ok=True)
    instance, bar = Instance(home.data), ProgressBar()
    if not instance.claim():
        raise BusyLibraryError(
            "The window is open on this library. Close it, or restore in it: Backups… in its menu."
        )
    try:
        sole_use.check_free(home.library)
        with Interrupts() as cancel:
            try:
                staged = restoring.stage(
                    file, home.library, home.images, extras=home.beside_library, stop=cancel.is_set,
                    progress=lambda done, total: bar.draw(
                        done // 1_000_000, total // 1_000_000, "MB unpacked and checked"
                    ),
                )  # fmt: skip
            finally:
                bar.clear()
            try:
                asides = restoring.put_in_place(staged, home.library)
            finally:
                staged.drop()
    finally:
        instance.release()
    for remark in staged.remarks:
        context.out.note(remark)
    _tell(context, staged.facts, asides)
    return 0


def _agreed(facts: Facts, context: Context) -> bool:
    """Ask at the terminal whether the library is to be exchanged; raises where there is none."""
    return agreed(
        f"{facts.path}: {_in_words(facts)}, made {local_time(facts.made)}.\n"
        f"It takes the place of the library at {context.home.library}, which is kept aside.",
        "Restore it?",
        otherwise=f"There is a library at {context.home.library} already. Say --yes to put the "
        "backup in its place; what is there is kept aside.",
        out=context.out,
    )


def _tell(context: Context, facts: Facts, asides: tuple[Path, ...]) -> None:
    out = context.out
    if out.json:
        out.document({**_json(facts), "kept_aside": [str(one) for one in asides]})
        return
    out.line(f"Restored from {facts.path}: {_in_words(facts)}, as of {local_time(facts.made)}.")
    if facts.missing:
        out.note(f"{counted(facts.missing, 'picture')} could not be read when it was made.")
    for one in asides:
        out.line(f"What was there before is kept in {one}.")


def _in_words(facts: Facts) -> str:
    return f"{counted(facts.articles, 'article')} and {counted(facts.pictures, 'picture')}"


def _json(facts: Facts) -> dict[str, object]:
    return {
        "path": str(facts.path), "bytes": facts.bytes, "made": instant(facts.made),
        "program": facts.program or None, "schema": facts.schema, "articles": facts.articles,
        "pictures": facts.pictures, "pictures_missing": facts.missing,
    }  # fmt: skip


BACKUP = Command(
    "write the library, its pictures and the settings into one file",
    _backup_arguments, _backup, paths=frozenset({"file"}),
    more="The window may be open meanwhile. The file is read back and checked. Passwords of "
    "sources are in the system's keyring, not in it.",
)  # fmt: skip
RESTORE = Command(
    "put a backup in the place of the library", _restore_arguments, _restore,
    paths=frozenset({"file"}),
    more="All of the backup is checked before anything is touched. What is there is kept aside, in "
    "a folder that is named. The window must not be open.",
)  # fmt: skip
