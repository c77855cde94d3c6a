"""Addresses out of foreign markup: which are allowed, made absolute; which picture is best."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

MAX_ADDRESS = 8192
"""Longer addresses are refused; browsers and servers give up earlier."""
WIDEST_PICTURE = 1600
"""CSS pixels beyond which a larger candidate of a picture brings nothing to a column of text."""
TINIEST_PICTURE = 3
"""Pictures of at most so many pixels in a direction are counters, not pictures."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_WEB = re.compile(
    r"https?://(?:[^\s/?#@]*@)?(?:\[[0-9A-Fa-f:.]+\]|[\w\-.~]+)(?::\d{0,5})?(?=[/?#]|\Z)",
    re.IGNORECASE,
)
_PLAIN_WEB = re.compile(r"https?://[a-z0-9][a-z0-9\-.]*(?::\d+)?(?:/[!$&-;=?-Z_a-z~%]*)?")
# Control characters, blanks of all scripts, and characters that nobody sees or that turn the
# direction of the text: an address with one of them is made to be misread.
_REFUSED = re.compile(
    "[\x00-\x1f\x7f-\x9f\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180e"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_ESCAPES = str.maketrans({" ": "%20", '"': "%22", "<": "%3C", ">": "%3E", "`": "%60"})
_PLACEHOLDER = re.compile(
    r"(?:^|[/_.\-])(?:blank|placeholder|spacer|transparent|lazy|lazyload|loading|1x1|pixel|empty)"
    r"(?:[_.\-][\w.\-]*)?\.(?:gif|png|svg|jpe?g|webp)(?:$|[?#])",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    r"//(?:pixel|stats|counter|beacon|analytics)\.|feeds\.feedburner\.com/~|doubleclick\.net/"
    r"|facebook\.com/tr\b|google-analytics\.com/|scorecardresearch\.com/|/(?:pixel|count|beacon)"
    r"\.(?:gif|png)\b|feedsportal\.com/|/__utm\.gif",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)")
_SIZE = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*\Z")


def is_file(address: str | None) -> bool:
    """Whether an address names a file of this computer."""
    return address is not None and address[:5].lower() == "file:"


def absolute(value: str, base: str | None, *, picture: bool = False) -> str | None:
    """Return `value` as an absolute address that may be shown, or None.

    Links may be http, https and mailto; pictures http, https, and file where `base` is a file:
    such an address is looked up among the stored pictures and never opened.
    """
    if len(value) > MAX_ADDRESS:
        return None
    if _PLAIN_WEB.fullmatch(value):
        return value
    value = value.strip(" \t\n\r\f")
    if not value or _REFUSED.search(value):
        return None
    try:
        return _joined(value, base, picture)
    except ValueError:  # a host in brackets that is no IPv6 address, and the like
        return None


def _joined(value: str, base: str | None, picture: bool) -> str | None:
    scheme = _SCHEME.match(value)
    if scheme is None:
        value = _slashes(value)
        if value.startswith("//") and (base is None or is_file(base)):
            value = "https:" + value
        elif base is None:
            return None
        else:
            value = urljoin(base, value)
    elif scheme.group().lower() == "mailto:":
        return None if picture else "mailto:" + value[7:].translate(_ESCAPES)
    elif scheme.group().lower() in ("http:", "https:"):
        value = scheme.group().lower() + _slashes(value[scheme.end() :])
    if len(value) > MAX_ADDRESS or _REFUSED.search(value):
        return None
    if is_file(value):
        local = picture and is_file(base) and not urlsplit(value).netloc
        return value.translate(_ESCAPES) if local else None
    return value.translate(_ESCAPES) if _WEB.match(value) else None


def _slashes(value: str) -> str:
    """Backslashes of the path as slashes, as browsers read them."""
    if "\\" not in value:
        return value
    path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", value, re.DOTALL).groups()  # type: ignore[union-attr]
    return str(path).replace("\\", "/") + str(mark) + str(rest).replace("\\", "%5C")


def site_name(address: str) -> str:
    """Return the host of an address as readers know it, without ``www.``."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def pixels(value: str | None) -> int | None:
    """Return a width or height attribute in CSS pixels; None for percentages and nonsense."""
    match = _SIZE.match(value) if value else None
    return int(match.group(1)) if match else None


def candidates(srcset: str) -> list[tuple[str, float | None]]:
    """Return the ``(address, width)`` pairs of a srcset attribute; a density counts as 800 px."""
    found: list[tuple[str, float | None]] = []
    words = iter(srcset[: 4 * MAX_ADDRESS].split())
    for word in words:
        if word == ",":
            continue
        address, width = word.strip(","), None
        if not word.endswith(","):
            for descriptor in words:
                width = _descriptor(descriptor.strip(",")) or width
                if descriptor.endswith(","):
                    break
        found.append((address, width))
    return found


def _descriptor(text: str) -> float | None:
    try:
        number = float(text[:-1])
    except ValueError:
        return None
    if text[-1] == "w":
        return number
    return number * WIDEST_PICTURE / 2 if text[-1] == "x" else None


def best_candidate(srcset: str | None, base: str | None) -> str | None:
    """Return the best picture of a srcset: the widest up to 1,600 px, else the narrowest."""
    best: tuple[float, str] | None = None
    for address, width in candidates(srcset or ""):
        size = width if width is not None else 1.0
        rank = size if size <= WIDEST_PICTURE else -size
        if best is not None and rank <= best[0]:
            continue
        url = absolute(address, base, picture=True)
        if url is not None and not _PLACEHOLDER.search(url):
            best = (rank, url)
    return best[1] if best else None


_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-src-set", "srcset")
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-orig-file", "data-url",
         "data-hi-res-src", "data-full-src", "data-image", "data-lazyload", "data-lazy-load-src",
         "data-defer-src", "data-cfsrc", "data-td-src", "data-img-url", "data-img-src", "data-echo",
         "data-src-large", "data-large-src", "data-normal", "data-delayed-url", "data-runner-src",
         "data-actualsrc", "data-original-src", "lazy-src", "load-src")  # fmt: skip


def picture_address(attributes: dict[str, str], base: str | None) -> str | None:
    """Return the one best address of an ``<img>``, also where scripts would have loaded it.

    A file beside a saved page comes first: browsers rewrite ``src`` to it and leave the rest.
    """
    local = absolute(attributes.get("src", ""), base, picture=True)
    if local is not None and local.startswith("file:") and not _PLACEHOLDER.search(local):
        return local
    for name in _LAZY_SETS:
        if attributes.get(name) and (url := best_candidate(attributes[name], base)):
            return url
    for name in (*_LAZY, "src"):
        value = attributes.get(name)
        url = absolute(value, base, picture=True) if value else None
        if url is not None and not _PLACEHOLDER.search(url):
            return url
    return None


def is_counter(attributes: dict[str, str], address: str) -> bool:
    """Whether a picture is there to count readers: a pixel, or from a place of such pixels."""
    for name in ("width", "height"):
        size = pixels(attributes.get(name))
        if size is not None and size <= TINIEST_PICTURE:
            return True
    style = attributes.get("style", "")
    if style and _HIDDEN.search(style):
        return True
    return _COUNTER.search(address) is not None
