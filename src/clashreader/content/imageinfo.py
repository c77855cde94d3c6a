"""What a picture is, told from its first bytes: PNG, JPEG, GIF, WebP, AVIF, BMP, ICO. Pure."""

from __future__ import annotations

import struct
from typing import Final

NO_DRAWINGS: Final = "Drawings in SVG are not kept."
NO_LOCAL_FILES: Final = "A feed's picture cannot be a file of this computer."
FINAL: Final = frozenset({NO_DRAWINGS, NO_LOCAL_FILES})
"""Reasons why a picture is not kept that another try does not change."""

Info = tuple[str, int, int]

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BOXES = frozenset({b"meta", b"iprp", b"ipco"})


def image_info(data: bytes) -> Info | None:
    """Return media type, width and height in pixels of a picture, or None where it is none.

    Only the header is read; the size is that of the stored pixels (EXIF may turn them).
    """
    try:
        found = _info(data)
    except (struct.error, IndexError, ValueError):
        return None
    return found if found is not None and found[1] > 0 and found[2] > 0 else None


def looks_like_svg(data: bytes) -> bool:
    """Return whether `data` is a drawing in SVG, which is text and can hold scripts."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"<svg") or (head.startswith((b"<?xml", b"<!")) and b"<svg" in head)


def _info(data: bytes) -> Info | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return ("image/png", *struct.unpack(">II", data[16:24]))
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return ("image/gif", *struct.unpack("<HH", data[6:10]))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    if data[4:8] == b"ftyp":
        return _avif(data)
    if data[:2] == b"BM" and len(data) > 26:
        return _bmp(data)
    if data[:4] == b"\0\0\1\0":
        return _ico(data)
    return None


def _jpeg(data: bytes) -> Info | None:
    """Walk the segments to the start of frame (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return "image/jpeg", width, height
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
        else:
            at += 2 + max(2, struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _webp(data: bytes) -> Info | None:
    """The three forms of a WebP (RFC 9649, 2.5 to 2.7)."""
    kind = data[12:16]
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[26:30])
        return "image/webp", width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = struct.unpack("<I", data[21:25])[0]
        return "image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return "image/webp", width, int.from_bytes(data[27:30], "little") + 1
    return None


def _avif(data: bytes) -> Info | None:
    """The largest `ispe` among an AVIF's item properties (ISO/IEC 23008-12, 6.5.3)."""
    size = struct.unpack(">I", data[:4])[0]
    if not {b"avif", b"avis"} & {data[at : at + 4] for at in range(8, min(size, 256), 4)}:
        return None
    sizes = _spatial_extents(data, size, len(data), depth=0)
    if not sizes:
        return None
    width, height = max(sizes, key=lambda pair: pair[0] * pair[1])
    return "image/avif", width, height


def _spatial_extents(data: bytes, at: int, end: int, depth: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    boxes = 0
    while at + 8 <= end and boxes < 200:
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        if size == 0:
            size = end - at
        if size < 8:
            break
        stop = min(end, at + size)
        if kind == b"ispe" and stop - at >= 20:
            found.append(struct.unpack(">II", data[at + 12 : at + 20]))
        elif kind in _BOXES and depth < 4:
            # `meta` is a full box: four bytes of version and flags come before its children.
            start = at + (12 if kind == b"meta" else 8)
            found += _spatial_extents(data, start, stop, depth + 1)
        at += size
        boxes += 1
    return found


def _bmp(data: bytes) -> Info:
    if struct.unpack("<I", data[14:18])[0] == 12:  # the old OS/2 header
        return ("image/bmp", *struct.unpack("<HH", data[18:22]))
    width, height = struct.unpack("<ii", data[18:26])
    return "image/bmp", width, abs(height)


def _ico(data: bytes) -> Info | None:
    """The largest picture in an icon; a byte of 0 means 256."""
    count = struct.unpack("<H", data[4:6])[0]
    entries = [data[6 + 16 * index : 8 + 16 * index] for index in range(min(count, 64))]
    sizes = [(entry[0] or 256, entry[1] or 256) for entry in entries if len(entry) == 2]
    if not sizes or len(data) < 22:
        return None
    width, height = max(sizes)
    return "image/x-icon", width, height
