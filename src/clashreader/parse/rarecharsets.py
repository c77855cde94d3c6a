"""Character sets that Python does not know, and the one in which nothing is ASCII."""

from __future__ import annotations

import re
import unicodedata

# RFC 1456. Six capitals have the places of control characters.
_VISCII = (
    {2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"},
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
)
# TCVN 5712:1993, VN1: B0 to B4 are tone marks that follow their letter.
_TCVN = (
    {1: "Ú", 2: "Ụ", 4: "Ừ", 5: "Ử", 6: "Ữ", 17: "Ứ", 18: "Ự", 19: "Ỳ", 20: "Ỷ", 21: "Ỹ", 22: "Ý",
     23: "Ỵ"},
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\xa0ĂÂÊÔƠƯĐăâêôơưđẶ\u0300\u0309\u0303\u0301\u0323"
    "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
)  # fmt: skip
_TABLES = {
    "viscii": _VISCII,
    "csviscii": _VISCII,
    "viscii1.1-1": _VISCII,
    "tcvn": _TCVN,
    "tcvn-5712": _TCVN,
    "tcvn5712-1": _TCVN,
    "tcvn5712-1:1993": _TCVN,
    "x-viet-tcvn5712": _TCVN,
}
EBCDIC = frozenset(("cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"))
"""Codecs of mainframes, in which no letter is where ASCII has it."""
_EBCDIC = b"\x4c\x6f\xa7\x94\x93"
"""``<?xml`` as mainframes write it (XML 1.0, appendix F.1)."""
_DECLARED = re.compile(r"encoding\s*=\s*[\"']([\w.:-]{2,40})")


def decode_rare(data: bytes, declared: str) -> tuple[str, str] | None:
    """Return text and the name of a declared Vietnamese character set; None for any other."""
    name = declared.strip().lower().replace("_", "-")
    table = _TABLES.get(name)
    if table is None:
        return None
    low, high = table
    signs = {**low, **{128 + place: sign for place, sign in enumerate(high)}}
    return unicodedata.normalize("NFC", data.decode("latin-1").translate(signs)), name


def is_ebcdic(data: bytes) -> bool:
    """Return whether `data` begins with an XML declaration in EBCDIC."""
    return data.startswith(_EBCDIC)


def decode_ebcdic(data: bytes) -> tuple[str, str]:
    """Return the text of an XML document in EBCDIC, and the name of the charset.

    What all kinds of it have in common is enough to see which one is declared.
    """
    match = _DECLARED.search(data[:300].decode("cp037"))
    name = match[1].lower() if match is not None else "cp037"
    try:
        text = data.decode(name)
    except (LookupError, ValueError):  # a UnicodeError included
        text = ""
    return (text, name) if text.startswith("<?xml") else (data.decode("cp037"), "cp037")
