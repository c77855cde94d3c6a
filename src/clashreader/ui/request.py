"""What a start of the program asks of the window: handed over where one is open already."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence

from clashreader.values import dataclass

MOST_TARGETS = 200
LONGEST_TARGET = 8_192
"""Characters; a path has at most 4,096 bytes, and no server takes a longer address."""

_LONGEST_TOKEN = 1_000
_MAX_ID = 2**63 - 1
_MOST_LETTERS = 400_000
_PATH_LIKE = re.compile(r"[/~]|\.{1,2}(?:[/\\]|$)|[A-Za-z]:[\\/]")
_NUMBER = re.compile(r"[0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class Request:
    """What to open (numbers of articles, absolute paths, addresses), and what to do besides.

    `token` and `startup` are what the desktop gave to the program that asks, so that the window may
    take the focus: XDG_ACTIVATION_TOKEN and DESKTOP_STARTUP_ID. `cut` says that there was more.
    """

    targets: tuple[str, ...] = ()
    sync: bool = False
    add: bool = False
    token: str = ""
    startup: str = ""
    cut: bool = False


def article_number(target: str) -> int | None:
    """Return the article that `target` names by its number, or None."""
    if _NUMBER.fullmatch(target) and 1 <= int(target) <= _MAX_ID:
        return int(target)
    return None


def make_request(
    targets: Sequence[str] = (),
    *,
    sync: bool = False,
    add: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Request:
    """Return a request whose paths mean the same in every folder, bounded in size."""
    taken: list[str] = []
    letters = 0
    for target in targets[:MOST_TARGETS]:
        taken.append(_absolute(target[: LONGEST_TARGET + 1]))
        letters += len(taken[-1])
        if letters > _MOST_LETTERS:
            break
    return Request(
        tuple(taken),
        sync,
        add,
        environment.get("XDG_ACTIVATION_TOKEN", "")[:_LONGEST_TOKEN],
        environment.get("DESKTOP_STARTUP_ID", "")[:_LONGEST_TOKEN],
        len(targets) > len(taken),
    )


def _absolute(target: str) -> str:
    """Return `target` as it is, but for paths: from here, and not from where the window began."""
    try:
        path = os.path.expanduser(target)  # noqa: PTH111 - Path's own raises for some users
        if article_number(target) is None and (
            os.path.exists(path) or _PATH_LIKE.match(target)  # noqa: PTH110 - never raises
        ):
            return os.path.abspath(path)  # noqa: PTH100 - links stay as the reader named them
    except (OSError, ValueError):  # this folder is gone
        pass
    return target


def packed(request: Request) -> bytes:
    """Return a request in one line. Names that are no UTF-8 keep their bytes."""
    words = {name: getattr(request, name) for name in Request.__match_args__}
    return json.dumps(words).encode("ascii") + b"\n"


def unpacked(line: bytes) -> Request:
    """Return what `packed` was given. Raises `ValueError` for anything else."""
    read = json.loads(line)
    targets = read.get("targets") if isinstance(read, dict) else None
    if not isinstance(targets, list) or not all(isinstance(one, str) for one in targets):
        raise ValueError("This is no request.")
    return Request(
        tuple(targets[:MOST_TARGETS]),
        sync=read.get("sync") is True,
        add=read.get("add") is True,
        token=str(read.get("token", ""))[:_LONGEST_TOKEN],
        startup=str(read.get("startup", ""))[:_LONGEST_TOKEN],
        cut=read.get("cut") is True,
    )
