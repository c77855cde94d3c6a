"""Foreign HTML as a stream of tags and texts, in one pass and in linear time.

This is a reader of tags, not a parser of documents: it bounds and straightens markup before a
real parser sees it (see `levelling`). https://html.spec.whatwg.org/multipage/parsing.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from clashreader.references import characters

# An attribute may hold ">" between quotes. All repetition is possessive: nothing is tried twice.
_ATTRIBUTES = (
    r"""(?:[\s/]++|[^\s/>=][^\s/>=]*+"""
    r"""(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|(?=>)))?+|=)*+"""
)
_TAG = re.compile(rf"<(/?)([A-Za-z][^\s/>]*+)({_ATTRIBUTES})>")
_BLUNT_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)([^>]*+)>")
_ATTRIBUTE = re.compile(
    r"""([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?+"""
)
MAX_ATTRIBUTES = 200
"""Further attributes of one tag are not read."""

RAW = frozenset({"script", "style", "xmp", "noembed", "noframes", "textarea", "title", "iframe",
                 "noscript"})  # fmt: skip
"""Elements whose content is not markup to a browser with scripts; up to their end tag."""
SWALLOWING = frozenset({"script", "style"})
"""Raw elements that hold no text of an article: without an end they take the rest with them."""
HOLLOW = frozenset({"template", "object", "svg", "math", "select", "datalist", "video", "audio",
                    "canvas", "applet"})  # fmt: skip
"""Elements whose content is dropped, though it is markup."""


class Token(NamedTuple):
    """A start tag, an end tag (`closing`), or a text (`name` is empty then).

    `text` of a start tag is its attributes as written; of a raw or hollow element, which stands
    for itself and has no end tag, `inside` is what it contains.
    """

    name: str
    text: str
    closing: bool = False
    inside: str = ""


def attributes(written: str) -> dict[str, str]:
    """Return the attributes of a tag, names in lower case, values decoded, first one first."""
    found: dict[str, str] = {}
    if not written or written.isspace():
        return found
    for count, match in enumerate(_ATTRIBUTE.finditer(written)):
        if count == MAX_ATTRIBUTES:
            break
        name, double, single, bare = match.groups()
        value = double or single or bare or ""
        found.setdefault(name.lower(), characters(value) if "&" in value else value)
    return found


def tokens(html: str) -> Iterator[Token]:
    """Yield the tags and texts of `html`; comments and declarations are left out."""
    if "<![CDATA[" in html:
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    return _Reader(html).read()


class _Reader:
    """Reads one text; remembers what does not occur any more, so that nothing is sought twice."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.tag = _TAG
        self.without_end: set[str] = set()
        self.comment_ends = True
        self.last_end = html.rfind(">")

    def read(self) -> Iterator[Token]:
        html = self.html
        position = text_start = 0
        while 0 <= (position := html.find("<", position)) < self.last_end:
            found = self.markup(position)
            if found is None:
                position += 1
                continue
            token, after = found
            if text_start < position:
                yield Token("", html[text_start:position])
            if token is not None:
                yield token
            position = text_start = after
        if text_start < len(html):
            yield Token("", html[text_start:])

    def markup(self, position: int) -> tuple[Token | None, int] | None:
        """Return the token at a "<" and where it ends; None where it is a mere character."""
        following = self.html[position + 1 : position + 2]
        if following in ("!", "?"):
            return None, self.after_declaration(position)
        if following != "/" and not (following.isascii() and following.isalpha()):
            return None
        match = self.match_tag(position)
        if match is None:
            return None
        slash, name, written = match.groups()
        name = name.lower()
        if slash:
            return Token(name, "", closing=True), match.end()
        if name in RAW or name in HOLLOW:
            return self.enclosed(name, written, match.end())
        return Token(name, written), match.end()

    def match_tag(self, position: int) -> re.Match[str] | None:
        match = self.tag.match(self.html, position)
        if match is None and self.tag is _TAG and self.html[position + 1] != "/":
            # Quotes that never close: from here on they count as any character.
            match = _BLUNT_TAG.match(self.html, position)
            self.tag = _BLUNT_TAG
        return match

    def after_declaration(self, position: int) -> int:
        html = self.html
        if html.startswith("<!--", position):
            if html.startswith((">", "->"), position + 4):
                return html.index(">", position + 4) + 1
            end = html.find("-->", position + 4) if self.comment_ends else -1
            if end >= 0:
                return end + 3
            self.comment_ends = False
        end = html.find(">", position)
        return end + 1 if end >= 0 else len(html)

    def enclosed(self, name: str, written: str, start: int) -> tuple[Token | None, int]:
        """Return an element that stands for itself, with what lies up to its end tag."""
        if name in HOLLOW and written.endswith("/"):
            return Token(name, written), start
        pattern = re.compile(rf"<(/?){name}(?=[\s/>])[^>]*+>", re.IGNORECASE)
        end = None if name in self.without_end else self.find_end(pattern, start, name)
        if end is not None:
            return Token(name, written, inside=self.html[start : end[0]]), end[1]
        self.without_end.add(name)
        if name in SWALLOWING:
            return None, len(self.html)
        return Token(name, written), start

    def find_end(self, pattern: re.Pattern[str], start: int, name: str) -> tuple[int, int] | None:
        """Return where the end tag that belongs to a start lies; the last one if none balances."""
        depth, last = 1, None
        for match in pattern.finditer(self.html, start):
            if match.group(1):
                last = match.span()
                depth -= 1
                if depth == 0 or name in RAW:
                    break
            elif not match.group().endswith("/>"):
                depth += 1
        return last
