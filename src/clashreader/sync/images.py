"""Pictures that articles show, brought into the library so that they are there offline."""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes, urlsplit

from clashreader.content.imageinfo import NO_DRAWINGS, NO_LOCAL_FILES, image_info, looks_like_svg
from clashreader.errors import CancelledError, FetchError, PictureFolderError, ReaderError
from clashreader.model import Changes, Source, SourceKind, WantedImage
from clashreader.sync.addresses import read_address, without_credentials
from clashreader.sync.downloads import AnyOf, Downloads
from clashreader.sync.folder import root_of
from clashreader.sync.imagewhole import is_cut_off
from clashreader.sync.patience import PutOffError
from clashreader.sync.reach import PrivateAddressError, same_place
from clashreader.sync.report import merge_changes
from clashreader.sync.sources import Context
from clashreader.sync.spool import Kept, kept
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from clashreader.sync.http import Fetcher

log = logging.getLogger(__name__)

MAX_BYTES: Final = 15_000_000
MAX_PIXELS: Final = 60_000_000
TRACKING_PIXEL: Final = "tracking pixel"
"""The error under which the library files what is no picture but a bug; never fetched again."""

_HEIC = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_OUR_FAULT = "A fault of this program; the log says more."
_PER_HOST = 2
_LARGE = 2_000_000  # bytes of which only one is looked at at a time
_DEADLINE = 30.0
_STORE_AT = 64  # pictures that go into one transaction
_STORE_BYTES = 8_000_000
_AT_ONCE = 5_000  # pictures listed at once for one source
_GIVE_UP = 3  # failures of the network after which a host is left alone for this time


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it will be stored; width and height in pixels."""

    kept: Kept
    media_type: str
    width: int
    height: int

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return self.kept.read()


@dataclass(slots=True)
class _Listing:
    """A question to the library that is asked page by page; `root` as in `_Job`."""

    source_id: int | None
    web: bool | None = None
    root: Path | None = None
    before: int | None = None
    """The id below which the next page begins."""


@dataclass(frozen=True, slots=True)
class _Job:
    wanted: WantedImage
    host: str | None
    root: Path | None
    """The folder out of which a local picture may come; None for feeds."""


def check(data: bytes) -> Picture:
    """Return `data` as a picture. Raises `FetchError` with a sentence where it is none for us."""
    info = image_info(data)
    if info is None:
        if looks_like_svg(data):
            raise FetchError(NO_DRAWINGS)
        if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
            raise FetchError("Pictures in HEIC are not kept.")
        head = data[:512].lstrip().lower()
        if head.startswith((b"<!doctype html", b"<html", b"<head", b"<script")):
            raise FetchError("The server sent a page instead of a picture.")
        raise FetchError("This is not a picture that can be shown." if data else "It is empty.")
    media_type, width, height = info
    if width <= 2 and height <= 2:
        raise FetchError(TRACKING_PIXEL)
    if width * height > MAX_PIXELS:
        raise FetchError(f"The picture has more than {MAX_PIXELS // 1_000_000} megapixels.")
    if is_cut_off(data):
        raise FetchError("Only a part of the picture came: it is cut off.")
    return Picture(kept(data), media_type, width, height)


def read_local(url: str, root: Path | None) -> Picture:
    """Return the picture at a file: address that lies below `root`, links resolved.

    Raises `FetchError`: an article must not make the program read whatever it names.
    """
    if root is None:
        raise FetchError(NO_LOCAL_FILES)
    path = _file_path(url)
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve(strict=True)):
            raise FetchError("The picture lies outside of the source's folder.")
        if not real.is_file():
            raise FetchError("The picture is not a file.")
        with real.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise FetchError("The picture is not there.") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise FetchError("The picture cannot be read.") from error
    if len(data) > MAX_BYTES:
        raise FetchError(f"The picture has more than {MAX_BYTES // 1_000_000} MB.")
    return check(data)


def _file_path(url: str) -> Path:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise FetchError("The address of the picture is none.") from error
    if parts.netloc not in {"", "localhost"}:
        raise FetchError("The picture lies on another computer.")
    path = os.fsdecode(unquote_to_bytes(parts.path))
    if "\0" in path:
        raise FetchError("The picture is not there.")
    if os.name == "nt":
        path = path.lstrip("/")
    return Path(path)


class _UnreachableError(FetchError):
    """The picture's server was not reached at all, or not in time."""


