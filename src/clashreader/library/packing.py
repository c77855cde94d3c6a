"""Bodies on the disk: compressed, and their plain text compressed against the body itself."""

from __future__ import annotations

import json
import zlib

from clashreader.errors import LibraryError
from clashreader.model import Enclosure, ParsedArticle, Related


class DamagedTextError(LibraryError):
    """A stored text that cannot be unpacked: the disk gave back something else."""

    def __init__(self) -> None:
        super().__init__(
            "The stored text of this article is damaged. `clashreader doctor` names all that are; "
            "restore them from a backup."
        )


_LEVEL = 6
_WINDOW = 32_768


def pack(body: str, text: str) -> tuple[bytes, bytes]:
    """Return body and plain text compressed (zlib, RFC 1950).

    The body serves as the dictionary of its text, which is then a tenth of what it would be: the
    text is kept as it was indexed, since a contentless index can only forget what it is told
    again letter by letter.
    """
    raw = _encode(body)
    plain = zlib.compressobj(_LEVEL, zdict=raw[-_WINDOW:]) if raw else zlib.compressobj(_LEVEL)
    return zlib.compress(raw, _LEVEL), plain.compress(_encode(text)) + plain.flush()


def unpack_body(packed: bytes) -> str:
    """Return the body; raises `DamagedTextError`."""
    try:
        return _decode(zlib.decompress(packed))
    except (zlib.error, UnicodeDecodeError) as error:
        raise DamagedTextError from error


def unpack_text(packed_body: bytes, packed_text: bytes) -> str:
    """Return the plain text, for which the body is needed too; raises `DamagedTextError`."""
    try:
        raw = zlib.decompress(packed_body)
        plain = zlib.decompressobj(zdict=raw[-_WINDOW:]) if raw else zlib.decompressobj()
        return _decode(plain.decompress(packed_text) + plain.flush())
    except (zlib.error, UnicodeDecodeError) as error:
        raise DamagedTextError from error


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def pack_details(parsed: ParsedArticle) -> str | None:
    """Return what a version has beyond its columns as JSON, or None where there is nothing."""
    details: dict[str, object] = {}
    if parsed.related:
        details["related"] = [[r.section, r.month, r.title, r.url] for r in parsed.related]
    if parsed.enclosures:
        details["enclosures"] = [[e.url, e.media_type, e.size, e.title] for e in parsed.enclosures]
    if parsed.notices:
        details["notices"] = list(parsed.notices)
    return json.dumps(details) if details else None


def unpack_details(
    details: str | None,
) -> tuple[tuple[Related, ...], tuple[Enclosure, ...], tuple[str, ...]]:
    """Return related labels, enclosures and notices."""
    if not details:
        return (), (), ()
    found = json.loads(details)
    return (
        tuple(Related(*item) for item in found.get("related", ())),
        tuple(Enclosure(*item) for item in found.get("enclosures", ())),
        tuple(found.get("notices", ())),
    )
