"""The order in which a reader expects names: ``tag2`` before ``tag10``."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"([0-9]{1,18})")


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return what sorts `name` by its letters, whatever their case, and its numbers by value."""
    return tuple(
        (0, int(part), "") if place % 2 else (1, 0, part)
        for place, part in enumerate(_NUMBER.split(name.casefold()))
    )
