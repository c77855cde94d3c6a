"""Where each article lies in a mirror: made of what it is, so that every computer says the same.

``section/2025-06/slug.md``: the slug is made of the first title that the article ever had, which
no later edit changes. Of several with one slug in a folder the one that was here first has it
plainly; the others have a piece of their key behind it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from clashreader.content.filenames import file_name

SYSTEM: Final = ".clashreader"
ASSETS: Final = "assets"
UNSORTED: Final = "unsorted"
UNDATED: Final = "undated"
BIN: Final = f"{SYSTEM}/bin"
"""Where what is in the bin lies: editors of notes do not show it."""
ORDER: Final = f"{SYSTEM}/order.txt"
"""The keys of all articles, in the order in which the library met them."""
OURS: Final = frozenset({ASSETS, UNSORTED})
"""Names at the top that no section may have."""

_SECTION_BYTES = 60
_SLUG_BYTES = 80
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$")
# What others call the copy that they keep where two computers wrote: Syncthing, Dropbox, Nextcloud,
# OneDrive (the computer's name behind), Google Drive and the desktops' " (1)", git's own, and ours.
_COPIES = re.compile(
    r"""\.sync-conflict-\d{8}-\d{6}(?:-[0-9A-Z]+)?$
    | \ \([^()]*conflicted\ copy[^()]*\)$ | \ \(conflicted\ copy[^)]*\)$
    | \ \(\d{1,3}\)$ | \ -\ [Cc]opy(?:\ \(\d+\))?$ | \ [Cc]opy(?:\ \d+)?$
    | \.conflict-[0-9a-f]{8}$ | _conflict-\d{8}-\d{6}$ | \.(?:orig|rej|BACKUP|BASE|LOCAL|REMOTE)
      (?:[._]\d+)?$""",
    re.VERBOSE,
)
_CERTAIN = re.compile(
    r"\.sync-conflict-\d{8}-\d{6}|conflicted copy|\.conflict-[0-9a-f]{8}$|_conflict-\d{8}-\d{6}$"
)


def slug(title: str) -> str:
    """Return a title as the name of a file: small letters of any script and digits, hyphens
    between words, 80 bytes at most.
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", title).lower())
    plain = plain.replace("’", "").replace("'", "")
    text = "-".join("".join(sign if _is_kept(sign) else " " for sign in plain).split())
    if len(text.encode()) > _SLUG_BYTES:
        text = text.encode()[:_SLUG_BYTES].decode(errors="ignore")
        end = text.rfind("-")
        text = text[:end] if end > len(text) // 2 else text
    text = text.strip("-")
    return f"{text}-article" if _RESERVED.match(text) else text or "article"


def _is_kept(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"


def folded(name: str) -> str:
    """Return what two names have in common that some disk takes for the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def own_stem(uid: str) -> str | None:
    """Return how the reader called the file that an article of theirs was, for notes link to one
    another by that; None where no file should be called so.
    """
    stem = uid.rpartition("#")[0].rpartition("/")[2].removesuffix(".md")
    is_good = file_name(stem, "", otherwise="") == stem and not surely_copy(stem)
    return stem if stem and is_good and len(stem.encode()) <= _SLUG_BYTES else None


def section_folder(section: str | None) -> str:
    """Return the folder of a section: its name, if a folder can have it, else one made of it."""
    if section is None:
        return UNSORTED
    plain = file_name(section, "", otherwise="section")
    plain = plain.encode()[:_SECTION_BYTES].decode(errors="ignore").strip(" .")
    if plain == section and folded(plain) not in OURS and not plain.endswith(".versions"):
        return plain
    mark = hashlib.sha256(section.encode("utf-8", "replace")).hexdigest()[:6]
    return f"{plain}-{mark}"


def month_folder(month: int | None) -> str:
    """Return the folder of a month of the library (202506)."""
    return UNDATED if month is None else f"{month // 100:04d}-{month % 100:02d}"


def in_bin(path: str) -> bool:
    """Whether the page at `path` is one of the bin's."""
    return path.startswith(f"{BIN}/")


def copy_of(stem: str) -> str | None:
    """Return the stem that `stem` is a conflict copy of by its name, or None."""
    match = _COPIES.search(stem)
    return stem[: match.start()] if match else None


def surely_copy(stem: str) -> bool:
    """Whether `stem` can be nothing but a conflict copy: " (1)" may be part of a title."""
    return _CERTAIN.search(stem) is not None


def conflict_name(path: str, data: bytes) -> str:
    """Return the name under which another content of the file `path` is kept beside it."""
    mark = hashlib.sha256(data).hexdigest()[:8]
    return f"{path.removesuffix('.md')}.conflict-{mark}.md"


_ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
    "image/avif": ".avif", "image/svg+xml": ".svg", "image/bmp": ".bmp", "image/tiff": ".tif",
    "image/x-icon": ".ico", "image/vnd.microsoft.icon": ".ico",
}  # fmt: skip


def asset(content_hash: str, media_type: str | None) -> str:
    """Return where a picture lies, named by its content."""
    ending = _ENDINGS.get((media_type or "").partition(";")[0].strip().lower(), ".img")
    return f"{ASSETS}/{content_hash[:2]}/{content_hash[:32]}{ending}"


_TEXT_ENDINGS = {"text/html": ".html", "text/html;page": ".html", "text/markdown": ".md.txt"}


def received(content_hash: str, media_type: str | None) -> str:
    """Return where a body lies as it was received, named by its content."""
    ending = _TEXT_ENDINGS.get(media_type or "", ".txt")
    return f"{SYSTEM}/received/{content_hash[:2]}/{content_hash}{ending}"


def plain_text(content_hash: str) -> str:
    """Return where the plain text of a body lies, as it was indexed."""
    return f"{SYSTEM}/texts/{content_hash[:2]}/{content_hash}.txt"
