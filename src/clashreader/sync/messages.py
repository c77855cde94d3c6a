"""The messages of one fetch: requests as they are written, heads of answers, and the way between.

Nothing here opens a connection; `http` does.
"""

from __future__ import annotations

import re
import time
from base64 import b64encode
from collections import Counter
from contextlib import suppress
from typing import Final
from urllib.parse import unquote

from clashreader.errors import FetchError, GoneError
from clashreader.sync.addresses import Address, join, read_address
from clashreader.sync.cookies import Cookies
from clashreader.sync.heads import Answer
from clashreader.sync.reach import same_place
from clashreader.sync.spool import NOTHING, Kept
from clashreader.sync.wire import Watch
from clashreader.sync.wording import max_age_seconds, retry_after_seconds, status_words
from clashreader.values import dataclass, field, replace

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PERMANENT: Final = frozenset({301, 308})
_FIELD = re.compile(r"[\x20-\x7e\x80-\xff\t]*")
_MAX_VALIDATOR = 10_000
"""Characters; what a server does not take back is dropped (`Chain.forget_conditions`)."""

MAX_REDIRECTS: Final = 10
_SAME_AGAIN = 2  # times that a redirect may lead to where the fetch has been, with nothing new


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer. `url` is where it came from in the end, after redirects.

    `etag` and `last_modified` are the validators byte for byte. `seconds` is wall time, `size` the
    bytes of the body as they came over the wire. `retry_after` and `max_age` are seconds or None.
    `moved_to` is set where the address has moved for good, and every step on the way said so.
    """

    url: str
    status: int
    kept: Kept = NOTHING
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    not_modified: bool = False
    seconds: float = 0.0
    retry_after: int | None = None
    max_age: int | None = None
    size: int = 0
    moved_to: str | None = None

    @property
    def body(self) -> bytes:
        """The bytes, unpacked; large ones are read from a file at every call."""
        return self.kept.read()


@dataclass(slots=True)
class Chain:
    """What one fetch carries from redirect to redirect, and nowhere else."""

    start: Address
    fields: dict[str, str]
    typed: str
    """The address that the reader typed: only its host and port may be private."""
    permanent: bool = True
    """Whether every redirect until now was for good."""
    hops: int = 0
    cookies: Cookies = field(default_factory=Cookies)
    _been: Counter[tuple[str, str | None]] = field(default_factory=Counter)

    @property
    def conditional(self) -> bool:
        """Whether the request asks for an answer only if there is a new one."""
        return "If-None-Match" in self.fields or "If-Modified-Since" in self.fields

    def follow(self, address: Address, answer: Answer) -> Address:
        """Return where a redirect leads. Raises `FetchError` where that is no address."""
        location = answer.get("Location")
        if location is None:
            raise FetchError(
                f"The server answers {status_words(answer.status)}, but not where to.",
                status=answer.status,
            )
        self.hops += 1
        if self.hops > MAX_REDIRECTS:
            raise FetchError(f"The address redirects more than {MAX_REDIRECTS} times.")
        self.permanent = self.permanent and answer.status in PERMANENT
        there = _redirected(address, location)
        here = (there.url, self.cookies.field(there))
        self._been[here] += 1
        if self._been[here] > _SAME_AGAIN:
            raise FetchError("The address redirects in a circle.")
        if self.permanent and there.url != self.start.url:
            # It counts as moved only once it was read there: an answer with a body is needed.
            self.forget_conditions()
        return there

    def forget_conditions(self) -> None:
        """Ask plainly from now on."""
        self.fields.pop("If-None-Match", None)
        self.fields.pop("If-Modified-Since", None)


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the fields of a conditional request, the validators byte for byte."""
    found = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in found.items() if value and _FIELD.fullmatch(value)}


def request(address: Address, chain: Chain, proxy: Address | None) -> bytes:
    """Return the head of a GET request; through a proxy, the form that proxies want."""
    through = proxy is not None and address.scheme == "http"
    lines = [f"GET {address.url if through else address.target} HTTP/1.1"]
    lines.append(f"Host: {address.authority}")
    lines += [f"{name}: {value}" for name, value in chain.fields.items()]
    cookies = chain.cookies.field(address)
    if cookies:
        lines.append(f"Cookie: {cookies}")
    if address.credentials:
        lines.append(f"Authorization: {basic(address.credentials)}")
    if through and proxy is not None and proxy.credentials:
        lines.append(f"Proxy-Authorization: {basic(proxy.credentials)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def basic(credentials: str) -> str:
    """Return percent-encoded ``name:password`` as a field (RFC 7617)."""
    return "Basic " + b64encode(unquote(credentials).encode()).decode("ascii")


def _redirected(address: Address, location: str) -> Address:
    # A field is text in Latin-1, though servers send UTF-8.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    target = join(address.url, _as_browsers_read(location))
    if not target:
        raise FetchError("The server redirects to what is no web address.")
    there = read_address(target)
    downgrade = address.scheme == "https" and there.scheme == "http"
    if same_place(there, address.url) and not downgrade:
        return replace(there, credentials=address.credentials)
    return replace(there, credentials="")  # nor what a server would have us say elsewhere


_REFERENCE = re.compile(r"[^?#]*")
_SLASHES = re.compile(r"\A((?:https?:)?)//+", re.IGNORECASE)
_NOWHERE = re.compile(r"(?:https?:)?(?://+[?#].*|/{2,})?", re.IGNORECASE | re.DOTALL)


def _as_browsers_read(location: str) -> str:
    """Return a reference as the URL standard reads it: backslashes are slashes.

    Raises `FetchError` for one that names no host where it should, or nothing at all.
    """
    location = _REFERENCE.sub(lambda path: path[0].replace("\\", "/"), location.strip(), count=1)
    if _NOWHERE.fullmatch(location):
        raise FetchError("The server redirects to what is no web address.")
    return _SLASHES.sub(r"\1//", location)


def refused(answer: Answer, chain: Chain) -> FetchError:
    """Return the error for an answer that brings nothing."""
    status = answer.status
    words = f"The server answers {status_words(status)}."
    if status == 401:
        words = (
            "The server does not accept the source's user name and password (401): give others"
            if chain.start.credentials
            else "The server asks for a user name and a password (401): give the source its own"
        ) + " in its dialog, or with `clashreader edit SOURCE --user NAME --password-stdin`."
    # What lies behind a passing detour says nothing of the address itself.
    kind = GoneError if status == 410 and chain.permanent else FetchError
    return kind(
        words,
        status=status,
        retry_after=_pause(answer),
    )


def fetched(
    address: Address,
    answer: Answer,
    body: Kept,
    size: int,
    chain: Chain,
    watch: Watch,
) -> Fetched:
    """Return an answer as the rest of the program sees it."""
    get = answer.get
    moved = chain.hops > 0 and chain.permanent and answer.status != 304
    return Fetched(
        url=address.url,
        status=answer.status,
        kept=body,
        content_type=get("Content-Type"),
        etag=_validator(get("ETag")),
        last_modified=_validator(get("Last-Modified")),
        not_modified=answer.status == 304,
        seconds=time.monotonic() - watch.start,
        retry_after=_pause(answer),
        max_age=max_age_seconds(get("Cache-Control")),
        size=size,
        moved_to=address.url if moved and address.url != chain.start.url else None,
    )


def _pause(answer: Answer) -> int | None:
    get = answer.get
    return retry_after_seconds(get("Retry-After"), get("Date"))


def _validator(text: str | None) -> str | None:
    return text if text and len(text) <= _MAX_VALIDATOR else None
