"""Make Qt's tables of ICU smaller: without the ones that Qt never asks for.

ICU comes with Qt as one library of 32 MB, a quarter of the bundle. Qt takes sorting, letter case
and converters of character sets from it; how languages call currencies, units, countries and time
zones it knows from tables of its own, or not at all. For a table that is missing, ICU takes its
root.

The format is that of ICU's udata (common data, "CmnD"): a header, the number of tables, pairs of
offsets (of a name, of a table) counted from that number on, names, tables; both sorted by name.
"""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

_TREES = ("curr", "lang", "rbnf", "region", "translit", "unit", "zone")
_KEPT = ("pool.res", "res_index.res", "root.res", "supplementalData.res")
_MAGIC = b"\xda\x27"
_KIND = b"CmnD"
_ALIGN = 16
_SOURCE = """
.section .rodata
.balign 16
.global {symbol}
.type {symbol}, @object
{symbol}: .incbin "{data}"
.size {symbol}, .-{symbol}
.section .note.GNU-stack, "", @progbits
"""


def is_needed(name: str) -> bool:
    """Tell whether Qt may ask for the table called `name`, such as ``icudt73l/curr/de.res``."""
    if name.endswith(".dict"):
        return False  # where words end in Thai and Khmer; Qt has other means
    _, tree, *rest = name.split("/")
    return not rest or tree not in _TREES or rest[-1] in _KEPT


def smaller(data: bytes) -> bytes:
    """Return common data with the tables that are needed.

    Raises ValueError for bytes that are no common data.
    """
    size, magic, kind = *struct.unpack_from("<H2s", data), data[12:16]
    if magic != _MAGIC or kind != _KIND:
        raise ValueError("this is no common data of ICU")
    head, body = data[:size], data[size:]
    (count,) = struct.unpack_from("<I", body)
    pairs = [struct.unpack_from("<II", body, 4 + 8 * place) for place in range(count)]
    ends = [start for _, start in pairs[1:]] + [len(body)]
    tables = [
        (body[name : body.index(b"\0", name)], body[start:end])
        for (name, start), end in zip(pairs, ends, strict=True)
    ]
    return head + _packed([one for one in tables if is_needed(one[0].decode("ascii"))])


def _packed(tables: list[tuple[bytes, bytes]]) -> bytes:
    place = 4 + 8 * len(tables)
    names, index = bytearray(), []
    for name, _ in tables:
        index.append(place + len(names))
        names += name + b"\0"
    names += bytes(-(place + len(names)) % _ALIGN)
    start = place + len(names)
    body, pairs = bytearray(), bytearray()
    for name_at, (_, table) in zip(index, tables, strict=True):
        pairs += struct.pack("<II", name_at, start + len(body))
        body += table + bytes(-len(table) % _ALIGN)
    return struct.pack("<I", len(tables)) + bytes(pairs) + bytes(names) + bytes(body)


def shrink(library: Path, scratch: Path) -> tuple[int, int]:
    """Put a smaller library of tables in the place of `library`; return its size before and after.

    It is assembled and linked anew by `as` and `ld`, under its own name and symbol.
    """
    before = library.stat().st_size
    symbol = f"icudt{library.name.rpartition('.')[2]}_dat"
    scratch.mkdir(parents=True, exist_ok=True)
    data, source, made = scratch / "icu.dat", scratch / "icu.s", scratch / "icu.o"
    extract = ("objcopy", "-O", "binary", "--only-section=.rodata")
    subprocess.run([*extract, str(library), str(data)], check=True)
    data.write_bytes(smaller(data.read_bytes()))
    source.write_text(_SOURCE.format(symbol=symbol, data=data), encoding="ascii")
    subprocess.run(["as", "-o", str(made), str(source)], check=True)
    subprocess.run(
        ["ld", "--strip-all", "-shared", "-soname", library.name, "--hash-style=gnu",
         "-z", "noseparate-code", "--build-id=none", "-o", str(library), str(made)],
        check=True,
    )  # fmt: skip
    return before, library.stat().st_size
