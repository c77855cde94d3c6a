"""Web addresses: made fit for a request, and compared the way people mean them. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from clashreader.errors import FetchError
from clashreader.values import dataclass

MAX_ADDRESS = 8_000
"""Characters; longer ones are refused by most servers (RFC 9110, 4.1 asks for at least 8,000)."""

_PORTS = {"http": 80, "https": 443}
# What may stand in a path or query as it is (RFC 3986), with "%" for what is escaped already.
_SAFE = "/:?#[]@!$&'()*+,;=-._~%|"
_TRACKERS = re.compile(
    r"(?:utm_[a-z_]+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|_gl|at_medium|"
    r"at_campaign|at_link_[a-z_]+|ns_mchannel|ns_campaign|ns_source|ns_linkname|smid|xtor|wt_mc)",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAX_LABEL, _MAX_NAME = 63, 253  # characters of a host's name (RFC 1035, 2.3.4)
_CREDENTIALS = re.compile(r"(?<=//)[^/?#\n]*@|^(?!mailto:)[^/?#\s:]+:[^/?#\n]*@")

_START = re.compile(r"\s*(?:feed:|https?:?|[a-z][a-z0-9+.-]*:?[/\\]+|[/\\]+)*", re.IGNORECASE)
"""What may stand before a name and a password, mistyped or not."""


@dataclass(frozen=True, slots=True)
class Address:
    """An absolute http(s) address, ready for a request line: ASCII, no fragment."""

    scheme: str
    host: str
    """Lower case, ASCII (IDNA); an IPv6 address without its brackets."""
    port: int
    target: str
    """Path and query."""
    authority: str
    """Host and, unless it is the scheme's own, port; as in the Host field."""
    credentials: str = ""
    """``name:password`` where the address carries them, still percent-encoded."""

    @property
    def url(self) -> str:
        """The address as text, without credentials."""
        return f"{self.scheme}://{self.authority}{self.target}"


def read_address(text: str) -> Address:
    """Return the address that `text` names.

    Raises `FetchError` with a sentence where it is none, or not http(s).
    """
    text = _CONTROL.sub("", text.strip())
    if len(text) > MAX_ADDRESS:
        raise FetchError("The address is too long to be one.")
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _host(parts.hostname or "")
        target = quote(parts.path or "/", safe=_SAFE)
        if parts.query:
            target += "?" + quote(parts.query, safe=_SAFE)
        credentials = parts.netloc.rpartition("@")[0]
        credentials.encode()
    except ValueError as error:  # a lone surrogate's UnicodeError is one
        raise FetchError(f"This is not a web address: {short(text)}.") from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise FetchError(f"Only http and https addresses can be fetched, not {short(text)}.")
    if not host:
        raise FetchError(f"This is not a web address: {short(text)}.")
    shown = f"[{host}]" if ":" in host else host
    port = port or _PORTS[scheme]
    authority = shown if port == _PORTS[scheme] else f"{shown}:{port}"
    return Address(scheme, host, port, target, authority, credentials)


def feed_address(text: str) -> str:
    """Return a feed's address in the form in which it is kept (RFC 3986, 6.2.2 and 6.2.3).

    Scheme and host are in lower case, the scheme's own port and the fragment are gone, an empty
    path is a slash. Raises `FetchError` as `read_address` does.
    """
    address = read_address(text)
    parts = urlsplit(_CONTROL.sub("", text.strip()))
    credentials, at, _ = parts.netloc.rpartition("@")
    host = parts.hostname or address.host
    where = f"[{host}]" if ":" in host else host
    if address.port != _PORTS[address.scheme]:
        where += f":{address.port}"
    netloc = credentials + at + where
    return urlunsplit((address.scheme, netloc, parts.path or "/", parts.query, ""))


def same_feed_key(text: str) -> str:
    """Return what two addresses of one feed have in common, however they are written.

    Beyond `feed_address`, http or https and how other letters are escaped make no difference.
    Text that is no web address is its own key.
    """
    try:
        address = read_address(text)
    except FetchError:
        return text
    port = "" if address.port == _PORTS[address.scheme] else f":{address.port}"
    return f"{address.credentials}@{address.host}{port}{address.target}"


def _host(name: str) -> str:
    """Return a host name as the wire wants it.

    Python's own codec knows IDNA 2003 only; the few names that differ are written as xn-- anyway.
    """
    name = name.removesuffix(".")
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    if re.search(r"[^a-z0-9._:\-%]", name):
        raise ValueError(name)
    if name and ":" not in name:
        # The system's look-up raises UnicodeError for these instead of not finding them.
        labels = name.split(".")
        if len(name) > _MAX_NAME or not all(0 < len(label) <= _MAX_LABEL for label in labels):
            raise ValueError(name)
    return name


def join(base: str, reference: str) -> str:
    """Return `reference` as an absolute address, seen from `base`; "" where that is nonsense."""
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def same_item_key(text: str) -> str:
    """Return what is left of an address that names an item, without what varies by accident.

    http or https, a slash at the end, the fragment's absence, the case of the host, a default port
    and tracking parameters make no difference; anything else does. Text that is not a web address
    is its own key.
    """
    if not text[:8].lower().startswith(("http://", "https://")):
        return text
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
        port = parts.port
    except ValueError:
        return text
    query = "&".join(
        pair
        for pair in parts.query.split("&")
        if pair and not _TRACKERS.fullmatch(pair.partition("=")[0])
    )
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"//{where}{parts.path.rstrip('/')}{'?' + query if query else ''}{fragment}"


def without_credentials(text: str) -> str:
    """Return an address without the name and password that it may carry: to be shown or kept."""
    return _CREDENTIALS.sub("", text)


def stripped(text: str) -> str:
    """Return what is no address without what may be a name and a password.

    Where a password has letters that end a host's name, more may be left out than had to be.
    """
    before, at, host = text.rpartition("@")
    start = _START.match(before)
    kept = start[0] if start is not None else ""
    if at and ":" in before[len(kept) :] and not text.startswith("mailto:"):
        text = kept + host
    return without_credentials(text)


def short(text: str) -> str:
    """Return what is no address, to be named in a sentence."""
    text = stripped(text).encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 80 else text[:79] + "…"
