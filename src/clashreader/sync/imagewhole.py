"""Whether a picture came whole, told from its own structure: JPEG, PNG, GIF, WebP. Pure.

A transfer that broke off without a word leaves a stump with a sound header: it would be shown as
a grey box for good. Nothing is decoded; what is read is bounded by the data.
"""

from __future__ import annotations

import re
from typing import Final

_AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""A marker behind the data of a scan: no stuffed byte, no fill, no restart (T.81, B.1.1)."""
_END: Final = 0xD9
_START_OF_SCAN: Final = 0xDA
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def is_cut_off(data: bytes) -> bool:
    """Whether the end of a picture is missing; False for kinds that do not say."""
    if data.startswith(b"\xff\xd8\xff"):
        return not _is_whole_jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return not _is_whole_png(data)
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return not _is_whole_gif(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        # RFC 9649, 2.3; the last byte of padding shows nothing.
        return len(data) < int.from_bytes(data[4:8], "little") // 2 * 2 + 8
    return False


def _is_whole_jpeg(data: bytes) -> bool:
    """Whether the end of image is reached, segment by segment (ITU-T T.81, B.2).

    It is not sought from the back: a preview within a segment has such an end of its own.
    """
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            found = _AFTER_SCAN.search(data, at)  # bytes between segments; decoders skip them
            if found is None:
                return False
            at = found.start()
        marker = data[at + 1]
        if marker == _END:
            return True
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker in _WITHOUT_LENGTH:
            at += 2
            continue
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
        if marker == _START_OF_SCAN:
            found = _AFTER_SCAN.search(data, at)
            if found is None:
                return False
            at = found.start()
    return False


def _is_whole_png(data: bytes) -> bool:
    """Whether the chunk IEND is reached (W3C PNG, 5.3); its check sum may be missing."""
    at = 8
    while at + 8 <= len(data):
        if data[at + 4 : at + 8] == b"IEND":
            return True
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return False


def _is_whole_gif(data: bytes) -> bool:
    """Whether the blocks end as they should; some writers leave out the trailer (GIF89a, 27)."""
    at = 13 + _colours(data[10:11])
    pictures = 0
    while at < len(data):
        kind = data[at]
        if kind == 0x21:  # an extension
            at += 2
        elif kind == 0x2C:  # an image: its descriptor, its colours, the size of its codes
            pictures += 1
            at += 11 + _colours(data[at + 9 : at + 10])
        else:  # the trailer, or bytes behind the last block
            return pictures > 0
        end = _after_parts(data, at)
        if end is None:
            return False
        at = end
    return pictures > 0 and at == len(data)


def _colours(packed: bytes) -> int:
    """Return the bytes of the table of colours that the field `packed` announces."""
    return 3 << (packed[0] & 7) + 1 if packed and packed[0] & 0x80 else 0


def _after_parts(data: bytes, at: int) -> int | None:
    """Return where a row of sub-blocks ends; None where the data end first."""
    while at < len(data):
        size = data[at]
        at += 1 + size
        if size == 0:
            return at
    return None
