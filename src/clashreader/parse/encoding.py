"""From bytes to text: byte order marks, declarations, strict UTF-8, and an honest guess."""

from __future__ import annotations

import codecs
import re

from clashreader.parse.damaged import SIGNS, WESTERN, damaged_utf_8, joined_pairs
from clashreader.parse.rarecharsets import EBCDIC, decode_ebcdic, decode_rare, is_ebcdic
from clashreader.parse.scripts import is_few_words, script_codec
from clashreader.values import dataclass

_SAMPLE = 32_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|^\s*<\?xml[^<>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
# A declaration that can be read as ASCII cannot be UTF-16; the others encode something else.
_NO_CHARSETS = frozenset(
    ("utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be", "utf_7", "idna",
     "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem")
)  # fmt: skip
_NAMES = {"cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252",
          "cp1253": "windows-1253", "cp1254": "windows-1254", "cp1255": "windows-1255",
          "cp1256": "windows-1256", "cp1257": "windows-1257", "cp932": "shift_jis",
          "cp949": "euc-kr"}  # fmt: skip

# Registered names, or usual ones, that Python does not know.
_ALIASES = {"mac": "mac_roman", "csmacintosh": "mac_roman", "x-mac-roman": "mac_roman",
            "x-mac-cyrillic": "mac_cyrillic", "ms-cyrl": "cp1251", "ms-ee": "cp1250",
            "ms-greek": "cp1253", "ms-turk": "cp1254", "ms-hebr": "cp1255", "ms-arab": "cp1256",
            "winbaltrim": "cp1257", "x-cp1250": "cp1250", "x-cp1251": "cp1251",
            "x-sjis": "shift_jis", "x-euc-jp": "euc_jp", "x-x-big5": "big5",
            "unicode-1-1-utf-8": "utf-8", "x-unicode20utf8": "utf-8"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it was read in; `guessed` where nothing declared that one.

    `damaged` where some bytes did not fit the encoding and became U+FFFD.
    """

    text: str
    encoding: str
    guessed: bool = False
    damaged: bool = False

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences for the reader about doubts in the decoding."""
        found = []
        if self.guessed:
            found.append(f"The encoding was guessed ({self.encoding}).")
        if self.damaged:
            found.append(f"Some characters were damaged: they are not {self.encoding}.")
        return tuple(found)


def decode_text(data: bytes, *declared: str | None) -> Decoded:
    """Decode `data`; never fails, and says when it had to guess.

    The order is that of RFC 7303 and the HTML standard as far as they apply: a byte order mark,
    UTF-16 shown by its zero bytes, EBCDIC by its declaration, the `declared` charsets (that of a
    header before that of the document), encodings in seven bits shown by their escapes, strict
    UTF-8, UTF-8 with a few damaged characters, a guess.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], name)
    wide = _wide(data)
    if wide is not None:
        return _decode(data, wide)
    if is_ebcdic(data):
        return Decoded(*decode_ebcdic(data))
    names = [name for name in declared if name]
    if (as_declared := _by_names(data, names)) is not None:
        return as_declared
    if data.isascii():
        return _seven_bits(data) or Decoded(data.decode("ascii"), "utf-8")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    codecs_named = [_codec(name) for name in names]
    utf_8, western = "utf-8" in codecs_named, not _WESTERN_CODECS.isdisjoint(codecs_named)
    damaged = damaged_utf_8(data, declared=None if western and not utf_8 else utf_8)
    if damaged is not None:
        return Decoded(damaged, "utf-8", damaged="\ufffd" in damaged)
    if western:
        # The HTML standard reads Latin-1 as windows-1252; its five holes are no reason to guess.
        return _decode(data, "cp1252")
    return _guess(data, utf_8=utf_8)


def _by_names(data: bytes, names: list[str]) -> Decoded | None:
    """Decode by the first of the declared charsets that fits; None where none does.

    Where they contradict each other, the first one that yields no control characters counts. Two
    things are certain enough to outrank it: bytes that are UTF-8, where one of them says so, and
    that a server's Latin-1 is what old ones say of everything (RFC 2616, 3.7.1).
    """
    if len({_codec(name) or name for name in names}) < 2:
        return _as_declared(data, names[0]) if names else None
    if any(_codec(name) == "utf-8" for name in names) and not data.isascii():
        text = damaged_utf_8(data, declared=None)
        if text is not None:
            return Decoded(text, "utf-8", damaged="\ufffd" in text)
    first = None
    for name in names:
        if _codec(name) in _WESTERN_CODECS and _is_western(data):
            return _decode(data, "cp1252")
        decoded = _as_declared(data, name)
        if decoded is not None and _CONTROL.search(decoded.text) is None:
            return decoded
        first = first or decoded
    return first


_WESTERN_CODECS = frozenset(("iso8859-1", "cp1252"))
_CONTROL = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
"""What no text has, but for the escape and the line ends of terminals and mainframes."""


def _is_western(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 have a few accents and signs of western languages."""
    sample = _sample(data)
    return (
        not data.isascii() and damaged_utf_8(data, declared=None) is None and _looks_western(sample)
    )


def _as_declared(data: bytes, declared: str) -> Decoded | None:
    """Decode by a declaration; None where that is impossible, or says little."""
    if (rare := decode_rare(data, declared)) is not None:
        return Decoded(*rare)
    codec = _codec(declared)
    # What declares Latin-1 and yet is sound UTF-8 beyond ASCII was mislabelled.
    if codec is None or codec == "ascii" or codec in _WESTERN_CODECS:
        return None
    try:
        text = data.decode(codec)
    except (UnicodeError, ValueError):
        return None
    if codec in EBCDIC and not text.lstrip().startswith("<"):
        return None  # in which nothing is ASCII: the declaration could not even be read
    return Decoded(text, _name(codec))


def declared_charset(data: bytes) -> str | None:
    """Return the charset that an HTML or XML document declares in its first 2 kB, or None."""
    match = _DECLARED.search(data[:2048])
    if match is None:
        return None
    return (match[1] or match[2]).decode("ascii", "replace")


def _codec(declared: str) -> str | None:
    """The codec of a declared name; None for unknown ones and for those that decode no text."""
    declared = declared.strip()
    try:
        info = codecs.lookup(_ALIASES.get(declared.lower(), declared))
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True):
        return None
    if info.name.replace("-", "_") in _NO_CHARSETS:
        return None
    return "gb18030" if info.name in ("gb2312", "gbk") else info.name


def _name(codec: str) -> str:
    return _NAMES.get(codec, codec)


def _marked(data: bytes, codec: str) -> Decoded:
    """Decode what a byte order mark shows, and in UTF-8 such pairs as some programs make."""
    if codec == "utf-8" and b"\xed" in data:
        data = joined_pairs(data)
    return _decode(data, codec)


def _decode(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), _name(codec))
    except UnicodeDecodeError:
        return Decoded(data.decode(codec, "replace"), _name(codec), damaged=True)


