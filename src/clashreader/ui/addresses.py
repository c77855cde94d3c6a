"""Opening addresses outside of the program."""

from __future__ import annotations

import logging
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

log = logging.getLogger(__name__)

SCHEMES = ("http", "https", "mailto")


def open_address(address: str) -> bool:
    """Open a link in the browser or mail program; other schemes are refused.

    An article must not be able to start programs or to open files of this computer. Returns
    whether the system took it.
    """
    url = QUrl(address)
    if url.scheme().lower() in SCHEMES:
        return QDesktopServices.openUrl(url)
    log.warning("Not opened: %r", address)
    return False


def readable_address(address: str) -> str:
    """Return `address` to be read before it is opened: one that looks like another is unmasked.

    A host of several scripts, or of foreign letters below a Latin top level, may be drawn to be
    taken for another one: it is written as it is asked for (``xn--``, RFC 3492).
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return address
    if host.isascii():
        return address
    labels = [_script_of(label) for label in host.split(".")]
    honest = None not in labels and len({label for label in labels if label}) <= 1
    if honest:
        return address
    start = parts.netloc.lower().rfind(host)
    plain = QUrl.toAce(host)
    if plain.isEmpty() or start < 0:
        return quote(address, safe="/:?#[]@!$&'()*+,;=-._~%")
    netloc = parts.netloc[:start] + bytes(plain.data()).decode() + parts.netloc[start + len(host) :]
    return urlunsplit(parts._replace(netloc=netloc))


def _script_of(label: str) -> str | None:
    """Return the script of the letters of `label`, "" where it has none, None for several."""
    scripts = {unicodedata.name(c, "?").split(" ")[0] for c in label if c.isalpha()}
    # Japanese is written in three scripts; none of them is taken for Latin.
    if scripts and scripts <= {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}:
        return "CJK"
    return next(iter(scripts), "") if len(scripts) <= 1 else None
