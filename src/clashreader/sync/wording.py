"""What answers and failures of the network say, in words and in seconds."""

from __future__ import annotations

import errno
import re
import time
from typing import Final

from clashreader.errors import LateAnswerError
from clashreader.sync.addresses import Address
from clashreader.sync.heads import AnswerError, BrokenOffError
from clashreader.sync.wire import Watch

_SECONDS = re.compile(r"([0-9]{1,9})[0-9]*(?:\.[0-9]*)?")

_NO_TLS = "what answers there does not speak TLS; perhaps http:// is meant"
_TLS = {
    "WRONG_VERSION_NUMBER": _NO_TLS,
    "HTTP_REQUEST": _NO_TLS,
    "UNSUPPORTED_PROTOCOL": "the server only knows versions of TLS that are not safe any more",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server only knows other versions of TLS",
    "UNEXPECTED_EOF_WHILE_READING": "the server hung up",
}
"""What OpenSSL calls the usual failures, in words."""

LONGEST_PAUSE: Final = 86_400
"""Seconds; a server that asks for more is asked again after a day."""


def retry_after_seconds(value: str | None, date: str | None = None) -> int | None:
    """Return the seconds of a Retry-After field (RFC 9110, 10.2.3), at most a day, or None.

    `date` is the answer's Date field: a date is held against the server's own clock, for ours may
    be years off.
    """
    if not value:
        return None
    seconds = _SECONDS.fullmatch(value.strip())
    if seconds:
        return min(int(seconds[1]), LONGEST_PAUSE)
    until, now = _moment(value), _moment(date)
    if until is None:
        return None
    return min(max(0, int(until - (time.time() if now is None else now))), LONGEST_PAUSE)


def _moment(value: str | None) -> float | None:
    """Return a date of HTTP (RFC 9110, 5.6.7), in any of its three forms, as seconds since 1970."""
    from datetime import UTC
    from email.utils import parsedate_to_datetime  # seldom needed, as all that is imported below

    try:
        found = parsedate_to_datetime(value or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def max_age_seconds(value: str | None) -> int | None:
    """Return the seconds of a Cache-Control field's max-age (RFC 9111, 5.2.2.1), or None."""
    found = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", value or "", re.IGNORECASE)
    return int(found[1]) if found else None


def status_words(status: int) -> str:
    """Return a status with what it means: ``404 (not found)``."""
    from http import HTTPStatus

    try:
        return f"{status} ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        return str(status)


def too_late(watch: Watch) -> LateAnswerError:
    """Return the error for an exchange whose time is over."""
    if watch.answered:
        return LateAnswerError(
            f"The server did not finish its answer within {watch.seconds:g} seconds."
        )
    waited = min(watch.seconds, max(1, round(time.monotonic() - watch.start)))
    return LateAnswerError(f"The server did not answer within {waited:g} seconds.")


def size_words(limit: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{limit / 1_000_000:.2g} MB" if limit >= 100_000 else f"{limit} bytes"


def explain(error: Exception, address: Address) -> str:
    """Return the sentence for a failure of the network."""
    import socket
    import ssl

    host = address.host
    if isinstance(error, socket.gaierror):
        return f"The address could not be found: {host}."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {host} cannot be trusted: {error.verify_message.rstrip('.')}."
    if isinstance(error, ssl.SSLError):
        name = error.reason or "no reason given"
        why = _TLS.get(name, name.replace("_", " ").lower())
        return f"A secure connection to {host} could not be made: {why}."
    if isinstance(error, ConnectionRefusedError):
        return f"The server refuses connections: {host}."
    if isinstance(error, BrokenOffError):
        return "The server's answer breaks off before its end."
    if isinstance(error, ConnectionError):
        return f"The server closed the connection: {host}."
    if isinstance(error, AnswerError):
        return f"The answer of {host} is not HTTP."
    if isinstance(error, OSError) and error.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}:
        return f"There is no way through the network to {host}."
    return f"The network failed on the way to {host}."
