"""Write the icon as Windows and macOS want it, from the PNG files of the desktop.

    python packaging/bundle/icon_files.py      # clashreader.ico and .icns, beside clashreader.spec

Both formats take PNG files as they are: ICO since Windows Vista, ICNS since macOS 10.7.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
ICONS = HERE.parent / "desktop" / "icons"
_TYPES = {
    16: (b"icp4",), 32: (b"icp5", b"ic11"), 64: (b"icp6", b"ic12"), 128: (b"ic07",),
    256: (b"ic08", b"ic13"),
}  # fmt: skip
"""Of ICNS, by pixels; the second of a pair is half the size on a dense screen."""


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """Return an ICO file of PNG files, by their pixels across."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    body = b""
    for side, data in sorted(pictures.items()):
        shown = side % 256  # 0 stands for 256
        head += struct.pack("<BBBBHHII", shown, shown, 0, 0, 1, 32, len(data), place + len(body))
        body += data
    return head + body


def icns(pictures: Mapping[int, bytes]) -> bytes:
    """Return an ICNS file of PNG files, by pixels; sizes that it lacks are left out."""
    body = b"".join(
        kind + struct.pack(">I", 8 + len(data)) + data
        for side, data in sorted(pictures.items())
        for kind in _TYPES.get(side, ())
    )
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def main() -> None:
    """Write both files."""
    pictures = {int(path.stem): path.read_bytes() for path in ICONS.glob("*.png")}
    (HERE / "clashreader.ico").write_bytes(ico(pictures))
    (HERE / "clashreader.icns").write_bytes(icns(pictures))


if __name__ == "__main__":
    main()
