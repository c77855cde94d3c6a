"""Whose a mirror is: one library, and those that came from it, write into one folder.

Two that know nothing of each other would write over what the other says of the whole.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import UsageError
from clashreader.export.mirror import whole
from clashreader.library.carrying import CarriedWhole, key_of
from clashreader.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from clashreader.library.library import Library


def lineage(
    library: Library, root: Path, entries: Collection[str], keys: Callable[[], Collection[str]],
    *, overwrite: bool,
) -> str:  # fmt: skip
    """Return the name to be written into the mirror in `root`, and have the library know it.

    Raises `UsageError` where another library wrote the mirror. One whose articles (`entries`) are
    all among the library's `keys` is ours whatever it says: a repair may have cost the name. So is,
    with one of them, what an older program wrote, which gave no names.
    """
    said, known = whole.lineage(root), library.mirrors()
    if said in known:
        return said
    if entries and not overwrite:
        others = sum(key not in keys() for key in entries)
        if others == len(entries) if not said else others:
            what = "1 article" if others == 1 else f"{others:,} articles"
            raise UsageError(
                f"The mirror in {root} was written by another library: it holds {what} that this "
                "one does not know. Take them in with `clashreader import`, or name another "
                "folder; with --overwrite both libraries write into this one."
            )
    name = said or (known[0] if known else secrets.token_hex(8))
    if library.only_read is None:
        library.know_mirror(name)
    return name


def with_others(
    ours: CarriedWhole, root: Path, entries: Collection[str], keys: Collection[str]
) -> CarriedWhole:
    """Return `ours` with what the mirror said of articles that the library does not know, without
    which nobody could bring them back.
    """
    if all(key in keys for key in entries):
        return ours
    try:
        theirs = whole.read(root)
    except UsageError:
        return ours
    sources, sections = ({one.url for one in ours.sources}, {one[0] for one in ours.sections})
    searches, rules = ({one.name for one in ours.searches}, {one.name for one in ours.rules})
    colours = {name for name, _ in ours.colours}
    gone = [(key_of(*one), one) for one in theirs.deleted]
    return replace(
        ours,
        sources=(*ours.sources, *(one for one in theirs.sources if one.url not in sources)),
        sections=(*ours.sections, *(one for one in theirs.sections if one[0] not in sections)),
        colours=(*ours.colours, *(one for one in theirs.colours if one[0] not in colours)),
        searches=(*ours.searches, *(one for one in theirs.searches if one.name not in searches)),
        rules=(*ours.rules, *(one for one in theirs.rules if one.name not in rules)),
        deleted=(
            *ours.deleted,
            *(one for key, one in gone if key not in keys and key not in entries),
        ),
    )
