"""Plain text to a `ParsedArticle`: written as text, or left over from a web page."""

from __future__ import annotations

from clashreader.model import MediaType, ParsedArticle
from clashreader.parse.encoding import decode_text
from clashreader.parse.folders import section_of
from clashreader.parse.savedpage import Line, find_strip, read_head, split_lines
from clashreader.parse.words import clean, derived_title, scrub

_TITLE_LENGTH = 150


def parse_text(data: bytes, *, path: str, base_url: str) -> ParsedArticle:
    """Read a text file.

    A first line that is short and followed by a blank one is the title, else the first sentence
    makes one. The leftovers of a saved page (its line with date and outlet, its strip of related
    articles) are taken out of the body and used.
    """
    decoded = decode_text(data)
    text = scrub(decoded.text)
    lines = split_lines(text)
    head = read_head(lines)
    strip = find_strip(lines, head.next_line)
    body = [line for line in lines[head.next_line : strip.start] if line.text]
    title, derived = head.title, False
    if title is None and not head.found:
        title = _own_title(lines[head.next_line : strip.start])
        if title is not None:
            body = body[1:]
    if title is None:
        title, derived = derived_title(" ".join(line.text for line in body[:3])), True
    section = section_of(path) or strip.section
    return ParsedArticle(
        uid=path,
        title=title,
        body=text,
        media_type=MediaType.TEXT,
        body_span=_span(body, len(text)),
        base_url=base_url,
        author=head.author,
        outlet=head.outlet,
        published=head.published,
        section=section,
        related=strip.related,
        title_derived=derived,
        notices=decoded.notices,
    )


def _own_title(lines: list[Line]) -> str | None:
    """The first line, if it is short, followed by a blank line and text, and no sentence."""
    filled = [number for number, line in enumerate(lines) if line.text]
    if len(filled) < 2 or filled[1] == filled[0] + 1:
        return None
    first = lines[filled[0]].text
    if len(first) > _TITLE_LENGTH or (
        first.endswith((".", ":", ",", ";")) and not first.endswith("...")
    ):
        return None
    return clean(first.lstrip("# ")) or None


def _span(body: list[Line], length: int) -> tuple[int, int]:
    if not body:
        return (length, length)
    return (body[0].start, body[-1].end)
