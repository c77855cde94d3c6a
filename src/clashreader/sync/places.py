"""What an address or a path names, in the one form in which a subscription keeps it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from clashreader.errors import FetchError, FollowedError, UsageError
from clashreader.model import NewSource, Source, SourceKind
from clashreader.sync import logins
from clashreader.sync.addresses import feed_address, same_feed_key, short, stripped
from clashreader.sync.folder import folder_path, folder_url, list_files, storable

if TYPE_CHECKING:
    from clashreader.library.library import Library

_PATH_LIKE = re.compile(r"^(?:[/~\\]|\.{1,2}(?:[/\\]|$)|[A-Za-z]:[\\/]|file:)")
_FILE_LIKE = re.compile(
    r"(?!www\.)[^/\\:?#]+\.(?:xml|rss|atom|json|md|txt|html?|opml)", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""None of those that a pasted address may be wrapped with: line ends and tabs."""
_PAIRS = {"<>", '""', "''", "“”", "„“", "‘’", "‚‘", "«»", "»«", "()"}
_HOST_LIKE = re.compile(r"^(?:[^\s/@:]+(?:\.[^\s/@:]+)+|localhost)(?::\d+)?(?:[/?].*)?$")


def address_for(kind: SourceKind, text: str) -> str:
    """Return the address that `text` names for a source of `kind`, as a subscription keeps it.

    For a feed that is an http(s) address, for a folder an absolute path at which there is
    something. Raises `UsageError` for anything else.
    """
    text = text.strip()
    if kind is SourceKind.IMPORT:
        raise UsageError("What was imported from another reader has no address to change.")
    if kind is SourceKind.FOLDER:
        path = local_path(text)
        if path is None:
            raise UsageError(f"There is no folder or file at {stripped(storable(text))}.")
        return folder_url(path)
    try:
        url = web_candidates(text)[0]
    except UsageError as error:
        shown = short(text) or "nothing"
        raise UsageError(f"This is not the address of a feed: {shown}.") from error
    return url


def new_address(library: Library, source: Source, text: str) -> str:
    """Return the address under which `source` shall be read from now on, as it is stored.

    Raises `UsageError` where `text` is none, or where another source is read from there.
    """
    url = address_for(source.kind, text)
    if source.kind is SourceKind.FEED and logins.split(url)[1] is not None:
        raise UsageError(
            "Give the address without its name and password, and these with"
            " `clashreader edit SOURCE --user NAME --password-stdin`."
        )
    if source.kind is SourceKind.FOLDER:
        refuse_known_folder(library, folder_path(url), but=source.id)
    else:
        refuse_known(library, url, but=source.id)
    return url


# --- folders and files ----------------------------------------------------------------------------


def local_path(target: str, anyway: bool = False) -> Path | None:
    """Return the folder or file that `target` names, or None where it names something else.

    With `anyway` it need not be there, if it can be nothing else.
    """
    name = _without_scheme(target)
    try:
        path = Path(name).expanduser()
        there = bool(name) and path.exists()
    except (OSError, ValueError, RuntimeError):
        return None
    is_path = name != target or _PATH_LIKE.match(target) is not None
    if there or (is_path and name and anyway):
        return _absolute(name)
    if is_path:
        raise UsageError(f"There is no folder or file at {storable(name)}.")
    return None


def _without_scheme(target: str) -> str:
    """Return the path that a file: address names; anything else as it is."""
    if not target.lower().startswith("file:"):
        return target
    rest = target[5:].removeprefix("//")
    if rest.lower().startswith("localhost/"):  # this machine, in full (RFC 8089)
        rest = rest[9:]
    if os.name == "nt":
        from urllib.request import url2pathname

        return url2pathname(rest)
    return os.fsdecode(unquote_to_bytes(rest))  # names need not be UTF-8


def _absolute(name: str) -> Path:
    try:
        path = Path(name).expanduser()
        return Path(os.path.abspath(path))  # noqa: PTH100 - links stay as the reader named them
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageError(f"This is no folder or file: {storable(name)}.") from error


