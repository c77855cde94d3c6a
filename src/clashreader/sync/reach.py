"""Which addresses a stranger's feed may make this program connect to. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from contextlib import suppress

from clashreader.errors import FetchError
from clashreader.sync.addresses import Address, read_address

_USUAL = frozenset({("http", 80), ("https", 443)})
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64 (RFC 6052): an IPv4 address at the end
_TRANSLATED_HERE = ipaddress.ip_network("64:ff9b:1::/48")  # the same within one network (RFC 8215)
_COMPATIBLE = ipaddress.ip_network("::/96")  # old IPv4-compatible ones (RFC 4291, 2.5.5.1)


class PrivateAddressError(FetchError):
    """An address of this computer or of a private network, which the reader did not type.

    `host` is what lies there.
    """

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(
            f"{host} lies in this computer or in a private network: a feed may not lead there."
        )


def is_public(number: str) -> bool:
    """Return whether an IP address is one of the public Internet.

    Not public are loopback, private, link-local, shared (CGNAT), unique local, multicast,
    unspecified and reserved ones, also where an IPv6 address carries such an IPv4 address (mapped,
    6to4, Teredo, NAT64). Raises `ValueError` for what is no IP address.
    """
    found = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast
    inner = found.ipv4_mapped or found.sixtofour
    if inner is None and (found in _TRANSLATED or found in _COMPATIBLE):
        inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    if found.teredo is not None or found in _TRANSLATED_HERE or found.is_site_local:
        return False
    return found.is_global and not found.is_multicast


_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_INNER = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet", ".localdomain")
"""Endings of names that mean something within a network only (RFC 6761, 6762, 8375, and usage)."""


def names_private(host: str) -> bool:
    """Return whether `host` is written so that nobody has to be asked: it is not public.

    A number may be written as `inet_aton` reads it, in one to four parts, octal or hexadecimal. One
    that can be read in two ways, or in none, counts by its worst.
    """
    try:
        return not is_public(host)
    except ValueError:
        pass
    if _NUMBER.fullmatch(host.rpartition(".")[2]):  # as the URL standard tells a number
        return not all(number is not None and is_public(number) for number in _readings(host))
    return host == "localhost" or host.endswith(".localhost")


def names_inner(host: str) -> bool:
    """Return whether a name means something in a private network only, who ever looks it up."""
    return names_private(host) or host.endswith(_INNER) or not ("." in host or ":" in host)


def carries_private(host: str) -> bool:
    """Return whether a private number stands in a name, as in ``127.0.0.1.nip.io``.

    Some public name servers answer such names with that very number.
    """
    for found in _CARRIED.finditer(host):
        with suppress(ValueError):
            if not is_public(found[1].replace("-", ".")):
                return True
    return False


_CARRIED = re.compile(r"(?<![0-9])(?=([0-9]{1,3}(?:[.-][0-9]{1,3}){3})(?![0-9]))")


def _readings(host: str) -> Iterator[str | None]:
    """Yield what a number in unusual writing may mean; None for nothing."""
    parts = host.split(".")
    for octal in (True, False):
        values = [_value(part, octal=octal) for part in parts]
        known = [value for value in values if value is not None]
        if len(known) < len(values) or len(values) > 4 or any(one > 255 for one in known[:-1]):
            yield None
            continue
        room = 256 ** (5 - len(known))
        whole = sum(value << 8 * (3 - place) for place, value in enumerate(known[:-1]))
        yield str(ipaddress.IPv4Address(whole + known[-1])) if known[-1] < room else None


def _value(part: str, *, octal: bool) -> int | None:
    if not _NUMBER.fullmatch(part) or len(part) > 30:
        return None
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    if octal and part.startswith("0"):
        return int(part, 8) if set(part) <= set("01234567") else None
    return int(part)


def same_place(address: Address, typed: str) -> bool:
    """Return whether `address` has the host and port of an address that the reader typed.

    A host's own ports of http and https count as one, since so many sites lead from one to the
    other.
    """
    try:
        known = read_address(typed)
    except FetchError:
        return False
    if address.host != known.host:
        return False
    both = {(address.scheme, address.port), (known.scheme, known.port)}
    return address.port == known.port or both <= _USUAL
