"""A picture as a file of the reader's: its name, and its bytes as they were received."""

from __future__ import annotations

import mimetypes
import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from clashreader.export.targets import real_target
from clashreader.library.picture_files import read_picture

if TYPE_CHECKING:
    from clashreader.model import StoredImage

_LONGEST: Final = 80
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_SUFFIXES: Final = {"image/jpeg": ".jpg", "image/webp": ".webp", "image/avif": ".avif"}
_ALIKE: Final = {".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg"}


def file_name(image: StoredImage, words: str, fallback: str) -> str:
    """Return a name for the file of `image`: its own, else one of `words`, else `fallback`.

    The suffix is that of what the bytes are, whatever the address says.
    """
    try:
        own = PurePosixPath(unquote(urlsplit(image.url).path)).name
    except ValueError:
        own = ""
    kind = image.media_type or ""
    suffix = _SUFFIXES.get(kind) or mimetypes.guess_extension(kind) or PurePosixPath(own).suffix
    stem = own
    ending = PurePosixPath(own).suffix.lower()
    if ending and (ending == suffix or (mimetypes.guess_type(own)[0] or "").startswith("image/")):
        stem = own[: -len(ending)]
        suffix = own[-len(ending) :] if _ALIKE.get(ending, ending) == suffix else suffix
    stem = _clean(stem)
    if not any(map(str.isalpha, stem)):
        stem = _clean(words) or stem or fallback
    return stem + suffix


def _clean(text: str) -> str:
    text = " ".join(_UNFIT.sub(" ", text).split())[:_LONGEST].strip(" .")
    return f"_{text}" if _RESERVED.match(text) else text


def free_path(folder: Path, name: str) -> Path:
    """Return `name` in `folder`, with a number where there is such a file already."""
    path = folder / name
    number = 2
    while path.exists():
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path


def save_copy(source: Path, target: Path) -> None:
    """Copy the bytes of a stored picture to `target`, whole or not at all.

    Raises `OSError`, or `UsageError` where something else than a file has that name.
    """
    data = read_picture(source)
    target = real_target(target)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