def refuse_known_folder(library: Library, path: Path, *, but: int | None = None) -> None:
    """Raise where `path` leads to a followed folder, be it over links."""
    real = os.path.normcase(os.path.realpath(path))
    for source in library.sources():
        if source.kind is not SourceKind.FOLDER or source.id == but:
            continue
        if os.path.normcase(os.path.realpath(folder_path(source.url))) == real:
            raise _followed(source)


def _followed(source: Source) -> FollowedError:
    return FollowedError(
        f"You follow this already (number {source.id}): {source.title}.", source.id
    )


def new_folder(path: Path, anyway: bool) -> NewSource:
    """Return the subscription to the folder or file at `path`.

    Raises `UsageError` where it is no article or holds none, the latter unless `anyway`.
    """
    from clashreader.parse import ARTICLE_SUFFIXES, sniff
    from clashreader.parse import Kind as ContentKind

    if path.is_file():
        try:
            with path.open("rb") as file:
                head = file.read(65_536)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
        if sniff(head) is ContentKind.OPML:
            raise UsageError(f"{storable(path.name)} is a list of feeds: import it instead.")
        if path.suffix.lower() not in ARTICLE_SUFFIXES:
            known = ", ".join(sorted(ARTICLE_SUFFIXES))
            raise UsageError(f"{storable(path.name)} is not an article: these are ({known}).")
    elif not anyway and not list_files(path).seen:
        raise UsageError(f"There are no articles in {storable(str(path))}.")
    title = path.stem if path.is_file() else path.name
    return NewSource(SourceKind.FOLDER, folder_url(path), storable(title))


# --- the web --------------------------------------------------------------------------------------


def unwrapped(text: str) -> str:
    """Return an address without the brackets or quotes that it is copied with (RFC 3986, C)."""
    if text[:1] + text[-1:] not in _PAIRS:
        return text
    inner = text[1:-1].strip(" ")
    return inner[4:] if text[0] == "<" and inner[:4].lower() == "url:" else inner


def web_candidates(target: str) -> list[str]:
    """Return the addresses that `target` may mean, likeliest first. Raises `UsageError`."""
    target = unwrapped(target)
    if target != storable(target):
        raise UsageError(f"This is no address, folder or file: {short(storable(target))}.")
    if _CONTROL.search(target):  # else it would go silently, and another site be meant
        shown = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", target)
        raise UsageError(f"This is not a web address: {short(shown)}.")
    if target[:5].lower() == "feed:":
        target = _without_feed(target[5:])
    if re.match(r"https?://", target, re.IGNORECASE):
        return [_checked(target)]
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", target):
        raise UsageError(
            f"Only http and https addresses can be subscribed to, not {short(target)}."
        )
    if _FILE_LIKE.fullmatch(target):
        raise UsageError(
            f"There is no file {target} here. If it is a site, write https://{target}."
        )
    if _HOST_LIKE.match(target):
        return [_checked(f"https://{target}"), _checked(f"http://{target}")]
    raise UsageError(f"This is no address, folder or file: {short(target) or 'nothing'}.")


def _without_feed(rest: str) -> str:
    """Return what stands behind ``feed:`` as an address: without a scheme of its own, http."""
    if re.match(r"https?://", rest, re.IGNORECASE):
        return rest
    rest = rest.lstrip("/")
    return f"http://{rest}" if _HOST_LIKE.match(rest) else rest


def _checked(text: str) -> str:
    """Return an address as it is kept. Raises `UsageError`: what is none is a wrong request."""
    try:
        return feed_address(text)
    except FetchError as error:
        raise UsageError(error.message) from error


def kept_form(url: str) -> str:
    """Return an address that a page or a list names as it is kept; what is none stays as it is."""
    try:
        return feed_address(url)
    except FetchError:
        return url


def refuse_known(library: Library, url: str, *, but: int | None = None) -> None:
    """Raise where a feed is followed that has this address, in whatever way it is written."""
    key = same_feed_key(url)
    for source in library.sources():
        if source.id != but and same_feed_key(source.url) == key:
            raise _followed(source)
