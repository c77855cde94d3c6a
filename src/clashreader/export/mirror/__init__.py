"""The Markdown mirror: the library as a folder that people, editors and other programs read.

``section/2025-06/slug.md`` holds an article with all that is known of it, ``slug.versions/`` its
older versions, ``assets/`` the pictures, and ``.clashreader/`` what only programs need: the texts
as they were received, what belongs to the whole, and what was written. `mirror` makes and renews
one, `bring_back` takes one into a library; both take over what was edited in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clashreader.export.kinds import Step
    from clashreader.export.mirror.outcome import Conflict, Outcome
    from clashreader.library.library import Library

__all__ = ["Conflict", "Outcome", "bring_back", "count", "is_mirror", "mirror"]


def __getattr__(name: str) -> object:
    if name in ("Conflict", "Outcome"):
        from clashreader.export.mirror import outcome

        return getattr(outcome, name)
    raise AttributeError(name)


def is_mirror(folder: Path) -> bool:
    """Whether `folder` is a mirror that this program, or another version of it, made."""
    from clashreader.export.mirror.whole import is_mirror as work

    return work(folder)


def count(library: Library, folder: Path) -> tuple[int, int]:
    """Return how many articles a mirror holds, and how many of them the library lacks.

    By what was written into it: files that somebody added are not among them.
    """
    from clashreader.export.mirror import manifest, whole

    whole.check(folder)
    entries, known = manifest.read(folder), library.carried_keys()
    return len(entries), sum(key not in known for key in entries)


def mirror(
    library: Library, to: Path, query: str = "", *,
    progress: Callable[[Step], None] = lambda _: None, stop: Callable[[], bool] = lambda: False,
    check: bool = False, overwrite: bool = False,
) -> Outcome:  # fmt: skip
    """Make or renew a mirror: see `mirroring.mirror`."""
    from clashreader.export.mirror.mirroring import mirror as work

    return work(library, to, query, progress=progress, stop=stop, check=check,
                overwrite=overwrite)  # fmt: skip


def bring_back(
    library: Library, path: Path, *, progress: Callable[[Step], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:  # fmt: skip
    """Take a mirror into the library: see `bringing.bring_back`."""
    from clashreader.export.mirror.bringing import bring_back as work

    return work(library, path, progress=progress, stop=stop)
