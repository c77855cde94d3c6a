"""Which addresses a stranger's feed may make this program connect to. Pure."""

from __future__ import annotations

import ipaddress

from clashreader.errors import FetchError
from clashreader.sync.addresses import Address, read_address

_USUAL = frozenset({("http", 80), ("https", 443)})
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64 (RFC 6052): an IPv4 address at the end
_TRANSLATED_HERE = ipaddress.ip_network("64:ff9b:1::/48")  # the same within one network (RFC 8215)
_COMPATIBLE = ipaddress.ip_network("::/96")  # old IPv4-compatible ones (RFC 4291, 2.5.5.1)


class PrivateAddressError(FetchError):
    """An address of this computer or of a private network, which the reader did not type."""

    def __init__(self, host: str) -> None:
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


def names_private(host: str) -> bool:
    """Return whether `host` is written so that nobody has to be asked: it is not public."""
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


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
