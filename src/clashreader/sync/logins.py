"""Names and passwords of sources: in the system's keyring, and nowhere else.

The library only knows that there is one (`Source.login`). `keyring` is an extra, for it brings
much along and few feeds ask for a password; it is imported when one does.
"""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

from clashreader.errors import ReaderError, UsageError
from clashreader.model import Changes, Source, SourceKind
from clashreader.sync.addresses import feed_address, read_address
from clashreader.sync.reach import same_place

if TYPE_CHECKING:
    from clashreader.library.library import Library

SERVICE: Final = "Clash Reader"
"""Under which name the entries stand in the keyring."""


def split(url: str) -> tuple[str, str | None]:
    """Return an http(s) address without its ``name:password@``, and these, percent-encoded."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, None
    credentials, at, host = parts.netloc.rpartition("@")
    return (urlunsplit(parts._replace(netloc=host)), credentials or None) if at else (url, None)


def encoded(name: str, password: str) -> str:
    """Return a name and a password as an address would carry them."""
    return f"{quote(name, safe='')}:{quote(password, safe='')}"


def require() -> None:
    """Raise `UsageError`, with what to do, where no password could be kept."""
    _keyring()


def keep(url: str, login: str) -> None:
    """Put ``name:password``, percent-encoded, into the keyring for the source at `url`.

    Raises `UsageError` where there is no keyring.
    """
    ring = _keyring()
    try:
        ring.set_password(SERVICE, feed_address(url), login)
    except Exception as error:  # each system's keyring raises what it likes
        raise UsageError(_LOCKED) from error


def forget(url: str) -> None:
    """Take what is there for the source at `url` out of the keyring, as far as that is possible."""
    with suppress(Exception):  # an entry that is not there is none to be told about
        _keyring().delete_password(SERVICE, feed_address(url))


def give(library: Library, source: Source, name: str, password: str) -> Changes:
    """Keep a name and a password for the server of a source; it is due at once.

    Raises `UsageError` where the source is a folder, or where there is no keyring.
    """
    if source.kind is not SourceKind.FEED:
        raise UsageError("A folder needs no password.")
    keep(source.typed or source.url, encoded(name, password))
    return library.set_login(source.id, True)


def take_away(library: Library, source: Source) -> Changes:
    """Forget the name and the password of a source."""
    changes = library.set_login(source.id, False)
    forget_of(source)
    return changes


def forget_of(source: Source) -> None:
    """Take the entry of a source out of the keyring: it was left, or is read from elsewhere."""
    if source.login:
        forget(source.typed or source.url)


def of_source(source: Source) -> str | None:
    """Return ``name:password``, percent-encoded, for the server of a source; None for no login.

    A source that moved to another host, or from https to http, gets none there. Raises
    `ReaderError`.
    """
    if not source.login:
        return None
    typed = source.typed or source.url
    there = read_address(source.url)
    open_now = there.scheme == "http" and read_address(typed).scheme == "https"
    if open_now or not same_place(there, typed):
        return None
    try:
        found = _keyring().get_password(SERVICE, feed_address(typed))
    except UsageError:
        raise
    except Exception as error:
        raise ReaderError(_LOCKED) from error
    if not found:
        raise ReaderError(
            "The system's keyring no longer has the password of this source: give it again in its"
            " dialog, or with `clashreader edit SOURCE --user NAME --password-stdin`."
        )
    return str(found)


_MISSING = (
    "Passwords are kept in the system's keyring only, for which the package keyring is missing:"
    ' install it with `pipx inject clashreader keyring`, or `pip install "clashreader[secrets]"`.'
)
_NOT_PACKED = (
    "Passwords are kept in the system's keyring only, and this package of Clash Reader comes"
    " without the part for it. The one of pipx has it and opens the same library:"
    ' `pipx install "clashreader[secrets]"`.'
)
_LOCKED = "The system's keyring cannot be used: unlock it, and try again."


def _keyring() -> Any:
    try:
        ring = importlib.import_module("keyring")
    except ImportError as error:
        # Nothing can be installed into a bundle.
        packed = getattr(sys, "frozen", False)
        raise UsageError(_NOT_PACKED if packed else _MISSING) from error
    try:
        # What it falls back on where the system has none refuses everything.
        useless = ring.get_keyring().priority <= 0
    except Exception as error:
        raise UsageError(_LOCKED) from error
    if useless:
        raise UsageError("This system has no keyring in which a password could be kept.")
    return ring
