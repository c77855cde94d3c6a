"""When a source is due: its own rhythm, between 15 minutes and a day. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from urllib.parse import urlsplit

from clashreader.model import Source, SourceKind

SHORTEST = 15 * 60
LONGEST = 24 * 3600
FIRST = 3600
"""Seconds between two looks at a feed of which nothing is known yet."""

_MARGIN = 3600
_OFFLINE = 3600
_JITTER = 0.1
_RECENT = 100  # items from which a feed's rhythm is told
_MONTH = 30 * 86_400

WELCOME = "clashreader:welcome"
"""The address of the articles that come with the program; they are never synced again."""


def due(source: Source, now: float) -> bool:
    """Return whether `source` is to be looked at now.

    Folders always are: looking costs next to nothing. A time that lies further ahead than any
    pause we make comes from a clock that has jumped since, and counts as due; so does a last
    look in the future. A server's wish to be left alone (`Source.retry_at`) is heeded.
    """
    if source.paused or source.url == WELCOME or source.kind is SourceKind.IMPORT:
        return False
    if asked_to_wait(source, now):
        return False
    if source.kind is SourceKind.FOLDER or source.next_sync is None:
        return True
    if source.last_sync is not None and source.last_sync > now + _MARGIN:
        return True
    longest = max(LONGEST, source.interval or 0) * (1 + _JITTER) + _MARGIN
    return now >= source.next_sync or source.next_sync > now + longest


def is_local(source: Source) -> bool:
    """Whether looking at `source` needs no network: a folder, or a server on this computer."""
    if source.kind is SourceKind.FOLDER:
        return True
    try:
        host = (urlsplit(source.url).hostname or "").casefold()
    except ValueError:
        return False
    return host in ("localhost", "::1") or host.startswith("127.")


def asked_to_wait(source: Source, now: float) -> bool:
    """Return whether the server asked not to be contacted yet (RFC 9110, 10.2.3: Retry-After).

    Such a pause is a day at most; one that ends later comes from a clock that jumped.
    """
    return source.retry_at is not None and still_resting(source.retry_at, now)


def still_resting(until: float, now: float) -> bool:
    """Return whether a server that asked to be left alone `until` then still is to be."""
    return now < until <= now + LONGEST + _MARGIN


def wait_words(seconds: float) -> str:
    """Return the sentence for a server that is to be left alone for another `seconds`."""
    minutes = max(1, round(seconds / 60))
    hours = round(seconds / 3600)
    if hours >= 24:
        left = "day"
    elif minutes > 90:
        left = f"{hours} hours"
    else:
        left = "minute" if minutes == 1 else f"{minutes} minutes"
    return f"The server asked to be left alone for another {left}."


def next_check(
    source: Source,
    now: int,
    *,
    arrivals: Sequence[int] = (),
    ttl: int | None = None,
    max_age: int | None = None,
    chance: float | None = None,
) -> int:
    """Return when to look again after a look that went well.

    `arrivals` are the times at which its newest items were first seen here, where the feed was
    read (what it says of its dates may be anything); without any the pause grows by half. `ttl`
    (the feed's own wish) and `max_age` (of the answer) are seconds, and lower bounds, up to a day.
    `chance` in 0..1 spreads the checks by 10 %; random unless given.
    """
    if source.interval:
        return now + max(source.interval, SHORTEST)  # older libraries may have less
    last = _last_pause(source)
    pause = _rhythm(arrivals, now)
    if pause is None:
        pause = last * 1.5
    wish = max(ttl or 0, max_age or 0)
    return now + max(_spread(max(pause, wish), chance), min(wish, LONGEST))


def next_check_after_error(
    source: Source,
    now: int,
    *,
    retry_after: int | None = None,
    unreachable: bool = False,
    chance: float | None = None,
) -> int:
    """Return when to look again after a look that failed: later with each failure in a row.

    A server that was not reached at all (`unreachable`) is tried every hour at least: more often
    than not it is this computer that was offline.
    """
    usual = source.interval or SHORTEST
    pause = min(LONGEST, usual * 2.0 ** min(source.failures, 10))
    if unreachable:
        pause = min(pause, max(usual, _OFFLINE))
    return now + max(_spread(pause, chance), min(retry_after or 0, LONGEST))


def _spread(pause: float, chance: float | None) -> int:
    """Return a pause that is up to a tenth longer, and between a quarter of an hour and a day."""
    pause = min(max(pause, SHORTEST), LONGEST / (1 + _JITTER))
    share = random.random() if chance is None else chance
    return round(pause * (1 + _JITTER * share))


def _last_pause(source: Source) -> float:
    if source.next_sync is None or source.last_sync is None:
        return FIRST
    return min(max(source.next_sync - source.last_sync, SHORTEST), LONGEST)


def _rhythm(arrivals: Sequence[int], now: int) -> float | None:
    """Return half the usual time between two items, or None where too little is known.

    What came with the first of these looks may have taken any time to gather: it only marks where
    counting begins. The time since the newest one counts as well, so that a feed that fell asleep
    is left asleep.
    """
    recent = sorted(time for time in arrivals if now - _MONTH < time <= now + _MARGIN)[-_RECENT:]
    if not recent:
        return LONGEST if arrivals else None
    later = sum(time > recent[0] for time in recent)
    if not later:
        return None
    usual = (recent[-1] - recent[0]) / later
    silence = max(0, now - recent[-1])
    return max(usual / 2, silence / 8)
