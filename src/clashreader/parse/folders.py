"""The section that the folders above an article file name."""

from __future__ import annotations

import re

from clashreader.parse.months import MONTHS
from clashreader.parse.words import clean

_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_MONTH = re.compile(r"(?:19|20)\d\d[-_. ]?(?:0?[1-9]|1[0-2])(?:[-_. ]?\d\d)?")
_NUMBERED = re.compile(r"(\d{1,2})[-_. ]*([^\W\d_]*)\.?|([^\W\d_]+)[-_. ]*((?:19|20)\d\d)?")


def section_of(path: str) -> str | None:
    """Return the folders of the POSIX `path`, joined with ``/``, without those of a calendar.

    ``World/Europe/2025/06/talks.md`` is in ``World/Europe``; a file in the root in none.
    """
    parts = []
    dated = False
    for part in path.split("/")[:-1]:
        name = clean(part)
        if not name or name in (".", ".."):
            continue
        if _is_calendar(name, dated):
            dated = True
        else:
            parts.append(name)
    return "/".join(parts) or None


def name_of(path: str) -> str:
    """Return the name of the file at the POSIX `path` without its ending, for want of a title."""
    name = path.rpartition("/")[2]
    return clean(name.rpartition(".")[0] or name, 200)


def _is_calendar(name: str, dated: bool) -> bool:
    """A year, ``2025-06``, a month by number or name; a day of the month below one of these."""
    if _YEAR.fullmatch(name) or _YEAR_MONTH.fullmatch(name):
        return True
    match = _NUMBERED.fullmatch(name)
    if match is None:
        return False
    number, after, word, _ = match.groups()
    if word is not None:
        return word.casefold() in MONTHS
    if after:
        return after.casefold() in MONTHS and 1 <= int(number) <= 12
    return 1 <= int(number) <= (31 if dated else 12)
