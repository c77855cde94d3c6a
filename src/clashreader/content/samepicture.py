"""Whether two addresses name one picture: sites and their networks offer each in many sizes."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg)$", re.IGNORECASE)
_CONVERTIBLE = re.compile(r"\.(jpe?g|png|webp|avif)$", re.IGNORECASE)
_CONVERTED: Final = frozenset({"webp", "avif"})
_FILE_SIZE = re.compile(
    r"(?:[-_]\d{2,4}x\d{2,4}|-scaled|@[23]x|[-_]\d{3,4}w)*(\.[a-z]{3,4})?$", re.IGNORECASE
)
_WITHIN = re.compile(r"/(https?(?::|%3a)/{0,2}(?:%2f){0,2}.+)$", re.IGNORECASE)
_PHOTON = re.compile(r"i\d\.wp\.com")
_SIZE_PART = re.compile(r"(?:\d{2,4}x\d{0,4}|x\d{2,4})[a-z!]?", re.IGNORECASE)
_SIZE_WORDS = frozenset({"resize", "fit-in", "crop", "smart"})
_CLOUDINARY = re.compile(r"(?:[a-z]{1,3}_[\w.:%-]+)(?:,[a-z]{1,3}_[\w.:%-]+)*")
_CLOUDFLARE = re.compile(r"/cdn-cgi/image/[^/]+/")
_WIKIMEDIA = re.compile(r"/thumb(/.+)/[^/]*\d+px-[^/]+$")
_BLOGGER = re.compile(r"/[swh]\d{2,4}(?:-[a-z0-9-]+)?(?=/)")
_SIZES: Final = frozenset({
    "w", "h", "width", "height", "size", "q", "quality", "fit", "crop", "resize", "format", "auto",
    "dpr", "fm", "ssl", "strip", "sz", "imwidth", "im", "ar", "itok", "sig", "s", "v", "ver",
    "type",
})  # fmt: skip
"""Parameters that say how a picture is wanted, not which."""
_LONGEST: Final = 512
_NESTED: Final = 3


def same_picture(one: str | None, other: str | None) -> bool:
    """Whether two addresses name one picture, whatever its size, quality and scheme."""
    if not one or not other:
        return False
    return one == other or picture_key(one) == picture_key(other)


def same_shot(one: str | None, other: str | None) -> bool:
    """Whether two addresses name one picture, also where one of them was converted.

    For a lead picture, which a feed names as it was taken and the page shows as WebP or AVIF.
    A drawing and a photograph may share a name: JPEG and PNG are not taken for one.
    """
    if not one or not other:
        return False
    if same_picture(one, other):
        return True
    stems, kinds = zip(*map(_stem_and_kinds, (one, other)), strict=True)
    return stems[0] == stems[1] and any(kind in _CONVERTED for kind in kinds[0] + kinds[1])


def _stem_and_kinds(address: str) -> tuple[str, tuple[str, ...]]:
    stem = picture_key(address)
    kinds: list[str] = []
    while found := _CONVERTIBLE.search(stem):
        kinds.append(found[1].lower())
        stem = stem[: found.start()]
    return stem, tuple(kinds)


def picture_key(address: str) -> str:
    """Return what is the same for all sizes of a picture."""
    for _ in range(_NESTED):
        inner = _inner(address)
        if inner is None:
            break
        address = inner
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return address
    path = _plain_path(host, parts.path)
    key = f"{host}{path}"
    if _PHOTON.fullmatch(host):
        key = path.lstrip("/")
    if not _PICTURE_FILE.search(path):
        kept = sorted(pair for pair in parse_qsl(parts.query) if pair[0].lower() not in _SIZES)
        key += "?" + "&".join(f"{name}={value}" for name, value in kept) if kept else ""
    return key[-_LONGEST:]


def _inner(address: str) -> str | None:
    """Return the picture's own address where a network's address holds it."""
    if address.lower().count("http") < 2:
        return None
    try:
        query = urlsplit(address).query
    except ValueError:
        return None
    for name, value in parse_qsl(query):
        if name in ("url", "src", "u", "image") and value.startswith(("http://", "https://")):
            return value
    match = _WITHIN.search(address, 8)
    return unquote(match.group(1)) if match else None


def _plain_path(host: str, path: str) -> str:
    """Return a path without the parts that say a size."""
    if "/cdn-cgi/" in path:
        path = _CLOUDFLARE.sub("/", path)
    if "/thumb/" in path:
        path = _WIKIMEDIA.sub(r"\1", path)
    if host.endswith(("blogspot.com", "googleusercontent.com", "blogger.com")):
        path = _BLOGGER.sub("", path)
    parts = path.split("/")
    if "upload" in parts or "fetch" in parts:
        parts = [part for part in parts if not _CLOUDINARY.fullmatch(part)]
    name = parts.pop()
    if host.endswith("bbci.co.uk"):
        parts = [part for part in parts if not part.isdecimal()]
    if host.endswith("guim.co.uk"):
        name = re.sub(r"^\d+(?=\.)", "", name)
    parts = [part for part in parts if not _SIZE_PART.fullmatch(part)]
    if len(parts) > 1:
        parts = [part for part in parts if part not in _SIZE_WORDS]
    return "/".join([*parts, _FILE_SIZE.sub(_ending, name)])


def _ending(size: re.Match[str]) -> str:
    return size[1] or ""