_UNREADABLE = re.compile("[\0-\x08\x10-\x1a\ufffd\ufffe\uffff]")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of Latin text, spaces and digits is zero.

    In UTF-32 the first byte of four is always zero, and the second one nearly.
    """
    head = data[: min(2000, len(data) // 4 * 4)]
    if len(head) < 4 or b"\0" not in head:
        return None
    if len(head) >= 16:
        if not any(head[3::4]) and max(head[2::4]) <= 0x10:
            return "utf-32-le"
        if not any(head[::4]) and max(head[1::4]) <= 0x10:
            return "utf-32-be"
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.1 and even <= odd * 0.05:
        codec = "utf-16-le"
    elif even > half * 0.1 and odd <= even * 0.05:
        codec = "utf-16-be"
    else:
        return None
    text = head.decode(codec, "replace")
    # Numbers in two bytes have zeros as well, and become control characters.
    return None if len(_UNREADABLE.findall(text)) * 20 > len(text) else codec


_SHIFTS = re.compile(rb"\x1b(?:\$[@B]|\$\([CD@B]|\([BJI])|\x1b\$\)C")
"""ISO-2022-JP (RFC 1468) and -KR (RFC 1557) announce a character set by an escape sequence."""
_SHIFTED = re.compile(rb"\+([A-Za-z0-9+/]{3,})-?")
"""What stands for other than ASCII in UTF-7 (RFC 2152): UTF-16 in base64."""


def _seven_bits(data: bytes) -> Decoded | None:
    """Decode what hides other letters in ASCII; None for what is nothing but ASCII."""
    if b"\x1b" in data and _SHIFTS.search(data) is not None:
        korean = b"\x1b$)C" in data
        for codec in ("iso2022_kr",) if korean else ("iso2022_jp", "iso2022_jp_2"):
            try:
                return Decoded(data.decode(codec), codec.replace("iso", "iso-", 1), guessed=True)
            except UnicodeError:
                continue
    if b"+" in data and (text := _utf_7(data)) is not None:
        return Decoded(text, "utf-7", guessed=True)
    return None


def _utf_7(data: bytes) -> str | None:
    """Decode UTF-7; None where what looks like it would become anything but words.

    Sums and codes (``+AbCd-``) give a wild mixture of scripts, and real text does not.
    """
    if len(_SHIFTED.findall(data[:_SAMPLE])) < 2:
        return None
    try:
        text = data.decode("utf-7")
    except UnicodeError:
        return None
    high = [sign for sign in text if sign > "\x7f"]
    scripts = {_script(sign) for sign in high}
    words = all(sign.isalpha() or sign.isspace() or sign in SIGNS for sign in high)
    return text if len(high) > 1 and words and len(scripts) <= 3 else None


def _script(sign: str) -> int:
    """A number for the part of Unicode that a character is in: Chinese, Korean, or 256 others."""
    if "\u3000" <= sign <= "\u9fff":
        return 0x30
    return 0xAC if "\uac00" <= sign <= "\ud7af" else ord(sign) >> 8


def _guess(data: bytes, *, utf_8: bool) -> Decoded:
    """Decode by what the bytes look like; `utf_8` where that was declared.

    Of a few bytes statistics say nothing: then the declaration holds, and they are damaged.
    """
    sample = _sample(data)
    western = _looks_western(sample)
    # Words of another script among much markup: too few for statistics, and no accents.
    codec = script_codec(sample) if is_few_words(sample) else None
    if codec is None:
        codec = "cp1252" if western else _central(sample)
    if codec is None and utf_8 and len(data.translate(None, _ASCII)) <= _TOO_FEW:
        return _decode(joined_pairs(data), "utf-8")
    codec = codec or _ask(sample)
    try:
        return Decoded(data.decode(codec), _name(codec), guessed=True)
    except (UnicodeError, LookupError):
        return Decoded(data.decode("cp1252", "replace"), "windows-1252", guessed=True, damaged=True)


def _sample(data: bytes) -> bytes:
    """A bounded part of `data` around its first byte beyond ASCII."""
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, (first.start() if first else 0) - 200)
    return data[start : start + _SAMPLE]


def _looks_western(sample: bytes) -> bool:
    """A few accented letters and curly quotes among much ASCII: statistics misjudge such texts."""
    try:
        high = [sign for sign in sample.decode("cp1252") if sign > "\x7f"]
    except UnicodeDecodeError:
        return False
    inverted = re.search(rb"[A-Za-z][\xa1\xbf]", sample)  # "¿" begins a word in Spanish
    few = len(high) < len(sample) * 0.25
    return few and inverted is None and all(sign in WESTERN for sign in high)


_ALPHABETS = (
    frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),  # Polish
    frozenset("áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽäôľĺŕĽÄÔ"),  # Czech and Slovak
    frozenset("áéíóöőúüűÁÉÍÓÖŐÚÜŰ"),  # Hungarian
    frozenset("čćđšžČĆĐŠŽ"),  # Croatian, Bosnian, Slovenian, Serbian in Latin letters
)


def _central(sample: bytes) -> str | None:
    """The encoding in which all letters beyond ASCII are of one language of central Europe."""
    for codec in ("cp1250", "iso8859-2"):
        try:
            high = {sign for sign in sample.decode(codec) if sign > "\x7f"} - SIGNS
        except UnicodeDecodeError:
            continue
        if len(high) > 2 and any(high <= alphabet for alphabet in _ALPHABETS):
            return codec
    return None


_ASCII = bytes(range(128))
_TOO_FEW = 16
"""Bytes beyond ASCII of which statistics say nothing."""
_ZEROS_OF_TEXT = re.compile(rb"\0[\t\n\r -~]|[\t\n\r -~]\0")


def _ask(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    # In UTF-16 a zero belongs to a blank, a digit, a Latin letter; others are no text of any kind.
    zeros = sample.count(0) > len(_ZEROS_OF_TEXT.findall(sample))
    no_text = ["utf_16", "utf_16_le", "utf_16_be", "utf_32"] if zeros else []
    found = from_bytes(sample, steps=5, chunk_size=512, threshold=0.3, cp_exclusion=no_text)
    best = found.best()
    return "cp1252" if best is None else best.encoding
