"""What a sync needs to know of simple Markdown, without converting it.

Converting takes thirty times as long, and a folder may hold ten thousand files. Only what is
read exactly as the converter reads it is read here: whatever else occurs, None is returned.
"""

from __future__ import annotations

import re

from clashreader.content.addresses import absolute, is_counter
from clashreader.content.levelling import is_inline
from clashreader.content.tidy import SHARE_SIGNS
from clashreader.content.titles import folded, may_repeat

_DIFFICULT = ("`", "<", "\\", "|", "~", "{", "}", "\n ", " \n", "\n:", "\n=")
_ENTITY = re.compile(r"&#?\w+;")
_UNDERLINED = re.compile(r"[^\n]\n-+ *(?:\n|\Z)")
_UNDERLINE = re.compile(r"[=-]+ *")
_PARTS = re.compile(r"\n\n+")
_HEADING = re.compile(r"#{1,6} ++([^# \n][^#\n]*+)#*")
_BULLET = re.compile(r"[-*+] +(?=[^\s*+>#-])")
_NUMBER = re.compile(r"\d{1,9}\. +(?=[^\s*+>#\d-])")
_LIST_LIKE = re.compile(r"(?:[-*+]|\d+\.)(?:\s|$)|[#>]|[-*_ ]{3,}$")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})")
_PICTURE = re.compile(r"!\[([^\[\]*_!\n]*)\]\(([^()\s<>\"'*\[\]]+)\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]*)\]\(([^()\s<>\"'*\[\]]+)\)")
_STRONG = re.compile(r"(?<![\w*])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*(?![\w*])")
_EMPHASIS = re.compile(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])")
_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|__")

Looked = tuple[list[str], list[str], str | None]


def look(text: str, base: str | None, title: str) -> Looked | None:
    """Return the lines, pictures and first heading of simple Markdown; None of any other."""
    text = text.replace("\r\n", "\n").strip("\n")
    if (
        not text.replace("\n", "").isprintable()
        or any(sign in text for sign in _DIFFICULT)
        or text[:1] in (" ", ":", "=")
        or text.endswith(" ")
        or ("&" in text and _ENTITY.search(text))
        or ("\n-" in text and _UNDERLINED.search(text))
        or any(sign in text for sign in SHARE_SIGNS)
    ):
        return None
    looked = _Look(base, folded(title) if title else "").read(_PARTS.split(text))
    return None if looked is not None and may_repeat(looked[0], title) else looked


class _Look:
    def __init__(self, base: str | None, title: str) -> None:
        self.base = base
        self.title = title
        self.lines: list[str] = []
        self.images: dict[str, None] = {}
        self.heading: str | None = None
        self.blocks = 0

    def read(self, parts: list[str]) -> Looked | None:
        for part in parts:
            lines = part.split("\n")
            found = self.part(lines)
            if found is None:
                return None
            self.lines += found
            self.blocks += 1
        return self.lines, list(self.images), self.heading

    def part(self, lines: list[str]) -> list[str] | None:
        """Return the lines of text of what stands between two blank lines."""
        first = lines[0]
        if not first:
            return []
        start = first[0]
        if start == "#":
            return self.headline(lines)
        if start == ">":
            return self.quotation(lines)
        if start in "-*+_0123456789":
            if len(lines) == 1 and _RULE.fullmatch(first):
                return []
            for marks in (_BULLET, _NUMBER):
                if marks.match(first):
                    return self.items(lines, marks)
        return self.paragraph(lines)

    def headline(self, lines: list[str]) -> list[str] | None:
        match = _HEADING.fullmatch(lines[0])
        text = self.inline(match.group(1)) if match and len(lines) == 1 else None
        if text is None or len(text) != 1:
            return None
        if self.heading is None:
            self.heading = text[0]
        if self.title and folded(text[0]) == self.title:
            return None if self.blocks else []
        return text

    def quotation(self, lines: list[str]) -> list[str] | None:
        if not all(line.startswith("> ") and line[2:3] not in ("", " ") for line in lines):
            return None
        inner = [line[2:] for line in lines]
        if any(map(_UNDERLINE.fullmatch, inner[1:])):
            return None  # it makes a heading of the line above it
        return self.paragraph(inner)

    def items(self, lines: list[str], marks: re.Pattern[str]) -> list[str] | None:
        found: list[str] = []
        for line in lines:
            match = marks.match(line)
            if match is None or _LIST_LIKE.match(line, match.end()):
                return None
            text = self.inline(line[match.end() :])
            if text is None:
                return None
            found += text
        return found

    def paragraph(self, lines: list[str]) -> list[str] | None:
        if any(map(_LIST_LIKE.match, lines)):
            return None
        return self.inline("\n".join(lines))

    def inline(self, text: str) -> list[str] | None:
        """Return text without its marks, as one line or none; note its pictures."""
        if "[" in text or "]" in text:
            for match in _PICTURE.finditer(text):
                if not self.picture(match.group(2)):
                    return None
            text = _LINK.sub(_linked, _PICTURE.sub("", text))
            if "[" in text or "]" in text:
                return None
        if "*" in text:
            text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", text))
            if "*" in text:
                return None
        if "_" in text and _UNDERSCORE.search(text):
            return None
        folded_text = " ".join(text.split())
        return [folded_text] if folded_text else []

    def picture(self, address: str) -> bool:
        """Note a picture; False where it is none, or none that stands by itself."""
        url = absolute(address, self.base, picture=True)
        if url is None or "&" in address or is_inline({}, None, url) or is_counter({}, url):
            return False
        self.images[url] = None
        return True


def _linked(match: re.Match[str]) -> str:
    return match.group(1)
