"""The automatic backup at the end of a command that wrote, as the window makes one when it quits.

It comes after the command's answer, and changes neither that nor the exit code.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from clashreader.cli.interrupts import Interrupts
from clashreader.errors import CancelledError, ReaderError

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.library.library import Library
    from clashreader.model import BackupPlan

log = logging.getLogger(__name__)

MOST_BYTES = 200_000_000
"""A larger library is copied here only where there is no backup of it at all."""


def back_up_at_end(library: Library, context: Context) -> None:
    """Back `library` up if the command wrote and none was made today; Ctrl+C breaks that off."""
    if context.idle or not library.has_written:
        return
    try:
        from clashreader import settings
        from clashreader.model import ArticleQuery

        chosen = settings.load(context.home.settings)
        plan = chosen.backup_plan
        if not chosen.backups or not library.backup_due(plan) or _too_large(library, plan):
            return
        # What has only just come in can be fetched again, and the first sync is to be quick.
        if library.count(ArticleQuery()) > context.brought:
            with Interrupts() as cancel:
                library.back_up_by(plan, extras=context.home.beside_library, stop=cancel.is_set)
    except (CancelledError, KeyboardInterrupt):
        log.info("the backup at the end was stopped")
    except (ReaderError, OSError) as error:
        log.warning("no backup at the end: %s", error)


def _too_large(library: Library, plan: BackupPlan) -> bool:
    from clashreader.library import backups

    size = library.backup_size(plan)
    return size > MOST_BYTES and (plan.pictures or bool(backups.existing(library.path)))
