"""What addresses and moments are filed under."""

from __future__ import annotations

import hashlib
import re
import time
from urllib.parse import urlsplit

_tracking = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|cmpid|igshid)=", re.ASCII)


def url_key(url: str | None) -> int | None:
    """Return a 64-bit key under which equal addresses are found.

    Scheme, ``www.``, a trailing slash, the fragment and tracking parameters make no difference.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = parts.netloc.lower().removeprefix("www.")
    query = "&".join(p for p in parts.query.split("&") if p and not _tracking.match(p))
    plain = f"{host}{parts.path.rstrip('/')}?{query}".encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(plain, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def names_a_page(url: str) -> bool:
    """Return whether `url` is of the web and names more than a site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.path.strip("/") or parts.query)


def month_of(seconds: int | None) -> int | None:
    """Return year * 100 + month of a time in UTC."""
    if seconds is None:
        return None
    try:
        moment = time.gmtime(seconds)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.tm_year * 100 + moment.tm_mon
