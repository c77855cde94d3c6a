"""File names made of titles, that every system takes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_BYTES: Final = 140
"""Of the whole name in UTF-8: file systems take 255, encrypted homes on Linux 143."""

# What Windows refuses (Naming Files, Paths, and Namespaces), and so does no other.
_REFUSED: Final = re.compile(r'[<>:"/\\|?*]+')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def file_name(title: str, suffix: str, *, otherwise: str = "Article") -> str:
    """Return a name for a file called `title`, `suffix` (``.pdf``) included.

    Letters of every script stay as they are. What a file system refuses, or nobody can see,
    becomes a blank or goes; where nothing is left, `otherwise` is the name.
    """
    text = unicodedata.normalize("NFC", title)
    text = _REFUSED.sub(" ", text)
    text = "".join(_kept(character) for character in text)
    text = " ".join(text.split()).strip(" .")
    if _RESERVED.match(text):
        text = f"_{text}"
    room = MAX_BYTES - len(suffix.encode())
    if len(text.encode()) > room:
        text = text.encode()[:room].decode(errors="ignore")
        cut = text.rfind(" ")
        text = (text[:cut] if cut > len(text) // 2 else text).rstrip(" .,;:")
    return (text or otherwise) + suffix


def _kept(character: str) -> str:
    """Return `character`, a blank for one that breaks lines, and nothing for one unseen."""
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\r":
        return " "
    joiner = character in "\u200c\u200d"  # Persian words and emoji are spelled with them
    return character if joiner or category[0] != "C" else ""
