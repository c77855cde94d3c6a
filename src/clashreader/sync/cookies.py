"""Cookies within one fetch: some sites redirect in a circle until theirs comes back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clashreader.sync.addresses import Address

_MOST = 50
_LONGEST = 4096
_PAIR = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+=[\x20-\x3a\x3c-\x7e]*")

_Place = tuple[str, int, bool]


class Cookies:
    """What servers set on the way of one fetch; each goes back to its own host and port only.

    Narrower than a browser's (RFC 6265): Domain and Path widen nothing, and nothing is kept
    after the fetch.
    """

    def __init__(self) -> None:
        self._kept: dict[_Place, dict[str, str]] = {}
        self._count = 0

    def take(self, address: Address, fields: Iterable[str]) -> None:
        """Take in the Set-Cookie fields of an answer from `address`."""
        for field in fields:
            pair = field.partition(";")[0].strip()
            if len(pair) > _LONGEST or not _PAIR.fullmatch(pair) or self._count >= _MOST:
                continue
            name, _, value = pair.partition("=")
            self._kept.setdefault(_place(address), {})[name] = value
            self._count += 1

    def field(self, address: Address) -> str | None:
        """Return the Cookie field for a request to `address`, or None."""
        kept = self._kept.get(_place(address))
        return "; ".join(f"{name}={value}" for name, value in kept.items()) if kept else None


def _place(address: Address) -> _Place:
    return address.host, address.port, address.scheme == "https"