class ImageKeeper:
    """Fetches the wanted pictures of some sources, and keeps count."""

    def __init__(
        self,
        context: Context,
        network: Callable[[], Fetcher],
        report: Callable[[Changes], None],
    ) -> None:
        self._context = context
        self._network = network
        self._report = report
        self._unreachable: Counter[str] = Counter()
        self._stop = threading.Event()
        self._wish = AnyOf(context.cancel, self._stop)
        self._tried: set[int] = set()
        self._pictures: list[tuple[int, Picture]] = []
        self._errors: list[tuple[int, str]] = []
        self._unreached: list[tuple[int, str]] = []
        self._bytes = 0
        self._large = threading.Lock()
        self._places: dict[int, str] = {}
        """What the reader typed, by source."""
        self.reason = ""
        """Why the last picture that could not be had could not."""
        self.total = 0
        self.stored = 0
        self.failed = 0
        self.ignored = 0

    @property
    def done(self) -> int:
        """Pictures that are settled, one way or the other."""
        return self.stored + self.failed + self.ignored

    def keep(self, sources: Sequence[Source], *, others: bool = False) -> None:
        """Bring in what the articles of `sources` show and the library has not got yet.

        With `others`, also what those of other sources show: one question to the library instead
        of one a feed. Local pictures are looked up source by source even so, since the folder of
        a source is the limit to what may be read for it.
        """
        self._places = {
            source.id: source.typed or source.url for source in self._context.library.sources()
        }
        listings = [_Listing(None, web=True)] if others else []
        for source in sources:
            if not source.images:
                continue
            if source.kind is SourceKind.FOLDER:
                web = False if others else None
                listings.append(_Listing(source.id, web=web, root=root_of(source)))
            elif not others:
                listings.append(_Listing(source.id))
        for jobs in self._pages(listings):
            self.total += len(jobs)
            self._run(iter(jobs))

    def fetch(self, wanted: Sequence[WantedImage], source: Source) -> None:
        """Bring in the pictures `wanted`, of articles of `source`: the reader asked for them."""
        root = root_of(source) if source.kind is SourceKind.FOLDER else None
        self._places[source.id] = source.typed or source.url
        jobs = self._new_jobs((replace(one, sources=(source.id,)) for one in wanted), root)
        self.total += len(jobs)
        self._run(iter(jobs))

    def _pages(self, listings: list[_Listing]) -> Iterator[list[_Job]]:
        """Yield what is wanted, page by page: what could not be had hides nothing older."""
        while listings:
            jobs: list[_Job] = []
            for listing in tuple(listings):
                wanted = self._context.library.wanted_images(
                    _AT_ONCE, source_id=listing.source_id, before=listing.before, web=listing.web
                )
                jobs += self._new_jobs(wanted, listing.root)
                if len(wanted) < _AT_ONCE:
                    listings.remove(listing)
                else:
                    listing.before = wanted[-1].id
            if jobs:
                yield jobs

    def _new_jobs(self, wanted: Iterable[WantedImage], root: Path | None) -> list[_Job]:
        jobs = [_Job(one, _host(one.url), root) for one in wanted if one.id not in self._tried]
        self._tried.update(job.wanted.id for job in jobs)
        return jobs

    def _run(self, jobs: Iterator[_Job]) -> None:
        self._stop = threading.Event()
        self._wish = AnyOf(self._context.cancel, self._stop)
        downloads = Downloads[_Job, Picture](
            self._load, host_of=lambda job: job.host, per_host=_PER_HOST, wish=self._wish
        )
        results = downloads.results(jobs)
        try:
            for job, result in results:
                self._settle(job, result)
                waiting = len(self._pictures) + len(self._errors)
                if waiting >= _STORE_AT or self._bytes > _STORE_BYTES:
                    self._store()
                self._context.stop_if_asked()
        finally:
            self._stop.set()
            results.close()
            if self._unreached and self._network().answered:
                # Else this computer may be offline, which says nothing about a picture. They may
                # be thousands, of a server that was given up: one transaction.
                self._errors += self._unreached
                self._unreached = []
            self._store()

    def _load(self, job: _Job) -> Picture:
        """Bring one picture, on a network thread."""
        if self._wish.is_set():
            raise CancelledError("The download was stopped.")
        url = job.wanted.url
        scheme = url.partition(":")[0].lower()
        if scheme == "file":
            return read_local(url, job.root)
        if scheme not in {"http", "https"}:
            raise FetchError("This kind of address cannot be fetched.")
        if job.host is not None and self._unreachable[job.host] >= _GIVE_UP:
            raise _UnreachableError("Its server cannot be reached.")
        from clashreader.sync.http import ACCEPT_IMAGE

        try:
            fetched = self._network().fetch(
                without_credentials(url),
                typed=self._typed(job),
                limit=MAX_BYTES,
                deadline=_DEADLINE,
                accept=ACCEPT_IMAGE,
                cancel=self._wish,
            )
        except FetchError as error:
            if isinstance(error, PrivateAddressError | PutOffError):
                raise
            if error.status is None and job.host is not None:
                self._unreachable[job.host] += 1
            if error.status is None:
                raise _UnreachableError(error.message) from error
            raise
        if fetched.kept.size < _LARGE:
            return replace(check(fetched.body), kept=fetched.kept)
        with self._large:
            return replace(check(fetched.body), kept=fetched.kept)

    def _typed(self, job: _Job) -> str:
        """Return what lets a picture come from a private network: a source that shows it is there.

        No other feed's pictures may make us ask anything of a network that the reader's own is in.
        """
        try:
            address = read_address(job.wanted.url)
        except FetchError:
            return ""
        shown_by = (self._places.get(number, "") for number in job.wanted.sources)
        return next((typed for typed in shown_by if same_place(address, typed)), "")

    def _settle(self, job: _Job, result: Picture | BaseException) -> None:
        if isinstance(result, ReaderError):
            self.reason = result.message
        if isinstance(result, Picture):
            self._pictures.append((job.wanted.id, result))
            self._bytes += result.kept.size
        elif isinstance(result, CancelledError | PutOffError):
            pass  # not tried: it stays wanted
        elif isinstance(result, _UnreachableError):
            self._unreached.append((job.wanted.id, result.message))
        elif isinstance(result, ReaderError):
            self._errors.append((job.wanted.id, result.message))
        elif isinstance(result, Exception):
            # A fault in one picture must cost neither the others nor the sync.
            log.error("picture %s", without_credentials(job.wanted.url), exc_info=result)
            self._errors.append((job.wanted.id, _OUR_FAULT))
        else:
            raise result

    def _keep(self, pictures: list[tuple[int, Picture]]) -> None:
        try:
            changes = self._context.library.store_images(
                [
                    (number, found.data, found.media_type, found.width, found.height)
                    for number, found in pictures
                ]
            )
        except PictureFolderError as error:
            # The articles are stored: a sync is no failure for this. They stay wanted.
            log.warning("%s", error.message)
            self.reason = error.message
            self.failed += len(pictures)
            return
        self.stored += len(pictures)
        self._report(changes)

    def _store(self) -> None:
        library = self._context.library
        pictures, errors = self._pictures, self._errors
        self._pictures, self._errors, self._bytes = [], [], 0
        if pictures:
            self._keep(pictures)
        if errors:
            # Two transactions: what is no picture at all is neither counted nor tried again.
            bugs = [failure for failure in errors if failure[1] == TRACKING_PIXEL]
            others = [failure for failure in errors if failure[1] != TRACKING_PIXEL]
            changes = merge_changes([library.ignore_images(bugs), library.fail_images(others)])
            self.failed += len(others)
            self.ignored += len(bugs)
            self._report(changes)


def _host(url: str) -> str | None:
    """Return the host and port that a picture burdens; None for files."""
    if url[:4].lower() != "http":
        return None
    try:
        return read_address(url).authority
    except FetchError:
        return None
