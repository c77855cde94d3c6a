"""Text, addresses and languages as they may stand in XHTML, which is HTML too.

Whatever comes in, what goes out is well-formed XML 1.0, and the addresses are valid
(https://www.rfc-editor.org/rfc/rfc3986).
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# Controls, halves of pairs and noncharacters: XML 1.0 (2.2) has no place for most, HTML for none.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}"
              for plane in range(1, 17))
    + "]"
)  # fmt: skip
_HOST = re.compile(r"(?!-)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")
_ADDRESS_6 = re.compile(r"[0-9a-f:.]+")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_PATH = "/:@!$&'()*+,;=-._~%"
_QUERY = _PATH + "?"
_MAILBOX = re.compile(r"[^\s@<>\"?]+@[^\s@<>\"?]+")

# ISO 639-1: what a checker of languages knows, and what readers choose fonts and voices by.
_LANGUAGES = re.compile(
    "aa|ab|ae|af|ak|am|an|ar|as|av|ay|az|ba|be|bg|bi|bm|bn|bo|br|bs|ca|ce|ch|co|cr|cs|cu|cv|cy|da|"
    "de|dv|dz|ee|el|en|eo|es|et|eu|fa|ff|fi|fj|fo|fr|fy|ga|gd|gl|gn|gu|gv|ha|he|hi|ho|hr|ht|hu|hy|"
    "hz|ia|id|ie|ig|ii|ik|io|is|it|iu|ja|jv|ka|kg|ki|kj|kk|kl|km|kn|ko|kr|ks|ku|kv|kw|ky|la|lb|lg|"
    "li|ln|lo|lt|lu|lv|mg|mh|mi|mk|ml|mn|mr|ms|mt|my|na|nb|nd|ne|ng|nl|nn|no|nr|nv|ny|oc|oj|om|or|"
    "os|pa|pi|pl|ps|pt|qu|rm|rn|ro|ru|rw|sa|sc|sd|se|sg|si|sk|sl|sm|sn|so|sq|sr|ss|st|su|sv|sw|ta|"
    "te|tg|th|ti|tk|tl|tn|to|tr|ts|tt|tw|ty|ug|uk|ur|uz|ve|vi|vo|wa|wo|xh|yi|yo|za|zh|zu"
)
_REGIONS = frozenset({"zh-CN", "zh-TW", "zh-HK", "pt-BR", "pt-PT", "en-GB", "en-US"})
_SCRIPTS = frozenset({"Hans", "Hant", "Latn", "Cyrl", "Arab"})


def legal(text: str) -> str:
    """Return `text` without the characters that have no place in a document."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def text(words: str) -> str:
    """Return text as it stands between tags."""
    return legal(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def title_of(title: str, otherwise: str) -> str:
    """Return a title on one line, `otherwise` where nothing of it can be written."""
    return " ".join(legal(title).split()) or otherwise


def attribute(words: str) -> str:
    """Return text as it stands between the quotation marks of an attribute, on one line."""
    return text(" ".join(words.split())).replace('"', "&quot;")


def line(words: str) -> str:
    """Return text as it stands between tags, on one line."""
    return text(" ".join(words.split()))


def address(url: str | None) -> str | None:
    """Return a web or mail address as it stands in ``href``, or None where it is none.

    Names and passwords of their hosts are left out; what may not stand in an address is written in
    per cent.
    """
    if not url:
        return None
    try:
        found = _valid(url.strip())
    except ValueError:  # a port of letters, a bracket that nothing closes
        return None
    return None if found is None else found.replace("&", "&amp;").replace("'", "%27")


def _valid(url: str) -> str | None:
    parts = urlsplit(url)
    if parts.scheme == "mailto":
        return "mailto:" + _quoted(parts.path, "@+,-._~%") if _MAILBOX.search(parts.path) else None
    if parts.scheme not in ("http", "https"):
        return None
    host = _host(parts.hostname or "")
    if host is None:
        return None
    found = f"{parts.scheme}://{host}"
    if parts.port is not None:
        found += f":{parts.port}"
    path = _quoted(parts.path, _PATH)
    found += path if path.startswith("/") or not path else f"/{path}"
    if parts.query:
        found += "?" + _quoted(parts.query, _QUERY)
    if parts.fragment:
        found += "#" + _quoted(parts.fragment, _QUERY)
    return found


def _host(host: str) -> str | None:
    if ":" in host:
        return f"[{host}]" if _ADDRESS_6.fullmatch(host) else None
    if not host.isascii():
        host = host.encode("idna").decode()  # a UnicodeError is a ValueError
    return host if _HOST.fullmatch(host) else None


def _quoted(part: str, safe: str) -> str:
    return _STRAY_PERCENT.sub("%25", quote(legal(part), safe=safe))


def language(code: str | None) -> str | None:
    """Return the language of a text as BCP 47 has it, or None where that is no language.

    A region stays where it changes how a text is set; ``en-UK``, which there is not, is ``en``.
    """
    parts = (code or "").replace("_", "-").split("-")
    first = parts[0].lower()
    if not _LANGUAGES.fullmatch(first):
        return None
    for part in parts[1:]:
        if part.title() in _SCRIPTS:
            return f"{first}-{part.title()}"
        if f"{first}-{part.upper()}" in _REGIONS:
            return f"{first}-{part.upper()}"
    return first
